"""Hedges: the words that qualify a number, and the interval each convention gives them.

"More than 250" says that the number is above 250 and leaves the top open; "nearly 30" says that it is a little
below 30. The field's own data sets read the same words differently, because each was made for another question,
so the interval is a **convention** that can be chosen. The default keeps every end the words leave open, open:
a bound that nobody stated is not a bound. docs/method.md gives each convention's intervals and their sources.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

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
    ``point`` collapses every interval to its lowest end. ``source`` names where the practice is written.
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


CONVENTIONS: Mapping[str, Convention] = MappingProxyType(
    {
        convention.name: convention
        for convention in (
            Convention(DEFAULT, "Tollbook: How Tollbook counts, the method"),
            Convention("ucdp", "UCDP GED Codebook, best, high and low estimates", strict=False, closed=True),
            Convention(
                "acled", "ACLED Codebook, Reported fatalities", couple=(2, 2), magnitude=1, several=3, strict=False,
                closed=True, point=True,
            ),
            Convention("airwars", "Airwars, Methodology, casualty ranges", strict=False, closed=True),
        )
    }
)  # fmt: skip

#: What a hedge before or after the number does to an end: these leave the top open, those the bottom.
LOWER = frozenset({"more_than", "at_least"})
UPPER = frozenset({"less_than", "at_most", "nearly"})


@lru_cache(maxsize=65536)
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
    if rules.point and low is not None:
        low, high, best = low, low, low
    return Quantity(low, high, best, name, "people", words)


def _interval(stated: Stated, hedge: str | None, rules: Convention) -> tuple[int | None, int | None, int | None, str]:
    low, high, own, unit = stated
    if low is None or high is None:
        number = rules.several if own == "several" else None
        return number, number, number, own
    if own == "couple":
        low, high = low * rules.couple[0], low * rules.couple[1]
        return (low, high, low, "couple") if hedge is None or hedge == "about" else _hedged(low, high, None, hedge, rules)
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
        return max(1, -(-high * (100 - rules.nearly) // 100)), high, best, hedge
    # about: outward, and the number strictly inside wherever there is room below it
    below = min(low * (100 - rules.about) // 100, low - 1)
    above = max(-(-high * (100 + rules.about) // 100), high + 1)
    return max(below, 1 if low >= 1 else 0), above, best, hedge


def meeting(first: Quantity, second: Quantity) -> tuple[int, int] | None:
    """The range of a floor and a ceiling said together ("at least 12 and up to 20"), or ``None`` where they are not."""
    floor, ceiling = (first, second) if first.hedge in LOWER else (second, first)
    if floor.hedge not in LOWER or ceiling.hedge not in UPPER or floor.low is None or ceiling.high is None:
        return None
    return (floor.low, ceiling.high) if floor.low < ceiling.high else None
