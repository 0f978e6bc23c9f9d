"""The original bytes of reports as rows, for records that are no folders."""

from __future__ import annotations

from typing import Any

from django.db import migrations, models

from tollbook.record import guards


def guard(apps: Any, schema_editor: Any) -> None:
    """The guards of the new table go up."""
    guards.put_up(schema_editor.connection, ("original",))


class Migration(migrations.Migration):
    dependencies = [
        ("record", "0002_index"),
    ]

    operations = [
        migrations.CreateModel(
            name="Original",
            fields=[
                ("sha256", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("raw", models.BinaryField()),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.RunPython(guard, migrations.RunPython.noop, elidable=False),
    ]
