"""Whether cells stay what they are and never run, and whether anything withheld leaves: the long form of two promises.

    python bench/export.py [--cells N] [--pin]

Random cells (every script, control signs, what begins a formula or looks like an escape) go through CSV and XLSX and
back; then strings that stand nowhere else are planted in every field that is withheld and looked for in every format.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import platform
import random
import sys
import time
from pathlib import Path

import openpyxl

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.promises.test_release import CANARIES, canary, found, planted_claims

from tollbook.export.cells import unescaped
from tollbook.export.files import WRITERS, csv_file, xlsx_file
from tollbook.export.release import claims_table
from tollbook.export.table import Column, Table
from tollbook.text.inert import bared

RESULT = Path(__file__).parent / "results" / "export.json"
STARTS = (
    "", "=", "+", "-", "@", "\t", "\r", "\n", "'", "''=", "＝", "＋", "－", "＠", "_x000D_", "_x005F_", " ", '"', ",",
    ";=",
)  # fmt: skip
RANGES = (
    (0x20, 0x7E), (0x00, 0x1F), (0xA0, 0x24F), (0x370, 0x6FF), (0x900, 0xDFF), (0x4E00, 0x9FFF), (0x1F300, 0x1FAFF),
    (0x200B, 0x206F), (0xFFF0, 0xFFFF),
)  # fmt: skip


def cell(rng: random.Random) -> str:
    """One random cell."""
    low, high = rng.choice(RANGES)
    return rng.choice(STARTS) + "".join(chr(rng.randint(low, high)) for _ in range(rng.randint(0, 24)))


def changed(cells: list[str]) -> dict[str, int]:
    """How many cells came back otherwise, or would run."""
    table = Table("cells", (Column("a"),), tuple((one,) for one in cells))
    rows = list(csv.reader(io.StringIO(csv_file(table).decode("utf-8"), newline="")))[1:]
    told = [row[0] if row else "" for row in rows]
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx_file(table)), read_only=True)["cells"]
    back = [row[0] for row in sheet.iter_rows(min_row=2, max_row=len(cells) + 1)]
    return {
        "csv_changed": sum(bared(one) != cell for one, cell in zip(told, cells, strict=True)),
        "csv_would_run": sum(one[:1] in tuple("=+-@\t\r\n＝＋－＠") for one in told if one),
        "xlsx_changed": sum(unescaped(str(one.value or "")) != cell for one, cell in zip(back, cells, strict=True)),
        "xlsx_would_run": sum(one.data_type == "f" for one in back),
    }


def main() -> int:
    """Measure, print, and with ``--pin`` keep; 1 where a cell changed or a string left."""
    parser = argparse.ArgumentParser(description="Cells that stay, and strings that do not leave.")
    parser.add_argument("--cells", type=int, default=100_000)
    parser.add_argument("--pin", action="store_true", help=f"keep the figures in bench/results/{RESULT.name}")
    options = parser.parse_args()
    begun, rng = time.process_time(), random.Random(7)
    figures: dict[str, int] = {}
    for at in range(0, options.cells, 10_000):
        for name, count in changed([cell(rng) for _ in range(min(10_000, options.cells - at))]).items():
            figures[name] = figures.get(name, 0) + count
    print(f"{options.cells:,} cells through CSV and XLSX: {figures}")
    planted = [canary(n) for n in range(CANARIES)]
    claims, reports = planted_claims(planted)
    table = claims_table(claims, reports, "public")
    left = {form: len(found(make(table), planted)) for form, make in WRITERS.items()}
    print(f"{CANARIES} strings planted in withheld fields, found in what is public: {left}")
    seconds = time.process_time() - begun
    if options.pin:
        measured = {"cells": options.cells, **figures, "planted": CANARIES, "left": left, "seconds": round(seconds, 1)}
        kept = {"python": platform.python_version(), **measured}
        RESULT.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
    return int(any(figures.values()) or any(left.values()))


if __name__ == "__main__":
    sys.exit(main())
