"""Documents of word processors: what is text of them, what is not, and where it stands."""

from __future__ import annotations

import datetime as dt
import io
import zipfile

from tests.papers import packed
from tests.test_converting import WORDS, one, where

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:v="urn:schemas-microsoft-com:vml"'


def docx(body: str, *, title: str = "", endnotes: str = "") -> bytes:
    import docx as library

    made = library.Document()
    made.core_properties.title = title
    made.core_properties.created = dt.datetime(2016, 11, 28)
    out = io.BytesIO()
    made.save(out)
    with zipfile.ZipFile(out) as package:
        members: dict[str, bytes | str] = {name: package.read(name) for name in package.namelist()}
    members["word/document.xml"] = f"<w:document {W} {MC}><w:body>{body}</w:body></w:document>"
    if endnotes:
        members["word/endnotes.xml"] = f"<w:endnotes {W}>{endnotes}</w:endnotes>"
        kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.endnotes+xml"
        types = bytes(members["[Content_Types].xml"]).decode()  # type: ignore[arg-type]
        override = f'<Override PartName="/word/endnotes.xml" ContentType="{kind}"/></Types>'
        members["[Content_Types].xml"] = types.replace("</Types>", override)
        rels = bytes(members["word/_rels/document.xml.rels"]).decode()  # type: ignore[arg-type]
        about = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/endnotes"
        related = f'<Relationship Id="rIdE" Type="{about}" Target="endnotes.xml"/></Relationships>'
        members["word/_rels/document.xml.rels"] = rels.replace("</Relationships>", related)
    return packed(members)


def paragraph(words: str) -> str:
    return f"<w:p><w:r><w:t>{words}</w:t></w:r></w:p>"


def test_a_word_document() -> None:
    inserted = (
        f"<w:p><w:ins><w:r><w:t>{WORDS}</w:t></w:r></w:ins><w:del><w:r><w:delText>gone</w:delText></w:r></w:del></w:p>"
    )
    row = "<w:tr><w:tc>{}</w:tc><w:tc>{}</w:tc></w:tr>".format(paragraph("Homs"), paragraph("12 killed"))
    piece = one(docx(paragraph("First.") + "<w:p/>" + inserted + f"<w:tbl>{row}</w:tbl>", title="A note"), ".docx")
    assert piece.text == f"First.\n{WORDS}\nHoms\t12 killed"
    assert (where(piece, "12 civilians"), where(piece, "12 killed")) == ("paragraph 3", "table 1, row 1")
    assert (piece.page.title, piece.page.published) == ("A note", None)
    assert "2016-11-28" in piece.notes[0].why


def test_a_text_box_follows_its_paragraph_and_is_read_once() -> None:
    box = f"<w:txbxContent>{paragraph('Key figures')}{paragraph('12 killed')}</w:txbxContent>"
    drawn = (
        f"<mc:AlternateContent><mc:Choice Requires='wps'>{box}</mc:Choice>"
        f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent>"
    )
    old = f"<w:pict><v:textbox><w:txbxContent>{paragraph('An old box')}</w:txbxContent></v:textbox></w:pict>"
    body = f"<w:p><w:r><w:t>Shelling went on.</w:t>{drawn}</w:r></w:p><w:p><w:r>{old}</w:r></w:p>{paragraph('After.')}"
    piece = one(docx(body), ".docx")
    assert piece.text == "Shelling went on.\nKey figures\n12 killed\nAn old box\nAfter."
    assert where(piece, "12 killed") == "paragraph 1, text box"
    assert where(piece, "After") == "paragraph 3"


def test_a_table_in_a_table_and_one_in_a_control_are_read_once() -> None:
    inner = f"<w:tbl><w:tr><w:tc>{paragraph('5 killed')}</w:tc><w:tc>{paragraph('in Homs')}</w:tc></w:tr></w:tbl>"
    outer = (
        f"<w:tbl><w:tr><w:tc>{paragraph('Tuesday')}{inner}</w:tc><w:tc>{paragraph('shelling')}</w:tc></w:tr></w:tbl>"
    )
    control = f"<w:sdt><w:sdtContent>{outer}{paragraph('Said later.')}</w:sdtContent></w:sdt>"
    assert one(docx(control), ".docx").text == "Tuesday 5 killed in Homs\tshelling\nSaid later."


def test_notes_at_the_end_follow_the_text() -> None:
    piece = one(docx(paragraph("First."), endnotes=f'<w:endnote w:id="2">{paragraph("As told by two.")}</w:endnote>'))
    assert piece.text == "First.\nAs told by two."
    assert where(piece, "As told") == "endnote 2"


ODT = "application/vnd.oasis.opendocument.text"


def odt(body: str) -> bytes:
    spaces = ["office", "text", "table"]
    names = " ".join(f'xmlns:{n}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"' for n in spaces)
    names += ' xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"'
    content = f"<office:body><office:text>{body}</office:text></office:body>"
    return packed(
        {"mimetype": ODT, "content.xml": f"<office:document-content {names}>{content}</office:document-content>"}
    )


def test_an_open_document() -> None:
    piece = one(
        odt("<text:h>Head</text:h><text:p>At least <text:span>12</text:span><text:s/>civilians</text:p>"), ".odt"
    )
    assert piece.text == "Head\nAt least 12 civilians"
    assert where(piece, "12") == "paragraph 2"


def test_notes_and_boxes_of_an_open_document_follow_their_paragraph() -> None:
    note = "<text:note><text:note-citation>1</text:note-citation>"
    note += "<text:note-body><text:p>Two doctors.</text:p></text:note-body>"
    box = "<draw:frame><draw:text-box><text:p>Key figure: 40 hurt</text:p></draw:text-box></draw:frame>"
    body = f"<text:p>At least 12{note}</text:note> civilians died.{box}</text:p><text:p>After.</text:p>"
    piece = one(odt(body), ".odt")
    assert piece.text == "At least 12 civilians died.\nTwo doctors.\nKey figure: 40 hurt\nAfter."
    assert where(piece, "Two doctors") == "paragraph 1, note"
    assert where(piece, "40 hurt") == "paragraph 1, text box"
    assert where(piece, "After") == "paragraph 2"


def test_lists_sections_and_tables_in_tables_of_an_open_document_are_read_once() -> None:
    def table(*rows: str) -> str:
        return "<table:table>" + "".join(f"<table:table-row>{row}</table:table-row>" for row in rows) + "</table:table>"

    def cell(body: str) -> str:
        return f"<table:table-cell>{body}</table:table-cell>"

    inner = table(cell("<text:p>5 killed</text:p>") + cell("<text:p>Homs</text:p>"))
    rows = table(
        cell("<text:p>Tuesday</text:p>" + inner) + cell("<text:p>shelling</text:p>"), cell("<text:p>Total</text:p>")
    )
    items = "<text:list><text:list-item><text:p>One.</text:p></text:list-item></text:list>"
    piece = one(odt(f"<text:section>{items}</text:section>{rows}"), ".odt")
    assert piece.text == "One.\nTuesday 5 killed Homs\tshelling\nTotal"
    assert where(piece, "Total") == "table 1, row 2"
