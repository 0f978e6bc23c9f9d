"""The words about places of a language, compiled from ``lang/<language>/places.toml`` once a process."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from tollbook.lang import load
from tollbook.resolve.gazetteer_fold import key


@dataclass(frozen=True, slots=True)
class Words:
    """Word lists as sets and maps of lower-case words (or keys), and the expressions made of them."""

    signals: dict[str, tuple[str, str]]  # key -> role ("people", "body", "other"), country code
    openings: dict[str, int]  # first word of a signal -> most words
    parts: dict[str, str]  # "eastern" -> "east"
    divisions: dict[str, str]  # "neighbourhoods" -> "city"
    types: dict[str, str]  # "governorate" -> "province"
    glance: frozenset[str]  # words one of which stands right before a common word that is a place
    type_openings: frozenset[str]  # first words of types
    locative: frozenset[str]
    locative_verbs: frozenset[str]  # before a place: "shelled", "entered"
    locative_nouns: frozenset[str]  # before "of" and a place
    saying: frozenset[str]
    titles: frozenset[str]
    given: frozenset[str]
    people: frozenset[str]  # keys of places that are as often persons' names
    stop: frozenset[str]  # keys of places that are common words
    never: frozenset[str]
    acronyms: frozenset[str]
    agencies: frozenset[str]  # keys that are something else in capitals
    quarters: frozenset[str]
    bodies_before: frozenset[str]  # "islamic state in" before a name
    links: frozenset[str]  # last words of those
    adjectival: frozenset[str]  # "backed" after a name and a hyphen
    seated: frozenset[str]  # "based" before "in" and a place
    seats_of: frozenset[str]  # "monitor": what has a seat, and is harmed elsewhere
    joints: frozenset[str]  # what stands between the places of a list
    inside: frozenset[str]  # what stands between a place and the one it lies in
    of: frozenset[str]
    breaks: frozenset[str]  # words in lower case inside a run that end a name
    articles: frozenset[str]
    sites: frozenset[str]  # after a name: "the Adré road"
    definite: frozenset[str]  # articles cities do not take
    not_locative: frozenset[str]  # "according to"
    adjective_endings: tuple[str, ...]
    prefixes: frozenset[str]  # words of a run that leave the rest a place: "Greater"
    beside: frozenset[str]  # all words that may follow a place as its type or part
    leads: frozenset[str]  # before an unknown name and its type
    naming: frozenset[str]  # prepositions that only places take
    naming_with_more: frozenset[str]  # words before a name that is a place's if one of the next follows it
    naming_more: tuple[str, ...]
    raids: frozenset[str]  # deeds before "on" or "of" and the name of a place
    naming_site: str  # preposition between a site and where it is
    bridge: frozenset[str]  # words between an unknown place and the known one it lies in
    weak_types: frozenset[str]  # types that follow other names too
    common: frozenset[str]  # words capitalised for other reasons
    particles: frozenset[str]  # small words inside names
    bound: frozenset[str]  # of these, articles bound to the word behind them
    common_endings: tuple[str, ...]
    before: re.Pattern[str]  # a part before a place, up to the place's first letter
    after: re.Pattern[str]  # a type or a part after a place


@cache
def words(language: str = "en") -> Words:
    """The words of one language."""
    data = load(language, "places")
    cues, names = data["cues"], data["names"]
    parts, divisions, types = _inverse(data["parts"]), _inverse(data["divisions"]), _inverse(data["types"])
    beside = {"part": _any(parts), "division": _any(divisions), "kind": _any(types)}
    signals = _signals(data)
    openings: dict[str, int] = {}
    for signal in signals:
        first, *rest = signal.split()
        openings[first] = max(openings.get(first, 0), len(rest) + 1)
    return Words(
        signals=signals,
        openings=openings,
        parts=parts,
        divisions=divisions,
        types=types,
        glance=frozenset(cues["locative"]) | frozenset(cues["of"]) | frozenset(cues["articles"]) | frozenset(types),
        type_openings=frozenset(word.split()[0] for word in types),
        locative=frozenset(cues["locative"]),
        locative_verbs=frozenset(cues["locative_verbs"]),
        locative_nouns=frozenset(cues["locative_nouns"]),
        saying=frozenset(cues["saying"]),
        titles=frozenset(cues["titles"]),
        given=frozenset(names["given"].split()),
        people=frozenset(names["people"].split()) | frozenset(names["people_of_more_words"]),
        stop=frozenset(names["stop"].split()) | frozenset(names["stop_of_more_words"]),
        never=frozenset(names["never"].split()),
        acronyms=frozenset(names["acronyms"]),
        agencies=frozenset(names["agencies"]),
        bodies_before=frozenset(names["bodies_before"]),
        links=frozenset(phrase.split()[-1] for phrase in names["bodies_before"]),
        adjectival=frozenset(names["adjectival"]),
        seated=frozenset(names["seated"]),
        seats_of=frozenset(names["seats_of"]),
        quarters=frozenset(names["quarters"]),
        joints=frozenset(cues["joints"]),
        inside=frozenset(cues["inside"]),
        of=frozenset(cues["of"]),
        breaks=frozenset(cues["breaks"]),
        articles=frozenset(cues["articles"]),
        sites=frozenset(cues["sites"]),
        definite=frozenset(cues["definite"]),
        not_locative=frozenset(cues["not_locative"]),
        adjective_endings=tuple(cues["adjective_endings"]),
        prefixes=frozenset(cues["prefixes"]),
        beside=frozenset(types) | frozenset(divisions) | frozenset(parts),
        leads=frozenset(cues["leads"]),
        naming=frozenset(cues["naming"]),
        naming_with_more=frozenset(cues["naming_with_more"]),
        naming_more=tuple(cues["naming_more"]),
        raids=frozenset(cues["raids"]),
        naming_site=cues["naming_site"],
        bridge=frozenset(cues["inside"]) | frozenset(cues["of"]) | frozenset(types) | frozenset(parts) | {""},
        weak_types=frozenset(cues["weak_types"]),
        common=frozenset(names["common"].split()),
        particles=frozenset(cues["particles"]),
        bound=frozenset(cues["bound"]),
        common_endings=tuple(cues["common_endings"]),
        before=re.compile(data["patterns"]["before"].format(**beside), re.VERBOSE),
        after=re.compile(data["patterns"]["after"].format(**beside), re.VERBOSE),
    )


def _signals(data: dict[str, Any]) -> dict[str, tuple[str, str]]:
    signals = {key(word): ("other", "") for word in data["names"]["other"]}
    for role, table in (("body", data["bodies"]), ("people", data["demonyms"])):
        for code, all_words in table.items():
            signals |= {key(word): (role, code) for word in all_words}
    return signals


def _any(all_words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(all_words, key=len, reverse=True))


def _inverse(table: dict[str, list[str]]) -> dict[str, str]:
    return {word: name for name, all_words in table.items() for word in all_words}
