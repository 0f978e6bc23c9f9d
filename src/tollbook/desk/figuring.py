"""Figures over places and over time, at the desk: as one person may see them, and soon.

What is asked is reckoned at once where that takes no longer than a page may. Of a larger scope, one that names no days
is shown of the latest time first, and says so; what is asked for all the same is reckoned beside
(:mod:`tollbook.desk.working`), and the page says how far it is.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from tollbook.desk.access import Seat, needs
from tollbook.desk.asking import Asked, harm_named, meant, question_of
from tollbook.desk.exporting import Release
from tollbook.desk.mapping import PlaceFigure, by_place
from tollbook.desk.places import gazetteer_of
from tollbook.desk.remembering import Memory
from tollbook.desk.revising import Monthly, Revised, Stated, monthly, revised, states
from tollbook.desk.situation import Scope, laid_out, situation
from tollbook.desk.working import Job, Line, Tell, Underway
from tollbook.export.situation import Situation, Spot
from tollbook.model import Place
from tollbook.reckon import Numbers, Question
from tollbook.record.store import Store
from tollbook.vocabulary import HARMS

#: A page shows at most so many places, those that most claims name.
PLACES = 60
#: A scope that no more claims touch than this is reckoned while the page waits: of a map, a timeline, a report.
AT_ONCE = {"map_of": 1000, "time_of": 400, "report_of": 400}
#: A larger one that names no days is shown of its latest days first: of the most of these that are no larger.
LATEST = (365, 91, 30, 7)

T = TypeVar("T")
_MEMORY = Memory()
_LINE = Line(_MEMORY)


@dataclass(frozen=True, slots=True)
class Mapped:
    """The figure of a scope and those of its places, each with the place as a page names it."""

    total: Numbers
    places: tuple[tuple[Spot, PlaceFigure], ...]
    left_out: int


@dataclass(frozen=True, slots=True)
class Timed:
    """How the figure of a scope was revised, month by month, and the states told of it."""

    revised: Revised
    months: Monthly
    states: tuple[Stated, ...]


@dataclass(frozen=True, slots=True)
class Looked(Generic[T]):
    """What there is to look at: what was found, or how far it is. ``latest`` are the days it is of where none were
    asked for and all are too many; ``as_of`` is the entry of the log it is as of where the record has changed since,
    with its day and time. ``partial``: reports that this person may not see are left out."""

    found: T | None
    underway: Underway | None
    latest: tuple[dt.date, dt.date] | None
    as_of: tuple[int, dt.datetime | None] | None
    partial: bool


@needs("read")
def mapped(here: Seat, asked: Asked, *, whole: bool = False) -> Looked[Mapped]:
    """The figures of a scope by place; ``whole``: of all days, however many there are. Raises
    :class:`tollbook.desk.errors.AskedWrongError`."""
    return _looked(here, asked, whole, "map_of")


@needs("read")
def timed(here: Seat, asked: Asked, *, whole: bool = False) -> Looked[Timed]:
    """The figures of a scope over time, as :func:`mapped`."""
    return _looked(here, asked, whole, "time_of")


@needs("read")
def reported(here: Seat, scope: Scope, release: Release) -> Looked[Situation]:
    """A situation report to look at, as the level it is for would have it. Raises
    :class:`tollbook.desk.errors.AskedWrongError`."""
    job = _drawn_up(scope, release)
    size = _MEMORY.of(here.store, ("size", scope), lambda: _size_of(here.store, scope))
    return _done(here, job, size, None)


@needs("release")
def released(here: Seat, scope: Scope, release: Release, form: str, language: str) -> bytes | None:
    """A situation report as a file that leaves the record, which the log keeps. What this person may not see is in no
    file of theirs. Nothing where it is not reckoned, or not any more since the record changed: whoever looks at it
    again has it reckoned. Raises :class:`tollbook.desk.errors.AskedWrongError` and
    :class:`tollbook.export.printing.PrintError`."""
    looked = reported(here, scope, release)
    if looked.found is None or looked.as_of is not None:
        return None
    return laid_out(here.store, looked.found, form, language)


def map_of(store: Store, question: Question, tell: Tell) -> Mapped:
    """The figures of a scope by place, whoever asks."""
    placed = by_place(store, question, PLACES, tell)
    gazetteer = gazetteer_of(store)

    def inside(place: Place) -> str | None:
        above = next((name for name in place.path[1:] if name.startswith(("admin1:", "country:"))), None)
        entry = gazetteer.by_ident(above) if above else None
        return entry.name if entry else None

    found = tuple((Spot.of(one.place, inside(one.place)), one) for one in placed.places)
    return Mapped(placed.total, found, placed.left_out)


def time_of(store: Store, question: Question, tell: Tell) -> Timed:
    """The figures of a scope over time, whoever asks."""
    return Timed(revised(store, question, tell=tell), monthly(store, question, tell=tell), states(store, question))


def report_of(store: Store, scope: Scope, release: Release, made: dt.date, tell: Tell) -> Situation:
    """A situation report, whoever asks."""
    return situation(store, scope, release, made, tell)


def _drawn_up(scope: Scope, release: Release) -> Job:
    return Job(__name__, "report_of", (scope, release, dt.date.today()))


def _looked(here: Seat, asked: Asked, whole: bool, function: str) -> Looked[Any]:
    most = AT_ONCE[function]
    key = "scope", asked, whole, most
    question, size, latest = _MEMORY.of(here.store, key, lambda: _narrowed(here.store, asked, whole, most))
    return _done(here, Job(__name__, function, (question,)), size, latest)


def _done(here: Seat, job: Job, size: int, latest: tuple[dt.date, dt.date] | None) -> Looked[Any]:
    """A job done while the page waits, or beside."""
    store = here.store
    if size <= AT_ONCE[job.function]:
        found = _MEMORY.of(store, job, lambda: job.do(store, lambda done, total: None))
        return Looked(found, None, latest, None, here.partial)
    found = _LINE.of(store, job)
    if not isinstance(found, Underway):
        return Looked(found, None, latest, None, here.partial)
    if found.earlier is None:
        return Looked(None, found, latest, None, here.partial)
    entry = found.earlier.entry
    return Looked(found.earlier.found, found, latest, (entry, store.ledger.at(entry)), here.partial)


def _narrowed(
    store: Store, asked: Asked, whole: bool, most: int
) -> tuple[Question, int, tuple[dt.date, dt.date] | None]:
    """What is looked at where somebody asks for a scope, how many claims touch that, and the days it was narrowed to,
    if it was."""
    question = meant(store, asked)
    with store.told():
        shelf = store.shelf(question.harm, question.known_on)
        size = shelf.size(question, most)
        if size <= most or whole or asked.start is not None or asked.end is not None:
            return question, size, None
        last = shelf.last_published(question)
        if last is None:
            return question, size, None
        for days in LATEST:
            first = last - dt.timedelta(days - 1)
            question = replace(question, start=first, end=last)
            size = shelf.size(question, most)
            if 2 * size <= most:  # what nobody narrowed themselves is there at once
                break
    return question, size, (first, last)


def _size_of(store: Store, scope: Scope) -> int:
    """How many claims a situation report is reckoned from."""
    with store.told():
        meant: Question | None = None
        size = 0
        for harm in scope.harms or HARMS:
            asked = scope.asked(harm_named(harm))
            if meant is None:
                meant = question_of(asked, store.shelf(None, scope.known_on), gazetteer_of(store))
            question = replace(meant, harm=asked.harm)
            size += store.shelf(asked.harm, scope.known_on).size(question, AT_ONCE["report_of"])
    return size
