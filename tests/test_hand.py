"""Corrections by hand: what is corrected counts everywhere as corrected, what was read stays, and taking it back leaves
every answer as it was."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.databases import Somewhere
from tollbook.desk import reviewing
from tollbook.desk.access import Person, RefusedError, Seat, UnknownError, restrict, seat
from tollbook.desk.custody import correct as correct_report
from tollbook.desk.errors import AskedWrongError
from tollbook.desk.record import Record
from tollbook.model import Claim
from tollbook.record.decisions import OvertakenError

TEXT = "Shelling killed 12 people in Homs on 28 November 2016, including 5 children. Another strike injured 30 people."


@pytest.fixture
def record(tmp_path: Path, somewhere: Somewhere) -> Iterator[Record]:
    (tmp_path / "a.txt").write_text(TEXT)
    with Record.open(somewhere("r.tollbook")) as record:
        list(record.read([tmp_path / "a.txt"], published=dt.date(2016, 11, 30), publisher="An agency"))
        yield record


def at(record: Record, name: str = "omar", role: str = "reviewer", *groups: str) -> Seat:
    return seat(record.store.where, record.store.alias, Person(name, role, frozenset(groups)))


def the(record: Record, words: str) -> Claim:
    return next(c for c in record.claims() if c.quantity.text == words)


def killed(record: Record) -> tuple[int | None, int | None]:
    found = record.ask("killed").documented
    return found.low, found.high


def everything(record: Record) -> tuple[object, ...]:
    """All that answers say, but for the identities of claims."""
    said = sorted(
        (c.harm, c.population.group, c.quantity.low or -1, c.quantity.high or -1, c.place.text if c.place else "")
        for c in record.claims()
    )
    return killed(record), record.ask("injured").documented, said, record.export().count("\n")


def seen(record: Record, name: str) -> int:
    return reviewing.reviewed(at(record), name).seen


def test_a_corrected_claim_counts_and_verifies_and_can_be_taken_back(record: Record) -> None:
    before = everything(record)
    twelve = the(record, "12")
    assert killed(record) == (12, 12)
    new = reviewing.correct(at(record), twelve.id, 0, [{"low": "21", "high": "21", "best": "21"}], "a slip")
    assert killed(record) == (21, 21)
    assert [c.id for c in record.claims() if c.harm == "killed" and c.quantity.low == 21] == [new[0].id]
    assert twelve.id not in {c.id for c in record.claims()}
    assert "21" in record.export()
    assert record.verify() == []
    record.store.reindex()
    assert killed(record) == (21, 21)
    kinds = [entry.kind for entry in record.store.ledger.entries()]
    assert "report.by_hand" in kinds
    reviewing.undo(at(record), new[0].id, seen(record, new[0].id))
    assert everything(record) == before
    assert the(record, "12") == twelve
    assert record.verify() == []


def test_a_part_follows_its_whole_into_the_correction(record: Record) -> None:
    twelve, five = the(record, "12"), the(record, "5")
    assert five.part_of == twelve.id
    new = reviewing.correct(at(record), twelve.id, 0, [{"low": "21", "high": "21", "best": "21"}], "a slip")
    assert the(record, "5").part_of == new[0].id
    assert record.verify() == []
    again = reviewing.correct(
        at(record), new[0].id, seen(record, new[0].id), [{"low": "22", "high": "22", "best": "22"}], "again"
    )
    assert the(record, "5").part_of == again[0].id
    reviewing.undo(at(record), again[0].id, seen(record, again[0].id))
    assert the(record, "5").part_of == new[0].id
    assert record.verify() == []


def test_links_alone_are_a_correction(record: Record) -> None:
    five = the(record, "5")
    new = reviewing.correct(at(record), five.id, 0, [{"part_of": ""}], "not of them")
    assert (the(record, "5").id, the(record, "5").part_of) == (new[0].id, None)
    assert record.verify() == []


def test_a_claim_is_split_in_two(record: Record) -> None:
    thirty = the(record, "30")
    parts: list[dict[str, str]] = [{"low": "10", "high": "10", "best": "10"}, {"low": "20", "high": "20", "best": "20"}]
    reviewing.correct(at(record), thirty.id, 0, parts, "two strikes")
    assert sorted(c.quantity.best or 0 for c in record.claims() if c.harm == "injured") == [10, 20]
    assert record.verify() == []


def test_rejected_is_out_and_reopened_is_in(record: Record) -> None:
    before = everything(record)
    twelve, five = the(record, "12"), the(record, "5")
    for claim in (twelve, five):
        reviewing.reject(at(record), claim.id, 0, "not this war")
    assert record.ask("killed").silent
    for claim in (twelve, five):
        reviewing.undo(at(record), claim.id, seen(record, claim.id))
    assert everything(record) == before


def test_added_claims_count(record: Record) -> None:
    start = TEXT.index("Another strike")
    made = reviewing.add(
        at(record, "mona", "analyst"), 1, (start, start + 14), {"harm": "killed", "low": "2", "best": "2"}
    )
    assert made.quote.startswith("Another strike injured")
    assert made.id in {c.id for c in record.claims()}
    assert record.verify() == []


def test_what_two_people_decide_at_once_is_decided_once(record: Record) -> None:
    twelve = the(record, "12")
    reviewing.accept(at(record), twelve.id, 0)
    with pytest.raises(OvertakenError) as caught:
        reviewing.reject(at(record, "mona"), twelve.id, 0, "no")
    assert caught.value.now is not None
    assert (caught.value.now.by, caught.value.now.decision) == ("omar", "accepted")
    assert len(record.store.hand.history(twelve.id)) == 1


def test_two_people_decide_where_it_takes_two(record: Record) -> None:
    twelve = the(record, "12")
    row = [{"low": "21", "high": "21", "best": "21"}]
    assert reviewing.correct(at(record), twelve.id, 0, row, "a slip", two=True) == []
    assert killed(record) == (12, 12)
    with pytest.raises(AskedWrongError):
        reviewing.correct(at(record), twelve.id, seen(record, twelve.id), row, "a slip", two=True)
    assert reviewing.correct(at(record, "mona"), twelve.id, seen(record, twelve.id), row, "yes", two=True)
    assert killed(record) == (21, 21)
    five = the(record, "5")
    assert reviewing.accept(at(record), five.id, 0, two=True) == "first"
    assert reviewing.accept(at(record, "mona"), five.id, seen(record, five.id), two=True) == "accepted"


def test_the_next_claim_is_one_nobody_decided(record: Record) -> None:
    met = []
    while (name := reviewing.following(at(record))) is not None:
        met.append(name)
        reviewing.accept(at(record), name, 0)
    assert sorted(met) == sorted(c.id for c in record.claims())
    reviewing.undo(at(record), met[0], seen(record, met[0]))
    assert reviewing.following(at(record)) == met[0]


def test_two_people_are_not_shown_one_claim(record: Record) -> None:
    first = reviewing.following(at(record, "omar"))
    assert first is not None
    assert reviewing.following(at(record, "mona")) != first


@pytest.mark.parametrize(
    "row",
    [{"low": "9", "high": "3"}, {"start": "yesterday"}, {"hedge": "surely"}, {"harm": ""}, {"part_of": "ff" * 32}, {}],
)
def test_what_means_nothing_changes_nothing(record: Record, row: dict[str, str]) -> None:
    before = everything(record)
    with pytest.raises(AskedWrongError):
        reviewing.correct(at(record), the(record, "12").id, 0, [row], "why")
    assert everything(record) == before


def test_what_was_decided_holds_when_the_report_is_read_anew(record: Record) -> None:
    reviewing.correct(at(record), the(record, "12").id, 0, [{"low": "21", "high": "21", "best": "21"}], "a slip")
    reviewing.reject(at(record), the(record, "30").id, 0, "not this war")
    correct_report(record.store, record.store.find("1")[0], "the date", published=dt.date(2016, 12, 1))
    assert sorted(c.quantity.best or 0 for c in record.claims() if c.harm in ("killed", "injured")) == [5, 21]
    assert record.verify() == []


def test_a_place_is_looked_up_and_the_rest_stays(record: Record) -> None:
    twelve = the(record, "12")
    new = reviewing.correct(at(record), twelve.id, 0, [{"place": "Aleppo"}], "elsewhere")[0]
    assert new.place is not None
    assert (new.place.country, new.quantity, new.window, new.quote) == (
        "SY",
        twelve.quantity,
        twelve.window,
        twelve.quote,
    )


def test_only_those_who_may_decide_and_the_refusal_is_logged(record: Record) -> None:
    twelve = the(record, "12")
    for role in ("reader", "analyst", "", "root"):
        with pytest.raises(RefusedError):
            reviewing.accept(at(record, "rita", role), twelve.id, 0)
    assert sum(entry.kind == "access.refused" for entry in record.store.ledger.entries()) == 4
    assert record.store.hand.history(twelve.id) == []


def test_what_is_restricted_is_not_there_for_others(record: Record) -> None:
    admin = at(record, "ana", "administrator")
    name = the(record, "12").id
    restrict(admin, 1, ["north"], "names of witnesses")
    outside, inside = at(record, "mona", "administrator"), at(record, "omar", "reviewer", "north")
    with pytest.raises(UnknownError):
        outside.report(1)
    with pytest.raises(UnknownError):
        reviewing.reviewed(outside, name)
    assert reviewing.following(outside) is None
    assert outside.store.claims() == []
    assert outside.store.reports() == []
    assert outside.store.shelf("killed").speaks() is False
    assert outside.partial
    assert reviewing.reviewed(inside, name).claim.id == name
    assert not inside.partial
    restrict(inside := at(record, "ana", "administrator", "north"), 1, [], "published by now")
    assert at(record, "mona", "reader").report(1).number == 1
    assert record.verify() == []
