"""How well `tollbook extract` reads the development texts in the folder named by TOLLBOOK_BENCH.

    python bench/accuracy.py            run the folder's own scorers, print what they say beside the pinned floors
    python bench/accuracy.py --pin      pin what is reached as the new floors; refuses to lower any

The scorers are not ours (score.py and score_claims.py stand beside the texts). Floors and the digests of the texts they
were reached on are in bench/results/accuracy.json; a figure on other texts is compared with nothing.
"""

from __future__ import annotations

import argparse
import datetime as dt
import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

PINNED = Path(__file__).parent / "results" / "accuracy.json"
COMMAND = f"{sys.executable} -m tollbook extract"
#: The figures that are held: (scorer's data set, row, column).
HELD = [
    ("muc4-dev", "harm pairs, documents with gold", "F"),
    ("muc4-dev", "harm pairs, documents with gold", "R"),
    ("muc4-tst1", "harm pairs, documents with gold", "F"),
    ("muc4-tst1", "harm pairs, documents with gold", "R"),
    ("muc4-tst2", "harm pairs, documents with gold", "F"),
    ("muc4-tst2", "harm pairs, documents with gold", "R"),
    ("wad-dev", "deaths", "exact"),
    ("wad-dev", "deaths, gold 1 excluded", "exact"),
    ("wad-dev", "injured", "exact-nil"),
]
HELD_CLAIMS = [
    ("quantified", "all", "F"),
    ("unquantified", "all", "F"),
    ("attributes", "bounds low+high", "acc"),
    ("attributes", "population", "acc"),
    ("attributes", "modality where not asserted", "acc"),
    ("attributes", "speaker where gold has one", "acc"),
    ("attributes", "place where gold has one", "acc"),
    ("attributes", "date both", "acc"),
    ("attributes", "part_of recall", "acc"),
    ("attributes", "repeats recall", "acc"),
]
#: Noise allowed below a floor: none, the reader is deterministic.
ROUND = 4


def measure(folder: Path) -> dict[str, float]:
    """Every held figure, by name, as the scorers of the folder give it."""
    figures: dict[str, float] = {}
    results = _run(folder / "score.py", "all")
    for result in results:
        for dataset, row, column in HELD:
            if result["dataset"] == dataset:
                figures[f"{dataset} | {row} | {column}"] = round(result["metrics"][row][column], ROUND)
    claims = _run(folder / "score_claims.py")
    for part, row, column in HELD_CLAIMS:
        if row in claims[part]:
            figures[f"claims-dev | {part} {row} | {column}"] = round(claims[part][row][column], ROUND)
    return figures


def digests(folder: Path) -> dict[str, str]:
    """SHA-256 of each data file, so that a floor is only held on the texts it was reached on."""
    names = ("muc4-dev", "muc4-tst1", "muc4-tst2", "wad-dev", "claims-dev")
    return {name: hashlib.sha256((folder / f"{name}.jsonl").read_bytes()).hexdigest() for name in names}


def floors(folder: Path) -> dict[str, float]:
    """The pinned floors of the texts in the folder; none for texts that are not those they were reached on."""
    if not PINNED.exists():
        return {}
    pinned = json.loads(PINNED.read_text(encoding="utf-8"))
    now = digests(folder)
    return {
        name: value
        for name, value in pinned["floors"].items()
        if pinned["digests"][name.split(" | ")[0]] == now[name.split(" | ")[0]]
    }


def _run(script: Path, *arguments: str) -> Any:
    command = [sys.executable, str(script), *arguments, "--json", "--command", COMMAND]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{script.name} ended with exit status {done.returncode}: {done.stderr.strip()[-500:]}")
    return json.loads(done.stdout)


def main() -> int:
    """Measure, print, pin where asked; 1 where a figure fell below its floor, 2 where nothing can be measured."""
    parser = argparse.ArgumentParser(description="Measure the reader's accuracy on the development texts.")
    parser.add_argument("--pin", action="store_true", help="pin what is reached; refuses to lower a floor")
    options = parser.parse_args()
    place = os.environ.get("TOLLBOOK_BENCH")
    if not place or not Path(place).is_dir():
        print("bench/accuracy.py: set TOLLBOOK_BENCH to the folder of the development texts; nothing measured")
        return 2
    folder = Path(place)
    figures, held = measure(folder), floors(folder)
    fallen = {name for name, value in figures.items() if value < held.get(name, 0.0)}
    for name, value in figures.items():
        print(f"{name:<62} {value:.3f}   floor {held.get(name, 0.0):.3f}{'   BELOW' if name in fallen else ''}")
    if fallen:
        print(f"{len(fallen)} below the floor: nothing pinned")
        return 1
    if options.pin:
        pinned = {"date": dt.date.today().isoformat(), "digests": digests(folder), "floors": figures}
        PINNED.parent.mkdir(exist_ok=True)
        PINNED.write_text(json.dumps(pinned, indent=1) + "\n", encoding="utf-8")
        print(f"pinned in {PINNED.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
