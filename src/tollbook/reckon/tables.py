"""Figures side by side: by month, place, source or population, or two of these crossed, with totals that are reckoned,
never summed."""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from typing import Literal

from tollbook.model import Claim, Place
from tollbook.reckon.answer import Grid, Numbers, Row, Table
from tollbook.reckon.parallel import done
from tollbook.reckon.question import Question
from tollbook.reckon.reckoning import answer, numbers
from tollbook.reckon.scope import body, fold, group, lineage, place_path, source, source_named
from tollbook.reckon.selection import Part
from tollbook.reckon.shelves import Listed, Shelf
from tollbook.vocabulary import POPULATIONS, within

By = Literal["month", "place", "source", "population"]

#: A grid of more cells than this is worth several processes.
FEW = 300

#: A table has at most this many months; a window that is longer is answered for its latest.
MONTHS = 600


def table(question: Question, claims: Iterable[Claim] | Shelf, by: By) -> Table:
    """The figures of a question's rows and its own answer: each is of a question of its own. A row on which no report
    says anything is left out."""
    shelf = claims if isinstance(claims, Shelf) else Listed(claims)
    rows = ((key, numbers(asked, shelf)) for key, asked in _parts(question, shelf, by))
    return Table(by, tuple(Row(key, one) for key, one in rows if _tells(one)), answer(question, shelf))


def grid(question: Question, claims: Iterable[Claim] | Shelf, down: By, across: By, workers: int = 1) -> Grid:
    """Figures of two kinds crossed, with the figure of each row, each column and all, which are reckoned, never summed.
    No number is named in it. A large one is reckoned by so many processes, which only a program of one thread may ask
    for. Raises ValueError for one kind twice."""
    if down == across:
        raise ValueError(f"a table by {down} and {across} has one cell in each row")
    shelf = claims if isinstance(claims, Shelf) else Listed(claims)
    sides = [list(_parts(question, shelf, by)) for by in (down, across)]
    # A cell has the days of its month, or all days asked for: the claims that touch its row, or column, are enough.
    upright = across == "month"
    lines, others = sides[upright], sides[not upright]

    def alone(asked: Question) -> list[Numbers]:
        return [numbers(asked, shelf, named=False)]

    def line(asked: Question) -> list[Numbers]:
        near = Part(asked, shelf)
        crossed = (_crossed(asked, other, down if upright else across) for _, other in others)
        return [numbers(one, near, named=False) for one in (asked, *crossed)]

    jobs = [
        partial(alone, question),
        *(partial(alone, one) for _, one in others),
        *(partial(line, one) for _, one in lines),
    ]
    (total,), *found = done(jobs, workers if len(lines) * len(others) > FEW else 1)
    whole = {key: one for (key, _), (one,) in zip(others, found, strict=False) if _tells(one)}
    rows: dict[str, Numbers] = {}
    cells = {}
    for (key, _), (own, *told) in zip(lines, found[len(others) :], strict=True):
        if _tells(own):  # who says nothing of a whole row says nothing of a cell in it
            rows[key] = own
            for (other, _), one in zip(others, told, strict=True):
                if _tells(one) and other in whole:
                    cells[(other, key) if upright else (key, other)] = one
    both = [tuple(Row(key, one) for key, one in side.items()) for side in ((whole, rows) if upright else (rows, whole))]
    return Grid((down, across), both[0], both[1], cells, total)


def _tells(one: Numbers) -> bool:
    """Whether a report says something of just this: a stock of other days is no figure of a month."""
    return not one.silent and one.as_of is None


def _parts(question: Question, shelf: Shelf, by: By) -> Iterator[tuple[str, Question]]:
    """The questions of a table's rows, each with what it is of."""
    near = list(shelf.touching(question))
    return {"month": _months, "place": _places, "source": _sources, "population": _populations}[by](question, near)


def _crossed(row: Question, column: Question, across: By) -> Question:
    """The question of a cell: of a row, what its column is of."""
    if across == "month":
        return replace(row, start=column.start, end=column.end)
    if across == "place":
        return replace(row, place=column.place)
    if across == "source":
        return replace(row, according_to=column.according_to)
    return replace(row, population=column.population)


def _months(question: Question, claims: list[Claim]) -> Iterator[tuple[str, Question]]:
    told = [d for c in claims for d in (c.window.start, c.window.end, c.published) if d is not None]
    start, end = question.start or min(told, default=None), question.end or max(told, default=None)
    if start is None or end is None or start > end:  # asked of days behind all that is told
        return
    ordinals = range(12 * start.year + start.month - 1, 12 * end.year + end.month)
    for year, month in (divmod(ordinal, 12) for ordinal in ordinals[-MONTHS:]):
        first = dt.date(year, month + 1, 1)
        last = first.replace(day=monthrange(year, month + 1)[1])
        yield f"{first:%Y-%m}", replace(question, start=max(start, first), end=min(end, last))


def _places(question: Question, claims: list[Claim]) -> Iterator[tuple[str, Question]]:
    """The places directly below the question's (below what all claims share, where it names none); what lies above it
    is no part of it."""
    told = {(path, c.place.text): c.place for c in claims if c.place and (path := place_path(c.place)) is not None}
    here = place_path(question.place)
    top = here[0] if here else _shared(sorted({path for path, _ in told}))
    rows: dict[str, tuple[str, Place]] = {}
    for (path, _), place in sorted(told.items(), key=lambda item: (len(item[0][0]), item[0])):
        depth = path.index(top) if top in path else 0 if here else len(path)
        if depth == 0:
            continue
        key = path[depth - 1]
        if key not in rows or depth == 1:
            name = _called(place) if depth == 1 else key
            if depth == 1 and key in rows and rows[key][0] != key:
                name = min(name, rows[key][0], key=lambda n: (fold(place.name) not in fold(n), len(n), n.swapcase()))
            rows[key] = (name, Place(text=name, name=name, path=path[depth - 1 :]))
    for _, (name, place) in sorted(rows.items(), key=lambda item: (fold(item[1][0]), item[0])):
        yield name, replace(question, place=place)


def _called(place: Place) -> str:
    """A place's name; a part goes by the words that say which ("east Aleppo"), not by the name of the whole."""
    part = bool(place.path) and place.path[0].startswith("part:")
    return place.text if part else place.name or place.text


def _shared(paths: list[tuple[str, ...]]) -> str:
    """The nearest place that holds all of several; nothing where none does, or there is but one."""
    if len(paths) < 2:
        return ""
    return next((up for up in paths[0][1:] if all(up in path[1:] for path in paths)), "")


def _sources(question: Question, claims: list[Claim]) -> Iterator[tuple[str, Question]]:
    names: dict[str, str] = {}
    for c in sorted(claims, key=source, reverse=True):
        key, written = lineage(c), source(c)
        # A name that is a body's only in its own country is asked for under the body's own.
        names[key] = written if source_named(written) == key else names.get(key, body(c))
    for _, name in sorted(names.items()):
        yield name, replace(question, according_to=name)


def _populations(question: Question, claims: list[Claim]) -> Iterator[tuple[str, Question]]:
    told = {group(c.population.group) for c in claims}
    for name in POPULATIONS:
        if name in told and within(name, group(question.population)):
            yield name, replace(question, population=name)
