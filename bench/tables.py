"""The import of tables measured: rows a second into a fresh record, and a second version of which few rows are new.

    python bench/tables.py [ROWS]      UCDP GED and ACLED tables of so many rows (100,000), of invented events

The tables are those of ``cases/tables/`` over again, on other days and in other places. It prints what it measured and
keeps it in bench/results/tables.json. Seconds are of the processor, so that a busy machine does not change them.
"""

from __future__ import annotations

import csv
import datetime as dt
import json
import random
import sys
import tempfile
import time
from pathlib import Path

from tollbook.desk.importing import import_table
from tollbook.desk.record import Record

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "bench" / "results" / "tables.json"
TOWNS = (("Sarmin", "Idlib", 35.90, 36.73), ("Saraqib", "Idlib", 35.86, 36.80), ("Homs", "Homs", 34.73, 36.71))


def ged(row: dict[str, str], number: int, day: dt.date, rng: random.Random) -> None:
    """Another event."""
    row.update(id=str(number), date_start=str(day), date_end=str(day), date_prec="1", relid=str(rng.random()))
    if rng.random() < 0.6:
        town, province, lat, lon = rng.choice(TOWNS)
        name = town if rng.random() < 0.5 else f"Village {rng.randrange(3000)}"
        row.update(where_coordinates=name, adm_1=province, where_prec="1", latitude=str(lat), longitude=str(lon))


def acled(row: dict[str, str], number: int, day: dt.date, rng: random.Random) -> None:
    """Another event, with its notes."""
    notes = row["notes"].replace("26 November 2016", f"{day.day} {day:%B %Y}")
    toll = str(rng.randrange(2, 30))
    row.update(event_id_cnty=f"SYR{number}", event_date=str(day), notes=notes.replace("14 civ", f"{toll} civ"))


def table(kind: str, count: int, path: Path, seed: int = 7, changed: int = 0) -> None:
    """A table of so many rows, of which the first ones are other than in the table of no changes."""
    with (ROOT / "cases" / "tables" / f"{kind}.csv").open(newline="", encoding="utf-8") as file:
        models = list(csv.DictReader(file))
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(models[0]))
        writer.writeheader()
        for number in range(count):
            rng = random.Random(seed * 1_000_003 + number)
            row = dict(rng.choice(models))
            day = dt.date(2012, 1, 1) + dt.timedelta(rng.randrange(4000))
            (ged if kind == "ged" else acled)(row, number, day, rng)
            if number < changed:
                row["country"] = f"{row['country']} "
                row["region"] = "Elsewhere"
            writer.writerow(row)


def measured(kind: str, count: int) -> dict[str, object]:
    """Seconds to import a table, and a second version with one row in a thousand changed."""
    with tempfile.TemporaryDirectory() as folder:
        first, second = Path(folder, f"{kind}.csv"), Path(folder, f"{kind}-2.csv")
        table(kind, count, first)
        table(kind, count, second, changed=count // 1000)
        with Record.open(Path(folder, "record")) as record:
            seconds = []
            done = []
            for path in (first, second):
                began = time.process_time()
                done.append(import_table(record.store, path))
                seconds.append(round(time.process_time() - began, 1))
    return {
        "rows": count,
        "claims": len(done[0].claims),
        "seconds": seconds[0],
        "rows_a_second": round(count / max(seconds[0], 0.1)),
        "seconds_second_version": seconds[1],
        "rows_superseded_with_claims": [count // 1000, done[1].superseded],
    }


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    found = {kind: measured(kind, count) for kind in ("ged", "acled")}
    print(json.dumps(found, indent=1))
    RESULTS.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
