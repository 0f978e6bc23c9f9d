"""The Django application of the pages."""

from __future__ import annotations

from django.apps import AppConfig


class WebConfig(AppConfig):
    """People, keys, and the pages they work on."""

    name = "tollbook.web"
    label = "web"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let the log know who comes and goes."""
        from tollbook.web import comings

        comings.listen()
