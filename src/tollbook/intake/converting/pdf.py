"""A PDF to its words in reading order, each line with its page and rectangle; by pypdfium2.

The library gives the characters of a page in lines, as the file holds them. What is done to them here: lines are cut
where a wide gap runs through them, ordered by where they stand (:mod:`.layout`), put right where they are Arabic or
Hebrew (:mod:`.bidi`), and joined to paragraphs; words broken at the end of a line are mended, and running heads left
out. Asking where a character stands costs 4 µs, and a report has a million: it is asked only in lines that are cut or
run from right to left.
"""

from __future__ import annotations

import ctypes
import datetime as dt
import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from tollbook.intake.converting.bidi import RTL, Place, put_right
from tollbook.intake.converting.layout import Fragment, Row, blocks_of
from tollbook.intake.converting.libraries import version_of
from tollbook.intake.converting.office import made_on
from tollbook.intake.converting.reflow import joined, without_running_heads
from tollbook.intake.meta import Given
from tollbook.intake.pieces import MAX_TEXT, Note, Piece, refused
from tollbook.model import Conversion

CONVERTER = "pdf 2"
MEDIA_TYPE = "application/pdf"
MAX_PAGES = 5000
_SCANNED = (
    "The PDF holds pictures of pages and no text; it is kept.",
    "Have its text recognised, for example with: ocrmypdf FILE OUT.pdf. Then read that.",
)
_LOCKED = ("The PDF is locked by a password; it is kept.", "Save it without the password and read that.")
#: Where a line ends: also behind the mark that pdfium puts for a hyphen at the end of a line, with the next behind it.
_BREAK = re.compile("\r\n|\r|\n|(?<=\ufffe)")
_SOFT = str.maketrans({"\x02": "\ufffe", "\0": " "})


def read_pdf(raw: bytes) -> Piece:
    """A PDF as one piece."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(raw)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            return Piece("", "", MEDIA_TYPE, conversion=_conversion(), notes=(Note(*_LOCKED),))
        return refused(
            "The PDF is damaged and cannot be opened.", "Open it in another program, save it, and read that."
        )
    try:
        about = document.get_metadata_dict(skip_empty=True)
        count = len(document)
        pages: list[list[list[Row]]] = []
        empty: list[int] = []
        length = 0
        for index in range(min(count, MAX_PAGES)):
            blocks, size = _page(document, index)
            pages.append(blocks)
            length += size
            if not blocks:
                empty.append(index + 1)
            if length > MAX_TEXT - 50_000:
                break
    finally:
        document.close()
    text, anchors = joined(without_running_heads(pages))
    if not text.strip():
        return Piece("", "", MEDIA_TYPE, conversion=_conversion(), notes=(Note(*_SCANNED),))
    notes = [*made_on("The PDF", _made(about.get("CreationDate", "")))]
    if len(pages) < count:
        notes.append(Note(f"Only the first {len(pages)} of {count} pages were read.", "Split it and read the rest."))
    if empty:
        listed = ", ".join(map(str, empty[:8])) + (" …" if len(empty) > 8 else "")
        which = f"Page {listed} of {count} holds" if len(empty) == 1 else f"Pages {listed} of {count} hold"
        said = f"{which} no text, perhaps a picture of it."
        notes.append(Note(said, "Look at them; what they say can be typed into a .txt file and read."))
    given = Given(title=about.get("Title", "").strip() or None)
    conversion = _conversion(tuple(anchors))
    return Piece("", text, MEDIA_TYPE, page=given, conversion=conversion, notes=tuple(notes))


def _conversion(anchors: tuple[Any, ...] = ()) -> Conversion:
    return Conversion(CONVERTER, version_of("pypdfium2"), "", anchors)


def _made(said: str) -> dt.date | None:
    """A date as PDFs write it: D:20161130120000Z."""
    found = re.match(r"(?:D:)?(\d{4})(\d\d)(\d\d)", said)
    try:
        return dt.date(*map(int, found.groups())) if found else None
    except ValueError:
        return None


def _page(document: Any, index: int) -> tuple[list[list[Row]], int]:
    """The rows of a page by its blocks, in reading order, and how many characters there are."""
    import pypdfium2

    try:
        page = document[index]
        words = page.get_textpage()
    except pypdfium2.PdfiumError:
        return [], 0
    try:
        sheet = _Sheet(words, page.get_cropbox() or page.get_mediabox())
        fragments = list(sheet.fragments())
        backwards = sum(len(RTL.findall(f.text)) for f in fragments) * 2 > sum(len(f.text) for f in fragments)
        return blocks_of(fragments, not backwards), sheet.length
    finally:
        words.close()
        page.close()


class _Sheet:
    """The characters of one page."""

    def __init__(self, words: Any, edges: tuple[float, float, float, float]) -> None:
        import pypdfium2.raw

        self._raw = pypdfium2.raw
        self._words = words
        self._left, self._top = edges[0], edges[3]
        self.text: str = words.get_text_range().translate(_SOFT)
        self.length = len(self.text)
        self._exact = words.count_chars() == self.length
        self._box = [ctypes.c_double() for _ in range(4)]

    def fragments(self) -> Iterator[Fragment]:
        """The lines of the page, cut at wide gaps."""
        at = 0
        for match in [*_BREAK.finditer(self.text), None]:
            end = match.start() if match else self.length
            if self.text[at:end].strip():
                yield from self._line(at, end)
            at = match.end() if match else end

    def _line(self, start: int, end: int) -> Iterator[Fragment]:
        text = self.text[start:end]
        first, last = self._index(start), self._index(end - 1)
        rects = self._rects(first, last - first + 1)
        if not rects:
            return
        if RTL.search(text):
            yield from self._backwards(text, start, rects)
            return
        segments = _segments(rects)
        if len(segments) == 1:
            yield self._fragment(text, segments[0])
            return
        cut = 0
        for here, there in pairwise(segments):
            at = self._cut(start, cut, len(text), (here[2] + there[0]) / 2)
            if text[cut:at].strip():
                yield self._fragment(text[cut:at], here)
            cut = at
        if text[cut:].strip():
            yield self._fragment(text[cut:], segments[-1])

    def _fragment(self, text: str, box: tuple[float, float, float, float]) -> Fragment:
        left, bottom, right, top = box
        lead = self._left
        return Fragment(" ".join(text.split()), left - lead, self._top - top, right - lead, self._top - bottom)

    def _cut(self, start: int, low: int, high: int, x: float) -> int:
        """The first character of a line that stands beyond ``x``; those of a line stand in order."""
        while low < high:
            middle = (low + high) // 2
            place = self._place(start + middle)
            probe = middle
            while place is None and probe > low:
                probe -= 1
                place = self._place(start + probe)
            if place is None or place[0] < x:
                low = middle + 1
            else:
                high = probe if probe > low else middle
                if probe < middle and high == low:
                    break
        return low

    def _backwards(self, text: str, start: int, rects: list[tuple[float, float, float, float]]) -> Iterator[Fragment]:
        """A line of a script that runs from right to left, put right and cut where it has wide gaps."""
        places: list[Place] = [self._place(start + i) for i in range(len(text))]
        line, where = put_right(text, places)
        bottom, top = min(r[1] for r in rects), max(r[3] for r in rects)
        for segment in _segments(rects):
            keep = [
                ch
                for ch, place in zip(line, _filled(where), strict=True)
                if place is not None and segment[0] - 1 <= (place[0] + place[1]) / 2 <= segment[2] + 1
            ]
            words = "".join(keep)
            if words.strip():
                yield self._fragment(words, (segment[0], bottom, segment[2], top))

    def _rects(self, first: int, count: int) -> list[tuple[float, float, float, float]]:
        """The rectangles of some characters, from the left: left, bottom, right, top as PDFs count."""
        found = self._raw.FPDFText_CountRects(self._words.raw, first, count)
        left, top, right, bottom = self._box
        out = []
        for i in range(min(found, 4096)):
            if self._raw.FPDFText_GetRect(self._words.raw, i, left, top, right, bottom):
                out.append((left.value, bottom.value, right.value, top.value))
        out.sort()
        return out

    def _place(self, at: int) -> Place:
        left, right, bottom, top = self._box
        if self.text[at].isspace():
            return None
        if not self._raw.FPDFText_GetCharBox(self._words.raw, self._index(at), left, right, bottom, top):
            return None
        return (round(left.value, 2), round(right.value, 2))

    def _index(self, at: int) -> int:
        """The number of a character among those of the page, some of which are no text."""
        if self._exact:
            return at
        units = at + sum(ch > "\uffff" for ch in self.text[:at])
        return int(self._raw.FPDFText_GetCharIndexFromTextIndex(self._words.raw, units))


def _segments(rects: list[tuple[float, float, float, float]]) -> list[tuple[float, float, float, float]]:
    """The rectangles of a line joined where no wide gap lies between them."""
    height = max(r[3] - r[1] for r in rects)
    wide = max(8.0, 1.3 * height)
    out = [rects[0]]
    for left, bottom, right, top in rects[1:]:
        before = out[-1]
        if left - before[2] > wide:
            out.append((left, bottom, right, top))
        else:
            out[-1] = (before[0], min(before[1], bottom), max(before[2], right), max(before[3], top))
    return out


def _filled(places: list[Place]) -> list[Place]:
    """Places in which a space stands where the character before it does."""
    out: list[Place] = []
    last: Place = next((place for place in places if place is not None), None)
    for place in places:
        last = place or last
        out.append(last)
    return out
