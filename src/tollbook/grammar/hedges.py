"""Hedges: the words that qualify a number, and the interval each convention gives them.

"More than 250" says that the number is above 250 and leaves the top open; "nearly 30" says that it is a little
below 30. The field's own data sets read the same words differently, because each was made for another question,
so the interval is a **convention** that can be chosen. The default keeps every end the words leave open, open:
a bound that nobody stated is not a bound. docs/method.md gives each convention's intervals and their sources.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Any, NamedTuple

from tollbook.grammar.atoms import ATOM, GAP1, trie
from tollbook.lang import load
from tollbook.model import Quantity

DEFAULT = "tollbook"


class Stated(NamedTuple):
    """A number as the words give it, before any hedge around it.

    ``low`` and ``high`` are the ends of a range, equal for one number and both ``None`` where there is no number
    ("several"). ``hedge`` is what the number words themselves say: exact, between, couple, several, none, or a
    magnitude (dozens, hundreds...), for which ``unit`` is its base (12, 100...).
    """

    low: int | None
    high: int | None
    hedge: str
    unit: int = 0


@dataclass(frozen=True, slots=True)
class Convention:
    """One practice of turning hedged words into numbers.

    ``nearly`` and ``about`` are per cent: how far below a "nearly" and to both sides of an "about" the truth may
    lie. ``couple`` are the bounds of "a couple". ``magnitude`` is how many of its unit a bare plural stands for at
    least ("hundreds": 2 of 100). ``several`` is the number coded for "several" or "many", ``None`` for no number.
    ``strict`` is whether "more than 250" begins at 251. ``closed`` closes an open end at the number stated.
    ``point`` codes one number: the one stated, else the lowest. ``source`` names where the practice is written.
    """

    name: str
    source: str
    nearly: int = 10
    about: int = 10
    couple: tuple[int, int] = (2, 3)
    magnitude: int = 2
    several: int | None = None
    strict: bool = True
    closed: bool = False
    point: bool = False


#: The conventions by name. docs/method.md says what each source lays down and what is Tollbook's reading of it.
CONVENTIONS: Mapping[str, Convention] = MappingProxyType(
    {
        convention.name: convention
        for convention in (
            Convention(DEFAULT, "docs/method.md, What a number says"),
            Convention("ucdp", "UCDP GED Codebook: best, high, low", nearly=0, about=0, strict=False, closed=True),
            Convention(
                "acled",
                "ACLED Codebook: Reported Fatalities",
                nearly=0,
                about=0,
                couple=(2, 2),
                magnitude=1,
                several=3,
                strict=False,
                closed=True,
                point=True,
            ),
            Convention("airwars", "Airwars: Methodology", nearly=0, about=0, strict=False, closed=True),
        )
    }
)

#: What a hedge before or after the number does to an end: these leave the top open, those the bottom.
LOWER = frozenset({"more_than", "at_least"})
UPPER = frozenset({"less_than", "at_most", "nearly"})


@lru_cache(maxsize=4096)
def quantity(stated: Stated, hedge: str | None, words: str, convention: str = DEFAULT) -> Quantity:
    """The quantity of a stated number under a hedge (``None`` for none), by a named convention.

    Raises KeyError for a convention that is not in :data:`CONVENTIONS`.
    """
    rules = CONVENTIONS[convention]
    low, high, best, name = _interval(stated, hedge, rules)
    if rules.closed:
        low = best if low is None else low
        high = best if high is None else high
        low, high = (high if low is None else low), (low if high is None else high)
    if rules.point:
        low = high = best = low if best is None else best
    return Quantity(low, high, best, name, "people", words)


def _interval(stated: Stated, hedge: str | None, rules: Convention) -> tuple[int | None, int | None, int | None, str]:
    low, high, own, unit = stated
    if low is None or high is None:
        number = rules.several if own == "several" else None
        return number, number, number, own
    if own == "couple":
        low, high = low * rules.couple[0], low * rules.couple[1]
        return (
            (low, high, low, "couple") if hedge is None or hedge == "about" else _hedged(low, high, None, hedge, rules)
        )
    if unit:
        low = unit * rules.magnitude
    best = low if low == high else None
    if hedge is None or (best is None and hedge in ("about", "nearly")) or own == "none":
        return low, high, best, own
    return _hedged(low, high, best, hedge, rules)


def _hedged(
    low: int, high: int, best: int | None, hedge: str, rules: Convention
) -> tuple[int | None, int | None, int | None, str]:
    """The interval of one number, or of a range or magnitude ("at least several hundred"), under a hedge."""
    if hedge == "more_than":
        return (low + 1 if rules.strict and best is not None else low), None, best, hedge
    if hedge == "at_least":
        return low, None, best, hedge
    if hedge == "less_than":
        return None, (max(high - 1, 0) if rules.strict and best is not None else high), best, hedge
    if hedge == "at_most":
        return None, high, best, hedge
    if hedge == "nearly":
        return max(min(1, high), -(-high * (100 - rules.nearly) // 100)), high, best, hedge
    if not rules.about:
        return low, high, best, hedge
    # outward, and the number strictly inside wherever there is room below it
    below = min(low * (100 - rules.about) // 100, low - 1)
    above = max(-(-high * (100 + rules.about) // 100), high + 1)
    return max(below, 1 if low >= 1 else 0), above, best, hedge


def meeting(first: Quantity, second: Quantity) -> tuple[int, int] | None:
    """The range of a floor and a ceiling said together ("at least 12 and up to 20"), or ``None`` where they are not."""
    floor, ceiling = (first, second) if first.hedge in LOWER else (second, first)
    if floor.hedge not in LOWER or ceiling.hedge not in UPPER or floor.low is None or ceiling.high is None:
        return None
    return (floor.low, ceiling.high) if floor.low < ceiling.high else None


# ---- the words ------------------------------------------------------------------------------------------------

_DATA: dict[str, Any] = load("en", "hedges")
_Phrases = dict[str, list[tuple[list[str], str]]]

_REACH = 64  # how far back a hedge may begin: longer than any phrase of the data with its adverbs


def _by_last(entries: Mapping[str, str]) -> _Phrases:
    """Phrases by their last word, longest first."""
    table: _Phrases = {}
    for phrase, meaning in sorted(entries.items(), key=lambda entry: -len(entry[0].split())):
        table.setdefault(phrase.split()[-1], []).append((phrase.split(), meaning))
    return table


#: Every hedge that stands before a number.
BEFORE: dict[str, str] = {p: hedge for hedge, phrases in _DATA["before"].items() for p in phrases}
WEAK = frozenset(_DATA["strength"]["weak"])

_SIGNS: dict[str, str] = _DATA["symbols"]["before"]
_BY_LENGTH = sorted(_SIGNS.items(), key=lambda entry: -len(entry[0]))
_SIGN_ENDS = frozenset(sign[-1] for sign in _SIGNS)
_APART = {sign: hedge for sign, hedge in _SIGNS.items() if sign not in _DATA["symbols"]["glued_only"]}
_LEADING = _by_last(BEFORE | _APART)
_TRANSPARENT = _by_last(dict.fromkeys(_DATA["transparent"]["words"], ""))
_ADVERBS = _by_last(dict.fromkeys(_DATA["adverbs"]["words"], ""))
_TAKERS = frozenset(_DATA["adverbs"]["takers"])
_GOVERNED = {phrase: frozenset(words) for phrase, words in _DATA["governed"].items()}

_TRAILING: dict[str, str] = {p: hedge for hedge in ("at_least", "at_most", "about") for p in _DATA["after"][hedge]}
_GLUED: list[str] = _DATA["after"]["hyphen_only"]
_SIGNS_AFTER: dict[str, str] = _DATA["symbols"]["after"]
_AFTER = re.compile(
    rf"(?:(?P<sign>{'|'.join(re.escape(sign) for sign in _SIGNS_AFTER)})(?!\w)"
    rf"|(?:{GAP1}|-)(?P<words>{trie([p for p in _TRAILING if p not in _GLUED])})(?!\w)"
    rf"|-(?P<glued>{trie(_GLUED)})(?!\w))"
    rf"(?!{GAP1}(?:{trie(_DATA['after']['not_before'])}(?!\w)|{ATOM}))"
)


def preceding(lower: str, floor: int, at: int) -> list[str]:
    """The words that lead up to a place, in its own paragraph; none where the place is glued to what precedes.

    A hedge that is a paragraph by itself leads up to the next one, as in the large figures of a leaflet.
    """
    window = lower[max(floor, at - _REACH) : at]
    if not window or not window[-1].isspace():
        return []
    if window.count("\n") > 1:
        paragraphs = _PARAGRAPH.split(window)
        window = paragraphs[-1]
        if len(paragraphs) > 2 and not window.strip() and " ".join(paragraphs[-2].split()) in BEFORE:
            window = paragraphs[-2]
    return window.split()


_PARAGRAPH = re.compile(r"\n(?:[^\S\n]*\n)+")


def begin_of(lower: str, floor: int, at: int, words: list[str], first: str) -> int:
    """Where a run of words that leads up to a place begins, its first word without the punctuation before it."""
    for word in reversed(words):
        at = lower.rindex(word, floor, at)
    return at + len(words[0]) - len(first)


_GLUED_BEFORE = re.compile(r"^.*[^\w.'’<>=~≥≤≈±/+](?=\w)")


def bare(word: str) -> str:
    """A word without what is glued before it ("(about", "Guatemala--less"); a sign as it is."""
    return word if word.isalpha() else _GLUED_BEFORE.sub("", word)


def _ending(words: list[str], table: _Phrases) -> tuple[list[str], str] | None:
    """The longest phrase of a table that ends a list of words."""
    for phrase, meaning in table.get(bare(words[-1]), ()):
        n = len(phrase)
        if n <= len(words) and bare(words[-n]) == phrase[0] and words[len(words) - n + 1 :] == phrase[1:]:
            return phrase, meaning
    return None


def hedge_before(words: list[str]) -> tuple[str, int, str] | None:
    """The hedge that a list of words ends in, how many of the words are its own, and the first of them.

    Of two hedges in a row the stronger is heard ("at least some 200" is at least 200); adverbs belong to the hedge
    they stand before ("well over"); words such as "another" may stand between it and the number.
    """
    taken, hedge, first, rest = 0, "", "", words
    while rest:
        skip, found = 0, _ending(rest, _LEADING)
        if found is None and not taken:
            through = _ending(rest, _TRANSPARENT)
            if through and len(rest) > len(through[0]):
                skip = len(through[0])
                found = _ending(rest[:-skip], _LEADING)
        if found is None:
            break
        phrase, meaning = found
        name, left = " ".join(phrase), rest[: len(rest) - skip - len(phrase)]
        if left and left[-1] in _GOVERNED.get(name, ()):
            break
        taken, first = taken + skip + len(phrase), phrase[0]
        hedge = hedge if hedge and (hedge not in WEAK) and meaning in WEAK else meaning
        if words[-taken] != first:
            break
        if name in _TAKERS and left and (adverb := _ending(left, _ADVERBS)):
            taken, first = taken + len(adverb[0]), adverb[0][0]
            left = left[: -len(adverb[0])]
            if words[-taken] != first:
                break
        rest = left
    return (hedge, taken, first) if taken else None


def hedge_after(lower: str, at: int, end: int) -> tuple[str, int] | None:
    """The hedge that follows a number ("or more", "-plus", "+"), and where it ends."""
    match = _AFTER.match(lower, at, end)
    if match is None:
        return None
    if sign := match["sign"]:
        return _SIGNS_AFTER[sign], match.end()
    return _TRAILING[" ".join((match["words"] or match["glued"]).split())], match.end()


def hedge_sign(lower: str, floor: int, at: int) -> tuple[str, int] | None:
    """A hedge written as a sign glued before a number ("~250", ">30", "+40"), and where it begins."""
    if at <= floor or lower[at - 1] not in _SIGN_ENDS:
        return None
    for sign, hedge in _BY_LENGTH:
        begin = at - len(sign)
        if begin >= floor and lower.startswith(sign, begin) and (begin == 0 or not lower[begin - 1].isalnum()):
            return hedge, begin
    return None
