"""UCDP's Georeferenced Event Dataset: a row is one event, by UCDP's own reading of its sources.

After the *UCDP GED Codebook* 25.1 (columns are alike since version 17.1):

- ``low``, ``best`` and ``high`` are of everyone who died in the event. ``deaths_a`` and ``deaths_b`` are members of
  the two sides, ``deaths_civilians`` civilians and ``deaths_unknown`` people whose status is not known; the four add up
  to ``best``. Only ``best`` is split. The parts' bounds are Tollbook's reading: as many of a group died as are counted
  in it, less all by which ``low`` is below ``best``; at most all of unknown status more, and all by which ``high`` is
  above.
- ``date_start`` and ``date_end`` are the earliest and the latest day; ``date_prec`` how well they are known (1 the day,
  2 two to six days, 3 a week, 4 a month, 5 a year). Where the days say more than the precision allows, the precision is
  believed.
- ``where_prec`` 1 is a place known exactly, 2 one within some 25 km of it, 3 a district, 4 a first-level division, 5 a
  part of a country without name or a line (a road, a border), 6 a country, 7 the sea or the air.
- ``type_of_violence`` 1 is of a state, 2 between organised groups; 3 is one-sided: all who died are civilians, killed
  by side A.
- ``source_original`` is on whose word the sources say it. UCDP is the speaker of its own estimate, and rests on them.

Events are distinct by the codebook, which is why they may be added; so each has an incident label of its list.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re

from tollbook.intake.tables.places import Places
from tollbook.intake.tables.rows import Frame, Line, between, codebook, label, perpetrator, words_of
from tollbook.model import Claim, Place, Quantity, Window

BOOK = codebook("ged")
_GRAINS = {1: "day", 2: "week", 3: "week", 4: "month", 5: "year"}
_SOURCES = re.compile(r"\s*(?:[;|]|,(?=\s)|\band\b|&)\s*")


def read(line: Line, places: Places, published: dt.date | None) -> tuple[tuple[Claim, ...], str] | str:
    """The claims of one event, or why it tells of no harm; what is wrong is noted on the line."""
    counts = [line.number(column, needed=True) for column in ("low", "best", "high")]
    parts = [line.number(column, needed=True) for column in PARTS]
    kind = line.code("type_of_violence", (1, 2, 3))
    window = _window(line)
    place = _place(line, places)
    if any(count is None for count in (*counts, *parts)) or kind is None or window is None:
        return "wrong"
    low, best, high = (count or 0 for count in counts)
    if not low <= best <= high:
        line.fail(f"best ({best}) is not from low ({low}) to high ({high})")
        return "wrong"
    if high == 0:
        return "no deaths"
    sources = tuple(dict.fromkeys(name for name in _SOURCES.split(line.text("source_original")) if name))
    name = line.text("id")
    frame = Frame(
        BOOK["list"], line.line, name, words_of(line, BOOK["shown"]), place, window, BOOK["publisher"],
        BOOK["publisher"], published, label(BOOK["list"], name), sources,
    )  # fmt: skip
    return _claims(line, frame, kind, (low, best, high), [part or 0 for part in parts]), ""


PARTS = ("deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown")


def _claims(line: Line, frame: Frame, kind: int, counts: tuple[int, int, int], parts: list[int]) -> tuple[Claim, ...]:
    low, best, high = counts
    side_a, side_b, civilians, unknown = parts
    by = perpetrator(line.text("side_a")) if kind == 3 else None
    if kind == 3 and not side_a + side_b + unknown:
        return (frame.claim(0, "killed", between(low, best, high), "civilians", by=by),)
    whole = frame.claim(0, "killed", between(low, best, high))
    if sum(parts) != best:
        return (whole,)
    groups = [("civilians", civilians, by), ("fighters", side_a + side_b, None)]
    for group, count, culprit in groups:
        if low == count == high:
            return (frame.claim(0, "killed", between(low, best, high), group, by=culprit),)
    told = [whole]
    for number, (group, count, culprit) in enumerate(groups, 1):
        if count:
            amount = _part(count, unknown, counts)
            told.append(frame.claim(number, "killed", amount, group, by=culprit, part_of=whole.id))
    return tuple(told)


def _part(count: int, unknown: int, counts: tuple[int, int, int]) -> Quantity:
    """The bounds of a group of which ``best`` counts so many."""
    low, best, high = counts
    return between(max(0, count - (best - low)), count, count + unknown + high - best)


def _window(line: Line) -> Window | None:
    first, last = line.day("date_start", needed=True), line.day("date_end", needed=True)
    precision = line.code("date_prec", (1, 2, 3, 4, 5))
    if first is None or last is None or precision is None or not line.days(first, last):
        return None
    wide = {3: week, 4: month, 5: year}.get(precision)
    if wide is not None and first == last:
        first, last = wide(first)
    return Window(first, last, _GRAINS[precision])


def week(day: dt.date) -> tuple[dt.date, dt.date]:
    """The seven days around a day that stands for a week."""
    return dt.date.fromordinal(max(1, day.toordinal() - 3)), day + dt.timedelta(3)


def month(day: dt.date) -> tuple[dt.date, dt.date]:
    """The month of a day."""
    return day.replace(day=1), day.replace(day=calendar.monthrange(day.year, day.month)[1])


def year(day: dt.date) -> tuple[dt.date, dt.date]:
    """The year of a day."""
    return day.replace(month=1, day=1), day.replace(month=12, day=31)


def _place(line: Line, places: Places) -> Place | None:
    precision = line.code("where_prec", (1, 2, 3, 4, 5, 6, 7))
    lat, lon = line.decimal("latitude"), line.decimal("longitude")
    country, division = line.text("country"), line.text("adm_1")
    where = line.text("where_coordinates")
    if precision == 1:
        return places.settlement(where, division, country, lat, lon)
    if precision in (2, 3, 4):
        return places.named_within(where or line.text("adm_2"), division, country)
    if precision in (5, 6):
        return places.named_within(where, "", country)
    return None
