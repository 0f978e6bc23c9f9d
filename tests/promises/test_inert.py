"""A cell of a table that leaves is what it was, and never a formula (100,000 random cells: bench/export.py)."""

from __future__ import annotations

import random

from bench.export import cell, changed


def test_cells_stay_what_they_are_and_never_run() -> None:
    rng = random.Random(11)
    assert changed([cell(rng) for _ in range(2000)]) == dict.fromkeys(
        ("csv_changed", "csv_would_run", "xlsx_changed", "xlsx_would_run"), 0
    )
