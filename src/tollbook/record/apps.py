"""The record as a Django application."""

from __future__ import annotations

from django.apps import AppConfig


class RecordConfig(AppConfig):
    """Named ``record`` in the database, whatever package carries it."""

    name = "tollbook.record"
    label = "record"
