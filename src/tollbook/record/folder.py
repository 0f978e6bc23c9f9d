"""Opening a record in a folder: ``db.sqlite3``, ``originals/`` and ``places/``."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from urllib.parse import quote

from tollbook.record.connect import migrate, of_version, setup, steps
from tollbook.record.errors import NoRecordError, RecordError
from tollbook.record.settings import DATABASE_NAME, sqlite

#: What may lie in the folder of a record that was begun and not finished.
_OURS = {
    DATABASE_NAME,
    f"{DATABASE_NAME}-wal",
    f"{DATABASE_NAME}-shm",
    f"{DATABASE_NAME}-journal",
    "originals",
}


def connect(folder: Path, *, create: bool, write: bool) -> str:
    """See :func:`tollbook.record.connect.connect`."""
    database = folder / DATABASE_NAME
    fresh = _examine(folder, database, create)
    setup()
    from django.db import connections

    writable = fresh or can_write(folder)
    if write and not writable:
        raise PermissionError(13, "Permission denied", str(database))
    alias = f"record:{database.resolve()}"
    connections.databases[alias] = sqlite(str(database)) if writable else _read_only(database)
    if fresh:
        with connections[alias].cursor() as cursor:
            cursor.execute("PRAGMA journal_mode=WAL")
    if fresh or steps() - _applied(database)[1]:
        if not writable:
            raise RecordError(
                f"The record {folder} was made by an older version and cannot be brought up to date where it is.",
                "Copy it to a folder you can write, and use the copy.",
            )
        migrate(alias)
    return alias


def can_write(folder: Path) -> bool:
    """Whether the record in a folder can be written."""
    return os.access(folder, os.W_OK) and os.access(folder / DATABASE_NAME, os.W_OK)


def _examine(folder: Path, database: Path, create: bool) -> bool:
    """Whether a record must still be made here. Raises :class:`RecordError` where there is something else."""
    if folder.is_dir():
        inside = {path.name for path in folder.iterdir()}
        if inside and not inside <= _OURS and DATABASE_NAME not in inside:
            raise RecordError(
                f"{folder} is not a record: it is a folder of other things.",
                "Name the folder of a record, or a new one: --record FOLDER.",
            )
        if DATABASE_NAME in inside and database.stat().st_size > 0:
            return _examine_database(folder, database)
    elif folder.exists() or folder.is_symlink():
        raise RecordError(
            f"{folder} is not a record: it is a file, and a record is a folder.",
            "Name the folder of a record, or a new one: --record FOLDER.",
        )
    if not create:
        raise NoRecordError(
            f"There is no record at {folder} yet.",
            "Read a report into it first: tollbook read FILE. Another record: --record FOLDER.",
        )
    folder.mkdir(parents=True, exist_ok=True)
    return True


def _examine_database(folder: Path, database: Path) -> bool:
    with database.open("rb") as file:
        if file.read(16) != b"SQLite format 3\0":
            raise RecordError(
                f"{folder} is not a record: its {DATABASE_NAME} is not a database.",
                "If it once was one, go back to a copy. Otherwise name another folder: --record FOLDER.",
            )
    tables, applied = _applied(database)
    if not tables:
        return True
    if not applied:
        raise RecordError(
            f"{folder} is not a record: its database is of another program.",
            "Name the folder of a record, or a new one: --record FOLDER.",
        )
    of_version(folder, applied)
    return False


def _applied(database: Path) -> tuple[set[str], set[str]]:
    """The tables of a database, and the steps of our tables it has been through."""
    connection = sqlite3.connect(_uri(database), uri=True, timeout=30)
    try:
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        if "django_migrations" not in tables:
            return tables, set()
        rows = connection.execute("SELECT name FROM django_migrations WHERE app = 'record'")
        return tables, {name for (name,) in rows}
    except sqlite3.DatabaseError as error:
        raise RecordError(
            f"The database of the record {database.parent} is damaged: {error}.",
            "Keep this folder as it is and go back to a copy; the original reports are under originals/.",
        ) from error
    finally:
        connection.close()


def _uri(database: Path) -> str:
    """A read-only address of a database. On a disk that cannot be written nobody changes it, so no lock is needed."""
    wal = database.with_name(f"{database.name}-wal")
    fixed = "&immutable=1" if not os.access(database.parent, os.W_OK) and not wal.exists() else ""
    return f"file:{quote(str(database.resolve()))}?mode=ro{fixed}"


def _read_only(database: Path) -> dict[str, object]:
    settings = sqlite(_uri(database))
    settings["OPTIONS"] = {**settings["OPTIONS"], "uri": True, "transaction_mode": "DEFERRED"}
    return settings
