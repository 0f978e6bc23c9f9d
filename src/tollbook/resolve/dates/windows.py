"""What the second pass makes: windows with a role, from points and lengths with their prepositions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import NamedTuple

from tollbook.resolve.dates.calendar import Length, Point, shift_days
from tollbook.resolve.dates.lexer import Unit
from tollbook.resolve.dates.rules import Found


class Made(NamedTuple):
    """A role and the days it gives."""

    role: str
    start: dt.date | None = None
    end: dt.date | None = None
    precision: str = "open"


def _precision(known: object, precision: str) -> str:
    return precision if known else "open"


def at(found: Found) -> Made:
    """On, in or at a point; of a point ahead the role is future."""
    point: Point = found.one("at")
    days = point.resolve(found.anchor)
    role = "future" if point.ahead else "at"
    return Made(role, *days, point.precision) if days else Made(role)


def since(found: Found) -> Made:
    """From a point to the anchor."""
    value: Point | Length = found.one("from")
    if isinstance(value, Length):
        start = value.before(found.anchor) if found.anchor else None
        return Made("since", start, found.anchor, _precision(start, value.precision))
    days = value.resolve(found.anchor)
    if value.span:
        return Made("at", *days, value.precision) if days else Made("at")
    if days is None:
        return Made("since", None, found.anchor)
    start = days[0] + (days[1] - days[0]) // 2 if value.middle else days[0]
    end = found.anchor if found.anchor and found.anchor >= start else None
    return Made("since", start, end, value.precision)


def until(found: Found) -> Made:
    """Up to a point."""
    point: Point = found.one("to")
    days = point.resolve(found.anchor)
    return Made("until", None, days[1], point.precision) if days else Made("until")


def between(found: Found) -> Made | None:
    """From one point to another: the second is read first, the first is the latest before it."""
    first: Point = found.one("from")
    last: Point = found.one("to")
    if first.fixed and last.yearly and not last.fixed:
        end = last.yearly.nearest(first.fixed[0] - dt.timedelta(days=1), ahead=True)
    else:
        end = last.resolve(found.anchor)
    start = first.resolve(end[1] if end else found.anchor)
    if start is None or end is None:
        return Made("at")
    return Made("at", min(start[0], end[0]), max(start[1], end[1]), first.precision)


def _back(found: Found) -> tuple[dt.date | None, str]:
    value: Length | Unit = found.one("past")
    if isinstance(value, Unit):
        vague = found.data.get("vague", False)
        value = Length(None if vague else 1, value.hours, value.days, value.months, value.precision)
    start = value.before(found.anchor) if found.anchor else None
    return start, _precision(start, value.precision)


def past(found: Found) -> Made:
    """In the past 72 hours, in three days: ends at the anchor."""
    start, precision = _back(found)
    return Made("past", start, found.anchor, precision)


def duration(found: Found) -> Made:
    """For more than four months: begins at least so long before the anchor."""
    start, precision = _back(found)
    return Made("duration", start, found.anchor, precision)


def ago(found: Found) -> Made:
    """Two weeks ago: the day, give or take half the unit. Years ago is background."""
    length: Length = found.one("ago")
    day = length.before(found.anchor) if found.anchor else None
    role = "background" if length.months >= 12 else "at"
    if day is None:
        return Made(role)
    slack = 182 if length.months >= 12 else 15 if length.months else 3 if length.days >= 7 else 0
    start, end = shift_days(day, -slack), shift_days(day, slack)
    return Made(role, start, min(end, found.anchor) if end and found.anchor else end, length.precision)


def mark(found: Found) -> Made:
    """Time that is no window of a harm."""
    value = found.items[found.match.start()].value
    return Made(found.data.get("role") or str(value))


MAKERS: dict[str, Callable[[Found], Made | None]] = {
    "at": at, "since": since, "until": until, "range": between, "past": past, "duration": duration, "ago": ago,
    "mark": mark,
}  # fmt: skip
