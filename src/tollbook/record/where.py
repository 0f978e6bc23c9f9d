"""Where a record is: in a folder of its own, or in a PostgreSQL database that a URL names.

A password is never shown: not in messages, not in the log, and not on a command line, where anybody on the computer
could read it.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from tollbook.record.errors import RecordError

#: The environment variables that name the record, the first before the second, and the record used where none does.
RECORD_VARIABLE = "TOLLBOOK_RECORD"
URL_VARIABLE = "DATABASE_URL"
DEFAULT_RECORD = "record.tollbook"

_SCHEMES = ("postgresql", "postgres")
_HERE = ("", "localhost", "127.0.0.1", "::1")
_HOW = "Write it as postgresql://USER@HOST/DATABASE."


@dataclass(frozen=True, slots=True)
class Server:
    """A database on a PostgreSQL server: how to reach it, by libpq's own words, and what it is called in messages."""

    name: str
    words: tuple[tuple[str, str], ...] = field(repr=False)

    def __str__(self) -> str:
        return self.name


#: Where a record is.
Where = Path | Server


def located(given: str | Where | None = None) -> Where:
    """Where the record is that somebody named, else that the environment names. Raises :class:`RecordError`."""
    if isinstance(given, Path | Server):
        return given
    for said in (given, os.environ.get(RECORD_VARIABLE)):
        if said:
            return _server(said) if is_url(said) else Path(said)
    url = os.environ.get(URL_VARIABLE)
    if not url:
        return Path(DEFAULT_RECORD)
    if not is_url(url):
        raise RecordError(
            f"{URL_VARIABLE} names no PostgreSQL database, and a record is kept in none else.",
            f"{_HOW} Or name the folder of a record: --record FOLDER.",
        )
    return _server(url)


def is_url(said: str) -> bool:
    """Whether a name is the URL of a database, and not of a folder."""
    return said.partition("://")[0].lower() in _SCHEMES and "://" in said


def tells_password(said: str) -> bool:
    """Whether a URL has a password in it."""
    return is_url(said) and "password" in dict(_words(said))


def _server(url: str) -> Server:
    words = dict(_words(url))
    name = words.get("dbname") or os.environ.get("PGDATABASE")
    if not name and "service" not in words:
        raise RecordError("The URL of the record names no database.", _HOW)
    if not words.get("port", "1").isdecimal():
        raise RecordError("The port in the URL of the record is no number.", _HOW)
    host = words.get("hostaddr") or words.get("host") or os.environ.get("PGHOST", "")
    if host not in _HERE and not host.startswith("/") and "PGSSLMODE" not in os.environ:
        words.setdefault("sslmode", "require")  # what is in a record does not go over a wire in the clear by accident
    words.setdefault("connect_timeout", "10")
    if name:
        words["dbname"] = name
    return Server(_called(words, name or words["service"]), tuple(sorted(words.items())))


def _called(words: dict[str, str], name: str) -> str:
    user, port = words.get("user", ""), words.get("port", "")
    host = words.get("host", words.get("hostaddr", ""))
    at = f"{quote(user)}@" if user else ""
    return f"postgresql://{at}{'' if host.startswith('/') else host}{f':{port}' if port else ''}/{quote(name)}"


def _words(url: str) -> list[tuple[str, str]]:
    from psycopg import ProgrammingError
    from psycopg.conninfo import conninfo_to_dict

    try:
        scheme, _, rest = url.partition("://")
        found = conninfo_to_dict(f"{scheme.lower()}://{rest}")
    except ProgrammingError:  # whose message would show the URL with its password
        raise RecordError("The URL of the record cannot be understood.", _HOW) from None
    return [(word, str(value)) for word, value in found.items() if value is not None]
