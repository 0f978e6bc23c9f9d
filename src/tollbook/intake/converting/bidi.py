"""Arabic and Hebrew lines of a PDF, put right by where their characters stand.

A PDF places glyphs; a reader of PDFs must guess the order of the characters, and guesses wrong where a program wrote
them in the order of reading: then words come out turned round. Digits come out turned round in lines that were written
in the order of sight: 12 becomes 21, which here is a wrong number of dead. Where the characters stand does not lie: in
a word of a script that runs from right to left each letter stands to the left of the one before it; in a number, and
in a Latin word, to its right. What does not is turned.

Ligatures are one glyph of two letters: lam and alef come out as alef and lam, and are turned too. The presentation
forms of letters are made the letters themselves.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

#: A letter of a script that runs from right to left.
RTL = re.compile("[\u0590-\u065f\u066e-\u06ef\u06fa-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_NUMBER = re.compile("[0-9\u0660-\u0669\u06f0-\u06f9]+(?:[.,:/\u066b\u066c-][0-9\u0660-\u0669\u06f0-\u06f9]+)*")
_MARKED = re.compile(rf"(?<!\d)[،؛؟.,:]{_NUMBER.pattern}")
_LATIN = re.compile("[A-Za-z\u00c0-\u024f](?:[\\w .,&'’-]*[A-Za-z\u00c0-\u024f0-9])?", re.ASCII)
_PART = re.compile(r"\s+|[^\s]+")
_FORMS = re.compile("[\ufb1d-\ufdff\ufe70-\ufefc]")
_ALEFS = "اأإآٱ"
_MIRROR = str.maketrans("()[]{}«»<>", ")(][}{»«><")

#: Where a character stands: its left and right edge; None where nobody knows.
Place = tuple[float, float] | None


def put_right(text: str, places: Sequence[Place]) -> tuple[str, list[Place]]:
    """A line in the order of reading, with the place of each of its characters. ``places`` is as long as ``text``."""
    chars = list(text)
    where = list(places)
    if _runs(text, where, RTL) > 0:
        chars.reverse()
        where.reverse()
        chars = [ch.translate(_MIRROR) for ch in chars]
    line = "".join(chars)
    for run in _LATIN.finditer(line):
        _rightwards(chars, where, [(m.start(), m.end()) for m in _PART.finditer(line, *run.span())])
    for run in _NUMBER.finditer("".join(chars)):
        _turn(chars, where, *run.span())
    if RTL.search(line):
        for mark in _MARKED.finditer("".join(chars)):
            _behind(chars, where, *mark.span())
    for i in range(len(chars) - 1):
        if chars[i] in _ALEFS and chars[i + 1] == "ل" and where[i] is not None and where[i] == where[i + 1]:
            chars[i], chars[i + 1] = chars[i + 1], chars[i]
    return _plain(chars, where)


def _turn(chars: list[str], where: list[Place], start: int, end: int) -> None:
    """Turn a number or word whose characters stand from right to left."""
    if end - start > 1 and _direction(where[start:end]) < 0:
        chars[start:end] = chars[start:end][::-1]
        where[start:end] = where[start:end][::-1]


def _behind(chars: list[str], where: list[Place], start: int, end: int) -> None:
    """Put a mark that stands to the left of a number behind it: from right to left that is where it comes."""
    mark, number = where[start], where[start + 1]
    if mark is not None and number is not None and mark[0] < number[0]:
        chars[start:end] = [*chars[start + 1 : end], chars[start]]
        where[start:end] = [*where[start + 1 : end], where[start]]


def _rightwards(chars: list[str], where: list[Place], parts: list[tuple[int, int]]) -> None:
    """Put the words of a Latin run in the order they stand in, and the letters of each."""
    for start, end in parts:
        _turn(chars, where, start, end)
    first = [where[start] for start, _ in parts]
    if _direction(first) < 0:
        low, high = parts[0][0], parts[-1][1]
        turned = [(chars[start:end], where[start:end]) for start, end in reversed(parts)]
        chars[low:high] = [ch for some, _ in turned for ch in some]
        where[low:high] = [place for _, some in turned for place in some]


def _runs(text: str, places: Sequence[Place], letters: re.Pattern[str]) -> int:
    """How many steps from letter to letter within words go to the right, less those that go to the left."""
    balance = 0
    before: Place = None
    for ch, place in zip(text, places, strict=True):
        if letters.match(ch) is None or place is None or unicodedata.combining(ch):
            if not unicodedata.combining(ch):
                before = None
            continue
        if before is not None and place != before:
            balance += 1 if place[0] > before[0] else -1
        before = place
    return balance


def _direction(places: Sequence[Place]) -> int:
    known = [place for place in places if place is not None]
    if len(known) < 2 or known[0][0] == known[-1][0]:
        return 0
    return 1 if known[-1][0] > known[0][0] else -1


def _plain(chars: list[str], where: list[Place]) -> tuple[str, list[Place]]:
    """Presentation forms as letters, each still with its place."""
    out: list[str] = []
    places: list[Place] = []
    for ch, place in zip(chars, where, strict=True):
        letters = unicodedata.normalize("NFKC", ch) if _FORMS.match(ch) else ch
        out.append(letters)
        places += [place] * len(letters)
    return "".join(out), places
