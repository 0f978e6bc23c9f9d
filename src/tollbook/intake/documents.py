"""Paths to documents: folders are walked, files read by what they are, and each report stands with its own bytes.

Plain text and lines of JSON are read here. Everything else is of a format that can be made to do harm, and is
converted in a child process (:mod:`tollbook.intake.worker`).
"""

from __future__ import annotations

import difflib
import errno
import hashlib
import sys
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tollbook.intake.decode import decode
from tollbook.intake.formats import NOT_READ, PASSED, SUFFIXES, kind_of
from tollbook.intake.lines import line_piece, read_lines
from tollbook.intake.meta import Given, differences, read_sidecar, reports_beside, sidecar_of
from tollbook.intake.pieces import Note, Piece, bounded
from tollbook.intake.worker import Worker
from tollbook.model import Conversion, Problem, Report
from tollbook.text.language import also_in, can_be_read, name_of, tongue_of

LINES = {suffix for suffix, kind in SUFFIXES.items() if kind == "lines"}
#: The largest file read at once, in bytes: far above any report, far below what could stop a laptop.
MAX_FILE = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Document:
    """A report that came in, its original bytes, and what is to be said about how it was read."""

    report: Report
    raw: bytes
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Passed(Problem):
    """A file of a folder that is of a kind that is not read: nothing went wrong, and it is said."""


def documents(
    paths: Iterable[str], told: Given | None = None, encoding: str | None = None, torn: Collection[str] = ()
) -> Iterator[Document | Problem]:
    """Every report in files and folders, in a stable order. ``-`` is standard input. ``torn`` are the SHA-256 of files
    that hold a report which was removed by law: their parts are kept apart, and they are not.

    A :class:`Problem` in place of a document refuses one file, one part of it or one line; those after it still come.
    """
    named = [*paths]
    with Worker() as worker:
        door = Door(worker, told or Given(), encoding, torn)
        for path in named:
            if path == "-":
                yield from door.taken(sys.stdin.buffer.read(MAX_FILE + 1), "standard input")
                continue
            for file in _files(path):
                told_of = [file] if isinstance(file, Problem) else _beside(file, named)
                yield from door.file(file) if told_of is None and isinstance(file, Path) else told_of or ()


def _beside(path: Path, named: Collection[str]) -> list[Problem] | None:
    """What is said of a file that tells about a report and is none: nothing where its report is named too, as in
    ``read NAME*``. None for a report."""
    of = reports_beside(path)
    if not of:
        return None
    if {Path(name) for name in named}.intersection(of):
        return []
    what = f"It tells about {of[0].name}, and is no report itself."
    return [Passed(str(path), what, f"It is read with its report: tollbook read {of[0]}")]


def count(paths: Iterable[str]) -> int:
    """How many reports there will be, roughly and quickly: a file is one, a file of lines as many as its lines."""
    total = 0
    for path in paths:
        for file in _files(path) if path != "-" else ():
            if isinstance(file, Path) and file.suffix.lower() in LINES:
                try:
                    with file.open("rb") as lines:
                        total += sum(1 for _ in lines)
                except OSError:
                    total += 1
            else:
                total += 1
    return total


def _files(given: str) -> Iterator[Path | Problem]:
    path = Path(given)
    try:
        if path.is_dir():
            yield from _folder(path)
        elif path.is_file():
            yield path
        elif path.exists():
            yield Problem(given, "It is neither a file nor a folder.", "Name a file of reports, or a folder of them.")
        else:
            yield _missing(path)
    except (OSError, ValueError) as error:
        yield _unreadable(given, error)


def _folder(folder: Path) -> Iterator[Path | Problem]:
    """The reports of a folder and those below it, by name. Hidden files and kinds Tollbook does not know are passed
    over."""
    found = False
    for path in sorted(folder.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        suffix = path.suffix.lower()
        if hidden or path.stem.upper() == "README" or not path.is_file():
            continue
        if suffix in SUFFIXES:
            found = True
            yield path
        elif suffix in PASSED:
            what, remedy = NOT_READ[PASSED[suffix]]
            yield Passed(str(path), f"It is {what}, and was passed over.", remedy)
    if not found:
        yield Problem(
            str(folder),
            "The folder holds no reports.",
            f"Of a folder it reads {', '.join(sorted(SUFFIXES))}; name other files one by one.",
        )


class Door:
    """Takes files in one after the other: with what is told of all of them, and a child to convert them."""

    def __init__(self, worker: Worker, told: Given, encoding: str | None, torn: Collection[str] = ()) -> None:
        self._worker = worker
        self._torn = torn
        self._told = told
        self._encoding = encoding

    def file(self, path: Path) -> Iterator[Document | Problem]:
        """The reports of a file, with what stands beside it."""
        try:
            if path.suffix.lower() in LINES:
                with path.open("rb") as lines:
                    if kind_of(lines.read(2048), path.suffix.lower()) == "lines":
                        lines.seek(0)
                        yield from self._lines(path, lines)
                        return
            with path.open("rb") as file:
                raw = file.read(MAX_FILE + 1)
        except OSError as error:
            yield _unreadable(str(path), error)
            return
        own = Given()
        if beside := sidecar_of(path):
            said = read_sidecar(beside)
            if isinstance(said, Problem):
                yield said
                return
            own = said
        yield from self.taken(raw, str(path), path.suffix.lower(), own)

    def taken(self, raw: bytes, where: str, suffix: str = "", own: Given | None = None) -> Iterator[Document | Problem]:
        """The reports that some bytes hold; ``where`` is what to call them."""
        if len(raw) > MAX_FILE:
            yield Problem(where, f"The file is larger than {MAX_FILE >> 20} MB.", "Split it into its reports.")
            return
        if not raw.strip():
            yield Problem(where, "The file is empty.", "Put the text of a report in it.")
            return
        kind = kind_of(raw, suffix)
        if kind == "text":
            yield self._text(raw, where, own or Given())
            return
        if kind in NOT_READ:
            what, remedy = NOT_READ[kind]
            yield Problem(where, f"It is {what}, and is not read.", remedy)
            return
        sha256 = hashlib.sha256(raw).hexdigest()
        apart = sha256 in self._torn
        for piece in self._worker.convert(raw, Path(where).name, suffix, self._encoding, apart):
            if apart and piece.text is not None:
                yield self._by_itself(piece, where, own or Given())
            else:
                yield self._report(piece, raw, sha256, where, own or Given())

    def _by_itself(self, piece: Piece, where: str, own: Given) -> Document | Problem:
        """A part of a file that must not be kept."""
        if piece.raw is None:
            what = "Its file holds a report that was removed by law, and it cannot be kept without that."
            return Problem(f"{where} > {piece.part}", what, "Take it out of the file, and read it by itself.")
        return self._report(piece, piece.raw, hashlib.sha256(piece.raw).hexdigest(), where, own)

    def _text(self, raw: bytes, where: str, own: Given) -> Document | Problem:
        found = decode(raw, where, encoding=self._encoding)
        if isinstance(found, Problem):
            return found
        notes = tuple(Note(problem.what, problem.why) for problem in found.problems)
        piece = Piece("", found.text, conversion=Conversion("text 1", detail=found.encoding), notes=notes)
        return self._report(piece, raw, hashlib.sha256(raw).hexdigest(), where, own)

    def _lines(self, path: Path, lines: Iterable[bytes]) -> Iterator[Document | Problem]:
        """A file of lines: each line is a report with bytes of its own, so that a file may grow and be read again."""
        number = 0
        for number, line in enumerate(read_lines(lines), 1):  # type: ignore[arg-type]
            if line.strip():
                raw = line.rstrip(b"\r\n")
                where = f"{path}:{number}"
                yield self._report(line_piece(line, ""), raw, hashlib.sha256(raw).hexdigest(), where, Given())
        if number == 0:
            yield Problem(str(path), "The file is empty.", 'Put a report a line in it: {"text": "…"}.')

    def _report(self, piece: Piece, raw: bytes, sha256: str, where: str, beside: Given) -> Document | Problem:
        """A piece as a report with its bytes, or refused."""
        piece = bounded(piece)
        named = f"{where} > {piece.part}" if piece.part else where
        if piece.text is None:
            note = piece.notes[0] if piece.notes else Note("It could not be read.")
            return Problem(named, note.what, note.why)
        own = beside.or_else(piece.own)
        known = own.or_else(self._told).or_else(piece.page)
        language, notes = _language(piece, known.language)
        report = Report(
            text=piece.text,
            sha256=sha256,
            part=piece.part,
            publisher=known.publisher,
            published=known.published,
            language=language,
            title=known.title or "",
            origin=where,
            media_type=piece.media_type,
            conversion=piece.conversion,
        )
        # What a file says of the day it was made is of use only where nothing says when it was published.
        said = [note for note in (*piece.notes, *notes) if not (known.published and "--published" in note.why)]
        problems = [Problem(named, note.what, note.why) for note in said]
        return Document(report, raw, (*problems, *differences(own, self._told, named)))


def _language(piece: Piece, given: str | None) -> tuple[str | None, tuple[Note, ...]]:
    """The language of a report, as given or as its words tell, and what is to be said of one that cannot be read
    yet."""
    found = tongue_of(piece.text or "")
    tag = given or found.tag
    seen = found.tag or given
    if seen is None or can_be_read(seen):
        return (tag[:16] if tag else None), tuple(_partly(piece.text or ""))
    script = f" (script {found.script})" if found.language is None and found.script else ""
    what = f"It is in {name_of(seen)}{script}, which Tollbook cannot read yet; it is kept."
    return (tag or seen)[:16], (Note(what, "Have it translated into English, and read the translation."),)


def _partly(text: str) -> Iterator[Note]:
    """What is to be said of a report that is partly in another language."""
    for found in also_in(text):
        if found.tag is not None and not can_be_read(found.tag):
            what = f"Some of it is in {name_of(found.tag)}, which Tollbook cannot read yet."
            yield Note(what, "Have that part translated into English, and read the translation.")


def _missing(path: Path) -> Problem:
    try:
        beside = [p.name for p in path.parent.iterdir()] if path.parent.is_dir() else []
    except OSError:
        beside = []
    near = difflib.get_close_matches(path.name, beside, 1)
    remedy = f"Did you mean {path.with_name(near[0])}?" if near else "Check the name, and the folder you are in."
    return Problem(str(path), "There is no such file.", remedy)


def _unreadable(where: str, error: OSError | ValueError) -> Problem:
    if isinstance(error, ValueError):
        return Problem(where, "No file can have this name.", "Check the name.")
    if error.errno in (errno.EACCES, errno.EPERM):
        return Problem(where, "You may not read it.", "Ask its owner for the right to, or copy it.")
    return Problem(
        where, f"It could not be read: {error.strerror or error}.", "Copy it to another place and try there."
    )
