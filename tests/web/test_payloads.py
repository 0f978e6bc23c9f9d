"""Scripts in every field and by every way in, shown by a real browser: none runs, and none becomes part of a page.

They come in by uploads of every format, by the API, by a table of claims coded by hand, by a table of places, by every
form of the pages, and in addresses. ``TOLLBOOK_PAYLOADS`` is how many; ``bench/web.py`` tries 300.
"""

from __future__ import annotations

import itertools
import json
import os
import urllib.parse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Dialog

from tests.web import ways_in
from tests.web.browser import Visit, needs_browser, visiting
from tests.web.served import PASSWORD, Served, make_people, python, serving, token, tollbook

COUNT = int(os.environ.get("TOLLBOOK_PAYLOADS", "3"))
_RUN = ("window.ran=1", "alert(1)", "document.body.id='ran'", "parent.ran=1", "top.ran=1")
_FORMS = Path(__file__).with_name("payloads.txt").read_text(encoding="utf-8").splitlines()
PAYLOADS = [form.replace("RUN", run) for run, form in itertools.product(_RUN, _FORMS)]


#: What a page has of its own accord is a script of ours, or data for one; anything else came out of a payload.
FOREIGN = "#ran, main iframe, main base, main script:not([type='application/json']):not([src^='/static/'])"


def chosen() -> list[str]:
    """As many of them as are tried, of all kinds."""
    step = max(1, len(PAYLOADS) // COUNT)
    return PAYLOADS[::step][:COUNT]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A record with a payload in every field that a report, a claim, a decision, a place, a group or a key has."""
    folder = tmp_path_factory.mktemp("payloads")
    make_people(folder)
    (folder / "coded.csv").write_text(ways_in.table(chosen()))
    tollbook(folder, "import", "coded.csv")
    (folder / "payloads.json").write_text(json.dumps(chosen()))
    python(  # who works by command is called as they say they are
        folder,
        "import json\nfrom django.conf import settings\nfrom tollbook.desk import reviewing\n"
        "from tollbook.desk.access import Person, seat\n"
        "for bad in json.load(open('payloads.json')):\n"
        "    here = seat(settings.RECORD, 'default', Person(bad, 'administrator', frozenset()))\n"
        "    claim = next(c for c in here.store.claims() if not here.store.hand.decided([c.id]))\n"
        "    reviewing.reject(here, claim.id, 0, bad)\n",
    )
    with serving(folder) as served:
        _filled(served)
        yield served


def _filled(desk: Served) -> None:
    """Use every form and the API as somebody who means harm."""
    secret = python(
        desk.folder,
        "import datetime as dt\nfrom django.utils import timezone\nfrom tollbook.web.models import Key, User\n"
        "owner = User.objects.get(username='administrator')\n"
        "end = timezone.now() + dt.timedelta(9)\n"
        "key, secret = Key.new(owner=owner, label='t', scopes=['read', 'work', 'decide'], ends=end)\n"
        "key.save(); print(secret)",
    ).split()[-1]
    client = desk.client("administrator")
    again = {"password": PASSWORD, "csrfmiddlewaretoken": token(client.get("/login/again/").text)}
    assert client.post("/login/again/", data=again).status_code == 302
    send = _Sender(client, token(client.get("/account/").text))
    with httpx.Client(base_url=desk.url, headers={"Authorization": f"Bearer {secret}"}, timeout=120) as api:
        for n, bad in enumerate(chosen(), 2):
            _taken(send, api, bad, n)
    send("/places/add/", files={"table": ("places.csv", ways_in.gazetteer(chosen()).encode())})


class _Sender:
    """Sends forms with their token; what comes back may be a refusal, and never a failure of the server."""

    def __init__(self, client: httpx.Client, given: str) -> None:
        self.client, self.headers = client, {"X-CSRFToken": given}

    def __call__(self, path: str, data: dict[str, Any] | None = None, **rest: Any) -> httpx.Response:
        answer = self.client.post(path, data=data or {}, headers=self.headers, **rest)
        assert answer.status_code < 500, (path, answer.status_code)
        return answer


def _taken(send: _Sender, api: httpx.Client, bad: str, n: int) -> None:
    """One payload, by every way in."""
    every = list(ways_in.files(bad, n).items())
    sent = [("files", one) for one in every]
    by_api = api.post("/api/reports", params={"publisher": bad}, files=sent[: len(sent) // 2])
    assert by_api.status_code == 200, by_api.text
    answer = send("/inbox/upload/", {"publisher": bad}, files=sent[len(sent) // 2 :])
    assert answer.status_code == 200, answer.text[:2000]
    # One whose text begins like a picture is refused.
    first = next(one for one in by_api.json()["reports"] if "report" in one)
    number, claims = first["report"]["number"], first["claims"]
    row = {"place": bad, "perpetrator": bad, "speaker": bad}
    if claims:
        path = f"/api/claims/{claims[0]}"
        made = api.post(f"{path}/correct", json={"seen": 0, "reason": bad, "claims": [{**row, "best": bad}]})
        assert made.status_code == 400, "a number is none"
        made = api.post(f"{path}/correct", json={"seen": 0, "reason": bad, "claims": [row]})
        assert made.status_code == 200, made.text
    by_hand = {"words": "Shelling", "harm": "injured", "population": "people", "low": "2", "reason": bad, **row}
    send(f"/reports/{number}/claims/", by_hand)
    send(f"/reports/{number}/amend/", {"title": bad, "publisher": bad, "published": "2016-05-04", "reason": bad})
    deeds = ({"reason": bad}, {"groups": bad, "reason": bad}, {"groups": f"north, {bad}", "reason": bad})
    path = ("withdraw", "remove", "close", "close")[n % 4]
    send(f"/reports/{number}/{path}/", deeds[max(0, n % 4 - 1)])
    send("/people/add/", {"name": bad[:150], "role": "reader", "groups": bad})
    send("/people/second/", {"role": "administrator", "groups": bad[:150].replace(",", " "), "active": "on"})
    send("/account/keys/add/", {"label": bad, "scopes": "read", "days": "9"})
    told = [one["number"] for one in api.get("/api/incidents", params={"state": "all"}).json()["proposals"]]
    for proposal in told[:1]:
        send(f"/incidents/{proposal}/rejected/", {"reason": bad})


@needs_browser
def test_nothing_that_is_read_is_run(desk: Served, browser: Browser) -> None:
    reports = int(python(desk.folder, "from tollbook.record.models import Report\nprint(Report.objects.count())"))
    assert reports > 10 * len(chosen()), "some ways in brought nothing"
    client = desk.client("administrator")
    client.post("/incidents/look/", headers={"X-CSRFToken": token(client.get("/account/").text)})
    with visiting(desk.url, browser) as visit:
        looker = Looker(visit)
        visit.enter("administrator")
        for path in (*PLACES, "/reports/1/", f"/reports/{reports}/"):
            looker.visit(path)
        looker.look_at(client, addresses(reports))
        assert [one for one in visit.wrong if "elsewhere" in one] == []
        assert looker.pages > reports + 15 * len(chosen())


#: Pages that show what came in, each for all of it.
PLACES = (
    "/review/", "/incidents/", "/incidents/?state=rejected", "/incidents/1/", "/sources/", "/places/", "/people/",
    "/log/", "/account/", "/account/keys/", "/map/?harm=killed", "/timeline/?harm=killed",
    "/situation/?harms=killed&level=internal", "/ask/?harm=killed&explain=1&by=source",
)  # fmt: skip


def addresses(reports: int) -> list[str]:
    """Every page there is of the reports, and pages that are asked for with a payload in every part of an address."""
    paths = [f"/inbox/?page={n}" for n in range(1, reports // 50 + 2)]
    for n in range(1, reports + 1):
        paths += [f"/reports/{n}/", f"/reports/{n}/beside/"] if n % 13 == 0 else [f"/reports/{n}/"]
    for bad in map(urllib.parse.quote, chosen()):
        paths += [f"/ask/?q={bad}", f"/ask/?harm=killed&where={bad}", f"/ask/?harm=killed&according_to={bad}",
                  f"/ask/?harm={bad}&who={bad}&start={bad}", f"/map/?where={bad}", f"/timeline/?where={bad}",
                  f"/situation/?where={bad}&told={bad}&harms={bad}", f"/inbox/?q={bad}", f"/log/?q={bad}&by={bad}",
                  f"/log/?kind={bad}&since={bad}", f"/login/?next={bad}", f"/review/?after={bad}",
                  f"/incidents/?state={bad}", f"/{bad}", f"/reports/{bad}/"]  # fmt: skip
    return paths


class Looker:
    """Shows pages to the browser: one by one as it asks for them, or many in one document without the policy that would
    stop a script, so that only what the pages say of themselves keeps it from running."""

    TOGETHER = 50

    def __init__(self, visit: Visit) -> None:
        self.shown, self.asked, self.pages = visit.page, list[str](), 0
        self.go = visit.go
        visit.page.on("dialog", self._stopped)

    def _stopped(self, dialog: Dialog) -> None:
        self.asked.append(dialog.message)
        dialog.dismiss()

    def visit(self, path: str) -> None:
        """Go to a page."""
        self.go(path)
        self._nothing_ran(path)
        self.pages += 1

    def look_at(self, client: httpx.Client, paths: list[str]) -> None:
        """Show the pages of many addresses, so many at a time."""
        self.shown.goto("about:blank")  # a document that is written over keeps its policy
        for at in range(0, len(paths), self.TOGETHER):
            some = paths[at : at + self.TOGETHER]
            self.shown.set_content("".join(self._page(client, path) for path in some))
            self._nothing_ran(some)
            self.pages += len(some)

    def _page(self, client: httpx.Client, path: str) -> str:
        answer = client.get(path, follow_redirects=True)
        assert answer.status_code < 500, path
        assert "script-src 'self'" in answer.headers["content-security-policy"], path
        return answer.text if "html" in answer.headers["content-type"] else ""

    def _nothing_ran(self, where: object) -> None:
        assert self.shown.evaluate("window.ran || top.ran") is None, where
        assert self.shown.locator(FOREIGN).count() == 0, where
        assert self.asked == [], where


@needs_browser
def test_what_would_run_is_seen(browser: Browser) -> None:
    with visiting("", browser) as visit:
        looker = Looker(visit)
        for bad in ("<script>window.ran=1</script>", "<img id=ran src=x>", "<script>alert(1)</script>", "<iframe>"):
            visit.page.set_content(f"<main><p>{bad}</p></main>")
            with pytest.raises(AssertionError):
                looker._nothing_ran(bad)
            looker.asked.clear()


@needs_browser
def test_a_released_report_runs_nothing(desk: Served, browser: Browser, tmp_path: Path) -> None:
    answer = desk.post("administrator", "/situation/release/", {"harms": "killed", "level": "internal", "form": "html"})
    assert answer.status_code == 200
    (tmp_path / "report.html").write_bytes(answer.content)
    with visiting("", browser) as visit:
        visit.page.goto((tmp_path / "report.html").as_uri())
        assert chosen()[0] in visit.page.inner_text("body"), "the words of reports are in it"
        assert visit.page.evaluate("window.ran || top.ran") is None
        assert visit.page.locator("#ran, iframe, base, script, object, embed").count() == 0
