"""Places: what a person calls one, in the gazetteer with the record's own tables over it, and how a table
is added.
"""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from tollbook import __version__
from tollbook.desk.errors import AskedWrongError, RecordError, near
from tollbook.model import Place, Problem, identity
from tollbook.record.store import Store
from tollbook.resolve.gazetteer_fold import key
from tollbook.resolve.gazetteer_tables import OWN, Added, TableError, add_table
from tollbook.resolve.places import Gazetteer, find_places, place_of

if TYPE_CHECKING:
    from tollbook.record.shelf import Recorded

#: How much of the words a place must cover to be what is meant: "the city of Aleppo" is Aleppo.
_COVERED = 0.6


def gazetteer_of(store: Store) -> Gazetteer:
    """The gazetteer a record is read with: the shipped one, and the tables its user added over it."""
    folder = compiled(store)
    return Gazetteer.default(folder if folder.is_dir() else None)


def compiled(store: Store) -> Path:
    """Where a record's own tables lie, compiled: in its folder, or, of a record that many computers use, in this
    one's cache, under a name that says of what they are made. There they are compiled where they are not yet."""
    if isinstance(store.where, Path):
        return store.where / "places"
    tables = [(name, sha256) for name, sha256, _ in store.gazetteers()]
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "tollbook" / "places"
    folder = cache / identity("places", __version__, *(word for table in tables for word in table))[:32]
    if tables and not folder.is_dir():
        with store.told():
            cache.mkdir(parents=True, exist_ok=True, mode=0o700)
            with tempfile.TemporaryDirectory(dir=cache) as beside:
                made = Path(beside) / "places"
                for name, sha256 in tables:
                    _compile(name, store.originals.get(sha256), made)
                with suppress(OSError):  # another command was faster
                    made.rename(folder)
    return folder


def compile_all(store: Store) -> None:
    """Compile the tables that a record has the bytes of, into its folder."""
    for name, sha256, _ in store.gazetteers():
        _compile(name, store.originals.get(sha256), compiled(store))


def _compile(name: str, raw: bytes, folder: Path) -> None:
    with tempfile.TemporaryDirectory() as beside:
        table = Path(beside) / f"{name}.csv"
        table.write_bytes(raw)
        try:
            add_table(table, folder)
        except TableError as wrong:
            raise RecordError(
                f"The table of places {name} that the record keeps cannot be used: {wrong.problems[0]}.",
                "Add it again, put right, under the same name: tollbook gazetteer add FILE",
            ) from wrong


def add_places(store: Store, table: Path) -> Added | list[Problem]:
    """Add a table of places to a record, all of it, or say which rows are wrong.

    A table of the same name takes the place of the earlier one. Raises OSError where it cannot be read,
    RecordError where it cannot be kept.
    """
    raw = table.read_bytes()
    try:
        with store.told(), tempfile.TemporaryDirectory() as beside:
            folder = compiled(store) if isinstance(store.where, Path) else Path(beside)
            added = add_table(table, folder)
    except TableError as wrong:
        return [_problem(table, line) for line in wrong.problems]
    store.add_gazetteer(added.table, raw, added.places)
    return added


def wrong_places(table: Path) -> list[Problem]:
    """What is wrong with a table of places, for whoever has no record yet. Raises OSError where it cannot be read."""
    with tempfile.TemporaryDirectory() as beside:
        try:
            add_table(table, Path(beside))
        except TableError as wrong:
            return [_problem(table, line) for line in wrong.problems]
    return []


def place_named(words: str, shelf: Recorded, gazetteer: Gazetteer) -> Place:
    """The place a person means; of several of one name, one in the country most claims are in.

    Raises :class:`AskedWrongError` where nobody knows it.
    """
    countries = shelf.countries()
    place = find_place(words, gazetteer, countries.most_common(1)[0][0] if countries else None)
    if place is not None:
        return place
    place = shelf.place(words)
    if place is not None:
        return replace(place, name=place.text)
    known = gazetteer.find(key(words))
    if known:  # a name that no sentence would be read as
        return place_of(known[0].entry, words)
    otherwise = "Name a place of the gazetteer, or add yours: tollbook gazetteer add FILE."
    raise AskedWrongError(f"No place is called {words!r}.", near(words, shelf.place_names(), otherwise))


def find_place(words: str, gazetteer: Gazetteer, hint: str | None = None) -> Place | None:
    """The place that words name, with the country it is likely in as a hint."""
    found = [m for m in find_places(words, words.lower(), gazetteer, hint) if m.kind in ("name", "part")]
    whole = max(found, key=lambda m: m.end - m.start, default=None)
    if whole is None or whole.end - whole.start < len(words.strip()) * _COVERED:
        # A place of the user's own may be called what no reader would take for a place: "The old mill".
        own = next((known.entry for known in gazetteer.find(key(words)) if known.entry.ident.startswith(OWN)), None)
        return None if own is None else place_of(own, words)
    # A part goes by the words that say which ("east Aleppo"), not by the name of the whole.
    return replace(whole.place, name=whole.place.text) if whole.kind == "part" else whole.place


def _problem(table: Path, line: str) -> Problem:
    """One line of a table's error as a problem: "row 3: the latitude …"."""
    row, colon, what = line.partition(": ")
    if colon and row.startswith("row "):
        return Problem(f"{table}, {row}", what)
    return Problem(str(table), line)
