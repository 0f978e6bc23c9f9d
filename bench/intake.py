"""How fast reports are taken in, and what of it is spent on making sure that none is ever lost.

    python bench/intake.py [--reports N] [--pages N] [--pin]

Takes in lines of JSON of 4 KB each, as ``tollbook read`` does, on a new record in a temporary folder: reports a second,
the share of the time inside the calls that wait for the disk (flushing originals and folders, committing), memory at a
tenth of the way and at the end. Then a PDF of some hundred pages. ``--pin`` keeps it in bench/results/intake.json.
"""

from __future__ import annotations

import argparse
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

from tests.papers import pdf, prose

from tollbook.desk.record import Record
from tollbook.intake.worker import Worker
from tollbook.model import Problem

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


class Disk:
    """Counts the time that is spent waiting for the disk."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def timed(self, call: Callable[..., T]) -> Callable[..., T]:
        """The call, with its time counted."""

        def counted(*arguments: Any, **named: Any) -> T:
            began = time.perf_counter()
            try:
                return call(*arguments, **named)
            finally:
                self.seconds += time.perf_counter() - began

        return counted

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Flushes and commits counted while inside."""
        from django.db.backends.base.base import BaseDatabaseWrapper

        base: Any = BaseDatabaseWrapper
        flush, commit = os.fsync, base._commit
        os.fsync = self.timed(flush)
        base._commit = self.timed(commit)
        try:
            yield
        finally:
            os.fsync, base._commit = flush, commit


def memory() -> int:
    """Resident memory now, in MB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() >> 20


def take(folder: Path, reports: int) -> dict[str, Any]:
    """Take reports in, one after the other."""
    path = folder / "reports.jsonl"
    path.write_text("\n".join(lines(reports)) + "\n", encoding="utf-8")
    disk, early, claims, count = Disk(), 0, 0, 0
    with Record.open(folder / "record") as record:
        began = time.perf_counter()
        cpu = time.process_time()
        with disk.watched():
            for item in record.read(path):
                assert not isinstance(item, Problem), item
                count += 1
                claims += len(item.claims)
                if count == reports // 10:
                    early = memory()
        seconds = time.perf_counter() - began
        cpu = time.process_time() - cpu
        late = memory()
    return {
        "reports": count, "claims": claims, "seconds": round(seconds, 1),
        "reports_per_second": round(count / seconds, 1),
        "cpu_seconds": round(cpu, 1), "durability_share": round(disk.seconds / seconds, 3),
        "megabytes_at_a_tenth": early, "megabytes_at_the_end": late,
    }  # fmt: skip


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
    parser.add_argument("--reports", type=int, default=20_000)
    parser.add_argument("--pages", type=int, default=300)
    parser.add_argument("--pin", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        result = {"sqlite": take(Path(folder), options.reports), "pdf": paper(options.pages)}
    load = os.getloadavg()[0] / (os.cpu_count() or 1)
    result["machine"] = {"cores": os.cpu_count(), "python": platform.python_version(), "load_per_core": round(load, 1)}
    print(json.dumps(result, indent=2))
    if options.pin:
        RESULT.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
