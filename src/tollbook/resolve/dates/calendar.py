"""Arithmetic of the calendar: days that come back every year or week, and lengths of time."""

from __future__ import annotations

import calendar
import datetime as dt
import math
from typing import NamedTuple

Range = tuple[dt.date, dt.date]

#: First and last day of the thirds of a month ("early", "mid", "late"); first and last month of those of a year.
THIRDS_OF_MONTH = ((1, 10), (11, 20), (21, 31))
THIRDS_OF_YEAR = ((1, 4), (5, 8), (9, 12))


def last_of_month(year: int, month: int) -> int:
    """The number of days of a month."""
    return calendar.monthrange(year, month)[1]


def make_date(year: int, month: int, day: int) -> dt.date | None:
    """The date, or None where the calendar has none."""
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def shift_days(day: dt.date, days: int) -> dt.date | None:
    """The date so many days on (back, if negative); None outside the calendar."""
    try:
        return day + dt.timedelta(days=days)
    except OverflowError:
        return None


def shift_months(day: dt.date, months: int) -> dt.date | None:
    """The same day so many months on, or the last day of a shorter month; None outside the calendar."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not 1 <= year <= 9999:
        return None
    return dt.date(year, month + 1, min(day.day, last_of_month(year, month + 1)))


class Yearly(NamedTuple):
    """Days that come back every year: from a month and day to another; a last day 31 is the end of any month."""

    first: tuple[int, int]
    last: tuple[int, int]

    def in_year(self, year: int) -> Range | None:
        """The days in the year in which they begin."""
        if not 1 <= year < 9999:
            return None
        end_year = year + (self.last < self.first)
        start = make_date(year, *self.first)
        month, day = self.last
        end = make_date(end_year, month, last_of_month(end_year, month) if day == 31 else day)
        return (start, end) if start and end else None

    def nearest(self, limit: dt.date, ahead: bool = False) -> Range | None:
        """The latest such days that begin on or before the limit; with ``ahead``, the earliest after it."""
        for step in range(10) if ahead else range(0, -10, -1):
            found = self.in_year(limit.year + step)
            if found and (found[0] > limit if ahead else found[0] <= limit):
                return found
        return None


class Point(NamedTuple):
    """A point of the calendar as words give it: fixed days, days of any year, or a day of any week.

    ``middle`` says that "since" starts in the middle of the days ("since mid-March"); ``ahead`` that the words point
    to the future; ``span`` that the words give both ends ("15 to 28 November"). A point with none of the three cannot
    be resolved: it is a window with both ends open.
    """

    precision: str
    fixed: Range | None = None
    yearly: Yearly | None = None
    weekday: int | None = None
    middle: bool = False
    ahead: bool = False
    span: bool = False

    def resolve(self, limit: dt.date | None) -> Range | None:
        """The days, the latest that begin on or before the limit where the words leave it open."""
        if self.fixed:
            return self.fixed
        if limit is None:
            return None
        if self.yearly:
            return self.yearly.nearest(limit, self.ahead)
        if self.weekday is None:
            return None
        if self.ahead:
            day = shift_days(limit, (self.weekday - limit.weekday() - 1) % 7 + 1)
        else:
            day = shift_days(limit, -((limit.weekday() - self.weekday) % 7))
        return (day, day) if day else None


#: A point that words name and the calendar does not hold, or that no anchor fixes.
OPEN = Point("open")


class Length(NamedTuple):
    """A length of time: the amount (None: several), in hours, days and months, and the grain of its unit.

    ``adjective`` is whether it stands before a noun as an adjective ("a two-day battle").
    """

    amount: float | None
    hours: int
    days: int
    months: int
    precision: str
    adjective: bool = False

    def before(self, day: dt.date) -> dt.date | None:
        """The date this much before a day, None where the amount is not known; "a few hours" are at most a day."""
        if self.amount is None and not (self.days or self.months):
            return shift_days(day, -1 if self.hours else 0)
        if self.amount is None or self.amount > 1e5:
            return None
        months = self.amount * self.months
        days = self.amount * (self.days + self.hours / 24) + (months % 1) * 30
        found = shift_months(day, -int(months))
        return shift_days(found, -math.ceil(days)) if found else None
