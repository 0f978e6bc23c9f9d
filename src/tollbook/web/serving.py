"""Serving the desk: what must be there before the first request, and the server.

Everything runs in one process: pages, files of the pages, and the record. Nothing is fetched from anywhere.
"""

from __future__ import annotations

import os
import secrets
import sys
from dataclasses import dataclass
from pathlib import Path

from tollbook.record.store import Store
from tollbook.record.where import RECORD_VARIABLE, Where, located

LOOPBACK = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True, slots=True)
class Terms:
    """How it is served.

    ``public_name`` is the name under which a proxy with TLS hands requests on from ``proxy``. ``two_person``: a
    decision on a claim stands when a second person makes the same.
    """

    host: str = "127.0.0.1"
    port: int = 8000
    public_name: str | None = None
    proxy: str = "127.0.0.1"
    two_person: bool = False
    threads: int = 8


def ready(record: str | None, create: bool = True) -> Where:
    """Make the record where there is none and its tables for the web, and start Django. Returns where it is.

    Raises :class:`tollbook.record.errors.RecordError`.
    """
    where = located(record)
    if record is not None:
        os.environ[RECORD_VARIABLE] = record
    os.environ["DJANGO_SETTINGS_MODULE"] = "tollbook.web.settings"
    with Store.open(where, create=create, write=True):
        pass
    from django.conf import settings
    from django.core.management import call_command

    _key(settings.KEY_FILE)
    settings.SECRET_KEY = settings.KEY_FILE.read_text(encoding="ascii").strip()
    call_command("migrate", database="default", verbosity=0, interactive=False, skip_checks=True)
    return where


def _key(file: Path) -> None:
    """The key that sessions are signed with: made once, for nobody else to read."""
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(handle, "w", encoding="ascii") as made:
        made.write(secrets.token_urlsafe(64) + "\n")


def serve(terms: Terms) -> None:
    """Serve until stopped. :func:`ready` must have been called."""
    import waitress
    from django.conf import settings
    from django.core.wsgi import get_wsgi_application

    settings.TWO_PERSON = terms.two_person
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, terms.host]
    if terms.public_name is not None:
        settings.ALLOWED_HOSTS = [terms.public_name]
        settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = settings.LANGUAGE_COOKIE_SECURE = True
        settings.SECURE_HSTS_SECONDS = 365 * 24 * 3600
        settings.MIDDLEWARE = ["django.middleware.security.SecurityMiddleware", *settings.MIDDLEWARE]
    behind = {"trusted_proxy": terms.proxy, "trusted_proxy_count": 1, "clear_untrusted_proxy_headers": True,
              "trusted_proxy_headers": {"x-forwarded-for", "x-forwarded-proto", "x-forwarded-host"}}  # fmt: skip
    waitress.serve(
        get_wsgi_application(), host=terms.host, port=terms.port, threads=terms.threads, ident="tollbook", _quiet=True,
        max_request_body_size=settings.MAX_UPLOAD, **(behind if terms.public_name else {}),
    )  # fmt: skip


def address(terms: Terms) -> str:
    """Where to point a browser."""
    if terms.public_name is not None:
        return f"https://{terms.public_name}/"
    host = f"[{terms.host}]" if ":" in terms.host else terms.host
    return f"http://{host}:{terms.port}/"


def warn(line: str) -> None:
    """Something that whoever serves should know."""
    print(line, file=sys.stderr)
