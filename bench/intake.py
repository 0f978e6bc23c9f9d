"""How fast reports are taken in, and what of it is spent on making sure that none is ever lost.

    python bench/intake.py [sqlite|postgresql|pdf …] [--reports N] [--pages N] [--pin]

Takes in lines of JSON of 4 KB each, as ``tollbook read`` does, on a new record in a temporary folder, and in a new
database of a PostgreSQL server that flushes as servers do: reports a second, the processor's time and how much of it
the reader's own, the share of the time inside the calls that wait for the disk (flushing originals and folders,
committing), memory at each tenth of the way. Then a PDF of some hundred pages. ``--pin`` keeps what was measured in
bench/results/intake.json.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import platform
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.databases import DURABLE, binaries, cluster
from tests.papers import pdf, prose

from tollbook.desk import taking
from tollbook.desk.record import Record
from tollbook.intake.worker import Worker
from tollbook.model import Problem
from tollbook.record.where import Where, located

RESULT = Path(__file__).parent / "results" / "intake.json"
SIZE = 4096
T = TypeVar("T")
_TOWNS = ("Homs", "Idlib", "Sarmin", "Douma", "Raqqa", "Hama", "Deraa", "Tadmur")
_FILL = (
    "Residents described the streets as empty and the shops as shut, and said that the road out of town was closed. "
)


def lines(reports: int) -> Iterator[str]:
    """Reports of 4 KB, each with five claims."""
    for number in range(reports):
        town = _TOWNS[number % len(_TOWNS)]
        said = [
            f"At least {number % 37 + 2} civilians were killed in {town} on Monday, rescuers said, report {number}.",
            f"Shelling wounded {number % 91 + 3} people in {town}.",
            f"Another {number % 5 + 2} children died in hospital.",
            f"More than {number % 800 + 100} families fled {town}.",
            f"A doctor said {number % 11 + 2} medics were detained.",
        ]
        text = " ".join(said)
        text += " " + (_FILL * (SIZE // len(_FILL)))[: SIZE - len(text) - 1]
        yield json.dumps(
            {"id": str(number), "text": text, "published": "2016-11-30", "publisher": f"Paper {number % 40}"}
        )


class Watch:
    """Counts the time that some calls take, by a clock."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self.seconds = 0.0
        self._clock = clock

    @contextmanager
    def over(self, *calls: tuple[Any, str]) -> Iterator[None]:
        """The calls of these names, each of its module or class, counted while inside."""
        before = [(owner, name, getattr(owner, name)) for owner, name in calls]
        for owner, name, call in before:
            setattr(owner, name, self._timed(call))
        try:
            yield
        finally:
            for owner, name, call in before:
                setattr(owner, name, call)

    def _timed(self, call: Callable[..., T]) -> Callable[..., T]:
        def counted(*arguments: Any, **named: Any) -> T:
            began = self._clock()
            try:
                return call(*arguments, **named)
            finally:
                self.seconds += self._clock() - began

        return counted


def memory() -> int:
    """Resident memory now, in MB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() >> 20


def take(folder: Path, where: Where, reports: int) -> dict[str, Any]:
    """Take reports in, one after the other."""
    from django.db.backends.base.base import BaseDatabaseWrapper

    path = folder / "reports.jsonl"
    path.write_text("\n".join(lines(reports)) + "\n", encoding="utf-8")
    disk, reader = Watch(time.perf_counter), Watch(time.process_time)
    sizes, claims, count = list[int](), 0, 0
    with Record.open(where) as record:
        began = time.perf_counter()
        cpu = time.process_time()
        with disk.over((os, "fsync"), (BaseDatabaseWrapper, "_commit")), reader.over((taking, "read")):
            for item in record.read(path):
                assert not isinstance(item, Problem), item
                count += 1
                claims += len(item.claims)
                if count % max(1, reports // 10) == 0:
                    sizes.append(memory())
        seconds = time.perf_counter() - began
        cpu = time.process_time() - cpu
    return {
        "reports": count, "claims": claims, "seconds": round(seconds, 1),
        "reports_per_second": round(count / seconds, 1),
        "cpu_seconds": round(cpu, 1), "reports_per_cpu_second": round(count / cpu, 1),
        "reader_share_of_cpu": round(reader.seconds / cpu, 3), "durability_share": round(disk.seconds / seconds, 3),
        "megabytes_at_each_tenth": sizes, "load_per_core": round(os.getloadavg()[0] / (os.cpu_count() or 1), 1),
    }  # fmt: skip


def in_folder(reports: int) -> dict[str, Any]:
    """Into a folder."""
    with tempfile.TemporaryDirectory() as place:
        return take(Path(place), Path(place) / "record", reports)


def on_server(reports: int) -> dict[str, Any] | None:
    """Into a database of a server of its own; nothing where there is no PostgreSQL. Its processor's time is not ours:
    what is said of that is the client's."""
    if binaries() is None:
        return None
    on_disk = Path(tempfile.gettempdir())
    with tempfile.TemporaryDirectory() as place, cluster(DURABLE, beneath=on_disk) as server:
        return take(Path(place), located(server.url(server.empty())), reports)


def paper(pages: int) -> dict[str, Any]:
    """Convert one large PDF in the child, its start not counted."""
    raw = pdf(prose(pages), compress=True)
    with Worker() as worker:
        list(worker.convert(pdf(prose(1)), "small.pdf", ".pdf"))
        began = time.perf_counter()
        (piece,) = worker.convert(raw, "large.pdf", ".pdf")
        seconds = time.perf_counter() - began
    return {"pages": pages, "characters": len(piece.text or ""), "seconds": round(seconds, 2)}


def main() -> int:
    """Run, print, and pin where asked to."""
    parser = argparse.ArgumentParser()
    parser.add_argument("what", nargs="*", help="sqlite, postgresql, pdf (default: all)")
    parser.add_argument("--reports", type=int, default=20_000)
    parser.add_argument("--pages", type=int, default=300)
    parser.add_argument("--pin", action="store_true")
    options = parser.parse_args()
    measures: dict[str, Callable[[], dict[str, Any] | None]] = {
        "sqlite": lambda: in_folder(options.reports), "postgresql": lambda: on_server(options.reports),
        "pdf": lambda: paper(options.pages),
    }  # fmt: skip
    for name in options.what or measures:
        found = measures[name]()
        if found is None:
            print(f"{name}: left out, there is no PostgreSQL")
            continue
        print(f"{name}: {json.dumps(found, indent=1)}", flush=True)
        if options.pin:
            kept = json.loads(RESULT.read_text(encoding="utf-8")) if RESULT.exists() else {}
            about = {"date": dt.date.today().isoformat(), "python": platform.python_version()}
            kept[name] = {**found, **about, "cores": os.cpu_count()}
            RESULT.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
