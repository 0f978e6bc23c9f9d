"""A row of a table on its way to claims: its cells read with what is wrong with them, and claims made of them.

Whatever the peer, a row comes out as a :class:`Row`: what it is called in its list, a digest of its cells, and its
claims. What is wrong is a problem that names the line, and the row where it has a name.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import math
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from typing import Any

from tollbook.grammar.hedges import Stated, quantity
from tollbook.model import (
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
from tollbook.resolve.actors import resolve_actor
from tollbook.vocabulary import HARMS

#: Ways peers write a day, tried in this order; a time after it is left out.
DAYS = ("%Y-%m-%d", "%d %B %Y", "%d-%B-%Y", "%d %b %Y", "%d-%b-%Y", "%Y/%m/%d", "%Y%m%d")
#: What stands in a cell that is empty.
EMPTY = frozenset({"", "na", "n/a", "nan", "null", "none", "nil", "-", "--", "unknown"})
#: The longest words of a row that a claim keeps; the bytes of the table have all of them.
LONGEST = 1200


@cache
def codebook(name: str) -> dict[str, Any]:
    """What a codebook lays down (``codebooks.toml``)."""
    text = (files(__package__) / "codebooks.toml").read_text(encoding="utf-8")
    found: dict[str, Any] = tomllib.loads(text)[name]
    return found


@dataclass(frozen=True, slots=True)
class Row:
    """What one row tells. ``name`` is what its list calls it, empty where rows have no names; ``digest`` is of its
    cells; ``text`` is what of it was read as a report, in which the claims' spans lie."""

    line: int
    name: str
    digest: str
    claims: tuple[Claim, ...]
    text: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table read whole: which kind it is, the list its rows belong to, its rows, and how many tell of no harm, by
    the reason why. Where there are problems there are no rows. ``raw`` are the bytes."""

    kind: str
    list: str
    title: str
    publisher: str | None = None
    rows: tuple[Row, ...] = ()
    passed_over: Mapping[str, int] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    raw: bytes = b""


class Line:
    """One row being read: its cells by column, and what is wrong with it.

    ``today`` is the first day that has not come: no recorded harm is of that day or later. ``headings`` are the columns
    as the table writes them, for what is said of them.
    """

    __slots__ = ("cells", "headings", "line", "name", "today", "wrong")

    def __init__(self, line: int, cells: Mapping[str, str], today: dt.date, headings: Mapping[str, str]) -> None:
        self.line, self.cells, self.today, self.headings, self.name = line, cells, today, headings, ""
        self.wrong: list[Problem] = []

    @property
    def where(self) -> str:
        """What problems call the row."""
        return f"line {self.line}, {self.name}" if self.name else f"line {self.line}"

    def text(self, column: str) -> str:
        """A cell; empty where there is no such column."""
        return self.cells.get(column, "")

    def value(self, column: str) -> str:
        """A cell that holds a number or a day; empty where it holds a word for nothing."""
        cell = self.cells.get(column, "")
        return "" if cell.casefold() in EMPTY else cell

    def fail(self, what: str, why: str = "") -> None:
        """Something is wrong with the row."""
        self.wrong.append(Problem(self.where, what, why))

    def called(self, column: str) -> str:
        """A column as the table writes it."""
        return self.headings.get(column, column)

    def number(self, column: str, needed: bool = False) -> int | None:
        """A whole number of people or things, ``None`` where the cell is empty."""
        cell = self.value(column)
        if not cell:
            if needed:
                self.fail(f"{self.called(column)} is empty", "give a whole number")
            return None
        found = whole(cell)
        if found is None:
            self.fail(f"{self.called(column)} {cell!r} is no number of people or things", "give a whole number")
        return found

    def decimal(self, column: str) -> float | None:
        """A number with a fraction, ``None`` where the cell is empty."""
        cell = self.value(column)
        found = decimal_of(cell)
        if cell and found is None:
            self.fail(f"{self.called(column)} {cell!r} is no number")
        return found

    def code(self, column: str, allowed: Sequence[int]) -> int | None:
        """A code of the codebook."""
        cell = self.value(column)
        found = whole(cell) if cell else None
        if found not in allowed:
            self.fail(f"{self.called(column)} {cell!r} is no code of it", f"one of {', '.join(map(str, allowed))}")
            return None
        return found

    def day(self, column: str, needed: bool = False, form: str | None = None, past: bool = True) -> dt.date | None:
        """A day; ``form`` is how the table writes it, where it says so."""
        cell = self.value(column)
        if not cell:
            if needed:
                self.fail(f"{self.called(column)} is empty", "write it as 2016-11-30")
            return None
        found = day_of(cell, form)
        if found is None:
            how = f"written as {form}" if form else "write it as 2016-11-30"
            self.fail(f"{self.called(column)} {cell!r} is no date", how)
        elif past and found >= self.today:
            self.fail(f"{self.called(column)} {cell!r} has not come yet")
            return None
        return found

    def days(self, first: dt.date | None, last: dt.date | None) -> bool:
        """Whether two days are in their order."""
        if first and last and first > last:
            self.fail(f"the window ends ({last}) before it starts ({first})")
            return False
        return True


def whole(cell: str) -> int | None:
    """A whole number as tables write it: 12, 1,200 or 12.0; ``None`` for anything else."""
    plain = cell.replace(",", "").replace("\u00a0", "").replace(" ", "")
    number, point, rest = plain.partition(".")
    if point and rest.strip("0"):
        return None
    return int(number) if number.isascii() and number.isdecimal() and len(number) < 13 else None


def decimal_of(cell: str) -> float | None:
    """A number with a fraction; ``None`` for anything else, and for one without an end."""
    try:
        found = float(cell)
    except ValueError:
        return None
    return found if math.isfinite(found) else None


def day_of(cell: str, form: str | None = None) -> dt.date | None:
    """A day as tables write it, ``None`` where it is none."""
    if form is None:
        plain = cell[:10]
        if len(plain) == 10 and plain[4] == plain[7] == "-" and (len(cell) == 10 or cell[10] in "T "):
            try:
                return dt.date.fromisoformat(plain)
            except ValueError:
                return None
    for way in (form,) if form else DAYS:
        try:
            return dt.datetime.strptime(cell, way).date()
        except ValueError:
            continue
    return None


@cache
def perpetrator(name: str) -> Perpetrator | None:
    """Who is held responsible, by the name a codebook gives."""
    return Perpetrator(name, resolve_actor(name) or name) if name else None


def stated(best: int, hedge: str) -> Quantity:
    """A number under a hedge, in the default convention."""
    found = quantity(Stated(best, best, "exact"), None if hedge in ("", "exact") else hedge, "")
    return replace(found, text=codebook("words").get(hedge, "{n}").replace("{n}", f"{best:,}"))


def between(low: int | None, best: int | None, high: int | None) -> Quantity:
    """A number with the bounds its speaker gives, in words "12 (8 to 20)"."""
    if low == high == best and best is not None:
        return Quantity(best, best, best, "exact", "people", f"{best:,}")
    ends = " to ".join(f"{end:,}" if end is not None else "…" for end in (low, high))
    words = f"{best:,} ({ends})" if best is not None else ends
    hedge = "at_least" if high is None else "at_most" if low is None else "between"
    return Quantity(low, high, best, hedge, "people", words)


def words_of(line: Line, shown: Iterable[str]) -> str:
    """The cells that carry a row's claims, as its words; without counts of none and times of midnight."""
    cells = ((column, line.text(column).partition(" 00:00:00")[0]) for column in shown)
    said = "; ".join(f"{column} {cell}" for column, cell in cells if cell and cell != "0")
    words = f"line {line.line}: {said}"
    return words if len(words) <= LONGEST else f"{words[: LONGEST - 1]}…"


def digest(cells: Iterable[str]) -> str:
    """A short digest of a row's cells: rows of one name and one digest are one row."""
    return hashlib.sha256("\x1f".join(cells).encode("utf-8", "surrogatepass")).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Frame:
    """What all claims of a row have in common; :meth:`claim` adds what they do not."""

    list: str
    line: int
    name: str
    quote: str
    place: Place | None
    window: Window
    speaker: str | None
    publisher: str | None
    published: dt.date | None
    incident: str | None = None
    quoting: tuple[str, ...] = ()

    def claim(
        self,
        number: int,
        harm: str,
        amount: Quantity,
        group: str = "people",
        *,
        words: str = "",
        measure: Measure | None = None,
        extent: Extent | None = None,
        by: Perpetrator | None = None,
        part_of: str | None = None,
        modality: Modality = "asserted",
        means: tuple[str, ...] = (),
    ) -> Claim:
        """The claim of that number among those of the row."""
        usual: Measure = "stock" if HARMS[harm].measure == "stock" else "flow"
        of = measure or usual
        return Claim(
            id=identity("table", self.list, self.name, self.line, number),
            harm=harm,
            measure=of,
            extent=extent or ("total" if of == "stock" else "event"),
            quantity=amount,
            population=Population(group, words or group),
            place=self.place,
            window=self.window,
            perpetrator=by,
            means=means,
            speaker=self.speaker,
            publisher=self.publisher,
            modality=modality,
            part_of=part_of,
            repeats=None,
            quote=self.quote,
            span=Span(0, 0),
            incident=self.incident,
            published=self.published,
            rule=self.list,
            quoting=self.quoting,
        )


def label(list_name: str, name: str) -> str:
    """The incident label of a row of a list: distinct from the other rows of the list, and from nothing else."""
    return f"{list_name}::{name}"


#: What makes a row of a line: its claims and what was read as a report, or the reason why it tells of no harm.
Reader = Callable[[Line], tuple[tuple[Claim, ...], str] | str]
