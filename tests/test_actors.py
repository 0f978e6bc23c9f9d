"""Perpetrators: golden cases, the tables, and that nothing is named by guess."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tollbook.lang import load
from tollbook.resolve.actors import actor_kind, find_actors, resolve_actor
from tollbook.text.fold import fold

CASES = Path(__file__).parent.parent / "cases" / "actors"
DATA = load("en", "actors")


def load_cases(mentions: bool) -> list[Any]:
    found = []
    for path in sorted(CASES.glob("*.json")):
        for n, case in enumerate(json.loads(path.read_text(encoding="utf-8"))):
            if ("mentions" in case) == mentions:
                marks = [pytest.mark.xfail(reason="not yet")] if case.get("not_yet") else []
                found.append(pytest.param(case, id=f"{path.stem}-{n}", marks=marks))
    return found


@pytest.mark.parametrize("case", load_cases(mentions=False))
def test_golden(case: dict[str, Any]) -> None:
    assert resolve_actor(case["input"], case.get("country")) == case["expected"]
    if "kind" in case:
        assert actor_kind(case["input"]) == case["kind"]
        assert actor_kind(case["expected"]) == case["kind"]


@pytest.mark.parametrize("case", load_cases(mentions=True))
def test_mentions(case: dict[str, Any]) -> None:
    text = case["input"]
    found = find_actors(text, fold(text), 0, len(text))
    assert [[text[s:e], actor] for s, e, actor in found] == case["mentions"]


def test_there_are_enough_cases_and_groups() -> None:
    assert len(load_cases(mentions=False)) + len(load_cases(mentions=True)) >= 80
    assert len(DATA["groups"]) >= 200


@pytest.mark.parametrize("actor", sorted(DATA["groups"]))
def test_every_group_is_found_by_its_aliases(actor: str) -> None:
    """An alias means its own group and no other's, alone and in a sentence."""
    for alias in DATA["groups"][actor]:
        assert resolve_actor(alias) == actor
        sentence = f"On Friday {alias} attacked the village."
        found = find_actors(sentence, fold(sentence), 0, len(sentence))
        assert [name for _, _, name in found] == [actor]
    assert actor_kind(actor) == "armed_group"


@pytest.mark.parametrize(("code", "country"), sorted(DATA["countries"].items()))
def test_every_state_is_found_by_its_forces(code: str, country: str) -> None:
    """A country's name and "the government" with its code are one actor, and it is a state."""
    actor = resolve_actor(f"{country}'s army")
    assert actor == resolve_actor("the government", code) == resolve_actor(country)
    assert actor is not None
    assert actor_kind(actor) == "state"


@given(st.text(max_size=80), st.sampled_from([None, "SY", "XX", "CO"]))
@settings(max_examples=200, deadline=None)
def test_any_text_gives_valid_spans(text: str, country: str | None) -> None:
    resolve_actor(text, country)
    assert actor_kind(text) in ("state", "armed_group", "unknown")
    for s, e, actor in find_actors(text, fold(text), 0, len(text)):
        assert 0 <= s < e <= len(text)
        assert actor_kind(actor) in ("state", "armed_group")


@given(
    st.lists(
        st.sampled_from(["Syrian", "army", "'s", "and", "ISIS", "the", "government", "of", "-", "US", "jets"]),
        max_size=9,
    )
)
@settings(max_examples=200, deadline=None)
def test_mentions_stay_within_the_stretch_asked_for(parts: list[str]) -> None:
    text = " ".join(parts)
    half = len(text) // 2
    for s, e, _ in find_actors(text, fold(text), half, len(text)):
        assert half <= s < e <= len(text)
