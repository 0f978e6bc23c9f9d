"""The compiled gazetteer: one read-only file that is mapped into memory, not loaded.

A gazetteer of a quarter of a million places and six hundred thousand names is asked about a few hundred words of
each report. Loading it into Python objects costs a second and 380 MB; an Aho-Corasick automaton over all names is
fast but matches every common word that is somewhere a hamlet, and cannot fold spellings. So the file is a table
searched by halving: names are 64-bit digests in sorted order, each with its places, most populous first. Opening it
costs a millisecond, and only the pages asked for are ever in memory.

Layout, all little-endian::

    magic, five counts, fingerprint   64 bytes
    u64 * names          digest of the key or fold, sorted
    u64 * firsts         digest of each first word, and each first two words, of a key, sorted
    u32 * (names + 1)    first posting of each name
    u32 * postings       place number * 2, plus 1 where the name is the place's own (or a spelling of it)
    u8  * firsts         most words of any key that begins so
    record * places      see _RECORD
    bytes                the strings: each u16 length and UTF-8

Two names share a digest once in 10^13 gazetteers of a million names; the cost would be one wrong candidate.
"""

from __future__ import annotations

import mmap
import os
import struct
import sys
from bisect import bisect_left
from collections.abc import Iterable
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

from tollbook.resolve.gazetteer_fold import fold, key

MAGIC = b"TOLLGAZ3"
PRECISIONS = (
    "unknown", "point", "neighbourhood", "part_of_city", "city", "district", "province", "region", "country",
)  # fmt: skip
_HEADER = struct.Struct("<8s5I4x32s")
#: Name, identifier, above (as offsets of strings), geoname id, lat, lon, population, country, precision,
#: whether it is the capital of its country.
_RECORD = struct.Struct("<IIIIffI2sBB")
_UNKNOWN = 1000.0  # a latitude no place has: the position is not known


class Entry(NamedTuple):
    """One place of a gazetteer: ``above`` are the identifiers above it, nearest first; ``lat``/``lon`` in degrees."""

    ident: str
    name: str
    country: str | None
    lat: float | None
    lon: float | None
    precision: str
    population: int
    above: tuple[str, ...]
    geoname_id: int | None
    capital: bool = False


class Row(NamedTuple):
    """An entry and its other names, on the way into a file; ``folds``: whether other spellings should find it.

    A name with ``=`` before it is as much the place's own as its first.
    """

    entry: Entry
    names: tuple[str, ...] = ()
    folds: bool = True


def digest(text: str) -> int:
    """The 64-bit number a key is filed under; the same on every machine and hash seed."""
    return int.from_bytes(blake2b(text.encode("utf-8", "replace"), digest_size=8).digest(), "little")


class _Strings:
    """A pool of length-prefixed strings, each stored once."""

    def __init__(self) -> None:
        self.data = bytearray()
        self._at: dict[str, int] = {}

    def add(self, text: str) -> int:
        if text not in self._at:
            self._at[text] = len(self.data)
            raw = text.encode()[:65535]
            self.data += struct.pack("<H", len(raw)) + raw
        return self._at[text]


def write(rows: Iterable[Row], target: Path, fingerprint: bytes = b"") -> int:
    """Compile rows into a file, put in its place whole or not at all; the number of places. OSError where it fails.

    ``fingerprint`` (at most 32 bytes) tells what the file was made from, see :meth:`File.fingerprint`.
    """
    places = sorted(rows, key=lambda row: (-row.entry.population, row.entry.ident))
    postings: dict[int, list[int]] = {}
    firsts: dict[str, int] = {}
    strings = _Strings()
    records = bytearray()
    for number, row in enumerate(places):
        records += _record(row.entry, strings)
        _file_names(row, number, postings, firsts)
    names = sorted(postings)
    starts, flat = [0], []
    for name in names:
        flat += postings[name]
        starts.append(len(flat))
    words = sorted((digest(word), most) for word, most in firsts.items())
    parts = (
        _HEADER.pack(MAGIC, len(names), len(flat), len(words), len(places), len(strings.data), fingerprint),
        struct.pack(f"<{len(names)}Q", *names),
        struct.pack(f"<{len(words)}Q", *(word for word, _ in words)),
        struct.pack(f"<{len(starts)}I", *starts),
        struct.pack(f"<{len(flat)}I", *flat),
        bytes(most for _, most in words),
        bytes(records),
        bytes(strings.data),
    )
    draft = target.with_name(f"{target.name}.{os.getpid()}.part")
    try:
        with draft.open("wb") as out:
            out.writelines(parts)
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
    return len(places)


def _record(entry: Entry, strings: _Strings) -> bytes:
    known = entry.lat is not None and entry.lon is not None
    return _RECORD.pack(
        strings.add(entry.name),
        strings.add(entry.ident),
        strings.add(" ".join(entry.above)),
        entry.geoname_id or 0,
        entry.lat if known else _UNKNOWN,
        entry.lon if known else _UNKNOWN,
        min(entry.population, 2**32 - 1),
        (entry.country or "").encode(),
        PRECISIONS.index(entry.precision),
        entry.capital,
    )


def _file_names(row: Row, number: int, postings: dict[int, list[int]], firsts: dict[str, int]) -> None:
    own = key(row.entry.name)
    equal = {key(name[1:]) for name in row.names if name[:1] == "="}
    own_fold = fold(own) if row.folds else ""
    filed: set[int] = set()
    if row.entry.precision != "city" or not row.entry.ident.startswith("geoname:"):
        postings.setdefault(digest("=" + row.entry.ident), []).append(number * 2)
    for exact in dict.fromkeys([own, *(key(name.removeprefix("=")) for name in row.names)]):
        if not exact:
            continue
        folded = fold(exact) if row.folds else ""
        same = exact == own or exact in equal or (folded != "" and folded == own_fold)
        postings.setdefault(digest(exact), []).append(number * 2 + same)
        parts = exact.split()
        for opening in {parts[0], " ".join(parts[:2])}:
            firsts[opening] = max(firsts.get(opening, 0), min(len(parts), 255))
        code = digest("~" + folded)
        if folded and code not in filed:
            filed.add(code)
            postings.setdefault(code, []).append(number * 2)


class File:
    """A compiled gazetteer, open for reading. ValueError where the file is none, or of another version or machine."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with path.open("rb") as handle:
            try:
                self._map = mmap.mmap(handle.fileno(), 0, access=mmap.ACCESS_READ)
            except ValueError as empty:
                raise ValueError(f"{path}: an empty file is no gazetteer; compile or add it again") from empty
        if sys.byteorder != "little":
            raise ValueError(f"{path}: compiled for little-endian machines; this one is not")
        if len(self._map) < _HEADER.size or self._map[:8] != MAGIC:
            raise ValueError(f"{path}: not a gazetteer of this version of Tollbook; compile or add it again")
        _, names, postings, firsts, self.places, size, self.fingerprint = _HEADER.unpack_from(self._map, 0)
        view, at = memoryview(self._map), _HEADER.size
        lengths = (names * 8, firsts * 8, names * 4 + 4, postings * 4, firsts, self.places * _RECORD.size, size)
        if at + sum(lengths) != len(self._map):
            raise ValueError(f"{path}: the gazetteer is cut short; compile or add it again")
        pieces = []
        for length in lengths:
            pieces.append(view[at : at + length])
            at += length
        self._names, self._firsts = pieces[0].cast("Q"), pieces[1].cast("Q")
        self._starts, self._postings = pieces[2].cast("I"), pieces[3].cast("I")
        self._longest, self._records, self._strings = pieces[4:]
        self._above: dict[int, tuple[str, ...]] = {}

    def longest(self, opening: str) -> int:
        """The most words of any key that begins with this word or these two words; 0 where none does."""
        code = digest(opening)
        at = bisect_left(self._firsts, code)
        return self._longest[at] if at < len(self._firsts) and self._firsts[at] == code else 0

    def find(self, exact: str) -> list[tuple[int, bool]]:
        """The places of a key, most populous first; true where it is their own name and no alternate.

        A fold is asked for with "~" before it, an identifier with "=" before it.
        """
        code = digest(exact)
        at = bisect_left(self._names, code)
        if at == len(self._names) or self._names[at] != code:
            return []
        found = self._postings[self._starts[at] : self._starts[at + 1]]
        return [(posting >> 1, bool(posting & 1)) for posting in found]

    def entry(self, number: int) -> Entry:
        """The place of that number. IndexError or struct.error where there is none."""
        name, ident, above, geoname, lat, lon, population, country, precision, capital = _RECORD.unpack_from(
            self._records, number * _RECORD.size
        )
        known = lat != _UNKNOWN
        return Entry(
            self._string(ident),
            self._string(name),
            country.rstrip(b"\0").decode() or None,
            round(lat, 5) if known else None,
            round(lon, 5) if known else None,
            PRECISIONS[precision],
            population,
            self._steps(above),
            geoname or None,
            bool(capital),
        )

    def entries(self) -> Iterable[Entry]:
        """Every place of the file, most populous first."""
        return map(self.entry, range(self.places))

    def _steps(self, at: int) -> tuple[str, ...]:
        """The identifiers above a place, remembered: thousands of towns lie in one division."""
        steps = self._above.get(at)
        if steps is None:
            steps = self._above[at] = tuple(self._string(at).split())
        return steps

    def _string(self, at: int) -> str:
        length = self._strings[at] | self._strings[at + 1] << 8
        return str(self._strings[at + 2 : at + 2 + length], "utf-8")
