"""The guards of the database: triggers that refuse to change or remove the rows of tables that are only added to.

They hold against SQL that goes past our code, and are no proof: whoever can write the file, or owns the tables, can
take them down. The proof is the log. Lawful removal takes them down for the length of one transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

#: The tables that are only ever added to.
TABLES = (
    "reading", "claim", "problem", "judgement", "proposal", "entry", "said", "node", "checkpoint", "stamp", "original",
)  # fmt: skip
#: What is refused, by database.
DEEDS = {"sqlite": ("UPDATE", "DELETE"), "postgresql": ("UPDATE", "DELETE", "TRUNCATE")}


def names(connection: Any) -> set[str]:
    """What the guards are called in a database."""
    return {_name(table, deed) for table in TABLES for deed in DEEDS[connection.vendor]}


def put_up(connection: Any, tables: Iterable[str] = TABLES) -> None:
    """Put guards up, in the language of the database."""
    vendor = connection.vendor
    if vendor == "postgresql":
        _run(connection, _REFUSE)
    for table in tables:
        for deed in DEEDS[vendor]:
            each = "STATEMENT" if deed == "TRUNCATE" else "ROW"
            for sql in _MAKE[vendor]:
                _run(connection, sql.format(name=_name(table, deed), deed=deed, table=table, each=each))


def take_down(connection: Any) -> None:
    """Take every guard down."""
    for table in TABLES:
        for deed in DEEDS[connection.vendor]:
            _run(connection, _DROP[connection.vendor].format(name=_name(table, deed), table=table))


@contextmanager
def lifted(connection: Any) -> Iterator[None]:
    """Without guards inside. Must run in a transaction: if it fails, they were never down."""
    take_down(connection)
    yield
    if connection.vendor == "postgresql":  # what was done is checked now: no trigger is made over what waits for that
        _run(connection, "SET CONSTRAINTS ALL IMMEDIATE")
        _run(connection, "SET CONSTRAINTS ALL DEFERRED")
    put_up(connection)


def standing(connection: Any) -> set[str]:
    """The guards that are up, and as they were made."""
    with connection.cursor() as cursor:
        cursor.execute(_LIST[connection.vendor])
        return {row[0] for row in cursor.fetchall()} & names(connection)


def _name(table: str, deed: str) -> str:
    return f"record_{table}_no_{deed.lower()}"


def _run(connection: Any, sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


_BODY = "BEGIN RAISE integrity_constraint_violation USING MESSAGE = TG_TABLE_NAME || ' is append-only'; END"
_QUOTED = _BODY.replace("'", "''")
_REFUSE = f"CREATE OR REPLACE FUNCTION record_refuse() RETURNS trigger LANGUAGE plpgsql AS '{_QUOTED}'"
_MAKE = {
    "sqlite": (
        """CREATE TRIGGER {name} BEFORE {deed} ON record_{table} \
BEGIN SELECT RAISE(ABORT, 'record_{table} is append-only'); END""",
    ),
    "postgresql": (
        "CREATE TRIGGER {name} BEFORE {deed} ON record_{table} FOR EACH {each} EXECUTE FUNCTION record_refuse()",
        "ALTER TABLE record_{table} ENABLE ALWAYS TRIGGER {name}",
    ),
}
_DROP = {"sqlite": "DROP TRIGGER IF EXISTS {name}", "postgresql": "DROP TRIGGER IF EXISTS {name} ON record_{table}"}
_LIST = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%is append-only''); END'",
    "postgresql": "SELECT t.tgname FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid "
    f"WHERE t.tgenabled = 'A' AND t.tgqual IS NULL AND p.prosrc = '{_QUOTED}'",
}
