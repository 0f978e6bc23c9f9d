"""Where: the places that claims of a scope name, each with the answer for it alone.

A place's figure is of everyone harmed in it by what is told, wherever in it that was: a town's is in its province's,
and no two are ever added. A claim about a province or a country says nothing of any village in it, so its place keeps
its precision, and whoever draws it must not make a dot of it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from tollbook.model import Claim, Place
from tollbook.reckon import Numbers, Question, numbers
from tollbook.reckon.gathered import Gathered
from tollbook.reckon.scope import countable, place_path
from tollbook.reckon.selection import Part
from tollbook.record.store import Store

#: Is told how many figures of how many are reckoned.
Progress = Callable[[int, int], None]

#: A map has at most so many places, those that most claims name; how many were left out is said.
MOST = 200


@dataclass(frozen=True, slots=True)
class PlaceFigure:
    """A place and its figure; ``claims`` is how many claims with a number name it or a place in it."""

    place: Place
    answer: Numbers
    claims: int


@dataclass(frozen=True, slots=True)
class Placed:
    """The figure of a scope, and of each place in it that claims name, the larger first; ``left_out`` places that
    fewer claims name are not among them."""

    total: Numbers
    places: tuple[PlaceFigure, ...]
    left_out: int


def by_place(store: Store, question: Question, most: int = MOST, tell: Progress = lambda done, total: None) -> Placed:
    """The places of a question with their figures."""
    with store.told():
        gathered = Gathered(question, store.shelf(question.harm, question.known_on))
        found, left_out = places_of(gathered, most, tell)
        return Placed(numbers(question, gathered, named=False), found, left_out)


def places_of(
    gathered: Gathered, most: int, tell: Progress = lambda done, total: None
) -> tuple[tuple[PlaceFigure, ...], int]:
    """The places of the question that claims were gathered for, with their figures, and how many were left out."""
    question, near = gathered.question, gathered.claims
    named, counts = named_places(near, question.place), _counts(near)
    kept = sorted(named.values(), key=lambda p: (-counts[p.path[0]], p.path))[:most]
    part, found = Part(question, gathered), []
    for at, place in enumerate(kept):
        tell(at, len(kept))
        figure = numbers(replace(question, place=place), part, named=False)
        found.append(PlaceFigure(place, figure, counts[place.path[0]]))
    told = [one for one in found if one.answer.known and one.answer.as_of is None]
    return tuple(sorted(told, key=_order)), len(named) - len(kept)


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
