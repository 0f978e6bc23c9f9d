"""One question has one answer wherever the claims lie: all of them in memory, or fetched by a record's index."""

from __future__ import annotations

import datetime as dt
import hashlib
import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any

import pytest

from tests.databases import Somewhere
from tollbook.desk.incidents import effect
from tollbook.model import Claim, Perpetrator, Place, Population, Quantity, Reading, Report, Span, Window
from tollbook.reckon import Question, answer, grid, selection, shelves, table
from tollbook.reckon.deciding import Held
from tollbook.reckon.gathered import Gathered
from tollbook.reckon.incidents import Proposal
from tollbook.reckon.selection import select
from tollbook.reckon.shelves import Listed
from tollbook.record.connect import setup
from tollbook.record.decisions import Judged
from tollbook.record.plan import Read
from tollbook.record.store import Store

setup()
from tollbook.record import index, models, shelf  # noqa: E402

DAY = dt.date(2016, 1, 1)
LAND = ("country:XX",)
TOWN = ("geoname:1", "admin1:XX.1", *LAND)
GROUND = [
    Place(name, name, country=country, path=path)
    for name, country, path in (
        ("land", "XX", LAND),
        ("county", "XX", TOWN[1:]),
        ("other county", "XX", ("admin1:XX.2", *LAND)),
        ("town", "XX", TOWN),
        ("the town", "XX", TOWN),
        ("village", "XX", ("geoname:2", *TOWN[1:])),
        ("east", "XX", ("part:east:geoname:1", *TOWN)),
        ("west", "XX", ("part:west:geoname:1", *TOWN)),
        ("a quarter", "XX", ("quarter:a:admin1:XX.1", *TOWN[1:])),
        ("a quarter of the town", "XX", ("quarter:b:geoname:1", *TOWN)),
        ("abroad", "YY", ("country:YY",)),
        ("Nowhere", None, ()),
        ("", None, ()),
    )
]
FAMILIES = (("killed",), ("killed", "injured", "casualties"), ("besieged", "displaced"), ("attack_on_health", "killed"))


def told(rng: random.Random, many: int) -> list[Claim]:
    """Random claims that touch each other in every way."""
    harms = rng.choice(FAMILIES)
    usual = "flow" if harms[0] != "besieged" else "stock"
    measures: list[Any] = [*[usual] * 6, "flow", "stock", "state", "statement"]
    modalities: list[Any] = [*["asserted"] * 8, "denied"]
    out: list[Claim] = []
    for n in range(many):
        day, low = DAY + dt.timedelta(rng.randrange(20)), rng.randrange(9)
        end = rng.choice([day, day + dt.timedelta(rng.randrange(9)), None])
        said = Quantity(low, rng.choice([low, low + 2, None]), rng.choice([low, None]), "exact")
        unit = rng.choice(["people"] * 8 + ["households", "attacks", "facilities"])
        before = out[-1].id if out and n % 5 else None
        by = rng.choice([None, None, Perpetrator("rebels"), Perpetrator("rebel fire"), Perpetrator("jets", "Army")])
        out.append(
            Claim(
                id=f"{n:04}", harm=rng.choice(harms), measure=rng.choice(measures),
                extent=rng.choice(["event", "total"]), place=rng.choice([None, *GROUND]),
                quantity=replace(said, unit=unit) if rng.random() < 0.9 else Quantity(),
                population=Population(rng.choice(["people", "people", "civilians", "children", "mixed", "fighters"])),
                window=Window(rng.choice([day, None, DAY]), end, "day"), perpetrator=by, means=(),
                speaker=rng.choice([None, "A monitor", "SOHR", "the Observatory"]),
                publisher=rng.choice([None, "A paper", "An agency"]), modality=rng.choice(modalities),
                part_of=rng.choice([before, None, None]), repeats=rng.choice([before, None, None, None]),
                quote=str(rng.randrange(99)), span=Span(n, n + 1), report=f"r{n // 5}",
                published=rng.choice([None, day, day + dt.timedelta(rng.randrange(5))]),
                incident=rng.choice([None, None, None, "dawn", "dusk", "list::1"]),
            )
        )  # fmt: skip
    return out


def question(rng: random.Random, harms: Sequence[str]) -> Question:
    start = DAY + dt.timedelta(rng.randrange(20))
    return Question(
        rng.choice(harms),
        rng.choice(["people", "people", "civilians", "children"]),
        rng.choice([None, *GROUND]),
        rng.choice([start, start, None]),
        rng.choice([start + dt.timedelta(rng.randrange(8)), None]),
        rng.choice([None, None, "rebels", "the Army"]),
        rng.choice([None, None, None, "A monitor", "SOHR"]),
        rng.choice([None, None, DAY + dt.timedelta(12)]),
        rng.choice([None, None, None, "stock", "flow"]),
        rng.choice([None, None, None, 5]),
    )


def keep(store: Store, claims: Sequence[Claim], again: bool = False) -> None:
    """Take claims in, a report for each five."""
    for name, some in groupby(claims, key=lambda c: c.report):
        theirs = tuple(some)
        report = Report("", hashlib.sha256(name.encode()).hexdigest(), publisher="A paper", published=DAY)
        store.take_in([Read(store.plan(report, again), name.encode(), Reading(theirs))], "test")


def judge(store: Store, rng: random.Random) -> None:
    """Take claims out and back again, hold some of one event and some distinct, read a report anew."""
    names = [c.id for c in store.claims()]
    for name in rng.sample(names, min(4, len(names))):
        store.judge(name, rng.choice(["rejected", "accepted", "withdrawn"]), "why", "me")
    store.judge(names[0], "rejected", "why", "me")
    store.judge(names[0], "accepted", "why", "me")
    store.supersede(dict.fromkeys(rng.sample(names, min(2, len(names))), "why"), "me")
    some = rng.sample(names, min(6, len(names)))
    pairs = [tuple((name,) for name in pair) for pair in (some[:2], some[2:4], some[3:5])]
    store.propose([Proposal(str(n), pair, (None, None), 0.0, (), ()) for n, pair in enumerate(pairs)], {}, "me")
    store.judge_all([Judged(str(n), rng.choice(["accepted", "distinct"]), "why") for n in range(3)], "me", "incident")
    store.judge_all([Judged("2", "withdrawn", "why")], "me", "incident")


@pytest.fixture
def records(somewhere: Somewhere, backend: str) -> Iterator[list[tuple[Store, random.Random]]]:
    """Some records to be filled; fewer where a question goes to a server and back."""
    opened = []
    for seed in range(6 if backend == "sqlite" else 2):
        store = Store.open(somewhere(str(seed)), create=True, write=True)
        opened.append((store, random.Random(seed)))
    yield opened
    for store, _ in opened:
        store.close()


def small(monkeypatch: pytest.MonkeyPatch, large: int, totals: int) -> None:
    """Let a record be large of so many claims, and so many totals be near."""
    for module in (selection, shelves, shelf):
        monkeypatch.setattr(module, "LARGE", large)
    monkeypatch.setattr(selection, "TOTALS", totals)


def test_a_record_answers_as_all_its_claims_do(
    records: list[tuple[Store, random.Random]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Many questions of records of every size: the same claims are chosen, and the answer is the same to the byte."""
    cut = 0
    for store, rng in records:
        claims = told(rng, 45)
        keep(store, claims)
        judge(store, rng)
        keep(store, claims[:5], again=True)
        assert index.differences(store.alias) == 0
        store.custody.judge(3, "withdrawn", "why", {"on": (DAY + dt.timedelta(9)).isoformat()})
        harms = sorted({c.harm for c in claims})
        for _ in range(60):
            small(monkeypatch, rng.choice([0, 4, 12, 3000]), rng.choice([1, 2, 300]))
            asked = question(rng, harms)
            shelf, everything = store.shelf(asked.harm, asked.known_on), store.claims(known_on=asked.known_on)
            fetched, listed = select(asked, shelf), select(asked, everything)
            assert fetched == listed
            cut += len(shelf.claims) < len(everything)
            assert answer(asked, shelf).to_json() == answer(asked, everything).to_json()
    assert cut > 20 * len(records)


def test_what_is_kept_of_a_state_of_a_record_is_told_of_no_other(
    records: list[tuple[Store, random.Random]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Questions of one state, which share what was found out about it, are answered as each alone; and so they are when
    a report was withdrawn since."""
    small(monkeypatch, 6, 300)
    kinds = [shelves.Kind("flow", None), shelves.Kind("flow", frozenset({"people"}))]
    found = set()
    for store, rng in records:
        claims = told(rng, 45)
        keep(store, claims)
        judge(store, rng)
        harms = sorted({c.harm for c in claims})
        for number in range(1, 5):
            with store.still():
                for _ in range(20):
                    asked = question(rng, harms)
                    shared = store.shelf(asked.harm, asked.known_on)
                    alone = shelf.Recorded(store.alias, asked.harm, asked.known_on)
                    assert shared.countries() == alone.countries()
                    large = [shared.large(asked, kind) for kind in kinds]
                    assert large == [alone.large(asked, kind) for kind in kinds]
                    assert select(asked, shared) == select(asked, store.claims(known_on=asked.known_on))
                    found.add((number, *large))
            on = (DAY + dt.timedelta(rng.randrange(20))).isoformat()
            store.custody.judge(number, "withdrawn", "why", {"on": on})
    assert {large for _, large, _ in found} == {True, False}


def test_what_a_decision_would_do_is_what_it_does(
    records: list[tuple[Store, random.Random]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of records of every size: the answer under other decisions, fetched, is that of all claims under them."""
    differ = 0
    for store, rng in records:
        claims = told(rng, 45)
        keep(store, claims)
        judge(store, rng)
        small(monkeypatch, rng.choice([0, 4, 12, 3000]), rng.choice([1, 2, 300]))
        said = store.claims(decided=False)
        events = [c.id for c in said if c.harm == "killed" and c.measure == "flow" and c.extent == "event"]
        pairs = [tuple((name,) for name in rng.sample(events, 2)) for _ in range(8 if len(events) > 2 else 0)]
        store.propose([Proposal(f"p{n}", pair, (None, None), 0.0, (), ()) for n, pair in enumerate(pairs)], {}, "me")
        for one in store.proposals():
            found = effect(store, one)
            if found is None:
                continue
            kept = [k for k in store.proposals(decided=True) if k.number != one.number]
            others = [k.decision(k.verdict) for k in kept if k.verdict is not None]
            now = others if one.verdict is None else [*others, one.decision(one.verdict)]
            sides = (now, [*others, one.decision("accepted")], [*others, one.decision("distinct")])
            for side, got in zip(sides, (found.now, found.accepted, found.distinct), strict=True):
                assert got.to_json() == answer(found.question, Held(side).lay(said)).to_json()
            harm = found.question.harm
            for _ in range(5):  # wider ones, in which more is of one event
                asked = replace(question(rng, [harm]), according_to=None, known_on=None)
                held = Held(sides[1])
                supposed = store.supposed(harm, Held(now), held)
                assert answer(asked, supposed).to_json() == answer(asked, held.lay(said)).to_json()
                differ += answer(asked, supposed) != answer(asked, store.supposed(harm, Held(now), Held(sides[2])))
    assert differ > 0


def test_claims_gathered_for_one_question_answer_every_part_of_it(
    records: list[tuple[Store, random.Random]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of records of every size: each place, each day, each group, each source, as if it were asked alone."""
    told_of = 0
    for store, rng in records:
        claims = told(rng, 45)
        keep(store, claims)
        judge(store, rng)
        for _ in range(12):
            small(monkeypatch, rng.choice([0, 4, 12, 3000]), rng.choice([1, 2, 300]))
            whole = replace(question(rng, sorted({c.harm for c in claims})), place=rng.choice([None, GROUND[0]]))
            gathered = Gathered(whole, store.shelf(whole.harm, whole.known_on))
            for part in parts(rng, whole):
                alone = select(part, store.shelf(part.harm, part.known_on))
                assert select(part, gathered) == alone
                told_of += bool(alone.counted)
    assert told_of > 100


def parts(rng: random.Random, whole: Question) -> Iterator[Question]:
    """Questions of which each asks for a part of one."""
    days = [DAY + dt.timedelta(n) for n in range(30)]
    inside = [d for d in days if (whole.start or d) <= d <= (whole.end or d)]
    for _ in range(8):
        part = whole
        if rng.random() < 0.6:
            within = [p for p in GROUND if whole.place is None or (p.path and whole.place.path[0] in p.path)]
            part = replace(part, place=rng.choice(within))
        if inside and rng.random() < 0.5:
            start, end = sorted(rng.choices(inside, k=2))
            part = replace(part, start=start, end=end)
        if rng.random() < 0.5:
            part = replace(part, known_on=min(rng.choice(days), whole.known_on or dt.date.max))
        if whole.according_to is None and rng.random() < 0.3:
            part = replace(part, according_to=rng.choice(["A monitor", "SOHR"]))
        yield part


def test_each_number_of_a_grid_is_the_answer_to_its_own_question(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of records of every size, though a grid chooses the claims of a row once and reckons numbers alone."""
    rng, told_of = random.Random(5), 0
    for _ in range(60):
        claims = told(rng, 45)
        small(monkeypatch, rng.choice([0, 4, 12, 3000]), rng.choice([1, 2, 300]))
        asked = question(rng, sorted({c.harm for c in claims}))
        kinds: list[Any] = rng.sample(["month", "place", "source", "population"], 2)
        found = grid(asked, claims, *kinds)
        sides = [row.answer for row in (*found.rows, *found.columns)]
        for one in (found.total, *sides, *found.cells.values()):
            whole = answer(one.question, claims)
            numbers = (one.documented.low, one.documented.high, one.floor, one.silent, one.as_of)
            bounds = whole.documented
            assert numbers == (bounds.low, bounds.high, whole.floor, whole.silent, whole.as_of), (one, kinds)
            told_of += one.known
    assert told_of > 100


def test_a_table_by_month_of_days_behind_all_that_is_told_is_empty() -> None:
    claims = told(random.Random(1), 20)
    late = Question(claims[0].harm, start=DAY + dt.timedelta(400))
    assert table(late, claims, "month").rows == ()


def test_an_index_is_made_anew_as_it_was(somewhere: Somewhere) -> None:
    rng = random.Random(1)
    with Store.open(somewhere("record"), create=True, write=True) as store:
        keep(store, told(rng, 30))
        judge(store, rng)
        rows = _rows(store)
        store.reindex()
        assert _rows(store) == rows
        assert list(store.verify()) == []
        models.Standing.objects.using(store.alias).filter(claim_id=rows[0][0]).update(last=1)
        models.Standing.objects.using(store.alias).filter(claim_id=rows[1][0]).delete()
        assert index.differences(store.alias) == 2
        assert ["tollbook verify --reindex" in problem.why for problem in store.verify()] == [True]
        store.reindex()
        assert _rows(store) == rows


def _rows(store: Store) -> list[tuple[Any, ...]]:
    columns = [f.attname for f in models.Standing._meta.concrete_fields if f.attname != "ground_id"]
    return list(models.Standing.objects.using(store.alias).order_by("claim_id").values_list(*columns, "ground__digest"))


def test_a_shelf_asked_many_things_answers_as_one_asked_once() -> None:
    """What a shelf keeps between questions changes no answer."""
    rng = random.Random(7)
    claims = told(rng, 80)
    kept, harms = Listed(claims), sorted({c.harm for c in claims})
    for _ in range(150):
        asked = question(rng, harms)
        assert select(asked, kept) == select(asked, rng.sample(claims, len(claims)))


def test_a_quarter_whose_town_nobody_names_adds_nothing_to_a_total_of_that_town() -> None:
    """It may lie in the very side of the town whose dead were all counted; two quarters of other names share none."""
    places = {place.text: place for place in GROUND}
    other = replace(places["a quarter"], path=("quarter:c:admin1:XX.1", *TOWN[1:]))

    def killed(name: str, place: Place, many: int, extent: Any = "event") -> Claim:
        said = Quantity(many, many, many, "exact")
        return Claim(
            name, "killed", "flow", extent, said, Population(), place, Window(DAY, DAY, "day"), None, (), name, name,
            "asserted", None, None, "", Span(0, 0), report=name, published=DAY,
        )  # fmt: skip

    claims = [killed("x", places["east"], 384, "total"), killed("y", places["a quarter"], 26)]
    question = Question("killed", "people", places["county"], DAY, DAY)
    assert answer(question, claims).documented.low == 384
    assert answer(question, [killed("y", places["a quarter"], 26), killed("z", other, 4)]).documented.low == 30
    assert answer(replace(question, place=places["a quarter"]), claims).documented.low == 26
