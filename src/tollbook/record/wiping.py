"""After rows were erased by law: nothing of them stays in the free space of the database's own files.

What the server keeps elsewhere (its write-ahead log until it is recycled, its archives, replicas and backups) is not
in our power; docs/threat-model.md says so.
"""

from __future__ import annotations

from typing import Any

from django.db.utils import OperationalError

#: The tables a removal erases from.
TABLES = (
    "report", "reading", "claim", "problem", "judgement", "proposal", "said", "standing", "ground", "above", "original",
)  # fmt: skip

#: The SQLSTATE of a lock that did not come.
LOCKED = "55P03"


def prepare(connection: Any) -> None:
    """Before rows are erased: what is freed is overwritten."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA secure_delete=ON")


def wipe(connection: Any) -> bool:
    """Write the files anew without what was erased. False where another command still reads what was there before.
    Raises Django's OperationalError where the database cannot: it wants room for a table beside itself."""
    with connection.cursor() as cursor:
        return _sqlite(cursor) if connection.vendor == "sqlite" else _postgresql(cursor)


def _sqlite(cursor: Any) -> bool:
    for deed in ("PRAGMA wal_checkpoint(TRUNCATE)", "VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"):
        cursor.execute(deed)
        if deed.startswith("PRAGMA") and cursor.fetchone()[0]:
            return False
    return True


def _postgresql(cursor: Any) -> bool:
    # A row that anybody's transaction still sees would be written anew with the rest.
    cursor.execute(
        "SELECT count(*) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_xmin IS NOT NULL"
    )
    if cursor.fetchone()[0]:
        return False
    try:
        for table in TABLES:
            cursor.execute(f"VACUUM (FULL) record_{table}")
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", None) != LOCKED:
            raise
        return False
    return True
