"""The record as evidence: what is forged is found.

    python bench/evidence.py [proofs|tampering|killed|limited|failing] [--points N] [--step N] [--pin]
    python bench/evidence.py [tampering-postgresql|killed-postgresql] [--points N] [--pin]
    python bench/evidence.py [limited-postgresql|full-postgresql|failing-postgresql] [--step N] [--pin]

``proofs``: every consistency proof from m to n entries, n up to 256, and every forgery of it by one step changed, left
out, put in, exchanged with the next, a wrong size or a wrong root. ``tampering``: rows, originals and the log changed
behind the record's back (:mod:`bench.tampering`). ``killed``, ``limited``, ``failing``: a record killed at random
moments and named points, or without room for its files, or with every n-th write failing (:mod:`bench.crashes`);
``full`` too, where it is the server whose disk that is (:mod:`bench.server_disk`).
"""

from __future__ import annotations

import argparse
import datetime as dt
import functools
import json
import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.databases import binaries, cluster

from bench import server_disk
from bench.crashes import failing, killed, limited, with_shim
from bench.tampering import tampering
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


def _on_postgresql(measure: Callable[..., dict[str, Any]], points: int) -> dict[str, Any] | None:
    """A measure of records in databases of a server of its own; nothing where there is no PostgreSQL."""
    if binaries() is None:
        return None
    with cluster() as server:
        return measure(points, server=server)


def _there(measure: Callable[[int], dict[str, Any] | None], step: int) -> dict[str, Any] | None:
    return measure(step) if binaries() is not None else None


#: Each measure by its name, of so many points where it has any.
MEASURES: dict[str, Callable[[int, int], dict[str, Any] | None]] = {
    "proofs": lambda points, step: dict(consistency_proofs(256)),
    "tampering": lambda points, step: tampering(points),
    "tampering-postgresql": lambda points, step: _on_postgresql(tampering, points),
    "killed": lambda points, step: killed(points),
    "killed-postgresql": lambda points, step: _on_postgresql(killed, points),
    "limited": lambda points, step: limited(4096 * step),
    "failing": lambda points, step: failing(step),
    "limited-postgresql": lambda points, step: _there(server_disk.limited, 16384 * step),
    "full-postgresql": lambda points, step: _there(server_disk.full, 16384 * step),
    "failing-postgresql": lambda points, step: _there(server_disk.failing, step),
}


def main() -> int:
    """Measure, print, and with ``--pin`` keep; 1 where something was lost, not found or not whole."""
    parser = argparse.ArgumentParser(description="What is forged is found, and what was kept is there.")
    parser.add_argument("what", nargs="*", help=f"which measures: {', '.join(MEASURES)} (default: all)")
    parser.add_argument("--points", type=int, default=1000, help="rows tampered with, points killed at (1000)")
    parser.add_argument("--step", type=int, default=1, help="every so many writes, 4-KB limits (of a server 16) (1)")
    parser.add_argument("--pin", action="store_true", help=f"keep the figures in bench/results/{RESULT.name}")
    options = parser.parse_args()
    wanted = options.what or list(MEASURES)
    if "failing" in wanted and "TOLLBOOK_SHIM" not in os.environ and (ended := with_shim(sys.argv)) is not None:
        return ended
    own = Path(tempfile.mkdtemp())
    os.environ |= {"TOLLBOOK_KEY": str(own / "key"), "XDG_CACHE_HOME": str(own / "cache")}
    bad = False
    for name in wanted:
        begin = time.perf_counter()
        figures = MEASURES[name](options.points, options.step)
        if figures is None:
            print(f"{name}: left out, there is no C compiler, or no PostgreSQL")
            continue
        bad = bad or any(figures.get(key) for key in ("failed", "forged_that_held", "missed", "wrong"))
        if name.split("-")[0] in ("limited", "full", "failing"):
            figures["step"] = options.step
        figures["seconds"] = round(time.perf_counter() - begin, 1)
        print(f"{name}: {json.dumps(figures, indent=1)}", flush=True)
        if options.pin:
            kept = json.loads(RESULT.read_text(encoding="utf-8")) if RESULT.exists() else {}
            kept |= {"date": dt.date.today().isoformat(), "python": platform.python_version(), name: figures}
            RESULT.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
    return int(bad)


if __name__ == "__main__":
    sys.exit(main())
