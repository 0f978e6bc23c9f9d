"""Which claims a question is reckoned from, out of all there are.

Only what is asserted and counted, of one measure and one unit: flows are not added to stocks, nor attacks to
people, nor households to people unless the question states how many people a household is. A stock is asked for at
a date (the end of the question's window, or the latest there is), and each speaker's latest stock of a scope by
then stands.
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
    fold,
    group,
    inside,
    place_path,
    related_harms,
    source,
    stock_day,
    touches,
)
from tollbook.vocabulary import HARMS

#: What harm to objects is counted in, the first that any claim uses.
OBJECT_UNITS = ("attacks", "facilities", "buildings", "places", "vehicles", "people", "households", "days")

#: Above so many claims, events wholly outside the scope are left out unless a link leads to them. What they say of
#: the scope they say only through a total that reaches both ways; leaving them out never makes a bound wrong, only
#: wider.
NEARBY = 4000


@dataclass(frozen=True, slots=True)
class Selection:
    """``measure`` is what was counted. ``counted`` are the claims the bounds are made of; ``touching`` all that say
    something about the scope; ``set_aside`` those that count something else there: another measure, or another
    unit."""

    measure: Literal["flow", "stock"]
    counted: tuple[Claim, ...]
    touching: tuple[Claim, ...]
    set_aside: tuple[Claim, ...]


def select(question: Question, claims: Iterable[Claim]) -> Selection:
    """The claims that bear on a question."""
    harms = related_harms(question.harm)
    family = [c for c in claims if c.harm in harms and _heard(question, c)]
    touching = [c for c in family if c.modality in ("asserted", "denied", "possible") and touches(question, c)]
    numbers = [_people(c, question.household) for c in family if countable(c)]
    near = [c for c in numbers if touches(question, c)]
    measure, unit = question.measure or _measure(question, near), _unit(question, near)
    same = [c for c in numbers if c.measure == measure and c.quantity.unit == unit]
    if measure == "stock":
        same = _stocks(question, same)
    ids = {c.id for c in same}
    aside = [c for c in near if c.id not in ids]
    return Selection(measure, tuple(_nearby(question, same)), _ordered(touching), _ordered(aside))


def _ordered(claims: Iterable[Claim]) -> tuple[Claim, ...]:
    return tuple(sorted(claims, key=lambda c: c.id))


def _heard(question: Question, claim: Claim) -> bool:
    """Whether the claim was known by the day the question is asked as of, and is of the source it asks for."""
    if question.known_on is not None and (claim.published is None or claim.published > question.known_on):
        return False
    return question.according_to is None or fold(source(claim)) == fold(question.according_to)


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
    return fold(source(claim)), claim.harm, group(claim.population.group), key, actor(claim), claim.incident


def _nearby(question: Question, claims: list[Claim]) -> list[Claim]:
    """All claims of a small record; of a large one those that touch the scope, totals, and what is linked to
    them."""
    if len(claims) <= NEARBY:
        return claims
    kept = {c.id for c in claims if touches(question, c)}
    straddling = any(c.id in kept and not inside(question, c) for c in claims)
    if straddling:
        wide = replace(question, start=None, end=None)
        totals = [c for c in claims if c.extent == "total" and touches(wide, c)]
        kept.update(c.id for c in totals[:NEARBY])
    labels = {(c.incident, c.harm) for c in claims if c.id in kept and c.incident is not None}
    parents = {link for c in claims if c.id in kept for link in (c.part_of, c.repeats) if link is not None}
    return [
        c
        for c in claims
        if c.id in kept or c.id in parents or (c.incident, c.harm) in labels or c.part_of in kept or c.repeats in kept
    ]
