"""ACLED: a row is one event, coded to the day and the place, with a short report of it in ``notes``.

After the *ACLED Codebook* (October 2024) and ACLED's notes on fatalities:

- ``fatalities`` is one number for all who were reported killed, on every side. Where sources differ or are vague it is
  the most conservative of what they say, so here it is a least number: 12 is "at least 12". Where nobody gave a number
  it is coded 3, in an active war zone 10; if the notes have no such number and a word for an unknown one, it is no
  number here either. 0 is what is coded where no deaths were reported: that is silence, and no claim.
- Those killed are civilians where ``civilian_targeting`` says that civilians were the target and they are one of the
  actors; the other actor did it. Of any other event ACLED does not say who died.
- ``time_precision`` 1 is the day, 2 a week, 3 a month around it. ``geo_precision`` 1 is the place named, 2 somewhere
  near it, 3 somewhere in the division; of the last two no more than the division is known.
- ``notes`` are read as a report of their own, in which the sources' differing figures stand. Where they tell of killing
  in the days of the row, a number equal to or above the row's is the row's said again, a lower one a part of it.
- ``timestamp`` is when the row was last changed: that version of it was published then.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from dataclasses import replace

from tollbook.intake.tables.ged import month, week
from tollbook.intake.tables.places import Places
from tollbook.intake.tables.rows import Frame, Line, codebook, label, perpetrator, stated, words_of
from tollbook.model import Claim, Perpetrator, Place, Quantity, Span, Window, identity
from tollbook.reading import read as read_report
from tollbook.resolve.places import Gazetteer

BOOK = codebook("acled")
_SIZE = re.compile(r"\s*\[size=[^\]]*\]", re.IGNORECASE)
_SOURCES = re.compile(r"\s*;\s*")


def read(
    line: Line, places: Places, published: dt.date | None, gazetteer: Gazetteer
) -> tuple[tuple[Claim, ...], str] | str:
    """The claims of one event and of its notes, or why it tells of no harm; what is wrong is noted on the line."""
    count = line.number("fatalities", needed=True)
    window = _window(line)
    place = _place(line, places)
    if count is None or window is None:
        return "wrong"
    name, publisher = line.text("event_id_cnty"), BOOK["publisher"]
    frame = Frame(
        BOOK["list"], line.line, name, words_of(line, BOOK["shown"]), place, window, publisher, publisher,
        _changed(line) or published, label(BOOK["list"], name),
        tuple(dict.fromkeys(source for source in _SOURCES.split(line.text("source")) if source)),
    )  # fmt: skip
    notes = _SIZE.sub("", line.text("notes")).strip()
    told = _told(notes, frame, gazetteer) if notes else []
    row = _row(line, frame, count, notes, told)
    if not row and not told:
        return "no harm reported"
    return (*row, *_linked(told, row, frame)), notes if told else ""


def _row(line: Line, frame: Frame, count: int, notes: str, told: list[Claim]) -> list[Claim]:
    """What the row itself counts."""
    civilians, by = _target(line)
    group = "civilians" if civilians else "people"
    if count:
        amount = stated(count, "at_least")
        if count in BOOK["unknown"] and _unknown(notes, told):
            amount = Quantity(None, None, None, "several", "people", f"{count}, coded for a number not known")
        return [frame.claim(0, "killed", amount, group, by=by)]
    harm, unit = BOOK["sub_events"].get(line.text("sub_event_type"), ("", ""))
    if not harm:
        return []
    if unit == "none":
        return [frame.claim(0, harm, Quantity(text=line.text("sub_event_type")), group, by=by)]
    return [frame.claim(0, harm, Quantity(1, 1, 1, "exact", unit, "1"), by=by)]


def _unknown(notes: str, told: list[Claim]) -> bool:
    """Whether the notes tell of deaths and give no number of them."""
    dead = [claim for claim in told if claim.harm in ("killed", "casualties") and claim.modality == "asserted"]
    if any(claim.quantity.quantified for claim in dead):
        return False
    said = notes.casefold()
    return bool(dead) or any(word in said for word in BOOK["unknown_words"])


def _target(line: Line) -> tuple[bool, Perpetrator | None]:
    """Whether those killed are civilians, and who is held responsible for it."""
    if not line.text("civilian_targeting"):
        return False, None
    first, second = (line.text(column).casefold() for column in ("inter1", "inter2"))
    if second in BOOK["civilians"]:
        return True, perpetrator(line.text("actor1"))
    if first in BOOK["civilians"]:
        return True, perpetrator(line.text("actor2"))
    return False, None


def _changed(line: Line) -> dt.date | None:
    """The day the row was last changed."""
    cell = line.value("timestamp")
    if not cell.isdecimal() or not 8 < len(cell) < 12:
        return None
    return dt.datetime.fromtimestamp(int(cell), dt.UTC).date()


def _window(line: Line) -> Window | None:
    day = line.day("event_date", needed=True)
    precision = line.code("time_precision", (1, 2, 3))
    if day is None or precision is None:
        return None
    first, last = {1: lambda d: (d, d), 2: week, 3: month}[precision](day)
    return Window(first, last, {1: "day", 2: "week", 3: "month"}[precision])


def _place(line: Line, places: Places) -> Place | None:
    precision = line.code("geo_precision", (1, 2, 3))
    country, division, name = line.text("country"), line.text("admin1"), line.text("location")
    lat, lon = line.decimal("latitude"), line.decimal("longitude")
    if precision == 1:
        return places.settlement(name, division, country, lat, lon)
    return places.named_within(name, division, country)


# ---- the notes ------------------------------------------------------------------------------------------------


def _told(notes: str, frame: Frame, gazetteer: Gazetteer) -> list[Claim]:
    """The claims of the notes, told with the row's day and place where they say none, without those of the coding."""
    found = read_report(notes, frame.window.end, frame.publisher, gazetteer).claims
    kept = [claim for claim in found if not any(word in claim.quote.casefold() for word in BOOK["coding_words"])]
    names = {claim.id: identity("table", frame.list, frame.name, frame.line, "notes", claim.id) for claim in kept}
    return [
        replace(
            claim,
            id=names[claim.id],
            part_of=names.get(claim.part_of or ""),
            repeats=names.get(claim.repeats or ""),
            place=_placed(claim.place, frame.place),
            window=claim.window if claim.window.start or claim.window.end else frame.window,
            speaker=claim.speaker or frame.speaker,
            published=frame.published,
            rule=frame.list,
            report="",
        )
        for claim in kept
    ]


def _linked(told: list[Claim], rows: list[Claim], frame: Frame) -> list[Claim]:
    """The claims of the notes with what they have to do with the row's."""
    once = Counter((claim.harm, claim.population.group) for claim in told if _main(claim))
    row = rows[0] if rows and rows[0].harm == "killed" and rows[0].quantity.quantified else None
    return [
        _link(claim, row, frame, once[claim.harm, claim.population.group] == 1)
        if _main(claim) and claim.quantity.quantified and _within(claim.window, frame.window)
        else claim
        for claim in told
    ]


def _main(claim: Claim) -> bool:
    return claim.modality == "asserted" and claim.measure == "flow" and not claim.part_of and not claim.repeats


def _link(claim: Claim, row: Claim | None, frame: Frame, alone: bool) -> Claim:
    """A number of the row's own days: of another harm it is the event's; of those killed, the row's number said again,
    another speaker's for the same, or a part of it."""
    if claim.harm != "killed":
        return replace(claim, incident=frame.incident) if alone else claim
    count = row.quantity.best if row is not None else None
    if row is None or count is None:
        return claim
    amount = claim.quantity
    most = amount.high if amount.best is None else amount.best
    if most is not None and most < count:
        return replace(claim, part_of=row.id)
    of_all = claim.population.group in ("people", row.population.group) or most == count
    return replace(claim, repeats=row.id) if alone and of_all else claim


def _within(window: Window, outer: Window) -> bool:
    """Whether the days of a claim are those of the row."""
    starts = window.start is not None and outer.start is not None and window.start >= outer.start
    return starts and window.end is not None and outer.end is not None and window.end <= outer.end


def _placed(place: Place | None, row: Place | None) -> Place | None:
    """The place the notes name, unless it lies in another country than the row's: then it was mistaken."""
    if place is None or not place.path:
        return row
    other = row is not None and row.country is not None and place.country != row.country
    return row if other else place


def shifted(claims: tuple[Claim, ...], notes: str, at: int) -> tuple[Claim, ...]:
    """The claims of a row whose notes begin at a place of a longer text."""
    if not notes:
        return claims
    return tuple(
        replace(claim, span=Span(claim.span.start + at, claim.span.end + at)) if claim.span.end else claim
        for claim in claims
    )
