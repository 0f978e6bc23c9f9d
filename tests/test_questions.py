"""Plain questions: what they are understood to ask, and which part of one is not understood.

A case has ``ask`` and either ``expect`` (everything that is asked for, and nothing else) or ``not_understood``: the
sentence that names the part at fault. All are asked on ``ANCHOR``.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tollbook.model import Problem
from tollbook.questions import Understood, understand

CASES = Path(__file__).resolve().parent.parent / "cases" / "questions"
ANCHOR = dt.date(2016, 12, 22)


def cases() -> list[Any]:
    return [
        pytest.param(case, id=case["ask"])
        for path in sorted(CASES.glob("*.json"))
        for case in json.loads(path.read_text(encoding="utf-8"))
    ]


def told(found: Understood) -> dict[str, Any]:
    values = ((f.name, getattr(found, f.name)) for f in fields(found))
    return {k: v.isoformat() if isinstance(v, dt.date) else v for k, v in values if v not in (None, "")}


@pytest.mark.parametrize("case", cases())
def test_case(case: dict[str, Any]) -> None:
    found = understand(case["ask"], ANCHOR)
    if "not_understood" in case:
        assert isinstance(found, Problem), found
        assert found.what == case["not_understood"]
        assert found.why, "a remedy"
    else:
        assert isinstance(found, Understood), found
        assert told(found) == case["expect"]


def test_there_are_enough_of_them() -> None:
    assert len(cases()) >= 60


def test_a_word_more_is_never_passed_over() -> None:
    """Half of a question is another question: a word nobody knows is named, wherever it stands."""
    words = ["how", "many", "children", "were", "killed", "in", "east", "Aleppo", "since", "15", "November", "2016"]
    for at in range(4, len(words) - 3):
        found = understand(" ".join([*words[:at], "zorblaxian", *words[at:]]), ANCHOR)
        assert isinstance(found, Problem), (at, found)
        assert "zorblaxian" in found.what or words[at] == "Aleppo"


def test_days_without_a_year_are_told_from_the_anchor() -> None:
    then = understand("how many people were killed in Hama in March", dt.date(2012, 4, 1))
    assert isinstance(then, Understood)
    assert (then.start, then.end, then.relative) == (dt.date(2012, 3, 1), dt.date(2012, 3, 31), "March")


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=80))
def test_any_text_is_understood_or_answered_with_a_remedy(text: str) -> None:
    found = understand(text, ANCHOR)
    assert isinstance(found, Understood) or (found.what and found.why)
