"""Where a record is too large or too contradictory to be reckoned exactly, the bounds are wider and never wrong."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from tests.reckon import brute, records
from tollbook.reckon import conflicts, outline, programme, reach
from tollbook.reckon.accounts import Account, Box
from tollbook.reckon.cells import question_box
from tollbook.reckon.places import Places
from tollbook.reckon.programme import World
from tollbook.reckon.question import Question

PLACES = Places(records.GROUND)


def assert_holds(seed: int, consistent: bool) -> bool:
    """The span holds that of brute force, and the floor is not above its floor; whether the record was looked at."""
    rng = random.Random(seed)
    told, question = records.accounts(rng), records.question(rng)
    asked = question_box(question, PLACES)
    low, high, least = brute.reckon(told, asked, records.DAYS)
    if consistent and brute.solve(told, asked, records.DAYS) is None:
        return False
    world = World(question, PLACES, reach.reach(asked, told, PLACES))
    outcome = conflicts.reckon(world)
    assert outcome.span.low <= low + 1e-6, f"record {seed}"
    assert outcome.span.high >= high - 1e-6, f"record {seed}"
    assert conflicts.floor(world) <= least + 1e-6, f"record {seed}"
    return True


def test_a_component_too_wide_to_solve_is_bounded_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programme, "WIDE", 0)
    assert sum(assert_holds(seed, consistent=True) for seed in range(400)) > 100


def test_a_war_too_large_to_cut_is_bounded_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outline, "HUGE", 0)
    assert sum(assert_holds(seed, consistent=True) for seed in range(400)) > 100


def test_more_contradictions_than_can_be_tried_widen_the_span(monkeypatch: pytest.MonkeyPatch) -> None:
    """On each of six days a strike of 5 exceeds a day's total of 3; an event of 100 lies on those days or later."""
    days = [records.FIRST_DAY + i for i in range(7)]
    boxes = [Box(frozenset({"killed"}), frozenset({"people"}), frozenset(), day, day, None) for day in days[:6]]
    long = replace(boxes[0], last=days[6])
    told = [Account((), 100, 100, None, long, (), None)]
    for box in boxes:
        told += [Account((), 5, 5, None, box, (), None), Account((), 3, 3, None, box, (box,), None)]
    world = World(Question("killed"), PLACES, told)
    exact = conflicts.reckon(world)
    assert (exact.span.low, exact.span.high) == (100, 130)
    assert exact.conflicts == tuple((1 + 2 * i, 2 + 2 * i) for i in range(6))
    monkeypatch.setattr(conflicts, "PATIENCE", 1)
    hasty = conflicts.reckon(world)
    assert (hasty.span.low, hasty.span.high) == (100, 148)
    assert conflicts.floor(world) == 100


def test_following_nobody_outside_the_scope_widens_the_span(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reach, "FAR", 0)
    assert sum(assert_holds(seed, consistent=True) for seed in range(400)) > 100


def test_what_is_not_followed_does_not_matter() -> None:
    """The accounts that bear on a scope give the bounds of all of them."""
    fewer = 0
    for seed in range(300):
        rng = random.Random(seed)
        told, question = records.accounts(rng), records.question(rng)
        asked = question_box(question, PLACES)
        near = reach.reach(asked, told, PLACES)
        fewer += len(near) < len(told)
        some = conflicts.reckon(World(question, PLACES, near)).span
        every = conflicts.reckon(World(question, PLACES, told)).span
        assert (some.low, some.high) == pytest.approx((every.low, every.high)), f"record {seed}"
    assert fewer > 30
