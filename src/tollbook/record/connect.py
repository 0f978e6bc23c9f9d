"""Opening the database of a record: is it one, is it ours to write, is it of our version; bring it up to
date.

Every record opened in a process has a database alias of its own, so several can be open at once. What is particular to
a folder with SQLite is in :mod:`tollbook.record.folder`, to PostgreSQL in :mod:`tollbook.record.server`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tollbook.record.errors import RecordError
from tollbook.record.where import Server, Where

#: The first step of every record of a released version.
_FIRST = "0001_record"
_MIGRATIONS = Path(__file__).parent / "migrations"


def setup() -> None:
    """Start Django with our settings, once a process."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tollbook.record.settings")
    import django
    from django.apps import apps

    if not apps.ready:
        django.setup()


def connect(where: Where, *, create: bool = False, write: bool = True) -> str:
    """Open the database of a record and return its alias. Raises :class:`RecordError` or OSError.

    ``create`` makes the record where there is none; without ``write`` a record on a read-only disk can be
    read.
    """
    if isinstance(where, Server):
        from tollbook.record import server

        return server.connect(where, create=create, write=write)
    from tollbook.record import folder

    return folder.connect(where, create=create, write=write)


def can_write(where: Where, alias: str) -> bool:
    """Whether an open record can be written."""
    if isinstance(where, Server):
        from tollbook.record import server

        return server.can_write(alias)
    from tollbook.record import folder

    return folder.can_write(where)


def disconnect(alias: str) -> None:
    """Close the database, so that nothing of it is left in a side file."""
    from django.db import connections

    if alias in connections.databases:
        connections[alias].close()


@contextmanager
def writing(alias: str) -> Iterator[None]:
    """A transaction that writes: all that is done inside, or nothing.

    Writers queue, and each sees all that those before it did; readers do not wait. SQLite has one writer at a time; in
    PostgreSQL they queue at the row of the log that every one of them ends with.
    """
    from django.db import connections, transaction

    from tollbook.record import models

    inside = connections[alias].in_atomic_block
    with transaction.atomic(using=alias):
        if not inside:
            list(models.Tree.objects.using(alias).select_for_update())
        yield


@contextmanager
def reading(alias: str) -> Iterator[None]:
    """One state of the database throughout, without keeping writers out."""
    from django.db import connections, transaction

    connection = connections[alias]
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")
        return
    with transaction.atomic(using=alias):
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield


def of_version(where: Where, applied: set[str]) -> None:
    """Raises :class:`RecordError` for a record of a version that this one cannot work on."""
    if _FIRST not in applied:
        raise RecordError(
            f"The record {where} was made by a version from before the first release, whose records are not kept up.",
            "Read its originals/ into a new record: --record FOLDER.",
        )
    newer = sorted(applied - steps())
    if newer:
        raise RecordError(
            f"The record {where} was written by a newer version of Tollbook ({newer[-1]}).",
            "Install that version or a later one; this one leaves the record untouched.",
        )


def steps() -> set[str]:
    """All steps of our tables."""
    return {path.stem for path in _MIGRATIONS.glob("[0-9]*.py")}


def migrate(alias: str) -> None:
    """Bring a record up to date."""
    from django.core.management import call_command

    call_command("migrate", database=alias, verbosity=0, interactive=False, skip_checks=True)
