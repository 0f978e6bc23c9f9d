"""Documents of word processors, DOCX and ODT: their paragraphs and tables in order, each with its number.

A DOCX is opened by python-docx; its words are then taken from the XML itself, for the library's paragraphs leave out
what was inserted while changes were tracked. What was deleted, fields' instructions and comments are no words of the
text; footnotes follow it. An ODT is one XML file in a ZIP and is read with lxml. Entities are never resolved.

The date a file says it was made is not believed to be the day of publication: it is said, for a person to judge.
"""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Iterator
from typing import Any

from tollbook.intake.converting.libraries import version_of
from tollbook.intake.meta import Given
from tollbook.intake.pieces import Note, Piece, refused
from tollbook.model import Anchor, Conversion

DOCX, ODT = "docx 1", "odt 1"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_META = "{urn:oasis:names:tc:opendocument:xmlns:meta:1.0}"
#: The most bytes that the XML of a document may have unpacked.
MAX_XML = 128 * 1024 * 1024
_NO_TEXT = (
    "The document has no text.",
    "If it holds pictures of pages, have their text recognised (OCR) and read that.",
)

#: Words with the place they stand at: "paragraph 3", "table 1, row 2".
Line = tuple[str, str]


def read_docx(raw: bytes) -> Piece:
    """A Word document as one piece."""
    import docx

    if _swollen(raw):
        return refused("The document unpacks to more than is read.", "Save its text as a .txt file and read that.")
    try:
        document = docx.Document(io.BytesIO(raw))
        about = document.core_properties
        body = document.element.body
        notes = [
            part.blob for part in document.part.package.iter_parts() if str(part.partname).endswith("/footnotes.xml")
        ]
    except (KeyError, ValueError, zipfile.BadZipFile, OSError, AttributeError) as error:
        return _damaged(error)
    lines = [*_docx_lines(body), *_footnotes(notes)]
    try:
        title, made = about.title or None, about.created
    except ValueError:
        title, made = None, None
    media = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    return _piece(lines, DOCX, version_of("python-docx", "lxml"), media, title, made.date() if made else None)


def read_odt(raw: bytes) -> Piece:
    """An OpenDocument text as one piece."""
    from lxml import etree

    if _swollen(raw):
        return refused("The document unpacks to more than is read.", "Save its text as a .txt file and read that.")
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as package:
            content = _xml(package.read("content.xml"))
            about = _xml(package.read("meta.xml")) if "meta.xml" in package.namelist() else None
    except (KeyError, ValueError, zipfile.BadZipFile, OSError, RuntimeError, etree.XMLSyntaxError) as error:
        return _damaged(error)
    body = content.find(f".//{_OFFICE}text")
    lines = list(_odt_lines(body)) if body is not None else []
    title = about.findtext(f".//{_DC}title") if about is not None else None
    said = (about.findtext(f".//{_META}creation-date") or "")[:10] if about is not None else ""
    try:
        made = dt.date.fromisoformat(said) if said else None
    except ValueError:
        made = None
    return _piece(lines, ODT, version_of("lxml"), "application/vnd.oasis.opendocument.text", title, made)


def made_on(what: str, day: dt.date | None) -> tuple[Note, ...]:
    """What a file says of the day it was made, where nothing says when it was published."""
    if day is None:
        return ()
    said = f"{what} says that it was made on {day}, which need not be when it was published."
    return (Note(said, f"If it is, say so: --published {day}."),)


def _piece(
    lines: list[Line], converter: str, libraries: str, media_type: str, title: str | None, made: dt.date | None
) -> Piece:
    anchors, parts, length = [], [], 0
    for words, place in lines:
        anchors.append(Anchor(length, place))
        parts.append(words)
        length += len(words) + 1
    text = "\n".join(parts)
    conversion = Conversion(converter, libraries, "", tuple(anchors))
    if not text.strip():
        return Piece("", "", media_type, conversion=conversion, notes=(Note(*_NO_TEXT),))
    notes = made_on("The document", made)
    return Piece("", text, media_type, page=Given(title=title), conversion=conversion, notes=notes)


def _swollen(raw: bytes) -> bool:
    """Whether a package unpacks to more than is read. Its directory can lie, but then its parts do not unpack."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as package:
            return sum(item.file_size for item in package.infolist()) > MAX_XML
    except (zipfile.BadZipFile, ValueError, OSError):
        return False


def _damaged(error: Exception) -> Piece:
    return refused(
        f"The document is damaged ({type(error).__name__}).", "Open it, save it as a new file, and read that."
    )


def _xml(raw: bytes) -> Any:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    return etree.fromstring(raw, parser)


def _docx_lines(body: Any) -> Iterator[Line]:
    paragraphs = tables = 0
    for child in body.iterchildren():
        if child.tag == f"{_W}p":
            paragraphs += 1
            if words := _docx_words(child):
                yield words, f"paragraph {paragraphs}"
        elif child.tag == f"{_W}tbl":
            tables += 1
            for number, row in enumerate(child.iter(f"{_W}tr"), 1):
                cells = [" ".join(filter(None, map(_docx_words, cell.iter(f"{_W}p")))) for cell in row.iter(f"{_W}tc")]
                if words := _cells(cells):
                    yield words, f"table {tables}, row {number}"
        elif child.tag == f"{_W}sdt":
            for inner in child.iter(f"{_W}p"):
                paragraphs += 1
                if words := _docx_words(inner):
                    yield words, f"paragraph {paragraphs}"


def _cells(cells: list[str]) -> str:
    return "\t".join(cells).strip()


def _docx_words(paragraph: Any) -> str:
    from lxml import etree

    parts: list[str] = []
    left_out = (f"{_W}del", f"{_W}moveFrom", f"{_MC}Fallback", f"{_W}txbxContent")
    depth = 0
    for event, element in etree.iterwalk(paragraph, events=("start", "end")):
        if element.tag in left_out:
            depth += 1 if event == "start" else -1
        elif event == "start" and not depth:
            if element.tag == f"{_W}t":
                parts.append(element.text or "")
            elif element.tag in (f"{_W}tab", f"{_W}ptab"):
                parts.append("\t")
            elif element.tag in (f"{_W}br", f"{_W}cr"):
                parts.append("\n")
            elif element.tag == f"{_W}noBreakHyphen":
                parts.append("-")
    return "".join(parts).strip()


def _footnotes(parts: list[bytes]) -> Iterator[Line]:
    from lxml import etree

    for raw in parts:
        try:
            tree = _xml(raw)
        except etree.XMLSyntaxError:
            continue
        for note in tree.iter(f"{_W}footnote"):
            words = " ".join(filter(None, map(_docx_words, note.iter(f"{_W}p"))))
            if words:
                yield words, f"footnote {note.get(f'{_W}id')}"


def _odt_lines(body: Any) -> Iterator[Line]:
    paragraphs = tables = 0
    rows: dict[Any, int] = {}
    skipped: set[Any] = set()
    for element in body.iter(f"{_TEXT}p", f"{_TEXT}h", f"{_TABLE}table", f"{_TABLE}table-row"):
        if element.tag == f"{_TABLE}table":
            tables += 1
            rows[element] = 0
        elif element.tag == f"{_TABLE}table-row":
            table = next((above for above in element.iterancestors(f"{_TABLE}table")), None)
            rows[table] = rows.get(table, 0) + 1
            inside = list(element.iter(f"{_TEXT}p", f"{_TEXT}h"))
            skipped.update(inside)
            if words := "\t".join(_odt_words(p) for p in inside).strip():
                yield words, f"table {tables}, row {rows[table]}"
        elif element not in skipped:
            paragraphs += 1
            if words := _odt_words(element):
                yield words, f"paragraph {paragraphs}"


def _odt_words(paragraph: Any) -> str:
    parts: list[str] = []

    def gather(element: Any, depth: int) -> None:
        if element.tag in (f"{_OFFICE}annotation", f"{_TEXT}tracked-changes") or depth > 100:
            return
        if element.tag == f"{_TEXT}s":
            parts.append(" " * min(int(element.get(f"{_TEXT}c") or 1), 20))
        elif element.tag == f"{_TEXT}tab":
            parts.append("\t")
        elif element.tag == f"{_TEXT}line-break":
            parts.append("\n")
        if isinstance(element.tag, str):
            parts.append(element.text or "")
        for child in element:
            gather(child, depth + 1)
            parts.append(child.tail or "")

    gather(paragraph, 0)
    return "".join(parts).strip()
