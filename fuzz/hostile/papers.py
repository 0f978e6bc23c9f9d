"""PDFs made to do harm."""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator

from fuzz.hostile.archives import WORDS, packed

Files = Iterator[tuple[str, bytes]]
_FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
_SAYS = b"BT /F1 10 Tf 72 700 Td (" + WORDS + b") Tj ET"


def files(secret: str, address: str, marker: str) -> Files:
    """Those that are small."""
    good = pdf(_SAYS)
    yield "good.pdf", good
    for part in (10, 30, 50, 70, 90, 99):
        yield f"cut-{part}.pdf", good[: len(good) * part // 100]
    yield from _structures()
    yield from _actions(secret, address, marker)
    yield from _contents()
    yield "late-header.pdf", b"x" * 1000 + good
    yield "polyglot-zip.pdf", good + packed([("a.txt", WORDS)])
    yield "polyglot-zip.zip", packed([("a.txt", WORDS)]) + good
    yield "polyglot-page.html", b"<!doctype html><script>1</script><!--" + good + b"-->" + b"<p>" + WORDS
    yield "polyglot-script.pdf", b"#!/bin/sh\ntouch " + marker.encode() + b"\n" + good
    yield "polyglot-gif.pdf", b"GIF89a\0" + good
    yield "rubbish.pdf", b"%PDF-1.7\n" + bytes(range(256)) * 200
    yield "only-head.pdf", b"%PDF-1.7"
    yield "no-table.pdf", good[: good.index(b"xref\n")]
    yield "text-called.pdf", WORDS
    yield "called-text.txt", good
    for number, byte in enumerate((7, 100, 200, 300, 400, 500, 600)):
        yield f"flipped-{number}.pdf", good[:byte] + bytes([good[byte] ^ 0x5A]) + good[byte + 1 :]


def heavy() -> Files:
    """Those that are large, or unpack to much."""
    zeros = zlib.compress(b" " * (300 << 20), 9)
    yield "bomb.pdf", pdf(zeros, b"/Filter /FlateDecode")
    twice = zlib.compress(zeros, 9)
    yield "bomb-twice.pdf", pdf(twice, b"/Filter [/FlateDecode /FlateDecode]")
    yield "many-operators.pdf", pdf(zlib.compress(b"1 0 0 1 0 0 cm q Q\n" * 3_000_000, 9), b"/Filter /FlateDecode")
    yield "many-words.pdf", pdf(zlib.compress(_SAYS * 60_000, 9), b"/Filter /FlateDecode")
    yield "many-letters.pdf", pdf(b"BT /F1 1 Tf (" + b"killed 12 " * 300_000 + b") Tj ET")
    yield "many-pages.pdf", pdf(_SAYS, kids=b"3 0 R " * 20_000, count=20_000)


def pdf(
    content: bytes, filters: bytes = b"", kids: bytes = b"3 0 R", count: int = 1, page: bytes = b"", root: bytes = b"",
    more: tuple[bytes, ...] = (),
) -> bytes:  # fmt: skip
    """A PDF of one page, with whatever else in its parts."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R %s >>" % root,
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, count),
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 5 0 R >> /XObject << /X 6 0 R "
        b">> >> /Contents 4 0 R %s >>" % page,
        b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(content), filters, content),
        _FONT,
        *more,
    ]
    return numbered(objects)


def numbered(objects: list[bytes], trailer: bytes = b"", root: bytes = b"1 0 R") -> bytes:
    """Objects as a file with its table."""
    out = io.BytesIO()
    out.write(b"%PDF-1.7\n")
    places = []
    for number, content in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, content))
    table = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.write(b"".join(b"%010d 00000 n \n" % place for place in places))
    out.write(b"trailer\n<< /Size %d /Root %s %s >>\n" % (len(objects) + 1, root, trailer))
    out.write(b"startxref\n%d\n%%%%EOF\n" % table)
    return out.getvalue()


def _structures() -> Files:
    yield "pages-itself.pdf", pdf(_SAYS, kids=b"2 0 R")
    yield (
        "pages-loop.pdf",
        pdf(_SAYS, kids=b"6 0 R", more=(b"<< /Type /Pages /Kids [2 0 R 6 0 R 3 0 R] /Count 3 /Parent 2 0 R >>",)),
    )
    yield "parent-loop.pdf", pdf(_SAYS, page=b"/Parent 3 0 R")
    for number, count in enumerate((-1, 0, 2**31 - 1, 10**15)):
        yield f"count-{number}.pdf", pdf(_SAYS, count=count)
    good = pdf(_SAYS)
    at = good.index(b"xref\n")
    yield "table-itself.pdf", good.replace(b"/Root 1 0 R", b"/Root 1 0 R /Prev %d" % at)
    yield "table-streams.pdf", good.replace(b"/Root 1 0 R", b"/Root 1 0 R /XRefStm %d" % at)
    yield "table-far.pdf", good.replace(b"startxref\n%d" % at, b"startxref\n99999999999999")
    yield "table-back.pdf", good.replace(b"startxref\n%d" % at, b"startxref\n-5")
    yield "root-itself.pdf", numbered([b"1 0 R"])
    yield "root-number.pdf", numbered([b"7"])
    yield "contents-itself.pdf", pdf(_SAYS).replace(b"/Contents 4 0 R", b"/Contents 3 0 R")
    yield "length-itself.pdf", pdf(_SAYS).replace(b"<< /Length %d" % len(_SAYS), b"<< /Length 4 0 R")
    for number, length in enumerate((b"-1", b"99999999999", b"0", b"(x)", b"1e9")):
        yield f"length-{number}.pdf", pdf(_SAYS).replace(b"<< /Length %d" % len(_SAYS), b"<< /Length " + length)
    for sign in (b"[", b"<<", b"<< /A "):
        name = {b"[": "arrays", b"<<": "dictionaries", b"<< /A ": "keys"}[sign]
        yield f"deep-{name}.pdf", numbered([sign * 50_000, b"<< >>"])
    yield (
        "streams-in-itself.pdf",
        numbered(
            [
                b"<< /Type /ObjStm /N 1 /First 4 /Length 10 /Extends 1 0 R >>\nstream\n1 0 1 0 R \nendstream",
                b"<< /Type /Catalog >>",
            ]
        ),
    )
    for number, box in enumerate(
        (b"0 0 1e30 1e30", b"0 0 0 0", b"595 842 0 0", b"-1e9 -1e9 1e9 1e9", b"(a) (b) (c) (d)", b"")
    ):
        yield f"box-{number}.pdf", pdf(_SAYS).replace(b"/MediaBox [0 0 595 842]", b"/MediaBox [" + box + b"]")
    yield "turned.pdf", pdf(_SAYS, page=b"/Rotate 2147483647")
    yield "unit.pdf", pdf(_SAYS, page=b"/UserUnit 1e30")
    locked = b"/Encrypt << /Filter /Standard /V 4 /R 4 /O (%s) /U (%s) /P -1 /Length 128 >> /ID [(a) (a)]" % (
        b"x" * 32,
        b"y" * 32,
    )
    yield (
        "locked.pdf",
        numbered([b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [] /Count 0 >>"], locked),
    )
    yield "locked-strangely.pdf", numbered([b"<< >>"], b"/Encrypt << /Filter /X /V 99 /R -1 >>")


def _actions(secret: str, address: str, marker: str) -> Files:
    a, s, m = address.encode(), secret.encode(), marker.encode()
    actions = (
        b"/OpenAction << /S /JavaScript /JS (app.launchURL\\('%s'\\)) >>" % a, b"/OpenAction << /S /URI /URI (%s) >>" % a,
        b"/OpenAction << /S /Launch /F (/bin/sh) /Win << /F (cmd.exe) >> >>", b"/OpenAction << /S /SubmitForm /F (%s) >>" % a,
        b"/OpenAction << /S /GoToR /F (%s) /D [0 /Fit] >>" % s, b"/AA << /WC << /S /JavaScript /JS (1) >> >>",
        b"/Names << /JavaScript << /Names [(a) << /S /JavaScript /JS (while\\(1\\);) >>] >> >>",
        b"/AcroForm << /XFA [(a) 4 0 R] /Fields [] >>", b"/OpenAction << /S /ImportData /F (%s) >>" % m,
        b"/Names << /EmbeddedFiles << /Names [(x.exe) << /EF << /F 4 0 R >> >>] >> >>",
    )  # fmt: skip
    for number, action in enumerate(actions):
        yield f"action-{number}.pdf", pdf(_SAYS, root=action)
    outside = b"<< /Length 0 /F (%s) /FFilter /FlateDecode >>\nstream\n\nendstream" % s
    yield "stream-outside.pdf", pdf(_SAYS, more=(outside,)).replace(b"/Contents 4 0 R", b"/Contents 6 0 R")


def _contents() -> Files:
    form = b"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 6 0 R >> >> /Length 5 >>\nstream\n/X Do\nendstream"
    yield "form-itself.pdf", pdf(_SAYS + b" /X Do", more=(form,))
    fan = form.replace(b"/Length 5", b"/Length 5000").replace(b"/X Do\nend", b"/X Do " * 833 + b"\nend")
    yield "form-fan.pdf", pdf(_SAYS + b" /X Do", more=(fan,))
    picture = b"<< /Type /XObject /Subtype /Image /Width %d /Height %d /BitsPerComponent 8 /ColorSpace /DeviceRGB %s /Length 4 >>\nstream\nabcd\nendstream"
    for number, (width, height) in enumerate(((100_000, 100_000), (2**31 - 1, 2**31 - 1), (-1, -1), (0, 0))):
        yield f"picture-{number}.pdf", pdf(_SAYS + b" /X Do", more=(picture % (width, height, b""),))
    for kind in (
        b"JBIG2Decode",
        b"JPXDecode",
        b"DCTDecode",
        b"CCITTFaxDecode",
        b"LZWDecode",
        b"RunLengthDecode",
        b"Crypt",
        b"X",
    ):
        yield f"picture-{kind.decode()}.pdf", pdf(_SAYS + b" /X Do", more=(picture % (9, 9, b"/Filter /" + kind),))
        yield f"stream-{kind.decode()}.pdf", pdf(b"rubbish", b"/Filter /" + kind)
    yield "filters.pdf", pdf(_SAYS, b"/Filter [" + b"/ASCIIHexDecode " * 1000 + b"]")
    yield (
        "predictor.pdf",
        pdf(zlib.compress(_SAYS), b"/Filter /FlateDecode /DecodeParms << /Predictor 15 /Columns 2147483647 >>"),
    )
    yield "saves.pdf", pdf(b"q " * 200_000 + _SAYS)
    yield "matrix.pdf", pdf(b"1e38 0 0 1e38 0 0 cm " * 50 + _SAYS)
    yield "size.pdf", pdf(b"BT /F1 1e38 Tf (12 killed) Tj ET BT /F1 -1 Tf (a) Tj ET BT /F1 0 Tf (b) Tj ET")
    yield "strings.pdf", pdf(b"BT /F1 9 Tf " + b"(" * 50_000 + b" Tj ET")
    yield "inline.pdf", pdf(b"BI /W 99999 /H 99999 /BPC 8 /CS /RGB ID abc EI " + _SAYS)
    yield "controls.pdf", pdf(b"BT /F1 9 Tf 9 9 Td <" + b"0001021b202e7f80ad" * 500 + b"> Tj ET")
    wide = b"<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H /DescendantFonts [6 0 R] /ToUnicode 7 0 R >>"
    inner = (
        b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /X /CIDSystemInfo << >> /W [" + b"0 65535 " * 5000 + b"] >>"
    )
    ranges = b"begincmap " + b"100 beginbfrange " + b"<0000> <ffff> <d800> " * 5000 + b" endbfrange endcmap"
    unicode = b"<< /Length %d >>\nstream\n%s\nendstream" % (len(ranges), ranges)
    yield "unicode.pdf", pdf(b"BT /F1 9 Tf <00410042> Tj ET", more=(inner, unicode)).replace(_FONT, wide)
    type3 = b"<< /Type /Font /Subtype /Type3 /FontBBox [0 0 9 9] /FontMatrix [1 0 0 1 0 0] /CharProcs << /a 4 0 R >> "
    type3 += b"/Encoding << /Differences [97 /a] >> /FirstChar 97 /LastChar 97 /Widths [9] /Resources << /Font << /F1 5 0 R >> >> >>"
    yield "font-itself.pdf", pdf(b"BT /F1 9 Tf (a) Tj ET").replace(_FONT, type3)
    program = b"<< /Type /Font /Subtype /TrueType /BaseFont /X /FontDescriptor << /FontName /X /FontFile2 6 0 R >> >>"
    yield (
        "font-rubbish.pdf",
        pdf(_SAYS, more=(b"<< /Length 9 >>\nstream\n\0\1\0\0\xff\xff\xff\xff\xff\nendstream",)).replace(_FONT, program),
    )
