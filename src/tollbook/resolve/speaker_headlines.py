"""Headlines, which name their speaker without a verb: "12 killed: monitor", "Monitor: 12 killed", "12 killed NGO"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from tollbook.resolve.speaker_naming import Phrase, plain
from tollbook.resolve.speaker_phrases import Walker
from tollbook.resolve.speaker_words import HOMOGRAPH, SOURCE, pattern, phrases, words

_HEADLINE = words("headline")
_BARE = words("headline_bare")
_BARE_NOT = words("headline_not")
_ATTACK = words("headline_attack")
_CARRIER = words("carrier")
_NAMES = phrases("headline_names")
_HARMED = pattern("harmed")
_GLUED_DAY = pattern("glued_day")
_YEAR = re.compile(r"\d{4}")  # which a day that is glued to a headline has
_DATELINE = pattern("dateline")
_MARKS = (": ", " - ", " – ", " — ", " (")
_SOURCE_LINE = pattern("source_line")
_TOP, _FOOT = 300, 160  # code points of a report in which a source is named for all of it
_BEFORE_SOURCE = "|-–—:]#)"


class Headline(NamedTuple):
    """A headline's speaker, the words he vouches for, and the mark between the two."""

    phrase: Phrase
    start: int
    end: int
    mark_start: int
    mark_end: int


def unglued(flat: str, sentences: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """A report's first sentences: datelines cut off, and headlines cut from bodies that scraping glued to them."""
    cut: list[tuple[int, int]] = []
    for low, high in sentences:
        year = _YEAR.search(flat, low + 20, high - 20) if high - low > 60 else None
        day = _GLUED_DAY.search(flat, low + 20, high - 20) if year else None
        if day:
            cut.append((low, day.start()))
            low = day.end()
            while low < high and flat[low] == " ":
                low += 1
        elif line := _DATELINE.match(flat, low, high):
            low = line.end() if line.end() < high else low
        cut.append((low, high))
    return cut


def headline(walker: Walker, low: int, high: int) -> Headline | None:
    """The speaker of a headline, or None where it names none."""
    line = walker.flat[low:high].rstrip(" .")
    while (carrier := line.rsplit(" ", 1))[-1] in _CARRIER and len(carrier) == 2:
        line = carrier[0].rstrip(" .")
    return _before_colon(walker, line, low, high) or (
        _behind_mark(walker, line, low) or _bare(walker, line, low) if len(line) <= 200 else None
    )


def source_line(walker: Walker) -> Headline | None:
    """The source that a post or a bulletin names for all it says: "Source: the camp committee", first or last."""
    flat = walker.flat
    for found in _SOURCE_LINE.finditer(walker.text):
        start, end = found.span("name")
        last = end > len(flat) - _FOOT and found.start() > len(flat) - end
        first = found.start() < _TOP and not last
        if (first or last) and start < end:
            phrase = plain(start, end, start, flat[start:end].split()[-1])
            return Headline(phrase, end if first else 0, len(flat) if first else found.start(), *found.span("mark"))
    return None


def _before_colon(walker: Walker, line: str, low: int, high: int) -> Headline | None:
    colon = line.find(": ")
    if not 0 < colon < 90:
        return None
    quoted = line.startswith('"', colon + 2)
    phrase = walker.before(low, low + colon)
    if quoted and phrase and (comma := line.rfind(",", 0, colon)) > 0:  # 'Ali Hassan, a survivor: "…"'
        phrase = walker.before(low, low + comma) or phrase
    if phrase is None or not (quoted or _speaks(walker, phrase)):
        return None
    left = walker.flat[low : phrase.outer_start].rstrip()
    if left and not left[-1].isdigit() and left[-1] not in _BEFORE_SOURCE:
        return None
    return Headline(phrase, low + colon + 2, high, low + colon, low + colon + 1)


def _behind_mark(walker: Walker, line: str, low: int) -> Headline | None:
    line = line.removesuffix(")")
    for mark in _MARKS:
        at = line.rfind(mark)
        if at > 10:
            phrase, behind = walker.after(low + at + len(mark), low + len(line))
            if phrase and behind >= low + len(line) and _speaks(walker, phrase):
                return Headline(phrase, low, low + at, low + at, low + at + len(mark))
    return None


def _bare(walker: Walker, line: str, low: int) -> Headline | None:
    """A speaker at the end with no mark before him, which scraping took, where he cannot be the victim."""
    cut = line.find(" - ")
    line = line[: cut if cut > 10 else len(line)].rstrip()
    body = line.split()
    if len(body) < 4 or line[-1] in "!?\"'":
        return None
    for size in (2, 3, 1):
        last = " ".join(body[-size:])
        if last not in (_BARE if size == 1 else _NAMES) or len(body) <= size:
            continue
        left = body[-size - 1]
        harmed = size > 1 and left in _ATTACK and _HARMED.search(line, 0, len(line) - len(last) - len(left))
        if (left in _BARE_NOT and not harmed) or left[0].isdigit() or not line.endswith(last):
            return None
        start, stop = low + len(line) - len(last), low + len(line)
        if last in HOMOGRAPH and not walker.text[start:stop].isupper():
            return None
        phrase = plain(start, stop, start, last)
        return Headline(phrase, low, start, start, start)
    return None


def _speaks(walker: Walker, phrase: Phrase) -> bool:
    said = walker.flat[phrase.start : phrase.end]
    return phrase.source and (phrase.head in _HEADLINE or said.split()[-1] in SOURCE or said in _NAMES)
