"""Figures of more claims than a page can wait for: the latest days at once, all of them beside, never another's."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route

from tests.web.browser import needs_browser, visiting
from tests.web.served import Served, make_people, serving, tollbook
from tollbook.desk import figuring
from tollbook.desk.access import Person, Seat, restrict, seat
from tollbook.desk.asking import Asked
from tollbook.desk.exporting import Release
from tollbook.desk.record import Record
from tollbook.desk.remembering import Memory
from tollbook.desk.situation import Scope
from tollbook.desk.working import Line
from tollbook.record.errors import RecordError

ASKED = Asked("killed", where="Mali")


def reports(folder: Path) -> None:
    """Three towns, a report each."""
    for town, dead in (("Kidal", "Seven"), ("Gao", "Nine"), ("Timbuktu", "Twelve")):
        (folder / f"{town}.txt").write_text(f"{dead} people were killed in {town} in Mali on 3 May 2015.")


@pytest.fixture
def record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Record]:
    reports(tmp_path)
    memory = Memory()
    monkeypatch.setattr(figuring, "_MEMORY", memory)
    monkeypatch.setattr(figuring, "_LINE", Line(memory))
    with Record.open(str(tmp_path / "record"), by="me") as opened:
        assert len(list(opened.read(tmp_path, published=dt.date(2015, 5, 4)))) == 3
        yield opened


def sat(record: Record, *groups: str, role: str = "administrator") -> Seat:
    return seat(record.store.where, record.store.alias, Person("me", role, frozenset(groups)))


def beside(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let everything be too much for a page."""
    monkeypatch.setattr(figuring, "AT_ONCE", dict.fromkeys(figuring.AT_ONCE, 0))


def until_found(look: Callable[[], figuring.Looked[Any]]) -> Any:
    """What is found once it is done, and as of now."""
    for _ in range(600):
        looked = look()
        if looked.found is not None and looked.as_of is None:
            return looked.found
        assert looked.underway is not None
        time.sleep(0.1)
    raise AssertionError("it was never done")


def test_what_is_reckoned_beside_is_what_would_be_at_once(record: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    at_once = figuring.mapped(sat(record), ASKED, whole=True)
    days = figuring.timed(sat(record), ASKED, whole=True)
    report = figuring.reported(sat(record), Scope("Mali"), Release("public"))
    assert at_once.found is not None
    assert len(at_once.found.places) == 3
    fresh = Memory()
    monkeypatch.setattr(figuring, "_MEMORY", fresh)
    monkeypatch.setattr(figuring, "_LINE", Line(fresh))
    beside(monkeypatch)
    first = figuring.mapped(sat(record), ASKED, whole=True)
    assert first.found is None
    assert first.underway is not None
    assert until_found(lambda: figuring.mapped(sat(record), ASKED, whole=True)) == at_once.found
    assert until_found(lambda: figuring.timed(sat(record), ASKED, whole=True)) == days.found
    drawn = until_found(lambda: figuring.reported(sat(record), Scope("Mali"), Release("public")))
    assert drawn == report.found


def test_nobody_is_shown_what_was_reckoned_for_those_who_see_more(
    record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    restrict(sat(record), 1, ["north"], "the family asked")
    beside(monkeypatch)
    for whole in (False, True):
        for groups, seen in ((("north",), 3), ((), 2)):
            here = sat(record, *groups)
            assert len(until_found(partial(figuring.mapped, here, ASKED, whole=whole)).places) == seen
            assert figuring.mapped(here, ASKED, whole=whole).partial == (seen == 2)


def test_what_is_as_of_before_a_change_says_so_and_a_removal_forgets_it(
    record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    beside(monkeypatch)
    before: Any = until_found(lambda: figuring.mapped(sat(record), ASKED, whole=True))
    places = len(before.places)
    entries = record.store.head()[1]
    claims = record.claims()
    record.store.note("login", {"user": "me"})
    record.store.judge(claims[0].id, "accepted", "", "me")
    still = figuring.mapped(sat(record), ASKED, whole=True)
    assert still.found is before, "nothing changed that could change an answer"
    assert still.as_of is None
    record.store.judge(claims[0].id, "rejected", "a rumour", "me")
    earlier = figuring.mapped(sat(record), ASKED, whole=True)
    assert earlier.found is before
    assert earlier.as_of is not None
    assert earlier.as_of[0] == entries
    assert figuring.released(sat(record), Scope("Mali"), Release("public"), "html", "en") is None
    anew = until_found(lambda: figuring.mapped(sat(record), ASKED, whole=True))
    assert len(anew.places) == places - 1
    record.store.judge(claims[0].id, "accepted", "it was none", "me")
    assert figuring.mapped(sat(record), ASKED, whole=True).as_of is not None, "it counts again"
    asked = record.store.custody
    asked.judge(2, "removal asked", "by law", {})
    asked.remove(2, record.store.custody.asked()[record.reports()[1].id])
    gone = figuring.mapped(sat(record), ASKED, whole=True)
    assert gone.found is None, "what was reckoned with a report that the law removes is not shown again"
    assert len(until_found(lambda: figuring.mapped(sat(record), ASKED, whole=True)).places) == 2


def test_a_job_that_breaks_off_is_said_and_can_be_asked_for_again(
    record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    beside(monkeypatch)
    monkeypatch.setitem(figuring.AT_ONCE, "no_such", 0)
    monkeypatch.setattr(figuring, "Job", lambda module, function, given: figuring_job("no_such", given))
    figuring.mapped(sat(record), ASKED, whole=True)
    with pytest.raises(RuntimeError, match="broke off"):
        until_found(lambda: figuring.mapped(sat(record), ASKED, whole=True))
    assert figuring.mapped(sat(record), ASKED, whole=True).underway is not None


def figuring_job(function: str, given: tuple[Any, ...]) -> Any:
    from tollbook.desk.working import Job

    return Job("tollbook.desk.figuring", function, given)


def test_only_so_many_jobs_wait_in_line(record: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    beside(monkeypatch)
    monkeypatch.setattr("tollbook.desk.working.LINE", 1)
    figuring.mapped(sat(record), ASKED, whole=True)
    with pytest.raises(RecordError, match="Too much"):
        figuring.mapped(sat(record), Asked("killed"), whole=True)
    until_found(lambda: figuring.mapped(sat(record), ASKED, whole=True))


def table(folder: Path, rows: int = 1700) -> None:
    """More claims than a page waits for, over two years."""
    lines = ["report,published,harm,low,high,place,start,end"]
    for n in range(rows):
        day = dt.date(2015, 1, 1) + dt.timedelta(n * 700 // rows)
        town = ("Kidal", "Gao", "Timbuktu")[n % 3]
        lines.append(f"r{n // 20},{day + dt.timedelta(1)},killed,{n % 5 + 1},{n % 5 + 1},{town},{day},{day}")
    (folder / "war.csv").write_text("\n".join(lines) + "\n")


@pytest.fixture(scope="module")
def war(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The desk of a record that is large enough."""
    folder = tmp_path_factory.mktemp("war")
    table(folder)
    tollbook(folder, "import", "war.csv")
    make_people(folder)
    with serving(folder) as served:
        yield served


@needs_browser
def test_a_page_shows_the_latest_days_then_how_far_it_is_then_itself(war: Served, browser: Browser) -> None:
    with visiting(war.url, browser, viewport={"width": 1280, "height": 900}) as visit:
        visit.enter("reader")
        visit.go("/map/?harm=killed&where=Mali")
        page = visit.page
        assert "These are the latest days" in page.locator("main").inner_text()
        page.wait_for_selector("#map[data-drawn]")
        visit.check()
        with held_back(page):
            page.get_by_role("link", name="All times").click()
            page.wait_for_selector(".underway progress")
            visit.check()
        page.wait_for_selector("table.places tbody tr", timeout=60_000)
        assert "These are the latest days" not in page.locator("main").inner_text()
        page.wait_for_selector("#map[data-drawn]")
        visit.check()
        with held_back(page):
            visit.go("/situation/?where=Mali&harms=killed")
            page.wait_for_selector(".underway progress")
        page.wait_for_selector("article.situation", timeout=60_000)
        visit.check()


@contextmanager
def held_back(page: Page) -> Iterator[None]:
    """A page that asks how far something is gets no answer inside: it is there to be looked at."""
    waiting: list[Route] = []

    def hold(route: Route) -> None:
        if "hx-request" in route.request.headers:
            waiting.append(route)
        else:
            route.continue_()

    page.route("**/*", hold)
    yield
    page.unroute("**/*", hold)
    for route in waiting:
        route.continue_()
