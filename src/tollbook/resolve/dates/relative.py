"""Points of the calendar that are counted from the anchor: last Tuesday, yesterday, this month."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from tollbook.resolve.dates.calendar import (
    OPEN,
    THIRDS_OF_MONTH,
    THIRDS_OF_YEAR,
    Point,
    Range,
    last_of_month,
    shift_days,
    shift_months,
)
from tollbook.resolve.dates.lexer import Unit
from tollbook.resolve.dates.rules import Found


def weekday(found: Found) -> Point:
    """The latest such day on or before the anchor; with "last", before it; with "next", after it."""
    number = found.one("day")
    if found.anchor and found.data.get("last"):
        day = shift_days(found.anchor, -((found.anchor.weekday() - number - 1) % 7 + 1))
        return Point("day", (day, day)) if day else OPEN
    return Point("day", weekday=number, ahead=bool(found.data.get("ahead")))


def _around(anchor: dt.date | None, first: int, last: int, ahead: bool = False) -> Point:
    """Days counted from the anchor."""
    start = shift_days(anchor, first) if anchor else None
    end = shift_days(anchor, last) if anchor else None
    return Point("day", (start, end) if start and end else None, ahead=ahead)


def dayword(found: Found) -> Point:
    """Today, yesterday, overnight."""
    first, last = found.one("day")
    back = found.data.get("back", 0)
    return _around(found.anchor, first - back, last - back, ahead=first > 0)


def nights(found: Found) -> Point:
    """Last night (it began the day before), this morning."""
    return _around(found.anchor, -found.data["back"], 0)


def now(found: Found) -> Point:
    """To date: the anchor."""
    return _around(found.anchor, 0, 0)


def weekend(found: Found) -> Point | None:
    """The latest Saturday and Sunday that began on or before the anchor."""
    if found.one("unit").name != "weekend":
        return None
    if not found.anchor:
        return OPEN
    start = -((found.anchor.weekday() - 5) % 7)
    return _around(found.anchor, start, min(start + 1, 0))


def period(found: Found) -> Point | None:
    """This or last week, month or year, or an end of it. What is not over ends at the anchor."""
    unit: Unit = found.one("unit")
    back = found.data.get("back", 0)
    if unit.name == "weekend":
        return weekend(found) if back == 0 else _last_weekend(found)
    if unit.many or unit.days == 1 or not (unit.days or unit.months):
        return None
    if not found.anchor:
        return Point(unit.precision, ahead=back < 0)
    days = _period(found.anchor, unit, back)
    if days is None:
        return OPEN
    start, end = days
    if (third := found.third()) is not None:
        start, end = _third(start, end, third)
    if back == 0:
        end = min(end, found.anchor)
    return Point(unit.precision, (min(start, end), end), ahead=back < 0)


def _last_weekend(found: Found) -> Point:
    if not found.anchor:
        return OPEN
    start = -((found.anchor.weekday() - 5) % 7)
    return _around(found.anchor, start, start + 1) if start <= -2 else _around(found.anchor, start - 7, start - 6)


def _period(anchor: dt.date, unit: Unit, back: int) -> Range | None:
    """The whole week (Monday first, ISO 8601), month, year or decade that lies so many units back."""
    if unit.days:
        start = shift_days(anchor, -anchor.weekday() if unit.days == 7 else 0)
        start = shift_days(start, -back * unit.days) if start else None
        end = shift_days(start, unit.days - 1) if start else None
        return (start, end) if start and end else None
    first = anchor.replace(day=1)
    if unit.months >= 12:
        years_each = unit.months // 12
        first = dt.date(max(1, anchor.year - anchor.year % years_each), 1, 1)
    start = shift_months(first, -back * unit.months)
    after = shift_months(start, unit.months) if start else None
    end = shift_days(after, -1) if after else None
    return (start, end) if start and end else None


def _third(start: dt.date, end: dt.date, third: int) -> Range:
    """The early, middle or late part of a period."""
    days = (end - start).days
    if days > 300:
        first, last = THIRDS_OF_YEAR[third]
        return start.replace(month=first), end.replace(month=last, day=last_of_month(end.year, last))
    if days > 20:
        first, last = THIRDS_OF_MONTH[third]
        return start.replace(day=first), end.replace(day=min(last, end.day))
    step = dt.timedelta(days=days // 3)
    return ((start, start + step), (start + step, end - step), (end - step, end))[third]


MAKERS: dict[str, Callable[[Found], Point | None]] = {
    "weekday": weekday, "dayword": dayword, "nights": nights, "now": now, "weekend": weekend, "period": period,
}  # fmt: skip
