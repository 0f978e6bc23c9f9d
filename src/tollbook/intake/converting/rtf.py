"""Rich text: the words, by striprtf, a paragraph a line."""

from __future__ import annotations

import re

from tollbook.intake.converting.libraries import version_of
from tollbook.intake.meta import Given
from tollbook.intake.pieces import Piece, refused
from tollbook.model import Anchor, Conversion

CONVERTER = "rtf 1"
_CODEPAGE = re.compile(rb"\\ansicpg(\d{1,5})")
_TITLE = re.compile(rb"{\\title ([^{}\\]{1,300})}")


def read_rtf(raw: bytes) -> Piece:
    """A rich text document as one piece."""
    from striprtf.striprtf import rtf_to_text

    page = _CODEPAGE.search(raw[:2000])
    encoding = f"cp{int(page[1])}" if page else "cp1252"
    try:
        text = rtf_to_text(raw.decode("latin-1"), encoding=encoding, errors="replace")
    except LookupError:
        encoding = "cp1252"
        text = rtf_to_text(raw.decode("latin-1"), encoding=encoding, errors="replace")
    text = "\n".join(line.rstrip() for line in text.replace("\r", "").split("\n")).strip("\n")
    if not text.strip():
        return refused("The document has no text.", "Save it as DOCX or plain text and read that.")
    title = _TITLE.search(raw[:20000])
    given = Given(title=title[1].decode("latin-1") if title else None)
    anchors, start = [], 0
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            anchors.append(Anchor(start, f"line {number}"))
        start += len(line) + 1
    conversion = Conversion(CONVERTER, version_of("striprtf"), encoding, tuple(anchors))
    return Piece("", text, "application/rtf", page=given, conversion=conversion)
