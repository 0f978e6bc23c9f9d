"""Every way to change a record behind its back, one after the other, and whether ``verify`` finds it.

A record with something of everything is made; then rows of every table, and originals, are altered (one value),
deleted, swapped with another (all values but the key), cut short (its longest text, an original's second half), and
the log is cut off before an entry, with everything that belongs to it put right, so that only a checkpoint kept
elsewhere tells.
"""

from __future__ import annotations

import datetime as dt
import random
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.databases import Cluster
from tests.records import fill

from tollbook.desk.custody import ask_removal, confirm_removal, withdraw
from tollbook.desk.incidents import look
from tollbook.desk.record import Record
from tollbook.model import Problem
from tollbook.record.logged import Witness, silent
from tollbook.record.store import Store
from tollbook.record.where import Where, located

DEEDS = ("alter", "delete", "swap", "cut")
#: Tables that say nothing of their own: what they hold is made anew from the others.
DERIVED = ("record_standing", "record_ground", "record_above")


def tampering(count: int, seed: int = 1, server: Cluster | None = None) -> dict[str, Any]:
    """Tamper ``count`` times, and count what was found, by table and deed: in a folder, or in a database of a server,
    as one who may do everything there."""
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        if server is None:
            return _tampered(_filled(place / "record.tollbook", place), count, seed)
        made = server.record()
        _filled(located(server.url(made)), place)
        return _tampered(located(server.url(made, "postgres")), count, seed)


def _tampered(where: Where, count: int, seed: int) -> dict[str, Any]:
    with Record.open(where, by="lena") as record:
        kept = record.store.ledger.sign()[0].note
        record.store.note("login", {})
        return _all(record.store, kept, count, random.Random(seed))


def _filled(where: Where, place: Path) -> Where:
    fill(where, place)
    more = place / "more"
    more.mkdir()
    for n in range(12):
        words = f"Shelling killed {n + 2} civilians and wounded {n + 3} women in Homs on {1 + n % 28} November 2016."
        (more / f"{n}.txt").write_text(f"{words}\nA monitor said {n + 20} families fled Aleppo.\n", encoding="utf-8")
    with Record.open(where, by="lena") as record:
        list(record.read(more, publisher="A monitor"))
        bad = place / "bad.txt"
        bad.write_bytes("Un obus a tué 12 civils dans le marché, a dit la défense civile à Homs.".encode("latin-1"))
        list(record.read(bad, publisher="A monitor"))
        look(record.store)
        reports = record.reports()
        withdraw(record.store, reports[-2], "taken back")
        ask_removal(record.store, reports[-1], "a court order")
        record.store.ledger.ask_for_stamp(record.store.ledger.sign()[0].number)
    with Record.open(where, by="omar") as record:
        confirm_removal(record.store, record.store.find(str(reports[-1].number))[0])
    return where


def _all(store: Store, kept: str, count: int, chance: random.Random) -> dict[str, Any]:
    from django.apps import apps

    assert list(store.verify([Witness("kept", kept)])) == []
    models = [m for m in apps.get_app_config("record").get_models() if m._meta.db_table not in DERIVED]
    rows = {model: [*model._default_manager.using(store.alias).values_list("pk", flat=True)] for model in models}
    rows = {model: keys for model, keys in rows.items() if keys}
    every = [(model, pk) for model, keys in rows.items() for pk in keys]
    files = [*store.originals.kept()] if isinstance(store.where, Path) else []
    tried, found, missed = Counter[str](), Counter[str](), []
    while tried.total() < count:
        deed, what = chance.choice(DEEDS), chance.random()
        if what < 0.1 and files:
            name, change = "original", _file(store, chance.choice(files), deed, chance)
        elif what < 0.13:
            name, deed, change = "the log's end", "cut", _end(store, chance)
        else:  # as often a row of any table as any row, so that small tables have their share
            model = chance.choice([*rows])
            model, pk = (model, chance.choice(rows[model])) if what < 0.5 else chance.choice(every)
            name, change = model._meta.db_table.removeprefix("record_"), _row(store, model, pk, deed, chance)
        with change as done:
            if not done:
                continue
            tried[f"{deed} {name}"] += 1
            seen = list(_looked(store, kept))
            found[f"{deed} {name}"] += bool(seen)
            if not seen:
                missed.append(f"{deed} {name}: {done}")
    return {
        "tampered": sum(tried.values()), "found": sum(found.values()), "missed": missed,
        "by": {name: f"{found[name]} of {tried[name]}" for name in sorted(tried)},
    }  # fmt: skip


def _looked(store: Store, kept: str) -> Iterator[Problem]:
    from tollbook.record.verify import looked_at

    return looked_at(store.alias, store.originals, [Witness("kept", kept)], silent)


@contextmanager
def _undone(store: Store) -> Iterator[Any]:
    """The database without its guards, and all that is done to it inside taken back."""
    from django.db import connections

    from tollbook.record import guards

    connection = connections[store.alias]
    with connection.cursor() as cursor:
        cursor.execute("BEGIN")
        try:
            if connection.vendor == "postgresql":  # past the links between the tables too
                cursor.execute("SET LOCAL session_replication_role = replica")
            guards.take_down(connection)
            yield cursor
        finally:
            cursor.execute("ROLLBACK")


@contextmanager
def _row(store: Store, model: Any, pk: Any, deed: str, chance: random.Random) -> Iterator[str]:
    from django.db import DatabaseError, connections

    from tollbook.record import guards

    table, key = model._meta.db_table, model._meta.pk.column
    with _undone(store) as cursor:
        columns = [field.column for field in model._meta.concrete_fields]
        rows = {row[columns.index(key)]: dict(zip(columns, row, strict=True)) for row in _rows(cursor, table, columns)}
        row = rows[pk]
        try:
            said = _changed(cursor, table, key, row, rows, deed, chance)
        except DatabaseError:  # the database itself refused
            said = ""
        if said:
            guards.put_up(connections[store.alias])
        yield said


def _rows(cursor: Any, table: str, columns: list[str]) -> list[tuple[Any, ...]]:
    plus = "+" if cursor.db.vendor == "sqlite" else ""  # which keeps them from being converted: as they are stored
    names = ", ".join(f'{plus}"{name}"' for name in columns)
    cursor.execute(f'SELECT {names} FROM "{table}"')
    return [
        tuple(bytes(value) if isinstance(value, memoryview) else value for value in row) for row in cursor.fetchall()
    ]


def _changed(
    cursor: Any, table: str, key: str, row: dict[str, Any], rows: dict[Any, dict[str, Any]], deed: str,
    chance: random.Random,
) -> str:  # fmt: skip
    """Do something to a row; says what, or nothing where there is nothing to do."""
    if deed == "delete":
        cursor.execute(f'DELETE FROM "{table}" WHERE "{key}" = %s', [row[key]])
        return f"{table} {row[key]}"
    if deed == "swap":
        other = chance.choice(list(rows.values()))
        names = [name for name in row if name != key]
        if all(row[name] == other[name] for name in names):
            return ""
        for taker, giver in ((row, {name: _apart(row[name]) for name in names}), (other, row), (row, other)):
            _set(cursor, table, key, taker[key], {name: giver[name] for name in names})
        return f"{table} {row[key]} with {other[key]}"
    if deed == "cut":
        name = max((n for n in row if isinstance(row[n], str | bytes)), key=lambda n: len(row[n]), default=None)
        if name is None or not row[name]:
            return ""
        _set(cursor, table, key, row[key], {name: row[name][: len(row[name]) // 2]})
        return f"{table} {row[key]}: {name}"
    name = chance.choice(list(row))
    _set(cursor, table, key, row[key], {name: _other(row[name], chance)})
    return f"{table} {row[key]}: {name}, {str(row[name])[:40]!r}"


def _set(cursor: Any, table: str, key: str, pk: Any, values: dict[str, Any]) -> None:
    names = ", ".join(f'"{name}" = %s' for name in values)
    cursor.execute(f'UPDATE "{table}" SET {names} WHERE "{key}" = %s', [*values.values(), pk])


def _apart(value: Any) -> Any:
    """Something that stands nowhere else, where a row is set aside."""
    return f"aside {value}" if isinstance(value, str) and value[:1] not in ("{", "[") else value


def _other(value: Any, chance: random.Random) -> Any:
    """A value that is not this one, as near to it as can be."""
    if value is None:
        return chance.choice(["x", 1])
    if isinstance(value, dt.date):
        return value + dt.timedelta(chance.choice([1, -1, 1000]))
    if isinstance(value, int | float):
        return value + chance.choice([1, -1, 1000])
    if not value:
        return "x"
    at = chance.randrange(len(value))
    if isinstance(value, bytes):
        return value[:at] + bytes([value[at] ^ 1 << chance.randrange(8)]) + value[at + 1 :]
    return value[:at] + ("0" if value[at] != "0" else "1") + value[at + 1 :]


@contextmanager
def _file(store: Store, sha256: str, deed: str, chance: random.Random) -> Iterator[str]:
    path = store.originals.path(sha256)
    raw = path.read_bytes()
    other = store.originals.path(chance.choice([*store.originals.kept()]))
    theirs = other.read_bytes()
    try:
        if deed == "delete":
            path.unlink()
        elif deed == "cut":
            path.write_bytes(raw[: len(raw) // 2])
        elif deed == "swap":
            path.write_bytes(theirs)
            other.write_bytes(raw)
        else:
            at = chance.randrange(len(raw))
            path.write_bytes(raw[:at] + bytes([raw[at] ^ 1 << chance.randrange(8)]) + raw[at + 1 :])
        yield "" if deed == "swap" and raw == theirs else sha256[:12]
    finally:
        other.write_bytes(theirs)
        path.write_bytes(raw)


@contextmanager
def _end(store: Store, chance: random.Random) -> Iterator[str]:
    """Cut the log off before an entry that a checkpoint kept elsewhere covers, with all that belongs to the rest."""
    import json

    from django.db import connections

    from tollbook.proof import grow
    from tollbook.record import guards, models

    size = models.Tree.objects.using(store.alias).get().size
    keep = chance.randrange(size - 1)
    leaves = models.Entry.objects.using(store.alias).order_by("id").values_list("hash", flat=True)[:keep]
    peaks: list[bytes] = []
    nodes = 0
    for at, leaf in enumerate(leaves):
        peaks, closed = grow(at, peaks, bytes.fromhex(leaf))
        nodes += len(closed)
    first = models.Node.objects.using(store.alias).order_by("id").values_list("id", flat=True)[nodes : nodes + 1]
    with _undone(store) as cursor:
        cursor.execute("DELETE FROM record_said WHERE entry_id > %s", [keep])
        cursor.execute("DELETE FROM record_entry WHERE id > %s", [keep])
        cursor.execute("DELETE FROM record_node WHERE id >= %s", [*first] or [1 << 60])
        cursor.execute("UPDATE record_tree SET size = %s, peaks = %s", [keep, json.dumps([p.hex() for p in peaks])])
        guards.put_up(connections[store.alias])
        yield f"{size} entries to {keep}"
