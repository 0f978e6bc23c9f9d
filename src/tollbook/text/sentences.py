"""Sentences as offsets: one pass of a regular expression over the text, no copies.

A line break ends a sentence in running text, but not in text that is hard-wrapped (wire copy, e-mail), where only a
blank line or an indented line does.
"""

from __future__ import annotations

import itertools
import re

_MARKS = r"""[.!?…]+["')\]]*(?=\s|$)|\n[ ]*\n\s*|[•●▪](?=\s)|\n"""
_STOP = re.compile(_MARKS)
#: In hard-wrapped text only an indented line begins anew.
_STOP_WRAPPED = re.compile(_MARKS + r"(?=   )")
#: A line of a form begins anew in small letters too: "of whom children: 310".
_LABEL = re.compile(r"[^\n:]{2,60}:[ \t]*[~≈]?\d")
_CLOSING = "\"')]"
SHORT = frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "dr",
        "prof",
        "gen",
        "lt",
        "col",
        "maj",
        "capt",
        "sgt",
        "cpl",
        "brig",
        "adm",
        "cmdr",
        "gov",
        "sen",
        "rep",
        "st",
        "jr",
        "sr",
        "no",
        "nos",
        "vs",
        "approx",
        "est",
        "fig",
        "al",
        "incl",
        "e.g",
        "i.e",
        "jan",
        "feb",
        "mar",
        "apr",
        "jun",
        "jul",
        "aug",
        "sep",
        "sept",
        "oct",
        "nov",
        "dec",
        "mt",
        "ft",
        "dept",
        "inc",
        "corp",
        "ltd",
        "co",
        "msgr",
        "fr",
        "rev",
        "hon",
        "dep",
        "ing",
        "ph",
        "arq",
        "lic",
        "atty",
        "a.k.a",
        "km",
        "kms",
        "hrs",
        "u.s",
        "u.n",
    ]
)
_OPENERS = frozenset(
    [
        "the",
        "a",
        "an",
        "in",
        "on",
        "at",
        "it",
        "he",
        "she",
        "they",
        "we",
        "this",
        "that",
        "these",
        "those",
        "there",
        "but",
        "and",
        "his",
        "her",
        "their",
        "its",
        "as",
        "according",
        "after",
        "while",
        "when",
        "meanwhile",
        "however",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "some",
        "more",
        "many",
        "several",
        "no",
        "one",
        "most",
    ]
)
#: No sentence is longer than this, in characters: of 24,000 of news five are longer. What is read within a sentence may
#: cost its square, and this is what keeps the cost of a report in line with its length.
LONGEST = 800
#: Where a longer one is broken, in its last quarter, the best first: after a mark, at a blank, after what is no digit.
_SEAMS = tuple(map(re.compile, (r"[;:](?=\s)", r",(?=\s)", r"\s", r"[^\w\s](?!\d)")))
#: The mark of a list's item is no part of its sentence.
_ITEM_MARK = re.compile(r"[-–*·◦‣●•▪]\s+(?=\w)")
_BLANKS = re.compile(r"\s*")
_WORD_BEFORE = re.compile(r"([^\W_](?:[\w.]*[^\W_])?)\.$")
_INITIALS = re.compile(r"(?:[a-z]\.)*[a-z]$")


def wrapped(text: str) -> bool:
    """Whether the lines of a text are broken at a fixed width rather than at sentences or paragraphs."""
    lines = text.split("\n")
    if len(lines) < 3:
        return False
    pairs = [(len(line), after) for line, after in itertools.pairwise(lines) if line.strip() and after.strip()]
    if len(pairs) < 2:
        return False
    width = max(length for length, _ in pairs)
    if not 40 <= width <= _WIDEST:
        return False
    full = sum(length + 1 + len(after.split(None, 1)[0]) >= _FULL * width for length, after in pairs)
    return full >= 0.7 * len(pairs)


_WIDEST = 132  # code points of a line
_FULL = 0.85  # of the widest line a line has, with the first word of the next, where that word did not fit


def sentences(text: str, lower: str) -> list[tuple[int, int]]:
    """The sentences of a text as (start, end) offsets in order, without the blanks around them.

    One longer than :data:`LONGEST` comes in pieces, broken after a comma or at a blank.
    ``lower`` is the folded text (see :func:`tollbook.text.fold.fold`).
    """
    hard = wrapped(text)
    upper = text.isupper() or text.islower()  # case tells nothing
    found: list[tuple[int, int]] = []
    start = 0
    for stop in (_STOP_WRAPPED if hard else _STOP).finditer(lower):
        at, after = stop.span()
        mark = lower[at]
        if mark == "\n":
            goes_on = _goes_on(text, after, upper) and not _anew(text, at, after)
            if after - at == 1 and (goes_on or _DANGLING.search(lower, max(start, at - 24), after + 3)):
                continue
            end = at
        elif mark in "•●▪":
            end = at
        else:
            if mark == "." and stop.group().rstrip(_CLOSING) == "." and _abbreviation(lower, at, after):
                continue
            end = after
            if not upper and _goes_on(text, end, False):
                continue
        _push(lower, start, end, found)
        start = end
    _push(lower, start, len(lower), found)
    return found


def _anew(text: str, at: int, after: int) -> bool:
    """Whether a line begins anew though in small letters: a label, or after a line that ends far from the margin."""
    if _LABEL.match(text, after) is not None:
        return True
    first = text.rfind("\n", 0, at) + 1
    last = text.find("\n", after)
    rest = (last if last >= 0 else len(text)) - after
    return at - first < 0.7 * rest and text[at - 1] not in ",;-–"


def _push(lower: str, start: int, end: int, found: list[tuple[int, int]]) -> None:
    piece = lower[start:end]
    left = len(piece) - len(piece.lstrip())
    body = piece.strip()
    mark = _ITEM_MARK.match(body)
    if mark is not None and left + mark.end() < len(piece):
        left += mark.end()
        body = body[mark.end() :]
    start, end = start + left, start + left + len(body)
    while end - start > LONGEST:
        cut = _seam(lower, start)
        found.append((start, start + len(lower[start:cut].rstrip())))
        blanks = _BLANKS.match(lower, cut)
        start = blanks.end() if blanks else cut
    if body:
        found.append((start, end))


def _seam(lower: str, start: int) -> int:
    """Where the first piece of a sentence that is too long ends."""
    for pattern in _SEAMS:
        seams = [match.end() for match in pattern.finditer(lower, start + LONGEST * 3 // 4, start + LONGEST)]
        if seams:
            return seams[-1]
    return start + LONGEST


def _goes_on(text: str, at: int, upper: bool) -> bool:
    """Whether what follows begins in lower case, and so continues the sentence."""
    rest = text[at : at + 40].lstrip(" \n\"'“”‘’([")
    return not upper and rest[:1].islower()


def _abbreviation(lower: str, at: int, end: int) -> bool:
    if lower[at - _LONGEST_SHORT : at].isalpha() and at >= _LONGEST_SHORT:
        return False  # most words before a full stop
    before = _WORD_BEFORE.search(lower, max(0, at - 12), at + 1)
    if not before:
        return False
    word = before.group(1)
    if word not in SHORT and (word.isdigit() or not _INITIALS.match(word)):
        return False
    follows = _NEXT_WORD.match(lower, end, end + 20)
    opens = bool(follows and follows.group(1) in _OPENERS)
    return not opens or (word in SHORT and word not in ("u.s", "u.n", "al", "co", "inc", "km", "hrs"))


#: What no sentence and no headline ends with: a line broken there goes on ("on 12" and "March").
_DANGLING = re.compile(
    r"\b(?:the|an?|of|in|on|at|and|to|by|for|from|with|near|than|least)"
    r"(?:[^\S\n]*\n\w{0,3}$| \d{1,2}[^\S\n]*\n(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec))"
)
_LONGEST_SHORT = max(map(len, SHORT)) + 1
_NEXT_WORD = re.compile(r"\s+(\w+)")
