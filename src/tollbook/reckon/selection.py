"""Which claims a question is reckoned from, out of all there are.

Only what is asserted and counted, of one measure and one unit: flows are not added to stocks, nor attacks to
people, nor households to people unless the question states how many people a household is. A stock is asked for at
a date (the end of the question's window, or the latest there is), and each speaker's latest stock of a scope by
then stands. Where nobody counts a stock in the question's window, the figures of the days nearest to it are taken,
and the answer says of when they are.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from math import ceil, floor
from typing import Literal

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
    source_named,
    stock_day,
    stock_days,
    toucher,
)
from tollbook.vocabulary import HARMS

#: What harm to objects is counted in, the first that any claim uses.
OBJECT_UNITS = ("attacks", "facilities", "buildings", "places", "vehicles", "people", "households", "days")

#: Above so many claims a record is large: of it are taken the claims that touch the scope, those linked to them,
#: and the nearest totals. What others say of the scope they say only through a total that reaches both ways;
#: leaving them out never makes a bound wrong, only wider.
LARGE = 3000
#: How many totals outside the scope are taken of a large record, and how many of one series on either side.
TOTALS, NEIGHBOURS = 300, 2

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


def select(question: Question, claims: Iterable[Claim]) -> Selection:
    """The claims that bear on a question."""
    harms = related_harms(question.harm)
    family = [c for c in claims if c.harm in harms and _heard(question, c)]
    nearest = _nearest_days(question, family)
    if nearest is not None:
        return _chosen(replace(question, start=nearest[0], end=nearest[1]), family, moved=True)
    return _chosen(question, family, moved=False)


def _nearest_days(question: Question, family: Sequence[Claim]) -> tuple[dt.date, dt.date] | None:
    """The days nearest to the question's window on which its stock is counted, the earlier of two that are equally
    near; ``None`` where it is counted within the window, never, or is no stock."""
    stock = question.measure == "stock" or (question.measure is None and HARMS[question.harm].measure == "stock")
    if not stock or (question.start is None and question.end is None):
        return None
    timeless, touching = toucher(replace(question, start=None, end=None)), toucher(question)
    counts = [c for c in family if c.measure == "stock" and countable(c) and stock_day(c) is not None and timeless(c)]
    if not counts or any(touching(c) for c in counts):
        return None
    least = min(_distance(question, c) for c in counts)
    nearest = [stock_days(c) for c in counts if _distance(question, c) == least]
    before = [last for _, last in nearest if question.start is not None and last < question.start]
    if before:
        last = max(before)
        return last - min(SAME_TIME, last - dt.date.min), last
    first = min(first for first, _ in nearest)
    return first, first + min(SAME_TIME, dt.date.max - first)


def _chosen(question: Question, family: Sequence[Claim], moved: bool) -> Selection:
    touching = toucher(question)
    close = [c for c in family if touching(c)]
    numbers = [c for c in family if countable(c)]
    if question.household is not None:
        numbers = [_people(c, question.household) for c in numbers]
    near = [c for c in numbers if touching(c)] if len(numbers) <= LARGE else [c for c in close if countable(c)]
    measure, unit = question.measure or _measure(question, near), _unit(question, near)
    same = [c for c in numbers if c.measure == measure and c.quantity.unit == unit]
    if measure == "stock":
        same = _stocks(question, same)
    ids = {c.id for c in same}
    aside = [c for c in near if c.id not in ids]
    told = [c for c in close if c.modality in ("asserted", "denied", "possible")]
    counted = same if len(same) <= LARGE else _nearby(question, same)
    return Selection(question, moved, measure, _ordered(counted), _ordered(told), _ordered(aside))


def _ordered(claims: Iterable[Claim]) -> tuple[Claim, ...]:
    return tuple(sorted(claims, key=lambda c: c.id))


def _heard(question: Question, claim: Claim) -> bool:
    """Whether the claim was known by the day the question is asked as of, and is of the source it asks for."""
    if question.known_on is not None and (claim.published is None or claim.published > question.known_on):
        return False
    return question.according_to is None or lineage(claim) == source_named(question.according_to)


def _people(claim: Claim, household: float | None) -> Claim:
    """Households as people, where their size is stated."""
    q = claim.quantity
    if household is None or q.unit != "households":
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
        return "people"
    used = {c.quantity.unit for c in near}
    return next((unit for unit in OBJECT_UNITS if unit in used), "attacks")


def _stocks(question: Question, claims: Sequence[Claim]) -> list[Claim]:
    """Each source's latest stock of each scope within the question's window, with what is part of it."""
    latest: dict[Hashable, tuple[dt.date, dt.date]] = {}
    fresh = []
    for c in claims:
        day = stock_day(c)
        first = c.window.start or day
        if day is not None and question.start is not None and day < question.start:
            continue
        if first is not None and question.end is not None and first > question.end:
            continue
        fresh.append(c)
        key, age = _series(c), (day or dt.date.min, c.published or dt.date.min)
        latest[key] = max(age, latest.get(key, age))
    return [c for c in fresh if (stock_day(c) or dt.date.min, c.published or dt.date.min) == latest[_series(c)]]


def _series(claim: Claim) -> Hashable:
    place = place_path(claim.place)
    key = place[0] if place else None
    return lineage(claim), claim.harm, group(claim.population.group), key, actor(claim), claim.incident


def _nearby(question: Question, claims: list[Claim]) -> list[Claim]:
    """Of a large record, the claims that can move the bounds most."""
    touching = toucher(question)
    near = _thinned(question, [c for c in claims if touching(c)])
    kept = {c.id for c in near}
    timeless = toucher(replace(question, start=None, end=None))
    totals = [c for c in claims if c.extent == "total" and c.quantity.high is not None and c.id not in kept]
    totals = [c for c in totals if timeless(c) and not touching(c)]
    totals.sort(key=lambda c: (_distance(question, c), c.id))
    kept.update(c.id for c in totals[:TOTALS])
    labels = {(c.incident, c.harm) for c in near if c.incident is not None}
    links = {link for c in near for link in (c.part_of, c.repeats) if link is not None}
    return [
        c
        for c in claims
        if c.id in kept
        or c.id in links
        or (c.incident is not None and (c.incident, c.harm) in labels)
        or ((c.part_of is not None or c.repeats is not None) and (c.part_of in kept or c.repeats in kept))
    ]


def _distance(question: Question, claim: Claim) -> int:
    """Days between a claim's window and the question's."""
    start, end = days(claim.window, claim.published)
    if claim.measure == "stock":
        start, end = stock_days(claim)
    after = (start - question.end).days if question.end else 0
    before = (question.start - end).days if question.start else 0
    return max(after, before, 0)


def _thinned(question: Question, claims: list[Claim]) -> list[Claim]:
    """Claims with, of each running total, only the terms nearest to the question's window.

    A series counts from one day on; of its terms that hold the whole window the first ones bound it closest.
    """
    if question.end is None:
        return claims
    series: dict[Hashable, list[Claim]] = {}
    out = []
    for c in claims:
        end = days(c.window, c.published)[1]
        if c.extent == "total" and c.incident is None and end > question.end:
            series.setdefault((_series(c), c.window.start), []).append(c)
        else:
            out.append(c)
    for terms in series.values():
        terms.sort(key=lambda c: (days(c.window, c.published)[1], c.id))
        out += terms[:NEIGHBOURS]
    return out
