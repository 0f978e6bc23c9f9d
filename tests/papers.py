"""PDFs, Word documents and mails made by hand for the tests: small, exact, and in need of no other library.

A PDF's words are put where they are wanted, glyph by glyph if need be, in whatever order: that is how real ones come to
have their columns mixed and their Arabic turned round.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from dataclasses import dataclass, field

WIDTH, HEIGHT = 595.0, 842.0


@dataclass
class Page:
    """A page of A4: lines of a Latin font, and glyphs of one that has whatever letters are asked for."""

    lines: list[tuple[float, float, str, float]] = field(default_factory=list)
    runs: list[tuple[float, float, str, float]] = field(default_factory=list)

    def line(self, x: float, top: float, words: str, size: float = 10) -> Page:
        """Words on a line whose base is ``top`` points below the page's upper edge."""
        self.lines.append((x, top, words, size))
        return self

    def glyphs(self, x: float, top: float, characters: str, size: float = 12, *, from_right: bool = False) -> Page:
        """Characters each half as wide as high: from left to right in the order given, or, as some programs write
        Arabic, each to the left of the one before it."""
        if from_right:
            self.runs += [(x - (i + 1) * size / 2, top, ch, size) for i, ch in enumerate(characters)]
        else:
            self.runs.append((x, top, characters, size))
        return self

    @property
    def letters(self) -> str:
        """All characters of the second font."""
        return "".join(characters for _, _, characters, _ in self.runs)

    def drawn(self, number: dict[str, int]) -> bytes:
        """The page as its stream of operators."""
        out = []
        for x, top, words, size in self.lines:
            raw = words.encode("cp1252", "replace").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
            out.append(b"BT /F1 %g Tf 1 0 0 1 %g %g Tm (%s) Tj ET" % (size, x, HEIGHT - top, raw))
        for x, top, characters, size in self.runs:
            codes = "".join(f"{number[ch]:02x}" for ch in characters).encode()
            out.append(b"BT /F2 %g Tf 1 0 0 1 %g %g Tm <%s> Tj ET" % (size, x, HEIGHT - top, codes))
        return b"\n".join(out)


def pdf(pages: list[Page], title: str = "", made: str = "", compress: bool = False) -> bytes:
    """The bytes of a PDF. ``made`` is its date as PDFs write it: D:20161130."""
    codes = dict.fromkeys(ch for page in pages for ch in page.letters)
    number = {ch: 33 + at for at, ch in enumerate(codes)}
    mapped = "".join(f"<{code:02x}> <{ch.encode('utf-16-be').hex()}>\n" for ch, code in number.items())
    head = "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /U def /CMapType 2 def"
    space = "1 begincodespacerange <00> <ff> endcodespacerange"
    to_unicode = f"{head} {space} {len(codes) or 1} beginbfchar\n{mapped or '<21> <0020>'}endbfchar endcmap end end"
    names = " ".join(f"/g{code}" for code in number.values())
    shapes = " ".join(f"/g{code} 5 0 R" for code in number.values())
    last = max(number.values(), default=33)
    type3 = (
        f"<< /Type /Font /Subtype /Type3 /FontBBox [0 -200 500 800] /FontMatrix [0.001 0 0 0.001 0 0] "
        f"/CharProcs << {shapes} >> /Encoding << /Type /Encoding /Differences [33 {names}] >> /FirstChar 33 "
        f"/LastChar {last} /Widths [{' '.join(['500'] * (last - 32))}] /Resources << >> /ToUnicode 6 0 R >>"
    )
    objects: list[bytes] = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        type3.encode(),
        stream(b"500 0 0 -200 500 800 d1 0 0 500 700 re f", compress),
        stream(to_unicode.encode(), compress),
        b"<< /Title (%s) /CreationDate (%s) >>" % (title.encode("cp1252"), made.encode()),
    ]
    kids = []
    for page in pages:
        content = len(objects) + 2
        kids.append(b"%d 0 R" % (len(objects) + 1))
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %g %g] /Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> "
            b"/Contents %d 0 R >>" % (WIDTH, HEIGHT, content)
        )
        objects.append(stream(page.drawn(number), compress))
    objects[1] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b" ".join(kids), len(pages))
    return numbered(objects, b"/Root 1 0 R /Info 7 0 R")


def numbered(objects: list[bytes], trailer: bytes) -> bytes:
    """Objects as a PDF with its table of where they are."""
    out = io.BytesIO()
    out.write(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    places = []
    for number, content in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, content))
    table = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.write(b"".join(b"%010d 00000 n \n" % place for place in places))
    out.write(b"trailer\n<< /Size %d %s >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, trailer, table))
    return out.getvalue()


def stream(content: bytes, compress: bool = False) -> bytes:
    """Content as the stream of an object."""
    if compress:
        packed = zlib.compress(content)
        return b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(packed), packed)
    return b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content)


def prose(pages: int, lines: int = 46) -> list[Page]:
    """Pages of plain prose, each line with a number of its own."""
    made = []
    for number in range(1, pages + 1):
        page = Page()
        for at in range(lines):
            words = f"On day {at + 1} shelling killed {number + at} civilians in Homs, and wounded many more."
            page.line(72, 72 + 15 * at, words)
        made.append(page)
    return made


def packed(members: dict[str, bytes | str]) -> bytes:
    """A ZIP of some files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            info = zipfile.ZipInfo(name, (2016, 11, 30, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return out.getvalue()
