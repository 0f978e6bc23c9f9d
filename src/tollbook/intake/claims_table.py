"""Claims as a table: hand-coded claims, or a peer's, taken in without a text.

One row is one claim, in the columns of :data:`COLUMNS`; empty is unknown, other columns are kept as notes in the
claim's quote. A row may be told from others by an ``id`` column. ``part_of`` names the row of which this one counts
a part: by its ``id``, by its number (1 is the first row below the heading), or by its ``incident``, if one earlier
row alone has it.

A table is taken whole or not at all: where any row is wrong, every problem is named with its row and there are no
claims.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import get_args

from tollbook.grammar.hedges import Stated, quantity
from tollbook.model import (
    HEDGES,
    UNITS,
    Claim,
    Extent,
    Measure,
    Modality,
    Perpetrator,
    Place,
    Population,
    Problem,
    Quantity,
    Span,
    Window,
    identity,
)
from tollbook.vocabulary import HARMS, POPULATIONS

COLUMNS = (
    "report", "publisher", "published", "speaker", "harm", "measure", "extent", "population", "low", "high", "best",
    "hedge", "unit", "place", "start", "end", "perpetrator", "incident", "part_of", "modality",
)  # fmt: skip

#: Hedges that say how far from the number stated the truth may lie.
BOUNDING = ("", "exact", "none", "more_than", "at_least", "less_than", "at_most", "nearly", "about")

Row = Mapping[str, object]
Locate = Callable[[str], Place | None]

#: A file of claims larger than this is not a table somebody coded.
LARGEST = 200_000_000


def read_claims_table(
    source: Path | str | Iterable[Row], places: Locate | None = None
) -> tuple[list[Claim], list[Problem]]:
    """The claims of a table, or what is wrong with it.

    ``source`` is a CSV file, or its rows as mappings. ``places`` finds a place by its name (a gazetteer); without
    it, or where it finds none, a place is its name. Raises OSError where a file cannot be read.
    """
    if isinstance(source, (str, Path)):
        rows, problems = _rows(Path(source))
        if problems:
            return [], problems
    else:
        rows = [{key: _cell(value) for key, value in row.items()} for row in source]
    claims: list[Claim] = []
    problems = []
    seen: dict[tuple[tuple[str, str], ...], int] = {}
    for number, row in enumerate(rows, 1):
        told = tuple(sorted((k, v) for k, v in row.items() if v))
        if told in seen:
            problems.append(_problem(number, "the row is the same as an earlier one", f"row {seen[told]}"))
            continue
        seen[told] = number
        claim, wrong = _claim(number, row, places)
        problems += wrong
        if claim is not None:
            claims.append(claim)
    if problems:
        return [], problems
    return _linked(claims, rows)


def _cell(value: object) -> str:
    return "" if value is None else str(value).strip()


def _problem(row: int, what: str, why: str = "") -> Problem:
    return Problem(f"row {row}", what, why)


def _rows(path: Path) -> tuple[list[dict[str, str]], list[Problem]]:
    """The rows of a CSV file, with what is wrong with the file as a whole."""
    if path.stat().st_size > LARGEST:
        return [], [Problem(path.name, "the table is too large", f"more than {LARGEST} bytes")]
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as wrong:
        return [], [Problem(path.name, "the table is not UTF-8 text", f"byte {wrong.start}: save it as CSV UTF-8")]
    try:
        found = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as wrong:
        return [], [Problem(path.name, "the table is not CSV", str(wrong))]
    if not found or not any(cell.strip() for cell in found[0]):
        return [], [Problem(path.name, "the table is empty", f"the columns are {', '.join(COLUMNS)}")]
    heading = [cell.strip().casefold() for cell in found[0]]
    missing = [name for name in ("harm",) if name not in heading]
    twice = sorted({name for name in heading if name and heading.count(name) > 1})
    if missing:
        what = f"the heading has no column {', '.join(missing)}"
        return [], [Problem(path.name, what, f"the columns are {', '.join(COLUMNS)}")]
    if twice:
        return [], [Problem(path.name, f"the heading names {', '.join(twice)} twice")]
    rows, problems = [], []
    for number, cells in enumerate(found[1:], 1):
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) > len(heading):
            problems.append(_problem(number, f"{len(cells)} cells under {len(heading)} columns"))
        rows.append({name: cell.strip() for name, cell in zip(heading, cells, strict=False) if name})
    return rows, problems


def _claim(number: int, row: Mapping[str, str], places: Locate | None) -> tuple[Claim | None, list[Problem]]:
    """One row as a claim, or every reason why it is none."""
    wrong: list[Problem] = []

    def choice(column: str, allowed: Iterable[str], default: str) -> str:
        value = row.get(column, "").casefold().replace(" ", "_")
        names = tuple(allowed)
        if value and value not in names:
            wrong.append(_problem(number, f"unknown {column} {value!r}", f"one of {', '.join(names)}"))
        return value or default

    def day(column: str) -> dt.date | None:
        value = row.get(column, "")
        try:
            return dt.date.fromisoformat(value) if value else None
        except ValueError:
            wrong.append(_problem(number, f"{column} {value!r} is no date", "write it as 2016-11-30"))
            return None

    harm = choice("harm", HARMS, "")
    if not harm:
        wrong.append(_problem(number, "no harm", f"one of {', '.join(HARMS)}"))
    measure = choice("measure", get_args(Measure), HARMS[harm].measure if harm in HARMS else "flow")
    extent = choice("extent", get_args(Extent), "total" if measure == "stock" else "event")
    population = choice("population", POPULATIONS, "people")
    modality = choice("modality", get_args(Modality), "asserted")
    unit = choice("unit", UNITS, "people" if harm in HARMS and HARMS[harm].of == "people" else "attacks")
    amount = _quantity(number, row, choice("hedge", HEDGES, ""), wrong)
    published, start, end = day("published"), day("start"), day("end")
    if start and end and start > end:
        wrong.append(_problem(number, f"the window ends ({end}) before it starts ({start})"))
    if wrong:
        return None, wrong
    name = row.get("place", "")
    by = row.get("perpetrator", "")
    claim = Claim(
        id=identity("table", *(row.get(c, "") for c in COLUMNS), *_notes(row), row.get("id", "")),
        harm=harm,
        measure=measure,  # type: ignore[arg-type]
        extent=extent,  # type: ignore[arg-type]
        quantity=replace(amount, unit=unit),
        population=Population(population, population),
        place=((places(name) if places else None) or Place(name, name)) if name else None,
        window=Window(start, end, "day" if start or end else "open"),
        perpetrator=Perpetrator(by, by) if by else None,
        means=(),
        speaker=row.get("speaker") or None,
        publisher=row.get("publisher") or None,
        modality=modality,  # type: ignore[arg-type]
        part_of=None,
        repeats=None,
        quote="; ".join(f"{k}: {v}" for k, v in _notes(row)),
        span=Span(0, 0),
        incident=row.get("incident") or None,
        report=row.get("report", ""),
        published=published,
        rule="table",
    )
    return claim, []


def _notes(row: Mapping[str, str]) -> list[tuple[str, str]]:
    return [(k, v) for k, v in row.items() if v and k not in COLUMNS and k != "id"]


def _quantity(number: int, row: Mapping[str, str], hedge: str, wrong: list[Problem]) -> Quantity:
    """The bounds a row gives; where it gives a number and a hedge alone, the interval of the hedge."""
    ends: dict[str, int | None] = {}
    for column in ("low", "high", "best"):
        value = row.get(column, "").replace(",", "")
        ends[column] = int(value) if value.isascii() and value.isdecimal() else None
        if value and ends[column] is None:
            wrong.append(_problem(number, f"{column} {value!r} is no number of people or things"))
    low, high, best = ends["low"], ends["high"], ends["best"]
    if low is not None and high is not None and low > high:
        wrong.append(_problem(number, f"the low ({low}) is above the high ({high})"))
    if hedge == "none" and low is None and high is None and best is None:
        return Quantity(0, 0, 0, "none")
    if best is not None and low is None and high is None:
        if hedge not in BOUNDING:
            return Quantity(None, None, best, hedge)
        plain = hedge in ("", "exact", "none")
        stated = quantity(Stated(best, best, "exact"), None if plain else hedge, "")
        return replace(stated, best=best, hedge=hedge or "exact")
    if best is None and low is not None and low == high:
        best = low
    known = low is not None or high is not None
    return Quantity(
        low, high, best, hedge or ("between" if known and low != high else "exact" if known else "unquantified")
    )


def _linked(claims: list[Claim], rows: list[dict[str, str]]) -> tuple[list[Claim], list[Problem]]:
    """The claims with their ``part_of`` resolved to other claims of the table."""
    by_id = {row["id"]: claim for row, claim in zip(rows, claims, strict=True) if row.get("id")}
    out, problems = [], []
    for number, (row, claim) in enumerate(zip(rows, claims, strict=True), 1):
        name = row.get("part_of", "")
        if not name:
            out.append(claim)
            continue
        parent = by_id.get(name)
        if parent is None and name.isascii() and name.isdecimal() and 1 <= int(name) <= len(claims):
            parent = claims[int(name) - 1]
        if parent is None:
            told = [c for c in claims[: number - 1] if c.incident == name]
            parent = told[0] if len(told) == 1 else None
        if parent is None:
            problems.append(_problem(number, f"part_of {name!r} names no row", "give a row's number or its id"))
        elif parent.id == claim.id:
            problems.append(_problem(number, "the row is part_of itself"))
        else:
            out.append(replace(claim, part_of=parent.id))
    return ([], problems) if problems else (out, [])
