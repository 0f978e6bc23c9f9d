"""The laws of a reading: it never fails, its spans are the words it says, and its links point back."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
from fuzz.laws import lawful
from hypothesis import given, settings
from hypothesis import strategies as st

import tollbook
from tests.conftest import data_folder

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


# Letters, digits and marks of all scripts, half pairs too, and numbers of any size.
_ODD = st.one_of(
    st.characters(),
    st.characters(categories=["Nd", "Nl", "No"]),
    st.characters(categories=["Mn", "Mc", "Me", "Cf", "Cc", "Cs", "Co", "Zs", "Zl", "Zp"]),
    st.sampled_from("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2069\u061c\u0301\u0e31\u0651\u20dd\ufe0f"),
)
_HUGE = st.one_of(
    st.integers(0, 10**400).map(str),
    st.integers(10**6, 10**60).map(lambda n: f"{n:,}"),
    st.text(st.characters(categories=["Nd"]), min_size=1, max_size=300),
)
_PIECES = st.one_of(st.sampled_from(WORDS), st.text(_ODD, max_size=8), _HUGE)
scripts = st.one_of(
    st.text(_ODD, max_size=200),
    st.tuples(st.sampled_from(["", " ", "\u200f", "\u0301", "\n"]), st.lists(_PIECES, max_size=30)).map(
        lambda drawn: drawn[0].join(drawn[1])
    ),
    st.lists(_PIECES, max_size=30).map(" ".join),
)
days = st.none() | st.dates()


@settings(max_examples=300)
@given(texts)
def test_any_text_is_read_by_the_laws(text: str) -> None:
    lawful(text, tollbook.read(text, published=dt.date(2016, 11, 30)))


@settings(max_examples=300, deadline=None)
@given(scripts, days)
def test_text_of_any_script_is_read_by_the_laws(text: str, published: dt.date | None) -> None:
    lawful(text, tollbook.read(text, published=published))


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
