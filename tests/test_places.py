"""Places in reports: the golden cases of cases/places, and what must hold of any text."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tollbook.resolve.places import Gazetteer, PlaceMention, contains, find_places, place_named

CASES = Path(__file__).parent.parent / "cases" / "places"
_FIELDS = ("country", "precision", "name")


def _cases() -> list[Any]:
    found = []
    for path in sorted(CASES.glob("*.json")):
        for number, case in enumerate(json.loads(path.read_text(encoding="utf-8"))):
            marks = [pytest.mark.xfail(strict=True)] if case.get("not_yet") else []
            found.append(pytest.param(case, id=f"{path.stem}-{number}", marks=marks))
    return found


@pytest.mark.parametrize("case", _cases())
def test_golden(case: dict[str, Any]) -> None:
    """Every place of the case and no other; peoples' names only where the case asks for them."""
    text = case["input"]
    demonyms = any(wanted["kind"] == "demonym" for wanted in case["expected"])
    found = [m for m in find_places(text, text.lower()) if demonyms or m.kind != "demonym"]
    got = [_described(m, wanted) for m, wanted in zip(found, case["expected"], strict=False)]
    got += [{"text": m.place.text, "kind": m.kind, "name": m.place.name} for m in found[len(case["expected"]) :]]
    assert got == case["expected"], [m.place for m in found]


def _described(mention: PlaceMention, wanted: dict[str, str]) -> dict[str, Any]:
    """What the case asks of a mention, as it is."""
    known: dict[str, Any] = {
        "text": " ".join(mention.place.text.split()) if "\n" not in wanted["text"] else mention.place.text,
        "kind": mention.kind,
        "ident": mention.place.path[0] if mention.place.path else None,
    }
    known |= {name: getattr(mention.place, name) for name in _FIELDS}
    return {name: known[name] for name in wanted}


WORDS = st.sampled_from(
    ["Aleppo", "east", "Syria", "SAN", "SALVADOR", "in", "of", "the", "village", "al-", "Deir", "Ezzor", "province",
     "'s", "’", ",", "and", "\n", "Khan", "eastern", "districts", "U.S.", "BOGOTA", "Paris", "Cox's Bazar", "İ", "ß",
     "حلب", "."]
)  # fmt: skip
TEXTS = st.one_of(
    st.text(max_size=120), st.lists(WORDS, max_size=25).map(" ".join), st.lists(WORDS, max_size=9).map("".join)
)


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_any_text_gives_sound_mentions(text: str) -> None:
    """No text raises; spans are inside the text, in order and disjoint, and are the words of their places."""
    lower = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    end = 0
    for mention in find_places(text, lower):
        assert end <= mention.start < mention.end <= len(text)
        assert text[mention.start : mention.end] == mention.place.text
        assert mention.kind in ("name", "part", "generic", "demonym")
        assert mention.place.path
        assert contains(mention.place, mention.place) is True
        end = mention.end


def test_the_same_text_gives_the_same_places_whatever_was_read_before() -> None:
    text = "Shells hit Zahraa and Khan Sheikhoun in Syria; in the village of Tarmuneh six died."
    before = find_places(text, text.lower())
    for other in ("Talks in Geneva on Yemen.", "SAN SALVADOR, 4 JAN 90 -- [TEXT] A BOMB IN APOPA."):
        find_places(other, other.lower())
    assert find_places(text, text.lower()) == before


def test_a_hint_decides_where_the_text_does_not() -> None:
    text = "Two people were killed in Tripoli."
    assert find_places(text, text.lower(), hint="LB")[0].place.country == "LB"
    assert find_places(text, text.lower(), hint="LY")[0].place.country == "LY"


@pytest.mark.parametrize(
    ("outer", "inner", "answer"),
    [
        ("Aleppo", "east Aleppo", True),
        ("Syria", "east Aleppo", True),
        ("Aleppo province", "Aleppo city", True),
        ("east Aleppo", "Sakhour in Aleppo", True),
        ("Eastern Ghouta", "Douma", True),
        ("Darfur", "North Darfur", True),
        ("east Aleppo", "Aleppo", False),
        ("Homs", "Aleppo", False),
        ("Iraq", "Aleppo", False),
        ("west Aleppo", "east Aleppo", None),
        ("east Aleppo", "the village of Tarmuneh in Aleppo province", None),
        ("Homs province", "the village of Tarmuneh in Aleppo province", False),
        ("rural Idlib", "the village of Tarmuneh in Idlib province, Syria", None),
    ],
)
def test_containment(outer: str, inner: str, answer: bool | None) -> None:
    """By paths; not known where a part or an unknown place may overlap."""
    hints = ["IQ" if text == "Iraq" else "SY" for text in (outer, inner)]
    places = [find_places(t, t.lower(), hint=hint)[0].place for t, hint in zip((outer, inner), hints, strict=True)]
    assert contains(*places) is answer


def test_every_language_file_of_places_is_read() -> None:
    """The words' lists hold what the code asks for, and no word is both a type and a part."""
    from tollbook.resolve.places_words import words

    known = words()
    assert not known.types.keys() & known.parts.keys()
    assert not known.never & known.people
    assert Gazetteer.default().country("SY") is not None


@pytest.mark.parametrize(
    ("words", "hint", "ident"),
    [
        ("aleppo", None, "geoname:170063"),
        ("East Aleppo", None, "part:east:geoname:170063"),
        ("east aleppo", None, "part:east:geoname:170063"),
        ("Helmand", None, "admin1:AF.10"),
        ("idlib province", None, "admin1:SY.12"),
        ("SYRIA", None, "country:SY"),
        ("Tripoli", "LB", "geoname:266826"),
        ("Foua", None, "place:sy.foua"),
        ("Chad", None, "country:TD"),
        ("nowhereland", None, None),
        ("", None, None),
        ("twelve people were killed in Homs", None, None),
    ],
)
def test_a_place_a_person_names(words: str, hint: str | None, ident: str | None) -> None:
    """A person who names a place means one: case, common words and persons' names are no hindrance."""
    place = place_named(words, hint=hint)
    assert (place and place.path[0]) == ident
    assert place is None or place.text == words
