"""Claims as a table: hand-coded claims, or a peer's, taken in without a text.

One row is one claim, in the columns of :data:`COLUMNS`; empty is unknown. Further columns are read where they are there
(:data:`FURTHER`): ``id`` tells a row from others, ``repeats`` names the row that this one restates, ``place_id`` and
``country`` say which of several places of one name is meant, ``quote`` are the words. All others are kept as notes in
the claim's quote. ``part_of`` and ``repeats`` name another row by its ``id``, by its number (1 is the first row below
the heading), or by its ``incident``, if one earlier row alone has it.

A table is taken whole or not at all: where any row is wrong, every problem is named with its row and there are no
claims.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import get_args

from tollbook.grammar.hedges import Stated, quantity
from tollbook.intake.tables.rows import whole
from tollbook.intake.tables.sheet import Sheet, read_sheet
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
from tollbook.text.inert import bared
from tollbook.vocabulary import HARMS, POPULATIONS

COLUMNS = (
    "report", "publisher", "published", "speaker", "harm", "measure", "extent", "population", "low", "high", "best",
    "hedge", "unit", "place", "start", "end", "perpetrator", "incident", "part_of", "modality",
)  # fmt: skip

#: Hedges that say how far from the number stated the truth may lie.
BOUNDING = ("", "exact", "none", "more_than", "at_least", "less_than", "at_most", "nearly", "about")

#: Columns beside those of the plain table that mean something; ``tollbook export claims`` writes them.
FURTHER = ("id", "repeats", "place_id", "country", "quote")

#: Columns of an exported table that only say again, or in other words, what those above say: no notes of the row.
AGAIN = (
    "precision", "lat", "lon", "statement", "means", "population_words", "place_words", "perpetrator_words", "quoting",
    "title", "sha256", "origin",
)  # fmt: skip

Row = Mapping[str, object]
Locate = Callable[[str], Place | None]
#: Finds the place of a row by all the row says of it.
LocateRow = Callable[[Mapping[str, str]], Place | None]


def read_claims_table(
    source: Path | str | Iterable[Row], places: Locate | None = None
) -> tuple[list[Claim], list[Problem]]:
    """The claims of a table, or what is wrong with it.

    ``source`` is a CSV file, or its rows as mappings. ``places`` finds a place (a gazetteer); without it, or where it
    finds none, a place is its name. Raises OSError where a file cannot be read.
    """
    if isinstance(source, (str, Path)):
        sheet = read_sheet(Path(source))
        if not isinstance(sheet, Sheet):
            return [], sheet
        rows, _, problems = plain_rows(sheet)
    else:
        rows, problems = [{key: _cell(value) for key, value in row.items()} for row in source], []
    return ([], problems) if problems else plain_claims(rows, places and (lambda row: places(row["place"])))


def plain_claims(
    rows: Sequence[Mapping[str, str]], places: LocateRow | None = None
) -> tuple[list[Claim], list[Problem]]:
    """The claims of rows, one each and in their order, or what is wrong with them."""
    claims: list[Claim] = []
    problems: list[Problem] = []
    seen: dict[tuple[tuple[str, str], ...], int] = {}
    called: dict[str, int] = {}
    for number, row in enumerate(rows, 1):
        told = tuple(sorted((k, v) for k, v in row.items() if v))
        name = row.get("id", "")
        if told in seen:
            problems.append(_problem(number, "the row is the same as an earlier one", f"row {seen[told]}"))
            continue
        if name and name in called:
            problems.append(_problem(number, f"the id {name!r} is an earlier row's as well", f"row {called[name]}"))
        seen[told] = called[name] = number
        claim, wrong = claim_of(number, row, places)
        problems += wrong
        if claim is not None:
            claims.append(claim)
    return ([], problems) if problems else _linked(claims, rows)


def _cell(value: object) -> str:
    return "" if value is None else str(value).strip()


def _problem(row: int | str, what: str, why: str = "") -> Problem:
    return Problem(f"row {row}" if isinstance(row, int) else row, what, why)


def plain_rows(sheet: Sheet) -> tuple[list[dict[str, str]], list[int], list[Problem]]:
    """The rows of a plain claims table with the lines they begin on, or what is wrong with the file as a whole."""
    path, heading = sheet.path, sheet.columns
    twice = sorted({name for name in heading if name and heading.count(name) > 1})
    if "harm" not in heading:
        return [], [], [Problem(path.name, "the heading has no column harm", f"the columns are {', '.join(COLUMNS)}")]
    if twice:
        return [], [], [Problem(path.name, f"the heading names {', '.join(twice)} twice")]
    rows: list[dict[str, str]] = []
    lines: list[int] = []
    problems: list[Problem] = []
    try:
        for line, cells in sheet.rows():
            if len(cells) > len(heading):
                problems.append(_problem(len(rows) + 1, f"{len(cells)} cells under {len(heading)} columns"))
            rows.append({name: bare(cell) for name, cell in zip(heading, cells, strict=False) if name})
            lines.append(line)
    except csv.Error as wrong:
        return [], [], [Problem(path.name, "the table is not CSV", str(wrong))]
    return rows, lines, problems


def bare(cell: str) -> str:
    """A cell without the apostrophe that keeps a spreadsheet from running it as a formula."""
    return bared(cell.strip())


def claim_of(number: int | str, row: Mapping[str, str], places: LocateRow | None) -> tuple[Claim | None, list[Problem]]:
    """One row as a claim, or every reason why it is none. ``number`` is what problems call it."""
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
        id=identity("table", *(row.get(c, "") for c in (*COLUMNS, *FURTHER)), *_notes(row)),
        harm=harm,
        measure=measure,  # type: ignore[arg-type]
        extent=extent,  # type: ignore[arg-type]
        quantity=replace(amount, unit=unit),
        population=Population(population, population),
        place=_place(name, row, places),
        window=Window(start, end, "day" if start or end else "open"),
        perpetrator=Perpetrator(by, by) if by else None,
        means=(),
        speaker=row.get("speaker") or None,
        publisher=row.get("publisher") or None,
        modality=modality,  # type: ignore[arg-type]
        part_of=None,
        repeats=None,
        quote="; ".join((*([row["quote"]] if row.get("quote") else ()), *(f"{k}: {v}" for k, v in _notes(row)))),
        span=Span(0, 0),
        incident=row.get("incident") or None,
        report=row.get("report", ""),
        published=published,
        rule="table",
    )
    return claim, []


def _place(name: str, row: Mapping[str, str], places: LocateRow | None) -> Place | None:
    return ((places(row) if places else None) or Place(name, name)) if name else None


def _notes(row: Mapping[str, str]) -> list[tuple[str, str]]:
    meant = {*COLUMNS, *FURTHER, *(AGAIN if row.keys() >= {"place_id", "sha256"} else ())}  # a table we exported
    return [(k, v) for k, v in row.items() if v and k not in meant]


def _quantity(number: int | str, row: Mapping[str, str], hedge: str, wrong: list[Problem]) -> Quantity:
    """The bounds a row gives; where it gives a number and a hedge alone, the interval of the hedge."""
    ends: dict[str, int | None] = {}
    for column in ("low", "high", "best"):
        value = row.get(column, "")
        ends[column] = whole(value)
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


def _linked(claims: list[Claim], rows: Sequence[Mapping[str, str]]) -> tuple[list[Claim], list[Problem]]:
    """The claims with their ``part_of`` and ``repeats`` resolved to other claims of the table."""
    called = {row["id"]: claim for row, claim in zip(rows, claims, strict=True) if row.get("id")}
    happened: dict[str, list[int]] = {}
    for i, claim in enumerate(claims):
        if claim.incident is not None:
            happened.setdefault(claim.incident, []).append(i)
    problems: list[Problem] = []

    def other(i: int, column: str) -> str | None:
        name = rows[i].get(column, "")
        found = called.get(name)
        if found is None and name.isascii() and name.isdecimal() and len(name) < 10 and 1 <= int(name) <= len(claims):
            found = claims[int(name) - 1]
        if found is None:
            earlier = [j for j in happened.get(name, ()) if j < i]
            found = claims[earlier[0]] if len(earlier) == 1 else None
        if name and found is None:
            problems.append(_problem(i + 1, f"{column} {name!r} names no row", "give a row's number or its id"))
        elif found is not None and found.id == claims[i].id:
            problems.append(_problem(i + 1, f"the row is {column} itself"))
        return found.id if found is not None else None

    out = [replace(c, part_of=other(i, "part_of"), repeats=other(i, "repeats")) for i, c in enumerate(claims)]
    return ([], problems) if problems else (out, [])
