"""Every page of the URL table, as an empty record and a full one show it, in English by day and in Arabic by night: no
barrier that axe finds, nothing wider than its screen, no error on the console, nothing asked of another host. What is
the same page asked otherwise is looked at in English.

A route that is not visited here fails the tests. What is sent with POST shows no page of its own but those named.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import struct
import time
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.web.browser import Visit, needs_browser, visiting
from tests.web.served import PASSWORD, Served, a_desk, python, serving, tollbook
from tests.web.test_matrix import PAGES as ROUTES

#: The addresses at which each page that is asked for with GET is looked at. ``{claim}`` is some claim.
VISITS: dict[str, tuple[str, ...]] = {
    "home": ("/",),
    "inbox": ("/inbox/", "/inbox/?q=bombing", "/inbox/?q=nothing+is+called+so"),
    "report": ("/reports/7/", "/reports/999/"),
    "report-beside": ("/reports/7/beside/",),
    "review": ("/review/", "/review/?report=7"),
    "review-claim": ("/review/{claim}/",),
    "incidents": ("/incidents/", "/incidents/?state=accepted"),
    "incidents-one": ("/incidents/1/",),
    "incidents-effect": ("/incidents/1/",),  # a piece of it
    "sources": ("/sources/",),
    "places": ("/places/",),
    "people": ("/people/",),
    "log": ("/log/", "/log/?q=nothing+is+called+so", "/log/?since=someday"),
    "keys": ("/account/keys/",),
    "ask": (
        "/ask/", "/ask/?harm=killed&where=Aleppo&explain=1&by=month",
        "/ask/?harm=killed&start=1999-01-01&end=1999-01-02",
        "/ask/?harm=killed&where=Nowhereville",
    ),
    "map": ("/map/?where=Aleppo", "/map/?start=1999-01-01&end=1999-01-02", "/map/?where=Nowhereville"),
    "timeline": ("/timeline/?where=Aleppo", "/timeline/?start=1999-01-01&end=1999-01-02"),
    "situation": (
        "/situation/", "/situation/?where=Aleppo&start=2016-11-15&end=2016-12-22", "/situation/?start=soon",
        "/situation/?start=1999-01-01&end=1999-01-02",
    ),
    "keys-docs": ("/account/keys/docs/",),
    "account": ("/account/",),
    "account_change_password": ("/account/password/",),
    "account_inactive": ("/login/inactive/",),
    "account_logout": ("/logout/",),
    "mfa_index": ("/account/second/",),
    "mfa_activate_totp": ("/account/second/on/",),
    "account_reauthenticate": ("/login/again/",),
}  # fmt: skip
#: Those of somebody whose second step is on; the login itself is looked at on the way in.
SECOND: dict[str, str] = {
    "account": "/account/",
    "mfa_deactivate_totp": "/account/second/off/",
    "mfa_view_recovery_codes": "/account/second/codes/",
    "mfa_generate_recovery_codes": "/account/second/codes/new/",
    "mfa_reauthenticate": "/login/again/second/",
}
DOOR = {"account_login", "mfa_authenticate"}
#: Files and the like, which no browser shows.
NO_PAGES = {"report-original", "report-page", "log-checkpoint", "keys-end", "set_language"}
#: The pages of a record that has nothing in it yet, which the journey of test_journey.py begins with.
EMPTY = ("inbox", "review", "incidents", "sources", "places", "log", "map", "timeline", "ask", "situation")
LOOKS: dict[str, dict[str, Any]] = {
    "en": {"locale": "en", "color_scheme": "light"},
    "ar": {"locale": "ar", "color_scheme": "dark"},
}
#: Who has a second step at login, for each language: a code is good once.
WITH_SECOND = {"en": "second", "ar": "elsewhere"}
_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = a_desk(tmp_path_factory.mktemp("barriers"))
    tollbook(folder, "incidents", "propose")
    python(
        folder,
        "from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes\n"
        "from allauth.mfa.totp.internal.auth import TOTP\nfrom tollbook.web.models import User\n"
        f"for name in {list(WITH_SECOND.values())!r}:\n"
        f"    user = User.objects.get(username=name); TOTP.activate(user, {_SECRET!r}); RecoveryCodes.activate(user)",
    )
    with serving(folder) as served:
        yield served


def six_digits(at: float) -> str:
    """What an authenticator shows (RFC 6238)."""
    told = hmac.new(base64.b32decode(_SECRET), struct.pack(">Q", int(at // 30)), hashlib.sha1).digest()
    (number,) = struct.unpack_from(">I", told, told[-1] & 15)
    return f"{(number & 0x7FFFFFFF) % 10**6:06}"


def look(visit: Visit, path: str) -> None:
    """Go to a page and hold it to everything."""
    visit.go(path)
    page = visit.page
    for begun, done in (("#map", "#map[data-drawn]"), ("[hx-trigger=load]", "[data-effect]")):
        if page.locator(begun).count():
            page.wait_for_selector(done)
    visit.wrong[:] = [one for one in visit.wrong if "status of 40" not in one]  # a page that says no is a page
    for width in (390, 1024):
        page.set_viewport_size({"width": width, "height": 800})
        assert not page.evaluate("document.documentElement.scrollWidth > innerWidth"), (path, width)
    # In Arabic nothing is left in English but what is English itself: a report, an example, what programs are told.
    if page.evaluate("document.documentElement.lang") != "en" and "keys/docs" not in path:
        left = page.locator("main [lang=en]:not(#text, .languages *, .asking .help *)").all_inner_texts()
        assert not left, (path, left)
    visit.check()


def look_at_nothing(visit: Visit) -> None:
    """The pages of an empty record: none has a barrier, and each leads on."""
    for name in EMPTY:
        look(visit, VISITS[name][0].split("?")[0])
        assert visit.page.locator("main a, main form").count(), f"{name} is empty, and nothing on it leads on"


def test_every_route_is_looked_at(desk: Served) -> None:
    said = python(
        desk.folder,
        "from tollbook.web.urls import urlpatterns\nprint(*[p.name for p in urlpatterns if hasattr(p, 'name')])",
    )
    sent = {name for name, (method, _, _) in ROUTES.items() if method == "POST"}
    assert set(said.split()) - sent - NO_PAGES == {*VISITS, *SECOND, *DOOR}


@needs_browser
@pytest.mark.parametrize("language", LOOKS)
def test_no_page_has_a_barrier(desk: Served, browser: Browser, language: str) -> None:
    claim = desk.client("reviewer").get("/review/").text.split("/review/")[-1].split("after=")[-1][:64]
    with visiting(desk.url, browser, **LOOKS[language]) as visit:
        look(visit, "/login/")
        visit.enter("administrator")
        assert visit.page.evaluate("document.dir") == ("rtl" if language == "ar" else "ltr")
        for path in dict.fromkeys(
            path for paths in VISITS.values() for path in paths[: None if language == "en" else 1]
        ):
            if path != "/logout/":
                look(visit, path.format(claim=claim))
        look(visit, "/logout/")


@needs_browser
@pytest.mark.parametrize("language", LOOKS)
def test_no_page_of_the_second_step_has_a_barrier(desk: Served, browser: Browser, language: str) -> None:
    with visiting(desk.url, browser, **LOOKS[language]) as visit:
        visit.go("/login/")
        for name, value in (("login", WITH_SECOND[language]), ("password", PASSWORD)):
            visit.page.fill(f"input[name={name}]", value)
        visit.page.click("main form button")
        visit.page.wait_for_selector("input[name=code]")
        visit.check()
        visit.page.fill("input[name=code]", six_digits(time.time()))
        visit.page.click("main form button >> nth=0")
        visit.page.wait_for_selector("header.rail")
        for path in SECOND.values():
            look(visit, path)
