"""Any other table, read by a small file that says what its columns are.

The file is TOML::

    [table]
    name = "monitor"            # what the list is called: a row with the same id as an earlier one takes its place
    publisher = "A monitor"     # who publishes it
    dates = "%d/%m/%Y"          # how it writes days, where not as 2016-11-30
    delimiter = ";"             # where it is not found by itself

    [columns]                   # a field of a claim = the heading of the column that has it
    id = "Ref"
    place = "Town"
    start = "Date"

    [constants]                 # what is the same for every row
    country = "SY"
    speaker = "A monitor"

    [values.population]         # what the table writes = what it is here
    "civ." = "civilians"

    [[claims]]                  # one for each claim a row makes; without any, a row is one claim
    name = "dead"
    constants = { harm = "killed" }
    columns = { best = "Dead" }

    [[claims]]
    columns = { best = "Children" }
    constants = { harm = "killed", population = "children", part_of = "dead" }

Fields are the columns of the plain claims table, ``id``, ``repeats`` and ``quote``, and for the place ``country``,
``division``, ``latitude`` and ``longitude``. A claim none of whose numbers a row gives is not made of it. What is wrong
with the file is a problem that names the line and the key.
"""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tollbook.intake.claims_table import COLUMNS, claim_of
from tollbook.intake.tables.places import Places
from tollbook.intake.tables.rows import LONGEST, Line, decimal_of, label
from tollbook.intake.tables.sheet import Sheet, spelled
from tollbook.model import Claim, Place, Problem, identity

#: What a column or a constant may be.
FIELDS = (*COLUMNS, "id", "repeats", "quote", "country", "division", "latitude", "longitude")
_DAYS = ("published", "start", "end")
_NUMBERS = ("low", "high", "best")
_TABLE = ("name", "publisher", "dates", "delimiter")
_PARTS = ("name", "columns", "constants")


@dataclass(frozen=True, slots=True)
class Part:
    """One claim that each row makes: the columns (as spelled) and constants of its fields."""

    name: str
    columns: Mapping[str, str]
    constants: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Mapped:
    """What a mapping file says of a table."""

    name: str
    publisher: str | None
    dates: str | None
    delimiter: str | None
    parts: tuple[Part, ...]
    values: Mapping[str, Mapping[str, str]]
    headings: Mapping[str, str]

    @property
    def id(self) -> str | None:
        """The column that tells rows apart."""
        return self.parts[0].columns.get("id")


def read_mapping(path: Path) -> Mapped | list[Problem]:
    """A mapping file, or what is wrong with it, by line and key. Raises OSError where it cannot be read."""
    try:
        text = path.read_text(encoding="utf-8-sig")
        data = tomllib.loads(text)
    except UnicodeDecodeError:
        return [Problem(str(path), "the mapping is not UTF-8 text", "save it as UTF-8")]
    except tomllib.TOMLDecodeError as wrong:
        return [Problem(str(path), f"the mapping is not TOML: {wrong}", "see A mapping file in docs/how-to.md")]
    return _Mapping(path, text, data).read()


class _Mapping:
    """A mapping file on its way to a :class:`Mapped`, with what is wrong with it."""

    def __init__(self, path: Path, text: str, data: dict[str, Any]) -> None:
        self.path, self.lines, self.data = path, text.splitlines(), data
        self.wrong: list[Problem] = []
        self.headings: dict[str, str] = {}

    def fail(self, key: str, what: str, why: str = "") -> None:
        found = (n for n, line in enumerate(self.lines, 1) if re.search(rf"(?<![\w-]){re.escape(key)}(?![\w-])", line))
        line = next(found, None)
        self.wrong.append(Problem(f"{self.path}, line {line}" if line else str(self.path), what, why))

    def read(self) -> Mapped | list[Problem]:
        self.known(self.data, ("table", "columns", "constants", "values", "claims"), "")
        table = self.strings(self.data.get("table", {}), "table")
        self.known(table, _TABLE, "table")
        if "name" not in table:
            self.fail("table", "the mapping has no name in its [table]", 'write: name = "what the list is called"')
        delimiter = table.get("delimiter")
        if delimiter and (len(delimiter) > 1 or delimiter in '\r\n"'):
            self.fail("delimiter", f"the delimiter {delimiter!r} is not one sign", 'write it as delimiter = ";"')
        columns = self.columns(self.data.get("columns", {}), "columns")
        constants = self.constants(self.data.get("constants", {}), "constants")
        values = self.values()
        parts = [self.part(part, columns, constants) for part in self.parts()] or [Part("", columns, constants)]
        names = {part.name for part in parts}
        for part in parts:
            if "harm" not in part.columns and "harm" not in part.constants:
                remedy = 'give it in [columns], or as constants = { harm = "killed" }'
                self.fail(part.name or "claims", "a claim has no harm", remedy)
            for link in ("part_of", "repeats"):
                if link in part.constants and part.constants[link] not in names:
                    self.fail(link, f"{link} {part.constants[link]!r} names no claim", "give a name of [[claims]]")
        if self.wrong:
            return self.wrong
        return Mapped(
            table["name"], table.get("publisher"), table.get("dates"), delimiter, tuple(parts), values, self.headings
        )

    def parts(self) -> list[dict[str, Any]]:
        found = self.data.get("claims", [])
        if not isinstance(found, list) or not all(isinstance(part, dict) for part in found):
            self.fail("claims", "claims is no list", "write each as [[claims]]")
            return []
        for part in found:
            self.known(part, _PARTS, "claims")
        return found

    def part(self, data: dict[str, Any], columns: Mapping[str, str], constants: Mapping[str, str]) -> Part:
        """One of the claims: what it says itself goes before what is said of all."""
        own, fixed = (
            self.columns(data.get("columns", {}), "claims"),
            self.constants(data.get("constants", {}), "claims"),
        )
        shared = {field: column for field, column in columns.items() if field not in fixed}
        return Part(str(data.get("name", "")), {**shared, **own}, {**constants, **fixed})

    def strings(self, data: Any, where: str) -> dict[str, str]:
        if not isinstance(data, dict):
            self.fail(where, f"{where} is no table of keys", f"write it as [{where}]")
            return {}
        out = {}
        for key, value in data.items():
            if isinstance(value, str | int | float | dt.date) and not isinstance(value, bool):
                out[key] = str(value)
            else:
                self.fail(key, f"{where}.{key} is no text", 'write it as key = "text"')
        return out

    def known(self, data: Mapping[str, Any], names: tuple[str, ...], where: str) -> None:
        for key in data:
            if key not in names:
                place = f" in [{where}]" if where else ""
                self.fail(key, f"unknown key {key!r}{place}", f"one of {', '.join(names)}")

    def columns(self, data: Any, where: str) -> dict[str, str]:
        said = self.strings(data, where)
        self.known(said, FIELDS, where)
        for field, heading in said.items():
            self.headings.setdefault(spelled(heading), heading)
            if not heading:
                self.fail(field, f"{field} names no column", "write the heading as it stands in the table")
        return {field: spelled(heading) for field, heading in said.items()}

    def constants(self, data: Any, where: str) -> dict[str, str]:
        said = self.strings(data, where)
        self.known(said, FIELDS, where)
        trial = {field: value for field, value in said.items() if field not in ("part_of", "repeats")}
        for problem in claim_of("", {"harm": "killed", **trial}, None)[1]:
            key = next((field for field in trial if field in problem.what), where)
            self.fail(key, problem.what, problem.why)
        return said

    def values(self) -> dict[str, dict[str, str]]:
        found = self.data.get("values", {})
        if not isinstance(found, dict):
            self.fail("values", "values is no table", "write it as [values.population]")
            return {}
        self.known(found, FIELDS, "values")
        return {
            field: {word.casefold(): mine for word, mine in self.strings(words, f"values.{field}").items()}
            for field, words in found.items()
        }


def missing(mapped: Mapped, sheet: Sheet) -> list[Problem]:
    """The columns that a mapping names and a table does not have."""
    absent = [heading for column, heading in mapped.headings.items() if column not in sheet.columns]
    there = f"it has {', '.join(filter(None, sheet.headings))}"
    return [Problem(sheet.path.name, f"the heading has no column {heading}", there) for heading in absent]


def read(
    line: Line, mapped: Mapped, places: Places, list_name: str, publisher: str | None, published: dt.date | None
) -> tuple[tuple[Claim, ...], str] | str:
    """The claims of one row, or why it makes none; what is wrong is noted on the line."""
    made: dict[str, Claim] = {}
    links: list[tuple[str, str, str]] = []
    used = {column for part in mapped.parts for column in part.columns.values()}
    said = "; ".join(f"{mapped.headings[c]} {line.text(c)}" for c in mapped.headings if c in used and line.text(c))
    for number, part in enumerate(mapped.parts):
        row = _fields(line, mapped, part)
        numbers = [field for field in _NUMBERS if field in part.columns]
        if numbers and not any(row.get(field) for field in _NUMBERS) and "hedge" not in part.columns:
            continue
        row.setdefault("quote", f"line {line.line}: {said}"[:LONGEST])
        told = {field: value for field, value in row.items() if field not in ("part_of", "repeats", "id")}
        claim, wrong = claim_of(line.where, told, lambda fields: _place(fields, places))
        line.wrong += [problem for problem in wrong if problem not in line.wrong]
        if claim is None:
            continue
        key = part.name or str(number)
        made[key] = replace(
            claim,
            id=identity("table", list_name, line.name, line.line, number),
            publisher=claim.publisher or mapped.publisher or publisher,
            published=claim.published or published,
            incident=label(list_name, claim.incident) if claim.incident else None,
            report="",
            rule=list_name,
        )
        links += [(key, link, row[link]) for link in ("part_of", "repeats") if row.get(link)]
    for key, link, name in links:
        if name in made and name != key:
            other = made[name].id
            made[key] = replace(made[key], part_of=other) if link == "part_of" else replace(made[key], repeats=other)
    return (tuple(made.values()), "") if made else "no count"


def _fields(line: Line, mapped: Mapped, part: Part) -> dict[str, str]:
    """The fields of a claim as a row gives them, in the words of the plain table."""
    row = dict(part.constants)
    for field, column in part.columns.items():
        cell = line.text(column)
        words = mapped.values.get(field)
        if words is not None:
            cell = words.get(cell.casefold(), cell)
        elif field in _DAYS:
            day = line.day(column, form=mapped.dates, past=field == "start")
            cell = day.isoformat() if day else ""
        elif field in _NUMBERS:
            count = line.number(column)
            cell = str(count) if count is not None else ""
        if cell:
            row[field] = cell
    return row


def _place(row: Mapping[str, str], places: Places) -> Place | None:
    country, division = row.get("country", ""), row.get("division", "")
    if not country:
        return None
    lat, lon = (decimal_of(row.get(field, "")) for field in ("latitude", "longitude"))
    return places.settlement(row["place"], division, country, lat, lon)
