"""States as timelines: no working hospital, a town under siege, aid blocked. They are not counted, they last.

A state claim says that something was so in a window, and so does a number that stood over days ("250,000 besieged
since July"). Claims of one harm and place are laid on one line: where their windows touch they are one stretch, with
the first day any report gives it and the last day one still says so. A denial of the state is a stretch of its own,
and contradicts what is told of the same days and of ground it shares.
Nothing is said of the days between two stretches.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace

from tollbook.model import Claim, Json, Place
from tollbook.reckon.question import Question
from tollbook.reckon.scope import days, place_path, shares, source, touches
from tollbook.reckon.shelves import hearer


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days on which a state of a harm is told to hold (or, where ``holds`` is false, told not to), by which claims of
    which sources. ``against`` are the claims that say the opposite of some of these days.

    ``start`` is ``None`` where no report says since when, ``end`` where none says until when.
    """

    harm: str
    place: Place | None
    start: dt.date | None
    end: dt.date | None
    holds: bool
    claims: tuple[str, ...]
    sources: tuple[str, ...] = ()
    against: tuple[str, ...] = ()

    def to_json(self) -> Json:
        """Plain data."""
        return {
            "harm": self.harm,
            "place": (self.place.name or self.place.text) if self.place else None,
            "start": self.start.isoformat() if self.start else None,
            "end": self.end.isoformat() if self.end else None,
            "holds": self.holds,
            "sources": list(self.sources),
            "claims": list(self.claims),
            "contradicted_by": list(self.against),
        }


def timeline(question: Question, claims: Iterable[Claim]) -> list[Stretch]:
    """The stretches of a state in the question's scope, place by place and in order of time."""
    lines: dict[tuple[str, str, bool], list[Claim]] = {}
    hears = hearer(question)
    for c in claims:
        if hears(c) and _lasting(c) and touches(question, c):
            path = place_path(c.place)
            # A count of none ("no working hospitals") is how the state is told, not its denial.
            lines.setdefault((path[0] if path else "", c.harm, c.modality == "asserted"), []).append(c)
    told = [(path, one) for (path, _, holds), some in sorted(lines.items()) for one in _stretches(some, holds)]
    told.sort(key=lambda line: (line[0], line[1].start or dt.date.min))
    out = [one for _, one in told]
    opposed = [(one, tuple(name for other in out if _opposes(one, other) for name in other.claims)) for one in out]
    return [replace(one, against=against) for one, against in opposed]


def _lasting(c: Claim) -> bool:
    """Whether a claim tells of a state over days, or denies one."""
    if c.measure == "state":
        return c.modality in ("asserted", "denied")
    start, end = c.window.start, c.window.end
    some = c.measure == "stock" and c.modality == "asserted" and c.quantity.high != 0
    return some and start is not None and (end is None or start < end)


def _opposes(one: Stretch, other: Stretch) -> bool:
    """Whether two stretches cannot both be true as they are told: the state holds and does not, on a day and on ground
    they share."""
    if one.holds == other.holds or one.harm != other.harm or not shares(place_path(one.place), place_path(other.place)):
        return False
    begins = max(one.start or dt.date.min, other.start or dt.date.min)
    return begins <= min(one.end or dt.date.max, other.end or dt.date.max)


def _stretches(claims: list[Claim], holds: bool) -> list[Stretch]:
    """Claims of one state in one place as stretches: windows that overlap, or follow day on day, are one."""
    some = sorted(claims, key=lambda c: (days(c.window, c.published), c.id))
    out: list[Stretch] = []
    running: list[Claim] = []
    first, last = dt.date.min, dt.date.min
    for c in some:
        start, end = days(c.window, c.published)
        if running and start.toordinal() <= last.toordinal() + 1:
            last = max(last, end)
            running.append(c)
            continue
        if running:
            out.append(_stretch(running, first, last, holds))
        running, first, last = [c], start, end
    return [*out, _stretch(running, first, last, holds)] if running else out


def _stretch(claims: list[Claim], first: dt.date, last: dt.date, holds: bool) -> Stretch:
    return Stretch(
        claims[0].harm,
        claims[0].place,
        None if first == dt.date.min else first,
        None if last == dt.date.max else last,
        holds,
        tuple(c.id for c in claims),
        tuple(dict.fromkeys(source(c) for c in claims)),
    )
