"""The number-reading pass: every number of a text with its hedge, its interval and the words that carry it.

The work is done in four steps, each local to what the one before found:

1. **scan**: one regular expression finds stretches of number words and digits; :mod:`tollbook.grammar.numerals`
   gives their values. What stands glued to a number or right beside it tells counts from percentages, money,
   names ("M-16", "Resolution 2254") and times;
2. **join**: two numbers and what stands between them make a range ("20 to 30", "five or six hundred", "between 20
   and 30") or one number said twice ("six (6)");
3. **hedge**: the words before and after ("well over", "at least another", "or so") qualify it;
4. **meet**: a floor and a ceiling said together are a range ("at least 12 and up to 20").

Worked examples: "More than 250 civilians" is one number whose span is "More than 250", low 251, high open, best
250. "TWENTY\nFIVE" over a line's end is 25. "rose from 20 to 30" are two numbers and a change, "from 20 to 30" is
one range. "5-3" is no range, for it does not ascend; "children under 15" holds no count.

What a number counts is not decided here: "12 hours" and "12 civilians" are both counts. A pass that read the noun
as well was rejected: nouns need the sentence's grammar, numbers do not.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any, NamedTuple

from tollbook.grammar.atoms import AND, STRETCH, WORDS
from tollbook.grammar.cores import NAMELESS, Core, core_of
from tollbook.grammar.hedges import (
    BEFORE,
    DEFAULT,
    LOWER,
    UPPER,
    WEAK,
    Stated,
    bare,
    begin_of,
    hedge_after,
    hedge_before,
    hedge_sign,
    meeting,
    preceding,
    quantity,
)
from tollbook.grammar.numerals import numerals
from tollbook.model import Quantity

__all__ = ["Number", "find_numbers"]


class Number(NamedTuple):
    """A number in a text.

    ``start`` and ``end`` span hedge and number ("More than 250", "12 or more"), ``core_start`` and ``core_end`` the
    number itself ("250"). ``kind`` is count, percent, money, ordinal, decimal, fraction, multiple or identifier (a
    name, date, time or telephone number); only a count can be a number of people. A following "of" is never in the
    span.
    """

    start: int
    end: int
    core_start: int
    core_end: int
    quantity: Quantity
    kind: str


# ---- ranges ---------------------------------------------------------------------------------------------------

_RANGES: dict[str, Any] = WORDS["ranges"]
_CONNECTORS = frozenset(_RANGES["connectors"])
_ALTERNATIVES = frozenset(_RANGES["alternatives"])
_OPENERS = {word: frozenset(links) for word, links in _RANGES["open"].items()}
_OPEN_MODIFIERS = frozenset(_RANGES["open_modifiers"])
_OPENS_A_CHANGE, _CHANGES = _RANGES["opens_a_change"], frozenset(_RANGES["changes"])
_HEDGED_LINKS = frozenset(_RANGES["hedged_links"])
_UNDER = UPPER | WEAK
_HYPHENS = ("-", "‐", "‑", "–")
_RATES = frozenset(WORDS["joining"]["rate"])
_TENS = frozenset(WORDS["joining"]["of_tens"])
_SHARED = re.compile(rf"\s+(?:{'|'.join(WORDS['joining']['shared_by'])})(?!\w)")
_LONGEST_LINK = 32
_FIRST_YEAR, _LAST_YEAR = 1900, 2100  # two such numbers without a comma are years


def _said_twice(lower: str, a: Core, b: Core) -> bool:
    """Whether the second number repeats the first in brackets: "six (6)"."""
    return (
        lower[a.end : b.start].strip() in ("(", "[")
        and lower[b.end : b.end + 1] in (")", "]")
        and a.stated == b.stated
        and a.stated.low is not None
    )


def _mixed(lower: str, a: Core, b: Core) -> bool:
    """Whether a fraction in digits belongs to the number before it: "7 and 1/2"."""
    return lower[b.start].isdigit() and lower[a.end : b.start].strip() in ("", AND)


def _opener(lower: str, floor: int, core: Core) -> tuple[str, int, list[str]]:
    """The word that opens a range before a number, where it begins, and the words before that."""
    words = preceding(lower, floor, core.start)
    skip = 0
    if len(words) > 1 and words[-1] in BEFORE and words[-2] in _OPENERS:
        skip = 1
    opener = bare(words[-1 - skip]) if len(words) > skip else ""
    if opener not in _OPENERS:
        return "", core.start, words
    take, first = skip + 1, opener
    if len(words) > take and words[-1 - skip] == opener and words[-1 - take] in _OPEN_MODIFIERS:
        take, first = take + 1, words[-1 - take]
    return opener, begin_of(lower, floor, core.start, words[-take:], first), words[:-take]


def _linked(lower: str, floor: int, a: Core, b: Core) -> tuple[bool, int]:
    """Whether two numbers are the ends of a range, and where the range begins."""
    gap = lower[a.end : b.start]
    if gap.count("\n") > 1:
        return False, 0
    words = gap.split()
    link = " ".join(words) if words in (["-"], ["--"]) else " ".join(words).strip("-")
    if len(words) > 1 and words[0] in _HEDGED_LINKS and BEFORE.get(" ".join(words[1:])) in _UNDER:
        link = words[0]
    if link not in _CONNECTORS and link not in _ALTERNATIVES and link != AND:
        return False, 0
    opener, begin, before = _opener(lower, floor, a)
    if opener and link in _OPENERS[opener]:
        changes = opener == _OPENS_A_CHANGE and any(word in _CHANGES for word in before[-3:])
        return not changes, begin
    if link in _ALTERNATIVES:
        near = (b.stated.low or 0) <= 10 * max(a.stated.low or 0, 1) * max(b.scale // max(a.scale, 1), 1)
        return near or bool(a.stated.unit), a.start
    return link in _CONNECTORS, a.start


def _ends(a: Core, b: Core) -> Stated | None:
    """The stated range of two numbers, the first sharing the second's scale where only the second has one."""
    if b.stated.low is None or b.stated.high is None or a.form == "no" or b.form == "no":
        return None
    low: Fraction | int | None = a.stated.low if a.kind != "decimal" else a.value
    if low is None:
        return None
    if b.scale > 1 and a.scale == 1 and not a.stated.unit and low * b.scale < b.stated.low:
        low = low * b.scale
    least = max(low, 2 * a.stated.unit)  # "dozens" are two at least
    if low != int(low) or not low < b.stated.high or least > b.stated.high:
        return None
    return Stated(int(low), b.stated.high, "between", a.stated.unit)


def _are_years(words: str, stated: Stated) -> bool:
    """Whether the ends of a range in digits are years: "2014-2016", but not "1,950 to 2,050"."""
    low, high = stated.low or 0, stated.high or 0
    return low >= _FIRST_YEAR and high <= _LAST_YEAR and "," not in words


def _range(lower: str, floor: int, a: Core, b: Core) -> Core | None:
    """The range two neighbours make, or ``None``. Digits joined by a hyphen that do not ascend become names."""
    kinds = {a.kind, b.kind}
    if not (a.kind in ("count", "money", "percent", "decimal") and b.kind in ("count", "money", "percent")):
        return None
    if len(kinds - {"count", "decimal"}) > 1 or (a.kind == "percent" and b.kind != "percent"):
        return None
    linked, begin = _linked(lower, floor, a, b)
    if not linked:
        return None
    stated = _ends(a, b)
    if stated is None:
        if lower[a.end : b.start] in _HYPHENS and a.form == b.form == "digits":
            a.kind = b.kind = "identifier"
            a.stated = b.stated = NAMELESS
        return None
    if a.form == b.form == "digits" and _are_years(lower[a.start : b.end], stated):
        stated, b.kind = NAMELESS, "identifier"
    a.stated, a.kind = stated, b.kind if a.kind in ("count", "decimal") else a.kind
    a.start, a.end, a.stop, a.form, a.scale = begin, b.end, b.stop, "range", 1
    return a


def _share_of_ten(lower: str, a: Core, b: Core) -> bool:
    """Whether two numbers are a share of those named behind them: "nine in ten of whom", "four out of ten families"."""
    if not (a.stated.low and a.stated.low == a.stated.high and b.stated.low == b.stated.high):
        return False
    tens = b.stated.low in _TENS and a.stated.low < (b.stated.low or 0)
    return tens and " ".join(lower[a.end : b.start].split()) in _RATES and _SHARED.match(lower, b.end) is not None


def _joined(lower: str, floor: int, cores: list[Core]) -> list[Core]:
    """Neighbours that make one number, made one."""
    joined: list[Core] = []
    for core in cores:
        if joined and 0 <= core.start - joined[-1].end <= _LONGEST_LINK:
            last = joined[-1]
            before = joined[-2].end if len(joined) > 1 else floor
            if last.stated.low == 1 == last.stated.high and " ".join(lower[last.end : core.start].split()) in _RATES:
                last.kind, last.stated, last.end, last.stop = "fraction", NAMELESS, core.stop, core.stop
                continue
            if _share_of_ten(lower, last, core):
                last.kind, last.stated, last.end, last.stop = "fraction", NAMELESS, core.stop, core.stop
                continue
            if core.kind == "fraction" and core.form == "words" and last.kind == "count" and _mixed(lower, last, core):
                last.kind, last.stated, last.end, last.stop = "decimal", NAMELESS, core.stop, core.stop
                continue
            if _said_twice(lower, last, core):
                last.end = last.stop = core.end + 1
                continue
            if last.form != "range" and _range(lower, before, last, core):
                continue
        joined.append(core)
    return joined


# ---- hedges ---------------------------------------------------------------------------------------------------


def _hedged(text: str, lower: str, floor: int, end: int, core: Core, convention: str) -> Number:
    """The number with its hedge and interval."""
    hedge: str | None = None
    start, stop = core.start, core.end
    if core.kind in _HEDGEABLE and core.stated.hedge not in ("none", "several"):
        words = preceding(lower, floor, start)
        if words and (before := hedge_before(words)):
            hedge, taken, first = before
            if _is_age(words, taken, core):
                core.kind, core.stated, hedge = "identifier", NAMELESS, None
            else:
                start = begin_of(lower, floor, start, words[-taken:], first)
        elif sign := hedge_sign(lower, floor, start):
            hedge, start = sign
        if after := hedge_after(lower, stop, end):
            hedge, stop = (hedge if hedge and hedge not in WEAK else after[0]), after[1]
    amount = quantity(core.stated, hedge, text[start:stop], convention)
    return Number(start, stop, core.number, core.stop, amount, core.kind)


_AGES: dict[str, Any] = WORDS["ages"]
_AGE_GROUPS, _AGE_HEDGES = frozenset(_AGES["groups"]), frozenset(_AGES["hedges"])
_HEDGEABLE = frozenset(("count", "percent", "money", "decimal"))


def _is_age(words: list[str], taken: int, core: Core) -> bool:
    """Whether "under 15" after a group of people is their age: "children under 15"."""
    low = core.stated.low
    return (
        taken < len(words)
        and words[-taken] in _AGE_HEDGES
        and words[-taken - 1] in _AGE_GROUPS
        and low is not None
        and low <= _AGES["oldest"]
    )


_MEETING = frozenset(_RANGES["meeting"])


def _met(text: str, lower: str, numbers: list[Number], convention: str) -> list[Number]:
    """A floor and a ceiling said together, made one range."""
    met: list[Number] = []
    for number in numbers:
        last = met[-1] if met else None
        if last and last.kind == number.kind == "count" and number.start - last.end <= _LONGEST_LINK:
            one, two = last.quantity.hedge, number.quantity.hedge
            if (one in LOWER and two in UPPER) or (one in UPPER and two in LOWER):
                gap = " ".join(lower[last.end : number.start].split())
                ends = meeting(last.quantity, number.quantity) if gap in _MEETING else None
                if ends:
                    stated = Stated(ends[0], ends[1], "between")
                    amount = quantity(stated, None, text[last.start : number.end], convention)
                    met[-1] = Number(last.start, number.end, last.core_start, number.core_end, amount, "count")
                    continue
        met.append(number)
    return met


#: No number of people or things is as large, and no database keeps all that are.
_MOST = 10**15


def _counts(core: Core) -> bool:
    return core.stated.low is None or core.stated.low < _MOST


def find_numbers(
    text: str, lower: str, start: int = 0, end: int | None = None, convention: str = DEFAULT
) -> list[Number]:
    """The numbers of a text, or of its part from ``start`` to ``end``, in order and disjoint.

    ``lower`` is the text in lower case and of the same length. Places are code points of ``text``. ``convention`` names
    how hedges become intervals (:mod:`tollbook.grammar.hedges`); KeyError where there is none of the name.
    """
    stop = len(text) if end is None else end
    cores: list[Core] = []
    for match in STRETCH.finditer(lower, start, stop):
        base = match.start()
        for numeral in numerals(match.group()):
            core = core_of(lower, cores[-1].end if cores else start, stop, base, numeral)
            if core is not None and not (cores and core.start < cores[-1].end) and _counts(core):
                cores.append(core)
    numbers: list[Number] = []
    floor = start
    for core in _joined(lower, start, cores):
        number = _hedged(text, lower, floor, stop, core, convention)
        numbers.append(number)
        floor = number.end
    return _met(text, lower, numbers, convention)
