"""Paths to documents: folders are walked, files read by what they are, and each report stands with its own bytes."""

from __future__ import annotations

import difflib
import errno
import hashlib
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tollbook.intake.decode import Decoded, decode
from tollbook.intake.html import looks_like_html, read_html
from tollbook.intake.lines import BadLineError, parse, read_lines
from tollbook.intake.meta import Given, differences, given_by, read_sidecar, sidecar_of
from tollbook.model import Problem, Report

TEXT = {".txt", ".text", ".md"}
HTML = {".html", ".htm", ".xhtml"}
LINES = {".jsonl", ".ndjson"}
#: The largest file read as one report, in bytes: far above any report, far below what could stop a laptop.
MAX_FILE = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Document:
    """A report that came in, its original bytes, and what is to be said about how it was read."""

    report: Report
    raw: bytes
    problems: tuple[Problem, ...] = ()


def documents(
    paths: Iterable[str], told: Given | None = None, encoding: str | None = None
) -> Iterator[Document | Problem]:
    """Every report in files and folders, in a stable order. ``-`` is standard input.

    A :class:`Problem` in place of a document refuses one file or one line; those after it still come.
    """
    told = told or Given()
    for path in paths:
        if path == "-":
            yield _one(sys.stdin.buffer.read(MAX_FILE + 1), "standard input", "", Given(), told, encoding)
            continue
        for file in _files(path):
            yield from [file] if isinstance(file, Problem) else _file(file, told, encoding)


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
        elif path.exists():
            yield path
        else:
            yield _missing(path)
    except OSError as error:
        yield _unreadable(given, error)


def _folder(folder: Path) -> Iterator[Path | Problem]:
    """The reports of a folder and those below it, by name. Hidden files and kinds Tollbook does not read
    are passed over.
    """
    kinds = TEXT | HTML | LINES
    found = False
    for path in sorted(folder.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if path.suffix.lower() in kinds and not hidden and path.is_file() and path.stem.upper() != "README":
            found = True
            yield path
    if not found:
        yield Problem(
            str(folder),
            "The folder holds no reports.",
            f"Of a folder it reads {', '.join(sorted(kinds))}; name other files one by one.",
        )


def _file(path: Path, told: Given, encoding: str | None) -> Iterator[Document | Problem]:
    try:
        if path.suffix.lower() in LINES:
            yield from _lines(path, told)
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
    yield _one(raw, str(path), path.suffix.lower(), own, told, encoding)


def _one(raw: bytes, where: str, suffix: str, own: Given, told: Given, encoding: str | None) -> Document | Problem:
    """One file as one report."""
    if len(raw) > MAX_FILE:
        return Problem(where, f"The file is larger than {MAX_FILE >> 20} MB.", "Split it into its reports.")
    page = Given()
    html = suffix in HTML or (suffix not in TEXT and looks_like_html(raw))
    if html:
        read = read_html(raw, where, encoding)
        if isinstance(read, Problem):
            return read
        decoded, page = read
    else:
        plain = decode(raw, where, encoding=encoding)
        if isinstance(plain, Problem):
            return plain
        decoded = plain
    return _document(raw, decoded, where, own, told, page, "text/html" if html else "text/plain")


def _lines(path: Path, told: Given) -> Iterator[Document | Problem]:
    """A file of lines: each line is a report with bytes of its own, so that a file may grow and be read again."""
    number = 0
    with path.open("rb") as file:
        for number, line in enumerate(read_lines(file), 1):
            where = f"{path}:{number}"
            if not line.strip():
                continue
            try:
                row = parse(line)
            except BadLineError as bad:
                yield Problem(where, bad.problem.what, bad.problem.why)
                continue
            own = given_by(row, where)
            if isinstance(own, Problem):
                yield own
                continue
            if not own.title and isinstance(row.get("id"), str | int):
                own = Given(own.published, own.publisher, own.language, str(row["id"]))
            if not row["text"].strip():
                yield Problem(where, 'The "text" is empty.', "Put the words of the report in it.")
                continue
            yield _document(line.rstrip(b"\r\n"), Decoded(row["text"]), where, own, told, Given(), "application/json")
    if number == 0:
        yield Problem(str(path), "The file is empty.", 'Put a report a line in it: {"text": "…"}.')


def _document(
    raw: bytes, decoded: Decoded, where: str, own: Given, told: Given, page: Given, media_type: str
) -> Document:
    known = own.or_else(told).or_else(page)
    report = Report(
        text=decoded.text,
        sha256=hashlib.sha256(raw).hexdigest(),
        publisher=known.publisher,
        published=known.published,
        language=known.language,
        title=known.title or "",
        origin=where,
        media_type=media_type,
    )
    return Document(report, raw, (*decoded.problems, *differences(own, told, where)))


def _missing(path: Path) -> Problem:
    try:
        beside = [p.name for p in path.parent.iterdir()] if path.parent.is_dir() else []
    except OSError:
        beside = []
    near = difflib.get_close_matches(path.name, beside, 1)
    remedy = f"Did you mean {path.with_name(near[0])}?" if near else "Check the name, and the folder you are in."
    return Problem(str(path), "There is no such file.", remedy)


def _unreadable(where: str, error: OSError) -> Problem:
    if error.errno in (errno.EACCES, errno.EPERM):
        return Problem(where, "You may not read it.", "Ask its owner for the right to, or copy it.")
    return Problem(
        where, f"It could not be read: {error.strerror or error}.", "Copy it to another place and try there."
    )
