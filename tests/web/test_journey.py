"""A day at the desk in a real browser: take in, review by keyboard, correct, ask, in English and in Arabic, with no
barrier that axe finds, no error on the console and nothing asked of another host."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.web.browser import Visit, a_browser, needs_browser, picture, visiting
from tests.web.served import ROOT, Served, make_people, serving, tollbook

#: Where pictures of the pages are kept, if anywhere.
PICTURES = os.environ.get("TOLLBOOK_PICTURES")
PAGES = [
    "/inbox/", "/reports/7/", "/review/", "/incidents/", "/incidents/1/", "/ask/",
    "/ask/?harm=killed&where=Aleppo&explain=1",
    "/sources/", "/places/", "/people/", "/log/", "/account/", "/account/keys/", "/account/keys/docs/", "/login/again/",
    "/no/such/page/",
]  # fmt: skip


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("journey")
    make_people(folder)
    with serving(folder) as served:
        yield served


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with a_browser() as started:
        yield started


@contextmanager
def decided(visit: Visit) -> Iterator[None]:
    """What is done inside brings the next claim."""
    shown = visit.page.locator("#what")
    shown.evaluate("(one) => one.setAttribute('data-old', '')")
    yield
    expect(visit.page.locator("#what:not([data-old])")).to_be_visible(timeout=20_000)


def keep(visit: Visit, name: str) -> None:
    if PICTURES:
        picture(visit, Path(PICTURES), name)


@needs_browser
def test_from_an_empty_record_to_an_answer(desk: Served, browser: Browser) -> None:
    with visiting(desk.url, browser, viewport={"width": 1200, "height": 850}) as visit:
        page = visit.page
        visit.enter("administrator")
        expect(page.locator("h1")).to_have_text("Inbox")
        visit.check()
        page.set_input_files(
            "#files", sorted([*(ROOT / "examples").glob("*.txt"), *(ROOT / "examples").glob("*.json")])
        )
        expect(page.locator(".taken")).to_have_count(10, timeout=120_000)
        keep(visit, "taken")
        page.click("text=Review")
        for _ in range(3):
            with decided(visit):
                page.keyboard.press("a")
        with decided(visit):
            page.keyboard.press("r")
            page.keyboard.type("no harm")
            page.keyboard.press("Enter")
        with decided(visit):
            page.keyboard.press("u")
        expect(page.locator(".message")).to_contain_text("Taken back.")
        was = page.locator("h1").inner_text()
        page.keyboard.press("e")
        page.fill("#one-low", "123")
        page.fill("#one-high", "123")
        page.fill("#one-best", "123")
        page.fill("#why", "a slip")
        with decided(visit):
            page.click("text=Correct >> nth=-1")
        assert page.locator("h1").inner_text() != was
        visit.check()
        visit.go("/ask/")
        page.fill("#id_q", "how many civilians were killed in east Aleppo from 15 to 30 November 2016?")
        page.keyboard.press("Enter")
        expect(page.locator("h1.toll")).to_contain_text("civilians killed in east Aleppo from 15 to 30 November 2016.")
        page.click("blockquote footer a >> nth=0")
        expect(page.locator("mark").first).to_be_visible()
        assert visit.wrong == []
    log = tollbook(desk.folder, "log")
    assert "corrected" in log
    assert "The record is whole" in tollbook(desk.folder, "verify")


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
@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_page_is_open_to_everybody(desk: Served, browser: Browser, language: str) -> None:
    tollbook(desk.folder, "incidents", "propose", "3.2", "4.1")
    with visiting(desk.url, browser, locale=language, viewport={"width": 1024, "height": 800}) as visit:
        visit.enter("administrator")
        for path in PAGES:
            visit.go(path)
            visit.page.wait_for_load_state("networkidle")
            assert visit.page.evaluate("document.dir") == ("rtl" if language == "ar" else "ltr")
            assert not visit.page.evaluate("document.documentElement.scrollWidth > innerWidth"), path
            visit.wrong[:] = [one for one in visit.wrong if "404" not in one]
            visit.check()
            keep(visit, f"{path.split('?')[0].strip('/').replace('/', '-')}-{language}")


@needs_browser
def test_it_can_be_read_on_a_phone(desk: Served, browser: Browser) -> None:
    with visiting(desk.url, browser, viewport={"width": 390, "height": 844}, color_scheme="dark") as visit:
        visit.enter("reader")
        for path in ("/inbox/", "/reports/7/", "/ask/?harm=killed&where=Aleppo", "/sources/", "/log/"):
            visit.go(path)
            assert not visit.page.evaluate("document.documentElement.scrollWidth > innerWidth"), path
            visit.check()
            keep(visit, f"{path.split('?')[0].strip('/').replace('/', '-')}-phone")
