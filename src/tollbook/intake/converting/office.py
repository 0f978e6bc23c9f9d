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

DOCX, ODT = "docx 2", "odt 2"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_WRAPS = tuple(f"{_W}{name}" for name in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag"))
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
#: What hangs on a paragraph and is no part of its sentence, and what is no words of the text.
_APART = (f"{_DRAW}text-box", f"{_TEXT}note-body")
_SILENT = (f"{_OFFICE}annotation", f"{_TEXT}tracked-changes")
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
            part.blob
            for part in document.part.package.iter_parts()
            if str(part.partname).endswith(("/footnotes.xml", "/endnotes.xml"))
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
    for block in _blocks(body):
        if block.tag == f"{_W}p":
            paragraphs += 1
            place = f"paragraph {paragraphs}"
            if words := _docx_words(block):
                yield words, place
            yield from ((words, f"{place}, text box") for words in _boxes(block))
        else:
            tables += 1
            for number, row in enumerate(_rows(block), 1):
                cells = [" ".join(_cell_words(cell)) for cell in _blocks(row, f"{_W}tc")]
                if words := _cells(cells):
                    yield words, f"table {tables}, row {number}"
                yield from ((words, f"table {tables}, row {number}, text box") for words in _boxes(row))


def _blocks(parent: Any, *tags: str) -> Iterator[Any]:
    """Paragraphs and tables (or what else is named) in order, those inside of content controls and of marks of change
    too."""
    wanted = tags or (f"{_W}p", f"{_W}tbl")
    for child in parent.iterchildren():
        if child.tag in wanted:
            yield child
        elif child.tag in _WRAPS:
            yield from _blocks(child, *wanted)


def _rows(table: Any) -> Iterator[Any]:
    return _blocks(table, f"{_W}tr")


def _cell_words(cell: Any) -> Iterator[str]:
    """The words of a cell: its paragraphs, and the rows of tables inside it."""
    for block in _blocks(cell):
        if block.tag == f"{_W}p":
            if words := _docx_words(block):
                yield words
        else:
            for row in _rows(block):
                for inner in _blocks(row, f"{_W}tc"):
                    yield from _cell_words(inner)


def _boxes(element: Any) -> Iterator[str]:
    """The paragraphs of the text boxes that hang on a paragraph or stand in a row. A box is written twice, for old
    programs and for new ones, and read once."""
    seen: list[Any] = []
    for box in element.iter(f"{_W}txbxContent"):
        above = set(box.iterancestors())
        if any(each.tag == f"{_MC}Fallback" for each in above) or above.intersection(seen):
            continue
        seen.append(box)
        for paragraph in box.iter(f"{_W}p"):
            if (words := _docx_words(paragraph)) and not any(
                each.tag == f"{_MC}Fallback" for each in paragraph.iterancestors()
            ):
                yield words


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
        for kind in ("footnote", "endnote"):
            for note in tree.iter(f"{_W}{kind}"):
                words = " ".join(filter(None, map(_docx_words, note.iter(f"{_W}p"))))
                if words:
                    yield words, f"{kind} {note.get(f'{_W}id')}"


def _odt_lines(body: Any) -> Iterator[Line]:
    """Paragraphs and rows in order; notes and text boxes follow the paragraph or the row that they hang on."""
    paragraphs = tables = 0
    for block in _odt_blocks(body):
        if block.tag == f"{_TABLE}table":
            tables += 1
            rows = [row for row in block.iter(f"{_TABLE}table-row") if next(_tables_above(row)) is block]
            for number, row in enumerate(rows, 1):
                cells = row.iterchildren(f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")
                words = [" ".join(filter(None, map(_odt_words, _odt_inside(cell)))) for cell in cells]
                yield from _odt_told(row, "\t".join(words).strip(), f"table {tables}, row {number}")
        else:
            paragraphs += 1
            yield from _odt_told(block, _odt_words(block), f"paragraph {paragraphs}")


def _odt_told(block: Any, words: str, place: str) -> Iterator[Line]:
    if words:
        yield words, place
    for apart in block.iter(*_APART):
        if not any(above.tag in _APART for above in _between(apart, block)):
            kind = "text box" if apart.tag == f"{_DRAW}text-box" else "note"
            yield from ((said, f"{place}, {kind}") for said in map(_odt_words, _odt_inside(apart)) if said)


def _odt_blocks(body: Any) -> Iterator[Any]:
    """Paragraphs, headings and tables that stand in no other, whatever sections, lists and frames they are in."""
    for element in body.iter(f"{_TEXT}p", f"{_TEXT}h", f"{_TABLE}table"):
        above = list(_between(element, body))
        if not any(each.tag in (f"{_TEXT}p", f"{_TEXT}h", f"{_TABLE}table", *_SILENT) for each in above):
            yield element


def _odt_inside(element: Any) -> Iterator[Any]:
    """The paragraphs of a cell, a note or a text box, those of what stands in it in turn left to themselves."""
    for paragraph in element.iter(f"{_TEXT}p", f"{_TEXT}h"):
        if not any(above.tag in (*_APART, *_SILENT) for above in _between(paragraph, element)):
            yield paragraph


def _between(element: Any, block: Any) -> Iterator[Any]:
    for above in element.iterancestors():
        if above is block:
            return
        yield above


def _tables_above(row: Any) -> Iterator[Any]:
    return iter(row.iterancestors(f"{_TABLE}table"))


def _odt_words(paragraph: Any) -> str:
    parts: list[str] = []

    def gather(element: Any, depth: int) -> None:
        if element.tag in (*_SILENT, *_APART, f"{_TEXT}note-citation") or depth > 100:
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
