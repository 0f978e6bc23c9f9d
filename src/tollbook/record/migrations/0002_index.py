"""The index of the claims that stand, and its rows for the claims a record has already."""

from __future__ import annotations

from typing import Any

import django.db.models.deletion
from django.db import migrations, models


def fill(apps: Any, schema_editor: Any) -> None:
    """Rows for every claim that stands. A later step that changes these tables makes them anew and takes this away."""
    from tollbook.record import index

    index.rebuild(schema_editor.connection.alias)


class Migration(migrations.Migration):
    dependencies = [
        ("record", "0001_record"),
    ]

    operations = [
        migrations.CreateModel(
            name="Ground",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("key", models.TextField(db_index=True)),
                ("text", models.TextField(null=True)),
                ("country", models.CharField(max_length=8, null=True)),
                ("path", models.JSONField()),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Above",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("place", models.TextField(db_index=True)),
                (
                    "ground",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="above", to="record.ground"
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Standing",
            fields=[
                (
                    "claim",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="standing",
                        serialize=False,
                        to="record.claim",
                    ),
                ),
                ("identity", models.CharField(db_index=True, max_length=64)),
                ("harm", models.CharField(max_length=40)),
                ("measure", models.CharField(max_length=12)),
                ("unit", models.CharField(max_length=24)),
                ("population", models.CharField(max_length=40)),
                ("counted", models.BooleanField()),
                ("bounding", models.BooleanField()),
                ("first", models.IntegerField()),
                ("last", models.IntegerField()),
                ("published", models.IntegerField(null=True)),
                ("source", models.TextField()),
                ("publisher", models.TextField(null=True)),
                ("country", models.CharField(max_length=8, null=True)),
                ("perpetrator", models.TextField(null=True)),
                ("incident", models.TextField(db_index=True, null=True)),
                ("apart", models.JSONField(null=True)),
                ("part_of", models.CharField(db_index=True, max_length=64, null=True)),
                ("repeats", models.CharField(db_index=True, max_length=64, null=True)),
                (
                    "ground",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="standing",
                        to="record.ground",
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="standing", to="record.report"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["ground", "harm", "last", "first"],
                        name="standing_bounding",
                        condition=models.Q(bounding=True),
                    ),
                    models.Index(fields=["ground", "harm", "last", "first"], name="standing_where"),
                    models.Index(fields=["harm", "perpetrator"], name="standing_by"),
                    models.Index(fields=["harm", "source", "country", "publisher"], name="standing_source"),
                ],
            },
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=False),
    ]
