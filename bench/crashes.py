"""A record killed, or left without a disk, in the middle of writing: what was acknowledged is there, and it is whole.

A child process reads reports, imports a table, adds places, judges claims and decides on events in a record, and says
each time what it has done. It is killed (``kill -9``) at a random moment, or at a named point
(:mod:`tollbook.record.failpoints`), or its writes fail: all beyond a size of the files (``RLIMIT_FSIZE``), or the n-th
write, flush or cut that it asks of the system, by a small library that is loaded before all others where there is a C
compiler. Then the record is opened again: whatever the child had said is there, ``verify`` finds nothing, and the same
work can be done on it.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import random
import resource
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from tests.records import TABLE

from tollbook.desk.errors import RecordError
from tollbook.desk.importing import import_table
from tollbook.desk.record import Record
from tollbook.desk.taking import Taken
from tollbook.record import failpoints

#: What fails the n-th write of its process from now on, and all after it: compiled where there is a compiler.
SHIM = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <sys/stat.h>
#include <sys/types.h>
static long left = -1; static int error_number, passed;
void tollbook_arm(long count, int number) { left = count; error_number = number; passed = 0; }
int tollbook_passed(void) { return passed; }
static int fails(int fd) {
    struct stat about;
    if (left < 0 || fstat(fd, &about) != 0 || !S_ISREG(about.st_mode)) return 0;
    passed++;
    if (left > 1) { left--; return 0; }
    errno = error_number; return 1;
}
#define WRAP(type, name, declared, given) \
    type name declared { static type (*real) declared; if (!real) real = dlsym(RTLD_NEXT, #name); \
        return fails(fd) ? (type)-1 : real given; }
WRAP(ssize_t, write, (int fd, const void *buffer, size_t size), (fd, buffer, size))
WRAP(ssize_t, pwrite, (int fd, const void *buffer, size_t size, off_t at), (fd, buffer, size, at))
WRAP(ssize_t, pwrite64, (int fd, const void *buffer, size_t size, off64_t at), (fd, buffer, size, at))
WRAP(int, fsync, (int fd), (fd))
WRAP(int, fdatasync, (int fd), (fd))
WRAP(int, ftruncate, (int fd, off_t size), (fd, size))
WRAP(int, ftruncate64, (int fd, off64_t size), (fd, size))
"""
#: How many reports the child reads, with all else that it does between them.
REPORTS = 12
#: What failures of the disk are told as.
SAID = ("No space is left", "refused to write", "could not be used", "is damaged")


class Campaign:
    """One folder with a record to begin from, and what is worked with."""

    def __init__(self, place: Path, reports: int) -> None:
        self.place = place
        self.reports = reports
        self.first = place / "first.tollbook"
        self.texts = place / "texts"
        self.texts.mkdir()
        for n in range(reports + 1):
            words = f"Shelling killed {n + 2} civilians and wounded {n + 3} in Homs on {1 + n % 28} November 2016.\n"
            (self.texts / f"{n:02}.txt").write_text(words, encoding="utf-8")
            table = TABLE.replace("list,", f"list {n},")
            (place / f"list-{n}.csv").write_text(table, encoding="utf-8")
        with Record.open(self.first, by="lena") as record:
            list(record.read(self.texts / "00.txt", publisher="A monitor"))

    def work(self, folder: Path, say: Callable[[str], None]) -> None:
        """All kinds of writing, each acknowledged when it is done."""
        with Record.open(folder, by="lena") as record:
            for n in range(1, self.reports + 1):
                for item in record.read(self.texts / f"{n:02}.txt", publisher="A monitor"):
                    if isinstance(item, Taken):
                        say(f"report {item.report.id} {len(item.claims)}")
                        record.store.judge(item.claims[0].id, "accepted", "clear", "omar")
                        say(f"judged {item.claims[0].id}")
                if n % 4 == 1:
                    table = self.place / f"list-{n}.csv"
                    done = import_table(record.store, table)
                    say(f"report {done.reports[0].id} {len(done.claims)}")
                if n % 4 == 1:
                    record.store.add_gazetteer(f"mine {n}", b"places %d" % n, n)
                    say(f"places mine {n}")

    def fresh(self, name: str) -> Path:
        """A copy of the record to begin from."""
        folder = self.place / f"{name}.tollbook"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self.first, folder)
        return folder

    def run(self, folder: Path, before: Callable[[], None], after: float | None = None) -> tuple[int, list[str], str]:
        """Work in a child process, killed after some seconds: how it ended, what it had said, and how it complained."""
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reading)
            os._exit(_child(lambda: self.work(folder, lambda said: _say(writing, said)), writing, before))
        os.close(writing)
        if after is not None:
            time.sleep(after)
            os.kill(child, signal.SIGKILL)
        with os.fdopen(reading, "rb") as stream:
            lines = stream.read().decode("utf-8", "replace").split("\n")[:-1]  # a line cut off was not acknowledged
        _, status = os.waitpid(child, 0)
        complaint = lines.pop() if lines and lines[-1].startswith("! ") else ""
        return status, lines, complaint

    def wrong(self, folder: Path, said: list[str]) -> list[str]:
        """What a record lacks of what was acknowledged, and what does not hold of it."""
        lost = []
        with Record.open(folder, create=False, by="anna") as record:
            kept = {report.id for report in record.reports()}
            counts: dict[str, int] = {}
            for claim in record.store.claims():
                counts[claim.report] = counts.get(claim.report, 0) + 1
            judged = {
                str((entry.says or {}).get("target")) for entry in record.store.ledger.entries(kinds=["claim.judged"])
            }
            places = {name for name, _, _ in record.store.gazetteers()}
            for line in said:
                kind, name, *count = line.split(" ") if not line.startswith("places") else ("places", line[7:])
                there = {"report": kept, "judged": judged, "places": places}[kind]
                if name not in there or (count and counts.get(name, 0) != int(count[0])):
                    lost.append(f"lost: {line}")
            lost += [f"{problem.where}: {problem.what}" for problem in record.verify()]
        return lost


def _say(handle: int, words: str) -> None:
    os.write(handle, f"{words}\n".encode())


def _child(work: Callable[[], None], handle: int, before: Callable[[], None]) -> int:
    try:
        before()
        work()
    except RecordError as error:
        _say(handle, f"! {error.what}")
        return 4
    except BaseException as error:  # a bug: named, so that the campaign can show it
        _say(handle, f"! bug: {type(error).__name__}: {error}")
        return 5
    return 0


@contextlib.contextmanager
def campaign(reports: int = REPORTS) -> Iterator[Campaign]:
    """A campaign in a folder of its own, in which the child reads so many reports, with all else between them."""
    with tempfile.TemporaryDirectory(dir=os.environ.get("TOLLBOOK_CRASHES")) as place:
        yield Campaign(Path(place), reports)


def killed(points: int, seed: int = 1, reports: int = REPORTS) -> dict[str, Any]:
    """Kill at random moments and at every named point in turn."""
    chance = random.Random(seed)
    found: dict[str, Any] = {"points": 0, "moments": 0, "named": 0, "acknowledged": 0, "wrong": []}
    with campaign(reports) as it:
        begin = time.perf_counter()
        status, said, _ = it.run(it.fresh("whole"), lambda: None)
        whole = time.perf_counter() - begin
        assert status == 0, said
        found["wrong"] += it.wrong(it.place / "whole.tollbook", said)
        found["operations"] = len(said)
        names = [name for name in failpoints.POINTS if not name.startswith("removed.")]
        for n in range(points):
            folder = it.fresh("killed")
            if n % 2:
                name, count = names[n // 2 % len(names)], 1 + chance.randrange(reports)
                status, said, _ = it.run(folder, _arming(name, count))
                found["named"] += os.WIFSIGNALED(status)
                what = f"{name} {count}"
            else:
                after = chance.random() * whole
                status, said, _ = it.run(folder, lambda: None, after)
                found["moments"] += os.WIFSIGNALED(status)
                what = f"after {after:.3f} s"
            found["points"] += os.WIFSIGNALED(status)
            found["acknowledged"] += len(said)
            found["wrong"] += [f"{what}: {each}" for each in it.wrong(folder, said)]
    return found


def _arming(name: str, count: int, deed: str = "kill") -> Callable[[], None]:
    return lambda: failpoints.arm(name, count, deed)


def limited(step: int = 4096, most: int = 400, reports: int = 1) -> dict[str, Any]:
    """Let no file grow beyond a size: every size from nothing until the work is done."""
    found: dict[str, Any] = {"limits": 0, "told": 0, "wrong": []}
    with campaign(reports) as it:
        for size in range(0, step * most, step):
            folder = it.fresh("limited")

            def limit(size: int = size) -> None:
                signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
                resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

            status, said, complaint = it.run(folder, limit)
            found["limits"] += 1
            if status == 0:
                found["until"] = size
                break
            _judge(found, it, folder, said, complaint, f"files up to {size}")
    return found


def _judge(found: dict[str, Any], it: Campaign, folder: Path, said: list[str], complaint: str, what: str) -> None:
    clear = any(words in complaint for words in SAID)
    found["told"] += clear
    if not clear:
        found["wrong"].append(f"{what}: said {complaint!r}")
    found["wrong"] += [f"{what}: {each}" for each in it.wrong(folder, said)]


def failing(step: int = 1, most: int = 5000, reports: int = 1) -> dict[str, Any] | None:
    """Fail the n-th write, flush or cut asked of the system, and all after it, for every n until the work is done: a
    full disk and a failing one. Nothing where the library that does it is not loaded (see :func:`with_shim`)."""
    library = os.environ.get("TOLLBOOK_SHIM")
    if library is None:
        return None
    shim = ctypes.CDLL(library)
    found: dict[str, Any] = {"failures": 0, "told": 0, "wrong": []}
    with campaign(reports) as it:
        for count in range(1, most, step):
            ended = []
            for number in (errno.ENOSPC, errno.EIO):
                folder = it.fresh("failing")

                def fail(count: int = count, number: int = number) -> None:
                    shim.tollbook_arm(ctypes.c_long(count), number)

                status, said, complaint = it.run(folder, fail)
                ended.append(status)
                if status:
                    found["failures"] += 1
                    _judge(found, it, folder, said, complaint, f"write {count}, {os.strerror(number)}")
            if not any(ended):
                found["until"] = count
                break
    return found


def with_shim(arguments: list[str]) -> int | None:
    """Run this program again with the library loaded that fails writes; nothing where there is no C compiler."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None or os.name != "posix":
        return None
    import subprocess

    with tempfile.TemporaryDirectory() as place:
        source, library = Path(place) / "shim.c", Path(place) / "shim.so"
        source.write_text(SHIM, encoding="utf-8")
        subprocess.run([compiler, "-shared", "-fPIC", "-o", str(library), str(source), "-ldl"], check=True)
        named = {**os.environ, "LD_PRELOAD": str(library), "TOLLBOOK_SHIM": str(library)}
        return subprocess.run([sys.executable, *arguments], env=named, check=False).returncode
