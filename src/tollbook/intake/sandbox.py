"""What a child process gives up before it looks at a file: network, new processes, writing, memory and time.

A parser of a hostile format is taken to be broken: it may crash, loop, swell, or do what the file's author wants. So it
runs in a child that has shut the doors behind itself, each by the strongest means at hand:

- **Landlock** (Linux 5.13 and later): no file can be opened but those of the programs at work
  (:mod:`tollbook.intake.landlock`).
- **seccomp** (Linux on x86-64 and arm64): the kernel refuses the calls that make sockets, start programs, trace or
  signal other processes, and open, rename or remove files for writing. It needs no privilege and cannot be taken back.
- **an empty network namespace** (Linux, where the user may make one): there is no network to reach, whatever the call.
- **limits** (POSIX): 512 MB of address space, CPU seconds, no file written, 64 open files, no core dump.
- **an audit hook** (everywhere): Python code that opens a socket, starts a program or opens a file of the user's is
  stopped. It holds against mistakes, not against a parser written in C that runs its attacker's code.

What none of them takes away is asking whether there is a file of some name. :func:`enter` says which doors were shut,
and so does ``python -m tollbook.intake.worker``; `docs/intake.md` says what holds where.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import struct
import sys

from tollbook.intake import landlock

#: Address space of the child, in bytes.
MEMORY = 512 * 1024 * 1024
#: Seconds for one document, on the clock (held by the parent) and on the CPU (held by the kernel).
SECONDS = 60

_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000
_NO_NEW_PRIVS, _SET_SECCOMP, _FILTER = 38, 22, 2
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000
_X32 = 0x40000000
#: O_WRONLY, O_RDWR, O_CREAT, O_TRUNC.
_WRITING = 0x1 | 0x2 | 0x40 | 0x200

#: By machine: the kernel's name for it, the calls refused, the calls answered as unknown (so that the C library falls
#: back on one that is looked at), and where the flags of calls that open files stand. Numbers are those of
#: ``asm/unistd_64.h`` and ``asm-generic/unistd.h``.
_MACHINES: dict[str, tuple[int, tuple[int, ...], tuple[int, ...], tuple[tuple[int, int], ...]]] = {
    "x86_64": (
        0xC000003E,
        (
            *(41, 42, 43, 44, 45, 46, 47, 49, 50, 53, 288, 299, 307),  # sockets
            *(56, 57, 58, 59, 322),  # processes and programs
            *(62, 101, 129, 200, 234, 297, 310, 311, 424, 434, 438),  # other processes
            *(76, 77, 82, 83, 84, 85, 86, 87, 88, 90, 91, 92, 93, 94, 133),  # files
            *(258, 259, 260, 263, 264, 265, 266, 268, 316, 452),  # files, from a folder
            *(132, 188, 189, 190, 197, 198, 199, 235, 261, 280, 285),  # times, attributes and room of files
            *(155, 161, 165, 166, 248, 249, 250, 272, 298, 304, 308, 321, 323, *range(425, 434), 442),  # mounts, keys,
            # namespaces, what works in the kernel's stead
        ),
        (435, 437),
        ((2, 1), (257, 2)),
    ),
    "aarch64": (
        0xC00000B7,
        (
            *(198, 199, 200, 201, 202, 203, 206, 207, 211, 212, 242, 243, 269),
            *(220, 221, 281),
            *(129, 117, 130, 131, 138, 240, 270, 271, 424, 434, 438),
            *(33, 34, 35, 36, 37, 38, 45, 46, 52, 53, 54, 55, 276, 452),
            *(5, 6, 7, 14, 15, 16, 47, 88),
            *(39, 40, 41, 51, 97, 217, 218, 219, 241, 265, 268, 280, 282, *range(425, 434), 442),
        ),
        (435, 437),
        ((56, 2),),
    ),
}


def enter() -> list[str]:
    """Shut the doors, for good. Returns the names of those that are shut: "namespace", "landlock", "limits", "seccomp",
    "audit"."""
    doors = (("namespace", _no_network), ("landlock", _no_files), ("limits", _limits), ("seccomp", _seccomp))
    shut = [name for name, close in doors if close()]
    open_ = tuple(str(path) for path in landlock.places())
    sys.addaudithook(lambda event, told: _watch(event, told, open_))
    return [*shut, "audit"]


def more_time(seconds: int = SECONDS) -> None:
    """Allow the process this much CPU time from now on; it is killed when that is used up."""
    try:
        import resource
    except ImportError:  # Windows: the parent's clock alone holds
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    limit = int(used.ru_utime + used.ru_stime) + seconds + 1
    resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.RLIM_INFINITY))


def _limits() -> bool:
    try:
        import resource
    except ImportError:
        return False
    wanted = (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, 64),
        (resource.RLIMIT_CORE, 0),
    )
    for limit, value in wanted:
        try:
            resource.setrlimit(limit, (value, value))
        except (ValueError, OSError):  # macOS keeps no limit on address space
            if limit == resource.RLIMIT_AS:
                return False
    return True


def _no_network() -> bool:
    if not sys.platform.startswith("linux"):
        return False
    unshare = ctypes.CDLL(None, use_errno=True).unshare
    return bool(unshare(_CLONE_NEWNET) == 0 or unshare(_CLONE_NEWUSER | _CLONE_NEWNET) == 0)


def _prctl(*told: int | bytes | None) -> bool:
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    prctl.argtypes = [ctypes.c_int, ctypes.c_ulong, ctypes.c_char_p, ctypes.c_ulong, ctypes.c_ulong]
    return bool(prctl(*told) == 0)


def _no_files() -> bool:
    return sys.platform.startswith("linux") and _prctl(_NO_NEW_PRIVS, 1, None, 0, 0) and landlock.shut()


def _seccomp() -> bool:
    if not sys.platform.startswith("linux") or platform.machine() not in _MACHINES or sys.maxsize < 2**32:
        return False
    steps = _programme(platform.machine())
    code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *step) for step in steps))
    filter_ = struct.pack("HxxxxxxP", len(steps), ctypes.addressof(code))
    return _prctl(_NO_NEW_PRIVS, 1, None, 0, 0) and _prctl(_SET_SECCOMP, _FILTER, filter_, 0, 0)


def _programme(machine: str) -> list[tuple[int, int, int, int]]:
    """The filter as instructions of the kernel's packet filter: code, jump if true, jump if false, operand."""
    load, equal, at_least, any_of, give = 0x20, 0x15, 0x35, 0x45, 0x06
    kernel, refused, unknown, opening = _MACHINES[machine]
    no, gone = _REFUSE | errno.EPERM, _REFUSE | errno.ENOSYS
    steps = [
        (load, 0, 0, 4),  # the machine the call is made as
        (equal, 1, 0, kernel),
        (give, 0, 0, no),
        (load, 0, 0, 0),  # the number of the call
        (at_least, 0, 1, _X32),
        (give, 0, 0, no),
    ]
    for numbers, answer in ((refused, no), (unknown, gone)):
        for number in numbers:
            steps += [(equal, 0, 1, number), (give, 0, 0, answer)]
    for number, argument in opening:
        steps += [
            (equal, 0, 4, number),
            (load, 0, 0, 16 + 8 * argument),
            (any_of, 0, 1, _WRITING),
            (give, 0, 0, _REFUSE | errno.EACCES),
            (give, 0, 0, _ALLOW),
        ]
    return [*steps, (give, 0, 0, _ALLOW)]


_FORBIDDEN = (
    "socket.",
    "subprocess.",
    "os.exec",
    "os.fork",
    "os.posix_spawn",
    "os.spawn",
    "os.system",
    "pty.",
    "urllib.",
)


def _watch(event: str, told: tuple[object, ...], open_: tuple[str, ...]) -> None:
    if event.startswith(_FORBIDDEN):
        raise PermissionError(errno.EPERM, f"{event} is not for a converter")
    if event == "open" and isinstance(told[0], str | bytes):
        path = os.path.realpath(os.fsdecode(told[0]))
        if not path.startswith(open_):
            raise PermissionError(errno.EACCES, "a converter reads nothing but what it is given", path)
