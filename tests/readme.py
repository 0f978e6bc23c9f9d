"""The README's commands, run, and what they print.

A ``console`` block of the README holds commands after ``$ `` and, beneath each, what it prints. All blocks run in
order in one fresh folder with the examples in it. A line ``…`` stands for lines left out; a command with nothing
beneath prints nothing worth showing and only has to succeed. ``python -m tests.readme --write`` writes what is
printed now into the README, leaving cut output (``…``) and silent commands as they are.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
BLOCK = re.compile(r"^```console\n(.*?)^```$", re.M | re.S)
CUT = "…"
#: Commands that build the environment or run these very tests: the Makefile is looked at instead.
NOT_RUN = re.compile(r"make |git clone |cd |\. |pip |python3? -m (venv|pip) ")

#: What ``make demo`` runs once its environment stands.
DEMO = f"sh {ROOT}/examples/demo.sh"


@dataclass(frozen=True)
class Command:
    """One command of the README and the lines shown beneath it."""

    line: str
    shown: tuple[str, ...]


def commands(text: str) -> list[list[Command]]:
    """The commands of every block, in order."""
    blocks: list[list[Command]] = []
    for block in BLOCK.findall(text):
        found: list[Command] = []
        for part in re.split(r"^\$ ", block, flags=re.M)[1:]:
            line, *shown = part.rstrip("\n").split("\n")
            while line.endswith("\\") and shown:
                line += "\n" + shown.pop(0)
            found.append(Command(line, tuple(shown)))
        blocks.append(found)
    return blocks


def run(line: str, folder: Path) -> tuple[int, list[str]]:
    """Run a command as its reader would, on a plain terminal of 80 columns: its exit code and what it prints."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    plain = {"COLUMNS": "80", "NO_COLOR": "1", "TERM": "dumb", "PATH": path, "LC_ALL": "C.UTF-8"}
    plain["TOLLBOOK_KEY"] = str(folder / "checkpoint.key")
    ran = subprocess.run(
        ["sh", "-c", line], cwd=folder, env={**os.environ, **plain}, capture_output=True, text=True, timeout=120
    )
    return ran.returncode, [each.rstrip() for each in (ran.stdout + ran.stderr).rstrip("\n").split("\n")]


def workplace() -> Path:
    """A fresh folder with the examples in it."""
    folder = Path(tempfile.mkdtemp(prefix="tollbook-readme-"))
    shutil.copytree(ROOT / "examples", folder / "examples")
    return folder


def agrees(shown: tuple[str, ...], printed: list[str]) -> bool:
    """Whether the lines shown are what was printed, ``…`` standing for any lines."""
    pattern = "\n".join("(?:.*\n)*?.*" if each.strip() == CUT else re.escape(each.rstrip()) for each in shown)
    return re.fullmatch(pattern, "\n".join(printed)) is not None


def rewritten(text: str) -> str:
    """The README with what its commands print now."""
    folder = workplace()
    try:
        for block in commands(text):
            for command in block:
                line = DEMO if command.line == "make demo" else command.line
                if NOT_RUN.match(line):
                    continue
                _, printed = run(line, folder)
                if command.shown and CUT not in command.shown:
                    before = "\n".join([f"$ {command.line}", *command.shown])
                    text = text.replace(before, "\n".join([f"$ {command.line}", *printed]), 1)
    finally:
        shutil.rmtree(folder)
    return text


if __name__ == "__main__":
    new = rewritten(README.read_text(encoding="utf-8"))
    if "--write" in sys.argv:
        README.write_text(new, encoding="utf-8")
    else:
        print(new)
