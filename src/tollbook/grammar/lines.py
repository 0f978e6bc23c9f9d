"""Lines of forms, tables and lists: what a label or the heading over it says of the number beside it.

"New arrivals: 8,214 individuals (2,102 households)" has no verb, and "Borno: 1.5 million" no word of harm at all: that
stands once, in the heading "IDPs by state". A line is a label, a colon and a number of people; a heading is a short
line without a stop, and it governs the lines beneath it until the next. The words are data (``lang/en/lines.toml``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from tollbook.lang import load
from tollbook.text.sentences import wrapped

_MAY = re.compile(r":[ \t]*(?:[~≈<>]\s*)?(?:[a-z]+ ){0,2}\d")
_STATE = re.compile(
    r"(?:^|[;\n]\s*)(?P<label>[^:;\n.]{3,30}?)\s*:\s*(?P<state>[a-z][a-z ]{1,24}?)(?=\s*(?:[.,;\n(]|since |for |$))"
)
_SEGMENT = re.compile(r"(?:^|[;\n]\s*|\s\|\s)(?P<label>[^:;\n]{2,90}?)\s*:\s*(?=(?:[~≈<>]\s*)?(?:[a-z]+ ){0,2}\d)")
_BULLET = re.compile(r"[-*•–—o]\s+|\(?\d{1,2}[.)]\s+")
_ITEM = re.compile(
    r"\s*[^\d,;:()]{2,40}?\s*[:(]?\s*(?P<number>\d[\d,.]*(?<![,.]))\)?(?:\s*(?:,|;|and)(?!\w)(?:\s*and(?!\w))?|[.\s]*$)"
)
_NAMED = re.compile(r"[a-z][^\d,;:()]{2,40}? \d[\d,.]*\s*(?:;|,|and )\s*(?:and )?[a-z][^\d,;:()]{2,40}? \d")
_SMALL = 4  # letters of a word within a name that may be written small
_BLANKS = re.compile(r"[ \t]*")
_BLANKS_BEFORE = re.compile(r"\n[ \t]*$")
_LONGEST = 100  # code points of a heading
_WORDS = 16  # of a label
_DAY = 24  # code points of a label that is a day
_MARK = re.compile(r"[•●▪*–-][ \t]*$")
_NEAR = 1500  # code points around a line in which a report may speak of flight
_SITE = 400  # code points before a line in which a report may speak of a site
_REACH = 40  # sentences under a heading


class Count(NamedTuple):
    """What the number behind a label counts. ``value`` is where the number may begin, ``end`` where its part ends.

    ``named`` is the stretch of a label that must be a place's name for the heading's harm to be meant, empty where it
    need not be; ``spread`` whether the heading spreads its count over names below, ``part`` whether it is some of those
    counted in the line above, ``listed`` whether the label is followed by names with a number each,
    ``lacking`` whether it is a service that is said to be down ("Electricity: none").
    """

    harm: str
    stock: bool
    label: tuple[int, int]
    value: int
    end: int
    named: tuple[int, int]
    spread: bool
    part: bool
    listed: bool = False
    lacking: bool = False


class Line(NamedTuple):
    """The counts of one sentence, and the headings over it by their places among the sentences, the nearest first."""

    counts: tuple[Count, ...]
    headings: tuple[int, ...]


class _Kind(NamedTuple):
    harm: str
    stock: bool
    weak: bool
    site: bool
    words: re.Pattern[str]


class _Table(NamedTuple):
    labels: tuple[_Kind, ...]
    headings: tuple[_Kind, ...]
    bars: re.Pattern[str]
    spread: re.Pattern[str]
    total: re.Pattern[str]
    of_them: re.Pattern[str]
    by: re.Pattern[str]
    times: re.Pattern[str]
    site: re.Pattern[str]
    groups: re.Pattern[str]
    flight: re.Pattern[str]
    services: re.Pattern[str]
    none: re.Pattern[str]
    down: re.Pattern[str]


def _either(words: Sequence[str]) -> str:
    return r"(?<!\w)(?:" + "|".join(words) + r")(?!\w)"


@cache
def _table(language: str = "en") -> _Table:
    data = load(language, "lines")

    def kinds(key: str) -> tuple[_Kind, ...]:
        return tuple(
            _Kind(
                row["harm"],
                row.get("stock", False),
                row.get("weak", False),
                row.get("site", False),
                re.compile(_either(row["words"])),
            )
            for row in data[key]
        )

    marks = data["marks"]
    labels = kinds("label")
    return _Table(
        labels,
        (*labels, *kinds("heading")),
        re.compile(_either(marks["bars"])),
        re.compile(_either(marks["spread"])),
        re.compile(rf"(?:{'|'.join(marks['total'])})\b"),
        re.compile(rf"(?:{'|'.join(marks['of_them'])})\b"),
        re.compile(rf"(?:{'|'.join(marks['by'])})\b"),
        re.compile(_either(marks["times"])),
        re.compile(_either(marks["site"])),
        re.compile(rf"(?:(?:{'|'.join(marks['of_them'])})[,:]? )?(?:{'|'.join(marks['groups'])})"),
        re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, load(language, "movements")["cue"]["flight"])) + ")"),
        re.compile(rf"(?:{'|'.join(marks['services'])})"),
        re.compile(rf"(?:{'|'.join(marks['none'])})"),
        re.compile(rf":[ \t]*(?:{'|'.join(marks['none'])})(?!\w)"),
    )


def is_heading(text: str, start: int, end: int) -> bool:
    """Whether a sentence is a heading: a short line of its own without a stop."""
    if end - start > _LONGEST or text[end - 1] in ".!?\"',;”" or _BULLET.match(text, start, end):
        return False
    after = _BLANKS.match(text, end)
    before = _BLANKS_BEFORE.search(text, max(0, start - 8), start)
    return after is not None and text[after.end() : after.end() + 1] == "\n" and (start == 0 or before is not None)


def begins_item(text: str, start: int) -> bool:
    """Whether a sentence is the item of a list, by the mark before it or at its head."""
    mark = _MARK.search(text, max(0, start - 8), start)
    return mark is not None or _BULLET.match(text, start) is not None


def headings_over(text: str, plain: str, spans: Sequence[tuple[int, int]]) -> list[tuple[int, ...]]:
    """For each sentence the headings over it, the nearest first, at most three; empty in unbroken or wrapped text."""
    if "\n" not in text or wrapped(text):
        return []
    over: list[tuple[int, ...]] = []
    here: tuple[int, ...] = ()
    for i, (start, end) in enumerate(spans):
        if here and i - here[0] > _REACH:
            here = ()
        over.append(here)
        if is_heading(text, start, end) and not _MAY.search(plain, start, end):
            here = (i, *here[:2])
    return over


def find_lines(text: str, plain: str, spans: Sequence[tuple[int, int]]) -> dict[int, Line]:
    """The lines of a report that may count people, by their places among its sentences."""
    table = _table()
    if _MAY.search(plain) is None and table.down.search(plain) is None:
        return {}
    over = headings_over(text, plain, spans)
    lines: dict[int, Line] = {}
    last: _Kind | None = None
    told = -1
    for i, (start, end) in enumerate(spans):
        heads = over[i] if over else ()
        if table.down.search(plain, start, end) is not None and (down := _down(plain, start, end)):
            lines[i] = Line(down, heads)
            continue
        if _MAY.search(plain, start, end) is None:
            continue
        governing = _governing(plain, [spans[h] for h in heads])
        counts = []
        bullet = _BULLET.match(plain, start, end)
        at = bullet.end() if bullet else start
        segments = list(_SEGMENT.finditer(plain[at:end]))
        for k, segment in enumerate(segments):
            stop = at + segments[k + 1].start() if k + 1 < len(segments) else end
            label = (at + segment.start("label"), at + segment.end("label"))
            count = _count(plain, label, at + segment.end(), stop, governing, last)
            if count is not None:
                inner = not k and last is not None and count.harm == last.harm and _deeper(plain, start, told)
                counts.append(count._replace(part=count.part or inner))
                told = told if inner else start
                last = next((k for k in table.headings if k.harm == count.harm and k.stock == count.stock), None)
        if counts:
            lines[i] = Line(tuple(counts), heads)
    return lines


def _deeper(plain: str, start: int, above: int) -> bool:
    """Whether a line is set in under the one that begins at ``above``."""
    return above >= 0 and _indent(plain, start) > _indent(plain, above) + 1


def _indent(plain: str, start: int) -> int:
    blanks = _BLANKS_BEFORE.search(plain, max(0, start - 16), start)
    return len(blanks.group()) if blanks else 0


def _governing(plain: str, heads: Sequence[tuple[int, int]]) -> tuple[_Kind | None, bool]:
    """What the nearest heading counts, and whether it spreads the count over the names below.

    A heading that is a date passes on what the one over it counts.
    """
    table = _table()
    for start, end in heads:
        if table.bars.search(plain, start, end):
            return None, False
        kind = next((k for k in table.headings if not k.weak and k.words.search(plain, start, end)), None)
        if kind is not None:
            return kind, table.spread.search(plain, start, end) is not None
        if not table.times.search(plain, start, end):
            return None, False
    return None, False


def _down(plain: str, start: int, end: int) -> tuple[Count, ...]:
    """The services that a form says are down."""
    table, found = _table(), []
    for state in _STATE.finditer(plain[start:end]):
        label = (start + state.start("label"), start + state.end("label"))
        if table.services.fullmatch(plain, *label) and table.none.fullmatch(state["state"]):
            value = start + state.start("state")
            found.append(Count("service_state", True, label, value, end, (0, 0), False, False, lacking=True))
    return tuple(found)


def _count(
    plain: str,
    label: tuple[int, int],
    value: int,
    end: int,
    governing: tuple[_Kind | None, bool],
    last: _Kind | None,
) -> Count | None:
    """What a label says its number counts; None where it says nothing, or nothing of people harmed."""
    table = _table()
    start, stop = label
    if plain.count(" ", start, stop) >= _WORDS or table.bars.search(plain, start, stop):
        return None
    heading, spread = governing
    named = plain[start:stop]
    kind = next((kind for kind in table.labels if kind.words.search(named)), None)
    above = last or heading
    if table.by.match(plain, start, stop) and (kind or above):
        above = kind or above
        return above and Count(above.harm, above.stock, label, value, end, (0, 0), True, kind is None, True)
    if kind is not None:
        if kind.weak and not table.flight.search(plain, max(0, start - _NEAR), end + _NEAR):
            return None
        if kind.site and not table.site.search(plain, max(0, start - _SITE), start):
            return None
        listed = _NAMED.match(plain, value, end) is not None  # "Top districts: Baabda 96,112; Beirut 71,340"
        part = listed and last is not None and last.harm == kind.harm
        return Count(kind.harm, kind.stock, label, value, end, (0, 0), listed, part, listed)
    of_group = last is not None and table.groups.fullmatch(named)
    if above is not None and (of_group or table.of_them.match(plain, start, stop)):
        return Count(above.harm, above.stock, label, value, end, (0, 0), False, True)
    if heading is None:
        return None
    bare = table.total.fullmatch(plain, start, stop) or (stop - start < _DAY and table.times.search(plain, start, stop))
    return Count(heading.harm, heading.stock, label, value, end, (0, 0) if bare else label, spread, False)


def items(plain: str, count: Count) -> Iterator[int]:
    """Where the numbers of a list begin: "Hebron 21, Nablus 14 and Jenin 11"."""
    at = count.value
    while (item := _ITEM.match(plain, at, count.end)) is not None:
        yield item.start("number")
        at = item.end()


def is_name(text: str, start: int, end: int) -> bool:
    """Whether a label is written as a name: every word of it that is not small begins with a capital."""
    words = text[start:end].split()
    return bool(words) and all(word[0].isupper() or word[0].isdigit() or len(word) < _SMALL for word in words)
