"""A situation report as data: all its figures, already as its level may see them, before any layout.

A name that may be a person's is :data:`tollbook.export.naming.WITHHELD`, a place smaller than a town is not there,
and no word of a report is, unless the level has them. So whatever lays it out can show all that it is given.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from tollbook.export.table import Level
from tollbook.model import Place


@dataclass(frozen=True, slots=True)
class Spot:
    """A place as it may be told. ``part`` is the side of the place that is meant ("east"), ``inside`` names the larger
    place it lies in, and ``lat`` and ``lon`` are ``None`` where nobody knows them."""

    name: str
    part: str | None
    inside: str | None
    country: str | None
    lat: float | None
    lon: float | None
    precision: str

    @classmethod
    def of(cls, place: Place, inside: str | None = None) -> Spot:
        """Of a place that may be told."""
        own = place.path[0] if place.path else ""
        part = own.split(":", 2)[1] if own.startswith("part:") else None
        name = place.name or place.text
        if part and name == place.text and (words := name.split(" ")) and len(words) > 1:
            name = " ".join(words[1:])  # a question's place goes by the words that say which part
        return cls(name, part, inside, place.country, place.lat, place.lon, place.precision)


@dataclass(frozen=True, slots=True)
class Bar:
    """A figure: bounds as documented (``None`` is open), the floor, how many sources give it, whether they contradict
    each other, and, where nobody counted it in the period, the days it is of."""

    harm: str
    population: str
    low: int | None
    high: int | None
    floor: int | None = None
    sources: int = 0
    contested: bool = False
    as_of: tuple[dt.date, dt.date] | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """What one source's claims alone come to; ``by`` is ``None`` where no report names it."""

    by: str | None
    low: int | None
    high: int | None


@dataclass(frozen=True, slots=True)
class Said:
    """One claim as a sentence can tell it; ``words`` are its report's, where the level has them."""

    by: str | None
    harm: str
    population: str
    low: int | None
    high: int | None
    spot: Spot | None
    start: dt.date | None
    end: dt.date | None
    published: dt.date | None
    report: int | None
    words: str | None = None


@dataclass(frozen=True, slots=True)
class Conflict:
    """Claims that cannot all be right, and what they differ in: count, scope, time or responsibility."""

    kind: str
    said: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """How a figure stood on a day."""

    day: dt.date
    low: int | None
    high: int | None
    floor: int | None


@dataclass(frozen=True, slots=True)
class Located:
    """A place and its figure."""

    spot: Spot
    figure: Bar


@dataclass(frozen=True, slots=True)
class Chapter:
    """All that is told of one harm: its figure and those of groups, by source, by place, as it was revised, what binds
    its bounds, and where accounts contradict each other. ``unnamed`` places are too small to be told."""

    figure: Bar
    groups: tuple[Bar, ...]
    accounts: tuple[Account, ...]
    places: tuple[Located, ...]
    unnamed: int
    known: tuple[Known, ...]
    days: int
    low: tuple[Said, ...]
    high: tuple[Said, ...]
    conflicts: tuple[Conflict, ...]


@dataclass(frozen=True, slots=True)
class State:
    """A state in a place and the days it is told of: since when, until when, whether it is said to hold."""

    harm: str
    spot: Spot | None
    start: dt.date | None
    end: dt.date | None
    holds: bool
    claims: int


@dataclass(frozen=True, slots=True)
class Used:
    """A report that some figure rests on; its title where the level has it."""

    number: int | None
    publisher: str | None
    published: dt.date | None
    title: str | None
    claims: int


@dataclass(frozen=True, slots=True)
class Situation:
    """The report: its scope, when and of which state of the record it was made, and its chapters, the gravest harm
    first. ``log`` is the name of the record's log, ``entries`` how many it had, ``root`` the root over them in hex."""

    spot: Spot | None
    population: str
    start: dt.date | None
    end: dt.date | None
    known_on: dt.date | None
    made: dt.date
    level: Level
    log: str
    entries: int
    root: str
    chapters: tuple[Chapter, ...]
    states: tuple[State, ...]
    reports: tuple[Used, ...]
    claims: int
