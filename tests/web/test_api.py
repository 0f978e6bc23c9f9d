"""The API: who may what, one shape for what goes wrong, and no request that makes the server stumble.

``TOLLBOOK_REQUESTS`` is how many requests schemathesis makes of each operation and kind; ``bench/web.py`` makes many.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode

from tests.web.served import Served, a_desk, python, serving, tollbook
from tollbook.desk.access import PERMISSIONS, ROLES

REQUESTS = int(os.environ.get("TOLLBOOK_REQUESTS", "4"))
#: Each operation: the permission it takes, and what it is sent where it is sent anything. What is sent changes nothing.
OPERATIONS: dict[tuple[str, str], tuple[str, dict[str, Any] | None]] = {
    ("get", "/api/reports"): ("read", None),
    ("post", "/api/reports"): ("work", None),
    ("get", "/api/reports/{number}"): ("read", None),
    ("get", "/api/claims"): ("read", None),
    ("get", "/api/claims/{name}"): ("read", None),
    ("post", "/api/claims/{name}/accept"): ("decide", {"seen": 99}),
    ("post", "/api/claims/{name}/reject"): ("decide", {"seen": 99, "reason": "no"}),
    ("post", "/api/claims/{name}/correct"): ("decide", {"seen": 99, "claims": [{}]}),
    ("post", "/api/claims/{name}/undo"): ("decide", {"seen": 99}),
    ("get", "/api/ask"): ("read", None),
    ("get", "/api/incidents"): ("read", None),
    ("get", "/api/incidents/{number}"): ("read", None),
    ("post", "/api/incidents/{number}"): ("decide", {"verdict": "undo"}),
    ("get", "/api/log"): ("read", None),
}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, record: str) -> Iterator[Served]:
    folder = a_desk(tmp_path_factory.mktemp("api"), record)
    said = python(
        folder,
        "import json, datetime as dt\nfrom django.conf import settings\nfrom django.utils import timezone\n"
        "from tollbook.desk.access import PERMISSIONS, Person, restrict, seat\n"
        "from tollbook.web.models import Key, User\n"
        "from tollbook.desk import incidents\nfrom tollbook.desk.errors import AskedWrongError\n"
        "here = seat(settings.RECORD, 'default', Person('ana', 'administrator', frozenset(['north', 'south'])))\n"
        "def pair(one):\n"
        "    for a in range(1, 14):\n"
        "        for b in range(1, 14):\n"
        "            try: return incidents.by_hand(here.store, [f'{one}.{a}', f'4.{b}'], 'ana')\n"
        "            except AskedWrongError: pass\n"
        "pair(1); pair(2); pair(3)\n"
        "claims = {r.number: here.store.claims(report=r.id)[0].id for r in here.store.reports()}\n"
        "restrict(here, 2, ['north'], 'names')\nrestrict(here, 3, ['south'], 'names')\n"
        "def key(name, scopes, days=9):\n"
        "    owner = User.objects.get(username=name)\n"
        "    made, secret = Key.new(owner=owner, label='t', scopes=scopes, ends=timezone.now() + dt.timedelta(days))\n"
        "    made.save()\n    return secret\n"
        "from tollbook.desk.access import ROLES\n"
        "keys = {name: key(name, list(PERMISSIONS)) for name in ROLES}\n"
        "keys['narrow'] = key('administrator', ['read'])\nkeys['ended'] = key('administrator', ['read'], -1)\n"
        "print(json.dumps({'keys': keys, 'claims': claims}))",
        record,
    )
    (folder / "keys.json").write_text(said.splitlines()[-1])
    with serving(folder, record=record) as served:
        yield served


def kept(desk: Served) -> dict[str, Any]:
    data: dict[str, Any] = json.loads((desk.folder / "keys.json").read_text())
    return data


def caller(desk: Served, name: str) -> httpx.Client:
    if f"api {name}" not in desk.clients:
        headers = {"Authorization": f"Bearer {kept(desk)['keys'][name]}"}
        desk.clients[f"api {name}"] = httpx.Client(base_url=desk.url, headers=headers, timeout=60)
    return desk.clients[f"api {name}"]


def ask(client: httpx.Client, method: str, pattern: str, number: int, name: str) -> httpx.Response:
    sent = OPERATIONS[method, pattern][1]
    path = pattern.format(number=number, name=name)
    if path == "/api/reports" and method == "post":
        return client.post(path, files={"files": ("empty.txt", b"")})
    if path == "/api/ask":
        path += "?harm=killed"
    return client.request(method, path, json=sent)


def shaped(answer: httpx.Response) -> bool:
    """Whether an answer that is an error has the one shape."""
    if answer.status_code < 400:
        return True
    error = answer.json()
    return set(error) == {"error"} and set(error["error"]) == {"code", "message", "remedy"}


def test_every_operation_is_in_the_matrix(desk: Served) -> None:
    paths = caller(desk, "reader").get("/api/openapi.json").json()["paths"]
    assert {(method, path) for path, methods in paths.items() for method in methods} == set(OPERATIONS)


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda one: f"{one[0]} {one[1]}")
def test_who_may(desk: Served, operation: tuple[str, str]) -> None:
    method, pattern = operation
    permission, _ = OPERATIONS[operation]
    claims = kept(desk)["claims"]
    wrong = []
    for who in (*ROLES, "narrow"):
        for kind, number in (("open", 1), ("own", 2), ("other", 3)) if "{" in pattern else (("open", 1),):
            answer = ask(caller(desk, who), method, pattern, number, claims[str(number)])
            may = permission == "read" if who == "narrow" else ROLES.index(who) >= ROLES.index(PERMISSIONS[permission])
            expected = (403,) if not may else (404,) if kind == "other" else (200, 400, 409)
            if answer.status_code not in expected or not shaped(answer):
                wrong.append((who, kind, answer.status_code, answer.text[:200]))
    assert not wrong


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda one: f"{one[0]} {one[1]}")
def test_nobody_may_without_a_key(desk: Served, operation: tuple[str, str]) -> None:
    claims = kept(desk)["claims"]
    ended = {"Authorization": f"Bearer {kept(desk)['keys']['ended']}"}
    for headers in ({"Origin": desk.url}, {"Authorization": "Bearer tollbook_none"}, ended):
        with httpx.Client(base_url=desk.url, headers=headers) as client:
            answer = ask(client, *operation, 1, claims["1"])
        assert answer.status_code in ((401,) if operation[0] == "get" else (401, 403)), headers
        assert shaped(answer)


def test_a_session_needs_the_token_of_a_form_to_change_anything(desk: Served) -> None:
    client, claims = desk.client("reviewer"), kept(desk)["claims"]
    assert client.get("/api/reports").status_code == 200
    refused = client.post(f"/api/claims/{claims['1']}/accept", json={"seen": 0})
    assert (refused.status_code, shaped(refused)) == (403, True)
    headers = {"Origin": "http://elsewhere.example", "X-CSRFToken": client.cookies["csrftoken"]}
    assert client.post(f"/api/claims/{claims['1']}/accept", json={"seen": 0}, headers=headers).status_code == 403
    key = {"Authorization": f"Bearer {kept(desk)['keys']['reviewer']}", "Origin": "http://elsewhere.example"}
    assert httpx.post(f"{desk.url}/api/claims/{claims['1']}/accept", json={"seen": 0}, headers=key).status_code == 403


def test_a_claim_is_accepted_corrected_and_reopened(desk: Served) -> None:
    client, name = caller(desk, "reviewer"), kept(desk)["claims"]["5"]
    accepted = client.post(f"/api/claims/{name}/accept", json={"seen": 0}).json()
    assert accepted["decision"] == "accepted"
    late = client.post(f"/api/claims/{name}/reject", json={"seen": 0, "reason": "no"})
    assert (late.status_code, late.json()["error"]["code"]) == (409, "overtaken")
    sent = {"seen": accepted["seen"], "claims": [{"low": "7", "high": "7", "best": "7"}], "reason": "a slip"}
    made = client.post(f"/api/claims/{name}/correct", json=sent).json()["claims"]
    assert [one["quantity"]["low"] for one in made] == [7]
    seen = client.get(f"/api/claims/{made[0]['id']}").json()["seen"]
    back = client.post(f"/api/claims/{made[0]['id']}/undo", json={"seen": seen}).json()
    assert (back["claim"]["id"], back["standing"]) == (name, True)


def test_claims_come_a_page_at_a_time(desk: Served) -> None:
    client, met, after = caller(desk, "reader"), [], 0
    while after is not None:
        page = client.get("/api/claims", params={"limit": 17, "after": after}).json()
        met += [one["id"] for one in page["claims"]]
        after = page["next"]
    assert len(met) == len(set(met)) > 60
    killed = client.get("/api/claims", params={"harm": "killed", "limit": 1000}).json()["claims"]
    assert {one["harm"] for one in killed} == {"killed"}


def test_a_report_is_taken_in(desk: Served) -> None:
    files = {"files": ("new.txt", b"Shelling killed 3 people in Homs on 2 May 2016.")}
    found = caller(desk, "analyst").post("/api/reports", files=files, params={"published": "2016-05-03"}).json()
    assert [one["outcome"] for one in found["reports"]] == ["new"]
    number = found["reports"][0]["report"]["number"]
    assert caller(desk, "reader").get(f"/api/reports/{number}").json()["claims"][0]["quantity"]["low"] == 3


@pytest.mark.parametrize("path", ["/api/", "/api/nothing", "/api/reports/-1", "/api/reports/99999999999999999999"])
def test_what_is_not_there_has_the_shape_too(desk: Served, path: str) -> None:
    for method in ("GET", "PUT", "DELETE", "PATCH"):
        answer = caller(desk, "administrator").request(method, path)
        assert 400 <= answer.status_code < 500
        assert shaped(answer), answer.text[:300]


def test_no_request_makes_the_server_stumble(desk: Served) -> None:
    headers = {"Authorization": f"Bearer {kept(desk)['keys']['administrator']}"}
    schema = schemathesis.openapi.from_url(f"{desk.url}/api/openapi.json")
    for found in schema.get_all_operations():
        operation: Any = found.ok()  # type: ignore[union-attr]
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):

            @settings(
                max_examples=REQUESTS, database=None, deadline=None, phases=[Phase.generate], derandomize=True,
                suppress_health_check=list(HealthCheck),
            )  # fmt: skip
            @given(case=operation.as_strategy(generation_mode=mode))
            def stumbles(case: Any) -> None:
                answer = case.call(headers=headers)
                assert answer.status_code < 500, (case.method, case.path, answer.status_code)
                if answer.status_code >= 400:
                    assert set(answer.json()["error"]) == {"code", "message", "remedy"}, answer.text[:300]

            stumbles()
    assert "The record is whole" in tollbook(desk.folder, "verify", record=desk.record)
