"""Map, timeline and situation report in a real browser: they show what was reckoned, by hand, by keyboard and to screen
readers, and nothing leaves but through whoever may release."""

from __future__ import annotations

import io
import re
from html import unescape

import pypdfium2
import pytest
from docx import Document
from playwright.sync_api import Browser

from tests.web.browser import needs_browser, visiting
from tests.web.served import PASSWORD, Served, token, tollbook

MAP, TIME = "/map/?harm=killed&where=Aleppo", "/timeline/?harm=killed&where=Aleppo"
REPORT = "/situation/?where=Aleppo&start=2016-11-15&end=2016-12-22&harms=killed"


@needs_browser
def test_the_map_moves_by_keyboard_and_says_what_the_table_says(desk: Served, browser: Browser) -> None:
    with visiting(desk.url, browser, viewport={"width": 1280, "height": 900}) as visit:
        visit.enter("reader")
        visit.go(MAP)
        page = visit.page
        page.wait_for_selector("#map[data-drawn]")
        assert page.locator("#map g[data-place]").count() == page.locator("table.places tbody tr").count() == 3
        assert page.locator("#place-1").inner_text().split("\n")[0].startswith("1")
        mark = page.locator('#map g[data-place="1"]')
        before = mark.get_attribute("transform")
        moved = "before => document.querySelector('#map g[data-place=\"1\"]').getAttribute('transform') !== before"
        page.focus("#map")
        for key in ("ArrowLeft", "+", "ArrowUp"):
            page.keyboard.press(key)
        page.wait_for_function(moved, arg=before)
        page.keyboard.press("0")
        page.wait_for_function(moved.replace("!==", "==="), arg=before)
        page.hover("#place-1")
        assert "on" in (mark.get_attribute("class") or "")
        assert "east Aleppo: at least" in page.locator("#map-said").inner_text()
        visit.check()
        visit.go("/map/?harm=killed")
        page.wait_for_selector("#map[data-drawn]")
        assert page.locator("#map rect.area").count() >= 2, "a country is no dot in a village"
        visit.check()


@needs_browser
@pytest.mark.parametrize(
    "look",
    [
        {"viewport": {"width": 390, "height": 844}, "color_scheme": "dark"},
        {"viewport": {"width": 1024, "height": 768}, "color_scheme": "light"},
    ],
    ids=["phone, dark", "1024, light"],
)
def test_every_page_is_whole_on_any_screen(desk: Served, browser: Browser, look: dict[str, object]) -> None:
    with visiting(desk.url, browser, **look) as visit:
        visit.enter("releaser")
        for path in (MAP, TIME, REPORT, "/situation/"):
            visit.go(path)
            if path == MAP:
                visit.page.wait_for_selector("#map[data-drawn]")
            visit.check()
            wide = visit.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert wide <= 0, f"{path} is wider than the screen by {wide}"


def test_a_figure_on_the_timeline_is_the_one_of_the_command_line(desk: Served) -> None:
    page = desk.client("reader").get(TIME).text
    told = tollbook(desk.folder, "ask", "--harm", "killed", "--where", "Aleppo", "--as-known-on", "2016-11-30")
    found = re.search(r"As reported +at least ([\d,]+)", told)
    assert found is not None
    assert re.search(rf"30 November 2016</th><td class=\"figure\">at least {found.group(1)}</td>", page)


def test_what_is_asked_wrongly_is_said(desk: Served) -> None:
    client = desk.client("reader")
    for page in ("map", "timeline", "situation"):
        for query in (
            "where=Nowhereville",
            "harm=nonsense&harms=nonsense",
            "start=yesterday",
            "start=2017-01-01&end=2016-01-01",
        ):
            answer = client.get(f"/{page}/?{query}")
            assert answer.status_code == 400, (page, query)
            assert 'role="alert"' in answer.text, (page, query)


@needs_browser
def test_a_pdf_is_released_in_arabic_after_a_fresh_login(desk: Served) -> None:
    client = desk.client("releaser")
    page = client.get(REPORT + "&lang=ar").text
    assert 'lang="ar" dir="rtl"' in page
    data = {**dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page)), "form": "pdf"}
    asked = client.post("/situation/release/", data={**data, "csrfmiddlewaretoken": token(page)})
    assert asked.status_code == 302
    door = asked.headers["location"]
    assert door.startswith("/login/again/")
    page = client.get(door).text
    back = re.findall(r'name="next" value="([^"]+)"', page)[-1]
    words = {"password": PASSWORD, "next": unescape(back), "csrfmiddlewaretoken": token(page)}
    came = client.post(door, data=words)
    assert came.headers["location"].startswith("/situation/?where=Aleppo"), "back to the report that was looked at"
    page = client.get(came.headers["location"]).text
    answer = client.post("/situation/release/", data={**data, "csrfmiddlewaretoken": token(page)})
    assert answer.headers["content-type"] == "application/pdf"
    assert "٧١٤" in pypdfium2.PdfDocument(answer.content)[0].get_textpage().get_text_range()


def test_only_a_releaser_lets_a_report_out_and_the_log_says_so(desk: Served) -> None:
    given: dict[str, object] = {"where": "Aleppo", "harms": "killed", "form": "docx"}
    for name in ("reader", "analyst", "reviewer"):
        assert desk.post(name, "/situation/release/", given).status_code == 403
        assert "Release it as a file" not in desk.client(name).get(REPORT).text
    again = desk.client("releaser").get("/login/again/?next=/account/").text
    words = {"password": PASSWORD, "next": "/account/", "csrfmiddlewaretoken": token(again)}
    assert desk.client("releaser").post("/login/again/", data=words).status_code == 302
    before = tollbook(desk.folder, "log", "exported", "--json")
    answer = desk.post("releaser", "/situation/release/", given)
    assert answer.status_code == 200, answer.headers
    assert 'filename="situation-aleppo-en.docx"' in answer.headers["content-disposition"]
    assert "people killed" in "".join(p.text for p in Document(io.BytesIO(answer.content)).paragraphs).lower()
    after = tollbook(desk.folder, "log", "exported", "--json")
    assert "situation as docx, public" not in before
    assert "situation as docx, public" in after
    assert desk.post("releaser", "/situation/release/", {**given, "form": "exe"}).status_code == 400


def test_the_log_is_searched_in_the_language_it_is_shown_in(desk: Served) -> None:
    client = desk.enter("administrator")
    form = {"language": "ar", "next": "/log/", "csrfmiddlewaretoken": token(client.get("/account/").text)}
    assert client.post("/language/", data=form).status_code == 302
    for words in ("أدخل التقرير", "took in"):
        page = client.get("/log/", params={"q": words}).text
        assert page.count("أدخل") >= 10, words
    assert "<tbody>" not in client.get("/log/", params={"q": "سحب التقرير"}).text
