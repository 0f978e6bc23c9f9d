"""What comes in: each file a report with its words and what is known of it, or refused with a place and a
remedy.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tollbook.intake.converting.html import read_page
from tollbook.intake.decode import Decoded, decode
from tollbook.intake.documents import Document, Passed, documents
from tollbook.intake.formats import looks_like_html
from tollbook.intake.meta import Given, parse_date, sidecar_of
from tollbook.model import Problem

WORDS = "Shelling killed 12 civilians in Homs on Monday."
PAGE = """<!DOCTYPE html><html lang="en"><head><title>Clinic hit in Homs | A paper</title>
<meta charset="utf-8"><meta property="og:site_name" content="A paper">
<meta property="article:published_time" content="2016-11-28T10:00:00Z"></head>
<body><nav><a href="/">Home</a><a href="/subscribe">Subscribe now</a></nav><article><h1>Clinic hit in Homs</h1>
<p>At least 12 civilians were killed in Homs on Monday when a clinic was hit for the second time this month.</p>
<p>Rescuers said three children were among the dead, and that more people lay beneath the ruins.</p></article>
<footer>All rights reserved</footer></body></html>"""


def take(*paths: Path | str, told: Given | None = None, encoding: str | None = None) -> list[Document | Problem]:
    return list(documents([str(path) for path in paths], told, encoding))


def one(path: Path, told: Given | None = None) -> Document:
    (found,) = take(path, told=told)
    assert isinstance(found, Document), found
    return found


def refused(path: Path | str, encoding: str | None = None) -> Problem:
    (found,) = take(path, encoding=encoding)
    assert isinstance(found, Problem), found
    assert found.why, "a refusal says what to do"
    return found


def put(path: Path, content: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_a_text(tmp_path: Path) -> None:
    path = put(tmp_path / "a.txt", WORDS)
    found = one(path)
    assert (found.report.text, found.raw, found.report.origin) == (WORDS, WORDS.encode(), str(path))
    assert (found.report.published, found.report.publisher, found.problems) == (None, None, ())


def test_a_file_named_itself_may_be_called_anything(tmp_path: Path) -> None:
    assert one(put(tmp_path / "notes", WORDS)).report.text == WORDS
    assert "Home" not in one(put(tmp_path / "saved", PAGE)).report.text


@pytest.mark.parametrize("name", ["a.txt.meta.json", "a.txt.json", "a.meta.json", "a.json"])
def test_a_sidecar_says_who_and_when(tmp_path: Path, name: str) -> None:
    path = put(tmp_path / "a.txt", WORDS)
    put(tmp_path / name, json.dumps({"published": "2016-11-30", "publisher": "A paper", "title": "T", "x": [1]}))
    report = one(path).report
    assert (report.published, report.publisher, report.title) == (dt.date(2016, 11, 30), "A paper", "T")


def test_what_is_believed_first(tmp_path: Path) -> None:
    told = Given(dt.date(2016, 12, 1), "A paper")
    path = put(tmp_path / "a.txt", WORDS)
    assert one(path, told).report.published == dt.date(2016, 12, 1)
    put(tmp_path / "a.json", json.dumps({"published": "2016-11-30"}))
    found = one(path, told)
    assert (found.report.published, found.report.publisher) == (dt.date(2016, 11, 30), "A paper")
    assert "--published 2016-12-01 was not used" in found.problems[0].what
    page = one(put(tmp_path / "p.html", PAGE), told)
    assert (page.report.published, page.report.publisher) == (dt.date(2016, 12, 1), "A paper")


@pytest.mark.parametrize(
    ("content", "where", "said"),
    [
        ("{", "a.json:1", "not JSON"),
        ("[]", "a.json", "not a JSON object"),
        ('{"published": "2016-02-30"}', "a.json", "day is out of range"),
        ('{"published": "in May"}', "a.json", "no date of the form"),
        ('{"publisher": 7}', "a.json", "not a string"),
        (b"\xff\xfe\x00", "a.json", "not JSON in UTF-8"),
    ],
)
def test_a_wrong_sidecar_refuses_its_report(tmp_path: Path, content: str | bytes, where: str, said: str) -> None:
    path = put(tmp_path / "a.txt", WORDS)
    put(tmp_path / "a.json", content)
    problem = refused(path)
    assert problem.where.endswith(where)
    assert said in problem.what


def test_a_page_gives_its_main_text_and_what_it_says_of_itself(tmp_path: Path) -> None:
    found = one(put(tmp_path / "p.html", PAGE))
    assert "At least 12 civilians were killed" in found.report.text
    assert "Subscribe" not in found.report.text
    assert (found.report.published, found.report.publisher) == (dt.date(2016, 11, 28), "A paper")
    assert (found.report.title, found.report.media_type) == ("Clinic hit in Homs", "text/html")
    assert found.raw == PAGE.encode()


def test_a_page_in_the_encoding_it_declares() -> None:
    page = PAGE.replace("utf-8", "windows-1252").replace("Rescuers", "Médecins")
    read = read_page(page.encode("cp1252"))
    assert read.text is not None
    assert "Médecins said" in read.text
    assert read.notes == ()


def test_a_page_without_words_is_refused(tmp_path: Path) -> None:
    page = "<html><head><title>x</title></head><body><script>load()</script></body></html>"
    assert "no text" in refused(put(tmp_path / "p.html", page)).what
    assert not looks_like_html(WORDS.encode())


def test_lines(tmp_path: Path) -> None:
    rows: list[object] = [
        {"id": "r1", "text": WORDS, "published": "2016-11-30", "publisher": "A paper"},
        {"text": WORDS + " Again."},
    ]
    content = "\n".join([json.dumps(rows[0]), "nope", "", json.dumps({"txt": 1}), '{"text": " "}', json.dumps(rows[1])])
    path = put(tmp_path / "r.jsonl", content + '\n{"text": "x", "published": "soon"}')
    found = take(path, told=Given(publisher="Another"))
    reports = [d for d in found if isinstance(d, Document)]
    assert [d.report.publisher for d in reports] == ["A paper", "Another"]
    assert [d.report.origin for d in reports] == [f"{path}:1", f"{path}:6"]
    assert (reports[0].report.title, reports[0].raw) == ("r1", json.dumps(rows[0]).encode())
    problems = [p for p in found if isinstance(p, Problem)]
    assert [p.where.rsplit(":", 1)[1] for p in problems] == ["2", "4", "5", "7"]
    assert all(p.why for p in problems)
    assert "empty" in refused(put(tmp_path / "none.jsonl", "")).what


def test_a_folder_is_read_in_order_and_passes_over_what_is_no_report(tmp_path: Path) -> None:
    for name in ("b.txt", "a.txt", "sub/c.html", "sub/d.jsonl", ".hidden/e.txt", "README.md", "map.png", "a.meta.json"):
        put(tmp_path / name, PAGE if name.endswith("html") else '{"text": "x"}')
    found = take(tmp_path)
    (passed,) = [problem for problem in found if isinstance(problem, Passed)]
    assert (Path(passed.where).name, passed.what) == ("map.png", "It is a picture, and was passed over.")
    names = [Path(d.report.origin).name for d in found if isinstance(d, Document)]
    assert names == ["a.txt", "b.txt", "c.html", "d.jsonl:1"]
    assert len(found) == 5
    (tmp_path / "empty").mkdir()
    assert "no reports" in refused(tmp_path / "empty").what


def test_a_missing_file_is_named_with_what_is_near(tmp_path: Path) -> None:
    put(tmp_path / "report.txt", WORDS)
    problem = refused(tmp_path / "reprot.txt")
    assert problem.what == "There is no such file."
    assert problem.why == f"Did you mean {tmp_path / 'report.txt'}?"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b" \n\t\n", "empty"),
        (b"%PDF-1.7 ...", "PDF is damaged"),
        (b"PK\x03\x04....", "archive is damaged"),
        (b"\x89PNG\r\n\x1a\n....", "a picture"),
        (b"\x00\x01\x02\x03abc", "binary"),
        (b"\x00\x01" * 9, "binary"),
        (bytes(range(256)) * 20, "binary"),
        (b"caf\xe9 \xff\xfe\x81\x8d\x9d\xd0", "no other encoding"),
        ("Twelve civilians – killed\n\n".encode() + b"the caf\xe9 was hit", "byte 36"),
    ],
)
def test_what_is_no_text_is_refused(tmp_path: Path, content: bytes, said: str) -> None:
    assert said in refused(put(tmp_path / "a.txt", content)).what


def test_a_wrong_byte_is_placed_by_its_line(tmp_path: Path) -> None:
    path = put(tmp_path / "a.txt", b"one\ntwo\nthree caf\xe9")
    assert refused(path, encoding="utf-8").where == f"{path}:3"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_mark_tells_the_encoding(encoding: str) -> None:
    found = decode(WORDS.encode(encoding), "a")
    assert isinstance(found, Decoded)
    assert (found.text, found.problems) == (WORDS, ())


@pytest.mark.parametrize(
    ("words", "encoding", "named"),
    [
        ("Les civils tués étaient épuisés.", "cp1252", "cp1252"),
        ("“Twelve” civilians — killed", "cp1252", "cp1252"),
        ("قتل اثنا عشر مدنيا في حلب يوم الاثنين", "cp1256", "cp1256"),
        ("В Алеппо погибли двенадцать мирных жителей", "cp1251", "cp1251"),
        (WORDS, "utf-16-le", "utf-16-le"),
        (WORDS, "utf-16-be", "utf-16-be"),
    ],
)
def test_a_guess_is_right_and_is_said(words: str, encoding: str, named: str) -> None:
    found = decode(words.encode(encoding), "a")
    assert isinstance(found, Decoded)
    assert found.text == words
    assert f"read as {named}, by a guess" in found.problems[0].what
    told = decode(words.encode(encoding), "a", encoding=encoding)
    assert told == Decoded(words, (), encoding)


def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    path = put(tmp_path / "a.txt", WORDS)
    path.chmod(0)
    if os.access(path, os.R_OK):
        pytest.skip("this user may read everything")
    assert "may not read" in refused(path).what


def test_a_file_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules["tollbook.intake.documents"], "MAX_FILE", 10)
    assert "larger than" in refused(put(tmp_path / "a.txt", WORDS)).what


def test_dates() -> None:
    assert parse_date("2016-11-30") == parse_date(" 2016-11-30T23:00:00Z ") == dt.date(2016, 11, 30)
    for wrong in ("2016-13-01", "30.11.2016", "2016", 2016, "20161130", "2016-11-3x"):
        with pytest.raises(ValueError, match="no date"):
            parse_date(wrong)


@pytest.mark.parametrize("name", ["a.txt.meta.json", "a.txt.json", "a.meta.json", "a.json"])
def test_a_sidecar_that_is_named_with_its_report_is_none_itself(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    put(tmp_path / "a.txt", WORDS)
    put(tmp_path / name, '{"publisher": "A paper"}')
    (found,) = documents(["./a.txt", f"./{name}"])
    assert isinstance(found, Document)
    assert found.report.publisher == "A paper"
    (alone,) = documents([name])
    assert isinstance(alone, Passed)
    assert "tells about a.txt" in alone.what
    assert "tollbook read a.txt" in alone.why


def test_a_report_in_json_with_nothing_beside_it_is_no_sidecar(tmp_path: Path) -> None:
    assert one(put(tmp_path / "notes.json", WORDS)).report.text == WORDS


def test_a_report_is_not_its_own_sidecar(tmp_path: Path) -> None:
    assert sidecar_of(put(tmp_path / "a.json", "{}")) is None


@given(st.binary(max_size=400))
def test_any_bytes_are_text_or_refused(raw: bytes) -> None:
    found = decode(raw, "a")
    if isinstance(found, Decoded):
        found.text.encode("utf-8")
    else:
        assert found.what
        assert found.why
