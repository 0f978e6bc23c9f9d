"""What a situation report is made of, in order: headings, sentences, lists, tables, drawings. Each layout sets these,
so that a page and a document say the same.

Words may hold isolated names (:data:`tollbook.export.situation_words.ISOLATE`); a layout turns them into what it has
for that.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from tollbook.export.assets import countries
from tollbook.export.chart import draw_revisions
from tollbook.export.drawing import Drawing
from tollbook.export.mapdraw import draw_map, framed, on_map
from tollbook.export.situation import Bar, Chapter, Said, Situation
from tollbook.export.situation_words import Sayer
from tollbook.reckon.tongue import bare, isolated
from tollbook.vocabulary import HARMS

Kind = Literal["plain", "lead", "note", "seal"]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: of a section (2) or within one (3)."""

    level: int
    words: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """A paragraph."""

    words: str
    kind: Kind = "plain"


@dataclass(frozen=True, slots=True)
class Items:
    """A list, each item with the words of a report where it has them."""

    items: tuple[tuple[str, str | None], ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table: its words, what is said small beneath or beside them, whether they weigh more, and whether it
    is of a part of what stands above."""

    words: str
    small: str = ""
    bold: bool = False
    part: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A table. ``numbers`` are the columns that hold numbers; ``bars`` a range for each row, to be drawn beside it, and
    ``most`` the number that a bar's full length stands for."""

    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    numbers: tuple[int, ...] = ()
    bars: tuple[tuple[int | None, int | None], ...] = ()
    most: int = 0


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing and what is said beneath it."""

    drawing: Drawing
    caption: str


Block = Heading | Sentence | Items | Grid | Picture


def blocks(one: Situation, say: Sayer) -> Iterator[Block]:
    """All of a report that stands beneath its title."""
    if one.chapters:
        yield from _headline(one, say)
    for chapter in one.chapters:
        yield from _chapter(chapter, say)
    if one.states:
        yield from _states(one, say)
    yield Heading(2, say.word("method", "title"))
    yield from map(Sentence, say.lines("method", "lines"))
    yield from _sources(one, say)
    yield Heading(2, say.word("seal", "title"))
    log, root = isolated(one.log), isolated(one.root)
    yield Sentence(say.word("seal", "text", log=log, entries=say.number(one.entries), root=root), "seal")


def _headline(one: Situation, say: Sayer) -> Iterator[Block]:
    lead, *more = say.lead(one, one.chapters[0].figure)
    yield Heading(2, say.word("headline", "title"))
    yield Sentence(lead, "lead")
    yield from map(Sentence, more)
    rows = []
    for chapter in one.chapters:
        rows += [_figure(bar, say, n > 0) for n, bar in enumerate((chapter.figure, *chapter.groups))]
    head = tuple(say.word("headline", key) for key in ("what", "reported", "floor", "sources"))
    yield Grid(head, tuple(rows), (1, 2, 3))
    yield Sentence(say.word("headline", "note"), "note")


def _figure(bar: Bar, say: Sayer, part: bool) -> tuple[Cell, ...]:
    as_of = say.word("headline", "as_of", days=say.days(*bar.as_of)) if bar.as_of is not None else ""
    return (
        Cell(say.what(bar.harm, bar.population), as_of, part=part),
        Cell(say.bounds(bar.low, bar.high), bold=True),
        _floor(bar.floor, say),
        Cell(say.number(bar.sources), _contested(bar, say)),
    )


def _floor(floor: int | None, say: Sayer) -> Cell:
    return Cell(say.number(floor) if floor else "–")


def _contested(bar: Bar, say: Sayer) -> str:
    return say.word("headline", "contested") if bar.contested else ""


def _chapter(chapter: Chapter, say: Sayer) -> Iterator[Block]:
    what = say.what(chapter.figure.harm, chapter.figure.population)
    yield Heading(2, what[:1].upper() + what[1:])
    yield Sentence(say.bounds(chapter.figure.low, chapter.figure.high), "lead")
    yield from _accounts(chapter, say)
    yield from _conflicts(chapter, say)
    yield from _rests(chapter, say)
    if chapter.places:
        yield from _places(chapter, say)
    if len(chapter.known) > 1:
        yield from _revised(chapter, say, what)


def _ranges(ranges: Sequence[tuple[int | None, int | None]]) -> tuple[tuple[tuple[int | None, int | None], ...], int]:
    """Ranges for bars, and a full length that leaves room for those that are open."""
    most = max((max(low or 0, high or 0) for low, high in ranges), default=0)
    return tuple(ranges), most + most // 5 if any(high is None for _, high in ranges) else most


def _accounts(chapter: Chapter, say: Sayer) -> Iterator[Block]:
    if not chapter.accounts:
        return
    yield Heading(3, say.word("chapter", "accounts"))
    rows = tuple((Cell(say.publisher(a.by)), Cell(say.bounds(a.low, a.high))) for a in chapter.accounts)
    head = (say.word("chapter", "by"), say.word("chapter", "comes_to"))
    yield Grid(head, rows, (1,), *_ranges([(a.low, a.high) for a in chapter.accounts]))


def _conflicts(chapter: Chapter, say: Sayer) -> Iterator[Block]:
    if chapter.conflicts:
        yield Heading(3, say.word("chapter", "conflicts"))
        yield Items(tuple((say.conflict(one), None) for one in chapter.conflicts))
    elif len(chapter.accounts) > 1:
        yield Sentence(say.word("chapter", "agree"))


def _rests(chapter: Chapter, say: Sayer) -> Iterator[Block]:
    yield Heading(3, say.word("chapter", "rests"))
    for side, said in (("low", chapter.low), ("high", chapter.high)):
        if said:
            yield Sentence(say.word("chapter", side))
            yield Items(tuple((say.said(one) + say.word("writing", "stop"), _words(one, say)) for one in said))
        else:
            yield Sentence(say.word("chapter", f"{side}_none"))


def _words(one: Said, say: Sayer) -> str | None:
    return None if one.words is None else say.word("writing", "quote", words=bare(one.words))


def _places(chapter: Chapter, say: Sayer) -> Iterator[Block]:
    yield Heading(3, say.word("chapter", "places"))
    located = chapter.places
    if HARMS[chapter.figure.harm].of == "people" and any(on_map(p.spot) for p in located):
        what = say.what(chapter.figure.harm, chapter.figure.population)
        caption = [say.word("chapter", "map")]
        if not all(framed(p.spot, located) for p in located if on_map(p.spot)):
            caption.append(say.word("chapter", "map_outside"))
        if not countries():
            caption.append(say.word("chapter", "map_bare"))
        yield Picture(draw_map(located, say, f"{say.word('chapter', 'places')}: {what}"), " ".join(caption))
    rows = []
    for number, one in enumerate(located, 1):
        known = say.precision(one.spot) if on_map(one.spot) else say.word("chapter", "off_map")
        figure = Cell(say.bounds(one.figure.low, one.figure.high), _contested(one.figure, say))
        rows.append((Cell(say.plain(number)), Cell(say.placed(one.spot), known), figure))
    head = ("", say.word("chapter", "place"), say.word("headline", "reported"))
    yield Grid(head, tuple(rows), (2,), *_ranges([(p.figure.low, p.figure.high) for p in located]))
    notes = [say.word("chapter", "lies_in")]
    if chapter.unnamed:
        key = "unnamed_one" if chapter.unnamed == 1 else "unnamed"
        notes.append(say.word("chapter", key, n=say.number(chapter.unnamed)))
    yield Sentence(" ".join(notes), "note")


def _revised(chapter: Chapter, say: Sayer, what: str) -> Iterator[Block]:
    yield Heading(3, say.word("chapter", "revised"))
    caption = say.word("chapter", "revised_note")
    if chapter.days > len(chapter.known):
        shown, days = say.number(len(chapter.known)), say.number(chapter.days)
        caption += f" {say.word('chapter', 'revised_some', days=days, shown=shown)}"
    title = say.word("chapter", "revised_title", what=what)
    yield Picture(draw_revisions(chapter.known, say.number, say.short, title), caption)
    rows = tuple((Cell(say.day(k.day)), Cell(say.bounds(k.low, k.high)), _floor(k.floor, say)) for k in chapter.known)
    yield Grid(
        (say.word("chapter", "day"), say.word("headline", "reported"), say.word("headline", "floor")), rows, (1, 2)
    )


def _states(one: Situation, say: Sayer) -> Iterator[Block]:
    yield Heading(2, say.word("timeline", "title"))
    rows = tuple(
        (
            Cell(say.state(s)),
            Cell(say.spot(s.spot) if s.spot else say.word("timeline", "unknown")),
            Cell(say.days(s.start, s.end)),
            Cell(say.number(s.claims)),
        )
        for s in one.states
    )
    yield Grid(tuple(say.word("timeline", key) for key in ("what", "where", "when", "claims")), rows, (3,))
    yield Sentence(say.word("timeline", "note"), "note")


def _sources(one: Situation, say: Sayer) -> Iterator[Block]:
    yield Heading(2, say.word("sources", "title"))
    titled = any(used.title for used in one.reports)
    rows = []
    for used in one.reports:
        cells = [
            Cell(say.plain(used.number) if used.number else "–"),
            Cell(say.day(used.published) if used.published else say.word("sources", "undated")),
            Cell(say.publisher(used.publisher)),
        ]
        if titled:
            cells.append(Cell(isolated(used.title or "")))
        rows.append((*cells, Cell(say.number(used.claims))))
    keys = ("number", "published", "publisher", *(("named",) if titled else ()), "claims")
    yield Grid(tuple(say.word("sources", key) for key in keys), tuple(rows), (len(keys) - 1,))
    total = say.word("sources", "total", claims=say.number(one.claims), reports=say.number(len(one.reports)))
    yield Sentence(total, "note")
