"""Texts that once broke the reader, and those of a campaign that reach most of its code: read lawfully and in time.

A case of ``found.json`` is a ``text``, or a ``unit`` said so many ``times`` between ``before`` and ``after``, and may
have the day it was ``published``. ``corpus.json`` is written by ``python -m fuzz.campaign --keep``.
"""

from __future__ import annotations

import datetime as dt
import json
import random
from pathlib import Path
from typing import Any

import pytest
from fuzz import laws, mutate

import tollbook

CASES = Path(__file__).parent.parent / "cases" / "fuzz"


def load(name: str) -> list[dict[str, Any]]:
    """The cases of a file."""
    return list(json.loads((CASES / name).read_text(encoding="utf-8")))


def found() -> list[object]:
    """The findings; a case marked ``not_yet`` must fail, or its mark is stale."""
    xfail = pytest.mark.xfail(strict=True, reason="not_yet")
    return [
        pytest.param(case, id=f"found-{number}", marks=[xfail] if case.get("not_yet") else [])
        for number, case in enumerate(load("found.json"))
    ]


def text_of(case: dict[str, Any]) -> str:
    """The text of a case."""
    if "text" in case:
        return str(case["text"])
    return f"{case['before']}{case['unit'] * case['times']}{case['after']}"


def published(case: dict[str, Any]) -> dt.date | None:
    """The publication date of a case: a day of its own, or none where it says so."""
    day = case.get("published", laws.DAY.isoformat())
    return day and dt.date.fromisoformat(day)


@pytest.fixture(autouse=True, scope="module")
def _tables() -> None:
    tollbook.read("Two people were killed in Homs.")  # tables are loaded before anything is timed


@pytest.mark.parametrize("case", found())
def test_what_broke_the_reader_is_read_lawfully_and_in_time(case: dict[str, Any]) -> None:
    wrong, _, _ = laws.check(text_of(case), published(case))
    assert not wrong, case["why"]


@pytest.mark.parametrize("part", range(4))
def test_the_corpus_of_the_campaign_is_read_lawfully_and_in_time(part: int) -> None:
    cases = load("corpus.json")[part::4]
    assert len(cases) > 100
    for number, case in enumerate(cases):  # read twice and explained: one in eight
        wrong, _, _ = laws.check(case["text"], published(case), twice=number % 8 == 0)
        assert not wrong, case


def test_the_check_sees_an_exception_and_the_smallest_text_keeps_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(text: str, *_: object) -> tollbook.Reading:
        if "X" in text:
            raise ValueError("no X")
        return tollbook.Reading()

    monkeypatch.setattr(tollbook, "read", broken)
    wrong, reading, _ = laws.check("one X two")
    assert wrong.startswith("ValueError")
    assert reading is None
    assert laws.smallest("one X two", None, wrong) == "X"


def test_the_check_sees_slowness_and_another_second_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(laws, "CALL", -1.0)
    assert laws.check("Nothing.")[0] == "slow"
    monkeypatch.undo()
    days = iter(range(1, 9))
    read = tollbook.read
    monkeypatch.setattr(tollbook, "read", lambda text, _: read(text, dt.date(2016, 11, next(days))))
    assert "a second reading" in laws.check("Two people were killed in Homs yesterday.")[0]


def test_a_mutant_is_the_same_for_the_same_seed() -> None:
    text = mutate.seeds()[0]
    assert mutate.mutated(text, random.Random(4)) == mutate.mutated(text, random.Random(4)) != text


@pytest.mark.parametrize("day", mutate.DATES)
def test_an_input_is_its_text_and_date(day: dt.date | None) -> None:
    text = "12 \ud800 \u0661 \U0001f4a5"
    assert mutate.text_of(mutate.data_of(text, day)) == (text, day)
    assert mutate.text_of(b"\x01\xff")[0] == "\ufffd"
