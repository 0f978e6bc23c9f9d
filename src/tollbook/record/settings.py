"""Django's settings, all in code: a record needs no configuration file.

Each record opened gets a database alias of its own (see :mod:`tollbook.record.connect`); ``default`` is
only there because Django wants one, and for its own tools: it is the record the environment names.
"""

from __future__ import annotations

import getpass
import os
from pathlib import Path
from typing import Any

#: The environment variable that names the record, and the record used where nothing names one.
RECORD_VARIABLE = "TOLLBOOK_RECORD"
DEFAULT_RECORD = "record.tollbook"
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


def sqlite(name: str) -> dict[str, Any]:
    """The settings of one SQLite database: durable, patient with other writers, strict about references.

    ``IMMEDIATE`` takes the write lock when a transaction begins, so that two writers queue and never
    deadlock; with a write-ahead log readers do not wait for them. ``synchronous=FULL``: what a command
    said it kept survives a power cut.
    """
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": name,
        "OPTIONS": {
            "timeout": 30,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
        },
        "ATOMIC_REQUESTS": False,
        "AUTOCOMMIT": True,
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": False,
        "TIME_ZONE": None,
        "TEST": {},
    }


DATABASES = {"default": sqlite(str(Path(os.environ.get(RECORD_VARIABLE, DEFAULT_RECORD)) / DATABASE_NAME))}
INSTALLED_APPS = ["tollbook.record"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "UTC"
SECRET_KEY = "unused: nothing is signed without the web"
