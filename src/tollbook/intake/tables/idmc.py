"""IDMC's displacement figures, in the three shapes they come in.

- **Internal Displacement Updates** (the IDU service and its copies): a row is a figure of new displacement, in people,
  with ``qualifier``, ``role`` and its first and last day.
- **Figures of Helix**, and the **disaggregated database** (GIDD): a row is a figure as reported, with its unit, the
  household size it was multiplied by, its category and, for people counted at a date, ``Stock date``.

What IDMC's columns mean here:

- *Quantifier.* "More than or equal" is at least, "approximately" about, "exact" and "total" the number. (Until 2023
  the first was "more than".)
- *Category.* "IDPs" are a stock at its date; "internal displacements" a flow between its days.
- *Unit.* Households are people by the household size that IDMC states (``Total figures``); the size is an average, so
  an exact number of households is about so many people.
- *Role.* Recommended figures are those IDMC stands by and adds up: each is a caseload of its own, distinct from the
  others of the list. Figures of triangulation are kept to compare with; IDMC does not assert them, so they are possible
  and never counted. A table that has no roles has recommended figures only.
- *Cause.* Displacement by disasters is no harm of a conflict and is left out.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from dataclasses import replace

from tollbook.intake.tables.places import Places
from tollbook.intake.tables.rows import Frame, Line, Row, codebook, day_of, decimal_of, digest, label, stated, words_of
from tollbook.model import Claim, Measure, Modality, Place, Window

BOOK = codebook("idmc")
_SEVERAL = re.compile(r"\s*[;|]\s*")
_GRAINS = ("day", "week", "month", "year")


def read_update(line: Line, places: Places, published: dt.date | None) -> tuple[tuple[Claim, ...], str] | str:
    """The claim of one update, or why it tells of no harm of a conflict; what is wrong is noted on the line."""
    if line.text("displacement_type").casefold() not in BOOK["causes"]:
        return "displacement by disaster or another cause"
    first = line.day("displacement_start_date", needed=True)
    last = line.day("displacement_end_date") or first
    count = line.number("figure", needed=True)
    hedge = _hedge(line, "qualifier")
    if count is None or first is None or not line.days(first, last):
        return "wrong"
    words = line.text("standard_info_text") or line.text("standard_popup_text")
    back = any(word in words for word in BOOK["returns"])
    made = _day(line.text("created_at")) or published
    frame = _frame(line, _place(line, places, line.text("country")), Window(first, last, "day"), made)
    harm = "returned" if back else "displaced"
    modality: Modality = "asserted" if _recommended(line, "role") else "possible"
    return (frame.claim(0, harm, stated(count, hedge), measure="flow", modality=modality),), ""


def read_figure(line: Line, places: Places, published: dt.date | None) -> tuple[tuple[Claim, ...], str] | str:
    """The claim of one figure, or why it tells of no harm of a conflict; what is wrong is noted on the line."""
    if line.text("figure_cause").casefold() not in BOOK["causes"]:
        return "displacement by disaster or another cause"
    harm, measure = BOOK["categories"].get(line.text("figure_category").casefold(), ("", "flow"))
    if not harm:
        return f"category {line.text('figure_category') or 'not given'}"
    count = line.number("total_figures", needed=True)
    window = _window(line, measure)
    hedge = _hedge(line, "quantifier")
    if count is None or window is None:
        return "wrong"
    unit = (line.text("unit") or line.text("figure_unit")).casefold()
    if unit in BOOK["households"] and hedge == "exact":
        hedge = "about"
    made = next((day for name in ("publication_date", "created_at") if (day := _day(line.text(name)))), None)
    country = line.text("country") or line.text("country_territory")
    frame = _frame(line, _place(line, places, country), window, made or published)
    modality: Modality = "asserted" if _recommended(line, "figure_role") else "possible"
    stock = measure == "stock"
    event = line.text("event_id") or line.text("event_name")
    frame = replace(frame, incident=None) if stock else frame  # a caseload of two dates is one: no event of its own
    amount = stated(count, hedge)
    claim = frame.claim(0, harm, amount, words=event if stock else "", measure=measure, modality=modality)
    return (claim,), ""


def _frame(line: Line, place: Place | None, window: Window, published: dt.date | None) -> Frame:
    name, publisher = line.text("id"), BOOK["publisher"]
    sources = tuple(dict.fromkeys(source for source in _SEVERAL.split(line.text("sources")) if source))
    return Frame(
        BOOK["list"], line.line, name, words_of(line, BOOK["shown"]), place, window, publisher, publisher, published,
        label(BOOK["list"], name), sources,
    )  # fmt: skip


def _day(cell: str) -> dt.date | None:
    return day_of(cell) if cell else None


def _hedge(line: Line, column: str) -> str:
    word = line.text(column).casefold()
    hedge: str = BOOK["hedges"].get(word, "")
    if word and not hedge:
        line.fail(f"{line.called(column)} {line.text(column)!r} is none of it", f"one of {', '.join(BOOK['hedges'])}")
    return hedge or "exact"


def _recommended(line: Line, column: str) -> bool:
    role = line.text(column).casefold()
    return not role or role in BOOK["recommended"]


def _window(line: Line, measure: Measure) -> Window | None:
    """The days of a flow; the day, month or year a stock is of."""
    if measure == "stock":
        column = "stock_date" if line.value("stock_date") else "start_date"
        day = line.day(column, needed=True)
        grain = line.text(f"{column}_accuracy").casefold() or "day"
        return None if day is None else Window(day, day, grain if grain in _GRAINS else "day")
    first = line.day("start_date", needed=True)
    last = line.day("end_date") or first
    return Window(first, last, "day") if first and line.days(first, last) else None


def _place(line: Line, places: Places, country: str) -> Place | None:
    """The one place a figure is of; of several, or where only a division is known, what is above them."""
    code = line.text("iso3") or country
    names = [name for name in _SEVERAL.split(line.text("locations_name")) if name]
    if not names:
        return places.whole_country(code)
    accuracy = line.text("locations_accuracy").casefold()
    parts = [part.strip() for part in names[0].split(",") if part.strip()]
    if len(names) > 1 or not parts:
        above = places.whole_country(code)
        return replace(above, text="; ".join(names)[:200]) if above is not None else None
    division = parts[-2] if len(parts) > 2 else ""
    if any(word in accuracy for word in BOOK["accuracy"]["admin"]) or len(parts) < 2:
        return places.named_within(names[0], division or parts[0], code)
    point = [decimal_of(part) for part in line.text("locations_coordinates").split(",")[:2]]
    lat, lon = point if len(point) == 2 else (None, None)
    return places.settlement(parts[0], division, code, lat, lon)


def settled(rows: list[Row]) -> list[Row]:
    """The rows, with stocks as they add up: several recommended figures of one place and day are caseloads beside each
    other, so each is of a spot of its own within the place; a figure alone is the total there.

    The spot is named by the event and the sources, so that next year's figure of a caseload takes its place.
    """
    alike = Counter(_key(claim) for row in rows for claim in row.claims if _stands(claim))
    return [
        replace(row, claims=tuple(_own_spot(c) if _stands(c) and alike[_key(c)] > 1 else c for c in row.claims))
        for row in rows
    ]


def _stands(claim: Claim) -> bool:
    return claim.measure == "stock" and claim.modality == "asserted" and claim.place is not None


def _key(claim: Claim) -> tuple[object, ...]:
    return claim.harm, claim.place.path if claim.place else (), claim.window.end


def _own_spot(claim: Claim) -> Claim:
    place = claim.place
    assert place is not None
    above = place.path[0] if place.path else ""
    spot = digest((claim.population.text, *claim.quoting, place.text))[:8]
    return replace(claim, place=replace(place, path=(f"named:caseload-{spot}:{above}", *place.path)))
