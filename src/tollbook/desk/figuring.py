"""Figures over places and over time, at the desk: as one person may see them, and soon."""

from __future__ import annotations

from dataclasses import dataclass

from tollbook.desk.access import Seat, needs
from tollbook.desk.asking import Asked
from tollbook.desk.exporting import Release
from tollbook.desk.mapping import PlaceFigure, by_place
from tollbook.desk.places import gazetteer_of
from tollbook.desk.remembering import Memory
from tollbook.desk.revising import Monthly, Revised, Stated, monthly, revised, states
from tollbook.desk.situation import Scope, laid_out, situation
from tollbook.export.situation import Situation, Spot
from tollbook.model import Place
from tollbook.reckon import Answer

#: A page shows at most so many places, those that most claims name.
PLACES = 60

_MEMORY = Memory()


@dataclass(frozen=True, slots=True)
class Mapped:
    """The answer for a scope and those for its places, each with the place as a page names it; ``partial``: reports
    that this person may not see are left out."""

    total: Answer
    places: tuple[tuple[Spot, PlaceFigure], ...]
    left_out: int
    partial: bool


@dataclass(frozen=True, slots=True)
class Timed:
    """How the answer for a scope was revised, month by month, and the states told of it."""

    revised: Revised
    months: Monthly
    states: tuple[Stated, ...]
    partial: bool


@needs("read")
def mapped(here: Seat, asked: Asked) -> Mapped:
    """The figures of a scope by place. Raises :class:`tollbook.desk.errors.AskedWrongError`."""

    def reckon() -> Mapped:
        placed = by_place(here.store, asked, PLACES)
        gazetteer = gazetteer_of(here.store)

        def inside(place: Place) -> str | None:
            above = next((name for name in place.path[1:] if name.startswith(("admin1:", "country:"))), None)
            entry = gazetteer.by_ident(above) if above else None
            return entry.name if entry else None

        found = tuple((Spot.of(one.place, inside(one.place)), one) for one in placed.places)
        return Mapped(placed.total, found, placed.left_out, here.partial)

    return _MEMORY.of(here.store, ("map", asked), reckon)


@needs("read")
def timed(here: Seat, asked: Asked) -> Timed:
    """The figures of a scope over time. Raises :class:`tollbook.desk.errors.AskedWrongError`."""

    def reckon() -> Timed:
        store = here.store
        return Timed(revised(store, asked), monthly(store, asked), states(store, asked), here.partial)

    return _MEMORY.of(here.store, ("time", asked), reckon)


@needs("read")
def reported(here: Seat, scope: Scope, release: Release) -> Situation:
    """A situation report to look at, as the level it is for would have it. Raises
    :class:`tollbook.desk.errors.AskedWrongError`."""
    return _MEMORY.of(here.store, ("situation", scope, release), lambda: situation(here.store, scope, release))


@needs("release")
def released(here: Seat, scope: Scope, release: Release, form: str, language: str) -> bytes:
    """A situation report as a file that leaves the record, which the log keeps. What this person may not see is in no
    file of theirs. Raises :class:`tollbook.desk.errors.AskedWrongError` and
    :class:`tollbook.export.printing.PrintError`."""
    return laid_out(here.store, situation(here.store, scope, release), form, language)
