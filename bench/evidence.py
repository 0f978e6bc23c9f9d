"""The record as evidence: what is forged is found.

    python bench/evidence.py [proofs|tampering] [--pin]

``proofs``: every consistency proof from m to n entries, n up to 256, and every forgery of it by one step changed, left
out, put in, exchanged with the next, a wrong size or a wrong root.
"""

from __future__ import annotations

import argparse
import datetime as dt
import functools
import json
import platform
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from tollbook.proof import among, consistency, is_consistent, leaf_hash, root_of

RESULT = Path(__file__).parent / "results" / "evidence.json"


def consistency_proofs(most: int) -> dict[str, int]:
    """All proofs of trees of up to ``most`` entries: how many, how many fail, how many forgeries, how many hold."""
    leaves = [leaf_hash(b"entry %d" % n) for n in range(most)]
    get = functools.cache(among(leaves))
    roots = [root_of(leaves[:n]) for n in range(most + 1)]
    count = failed = forged = held = 0
    for later in range(most + 1):
        for earlier in range(later + 1):
            path = consistency(get, earlier, later)
            count += 1
            failed += not is_consistent(earlier, later, path, roots[earlier], roots[later])
            for arguments in _forgeries(earlier, later, path, roots):
                forged += 1
                held += is_consistent(*arguments)
    return {"entries": most, "proofs": count, "failed": failed, "forged": forged, "forged_that_held": held}


def _forgeries(
    earlier: int, later: int, path: list[bytes], roots: list[bytes]
) -> Iterator[tuple[int, int, list[bytes], bytes, bytes]]:
    """Everything a proof could be bent into that proves something untrue, or is no proof of what is true."""
    first, second, wrong = roots[earlier], roots[later], leaf_hash(b"wrong")
    for at, step in enumerate(path):
        yield earlier, later, [*path[:at], bytes([step[0] ^ 1, *step[1:]]), *path[at + 1 :]], first, second
        yield earlier, later, path[:at] + path[at + 1 :], first, second
        if at + 1 < len(path):
            yield earlier, later, [*path[:at], path[at + 1], step, *path[at + 2 :]], first, second
    yield earlier, later, [wrong, *path], first, second
    yield earlier, later, [*path, wrong], first, second
    yield earlier, later, path, wrong, second
    if earlier:
        yield earlier, later, path, first, wrong
    if earlier > 1:
        yield earlier - 1, later, path, first, second
    if earlier < later:
        yield earlier + 1, later, path, first, second
        yield later, earlier, path, second, first


#: Each measure as it is pinned.
MEASURES: dict[str, Callable[[], dict[str, int]]] = {"proofs": lambda: consistency_proofs(256)}


def main() -> int:
    """Measure, print, and with ``--pin`` keep; 1 where something forged was not found."""
    parser = argparse.ArgumentParser(description="What is forged is found.")
    parser.add_argument("what", nargs="*", choices=[*MEASURES, []], help="which measure (default: all)")
    parser.add_argument("--pin", action="store_true", help=f"keep the figures in bench/results/{RESULT.name}")
    options = parser.parse_args()
    found: dict[str, Any] = json.loads(RESULT.read_text(encoding="utf-8")) if RESULT.exists() else {}
    bad = 0
    for name, measure in MEASURES.items():
        if options.what and name not in options.what:
            continue
        begin = time.perf_counter()
        figures = measure()
        bad += figures["failed"] + figures["forged_that_held"]
        found[name] = {**figures, "seconds": round(time.perf_counter() - begin, 1)}
        print(f"{name}: {found[name]}")
    if options.pin:
        found |= {"date": dt.date.today().isoformat(), "python": platform.python_version()}
        RESULT.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    return int(bool(bad))


if __name__ == "__main__":
    sys.exit(main())
