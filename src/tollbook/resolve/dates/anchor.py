"""The date a report's relative words count from: its dateline where it has one, else the publication date."""

from __future__ import annotations

import datetime as dt

from tollbook.resolve.dates.calendar import Point
from tollbook.resolve.dates.lexer import lexicon, tokens
from tollbook.resolve.dates.points import MAKERS
from tollbook.resolve.dates.rules import Found, rules

#: How much of a text's head may hold a dateline, in code points.
HEAD = 400


def anchor_date(text: str, published: dt.date | None, language: str = "en") -> dt.date | None:
    """The first full date in the head of the text, else ``published``."""
    lex = lexicon(language)
    head = text[:HEAD]
    lower = head.lower()
    if len(lower) != len(head):
        lower = "".join(c.lower() if len(c.lower()) == 1 else c for c in head)
    codes, items = tokens(lex, head, lower, 0, len(head))
    grammar = rules(language, "point")
    at = 0
    while match := grammar.finder.search(codes, at):
        rule = grammar.rules[int((match.lastgroup or "r0")[1:])]
        at = match.end()
        own = rule.pattern.match(codes, match.start())
        if own and rule.make in ("iso", "numeric", "date"):
            point = MAKERS[rule.make](Found(lex, rule, own, items, published))
            if isinstance(point, Point) and point.fixed and point.fixed[0] == point.fixed[1]:
                return point.fixed[0]
    return published
