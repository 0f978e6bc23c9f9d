"""The record keeps what it is given, once, for ever, and says when something was changed behind its back."""

from __future__ import annotations

import datetime as dt
import hashlib
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from tests.databases import Somewhere, behind
from tollbook.model import (
    Claim,
    Perpetrator,
    Place,
    Population,
    Problem,
    Quantity,
    Reading,
    Report,
    Span,
    Window,
)
from tollbook.record.codec import adopt, claim_identity, dump, load_claim
from tollbook.record.errors import RecordError
from tollbook.record.plan import Read
from tollbook.record.store import Store
from tollbook.record.where import Where

TEXT = "At least 12 civilians were killed in Homs on Monday, among them 3 children."
RAW = TEXT.encode()
DAY = dt.date(2016, 11, 30)


def claim(identity: str = "a", words: str = "At least 12", low: int = 12) -> Claim:
    start = TEXT.index(words)
    return Claim(
        id=identity, harm="killed", measure="flow", extent="event",
        quantity=Quantity(low, None, low, "at_least", "people", words), population=Population("civilians", "civilians"),
        place=Place("Homs", "Homs", 169577, "SY", 34.7, 36.7, "city", ("geoname:169577", "country:SY")),
        window=Window(dt.date(2016, 11, 28), dt.date(2016, 11, 28), "day", "on Monday"),
        perpetrator=Perpetrator("the army", None), means=("shelling",), speaker="rescuers", publisher=None,
        modality="asserted", part_of=None, repeats=None, quote=TEXT, span=Span(start, start + len(words)), rule="x/y",
    )  # fmt: skip


def reading() -> Reading:
    whole = claim()
    part = replace(claim("b", "3", 3), population=Population("children", "children"), part_of="a")
    return Reading((whole, part), (), (Problem("text", "Something was unclear.", span=Span(0, 3)),))


def report(**known: object) -> Report:
    plain = Report(TEXT, hashlib.sha256(RAW).hexdigest(), origin="a/report.txt")
    return replace(plain, **known)  # type: ignore[arg-type]


@pytest.fixture
def place(somewhere: Somewhere) -> Where:
    return somewhere("r.tollbook")


@pytest.fixture
def store(place: Where) -> Iterator[Store]:
    with Store.open(place, create=True, write=True) as opened:
        yield opened


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "r.tollbook"


def take(store: Store, wanted: Report, again: bool = False) -> tuple[str, Report]:
    todo = store.plan(wanted, again)
    if todo.outcome == "known":
        return "known", todo.report
    return todo.outcome, store.take_in([Read(todo, RAW, reading())], "test 1")[0][0]


def test_a_claim_comes_back_whole() -> None:
    assert load_claim(dump(claim())) == claim()
    bare = replace(claim(), place=None, perpetrator=None, means=(), window=Window(), published=DAY, incident="x")
    assert load_claim(dump(bare)) == bare


def test_a_report_comes_back_with_its_claims_and_problems(store: Store) -> None:
    outcome, kept = take(store, report(published=DAY, publisher="An agency"))
    assert (outcome, kept.number) == ("new", 1)
    assert store.originals.get(kept.sha256) == RAW
    whole, part = store.claims()
    assert whole.quantity == claim().quantity
    assert (whole.report, whole.published, whole.publisher) == (kept.id, DAY, "An agency")
    assert part.part_of == whole.id
    assert [problem.what for _, problem in store.problems()] == ["Something was unclear."]
    assert [r.publisher for r in store.reports()] == ["An agency"]
    assert store.find("report.txt")[0].text == TEXT


def test_reading_the_same_again_changes_nothing(store: Store) -> None:
    take(store, report(published=DAY, publisher="An agency"))
    before = (store.head(), store.claims(), store.reports())
    assert take(store, report(published=DAY, publisher="An agency"))[0] == "known"
    assert take(store, report())[0] == "known", "a date and a publisher not given say nothing"
    assert (store.head(), store.claims(), store.reports()) == before


def test_a_date_learnt_later_corrects_the_report(store: Store) -> None:
    _, first = take(store, report())
    outcome, second = take(store, report(published=DAY))
    assert (outcome, second.id) == ("corrected", first.id)
    assert {c.published for c in store.claims()} == {DAY}
    assert len(store.claims()) == 2, "the claims of the earlier reading stand no more"
    assert take(store, report(published=dt.date(2016, 12, 1)))[0] == "corrected"
    assert take(store, report(publisher="An agency"))[0] == "corrected"
    assert len(store.reports()) == 1
    assert list(store.verify()) == []


def test_the_same_bytes_of_another_publisher_are_another_report(store: Store) -> None:
    take(store, report(published=DAY, publisher="An agency"))
    assert take(store, report(published=DAY, publisher="A paper"))[0] == "new"
    assert len(store.reports()) == 2
    assert len({c.id for c in store.claims()}) == 4
    assert take(store, report(publisher="A paper"))[0] == "known"


def test_a_report_can_be_read_anew_on_request(store: Store) -> None:
    take(store, report(published=DAY))
    names = [c.id for c in store.claims()]
    assert take(store, report(published=DAY), again=True)[0] == "again"
    assert [c.id for c in store.claims()] == names, "the same claim keeps its name, and judgements on it hold"


def test_a_claim_read_twice_is_kept_once() -> None:
    kept = adopt((claim("a"), claim("b"), replace(claim("c", "3", 3), repeats="b")), "r", None, None)
    assert len(kept) == 2
    assert kept[1].repeats == kept[0].id
    assert kept[0].id == claim_identity(kept[0])


def test_a_judgement_takes_a_claim_out_and_back(store: Store) -> None:
    take(store, report())
    first = store.claims()[0]
    store.judge(first.id, "rejected", "a misprint", "an analyst")
    assert first.id not in {c.id for c in store.claims()}
    store.judge(first.id, "accepted", "no misprint after all", "an analyst")
    assert first.id in {c.id for c in store.claims()}


@pytest.mark.parametrize("table", ["reading", "claim", "problem", "judgement", "entry", "said", "node"])
def test_the_database_refuses_change(store: Store, place: Where, table: str) -> None:
    take(store, report())
    store.judge(store.claims()[0].id, "accepted", "", "an analyst")
    key = "entry_id" if table == "said" else "id"
    for deed in (f"UPDATE record_{table} SET {key} = {key}", f"DELETE FROM record_{table}"):
        with pytest.raises((sqlite3.IntegrityError, psycopg.IntegrityError), match="append-only"):
            behind(place, deed, lifted=False)


def test_rows_refuse_change_too(store: Store) -> None:
    from tollbook.record import models

    take(store, report())
    entry = models.Entry.objects.using(store.alias).get()
    with pytest.raises(models.AppendOnlyError):
        entry.save(using=store.alias)
    with pytest.raises(models.AppendOnlyError):
        entry.delete(using=store.alias)


def test_a_failure_in_the_middle_keeps_nothing(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    from tollbook.record import log

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(log, "extend", stop)
    with pytest.raises(KeyboardInterrupt):
        take(store, report())
    monkeypatch.undo()
    assert store.reports() == []
    assert store.claims() == []
    assert take(store, report())[0] == "new"
    assert list(store.verify()) == []


def test_gazetteers_are_kept_by_name(store: Store) -> None:
    store.add_gazetteer("mine", b"one", 1)
    store.add_gazetteer("mine", b"two", 2)
    assert [(name, store.originals.get(sha), n) for name, sha, n in store.gazetteers()] == [("mine", b"two", 2)]
    assert list(store.verify()) == []


TAMPERINGS = {
    "the text": ("UPDATE record_report SET text = replace(text, '12', '13')", "text was changed"),
    "a number": ("UPDATE record_claim SET low = 11 WHERE low = 12", "columns do not say"),
    "a whole claim": ("UPDATE record_claim SET whole = {changed}", "changed"),
    "a link": ("UPDATE record_claim SET whole = {unlinked}", "not those the log knows"),
    "a claim removed": ("DELETE FROM record_claim WHERE low = 3", "not those the log knows"),
    "a publisher": ("UPDATE record_report SET publisher = 'Nobody' WHERE id = 1", "what the log says: publisher"),
    "a date": ("UPDATE record_report SET published = '2016-11-29' WHERE id = 1", "what the log says: published"),
    "another reading": ("UPDATE record_report SET reading_id = NULL WHERE id = 1", "what the log says: reading_id"),
    "a report removed": ("UPDATE record_report SET identity = 'x' WHERE id = 1", "what the log says: identity"),
    "a judgement": ("UPDATE record_judgement SET decision = 'rejected'", "what the log says: decision"),
    "a judgement removed": ("DELETE FROM record_judgement", "and it is gone"),
    "a number of the tree": ("UPDATE record_node SET id = 0 WHERE id = 1", "The tree over the log"),
    "a line of the log": ("UPDATE record_entry SET \"on\" = 'report 2' WHERE id = 1", "was changed after"),
    "a line removed": ("DELETE FROM record_entry WHERE id = 1", "entry 1 is gone"),
}


#: How each database changes a claim that is kept whole.
WHOLE = {
    "sqlite": {
        "changed": "replace(whole, '\"low\": 12', '\"low\": 11')",
        "unlinked": "json_set(whole, '$.part_of', NULL)",
    },
    "postgresql": {
        "changed": "replace(whole::text, '\"low\": 12', '\"low\": 11')::json",
        "unlinked": "jsonb_set(whole::jsonb, '{part_of}', 'null')::json",
    },
}


@pytest.mark.parametrize("deed", TAMPERINGS)
def test_verify_sees(store: Store, place: Where, backend: str, deed: str) -> None:
    _seen(store, place, *TAMPERINGS[deed], WHOLE[backend])


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_verify_sees_a_day_that_is_none(store: Store, place: Where) -> None:
    """PostgreSQL keeps none."""
    _seen(store, place, "UPDATE record_reading SET published = 'x' WHERE id = 2", "is no date", {})


def _seen(store: Store, place: Where, sql: str, said: str, words: dict[str, str]) -> None:
    take(store, report(published=DAY))
    take(store, report(published=DAY, publisher="A paper"))
    store.judge(store.claims()[0].id, "accepted", "clear", "an analyst")
    assert list(store.verify()) == []
    behind(place, sql.format_map(words))
    found = list(store.verify())
    assert any(said in problem.what for problem in found), found
    assert all(problem.where for problem in found)


def test_verify_sees_originals_changed_or_gone(store: Store, place: Where) -> None:
    _, kept = take(store, report())
    if isinstance(place, Path):
        store.originals.path(kept.sha256).write_bytes(RAW + b" ")
    else:
        behind(place, "UPDATE record_original SET raw = raw || ' '::bytea")
    assert [p.what for p in store.verify()] == [f"The original bytes {kept.sha256[:12]} were changed."]
    if isinstance(place, Path):
        store.originals.path(kept.sha256).unlink()
    else:
        behind(place, "DELETE FROM record_original")
    found = list(store.verify())
    assert [p.what for p in found] == [f"The original bytes {kept.sha256[:12]} are gone."]
    assert "report.txt" in found[0].where


#: Ways to do away with a guard: take it down, switch it off, leave it there and make it do nothing.
UNGUARDED = {
    ("sqlite", "down"): ("DROP TRIGGER record_claim_no_update",),
    ("sqlite", "hollow"): (
        "DROP TRIGGER record_claim_no_update",
        "CREATE TRIGGER record_claim_no_update BEFORE UPDATE ON record_claim BEGIN SELECT 1; END",
    ),
    ("postgresql", "down"): ("DROP TRIGGER record_claim_no_update ON record_claim",),
    ("postgresql", "off"): ("ALTER TABLE record_claim DISABLE TRIGGER record_claim_no_truncate",),
    ("postgresql", "hollow"): (
        "CREATE OR REPLACE FUNCTION record_refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
    ),
}


@pytest.mark.parametrize(("backend", "deed"), UNGUARDED, indirect=["backend"])
def test_verify_sees_the_guards_removed(store: Store, place: Where, backend: str, deed: str) -> None:
    take(store, report())
    behind(place, *UNGUARDED[backend, deed], lifted=False)
    assert [p.what for p in store.verify()] == ["The guards that keep claims and the log from change were removed."]


def test_opening_what_is_no_record(tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "thesis.doc").write_text("words")
    file = tmp_path / "file"
    file.write_text("words")
    wrong = tmp_path / "wrong"
    wrong.mkdir()
    (wrong / "db.sqlite3").write_bytes(b"no database at all, but long enough")
    foreign = tmp_path / "foreign"
    foreign.mkdir()
    base = sqlite3.connect(foreign / "db.sqlite3")
    base.execute("CREATE TABLE recipes (name)")
    base.close()
    for folder, said in (
        (other, "a folder of other things"),
        (file, "a record is a folder"),
        (wrong, "is not a database"),
        (foreign, "of another program"),
    ):
        before = sorted(p.name for p in folder.iterdir()) if folder.is_dir() else file.read_bytes()
        with pytest.raises(RecordError, match=said) as caught:
            Store.open(folder, create=True, write=True)
        assert caught.value.remedy
        assert (sorted(p.name for p in folder.iterdir()) if folder.is_dir() else file.read_bytes()) == before
    with pytest.raises(RecordError, match="no record at"):
        Store.open(tmp_path / "none")
    assert not (tmp_path / "none").exists()


STEPS = {
    "newer version": "INSERT INTO django_migrations (app, name, applied) VALUES ('record', '0099_maps', '2030-01-01')",
    "before the first release": "UPDATE django_migrations SET name = '0001_initial' WHERE name = '0001_record'",
}


@pytest.mark.parametrize("said", STEPS)
def test_a_record_of_another_version_is_left_alone(store: Store, place: Where, said: str) -> None:
    take(store, report())
    store.close()
    behind(place, STEPS[said])
    before = (place / "db.sqlite3").read_bytes() if isinstance(place, Path) else behind(place, EVERYTHING)
    with pytest.raises(RecordError, match=said):
        Store.open(place, create=True, write=True)
    assert before == ((place / "db.sqlite3").read_bytes() if isinstance(place, Path) else behind(place, EVERYTHING))


#: The rows and versions of rows that a database has.
EVERYTHING = (
    "SELECT (SELECT count(*) FROM pg_class), (SELECT max(xmin::text::bigint) FROM record_tree), "
    "(SELECT count(*) FROM django_migrations), (SELECT count(*) FROM record_entry)"
)


def test_a_record_begun_and_not_finished_is_finished(folder: Path) -> None:
    folder.mkdir()
    (folder / "db.sqlite3").touch()
    (folder / "originals").mkdir()
    with Store.open(folder, create=True, write=True) as store:
        assert take(store, report())[0] == "new"


def test_two_records_are_open_at_once(somewhere: Somewhere) -> None:
    with (
        Store.open(somewhere("one"), create=True, write=True) as one,
        Store.open(somewhere("two"), create=True, write=True) as two,
    ):
        take(one, report())
        assert len(one.reports()) == 1
        assert two.reports() == []


@pytest.mark.filterwarnings("ignore:Got an error checking a consistent migration history")
def test_the_tables_are_what_the_migrations_make() -> None:
    from tollbook.record.connect import setup

    setup()
    from django.core.management import call_command

    call_command("makemigrations", "record", check=True, dry_run=True, verbosity=0)
