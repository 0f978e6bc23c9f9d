"""Many reckonings at once, by processes that have the claims already because they are copies of this one.

Claims are not sent to anybody: a process is forked from this one when all is in memory, which only a program of one
thread may do, and which is not possible everywhere. There, or with one worker, the jobs are done one after another.
"""

from __future__ import annotations

import gc
import multiprocessing
import signal
from collections.abc import Callable, Sequence
from typing import TypeVar, cast

T = TypeVar("T")

_jobs: Sequence[Callable[[], object]] = ()


def done(jobs: Sequence[Callable[[], T]], workers: int) -> list[T]:
    """What each job returns, in their order. The dearest should come first."""
    if workers < 2 or "fork" not in multiprocessing.get_all_start_methods():
        return [job() for job in jobs]
    global _jobs
    _jobs = jobs
    gc.freeze()  # a copy that the collector of cycles looks through is a copy in memory
    try:
        with multiprocessing.get_context("fork").Pool(workers, _begin) as pool:
            return cast(list[T], list(pool.imap(_do, range(len(jobs)))))
    finally:
        _jobs = ()
        gc.unfreeze()


def _begin() -> None:
    """Ctrl-C is for the process that started the workers."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _do(number: int) -> object:
    return _jobs[number]()
