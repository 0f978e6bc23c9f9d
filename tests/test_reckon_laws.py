"""Laws the reckoning keeps on any record of claims: what more is known never makes an answer vaguer.

They are stated of records that stay free of contradiction: where claims cannot all be true, the answer spans the
largest sets that can, and learning of a contradiction widens it. Those of accounts are in ``tests/reckon/laws.py``.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence
from dataclasses import replace
from math import inf

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.reckon import records
from tollbook.model import Claim, Perpetrator, Population, Quantity, Span, Window
from tollbook.reckon import Answer, Question, answer, conflicts, explain
from tollbook.reckon.accounts import Account, Dating
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


def assert_within(inner: Bounds, outer: Bounds) -> None:
    assert inner[0] >= outer[0] - 1e-6
    assert inner[1] <= outer[1] + 1e-6


@st.composite
def cases(draw: st.DrawFn) -> tuple[random.Random, list[Account], Question]:
    rng = random.Random(draw(st.integers(0, 2**32)))
    return rng, records.accounts(rng), records.question(rng)


@EXAMPLES
@given(cases())
def test_what_a_least_number_does_not_depend_on_changes_nothing(
    case: tuple[random.Random, list[Account], Question],
) -> None:
    """Accounts that are set aside where there is no greatest number: the bounds and conflicts are those with them. A
    conflict that moved only the greatest number of its part moves nothing."""
    rng, told, question = case
    world = World(question, PLACES, [replace(a, high=None) if rng.random() < 0.6 else a for a in told])
    assume(world.unbounded() and len(world.lightened()[1]) < len(told))
    found, every = reckon(world), conflicts.reckoned(world)
    assert found.span.low == pytest.approx(every.span.low)
    assert (found.span.high, found.span.reached) == (inf, True)
    assert every.span.high == inf
    assert found.conflicts == every.conflicts
    assert found.moving <= every.moving


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


def no_vaguer(after: Answer, before: Answer) -> None:
    """What is known after is within what was known before; a scope that nothing reaches any more has no numbers."""
    assume(not before.contradictions and not after.contradictions)
    if after.documented.low is not None:
        assert_within(span_of(after), span_of(before))
        assert (after.floor or 0) >= (before.floor or 0)


def narrowed(rng: random.Random, one: Claim) -> Claim:
    """A claim that says more: fewer people or more of them, fewer days, a town for a country, a group within, a
    culprit. Of a total and of an incident only the number: its scope says what it is a number of."""
    q, window = one.quantity, one.window
    low = (q.low or 0) + rng.randrange(3)
    high = low + 4 if q.high is None else max(low, q.high - rng.randrange(3))
    number = replace(one, quantity=replace(q, low=low, high=high, best=None))
    if one.extent == "total" or one.incident is not None:
        return number
    ways = [number, replace(one, population=Population("children")), replace(one, perpetrator=Perpetrator("x", "X"))]
    if window.start and window.end and window.start < window.end:
        ways.append(replace(one, window=replace(window, start=window.end)))
    if one.place is None or one.place.path == records.LAND:
        ways.append(replace(one, place=records.GROUND[2]))
    return rng.choice(ways)


@EXAMPLES
@given(st.integers(0, 2**32))
def test_a_narrower_claim_never_widens_a_bound(seed: int) -> None:
    rng = random.Random(seed)
    told, question = record(rng), records.question(rng)
    i = rng.randrange(len(told))
    more = narrowed(rng, told[i])
    top = told[i].quantity.high
    assume(top is None or (more.quantity.low or 0) <= top)
    assume(told[i].perpetrator is None or more.perpetrator == told[i].perpetrator)
    no_vaguer(answer(question, [*told[:i], more, *told[i + 1 :]]), answer(question, told))


@EXAMPLES
@given(st.integers(0, 2**32))
def test_a_part_never_widens_a_bound(seed: int) -> None:
    rng = random.Random(seed)
    told, question = record(rng), records.question(rng)
    assume(len(told) > 1)
    i, j = rng.sample(range(len(told)), 2)
    # Nobody is everyone harmed in a scope who is a part of those harmed in it: there the words say less than before.
    assume(not Dating(told, False, False).whole(told[i]))
    part = replace(told[i], part_of=told[j].id)
    no_vaguer(answer(question, [*told[:i], part, *told[i + 1 :]]), answer(question, told))


@EXAMPLES
@given(st.integers(0, 2**32))
def test_a_restatement_never_widens_a_bound(seed: int) -> None:
    """By the same speaker or another, as long as both can be true."""
    rng = random.Random(seed)
    told, question = record(rng), records.question(rng)
    # Undated, so that nothing supersedes it: what repeats a superseded claim goes with it.
    first = replace(rng.choice(told), id="first", published=None, incident=None)
    low = (first.quantity.low or 0) + rng.randrange(3)
    again = replace(first, id="again", speaker=rng.choice([first.speaker, "Somebody new"]))
    again = replace(again, quantity=replace(first.quantity, low=low, high=rng.choice([None, low + 3]), best=None))
    assume(first.quantity.high is None or low <= first.quantity.high)
    loose = answer(question, [*told, first, again])
    said = answer(question, [*told, first, replace(again, repeats="first")])
    assume(loose.documented.low is not None)
    no_vaguer(said, loose)


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
    low, high, least = explain(result, told)
    if low.bound is not None:
        assert low.bound - 1 < low.value <= low.bound + 1e-4
    if high.bound is not None:
        assert high.bound - 1e-4 <= high.value < high.bound + 1
    if least.bound is not None:
        assert least.bound - 1 < least.value <= least.bound + 1e-4
    for one in (low, high, least):
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
