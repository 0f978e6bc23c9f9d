"""What all tests share."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests import databases
from tollbook.record.where import URL_VARIABLE, Where, located

# A shell starts what it puts in the background deaf to Ctrl-C, and every command the tests start would inherit that.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

ROOT = Path(__file__).resolve().parent.parent

settings.register_profile("tollbook", deadline=None, print_blob=True)
settings.load_profile("tollbook")


@pytest.fixture(scope="session")
def root() -> Path:
    """The root of the source tree."""
    return ROOT


@pytest.fixture(autouse=True)
def _no_stray_record(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """No test reads or writes the record or the key of whoever runs the tests."""
    monkeypatch.delenv("TOLLBOOK_RECORD", raising=False)
    monkeypatch.delenv(URL_VARIABLE, raising=False)
    monkeypatch.delenv("TOLLBOOK_BY", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.getbasetemp() / "cache"))
    monkeypatch.setenv("TOLLBOOK_KEY", str(tmp_path_factory.getbasetemp() / "key" / "checkpoint.key"))


def data_folder(variable: str) -> Path | None:
    """A folder of development data named by an environment variable, ``None`` where it is not at hand."""
    value = os.environ.get(variable)
    return Path(value) if value and Path(value).is_dir() else None


@pytest.fixture(scope="session")
def cluster() -> Iterator[databases.Cluster]:
    """A PostgreSQL server of the tests' own."""
    if databases.binaries() is None:
        if os.environ.get(databases.WANTED):
            pytest.fail("PostgreSQL 15 or newer is not installed, and these tests were told that it is.")
        pytest.skip("PostgreSQL 15 or newer is not installed (Debian: apt-get install postgresql)")
    with databases.cluster() as server:
        yield server


@pytest.fixture(params=databases.BACKENDS)
def backend(request: pytest.FixtureRequest) -> str:
    """The database that a record is kept in: a test that wants it runs on each."""
    return str(request.param)


@pytest.fixture
def server(backend: str, request: pytest.FixtureRequest) -> databases.Cluster | None:
    """The server that records are made on, or nothing where they are made in folders."""
    return None if backend == "sqlite" else request.getfixturevalue("cluster")


@pytest.fixture
def somewhere(backend: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[databases.Somewhere]:
    """Places for records that are not there yet: folders, or databases."""
    made: dict[str, Where] = {}

    def place(name: str) -> Where:
        if backend == "sqlite":
            return tmp_path / name
        if name not in made:
            server = request.getfixturevalue("cluster")
            made[name] = located(server.url(server.record()))
        return made[name]

    yield place
    for where in made.values():
        request.getfixturevalue("cluster").drop(databases.name_of(where))
