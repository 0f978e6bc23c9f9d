"""Proposals that claims of several reports are of one event. They are only ever added, like judgements on them."""

from __future__ import annotations

from typing import Any

from django.db import migrations, models


def add_triggers(apps: Any, schema_editor: Any) -> None:
    """One trigger a deed. SQLite's form; another database has another."""
    if schema_editor.connection.vendor != "sqlite":
        return
    for deed in ("UPDATE", "DELETE"):
        schema_editor.execute(
            f"CREATE TRIGGER record_proposal_no_{deed.lower()} BEFORE {deed} ON record_proposal "
            f"BEGIN SELECT RAISE(ABORT, 'record_proposal is append-only'); END"
        )


class Migration(migrations.Migration):
    dependencies = [("record", "0002_append_only")]
    operations = [
        migrations.CreateModel(
            name="Proposal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("identity", models.CharField(max_length=64, unique=True)),
                ("tellings", models.JSONField()),
                ("labels", models.JSONField()),
                ("given", models.JSONField()),
                ("score", models.FloatField(null=True)),
                ("why", models.JSONField()),
                ("by", models.TextField()),
                ("at", models.DateTimeField()),
            ],
            options={"ordering": ["id"]},
        ),
        migrations.RunPython(add_triggers, elidable=False),
    ]
