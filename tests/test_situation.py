"""A situation report: the figures are those of the questions, it says the same in every form and language, and
nothing in it asks for anything from elsewhere."""

from __future__ import annotations

import datetime as dt
import io
import os
import re
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest
from docx import Document

from tests.test_cli import tollbook
from tollbook.desk.asking import Asked, meant
from tollbook.desk.errors import AskedWrongError
from tollbook.desk.exporting import Release
from tollbook.desk.mapping import by_place
from tollbook.desk.record import Record
from tollbook.desk.revising import revised, spread
from tollbook.desk.situation import Scope, laid_out, situation
from tollbook.export.chart import nice, ticks
from tollbook.export.drawing import Drawing, Shape, Words, png, svg
from tollbook.export.mapdraw import draw_map, framed
from tollbook.export.printing import BROWSER_VARIABLE, PrintError, find_browser, print_pdf
from tollbook.export.situation import Bar, Located, Situation, Spot
from tollbook.export.situation_docx import situation_document
from tollbook.export.situation_html import situation_page
from tollbook.export.situation_words import Sayer
from tollbook.lang import load
from tollbook.reckon.tongue import LANGUAGES, bare, isolated
from tollbook.vocabulary import HARMS, POPULATIONS

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
SCOPE = Scope("Aleppo", dt.date(2016, 11, 15), dt.date(2016, 12, 22))
MADE = dt.date(2017, 1, 5)


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Record]:
    with Record.open(tmp_path_factory.mktemp("situation") / "r.tollbook") as record:
        list(record.read(EXAMPLES))
        yield record


@pytest.fixture(scope="module")
def one(record: Record) -> Situation:
    return situation(record.store, SCOPE, Release(), MADE)


@pytest.fixture(scope="module")
def documents(one: Situation) -> dict[str, bytes]:
    return {language: situation_document(one, language) for language in LANGUAGES}


def test_every_figure_is_the_answer_to_its_question(record: Record, one: Situation) -> None:
    bars = [bar for chapter in one.chapters for bar in (chapter.figure, *chapter.groups)]
    assert len(bars) > 8
    for bar in bars:
        found = record.ask(bar.harm, who=bar.population, where="Aleppo", start=SCOPE.start, end=SCOPE.end)
        assert (bar.low, bar.high, bar.floor) == (found.documented.low, found.documented.high, found.floor)
        assert bar.contested == bool(found.contradictions)
    assert one.entries == record.store.head()[1]


def test_a_place_has_the_figure_of_its_own_question(record: Record, one: Situation) -> None:
    killed = one.chapters[0]
    assert killed.figure.harm == "killed"
    east = next(place for place in killed.places if place.spot.part == "east")
    found = record.ask("killed", where="east Aleppo", start=SCOPE.start, end=SCOPE.end)
    assert (east.figure.low, east.figure.high) == (found.documented.low, found.documented.high)
    assert sum(place.figure.low or 0 for place in killed.places) != found.documented.low


def test_places_above_the_one_asked_about_are_none_of_it(record: Record) -> None:
    named = by_place(record.store, meant(record.store, Asked("killed", where="Aleppo"))).places
    assert named
    assert all(one.place.path[0] != "country:SY" for one in named)
    assert {"country"} < {
        one.place.precision for one in by_place(record.store, meant(record.store, Asked("killed"))).places
    }


def test_a_figure_as_it_was_known(record: Record) -> None:
    asked = Asked("killed", where="Aleppo", start=SCOPE.start, end=SCOPE.end)
    was = revised(record.store, meant(record.store, asked))
    assert len(was.known) == was.days == 7
    for known in was.known:
        found = record.ask("killed", where="Aleppo", start=SCOPE.start, end=SCOPE.end, known_on=known.question.known_on)
        told = (found.documented.low, found.documented.high, found.floor)
        assert (known.documented.low, known.documented.high, known.floor) == told
    few = revised(record.store, meant(record.store, asked), 3)
    assert [k.question.known_on for k in few.known] == [was.known[at].question.known_on for at in (0, 3, 6)]
    assert few.days == 7


def test_days_are_spread_from_the_first_to_the_last() -> None:
    days = [dt.date(2016, 1, 1) + dt.timedelta(n) for n in range(100)]
    some = spread(days, 40)
    assert (some[0], some[-1], len(set(some))) == (days[0], days[-1], 40)
    assert spread(days[:3], 40) == days[:3]


def test_public_names_no_small_place_and_internal_does(record: Record, one: Situation) -> None:
    within = situation(record.store, SCOPE, Release("internal"), MADE)

    def names(told: Situation) -> set[str]:
        return {place.spot.name for chapter in told.chapters for place in chapter.places}

    assert "Furqan" in names(within)
    assert "Furqan" not in names(one)
    assert one.chapters[0].unnamed == 1
    assert "Eight children" not in situation_page(one, "en")
    assert "White Helmets, a group of rescue workers" in situation_page(within, "en")
    assert "a group of rescue workers" not in situation_page(one, "en")
    with pytest.raises(AskedWrongError, match="smaller than a town"):
        situation(record.store, Scope("Furqan"), Release())


@pytest.mark.parametrize("scope", [Scope("Madrid"), Scope("Aleppo", dt.date(2019, 1, 1), dt.date(2019, 2, 1))])
def test_what_no_report_speaks_of_is_no_report(record: Record, scope: Scope) -> None:
    with pytest.raises(AskedWrongError, match="No report says anything"):
        situation(record.store, scope, Release())


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_needs_nothing_from_elsewhere_and_runs_nothing(one: Situation, language: str) -> None:
    page = situation_page(one, language)
    assert "<script" not in page
    hosts = set(re.findall(r"https?://[^\"'<> ]+", page)) - {"http://www.w3.org/2000/svg"}
    assert not hosts
    assert "default-src 'none'" in page
    assert f'lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}"' in page
    assert page == situation_page(one, language)


def test_the_same_figures_in_every_form(one: Situation, documents: dict[str, bytes]) -> None:
    page, text = situation_page(one, "en"), _text_of(documents["en"])
    say = Sayer("en")
    for chapter in one.chapters:
        for bar in (chapter.figure, *chapter.groups):
            for told in (say.bounds(bar.low, bar.high), say.what(bar.harm, bar.population)):
                assert told in page
                assert told in text
        for conflict in chapter.conflicts:
            assert say.conflict(conflict).replace("\u2068", "").replace("\u2069", "") in text
    assert one.root in page
    assert one.root in text


def test_arabic_is_set_from_right_to_left(documents: dict[str, bytes]) -> None:
    raw = documents["ar"]
    with zipfile.ZipFile(io.BytesIO(raw)) as made:
        body = made.read("word/document.xml").decode()
    paragraphs = re.findall(r"<w:p>.*?</w:p>|<w:p .*?</w:p>", body, re.S)
    worded = [p for p in paragraphs if "<w:t" in p]
    assert worded
    assert all("<w:bidi/>" in p for p in worded)
    assert body.count("<w:bidiVisual/>") == body.count("<w:tbl>")
    for run in re.findall(r"<w:r>.*?</w:r>", body, re.S):
        arabic = re.search(r"<w:t[^>]*>[^<]*[\u0621-\u064a]", run)
        assert not arabic or "<w:rtl/>" in run
    text = _text_of(raw)
    assert "شرق حلب" in text
    assert "٧١٤" in text
    assert not re.search(r"people|killed|report ", text)


def test_a_document_tells_nothing_of_the_hour(one: Situation, documents: dict[str, bytes]) -> None:
    raw = documents["en"]
    assert raw == situation_document(one, "en")
    told = Document(io.BytesIO(raw)).core_properties
    assert (told.author, told.created) == ("Tollbook", dt.datetime(2017, 1, 5, tzinfo=dt.UTC))


def test_every_word_is_there_in_every_language() -> None:
    words = {language: load(language, "situation") for language in LANGUAGES}
    english = {(s, key) for s in words["en"] for key in words["en"][s]}
    for language, told in words.items():
        assert {(s, key) for s in told for key in told[s]} == english
        assert set(HARMS) == set(told["harms"])
        assert set(POPULATIONS) == set(told["people"])
        for section, key in english:
            fields = re.compile(r"\{(\w+)\}")
            here, there = told[section][key], words["en"][section][key]
            if isinstance(here, str) and section != "writing":
                assert set(fields.findall(here)) == set(fields.findall(there)), (language, section, key)
            elif isinstance(here, list):
                assert len(here) == len(there)


@pytest.mark.parametrize(
    ("bounds", "english", "arabic"),
    [
        ((714, None), "at least 714", "ما لا يقل عن ٧١٤"),
        ((None, 20_000), "up to 20,000", "ما يصل إلى ٢٠٬٠٠٠"),
        ((12, 24), "12 to 24", "من ١٢ إلى ٢٤"),
        ((7, 7), "7", "٧"),
        ((0, 0), "none", "لا أحد"),
        ((None, None), "no number", "بلا رقم"),
    ],
)
def test_bounds_in_words(bounds: tuple[int | None, int | None], english: str, arabic: str) -> None:
    assert Sayer("en").bounds(*bounds) == english
    assert Sayer("ar").bounds(*bounds) == arabic


def test_days_are_as_short_as_they_are_clear() -> None:
    en, ar = Sayer("en"), Sayer("ar")
    a, b, c = dt.date(2016, 11, 15), dt.date(2016, 11, 30), dt.date(2017, 1, 2)
    assert en.days(a, b) == "from 15 to 30 November 2016"
    assert en.days(a, c) == "from 15 November 2016 to 2 January 2017"
    assert en.period(a, b) == "15 to 30 November 2016"
    assert en.days(a, None) == "since 15 November 2016"
    assert ar.days(b, b) == "في ٣٠ تشرين الثاني/نوفمبر ٢٠١٦"


def test_a_name_cannot_turn_the_words_about_it() -> None:
    turned = "Evil\u202e\u2066 name\u0007"
    assert bare(turned) == "Evil name"
    page = f"{isolated(turned)}"
    assert page == "\u2068Evil name\u2069"


def _spot(name: str, lat: float | None, lon: float | None, precision: str = "city", part: str | None = None) -> Spot:
    return Spot(name, part, None, "SY", lat, lon, precision)


def test_what_is_told_of_a_country_is_no_point_on_the_map() -> None:
    places = (
        Located(_spot("A", 36.0, 37.0), Bar("killed", "people", 12, 24)),
        Located(_spot("S", 35.0, 38.0, "country"), Bar("killed", "people", 900_000, None)),
        Located(_spot("Nowhere", None, None), Bar("killed", "people", 5, 5)),
    )
    drawing = draw_map(places, Sayer("en"), "t")
    discs = [item for item in drawing.items if isinstance(item, Shape) and item.radius]
    assert {disc.radius for disc in discs} == {22.0, 22.0 * 0.5**0.5}, "the country's figure does not shrink the town's"
    numbers = [item.text for item in drawing.items if isinstance(item, Words) and item.text.isdecimal()]
    assert sorted(numbers) == ["1", "2"]
    assert framed(places[0].spot, places)


def test_the_sides_of_a_town_lie_beside_it() -> None:
    places = tuple(
        Located(_spot("A", 36.0, 37.0, "part_of_city", part), Bar("killed", "people", 10, 10))
        for part in ("east", "west", "north", "south")
    )
    at = [
        item.points[0] for item in draw_map(places, Sayer("en"), "t").items if isinstance(item, Shape) and item.radius
    ]
    middle = (260.0, 125.0)
    assert sorted((round(x - middle[0]), round(middle[1] - y)) for x, y in at) == [(-23, 0), (0, -23), (0, 23), (23, 0)]


def test_scales_are_of_whole_people() -> None:
    assert [nice(n) for n in (1, 3, 714, 1001, 250_000)] == [1, 4, 800, 2000, 400_000]
    assert ticks(800) == [0, 200, 400, 600, 800]
    assert ticks(1) == [0, 1]


def test_a_drawing_is_a_picture_too() -> None:
    drawing = Drawing(
        40,
        20,
        (
            Shape(((10, 10),), fill="accent", radius=6),
            Words((20, 10), "٢١/١١ a"),
        ),
        "a <title>",
    )
    assert png(drawing, 2).startswith(b"\x89PNG")
    assert "<title" in svg(drawing, "d")
    assert "a &lt;title&gt;" in svg(drawing, "d")


@pytest.mark.skipif(
    find_browser() is None and not os.environ.get("TOLLBOOK_CHROMIUM"),
    reason="no browser of the Chromium family here to print with",
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_pdf_has_every_chapter_and_numbered_pages(record: Record, one: Situation, language: str) -> None:
    raw = laid_out(record.store, one, "pdf", language)
    pdf = pypdfium2.PdfDocument(raw)
    first = pdf[0].get_textpage().get_text_range()
    assert len(pdf) > 5
    if language == "en":
        text = "\n".join(page.get_textpage().get_text_range() for page in pdf)
        assert f"1 / {len(pdf)}" in first
        assert "Aleppo, 15 November to 22 December 2016" in first
        assert "At least 714 people killed" in first
        assert one.root in text.replace("\r\n", "").replace("\n", "")
    else:
        assert "٧١٤" in first


def test_without_a_browser_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(BROWSER_VARIABLE, "no-such-browser")
    with pytest.raises(PrintError, match="no program here") as wrong:
        print_pdf("<p>")
    assert ".html" in wrong.value.remedy
    monkeypatch.setenv(BROWSER_VARIABLE, shutil.which("true") or "true")
    with pytest.raises(PrintError, match="printed nothing"):
        print_pdf("<p>")


def test_the_command(tmp_path: Path) -> None:
    assert tollbook(tmp_path, "read", str(EXAMPLES / "07-jub-al-quba.txt")).returncode == 0
    done = tollbook(tmp_path, "situation", "s.html", "--where", "Aleppo")
    assert done.returncode == 0, done.stderr
    assert re.search(r"^\d+ figures from \d+ claims of 1 report.*in s.html, public.$", done.stdout.strip(), re.M)
    assert tollbook(tmp_path, "situation", "s.html").returncode == 2, "it is there already"
    assert tollbook(tmp_path, "situation", "s.odt").returncode == 2
    asked = ("--where", "Aleppo", "--harm", "injured", "--level", "internal", "--lang", "ar")
    within = tollbook(tmp_path, "situation", "w.docx", *asked)
    assert within.returncode == 0
    assert (tmp_path / "w.docx").stat().st_mode & 0o77 == 0 or os.name == "nt"
    log = tollbook(tmp_path, "log").stdout
    assert "situation as html, public" in log


def _text_of(raw: bytes) -> str:
    document = Document(io.BytesIO(raw))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    told = "\n".join([*(p.text for p in document.paragraphs), *cells])
    return told.replace("\u2068", "").replace("\u2069", "")
