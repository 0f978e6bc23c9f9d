"""A desk as tests use it: a record of their own, people of every role, and the real server behind real HTTP."""

from __future__ import annotations

import atexit
import os
import re
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import httpx

from tollbook.desk.access import ROLES

ROOT = Path(__file__).resolve().parent.parent.parent
#: The folder of the record in that of a desk.
RECORD = "record.tollbook"
PASSWORD = "a long way to the sea"
#: Everybody there is in a desk of the tests: name, role, groups.
PEOPLE: dict[str, tuple[str, tuple[str, ...]]] = {
    **{role: (role, ("north",)) for role in ROLES},
    "second": ("administrator", ()),
    "elsewhere": ("reader", ("south",)),
}


def tollbook(folder: Path, *arguments: str, typed: str = "", record: str = RECORD) -> str:
    """Run a command beside a record, or on the one that is named; it must end well."""
    named = () if record == RECORD else ("--record", record)
    command = [sys.executable, "-m", "tollbook", *named, *arguments]
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, input=typed, timeout=120, check=False, env=around(folder)
    )
    assert done.returncode in (0, 1), done.stderr
    return done.stdout


def python(folder: Path, code: str, record: str = RECORD) -> str:
    """Run some lines with the web's Django set up at a record, by default the one in a folder."""
    begun = f"from tollbook.web.serving import ready; ready({record!r})\n" + code
    done = subprocess.run(
        [sys.executable, "-c", begun], cwd=folder, capture_output=True, text=True, timeout=120, check=False,
        env=around(folder),
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def around(folder: Path) -> dict[str, str]:
    """The environment of what is run for a desk: its keys are its own, also where its record is in no folder."""
    return {**os.environ, "TOLLBOOK_KEY": str(folder / "keys" / "checkpoint.key"), "PYTHONUNBUFFERED": "1"}


def make_people(folder: Path, record: str = RECORD) -> None:
    """Everybody, with one password."""
    python(
        folder,
        "from tollbook.web import members\n"
        f"for name, (role, groups) in {PEOPLE!r}.items(): members.add(name, role, groups, {PASSWORD!r})\n",
        record,
    )


@dataclass
class Served:
    """A desk that runs."""

    folder: Path
    url: str
    record: str = RECORD
    #: The process that serves it.
    pid: int = 0
    clients: dict[str, httpx.Client] = field(default_factory=dict)

    def client(self, name: str | None) -> httpx.Client:
        """A browser of somebody, who logs in once; of nobody for ``None``."""
        if name is None:
            return httpx.Client(base_url=self.url, timeout=60)
        if name not in self.clients:
            self.clients[name] = self.enter(name)
        return self.clients[name]

    def enter(self, name: str, password: str = PASSWORD) -> httpx.Client:
        """Log in as a browser does."""
        client = httpx.Client(base_url=self.url, timeout=60, headers={"Origin": self.url})
        page = client.get("/login/").text
        answer = client.post("/login/", data={"login": name, "password": password, "csrfmiddlewaretoken": token(page)})
        assert answer.status_code == 302, answer.text[:2000]
        return client

    def post(self, name: str, path: str, data: dict[str, object] | None = None, **rest: object) -> httpx.Response:
        """Send a form as the pages do."""
        client = self.client(name)
        headers = {"X-CSRFToken": token(client.get("/account/").text)}
        return client.post(path, data=data or {}, headers=headers, **rest)  # type: ignore[arg-type]


def token(page: str) -> str:
    """The token a page's forms carry."""
    found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    assert found is not None, page[:500]
    return found.group(1)


def free_port() -> int:
    """A port nobody listens at."""
    with socket.socket() as some:
        some.bind(("127.0.0.1", 0))
        return int(some.getsockname()[1])


@contextmanager
def serving(folder: Path, *options: str, record: str = RECORD) -> Iterator[Served]:
    """The desk of a record, by default the one in a folder, served for as long as it is used."""
    port = free_port()
    command = [sys.executable, "-m", "tollbook", "--record", record, "serve", "--port", str(port), *options]
    log = (folder / f"serve-{secrets.token_hex(4)}.log").open("w+")
    process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log, env=around(folder))
    try:
        url = f"http://127.0.0.1:{port}"
        for _ in range(200):
            assert process.poll() is None, (log.seek(0), log.read())[1]
            try:
                httpx.get(f"{url}/login/", timeout=60)
                break
            except httpx.TransportError:  # not there yet, or slow on a busy machine
                time.sleep(0.1)
        yield Served(folder, url, record, process.pid)
    finally:
        process.terminate()
        process.wait(20)
        log.seek(0)
        said = log.read()
        log.close()
        assert "Traceback" not in said, said[-6000:]


def a_desk(folder: Path, record: str = RECORD) -> Path:
    """A record of the ten example reports, with everybody. In a folder it is a copy of one that is made once."""
    if record == RECORD:
        shutil.copytree(_made(), folder, dirs_exist_ok=True)
        return folder
    return _make(folder, record)


@cache
def _made() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="tollbook-desk-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return _make(folder, RECORD)


def _make(folder: Path, record: str) -> Path:
    shutil.copytree(ROOT / "examples", folder / "examples")
    tollbook(folder, "read", "examples", record=record)
    make_people(folder, record)
    return folder
