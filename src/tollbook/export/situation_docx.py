"""A situation report as a Word document: the same blocks as the page, to be worked on and passed on.

In a language written from right to left every paragraph, table and run says so, so that Word and LibreOffice set it
right. A name of another script is closed off by Unicode's isolates, which both honour. The file tells nothing of who
wrote it, or at what hour.
"""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from typing import Any

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Emu, Mm, Pt, RGBColor

from tollbook.export.drawing import COLOURS, png
from tollbook.export.files import archive
from tollbook.export.situation import Situation
from tollbook.export.situation_blocks import Block, Cell, Grid, Heading, Items, Picture, Sentence, blocks
from tollbook.export.situation_words import Sayer
from tollbook.reckon.tongue import ISOLATE, unmarked

#: A typeface that Word, LibreOffice and their readers have or have a twin of, for both scripts.
FONT = "Arial"
_WIDTH = Mm(172)


def situation_document(one: Situation, language: str) -> bytes:
    """The document."""
    return _Setter(one, Sayer(language)).made()


class _Setter:
    """Sets blocks one after the other."""

    def __init__(self, one: Situation, say: Sayer) -> None:
        self.one, self.say, self.document = one, say, Document()
        self._page()
        self._styles()
        self._properties()

    def made(self) -> bytes:
        self._opening()
        for block in blocks(self.one, self.say):
            self._set(block)
        out = io.BytesIO()
        self.document.save(out)
        with zipfile.ZipFile(out) as made:
            return archive({name: made.read(name) for name in made.namelist()})

    # ---------------------------------------------------------------- the sheet

    def _page(self) -> None:
        section = self.document.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.left_margin = section.right_margin = Mm(19)
        section.top_margin, section.bottom_margin = Mm(20), Mm(20)
        foot = section.footer.paragraphs[0]
        told = unmarked(f"{self.say.title(self.one)} · {self.say.day(self.one.made)} · {self.one.root[:16]}")
        self._direct(foot)
        self._runs(foot, f"{told}   ", 7.5, "quiet")
        self._field(foot, "PAGE")
        self._runs(foot, " / ", 7.5, "quiet")
        self._field(foot, "NUMPAGES")
        if self.say.rtl:
            section._sectPr.append(OxmlElement("w:bidi"))

    def _field(self, paragraph: Any, name: str) -> None:
        """A number that Word keeps: of the page, of all pages."""
        for kind, text in (("begin", ""), ("", name), ("separate", ""), ("shown", "1"), ("end", "")):
            run = self._run(paragraph, "", 7.5, "quiet")
            if kind == "shown":
                run.text = text
            elif kind:
                mark = OxmlElement("w:fldChar")
                mark.set(qn("w:fldCharType"), kind)
                run._r.append(mark)
            else:
                code = OxmlElement("w:instrText")
                code.text = f" {text} "
                run._r.append(code)

    def _styles(self) -> None:
        styles = self.document.styles
        for name, size, bold, before, after in (
            ("Normal", 10, False, 0, 5), ("Title", 21, True, 0, 2), ("Heading 1", 13.5, True, 16, 4),
            ("Heading 2", 10.5, True, 10, 3), ("List Bullet", 10, False, 0, 3), ("Caption", 8.5, False, 3, 6),
        ):  # fmt: skip
            style = styles[name]
            style.font.size, style.font.bold, style.font.italic = Pt(size), bold, False
            style.font.color.rgb = _colour("accent" if name == "Heading 2" else "quiet" if name == "Caption" else "ink")
            style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
            for spaced in style.element.get_or_add_rPr().findall(qn("w:spacing")):
                style.element.rPr.remove(spaced)  # letters of Arabic are not spaced out
            fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
            for kind in ("ascii", "hAnsi", "cs", "eastAsia"):
                fonts.set(qn(f"w:{kind}"), FONT)
            for kind in ("asciiTheme", "hAnsiTheme", "cstheme", "eastAsiaTheme"):
                fonts.attrib.pop(qn(f"w:{kind}"), None)
            _complex(style.element.get_or_add_rPr(), size, bold)
        rule = styles["Title"].element.get_or_add_pPr().find(qn("w:pBdr"))
        if rule is not None:
            styles["Title"].element.pPr.remove(rule)

    def _properties(self) -> None:
        told, made = self.document.core_properties, self.one.made
        told.title = unmarked(f"{self.say.word('title', 'report')}: {self.say.title(self.one)}")
        told.author = told.last_modified_by = "Tollbook"
        told.comments, told.language = "", self.say.language
        told.created = told.modified = dt.datetime(made.year, made.month, made.day)

    # ---------------------------------------------------------------- blocks

    def _opening(self) -> None:
        one, say = self.one, self.say
        self._paragraph(say.word("title", "report"), size=10, colour="accent", bold=True, after=0)
        self._paragraph(say.title(one), "Title")
        self._paragraph(say.word("title", "what"), size=11.5)
        self._paragraph(" · ".join(say.standing(one)), size=8.5, colour="quiet", after=0)
        public = one.level == "public"
        last = self._paragraph(
            say.word("standing", one.level), size=8.5, colour="quiet" if public else "ink", bold=not public
        )
        _rule(last, "ink", 12)

    def _set(self, block: Block) -> None:
        match block:
            case Heading(level, words):
                heading = self._paragraph(words, f"Heading {level - 1}")
                heading.paragraph_format.keep_with_next = True
            case Sentence(words, kind):
                size = {"lead": 13.0, "note": 8.5, "seal": 8.5}.get(kind)
                lead = kind == "lead"
                made = self._paragraph(words, size=size, colour="quiet" if kind == "note" else None, bold=lead or None)
                made.paragraph_format.keep_with_next = lead
            case Items(items):
                for words, quote in items:
                    item = self._paragraph(words, "List Bullet")
                    if quote is not None:
                        self._runs(item, f" {ISOLATE[0]}{quote}{ISOLATE[1]}", None, "quiet")
            case Picture(drawing, caption):
                holder = self.document.add_paragraph()
                holder.paragraph_format.keep_with_next = True
                picture = holder.add_run().add_picture(io.BytesIO(png(drawing)), width=_WIDTH)
                picture._inline.docPr.set("descr", drawing.title)
                self._paragraph(caption, "Caption")
            case Grid():
                self._table(block)

    def _table(self, grid: Grid) -> None:
        table = self.document.add_table(rows=0, cols=len(grid.head))
        table.alignment = WD_TABLE_ALIGNMENT.LEFT
        table.autofit = False
        table._tbl.tblPr.append(_margins())
        if self.say.rtl:
            table._tbl.tblPr.append(OxmlElement("w:bidiVisual"))
        widths = _widths(grid)
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Emu(width)
        heading = self._row(table, grid, [Cell(words) for words in grid.head], widths, "ink", head=True)
        repeated = OxmlElement("w:tblHeader")
        heading._tr.get_or_add_trPr().append(repeated)
        for row in grid.rows:
            self._row(table, grid, row, widths, "line")
        space = self.document.add_paragraph()
        space.paragraph_format.space_after = Pt(2)

    def _row(self, table: Any, grid: Grid, cells: Any, widths: list[int], rule: str, head: bool = False) -> Any:
        row = table.add_row()
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for at, (cell, place) in enumerate(zip(cells, row.cells, strict=True)):
            place.width = Emu(widths[at])
            paragraph = place.paragraphs[0]
            number = at in grid.numbers
            self._direct(paragraph, end=number)
            paragraph.paragraph_format.space_after = Pt(1.5)
            paragraph.paragraph_format.space_before = Pt(1.5)
            if cell.part:
                paragraph.paragraph_format.left_indent = Pt(10)
            colour = "quiet" if head or cell.part else None
            self._runs(paragraph, cell.words, 8.5 if head else 9.5, colour, cell.bold or head)
            if cell.small:
                if not number:
                    paragraph.add_run().add_break()
                self._runs(paragraph, f"{' ' if number else ''}{cell.small}", 8, "quiet")
            _rule(paragraph, rule, 4, place)
        return row

    # ---------------------------------------------------------------- words

    def _paragraph(
        self, words: str, style: str | None = None, size: float | None = None, colour: str | None = None,
        bold: bool | None = None, after: float | None = None,
    ) -> Any:  # fmt: skip
        paragraph = self.document.add_paragraph(style=style)
        self._direct(paragraph)
        self._runs(paragraph, words, size, colour, bold)
        if after is not None:
            paragraph.paragraph_format.space_after = Pt(after)
        return paragraph

    def _direct(self, paragraph: Any, end: bool = False) -> None:
        """The direction of a paragraph. In one from right to left, Word takes ``left`` for where lines begin."""
        if self.say.rtl:
            paragraph._p.get_or_add_pPr().insert_element_before(
                OxmlElement("w:bidi"), "w:adjustRightInd", "w:snapToGrid", "w:spacing", "w:ind", "w:contextualSpacing",
                "w:mirrorIndents", "w:suppressOverlap", "w:jc", "w:textDirection", "w:textAlignment",
                "w:textboxTightWrap", "w:outlineLvl", "w:divId", "w:cnfStyle", "w:rPr", "w:sectPr", "w:pPrChange",
            )  # fmt: skip
        if end:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT

    def _runs(
        self, paragraph: Any, words: str, size: float | None = None, colour: str | None = None, bold: bool | None = None
    ) -> None:
        """Words, a run for each stretch of one direction: a name in Latin letters is no right-to-left run."""
        if not self.say.rtl:
            self._run(paragraph, words, size, colour, bold)
            return
        for part in _stretches(words):
            run = self._run(paragraph, part, size, colour, bold)
            if not part.startswith(ISOLATE[0]):
                run._r.get_or_add_rPr().append(OxmlElement("w:rtl"))

    def _run(
        self, paragraph: Any, words: str, size: float | None = None, colour: str | None = None, bold: bool | None = None
    ) -> Any:
        run = paragraph.add_run(words)
        if bold is not None:
            run.bold = bold
        if colour is not None:
            run.font.color.rgb = _colour(colour)
        if size is not None:
            run.font.size = Pt(size)
        if self.say.rtl:
            _complex(run._r.get_or_add_rPr(), size, bold)
        return run


def _stretches(words: str) -> list[str]:
    """Words cut where an isolated name begins and ends, the marks with the name."""
    out, rest = [], words
    while ISOLATE[0] in rest:
        before, _, rest = rest.partition(ISOLATE[0])
        name, _, rest = rest.partition(ISOLATE[1])
        # A name in Arabic letters runs as the words about it do; LibreOffice swallows the space after such an isolate.
        out += [before, name if _arabic(name) else f"{ISOLATE[0]}{name}{ISOLATE[1]}"]
    return [part for part in (*out, rest) if part]


def _arabic(words: str) -> bool:
    """Whether all letters are of Arabic script."""
    return all("\u0600" <= c <= "\u08ff" for c in words if c.isalpha())


def _complex(properties: Any, size: float | None, bold: bool | None) -> None:
    """The size and the weight of letters of complex scripts beside those of others, which python-docx does not set."""
    for own, other, value in (("w:sz", "w:szCs", size and round(size * 2)), ("w:b", "w:bCs", bold)):
        if value is None:
            continue
        for old in properties.findall(qn(other)):
            properties.remove(old)
        mark = OxmlElement(other)
        mark.set(qn("w:val"), str(int(value)))
        properties.find(qn(own)).addnext(mark)


def _colour(role: str) -> RGBColor:
    return RGBColor.from_string(COLOURS[role][1:].upper())


def _rule(paragraph: Any, role: str, eighths: int, cell: Any = None) -> None:
    """A rule beneath a paragraph, or beneath a cell of a table."""
    holder = OxmlElement("w:tcBorders" if cell is not None else "w:pBdr")
    line = OxmlElement("w:bottom")
    for key, value in (("val", "single"), ("sz", str(eighths)), ("space", "0" if cell is not None else "6")):
        line.set(qn(f"w:{key}"), value)
    line.set(qn("w:color"), COLOURS[role][1:].upper())
    holder.append(line)
    if cell is not None:
        cell._tc.get_or_add_tcPr().append(holder)
    else:
        paragraph._p.get_or_add_pPr().insert_element_before(
            holder, "w:shd", "w:tabs", "w:bidi", "w:spacing", "w:ind", "w:contextualSpacing", "w:jc", "w:rPr"
        )


def _widths(grid: Grid) -> list[int]:
    """The widths of a table's columns by what is in them, the whole as wide as the page."""
    longest = [
        max([len(head) * 1.1, *(max(len(row[at].words), len(row[at].small) * 0.8) for row in grid.rows)])
        for at, head in enumerate(grid.head)
    ]
    wanted = [Mm(min(length, 48) * 1.75 + 5) for length in longest]
    spare = _WIDTH - sum(wanted)
    if spare > 0:  # numbers stay near to what they are of: what is left goes to the words
        return [width + (spare if at == longest.index(max(longest)) else 0) for at, width in enumerate(wanted)]
    return [int(_WIDTH * width / sum(wanted)) for width in wanted]


def _margins() -> Any:
    """No space before a cell's words, so that a table stands in line with the text, and some after them."""
    holder = OxmlElement("w:tblCellMar")
    for side, width in (("start", "0"), ("end", "120")):
        edge = OxmlElement(f"w:{side}")
        edge.set(qn("w:w"), width)
        edge.set(qn("w:type"), "dxa")
        holder.append(edge)
    return holder
