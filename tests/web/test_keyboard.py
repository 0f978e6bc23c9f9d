"""Every decision of the desk made by keyboard alone in a real browser, and what the record keeps of each.

Nothing is clicked: a claim is corrected in every field, split, said to be part of another or the same again, and each
is taken back; a proposal that two reports tell of one event is refused in both ways; and where a decision takes two
people, the second finds what the first proposed filled in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import pytest
from playwright.sync_api import Browser, expect

from tests.web.browser import Visit, decided, needs_browser, to_by_tab, visiting
from tests.web.served import Served, a_desk, serving
from tollbook.desk import reviewing
from tollbook.desk.record import Record
from tollbook.model import Claim
from tollbook.record.decisions import Decided, Kept

T = TypeVar("T")
pytestmark = needs_browser
#: What is typed into each field of a claim, in the order of the keyboard's way through them, and what the record then
#: says. A word typed at a list chooses from it; a day is typed as the page's language writes it.
TYPED = {
    "harm": ("injured", "injured"), "population": ("women", "women"), "low": ("7", "7"), "high": ("9", "9"),
    "best": ("8", "8"), "hedge": ("about", "about"), "unit": ("households", "households"),
    "place": ("Idlib", "Idlib"), "start": ("11012016", "2016-11-01"), "end": ("11022016", "2016-11-02"),
    "perpetrator": ("rebels", "rebels"), "speaker": ("A doctor", "A doctor"), "measure": ("counted at", "stock"),
    "extent": ("everyone", "total"), "modality": ("possible", "possible"),
}  # fmt: skip


def kept(desk: Served, look: Callable[[Record], T]) -> T:
    """Something of the record, read in a thread of its own: that of the browser is not to wait."""

    def read() -> T:
        with Record.open(str(desk.folder / desk.record), write=False) as opened:
            return look(opened)

    with ThreadPoolExecutor(1) as threads:
        return threads.submit(read).result()


def claims(desk: Served, report: int) -> list[Claim]:
    """The claims that stand of a report, in the order of their words."""
    found = kept(desk, lambda record: record.store.claims(report=record.store.find(str(report))[0].id))
    return sorted(found, key=lambda c: (c.span.start, c.span.end, c.id))


def history(desk: Served, name: str) -> list[Decided]:
    return kept(desk, lambda record: record.store.hand.history(name))


@pytest.fixture(scope="module")
def visit(desk: Served, browser: Browser) -> Iterator[Visit]:
    with visiting(desk.url, browser, locale="en-US") as one:
        one.enter("reviewer")
        yield one
        assert one.wrong == []


def opened(visit: Visit, claim: Claim) -> None:
    """A claim's page, with the form to correct it open and its first field in hand."""
    visit.go(f"/review/{claim.id}/")
    visit.page.keyboard.press("e")


def typed(visit: Visit, field: str, words: str) -> None:
    """Go on to a field and type into it, over what is there."""
    page = visit.page
    if not page.evaluate("(one) => document.activeElement.id === one", field):
        to_by_tab(visit, f"#{field}")
    if page.locator(f"#{field}").evaluate("(one) => one.matches('input:not([type=date])')"):
        page.keyboard.press("Control+A")
    page.keyboard.type(words)


def corrected(visit: Visit) -> None:
    """Go on to the button, and press it."""
    to_by_tab(visit, "#why")
    visit.page.keyboard.type("read again")
    with decided(visit):
        to_by_tab(visit, ".correcting button")
        visit.page.keyboard.press("Enter")


def taken_back(visit: Visit, desk: Served, claim: Claim) -> None:
    """Take back what was just decided on a claim: it stands again as it was."""
    with decided(visit):
        visit.page.keyboard.press("u")
    assert claim in claims(desk, 7)
    assert history(desk, claim.id)[-1].decision == "reopened"


def test_every_field_is_corrected_and_taken_back(visit: Visit, desk: Served) -> None:
    assert set(TYPED) == set(reviewing.FIELDS), "a field that a person may change and no test does"
    before = claims(desk, 7)
    opened(visit, before[1])
    for field, (words, _) in TYPED.items():
        typed(visit, f"one-{field}", words)
    corrected(visit)
    last = history(desk, before[1].id)[-1]
    assert (last.decision, last.by, last.reason) == ("corrected", "reviewer", "read again")
    (made,) = [claim for claim in claims(desk, 7) if claim.id in last.value["claims"]]
    said = reviewing.row_of(made)
    assert {name: said[name] for name in TYPED} == {name: now for name, (_, now) in TYPED.items()}
    assert made.place is not None
    assert made.place.country == "SY", "the place is found in the gazetteer"
    taken_back(visit, desk, before[1])
    assert claims(desk, 7) == before


def test_a_claim_is_split_in_two(visit: Visit, desk: Served) -> None:
    before = claims(desk, 7)
    opened(visit, before[3])
    typed(visit, "one-low", "20")
    typed(visit, "one-high", "20")
    typed(visit, "one-best", "20")
    to_by_tab(visit, ".splitting")
    visit.page.keyboard.press("Space")
    typed(visit, "two-harm", "injured")
    for bound in ("low", "high", "best"):
        typed(visit, f"two-{bound}", "6")
    corrected(visit)
    made = history(desk, before[3].id)[-1].value["claims"]
    now = [claim for claim in claims(desk, 7) if claim.id in made]
    assert sorted((c.harm, c.quantity.low) for c in now) == [("injured", 6), ("killed", 20)]
    assert before[3] not in claims(desk, 7)
    taken_back(visit, desk, before[3])


@pytest.mark.parametrize("link", reviewing.LINKS)
def test_a_claim_is_tied_to_another_of_its_report(visit: Visit, desk: Served, link: str) -> None:
    claim, other = claims(desk, 7)[5:7]
    opened(visit, claim)
    typed(visit, f"one-{link}", "7.")
    corrected(visit)
    (made,) = history(desk, claim.id)[-1].value["claims"]
    assert [getattr(c, link) for c in claims(desk, 7) if c.id == made] == [other.id]
    taken_back(visit, desk, claim)


def test_a_claim_is_rejected_for_a_reason_and_later_taken_back(visit: Visit, desk: Served) -> None:
    claim = claims(desk, 7)[0]
    visit.go(f"/review/{claim.id}/")
    visit.page.keyboard.press("r")
    visit.page.keyboard.press("Enter")
    assert history(desk, claim.id) == [], "without a reason nothing is rejected"
    visit.page.keyboard.type("no harm to people")
    with decided(visit):
        visit.page.keyboard.press("Enter")
    assert [(d.decision, d.reason) for d in history(desk, claim.id)] == [("rejected", "no harm to people")]
    assert claim not in claims(desk, 7)
    visit.go(f"/review/{claim.id}/")
    expect(visit.page.locator(".message")).to_contain_text("does not count")
    taken_back(visit, desk, claim)


@pytest.mark.parametrize(("key", "verdict"), [("d", "distinct"), ("r", "rejected")])
def test_a_link_of_two_reports_is_refused(visit: Visit, desk: Served, key: str, verdict: str) -> None:
    page = visit.page

    def proposals() -> dict[int, Kept]:
        return {one.number: one for one in kept(desk, lambda record: record.store.proposals())}

    visit.go("/incidents/")
    if not proposals():
        to_by_tab(visit, "form[action='/incidents/look/'] button")
        page.keyboard.press("Enter")
        page.wait_for_selector("tbody tr")
    to_by_tab(visit, "tbody th a")
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-key=d]")
    number = int(page.url.rstrip("/").rsplit("/", 1)[1])
    page.keyboard.press(key)
    expect(page.locator("#reason")).to_be_focused()
    page.keyboard.press("Enter")
    assert proposals()[number].status == "open", "without a reason nothing is refused"
    page.keyboard.type("other towns")
    page.keyboard.press("Enter")
    expect(page.locator(".messages")).to_contain_text("Decided")
    told = proposals()[number]
    assert (told.status, told.decided_by, told.reason) == (verdict, "reviewer", "other towns")
    visit.go(f"/incidents/{number}/")
    page.keyboard.press("u")
    expect(page.locator(".messages")).to_contain_text("Taken back")
    assert proposals()[number].status == "open"


def test_where_it_takes_two_the_second_finds_what_the_first_proposed(
    tmp_path_factory: pytest.TempPathFactory, browser: Browser
) -> None:
    with (
        serving(a_desk(tmp_path_factory.mktemp("two")), "--two-person") as desk,
        visiting(desk.url, browser) as first,
        visiting(desk.url, browser) as second,
    ):
        first.enter("reviewer")
        second.enter("administrator")
        accept, reject, split = claims(desk, 7)[:3]
        for claim in (accept, reject, split):
            first.go(f"/review/{claim.id}/")
            _propose(first, claim, {accept.id: "a", reject.id: "r", split.id: "e"}[claim.id])
            assert [(d.decision, d.by) for d in history(desk, claim.id)] == [("first", "reviewer")]
            assert claim in claims(desk, 7), "what one proposes changes nothing"
        first.go(f"/review/{accept.id}/")
        first.page.keyboard.press("a")
        expect(first.page.locator(".error")).to_contain_text("a second person decides")
        assert len(history(desk, accept.id)) == 1
        for claim, key in ((accept, "a"), (reject, "r"), (split, "e")):
            second.go(f"/review/{claim.id}/")
            expect(second.page.locator(".message")).to_contain_text("proposes:")
            _second(second, key)
            last = history(desk, claim.id)[-1]
            decision = {"a": "accepted", "r": "rejected", "e": "corrected"}[key]
            assert (last.decision, last.by, last.value["with"]) == (decision, "administrator", "reviewer")
        standing = claims(desk, 7)
        assert accept in standing
        assert reject not in standing
        assert sorted(c.quantity.low or 0 for c in standing if c.id in last.value["claims"]) == [1, 44]
        assert second.wrong == []


def _propose(visit: Visit, claim: Claim, key: str) -> None:
    if key == "e":
        visit.page.keyboard.press("e")
        for bound in ("low", "high", "best"):
            typed(visit, f"one-{bound}", "44")
        to_by_tab(visit, ".splitting")
        visit.page.keyboard.press("Space")
        for bound in ("low", "high", "best"):
            typed(visit, f"two-{bound}", "1")
        corrected(visit)
        return
    with decided(visit):
        visit.page.keyboard.press(key)
        if key == "r":
            visit.page.keyboard.type("said twice")
            visit.page.keyboard.press("Enter")


def _second(visit: Visit, key: str) -> None:
    """Decide the same, without typing any of it again."""
    with decided(visit):
        visit.page.keyboard.press(key)
        if key == "e":
            to_by_tab(visit, ".correcting button")
        if key != "a":
            visit.page.keyboard.press("Enter")
