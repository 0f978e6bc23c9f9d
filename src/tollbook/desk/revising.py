"""When: how the answer for a scope stood as reports came in, and what states are told of it.

A toll is revised: the answer as it was known on the day each report was published is an answer of its own, asked anew
with the reports there were by then. So a figure that was withdrawn, corrected or overtaken is seen to have been.
"""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, replace

from tollbook.desk.asking import Asked, harm_named, question_of
from tollbook.desk.places import gazetteer_of
from tollbook.reckon import Answer, Question, Stretch, answer, timeline
from tollbook.reckon.scope import countable
from tollbook.record.store import Store
from tollbook.vocabulary import HARMS

#: A window that says something of each of its months is no longer.
QUARTER = dt.timedelta(92)
#: A table has at most so many months, the latest.
MONTHS = 24

#: A figure is reckoned as it was known on at most so many days.
DAYS = 40

#: The harms that are told as states that last; a siege is counted and told so.
STATES = (*(name for name, harm in HARMS.items() if harm.measure == "state"), "besieged")


@dataclass(frozen=True, slots=True)
class Revised:
    """The answer as it stood on each day on which a report that counts in it was published, in order; ``days`` is how
    many such days there are, of which some are left out where there are very many."""

    question: Question
    known: tuple[Answer, ...]
    days: int


@dataclass(frozen=True, slots=True)
class Monthly:
    """The answer for a scope, and for each month of it by its first day; ``left_out`` months are earlier ones."""

    total: Answer
    rows: tuple[tuple[dt.date, Answer], ...]
    left_out: int


@dataclass(frozen=True, slots=True)
class Stated:
    """A state of a harm in a place, with the days it is told of."""

    harm: str
    stretch: Stretch


def revised(store: Store, asked: Asked, most: int = DAYS) -> Revised:
    """How the answer for a scope was revised. Raises :class:`tollbook.desk.errors.AskedWrongError`."""
    with store.told():
        harm = harm_named(asked.harm)
        shelf = store.shelf(harm, asked.known_on)
        question = question_of(asked, shelf, gazetteer_of(store))
        days = sorted({c.published for c in shelf.touching(question) if c.published and countable(c)})
        kept = spread(days, most)
        known = [answer(replace(question, known_on=day), store.shelf(harm, day)) for day in kept]
    return Revised(question, tuple(one for one in known if not one.silent), len(days))


def monthly(store: Store, asked: Asked, most: int = MONTHS) -> Monthly:
    """The answer month by month, of the latest months that some claim is about in particular: one whose window is no
    longer than a quarter. What is told of a year says of no month of it more than that it may have been then. Raises
    :class:`tollbook.desk.errors.AskedWrongError`."""
    with store.told():
        shelf = store.shelf(harm_named(asked.harm), asked.known_on)
        question = question_of(asked, shelf, gazetteer_of(store))
        told: set[tuple[int, int]] = set()
        for claim in shelf.touching(question):
            start, end = claim.window.start, claim.window.end
            if countable(claim) and start is not None and end is not None and end - start <= QUARTER:
                told |= set(_months(max(start, question.start or start), min(end, question.end or end)))
        months = sorted(told)
        rows = []
        for year, month in months[-most:]:
            first = dt.date(year, month, 1)
            last = first.replace(day=monthrange(year, month)[1])
            start, end = max(first, question.start or first), min(last, question.end or last)
            found = answer(replace(question, start=start, end=end), shelf)
            if found.as_of is None and (found.documented.low or found.documented.high is not None):
                rows.append((first, found))
        total = answer(question, shelf)
    return Monthly(total, tuple(rows), max(len(months) - most, 0))


def _months(start: dt.date, end: dt.date) -> Iterator[tuple[int, int]]:
    """The months of a window."""
    for ordinal in range(12 * start.year + start.month - 1, 12 * end.year + end.month):
        yield ordinal // 12, ordinal % 12 + 1


def spread(days: list[dt.date], most: int) -> list[dt.date]:
    """So many of the days, evenly spread, the first and the last among them."""
    if len(days) <= most:
        return days
    steps = [round(at * (len(days) - 1) / (most - 1)) for at in range(most)]
    return [days[step] for step in steps]


def states(store: Store, asked: Asked) -> tuple[Stated, ...]:
    """The states told of a scope, whatever harm it asks for: sieges, aid that is blocked, services that are out."""
    out = []
    with store.told():
        gazetteer = gazetteer_of(store)
        for harm in STATES:
            shelf = store.shelf(harm, asked.known_on)
            question = question_of(replace(asked, harm=harm, who="people"), shelf, gazetteer)
            out += [Stated(harm, stretch) for stretch in timeline(question, shelf.touching(question))]
    return tuple(out)
