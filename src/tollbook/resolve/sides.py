"""The sides of a place that the text has named: "in the west of the city", "the eastern districts".

A report names the city once and its sides often. A side without a name of its own is a part of the city that was named
last before it; where none was, nothing is made.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from tollbook.lang import load
from tollbook.model import Place
from tollbook.resolve.places import PlaceMention

_CITIES = frozenset(("city", "part_of_city", "neighbourhood", "point"))


@cache
def _pattern(language: str = "en") -> tuple[re.Pattern[str], dict[str, str]]:
    sides = {word: side for side, words in load(language, "places")["parts"].items() for word in words}
    data = load(language, "sides")
    names = "|".join(sorted(map(re.escape, sides), key=len, reverse=True))
    held = "|".join(data["held_by"])
    parts = "|".join(data["part_words"])
    wholes = "|".join(data["whole_words"])
    pattern = re.compile(
        rf"\b(?P<span>the\s+(?:(?:[a-z]+-)?(?:{held})\s+)?(?P<side>{names})"
        rf"(?:\s+(?:{parts}))?(?:\s+of\s+the\s+(?:{wholes}))?)\b(?!\s*-|\s+(?:of|[a-z]+))?"
    )
    return pattern, sides


def find_sides(text: str, lower: str, places: Sequence[PlaceMention]) -> list[PlaceMention]:
    """The places with the unnamed sides of named cities among them, in order; those given are kept as they are."""
    pattern, sides = _pattern()
    taken = list(places)
    added: list[PlaceMention] = []
    cities = _Cities()
    at = 0  # the first place that a side does not follow
    for match in pattern.finditer(lower):
        start, end = match.span("span")
        while at < len(taken) and taken[at].start < start:
            cities.add(taken[at])
            at += 1
        among = (at and taken[at - 1].end > start) or (at < len(taken) and taken[at].start < end)
        if among or not _stands_alone(lower, start, end):
            continue
        whole = cities.most_named()
        if whole is not None:
            side = sides[match.group("side")]
            path = (f"part:{side}:{whole.path[0]}", *whole.path)
            place = replace(whole, text=text[start:end], precision="part_of_city", path=path)
            added.append(PlaceMention(start, end, place, "part"))
    return sorted(taken + added, key=lambda mention: mention.start) if added else taken


def _stands_alone(lower: str, start: int, end: int) -> bool:
    """Whether the side is a place by itself and no adjective ("the west bank", "the northern alliance")."""
    words = lower[start:end].split()
    if len(words) > 3 or words[-1] in load("en", "sides")["whole_words"] or words[-1] in _part_words():
        return True
    before = lower[max(0, start - 8) : start].split()
    after = re.match(r"\s*([\w-]+|.)", lower[end : end + 20])
    following = after.group(1) if after else "."
    return (
        bool(before)
        and before[-1] in ("in", "from", "to", "across", "on")
        and (not following[0].isalpha() or following in load("en", "sides")["may_follow"])
    )


@cache
def _part_words() -> frozenset[str]:
    return frozenset(
        word.rstrip("?") for row in load("en", "sides")["part_words"] for word in row.replace("u?", "").split("|")
    )


class _Cities:
    """The cities that a text has named so far; a part stands for the city it is a part of."""

    def __init__(self) -> None:
        self.cities: dict[str, Place] = {}
        self.named: Counter[str] = Counter()

    def add(self, mention: PlaceMention) -> None:
        """Take in the next place of the text."""
        if mention.kind == "demonym" or mention.place.precision not in _CITIES:
            return
        path = tuple(step for step in mention.place.path if not step.startswith("part:"))
        if path:
            self.cities.pop(path[0], None)
            self.cities[path[0]] = replace(mention.place, path=path)
            self.named[path[0]] += 1

    def most_named(self) -> Place | None:
        """The city named most often, the last of them where some are named alike."""
        return max(reversed(self.cities.values()), key=lambda place: self.named[place.path[0]], default=None)
