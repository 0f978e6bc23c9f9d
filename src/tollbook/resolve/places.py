"""Places in a report: where harm may have been done, found in the text and told apart by the report itself.

The problem is not to find names but to refuse them. A quarter of a million places carry the names of months, of
persons and of common words; Hama is in Syria and in Japan. So a name is a hit, hits vote for countries (a country named,
a people named, a large place), and only then is each hit resolved or dropped, by its own weight (population),
the report's countries, and the words beside it.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from tollbook.model import Place
from tollbook.resolve.gazetteer import Gazetteer, contains, place_of
from tollbook.resolve.places_choose import choose
from tollbook.resolve.places_scan import Scanner
from tollbook.resolve.places_shape import shape
from tollbook.resolve.places_words import words

__all__ = ["Gazetteer", "PlaceMention", "contains", "find_places", "place_of"]


class PlaceMention(NamedTuple):
    """A place where the text names it: ``text[start:end]`` is ``place.text``.

    ``kind`` is ``name`` (the gazetteer has it), ``part`` (east Aleppo), ``generic`` (a name the gazetteer lacks, in words
    that say it is a place) or ``demonym`` (Syrian: it tells the country of the report and is no place of harm).
    """

    start: int
    end: int
    place: Place
    kind: str


def find_places(
    text: str, lower: str, gazetteer: Gazetteer | None = None, hint: str | None = None
) -> list[PlaceMention]:
    """All places of a whole report, in order and disjoint.

    ``lower`` is the text in lower case, of the same length. ``hint`` is an ISO 3166 country code the report is known to be
    about, ``None`` where nothing is known.
    """
    gazetteer = gazetteer or Gazetteer.default()
    scanner = _scanner(gazetteer)
    chosen, _report = choose(scanner.hits(text, lower), lower, gazetteer, scanner.words, hint)
    return [PlaceMention(*found) for found in shape(text, lower, chosen, gazetteer, scanner.words)]


@cache
def _scanner(gazetteer: Gazetteer) -> Scanner:
    return Scanner(gazetteer, words())
