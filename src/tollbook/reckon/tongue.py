"""How numbers, days, bounds, harms and places are said in a language.

All words are of ``lang/<language>/situation.toml``. A name that stands in a sentence is isolated (:data:`ISOLATE`):
whatever letters it has, it cannot turn the words around it.
"""

from __future__ import annotations

import datetime as dt
import unicodedata
from functools import cache
from typing import Any

from tollbook.lang import load
from tollbook.resolve.gazetteer import Gazetteer

#: The languages that pages and reports are written in.
LANGUAGES = ("en", "ar")
#: The first strong isolate, and what ends it (Unicode 6.3, UAX 9).
ISOLATE = ("\u2068", "\u2069")


def isolated(name: str) -> str:
    """A name that may be of any script, closed off from the words about it, without controls of its own."""
    return f"{ISOLATE[0]}{bare(name)}{ISOLATE[1]}"


def bare(words: str) -> str:
    """Words without controls, seen or unseen, but for the joiners that some scripts are spelt with."""
    kept = (c for c in words if c in "\u200c\u200d" or unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co"))
    return "".join(kept)


def unmarked(words: str) -> str:
    """Words without the marks of isolation, for where nothing stands beside them."""
    return words.replace(ISOLATE[0], "").replace(ISOLATE[1], "")


@cache
def _codes() -> dict[str, str]:
    """Countries' codes by their English names."""
    codes = {name: code for code, names in load("en", "places")["countries"].items() for name in names}
    for code in _names("ar")["countries"]:
        entry = Gazetteer.default().country(code)
        if entry is not None:
            codes[entry.name] = code
    return codes


@cache
def _names(language: str) -> dict[str, dict[str, str]]:
    """Names of places in a language, where it has a list of them."""
    try:
        return load(language, "place_names")
    except FileNotFoundError:
        return {}


class Tongue:
    """The words of one language."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._words: dict[str, Any] = load(language, "situation")
        marks = self.word("writing", "thousands"), self.word("writing", "decimal")
        self._digits = str.maketrans("0123456789,.", f"{self.word('writing', 'digits')}{''.join(marks)}")

    @property
    def rtl(self) -> bool:
        """Whether it is written from right to left."""
        return bool(self.word("writing", "direction") == "rtl")

    def word(self, section: str, key: str, **values: str) -> str:
        """One of the words, its braces filled in."""
        return str(self._words[section][key]).format(**values)

    def lines(self, section: str, key: str) -> list[str]:
        """Several sentences."""
        return [str(line) for line in self._words[section][key]]

    def number(self, value: float) -> str:
        """A number: 20,000."""
        return self.numeral(f"{value:,}")

    def numeral(self, value: str) -> str:
        """A number as English writes it, as the language does."""
        return value.translate(self._digits)

    def plain(self, value: int) -> str:
        """A number that counts nothing: a year, a row."""
        return str(value).translate(self._digits)

    def day(self, value: dt.date) -> str:
        """A day in full."""
        return self._date("date", value)

    def short(self, value: dt.date) -> str:
        """A day in numerals."""
        return self._date("date_short", value)

    def stamp(self, value: dt.datetime) -> str:
        """A day in few letters, and the time of it."""
        return f"{self._date('date_stamp', value)} {self.numeral(f'{value:%H:%M}')}"

    def _date(self, form: str, value: dt.date) -> str:
        day, m, year = self.plain(value.day), self.plain(value.month), self.plain(value.year)
        month = self.month(value)
        return self.word("writing", form, day=day, month=month, short=month[:3], m=m, year=year)

    def month(self, value: dt.date) -> str:
        """The name of a day's month."""
        return str(self._words["months"]["names"][value.month - 1])

    def days(self, start: dt.date | None, end: dt.date | None) -> str:
        """A window: "from 15 to 30 November 2016"; nothing where it is open on both sides."""
        if start is None or end is None:
            if start is None and end is None:
                return ""
            return self.word("days", "since", start=self.day(start)) if start else self._until(end)
        if start == end:
            return self.word("days", "on", start=self.day(start))
        return self.word("days", "span", start=self._first(start, end), end=self.day(end))

    def _until(self, end: dt.date | None) -> str:
        return self.word("days", "until", end=self.day(end)) if end else ""

    def _first(self, start: dt.date, end: dt.date) -> str:
        """The first of two days, without what it shares with the last."""
        if (start.year, start.month) == (end.year, end.month):
            return self.plain(start.day)
        return self._date("date_month", start) if start.year == end.year else self.day(start)

    def period(self, start: dt.date | None, end: dt.date | None) -> str:
        """A window as a title has it: "15 to 30 November 2016"."""
        if start and end and start != end:
            return self.word("days", "range", start=self._first(start, end), end=self.day(end))
        return self.days(start, end) or self.word("days", "all")

    def bounds(self, low: int | None, high: int | None) -> str:
        """Two bounds in words; ``None`` is open."""
        if high is None:
            return self.word("bounds", "at_least", low=self.number(low)) if low else self.word("bounds", "no_number")
        if not low:
            return self.word("bounds", "up_to", high=self.number(high)) if high else self.word("bounds", "none")
        form = "exact" if low == high else "range"
        return self.word("bounds", form, low=self.number(low), high=self.number(high))

    def what(self, harm: str, population: str, *, one: bool = False) -> str:
        """Who and what: "civilians killed"; of ``one``, "civilian killed"."""
        if one and harm in self._words["one_harm"]:
            return self.word("one_harm", harm)
        return self.word("harms", harm, people=self.word("person" if one else "people", population))

    def place(self, name: str, part: str | None, precision: str, country: str | None) -> str:
        """A place's name with the side of it that is meant."""
        told = isolated(self.named(name, country))
        if precision == "country" and country:
            told = isolated(_names(self.language).get("countries", {}).get(country, name))
        if part is None:
            return told
        if part in self._words["places"]:
            return self.word("places", part, name=told)
        return self.word("places", "part", part=part, name=told)

    def named(self, name: str, country: str | None) -> str:
        """A place's name in the language, where that is known; else as the gazetteer writes it."""
        return str(_names(self.language).get(country or "", {}).get(name, name))

    def somewhere(self, name: str) -> str | None:
        """A place's name in the language, whatever country it is in; ``None`` where it is not known, or is two."""
        known = {places[name] for key, places in _names(self.language).items() if key != "countries" and name in places}
        country = self.country(name)
        known |= {country} if country != name else set()
        return isolated(known.pop()) if len(known) == 1 else None

    def country(self, name: str) -> str:
        """A country's name, from its English one."""
        if self.language == "en":
            return name
        return str(_names(self.language).get("countries", {}).get(_codes().get(name, ""), name))

    def countries(self) -> list[str]:
        """The English names of the countries that have one of their own in the language."""
        return [] if self.language == "en" else list(_codes())
