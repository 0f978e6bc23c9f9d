"""The accuracy that was reached is held: no figure of the development texts falls below its pinned floor."""

from __future__ import annotations

from pathlib import Path

import pytest
from bench.accuracy import floors, measure

from tests.conftest import data_folder

BENCH = data_folder("TOLLBOOK_BENCH")


@pytest.mark.skipif(BENCH is None, reason="TOLLBOOK_BENCH names no folder")
def test_no_figure_is_below_its_floor() -> None:
    folder = Path(str(BENCH))
    held = floors(folder)
    assert held, "no floors are pinned for these texts: python bench/accuracy.py --pin"
    reached = measure(folder)
    fallen = {name: (reached[name], floor) for name, floor in held.items() if reached[name] < floor}
    assert not fallen
