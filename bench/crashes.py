"""A record killed, or left without a disk, in the middle of writing: what was acknowledged is there, and it is whole.

A child process reads reports, judges their claims, imports tables, adds places, and has reports removed by law, in an
order by chance, and says each time what it has done. It is killed (``kill -9``) at a random moment, or at a named point
(:mod:`tollbook.record.failpoints`), or its writes fail: all beyond a size of the files (``RLIMIT_FSIZE``), or the n-th
write, flush or cut that it asks of the system, by a small library that is loaded before all others where there is a C
compiler. Then the record is opened again: whatever the child had said is there, ``verify`` finds nothing, and the same
work can be done on it. A record is killed several times over, for one that survived a kill must survive the next.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from tests.databases import Cluster, name_of
from tests.records import TABLE

from tollbook.desk.custody import ask_removal, confirm_removal
from tollbook.desk.errors import RecordError
from tollbook.desk.importing import import_table
from tollbook.desk.record import Record
from tollbook.desk.taking import Taken
from tollbook.record import failpoints
from tollbook.record.store import Store
from tollbook.record.where import Where, located

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
#: Everything the child does to a record.
DEEDS = ("read", "judge", "import", "places", "remove")
#: How often one record is killed before a fresh one is taken, so that none grows without end.
LIVES = 10
#: How often a point is passed, at the least, while all of them are done once; once where nothing else is said.
PASSED = {
    "original.before": 4, "original.written": 4, "original.named": 4, "report.row": 3, "report.claims": 3,
    "report.pointed": 3, "report.kept": 3, "log.begun": 8, "log.entries": 8, "log.said": 8, "log.nodes": 8,
    "log.tree": 8,
}  # fmt: skip
#: What failures of the disk are told as.
SAID = ("No space is left", "refused to write", "could not be used", "is damaged")


Say = Callable[[str], None]


class Campaign:
    """One folder with a record to begin from, and what is worked with. The record is in the folder, or on a server."""

    def __init__(self, place: Path, server: Cluster | None = None) -> None:
        self.place = place
        self.server = server
        self.first: Where = place / "first.tollbook" if server is None else located(server.url(server.record()))
        with Record.open(self.first, by="lena") as record:
            list(record.read(self.write("first"), publisher="A monitor"))

    def write(self, name: str) -> Path:
        """Four reports and a table that no others are the same as."""
        n = sum(map(ord, name))
        words = (
            f"Shelling killed {n % 90 + 2} civilians and wounded {n % 70 + 3} in Homs on {1 + n % 28} November 2016."
        )
        path = self.place / f"{name}.txt"
        path.write_text(f"{words}\nThis is report {name}.\n", encoding="utf-8")
        more = [json.dumps({"text": f"{words} Report {name} of paper {n}.", "id": str(n)}) for n in range(3)]
        path.with_suffix(".jsonl").write_text("\n".join(more), encoding="utf-8")
        path.with_suffix(".csv").write_text(TABLE.replace("list,", f"list {name},"), encoding="utf-8")
        return path

    def work(self, folder: Where, say: Say, deeds: Sequence[str] = DEEDS, turn: int = 0) -> None:
        """Do some things to the record, one after the other, each acknowledged when it is done."""
        with Record.open(folder, by="lena") as record:
            for n, deed in enumerate(deeds):
                getattr(self, f"_{deed}")(record, f"{turn}-{n}", say)

    def _read(self, record: Record, name: str, say: Say) -> Taken:
        several = [self.place / f"{name}.txt", self.place / f"{name}.jsonl"]  # kept together, and said one by one
        taken = []
        for item in record.read(several, publisher="A monitor"):
            assert isinstance(item, Taken), item
            say(f"report {item.report.id} {len(item.claims)}")
            taken.append(item)
        return taken[0]

    def _judge(self, record: Record, name: str, say: Say) -> None:
        claim = record.claims(harm="killed")[-1]
        record.store.judge(claim.id, "accepted", f"clear {name}", "omar")
        say(f"judged clear {name}")

    def _import(self, record: Record, name: str, say: Say) -> None:
        done = import_table(record.store, self.place / f"{name}.csv")
        say(f"report {done.reports[0].id} {len(done.claims)}")

    def _places(self, record: Record, name: str, say: Say) -> None:
        record.store.add_gazetteer(f"mine {name}", f"name,lat,lon\nMill {name},34.7,36.7\n".encode(), 1)
        say(f"places mine {name}")

    def _remove(self, record: Record, name: str, say: Say) -> None:
        report = self._read(record, name, say).report
        ask_removal(record.store, report, "a court order")
        say(f"asked {report.id}")
        confirm_removal(Store(record.store.where, record.store.alias, "omar"), report)
        say(f"removed {report.id}")

    def fresh(self, name: str) -> Where:
        """A copy of the record to begin from."""
        if not isinstance(self.first, Path):
            assert self.server is not None
            self.server.drop(f"{name}_record")
            return located(self.server.url(self.server.copy(name_of(self.first), f"{name}_record")))
        folder = self.place / f"{name}.tollbook"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self.first, folder)
        return folder

    def run(
        self, folder: Where, before: Callable[[], None], after: float | None = None, deeds: Sequence[str] = DEEDS,
        turn: int = 0,
    ) -> tuple[int, list[str], str]:  # fmt: skip
        """Work in a child process, killed after some seconds: how it ended, what it had said, and how it complained."""
        for n in range(len(deeds)):
            self.write(f"{turn}-{n}")
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reading)
            os._exit(_child(lambda: self.work(folder, partial(_say, writing), deeds, turn), writing, before))
        os.close(writing)
        if after is not None:
            time.sleep(after)
            os.kill(child, signal.SIGKILL)
        with os.fdopen(reading, "rb") as stream:
            lines = stream.read().decode("utf-8", "replace").split("\n")[:-1]  # a line cut off was not acknowledged
        _, status = os.waitpid(child, 0)
        complaint = lines.pop() if lines and lines[-1].startswith("! ") else ""
        return status, lines, complaint

    def wrong(self, folder: Where, said: list[str]) -> list[str]:
        """What a record lacks of what was acknowledged, and what does not hold of it."""
        if self.server is not None:
            self.server.left(name_of(folder))
        lost = []
        with Record.open(folder, create=False, by="omar") as record:
            store = record.store
            reports = {report.id: report for report in record.reports()}
            counts = Counter(claim.report for claim in store.claims())
            judged = {str((entry.says or {}).get("reason")) for entry in store.ledger.entries(kinds=["claim.judged"])}
            places = {name for name, _, _ in store.gazetteers()}
            asked, stones = store.custody.asked(), store.custody.stones()
            for name in stones:  # what was broken off between erasing the rows and the file is finished, as verify says
                confirm_removal(store, reports[name])
            for line in said:
                kind, _, name = line.partition(" ")
                name, _, count = name.partition(" ") if kind == "report" else (name, "", "")
                gone = name in stones
                there = {
                    "report": name in reports and (gone or counts[name] == int(count or 0)), "judged": name in judged,
                    "places": name in places, "asked": gone or name in asked,
                    "removed": gone and not store.originals.holds(reports[name].sha256),
                }[kind]  # fmt: skip
                if not there:
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
def campaign(server: Cluster | None = None) -> Iterator[Campaign]:
    """A campaign in a folder of its own, with records there or on a server."""
    with tempfile.TemporaryDirectory(dir=os.environ.get("TOLLBOOK_CRASHES")) as place:
        yield Campaign(Path(place), server)


def killed(points: int, seed: int = 1, server: Cluster | None = None) -> dict[str, Any]:
    """Kill at random moments and at every named point in turn, until so many were."""
    chance = random.Random(seed)
    moments, named = 0, Counter[str]()
    acknowledged, wrong = 0, list[str]()
    with campaign(server) as it:
        folder = it.fresh("whole")
        begin = time.perf_counter()
        status, said, complaint = it.run(folder, lambda: None)
        whole = time.perf_counter() - begin
        assert status == 0, complaint
        wrong += it.wrong(folder, said)
        for turn in range(3 * points):
            if turn % LIVES == 0:
                folder, all_said = it.fresh("killed"), list[str]()
            deeds = chance.sample(DEEDS, len(DEEDS))
            if turn % 2:
                name = failpoints.POINTS[turn // 2 % len(failpoints.POINTS)]
                times = chance.randint(1, PASSED.get(name, 1))
                status, said, complaint = it.run(folder, arming(name, times), None, deeds, turn)
                what, killed = f"{name} {times}", os.WIFSIGNALED(status)
                named[name] += killed
            else:
                after = chance.random() * whole
                status, said, complaint = it.run(folder, lambda: None, after, deeds, turn)
                what, killed = f"after {after:.3f} s", os.WIFSIGNALED(status)
                moments += killed
            acknowledged += len(said)
            all_said += said
            wrong += [f"{what}: {each}" for each in (complaint, *it.wrong(folder, all_said)) if each]
            if moments + named.total() == points:
                break
    return {
        "points": moments + named.total(), "moments": moments, "named": dict(named), "acknowledged": acknowledged,
        "wrong": wrong,
    }  # fmt: skip


def arming(name: str, count: int, deed: str = "kill") -> Callable[[], None]:
    """What makes something happen in the child when it passes a point for the ``count``-th time."""
    return lambda: failpoints.arm(name, count, deed)


def limited(step: int = 4096, most: int = 400) -> dict[str, Any]:
    """Let no file grow beyond a size: every size from nothing until the work is done."""
    found: dict[str, Any] = {"limits": 0, "told": 0, "wrong": []}
    with campaign() as it:
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


def _judge(found: dict[str, Any], it: Campaign, folder: Where, said: list[str], complaint: str, what: str) -> None:
    clear = any(words in complaint for words in SAID)
    found["told"] += clear
    if not clear:
        found["wrong"].append(f"{what}: said {complaint!r}")
    found["wrong"] += [f"{what}: {each}" for each in it.wrong(folder, said)]


def failing(step: int = 1, most: int = 5000) -> dict[str, Any] | None:
    """Fail the n-th write, flush or cut asked of the system, and all after it, for every n until the work is done: a
    full disk and a failing one. Nothing where the library that does it is not loaded (see :func:`with_shim`)."""
    library = os.environ.get("TOLLBOOK_SHIM")
    if library is None:
        return None
    shim = ctypes.CDLL(library)
    found: dict[str, Any] = {"failures": 0, "told": 0, "wrong": []}
    with campaign() as it:
        for count in range(1, most, step):
            ended = []
            for number in (errno.ENOSPC, errno.EIO):
                folder = it.fresh("failing")

                def fail(count: int = count, number: int = number) -> None:
                    shim.tollbook_arm(ctypes.c_long(count), number)

                status, said, complaint = it.run(folder, fail)
                ended.append(status)
                what = f"write {count}, {os.strerror(number)}"
                if status:
                    found["failures"] += 1
                    _judge(found, it, folder, said, complaint, what)
                else:
                    found["wrong"] += [f"{what}: {each}" for each in it.wrong(folder, said)]
            if not any(ended):
                found["until"] = count
                break
    return found


def compiled(source: str, place: Path) -> Path | None:
    """A library of C, compiled in a folder; nothing where there is no compiler."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None or os.name != "posix":
        return None
    code, library = place / "shim.c", place / "shim.so"
    code.write_text(source, encoding="utf-8")
    subprocess.run([compiler, "-shared", "-fPIC", "-o", str(library), str(code), "-ldl"], check=True)
    return library


def with_shim(arguments: list[str]) -> int | None:
    """Run this program again with the library loaded that fails writes; nothing where there is no C compiler."""
    with tempfile.TemporaryDirectory() as place:
        library = compiled(SHIM, Path(place))
        if library is None:
            return None
        named = {**os.environ, "LD_PRELOAD": str(library), "TOLLBOOK_SHIM": str(library)}
        return subprocess.run([sys.executable, *arguments], env=named, check=False).returncode
