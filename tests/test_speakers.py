"""Speakers: golden cases, the shape of what is found, and texts that nobody would write."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tollbook.lang import load
from tollbook.resolve.speaker_bodies import canonical_speaker, is_publisher
from tollbook.resolve.speakers import Attribution, find_attributions, speaker_at
from tollbook.text.fold import fold
from tollbook.text.sentences import sentences

CASES = Path(__file__).parent.parent / "cases" / "speakers"
KINDS = {
    "says", "according_to", "told", "claims", "denies", "confirms", "warns", "condemns", "urges", "finds",
    "accuses", "estimates", "fears",
}  # fmt: skip
#: Pieces that sentences about speakers are made of, to be put together in any order.
PIECES = (
    "said", "says", "according to", "told", "quoted", "as saying", "citing", "by one", "report", "reported", "the",
    "Observatory", "monitor", "he", "it", "they", "who", "and", "but", "that", ",", ".", ":", '"', "(", ")", "[", "-",
    "Karim", "al-Halabi", "12", "people", "killed", "of", "by", "in", "\n", "\n\n", "'", "’", "“", "”", "—", "U.N.",
    "Tuesday", "blamed", "on", "interviewed", "count", "to be",
    "WHO", "NGO", "İ", "", " ", "  ", "claimed", "denied", "AFP", "Dr.", "a",
)  # fmt: skip


def load_cases() -> list[Any]:
    """Every case as a parameter of pytest, named by its file and place; what is not yet reached must fail."""
    found = []
    for path in sorted(CASES.glob("*.json")):
        for n, case in enumerate(json.loads(path.read_text(encoding="utf-8"))):
            marks = [pytest.mark.xfail(reason="not yet")] if case.get("not_yet") else []
            found.append(pytest.param(case, id=f"{path.stem}-{n}", marks=marks))
    return found


def read(text: str) -> list[Attribution]:
    lower = fold(text)
    return find_attributions(text, lower, sentences(text, lower))


@pytest.mark.parametrize("case", load_cases())
def test_golden(case: dict[str, Any]) -> None:
    """Words of the text and who vouches for them; a list is a speaker with the chain of those further out."""
    text = case["input"]
    found = read(text)
    for words, expected in case["expected"].items():
        at = text.index(words)
        who = speaker_at(found, at, at + len(words))
        got = [who.text, *who.chain] if who else []
        assert got[: 1 if isinstance(expected, str) else None] == (
            [expected] if isinstance(expected, str) else expected or []
        )
        if who and words in case.get("kind", {}):
            assert who.kind == case["kind"][words]
    if not case["expected"]:
        assert found == []


def test_there_are_enough_cases() -> None:
    assert len(load_cases()) >= 150


def check(text: str) -> None:
    found = read(text)
    assert [a.scope_start for a in found] == sorted(a.scope_start for a in found)
    for a in found:
        assert 0 <= a.start < a.end <= len(text)
        assert 0 <= a.scope_start < a.scope_end <= len(text)
        assert 0 <= a.verb_start <= a.verb_end <= len(text)
        assert a.kind in KINDS
        assert a.text == " ".join(a.text.split()) != ""
        assert not a.text.lower().startswith(("the ", "a ", "an "))
        assert a.text not in a.chain
        who = speaker_at(found, a.scope_start, a.scope_end)
        assert who is not None
        assert who.scope_end - who.scope_start <= a.scope_end - a.scope_start


@example("Observatory said citing WHO citing Observatory")
@given(st.lists(st.sampled_from(PIECES), max_size=40).map(" ".join))
@settings(max_examples=400, deadline=None)
def test_spans_are_valid_whatever_is_put_together(text: str) -> None:
    check(text)
    check(text.upper())


@given(st.text(max_size=300))
@settings(max_examples=100, deadline=None)
def test_spans_are_valid_in_any_text(text: str) -> None:
    check(text)


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
@settings(max_examples=100, deadline=None)
def test_spans_are_valid_without_blanks(text: str) -> None:
    check(text)


def test_sentences_may_be_any_spans() -> None:
    text = "The mayor said 12 died. The army denied it."
    assert find_attributions(text, fold(text), []) == []
    assert [a.text for a in find_attributions(text, fold(text), [(0, len(text))])] == ["mayor", "army"]


@pytest.mark.parametrize(
    "piece", ["The mayor said 12 people died ", "12 died according to the mayor ", "a man who said ", '"said" ']
)
def test_a_text_without_sentences_costs_no_more(piece: str) -> None:
    """Work is bounded around each verb: ten times the text takes about ten times as long, not a hundred."""
    took = []
    for size in (20_000, 200_000):
        text = piece * (size // len(piece))
        begun = time.process_time()
        find_attributions(text, fold(text), [(0, len(text))])
        took.append(time.process_time() - begun)
    assert took[1] < 30 * took[0] + 0.5


def test_a_report_is_read_by_itself() -> None:
    """Who spoke in one report is nobody's "he" in the next."""
    read("Mayor Karim Sabri said 12 died.")
    assert read("He said 12 died.") == []


def test_who_speaks_changes_nothing_but_the_name() -> None:
    """The same words are read the same way whoever says them."""
    said = "{} said 12 civilians were killed, but {} denied that its planes were there."
    shapes = set()
    for one, other in (("Israel", "Iran"), ("Hamas", "the army"), ("Russia", "Ukraine"), ("The rebels", "Damascus")):
        text = said.format(one, other)
        found = read(text)
        shapes.add(tuple((a.kind, text[a.scope_start : a.scope_end].replace(other, "Y")) for a in found))
    assert len(shapes) == 1


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("SOHR", "Syrian Observatory for Human Rights"),
        ("the Syrian Observatory for Human Rights (SOHR)", "Syrian Observatory for Human Rights"),
        ("SYRIAN OBSERVATORY", "Syrian Observatory for Human Rights"),
        ("WHO", "World Health Organization"),
        ("who", "who"),
        ("UN", "United Nations"),
        ("un", "un"),
        ("U.N.", "United Nations"),
        ("the UN human rights office", "OHCHR"),
        ("White Helmets", "Syria Civil Defence"),
        ("mayor of Salba", "mayor of Salba"),
        ("The Observatory", "Observatory"),
        ("", ""),
    ],
)
def test_one_body_has_one_name(text: str, name: str) -> None:
    assert canonical_speaker(text) == name
    assert canonical_speaker(name) == name


def test_every_alias_means_its_own_body() -> None:
    for name, aliases in load("en", "speakers")["bodies"].items():
        assert {canonical_speaker(alias) for alias in (name, *aliases)} == {name}


@pytest.mark.parametrize(
    ("text", "carries"),
    [("AFP", True), ("the Reuters news agency", True), ("State television", True), ("Salba Times newspaper", True),
     ("police", False), ("Syrian Observatory for Human Rights", False), ("United Nations", False), ("", False)],
)  # fmt: skip
def test_who_carries_news(text: str, carries: bool) -> None:
    assert is_publisher(text) is carries
