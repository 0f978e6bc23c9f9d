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
from typing import NamedTuple

from tollbook.model import Window
from tollbook.resolve.dates.anchor import anchor_date
from tollbook.resolve.dates.calendar import Length, Point
from tollbook.resolve.dates.lexer import DIGITS, WORD, Item, Lexicon, lexicon, tokens
from tollbook.resolve.dates.points import MAKERS as POINT_MAKERS
from tollbook.resolve.dates.rules import Found, rules
from tollbook.resolve.dates.windows import MAKERS as WINDOW_MAKERS

__all__ = ["TimeMention", "anchor_date", "find_times"]


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

    ``lower`` is the text in lower case, of the same length. Without an anchor what is relative stays open.
    """
    lex = lexicon(language)
    if lex.triggers.isdisjoint(WORD.findall(lower, start, end)) and not DIGITS.search(lower, start, end):
        return []
    codes, items = tokens(lex, text, lower, start, end)
    codes, items = _points(lex, codes, items, anchor, language)
    return _windows(lex, text, codes, items, anchor, language)


def _points(
    lex: Lexicon, codes: str, items: list[Item], anchor: dt.date | None, language: str
) -> tuple[str, list[Item]]:
    """Tokens with what the point rules match put together, each to one item."""
    grammar = rules(language, "point")
    letters = lex.letters
    out: list[str] = []
    made: list[Item] = []
    at = 0
    while match := grammar.finder.search(codes, at):
        rule = grammar.rules[int((match.lastgroup or "r0")[1:])]
        first, last = match.span()
        value: Point | Length | str | None = rule.data.get("role")
        if value is None:
            own = rule.pattern.match(codes, first)
            value = POINT_MAKERS[rule.make](Found(lex, rule, own, items, anchor)) if own else None
        if value is None:
            last = first + 1
            out.append(codes[at:last])
            made += items[at:last]
        else:
            kind = "POINT" if isinstance(value, Point) else "LENGTH" if isinstance(value, Length) else "MARK"
            out.append(codes[at:first] + letters[kind])
            made += items[at:first]
            made.append(Item(items[first].start, items[last - 1].end, value))
        at = last
    return "".join(out) + codes[at:], made + items[at:]


def _windows(
    lex: Lexicon, text: str, codes: str, items: list[Item], anchor: dt.date | None, language: str
) -> list[TimeMention]:
    """The mentions that the window rules find."""
    grammar = rules(language, "when")
    mentions: list[TimeMention] = []
    at = 0
    while match := grammar.finder.search(codes, at):
        rule = grammar.rules[int((match.lastgroup or "r0")[1:])]
        first, last = match.span()
        own = rule.pattern.match(codes, first)
        made = WINDOW_MAKERS[rule.make](Found(lex, rule, own, items, anchor)) if own else None
        at = last if made else first + 1
        if made:
            start, end = items[first].start, items[last - 1].end
            window = Window(made.start, made.end, made.precision, text[start:end])
            mentions.append(TimeMention(start, end, window, made.role))
    return mentions
