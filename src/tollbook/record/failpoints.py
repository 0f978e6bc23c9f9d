"""Named places where a write can be made to break off, for the tests that show that nothing is lost when it does.

Nothing happens at a point unless a test armed it in its own process: no setting and no environment variable does.
"""

from __future__ import annotations

import errno
import os
import signal

#: Every point, in the order a report passes them; then those of a judgement and of a removal.
POINTS = (
    "original.before", "original.written", "original.named", "report.row", "report.claims", "report.pointed",
    "log.begun", "log.entries", "log.said", "log.nodes", "log.tree", "report.kept", "judged.rows", "judged.kept",
    "places.kept", "removed.erased", "removed.kept", "removed.unlinked",
)  # fmt: skip
#: What can be made to happen there: the process is killed, the disk is full, the disk fails.
DEEDS = ("kill", "full", "fail")

_armed: dict[str, tuple[int, str]] = {}


def arm(name: str, count: int = 1, deed: str = "kill") -> None:
    """Make something happen when a point is passed for the ``count``-th time from now on."""
    assert name in POINTS, name
    assert deed in DEEDS, deed
    _armed[name] = (count, deed)


def disarm() -> None:
    """Nothing happens any more."""
    _armed.clear()


def point(name: str) -> None:
    """Pass a point."""
    if not _armed or name not in _armed:
        return
    count, deed = _armed[name]
    _armed[name] = (count - 1, deed)
    if count != 1:
        return
    if deed == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    number = errno.ENOSPC if deed == "full" else errno.EIO
    raise OSError(number, os.strerror(number))
