"""What is known about a report beside its words: who published it, when, its title and language.

It comes from up to three mouths. What belongs to this one report (its sidecar file, its own line) is
believed first, then what the command line says of all of them, then what a page says of itself. Where two
differ, a problem says so.
"""

from __future__ import annotations

import datetime as dt
import glob
import json
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from tollbook.model import Json, Problem


@dataclass(frozen=True, slots=True)
class Given:
    """What somebody says of a report; ``None`` is what they do not say."""

    published: dt.date | None = None
    publisher: str | None = None
    language: str | None = None
    title: str | None = None

    def or_else(self, other: Given) -> Given:
        """This, with what it does not say taken from another."""
        return Given(*(getattr(self, f.name) or getattr(other, f.name) for f in fields(self)))


def parse_date(value: Any) -> dt.date:
    """A date of the form YYYY-MM-DD, with or without a time after it. Raises ValueError with a sentence."""
    if isinstance(value, str):
        text = value.strip()
        try:
            if len(text) == 10 or (len(text) > 10 and text[10] in "T "):
                return dt.date.fromisoformat(text[:10])
        except ValueError as error:
            raise ValueError(f"{value!r} is no date: {error}") from None
    raise ValueError(f"{value!r} is no date of the form YYYY-MM-DD")


def given_by(data: Json, where: str) -> Given | Problem:
    """What a sidecar or a line says, or a problem that refuses it: a wrong date would make wrong windows."""
    try:
        published = parse_date(data["published"]) if data.get("published") else None
    except ValueError as error:
        return Problem(where, f'In "published", {error}.', "Write it as YYYY-MM-DD, for example 2016-11-30.")
    words: dict[str, str | None] = {}
    for key in ("publisher", "language", "title"):
        value = data.get(key)
        if value is not None and not isinstance(value, str):
            return Problem(where, f'The "{key}" is not a string.', f'Write it as "{key}": "…".')
        words[key] = (value or "").strip() or None
    return Given(published, words["publisher"], words["language"], words["title"])


def sidecar_of(path: Path) -> Path | None:
    """The file beside a report that tells about it: ``NAME.meta.json`` or ``NAME.json``, with or without
    its suffix.
    """
    for name in (path.name, path.stem):
        for suffix in (".meta.json", ".json"):
            beside = path.with_name(name + suffix)
            if beside != path and beside.is_file():
                return beside
    return None


def reports_beside(path: Path) -> list[Path]:
    """The reports that a file tells about, if it is a sidecar: the other way round of :func:`sidecar_of`."""
    if path.suffix.lower() != ".json":
        return []
    stem = path.name[: -len(".meta.json")] if path.name.endswith(".meta.json") else path.stem
    beside = sorted(path.parent.glob(f"{glob.escape(stem)}*"))
    return [
        report
        for report in beside
        if report.name in (stem, f"{stem}{report.suffix}") and report.suffix != ".json" and sidecar_of(report) == path
    ]


def read_sidecar(path: Path) -> Given | Problem:
    """What a sidecar says, or a problem that refuses the report beside it."""
    try:
        return sidecar_said(path.read_bytes(), str(path))
    except OSError as error:
        return Problem(str(path), f"The sidecar could not be read: {error.strerror}.", "Mend or remove it.")


def sidecar_said(raw: bytes, where: str) -> Given | Problem:
    """The same, of its bytes; ``where`` is what to call it."""
    remedy = 'It is one JSON object: {"published": "2016-11-30", "publisher": "…", "title": "…"}.'
    try:
        data = json.loads(raw.decode("utf-8-sig"))
    except json.JSONDecodeError as error:
        return Problem(f"{where}:{error.lineno}", f"The sidecar is not JSON: {error.msg}.", remedy)
    except (ValueError, RecursionError):
        return Problem(where, "The sidecar is not JSON in UTF-8.", remedy)
    if not isinstance(data, dict):
        return Problem(where, "The sidecar is not a JSON object.", remedy)
    return given_by(data, where)


def differences(own: Given, told: Given, where: str) -> list[Problem]:
    """Where the command line says other than the report's own sidecar or line, which were believed."""
    found = []
    for key, option in (("published", "--published"), ("publisher", "--publisher")):
        mine, theirs = getattr(own, key), getattr(told, key)
        if mine and theirs and mine != theirs:
            what = f"It says itself that it was {key} {mine}" if key == "published" else f"It names {mine} itself"
            found.append(Problem(where, f"{what}; {option} {theirs} was not used for it."))
    return found
