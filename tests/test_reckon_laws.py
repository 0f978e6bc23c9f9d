"""Laws the reckoning keeps on any record: what more is known never makes an answer vaguer.

They are stated of records that stay free of contradiction: where claims cannot all be true, the answer spans the
largest sets that can, and learning of a contradiction widens it.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.reckon import records
from tollbook.model import Claim, Perpetrator, Population, Quantity, Span, Window
from tollbook.reckon import Answer, Question, answer, explain
from tollbook.reckon.accounts import Account
from tollbook.reckon.conflicts import floor as lowest
from tollbook.reckon.conflicts import reckon
from tollbook.reckon.places import Places
from tollbook.reckon.programme import World

PLACES = Places(records.GROUND)
# Records drawn at random contradict themselves often, and those say nothing here.
EXAMPLES = settings(max_examples=120, suppress_health_check=[HealthCheck.filter_too_much])
Bounds = tuple[float, float]


def bounds(told: Sequence[Account], question: Question) -> Bounds:
    """The span of a record, which must be free of contradiction."""
    outcome = reckon(World(question, PLACES, tuple(told)))
    assume(not outcome.conflicts)
    return outcome.span.low, outcome.span.high


def floor(told: Sequence[Account], question: Question) -> float:
    return lowest(World(question, PLACES, tuple(told)))


def assert_within(inner: Bounds, outer: Bounds) -> None:
    assert inner[0] >= outer[0] - 1e-6
    assert inner[1] <= outer[1] + 1e-6


@st.composite
def cases(draw: st.DrawFn) -> tuple[random.Random, list[Account], Question]:
    rng = random.Random(draw(st.integers(0, 2**32)))
    return rng, records.accounts(rng), records.question(rng)


@EXAMPLES
@given(cases())
def test_narrowing_a_number_never_widens_a_bound(case: tuple[random.Random, list[Account], Question]) -> None:
    rng, told, question = case
    before = bounds(told, question)
    i = rng.randrange(len(told))
    low, top = told[i].low + rng.randrange(3), told[i].high
    assume(top is None or low <= top)
    high = low + rng.randrange(4) if top is None else max(low, top - rng.randrange(3))
    narrowed = [*told[:i], replace(told[i], low=low, high=high), *told[i + 1 :]]
    assert_within(bounds(narrowed, question), before)
    assert floor(narrowed, question) >= floor(told, question) - 1e-6


@EXAMPLES
@given(cases())
def test_narrowing_the_scope_of_an_event_never_widens_a_bound(
    case: tuple[random.Random, list[Account], Question],
) -> None:
    rng, told, question = case
    i = rng.randrange(len(told))
    box = told[i].box
    assume(not told[i].complete and box.first < box.last)
    # Fewer days for an event of no incident: an incident's accounts speak of each other's days as well.
    assume(told[i].label is None)
    narrowed = [*told[:i], replace(told[i], box=replace(box, first=box.first + 1)), *told[i + 1 :]]
    assert_within(bounds(narrowed, question), bounds(told, question))


@EXAMPLES
@given(cases())
def test_a_part_of_never_widens_a_bound(case: tuple[random.Random, list[Account], Question]) -> None:
    rng, told, question = case
    assume(len(told) > 1)
    child = rng.randrange(1, len(told))
    parent = rng.randrange(child)
    linked = list(told)
    linked[child] = replace(told[child], parents=tuple(sorted({*told[child].parents, parent})))
    assert_within(bounds(linked, question), bounds(told, question))


@EXAMPLES
@given(cases())
def test_a_distinction_never_widens_a_bound(case: tuple[random.Random, list[Account], Question]) -> None:
    rng, told, question = case
    i = rng.randrange(len(told))
    assume(told[i].label is None and not told[i].complete)
    labelled = [*told[:i], replace(told[i], label="of its own"), *told[i + 1 :]]
    assert_within(bounds(labelled, question), bounds(told, question))


@EXAMPLES
@given(cases())
def test_telling_two_incidents_apart_never_widens_a_bound(
    case: tuple[random.Random, list[Account], Question],
) -> None:
    rng, told, question = case
    assume(len(told) > 1)
    i, j = rng.sample(range(len(told)), 2)
    assume(all(told[k].label is None and not told[k].complete for k in (i, j)))
    named = list(told)
    for mine in (i, j):
        named[mine] = replace(told[mine], label=f"of {mine}", apart=frozenset())
    told_apart = [replace(a, apart=frozenset({f"of {j}"})) if k == i else a for k, a in enumerate(named)]
    before = bounds(told, question)
    assert bounds(named, question) == pytest.approx(before)  # a name alone says nothing
    assert_within(bounds(told_apart, question), before)


@EXAMPLES
@given(cases())
def test_holding_two_events_to_be_one_never_widens_a_bound(
    case: tuple[random.Random, list[Account], Question],
) -> None:
    rng, told, question = case
    assume(len(told) > 1)
    i, j = rng.sample(range(len(told)), 2)
    assume(all(told[k].label is None and not told[k].complete for k in (i, j)))
    one = [replace(a, label="one", apart=frozenset()) if k in (i, j) else a for k, a in enumerate(told)]
    assert_within(bounds(one, question), bounds(told, question))


@EXAMPLES
@given(cases())
def test_another_account_never_lowers_the_floor(case: tuple[random.Random, list[Account], Question]) -> None:
    """Whatever it contradicts, if it is not an account of an incident told before: a rival joins what it rivals."""
    rng, told, question = case
    *before, last = told
    if any(last.label == account.label for account in before):
        last = replace(last, label=rng.choice([None, "of its own"]))
    assert floor([*before, last], question) >= floor(before, question) - 1e-6


@EXAMPLES
@given(cases())
def test_without_a_contradiction_the_floor_is_not_above_what_is_documented(
    case: tuple[random.Random, list[Account], Question],
) -> None:
    _, told, question = case
    low, _ = bounds(told, question)
    assert floor(told, question) <= low + 1e-6


def claim(rng: random.Random, number: int) -> Claim:
    """A claim of one speaker or another, an event or a total."""
    start = dt.date(2016, 11, rng.randrange(1, 4))
    low = rng.randrange(20)
    place = rng.choice([None, *records.GROUND])
    return Claim(
        id=f"c{number}",
        harm=rng.choice(["killed", "killed", "injured", "casualties"]),
        measure="flow",
        extent=rng.choice(["event", "total"]),
        quantity=Quantity(low, rng.choice([None, low, low + 5]), low, "exact"),
        population=Population(rng.choice(["people", "civilians", "children"])),
        place=place,
        window=Window(start, start + dt.timedelta(rng.randrange(3)), "day") if rng.random() < 0.9 else Window(),
        perpetrator=rng.choice([None, None, Perpetrator("forces", "Forces")]),
        means=(),
        speaker=rng.choice(["Monitor", "Rescuers", None]),
        publisher=rng.choice(["One", "Two"]),
        modality="asserted",
        part_of=None,
        repeats=None,
        quote="",
        span=Span(0, 0),
        incident=rng.choice([None, None, "p", "q"]),
        report=f"r{number}",
        published=rng.choice([None, dt.date(2016, 11, 6), dt.date(2016, 11, 8)]),
    )


def record(rng: random.Random) -> list[Claim]:
    return [claim(rng, i) for i in range(rng.randint(1, 6))]


def span_of(result: Answer) -> Bounds:
    low, high = result.documented.low, result.documented.high
    return float("-inf") if low is None else low, float("inf") if high is None else high


@EXAMPLES
@given(st.integers(0, 2**32))
def test_a_restatement_never_widens_a_bound(seed: int) -> None:
    rng = random.Random(seed)
    told, question = record(rng), records.question(rng)
    # Undated, so that nothing supersedes it: what repeats a superseded claim goes with it.
    first = replace(rng.choice(told), id="first", published=None, incident=None)
    again = replace(first, id="again")
    loose = answer(question, [*told, first, again])
    said = answer(question, [*told, first, replace(again, repeats="first")])
    assume(not loose.contradictions and not said.contradictions and loose.documented.low is not None)
    assert_within(span_of(said), span_of(loose))


@EXAMPLES
@given(st.integers(0, 2**32))
def test_the_order_of_claims_does_not_matter(seed: int) -> None:
    rng = random.Random(seed)
    told, question = record(rng), records.question(rng)
    shuffled = rng.sample(told, len(told))
    assert answer(question, told).to_json() == answer(question, shuffled).to_json()


@EXAMPLES
@given(st.integers(0, 2**32))
def test_as_known_then_is_the_answer_given_then(seed: int) -> None:
    rng = random.Random(seed)
    told, question = record(rng), records.question(rng)
    day = dt.date(2016, 11, 7)
    then = [c for c in told if c.published is not None and c.published <= day]
    asked = replace(question, known_on=day)
    assert answer(asked, told).to_json() == answer(asked, then).to_json()


@EXAMPLES
@given(st.integers(0, 2**32))
def test_an_answer_is_whole(seed: int) -> None:
    """Bounds in order, floor and proofs of claims that were given, numbers empty where all is silent."""
    rng = random.Random(seed)
    told, question = record(rng), records.question(rng)
    result = answer(question, told)
    ids = {c.id for c in told}
    low, high = result.documented.low, result.documented.high
    if result.silent:
        assert (low, high, result.floor, result.documented.best) == (None, None, None, None)
    if low is not None and high is not None:
        assert 0 <= low <= high
    for line in (*result.proof.low, *result.proof.high):
        assert line.claim in ids
    for found in result.contradictions:
        assert set(found.claims) <= ids
        assert found.text


@EXAMPLES
@given(st.integers(0, 2**32))
def test_the_sums_come_to_the_bounds(seed: int) -> None:
    """Anyone with a pencil can check a proof: its terms come to the bound, but for the rounding to whole people."""
    rng = random.Random(seed)
    told, question = record(rng), records.question(rng)
    result = answer(question, told)
    low, high = explain(result, told)
    if low.bound is not None:
        assert low.bound - 1 < low.value <= low.bound + 1e-4
    if high.bound is not None:
        assert high.bound - 1e-4 <= high.value < high.bound + 1
    for one in (low, high):
        assert bool(one.to_text()) == bool(one.terms)


@EXAMPLES
@given(st.integers(0, 2**32))
def test_a_claim_that_neither_supersedes_nor_rivals_never_lowers_the_floor(seed: int) -> None:
    """Of records of claims, with all their speakers, corrections and unknown places and days."""
    rng = random.Random(seed)
    told, question = record(rng), records.question(rng)
    more = replace(claim(rng, 99), incident=None, speaker="Somebody new", publisher="A new publisher")
    scope = (more.harm, more.population.group, more.place, more.window, more.perpetrator)
    rivals = [(c.harm, c.population.group, c.place, c.window, c.perpetrator) for c in told if c.extent == "total"]
    if scope in rivals:
        more = replace(more, extent="event")
    before, after = answer(question, told), answer(question, [*told, more])
    assert (after.floor or 0) >= (before.floor or 0)
