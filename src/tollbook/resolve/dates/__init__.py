"""When: every expression of time in a sentence, and the window of days it gives.

Reports date harm in words that a date parser does not read: "since November 15", "in the past 72 hours", "for
more than four months", "between 28 and 30 November", "last Thursday's raid". A window grammar reads them in three
steps:

1. *lexer*: a sentence becomes a string of letters, one a token ("15 November" is DAY MONTH);
2. *points*: rules over the letters make points of the calendar, lengths of time, and marks (ages, clock times);
3. *windows*: further rules read those with their prepositions, and resolve them against the anchor, the date of
   the report.

Words and rules are the language's data. What is rejected: a general date parser (it guesses a day where the
words leave it open, and reads numbers of people as years), and statistical taggers (slow, and they cannot say why).
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from typing import NamedTuple

from tollbook.model import Window
from tollbook.resolve.dates.anchor import HEAD, anchor_date, stands_alone
from tollbook.resolve.dates.calendar import Length, Point
from tollbook.resolve.dates.lexer import WORD, Item, Lexicon, lexicon, tokens
from tollbook.resolve.dates.points import MAKERS as POINT_MAKERS
from tollbook.resolve.dates.rules import apply
from tollbook.resolve.dates.windows import MAKERS as WINDOW_MAKERS

__all__ = ["TimeMention", "anchor_date", "find_times"]

#: Roles that tell when a harm happened.
_TELLING = ("at", "since", "past", "duration")


class TimeMention(NamedTuple):
    """One expression of time: ``text[start:end]`` are its words, with the preposition where that decides.

    ``role`` is ``at`` (on Tuesday, in 2014, 15-28 November), ``since`` (open towards publication: it ends at the
    anchor), ``until``, ``past`` (in the past 72 hours: ends at the anchor), ``duration`` (for more than four months: it
    begins that long before the anchor), ``background`` (years ago), or, for time that is no window of a harm,
    ``future``, ``recurring``, ``age``, ``other``.
    """

    start: int
    end: int
    window: Window
    role: str


def find_times(
    text: str, lower: str, start: int, end: int, anchor: dt.date | None, language: str = "en"
) -> list[TimeMention]:
    """The expressions of time in ``text[start:end]``, a sentence, in order and disjoint.

    ``lower`` is the text in lower case, of the same length. Without an anchor what is relative stays open. A dateline
    is the harm's day only where the sentence has no other: its role is then ``at``, else ``other``.
    """
    lex = lexicon(language)
    if lex.triggers.isdisjoint(WORD.findall(lower, start, end)) and not _in_digits(lex, lower, start, end):
        return []
    codes, items = _points(lex, *tokens(lex, text, lower, start, end), anchor)
    mentions: list[TimeMention] = []
    dateline = -1
    for first, last, made in apply(lex, "when", WINDOW_MAKERS, codes, items, anchor):
        begin, stop = items[first][0], items[last - 1][1]
        window = Window(made.start, made.end, made.precision, text[begin:stop])
        mentions.append(TimeMention(begin, stop, window, made.role))
        on_anchor = made.role == "at" and made.start == made.end == anchor is not None
        if not on_anchor or dateline >= 0 or begin >= HEAD or not any(map(str.isdigit, window.text)):
            continue
        if stands_alone(text, lex, codes, items, first):
            dateline = len(mentions) - 1
    if any(lower.find(word, start, end) >= 0 for word in lex.since):
        mentions = [_begun(lex, m, lower, start, anchor) for m in mentions]
    if dateline >= 0 and anchor and any(_tells(m, anchor) for m in mentions):
        mention = mentions[dateline]
        mentions[dateline] = mention._replace(window=Window(text=mention.window.text), role="other")
    return mentions


def _in_digits(lex: Lexicon, lower: str, start: int, end: int) -> bool:
    """Whether a sentence without a word of time has years, dates or times in digits, or a clock's word."""
    if _DIGIT.search(lower, start, end) is None:
        return any(lower.find(word, start, end) >= 0 for word in lex.clock)
    return lex.digits.search(lower, start, end) is not None


_DIGIT = re.compile(r"\d")


def _begun(lex: Lexicon, mention: TimeMention, lower: str, start: int, anchor: dt.date | None) -> TimeMention:
    """A day told with the event it began with opens a window: "since fighting began on 4 November"."""
    window = mention.window
    if mention.role != "at" or window.start is None or not lex.begun.search(lower, start, mention.start):
        return mention
    end = anchor if anchor and anchor >= window.start else None
    return mention._replace(window=replace(window, end=end), role="since")


def _tells(mention: TimeMention, anchor: dt.date) -> bool:
    """Whether a mention tells a time that goes before the dateline's: another day, of the year before the report."""
    start = mention.window.start
    return mention.role in _TELLING and start is not None and 0 < abs(anchor - start).days < 366


def _points(lex: Lexicon, codes: str, items: list[Item], anchor: dt.date | None) -> tuple[str, list[Item]]:
    """A sentence with what the point rules match put together, each to one item."""
    letters = lex.letters
    kinds = {Point: letters["POINT"], Length: letters["LENGTH"], str: letters["MARK"]}
    out, made, at = "", [], 0
    for first, last, value in apply(lex, "point", POINT_MAKERS, codes, items, anchor):
        out += codes[at:first] + kinds[type(value)]
        made += items[at:first]
        made.append((items[first][0], items[last - 1][1], value))
        at = last
    return out + codes[at:], made + items[at:]
