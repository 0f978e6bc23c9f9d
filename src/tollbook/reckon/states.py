"""States as timelines: no working hospital, a town under siege, aid blocked. They are not counted, they last.

A state claim says that something was so in a window. Claims of one harm and place are laid on one line: where their
windows touch they are one stretch, with the first day any report gives it and the last day one still says so. A
denial of the state is a stretch of its own. Nothing is said of the days between two stretches.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from tollbook.model import Claim, Place
from tollbook.reckon.question import Question
from tollbook.reckon.scope import days, place_path, touches


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days on which a state is told to hold (or, where ``holds`` is false, told not to), by which claims.

    ``start`` is ``None`` where no report says since when, ``end`` where none says until when.
    """

    place: Place | None
    start: dt.date | None
    end: dt.date | None
    holds: bool
    claims: tuple[str, ...]


def timeline(question: Question, claims: Iterable[Claim]) -> list[Stretch]:
    """The stretches of a state in the question's scope, place by place and in order of time."""
    lines: dict[tuple[str, bool], list[Claim]] = {}
    for c in claims:
        known = question.known_on is None or (c.published is not None and c.published <= question.known_on)
        if known and c.measure == "state" and c.modality in ("asserted", "denied") and touches(question, c):
            path = place_path(c.place)
            # A count of none ("no working hospitals") is how the state is told, not its denial.
            lines.setdefault((path[0] if path else "", c.modality == "asserted"), []).append(c)
    out: list[Stretch] = []
    for (_, holds), some in sorted(lines.items()):
        out += _stretches(some, holds)
    return out


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
        claims[0].place,
        None if first == dt.date.min else first,
        None if last == dt.date.max else last,
        holds,
        tuple(c.id for c in claims),
    )
