"""A record of every released schema opens in this version, with the same log, the same claims and the same answers."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from tests.databases import Cluster
from tests.records import FOLDER, kept
from tollbook.desk.backup import backup, restore
from tollbook.desk.record import Record
from tollbook.model import Json
from tollbook.record import age
from tollbook.record.logged import Witness
from tollbook.record.where import located

RELEASED = sorted(FOLDER.glob("*.zip"))


def test_there_is_a_record_of_the_first_release() -> None:
    assert "0.1.0.zip" in {path.name for path in RELEASED}


@pytest.fixture(params=RELEASED, ids=lambda path: path.stem)
def release(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Path, Json]:
    """A record as a release made it, and what must never change of it."""
    with zipfile.ZipFile(request.param) as archive:
        archive.extractall(tmp_path / "r.tollbook")
    return tmp_path / "r.tollbook", json.loads(request.param.with_suffix(".json").read_text(encoding="utf-8"))


def test_a_record_of_every_release_upgrades_with_its_hashes_unchanged(release: tuple[Path, Json]) -> None:
    folder, said = release
    with Record.open(folder) as record:
        assert kept(record) == said
        assert list(record.store.verify([Witness("the release", said["note"], said["key"])])) == []
        before = record.store.head()
        record.store.note("login", {})
        assert record.store.head()[1] == before[1] + 1, "and it goes on"
        assert list(record.store.verify([Witness("the release", said["note"], said["key"])])) == []


def test_it_moves_into_postgresql_as_it_was(
    release: tuple[Path, Json], tmp_path: Path, cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(age, "WORK", 10)
    folder, said = release
    with Record.open(folder) as record:
        backup(record.store, tmp_path / "b.age", "five words are much better")
    where = located(cluster.url(cluster.empty()))
    assert restore(where, tmp_path / "b.age", "five words are much better").problems == []
    with Record.open(where) as record:
        assert kept(record) == said
        assert list(record.store.verify([Witness("the release", said["note"], said["key"])])) == []
