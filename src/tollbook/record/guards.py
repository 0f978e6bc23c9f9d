"""The guards of the database: triggers that refuse to change or remove the rows of tables that are only added to.

They hold against SQL that goes past our code, and are no proof: whoever can write the file can take them down. The
proof is the log. Lawful removal takes them down for the length of one transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

#: The tables that are only ever added to.
TABLES = ("reading", "claim", "problem", "judgement", "proposal", "entry", "said", "node", "checkpoint", "stamp")
DEEDS = ("UPDATE", "DELETE")


def names() -> set[str]:
    """What the guards are called in the database."""
    return {_name(table, deed) for table in TABLES for deed in DEEDS}


def put_up(connection: Any, tables: Iterable[str] = TABLES) -> None:
    """Put guards up, in the language of the database."""
    for table in tables:
        for deed in DEEDS:
            _run(connection, _MAKE[connection.vendor].format(name=_name(table, deed), deed=deed, table=table))


def take_down(connection: Any) -> None:
    """Take every guard down."""
    for table in TABLES:
        for deed in DEEDS:
            _run(connection, _DROP[connection.vendor].format(name=_name(table, deed), table=table))


@contextmanager
def lifted(connection: Any) -> Iterator[None]:
    """Without guards inside. Must run in a transaction: if it fails, they were never down."""
    take_down(connection)
    yield
    put_up(connection)


def standing(connection: Any) -> set[str]:
    """The guards that are up."""
    with connection.cursor() as cursor:
        cursor.execute(_LIST[connection.vendor])
        return {row[0] for row in cursor.fetchall()} & names()


def _name(table: str, deed: str) -> str:
    return f"record_{table}_no_{deed.lower()}"


def _run(connection: Any, sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


_MAKE = {
    "sqlite": "CREATE TRIGGER {name} BEFORE {deed} ON record_{table} "
    "BEGIN SELECT RAISE(ABORT, 'record_{table} is append-only'); END",
}
_DROP = {"sqlite": "DROP TRIGGER IF EXISTS {name}"}
_LIST = {"sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'"}
