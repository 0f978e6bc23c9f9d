"""Opening a record in a PostgreSQL database: one record a database, which holds everything, the original bytes too."""

from __future__ import annotations

from typing import Any

from tollbook.record.connect import migrate, of_version, setup, steps
from tollbook.record.errors import NoRecordError, RecordError
from tollbook.record.settings import database
from tollbook.record.where import Server

#: The oldest version of the server that a record is kept in.
OLDEST = 15
#: Held while a record is made or brought up to date, so that two do not do it at once: ``tollbook`` in ASCII.
_MAKING = int.from_bytes(b"tollbook") >> 1

_WITHOUT = (
    ("does not exist", "Make it first: createdb NAME"),
    ("password", "Put it into ~/.pgpass, or into the URL in DATABASE_URL. It is never taken from a command line."),
    ("SSL", "If nobody else is on the network between, add ?sslmode=prefer to the URL."),
    ("too many", "Wait until others have finished, or let the server take more connections."),
)


def connect(server: Server, *, create: bool, write: bool) -> str:
    """See :func:`tollbook.record.connect.connect`."""
    setup()
    from django.db import connections
    from django.db.utils import OperationalError

    alias = f"record:{server}:{hash(server):x}"
    connections.databases[alias] = database(server)
    connection = connections[alias]
    try:
        connection.ensure_connection()
    except OperationalError as error:
        raise _unreached(server, str(error)) from error
    try:
        _open(server, connection, alias, create, write)
    except BaseException:
        connection.close()
        raise
    return alias


def _open(server: Server, connection: Any, alias: str, create: bool, write: bool) -> None:
    _able(server, connection)
    if _missing(server, connection, create):
        if _closed(connection):
            raise RecordError(
                f"The record {server} was made by an older version and cannot be brought up to date where it is.",
                "Open it once as its owner, on the server that can be written.",
            )
        _make(server, connection, alias, create)
    if write and not can_write(alias):
        raise RecordError(
            f"The record {server} can only be read by you, or on this server.",
            "Connect as its owner, to the server that can be written.",
        )


def can_write(alias: str) -> bool:
    """Whether an open record can be written."""
    from django.db import connections

    if _closed(connections[alias]):
        return False
    return bool(_one(connections[alias], "SELECT has_table_privilege('record_entry', 'INSERT')")[0])


def _able(server: Server, connection: Any) -> None:
    """Raises :class:`RecordError` where the server is not one that a record can be kept on."""
    version, encoding, schema = _one(
        connection,
        "SELECT current_setting('server_version'), current_setting('server_encoding'), current_schema()",
    )
    if connection.pg_version < OLDEST * 10000:
        raise RecordError(
            f"The server of {server} is PostgreSQL {version}, and a record wants {OLDEST} or newer.",
            "Use a newer server.",
        )
    if encoding != "UTF8":
        raise RecordError(
            f"The database {server} keeps its texts in {encoding}, which has not all letters.",
            "Make another one: createdb --encoding=UTF8 --template=template0 NAME",
        )
    if schema is None:
        raise RecordError(
            f"You may use nothing in the database {server}.", "Ask its owner for the right to use its schema."
        )


def _missing(server: Server, connection: Any, create: bool) -> bool:
    """Whether a record must still be made here or brought up to date. Raises :class:`RecordError` where something else
    is."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
        tables = {name for (name,) in cursor.fetchall()}
        if not tables:
            if not create:
                raise NoRecordError(
                    f"There is no record at {server} yet.", "Read a report into it first: tollbook read FILE."
                )
            return True
        applied: set[str] = set()
        if "django_migrations" in tables:
            cursor.execute("SELECT name FROM django_migrations WHERE app = 'record'")
            applied = {name for (name,) in cursor.fetchall()}
    if not applied:
        raise RecordError(
            f"{server} is not a record: the database is of another program.",
            "A record wants a database of its own. Make one: createdb NAME",
        )
    of_version(server, applied)
    return bool(steps() - applied)


def _make(server: Server, connection: Any, alias: str, create: bool) -> None:
    """Make the tables, all or none, unless another command did so meanwhile."""
    from django.db import transaction

    _one(connection, "SELECT pg_advisory_lock(%s)", _MAKING)
    try:
        if _missing(server, connection, create):
            with transaction.atomic(using=alias):
                migrate(alias)
    finally:
        if connection.is_usable():
            _one(connection, "SELECT pg_advisory_unlock(%s)", _MAKING)


def _closed(connection: Any) -> bool:
    """Whether the server only lets itself be read: it follows another, or was set so."""
    return bool(_one(connection, "SELECT pg_is_in_recovery() OR current_setting('transaction_read_only') = 'on'")[0])


def _one(connection: Any, sql: str, *values: Any) -> tuple[Any, ...]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        found: tuple[Any, ...] = cursor.fetchone()
        return found


def _unreached(server: Server, said: str) -> RecordError:
    why = said.strip().split("\n")[0].removeprefix("connection failed: ").rstrip(".")
    remedy = next((remedy for words, remedy in _WITHOUT if words in said), "Check that the server runs, and the URL.")
    return RecordError(f"The record {server} cannot be reached: {why}.", remedy)
