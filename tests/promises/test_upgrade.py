"""A record of every released schema opens in this version, with the same log, the same claims and the same answers."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from tests.records import FOLDER, kept
from tollbook.desk.record import Record
from tollbook.record.logged import Witness

RELEASED = sorted(FOLDER.glob("*.zip"))


def test_there_is_a_record_of_the_first_release() -> None:
    assert "0.1.0.zip" in {path.name for path in RELEASED}


@pytest.mark.parametrize("release", RELEASED, ids=lambda path: path.stem)
def test_a_record_of_every_release_upgrades_with_its_hashes_unchanged(release: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(release) as archive:
        archive.extractall(tmp_path / "r.tollbook")
    said = json.loads(release.with_suffix(".json").read_text(encoding="utf-8"))
    with Record.open(tmp_path / "r.tollbook") as record:
        assert kept(record) == said
        assert list(record.store.verify([Witness(release.stem, said["note"], said["key"])])) == []
        before = record.store.head()
        record.store.note("login", {})
        assert record.store.head()[1] == before[1] + 1, "and it goes on"
        assert list(record.store.verify([Witness(release.stem, said["note"], said["key"])])) == []
