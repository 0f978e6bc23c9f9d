"""Every command in the README does what the README shows: it is run here, in order, in one folder."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

_BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
#: Run by other means: they build the environment these tests run in, or are these tests.
_NOT_HERE = ("make ", "git ", "pip ", "python -m tests.cases")


def commands(root: Path) -> list[tuple[str, str]]:
    """The commands of the README with what it shows of their output."""
    found: list[tuple[str, str]] = []
    for block in _BLOCK.findall((root / "README.md").read_text(encoding="utf-8")):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, shown = part.partition("\n")
            found.append((command, shown))
    return found


def run(command: str, room: Path) -> subprocess.CompletedProcess[str]:
    """A command of the shell, with this environment's ``tollbook`` and a terminal of 80 columns."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "COLUMNS": "80"}
    return subprocess.run(
        command, shell=True, cwd=room, env=environment, capture_output=True, text=True, timeout=120, check=False
    )


def matches(shown: str, printed: str) -> bool:
    """Whether what is shown is what was printed; a line of … stands for any lines."""
    parts = re.split(r"^…\n", shown, flags=re.MULTILINE)
    return re.fullmatch(".*?".join(map(re.escape, parts)), printed, re.DOTALL) is not None


def test_a_wrong_output_would_be_seen() -> None:
    assert matches("a\n…\nc\n", "a\nb\nb\nc\n")
    assert matches("…\n", "")
    assert not matches("a\n…\nd\n", "a\nb\nc\n")
    assert not matches("a\n", "a\nb\n")


def test_every_command_prints_what_is_shown(root: Path, tmp_path: Path) -> None:
    (tmp_path / "examples").symlink_to(root / "examples")
    found = [(command, shown) for command, shown in commands(root) if not command.startswith(_NOT_HERE)]
    assert len(found) >= 8, "the README has commands"
    for command, shown in found:
        done = run(command, tmp_path)
        assert done.returncode == 0, f"{command}\n{done.stderr}"
        assert matches(shown, done.stdout), f"{command} printed:\n{done.stdout}"


def test_the_demo_prints_what_is_shown(root: Path, tmp_path: Path) -> None:
    done = run(f"sh {root / 'examples' / 'demo.sh'}", tmp_path)
    assert done.returncode == 0, done.stderr
    assert not list(tmp_path.iterdir()), "the demo leaves nothing behind"
    shown = next((shown for command, shown in commands(root) if command == "make demo" and shown), None)
    if shown is None:
        pytest.fail("the README shows the demo's output")
    assert matches(shown, done.stdout), done.stdout
