"""A record in one encrypted file, and back, in either database: the same log, the same proofs, the same answers."""

from __future__ import annotations

import datetime as dt
import io
import random
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pyrage
import pytest
from click.testing import CliRunner

from tests.databases import BACKENDS, Somewhere, behind, url_of
from tests.records import fill, kept
from tollbook.cli.app import app
from tollbook.desk.backup import backup, restore
from tollbook.desk.errors import RecordError
from tollbook.desk.places import gazetteer_of
from tollbook.desk.record import Record
from tollbook.desk.taking import Taken
from tollbook.record import age
from tollbook.record.connect import steps
from tollbook.record.logged import Witness
from tollbook.record.where import Where, located

WORDS = "five words are much better"


@pytest.fixture(autouse=True)
def _little_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(age, "WORK", 10)


@pytest.fixture
def record(somewhere: Somewhere, tmp_path: Path) -> Iterator[Record]:
    place = somewhere("r.tollbook")
    fill(place, tmp_path)
    with Record.open(place, by="lena") as opened:
        yield opened


@pytest.fixture
def other(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Where]:
    """A place of the other database, or of the same, with nothing in it."""
    if request.param == "sqlite":
        yield tmp_path / "other.tollbook"
        return
    server = request.getfixturevalue("cluster")
    name = server.empty()
    yield located(server.url(name))
    server.drop(name)


@pytest.mark.parametrize("other", BACKENDS, indirect=True)
def test_a_record_moves_whole(record: Record, other: Where, tmp_path: Path) -> None:
    file = tmp_path / "b.age"
    before = kept(record)
    proof = record.store.ledger.prove(record.store.ledger.checkpoints()[0], {1: ("id", "claims")})
    witness = Witness("kept", record.store.ledger.sign()[0].note)
    backup(record.store, file, WORDS)
    head, claims, reports = record.store.head(), record.claims(), record.reports()
    restored = restore(other, file, WORDS)
    assert restored.problems == []
    with Record.open(other, by="anna") as moved:
        assert moved.store.head() == head
        assert (moved.claims(), moved.reports()) == (claims, reports)
        assert kept(moved) == before
        assert moved.store.ledger.prove(moved.store.ledger.checkpoints()[0], {1: ("id", "claims")}) == proof
        assert [c.note for c in moved.store.ledger.checkpoints()] == [c.note for c in record.store.ledger.checkpoints()]
        assert list(moved.store.verify([witness])) == []
        mill = [c.entry.ident for c in gazetteer_of(record.store).find("the old mill")]
        assert mill
        assert [c.entry.ident for c in gazetteer_of(moved.store).find("the old mill")] == mill
        assert moved.store.originals.get(reports[0].sha256) == record.store.originals.get(reports[0].sha256)
        # and it goes on: numbers that a removed row had are not given again
        text = tmp_path / "later.txt"
        text.write_text("Shelling killed 2 civilians in Homs on 29 November 2016.")
        (taken,) = moved.read(text, published=dt.date(2016, 11, 30))
        assert isinstance(taken, Taken)
        assert taken.report.number == len(reports) + 1
        moved.store.judge(moved.claims()[0].id, "accepted", "clear", "anna")
        assert moved.store.head()[1] == head[1] + 2
        assert list(moved.store.verify([witness])) == []


def test_a_backup_is_of_one_moment_while_others_write(record: Record, tmp_path: Path) -> None:
    where = record.store.where
    text = tmp_path / "meanwhile.txt"
    text.write_text("Shelling killed 2 civilians in Homs on 29 November 2016.")

    def meanwhile(what: str, done: int, total: int) -> None:
        if what == "Writing originals" and done == 0:
            from threading import Thread

            def write() -> None:
                with Record.open(where, by="omar") as second:
                    list(second.read(text))

            thread = Thread(target=write)
            thread.start()
            thread.join()

    about = backup(record.store, tmp_path / "b.age", WORDS, meanwhile)
    assert len(record.reports()) == about["tables"]["report"]["rows"] + 1
    assert restore(tmp_path / "other", tmp_path / "b.age", WORDS).problems == []


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
class TestFile:
    """The file itself, which is the same from both databases."""

    def test_age_opens_it_and_tar_reads_it(self, record: Record, tmp_path: Path) -> None:
        backup(record.store, tmp_path / "b.age", WORDS)
        raw = (tmp_path / "b.age").read_bytes()
        assert b"Homs" not in raw
        assert (tmp_path / "b.age").stat().st_mode & 0o077 == 0
        with tarfile.open(fileobj=io.BytesIO(pyrage.passphrase.decrypt(raw, WORDS)), mode="r:gz") as archive:
            names = archive.getnames()
        assert names[:2] == ["README.txt", "record.json"]
        assert "tables/entry/000001.jsonl" in names
        assert f"originals/{record.reports()[0].sha256}" in names
        assert all(not name.startswith(("/", ".")) for name in names)

    def test_what_was_removed_is_not_in_it(self, record: Record, tmp_path: Path) -> None:
        backup(record.store, tmp_path / "b.age", WORDS)
        with tarfile.open(
            fileobj=io.BytesIO(pyrage.passphrase.decrypt((tmp_path / "b.age").read_bytes(), WORDS)), mode="r:gz"
        ) as archive:
            files = [archive.extractfile(name) for name in archive.getnames()]
            assert not any(b"killed 2 women" in file.read() for file in files if file is not None)

    @pytest.mark.parametrize("deed", ["passphrase", "cut", "flip", "swap", "none"])
    def test_a_file_that_is_not_whole_is_refused(self, record: Record, tmp_path: Path, deed: str) -> None:
        chance = random.Random(1)
        for _ in range(20):  # more than a few chunks
            record.store.note("login", {"words": chance.randbytes(10000).hex()})
        file = tmp_path / "b.age"
        backup(record.store, file, WORDS)
        raw = file.read_bytes()
        begin, chunk = raw.index(b"\n--- ") + 48 + 16, age.CHUNK + 16
        assert len(raw) > begin + 2 * chunk
        changed = {
            "passphrase": raw, "cut": raw[: begin + 2 * chunk], "flip": raw[:-1] + bytes([raw[-1] ^ 1]),
            "swap": raw[:begin] + raw[begin + chunk : begin + 2 * chunk] + raw[begin : begin + chunk]
            + raw[begin + 2 * chunk :],
            "none": b"PK\x03\x04 no backup at all",
        }  # fmt: skip
        file.write_bytes(changed[deed])
        with pytest.raises(RecordError, match="cannot be opened") as caught:
            restore(tmp_path / "other", file, "another passphrase" if deed == "passphrase" else WORDS)
        assert "Nothing was restored" in caught.value.remedy
        assert not (tmp_path / "other").exists()

    def test_a_backup_of_a_newer_version_is_refused(
        self, record: Record, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from tollbook.record import backup as stream

        known = steps()
        monkeypatch.setattr(stream, "steps", lambda: known | {"0099_maps"})
        backup(record.store, tmp_path / "b.age", WORDS)
        monkeypatch.undo()
        with pytest.raises(RecordError, match="newer version of Tollbook"):
            restore(tmp_path / "other", tmp_path / "b.age", WORDS)
        assert not (tmp_path / "other").exists()

    def test_an_original_that_is_gone_is_said_and_does_not_stop_it(self, record: Record, tmp_path: Path) -> None:
        sha256 = record.reports()[0].sha256
        record.store.originals.remove(sha256)
        assert backup(record.store, tmp_path / "b.age", WORDS)["gone"] == [sha256]
        restored = restore(tmp_path / "other", tmp_path / "b.age", WORDS)
        assert [problem.what for problem in restored.problems] == [f"The original bytes {sha256[:12]} are gone."]


def test_nothing_is_restored_over_a_record(record: Record, tmp_path: Path) -> None:
    backup(record.store, tmp_path / "b.age", WORDS)
    before = record.store.head()
    with pytest.raises(RecordError, match="There is a record at"):
        restore(record.store.where, tmp_path / "b.age", WORDS)
    assert record.store.head() == before


def test_a_record_that_was_changed_stays_so_and_it_is_said(record: Record, tmp_path: Path) -> None:
    behind(record.store.where, "UPDATE record_report SET publisher = 'Nobody' WHERE id = 1")
    backup(record.store, tmp_path / "b.age", WORDS)
    restored = restore(tmp_path / "other", tmp_path / "b.age", WORDS)
    assert any("publisher" in problem.what for problem in restored.problems)


def test_the_commands(record: Record, tmp_path: Path) -> None:
    where = url_of(record.store.where)
    secret, file = tmp_path / "secret", str(tmp_path / "b.age")
    secret.write_text(f"{WORDS}\n")
    run = CliRunner()
    named = ["--passphrase-file", str(secret)]
    done = run.invoke(app, ["--record", where, "backup", file, *named], standalone_mode=False)
    assert done.exit_code == 0, done.output
    assert f"{len(record.reports())} reports of" in done.output
    again = run.invoke(app, ["--record", where, "backup", file, *named])
    assert again.exit_code == 2
    assert "--force" in again.output
    back = run.invoke(app, ["--record", str(tmp_path / "back"), "restore", file, *named], standalone_mode=False)
    assert back.exit_code == 0, back.output
    assert "The record is whole." in back.output
    secret.write_text("short")
    assert "too short" in run.invoke(app, ["--record", where, "backup", str(tmp_path / "c.age"), *named]).output
    assert "nobody to ask" in run.invoke(app, ["--record", where, "backup", str(tmp_path / "c.age")]).output
    assert WORDS not in done.output + back.output


@pytest.mark.parametrize("size", [0, 1, age.CHUNK - 1, age.CHUNK, age.CHUNK + 1, 3 * age.CHUNK])
def test_the_format_is_that_of_age(size: int) -> None:
    data = bytes(n % 251 for n in range(size))
    out = io.BytesIO()
    with age.Writer(out, "schütz mich") as sealed:
        for at in range(0, size, 1000):
            sealed.write(data[at : at + 1000])
    assert pyrage.passphrase.decrypt(out.getvalue(), "schütz mich") == data
    assert io.BufferedReader(age.Reader(io.BytesIO(out.getvalue()), "schütz mich")).read() == data
    for cut in (1, 16, 17):
        with pytest.raises(age.AgeError):
            io.BufferedReader(age.Reader(io.BytesIO(out.getvalue()[:-cut]), "schütz mich")).read()
