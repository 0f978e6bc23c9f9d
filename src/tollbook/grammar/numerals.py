"""Number words and digits to values: one stretch of them at a time, without what stands around it.

A **stretch** is a run of number atoms that may belong together ("two hundred and fifty", "tens of thousands",
"one and a half million"). :func:`numerals` parses one into the numbers it holds. The grammar of number words is
small and regular, so it is a recursive descent, not a list of patterns:

    chunk   = digits | [1-99 | a] hundred [and] [1-99] | 1-99
    term    = chunk scale*                      "two hundred thousand", "a million", "2.5 million"
    number  = term {[and] smaller term}         "two million three hundred thousand and five"

A word that cannot join ends the number and begins the next ("3 hundred and 2 hundred" are two). Stretches repeat,
so their parses are kept in a bounded cache.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from tollbook.grammar.atoms import (
    ABBREVIATIONS,
    AND,
    ARTICLE,
    GUARDS,
    NEVER_BARE,
    OF,
    ONLY_MULTIPLIERS,
    PARTS,
    PLURALS,
    TOPS,
    Token,
    as_decimal,
    grouped,
    tokens,
)


class Numeral(NamedTuple):
    """One number in a stretch: its place there, its ends, and what sort of number it is.

    ``low`` equals ``high`` but for a vague word, and both are ``None`` for "several" and for what is no integer.
    ``hedge`` is what the words themselves say, ``unit`` the base of a vague magnitude. ``scale`` is the last
    multiplier ("3 million": 1,000,000), which a range may share out. ``value`` is the value of a decimal ("1.5"),
    which such a scale may make whole. ``form`` is digits, words or vague, or what the words around must still decide:
    ``bare`` (a scale without a number: "thousand of"), ``part`` ("a third of"), ``no`` (the determiner), ``one`` (the
    word alone), or the letters glued to digits that may be a size ("1.5m").
    """

    start: int
    end: int
    low: int | None
    high: int | None
    hedge: str = "exact"
    kind: str = "count"
    unit: int = 0
    scale: int = 1
    form: str = "words"
    value: Fraction | None = None


class _Sum(NamedTuple):
    """An exact number so far: its value, its last scale, the value before any scale, and where reading goes on."""

    value: Fraction
    unit: int
    first: Fraction
    after: int


_CLOSE = ("", "-")
_JOINED = (*_CLOSE, AND)
_OF_A = f"{OF} {ARTICLE}"
_GUARDED = frozenset(GUARDS["money_only"] + GUARDS["money_or_decimal"] + GUARDS["metres"])


def _begin(token: Token) -> int:
    return token.start if token.article is None else token.article


def _scale(line: list[Token], at: int, links: tuple[str, ...] = _CLOSE) -> int:
    """The scale at a place where one may multiply what stands before it, else 0."""
    if at >= len(line) or line[at].link not in links:
        return 0
    token = line[at]
    return int(token.value) if token.cls == "scale" else PLURALS.get(token.raw, 0)


# ---- exact numbers --------------------------------------------------------------------------------------------


def _small(line: list[Token], at: int) -> tuple[Fraction, int] | None:
    """A number below a hundred in words, or any in digits, and the place after it."""
    token = line[at]
    if token.cls == "digits":
        if token.glued:
            return as_decimal(token) * ABBREVIATIONS[token.glued], at + 1
        return (as_decimal(token) if _scale(line, at + 1) >= 1000 else token.value), at + 1
    if token.cls in ("one", "teen"):
        return Fraction(token.value), at + 1
    if token.cls == "ten":
        follows = at + 1 < len(line) and line[at + 1].cls == "one" and line[at + 1].link in _CLOSE
        return Fraction(token.value + (line[at + 1].value if follows else 0)), at + 1 + follows
    return None


def _chunk(line: list[Token], at: int) -> _Sum | None:
    """Digits, or words below a thousand, or the one that a bare scale implies ("a thousand")."""
    token = line[at]
    if token.cls == "collective":
        return _Sum(Fraction(token.value), 1, Fraction(token.value), at + 1)
    if token.raw in NEVER_BARE:
        return None
    small = (Fraction(1), at) if token.cls == "scale" else _small(line, at)
    if small is None:
        return None
    value, after = small
    implied = after == at
    if not implied and _is_half(line, after):
        value, after = value + Fraction(1, 2), after + 1
    if not (token.value == 100 if implied else _scale(line, after) == 100):
        return _Sum(value, 1, value, after)
    first, value, after = value, value * 100, after + 1
    tail = _small(line, after) if after < len(line) and line[after].link in _JOINED else None
    fits = tail is not None and (line[after].cls != "digits" or token.cls == "digits")
    if tail and fits and 0 < tail[0] < 100 and not 0 < _scale(line, tail[1]) <= 100:
        return _Sum(value + tail[0], 1, value + tail[0], tail[1])
    return _Sum(value, 100, first, after)


def _is_half(line: list[Token], at: int) -> bool:
    """Whether "and a half" stands at a place."""
    return at < len(line) and line[at].cls == "half" and line[at].link.startswith(f"{AND} ")


def _term(line: list[Token], at: int) -> _Sum | None:
    """A chunk and the scales that multiply it."""
    chunk = _chunk(line, at)
    if chunk is None:
        return None
    value, unit, first, after = chunk
    if after == at:
        value, unit, after = value * line[at].value, line[at].value, after + 1
    while scale := _scale(line, after):
        value, unit, after = value * scale, unit * scale, after + 1
    return _Sum(value, unit, first, after)


def _sum(line: list[Token], at: int) -> _Sum | None:
    """Terms that add up, each smaller than the last scale before it."""
    total = _term(line, at)
    while total and total.unit >= 100 and total.after < len(line):
        token = line[total.after]
        if _is_half(line, total.after):
            return _Sum(total.value + Fraction(total.unit, 2), 1, total.value, total.after + 1)
        if token.link not in _JOINED or token.cls not in ("digits", "one", "teen", "ten"):
            break
        if token.cls == "digits" and (line[at].cls != "digits" or token.link == "-"):
            break
        term = _term(line, total.after)
        if term is None or not 0 < term.value < total.unit or term.value.denominator != 1:
            break
        total = _Sum(total.value + term.value, term.unit, total.value + term.value, term.after)
    return total


def _whole(start: int, end: int, value: Fraction, scale: int, form: str) -> Numeral:
    if value.denominator != 1:
        return Numeral(start, end, None, None, kind="decimal", form=form, value=value)
    number = int(value)
    return Numeral(start, end, number, number, hedge="exact" if number else "none", scale=scale, form=form)


def _part_or_ordinal(line: list[Token], at: int, total: _Sum) -> tuple[Numeral, int] | None:
    """What a following part or rank makes of a number: "two thirds", "three quarters of a million", "twenty-first"."""
    start, after = _begin(line[at]), total.after
    if after >= len(line):
        return None
    last, follow = line[after - 1], line[after]
    close = follow.link in _CLOSE
    if close and (follow.cls in ("part", "quarter", "half") or (follow.raw in PARTS and total.value == 1)):
        scale = _scale(line, after + 1, (f"{OF} a", "a")) if follow.cls in ("quarter", "half") else 0
        if scale:
            return _whole(start, line[after + 1].end, total.value * follow.value * scale, 1, "words"), after + 2
        return Numeral(start, follow.end, None, None, kind="fraction"), after + 1
    if follow.cls != "ordinal" or follow.raw[0].isdigit():
        return None
    tail_of_ten = last.cls == "ten" and follow.value < 10 and close
    tail_of_hundred = total.unit >= 100 and follow.link in ("-", AND)
    if tail_of_ten or tail_of_hundred:
        rank = int(total.value) + int(follow.value)
        return Numeral(start, follow.end, rank, rank, kind="ordinal"), after + 1
    return None


def _exact(line: list[Token], at: int) -> tuple[Numeral, int] | None:
    """An exact number, or the rank, fraction or decimal that begins like one, and the place after it."""
    token = line[at]
    total = _sum(line, at)
    if total is None:
        return None
    if other := _part_or_ordinal(line, at, total):
        return other
    value, _, first, after = total
    start, end, alone = _begin(token), line[after - 1].end, after == at + 1
    form = "digits" if token.cls == "digits" else "words"
    if token.cls == "scale" and token.article is None and alone:
        form = "bare"
    elif token.cls == "one" and value == 1 and alone:
        form = "one"
    elif token.glued in _GUARDED and not (token.glued in GUARDS["money_or_decimal"] and "." in token.raw):
        form = token.glued
    elif token.cls == "digits" and "." in token.raw and not token.glued and not grouped(token) and alone:
        return Numeral(start, end, None, None, kind="decimal", form=form, value=value), after
    return _whole(start, end, value, int(value / first) if first and value % first == 0 else 1, form), after


# ---- vague numbers --------------------------------------------------------------------------------------------

_MAGNITUDES = (
    (1_000_000, "millions"), (100_000, "hundreds_of_thousands"), (10_000, "tens_of_thousands"), (1_000, "thousands"),
    (100, "hundreds"), (20, "scores"), (12, "dozens"),
)  # fmt: skip


def top_of(unit: int) -> int:
    """How far a vague word of a unit reaches: 99 for dozens, 999 for hundreds."""
    return TOPS.get(unit, unit * 10 - 1)


def magnitude(unit: int) -> str:
    """The hedge that names a unit: the largest magnitude not above it."""
    return next((hedge for size, hedge in _MAGNITUDES if unit >= size), "tens")


def _vague(line: list[Token], at: int) -> tuple[Numeral | None, int]:
    """A magnitude without a number: "dozens", "tens of thousands", "several hundred thousand", "a couple of dozen"."""
    token = line[at]
    start, after, links = _begin(token), at + 1, (*_CLOSE, OF)
    unit = top = 0
    hedge = ""
    if token.cls == "vague":
        unit, top, hedge = token.value["unit"], token.value["top"], token.value["hedge"]
    else:
        unit = _scale(line, after, links)
        if not unit and after < len(line) and line[after].cls == "vague" and line[after].link in links:
            unit = line[after].value["unit"]
        if not unit:
            number = 1 if token.cls == "couple" else None
            numeral = Numeral(start, token.end, number, number, hedge=token.cls, form="vague")
            return (None if token.raw in ONLY_MULTIPLIERS else numeral), after
        top, after = top_of(unit), after + 1
    while scale := _scale(line, after, links):
        unit, top, hedge, after = unit * scale, (top + 1) * scale - 1, "", after + 1
    end = line[after - 1].end
    if token.cls == "couple":
        return Numeral(start, end, unit, unit, hedge="couple", form="vague"), after
    return Numeral(start, end, unit, top, hedge=hedge or magnitude(unit), unit=unit, form="vague"), after


def _half(line: list[Token], at: int) -> tuple[Numeral | None, int]:
    """ "Half a million", "half a dozen", "a quarter of a million"; else a fraction, or nothing ("the old quarter")."""
    token = line[at]
    links = (*_CLOSE, ARTICLE, _OF_A) if token.cls == "half" else (_OF_A,)
    if scale := _scale(line, at + 1, links):
        return _whole(_begin(token), line[at + 1].end, token.value * scale, 1, "words"), at + 2
    if token.cls == "half" or token.article is not None:
        return Numeral(_begin(token), token.end, None, None, kind="fraction"), at + 1
    return None, at + 1


def _numeral(line: list[Token], at: int) -> tuple[Numeral | None, int]:
    """The number that begins at an atom, if one does, and the place after it."""
    token = line[at]
    if token.cls in ("vague", "several", "couple"):
        return _vague(line, at)
    if token.cls in ("half", "quarter"):
        return _half(line, at)
    if token.cls == "number":
        return Numeral(token.start, token.end, None, None, hedge="several", form="number"), at + 1
    if token.cls in ("zero", "no"):
        form = "no" if token.cls == "no" else "words"
        return Numeral(token.start, token.end, 0, 0, "none", form=form), at + 1
    if token.cls in ("ordinal", "part"):
        waits = token.article is not None and token.raw in PARTS
        if token.cls == "part" and not waits:
            return None, at + 1
        form = "part" if waits else "words"
        return Numeral(_begin(token), token.end, token.value, token.value, kind="ordinal", form=form), at + 1
    if token.cls in ("identifier", "fraction", "multiple"):
        return Numeral(token.start, token.end, None, None, kind=token.cls), at + 1
    return _exact(line, at) or (None, at + 1)


@lru_cache(maxsize=4096)
def numerals(stretch: str) -> tuple[Numeral, ...]:
    """The numbers in a stretch of lower-case words, in order, with places relative to its beginning."""
    line = tokens(stretch)
    found: list[Numeral] = []
    at = 0
    while at < len(line):
        numeral, at = _numeral(line, at)
        if numeral:
            found.append(numeral)
    return tuple(found)
