"""A place by what a person calls it: in the gazetteer, or as the reports of the record name it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from tollbook.desk.errors import AskedWrongError, near
from tollbook.model import Claim, Place
from tollbook.reckon.scope import fold
from tollbook.resolve.places import find_places

#: How much of the words a place must cover to be what is meant: "the city of Aleppo" is Aleppo.
_COVERED = 0.6


def place_named(words: str, claims: Iterable[Claim]) -> Place:
    """The place a person means; of several of one name, one in the country most claims are in.

    Raises :class:`AskedWrongError` where nobody knows it.
    """
    called = [claim.place for claim in claims if claim.place]
    countries = Counter(place.country for place in called if place.country)
    place = find_place(words, countries.most_common(1)[0][0] if countries else None)
    if place is not None:
        return place
    for place in called:
        if fold(words) == fold(place.text):
            return replace(place, name=place.text)
    otherwise = "Name a place of the gazetteer, or add yours: tollbook gazetteer add FILE."
    raise AskedWrongError(f"No place is called {words!r}.", near(words, {p.text for p in called}, otherwise))


def find_place(words: str, hint: str | None = None) -> Place | None:
    """The place of the gazetteer that words name, with the country it is likely in as a hint."""
    found = [m for m in find_places(words, words.lower(), hint=hint) if m.kind in ("name", "part")]
    whole = max(found, key=lambda m: m.end - m.start, default=None)
    if whole is None or whole.end - whole.start < len(words.strip()) * _COVERED:
        return None
    # A part goes by the words that say which ("east Aleppo"), not by the name of the whole.
    return replace(whole.place, name=whole.place.text) if whole.kind == "part" else whole.place
