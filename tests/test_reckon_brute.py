"""The bounds of random small records, against a second implementation that lists every atom."""

from __future__ import annotations

import random

import pytest

from tests.reckon import brute, records
from tollbook.reckon.accounts import Account, Box
from tollbook.reckon.cells import question_box
from tollbook.reckon.conflicts import Outcome, consistent, floor, reckon
from tollbook.reckon.places import Places
from tollbook.reckon.programme import World

PLACES = Places(records.GROUND)
BATCHES, BATCH = 10, 100


@pytest.mark.parametrize("batch", range(BATCHES))
def test_bounds_are_those_of_every_atom_listed(batch: int) -> None:
    for seed in range(batch * BATCH, (batch + 1) * BATCH):
        rng = random.Random(seed)
        told, question = records.accounts(rng), records.question(rng)
        world, asked = World(question, PLACES, tuple(told)), question_box(question, PLACES)
        outcome = reckon(world)
        low, high, least = brute.reckon(told, asked, records.DAYS)
        assert outcome.span.low == pytest.approx(low), f"record {seed}"
        assert outcome.span.high == pytest.approx(high), f"record {seed}"
        assert floor(world) == pytest.approx(least), f"record {seed}"


@pytest.mark.parametrize("batch", range(5))
def test_every_conflict_is_irreducible_and_every_proof_implies_its_bound(batch: int) -> None:
    conflicts = proofs = 0
    for seed in range(10_000 + batch * BATCH, 10_000 + (batch + 1) * BATCH):
        rng = random.Random(seed)
        told, question = records.accounts(rng), records.question(rng)
        world, asked = World(question, PLACES, tuple(told)), question_box(question, PLACES)
        outcome = reckon(world)
        for conflict in outcome.conflicts:
            conflicts += 1
            assert not consistent(world, conflict), f"record {seed}: {conflict} can all be true"
            for i in conflict:
                rest = [j for j in conflict if j != i]
                assert consistent(world, rest), f"record {seed}: {conflict} does not need {i}"
        if not outcome.conflicts:
            proofs += 1
            for upper in (False, True):
                assert_proves(told, asked, outcome, upper, seed)
    assert conflicts > 20
    assert proofs > 20


def assert_proves(told: list[Account], asked: Box, outcome: Outcome, upper: bool, seed: int) -> None:
    """Weak duality, checked on every atom: the weighted claims count nobody more (less) often than the question does,
    so the weighted sizes bound it; and they come to the bound itself."""
    span = outcome.span
    weights, bound = (span.high_proof, span.high) if upper else (span.low_proof, span.low)
    if bound == float("inf"):
        assert not weights
        return
    for company, wanted in set(brute.atoms(told, asked, records.DAYS)):
        counted = sum(weights.get(i, 0.0) for i in company)
        assert counted >= wanted - 1e-6 if upper else counted <= wanted + 1e-6, f"record {seed}"
    total = 0.0
    for i, weight in weights.items():
        side = told[i].high if (weight > 0) == upper else told[i].low
        assert side is not None, f"record {seed}: an open end proves nothing"
        total += weight * side
    assert total == pytest.approx(bound), f"record {seed}"
