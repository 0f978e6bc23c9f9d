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
#: Seconds for one document, on the clock (held by the parent) and on the CPU (held by the kernel): with stopping it and
#: starting another child, a minute.
SECONDS = 55

_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000
_NO_NEW_PRIVS, _SET_SECCOMP, _FILTER = 38, 22, 2
_ALLOW, _NO = 0x7FFF0000, 0x00050000
_X32 = 0x40000000
#: O_WRONLY, O_RDWR, O_CREAT, O_TRUNC.
_WRITING = 0x1 | 0x2 | 0x40 | 0x200

#: The calls refused: the name of each and its number on x86-64 and on arm64, or a hyphen. Numbers are those of the
#: kernel's ``asm/unistd_64.h`` and ``asm-generic/unistd.h``; from 424 on they are the same.
_REFUSED = """
socket 41 198 | connect 42 203 | accept 43 202 | sendto 44 206 | recvfrom 45 207 | sendmsg 46 211
recvmsg 47 212 | bind 49 200 | listen 50 201 | socketpair 53 199 | accept4 288 242 | recvmmsg 299 243
sendmmsg 307 269

clone 56 220 | fork 57 - | vfork 58 - | execve 59 221 | execveat 322 281
kill 62 129 | ptrace 101 117 | rt_sigqueueinfo 129 138 | tkill 200 130 | tgkill 234 131 | rt_tgsigqueueinfo 297 240
process_vm_readv 310 270 | process_vm_writev 311 271 | pidfd_send_signal 424 424 | pidfd_open 434 434
pidfd_getfd 438 438

truncate 76 45 | ftruncate 77 46 | rename 82 - | mkdir 83 - | rmdir 84 - | creat 85 - | link 86 - | unlink 87 -
symlink 88 - | chmod 90 - | fchmod 91 52 | chown 92 - | fchown 93 55 | lchown 94 - | mknod 133 -
mkdirat 258 34 | mknodat 259 33 | fchownat 260 54 | unlinkat 263 35 | renameat 264 38 | linkat 265 37
symlinkat 266 36 | fchmodat 268 53 | renameat2 316 276 | fchmodat2 452 452
utime 132 - | utimes 235 - | futimesat 261 - | utimensat 280 88 | fallocate 285 47
setxattr 188 5 | lsetxattr 189 6 | fsetxattr 190 7 | removexattr 197 14 | lremovexattr 198 15 | fremovexattr 199 16
setxattrat 463 463 | removexattrat 466 466 | file_setattr 469 469

pivot_root 155 41 | chroot 161 51 | mount 165 40 | umount2 166 39 | unshare 272 97 | setns 308 268
add_key 248 217 | request_key 249 218 | keyctl 250 219 | perf_event_open 298 241 | open_by_handle_at 304 265
bpf 321 280 | userfaultfd 323 282 | io_uring_setup 425 425 | io_uring_enter 426 426 | io_uring_register 427 427
open_tree 428 428 | move_mount 429 429 | fsopen 430 430 | fsconfig 431 431 | fsmount 432 432 | fspick 433 433
mount_setattr 442 442 | open_tree_attr 467 467
"""
#: Those answered as unknown, so that the C library falls back on one that is looked at.
_UNKNOWN = "clone3 435 435 | openat2 437 437"
#: Those that open files, which may not be opened for writing: where the flags stand among what each is given.
_OPENING = {"open 2 -": 1, "openat 257 56": 2}
#: By machine: the kernel's name for it, and which of the two numbers is its.
_MACHINES = {"x86_64": (0xC000003E, 0), "aarch64": (0xC00000B7, 1)}


def calls(table: str, machine: str) -> dict[str, int]:
    """The calls of a table that a machine has, with their numbers there."""
    column = _MACHINES[machine][1]
    rows = [row.split() for row in table.replace("\n", "|").split("|") if row.strip()]
    return {name: int(numbers[column]) for name, *numbers in rows if numbers[column] != "-"}


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
    no, gone = _NO | errno.EPERM, _NO | errno.ENOSYS
    steps = [
        (load, 0, 0, 4),  # the machine the call is made as
        (equal, 1, 0, _MACHINES[machine][0]),
        (give, 0, 0, no),
        (load, 0, 0, 0),  # the number of the call
        (at_least, 0, 1, _X32),
        (give, 0, 0, no),
    ]
    for table, answer in ((_REFUSED, no), (_UNKNOWN, gone)):
        for number in calls(table, machine).values():
            steps += [(equal, 0, 1, number), (give, 0, 0, answer)]
    for opening, argument in _OPENING.items():
        for number in calls(opening, machine).values():
            steps += [
                (equal, 0, 4, number),
                (load, 0, 0, 16 + 8 * argument),
                (any_of, 0, 1, _WRITING),
                (give, 0, 0, _NO | errno.EACCES),
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
