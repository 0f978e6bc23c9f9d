"""What the first pass makes: points of the calendar and lengths of time, before any preposition is read."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

from tollbook.resolve.dates.calendar import (
    OPEN,
    THIRDS_OF_MONTH,
    THIRDS_OF_YEAR,
    Length,
    Point,
    Yearly,
    last_of_month,
    make_date,
)
from tollbook.resolve.dates.lexer import Unit
from tollbook.resolve.dates.relative import MAKERS as RELATIVE
from tollbook.resolve.dates.rules import Found


def full_year(value: Any) -> int | None:
    """A year of four digits from one of two or four; None where it is neither. From 50 on, two are 19xx."""
    if value is None:
        return None
    if not float(value).is_integer() or not 0 <= value < 10_000:
        return None
    year = int(value)
    return year if year >= 1900 else (1900 if year >= 50 else 2000) + year if year < 100 else None


def dated(yearly: Yearly, year: int | None, precision: str, **more: Any) -> Point:
    """A point of a given year, or of any."""
    if year is None:
        return Point(precision, yearly=yearly, **more)
    found = yearly.in_year(year)
    return Point(precision, fixed=found, **more) if found else OPEN


def iso(found: Found) -> Point:
    """2016-11-15."""
    year, month, day = (int(part) for part in re.split(r"[./\\-]", found.one("date")))
    date = make_date(year, month, day)
    return Point("day", (date, date)) if date else OPEN


def monthly(found: Found) -> Point:
    """11/2016."""
    month, year = (int(part) for part in found.one("date").split("/"))
    return dated(Yearly((month, 1), (month, 31)), year, "month")


def numeric(found: Found) -> Point:
    """15/11/2016: day first, as in most of the world, unless only month first is a date, fits the weekday that stands
    with it, or is not after the anchor."""
    first, second, *rest = (int(part) for part in re.split(r"[./\\-]", found.one("date")))
    if not rest:
        day, month = (first, second) if second <= 12 else (second, first)
        return Point("day", yearly=Yearly((month, day), (month, day))) if 0 < month <= 12 and 0 < day < 32 else OPEN
    year = full_year(rest[0])
    if year is None:
        return OPEN
    days = [day for day in (make_date(year, second, first), make_date(year, first, second)) if day]
    if anchor := found.anchor:
        days.sort(key=anchor.__lt__)
    if (number := found.one("day")) is not None:
        days.sort(key=lambda day: day.weekday() != number)
    return Point("day", (days[0], days[0])) if days else OPEN


def date(found: Found) -> Point | None:
    """A day or some days of one month, of a year or of any."""
    month = found.one("month")
    days = [day for slot in ("a", "b") if (day := found.one(slot)) is not None]
    year = _year(found)
    first, last = min(days), max(days)
    if not 1 <= first <= last <= 31:
        return None
    yearly = Yearly((month, first), (month, last))
    if last == 31 and last_of_month(2000, month) < 31:
        return OPEN
    return dated(yearly, year, "day", span=last > first)


def _year(found: Found) -> int | None:
    """The year in digits, or this or last year of the anchor."""
    if found.anchor and (relative := found.one("rel")):
        return found.anchor.year - (relative not in found.lex.data["classes"]["THIS"])
    return full_year(found.one("y"))


def month(found: Found) -> Point:
    """A month or a third of it."""
    number = found.one("month")
    third = found.third()
    year = _year(found)
    if third is None:
        yearly, precision = Yearly((number, 1), (number, 31)), "month"
    else:
        first, last = THIRDS_OF_MONTH[third]
        yearly, precision = Yearly((number, first), (number, last)), "week"
    point = dated(yearly, year, precision, middle=third == 1, ahead=bool(found.data.get("ahead")))
    if found.data.get("last") and found.anchor and point.yearly and found.anchor.month == number:
        return dated(yearly, found.anchor.year - 1, precision)
    return point


def fraction(found: Found) -> Point | None:
    """A half or quarter of a year, or half of a month."""
    data = found.lex.data
    nth = found.one("nth")
    months = found.data.get("months") or (6 if found.one("size") in data["classes"]["HALF"] else 3)
    nth = nth or 12 // months
    if (number := found.one("month")) is not None:
        if months != 6 or nth > 2:
            return None
        first, last = ((1, 15), (16, 31))[nth - 1]
        return Point("week", yearly=Yearly((number, first), (number, last)))
    if not 1 <= nth * months <= 12:
        return None
    yearly = Yearly((nth * months - months + 1, 1), (nth * months, 31))
    return dated(yearly, _year(found), "month")


def opening(found: Found) -> Point | None:
    """The first or last units of a month or a year: the first nine months of 2018, the second week of March.

    "The first days of March" without a number are its first ten.
    """
    which, unit = found.one("which"), found.one("unit")
    last = not isinstance(which, int)
    count = int(amount(found.all("n")) or 1)
    step = 0 if last else which - 1
    if (number := found.one("month")) is not None:
        days = unit.days * count if found.all("n") or not unit.many else 10 * (unit.days > 0)
        first = 32 - days if last else 1 + days * step
        if not days or not 1 <= first <= 31:
            return None
        return dated(Yearly((number, first), (number, min(first + days - 1, 31))), _year(found), "week")
    months = unit.months * count
    first = 13 - months if last else 1 + months * step
    if not months or first < 1 or first + months > 13:
        return None
    return dated(Yearly((first, 1), (first + months - 1, 31)), _year(found), "month")


def season(found: Found) -> Point:
    """A season of a year (it begins in that year), or the latest."""
    first, last = found.one("season")
    return dated(Yearly((first, 1), (last, 31)), full_year(found.one("y")), "season")


def year(found: Found) -> Point:
    """A year or a third of it."""
    number = full_year(found.one("y"))
    if number is None:
        return OPEN
    third = found.third()
    first, last = (1, 12) if third is None else THIRDS_OF_YEAR[third]
    return dated(Yearly((first, 1), (last, 31)), number, "year" if third is None else "month", middle=third == 1)


def years(found: Found) -> Point | None:
    """From the first day of one year to the last of another."""
    first, last = full_year(found.one("y")), full_year(found.one("till"))
    if first is None or last is None or last < first:
        return None
    return Point("year", (dt.date(first, 1, 1), dt.date(last, 12, 31)), span=True)


def decade(found: Found) -> Point | None:
    """The 1980s."""
    first = found.one("y")
    return Point("year", (dt.date(first, 1, 1), dt.date(first + 9, 12, 31))) if 1 <= first < 9990 else None


def length(found: Found) -> Length | None:
    """An amount of a unit: of a range of amounts the greater, of a vague one none."""
    unit: Unit = found.one("unit")
    if unit.name == "weekend":
        return None
    number = amount(found.all("m") or found.all("n"))
    adjective = not unit.many and number is not None and number > 1
    if found.all("half"):
        number = (number if found.all("n") and number else 0) + 0.5
    return Length(number, unit.hours, unit.days, unit.months, unit.precision, adjective)


def compound(found: Found) -> Length:
    """Two years and three months; what is smaller still is left out."""
    first, second = found.one("unit"), found.one("part")
    one, two = amount(found.all("n")) or 0, amount(found.all("m")) or 0
    sizes = [one * getattr(first, size) + two * getattr(second, size) for size in ("hours", "days", "months")]
    hours, days, months = map(round, sizes)
    return Length(1, hours, days, months, first.precision)


def amount(values: list[Any]) -> float | None:
    """The number that numerals and number words give together; None for a vague one ("several")."""
    total = 0.0
    seen = False
    if "/" in values:
        at = values.index("/")
        over, under = values[at - 1], values[at + 1]
        return float((amount(values[: at - 1]) or 0) + over / under)
    for value in values:
        if value is None:
            return None
        if isinstance(value, (int, float)):
            total = total * value if value == 100 and 0 < total < 100 else total + value
            seen = True
    return total if seen else 1


def mark(found: Found) -> str:
    """Time that is no window, by its role."""
    return str(found.data["role"])


def clock(found: Found) -> str | None:
    """At 0630: a mark, not a number, where the digits can be a time of day."""
    first, last = found.match.end() - 1, found.match.end()
    start, end, value = found.items[first:last][0]
    hour, minute = divmod(int(value), 100)
    return "other" if end - start == 4 and hour < 24 and minute < 60 else None


MAKERS: dict[str, Callable[[Found], Point | Length | str | None]] = {
    **RELATIVE, "iso": iso, "numeric": numeric, "date": date, "month": month, "fraction": fraction, "opening": opening,
    "season": season, "year": year, "years": years, "decade": decade, "length": length, "clock": clock, "mark": mark,
    "monthly": monthly, "compound": compound,
}  # fmt: skip
