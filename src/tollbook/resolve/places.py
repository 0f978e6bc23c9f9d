"""Places in a report: where harm may have been done, found in the text and told apart by the report itself.

The problem is not to find names but to refuse them. A quarter of a million places carry the names of months, of
persons and of common words; Hama is in Syria and in Japan. So a name is a hit (``places_scan``); hits vote for
countries, and only then is each resolved or dropped, by its own weight, the report's countries, and the words beside
it (``places_choose``); names no gazetteer has are places where the words say so (``places_unknown``); and the words
beside a place may make it a part of itself, "east Aleppo" (``places_shape``).

Worked: "Two died in Hama. The Syrian army denied it." Hama may be a city or a province in Syria, or towns in Japan,
Chad, Niger. Syria has a vote from its people; "in" says a place follows; the city wins over the province, there being
no type word. "Ali Hassan told reporters": both words are places somewhere, and persons' names; nothing says a place.

Rejected: a statistical tagger (slow, English of one decade, blind in capitals), and the first or largest place of a
name (a third of the towns of conflict reports are smaller than a namesake).
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from typing import NamedTuple

from tollbook.model import Place
from tollbook.resolve.gazetteer import Gazetteer, contains, place_of
from tollbook.resolve.gazetteer_fold import key
from tollbook.resolve.places_choose import choose
from tollbook.resolve.places_scan import Run, Scanner, is_flat
from tollbook.resolve.places_seats import seated
from tollbook.resolve.places_shape import shape
from tollbook.resolve.places_unknown import places_of_unknown, unknown_places
from tollbook.resolve.places_words import words

__all__ = ["Gazetteer", "PlaceMention", "contains", "find_places", "place_named", "place_of"]


class PlaceMention(NamedTuple):
    """A place where the text names it: ``text[start:end]`` is ``place.text``.

    ``kind`` is ``name`` (the gazetteer has it), ``part`` (east Aleppo), ``generic`` (a name the gazetteer lacks, in
    words that say it is a place) or ``demonym`` (Syrian: it tells the country of the report and is no place of harm).
    """

    start: int
    end: int
    place: Place
    kind: str


def find_places(
    text: str,
    lower: str,
    gazetteer: Gazetteer | None = None,
    hint: str | None = None,
    spans: list[tuple[int, int]] | None = None,
) -> list[PlaceMention]:
    """All places of a whole report, in order and disjoint.

    ``lower`` is the text in lower case, of the same length. ``hint`` is an ISO 3166 country code the report is known
    to be about, ``None`` where nothing is known. ``spans`` is given, in order, where a name reads as a place whatever
    countries the report speaks of.
    """
    gazetteer = gazetteer or Gazetteer.default()
    scanner = _scanner(gazetteer)
    runs: list[Run] = []
    tokens: list[re.Match[str]] = []
    if is_flat(text, lower):
        hits, tokens = scanner.flat_hits(lower)
        tokens = tokens if text != lower[:1].upper() + lower[1:] else []  # one capital: maybe only a plain sentence
    else:
        hits, runs = scanner.hits(text, lower)
    chosen, report = choose(hits, lower, gazetteer, scanner.words, hint, [] if spans is None else spans)
    chosen = seated(text, lower, chosen, gazetteer)
    unknown, chosen = unknown_places(text, lower, runs, tokens, chosen, report, scanner.words)
    found = list(shape(text, lower, chosen, gazetteer, scanner.words))
    places = places_of_unknown(text, unknown, chosen, report, scanner.words)
    found += ((name.start, name.end, place, "generic") for name, place in zip(reversed(unknown), places, strict=True))
    return _disjoint(found) if unknown else [PlaceMention(*mention) for mention in found]


def place_named(words: str, gazetteer: Gazetteer | None = None, hint: str | None = None) -> Place | None:
    """The place a person names in a question or a table: all the words are a place, whatever their case.

    ``None`` where no place of the gazetteer goes by them. ``hint`` is a country it is likely in.
    """
    gazetteer = gazetteer or Gazetteer.default()
    words = " ".join(words.split())
    text = words if words != words.lower() else words.title()
    found = find_places(f"in {text}", f"in {text}".lower(), gazetteer, hint) if len(text.lower()) == len(text) else []
    for mention in found:
        if mention.kind in ("name", "part") and mention.place.text == text:
            return replace(mention.place, text=words)
    candidates = gazetteer.find(key(words)) or gazetteer.find_like(key(words))
    likely = [found.entry for found in candidates if found.entry.country == hint] or [c.entry for c in candidates]
    return place_of(likely[0], words) if likely else None


def _disjoint(found: list[tuple[int, int, Place, str]]) -> list[PlaceMention]:
    """The mentions in order; of two that overlap the first stays."""
    mentions: list[PlaceMention] = []
    for mention in sorted(found, key=lambda mention: (mention[0], -mention[1])):
        if not mentions or mention[0] >= mentions[-1].end:
            mentions.append(PlaceMention(*mention))
    return mentions


@cache
def _scanner(gazetteer: Gazetteer) -> Scanner:
    return Scanner(gazetteer, words())
