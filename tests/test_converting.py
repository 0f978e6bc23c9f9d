"""Every format to its words, with the way back; and what cannot be read is kept or refused with a remedy."""

from __future__ import annotations

import datetime as dt
import gzip
import io
import json
import re
from pathlib import Path

import pytest

from tests.papers import Page, packed, pdf, prose
from tollbook.desk.origins import anchors_at, told
from tollbook.intake.converting.bidi import put_right
from tollbook.intake.converting.dispatch import Asked, convert
from tollbook.intake.documents import Document, documents
from tollbook.intake.formats import NOT_READ, PASSED, SUFFIXES, kind_of
from tollbook.intake.pieces import Piece, dump, load, named
from tollbook.model import Problem, Span
from tollbook.text.language import can_be_read, name_of, tongue_of

WORDS = "At least 12 civilians were killed in Homs on Monday when a clinic was hit."
RUN = re.compile("[0-9٠-٩]+(?:[,.][0-9٠-٩]+)*|[A-Za-z]+(?: [A-Za-z]+)*")


def seen(words: str) -> str:
    """Words of a script from right to left in the order the eye meets them from the left."""
    return RUN.sub(lambda m: m[0][::-1], words[::-1])


def pieces(raw: bytes, suffix: str = "") -> list[Piece]:
    found = list(convert(raw, Asked("file" + suffix, suffix)))
    assert [load(json.loads(json.dumps(dump(piece)))) for piece in found] == found
    return found


def one(raw: bytes, suffix: str = "") -> Piece:
    (piece,) = pieces(raw, suffix)
    return piece


def where(piece: Piece, words: str) -> str:
    """Where in the original some words of a piece stand."""
    assert piece.text is not None
    start = piece.text.index(words)
    return told(anchors_at(piece.conversion, Span(start, start + len(words))))


def test_a_pdf_leads_back_to_page_and_rectangle() -> None:
    piece = one(
        pdf([Page().line(72, 100, "A page before"), Page().line(72, 100, WORDS)], title="A note", made="D:20161128")
    )
    assert (piece.text, piece.page.title, piece.media_type) == (
        f"A page before\n\n{WORDS}",
        "A note",
        "application/pdf",
    )
    assert re.fullmatch(
        r"page 2, 7[0-9]–\d+ pt from the left, 9[0-9]–10[0-9] pt from the top", where(piece, "12 civilians")
    )
    assert piece.notes[0].why == "If it is, say so: --published 2016-11-28."


def columns(order: str) -> Page:
    page = Page().line(72, 60, "A heading that runs over both of the columns of the page, from left to right")
    for at in range(6):
        for side in order if order != "rows" else "lr":
            if order == "rows":
                page.line(72 if side == "l" else 320, 100 + 14 * at, f"{side} {at} has some words in it")
    if order != "rows":
        for side in order:
            for at in range(6):
                page.line(72 if side == "l" else 320, 100 + 14 * at, f"{side} {at} has some words in it")
    return page


@pytest.mark.parametrize("order", ["lr", "rl", "rows"])
def test_two_columns_are_read_one_after_the_other(order: str) -> None:
    text = one(pdf([columns(order)])).text or ""
    assert re.findall(r"^([lr]) (\d)", text, re.MULTILINE) == [(side, str(at)) for side in "lr" for at in range(6)]
    assert text.startswith("A heading that runs over both")


def test_a_table_is_read_row_by_row() -> None:
    page = Page()
    for at, (place, killed, hurt) in enumerate(
        [("Homs", 12, 30), ("Hama", 4, 9), ("Idlib", 7, 1), ("Deraa", 3, 2), ("Afrin", 5, 5)]
    ):
        page.line(72, 100 + 15 * at, place).line(250, 100 + 15 * at, str(killed)).line(420, 100 + 15 * at, str(hurt))
    assert (one(pdf([page])).text or "").splitlines()[:2] == ["Homs\t12\t30", "Hama\t4\t9"]


def test_running_heads_go_and_what_only_looks_like_one_stays() -> None:
    pages = [
        page.line(72, 30, f"A bulletin, page {at} of 4").line(72, 815, "Not for release")
        for at, page in enumerate(prose(4), 1)
    ]
    text = one(pdf(pages)).text or ""
    assert "bulletin" not in text
    assert "Not for release" not in text
    assert all(f"On day 1 shelling killed {at} civilians" in text for at in range(1, 5))


def test_words_broken_at_the_end_of_a_line_are_mended() -> None:
    page = Page()
    for at, line in enumerate(["Shelling killed twenty-", "five civilians, and the civil-", "ians had fled."]):
        page.line(72, 100 + 14 * at, line)
    assert one(pdf([page])).text == "Shelling killed twenty-five civilians, and the civilians had fled."


@pytest.mark.parametrize(
    "words",
    ["قتل ١٢ مدنيا في حلب", "قتل 12 مدنيا في حلب", "قالت Human Rights Watch إن 1,250 مدنيا قتلوا", "נהרגו 12 אזרחים"],
)
def test_arabic_comes_out_in_the_order_of_reading(words: str) -> None:
    assert one(pdf([Page().glyphs(100, 100, seen(words))])).text == words


def test_arabic_written_in_the_order_of_reading() -> None:
    # As programs write it that place each glyph to the left of the last, numbers in the order of sight.
    words = "قتل 12 مدنيا في حلب يوم"
    assert one(pdf([Page().glyphs(500, 100, RUN.sub(lambda m: m[0][::-1], words), from_right=True)])).text == words


def test_arabic_columns_are_read_from_the_right() -> None:
    page = Page()
    for at in range(5):
        page.glyphs(72, 100 + 16 * at, seen("في العمود الثاني من"), 10).glyphs(
            330, 100 + 16 * at, seen("في العمود الأول من"), 10
        )
    text = one(pdf([page])).text or ""
    assert text.rindex("الأول") < text.index("الثاني")


def test_a_line_is_put_right_by_where_its_characters_stand() -> None:
    def placed(visual: str, order: str) -> list[tuple[float, float] | None]:
        return [(visual.index(ch) * 6.0, visual.index(ch) * 6.0 + 6) if ch != " " else None for ch in order]

    visual = "بلح 21"[::-1]  # the eye meets 12 first, then the word from its end
    assert put_right("بلح 21", placed(visual, "بلح 21"))[0] == "بلح 12"
    ligature = [(10.0, 16.0), (10.0, 16.0), (4.0, 10.0)]
    assert put_right("الم", ligature)[0] == "لام"
    edges = [30.0, 24.0, 20.0, 4.0, 8.0, 14.0]  # the comma stands to the left of the number, so it comes after it
    assert put_right("ني ،16", [(left, left + 4) for left in edges])[0] == "ني 16،"
    assert put_right("ﻗﺘﻞ", [(12.0, 18.0), (6.0, 12.0), (0.0, 6.0)])[0] == "قتل"


def test_a_list_in_the_middle_of_a_page_is_part_of_it() -> None:
    items = "<ul><li>Two schools were hit in Idlib.</li><li>More than 2,000 families fled Aleppo.</li></ul>"
    page = f"<html><body><h1>Update</h1><p>{WORDS} Forty people were wounded, doctors said.</p>{items}<p>{WORDS}</p>"
    piece = one(f"{page}<ul><li><a href='/'>99 killed elsewhere</a></li></ul></body></html>".encode())
    assert "- More than 2,000 families" in (piece.text or "")
    assert "elsewhere" not in (piece.text or "")
    assert where(piece, "2,000") == "/html/body/ul[1]/li[2]"


def test_a_pdf_of_pictures_is_kept_and_said() -> None:
    piece = one(pdf([Page(), Page()]))
    assert (piece.text, piece.media_type) == ("", "application/pdf")
    assert "recognised" in piece.notes[0].why
    some = one(pdf([Page().line(72, 100, WORDS), Page()]))
    assert some.notes[-1].what == "Page 2 of 2 holds no text, perhaps a picture of it."


def test_rich_text() -> None:
    raw = rb"{\rtf1\ansi\ansicpg1256{\title A note}\f0 At least 12 civilians \u1602?\'ca\par were killed}"
    piece = one(raw)
    assert (piece.text or "").splitlines() == ["At least 12 civilians قت", "were killed"]
    assert (piece.page.title, where(piece, "were")) == ("A note", "line 2")


MAIL = f"""From: =?utf-8?q?Relief_Bulletin?= <desk@example.org>
To: someone@example.org
Subject: A clinic hit
Date: Mon, 28 Nov 2016 23:30:00 +0200
MIME-Version: 1.0
Message-ID: <1@example.org>
Content-Type: multipart/mixed; boundary=b

--b
Content-Type: multipart/alternative; boundary=c

--c
Content-Type: text/plain; charset=utf-8

{WORDS}
--c
Content-Type: text/html

<p>{WORDS}</p>
--c--
--b
Content-Type: text/plain; name=more.txt
Content-Disposition: attachment; filename=more.txt

Two more died.
--b
Content-Type: image/png
Content-Disposition: attachment; filename=photo.png
Content-Transfer-Encoding: base64

iVBORw0KGgo=
--b--
"""


def test_a_mail_and_its_attachments() -> None:
    body, more, photo = pieces(MAIL.encode(), ".eml")
    assert (body.text, body.part, body.page.title) == (WORDS, "", "A clinic hit")
    assert (body.page.published, body.page.publisher) == (dt.date(2016, 11, 28), "Relief Bulletin")
    assert where(body, "12") == "part 1.1, line 1"
    assert ((more.text or "").strip(), more.part) == ("Two more died.", "attachment 1: more.txt")
    assert (more.page.published, more.page.publisher) == (dt.date(2016, 11, 28), "Relief Bulletin")
    assert (photo.text, photo.part) == (None, "attachment 2: photo.png")
    assert "picture" in photo.notes[0].what
    page = MAIL.replace("text/plain; charset=utf-8", "image/gif")
    assert where(pieces(page.encode(), ".eml")[0], "12") == "part 1.2, /html/body/p"


def test_feeds() -> None:
    item = "<item><title>Clinic hit</title><link>https://example.org/1</link>"
    item += "<pubDate>Mon, 28 Nov 2016 10:00:00 GMT</pubDate>"
    item += "<description>&lt;p&gt;At least &lt;b&gt;12&lt;/b&gt; civilians&lt;/p&gt;</description></item>"
    rss = f'<?xml version="1.0"?><rss version="2.0"><channel><title>A paper</title>{item}</channel></rss>'
    atom = '<feed xmlns="http://www.w3.org/2005/Atom"><title>A paper</title><entry><title>Clinic hit</title>'
    atom += f'<link href="https://example.org/1"/><updated>2016-11-28T10:00:00Z</updated><summary>{WORDS}</summary></entry></feed>'
    first = one(rss.encode(), ".xml")
    assert (first.text, first.part) == ("Clinic hit\n\nAt least 12 civilians", "entry 1: https://example.org/1")
    assert (first.page.published, first.page.publisher, first.page.title) == (
        dt.date(2016, 11, 28),
        "A paper",
        "Clinic hit",
    )
    assert where(first, "12") == "entry 1, summary, /html/body/p"
    assert one(atom.encode()).text == f"Clinic hit\n\n{WORDS}"


def warc(url: str, body: bytes, media: str = "text/html", status: str = "200 OK") -> bytes:
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    out = io.BytesIO()
    writer = WARCWriter(out, gzip=False)
    headers = StatusAndHeaders(status, [("Content-Type", media)], protocol="HTTP/1.1")
    writer.write_record(writer.create_warc_record(url, "response", payload=io.BytesIO(body), http_headers=headers))
    return out.getvalue()


def test_web_archives() -> None:
    page = f"<html><body><article><p>{WORDS}</p><p>{WORDS}</p></article></body></html>".encode()
    raw = warc("https://www.example.org/a", page) + warc("https://example.org/b", b"nothing", status="404 Not Found")
    raw += warc("https://example.org/c.png", b"\x89PNG", "image/png")
    for packed_ in (raw, gzip.compress(raw)):
        piece = one(packed_)
        assert piece.part == "record 1: https://www.example.org/a"
        assert WORDS in (piece.text or "")
        assert piece.page.publisher


def test_archives_with_what_stands_beside_a_report() -> None:
    inner = packed({"deep.txt": WORDS, "mail.eml": MAIL})
    raw = packed(
        {
            "a.txt": WORDS, "a.meta.json": '{"published": "2016-11-30", "publisher": "P"}', "inner.zip": inner,
            "r.jsonl": json.dumps({"text": WORDS, "id": 7}), "README.md": "x", "p.png": "x", ".hidden/x.txt": WORDS,
        }
    )  # fmt: skip
    found = pieces(raw, ".zip")
    assert [piece.part for piece in found] == [
        "a.txt", "inner.zip > deep.txt", "inner.zip > mail.eml", "inner.zip > mail.eml > attachment 1: more.txt",
        "inner.zip > mail.eml > attachment 2: photo.png", "p.png", "r.jsonl > line 1",
    ]  # fmt: skip
    assert (found[0].own.published, found[0].own.publisher) == (dt.date(2016, 11, 30), "P")
    assert found[-1].own.title == "7"


def test_a_page_leads_back_to_its_elements() -> None:
    page = f"<html><body><div><p>Before, and a few words more of it.</p><p>{WORDS}</p></div></body></html>"
    assert where(one(page.encode()), "12 civilians") == "/html/body/div/p[2]"


@pytest.mark.parametrize(
    ("raw", "suffix", "kind"),
    [
        (b"%PDF-1.7", ".txt", "pdf"),
        (b"\xef\xbb\xbf<!doctype html><p>", ".txt", "html"),
        (b"<svg xmlns='x'/>", ".html", "picture"),
        (b"<?xml version='1.0'?><rss>", "", "feed"),
        (b"<?xml version='1.0'?><other/>", ".xml", "xml"),
        (b"plain", ".pdf", "text"),
        (b"BMW cars were hit", ".txt", "text"),
        (b"Message-ID: <1>\nFrom: a\nDate: x\n\nhello", "", "mail"),
        (b"From: a desk\nDate: today\n\nhello", ".txt", "text"),
        (b"MZ\x90\0\3", ".pdf", "program"),
        (b"{}", ".jsonl", "lines"),
    ],
)
def test_what_a_file_is_shows_in_its_bytes(raw: bytes, suffix: str, kind: str) -> None:
    assert kind_of(raw, suffix) == kind


def test_every_kind_that_is_not_read_says_what_to_do() -> None:
    assert {*PASSED.values()} <= {*NOT_READ}
    assert not SUFFIXES.keys() & PASSED.keys()


@pytest.mark.parametrize(
    ("words", "language"),
    [
        ("Au moins douze civils ont été tués dans une frappe sur le marché de la ville, selon des secouristes.", "fr"),
        ("Al menos doce civiles murieron en un ataque a los mercados del este de la ciudad, según los equipos.", "es"),
        ("قتل اثنا عشر مدنيا في حلب يوم الاثنين", "ar"),
        ("دوازده غیرنظامی در این حمله کشته شدند، گزارش پزشکان", "fa"),
        ("В Алеппо погибли двенадцать мирных жителей, сообщили спасатели", "ru"),
        ("Унаслідок обстрілу загинули дванадцять мирних жителів", "uk"),
        ("THE MINISTRY SAID 12 CIVILIANS WERE KILLED IN THE SHELLING OF AL-BAB AND 30 WERE HURT, 3 BY A MINE.", "en"),
        ("12 killed", None),
    ],
)
def test_languages(words: str, language: str | None) -> None:
    assert tongue_of(words).language == language


def test_a_report_in_another_language_is_kept_and_said(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("قتل اثنا عشر مدنيا في حلب يوم الاثنين", encoding="utf-8")
    (found,) = documents([str(path)])
    assert isinstance(found, Document)
    assert found.report.language == "ar"
    assert found.problems[0].what == "It is in Arabic, which Tollbook cannot read yet; it is kept."
    assert (can_be_read("en-GB"), can_be_read("ar"), name_of("xx")) == (True, False, "xx")


def test_a_file_in_a_child_process(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf([Page().line(72, 100, WORDS)]))
    (found,) = documents([str(path)])
    assert isinstance(found, Document)
    assert (found.report.text, found.raw) == (WORDS, path.read_bytes())
    assert found.report.conversion is not None
    assert found.report.conversion.converter == "pdf 2"
    path.write_bytes(b"%PDF-1.7 and no more")
    (problem,) = documents([str(path)])
    assert isinstance(problem, Problem)
    assert problem.why


def test_names_out_of_files_are_made_plain() -> None:
    assert named("report\u202efdp.exe\n\x1b[2J") == "report fdp.exe [2J"
    assert len(named("x" * 1000)) == 200


def test_a_table_in_a_mail_or_an_archive_is_no_report() -> None:
    held = pieces(packed({"t.csv": "town,killed\nHoms,3\n", "a.txt": WORDS}), ".zip")
    assert [(piece.part, piece.text) for piece in held] == [("a.txt", WORDS), ("t.csv", None)]
    raw = f"From: a@example.org\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\n{WORDS}\n"
    raw += '--b\nContent-Type: text/csv\nContent-Disposition: attachment; filename="t.csv"\n\nHoms,3\n--b--\n'
    mail, table = pieces(raw.encode(), ".eml")
    assert "It is a table" in table.notes[0].what
    assert where(mail, "12 civilians") == "part 1, line 1"
    assert mail.notes == ()


def test_what_a_mail_quotes_is_said() -> None:
    raw = f"From: a@example.org\nSubject: Re: s\nMIME-Version: 1.0\n\n{WORDS}\n\n> 7 people were killed in Idlib.\n"
    piece = one(raw.encode(), ".eml")
    assert "quotes an earlier mail" in piece.notes[0].what
    assert where(piece, "7 people") == "part 1, line 3"


def test_a_document_locked_by_a_password_is_told_as_one() -> None:
    raw = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(99)
    assert kind_of(raw, ".docx") == "locked_office"
    assert "password" in NOT_READ["locked_office"][0]


def test_a_report_in_two_languages_is_said_to_be_half_read(tmp_path: Path) -> None:
    arabic = "قتل 12 مدنيا في قصف على سوق في حمص يوم الاثنين، وأصيب أربعون آخرون بجروح."
    (tmp_path / "a.txt").write_text(f"{WORDS}\n{WORDS}\n{arabic}\nand حمص once more\n", encoding="utf-8")
    (found,) = documents([str(tmp_path / "a.txt")])
    assert isinstance(found, Document)
    assert [problem.what for problem in found.problems] == ["Some of it is in Arabic, which Tollbook cannot read yet."]
