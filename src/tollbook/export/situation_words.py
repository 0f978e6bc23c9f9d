"""How a situation report says its figures, in a language: numbers, days, bounds, places, sources, whole sentences.

All words are of ``lang/<language>/situation.toml``; what pages say as well is in :mod:`tollbook.reckon.tongue`.
"""

from __future__ import annotations

from collections.abc import Sequence

from tollbook.export.naming import WITHHELD
from tollbook.export.situation import Bar, Conflict, Said, Situation, Spot, State
from tollbook.reckon.tongue import Tongue, isolated


class Sayer(Tongue):
    """The words of one language, for a report."""

    def state(self, one: State) -> str:
        """A state, or that it is denied."""
        names = self._words["states"]
        what = str(names[one.harm]) if one.harm in names else self.what(one.harm, "people")
        return what if one.holds else self.word("timeline", "denied", what=what)

    def spot(self, spot: Spot | None) -> str:
        """A place's name with the side of it that is meant."""
        if spot is None:
            return self.word("places", "everywhere")
        return self.place(spot.name, spot.part, spot.precision, spot.country)

    def placed(self, spot: Spot) -> str:
        """A place with what it lies in, where that is another name."""
        inside = spot.inside
        if inside is None or inside == spot.name:
            return self.spot(spot)
        known = self.country(inside)
        told = isolated(known if known != inside else self.named(inside, spot.country))
        return self.word("places", "inside", place=self.spot(spot), inside=told)

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
            where=f" {self.word('places', 'in', place=self.spot(one.spot))}" if one.spot else "",
            days=f" {days}" if (days := self.days(one.start, one.end)) else "",
        ) + (self.word("chapter", "said_report", number=self.plain(one.report)) if one.report else "")  # fmt: skip

    def conflict(self, one: Conflict) -> str:
        """A contradiction in a sentence."""
        said = self.word("writing", "semicolon").join(self.said(each) for each in one.said)
        return self.word("conflict", one.kind, said=said)

    def title(self, one: Situation) -> str:
        """Where and when."""
        return self.word("title", "scope", place=self.spot(one.spot), days=self.period(one.start, one.end))

    def lead(self, one: Situation, bar: Bar) -> list[str]:
        """A figure in sentences."""
        where = f"{self.word('places', 'in', place=self.spot(one.spot))} " if one.spot else ""
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
