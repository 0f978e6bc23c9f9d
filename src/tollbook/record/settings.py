"""Django's settings, all in code: a record needs no configuration file.

Each record opened gets a database alias of its own (see :mod:`tollbook.record.connect`); ``default`` is
only there because Django wants one, and for its own tools: it is the record the environment names.
:func:`database` gives the settings of any other.
"""

from __future__ import annotations

import getpass
import os
from pathlib import Path
from typing import Any

from tollbook.record.errors import RecordError
from tollbook.record.where import DEFAULT_RECORD, Server, Where, located

#: The environment variable that names who is at work.
BY_VARIABLE = "TOLLBOOK_BY"
#: The environment variable that names the file of the key.
KEY_VARIABLE = "TOLLBOOK_KEY"
DATABASE_NAME = "db.sqlite3"


def me() -> str:
    """Who is at work where nobody is named: whom the environment names, or the name this computer knows its user by."""
    try:
        return os.environ.get(BY_VARIABLE, "").strip() or getpass.getuser()
    except (KeyError, OSError):
        return "unnamed"


def key_path() -> Path:
    """Where the key is: where the environment says, else in the user's own configuration."""
    named = os.environ.get(KEY_VARIABLE)
    if named:
        return Path(named)
    home = os.environ.get("XDG_CONFIG_HOME")
    return (Path(home) if home else Path.home() / ".config") / "tollbook" / "checkpoint.key"


def database(where: Where) -> dict[str, Any]:
    """Django's settings of the database of a record."""
    return postgresql(where) if isinstance(where, Server) else sqlite(str(where / DATABASE_NAME))


def sqlite(name: str) -> dict[str, Any]:
    """The settings of one SQLite database: durable, patient with other writers, strict about references.

    ``IMMEDIATE`` takes the write lock when a transaction begins, so that two writers queue and never
    deadlock; with a write-ahead log readers do not wait for them. ``synchronous=FULL``: what a command
    said it kept survives a power cut.
    """
    options = {
        "timeout": PATIENCE,
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
    }
    return {**_COMMON, "ENGINE": "django.db.backends.sqlite3", "NAME": name, "OPTIONS": options, "TEST": {}}


def postgresql(server: Server) -> dict[str, Any]:
    """The settings of one PostgreSQL database. The server is asked to wait for other writers as long as SQLite does,
    and to notice a client that is gone."""
    words: dict[str, Any] = dict(server.words)
    asked = {"lock_timeout": f"{PATIENCE}s", "tcp_keepalives_idle": "30", "client_min_messages": "warning"}
    words["options"] = " ".join([*(f"-c {name}={value}" for name, value in asked.items()), words.get("options", "")])
    words.setdefault("application_name", "tollbook")
    words.setdefault("keepalives_idle", "30")
    known = {
        "NAME": words.pop("dbname", ""), "USER": words.pop("user", ""), "PASSWORD": words.pop("password", ""),
        "HOST": words.pop("host", ""), "PORT": words.pop("port", ""),
    }  # fmt: skip
    return {**_COMMON, "ENGINE": "tollbook.record.postgresql", **known, "OPTIONS": words, "TEST": {}}


#: How many seconds a writer waits for another.
PATIENCE = 30
_COMMON: dict[str, Any] = {
    "ATOMIC_REQUESTS": False,
    "AUTOCOMMIT": True,
    "CONN_MAX_AGE": None,
    "CONN_HEALTH_CHECKS": False,
    "TIME_ZONE": None,
}


def _default() -> dict[str, Any]:
    try:
        return database(located())
    except RecordError:  # whoever opens that record is told
        return sqlite(str(Path(DEFAULT_RECORD) / DATABASE_NAME))


DATABASES = {"default": _default()}
INSTALLED_APPS = ["tollbook.record"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "UTC"
SECRET_KEY = "unused: nothing is signed without the web"
