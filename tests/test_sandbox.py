"""The child that converts: what it cannot do, and what becomes of one that crashes, loops, swells or lies.

The child runs the file it is given as Python, which is the worst that a parser could do with it.
"""

from __future__ import annotations

import os
import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tollbook.intake import sandbox
from tollbook.intake import worker as module
from tollbook.intake.pieces import Piece
from tollbook.intake.worker import Worker

RUNS_IT = """
import sys, json
sys.path[:] = json.loads(sys.argv[1])
import tollbook.intake.converting.dispatch as dispatch
from tollbook.intake.pieces import Piece
def convert(raw, asked):
    told = []
    exec(raw, {"told": told.append, "Piece": Piece})
    yield from (each if isinstance(each, Piece) else Piece("", str(each)) for each in told)
dispatch.convert = convert
from tollbook.intake.child import main
main()
"""
linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the kernel's doors are Linux's")


@pytest.fixture
def child(monkeypatch: pytest.MonkeyPatch) -> Iterator[Worker]:
    monkeypatch.setattr(module, "_START", RUNS_IT)
    with Worker(seconds=3) as worker:
        yield worker


def run(worker: Worker, code: str) -> Piece:
    (piece,) = worker.convert(code.encode(), "x", "")
    return piece


def said(piece: Piece) -> str:
    assert piece.text is None
    assert piece.notes[0].why
    return piece.notes[0].what


def test_what_misbehaves_is_ended_and_the_next_is_served(child: Worker) -> None:
    assert run(child, "told('hello')").text == "hello"
    assert "failed and was stopped (signal" in said(run(child, "import ctypes; ctypes.string_at(0)"))
    assert "it stopped" in said(run(child, "import os; os._exit(3)"))
    assert "ZeroDivisionError" in said(run(child, "1 / 0"))
    assert run(child, "told('hello')").text == "hello"


def test_a_file_that_makes_its_parser_work_without_end(child: Worker) -> None:
    child.seconds = 1
    began = time.monotonic()
    assert "stopped after 1 seconds" in said(run(child, "while True: pass"))
    assert "stopped after 1 seconds" in said(run(child, "import time; time.sleep(99)"))
    assert time.monotonic() - began < 10
    child.seconds = 10
    assert run(child, "told('hello')").text == "hello"


@linux
def test_memory_is_limited(child: Worker) -> None:
    assert "more memory than it is given (512 MB)" in said(run(child, "bytearray(600 << 20)"))
    assert run(child, "told(len(bytearray(100 << 20)))").text == str(100 << 20)


LIBRARY = "import ctypes, os; c = ctypes.CDLL(None, use_errno=True); told("
DOORS = {
    "a socket": "c.socket(2, 1, 0)",
    "a socket of the machine": "c.socket(1, 1, 0)",
    "a new process": "c.fork()",
    "a programme": "c.execl(b'/bin/true', b'true', None)",
    "a file to write": "c.open(b'/tmp/tollbook-was-here', 0o101, 0o600)",
    "a file to remove": "c.unlink(b'/tmp/tollbook-was-here')",
    "a signal": "c.kill(os.getppid(), 0)",
    "a tracer": "c.ptrace(16, os.getppid(), 0, 0)",
}


@linux
@pytest.mark.parametrize("door", DOORS)
def test_the_kernel_refuses_whatever_the_language(child: Worker, door: str) -> None:
    assert run(child, f"{LIBRARY}{DOORS[door]})").text == "-1", door
    assert "seccomp" in child.shut


@linux
@pytest.mark.parametrize("how", ["c.open({name}, 0)", "c.opendir({folder}) or -1", "c.openat(-100, {name}, 0)"])
def test_files_of_the_user_cannot_be_opened(child: Worker, tmp_path: Path, how: str) -> None:
    kept = tmp_path / "names of witnesses.txt"
    kept.write_text("a witness", encoding="utf-8")
    code = how.format(name=repr(os.fsencode(kept)), folder=repr(os.fsencode(tmp_path)))
    assert run(child, f"{LIBRARY}{code})").text == "-1"
    code = how.format(name=b"/etc/passwd", folder=b"/home")
    assert run(child, f"{LIBRARY}{code})").text == "-1"
    assert run(child, "import tollbook; told(len(open(tollbook.__file__).read()) > 0)").text == "True"
    assert "landlock" in child.shut


def test_python_opens_nothing_of_the_user_on_any_system(child: Worker, tmp_path: Path) -> None:
    kept = tmp_path / "names.txt"
    kept.write_text("a witness", encoding="utf-8")
    assert "PermissionError" in said(run(child, f"told(open({str(kept)!r}).read())"))


@pytest.mark.parametrize(
    "code",
    ["import socket; socket.socket()", "import os; os.system('true')", "import subprocess; subprocess.run(['true'])"],
)
def test_python_is_watched_everywhere(child: Worker, code: str) -> None:
    assert "is not for a converter" in said(run(child, code))


def test_nothing_of_the_environment_goes_in(child: Worker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://someone:secret@host/db")
    assert "secret" not in (run(child, "import os; told(dict(os.environ))").text or "")


@pytest.mark.parametrize(
    "piece", ["Piece('', 'x' * (40 << 20))", "Piece('', 3)", "Piece(None, 'x')", "Piece('', 'x', notes=('a',))"]
)
def test_what_comes_out_is_not_trusted(child: Worker, piece: str) -> None:
    assert said(run(child, f"told({piece})"))


def test_an_output_without_end_is_cut(child: Worker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_OUT", 1000)
    found = list(child.convert(b"for at in range(50): told('x' * 100)", "x", ""))
    assert len(found) < 10
    assert "more in the file than is read at once" in found[-1].notes[0].what


@pytest.mark.parametrize(
    ("machine", "header"), [("x86_64", "x86_64-linux-gnu/asm/unistd_64.h"), ("aarch64", "asm-generic/unistd.h")]
)
def test_the_numbers_of_calls_are_those_of_the_kernel(machine: str, header: str) -> None:
    """No machine of ours has the other's numbers: what is refused there can only be read again."""
    path = Path("/usr/include") / header
    if not path.is_file():
        pytest.skip(f"{path} is not installed (Debian: apt-get install linux-libc-dev, on x86-64 for both)")
    lines = re.findall(r"^#define __NR(?:3264)?_(\w+)\s+(\d+)$", path.read_text(), re.MULTILINE)
    kernel = {name: int(number) for name, number in lines}
    assert len(kernel) > 300
    ours = sandbox.calls(f"{sandbox._REFUSED}|{sandbox._UNKNOWN}|{'|'.join(sandbox._OPENING)}", machine)
    newer = {name: number for name, number in ours.items() if number > max(kernel.values())}
    assert {name: kernel.get(name) for name in ours if name not in newer} == {
        name: number for name, number in ours.items() if name not in newer
    }
    assert set(newer) <= {"fchmodat2", "setxattrat", "removexattrat", "open_tree_attr", "file_setattr"}


def test_what_is_refused_on_one_machine_is_refused_on_the_other() -> None:
    """But for calls that the younger machine never had, because others do the same from a folder."""
    old, young = (set(sandbox.calls(sandbox._REFUSED, machine)) for machine in ("x86_64", "aarch64"))
    assert young < old
    assert old - young == {
        "fork", "vfork", "rename", "mkdir", "rmdir", "creat", "link", "unlink", "symlink", "chmod", "chown", "lchown",
        "mknod", "utime", "utimes", "futimesat",
    }  # fmt: skip
