"""What a converter makes of a file: pieces, each one report with its text and its way back, or a part that is none.

Converters run in a child process (:mod:`tollbook.intake.child`), so a piece crosses a pipe. It crosses as plain JSON
and is looked at again on this side: what comes out of a process that parsed a hostile file is itself not trusted.
"""

from __future__ import annotations

import base64
import datetime as dt
import re
import unicodedata
from dataclasses import dataclass, field
from typing import Any

from tollbook.intake.meta import Given
from tollbook.model import Anchor, Conversion, Json

#: The longest text of one report, in code points: four hundred pages.
MAX_TEXT = 1_250_000
#: The most anchors of one piece. A text that has more keeps those of its beginning.
MAX_ANCHORS = 500_000
#: The longest name of a part that is kept.
MAX_NAME = 200
_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Note:
    """Something to be said of a piece: what is wrong, what to do."""

    what: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """One report of a file, or a part of it that is none.

    ``part`` names it in the file, empty for the whole. ``text`` is None where it is no report: then the first of
    ``notes`` says why. An empty text is a report that is kept and cannot be read yet. ``own`` is what stands beside it
    (a sidecar, its line), ``page`` what it says of itself. ``raw`` are bytes of its own in a file that holds others,
    where they are asked for.
    """

    part: str
    text: str | None
    media_type: str = "text/plain"
    own: Given = field(default_factory=Given)
    page: Given = field(default_factory=Given)
    conversion: Conversion = field(default_factory=lambda: Conversion("text 1"))
    notes: tuple[Note, ...] = ()
    raw: bytes | None = None


def refused(what: str, why: str, part: str = "") -> Piece:
    """A part that is no report, and what to do about it."""
    return Piece(part, None, notes=(Note(what, why),))


def bounded(piece: Piece) -> Piece:
    """The piece, refused if its text is longer than a report can be."""
    if piece.text is not None and len(piece.text) > MAX_TEXT:
        return refused(f"Its text is longer than {MAX_TEXT:,} characters.", "Split it into its reports.", piece.part)
    return piece


def below(outer: str, inner: str) -> str:
    """The name of a part of a part."""
    return f"{outer} > {inner}" if outer and inner else outer or inner


def named(name: str) -> str:
    """A name out of a file as it can be shown and kept: without controls, marks that turn text around, and excess."""
    plain = "".join(" " if unicodedata.category(ch) in ("Cc", "Cf", "Zl", "Zp", "Cs") else ch for ch in name)
    plain = " ".join(plain.split())
    return plain if len(plain) <= MAX_NAME else plain[: MAX_NAME - 1] + "…"


def clean(text: str) -> str:
    """A text as a record can keep it: no half characters and no NUL. Its length stays."""
    return _SURROGATE.sub("\ufffd", text).replace("\0", "\ufffd")


def dump(piece: Piece) -> Json:
    """A piece as JSON data."""
    way = piece.conversion
    return {
        "part": piece.part,
        "text": piece.text,
        "media_type": piece.media_type,
        "own": _dump_given(piece.own),
        "page": _dump_given(piece.page),
        "conversion": [way.converter, way.libraries, way.detail],
        "anchors": [list(anchor) if anchor.box else list(anchor[:2]) for anchor in way.anchors[:MAX_ANCHORS]],
        "notes": [[note.what, note.why] for note in piece.notes],
        "raw": None if piece.raw is None else base64.b64encode(piece.raw).decode("ascii"),
    }


def load(data: Any) -> Piece:
    """A piece from JSON data. Raises ValueError, TypeError or KeyError for anything that :func:`dump` does not
    write."""
    text = data["text"]
    if text is not None:
        text = clean(_text(text))
        if len(text) > MAX_TEXT:
            raise ValueError("the text is too long")
    converter, libraries, detail = (_text(part) for part in data["conversion"])
    anchors = tuple(_anchor(row) for row in data["anchors"][:MAX_ANCHORS])
    return Piece(
        part=clean(_text(data["part"]))[: 4 * MAX_NAME],
        text=text,
        media_type=_text(data["media_type"])[:80],
        own=_load_given(data["own"]),
        page=_load_given(data["page"]),
        conversion=Conversion(clean(converter), clean(libraries), clean(detail), anchors),
        notes=tuple(Note(clean(_text(what)), clean(_text(why))) for what, why in data["notes"]),
        raw=None if data["raw"] is None else base64.b64decode(_text(data["raw"]), validate=True),
    )


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("not a text")
    return value


def _anchor(row: Any) -> Anchor:
    start, place = int(row[0]), clean(_text(row[1]))
    if len(row) == 2:
        return Anchor(start, place)
    left, top, right, bottom = (float(value) for value in row[2])
    return Anchor(start, place, (left, top, right, bottom))


def _dump_given(given: Given) -> list[str | None]:
    published = given.published.isoformat() if given.published else None
    return [published, given.publisher, given.language, given.title]


def _load_given(data: Any) -> Given:
    published, *words = data
    publisher, language, title = (named(_text(word)) or None if word else None for word in words)
    return Given(dt.date.fromisoformat(_text(published)) if published else None, publisher, language, title)
