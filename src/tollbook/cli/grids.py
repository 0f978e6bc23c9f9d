"""A grid of figures on the terminal: one kind down, another across, in as many blocks as the width asks for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from rich.console import Console
from rich.text import Text

from tollbook.cli.see import counted, indented, joined, table
from tollbook.desk.words import brief, titled
from tollbook.reckon import Grid, Numbers, Row

#: How the totals are called, and how many characters stand between two columns.
TOGETHER, GAP = "together", 2

#: How wide the rows' names and the columns' may be before they are broken in lines.
ROW, COLUMN = 30, 16

LEGEND = "12+ at least 12, ≤9 up to 9, – nothing that can be counted, * contradicted: ask for it alone to see by whom."

NEVER_SUMMED = (
    "“together” is reckoned from all claims of its row, its column or the whole at once. It is never the sum of its "
    "cells: one figure can belong to several."
)


def show_grid(out: Console, found: Grid, name: Callable[[str], str]) -> None:
    """Print a grid. ``name``: what a key is called."""
    out.print(Text(titled(found.total.question, found.by), style="bold"))
    if found.total.silent:
        out.print("No report says anything about this. That is not zero: it is not known.")
        return
    told = {key for key, one in found.cells.items() if one.known}
    rows = [row for row in found.rows if row.answer.known or any(row.key == key for key, _ in told)]
    columns = [one for one in found.columns if one.answer.known or any(one.key == key for _, key in told)]
    for block, last in _blocks(found, rows, columns, name, out.width - GAP):
        made = table(found.by[0].capitalize(), *((name(one.key), "right") for one in block))
        made.columns[0].max_width = ROW
        for one in made.columns[1:]:
            one.max_width = COLUMN
        if last:
            made.add_column(Text(TOGETHER, style="bold"), justify="right")
        for key, figures, whole in _lines(found, rows, block):
            style = "bold" if key == TOGETHER else ""
            made.add_row(
                Text(name(key), style=style),
                *(Text(_said(one), style=style) for one in figures),
                *([Text(_said(whole), style="bold")] if last else []),
            )
        out.print()
        out.print(indented(made))
    out.print()
    left = [(found.by[0], len(found.rows) - len(rows)), (found.by[1], len(found.columns) - len(columns))]
    if without := [counted(n, kind) for kind, n in left if n]:
        out.print(Text(f"{joined(without)} more without a number that can be counted.", style="dim"))
    out.print(Text(LEGEND, style="dim"))
    out.print(Text(NEVER_SUMMED, style="dim"))


def _lines(
    found: Grid, rows: Sequence[Row], block: Sequence[Row]
) -> Iterator[tuple[str, list[Numbers | None], Numbers]]:
    """The lines of a block: each row's name, its figures and its own; then those of the columns."""
    for row in rows:
        yield row.key, [found.cells.get((row.key, one.key)) for one in block], row.answer
    yield TOGETHER, [one.answer for one in block], found.total


def _said(one: Numbers | None) -> str:
    """A figure in few letters."""
    if one is None or not one.known:
        return "–"
    return brief(one.documented.low, one.documented.high) + ("*" if one.contradictions else "")


def _blocks(
    found: Grid, rows: Sequence[Row], columns: Sequence[Row], name: Callable[[str], str], width: int
) -> Iterator[tuple[list[Row], bool]]:
    """The columns in as many blocks as they need, and whether it is the last, which has the rows' own figures."""

    def wide(one: Row) -> int:
        cells = (found.cells.get((row.key, one.key)) for row in rows)
        return max(min(COLUMN, len(name(one.key))), len(_said(one.answer)), *(len(_said(cell)) for cell in cells)) + GAP

    first = min(ROW, max(len(name(key)) for key in (TOGETHER, *(row.key for row in rows)))) + GAP
    total = max(len(TOGETHER), len(_said(found.total)), *(len(_said(row.answer)) for row in rows)) + GAP
    left, block = width - first, list[Row]()
    for one in columns:
        if block and wide(one) > left:
            yield block, False
            left, block = width - first, []
        block.append(one)
        left -= wide(one)
    if total > left and block:
        yield block, False
        block = []
    yield block, True
