"""Long reckonings are done by a process beside the one that serves pages: nobody's page waits for another's war of ten
years, and whoever asked sees how far it is.

A job names a use-case of the desk, and the process runs it on the record as the person who asked may see it. It reads
one state of the record throughout. What comes of it is kept (:mod:`tollbook.desk.remembering`) as of that state. One
job runs at a time, and the others wait in line; the process ends with its job, or when nobody listens any more.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import threading
import traceback
from collections import OrderedDict
from collections.abc import Callable, Hashable
from contextlib import suppress
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

from tollbook.desk.remembering import Kept, Memory
from tollbook.record.errors import RecordError
from tollbook.record.store import Store
from tollbook.record.where import Where

#: So many jobs may wait in line.
LINE = 32
Tell = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Job:
    """A function of a module, which takes a store, the arguments, and what it tells its progress: how many figures of
    how many are reckoned."""

    module: str
    function: str
    arguments: tuple[Hashable, ...]

    def do(self, store: Store, tell: Tell) -> Any:
        """Run it."""
        return getattr(import_module(self.module), self.function)(store, *self.arguments, tell)


@dataclass(slots=True)
class Underway:
    """A job that is not done: how many of its figures are; ``total`` is 0 before it began. ``earlier`` is what came of
    the same as of an earlier state of the record, if it is known."""

    done: int = 0
    total: int = 0
    earlier: Kept | None = None


@dataclass(slots=True)
class _Work:
    """One job in line. When it is ``over``, it has come to something, or failed."""

    key: Hashable
    where: Where
    hidden: frozenset[str]
    job: Job
    underway: Underway = field(default_factory=Underway)
    over: bool = False
    kept: Kept | None = None
    failed: Exception | None = None


class Line:
    """The jobs that wait, the one that is done, and those that are over until somebody asks for them again."""

    def __init__(self, memory: Memory) -> None:
        self._memory, self._lock = memory, threading.Lock()
        self._works: OrderedDict[Hashable, _Work] = OrderedDict()
        self._worker: threading.Thread | None = None

    def of(self, store: Store, job: Job) -> Any:
        """What comes of a job in the record as it is, or an :class:`Underway`. Raises what the job raised."""
        now, known = self._memory.moved(store), self._memory.last(store, job)
        if known is not None and known.entry >= now:
            return known.found
        key = str(store.where), store.hidden, job
        with self._lock:
            work = self._works.get(key)
            if work is not None and work.over:
                del self._works[key]
        if work is not None and work.over:
            if work.failed is not None:
                raise work.failed
            if work.kept is not None:
                self._memory.keep(store, job, work.kept)
                if work.kept.entry >= now:
                    return work.kept.found
            work = None
        if work is None:
            work = self._begin(_Work(key, store.where, store.hidden, job))
        return Underway(work.underway.done, work.underway.total, self._memory.last(store, job))

    def _begin(self, work: _Work) -> _Work:
        with self._lock:
            if sum(not one.over for one in self._works.values()) >= LINE:
                raise RecordError("Too much is being reckoned already.", "Wait a minute, or ask for less.")
            work = self._works.setdefault(work.key, work)
            if self._worker is None or not self._worker.is_alive():
                self._worker = threading.Thread(target=self._work_off, name="reckoning", daemon=True)
                self._worker.start()
        return work

    def _work_off(self) -> None:
        while True:
            with self._lock:
                work = next((one for one in self._works.values() if not one.over), None)
                if work is None:
                    self._worker = None
                    return
            try:
                self._have_done(work)
            except Exception as error:
                traceback.print_exc()
                work.failed = error
            work.over = True

    def _have_done(self, work: _Work) -> None:
        """Start a process, give it the job, hear it out. Its session is its own: Ctrl-C is for the server."""
        command = [sys.executable, "-P", "-c", f"from {__name__} import main; main()"]
        process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True,
            env={**os.environ, "DJANGO_SETTINGS_MODULE": "tollbook.record.settings"},
        )  # fmt: skip
        assert process.stdin is not None
        assert process.stdout is not None
        with process, suppress(BrokenPipeError):
            pickle.dump((work.where, work.hidden, work.job), process.stdin)
            process.stdin.close()
            try:
                while work.kept is None and work.failed is None:
                    kind, said = pickle.load(process.stdout)  # of a process that this one started
                    if kind == "told":
                        work.underway.done, work.underway.total = said
                    elif kind == "kept":
                        work.kept = Kept(*said)
                    else:
                        work.failed = said
            except (EOFError, pickle.UnpicklingError):  # it told why itself, or all of this is being stopped
                pass
        if work.kept is None and work.failed is None:
            work.failed = RuntimeError(f"{work.job.function} broke off")


def main() -> None:
    """In the process of its own: do the job that is given, and say how far it is and what comes of it."""
    from tollbook.desk.errors import AskedWrongError

    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever prints something does not print it between
    os.nice(5)

    def say(kind: str, said: Any) -> None:
        pickle.dump((kind, said), out)
        out.flush()

    try:
        where, hidden, job = pickle.load(sys.stdin.buffer)
        with Store.open(where) as store:
            store.hidden = hidden
            with store.still():
                size = store.head()[1]
                found = job.do(store, lambda done, total: say("told", (done, total)))
        say("kept", (found, size))
    except (AskedWrongError, RecordError) as error:
        say("failed", error)
    except (EOFError, BrokenPipeError):  # nobody gave it anything, or nobody listens any more
        os._exit(1)


__all__ = ["Job", "Line", "Underway", "main"]
