"""The tables of a record, as of the first release. The steps after it never change what is sealed here."""

from __future__ import annotations

import uuid
from typing import Any

import django.db.models.deletion
from django.db import migrations, models

from tollbook.record import guards

GUARDED = ("reading", "claim", "problem", "judgement", "proposal", "entry", "said", "node", "checkpoint", "stamp")


def begin(apps: Any, schema_editor: Any) -> None:
    """The log begins: with a name for ever and no entry. And the guards go up."""
    apps.get_model("record", "Tree").objects.using(schema_editor.connection.alias).create(
        id=1, origin=f"tollbook/record/{uuid.uuid4()}", size=0, peaks=[]
    )
    guards.put_up(schema_editor.connection, GUARDED)


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Checkpoint",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("size", models.BigIntegerField()),
                ("note", models.TextField()),
                ("key", models.TextField()),
                ("by", models.TextField()),
                ("at", models.DateTimeField()),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("kind", models.CharField(max_length=40)),
                ("by", models.TextField()),
                ("on", models.CharField(db_index=True, max_length=80)),
                ("seal", models.CharField(max_length=64)),
                ("hash", models.CharField(max_length=64)),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Gazetteer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.TextField(unique=True)),
                ("sha256", models.CharField(max_length=64)),
                ("places", models.IntegerField()),
                ("added", models.DateTimeField()),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Judgement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=16)),
                ("target", models.CharField(db_index=True, max_length=160)),
                ("decision", models.CharField(max_length=24)),
                ("value", models.JSONField(null=True)),
                ("reason", models.TextField()),
                ("by", models.TextField()),
                ("at", models.DateTimeField()),
            ],
            options={
                "ordering": ["id"],
            },
        ),
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
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Reading",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("extractor", models.CharField(max_length=40)),
                ("publisher", models.TextField(null=True)),
                ("published", models.DateField(null=True)),
                ("at", models.DateTimeField()),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Tree",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("origin", models.TextField()),
                ("size", models.BigIntegerField()),
                ("peaks", models.JSONField()),
            ],
        ),
        migrations.CreateModel(
            name="Said",
            fields=[
                (
                    "entry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="said",
                        serialize=False,
                        to="record.entry",
                    ),
                ),
                ("secret", models.CharField(max_length=64)),
                ("body", models.TextField()),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Node",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("level", models.SmallIntegerField()),
                ("place", models.BigIntegerField()),
                ("hash", models.CharField(max_length=64)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("level", "place"), name="node_once")],
            },
        ),
        migrations.CreateModel(
            name="Problem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("whole", models.JSONField()),
                (
                    "reading",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="problems", to="record.reading"
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Report",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("identity", models.CharField(max_length=64, unique=True)),
                ("sha256", models.CharField(db_index=True, max_length=64)),
                ("part", models.TextField(default="")),
                ("publisher", models.TextField(db_index=True, null=True)),
                ("published", models.DateField(db_index=True, null=True)),
                ("language", models.CharField(max_length=16, null=True)),
                ("title", models.TextField(default="")),
                ("origin", models.TextField(default="")),
                ("media_type", models.CharField(default="text/plain", max_length=80)),
                ("text", models.TextField()),
                ("conversion", models.JSONField(null=True)),
                ("taken_in", models.DateTimeField()),
                (
                    "reading",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="current_of",
                        to="record.reading",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.AddField(
            model_name="reading",
            name="report",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="readings", to="record.report"
            ),
        ),
        migrations.CreateModel(
            name="Stamp",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("nonce", models.TextField()),
                ("request", models.TextField()),
                ("response", models.TextField()),
                ("authority", models.TextField()),
                ("by", models.TextField()),
                ("at", models.DateTimeField()),
                (
                    "checkpoint",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="stamps", to="record.checkpoint"
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Claim",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("identity", models.CharField(db_index=True, max_length=64)),
                ("harm", models.CharField(db_index=True, max_length=40)),
                ("measure", models.CharField(max_length=12)),
                ("extent", models.CharField(max_length=12)),
                ("modality", models.CharField(max_length=16)),
                ("population", models.CharField(max_length=40)),
                ("low", models.BigIntegerField(null=True)),
                ("high", models.BigIntegerField(null=True)),
                ("best", models.BigIntegerField(null=True)),
                ("hedge", models.CharField(max_length=24)),
                ("unit", models.CharField(max_length=24)),
                ("place", models.TextField(null=True)),
                ("geoname_id", models.BigIntegerField(null=True)),
                ("country", models.CharField(max_length=8, null=True)),
                ("start", models.DateField(null=True)),
                ("end", models.DateField(null=True)),
                ("perpetrator", models.TextField(null=True)),
                ("speaker", models.TextField(null=True)),
                ("incident", models.TextField(null=True)),
                ("span_start", models.IntegerField()),
                ("span_end", models.IntegerField()),
                ("quote", models.TextField()),
                ("whole", models.JSONField()),
                (
                    "reading",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="claims", to="record.reading"
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [models.UniqueConstraint(fields=("reading", "identity"), name="claim_once_a_reading")],
            },
        ),
        migrations.RunPython(begin, elidable=False),
    ]
