"""Who gets in, and what every answer says to the browser."""

from __future__ import annotations

import base64
import hmac
import json
import re
import stat
import struct
import time
from pathlib import Path

import httpx
import pytest

from tests.web.served import PASSWORD, RECORD, Served, token, tollbook
from tollbook.desk.record import Record


def test_nobody_gets_in_without_a_password(desk: Served) -> None:
    with desk.client(None) as client:
        for path in ("/", "/ask/?harm=killed", "/account/", "/no/such/page/"):
            answer = client.get(path)
            assert (answer.status_code, answer.headers.get("location", "")[:7]) in ((302, "/login/"), (404, "")), path
        assert "Between 251" not in client.get("/ask/?harm=killed").text


def test_a_login_lets_one_in_and_stands_in_the_log(desk: Served) -> None:
    assert desk.client("reader").get("/ask/").status_code == 200
    assert "reader" in tollbook(desk.folder, "log", "login", "--last", "3")


def test_there_is_no_sign_up(desk: Served) -> None:
    with desk.client(None) as client:
        assert client.get("/signup/").status_code == 404
        assert "sign up" in client.get("/login/").text


def test_wrong_passwords_are_counted_and_logged(desk: Served) -> None:
    with httpx.Client(base_url=desk.url, headers={"Origin": desk.url}) as client:
        page = client.get("/login/").text
        form = {"login": "elsewhere", "csrfmiddlewaretoken": token(page)}
        said = [client.post("/login/", data={**form, "password": f"wrong {n}"}) for n in range(7)]
        assert all(answer.status_code in (200, 429) for answer in said)
        right = client.post(
            "/login/", data={"login": "elsewhere", "password": PASSWORD, "csrfmiddlewaretoken": token(page)}
        )
        assert right.status_code != 302, "after too many wrong ones even the right one must wait"
    log = tollbook(desk.folder, "log", "refused", "--last", "9")
    assert "elsewhere" in log
    assert "wrong 1" not in log


def test_what_was_typed_for_a_name_is_not_kept(desk: Served) -> None:
    with httpx.Client(base_url=desk.url, headers={"Origin": desk.url}) as client:
        page = client.get("/login/").text
        data = {"login": "my-secret-by-mistake", "password": "x", "csrfmiddlewaretoken": token(page)}
        client.post("/login/", data=data)
    log = tollbook(desk.folder, "log", "--json")
    assert "my-secret-by-mistake" not in log
    assert "an unknown name" in log


@pytest.mark.parametrize("path", ["/login/", "/ask/", "/static/tollbook/ledger.css", "/no/such/page/"])
def test_every_answer_leaves_the_browser_no_room(desk: Served, path: str) -> None:
    headers = desk.client("reader").get(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"


def test_sessions_are_of_this_site_only(desk: Served) -> None:
    client = desk.enter("reader")
    cookie = next(c for c in client.cookies.jar if c.name == "tollbook")
    assert cookie.has_nonstandard_attr("HttpOnly")
    assert cookie.get_nonstandard_attr("SameSite") == "Strict"


def test_the_key_is_for_its_owner_alone(desk: Served) -> None:
    mode = (desk.folder / "record.tollbook" / "web.key").stat().st_mode
    assert stat.S_IMODE(mode) == 0o600


def test_whoever_is_disabled_is_out_at_once(desk: Served) -> None:
    client = desk.enter("releaser")
    assert client.get("/ask/").status_code == 200
    tollbook(desk.folder, "users", "disable", "releaser")
    assert client.get("/ask/").status_code == 302
    tollbook(desk.folder, "users", "disable", "releaser", "--undo")


def test_the_last_administrator_stays(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("alone")
    assert "Password:" in tollbook(folder, "users", "add", "ana", "--role", "administrator")
    from tests.web.served import python

    said = python(
        folder,
        "from tollbook.web import members\nfrom tollbook.desk.errors import AskedWrongError\n"
        "try: members.change('ana', role='reader')\nexcept AskedWrongError as e: print(e.what)",
    )
    assert "only administrator" in said


def test_people_are_made_again_from_what_the_log_tells_of_them(tmp_path: Path) -> None:
    """As in a record that was restored from a backup: the log is there, and nobody else."""
    with Record.open(tmp_path / RECORD, by="ana") as record:
        for says in (
            {"user": "ana", "made": True, "role": "administrator", "groups": []},
            {"user": "omar", "made": True, "role": "reader", "groups": ["north"]},
            {"user": "omar", "role": "reviewer"},
            {"user": "omar", "groups": ["north", "south"]},
            {"user": "omar", "active": False},
            {"user": "ana", "key": "a script", "scopes": ["read"], "days": 3},
        ):
            record.store.note("user.changed", says)
    said = tollbook(tmp_path, "users", "recover").splitlines()
    (ana,) = [line.split() for line in said if line.strip().startswith("ana ")]
    assert (ana[1], len(ana[2])) == ("administrator", 20)
    people = json.loads(tollbook(tmp_path, "users", "list", "--json"))
    assert [(p["name"], p["role"], p["groups"], p["active"]) for p in people] == [
        ("ana", "administrator", [], True), ("omar", "reviewer", ["north", "south"], False),
    ]  # fmt: skip
    assert "names no user who is not there" in tollbook(tmp_path, "users", "recover")


def test_others_are_not_served_without_tls(tmp_path_factory: pytest.TempPathFactory) -> None:
    import subprocess
    import sys

    command = [sys.executable, "-m", "tollbook", "serve", "--host", "0.0.0.0"]
    done = subprocess.run(command, cwd=tmp_path_factory.mktemp("open"), capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "--public-name" in done.stderr


def code(secret: str) -> str:
    """The six digits that an authenticator shows now (RFC 6238)."""
    counter = struct.pack(">Q", int(time.time()) // 30)
    digest = hmac.digest(base64.b32decode(secret), counter, "sha1")
    at = digest[-1] & 15
    return f"{(int.from_bytes(digest[at : at + 4], 'big') & 0x7FFFFFFF) % 1_000_000:06}"


def test_a_second_step_is_asked_for_where_it_is_turned_on(desk: Served) -> None:
    client = desk.enter("second")
    asked = {"password": PASSWORD, "csrfmiddlewaretoken": token(client.get("/login/again/").text)}
    assert client.post("/login/again/", data=asked).status_code == 302
    page = client.get("/account/second/on/").text
    found = re.search(r'<code dir="ltr">(\w+)</code>', page)
    assert found is not None
    turned = client.post("/account/second/on/", data={"code": code(found[1]), "csrfmiddlewaretoken": token(page)})
    assert turned.status_code == 302
    assert len(re.findall(r"<li><code>", client.get("/account/second/codes/").text)) == 10
    with httpx.Client(base_url=desk.url, headers={"Origin": desk.url}) as other:
        data = {"login": "second", "password": PASSWORD, "csrfmiddlewaretoken": token(other.get("/login/").text)}
        assert other.post("/login/", data=data).headers["location"].startswith("/login/second/")
        assert other.get("/ask/").headers["location"].startswith("/login/"), "a password alone lets nobody in"
        page = other.get("/login/second/").text
        wrong = other.post("/login/second/", data={"code": "000000", "csrfmiddlewaretoken": token(page)})
        assert wrong.status_code == 200
        backup = re.findall(r"<li><code>(\w+)</code>", client.get("/account/second/codes/").text)[0]
        assert (
            other.post("/login/second/", data={"code": backup, "csrfmiddlewaretoken": token(page)}).status_code == 302
        )
        assert other.get("/ask/").status_code == 200
