"""Where: the places that claims of a scope name, each with the answer for it alone.

A place's figure is of everyone harmed in it by what is told, wherever in it that was: a town's is in its province's,
and no two are ever added. A claim about a province or a country says nothing of any village in it, so its place keeps
its precision, and whoever draws it must not make a dot of it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from tollbook.desk.asking import Asked, harm_named, question_of
from tollbook.desk.places import gazetteer_of
from tollbook.model import Claim, Place
from tollbook.reckon import Answer, answer
from tollbook.reckon.scope import countable, place_path
from tollbook.record.shelf import Recorded
from tollbook.record.store import Store

#: A map has at most so many places, those that most claims name; how many were left out is said.
MOST = 200


@dataclass(frozen=True, slots=True)
class PlaceFigure:
    """A place and its answer; ``claims`` is how many claims with a number name it or a place in it."""

    place: Place
    answer: Answer
    claims: int


@dataclass(frozen=True, slots=True)
class Placed:
    """The answer for a scope, and for each place in it that claims name, the larger first; ``left_out`` places that
    fewer claims name are not among them. ``shelf`` is what they were reckoned from."""

    total: Answer
    places: tuple[PlaceFigure, ...]
    left_out: int
    shelf: Recorded


def by_place(store: Store, asked: Asked, most: int = MOST) -> Placed:
    """The places of a scope with their figures. Raises :class:`tollbook.desk.errors.AskedWrongError` for a word not
    known."""
    with store.told():
        shelf = store.shelf(harm_named(asked.harm), asked.known_on)
        question = question_of(asked, shelf, gazetteer_of(store))
        near = shelf.touching(question)
        named = named_places(near, question.place)
        counts = _counts(near)
        kept = sorted(named.values(), key=lambda p: (-counts[p.path[0]], p.path))[:most]
        found = [PlaceFigure(p, answer(replace(question, place=p), shelf), counts[p.path[0]]) for p in kept]
        total = answer(question, shelf)
    told = [one for one in found if one.answer.documented.low or one.answer.documented.high is not None]
    told = [one for one in told if one.answer.as_of is None]
    return Placed(total, tuple(sorted(told, key=_order)), len(named) - len(kept), shelf)


def named_places(claims: Iterable[Claim], within: Place | None) -> dict[str, Place]:
    """The places that claims with a number are about, by identifier: those that lie in the one asked about, which is
    not among them itself."""
    here = place_path(within)
    spellings: dict[str, Counter[Place]] = defaultdict(Counter)
    for claim in claims:
        path = place_path(claim.place)
        if claim.place is None or path is None or not countable(claim):
            continue
        if here is None or here[0] in path[1:]:
            spellings[path[0]][replace(claim.place, path=path)] += 1
    return {key: min(some, key=lambda p: (-some[p], len(p.text), p.text)) for key, some in spellings.items()}


def _counts(claims: Iterable[Claim]) -> Counter[str]:
    """How many claims with a number name a place or one in it, by identifier."""
    return Counter(up for c in claims if countable(c) for up in place_path(c.place) or ())


def _order(one: PlaceFigure) -> tuple[int, int, int, tuple[str, ...]]:
    """The larger place first, then the higher figure."""
    bounds = one.answer.documented
    return len(one.place.path), -(bounds.low or 0), -(bounds.high or 0), one.place.path
