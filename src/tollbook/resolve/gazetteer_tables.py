"""Users' own tables of places: neighbourhoods, villages, P-codes, laid over the shipped gazetteer.

Three forms are known by their shape:

* a GeoNames dump (https://download.geonames.org/export/dump/): tab separated, 19 columns, no header;
* an OCHA common operational dataset of administrative boundaries (COD-AB) as CSV: columns of names and P-codes by
  level, ``admin2Name_en`` and ``admin2Pcode`` or ``ADM2_EN`` and ``ADM2_PCODE``; every level becomes places;
* a plain CSV with a header: ``name``, and as known ``lat``, ``lon``, ``country`` (ISO 3166, two letters), ``parent``,
  ``aliases`` (separated by ``|``), ``precision``, ``population``, ``code``. A parent is a place of the same table
  or one the gazetteer knows, parts too ("east Aleppo").

A table is compiled into one file of the store and takes its place whole: a table with one bad row adds nothing, and
adding a table again replaces it.
"""

from __future__ import annotations

import csv
import io
import re
import struct
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from tollbook.resolve.gazetteer import Gazetteer, reopen
from tollbook.resolve.gazetteer_file import PRECISIONS, Entry, Row, write
from tollbook.resolve.gazetteer_fold import key

#: How the identifiers of a user's own places begin.
OWN = "user:"
_MOST_PROBLEMS = 20
_MOST_ROWS = 5_000_000
#: What stands for a hyphen in an identifier: all but letters (of any script), digits, full stops and hyphens.
_NO_LETTERS = re.compile(r"(?:[^\w.-]|_)+")
_FEATURES = {"PPLX": "neighbourhood", "ADM1": "province", "ADM2": "district", "ADM3": "district", "ADM4": "district",
             "RGN": "region", "CMP": "neighbourhood"}  # fmt: skip
_LEVEL_NAME = re.compile(r"^adm(?:in)?(\d)_?(?:name)?_?en$")
_LEVEL_CODE = re.compile(r"^adm(?:in)?(\d)_?pcode$")
_LEVELS = {0: "country", 1: "province", 2: "district", 3: "district", 4: "neighbourhood"}


class TableError(ValueError):
    """A table that cannot be added: ``problems`` say where and what, a row a line. Nothing of it was added."""

    def __init__(self, source: Path, problems: list[str]) -> None:
        self.source = source
        self.problems = problems
        shown = problems[:_MOST_PROBLEMS]
        more = len(problems) - len(shown)
        tail = [f"... and {more} more"] if more else []
        super().__init__("\n".join([f"{source}: nothing was added", *shown, *tail]))


class Added(NamedTuple):
    """What adding a table gave: its name, how many places and how many names, and the file it is in."""

    table: str
    places: int
    names: int
    path: Path


class _BadRowError(Exception):
    """What is wrong with one row."""


def add_table(source: Path, store: Path) -> Added:
    """Add a table of places to the folder of users' tables, all of it or nothing.

    Raises TableError naming the rows that are wrong, OSError where a file cannot be read or written.
    """
    text = _text(source)
    table = re.sub(r"[^a-z0-9]+", "-", source.stem.lower()).strip("-") or "table"
    problems: list[str] = []
    rows = list(_rows(source, text, table, problems))
    if not problems and not rows:
        problems.append("no places in it")
    if problems:
        raise TableError(source, problems)
    store.mkdir(parents=True, exist_ok=True)
    path = store / f"{table}.bin"
    try:
        places = write(rows, path)
    except (struct.error, OverflowError) as wrong:
        raise TableError(source, [f"a number does not fit: {wrong}"]) from wrong
    reopen()
    return Added(table, places, sum(len({row.entry.name, *row.names}) for row in rows), path)


def _text(source: Path) -> str:
    try:
        return source.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        raise TableError(source, [f"byte {wrong.start} is not UTF-8; save the table as UTF-8"]) from wrong


def _rows(source: Path, text: str, table: str, problems: list[str]) -> Iterator[Row]:
    first = text.split("\n", 1)[0]
    if first.count("\t") >= 18:
        yield from _each(_geonames(text), _geonames_row, table, problems)
        return
    try:
        dialect: type[csv.Dialect] | csv.Dialect = csv.Sniffer().sniff(first, ",;\t") if first.strip() else csv.excel
    except csv.Error:
        dialect = csv.excel
    lines = csv.DictReader(io.StringIO(text, newline=""), dialect=dialect, strict=True)
    columns = {(name or "").strip().lower(): name for name in lines.fieldnames or ()}
    levels = _levels(columns)
    if levels:
        yield from _boundaries(lines, levels, columns, table, problems)
    elif "name" in columns:
        yield from _plain(lines, columns, table, problems)
    else:
        problems.append(
            "row 1: no known columns; wanted are name,lat,lon,country,parent (CSV), P-codes of OCHA (admin1Pcode, "
            "admin1Name_en ...), or the 19 columns of a GeoNames dump"
        )


def _each(
    rows: Iterator[list[str]], make: Callable[[list[str], str], Row | None], table: str, problems: list[str]
) -> Iterator[Row]:
    for number, fields in enumerate(islice(rows, _MOST_ROWS), start=1):
        try:
            row = make(fields, table)
        except _BadRowError as wrong:
            problems.append(f"row {number}: {wrong}")
            continue
        if row is not None:
            yield row


def _geonames(text: str) -> Iterator[list[str]]:
    for line in text.splitlines():
        if line.strip():
            yield line.split("\t")


def _geonames_row(fields: list[str], table: str) -> Row | None:
    if len(fields) < 15:
        raise _BadRowError(f"{len(fields)} columns where a GeoNames dump has 19")
    ident, name, ascii_name, aliases, lat, lon, kind, feature, country, _, division = fields[:11]
    if kind not in ("A", "P", "L") and feature not in _FEATURES:
        return None
    if feature.startswith("PCL"):
        return None
    if not ident.isdigit():
        raise _BadRowError(f"the identifier {ident!r} is no number")
    code = _country(country)
    divided = division not in ("", "00")
    above: tuple[str, ...] = (f"country:{code}",)
    if divided:
        above = (f"admin1:{code}.{division}", *above)
    own = f"geoname:{ident}"
    if feature == "ADM1" and divided:
        own, above = above[0], above[1:]
    precision = _FEATURES.get(feature, {"P": "city", "A": "district"}.get(kind, "point"))
    position = _position(lat, lon)
    entry = Entry(own, _name(name), code, *position, precision, _count(fields[14]), above, int(ident))
    return Row(entry, tuple(_latin([ascii_name, *aliases.split(",")])))


def _levels(columns: dict[str, str]) -> dict[int, tuple[str, str]]:
    """The columns of name and P-code of each level of a COD-AB table; empty where it is none."""
    names = {int(m[1]): column for low, column in columns.items() if (m := _LEVEL_NAME.match(low))}
    codes = {int(m[1]): column for low, column in columns.items() if (m := _LEVEL_CODE.match(low))}
    levels = {level: (names[level], codes[level]) for level in sorted(names.keys() & codes.keys())}
    return levels if any(level > 0 for level in levels) else {}


def _boundaries(
    lines: csv.DictReader[str], levels: dict[int, tuple[str, str]], columns: dict[str, str], table: str,
    problems: list[str],
) -> Iterator[Row]:  # fmt: skip
    """Every level of every row, each P-code once; only the innermost has the row's position."""
    gazetteer = Gazetteer.default()
    seen: set[str] = set()
    innermost = max(levels)
    for number, line in _lines(lines, problems):
        try:
            first_code = (line[levels[min(levels)][1]] or "").strip()
            country = _country(first_code[:2])
            above: tuple[str, ...] = (f"country:{country}",)
            for level, (name_column, code_column) in levels.items():
                name, code = (line[name_column] or "").strip(), (line[code_column] or "").strip()
                if level == 0 or not code:
                    continue
                ident = f"{OWN}{table}:{code}"
                if level == 1:
                    division = _division(gazetteer, country, name)
                    above = (division, *above) if division else above
                if ident not in seen:
                    seen.add(ident)
                    position = _row_position(line, columns) if level == innermost else (None, None)
                    precision = _LEVELS.get(level, "district")
                    entry = Entry(ident, _name(name), country, *position, precision, 0, above, None)
                    yield Row(entry, (code,))
                above = (ident, *above)
        except _BadRowError as wrong:
            problems.append(f"row {number}: {wrong}")


def _division(gazetteer: Gazetteer, country: str, name: str) -> str | None:
    """Our own division of that name, which the table's lies in, so that the two agree on what contains what."""
    for found in (*gazetteer.find(key(name)), *gazetteer.find_like(key(name))):
        if found.entry.country == country and found.entry.ident.startswith("admin1:"):
            return found.entry.ident
    return None


def _plain(lines: csv.DictReader[str], columns: dict[str, str], table: str, problems: list[str]) -> Iterator[Row]:
    from tollbook.resolve.places import find_places

    gazetteer = Gazetteer.default()
    drafts: dict[str, tuple[int, Row, str]] = {}
    by_name: dict[str, str] = {}
    for number, line in _lines(lines, problems):
        cell = {low: (line[column] or "").strip() for low, column in columns.items() if low}
        try:
            name = _name(cell.get("name", ""))
            country = _country(cell["country"]) if cell.get("country") else None
            precision = cell.get("precision") or "neighbourhood"
            if precision not in PRECISIONS:
                raise _BadRowError(f"precision {precision!r} is none of {', '.join(PRECISIONS)}")
            ident = f"{OWN}{table}:{_NO_LETTERS.sub('-', cell.get('code') or key(name))}"
            if ident in drafts:
                raise _BadRowError(f"{name!r} stands in row {drafts[ident][0]} already; give each a code of its own")
            position = _row_position(line, columns)
            entry = Entry(ident, name, country, *position, precision, _count(cell.get("population", "")), (), None)
            aliases = tuple(alias.strip() for alias in cell.get("aliases", "").split("|") if alias.strip())
            drafts[ident] = number, Row(entry, aliases), cell.get("parent", "")
            by_name.setdefault(key(name), ident)
        except _BadRowError as wrong:
            problems.append(f"row {number}: {wrong}")
    for ident, (number, row, parent) in drafts.items():
        above: tuple[str, ...] = (f"country:{row.entry.country}",) if row.entry.country else ()
        steps: list[str] = []
        while parent and (inner := by_name.get(key(parent))) is not None and inner != ident:
            if inner in steps:
                problems.append(f"row {number}: its parents go in a circle: {', '.join(steps)}")
                break
            steps.append(inner)
            parent = drafts[inner][2]
        else:
            if parent:
                found = find_places(parent, parent.lower(), gazetteer, row.entry.country)
                known = [m.place for m in found if m.kind in ("name", "part") and m.place.text == parent]
                if not known or (row.entry.country and known[0].country != row.entry.country):
                    where = row.entry.country or "the gazetteer"
                    problems.append(f"row {number}: no place {parent!r} known in {where}")
                    continue
                above = known[0].path
        entry = row.entry._replace(above=(*steps, *above), country=row.entry.country or _code_of(above))
        yield row._replace(entry=entry)


def _code_of(above: tuple[str, ...]) -> str | None:
    return above[-1][8:] if above and above[-1].startswith("country:") else None


def _lines(lines: csv.DictReader[str], problems: list[str]) -> Iterator[tuple[int, dict[str, str | None]]]:
    """The lines of a CSV with their row numbers, the header being row 1; what is no CSV is a problem."""
    number = 1
    try:
        for line in islice(lines, _MOST_ROWS):
            number += 1
            if any((value or "").strip() for value in line.values() if isinstance(value, str)):
                yield number, line
    except csv.Error as wrong:
        problems.append(f"row {number + 1}: {wrong}")


def _row_position(line: dict[str, str | None], columns: dict[str, str]) -> tuple[float | None, float | None]:
    def cell(*names: str) -> str:
        return next(((line[columns[name]] or "").strip() for name in names if name in columns), "")

    lat = cell("lat", "latitude", "y_coord", "center_lat")
    return _position(lat, cell("lon", "lng", "longitude", "x_coord", "center_lon"))


def _position(lat: str, lon: str) -> tuple[float | None, float | None]:
    if not lat and not lon:
        return None, None
    return _degrees(lat, "latitude", 90), _degrees(lon, "longitude", 180)


def _degrees(text: str, what: str, most: int) -> float:
    try:
        value = float(text)
    except ValueError:
        raise _BadRowError(f"{what} {text!r} is no number") from None
    if not -most <= value <= most:
        raise _BadRowError(f"{what} {text} is not between -{most} and {most}")
    return value


def _count(text: str) -> int:
    if text and not text.isdigit():
        raise _BadRowError(f"population {text!r} is no whole number")
    if len(text) > 9:
        raise _BadRowError(f"population {text} is more than there are people")
    return int(text or 0)


def _country(text: str) -> str:
    code = text.strip().upper()
    if Gazetteer.default().country(code) is None:
        raise _BadRowError(f"country {text!r} is no ISO 3166 code of two letters")
    return code


def _name(text: str) -> str:
    name = " ".join(text.split())
    if not key(name):
        raise _BadRowError("no name")
    if len(name) > 200:
        raise _BadRowError(f"a name of {len(name)} characters")
    return name


def _latin(names: list[str]) -> Iterator[str]:
    for name in names:
        if name and (name[0].isupper() or name[0] in "'’‘") and not (name.isupper() and len(name) < 5):
            yield name
