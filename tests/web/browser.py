"""A real browser at a served desk, which sees what a person would not: errors, requests elsewhere, barriers."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Request, expect, sync_playwright

from tests.web.served import PASSWORD

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
#: Says that a browser must be there: then a test that wants one fails where there is none, and does not skip.
WANTED = "TOLLBOOK_CHROMIUM"
needs_browser = pytest.mark.skipif(
    CHROMIUM is None and not os.environ.get(WANTED), reason="no Chromium here: apt-get install chromium"
)
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


@dataclass
class Visit:
    """A page in a browser, and everything that went wrong on it."""

    page: Page
    url: str
    wrong: list[str] = field(default_factory=list)

    def go(self, path: str) -> None:
        """Open a page of the desk."""
        self.page.goto(self.url + path, timeout=120_000)

    def enter(self, name: str) -> None:
        """Log in."""
        self.go("/login/")
        self.page.fill("input[name=login]", name)
        self.page.fill("input[name=password]", PASSWORD)
        self.page.click("main form button")
        self.page.wait_for_selector("header.rail")
        self.page.wait_for_load_state("networkidle")  # whoever leaves before leaves half a script behind

    def check(self) -> None:
        """No barrier that axe finds, nothing asked of another host, no error on the console so far."""
        found = Axe().run(self.page, options={"resultTypes": ["violations"]}).response["violations"]
        told = [f"{one['id']}: {node['html'][:160]}" for one in found for node in one["nodes"]]
        assert told == [], (self.page.url, told)
        assert self.wrong == []


@contextmanager
def visiting(url: str, browser: Browser, **context: object) -> Iterator[Visit]:
    """A visit in a fresh context: a window of its own, with no cookies."""
    opened = browser.new_context(**context)  # type: ignore[arg-type]
    visit = Visit(opened.new_page(), url)

    def asked(request: Request) -> None:
        if urlsplit(request.url).netloc not in (urlsplit(url).netloc, "") and request.url[:5] != "data:":
            visit.wrong.append(f"asked elsewhere: {request.url}")

    visit.page.on("request", asked)
    visit.page.on(
        "console", lambda said: visit.wrong.append(f"{visit.page.url}: {said.text}") if said.type == "error" else None
    )
    visit.page.on("pageerror", lambda error: visit.wrong.append(str(error)))
    try:
        yield visit
    finally:
        opened.close()


@contextmanager
def a_browser() -> Iterator[Browser]:
    """Chromium, started."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        try:
            yield started
        finally:
            started.close()


def picture(visit: Visit, folder: Path, name: str) -> None:
    """Keep what is seen. The caret stays: to hide it, Playwright would write style attributes into the page."""
    folder.mkdir(parents=True, exist_ok=True)
    visit.page.screenshot(path=folder / f"{name}.png", full_page=True, caret="initial")


@contextmanager
def decided(visit: Visit) -> Iterator[None]:
    """What is done inside brings another claim to review."""
    visit.page.locator("#what").evaluate("(one) => one.setAttribute('data-old', '')")
    yield
    expect(visit.page.locator("#what:not([data-old])")).to_be_visible(timeout=20_000)


def to_by_tab(visit: Visit, selector: str) -> None:
    """Go to something by the Tab key alone."""
    for _ in range(60):
        visit.page.keyboard.press("Tab")
        if visit.page.evaluate("(one) => document.activeElement.matches(one)", selector):
            return
    pytest.fail(f"{selector} is not reached by keyboard")
