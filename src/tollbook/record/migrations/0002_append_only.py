"""The database itself refuses to change or remove claims, readings, problems, judgements and lines of the log."""

from __future__ import annotations

from typing import Any

from django.db import migrations

TABLES = ("reading", "claim", "problem", "judgement", "event")


def add_triggers(apps: Any, schema_editor: Any) -> None:
    """One trigger a table and deed. SQLite's form; another database has another."""
    if schema_editor.connection.vendor != "sqlite":
        return
    for table in TABLES:
        for deed in ("UPDATE", "DELETE"):
            schema_editor.execute(
                f"CREATE TRIGGER record_{table}_no_{deed.lower()} BEFORE {deed} ON record_{table} "
                f"BEGIN SELECT RAISE(ABORT, 'record_{table} is append-only'); END"
            )


class Migration(migrations.Migration):
    dependencies = [("record", "0001_initial")]
    operations = [migrations.RunPython(add_triggers, elidable=False)]
