"""The gazetteer: what a name may be, asked of a compiled file and of the user's own tables laid over it."""

from __future__ import annotations

from functools import cache
from math import log10
from pathlib import Path
from typing import NamedTuple

from tollbook.lang import load
from tollbook.model import Place
from tollbook.resolve.gazetteer_file import Entry, File
from tollbook.resolve.gazetteer_fold import fold, key

SHIPPED = Path(__file__).with_name("gazetteer.bin")
_MOST_ALIKE = 40  # of the places that share a fold, the most populous are enough
_CACHED = 60_000  # names, and places, remembered: some 40 MB at most; then all are forgotten at once


class Candidate(NamedTuple):
    """A place a name may be; ``own``: the name is its own, no alternate; ``size``: what it weighs, see :func:`size`."""

    entry: Entry
    own: bool
    size: float


def size(entry: Entry) -> float:
    """How much a place weighs by itself: 0 for a thousand people, 1 for ten thousand, up to 4; a country 5.

    Places of tables that give no population (districts, neighbourhoods, the user's own) weigh 2: someone put them
    there.
    """
    if entry.precision == "country":
        return 5.0
    if entry.geoname_id is None and not entry.population:
        return 2.0
    people = min(max(log10(entry.population + 1) - 3.0, 0.0), 4.0)
    if entry.capital:
        return max(people, 3.0) + 0.5
    return max(people, 2.0) if entry.precision == "province" else people


class Gazetteer:
    """Places by name. The shipped file is mapped, not loaded; what is asked for is remembered.

    Later layers are laid over earlier ones: all take part in every answer, the latest first.
    """

    def __init__(self, layers: list[File], language: str = "en") -> None:
        self._layers = layers
        self._longest: dict[str, int] = {}
        self._found: dict[str, tuple[Candidate, ...]] = {}
        self._folds: dict[str, str] = {}
        self._held = 0  # places in what was found
        names = load(language, "places")["countries"]
        self._countries: dict[str, str] = {key(name): code for code, all_names in names.items() for name in all_names}
        self._country_openings: dict[str, int] = {}
        for name in self._countries:
            parts = name.split()
            for opening in (parts[0], " ".join(parts[:2])):
                self._country_openings[opening] = max(self._country_openings.get(opening, 0), len(parts))

    @classmethod
    def default(cls, extra: Path | None = None) -> Gazetteer:
        """The shipped gazetteer, with the user's tables in the folder ``extra`` over it, opened once a process.

        Raises FileNotFoundError, naming the remedy, where the shipped file was never compiled, ValueError where
        a file is no gazetteer of this version.
        """
        return _open(SHIPPED, extra)

    def longest(self, opening: str) -> int:
        """The most words of a name that begins with this word, or these two, of an exact key; 0 for none."""
        known = self._longest.get(opening)
        if known is None:
            if len(self._longest) >= _CACHED:
                self._longest.clear()
            most = [layer.longest(opening) for layer in self._layers]
            known = self._longest[opening] = max(self._country_openings.get(opening, 0), *most)
        return known

    def find(self, exact: str) -> tuple[Candidate, ...]:
        """What an exact key may be: the user's tables first, then most populous first; empty for no name."""
        known = self._found.get(exact)
        if known is None:
            known = self._look_up(exact)
            self._held += len(known)
            if len(self._found) >= _CACHED or self._held >= _CACHED:
                self._found.clear()
                self._held = len(known)
            self._found[exact] = known
        return known

    def find_like(self, exact: str) -> tuple[Candidate, ...]:
        """What a name may be if it is another spelling of one; empty where it folds to too little."""
        folded = self._folds.get(exact)
        if folded is None:
            if len(self._folds) >= _CACHED:
                self._folds.clear()
            folded = self._folds[exact] = fold(exact)
        return self.find("~" + folded) if folded else ()

    def by_ident(self, ident: str) -> Entry | None:
        """The division, country, region or user's place of that identifier (GeoNames' cities are not filed)."""
        found = self.find("=" + ident)
        return found[0][0] if found else None

    def country(self, code: str) -> Entry | None:
        """The country of that ISO 3166 code."""
        return self.by_ident(f"country:{code}")

    def _look_up(self, exact: str) -> tuple[Candidate, ...]:
        found = []
        for layer in reversed(self._layers):
            for number, own in layer.find(exact)[: _MOST_ALIKE if exact[:1] == "~" else None]:
                entry = layer.entry(number)
                found.append(Candidate(entry, own, size(entry)))
        code = self._countries.get(exact)
        country = self.country(code) if code is not None else None
        if country is not None and all(known.entry.ident != country.ident for known in found):
            found.insert(0, Candidate(country, True, size(country)))
        return tuple(found)


@cache
def _open(shipped: Path, extra: Path | None) -> Gazetteer:
    try:
        layers = [File(shipped)]
    except FileNotFoundError as missing:
        remedy = "the gazetteer is not compiled; run: python -m tollbook.resolve.gazetteer_build"
        raise FileNotFoundError(f"{shipped}: {remedy}") from missing
    if extra is not None and extra.is_dir():
        layers += [File(path) for path in sorted(extra.glob("*.bin"))]
    return Gazetteer(layers)


def reopen() -> None:
    """Forget opened gazetteers: the next one asked for sees the tables as they are now."""
    _open.cache_clear()


def place_of(entry: Entry, text: str) -> Place:
    """The place an entry is, as the words of a report name it."""
    path = (entry.ident, *entry.above)
    return Place(text, entry.name, entry.geoname_id, entry.country, entry.lat, entry.lon, entry.precision, path)


_FIRM = ("geoname:", "admin1:", "country:")


def contains(outer: Place, inner: Place) -> bool | None:
    """Whether a place lies in another; every place lies in itself. ``None`` where that is not known.

    Containment is a question of paths. Parts ("east Aleppo"), regions and names the gazetteer lacks have no exact
    bounds: whether one of them holds a place that is only known to lie in the same whole is not known.
    """
    if not outer.path or not inner.path:
        return None
    if outer.path[0] in inner.path:
        return True
    if inner.path[0] in outer.path:
        return False
    if outer.path[0].startswith(_FIRM) and inner.path[0].startswith(_FIRM):
        return False
    if outer.country is None or inner.country is None:
        return None
    loose_inner = not inner.path[0].startswith(_FIRM) and inner.path[1:2] and inner.path[1] in outer.path
    loose_outer = not outer.path[0].startswith(_FIRM) and outer.path[1:2] and outer.path[1] in inner.path
    return None if loose_inner or loose_outer else False
