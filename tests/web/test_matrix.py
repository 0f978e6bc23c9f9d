"""Every page × every role × {a report of one's own group, one of another's, one of no group}, and nobody at all.

The routes come from the URL table itself: one that is not spoken of here fails the tests.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

import httpx
import pytest

from tests.papers import Page, pdf
from tests.web.served import PASSWORD, Served, a_desk, python, serving, token, tollbook
from tollbook.desk.access import PERMISSIONS, ROLES

#: For each route: how it is asked, and the permission it takes. ``{report}`` and ``{claim}`` are of each in turn,
#: and ``{paper}`` is a report whose original is a PDF.
#: What is sent with POST changes nothing where it is allowed: it lacks what the desk asks for next.
PAGES: dict[str, tuple[str, str, str]] = {
    "home": ("GET", "/", "read"),
    "inbox": ("GET", "/inbox/", "read"),
    "inbox-upload": ("POST", "/inbox/upload/", "work"),
    "report": ("GET", "/reports/{report}/", "read"),
    "report-original": ("GET", "/reports/{report}/original/", "read"),
    "report-beside": ("GET", "/reports/{report}/beside/", "read"),
    "report-page": ("GET", "/reports/{paper}/pages/1/", "read"),
    "report-add": ("POST", "/reports/{report}/claims/", "work"),
    "report-amend": ("POST", "/reports/{report}/amend/", "decide"),
    "report-withdraw": ("POST", "/reports/{report}/withdraw/", "release"),
    "report-remove": ("POST", "/reports/{report}/remove/", "administer"),
    "report-keep": ("POST", "/reports/{report}/keep/", "administer"),
    "report-close": ("POST", "/reports/{report}/close/", "administer"),
    "review": ("GET", "/review/", "decide"),
    "review-claim": ("GET", "/review/{claim}/", "decide"),
    "review-accept": ("POST", "/review/{claim}/accept/", "decide"),
    "review-reject": ("POST", "/review/{claim}/reject/", "decide"),
    "review-correct": ("POST", "/review/{claim}/correct/", "decide"),
    "review-undo": ("POST", "/review/{claim}/undo/", "decide"),
    "incidents": ("GET", "/incidents/", "read"),
    "incidents-look": ("POST", "/incidents/look/", "work"),
    "incidents-one": ("GET", "/incidents/{incident}/", "read"),
    "incidents-effect": ("GET", "/incidents/{incident}/effect/", "read"),
    "incidents-decide": ("POST", "/incidents/{incident}/rejected/", "decide"),
    "sources": ("GET", "/sources/", "read"),
    "places": ("GET", "/places/", "read"),
    "places-add": ("POST", "/places/add/", "administer"),
    "people": ("GET", "/people/", "administer"),
    "people-add": ("POST", "/people/add/", "administer"),
    "people-change": ("POST", "/people/nobody/", "administer"),
    "log": ("GET", "/log/", "read"),
    "log-checkpoint": ("GET", "/log/checkpoint/", "read"),
    "log-sign": ("POST", "/log/sign/", "administer"),
    "keys": ("GET", "/account/keys/", "read"),
    "keys-add": ("POST", "/account/keys/add/", "read"),
    "ask": ("GET", "/ask/?harm=killed", "read"),
    "map": ("GET", "/map/", "read"),
    "timeline": ("GET", "/timeline/", "read"),
    "situation": ("GET", "/situation/", "read"),
    "situation-release": ("POST", "/situation/release/", "release"),
    "keys-docs": ("GET", "/account/keys/docs/", "read"),
    "account": ("GET", "/account/", "read"),
    "account_change_password": ("GET", "/account/password/", "read"),
    "mfa_index": ("GET", "/account/second/", "read"),
    "mfa_activate_totp": ("GET", "/account/second/on/", "read"),
    "mfa_deactivate_totp": ("GET", "/account/second/off/", "read"),
    "mfa_view_recovery_codes": ("GET", "/account/second/codes/", "read"),
    "mfa_generate_recovery_codes": ("GET", "/account/second/codes/new/", "read"),
    "account_reauthenticate": ("GET", "/login/again/", "read"),
    "mfa_reauthenticate": ("GET", "/login/again/second/", "read"),
}
#: Pages before the door, the way out, and what is tested by itself.
DOOR = {"keys-end", "account_login", "account_inactive", "mfa_authenticate", "set_language", "account_logout"}
#: What one's own second step answers while it is off: there is nothing to turn off and no codes to see.
OFF = {"mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_reauthenticate"}
OWN = ("open", "own", "other")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, record: str) -> Iterator[Served]:
    folder = a_desk(tmp_path_factory.mktemp("matrix"), record)
    papers = [folder / f"paper-{n}.pdf" for n in range(3)]
    for n, path in enumerate(papers):
        path.write_bytes(pdf([Page().line(72, 100, f"Shelling killed {n + 12} civilians in Homs on 2 May 2016.")]))
    tollbook(folder, "read", *(path.name for path in papers), record=record)
    python(
        folder,
        "from django.conf import settings\nfrom tollbook.desk.access import Person, restrict, seat\n"
        "here = seat(settings.RECORD, 'default', Person('ana', 'administrator', frozenset(['north', 'south'])))\n"
        "from tollbook.desk import incidents\nfrom tollbook.desk.errors import AskedWrongError\n"
        "def pair(one):\n"
        "    for a in range(1, 14):\n"
        "        for b in range(1, 14):\n"
        "            try: return incidents.by_hand(here.store, [f'{one}.{a}', f'4.{b}'], 'ana')\n"
        "            except AskedWrongError: pass\n"
        "pair(1); pair(2); pair(3)\n"
        "for n in (2, 12): restrict(here, n, ['north'], 'names')\n"
        "for n in (3, 13): restrict(here, n, ['south'], 'names')\n",
        record,
    )
    with serving(folder, record=record) as served:
        for role in ROLES:  # what cannot be taken back wants the password again
            client = served.client(role)
            data = {"password": PASSWORD, "csrfmiddlewaretoken": token(client.get("/login/again/").text)}
            assert client.post("/login/again/", data=data).status_code == 302
        yield served


@pytest.fixture(scope="module")
def claims(desk: Served) -> dict[str, dict[str, object]]:
    """A report that is open, one of the group everybody is in, and one of another group: each with a claim of it, and
    with a proposal that it tells of the same event as an open one."""
    said = python(
        desk.folder,
        "import json\nfrom django.conf import settings\nfrom tollbook.record.store import Store\n"
        "s = Store(settings.RECORD, 'default', 'x')\n"
        "print(json.dumps({r.number: s.claims(report=r.id)[0].id for r in s.reports()}))",
        desk.record,
    )
    by_report = {int(number): name for number, name in json.loads(said.splitlines()[-1]).items()}
    kinds = zip(OWN, (1, 2, 3), strict=True)
    return {kind: {"report": n, "claim": by_report[n], "incident": n, "paper": n + 10} for kind, n in kinds}


def routes(desk: Served) -> list[str]:
    """The name of every route of the URL table."""
    said = python(
        desk.folder,
        "from tollbook.web.urls import urlpatterns\nprint(*[p.name for p in urlpatterns if hasattr(p, 'name')])",
        desk.record,
    )
    return said.split()


def ask(client: httpx.Client, method: str, path: str) -> httpx.Response:
    if method == "GET":
        return client.get(path)
    return client.post(path, headers={"X-CSRFToken": client.cookies["csrftoken"]})


def test_every_route_is_in_the_matrix(desk: Served) -> None:
    assert set(routes(desk)) == set(PAGES) | DOOR


@pytest.mark.parametrize("name", PAGES)
def test_who_may(desk: Served, claims: dict[str, dict[str, object]], name: str) -> None:
    method, pattern, permission = PAGES[name]
    kinds = OWN if "{" in pattern else OWN[:1]
    wrong = []
    for role in ROLES:
        client = desk.client(role)
        for kind in kinds:
            answer = ask(client, method, pattern.format(**claims[kind]))
            may = ROLES.index(role) >= ROLES.index(PERMISSIONS[permission])
            if not may:
                right = answer.status_code == 403
            elif kind == "other":
                right = answer.status_code == 404
            else:
                right = answer.status_code in (200, 302, 400) and "/login/" not in answer.headers.get("location", "")
                right = right or name in OFF
            if not right:
                wrong.append((role, kind, answer.status_code, answer.headers.get("location")))
    assert not wrong


@pytest.mark.parametrize("name", PAGES)
def test_nobody_may_without_a_login(desk: Served, claims: dict[str, dict[str, object]], name: str) -> None:
    method, pattern, _ = PAGES[name]
    path = pattern.format(**claims["open"])
    with httpx.Client(base_url=desk.url, headers={"Origin": desk.url}) as client:
        client.get("/login/")
        answer = ask(client, method, path)
    assert answer.status_code == 302
    assert answer.headers["location"].startswith("/login/?next=")


@pytest.mark.parametrize("name", [name for name, (method, _, _) in PAGES.items() if method == "POST"])
@pytest.mark.parametrize(
    "origin", [None, "null", "http://elsewhere.example", "https://127.0.0.1", "http://127.0.0.1:1"]
)
def test_what_changes_anything_comes_from_a_page_of_this_site(
    desk: Served, claims: dict[str, dict[str, object]], name: str, origin: str | None
) -> None:
    client = desk.client("administrator")
    headers = {"X-CSRFToken": client.cookies["csrftoken"]}
    for origin in (None, "null", "http://elsewhere.example", desk.url.replace("http:", "https:"), "http://127.0.0.1:1"):
        request = client.build_request("POST", PAGES[name][1].format(**claims["open"]), headers=headers)
        del request.headers["Origin"]
        if origin is not None:
            request.headers["Origin"] = origin
        assert client.send(request).status_code == 403, origin


@pytest.mark.parametrize("name", [name for name, (method, _, _) in PAGES.items() if method == "POST"])
def test_nothing_changes_without_the_token_of_a_form(
    desk: Served, claims: dict[str, dict[str, object]], name: str
) -> None:
    client = desk.client("administrator")
    assert client.post(PAGES[name][1].format(**claims["open"])).status_code == 403
    assert client.get(PAGES[name][1].format(**claims["open"])).status_code == 405


def test_what_cannot_be_taken_back_wants_the_password_again(desk: Served) -> None:
    client = desk.enter("administrator")
    for name in ("report-withdraw", "report-remove"):
        answer = ask(client, "POST", PAGES[name][1].format(report=1))
        assert answer.headers["location"].startswith("/login/again/"), name


def test_a_key_is_ended_by_its_owner_alone(desk: Served) -> None:
    made = desk.post("reader", "/account/keys/add/", {"label": "a script", "scopes": "read", "days": "3"})
    assert made.status_code == 200
    for name, status in (("administrator", 404), ("reader", 302), ("reader", 404)):
        assert desk.post(name, "/account/keys/1/end/").status_code == status


def test_a_number_leaves_out_what_one_may_not_see(desk: Served) -> None:
    page = desk.client("reader").get("/ask/?harm=killed").text
    assert "restricted to others are left out" in page
    inside = desk.client("reader").get("/inbox/").text
    assert "Schools under fire" not in inside
    assert "Eastern Aleppo: one week" in inside


def test_refusals_and_restricted_reads_stand_in_the_log(desk: Served, claims: dict[str, dict[str, object]]) -> None:
    desk.client("reader").get("/review/")
    desk.client("reader").get("/reports/2/")
    log = json.loads(tollbook(desk.folder, "log", "--json", record=desk.record))
    entries = log["entries"] if isinstance(log, dict) else log
    said = [(entry["kind"], entry["by"]) for entry in entries]
    assert ("access.refused", "reader") in said
    assert ("restricted.read", "reader") in said


def test_the_record_is_whole_after_all_of_it(desk: Served) -> None:
    assert "The record is whole" in tollbook(desk.folder, "verify", record=desk.record)
