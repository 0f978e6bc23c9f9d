"""Files of every format that is read, each with some words wherever that format has room for words: its text, its
title, its author, its own name, the names of what it holds."""

from __future__ import annotations

import datetime as dt
import io
import json
import re
from email.message import EmailMessage
from html import escape

from docx import Document

from tests.papers import Page, packed, pdf
from tests.test_converting import warc

#: A sentence with a claim in it, so that the report has something to show.
SENTENCE = "Shelling killed {n} people in Homs on {day:%-d %B %Y}, the office of {bad} said."


def files(bad: str, n: int) -> dict[str, bytes]:
    """One file of each format by its name, all of them with ``bad`` in every place there is."""
    words, plain = (
        f"{bad}\n\n{SENTENCE.format(n=n, bad=bad, day=dt.date(2015, 1, 1) + dt.timedelta(n))}\n\n{bad}",
        re.sub(r"[\\/\0]", "_", bad),
    )
    marked = escape(words).replace("\n\n", "</p><p>")
    page = f"<html><head><title>{escape(bad)}</title><meta name=author content='{escape(bad)}'></head><body><article>"
    page += f"<h1>{escape(bad)}</h1><p>{marked}</p>{bad}</article></body></html>"
    about = {"title": bad, "publisher": bad, "published": "2016-05-03"}
    line = json.dumps({"text": words, "id": bad, **about})
    inner = packed({f"{plain}.txt": words, f"{plain}.meta.json": json.dumps(about), "r.jsonl": line})
    return {
        f"{plain}.txt": words.encode(),
        f"{plain}.txt.meta.json": json.dumps(about).encode(),
        f"page {n}.html": page.encode(),
        f"note {n}.rtf": _rtf(words, bad),
        f"word {n}.docx": _docx(words, bad),
        f"open {n}.odt": _odt(words),
        f"paper {n}.pdf": pdf(
            [Page().line(72, 100, words.replace("\n\n", " "))],
            title=bad.encode("cp1252", "replace").decode("cp1252"),
            made="D:20160503",
        ),
        f"mail {n}.eml": _mail(words, bad),
        f"feed {n}.xml": _feed(words, bad),
        f"archive {n}.warc": warc(f"https://example.org/{n}", page.replace("</h1>", f" {n}</h1>").encode()),
        f"lines {n}.jsonl": json.dumps({**json.loads(line), "text": f"{words} {n}"}).encode(),
        f"folder {n}.zip": inner,
    }


def table(some: list[str]) -> str:
    """Claims that were coded by hand, with the words in every column that holds words, and in one of nobody's."""
    head = ["report", "publisher", "published", "speaker", "harm", "low", "place", "start", "perpetrator", "incident"]
    lines = [",".join([*head, "notes", *(some[:1] and [_cell(some[0])])])]
    for n, bad in enumerate(some, 1):
        cell = _cell(bad)
        lines.append(f"{cell},{cell},2016-05-03,{cell},killed,{n},{cell},2016-05-02,{cell},{cell},{cell},{cell}")
    return "\n".join(lines) + "\n"


def gazetteer(some: list[str]) -> str:
    """A table of places that are called so."""
    lines = ["name,lat,lon,country,aliases"]
    lines += [f"{_cell(bad)},{30 + n / 100},{40 - n / 100},SY,{_cell(bad + ' town')}" for n, bad in enumerate(some)]
    return "\n".join(lines) + "\n"


def _cell(words: str) -> str:
    return '"' + words.replace('"', '""') + '"'


def _rtf(words: str, title: str) -> bytes:
    def said(some: str) -> str:
        kept = re.sub(r"([\\{}])", r"\\\1", some).replace("\n\n", "\\par ")
        return "".join(c if ord(c) < 128 else f"\\u{ord(c)}?" for c in kept)

    return ("{\\rtf1\\ansi{\\info{\\title " + said(title) + "}}\\f0 " + said(words) + "}").encode()


def _docx(words: str, title: str) -> bytes:
    document, out = Document(), io.BytesIO()
    document.core_properties.title = document.core_properties.author = title[:255]
    for paragraph in words.split("\n\n"):
        document.add_paragraph(paragraph)
    document.save(out)
    return out.getvalue()


def _odt(words: str) -> bytes:
    office, text = "urn:oasis:names:tc:opendocument:xmlns:office:1.0", "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
    body = "".join(f"<text:p>{escape(one)}</text:p>" for one in words.split("\n\n"))
    content = f'<office:document-content xmlns:office="{office}" xmlns:text="{text}"><office:body><office:text>{body}'
    content += "</office:text></office:body></office:document-content>"
    return packed({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content})


def _mail(words: str, title: str) -> bytes:
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "desk@example.org", title
    mail["Date"], mail["Message-ID"] = "Tue, 03 May 2016 10:00:00 +0000", "<1@example.org>"
    mail.set_content(words)
    mail.add_attachment(f"{words} More.".encode(), maintype="text", subtype="plain", filename=f"{title}.txt")
    return mail.as_bytes()


def _feed(words: str, title: str) -> bytes:
    item = f"<item><title>{escape(title)}</title><link>https://example.org/{escape(title)}</link>"
    item += f"<pubDate>Tue, 03 May 2016 10:00:00 GMT</pubDate><description>{escape(escape(words))}</description></item>"
    feed = f'<?xml version="1.0"?><rss version="2.0"><channel><title>{escape(title)}</title>{item}</channel></rss>'
    return feed.encode()
