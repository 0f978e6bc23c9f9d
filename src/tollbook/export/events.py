"""Events as rows: what reports tell of one incident, put together, with its figures and how well it is attested.

An event here is an incident that was decided, with all claims that belong to it, or what one report tells of one event
that nobody has decided on. Events that are not known to be distinct may be the same: ``decided`` says which row is
which, and no row may be added to another that is not decided too.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from tollbook.export.cells import Cell
from tollbook.export.naming import WITHHELD, public_name
from tollbook.export.release import place_name, public_source, shown
from tollbook.export.table import Column, Level, Table, about, may_see
from tollbook.model import Claim, Place
from tollbook.reckon import Bounds, Question, answer
from tollbook.reckon.grades import Grade, grade
from tollbook.reckon.scope import place_path, source
from tollbook.reckon.tellings import tellings


@dataclass(frozen=True, slots=True)
class Event:
    """One event: its label where it was decided, its claims, place and days, and what it comes to by harm and group."""

    label: str | None
    claims: tuple[Claim, ...]
    place: Place | None
    start: dt.date | None
    end: dt.date | None
    tolls: Mapping[tuple[str, str], Bounds]

    @property
    def grade(self) -> Grade | None:
        """How well it is attested."""
        return grade(self.claims)

    def toll(self, harm: str, group: str = "people") -> Bounds:
        """What it comes to; of nobody where no claim tells."""
        return self.tolls.get((harm, group), Bounds())

    def actors(self) -> list[str]:
        """Those held responsible, by the names that readers and tables give: in a table that can be a person's."""
        return list(dict.fromkeys(c.perpetrator.actor for c in self.claims if c.perpetrator and c.perpetrator.actor))


#: What an event is reckoned for.
TOLLS = (
    ("killed", "people"), ("killed", "civilians"), ("killed", "fighters"), ("injured", "people"), ("abducted", "people")
)  # fmt: skip


def events(claims: Iterable[Claim]) -> list[Event]:
    """The events that claims tell of, in the order of their days."""
    known = {claim.id: claim for claim in claims}
    decided: dict[str, list[Claim]] = defaultdict(list)
    for claim in known.values():
        if claim.incident is not None and claim.modality == "asserted":
            decided[claim.incident].append(claim)
    found = [_event(label, some) for label, some in decided.items()]
    found += [_event(None, [known[name] for name in t.claims]) for t in tellings(known.values()) if t.label is None]
    return sorted(found, key=lambda e: (e.start or dt.date.max, e.end or dt.date.max, min(c.id for c in e.claims)))


def _event(label: str | None, claims: Sequence[Claim]) -> Event:
    tolls = {}
    for harm, group in TOLLS:
        if any(claim.harm == harm for claim in claims):
            found = answer(Question(harm, group), claims)
            if not found.silent:
                tolls[harm, group] = found.documented
    starts = [c.window.start for c in claims if c.window.start]
    ends = [c.window.end for c in claims if c.window.end]
    last = min(ends) if ends else None
    first = max(starts) if starts else None
    if first and last and first > last:
        first, last = min(starts), max(ends)
    return Event(label, tuple(claims), _place(claims), first, last, tolls)


def _place(claims: Sequence[Claim]) -> Place | None:
    """The narrowest place that lies in what all claims with a place name, else the first."""
    placed = [c.place for c in claims if c.place is not None and place_path(c.place)]
    deepest = sorted(placed, key=lambda place: -len(place.path))
    return next(iter(deepest), None)


COLUMNS = (
    Column("event", tag="#event+id"),
    Column("decided", tag="#status+decided"),
    Column("label", level="internal", tag="#event+label"),
    Column("start", "day", tag="#date+start"),
    Column("end", "day", tag="#date+end"),
    Column("place", tag="#loc+name"),
    Column("country", tag="#country+code+v_iso2"),
    Column("precision", tag="#loc+precision"),
    Column("lat", "decimal", tag="#geo+lat"),
    Column("lon", "decimal", tag="#geo+lon"),
    Column("killed_low", "number", tag="#affected+killed+min"),
    Column("killed_high", "number", tag="#affected+killed+max"),
    Column("killed_best", "number", tag="#affected+killed+stated"),
    Column("civilians_killed_low", "number", tag="#affected+killed+civilians+min"),
    Column("civilians_killed_high", "number", tag="#affected+killed+civilians+max"),
    Column("injured_low", "number", tag="#affected+injured+min"),
    Column("injured_high", "number", tag="#affected+injured+max"),
    Column("perpetrators", tag="#group+perpetrator"),
    Column("means", tag="#event+means"),
    Column("grade", tag="#status+grade"),
    Column("sources", tag="#meta+source"),
    Column("reports", "number", tag="#meta+reports+num"),
    Column("quotes", level="internal", tag="#description+quote"),
)


def events_table(found: Sequence[Event], level: Level, told: Collection[str] = ()) -> Table:
    """Events as rows, with what a level may see."""
    in_full = may_see(level, "internal")
    rows = tuple(_row(n, e, in_full, told) for n, e in enumerate(found, 1))
    return Table("incidents", COLUMNS, rows, about("events")).at(level)


def sources(event: Event, in_full: bool, told: Collection[str]) -> list[str]:
    """According to whom, as a level may know it; those who are not named stand last and once."""
    return _told([source(c) if in_full else public_source(c, told) for c in event.claims])


def actors(event: Event, in_full: bool, told: Collection[str]) -> list[str]:
    """Those held responsible, as a level may know them; those who are not named stand last and once."""
    return _told([name if in_full else public_name(name, told) for name in event.actors()])


def _told(named: Sequence[str | None]) -> list[str]:
    some = list(dict.fromkeys(name for name in named if name and name != WITHHELD))
    return [*some, WITHHELD] if WITHHELD in named else some


def _row(number: int, event: Event, in_full: bool, told: Collection[str]) -> tuple[Cell, ...]:
    place = shown(event.place, in_full)
    killed, civilians, injured = event.toll("killed"), event.toll("killed", "civilians"), event.toll("injured")
    return (
        f"event {number}", "yes" if event.label is not None else "no", event.label, event.start, event.end,
        place_name(place, in_full), place.country if place else None, place.precision if place else None,
        place.lat if place else None, place.lon if place else None,
        killed.low, killed.high, killed.best, civilians.low, civilians.high, injured.low, injured.high,
        "; ".join(actors(event, in_full, told)) or None,
        "; ".join(sorted({m for c in event.claims for m in c.means})) or None,
        event.grade, "; ".join(sources(event, in_full, told)) or None, len({c.report for c in event.claims}),
        " / ".join(dict.fromkeys(c.quote for c in event.claims)),
    )  # fmt: skip
