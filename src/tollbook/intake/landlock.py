"""Landlock: a process gives up the right to open files, but for those below a few folders (Linux 5.13 and later).

Needs no privilege and cannot be taken back. What is left open is where the interpreter, its libraries and Tollbook
itself lie, for a parser may load more of itself at any time; what the user keeps elsewhere cannot be opened, read or
listed any more. That there is a file of some name can still be asked.

The numbers are those of ``linux/landlock.h`` and ``asm-generic/unistd.h``, the same on every machine.
"""

from __future__ import annotations

import ctypes
import os
import struct
import sys
import sysconfig
from collections.abc import Callable, Iterator
from pathlib import Path

_CREATE, _ADD, _RESTRICT = 444, 445, 446
_VERSION, _PATH_BENEATH = 1, 1
_READ_FILE, _READ_DIR = 1 << 2, 1 << 3
#: What each version of the kernel's interface can refuse beyond the one before it.
_FILES = {1: 13, 2: 14, 3: 15, 5: 16}
_TCP, _SCOPES = 0b11, 0b11
#: Libraries of the system, the table where they lie, and what is there for everybody.
_SYSTEM = ("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/usr/share/zoneinfo", "/nix/store")
_SINGLE = ("/etc/ld.so.cache", "/etc/localtime", "/dev/null", "/dev/urandom")


def shut() -> bool:
    """Give up all files but those of the programs at work; whether the kernel did it."""
    if not sys.platform.startswith("linux") or sys.maxsize < 2**32:
        return False
    call = ctypes.CDLL(None, use_errno=True).syscall
    call.restype = ctypes.c_long
    version = call(ctypes.c_long(_CREATE), None, ctypes.c_size_t(0), ctypes.c_uint32(_VERSION))
    if version < 1:
        return False
    rules = call(ctypes.c_long(_CREATE), *_ruleset(version), ctypes.c_uint32(0))
    if rules < 0:
        return False
    try:
        for path in places():
            _allow(call, rules, path)
        return bool(call(ctypes.c_long(_RESTRICT), ctypes.c_int(rules), ctypes.c_uint32(0)) == 0)
    finally:
        os.close(rules)


def _ruleset(version: int) -> tuple[ctypes.c_char_p, ctypes.c_size_t]:
    """Everything that the kernel can refuse: files, and from version 4 and 6 on the network and other processes."""
    files = max(bits for since, bits in _FILES.items() if since <= version)
    wanted = [(1 << files) - 1, *([_TCP] if version >= 4 else []), *([_SCOPES] if version >= 6 else [])]
    raw = struct.pack(f"{len(wanted)}Q", *wanted)
    return ctypes.c_char_p(raw), ctypes.c_size_t(len(raw))


def _allow(call: Callable[..., int], rules: int, path: Path) -> None:
    try:
        handle = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:  # it is not there, and what is not there need not be read
        return
    try:
        right = _READ_FILE | _READ_DIR if path.is_dir() else _READ_FILE
        rule = ctypes.c_char_p(struct.pack("=Qi", right, handle))
        call(ctypes.c_long(_ADD), ctypes.c_int(rules), ctypes.c_int(_PATH_BENEATH), rule, ctypes.c_uint32(0))
    finally:
        os.close(handle)


def places() -> Iterator[Path]:
    """What stays open: Tollbook, the standard library, folders of installed libraries, libraries of the system."""
    yield Path(__file__).parents[1]
    yield from (Path(sysconfig.get_path(name)) for name in ("stdlib", "platstdlib"))
    yield from (Path(path) for path in sys.path if _installed(Path(path)))
    yield from (Path(prefix) / "lib" for prefix in (sys.prefix, sys.base_prefix, sys.exec_prefix))
    yield from (Path(path) for path in os.environ.get("LD_LIBRARY_PATH", "").split(":") if path)
    yield from map(Path, (*_SYSTEM, *_SINGLE))


def _installed(path: Path) -> bool:
    """Whether a folder of modules is one of installed libraries, and not just where somebody works."""
    return path.name in ("site-packages", "dist-packages", "lib-dynload") or path.suffix == ".zip"
