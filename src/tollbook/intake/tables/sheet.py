"""A file of rows: its bytes, its heading, its row of HXL tags where it has one, and its rows with their lines.

A row is known by the line of the file it begins on, as an editor counts lines (the heading is on line 1), because a
cell may run over several lines. What is wrong with the file as a whole is said before any row is read.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from tollbook.model import Problem

#: A file of rows larger than this, in bytes, is not read at one time: some ten times the largest peer's whole data set.
LARGEST = 4_000_000_000
DELIMITERS = ",;\t|"
#: How far down the tags of an HXL table may stand; the standard's own readers look at 25 rows.
TAGS_WITHIN = 25

_TAG = re.compile(r"#[a-z][a-z0-9_]*(?:\s*\+[a-z0-9_]+)*\Z", re.IGNORECASE)
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
_OTHER = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table as text. ``columns`` are the headings in one spelling (see :func:`spelled`), ``headings`` as written;
    ``tags`` is the HXL tag of each column, empty where there are none; ``start`` is the line the rows begin on."""

    path: Path
    raw: bytes
    columns: tuple[str, ...]
    headings: tuple[str, ...]
    tags: tuple[str, ...]
    delimiter: str
    start: int
    text: str

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Every row that is not empty, with its line. Raises :class:`csv.Error` where the text is not CSV."""
        for line, cells, _ in _rows(self.text, self.delimiter):
            if line >= self.start and any(cell.strip() for cell in cells):
                yield line, cells


def spelled(heading: str) -> str:
    """A heading in one spelling: "Figure category", "FigureCategory" and "FIGURE_CATEGORY" are figure_category."""
    return _OTHER.sub("_", _HUMP.sub("_", heading.strip()).casefold()).strip("_")


def read_sheet(path: Path, delimiter: str | None = None) -> Sheet | list[Problem]:
    """A file of rows, or why it is none. Raises OSError where it cannot be read."""
    if path.stat().st_size > LARGEST:
        return [Problem(path.name, "the table is too large", f"more than {LARGEST:,} bytes: split it by years")]
    raw = path.read_bytes()
    text = _decoded(path, raw)
    if isinstance(text, Problem):
        return [text]
    first = text[: text.find("\n") + 1] or text
    delimiter = delimiter or max(DELIMITERS, key=lambda sign: (first.count(sign), -DELIMITERS.index(sign)))
    try:
        head = _head(text, delimiter)
    except csv.Error as wrong:
        return [Problem(path.name, "the table is not CSV", str(wrong))]
    if not head or not any(cell.strip() for cell in head[0][1]):
        return [Problem(path.name, "the table is empty", "its first line must be its heading")]
    at = next((i for i, (_, cells, _) in enumerate(head) if _tagged(cells)), None)
    named = head[max(at - 1, 0) if at is not None else 0][1]
    headings = tuple(cell.strip() for cell in named)
    tags = tuple("".join(cell.casefold().split()) for cell in head[at][1]) if at is not None else ()
    if at == 0:
        headings = tags
    start = head[at][2] if at is not None else head[0][2]
    return Sheet(path, raw, tuple(map(spelled, headings)), headings, tags, delimiter, start, text)


def _decoded(path: Path, raw: bytes) -> str | Problem:
    if raw[:4] == b"PK\x03\x04":
        return Problem(path.name, "the file is a spreadsheet, not a table of text", "save it as CSV UTF-8")
    encoding = "utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as wrong:
        line = raw.count(b"\n", 0, wrong.start) + 1
        what = "the table is not UTF-8 text"
        return Problem(path.name, what, f"line {line}, byte {wrong.start}: save it as CSV UTF-8")


def _head(text: str, delimiter: str) -> list[tuple[int, list[str], int]]:
    """The first rows: the line each begins on, its cells, and the line after it."""
    return list(islice(_rows(text, delimiter), TAGS_WITHIN + 1))


def _rows(text: str, delimiter: str) -> Iterator[tuple[int, list[str], int]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    try:
        for cells in reader:
            following = reader.line_num + 1
            yield line, cells, following
            line = following
    except csv.Error as wrong:
        raise csv.Error(f"the row that begins on line {line}: {wrong}") from None


def _tagged(cells: list[str]) -> bool:
    """Whether a row is one of HXL tags: every cell a tag or empty, and more than a stray one."""
    said = [cell.strip() for cell in cells if cell.strip()]
    return bool(said) and all(_TAG.match(cell) for cell in said) and len(said) * 5 >= len(cells)
