"""A PostgreSQL server that is left without a disk in the middle of writing: what was acknowledged is there, and whole.

The work is that of :mod:`bench.crashes`; what fails is the server under it, which flushes as servers do. Three ways:

``full``: its files are on a disk of a few megabytes (a ``tmpfs``, which root can mount), of which so much is left free
as is said, more each time, until the work is done. ``failing``: the n-th write, flush or cut asked of the system by any
of its processes fails, and all after it, for every n until the work is done: a full disk and a failing one, by a
library loaded before all others where there is a C compiler. ``limited``: no file of it may grow beyond a size, more
each time; that wants neither, and is what the tests do with every change.

Whoever asks it is told each time, and clearly. A server that cannot write its log stops, as it must. Then the disk has
room again, the server is started where it stopped, and the record is looked at as in the other campaigns.
"""

from __future__ import annotations

import contextlib
import errno
import mmap
import os
import struct
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.databases import DURABLE, Cluster, cluster

from bench.crashes import Campaign, campaign, compiled

#: As :data:`bench.crashes.SHIM`, of all processes of a server together: how many writes are left, and what all after
#: them fail with (0: none does), stand in a file that all map. What the server writes into its own log does not count.
SHIM = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
static volatile long *shared;
__attribute__((constructor)) static void begin(void) {
    const char *path = getenv("TOLLBOOK_SHIM_FILE");
    int fd = path ? open(path, O_RDWR) : -1;
    if (fd >= 0) { void *at = mmap(0, 16, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
                   if (at != MAP_FAILED) shared = at; }
}
static int fails(int fd) {
    struct stat about;
    if (!shared || !shared[1] || fd < 3 || fstat(fd, &about) != 0 || !S_ISREG(about.st_mode)) return 0;
    if (__atomic_sub_fetch(&shared[0], shared[0] > 0, __ATOMIC_SEQ_CST) > 0) return 0;
    errno = (int)shared[1]; return 1;
}
#define WRAP(type, name, declared, given) \
    type name declared { static type (*real) declared; if (!real) real = dlsym(RTLD_NEXT, #name); \
        return fails(fd) ? (type)-1 : real given; }
WRAP(ssize_t, write, (int fd, const void *buffer, size_t size), (fd, buffer, size))
WRAP(ssize_t, pwrite, (int fd, const void *buffer, size_t size, off_t at), (fd, buffer, size, at))
WRAP(ssize_t, pwrite64, (int fd, const void *buffer, size_t size, off64_t at), (fd, buffer, size, at))
WRAP(ssize_t, pwritev, (int fd, const struct iovec *parts, int count, off_t at), (fd, parts, count, at))
WRAP(ssize_t, pwritev64, (int fd, const struct iovec *parts, int count, off64_t at), (fd, parts, count, at))
WRAP(int, fsync, (int fd), (fd))
WRAP(int, fdatasync, (int fd), (fd))
WRAP(int, ftruncate, (int fd, off_t size), (fd, size))
WRAP(int, ftruncate64, (int fd, off64_t size), (fd, size))
int posix_fallocate(int fd, off_t at, off_t size) {
    static int (*real)(int, off_t, off_t); if (!real) real = dlsym(RTLD_NEXT, "posix_fallocate");
    return fails(fd) ? (int)shared[1] : real(fd, at, size);
}
int posix_fallocate64(int fd, off64_t at, off64_t size) {
    static int (*real)(int, off64_t, off64_t); if (!real) real = dlsym(RTLD_NEXT, "posix_fallocate64");
    return fails(fd) ? (int)shared[1] : real(fd, at, size);
}
"""
#: What failures of a server's disk are told as: there is no room, the disk or the server failed, the server stopped.
SAID = ("No space is left", "could not use its disk", "could not be used", "was lost", "cannot be reached")
#: So that little is written but for the work: nothing in the background, and a log in small files.
SETTINGS = (*DURABLE, "autovacuum=off", "max_wal_size=4MB", "min_wal_size=2MB", "restart_after_crash=on")


class Trouble:
    """A campaign on a server whose disk fails, and what came of it."""

    def __init__(self, it: Campaign) -> None:
        assert it.server is not None
        self.it, self.server = it, it.server
        self.found: dict[str, Any] = {"failures": 0, "told": 0, "stopped": 0, "said": {}, "wrong": []}

    def once(self, what: str, trouble: contextlib.AbstractContextManager[None]) -> bool:
        """Work while the disk fails, and look at the record when it does so no more. Whether the work was done."""
        folder = self.it.fresh("failing")
        with trouble:
            status, said, complaint = self.it.run(folder, lambda: None)
        self.found["stopped"] += self.server.revive()
        self.found["wrong"] += [f"{what}: {each}" for each in self.it.wrong(folder, said)]
        if status == 0:
            return True
        self.found["failures"] += 1
        clear = next((words for words in SAID if words in complaint), None)
        self.found["told"] += clear is not None
        if clear is None:
            self.found["wrong"].append(f"{what}: said {complaint!r}")
        else:
            self.found["said"][clear] = self.found["said"].get(clear, 0) + 1
        return False


def limited(step: int = 65536, most: int = 100) -> dict[str, Any]:
    """Let no file of the server grow beyond a size, of what begins after that is said: every size from nothing until
    the work is done."""
    with cluster(SETTINGS, segment=1) as server, campaign(server) as it:
        trouble = Trouble(it)
        for size in range(0, step * most, step):
            if trouble.once(f"files up to {size}", _limit(server, size)):
                return {**trouble.found, "until": size}
    return trouble.found


@contextlib.contextmanager
def _limit(server: Cluster, size: int) -> Iterator[None]:
    server.limit(size)
    try:
        yield
    finally:
        with contextlib.suppress(subprocess.CalledProcessError):  # it stopped
            server.limit(None)


def full(step: int = 32768, most: int = 400) -> dict[str, Any] | None:
    """Leave so much room on the disk of the server: from nothing until the work is done. Nothing where no disk can be
    mounted."""
    if os.geteuid() != 0 or sys.platform != "linux":
        return None
    with tempfile.TemporaryDirectory() as place:
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=192m,mode=755", "tmpfs", place], check=False)
        if mounted.returncode:
            return None
        try:
            with cluster(SETTINGS, segment=1, beneath=Path(place)) as server, campaign(server) as it:
                trouble = Trouble(it)
                for room in range(0, step * most, step):
                    if trouble.once(f"room for {room}", _filled(Path(place), room)):
                        return {**trouble.found, "until": room}
                return trouble.found
        finally:
            subprocess.run(["umount", "-l", place], check=True)


@contextlib.contextmanager
def _filled(place: Path, room: int) -> Iterator[None]:
    ballast = place / "ballast"
    with ballast.open("wb") as file, contextlib.suppress(OSError):  # the server may be faster
        size = 0
        while (more := os.statvfs(place).f_bavail * os.statvfs(place).f_frsize - room) > 0:
            os.posix_fallocate(file.fileno(), size, more := min(more, 1 << 22))
            size += more
    try:
        yield
    finally:
        ballast.unlink()


def failing(step: int = 1, most: int = 5000) -> dict[str, Any] | None:
    """Fail the n-th write, flush or cut of the server, and all after it. Nothing where there is no C compiler."""
    with tempfile.TemporaryDirectory() as place:
        Path(place).chmod(0o755)
        library = compiled(SHIM, Path(place))
        if library is None:
            return None
        control = Path(place) / "control"
        control.write_bytes(struct.pack("ll", 0, 0))
        control.chmod(0o666)
        environment = {"LD_PRELOAD": str(library), "TOLLBOOK_SHIM_FILE": str(control)}
        with (
            control.open("r+b") as file, mmap.mmap(file.fileno(), 16) as shared,
            cluster(SETTINGS, environment, segment=1) as server, campaign(server) as it,
        ):  # fmt: skip
            trouble = Trouble(it)
            for count in range(1, most, step):
                done = [trouble.once(f"write {count}, {os.strerror(number)}", _armed(shared, count, number))
                        for number in (errno.ENOSPC, errno.EIO)]  # fmt: skip
                if all(done):
                    return {**trouble.found, "until": count}
            return trouble.found


@contextlib.contextmanager
def _armed(shared: mmap.mmap, count: int, number: int) -> Iterator[None]:
    shared[:] = struct.pack("ll", count, number)
    try:
        yield
    finally:
        shared[:] = struct.pack("ll", 0, 0)
