"""How a situation report says its figures, in a language: numbers, days, bounds, places, sources, whole sentences.

All words are of ``lang/<language>/situation.toml``. A name that stands in a sentence is isolated
(:data:`ISOLATE`): whatever letters it has, it cannot turn the words around it.
"""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Sequence
from functools import cache
from typing import Any

from tollbook.export.naming import WITHHELD
from tollbook.export.situation import Bar, Conflict, Said, Situation, Spot, State
from tollbook.lang import load
from tollbook.resolve.gazetteer import Gazetteer

#: The languages a report can be written in.
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


class Sayer:
    """The words of one language."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._words: dict[str, Any] = load(language, "situation")
        self._digits = str.maketrans("0123456789", str(self._words["writing"]["digits"]))

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

    def number(self, value: int) -> str:
        """A whole number: 20,000."""
        return f"{value:,}".replace(",", self.word("writing", "thousands")).translate(self._digits)

    def plain(self, value: int) -> str:
        """A number that counts nothing: a year, a row."""
        return str(value).translate(self._digits)

    def day(self, value: dt.date) -> str:
        """A day in full."""
        return self._date("date", value)

    def short(self, value: dt.date) -> str:
        """A day in numerals."""
        return self._date("date_short", value)

    def _date(self, form: str, value: dt.date) -> str:
        month = self._words["months"]["names"][value.month - 1]
        day, m, year = self.plain(value.day), self.plain(value.month), self.plain(value.year)
        return self.word("writing", form, day=day, month=month, m=m, year=year)

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

    def what(self, harm: str, population: str) -> str:
        """Who and what: "civilians killed"."""
        return self.word("harms", harm, people=self.word("people", population))

    def state(self, one: State) -> str:
        """A state, or that it is denied."""
        names = self._words["states"]
        what = str(names[one.harm]) if one.harm in names else self.what(one.harm, "people")
        return what if one.holds else self.word("timeline", "denied", what=what)

    def place(self, spot: Spot | None) -> str:
        """A place's name with the side of it that is meant."""
        if spot is None:
            return self.word("places", "everywhere")
        name = isolated(self._named(spot.name, spot.country))
        if spot.precision == "country" and spot.country:
            name = isolated(_names(self.language).get("countries", {}).get(spot.country, spot.name))
        if spot.part is None:
            return name
        if spot.part in self._words["places"]:
            return self.word("places", spot.part, name=name)
        return self.word("places", "part", part=spot.part, name=name)

    def _named(self, name: str, country: str | None) -> str:
        """A place's name in the language, where that is known; else as the gazetteer writes it."""
        return str(_names(self.language).get(country or "", {}).get(name, name))

    def country(self, name: str) -> str:
        """A country's name, from its English one."""
        if self.language == "en":
            return name
        return str(_names(self.language).get("countries", {}).get(_codes().get(name, ""), name))

    def countries(self) -> list[str]:
        """The English names of the countries that have one of their own in the language."""
        return [] if self.language == "en" else list(_codes())

    def placed(self, spot: Spot) -> str:
        """A place with what it lies in, where that is another name."""
        inside = spot.inside
        if inside is None or inside == spot.name:
            return self.place(spot)
        known = self.country(inside)
        told = isolated(known if known != inside else self._named(inside, spot.country))
        return self.word("places", "inside", place=self.place(spot), inside=told)

    def precision(self, spot: Spot) -> str:
        """How finely a place is known."""
        return self.word("places", f"precision_{spot.precision}")

    def source(self, name: str | None) -> str:
        """Who says so, as a sentence names it."""
        if name is None:
            return self.word("source", "none")
        return self.word("source", "withheld") if name == WITHHELD else isolated(name)

    def publisher(self, name: str | None) -> str:
        """Who carries it, as a table names it."""
        if name is None:
            return self.word("source", "publisher_none")
        return self.word("source", "publisher_withheld") if name == WITHHELD else isolated(name)

    def said(self, one: Said) -> str:
        """A claim as a clause, with the number of its report."""
        return self.word(
            "chapter", "said",
            by=self.source(one.by), figure=self.bounds(one.low, one.high), what=self.what(one.harm, one.population),
            where=f" {self.word('places', 'in', place=self.place(one.spot))}" if one.spot else "",
            days=f" {days}" if (days := self.days(one.start, one.end)) else "",
        ) + (self.word("chapter", "said_report", number=self.plain(one.report)) if one.report else "")  # fmt: skip

    def conflict(self, one: Conflict) -> str:
        """A contradiction in a sentence."""
        said = self.word("writing", "semicolon").join(self.said(each) for each in one.said)
        return self.word("conflict", one.kind, said=said)

    def title(self, one: Situation) -> str:
        """Where and when."""
        return self.word("title", "scope", place=self.place(one.spot), days=self.period(one.start, one.end))

    def lead(self, one: Situation, bar: Bar) -> list[str]:
        """A figure in sentences."""
        where = f"{self.word('places', 'in', place=self.place(one.spot))} " if one.spot else ""
        figure = self.bounds(bar.low, bar.high)
        told = self.word(
            "headline", "lead", what=self.what(bar.harm, bar.population), where=where,
            days=self.days(*(bar.as_of or (one.start, one.end))), figure=figure[:1].upper() + figure[1:],
        )  # fmt: skip
        out = [" ".join(told.replace(" ,", ",").replace(" :", ":").split())]
        if bar.floor and bar.floor != bar.low:
            out.append(self.word("headline", "lead_floor", floor=self.number(bar.floor)))
        if bar.contested:
            out.append(self.word("headline", "lead_contested"))
        return out

    def standing(self, one: Situation) -> list[str]:
        """When it was made, as of which knowledge, of which record, for whom."""
        made = [self.word("standing", "made", day=self.day(one.made))]
        if one.known_on is not None:
            made.append(self.word("standing", "known", day=self.day(one.known_on)))
        entries = self.word("standing", "record", entries=self.number(one.entries), root=isolated(one.root[:16]))
        return [*made, entries]

    def joined(self, some: Sequence[str]) -> str:
        """Words with commas between them."""
        return self.word("writing", "comma").join(some)
