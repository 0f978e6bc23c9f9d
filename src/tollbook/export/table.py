"""A table that leaves a record: named columns, each with a level, and rows of cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from tollbook.export.cells import Cell
from tollbook.lang import load

Level = Literal["public", "internal", "restricted"]
Kind = Literal["text", "number", "decimal", "day"]

#: Who may see what, from what everybody may to what only those may who answer for the people in it.
LEVELS: tuple[Level, ...] = ("public", "internal", "restricted")


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, what its cells are, who may see it, and its HXL tag where it has one."""

    name: str
    kind: Kind = "text"
    level: Level = "public"
    tag: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under columns. ``about`` says in a few sentences what it is, for whoever opens the file."""

    name: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    about: tuple[str, ...] = ()

    def at(self, level: Level) -> Table:
        """The table with the columns only that a level may see."""
        kept = [i for i, column in enumerate(self.columns) if may_see(level, column.level)]
        rows = tuple(tuple(row[i] for i in kept) for row in self.rows)
        return Table(self.name, tuple(self.columns[i] for i in kept), rows, self.about)

    def filled(self) -> Table:
        """The table without the columns in which no row says anything."""
        kept = [i for i in range(len(self.columns)) if any(row[i] not in (None, "") for row in self.rows)]
        rows = tuple(tuple(row[i] for i in kept) for row in self.rows)
        return Table(self.name, tuple(self.columns[i] for i in kept), rows, self.about)

    def column(self, name: str) -> Sequence[Cell]:
        """The cells of a column."""
        at = [column.name for column in self.columns].index(name)
        return [row[at] for row in self.rows]


def may_see(level: Level, needed: Level) -> bool:
    """Whether one who may see ``level`` may see what needs another."""
    return LEVELS.index(needed) <= LEVELS.index(level)


def about(what: str) -> tuple[str, ...]:
    """What a table says of itself."""
    return tuple(load("en", "release")["about"][what])
