"""Incidents from proposing to deciding: laws of the pure part, and the commands as a person uses them."""

from __future__ import annotations

import datetime as dt
import json
import os
import random
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path
from typing import Any

import psycopg
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.databases import Somewhere, behind, url_of
from tollbook.cli.app import app
from tollbook.desk import incidents as desk
from tollbook.desk.errors import AskedWrongError
from tollbook.desk.importing import import_table
from tollbook.model import Claim, Place, Population, Quantity, Span, Window
from tollbook.reckon import Question, answer
from tollbook.reckon.deciding import Decision, Held
from tollbook.reckon.incidents import propose
from tollbook.record.store import Store
from tollbook.record.where import Where

DAY = dt.date(2015, 3, 16)
TOWN = Place("Saraqib", "Saraqib", country="SY", precision="city", path=("geoname:1", "admin1:SY.1", "country:SY"))
QUESTION = Question("killed", place=TOWN, start=DAY, end=DAY)


def strike(name: str, toll: int = 12, day: dt.date = DAY, **kinds: Any) -> Claim:
    plain = Claim(
        id=name, harm="killed", measure="flow", extent="event", quantity=Quantity(toll, toll, toll, "exact"),
        population=Population(), place=TOWN, window=Window(day, day, "day"), perpetrator=None, means=(), speaker=None,
        publisher=f"Outlet {name}", modality="asserted", part_of=None, repeats=None, quote="", span=Span(0, 0),
        report=f"r{name}", published=day,
    )  # fmt: skip
    return replace(plain, **kinds)


def decision(number: int, verdict: Any, *tellings: str, **given: str) -> Decision:
    return Decision(number, verdict, tuple((name,) for name in tellings), given)


def reckoned(claims: Sequence[Claim], *decisions: Decision) -> tuple[int | None, int | None, int | None]:
    found = answer(QUESTION, Held(decisions).lay(claims))
    return found.documented.low, found.documented.high, found.floor


def test_one_event_two_events_or_nobody_knows() -> None:
    told = [strike("a"), strike("b")]
    assert reckoned(told) == (12, 24, 12)
    assert reckoned(told, decision(1, "accepted", "a", "b")) == (12, 12, 12)
    assert reckoned(told, decision(1, "distinct", "a", "b")) == (24, 24, 24)
    assert reckoned(told, decision(1, "rejected", "a", "b")) == (12, 24, 12)


def test_two_accepted_events_are_not_thereby_distinct() -> None:
    told = [strike(name) for name in "abcd"]
    both = decision(1, "accepted", "a", "b"), decision(2, "accepted", "c", "d")
    assert reckoned(told, *both) == (12, 24, 12)
    assert reckoned(told, *both, decision(3, "distinct", "b", "c")) == (24, 24, 24)


def test_what_is_distinct_from_a_part_is_distinct_from_the_whole_event() -> None:
    """a and b are one event and b is not c: so a is not c, though nobody said so; of c and d nothing is known."""
    told = [strike(name) for name in "abcd"]
    said = decision(1, "accepted", "a", "b"), decision(2, "distinct", "b", "c")
    held = Held(said).lay(told)
    labels = {claim.id: claim.incident for claim in held}
    assert labels["a"] == labels["b"] != labels["c"] is not None
    assert labels["d"] is None
    assert reckoned(told, *said) == (24, 36, 24)


def test_distinct_from_two_that_may_be_one() -> None:
    """a is neither b nor c; b and c may be one: 24 to 36."""
    told = [strike(name) for name in "abc"]
    assert reckoned(told, decision(1, "distinct", "a", "b"), decision(2, "distinct", "a", "c")) == (24, 36, 24)


@settings(max_examples=60)
@given(st.lists(st.lists(st.integers(0, 30), min_size=2, max_size=6, unique=True), max_size=20))
def test_events_are_what_accepted_proposals_connect(groups: list[list[int]]) -> None:
    held = Held(decision(n, "accepted", *(f"c{k:02}" for k in some)) for n, some in enumerate(groups, 1))
    connected = [{k} for k in range(31)]
    for some in groups:
        touched = [one for one in connected if one & set(some)]
        connected = [one for one in connected if one not in touched] + [set().union(*touched)]
    labels = {c.id: c.incident for c in held.lay([strike(f"c{k:02}") for k in range(31)])}
    for one in connected:
        theirs = {labels[f"c{k:02}"] for k in one}
        assert len(theirs) == 1
        assert (theirs == {None}) == (len(one) == 1)
    assert len({label for label in labels.values() if label}) == sum(len(one) > 1 for one in connected)


def test_a_table_label_is_joined_and_stays_distinct_from_other_labels() -> None:
    told = [strike("a", incident="dawn"), strike("b", incident="dusk"), strike("c")]
    assert reckoned(told) == (24, 36, 24)
    joined = decision(1, "accepted", "a", "c", a="dawn")
    assert [claim.incident for claim in Held([joined]).lay(told)] == ["dawn", "dusk", "dawn"]
    assert reckoned(told, joined) == (24, 24, 24)


def test_rows_of_two_lists_are_one_event_when_somebody_says_so() -> None:
    """Each list tells its own rows apart; what another list calls the same event is joined by a decision alone."""
    told = [
        strike("a", incident="acled::1"),
        strike("b", incident="ucdp-ged::4"),
        strike("c", incident="acled::2"),
        strike("d", incident="acled::1"),
    ]
    assert reckoned(told) == (24, 36, 24)
    joined = decision(1, "accepted", "a", "b", a="acled::1", b="ucdp-ged::4")
    both = "acled::1 = ucdp-ged::4"
    assert [claim.incident for claim in Held([joined]).lay(told)] == [both, both, "acled::2", both]
    assert reckoned(told, joined) == (24, 24, 24)
    assert Held([joined]).clash() is None
    assert Held([joined, decision(2, "accepted", "b", "c", b="ucdp-ged::4", c="acled::2")]).clash() == ("a", "c")


def test_decisions_that_contradict_are_seen() -> None:
    both = decision(1, "accepted", "a", "b"), decision(2, "accepted", "b", "c")
    assert Held(both).clash() is None
    assert Held([*both, decision(3, "distinct", "a", "c")]).clash() == ("a", "c")
    assert Held([decision(1, "accepted", "a", "b", a="dawn", b="dusk")]).clash() == ("a", "b")
    assert Held([decision(1, "rejected", "a", "b"), decision(2, "accepted", "a", "b")]).clash() is None


def test_what_was_rejected_or_told_apart_is_not_proposed_again() -> None:
    told = [strike("a"), strike("b"), strike("c", 13)]
    (found,) = propose(told)
    assert found.tellings == (("a",), ("b",), ("c",))
    for verdict in ("rejected", "distinct"):
        held = Held([decision(1, verdict, "a", "b")])
        again = propose(held.lay(told), held.refused())
        assert all(not {("a",), ("b",)} <= set(p.tellings) for p in again)


def test_a_decided_event_is_joined_by_a_new_report() -> None:
    told = [strike(name) for name in "abc"]
    held = Held([decision(1, "accepted", "a", "b")])
    (found,) = propose(held.lay(told), held.refused())
    assert found.labels == ("proposal 1", "proposal 1", None)
    held = Held([decision(1, "accepted", "a", "b"), decision(2, "rejected", "a", "b", "c")])
    assert propose(held.lay(told), held.refused()) == []


@st.composite
def records(draw: st.DrawFn) -> list[Claim]:
    rng = random.Random(draw(st.integers(0, 2**32)))
    out = []
    for n in range(rng.randrange(2, 9)):
        day = DAY + dt.timedelta(rng.randrange(3))
        more: dict[str, Any] = {"report": f"r{rng.randrange(6)}", "incident": rng.choice([None] * 5 + ["p", "q"])}
        more["place"] = rng.choice([TOWN, TOWN, replace(TOWN, path=("geoname:2", *TOWN.path[1:])), None])
        out.append(strike(f"c{n}", rng.choice([3, 12, 12, 13, 40]), day, **more))
    return out


@settings(max_examples=80)
@given(records())
def test_a_proposal_holds_together_only_what_may_be_one_event(told: list[Claim]) -> None:
    by_id = {claim.id: claim for claim in told}
    found = propose(told)
    seen: set[str] = set()
    for one in found:
        claims = [[by_id[name] for name in names] for names in one.tellings]
        for mine, other in combinations(claims, 2):
            labels = {c.incident for c in (*mine, *other)} - {None}
            assert len(labels) < 2, "two labels of a table"
            if mine[0].incident is None or mine[0].incident != other[0].incident:
                assert mine[0].report != other[0].report, "told apart in one report"
                assert abs((mine[0].window.start - other[0].window.start).days) < 2  # type: ignore[operator]
        names = {name for names in one.tellings for name in names}
        assert not names & seen, "a claim is proposed once"
        seen |= names
        assert len(one.links) == len({label or n for n, label in enumerate(one.labels)}) - 1
        assert one.score == min(link.score for link in one.links)
    assert propose(told[::-1]) == found


@settings(max_examples=50)
@given(records())
def test_accepting_all_proposals_leaves_none_and_taking_them_back_leaves_nothing(told: list[Claim]) -> None:
    found = propose(told)
    given_labels = {claim.id: claim.incident for claim in told if claim.incident}
    decisions = [
        Decision(n, "accepted", p.tellings, {c: given_labels[c] for t in p.tellings for c in t if c in given_labels})
        for n, p in enumerate(found, 1)
    ]
    held = Held(decisions)
    assert held.clash() is None
    known = {names for one in found for names in one.tellings}
    assert not [p for p in propose(held.lay(told), held.refused()) if known.issuperset(p.tellings)]
    assert Held([]).lay(told) == told


# ---------------------------------------------------------------- with a record

ROWS = """report,publisher,published,harm,best,place,start,end
r1,A paper,2015-03-17,killed,12,Saraqib,2015-03-16,2015-03-16
r2,B radio,2015-03-17,killed,12,Saraqib,2015-03-16,2015-03-16
r3,C wire,2015-03-18,killed,14,Saraqib,2015-03-16,2015-03-16
r4,A paper,2015-05-02,killed,31,Saraqib,2015-05-01,2015-05-01
r5,B radio,2015-05-02,killed,31,Saraqib,2015-05-01,2015-05-01
"""


@dataclass(frozen=True)
class Room:
    """A table, and a place for the record it goes into."""

    table: Path
    record: Where


@pytest.fixture
def room(tmp_path: Path, somewhere: Somewhere) -> Room:
    (tmp_path / "claims.csv").write_text(ROWS)
    return Room(tmp_path / "claims.csv", somewhere("record.tollbook"))


def filled(room: Room) -> Store:
    store = Store.open(room.record, create=True, write=True)
    import_table(store, room.table)
    return store


def test_looking_twice_proposes_nothing_twice(room: Room) -> None:
    with filled(room) as store:
        first = desk.look(store)
        assert (first.found, first.new) == (2, 2)
        before = store.head()
        again = desk.look(store)
        assert (again.found, again.new, again.lapsed) == (2, 0, 0)
        assert store.head() == before
        assert list(store.verify()) == []


def test_what_is_no_longer_proposed_lapses_and_comes_back(room: Room) -> None:
    with filled(room) as store:
        desk.look(store)
        claims = {c.publisher: c.id for c in store.claims() if c.quantity.best != 31}
        store.judge(claims["C wire"], "rejected", "misread", "lena")
        done = desk.look(store)
        assert (done.new, done.lapsed) == (1, 1)
        store.judge(claims["C wire"], "accepted", "right after all", "lena")
        done = desk.look(store)
        assert (done.new, done.again, done.lapsed) == (0, 1, 1)
        assert sorted(k.status for k in store.proposals()) == ["lapsed", "open", "open"]


def test_all_verdicts_can_be_taken_back_to_the_byte(room: Room) -> None:
    with filled(room) as store:
        desk.look(store)
        before = [answer(QUESTION, store.claims()).to_json(), store.claims()]
        for verdict in ("accepted", "distinct", "rejected"):
            desk.decide(store, [1, 2], verdict, "for a reason", "lena")
            assert (store.claims() != before[1]) == (verdict != "rejected")
            desk.undo(store, [1, 2], "not sure", "lena")
            assert [answer(QUESTION, store.claims()).to_json(), store.claims()] == before
        assert {k.status for k in store.proposals()} == {"open"}
        assert list(store.verify()) == []


def test_a_decision_against_one_that_stands_is_refused_and_changes_nothing(room: Room) -> None:
    with filled(room) as store:
        desk.look(store)
        three = next(k for k in store.proposals() if len(k.tellings) == 3)
        desk.decide(store, [three.number], "accepted", "", "lena")
        made = desk.by_hand(store, ["1.1", "2.1"], "omar")
        head = store.head()
        with pytest.raises(AskedWrongError, match="held to be one") as refused:
            desk.decide(store, [made.number], "distinct", "no", "omar")
        assert f"undo {three.number}" in refused.value.remedy
        assert store.head() == head
        desk.undo(store, [three.number], "looked again", "lena")
        desk.decide(store, [made.number], "distinct", "one at dawn", "omar")
        with pytest.raises(AskedWrongError, match="known to be distinct"):
            desk.decide(store, [three.number], "accepted", "", "lena")


def test_a_policy_decides_by_its_terms_and_is_taken_back_as_one(room: Room) -> None:
    with filled(room) as store:
        desk.look(store)
        before = store.claims()
        run, refused = desk.run_policy(store, "sure", 0.9, False, "rare numbers", "lena")
        assert (run.accepted, refused) == (1, 0)
        (accepted,) = store.proposals(decided=True)
        assert (accepted.policy, accepted.decided_by) == ("sure", "lena")
        assert (accepted.score or 0) >= 0.9
        with pytest.raises(AskedWrongError, match="other terms"):
            desk.run_policy(store, "sure", 0.6, False, "more", "lena")
        again, _ = desk.run_policy(store, "sure", 0.9, False, "again", "lena")
        assert again.accepted == 0
        desk.undo(store, [], "too soon", "lena", policy="sure")
        assert store.claims() == before
        with pytest.raises(AskedWrongError, match="stands"):
            desk.undo(store, [], "twice", "lena", policy="sure")
        assert list(store.verify()) == []


def test_a_table_of_the_claims_has_no_decisions_in_it(room: Room) -> None:
    """Labels of a table are all distinct, and those of decisions are not: as a table they would say too much."""
    with filled(room) as store:
        desk.look(store)
        desk.decide(store, [1], "accepted", "", "lena")
        assert any(claim.incident for claim in store.claims())
        assert not any(claim.incident for claim in store.claims(decided=False))


def test_verify_sees_a_proposal_or_a_decision_changed_behind_its_back(room: Room) -> None:
    with filled(room) as store:
        desk.look(store)
        desk.decide(store, [1], "accepted", "", "lena")
    with pytest.raises((sqlite3.IntegrityError, psycopg.IntegrityError), match="append-only"):
        behind(room.record, "UPDATE record_proposal SET score = 1", lifted=False)
    behind(
        room.record,
        "UPDATE record_proposal SET score = 1 WHERE id = 2",
        "UPDATE record_judgement SET decision = 'distinct'",
    )
    with Store.open(room.record) as store:
        said = " ".join(problem.where for problem in store.verify())
    assert "proposal 2" in said
    assert "judgement 1" in said
    assert "proposal 1" not in said


# ---------------------------------------------------------------- the command line


def tollbook(room: Path, *arguments: str, code: int = 0) -> str:
    command = [sys.executable, "-m", "tollbook", *arguments]
    every = {**os.environ, "COLUMNS": "100"}
    done = subprocess.run(command, cwd=room, capture_output=True, text=True, timeout=60, env=every, check=False)
    assert done.returncode == code, done.stderr
    return " ".join((done.stdout if code == 0 else done.stderr).split())


def documented(room: Path) -> dict[str, Any]:
    asked = tollbook(room, "ask", "--harm", "killed", "--where", "Saraqib", "--to", "2015-04-01", "--json")
    found: dict[str, Any] = json.loads(asked)
    return found


def test_two_strikes_of_twelve_from_proposal_to_answer(tmp_path: Path) -> None:
    (tmp_path / "claims.csv").write_text("\n".join(ROWS.splitlines()[:3]) + "\n")
    tollbook(tmp_path, "import", "claims.csv")
    before = documented(tmp_path)
    assert (before["documented"]["low"], before["documented"]["high"]) == (12, 24)
    assert "decisions" not in before
    assert "Nothing waits for a decision" in tollbook(tmp_path, "incidents", "list")
    found = tollbook(tmp_path, "incidents", "propose")
    assert "1 proposal from 2 claims (1 new)" in found
    assert "both say 12 killed" in found
    shown = tollbook(tmp_path, "incidents", "show", "1")
    for part in ("as decided now 12 to 24", "if one event 12", "if different ones 24", "same day", "A paper"):
        assert part in shown

    assert "one event" in tollbook(tmp_path, "incidents", "accept", "1", "--by", "Lena")
    one = documented(tmp_path)
    assert (one["documented"]["low"], one["documented"]["high"]) == (12, 12)
    assert one["decisions"][0]["decided"]["by"] == "Lena"
    told = tollbook(tmp_path, "ask", "--harm", "killed", "--where", "Saraqib")
    assert "are one event: proposal 1, decided by Lena" in told

    tollbook(tmp_path, "incidents", "distinct", "1", "-m", "one at dawn, one at dusk", "--by", "Lena")
    two = documented(tmp_path)
    assert (two["documented"]["low"], two["documented"]["high"], two["floor"]) == (24, 24, 24)
    told = tollbook(tmp_path, "ask", "--harm", "killed", "--where", "Saraqib")
    assert "are different events" in told
    assert "one at dawn, one at dusk" in told

    tollbook(tmp_path, "incidents", "undo", "1", "-m", "not sure")
    assert documented(tmp_path) == before
    tollbook(tmp_path, "incidents", "reject", "1", "-m", "nothing to go by")
    assert documented(tmp_path) == before
    assert "0 proposals" in tollbook(tmp_path, "incidents", "propose")
    assert "rejected" in tollbook(tmp_path, "incidents", "list", "--all")
    assert "whole" in tollbook(tmp_path, "verify")


def here(room: Room, *arguments: str) -> str:
    """A command in this process, which is faster: what it prints, or what its error says."""
    done = CliRunner(env={"COLUMNS": "100"}).invoke(
        app, ["--record", url_of(room.record), *arguments], standalone_mode=False
    )
    error = done.exception
    said = getattr(error, "what", "") or getattr(error, "message", "") or (str(error) if error else "")
    return " ".join(f"{done.output} {said}".split())


def test_a_policy_is_named_in_the_answer(room: Room) -> None:
    with filled(room) as store:
        desk.look(store)
    assert "No policy yet" in here(room, "incidents", "policy")
    assert "Say why" in here(room, "incidents", "policy", "likely")
    ran = here(room, "incidents", "policy", "likely", "--score", "0.6", "-m", "quiet town", "--by", "Lena")
    assert "accepted 2 proposals" in ran
    told = here(room, "ask", "--harm", "killed", "--where", "Saraqib")
    assert "decided by the policy likely, run by Lena" in told
    assert "quiet town" in here(room, "incidents", "policy")
    assert "undecided again" in here(room, "incidents", "undo", "--policy", "likely", "-m", "too soon")
    assert "What was decided" not in here(room, "ask", "--harm", "killed", "--where", "Saraqib")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["show", "9"], "There is no proposal 9."),
        (["accept", "1", "9"], "There is no proposal 9."),
        (["undo", "1", "-m", "x"], "Nothing is decided on proposal 1: it is open."),
        (["undo", "-m", "x"], "Name proposals by number"),
        (["undo", "--policy", "none", "-m", "x"], "No decision of a policy 'none' stands."),
        (["distinct", "1"], "Missing"),
        (["propose", "1.7", "2.1"], "Report 1 has no claim 7"),
        (["propose", "one", "2.1"], "'one' names no claim."),
        (["propose", "1.1"], "one event already"),
    ],
)  # fmt: skip
def test_what_is_asked_wrong_is_said(room: Room, arguments: list[str], says: str) -> None:
    with filled(room) as store:
        desk.look(store)
    assert says in here(room, "incidents", *arguments)
