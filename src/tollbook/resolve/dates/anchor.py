"""The date a report's relative words count from: its dateline where it has one, else the publication date.

A dateline is told from a date in the story by where it stands: at the head of the text, with a year, and not
after a word that makes it part of a sentence ("on 15 March 2011", "the 2 May 2008 attack"). The publication date given
with a report can be the day it was collected, so the dateline wins.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

from tollbook.resolve.dates.calendar import Point
from tollbook.resolve.dates.lexer import WORD, Item, Lexicon, lexicon, tokens
from tollbook.resolve.dates.points import MAKERS
from tollbook.resolve.dates.rules import Found, apply
from tollbook.text.fold import fold

#: How much of a text's head may hold a dateline, in code points.
HEAD = 400


def _dated(name: str) -> Callable[[Found], Point | None]:
    """The maker of that name if it makes days, else one that makes nothing."""
    maker = MAKERS[name]

    def make(found: Found) -> Point | None:
        point = maker(found) if name in ("iso", "numeric", "date") else None
        return point if isinstance(point, Point) else None

    return make


#: A day in figures alone. A head without one and without a month's name holds no dateline.
_NUMERIC = re.compile(r"\d\s?[-./\\]\s?\d")
_DATES = {name: _dated(name) for name in MAKERS}

#: A dateline without a year takes the one that brings it nearest to the publication date, at most so many days off.
NEAR = 60


def anchor_date(text: str, published: dt.date | None, language: str = "en") -> dt.date | None:
    """The date of the text's dateline, else ``published``, else the date the text says it stands at ("as of")."""
    lex = lexicon(language)
    head = text[:HEAD]
    lower = fold(head)
    if lex.months.isdisjoint(WORD.findall(lower)) and not _NUMERIC.search(lower):
        return published
    codes, items = tokens(lex, head, lower, 0, len(head))
    standing = None
    for first, last, point in apply(lex, "point", _DATES, codes, items, None):
        ranged = last < len(items) and lower[items[last][1] :].lstrip()[:1].isdigit()  # ", 31 May - 6 June"
        day = _day(point, published, framed=not ranged and _framed(lex, codes, first, last))
        if day and stands_alone(head, lex, codes, items, first):
            return day
        if day and standing is None and codes[:first].endswith(lex.letters["AS"] + lex.letters["OF"]):
            standing = day
    return published or standing


def _day(point: Point, published: dt.date | None, framed: bool) -> dt.date | None:
    """The last day a point gives; of a point without a year only between comma and dash, near the publication date."""
    if point.fixed:
        return point.fixed[1]
    if point.yearly is None or published is None or not framed:
        return None
    found = [days[1] for step in (-1, 0, 1) if (days := point.yearly.in_year(published.year + step))]
    nearest = min(found, key=lambda day: abs(day - published), default=None)
    return nearest if nearest and abs(nearest - published).days <= NEAR else None


def _framed(lex: Lexicon, codes: str, first: int, last: int) -> bool:
    """Whether a date stands as in "GENEVA, 23 March (agency) --"."""
    letters = lex.letters
    return codes[max(0, first - 1) : first] == letters["COMMA"] and codes[last : last + 1] in (
        letters["DASH"],
        letters["OPEN"],
    )


def stands_alone(text: str, lex: Lexicon, codes: str, items: list[Item], first: int) -> bool:
    """Whether a date stands on its own: at the start of a line, or not after a word of a sentence."""
    begin = items[first][0]
    if not first:
        return True
    before = text[items[first - 1][1] : begin]
    if "\n" in before or codes[first - 1] in (lex.letters[name] for name in lex.data["punctuation"]):
        return not re.search(lex.data["dateline"]["leads"] + r"\s*$", text[max(0, begin - 20) : begin], re.IGNORECASE)
    word = text[items[first - 1][0] : items[first - 1][1]]
    if word.lower() in lex.data["dateline"]["labels"]:
        return True
    return codes[first - 1] == lex.letters["OTHER"] and not word[0].islower()
