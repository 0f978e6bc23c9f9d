"""What is particular to a record in PostgreSQL: how it is named, what cannot be one, who may what, and a server that
goes away; and several people at work at once, on either database."""

from __future__ import annotations

import datetime as dt
import hashlib
import multiprocessing
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tests import databases
from tests.conftest import ROOT
from tests.databases import Cluster, Somewhere, behind, name_of, url_of
from tests.test_record import DAY, RAW, TEXT, claim, reading, report, take
from tollbook.cli.app import app
from tollbook.desk.importing import import_table
from tollbook.desk.places import gazetteer_of
from tollbook.desk.record import Record
from tollbook.desk.taking import Taken
from tollbook.model import Reading, Span
from tollbook.record import server as opening
from tollbook.record.errors import RecordError
from tollbook.record.plan import Read
from tollbook.record.settings import database
from tollbook.record.store import Store
from tollbook.record.where import URL_VARIABLE, Server, Where, located

SECRET = "s3cret-Passw0rt"
#: Ends every connection of ours.
GONE = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'tollbook'"


@pytest.fixture
def url(cluster: Cluster) -> Iterator[str]:
    """The URL of a database with nothing in it."""
    name = cluster.empty()
    yield cluster.url(name)
    cluster.drop(name)


# ---------------------------------------------------------------- the name


def test_a_record_is_where_somebody_says(monkeypatch: pytest.MonkeyPatch) -> None:
    assert located() == Path("record.tollbook")
    monkeypatch.setenv(URL_VARIABLE, "postgres://anna@db.example.org/homs")
    assert str(located()) == "postgresql://anna@db.example.org/homs"
    monkeypatch.setenv("TOLLBOOK_RECORD", "mine")
    assert located() == Path("mine")
    assert str(located("postgresql:///other")) == "postgresql:///other"
    assert located("postgresql") == Path("postgresql"), "a folder may be called anything"


def test_a_password_is_never_shown() -> None:
    found = located(f"postgresql://anna:{SECRET}@db.example.org:5433/homs?application_name=x")
    assert isinstance(found, Server)
    assert SECRET not in f"{found} {found!r}"
    assert str(found) == "postgresql://anna@db.example.org:5433/homs"
    assert database(found)["PASSWORD"] == SECRET


@pytest.mark.parametrize(
    ("url", "mode"),
    [
        ("postgresql://anna@db.example.org/homs", "require"),
        ("postgresql://anna@10.0.0.7/homs", "require"),
        ("postgresql://anna@db.example.org/homs?sslmode=prefer", "prefer"),
        ("postgresql://anna@db.example.org/homs?sslmode=verify-full", "verify-full"),
        ("postgresql://localhost/homs", None),
        ("postgresql:///homs?host=/run/postgresql", None),
        ("postgresql:///homs", None),
    ],
)
def test_what_goes_to_another_computer_is_encrypted(url: str, mode: str | None) -> None:
    found = located(url)
    assert isinstance(found, Server)
    assert dict(found.words).get("sslmode") == mode


@pytest.mark.parametrize(
    "url", ["mysql://db/homs", "sqlite:///x", "words", f"postgresql://a:{SECRET}@[db/homs", f"postgres://a:{SECRET}@db:x/y",
            f"postgresql://a:{SECRET}%zz@db/homs", f"postgresql://a:{SECRET}@db/", "postgresql://db/homs?colour=red"],
)  # fmt: skip
def test_a_url_that_names_no_database_of_ours_is_said(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PGDATABASE", raising=False)
    monkeypatch.setenv(URL_VARIABLE, url)
    with pytest.raises(RecordError) as caught:
        located()
    assert "postgresql://USER@HOST/DATABASE" in caught.value.remedy
    assert SECRET not in caught.value.what + caught.value.remedy


def test_a_password_on_a_command_line_is_refused() -> None:
    for given in (f"postgresql://a:{SECRET}@db/homs", f"postgresql://db/homs?password={SECRET}"):
        done = CliRunner().invoke(app, ["--record", given, "claims"])
        assert done.exit_code == 2
        assert "DATABASE_URL" in done.output
        assert SECRET not in done.output


def tollbook(*arguments: str, url: str, **environment: str) -> subprocess.CompletedProcess[str]:
    every = {**os.environ, URL_VARIABLE: url, "COLUMNS": "100", **environment}
    command = [sys.executable, "-m", "tollbook", *arguments]
    done = subprocess.run(
        command, env=every, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, timeout=120
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done


# ---------------------------------------------------------------- what can be one


def test_from_an_empty_database_to_an_answer(url: str, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Shelling killed 12 civilians in Qasr Verdan on 28 November 2016.")
    (tmp_path / "mine.csv").write_text("name,lat,lon,country,parent\nQasr Verdan,34.72,36.71,SY,Homs\n")
    assert "no record at postgresql://" in tollbook("claims", url=url).stderr
    assert tollbook("gazetteer", "add", str(tmp_path / "mine.csv"), url=url).returncode == 0
    read = tollbook("read", str(tmp_path / "a.txt"), "--published", "2016-11-30", url=url)
    assert read.returncode == 0, read.stderr
    other = str(tmp_path / "another computer")
    asked = tollbook("ask", "--harm", "killed", "--where", "Qasr Verdan", url=url, XDG_CACHE_HOME=other)
    assert "12 people killed" in asked.stdout, asked.stderr
    assert "The record is whole." in tollbook("verify", url=url).stdout
    assert tollbook("extract", url="mysql://wrong").returncode == 0, "nothing of the record is looked at"
    assert tollbook("claims", url="mysql://wrong").returncode == 4


def test_what_is_no_record_is_left_alone(cluster: Cluster, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    name = name_of(located(url))
    cluster.sql(name, "CREATE TABLE recipes (name text)")
    with pytest.raises(RecordError, match="of another program") as caught:
        Store.open(located(url), create=True, write=True)
    assert "createdb" in caught.value.remedy
    assert cluster.sql(name, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'") == [("recipes",)]
    monkeypatch.setattr(opening, "OLDEST", 99)
    with pytest.raises(RecordError, match="99 or newer"):
        Store.open(located(url), create=True, write=True)


def test_a_database_of_other_letters_is_refused(cluster: Cluster) -> None:
    cluster.sql("postgres", "CREATE DATABASE latin OWNER tollbook ENCODING LATIN1 LOCALE 'C' TEMPLATE template0")
    with pytest.raises(RecordError, match="LATIN1"):
        Store.open(located(cluster.url("latin")), create=True, write=True)
    cluster.drop("latin")


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("postgresql://tollbook@/none?host={place}", "does not exist"),
        ("postgresql://nobody@/postgres?host={place}", "does not exist"),
        ("postgresql://tollbook@/x?host=/nowhere", "cannot be reached"),
        (f"postgresql://a:{SECRET}@127.0.0.1:1/x", "cannot be reached"),
    ],
)
def test_a_server_that_is_not_reached_is_told(cluster: Cluster, url: str, says: str) -> None:
    with pytest.raises(RecordError, match=says) as caught:
        Store.open(located(url.format(place=cluster.place)), create=True, write=True)
    assert caught.value.remedy
    assert SECRET not in caught.value.what + caught.value.remedy


# ---------------------------------------------------------------- who may what


@pytest.fixture
def store(cluster: Cluster) -> Iterator[Store]:
    name = cluster.record()
    with Store.open(located(cluster.url(name)), write=True) as opened:
        yield opened
    cluster.drop(name)


def test_who_may_only_read_reads(cluster: Cluster, store: Store) -> None:
    take(store, report(published=DAY))
    name = name_of(store.where)
    cluster.sql(name, "CREATE ROLE reader LOGIN", "GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader")
    with Store.open(located(cluster.url(name, "reader"))) as reader:
        assert reader.claims() == store.claims()
        assert list(reader.verify()) == []
        assert not reader.writable
        reader.note("record.exported", {"form": "x"})
    with pytest.raises(RecordError, match="can only be read by you"):
        Store.open(located(cluster.url(name, "reader")), write=True)
    cluster.sql(name, "DROP OWNED BY reader", "DROP ROLE reader")


def test_who_may_work_on_it_works_and_does_not_remove(cluster: Cluster, store: Store, root: Path) -> None:
    """The rights are those of docs/how-to.md."""
    take(store, report(published=DAY))
    name = name_of(store.where)
    said = (root / "docs" / "how-to.md").read_text(encoding="utf-8").split("**Who may what**")[1].split("\n\n")[0]
    may = {"UPDATE": [], "DELETE": []}  # type: dict[str, list[str]]
    for right, tables in re.findall(r"`(UPDATE|DELETE)` on ((?:`record_\w+`(?:, | and )?)+)", " ".join(said.split())):
        may[right] += re.findall(r"record_\w+", tables)
    assert "record_tree" in may["UPDATE"]
    cluster.sql(
        name, "CREATE ROLE worker LOGIN", "GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA public TO worker",
        *(f"GRANT {right} ON {table} TO worker" for right, tables in may.items() for table in tables),
        "GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO worker",
    )  # fmt: skip
    with Store.open(located(cluster.url(name, "worker")), write=True, by="wanda") as worker:
        take(worker, report(published=DAY, publisher="A paper"))
        take(worker, report(published=dt.date(2016, 12, 1)))
        worker.judge(worker.claims()[0].id, "rejected", "a misprint", "wanda")
        worker.add_gazetteer("mine", b"one", 1)
        worker.add_gazetteer("mine", b"two", 1)
        worker.ledger.sign()
        worker.reindex()
        worker.custody.judge(1, "removal asked", "a court order", {})
        asked = worker.custody.asked()
        with pytest.raises(RecordError, match="cannot be written") as caught:
            worker.custody.remove(1, next(iter(asked.values())))
        assert "owner" in caught.value.remedy
        assert list(worker.verify()) == []
    cluster.sql(name, "DROP OWNED BY worker", "DROP ROLE worker")


def test_a_server_that_goes_away_is_told_and_nothing_is_half_kept(cluster: Cluster, store: Store) -> None:
    take(store, report(published=DAY, publisher="An agency"))
    head = store.head()

    def cut(_: int) -> None:
        behind(store.where, GONE, lifted=False)

    with pytest.raises(RecordError, match="was lost") as caught:
        store.take_in([Read(store.plan(report(publisher="A paper")), RAW, reading())], "test 1", cut)
    assert "Run the same command again" in caught.value.remedy
    with Store.open(store.where, write=True) as again:
        assert again.head() == head
        assert len(again.reports()) == 1
        assert list(again.originals.kept()) == [hashlib.sha256(RAW).hexdigest()]
        assert take(again, report(publisher="A paper"))[1].number == 2, "and no number is left out"
        assert list(again.verify()) == []


def test_no_record_is_made_for_a_table_that_is_refused(url: str, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("harm,low\nkilled,many\n")
    (tmp_path / "p.csv").write_text("name,lat,lon\nHere,999,37\n")
    for arguments in (["import", str(tmp_path / "t.csv")], ["gazetteer", "add", str(tmp_path / "p.csv")]):
        done = CliRunner().invoke(app, [*arguments, "--record", url], standalone_mode=False)
        assert done.return_value == 3, done.output
    with pytest.raises(RecordError, match="no record at"):
        Store.open(located(url))


# ---------------------------------------------------------------- the same in both


def test_every_text_comes_back_as_it_went_in(somewhere: Somewhere) -> None:
    """What PostgreSQL keeps in no text, and what it orders or compares in its own way."""
    odd = "NUL \x00, the escape \x1a0000 and \x1a, a whole 😀, Ünal, %_\\"
    text = f"{odd} {TEXT}"
    start = text.index("At least 12")
    whole = replace(claim(), span=Span(start, start + 11), quote=text, speaker=odd, incident=odd)
    with Store.open(somewhere("r"), create=True, write=True) as store:
        wanted = report(text=text, title=odd, publisher=odd, origin=f"{odd}.txt", media_type="x" * 300)
        ((kept, _),) = store.take_in([Read(store.plan(wanted), RAW, Reading((whole,)))], "test 1")
        (found,) = store.find("üNAL")
        assert (found.text, found.title, found.publisher, found.id) == (text, odd, odd, kept.id)
        assert (store.claims()[0].quote, store.claims()[0].speaker, store.claims()[0].incident) == (text, odd, odd)
        store.judge(store.claims()[0].id, "accepted", odd, "Ünal")
        assert len(list(store.ledger.entries(by="ünal"))) == 1
        assert len(store.find(odd[4:9])) == 1
        assert list(store.verify()) == []


def test_half_a_character_is_none(somewhere: Somewhere) -> None:
    with Store.open(somewhere("r"), create=True, write=True) as store:
        todo = store.plan(report(text=f"{TEXT} \ud83d", publisher="A \ud83d wire", origin="\udcff.txt"))
        assert (todo.report.text, todo.report.publisher) == (f"{TEXT} \ufffd", "A \ufffd wire")
        store.take_in([Read(todo, RAW, reading())], "test 1")
        (kept,) = store.reports(text=True)
        assert (kept.text, kept.origin) == (f"{TEXT} \ufffd", "\ufffd.txt")
        assert store.plan(report(text=f"{TEXT} \ud83d", publisher="A \ud83d wire")).outcome == "known"
        assert list(store.verify()) == []


def test_numbers_too_large_are_refused_alike(somewhere: Somewhere, tmp_path: Path) -> None:
    table = tmp_path / "t.csv"
    table.write_text(f"harm,low,place\nkilled,{10**30},Homs\n")
    with Record.open(somewhere("r")) as record:
        done = import_table(record.store, table)
        assert [problem.where for problem in done.problems]
        assert record.claims() == []


# ---------------------------------------------------------------- several at once


def work(where: str, room: Path, who: str, turns: int) -> None:
    """Somebody's day: reads a report of their own and one that all read, imports a table, judges."""
    with Record.open(where, by=who) as record:
        for turn in range(turns):
            for name in (f"{who}-{turn}.txt", f"all-{turn}.txt"):
                (taken,) = record.read(room / name, published=DAY, publisher="A wire")
                assert isinstance(taken, Taken), taken
            done = import_table(record.store, room / f"{who}-{turn}.csv")
            assert not done.problems, done.problems
            mine = record.claims(harm="killed")[0]
            record.store.judge(mine.id, "accepted", f"{who} {turn}", who)
            gazetteer_of(record.store)


def look(where: str, room: Path, who: str, turns: int) -> None:
    """Somebody who only asks, and always gets a whole answer."""
    with Record.open(where, write=False, by=who) as record:
        for _ in range(turns):
            assert record.verify() == []
            record.claims()


@pytest.mark.skipif(os.name != "posix", reason="the workers are forks")
def test_several_people_at_once_lose_and_double_nothing(somewhere: Somewhere, tmp_path: Path) -> None:
    people, turns = ("anna", "omar", "li"), 3
    for turn in range(turns):
        (tmp_path / f"all-{turn}.txt").write_text(f"Shelling killed {turn + 2} women in Aleppo on 28 November 2016.")
        for n, who in enumerate(people):
            words = f"Shelling killed {10 * n + turn + 3} civilians in Homs on 28 November 2016, said {who}'s office."
            (tmp_path / f"{who}-{turn}.txt").write_text(words)
            (tmp_path / f"{who}-{turn}.csv").write_text(
                f"harm,low,place,publisher\nkilled,{turn + 1},Homs,{who}{turn}\n"
            )
    place: Where = somewhere("r")
    Store.open(place, create=True, write=True).close()
    fork: Any = multiprocessing.get_context("fork")
    jobs = [(work, who) for who in people] + [(look, "eve")]
    children = [fork.Process(target=job, args=(url_of(place), tmp_path, who, turns)) for job, who in jobs]
    for child in children:
        child.start()
    for child in children:
        child.join(120)
    assert [child.exitcode for child in children] == [0] * 4
    with Record.open(place, write=False) as record:
        reports, entries = record.reports(), list(record.store.ledger.entries())
        assert len({r.id for r in reports}) == len(reports) == turns * (2 * len(people) + 1)
        assert [r.number for r in reports] == list(range(1, len(reports) + 1))
        judged = sorted(str(e.says["reason"]) for e in entries if e.kind == "claim.judged" and e.says)
        assert judged == sorted(f"{who} {turn}" for who in people for turn in range(turns))
        assert sum(e.kind == "report.new" for e in entries) == len(reports)
        assert sum(e.kind == "table.imported" for e in entries) == turns * len(people)
        assert [e.number for e in entries] == list(range(len(entries), 0, -1))
        assert record.verify() == []


def test_a_server_ends_with_the_tests_that_were_killed_and_the_next_clear_away_what_is_left(cluster: Cluster) -> None:
    code = (
        "from tests.databases import cluster\n"
        "with cluster() as server: print(server.process.pid, server.place, flush=True), input()\n"
    )
    child = subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    assert child.stdout is not None
    number, place = child.stdout.readline().split()
    assert Path(place).is_dir()
    child.kill()
    child.wait()
    for _ in range(200):
        if not Path(f"/proc/{number}").exists():
            break
        time.sleep(0.05)
    assert not Path(f"/proc/{number}").exists()
    databases.clear_away(Path(place).parent)
    assert not Path(place).exists()
    assert (cluster.place / "data").is_dir(), "that of the living stays"
