"""The laws of a reading: it never fails, its spans are the words it says, and its links point back."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tollbook
from tests.conftest import data_folder
from tollbook.model import Reading
from tollbook.vocabulary import HARMS, POPULATIONS

BENCH = data_folder("TOLLBOOK_BENCH")
WORDS = [
    "killed",
    "killing",
    "12",
    "people",
    ",",
    "and",
    ".",
    "wounded",
    "were",
    "three",
    "other",
    "civilians",
    "including",
    "children",
    "in",
    "Homs",
    "on",
    "Tuesday",
    "police",
    "said",
    "of",
    "them",
    "dead",
    "(",
    ")",
    "the",
    "a",
    "no",
    "not",
    "may",
    "have",
    "been",
    "fled",
    "up",
    "to",
    "20,000",
    "at",
    "least",
    "bodies",
    "death",
    "toll",
    "rose",
    "to",
    "from",
    "5",
    ":",
    ";",
    '"',
    "injured",
    "hospital",
    "bombed",
    "besieged",
    "among",
    "was",
    "his",
    "wife",
    "Rosa",
    "Lima",
    ",",
    "34",
    "-",
    "families",
    "displaced",
    "houses",
    "or",
    "if",
    "could",
    "that",
    "who",
    "by",
    "soldiers",
]
texts = st.one_of(
    st.text(max_size=200),
    st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join),
    st.lists(st.sampled_from(WORDS), max_size=30).map(lambda words: " ".join(words).upper().replace(" , ", ",\n")),
)


def lawful(text: str, reading: Reading) -> None:
    """Assert every law that holds of any reading of any text."""
    seen: set[str] = set()
    for claim in reading.claims:
        assert 0 <= claim.span.start < claim.span.end <= len(text)
        assert text[claim.span.start : claim.span.end] == claim.quantity.text
        assert claim.quote in text
        assert claim.harm in HARMS
        assert claim.population.group in POPULATIONS
        low, best, high = claim.quantity.low, claim.quantity.best, claim.quantity.high
        known = [n for n in (low, best, high) if n is not None]
        if claim.quantity.hedge not in ("more_than", "less_than"):
            assert known == sorted(known)
        if claim.window.start and claim.window.end:
            assert claim.window.start <= claim.window.end
        for link in (claim.part_of, claim.repeats):
            assert link is None or link in seen
        assert claim.id not in seen
        seen.add(claim.id)
    for figure in reading.figures:
        assert set(figure.claims) <= seen
        assert figure.low is None or figure.high is None or figure.low <= figure.high


@settings(max_examples=300)
@given(texts)
def test_any_text_is_read_by_the_laws(text: str) -> None:
    lawful(text, tollbook.read(text, published=dt.date(2016, 11, 30)))


@settings(max_examples=60)
@given(texts)
def test_reading_twice_gives_the_same(text: str) -> None:
    assert tollbook.read(text) == tollbook.read(text)


@pytest.mark.skipif(BENCH is None, reason="TOLLBOOK_BENCH names no folder")
@pytest.mark.parametrize("name", ["claims-dev", "muc4-tst1", "muc4-tst2", "wad-dev"])
def test_the_development_texts_are_read_by_the_laws(name: str) -> None:
    count = 0
    for line in (Path(str(BENCH)) / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        reading = tollbook.read(row["text"], published=row["published"] and dt.date.fromisoformat(row["published"]))
        lawful(row["text"], reading)
        count += len(reading.claims)
    assert count > 100
