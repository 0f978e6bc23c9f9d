"""Who had a report, and what became of it: corrections, withdrawals, and lawful removal that leaves the proof whole."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.databases import Somewhere, files_of
from tests.papers import packed
from tollbook.desk import custody
from tollbook.desk.errors import AskedWrongError
from tollbook.desk.incidents import by_hand, decide
from tollbook.desk.ledger import prove
from tollbook.desk.record import Record
from tollbook.desk.taking import Taken
from tollbook.model import Problem, Report
from tollbook.proof import check
from tollbook.record import failpoints
from tollbook.record.errors import RecordError
from tollbook.record.logged import Witness
from tollbook.record.where import Where

TEXT = (
    "Shelling killed 12 civilians in the market of Homs on 28 November 2016, said Mr Kanari Zibeld of the town council."
)
OTHER = "Shelling killed 12 civilians and wounded 5 in Homs on 28 November 2016."
DAY = dt.date(2016, 11, 29)


@pytest.fixture
def place(somewhere: Somewhere) -> Where:
    return somewhere("r.tollbook")


@pytest.fixture
def record(place: Where, tmp_path: Path) -> Iterator[Record]:
    for name, text in (("zibeld-testimony.txt", TEXT), ("other.txt", OTHER)):
        (tmp_path / name).write_text(text)
    with Record.open(place, by="lena") as opened:
        for name in ("zibeld-testimony.txt", "other.txt"):
            list(opened.read(tmp_path / name, published=DAY, publisher="The Zibeld Gazette" if "z" in name else "Wire"))
        yield opened


def report(record: Record, number: int = 1) -> Report:
    return record.store.find(str(number))[0]


def answer(record: Record, known_on: dt.date | None = None) -> str:
    return str(record.ask("killed", who="civilians", where="Homs", known_on=known_on).to_json())


def test_the_custody_of_a_report_is_told(record: Record) -> None:
    custody.correct(record.store, report(record), "the paper's own date", published=dt.date(2016, 11, 30))
    custody.withdraw(record.store, report(record), "taken back by its publisher")
    custody.restore(record.store, report(record), "it was another one")
    steps = list(custody.custody(record.store, report(record)))
    assert [step.did for step in steps] == [
        "taken in", "corrected", "read anew, corrected", "withdrawn", "withdrawal taken back",
    ]  # fmt: skip
    assert {step.entry.by for step in steps} == {"lena"}
    first = " ".join(steps[0].about)
    assert "zibeld-testimony.txt" in first
    assert report(record).sha256[:16] in first
    assert "read by tollbook" in first
    assert "published: 2016-11-29 → 2016-11-30" in steps[1].about
    assert record.verify() == []


def test_a_correction_is_read_anew_and_the_earlier_reading_stays(record: Record) -> None:
    before = {claim.id for claim in record.claims()}
    changed = custody.correct(record.store, report(record), "a misprint", publisher="Another", title="The market")
    assert changed == {"publisher": ("The Zibeld Gazette", "Another"), "title": ("", "The market")}
    assert (report(record).publisher, report(record).title) == ("Another", "The market")
    assert {claim.publisher for claim in record.claims(report=report(record).id)} == {"Another"}
    assert {claim.id for claim in record.claims()} != before
    assert len(record.reports()) == 2
    with pytest.raises(AskedWrongError, match="Nothing would change"):
        custody.correct(record.store, report(record), "again", title="The market")
    assert record.verify() == []


def test_what_is_withdrawn_counts_no_longer_and_earlier_answers_stay(record: Record, tmp_path: Path) -> None:
    later = dt.date(2020, 5, 1)
    whole, then = answer(record), answer(record, dt.date(2020, 4, 30))
    custody.withdraw(record.store, report(record), "made up", later)
    custody.withdraw(record.store, report(record, 2), "made up as well", later)
    assert record.claims() == []
    assert record.ask("killed", who="civilians", where=None).silent
    assert answer(record, dt.date(2020, 4, 30)) == then, "to the byte"
    assert record.ask("killed", who="civilians", known_on=later).silent
    found = list(record.read(tmp_path / "other.txt", published=DAY, publisher="Wire"))
    assert isinstance(found[0], Taken)
    assert found[0].outcome == "known"
    assert "lena withdrew: made up as well" in found[0].problems[0].what
    with pytest.raises(AskedWrongError, match="withdrawn already"):
        custody.withdraw(record.store, report(record), "again")
    custody.restore(record.store, report(record), "not made up")
    custody.restore(record.store, report(record, 2), "not made up")
    assert answer(record) == whole
    with pytest.raises(AskedWrongError, match="is not withdrawn"):
        custody.restore(record.store, report(record), "again")
    with pytest.raises(AskedWrongError, match="has not come yet"):
        custody.withdraw(record.store, report(record), "soon", dt.date(2999, 1, 1))
    assert record.verify() == []


def traces(place: Where, words: list[str]) -> list[str]:
    """Which words stand anywhere in the files of a record, or of its database."""
    folder = place if isinstance(place, Path) else files_of(place)
    everything = b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())
    names = "".join(str(path) for path in folder.rglob("*"))
    return [word for word in words if word.encode() in everything or word in names]


def test_what_is_removed_leaves_no_trace_and_the_proof_stays_whole(
    record: Record, place: Where, tmp_path: Path
) -> None:
    store, found = record.store, report(record)
    claim = record.claims(report=found.id)[0]
    store.judge(claim.id, "accepted", "as Zibeld said in the market", "lena")
    one = by_hand(store, ["1.1", "2.1"], "lena")
    decide(store, [one.number], "accepted", "the same market", "lena")
    custody.withdraw(store, found, "Zibeld asked for it")
    kept, _ = store.ledger.sign()
    proof = prove(store, claims=[c.id for c in record.claims()], reports=[1])
    words = ["Zibeld", "zibeld-testimony", "market", "Kanari", claim.id, found.sha256 + "x"]
    assert traces(place, words)[:4] == words[:4]

    custody.ask_removal(store, found, "a court order")
    assert record.verify() == []
    with pytest.raises(AskedWrongError, match="second person"):
        custody.confirm_removal(store, found)
    with pytest.raises(AskedWrongError, match="asked for it on"):
        custody.ask_removal(store, found, "again")
    record.close()
    with Record.open(place, by=" Lena ") as same, pytest.raises(AskedWrongError, match="second person"):
        custody.confirm_removal(same.store, report(same))
    with Record.open(place, by="omar") as second:
        custody.confirm_removal(second.store, report(second))
        assert traces(place, words) == []
        assert not second.store.originals.holds(found.sha256)
        assert list(second.store.verify([Witness("kept", kept.note, kept.key)])) == []
        assert list(check(proof)), "what was proved before is proved still"
        assert {c.report for c in second.claims()} == {report(second, 2).id}
        stone = second.store.custody.stones()[found.id]
        assert (stone.decision, stone.by, stone.asked_by, stone.reason) == ("removed", "omar", "lena", "a court order")
        steps = [step.did for step in custody.custody(second.store, report(second))]
        assert steps[0] == "taken in"
        assert steps[-1] == "erased"
        again = list(second.read(tmp_path / "zibeld-testimony.txt", published=DAY))
        assert isinstance(again[0], Problem)
        assert "removed by law" in again[0].what
        for deed in (custody.withdraw, custody.ask_removal):
            with pytest.raises(AskedWrongError, match="removed by law"):
                deed(second.store, report(second), "why")
        prove(second.store, reports=[1, 2])
        custody.confirm_removal(second.store, report(second))  # finishes what was broken off
        assert second.verify() == []


@pytest.mark.parametrize("point", ["removed.erased", "removed.kept", "removed.unlinked"])
def test_a_removal_broken_off_is_finished_by_the_same_command(record: Record, place: Where, point: str) -> None:
    custody.ask_removal(record.store, report(record), "a court order")
    record.close()
    with Record.open(place, by="omar") as second:
        failpoints.arm(point, 1, "fail")
        with pytest.raises(RecordError):
            custody.confirm_removal(second.store, report(second))
        failpoints.disarm()
        left = [problem.what for problem in second.verify()]
        still = ["It was removed, and its original bytes are still there."]
        assert left == (still if point == "removed.kept" else [])
        assert ("text" if report(second).text else "gone") == ("text" if point == "removed.erased" else "gone")
        custody.confirm_removal(second.store, report(second))
        assert second.verify() == []
        assert traces(place, ["Zibeld", "Kanari"]) == []


def test_a_removal_needs_to_be_asked_for_and_can_be_cancelled(record: Record) -> None:
    with pytest.raises(AskedWrongError, match="Nobody asked"):
        custody.confirm_removal(record.store, report(record))
    with pytest.raises(AskedWrongError, match="Nobody asked"):
        custody.cancel_removal(record.store, report(record), "why")
    custody.ask_removal(record.store, report(record), "a mistake")
    custody.cancel_removal(record.store, report(record), "it was one")
    with pytest.raises(AskedWrongError, match="Nobody asked"):
        custody.confirm_removal(record.store, report(record))
    assert record.verify() == []


def test_reports_in_the_same_bytes_are_removed_together(place: Where, tmp_path: Path) -> None:
    lines = tmp_path / "two.jsonl"
    lines.write_text(f'{{"text": "{OTHER}", "id": "a"}}\n{{"text": "{TEXT}", "id": "b"}}\n')
    with Record.open(place, by="lena") as record:
        list(record.read(lines, published=DAY))
        sha256 = report(record).sha256
        shared = report(record, 2).sha256 == sha256
        custody.ask_removal(record.store, report(record), "a court order")
        record.store.by = "omar"
        if shared:
            with pytest.raises(AskedWrongError, match="hold other reports as well: 2"):
                custody.confirm_removal(record.store, report(record))
            record.store.by = "lena"
            custody.ask_removal(record.store, report(record, 2), "a court order")
            record.store.by = "omar"
            custody.confirm_removal(record.store, report(record, 2))
            assert record.store.originals.holds(sha256)
        custody.confirm_removal(record.store, report(record))
        assert not record.store.originals.holds(sha256)
        assert record.verify() == []


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_what_a_broken_writing_left_beside_goes_with_the_original(record: Record) -> None:
    path = record.store.originals.path(report(record).sha256)
    left = path.with_name(f".{path.name}.4711")
    left.write_bytes(path.read_bytes()[:20])
    custody.ask_removal(record.store, report(record), "a court order")
    record.store.by = "omar"
    custody.confirm_removal(record.store, report(record))
    assert not left.exists()


def test_one_part_of_an_archive_is_removed_and_the_others_stay(tmp_path: Path) -> None:
    folder, path = tmp_path / "r.tollbook", tmp_path / "all.zip"
    inner = packed({"deep/c.txt": OTHER.replace("12", "14")})
    path.write_bytes(packed({"a.txt": TEXT, "b.txt": OTHER, "inner.zip": inner}))
    with Record.open(folder, by="lena") as record:
        assert len(list(record.read(path, published=DAY))) == 3
        held_in, whole = report(record).sha256, {c.id for c in record.claims()}
        custody.ask_removal(record.store, report(record), "a court order")
        before, proof = record.store.ledger.sign()[0], prove(record.store, reports=[2, 3])
        record.store.by = "omar"
        custody.confirm_removal(record.store, report(record))
        assert record.store.originals.get(report(record, 2).sha256) == OTHER.encode()
        assert report(record, 3).part == "inner.zip > deep/c.txt"
        assert [step.did for step in custody.custody(record.store, report(record, 2))] == [
            "taken in", "kept apart from its file",
        ]  # fmt: skip
        assert {c.report for c in record.claims()} == {report(record, n).id for n in (2, 3)}
        assert {c.id for c in record.claims()} < whole
        assert list(record.store.verify([Witness("kept", before.note, before.key)])) == []
        assert list(check(proof))
        assert traces(folder, ["Zibeld", "Kanari"]) == []
        removed, *known = record.read(path, published=DAY)
        assert isinstance(removed, Problem)
        assert "removed by law" in removed.what
        assert [item.outcome for item in known if isinstance(item, Taken)] == ["known", "known"]
        (tmp_path / "alone.txt").write_text(TEXT)
        (again,) = record.read(tmp_path / "alone.txt")
        assert isinstance(again, Problem), "the same bytes, wherever they lie"
        assert not record.store.originals.holds(held_in)
        record.store.originals.put(path.read_bytes())
        assert [p.what for p in record.verify()] == ["It was removed, and its original bytes are still there."]


def test_parts_without_bytes_of_their_own_are_removed_together(tmp_path: Path) -> None:
    item = "<item><title>{}</title><description>{}</description></item>"
    feed = item.format("a", TEXT) + item.format("b", OTHER)
    (tmp_path / "f.xml").write_text(f'<?xml version="1.0"?><rss version="2.0"><channel>{feed}</channel></rss>')
    with Record.open(tmp_path / "r.tollbook", by="lena") as record:
        assert len(list(record.read(tmp_path / "f.xml", published=DAY))) == 2
        custody.ask_removal(record.store, report(record), "a court order")
        record.store.by = "omar"
        with pytest.raises(AskedWrongError, match="hold other reports as well: 2"):
            custody.confirm_removal(record.store, report(record))


def test_an_original_that_came_back_is_named(record: Record) -> None:
    custody.ask_removal(record.store, report(record), "a court order")
    record.store.by = "omar"
    raw = record.store.originals.get(report(record).sha256)
    custody.confirm_removal(record.store, report(record))
    record.store.originals.put(raw)
    assert [p.what for p in record.verify()] == ["It was removed, and its original bytes are still there."]
