"""The method as it is published: each rule of the reckoning names the code that holds it and what shows it, and both
exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
TEXT = (ROOT / "docs" / "method.md").read_text(encoding="utf-8")
RULES = TEXT[TEXT.index("## The rules of the reckoning") : TEXT.index("### Sources of these rules")]
NAME = re.compile(r"`([\w/.-]+\.(?:py|toml|json))`")


def rules() -> list[str]:
    """The rules, one bullet each."""
    return [part for part in re.split(r"\n(?=- |\n)", RULES) if part.startswith("- ")]


def found(name: str) -> bool:
    """Whether a file of that name, or of a path that ends so, is part of the project."""
    last = name.rpartition("/")[2]
    folders = ("src", "cases", "tests", "bench")
    return any(path.as_posix().endswith(f"/{name}") for top in folders for path in (ROOT / top).rglob(last))


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule[2:40])
def test_a_rule_names_what_holds_it_and_what_shows_it(rule: str) -> None:
    names = NAME.findall(rule)
    shown = [n for n in names if n.startswith(("tests/", "bench/")) or n.endswith(".json")]
    assert [n for n in names if n not in shown] or "tests/promises/test_counting.py" in shown, "names no code"
    assert shown, "names no case and no test"


def test_every_name_is_there() -> None:
    missing = [name for name in NAME.findall(TEXT) if not found(name)]
    assert not missing
    assert len(rules()) > 50
