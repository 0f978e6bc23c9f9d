"""The whole journey as a person lives it, in a real browser, in English and in Arabic: an empty record, reports taken
in, twenty claims reviewed by keyboard alone, a link accepted, a question and its proof, a situation report that leaves
as PDF and as a Word document. Nothing on the console, nothing asked of another host.

A picture of every step is kept in pytest's own folder; or in ``TOLLBOOK_PICTURES``, then also as a narrower screen, a
phone, a dark room and paper show it. Look at them.
"""

from __future__ import annotations

import io
import json
import os
import re
import unicodedata
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from docx import Document
from playwright.sync_api import Browser, expect

from tests.papers import Page, pdf
from tests.web.browser import Visit, decided, needs_browser, picture, to_by_tab, visiting
from tests.web.served import PASSWORD, ROOT, Served, make_people, serving, tollbook
from tests.web.test_barriers import look_at_nothing
from tollbook.export.situation_words import Sayer
from tollbook.reckon.tongue import ISOLATE

#: The article everything began with, where it is at hand: taken in besides the ten examples.
SEED = os.environ.get("TOLLBOOK_SEED")
#: Where pictures of every look are kept, if anywhere.
PICTURES = os.environ.get("TOLLBOOK_PICTURES")
#: What the situation report is of, and the question its first figure answers.
SCOPE = {"where": "east Aleppo", "start": "2016-11-15", "end": "2016-11-30"}
LOOKS: dict[str, dict[str, Any]] = {
    "1024": {"width": 1024, "height": 768},
    "phone": {"width": 390, "height": 844},
    "1280": {"width": 1280, "height": 900},
}


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where pictures of the run are kept."""
    return Path(PICTURES) if PICTURES else tmp_path_factory.mktemp("pictures")


@needs_browser
@pytest.mark.parametrize("language", ["en", "ar"])
def test_from_an_empty_record_to_a_situation_report(
    tmp_path: Path, browser: Browser, pictures: Path, language: str
) -> None:
    make_people(tmp_path)
    with (
        serving(tmp_path) as desk,
        visiting(desk.url, browser, locale=language, viewport=LOOKS["1280"], accept_downloads=True) as visit,
    ):
        step = _Steps(visit, pictures, language)
        visit.go("/login/")
        step.seen("login")
        visit.enter("administrator")
        assert visit.page.evaluate("document.dir") == ("rtl" if language == "ar" else "ltr")
        step.seen("empty")
        look_at_nothing(visit)
        visit.page.set_viewport_size({"width": 1280, "height": 900})
        visit.go("/inbox/")
        _take_in(visit, step)
        _review(visit, step)
        _link(visit, step)
        _ask(visit, step, language)
        _figures(visit, step)
        files = _publish(visit, step, language)
        assert visit.wrong == []
    _read(desk, files, language)
    log = tollbook(desk.folder, "log")
    for said in ("corrected", "rejected", "accepted", "situation as pdf", "situation as docx"):
        assert said in log
    assert "The record is whole" in tollbook(desk.folder, "verify")


class _Steps:
    """The steps of a journey, each with its pictures."""

    def __init__(self, visit: Visit, folder: Path, language: str) -> None:
        self.visit, self.folder, self.language, self.number = visit, folder, language, 0

    def seen(self, name: str, *, looks: bool = False) -> None:
        """Keep what is seen at this step."""
        assert self.visit.wrong == [], f"before {name}"
        self.number += 1
        name = f"{self.language}-{self.number:02}-{name}"
        picture(self.visit, self.folder, name)
        page = self.visit.page
        for look, size in LOOKS.items() if looks else ():
            page.set_viewport_size(size)  # type: ignore[arg-type]
            assert not page.evaluate("document.documentElement.scrollWidth > innerWidth"), (page.url, look)
            if look != "1280" and PICTURES:
                picture(self.visit, self.folder, f"{name}-{look}")
        if looks and PICTURES:
            page.emulate_media(color_scheme="dark")
            picture(self.visit, self.folder, f"{name}-dark")
            page.emulate_media(color_scheme="light", media="print")
            picture(self.visit, self.folder, f"{name}-print")
            page.emulate_media(media="screen")


def _take_in(visit: Visit, step: _Steps) -> None:
    """Ten reports with what is known of them, and the article of the seed."""
    page, examples = visit.page, ROOT / "examples"
    page.set_input_files("#files", sorted([*examples.glob("*.txt"), *examples.glob("*.json")]))
    page.click("[data-drop] .send button")
    expect(page.locator(".taken")).to_have_count(10, timeout=120_000)
    seed = sorted(Path(SEED).glob("*.txt")) if SEED else []
    if seed:
        page.click(".drop summary")
        page.fill("#id_published", "2016-12-02")
        page.fill("#id_publisher", "Meridian Weekly")
        page.set_input_files("#files", seed)
        page.click("[data-drop] .send button")
        expect(page.locator(".taken")).to_have_count(len(seed), timeout=120_000)
    expect(page.locator("table.reports tbody tr")).to_have_count(10 + len(seed))
    step.seen("taken", looks=True)


def _review(visit: Visit, step: _Steps) -> None:
    """Twenty claims, without a mouse: most accepted, some rejected, one corrected, one taken back and decided again."""
    page = visit.page
    to_by_tab(visit, "a[href='/review/']")
    page.keyboard.press("Enter")
    expect(page.locator("#what")).to_be_visible()
    step.seen("review", looks=True)
    for number in range(1, 21):
        if number in (4, 9):
            with decided(visit):
                page.keyboard.press("r")
                page.keyboard.type("no harm to people")
                page.keyboard.press("Enter")
        elif number == 13:
            was = page.locator("#what").inner_text()
            page.keyboard.press("e")
            for field in ("low", "high", "best"):
                page.focus(f"#one-{field}")
                page.keyboard.press("Control+A")
                page.keyboard.type("123")
            step.seen("correcting")
            with decided(visit):
                page.keyboard.press("Enter")
            assert page.locator("#what").inner_text() != was
        else:
            with decided(visit):
                page.keyboard.press("a")
        if number == 9:
            with decided(visit):
                page.keyboard.press("u")
            with decided(visit):
                page.keyboard.press("a")
    step.seen("reviewed")


def _link(visit: Visit, step: _Steps) -> None:
    """What may be one event is looked for, weighed side by side, and accepted."""
    page = visit.page
    page.click("nav a[href='/incidents/']")
    step.seen("no-proposals")
    page.click("form[action='/incidents/look/'] button")
    page.click("tbody th a >> nth=0")
    expect(page.locator("[data-effect]")).to_be_visible(timeout=20_000)
    step.seen("incident", looks=True)
    page.keyboard.press("a")
    expect(page.locator(".message")).to_be_visible()
    page.goto(f"{visit.url}/incidents/?state=accepted")
    expect(page.locator("tbody tr")).to_have_count(1)
    step.seen("accepted")


def _ask(visit: Visit, step: _Steps, language: str) -> None:
    """A question in words, or in fields where its words are not English; the proof opens in place and leads on."""
    page = visit.page
    page.click("nav a[href='/ask/']")
    step.seen("ask")
    if language == "en":
        page.fill("#id_q", "how many civilians were killed in east Aleppo from 15 to 30 November 2016?")
        page.keyboard.press("Enter")
    else:
        page.click(".asking summary")
        for name, value in SCOPE.items():
            page.fill(f"#id_{name}", value)
        page.select_option("#id_harm", "killed")
        page.select_option("#id_who", "civilians")
        page.click(".asking details button")
    expect(page.locator("h1.toll")).to_be_visible(timeout=20_000)
    figure = Sayer(language).number(_told(visit)["floor"])
    expect(page.locator("table.worlds")).to_contain_text(figure)
    page.click("details.proof:not([open]) summary >> nth=0")
    expect(page.locator("details.proof[open] blockquote").nth(1)).to_be_visible()
    step.seen("answer", looks=True)
    page.click("blockquote footer a >> nth=0")
    expect(page.locator("mark").first).to_be_visible()
    page.hover("ol.claims li >> nth=1")
    expect(page.locator("mark.on").first).to_be_visible()
    step.seen("report", looks=True)


def _figures(visit: Visit, step: _Steps) -> None:
    """Where, and since when it is known."""
    page = visit.page
    for name, ready in (("map", "#map[data-drawn]"), ("timeline", "figure svg")):
        page.click(f"nav a[href='/{name}/']")
        page.fill("#id_where", "Aleppo")
        page.click(".scoping button")
        expect(page.locator(ready).first).to_be_visible(timeout=20_000)
        step.seen(name, looks=True)


def _publish(visit: Visit, step: _Steps, language: str) -> dict[str, bytes]:
    """The situation report, looked at and let out in both forms."""
    page = visit.page
    page.click("nav a[href='/situation/']")
    step.seen("situation-empty")
    for name, value in SCOPE.items():
        page.fill(f"#id_{name}", value)
    page.select_option("#id_who", "civilians")
    page.select_option("#id_lang", language)
    page.click(".scoping button")
    expect(page.locator("article.situation")).to_be_visible(timeout=30_000)
    step.seen("situation", looks=True)
    page.click(".releasing a.button")
    page.fill("input[name=password]", PASSWORD)
    step.seen("confirm")
    page.keyboard.press("Enter")
    expect(page.locator("article.situation")).to_be_visible(timeout=30_000)
    files = {}
    for kind in ("pdf", "docx"):
        with page.expect_download(timeout=60_000) as found:
            page.click(f".releasing button[value={kind}]")
        files[kind] = Path(found.value.path()).read_bytes()
        (step.folder / f"{language}.{kind}").write_bytes(files[kind])
    page.click("nav a[href='/log/']")
    step.seen("log", looks=True)
    return files


def _told(visit: Visit) -> dict[str, Any]:
    """The answer of the API to the question of the journey, and of the command line, which must be one."""
    answer = visit.page.request.get(
        f"{visit.url}/api/ask?harm=killed&who=civilians&where=east+Aleppo&start=2016-11-15&end=2016-11-30"
    )
    told: dict[str, Any] = answer.json()
    return told


def _read(desk: Served, files: dict[str, bytes], language: str) -> None:
    """Both files say what the command line answers, with its bounds; in Arabic, from right to left; no name loose."""
    command = ("ask", "--harm", "killed", "--who", "civilians", "--where", SCOPE["where"], "--from", SCOPE["start"])
    told = json.loads(tollbook(desk.folder, *command, "--to", SCOPE["end"], "--json"))
    say = Sayer(language)
    figure = say.bounds(told["documented"]["low"], told["documented"]["high"])
    floor = say.number(told["floor"])
    document = Document(io.BytesIO(files["docx"]))
    words = [p.text for p in document.paragraphs]
    words += [p.text for t in document.tables for row in t.rows for cell in row.cells for p in cell.paragraphs]
    paper = pypdfium2.PdfDocument(files["pdf"])
    printed = unicodedata.normalize("NFKC", "".join(page.get_textpage().get_text_range() for page in paper))
    numbers = [say.number(n) for n in (told["documented"]["low"], told["documented"]["high"], told["floor"]) if n]
    assert all(any(n in p for p in words) for n in (figure, floor)), (figure, floor)
    assert all(n in printed for n in numbers), numbers
    names = {one["speaker"] for one in told["sources"] if re.search(r"[A-Za-z]", one["speaker"])}
    bare = [re.sub(f"{ISOLATE[0]}[^{ISOLATE[1]}]*{ISOLATE[1]}", "", p) for p in words]
    assert not [p for p in bare for name in names if name in p], "a name stands among other words, not isolated"
    if language == "ar":
        body = document.element.body.xml
        worded = [p for p in re.findall(r"<w:p>.*?</w:p>|<w:p .*?</w:p>", body, re.DOTALL) if "<w:t" in p]
        assert worded
        assert all("<w:bidi/>" in p for p in worded)
        assert body.count("<w:bidiVisual/>") == body.count("<w:tbl>")


@needs_browser
def test_words_that_are_selected_become_a_claim(desk: Served, browser: Browser) -> None:
    with visiting(desk.url, browser) as visit:
        page = visit.page
        visit.enter("analyst")
        visit.go("/reports/7/")
        page.evaluate(
            """() => {
              const walker = document.createTreeWalker(document.getElementById("text"), NodeFilter.SHOW_TEXT);
              while (walker.nextNode()) {
                const at = walker.currentNode.data.indexOf("baker");
                if (at < 0) continue;
                const range = document.createRange();
                range.setStart(walker.currentNode, at);
                range.setEnd(walker.currentNode, at + 5);
                getSelection().removeAllRanges();
                getSelection().addRange(range);
              }
            }"""
        )
        expect(page.locator("#words")).to_have_value("baker")
        page.select_option("#claim-harm", "injured")
        page.fill("#claim-low", "1")
        page.fill("#claim-high", "1")
        page.click("text=Add it")
        expect(page.locator(".message")).to_contain_text("added")
        expect(page.locator("mark", has_text="baker")).to_be_visible()
        assert visit.wrong == []


@needs_browser
def test_what_is_dropped_is_taken_in(desk: Served, browser: Browser) -> None:
    with visiting(desk.url, browser) as visit:
        page = visit.page
        visit.enter("analyst")
        visit.go("/inbox/")
        page.click(".drop summary")
        page.fill("#id_publisher", "Relief Bulletin")
        dropped = page.evaluate_handle(
            """() => {
              const some = new DataTransfer();
              some.items.add(new File(["Shelling killed 9 people in Homs on 2 May 2016."], "dropped.txt"));
              const told = '{"published": "2016-05-03", "publisher": "Harbour Radio"}';
              some.items.add(new File([told], "dropped.meta.json"));
              return some;
            }"""
        )
        page.dispatch_event("main", "dragover", {"dataTransfer": dropped})
        expect(page.locator("[data-drop].over")).to_be_visible()
        page.dispatch_event("main", "drop", {"dataTransfer": dropped})
        expect(page.locator(".taken a")).to_have_text("dropped.txt")
        expect(page.locator("[data-drop] progress")).to_have_js_property("value", 1)
        expect(page.locator("#id_publisher")).to_have_value("")
        expect(page.locator("[data-next]")).to_be_visible()
        row = page.locator("table.reports tr", has_text="dropped.txt")
        expect(row).to_contain_text("Harbour Radio")
        assert visit.wrong == []


@needs_browser
def test_the_original_stands_beside_what_was_read_from_it(desk: Served, browser: Browser) -> None:
    with visiting(desk.url, browser, viewport=LOOKS["1280"]) as visit:
        visit.enter("reader")
        visit.go("/reports/7/")
        visit.page.click("details.original summary")
        expect(visit.page.locator("pre.raw")).to_contain_text("Yahya Barho, a baker")
        left, right = (visit.page.locator(one).bounding_box() for one in ("#text", "pre.raw"))
        assert left is not None
        assert right is not None
        assert left["x"] + left["width"] <= right["x"], "beside, not below"
        assert visit.wrong == []


def taken(desk: Served, name: str, raw: bytes) -> str:
    """The path of a report that is sent in."""
    assert desk.post("analyst", "/inbox/upload/", files={"files": (name, raw)}).status_code == 200
    found = re.search(r"/reports/\d+/", desk.client("reader").get(f"/inbox/?q={name}").text)
    assert found is not None
    return found.group()


@needs_browser
@pytest.mark.parametrize("locale", ["en", "ar"])
def test_a_page_is_shown_as_a_picture_with_the_words_of_its_claims(desk: Served, browser: Browser, locale: str) -> None:
    words = "Shelling killed 12 civilians in Homs on 2 May 2016."
    path = taken(desk, f"note-{locale}.pdf", pdf([Page(), Page().line(72, 100, words)], title=locale))
    with visiting(desk.url, browser, viewport=LOOKS["1280"], locale=locale) as visit:
        page = visit.page
        visit.enter("reader")
        visit.go(path)
        page.click("details.original summary")
        expect(page.locator(".sheet img")).to_have_count(2)
        image, mark = page.locator(".sheet img >> nth=1"), page.locator(".sheet rect")
        image.scroll_into_view_if_needed()
        page.wait_for_function("(one) => one.complete && one.naturalWidth === 1000", arg=image.element_handle())
        page.hover("ol.claims li >> nth=0")
        expect(mark).to_have_class("on")
        line, sheet = mark.bounding_box(), image.bounding_box()
        assert line is not None
        assert sheet is not None
        scale = sheet["width"] / 595
        assert abs(line["x"] - sheet["x"] - 70 * scale) < 3
        assert 85 < (line["y"] - sheet["y"]) / scale < 100, "the line stands 100 points below the edge"
        for look in ("1024", "phone"):
            page.set_viewport_size(LOOKS[look])  # type: ignore[arg-type]
            assert not page.evaluate("document.documentElement.scrollWidth > innerWidth"), look
        visit.check()


def test_what_is_shown_of_a_file_cannot_act_and_a_restricted_page_is_restricted(desk: Served) -> None:
    words = "Shelling killed 12 civilians in Homs on 3 May 2016."
    path = taken(desk, "shut.pdf", pdf([Page().line(72, 100, words)]))
    seen = desk.client("reader").get(f"{path}pages/1/")
    assert seen.content.startswith(b"\x89PNG\r\n")
    assert (seen.headers["content-type"], seen.headers["x-content-type-options"]) == ("image/png", "nosniff")
    assert "page 1 of its original" not in desk.client("administrator").get("/log/?q=restricted").text
    assert desk.client("reader").get(f"{path}pages/2/").status_code == 404
    assert desk.client("reader").get("/reports/7/pages/1/").status_code == 404
    assert desk.post("administrator", f"{path}close/", {"groups": "north", "reason": "names"}).status_code == 302
    assert desk.client("reader").get(f"{path}pages/1/").content == seen.content
    assert desk.client("elsewhere").get(f"{path}pages/1/").status_code == 404
    log = json.loads(tollbook(desk.folder, "log", "--json"))
    entries = log["entries"] if isinstance(log, dict) else log
    reads = [one for one in entries if one["kind"] == "restricted.read" and one["says"].get("page") == 1]
    assert [one["by"] for one in reads] == ["reader"]


def test_a_page_of_the_web_is_shown_in_the_parts_it_was_read_in(desk: Served) -> None:
    said = "Shelling killed 14 civilians in Homs on 4 May 2016."
    raw = f"<html><body><article><p>{said}</p><script>alert(1)</script></article></body></html>".encode()
    beside = desk.client("reader").get(f"{taken(desk, 'page.html', raw)}beside/").text
    assert re.search(rf'<p dir="auto" data-claims="1"><bdi class="place">[^<]+</bdi>{said}</p>', beside)
    assert "alert(1)" not in beside
