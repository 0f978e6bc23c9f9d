"""Bytes to pieces, whatever they are: each kind to its converter, and archives through themselves."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from tollbook.intake.converting.archive import MAX_DEPTH, Budget, read_gzip, read_warc, read_zip
from tollbook.intake.decode import decode
from tollbook.intake.formats import NOT_READ, PASSED, kind_of
from tollbook.intake.lines import line_piece, read_lines
from tollbook.intake.pieces import Note, Piece, below, refused
from tollbook.model import Conversion, Problem


@dataclass(frozen=True, slots=True)
class Asked:
    """A file to convert: what it is called, how its name ends, and the encoding the user says it has. ``apart``: with
    the bytes of each part that has some of its own."""

    name: str = ""
    suffix: str = ""
    encoding: str | None = None
    apart: bool = False


def convert(raw: bytes, asked: Asked) -> Iterator[Piece]:
    """The pieces of a file. Raises whatever a parser raises."""
    yield from _Converter(asked.encoding, Budget(len(raw)), asked.apart).pieces(raw, asked.suffix, asked.name, "", 0)


class _Converter:
    """Converts one file with all that is in it."""

    def __init__(self, encoding: str | None, budget: Budget, apart: bool) -> None:
        self._encoding = encoding
        self._budget = budget
        self._apart = apart

    def pieces(self, raw: bytes, suffix: str, name: str, declared: str, depth: int) -> Iterator[Piece]:
        kind = kind_of(raw, suffix)
        if kind == "text" and depth:  # of what is attached, as of a folder, a table is no report
            kind = PASSED.get(suffix, kind)
        if kind in NOT_READ:
            what, remedy = NOT_READ[kind]
            yield refused(f"It is {what}, and is not read.", remedy)
        elif kind == "text":
            yield self._text(raw, declared)
        elif kind == "lines":
            yield from self._lines(raw)
        elif kind == "html":
            from tollbook.intake.converting.html import read_page

            yield read_page(raw, self._encoding, declared or None)
        elif kind == "pdf":
            from tollbook.intake.converting.pdf import read_pdf

            yield read_pdf(raw)
        elif kind == "rtf":
            from tollbook.intake.converting.rtf import read_rtf

            yield read_rtf(raw)
        elif kind == "feed":
            from tollbook.intake.converting.feed import read_feed

            yield from read_feed(raw)
        elif depth >= MAX_DEPTH:
            yield refused("It lies too deep in archives within archives.", "Unpack it yourself, and read its parts.")
        else:
            yield from self._holding(kind, raw, name, depth)

    def _holding(self, kind: str, raw: bytes, name: str, depth: int) -> Iterator[Piece]:
        """Files that hold others."""

        def inner(content: bytes, called: str, part: str) -> Iterator[Piece]:
            called, _, declared = called.partition("\0")
            suffix = PurePosixPath(called.replace("\\", "/")).suffix.lower()
            found = self.pieces(content, suffix, called, declared, depth + 1)
            for piece in self._with_bytes(list(found), content) if self._apart else found:
                yield replace(piece, part=below(part, piece.part))

        if kind == "mail":
            from tollbook.intake.converting.mail import read_mail

            yield from read_mail(raw, inner)
        elif kind == "gzip":
            yield from read_gzip(raw, name, inner, self._budget)
        elif kind == "warc":
            yield from read_warc(raw, inner, self._budget)
        else:
            yield from self._zip(raw, inner, name)

    @staticmethod
    def _with_bytes(pieces: list[Piece], content: bytes) -> list[Piece]:
        """The pieces of a member, with its bytes where it is one report and no other's."""
        return [replace(pieces[0], raw=pieces[0].raw or content)] if len(pieces) == 1 else pieces

    def _zip(self, raw: bytes, inner: object, name: str) -> Iterator[Piece]:
        from tollbook.intake.converting.office import read_docx, read_odt

        names, kind = _package(raw)
        if "word/document.xml" in names:
            yield read_docx(raw)
        elif kind == "application/vnd.oasis.opendocument.text":
            yield read_odt(raw)
        elif not names and name.lower().endswith((".docx", ".odt")):
            yield refused("The document is damaged.", "Open it, save it as a new file, and read that.")
        elif "[Content_Types].xml" in names or kind.startswith("application/"):
            what, remedy = NOT_READ["office"]
            yield refused(f"The file is {what}, not a report.", remedy)
        else:
            yield from read_zip(raw, inner, self._budget)  # type: ignore[arg-type]

    def _text(self, raw: bytes, declared: str) -> Piece:
        found = decode(raw, "", encoding=self._encoding, declared=declared or None)
        if isinstance(found, Problem):
            return refused(found.what, found.why)
        notes = tuple(Note(problem.what, problem.why) for problem in found.problems)
        return Piece("", found.text, conversion=Conversion("text 1", detail=found.encoding), notes=notes)

    def _lines(self, raw: bytes) -> Iterator[Piece]:
        for number, line in enumerate(read_lines(io.BytesIO(raw)), 1):
            if line.strip():
                yield line_piece(line, f"line {number}")


def _package(raw: bytes) -> tuple[set[str], str]:
    """The names in a ZIP, and what it says it is: how office documents are told from archives."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            names = set(archive.namelist())
            kind = ""
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 200:
                kind = archive.read("mimetype").decode("ascii", "replace").strip()
            return names, kind
    except Exception:  # a damaged archive is told as one where its members are read
        return set(), ""
