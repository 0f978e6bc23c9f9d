"""The door for tables: which kind one is, and all its rows as claims, or every reason why not.

A table is known by its heading. Whatever the kind, it comes out as a :class:`tollbook.intake.tables.rows.Table`; where
any row is wrong there are no rows, and every wrong row is named.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tollbook.intake.claims_table import COLUMNS, plain_claims, plain_rows
from tollbook.intake.tables import acled, ged, hxl, idmc, mapping
from tollbook.intake.tables.places import Places
from tollbook.intake.tables.rows import LONGEST, Line, Reader, Row, Table, codebook, digest
from tollbook.intake.tables.sheet import Sheet, read_sheet
from tollbook.model import Claim, Place, Problem
from tollbook.resolve.places import Gazetteer

#: The kinds a person can name, and what each is called.
KINDS = {
    "plain": "the plain claims table",
    "ged": "UCDP GED",
    "acled": "ACLED",
    "idmc": "IDMC displacement figures",
    "hxl": "an HXL table",
}
#: After how many rows somebody who waits is told.
STEP = 200


@dataclass(frozen=True, slots=True)
class Told:
    """What the person says of a table: its kind (a name of :data:`KINDS` or a mapping file), who published it, when."""

    kind: str | None = None
    publisher: str | None = None
    published: dt.date | None = None


def read_table(
    path: Path,
    gazetteer: Gazetteer,
    told: Told,
    named: Callable[[str], Place | None],
    watch: Callable[[int], None] | None = None,
) -> Table:
    """A table read whole. ``named`` finds the place that bare words name; ``watch`` is told the line that is being
    read.

    Raises OSError where a file cannot be read.
    """
    mapped: mapping.Mapped | None = None
    if told.kind is not None and told.kind not in KINDS:
        found = mapping.read_mapping(Path(told.kind))
        if not isinstance(found, mapping.Mapped):
            return Table("mapping", "", path.name, problems=tuple(found))
        mapped = found
    sheet = read_sheet(path, mapped.delimiter if mapped else None)
    if not isinstance(sheet, Sheet):
        return Table(told.kind or "", "", path.name, problems=tuple(sheet))
    kind = "mapping" if mapped else told.kind or recognised(sheet)
    if kind is None:
        columns = ", ".join(filter(None, sheet.headings[:12]))
        what = "no kind of table has these columns"
        why = f"it has {columns}; say what they are in a mapping file, and give it with --as FILE.toml"
        return Table("", "", path.name, problems=(Problem(path.name, what, why),))
    if kind == "plain":
        return _plain(sheet, gazetteer, told, named)
    reading = _reading(kind, sheet, gazetteer, told, mapped)
    if kind == "hxl" and not hxl.counts(sheet.tags):
        what = "no column has a tag that counts harm"
        return Table(kind, "", path.name, problems=(Problem(path.name, what, "#affected +killed, #affected +idps …"),))
    problems = _heading(sheet, kind, reading, mapped)
    if problems:
        return Table(kind, reading.list, reading.title, problems=tuple(problems))
    return _through(sheet, kind, reading, watch)


def _heading(sheet: Sheet, kind: str, reading: _Reading, mapped: mapping.Mapped | None) -> list[Problem]:
    """What is wrong with the heading of a peer's table: columns that are missing, or there twice."""
    name = sheet.path.name
    problems = mapping.missing(mapped, sheet) if mapped else []
    absent = [column for column in reading.needed if column not in sheet.columns]
    if absent:
        seems = recognised(sheet)
        why = f"it seems to be {KINDS[seems]}" if seems not in (None, kind) else f"{reading.title} has it"
        problems.append(Problem(name, f"the heading has no column {', '.join(absent)}", why))
    if kind == "hxl":
        used = [tag for count in hxl.counts(sheet.tags) for tag in count.columns.values()]
        twice = [tag for tag in dict.fromkeys(used) if sheet.tags.count(tag) > 1]
    else:
        used = [*reading.needed, *(mapped.headings if mapped else ())]
        twice = [column for column in used if sheet.columns.count(column) > 1]
    if twice:
        problems.append(Problem(name, f"the heading has {', '.join(twice)} twice", "leave one of them away"))
    return problems


def recognised(sheet: Sheet) -> str | None:
    """The kind of a table by its heading; ``None`` where it is none known."""
    columns = set(sheet.columns)
    for kind in ("ged", "acled"):
        if set(codebook(kind)["known_by"]) <= columns:
            return kind
    book = codebook("idmc")
    if set(book["known_by_updates"]) <= columns or set(book["known_by_figures"]) <= columns:
        return "idmc"
    if sheet.tags and hxl.counts(sheet.tags):
        return "hxl"
    return "plain" if "harm" in columns else None


@dataclass(frozen=True, slots=True)
class _Reading:
    """How the rows of one table are read: what makes claims of a line, what names a row, what must be there."""

    title: str
    list: str
    publisher: str | None
    read: Reader
    name: str | None = None
    needed: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()


def _reading(kind: str, sheet: Sheet, gazetteer: Gazetteer, told: Told, mapped: mapping.Mapped | None) -> _Reading:
    places, published = Places(gazetteer), told.published
    if mapped is not None:
        publisher = told.publisher or mapped.publisher
        name = mapped.name
        return _Reading(
            name,
            name,
            publisher,
            lambda line: mapping.read(line, mapped, places, name, publisher, published),
            mapped.id,
        )
    if kind == "hxl":
        tags = hxl.Tags(sheet.tags, sheet.headings)
        name = sheet.path.name
        return _Reading(
            KINDS[kind], name, told.publisher,
            lambda line: hxl.read(line, tags, places, name, told.publisher, published), tags.row, columns=sheet.tags,
        )  # fmt: skip
    book = codebook(kind)
    needed, id_ = book.get("needed", ()), "event_id_cnty" if kind == "acled" else "id"
    if kind == "ged":
        read: Reader = lambda line: ged.read(line, places, published)  # noqa: E731
    elif kind == "acled":
        read = lambda line: acled.read(line, places, published, gazetteer)  # noqa: E731
    elif "figure_cause" in sheet.columns:
        needed = book["needed_figures"]
        read = lambda line: idmc.read_figure(line, places, published)  # noqa: E731
    else:
        needed = book["needed_updates"]
        read = lambda line: idmc.read_update(line, places, published)  # noqa: E731
    return _Reading(book["name"], book["list"], book["publisher"], read, id_, tuple(needed))


def _through(sheet: Sheet, kind: str, reading: _Reading, watch: Callable[[int], None] | None) -> Table:
    """Every row of a peer's table."""
    columns = reading.columns or sheet.columns
    today = dt.date.today() + dt.timedelta(1)
    headings = dict(zip(columns, sheet.headings, strict=False))
    rows: list[Row] = []
    problems: list[Problem] = []
    passed: Counter[str] = Counter()
    seen: dict[str, tuple[int, str]] = {}
    try:
        for number, (at, cells) in enumerate(sheet.rows()):
            if watch is not None and number % STEP == 0:
                watch(at)
            stripped = [cell.strip() for cell in cells]
            row = dict(zip(reversed(columns), reversed(_padded(stripped, len(columns))), strict=True))
            line = Line(at, row, today, headings)
            name = line.text(reading.name) if reading.name else ""
            line.name = f"id {name}" if name else ""
            mark = digest(stripped)
            if len(cells) > len(columns):
                line.fail(f"{len(cells)} cells under {len(columns)} columns")
            _twice(line, name, mark, seen)
            made = reading.read(line) if not line.wrong else "wrong"
            if reading.name and kind != "hxl" and not name:
                line.fail(f"{reading.name} is empty", "every row needs its own")
            if line.wrong:
                problems += dict.fromkeys(line.wrong)
            elif isinstance(made, str):
                passed[made] += 1
            else:
                rows.append(Row(at, name, mark, *made))
    except csv.Error as wrong:
        problems.append(Problem(sheet.path.name, "the table is not CSV", str(wrong)))
    if problems:
        return Table(kind, reading.list, reading.title, problems=tuple(problems))
    if kind == "idmc":
        rows = idmc.settled(rows)
    return Table(kind, reading.list, reading.title, reading.publisher, tuple(rows), dict(passed), raw=sheet.raw)


def _padded(cells: list[str], size: int) -> list[str]:
    """The cells of a row, as many as there are columns: spreadsheets leave empty ones away at the end."""
    return (cells + [""] * (size - len(cells)))[:size]


def _twice(line: Line, name: str, mark: str, seen: dict[str, tuple[int, str]]) -> None:
    """Notes a row that is there before, by its name or, without one, by all its cells."""
    key = name or f"\x00{mark}"
    if key not in seen:
        seen[key] = (line.line, mark)
        return
    first, same = seen[key]
    if same == mark:
        line.fail("the row is the same as an earlier one", f"line {first}")
    else:
        line.fail("the row has the name of an earlier one and says something else", f"line {first}")


def _too_late(claims: Sequence[Claim], cells: Sequence[Mapping[str, str]]) -> list[Problem]:
    """Rows of what is said to have happened, or to have been published, on a day that has not come. Rows with an ``id``
    are a record's own claims, and stay as its reports say them."""
    last = dt.date.today() + dt.timedelta(1)  # somewhere it is tomorrow already
    wrong = []
    for number, (claim, row) in enumerate(zip(claims, cells, strict=True), 1):
        days = {"published": claim.published, "start": claim.window.start if claim.modality == "asserted" else None}
        for name, day in days.items() if not row.get("id") else ():
            if day is not None and day > last:
                wrong.append(Problem(f"row {number}", f"{name} '{day}' has not come yet"))
    return wrong


def _plain(sheet: Sheet, gazetteer: Gazetteer, told: Told, named: Callable[[str], Place | None]) -> Table:
    """The plain claims table: each row a claim, with its line as its words where it has none of its own."""
    name = f"table {sheet.path.name}"
    cells, lines, problems = plain_rows(sheet)
    if problems:
        return Table("plain", name, KINDS["plain"], problems=tuple(problems))
    places = Places(gazetteer)

    def where(row: Mapping[str, str]) -> Place | None:
        """The place a row identifies, if its words can mean it; else as a person's words are read."""
        words, wanted, country = row["place"], row.get("place_id", ""), row.get("country", "")
        return (places.meant(words, wanted, country, named) if wanted or country else None) or named(words)

    claims, problems = plain_claims(cells, where)
    problems = problems or _too_late(claims, cells)
    if problems:
        return Table("plain", name, KINDS["plain"], problems=tuple(problems))
    rows = []
    for line, row, claim in zip(lines, cells, claims, strict=True):
        said = "; ".join(f"{column} {cell}" for column, cell in row.items() if cell and column in COLUMNS)
        quote = claim.quote if row.get("quote") else f"line {line}: {'; '.join(filter(None, (said, claim.quote)))}"
        whole = replace(
            claim,
            quote=quote[:LONGEST],
            publisher=claim.publisher or told.publisher,
            published=claim.published or told.published,
        )
        rows.append(Row(line, row.get("id", ""), digest(f"{k}={v}" for k, v in sorted(row.items()) if v), (whole,)))
    sources = {row.claims[0].publisher or row.claims[0].speaker for row in rows}
    if all(row.name for row in rows) and len(sources) == 1 and None not in sources:
        name = f"table of {sources.pop()}"  # rows with names of one source: whatever the file is called
    return Table("plain", name, KINDS["plain"], told.publisher, tuple(rows), raw=sheet.raw)
