"""Which claims a question is reckoned from, out of all there are.

Only what is asserted and counted, of one measure and one unit: flows are not added to stocks, nor attacks to
people, nor households to people unless the question states how many people a household is (households alone are
counted where they are what is asked for). A stock is asked for at
a date (the end of the question's window, or the latest there is), and each speaker's latest stock of a scope by
then stands. Where nobody counts a stock in the question's window, the figures of the days nearest to it are taken,
and the answer says of when they are.

Of a small record every such claim is taken, and :mod:`tollbook.reckon.reach` says which of them bear on the scope. Of
a large one (:data:`tollbook.reckon.shelves.LARGE`) only what can be fetched without reading all of it: the claims that
touch the scope (of each running total the nearest terms), the nearest totals that would touch it on other days, every
claim of the incidents these tell of, and the claims linked with them. Nothing else of the record is ever looked at, so
an answer is the same whether the rest was loaded or not.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from math import ceil, floor
from typing import Literal

from tollbook.model import Claim, Population
from tollbook.reckon.question import Question
from tollbook.reckon.scope import countable, days, stock_day, stock_days, toucher
from tollbook.reckon.shelves import LARGE, Kind, Listed, Shelf, apart, hearer, series, when
from tollbook.vocabulary import HARMS

#: What harm to objects is counted in, the first that any claim uses.
OBJECT_UNITS = ("attacks", "facilities", "buildings", "places", "vehicles", "people", "households", "days")

#: How many totals outside the scope are taken of a large record, and how many of one series on either side.
TOTALS, NEIGHBOURS = 300, 2

#: A group that is counted in a unit of its own.
HOUSEHOLDS = "households"

#: Stocks counted within so many days of each other are of one time.
SAME_TIME = dt.timedelta(6)


@dataclass(frozen=True, slots=True)
class Selection:
    """``measure`` is what was counted. ``counted`` are the claims the bounds are made of; ``touching`` all that say
    something about the scope; ``set_aside`` those that count something else there: another measure, or another
    unit. ``question`` is what is answered: the one given, or, ``moved``, the same of the nearest days on which a stock
    was counted."""

    question: Question
    moved: bool
    measure: Literal["flow", "stock"]
    counted: tuple[Claim, ...]
    touching: tuple[Claim, ...]
    set_aside: tuple[Claim, ...]


def select(question: Question, claims: Iterable[Claim] | Shelf) -> Selection:
    """The claims that bear on a question."""
    shelf = claims if isinstance(claims, Shelf) else Listed(claims)
    nearest = _nearest_days(question, shelf)
    if nearest is not None:
        return _chosen(replace(question, start=nearest[0], end=nearest[1]), shelf, moved=True)
    return _chosen(question, shelf, moved=False)


def alike(one: Selection, other: Selection) -> bool:
    """Whether the numbers of two selections of one scope, as known on different days, must be the same: the same claims
    are counted in both, of the same days."""
    days = one.question.start, one.question.end, one.moved
    return (
        days == (other.question.start, other.question.end, other.moved)
        and (one.measure, bool(one.touching)) == (other.measure, bool(other.touching))
        and one.counted == other.counted
    )


class Part:
    """The claims of a shelf for questions that all lie in one of them and have its window: cells of a table's row. They
    are asked for of what touches the row, with of its running totals only the terms that each of them would take."""

    def __init__(self, question: Question, shelf: Shelf) -> None:
        self._shelf, self._window = shelf, (question.start, question.end)
        self.beside, self.capping, self.large = shelf.beside, shelf.capping, shelf.large
        self.numbers, self.latest = shelf.numbers, shelf.latest
        self.labelled, self.named, self.linked = shelf.labelled, shelf.named, shelf.linked
        close = list(shelf.touching(question))
        near = [_as_asked(c, question) for c in close if countable(c)]
        kind = Kind(question.measure or _measure(question, near), _units(question, _unit(question, near)))
        flows = [c for c in close if kind.measure == "flow" and kind.holds(c)]
        names = {c.id for c in flows} if shelf.large(question, kind) else set[str]()
        kept = {c.id for c in _thinned(question, flows)} if names else set[str]()
        self._near = [c for c in close if c.id not in names or c.id in kept]

    def touching(self, question: Question) -> Sequence[Claim]:
        """See :class:`tollbook.reckon.shelves.Shelf`. A stock may be asked for of other days, the nearest counted."""
        if (question.start, question.end) != self._window:
            return self._shelf.touching(question)
        touches, hears = toucher(question), hearer(question)
        return [c for c in self._near if touches(c) and hears(c)]


def _nearest_days(question: Question, shelf: Shelf) -> tuple[dt.date, dt.date] | None:
    """The days nearest to the question's window on which its stock is counted, the earlier of two that are equally
    near; ``None`` where it is counted within the window, never, or is no stock."""
    stock = question.measure == "stock" or (question.measure is None and HARMS[question.harm].measure == "stock")
    if not stock or (question.start is None and question.end is None):
        return None
    if any(_dated_stock(c) for c in shelf.touching(question)):
        return None
    kind = Kind("stock", None)
    counts = [c for c in shelf.beside(question, kind, 1, totals=False) if _dated_stock(c)]
    if not counts:
        return None
    least = min(max(apart(question, *when(c))) for c in counts)
    nearest = [stock_days(c) for c in counts if max(apart(question, *when(c))) == least]
    before = [last for _, last in nearest if question.start is not None and last < question.start]
    if before:
        last = max(before)
        return last - min(SAME_TIME, last - dt.date.min), last
    first = min(first for first, _ in nearest)
    return first, first + min(SAME_TIME, dt.date.max - first)


def _dated_stock(claim: Claim) -> bool:
    return claim.measure == "stock" and countable(claim) and stock_day(claim) is not None


def _chosen(question: Question, shelf: Shelf, moved: bool) -> Selection:
    close = shelf.touching(question)
    near = [_as_asked(c, question) for c in close if countable(c)]
    measure, unit = question.measure or _measure(question, near), _unit(question, near)
    kind = Kind(measure, _units(question, unit))
    latest = shelf.latest(question, kind) if measure == "stock" else None
    if latest is not None:
        counted = shelf.named(question, latest) if len(latest) <= LARGE else None
    else:
        counted = None if shelf.large(question, kind) else shelf.numbers(question, kind)

    def same(claim: Claim) -> bool:
        return claim.id in latest if latest is not None else kind.holds(claim)

    if counted is None:
        counted = _nearby(question, shelf, kind, [c for c in close if same(c)], same)
    ids = {c.id for c in close if same(c)}
    aside = [c for c in near if c.id not in ids]
    told = [c for c in close if c.modality in ("asserted", "denied", "possible")]
    said = (_as_asked(c, question) for c in counted)
    return Selection(question, moved, measure, _ordered(said), _ordered(told), _ordered(aside))


def _ordered(claims: Iterable[Claim]) -> tuple[Claim, ...]:
    return tuple(sorted(claims, key=lambda c: c.id))


def _units(question: Question, unit: str) -> frozenset[str]:
    """The units that are counted as one: households as people where their size is stated."""
    if question.household is None or unit not in ("people", "households"):
        return frozenset({unit})
    return frozenset({"people", "households"} if unit == "people" else ())


def _as_asked(claim: Claim, question: Question) -> Claim:
    """Households as people, where their size is stated and people are asked for; where households are, a number of
    them is of households whoever a table says they are."""
    q, household = claim.quantity, question.household
    if q.unit != "households":
        return claim
    if question.population == HOUSEHOLDS:
        return claim if claim.population.group == HOUSEHOLDS else replace(claim, population=Population(HOUSEHOLDS))
    if household is None:
        return claim
    low, high, best = (None if n is None else n * household for n in (q.low, q.high, q.best))
    people = replace(
        q,
        low=None if low is None else ceil(low),
        high=None if high is None else floor(high),
        best=None if best is None else round(best),
        unit="people",
    )
    return replace(claim, quantity=people)


def _measure(question: Question, near: Sequence[Claim]) -> Literal["flow", "stock"]:
    """The harm's usual measure, unless every claim is of the other."""
    usual: Literal["flow", "stock"] = "stock" if HARMS[question.harm].measure == "stock" else "flow"
    other: Literal["flow", "stock"] = "flow" if usual == "stock" else "stock"
    return usual if not near or any(c.measure == usual for c in near) else other


def _unit(question: Question, near: Sequence[Claim]) -> str:
    if HARMS[question.harm].of == "people":
        return HOUSEHOLDS if question.population == HOUSEHOLDS else "people"
    used = {c.quantity.unit for c in near}
    return next((unit for unit in OBJECT_UNITS if unit in used), "attacks")


def _nearby(
    question: Question, shelf: Shelf, kind: Kind, close: Sequence[Claim], same: Callable[[Claim], bool]
) -> list[Claim]:
    """Of a large record, the claims that can move the bounds most."""
    near = _thinned(question, close)
    totals: list[Claim] = []
    if kind.measure == "flow":
        beside = shelf.beside(question, kind, TOTALS, totals=True)
        totals = sorted(beside, key=lambda c: (max(apart(question, *when(c))), c.id))[:TOTALS]
    kept = {c.id: c for c in (*near, *totals)}
    labels = {(c.incident, c.harm) for c in near if c.incident is not None}
    links = {link for c in near for link in (c.part_of, c.repeats) if link is not None}
    more = [*shelf.labelled(question, labels), *shelf.named(question, links), *shelf.linked(question, kept)]
    return list({**kept, **{c.id: c for c in more if same(c)}}.values())


def _thinned(question: Question, claims: Sequence[Claim]) -> Sequence[Claim]:
    """Claims with, of each running total, only the terms nearest to the question's window, each with its corrections.

    A series counts from one day on; of its terms that hold the whole window the first ones bound it closest.
    """
    if question.end is None:
        return claims
    running: dict[Hashable, list[Claim]] = {}
    out = []
    for c in claims:
        end = days(c.window, c.published)[1]
        if c.extent == "total" and c.incident is None and end > question.end:
            running.setdefault((series(c), c.window.start), []).append(c)
        else:
            out.append(c)
    for terms in running.values():
        nearest = sorted({days(c.window, c.published)[1] for c in terms})[:NEIGHBOURS]
        out += [c for c in terms if days(c.window, c.published)[1] in nearest]
    return out
