"""The few words an answer needs, from the language data: numbers, places, windows and lists in a sentence."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from tollbook.lang import load
from tollbook.model import Claim
from tollbook.reckon.scope import source
from tollbook.vocabulary import HARMS


def sentence(section: str, key: str, **values: str) -> str:
    """A template of the language data with its places filled."""
    template: str = load("en", "reckoning")[section][key]
    return template.format(**values)


def number(low: int | None, high: int | None) -> str:
    """Bounds in words."""
    if low is not None and low == high:
        return sentence("number", "exact", low=f"{low:,}")
    if low is not None and high is not None:
        return sentence("number", "range", low=f"{low:,}", high=f"{high:,}")
    if low is not None:
        return sentence("number", "low", low=f"{low:,}")
    return sentence("number", "open") if high is None else sentence("number", "high", high=f"{high:,}")


def amount(claim: Claim) -> str:
    """A claim's number: its words where it has them, else its bounds."""
    return claim.quantity.text or number(claim.quantity.low, claim.quantity.high)


def speaker(claim: Claim) -> str:
    """Whose account a claim is."""
    return source(claim) or sentence("contradiction", "nobody")


def where(claim: Claim) -> str:
    """The place of a claim, with the word before it; nothing where it is unknown."""
    place = claim.place
    if place is None:
        return ""
    part = bool(place.path) and place.path[0].startswith("part:")
    return sentence("place", "in", place=place.text if part or not place.name else place.name)


def date(day: dt.date) -> str:
    """A day in words."""
    month = str(load("en", "reckoning")["months"]["names"]).split()[day.month - 1]
    return sentence("window", "date", day=str(day.day), month=month, year=str(day.year))


def when(start: dt.date | None, end: dt.date | None) -> str:
    """A window, with the word before it; nothing where it is unknown."""
    if start is not None and end is not None:
        if start == end:
            return sentence("window", "day", start=date(start))
        return sentence("window", "span", start=date(start), end=date(end))
    if start is not None:
        return sentence("window", "since", start=date(start))
    return sentence("window", "until", end=date(end)) if end is not None else ""


def told(claim: Claim) -> dict[str, str]:
    """What a sentence can say of one claim: population, harm, place and window."""
    return {
        "population": claim.population.group.replace("_", " "),
        "harm": HARMS[claim.harm].label,
        "place": where(claim),
        "window": when(claim.window.start, claim.window.end),
    }


def item(claim: Claim) -> str:
    """A claim in a line: who says how many of whom, where and when."""
    return sentence("contradiction", "item", a=speaker(claim), x=amount(claim), **told(claim))


def listed(words: Sequence[str]) -> str:
    """Words as a list: commas, and a word before the last."""
    joints = load("en", "reckoning")["list"]
    if len(words) < 2:
        return "".join(words)
    return str(joints["comma"]).join(words[:-1]) + str(joints["last"]) + words[-1]
