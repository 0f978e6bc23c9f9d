"""Texts that once broke the reader, or might: each is read without an exception, lawfully and in time.

A case is a ``text``, or a ``unit`` said so many ``times`` between ``before`` and ``after``.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from bench.fuzz_reading import check, mutated, seeds, smallest

import tollbook

CASES = Path(__file__).parent.parent / "cases" / "fuzz"


def parameters() -> list[object]:
    """The corpus; a case marked ``not_yet`` must fail, or its mark is stale."""
    found: list[object] = []
    for path in sorted(CASES.glob("*.json")):
        for number, case in enumerate(json.loads(path.read_text(encoding="utf-8"))):
            marks = [pytest.mark.xfail(strict=True, reason="not_yet")] if case.get("not_yet") else []
            found.append(pytest.param(case, id=f"{path.stem}-{number}", marks=marks))
    return found


def text_of(case: dict[str, Any]) -> str:
    """The text of a case."""
    if "text" in case:
        return str(case["text"])
    return f"{case['before']}{case['unit'] * case['times']}{case['after']}"


@pytest.mark.parametrize("case", parameters())
def test_the_corpus_is_read_lawfully_and_in_time(case: dict[str, Any]) -> None:
    tollbook.read("Two people were killed in Homs.")  # tables are loaded before anything is timed
    wrong, _ = check(text_of(case))
    assert not wrong, case["why"]


def test_the_check_sees_an_exception_and_the_smallest_text_keeps_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(text: str, *_: object) -> tollbook.Reading:
        if "X" in text:
            raise ValueError("no X")
        return tollbook.Reading()

    monkeypatch.setattr(tollbook, "read", broken)
    wrong, reading = check("one X two")
    assert wrong.startswith("ValueError")
    assert reading is None
    assert smallest("one X two", wrong) == "X"


def test_a_mutant_is_the_same_for_the_same_seed() -> None:
    import random

    text, other = seeds()[0], seeds()[1]
    assert mutated(text, other, random.Random(4)) == mutated(text, other, random.Random(4)) != text
