"""Answers as rows: a figure with its bounds, its floor, how many say so, and whether they contradict each other."""

from __future__ import annotations

from collections.abc import Collection

from tollbook.export.cells import Cell
from tollbook.export.naming import WITHHELD, public_name
from tollbook.export.release import place_name, shown
from tollbook.export.table import Column, Level, Table, about, may_see
from tollbook.reckon import Answer, Row
from tollbook.reckon import Table as Answers
from tollbook.vocabulary import HARMS

#: What the HXL standard, or common use of it, calls the groups of people.
HXL_GROUPS = {
    "people": "", "civilians": "+civilians", "fighters": "+combatants", "police": "+police", "women": "+women",
    "men": "+men", "older_people": "+elderly", "detainees": "+detainees", "mixed": "", "households": "+hh",
    "children": "+children", "medics": "+healthworkers", "journalists": "+journalists", "aid_workers": "+aidworkers",
    "boys": "+boys", "girls": "+girls",
}  # fmt: skip


def figures_table(found: Answer | Answers, level: Level, told: Collection[str] = ()) -> Table:
    """The rows of a table of answers and their total, or one answer alone. ``told`` as for claims. A row of which no
    more is known than that it is not below zero is left out."""
    if isinstance(found, Answer):
        rows = [("total", found)]
        by = "figure"
    else:
        telling = [row for row in found.rows if row.answer.documented.low or row.answer.documented.high is not None]
        rows = [(_key(found.by, row, level, told), row.answer) for row in telling]
        rows.append(("total", found.total))
        by = found.by
    asked = rows[-1][1].question
    in_full = may_see(level, "internal")
    size = () if asked.household is None else (Column("household", "number", tag="#meta+household+size"),)
    cells = tuple((*_row(key, one, in_full), *(one.question.household for _ in size)) for key, one in rows)
    return Table("figures", (*_columns(by, asked.harm, asked.population), *size), cells, about("figures"))


def _key(by: str, row: Row, level: Level, told: Collection[str]) -> str:
    """What a row is of, as a level may know it: a source may be a person, and a place where somebody lives."""
    if may_see(level, "internal"):
        return row.key
    if by == "source":
        return public_name(row.key, told) or WITHHELD
    return place_name(shown(row.answer.question.place)) or WITHHELD if by == "place" else row.key


def _columns(by: str, harm: str, population: str) -> tuple[Column, ...]:
    tag = f"{HARMS[harm].hxl or '#affected'}{HXL_GROUPS[population]}"
    return (
        Column("figure" if by == "figure" else f"by_{by}", tag="#meta+row"),
        Column("harm", tag="#impact+type"),
        Column("population", tag="#group+population"),
        Column("place", tag="#loc+name"),
        Column("country", tag="#country+code+v_iso2"),
        Column("start", "day", tag="#date+start"),
        Column("end", "day", tag="#date+end"),
        Column("low", "number", tag=f"{tag}+min"),
        Column("high", "number", tag=f"{tag}+max"),
        Column("best", "number", tag=f"{tag}+stated"),
        Column("floor", "number", tag=f"{tag}+floor"),
        Column("sources", "number", tag="#meta+sources+num"),
        Column("claims", "number", tag="#meta+claims+num"),
        Column("contradictions", "number", tag="#meta+contradictions+num"),
        Column("silent", tag="#status+silent"),
    )


def _row(key: str, one: Answer, in_full: bool) -> tuple[Cell, ...]:
    question, bounds = one.question, one.documented
    place = shown(question.place, in_full)
    return (
        key, question.harm, question.population, place_name(place, in_full), place.country if place else None,
        question.start, question.end, bounds.low, bounds.high, bounds.best, one.floor, len(one.sources),
        len({claim for source in one.sources for claim in source.claims}), len(one.contradictions),
        "yes" if one.silent else "no",
    )  # fmt: skip
