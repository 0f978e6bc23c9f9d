"""Files made to do harm, each read into a record: contained within 512 MB and 60 seconds, nothing crashed, nothing run.

    python bench/hostile.py [--small] [--every N] [--save]

Builds the collection (``fuzz/hostile``), reads file after file into one record as ``tollbook read`` does, and looks for
traces: a secret file that was read, a server that was asked, a marker that was written, a file that appeared.
Of an archive each report has its minute: what takes 55 seconds is stopped. ``--save``
keeps the result in bench/results/hostile.json.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import resource
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from tollbook.desk.record import Record
from tollbook.desk.taking import take_in
from tollbook.intake.documents import Door
from tollbook.intake.meta import Given
from tollbook.intake.worker import Worker
from tollbook.model import Problem

ROOT = Path(__file__).resolve().parent.parent
RESULT = ROOT / "bench" / "results" / "hostile.json"
MEMORY_MB, SECONDS = 512, 60


@dataclass
class Outcome:
    """What became of the collection. ``traces`` are all signs that something was not contained."""

    files: int = 0
    reports: int = 0
    refused: int = 0
    slowest: dict[str, float] = field(default_factory=dict)
    parent_mb: int = 0
    child_mb: int = 0
    traces: list[str] = field(default_factory=list)


def run(folder: Path, heavy: bool, every: int = 1) -> Outcome:
    """Read the collection, or ``every`` so-manyth file of it, into a record below a folder."""
    secret, marker = folder / "secret.txt", folder / "was-here"
    secret.write_text("the-secret-of-this-machine", encoding="utf-8")
    out = Outcome()
    seconds: dict[str, float] = {}
    with listening() as (address, asked), Record.open(folder / "record") as record, Worker() as worker:
        door = Door(worker, Given(), None)
        bait = [str(secret), address, str(marker), "heavy" if heavy else "small"]
        # Made by another process, so that what it takes to make them is not counted as what it takes to read them.
        made = folder / "collection"
        command = [sys.executable, "-W", "ignore", "-m", "fuzz.hostile", str(made), *bait]
        subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        before = set(folder.iterdir())
        for path in islice(sorted(made.iterdir()), 0, None, every):
            name, content = path.name, path.read_bytes()
            out.files += 1
            began, longest = time.monotonic(), 0.0
            suffix = Path(name).suffix.lower()
            try:
                for item in take_in(record.store, door.taken(content, name, suffix)):
                    longest, began = max(longest, time.monotonic() - began), time.monotonic()
                    if isinstance(item, Problem):
                        out.refused += 1
                        if not item.what or not item.why:
                            out.traces.append(f"{name}: refused without a reason or a remedy")
                        if "The reader failed" in item.what:
                            out.traces.append(f"{name}: {item.what}")
                        continue
                    out.reports += 1
                    if "the-secret-of-this-machine" in item.report.text:
                        out.traces.append(f"{name}: the secret was read")
            except Exception as error:
                out.traces.append(f"{name}: {type(error).__name__}: {error}")
            seconds[name] = round(max(longest, time.monotonic() - began), 2)
            out.child_mb = max(out.child_mb, worker.peak())
        out.traces += [f"asked the server: {request!r}" for request in asked]
        out.traces += [f"appeared: {path.name}" for path in set(folder.iterdir()) - before]
        out.traces += [f"verify: {problem.where}: {problem.what}" for problem in record.verify()]
    out.slowest = dict(sorted(seconds.items(), key=lambda item: -item[1])[:5])
    out.traces += [f"{name}: {taken} s" for name, taken in seconds.items() if taken > SECONDS]
    out.parent_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    if max(out.parent_mb, out.child_mb) > MEMORY_MB:
        out.traces.append(f"memory: {out.parent_mb} MB here, {out.child_mb} MB in the child")
    return out


@contextlib.contextmanager
def listening() -> Iterator[tuple[str, list[bytes]]]:
    """A server that nobody should ask, and what it was asked."""
    asked: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                with connection:
                    connection.settimeout(1)
                    with contextlib.suppress(OSError):
                        asked.append(connection.recv(200))

        threading.Thread(target=serve, daemon=True).start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/asked", asked
        server.shutdown(socket.SHUT_RDWR)


def main() -> int:
    """Run, print, and keep the result where asked to."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--small", action="store_true", help="leave out what is large")
    parser.add_argument("--every", type=int, default=1, help="every so many files alone")
    parser.add_argument("--save", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        began = time.monotonic()
        out = run(Path(folder), heavy=not options.small, every=options.every)
    result: dict[str, Any] = {**vars(out), "seconds": round(time.monotonic() - began, 1)}
    print(json.dumps(result, indent=2))
    if options.save:
        RESULT.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    return 1 if out.traces else 0


if __name__ == "__main__":
    sys.exit(main())
