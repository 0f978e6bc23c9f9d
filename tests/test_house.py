"""The house of the design: who may import whom, how large a file may grow, and what the extractor never loads."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "tollbook"

#: The rooms from the top of the house to its bottom. A room may import those on a line above its own, and
#: itself.
FLOORS: list[set[str]] = [
    {"model"},
    {"vocabulary", "proof"},
    {"text", "lang"},
    {"grammar", "resolve"},
    {"reckon"},
    {"reading"},
    {"explaining"},
    {"questions"},
    {"record", "intake", "export"},
    {"desk", "extract"},
    {"web", "cli"},
]
#: Rooms on one line that may nevertheless import one another, in this direction only.
SIDEWAYS = {("text", "lang"), ("cli", "web")}
FLOOR = {room: level for level, rooms in enumerate(FLOORS) for room in rooms}
MAX_LINES = 450


def modules() -> list[Path]:
    return sorted(p for p in SOURCE.rglob("*.py") if "migrations" not in p.parts)


def room_of(path: Path) -> str:
    parts = path.relative_to(SOURCE).parts
    return parts[0].removesuffix(".py")


def imported_rooms(path: Path) -> Iterator[tuple[int, str]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: imports are written in full"
            if node.module == "tollbook":
                names = [f"tollbook.{alias.name}" for alias in node.names]
            else:
                names = [node.module or ""]
        for name in names:
            first, _, rest = name.partition(".")
            if first == "tollbook" and rest and rest != "__version__":
                yield getattr(node, "lineno", 0), rest.split(".")[0]


def test_every_room_has_its_floor() -> None:
    unknown = {room_of(path) for path in modules()} - set(FLOOR) - {"__init__", "__main__"}
    assert not unknown, f"rooms the design does not know: {sorted(unknown)}"


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(SOURCE)))
def test_imports_go_only_up(path: Path) -> None:
    here = room_of(path)
    if here in {"__init__", "__main__"}:
        return  # the front door names every room, lazily
    for line, there in imported_rooms(path):
        allowed = there == here or FLOOR[there] < FLOOR[here] or (here, there) in SIDEWAYS
        assert allowed, f"{path.relative_to(ROOT)}:{line}: {here} may not import {there}"


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(SOURCE)))
def test_files_can_be_held_in_the_head(path: Path) -> None:
    lines = len(path.read_text(encoding="utf-8").splitlines())
    assert lines <= MAX_LINES, f"{path.relative_to(ROOT)} has {lines} lines: it usually holds two ideas"


def test_the_direction_test_sees_a_wrong_import(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.py"
    wrong.write_text("from tollbook.record import store\nimport tollbook.cli.read\nfrom tollbook import desk\n")
    assert [room for _, room in imported_rooms(wrong)] == ["record", "cli", "desk"]


@pytest.mark.parametrize("statement", ["import tollbook", "import tollbook.extract", "import tollbook.cli"])
def test_the_extractor_never_loads_the_database(statement: str) -> None:
    code = f"{statement}; import sys; print([name for name in sys.modules if name.startswith('django')])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
