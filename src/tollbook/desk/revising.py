"""When: how the answer for a scope stood as reports came in, and what states are told of it.

A toll is revised: the answer as it was known on the day each report was published is an answer of its own, asked anew
with the reports there were by then. So a figure that was withdrawn, corrected or overtaken is seen to have been.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby

from tollbook.desk.mapping import Progress
from tollbook.reckon import Numbers, Question, Stretch, numbers, timeline
from tollbook.reckon.gathered import Gathered
from tollbook.reckon.reckoning import numbers_of
from tollbook.reckon.scope import countable
from tollbook.reckon.selection import alike, select
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
    """The figure as it stood on each day on which a report that counts in it was published, in order; ``days`` is how
    many such days there are, of which some are left out where there are very many."""

    question: Question
    known: tuple[Numbers, ...]
    days: int


@dataclass(frozen=True, slots=True)
class Monthly:
    """The figure of a scope, and of each month of it by its first day; ``left_out`` months are earlier ones."""

    total: Numbers
    rows: tuple[tuple[dt.date, Numbers], ...]
    left_out: int


@dataclass(frozen=True, slots=True)
class Stated:
    """A state of a harm in a place, with the days it is told of."""

    harm: str
    stretch: Stretch


def revised(store: Store, question: Question, most: int = DAYS, tell: Progress = lambda done, total: None) -> Revised:
    """How the figure of a question was revised. What it was on a day that added nothing to what it is made of it still
    was: that is not reckoned again."""
    with store.told():
        near = store.shelf(question.harm, question.known_on).touching(question)
        days = sorted({c.published for c in near if c.published and countable(c)})
        known: list[Numbers] = []
        kept = spread(days, most)
        for some in _alike(store, kept):
            last = replace(question, known_on=some[-1])
            gathered, before = Gathered(last, store.shelf(question.harm, some[-1])), None
            for day in some:
                tell(len(known), len(kept))
                asked = replace(question, known_on=day)
                chosen = select(asked, gathered)
                same = before is not None and alike(chosen, before)
                known.append(replace(known[-1], question=asked) if same else numbers_of(asked, chosen, named=False))
                before = chosen
    return Revised(question, tuple(one for one in known if not one.silent), len(days))


def _alike(store: Store, days: list[dt.date]) -> Iterator[list[dt.date]]:
    """Days, in order, of which the same reports were withdrawn by then."""
    since = sorted({stone.day for stone in store.custody.stones().values()})
    for _, some in groupby(days, key=lambda day: bisect_right(since, day)):
        yield list(some)


def monthly(store: Store, question: Question, most: int = MONTHS, tell: Progress = lambda done, total: None) -> Monthly:
    """The figure month by month, of the latest months that some claim is about in particular: one whose window is no
    longer than a quarter. What is told of a year says of no month of it more than that it may have been then."""
    with store.told():
        gathered = Gathered(question, store.shelf(question.harm, question.known_on))
        told: set[tuple[int, int]] = set()
        for claim in gathered.claims:
            start, end = claim.window.start, claim.window.end
            if countable(claim) and start is not None and end is not None and end - start <= QUARTER:
                told |= set(_months(max(start, question.start or start), min(end, question.end or end)))
        months = sorted(told)
        rows = []
        for at, (year, month) in enumerate(months[-most:]):
            tell(at, len(months[-most:]))
            first = dt.date(year, month, 1)
            last = first.replace(day=monthrange(year, month)[1])
            start, end = max(first, question.start or first), min(last, question.end or last)
            found = numbers(replace(question, start=start, end=end), gathered, named=False)
            if found.as_of is None and found.known:
                rows.append((first, found))
        total = numbers(question, gathered, named=False)
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


def states(store: Store, question: Question) -> tuple[Stated, ...]:
    """The states told of the scope of a question, whatever harm it asks for: sieges, aid that is blocked, services that
    are out."""
    out = []
    with store.told():
        for harm in STATES:
            asked = replace(question, harm=harm, population="people")
            found = timeline(asked, store.shelf(harm, question.known_on).touching(asked))
            out += [Stated(harm, stretch) for stretch in found]
    return tuple(out)
