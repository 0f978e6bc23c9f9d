"""What the second pass makes: windows with a role, from points and lengths with their prepositions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import NamedTuple

from tollbook.resolve.dates.calendar import Length, Point, shift_days
from tollbook.resolve.dates.lexer import Unit
from tollbook.resolve.dates.rules import Found

#: A day without its year may lie so many days after the anchor: reports are dated by other clocks than events.
SLACK = 2


class Made(NamedTuple):
    """A role and the days it gives."""

    role: str
    start: dt.date | None = None
    end: dt.date | None = None
    precision: str = "open"


def _capped(found: Found, role: str, start: dt.date, end: dt.date, precision: str) -> Made:
    """A window that ends at the anchor if that lies within it: what is reported has happened."""
    if found.anchor and start <= found.anchor < end:
        end = found.anchor
    return Made(role, start, end, precision)


def _will(found: Found, near: int = 8) -> bool:
    """Whether a word of the future stands shortly before ("will meet on Friday")."""
    first = found.match.start()
    return found.lex.letters["WILL"] in found.match.string[max(0, first - near) : first]


def _was(found: Found, codes: str) -> bool:
    """Whether a verb of the past stands among the letters."""
    return found.lex.letters["WAS"] in codes or found.lex.letters["HAVE"] in codes


def _extreme(found: Found, near: int = 7) -> bool:
    """Whether a superlative or an ordinal stands shortly before ("the worst attack in three years").

    A verb of the past between them parts the two ("the third brigade has killed 20 since Monday").
    """
    first = found.match.start()
    before = found.match.string[max(0, first - near) : first]
    at = max(before.rfind(found.lex.letters["ORD"]), before.rfind(found.lex.letters["EXTREME"]))
    return at >= 0 and not _was(found, before[at:])


def at(found: Found) -> Made:
    """On, in or at a point. Where a word of the future stands before a point of any year or week, the next one."""
    point: Point = found.one("at")
    if point.fixed is None and not point.ahead and _will(found):
        point = point._replace(ahead=True)
    days = point.resolve(found.anchor)
    if found.anchor and point.yearly and point.precision == "day" and not point.ahead:
        days = point.resolve(shift_days(found.anchor, SLACK) or found.anchor)
    role = "future" if point.ahead else "at"
    if days is None:
        return Made(role)
    return Made(role, *days, point.precision) if point.ahead else _capped(found, role, *days, point.precision)


def since(found: Found) -> Made:
    """From a point to the anchor; of a point with two ends ("from 15 to 28 November") those."""
    if _extreme(found):  # of "the worst since 2012, when 56 died" only what follows has a window
        rest = found.match.string[found.match.end() : found.match.end() + 2]
        point = found.one("from")
        days = point.resolve(found.anchor) if found.lex.letters["WHEN"] in rest and isinstance(point, Point) else None
        return _capped(found, "at", *days, point.precision) if days else Made("other")
    value: Point | Length | int | None = found.one("from")
    if value is None:  # since dawn
        return Made("since", found.anchor, found.anchor, "day" if found.anchor else "open")
    if isinstance(value, int):
        value = Point("year", (dt.date(value, 1, 1), dt.date(value, 12, 31)))
    if isinstance(value, Length):
        start = value.before(found.anchor) if found.anchor else None
        return Made("since", start, found.anchor, value.precision if start else "open")
    days = value.resolve(found.anchor)
    if value.span:
        return _capped(found, "at", *days, value.precision) if days else Made("at")
    if days is None:
        return Made("since", None, found.anchor)
    start = days[0] + (days[1] - days[0]) // 2 if value.middle else days[0]
    end = found.anchor if found.anchor and found.anchor >= start else None
    return Made("since", start, end, value.precision)


def until(found: Found) -> Made:
    """Up to a point: the nearest, before or after the anchor; after it the role is future."""
    point: Point = found.one("to")
    days = point.resolve(found.anchor)
    if found.anchor and point.yearly and not point.fixed:
        next_days = point._replace(ahead=True).resolve(found.anchor)
        if days and next_days and next_days[0] - found.anchor < found.anchor - days[0]:
            days = next_days
    if days is None:
        return Made("until")
    end = days[0] - dt.timedelta(days=1) if found.data.get("exclude") and days[0] > dt.date.min else days[1]
    future = found.anchor is not None and end > found.anchor and not days[0] <= found.anchor
    return Made("future" if future else "until", None, end, point.precision)


def between(found: Found) -> Made:
    """From one point to another: the second is read first, the first is the latest before it."""
    first: Point = found.one("from")
    last: Point = found.one("to")
    if first.fixed and last.yearly and not last.fixed and first.fixed[0] > dt.date.min:
        end = last.yearly.nearest(first.fixed[0] - dt.timedelta(days=1), ahead=True)
    else:
        end = last.resolve(found.anchor)
    start = first.resolve(end[1] if end else found.anchor)
    if start is None or end is None:
        return Made("at")
    return _capped(found, "at", min(start[0], end[0]), max(start[1], end[1]), first.precision)


def _back(found: Found, day: dt.date | None) -> tuple[dt.date | None, str]:
    """The date a length (or one unit) before a day; None for several."""
    value: Length | Unit = found.one("past")
    if isinstance(value, Unit):
        value = Length(None if value.many else 1, value.hours, value.days, value.months, value.precision)
    start = value.before(day) if day else None
    return start, value.precision if start else "open"


def past(found: Found) -> Made:
    """In the past 72 hours: ends at the anchor."""
    if _extreme(found):
        return Made("other")
    start, precision = _back(found, found.anchor)
    return Made("past", start, found.anchor, precision)


def inside(found: Found) -> Made:
    """In three days: ends at the anchor, unless the sentence speaks of the future or of a record ("first in years")."""
    value: Length = found.one("past")
    codes, letters = found.match.string, found.lex.letters
    if value.precision == "year" and codes[found.match.start()] == letters["OVER"]:
        return Made("other")  # "over a decade of war" is more than a decade
    if value.adjective and not codes[: found.match.end()].endswith(letters["PERIOD"]):
        return Made("other")
    if _will(found) or (found.data.get("ahead") and not _was(found, codes)):
        return Made("future")
    return past(found)


def leading(found: Found) -> Made:
    """In the 24 hours to a point."""
    days = found.one("to").resolve(found.anchor)
    start, precision = _back(found, days[1] if days else None)
    return Made("past", start, days[1], precision) if days and start else Made("past")


def duration(found: Found) -> Made:
    """For more than four months: begins at least so long before the anchor, if it is not over ("before he left")."""
    value: Length | Unit = found.one("past")
    if _extreme(found) or _will(found) or (isinstance(value, Length) and value.adjective):
        return Made("other")
    if found.match.string.startswith(found.lex.letters["BEFORE"], found.match.end()):
        return Made("duration")
    start, precision = _back(found, found.anchor)
    return Made("duration", start, found.anchor, precision)


def ago(found: Found) -> Made:
    """Two weeks ago: the day, give or take half the unit. Years ago is background."""
    length: Length | Unit = found.one("ago")
    role = "background" if length.months >= 12 else "at"
    day = length.before(found.anchor) if found.anchor and isinstance(length, Length) else None
    if day is None:
        return Made(role, None, found.anchor)
    slack = 182 if length.months >= 12 else 15 if length.months else 3 if length.days >= 7 else 0
    start, end = shift_days(day, -slack), shift_days(day, slack)
    return Made(role, start, min(end, found.anchor) if end and found.anchor else end, length.precision)


def week(found: Found) -> Made | None:
    """The week of, or from, a day: seven days from it."""
    unit: Unit = found.one("past")
    if unit.days != 7:
        return None
    point: Point = found.one("from")
    days = point.resolve(found.anchor)
    end = shift_days(days[0], 6) if days else None
    return _capped(found, "at", days[0], end, "week") if days and end else Made("at")


def neighbour(found: Found) -> Made | None:
    """The next day, the previous day: told from another day, which the sentence may not name."""
    unit: Unit = found.one("past")
    return Made("other") if unit.days == 1 else None


def mark(found: Found) -> Made:
    """Time that is no window of a harm."""
    return Made(found.data.get("role") or str(found.items[found.match.start()][2]))


MAKERS: dict[str, Callable[[Found], Made | None]] = {
    "at": at, "since": since, "until": until, "range": between, "past": past, "inside": inside, "leading": leading,
    "duration": duration, "ago": ago, "neighbour": neighbour, "week": week, "mark": mark,
}  # fmt: skip
