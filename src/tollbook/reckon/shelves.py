"""Claims as a question asks for them: by what they touch, by number, by link.

A record of a hundred thousand claims is not read from end to end for one town's week. What a question is reckoned from
(:mod:`tollbook.reckon.selection`) is chosen through a few plain requests, and whoever can answer these can be asked:
:class:`Listed` for claims in memory, and a record's database by its index. Both must give the same claims, so that one
question has one answer wherever the claims lie; what a request means is written here once.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Sequence
from dataclasses import replace
from heapq import nsmallest
from operator import itemgetter
from typing import NamedTuple, Protocol, runtime_checkable

from tollbook.model import Claim
from tollbook.reckon.question import Question
from tollbook.reckon.scope import (
    actor,
    countable,
    days,
    group,
    lineage,
    place_path,
    related_harms,
    shares,
    source_named,
    stock_day,
    stock_days,
    toucher,
)

#: Above so many claims of one kind a record is large: of it are taken the claims that touch the scope, those linked to
#: them, and the nearest totals. What others say of the scope they say only through a total that reaches both ways;
#: leaving them out never makes a bound wrong, only wider.
LARGE = 3000

#: At most so many days are a short time, and in at most so many further months does one end that begins in a month.
SHORT, MONTHS = 62, 3


class Kind(NamedTuple):
    """What is counted together: one measure, in some units (``None``: in any)."""

    measure: str
    units: frozenset[str] | None

    def holds(self, claim: Claim) -> bool:
        """Whether a claim is counted so."""
        units = self.units
        return claim.measure == self.measure and (units is None or claim.quantity.unit in units) and countable(claim)


@runtime_checkable
class Shelf(Protocol):
    """Claims that can be asked for. Every request gives only claims of harms that bear on the question's, published by
    the day it is asked as of, and of the source it asks for."""

    def touching(self, question: Question) -> Sequence[Claim]:
        """The claims that can say anything about the scope (:func:`tollbook.reckon.scope.touches`)."""
        ...

    def beside(self, question: Question, kind: Kind, most: int, *, totals: bool) -> Sequence[Claim]:
        """Of the claims of a kind that would touch the scope on other days, the nearest: so many before it and so many
        after it, of equally near ones those of the lesser identity. ``totals``: only totals with a greatest number."""
        ...

    def capping(self, question: Question) -> Sequence[Claim]:
        """The totals with a greatest number that would touch the scope on some day."""
        ...

    def large(self, question: Question, kind: Kind) -> bool:
        """Whether there are more than :data:`LARGE` claims of a flow."""
        ...

    def numbers(self, question: Question, kind: Kind) -> Sequence[Claim]:
        """All claims of a kind."""
        ...

    def latest(self, question: Question, kind: Kind) -> frozenset[str]:
        """The identities of each source's latest stocks of each scope within the question's window, wherever."""
        ...

    def labelled(self, question: Question, labels: Collection[tuple[str, str]]) -> Sequence[Claim]:
        """The claims of incidents, each named by its label and a harm."""
        ...

    def named(self, question: Question, names: Collection[str]) -> Sequence[Claim]:
        """The claims of these identities."""
        ...

    def linked(self, question: Question, names: Collection[str]) -> Sequence[Claim]:
        """The claims that are part of one of these, or repeat one."""
        ...


class Listed:
    """Claims in memory."""

    def __init__(self, claims: Iterable[Claim] = ()) -> None:
        self.claims = list(claims)
        self._heard: dict[tuple[frozenset[str], dt.date | None], Listed] = {}
        self._sources: dict[str, Listed] | None = None
        self._large: dict[Kind, bool] = {}
        self._bounding: list[Claim] | None = None
        self._short: dict[int, list[Claim]] | None = None
        self._long: list[Claim] = []
        self._places: dict[tuple[str, ...] | None, list[Claim]] | None = None
        self._near: dict[tuple[str, ...] | None, list[list[Claim]]] = {}
        self._by_name: dict[str, Claim] | None = None
        self._by_label: dict[str, list[Claim]] = defaultdict(list)
        self._by_link: dict[str, list[Claim]] = defaultdict(list)

    def touching(self, question: Question) -> list[Claim]:
        """See :class:`Shelf`."""
        touches = toucher(question)
        heard = self.heard(question)
        if question.start is not None and question.end is not None and (question.end - question.start).days <= SHORT:
            return [c for some in heard._around(question.start, question.end) for c in some if touches(c)]
        return [c for some in heard._sharing(question) for c in some if touches(c)]

    def beside(self, question: Question, kind: Kind, most: int, *, totals: bool) -> list[Claim]:
        """See :class:`Shelf`."""
        timeless = toucher(replace(question, start=None, end=None))
        sides: tuple[list[tuple[int, str, Claim]], ...] = ([], [])
        heard = self.heard(question)
        for some in [heard._capped()] if totals else heard._sharing(question):
            for c in some:
                if not kind.holds(c):
                    continue
                first, last = when(c)
                before, after = apart(question, first, last)
                if (before > 0 or after > 0) and timeless(c):
                    sides[after > 0].append((max(before, after), c.id, c))
        return [c for side in sides for _, _, c in nsmallest(most, side, key=itemgetter(0, 1))]

    def capping(self, question: Question) -> list[Claim]:
        """See :class:`Shelf`."""
        return list(filter(toucher(replace(question, start=None, end=None)), self.heard(question)._capped()))

    def large(self, question: Question, kind: Kind) -> bool:
        """See :class:`Shelf`."""
        heard = self.heard(question)
        if kind not in heard._large:
            heard._large[kind] = sum(map(kind.holds, heard.claims)) > LARGE
        return heard._large[kind]

    def numbers(self, question: Question, kind: Kind) -> list[Claim]:
        """See :class:`Shelf`."""
        return [c for c in self.heard(question).claims if kind.holds(c)]

    def latest(self, question: Question, kind: Kind) -> frozenset[str]:
        """See :class:`Shelf`."""
        stocks = ((c.id, series(c), c.window.start, stock_day(c), c.published) for c in self.numbers(question, kind))
        return latest_of(question, stocks)

    def labelled(self, question: Question, labels: Collection[tuple[str, str]]) -> list[Claim]:
        """See :class:`Shelf`."""
        heard = self.heard(question)._linked()
        return [c for label, harm in labels for c in heard._by_label.get(label, ()) if c.harm == harm]

    def named(self, question: Question, names: Collection[str]) -> list[Claim]:
        """See :class:`Shelf`."""
        by_name = self.heard(question)._linked()._by_name
        assert by_name is not None
        return [by_name[name] for name in names if name in by_name]

    def linked(self, question: Question, names: Collection[str]) -> list[Claim]:
        """See :class:`Shelf`."""
        heard = self.heard(question)._linked()
        return [c for name in names for c in heard._by_link.get(name, ())]

    def heard(self, question: Question) -> Listed:
        """The claims a question hears at all, as a shelf of their own that is kept for the next."""
        base = self._heard_by(question.harm, question.known_on)
        if question.according_to is None:
            return base
        if base._sources is None:
            base._sources = {}
            for c in base.claims:
                base._sources.setdefault(lineage(c), Listed()).claims.append(c)
        return base._sources.get(source_named(question.according_to)) or Listed()

    def _heard_by(self, harm: str, known_on: dt.date | None) -> Listed:
        key = related_harms(harm), known_on
        if key not in self._heard:
            hears = hearer(Question(harm, known_on=known_on))
            some = [c for c in self.claims if hears(c)]
            self._heard[key] = self if len(some) == len(self.claims) else Listed(some)
        return self._heard[key]

    def _sharing(self, question: Question) -> list[list[Claim]]:
        """The claims by place, of the places that may share ground with the question's."""
        if self._places is None:
            self._places = defaultdict(list)
            for c in self.claims:
                self._places[place_path(c.place)].append(c)
        here = place_path(question.place)
        if here not in self._near:
            self._near[here] = [some for there, some in self._places.items() if shares(here, there)]
        return self._near[here]

    def _around(self, start: dt.date, end: dt.date) -> Iterator[list[Claim]]:
        """The claims of a short time, by the month they begin in, of the months from which they may reach some days;
        and all of a long time."""
        if self._short is None:
            self._short = defaultdict(list)
            for c in self.claims:
                first, last = when(c)
                brief = (last - first).days <= SHORT
                (self._short[_month(first)] if brief else self._long).append(c)
        yield self._long
        for month in range(_month(start) - MONTHS, _month(end) + 1):
            yield self._short.get(month, [])

    def _capped(self) -> list[Claim]:
        """The totals with a greatest number."""
        if self._bounding is None:
            self._bounding = [c for c in self.claims if c.extent == "total" and c.quantity.high is not None]
        return self._bounding

    def _linked(self) -> Listed:
        """Itself, once what is linked to what has been looked up."""
        if self._by_name is None:
            self._by_name = {c.id: c for c in self.claims}
            for c in self.claims:
                if c.incident is not None:
                    self._by_label[c.incident].append(c)
                for name in {c.part_of, c.repeats} - {None}:
                    self._by_link[name or ""].append(c)
        return self


def _month(day: dt.date) -> int:
    """The number of a month."""
    return 12 * day.year + day.month


def hearer(question: Question) -> Callable[[Claim], bool]:
    """Whether a claim bears on the harm asked for, was known by the day asked as of, and is of the source asked for."""
    harms = related_harms(question.harm)
    known_on, whose = question.known_on, None
    if question.according_to is not None:
        whose = source_named(question.according_to)

    def hears(claim: Claim) -> bool:
        if claim.harm not in harms:
            return False
        if known_on is not None and (claim.published is None or claim.published > known_on):
            return False
        return whose is None or lineage(claim) == whose

    return hears


def when(claim: Claim) -> tuple[dt.date, dt.date]:
    """The days a claim touches."""
    return stock_days(claim) if claim.measure == "stock" else days(claim.window, claim.published)


def apart(question: Question, first: dt.date, last: dt.date) -> tuple[int, int]:
    """How many days before the question's window some days end, and how many after it they begin: none where they
    meet it."""
    before = (question.start - last).days if question.start else 0
    after = (first - question.end).days if question.end else 0
    return max(before, 0), max(after, 0)


def series(claim: Claim) -> Hashable:
    """What a later figure of the same source must be about to be the same figure, later."""
    place = place_path(claim.place)
    key = place[0] if place else None
    return lineage(claim), claim.harm, group(claim.population.group), key, actor(claim), claim.incident


#: A stock as its series sees it: identity, series, start of its window, its day, its publication.
Stock = tuple[str, Hashable, dt.date | None, dt.date | None, dt.date | None]


def latest_of(question: Question, stocks: Iterable[Stock]) -> frozenset[str]:
    """The identities of the latest stock of each series that lies within the question's window."""
    latest: dict[Hashable, tuple[dt.date, dt.date]] = {}
    fresh = []
    for name, key, start, day, published in stocks:
        first = start or day
        if day is not None and question.start is not None and day < question.start:
            continue
        if first is not None and question.end is not None and first > question.end:
            continue
        age = (day or dt.date.min, published or dt.date.min)
        fresh.append((name, key, age))
        latest[key] = max(age, latest.get(key, age))
    return frozenset(name for name, key, age in fresh if age == latest[key])


__all__ = ["LARGE", "Kind", "Listed", "Shelf", "apart", "hearer", "latest_of", "series", "when"]
