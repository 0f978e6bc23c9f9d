"""Answers as rows: a figure with its bounds, its floor, how many say so, and whether they contradict each other."""

from __future__ import annotations

from collections.abc import Collection

from tollbook.export.cells import Cell
from tollbook.export.naming import WITHHELD, public_name
from tollbook.export.release import place_name, shown
from tollbook.export.table import Column, Level, Table, about, may_see
from tollbook.reckon import Answer, Grid, Numbers, Row
from tollbook.reckon import Table as Answers
from tollbook.vocabulary import HARMS

#: What the HXL standard, or common use of it, calls the groups of people.
HXL_GROUPS = {
    "people": "", "civilians": "+civilians", "fighters": "+combatants", "police": "+police", "women": "+women",
    "men": "+men", "older_people": "+elderly", "detainees": "+detainees", "mixed": "", "households": "+hh",
    "children": "+children", "medics": "+healthworkers", "journalists": "+journalists", "aid_workers": "+aidworkers",
    "boys": "+boys", "girls": "+girls",
}  # fmt: skip


#: A line of the table: what it is of, one key for each kind, and its figure.
Line = tuple[tuple[str, ...], Answer | Numbers]


def figures_table(found: Answer | Answers | Grid, level: Level, told: Collection[str] = ()) -> Table:
    """An answer alone; the rows of a table and their total; or the cells of a grid, with the totals of its rows and its
    columns. ``told`` as for claims. A row of which no more is known than that it is not below zero is left out."""
    lines: list[Line]
    by: tuple[str, ...]
    if isinstance(found, Answer):
        by, lines = ("figure",), []
    elif isinstance(found, Grid):
        by = tuple(f"by_{kind}" for kind in found.by)
        down = {row.key: _key(found.by[0], row, level, told) for row in found.rows}
        across = {one.key: _key(found.by[1], one, level, told) for one in found.columns}
        lines = [((down[row], across[one]), cell) for (row, one), cell in found.cells.items() if cell.known]
        lines += [((down[row.key], TOTAL), row.answer) for row in found.rows if row.answer.known]
        lines += [((TOTAL, across[one.key]), one.answer) for one in found.columns if one.answer.known]
    else:
        by = (f"by_{found.by}",)
        lines = [((_key(found.by, row, level, told),), row.answer) for row in found.rows if row.answer.known]
    total = found if isinstance(found, Answer) else found.total
    lines.append(((TOTAL,) * len(by), total))
    asked, in_full = total.question, may_see(level, "internal")
    size = () if asked.household is None else (Column("household", "number", tag="#meta+household+size"),)
    cells = tuple((*keys, *_row(one, in_full), *(one.question.household for _ in size)) for keys, one in lines)
    return Table("figures", (*_columns(by, asked.harm, asked.population), *size), cells, about("figures"))


#: The key of what is reckoned over all rows.
TOTAL = "total"


def _key(by: str, row: Row, level: Level, told: Collection[str]) -> str:
    """What a row is of, as a level may know it: a source may be a person, and a place where somebody lives."""
    if may_see(level, "internal"):
        return row.key
    if by == "source":
        return public_name(row.key, told) or WITHHELD
    return place_name(shown(row.answer.question.place)) or WITHHELD if by == "place" else row.key


def _columns(by: tuple[str, ...], harm: str, population: str) -> tuple[Column, ...]:
    number = f"{HARMS[harm].hxl or '#affected'}{HXL_GROUPS[population]}"
    return (
        *(Column(kind, tag=tag) for kind, tag in zip(by, ("#meta+row", "#meta+column"), strict=False)),
        Column("harm", tag="#impact+type"),
        Column("population", tag="#group+population"),
        Column("place", tag="#loc+name"),
        Column("country", tag="#country+code+v_iso2"),
        Column("start", "day", tag="#date+start"),
        Column("end", "day", tag="#date+end"),
        Column("low", "number", tag=f"{number}+min"),
        Column("high", "number", tag=f"{number}+max"),
        Column("best", "number", tag=f"{number}+stated"),
        Column("floor", "number", tag=f"{number}+floor"),
        Column("sources", "number", tag="#meta+sources+num"),
        Column("claims", "number", tag="#meta+claims+num"),
        Column("contradictions", "number", tag="#meta+contradictions+num"),
        Column("silent", tag="#status+silent"),
    )


def _row(one: Answer | Numbers, in_full: bool) -> tuple[Cell, ...]:
    question, bounds = one.question, one.documented
    place = shown(question.place, in_full)
    if isinstance(one, Numbers):
        counts = (one.sources, one.claims, one.contradictions)
    else:
        claims = {claim for source in one.sources for claim in source.claims}
        counts = (len(one.sources), len(claims), len(one.contradictions))
    return (
        question.harm, question.population, place_name(place, in_full), place.country if place else None,
        question.start, question.end, bounds.low, bounds.high, bounds.best, one.floor, *counts,
        "yes" if one.silent else "no",
    )  # fmt: skip
