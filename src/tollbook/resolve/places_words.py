"""The English (or any language's) words about places, compiled from ``lang/<language>/places.toml`` once a process."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from tollbook.lang import load
from tollbook.resolve.gazetteer_fold import key


@dataclass(frozen=True, slots=True)
class Words:
    """Word lists as sets and maps of lower-case words, and the expressions made of them."""

    demonyms: dict[str, str]  # exact key -> country code
    demonym_firsts: frozenset[str]
    parts: dict[str, str]  # "eastern" -> "east"
    divisions: dict[str, str]  # "neighbourhoods" -> "city"
    types: dict[str, str]  # "governorate" -> "province"
    locative: frozenset[str]
    weak: frozenset[str]
    saying: frozenset[str]
    titles: frozenset[str]
    stop: frozenset[str]  # keys of small places that are common words
    people: frozenset[str]  # keys of places that are as often persons' names
    before: re.Pattern[str]  # a part before a place, up to the place's first letter
    after: re.Pattern[str]  # a type or part after a place


@cache
def words(language: str = "en") -> Words:
    """The words of one language."""
    data = load(language, "places")
    parts = {word: part for part, all_words in data["parts"].items() for word in all_words}
    divisions = {word: kind for kind, all_words in data["divisions"].items() for word in all_words}
    types = {word: kind for kind, all_words in data["types"].items() for word in all_words}
    cues = data["cues"]
    demonyms = {key(word): code for code, all_words in data["demonyms"].items() for word in all_words}
    part, division, kind = _any(parts), _any(divisions), _any(types)
    return Words(
        demonyms=demonyms,
        demonym_firsts=frozenset(word.split()[0] for word in demonyms),
        parts=parts,
        divisions=divisions,
        types=types,
        locative=frozenset(cues["locative"]),
        weak=frozenset(cues["weak"]),
        saying=frozenset(cues["saying"]),
        titles=frozenset(cues["titles"]),
        stop=frozenset(map(key, data["names"]["stop"])),
        people=frozenset(map(key, data["names"]["people"])),
        before=re.compile(
            rf"\b(?P<part>{part})[\s-]+(?:(?P<division>{division})\s+(?:of|in)\s+(?:the\s+)?(?:(?P<inner>{part})[\s-]+)?)?"
            rf"(?:(?:{kind})\s+of\s+)?$"
        ),
        after=re.compile(
            rf"(?:['’]s?\s+(?P<part>{part})\s+(?:[a-z-]+\s+)?(?P<division>{division}|{kind})\b"
            rf"|\s+(?P<kind>{kind})\b)"
        ),
    )


def _any(all_words: dict[str, str]) -> str:
    return "|".join(sorted(map(re.escape, all_words), key=len, reverse=True))
