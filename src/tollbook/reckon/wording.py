"""Sentences before any language: which sentence it is, and what fills its places.

The reckoning says nothing in words. It names a sentence of ``lang/<language>/reckoning.toml`` and fills it with
numbers, days, places, people harmed, names, and other sentences (:class:`Phrase`). Whoever speaks to a person says it
in the language that person reads (:class:`Speech`): a page in Arabic and a command in English tell the same answer.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from tollbook.lang import load
from tollbook.model import Claim, Place
from tollbook.reckon.scope import source
from tollbook.reckon.tongue import Tongue, bare, isolated


@dataclass(frozen=True, slots=True)
class Named:
    """A name as a report gives it: of a source, of a party, of a place nobody knows more of."""

    name: str


@dataclass(frozen=True, slots=True)
class Amount:
    """A claim's number: its words, and its bounds."""

    words: str
    low: int | None
    high: int | None


@dataclass(frozen=True, slots=True)
class Harmed:
    """Who was harmed, and how."""

    harm: str
    group: str
    one: bool = False


@dataclass(frozen=True, slots=True)
class Days:
    """A window of days; what is open is ``None``."""

    start: dt.date | None
    end: dt.date | None


@dataclass(frozen=True, slots=True)
class Listed:
    """Several things, joined as a list of the language's: ``comma`` with a word before the last, or ``semicolon``."""

    items: tuple[Value, ...]
    joint: str = "semicolon"


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number as English writes it: "2.50"."""

    digits: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """One sentence, or part of one: where its words stand in the language data, and what fills its places."""

    section: str
    key: str
    values: tuple[tuple[str, Value], ...] = ()

    def __str__(self) -> str:
        """The sentence in English."""
        return plainly().say(self)


Value = int | None | Named | Amount | Harmed | Days | Listed | Numeral | Place | Phrase


def phrase(section: str, key: str, **values: Value) -> Phrase:
    """A sentence with its places filled."""
    return Phrase(section, key, tuple(values.items()))


@dataclass(frozen=True)
class Speech:
    """Says sentences in a language. ``names`` are those that go by others (a report by its title). ``isolating`` closes
    every name off from the words around it, where somebody else's letters might turn them."""

    language: str
    names: Mapping[str, str] = field(default_factory=dict)
    isolating: bool = True

    @property
    def tongue(self) -> Tongue:
        """The language's numbers, days and places."""
        return _tongue(self.language)

    def say(self, value: Value) -> str:
        """Anything that a sentence is made of, in words."""
        match value:
            case Phrase():
                filled = {name: self.say(one) for name, one in value.values}
                return self._word(value.section, value.key).format(**filled)
            case Named():
                return self._name(self.names.get(value.name, value.name))
            case Amount():
                words = value.words if self._word("amount", "told") == "words" else ""
                return words or self._number(value.low, value.high)
            case Harmed():
                return self.tongue.what(value.harm, value.group, one=value.one)
            case Days():
                return self._days(value)
            case Place():
                return self._word("place", "in").format(place=self._place(value))
            case Listed():
                return self._listed([self.say(one) for one in value.items], value.joint)
            case Numeral():
                return self.tongue.numeral(value.digits)
            case None:
                return ""
        return self.tongue.number(value)

    def all(self, some: Iterable[Value]) -> list[str]:
        """Several of them."""
        return [self.say(one) for one in some]

    def _word(self, section: str, key: str) -> str:
        return str(load(self.language, "reckoning")[section][key])

    def _name(self, name: str) -> str:
        return isolated(name) if self.isolating else name

    def _number(self, low: int | None, high: int | None) -> str:
        key = "open" if low is None and high is None else "low" if high is None else "high" if low is None else "range"
        key = "exact" if low is not None and low == high else key
        filled = {name: self.tongue.number(n) for name, n in (("low", low), ("high", high)) if n is not None}
        return self._word("number", key).format(**filled)

    def _days(self, value: Days) -> str:
        start, end = value.start, value.end
        if start is None and end is None:
            return ""
        key = "since" if end is None else "until" if start is None else "day" if start == end else "span"
        filled = {name: self.tongue.day(day) for name, day in (("start", start), ("end", end)) if day is not None}
        return self._word("window", key).format(**filled)

    def _place(self, place: Place) -> str:
        part = place.path[0].split(":", 2)[1] if place.path and place.path[0].startswith("part:") else None
        if self._word("place", "told") == "words":
            return self._name(place.text if part or not place.name else place.name)
        name = place.name or place.text
        if part and name == place.text and " " in name:
            name = name.partition(" ")[2]  # a question's place goes by the words that say which part
        told = self.tongue.place(name, part, place.precision, place.country)
        return told if self.isolating else bare(told)

    def _listed(self, words: Sequence[str], joint: str) -> str:
        mark = self._word("list", joint)
        if joint != "comma" or len(words) < 2:
            return mark.join(words)
        return mark.join(words[:-1]) + self._word("list", "last") + words[-1]


@cache
def _tongue(language: str) -> Tongue:
    return Tongue(language)


@cache
def plainly() -> Speech:
    """English as a terminal and a file have it: every name as it is."""
    return Speech("en", isolating=False)


def amount(claim: Claim) -> Amount:
    """A claim's number: its words where the language tells them, else its bounds."""
    return Amount(claim.quantity.text, claim.quantity.low, claim.quantity.high)


def speaker(claim: Claim) -> Value:
    """Whose account a claim is."""
    name = source(claim)
    return Named(name) if name else phrase("contradiction", "nobody")


def told(claim: Claim) -> dict[str, Value]:
    """What a sentence can say of one claim: who and what, place and window."""
    return {
        "what": Harmed(claim.harm, claim.population.group),
        "place": claim.place,
        "window": Days(claim.window.start, claim.window.end),
    }


def item(claim: Claim) -> Phrase:
    """A claim in a line: who says how many of whom, where and when."""
    values = told(claim)
    one = claim.quantity.low == claim.quantity.high == 1
    values["what"] = Harmed(claim.harm, claim.population.group, one)
    return phrase("contradiction", "item", a=speaker(claim), x=amount(claim), **values)
