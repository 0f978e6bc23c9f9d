"""What must hold of every random small record, checked against every atom listed.

One function takes a record and names each law it breaks; a short run of it is a test, a long one a benchmark.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import inf

from tests.reckon import brute, records
from tollbook.reckon.accounts import Account, Box
from tollbook.reckon.cells import question_box
from tollbook.reckon.conflicts import Outcome, floor, floor_proof, reckon
from tollbook.reckon.places import Places
from tollbook.reckon.programme import Weights, World
from tollbook.reckon.question import Question

PLACES = Places(records.GROUND)
NEAR = 1e-6

Subsets = dict[tuple[int, ...], tuple[float, float]]


@dataclass(frozen=True)
class Findings:
    """The laws a record breaks, how many conflicts and proofs were looked at, and which laws it had anything to say
    of."""

    broken: tuple[str, ...]
    conflicts: int
    proofs: int
    tried: tuple[str, ...]


def check(seed: int) -> Findings:
    """Every law on the record of a seed."""
    rng = random.Random(seed)
    told, question = records.accounts(rng), records.question(rng)
    asked = question_box(question, PLACES)
    world = World(question, PLACES, told)
    outcome, least = reckon(world), floor(world)
    subsets = brute.consistent_subsets(told, asked, records.DAYS)
    broken = [*exact(told, asked, outcome, least, subsets), *irreducible(told, asked, outcome, subsets)]
    proofs = 0
    for upper in (False, True):
        bound = outcome.span.high if upper else outcome.span.low
        proofs += bound < inf
        broken += [f"the proof of the {'high' if upper else 'low'}"] * (
            not proved(told, asked, outcome, upper, subsets)
        )
    if not floor_proved(told, asked, world, least):
        broken.append("the proof of the floor")
    tried = []
    for name, holds in laws(rng, told, question, outcome, least):
        tried.append(name)
        if not holds:
            broken.append(name)
    return Findings(tuple(broken), len(outcome.conflicts), proofs, tuple(tried))


def exact(told: list[Account], asked: Box, outcome: Outcome, least: float, subsets: Subsets) -> Iterator[str]:
    """The bounds are those of every atom listed."""
    low, high = min(low for low, _ in subsets.values()), max(high for _, high in subsets.values())
    if abs(outcome.span.low - low) > NEAR:
        yield "low"
    if outcome.span.high != high and abs(outcome.span.high - high) > NEAR:
        yield "high"
    if abs(least - brute.floor(told, asked, records.DAYS)) > NEAR:
        yield "floor"


def irreducible(told: list[Account], asked: Box, outcome: Outcome, subsets: Subsets) -> Iterator[str]:
    """There is a conflict where the accounts cannot all be true, and only there; of none can an account be spared."""

    def possible(some: Sequence[int]) -> bool:
        return brute.solve(brute.subset(told, some), asked, records.DAYS) is not None

    if bool(outcome.conflicts) != (tuple(range(len(told))) not in subsets):
        yield "a conflict where there is one"
    for conflict in outcome.conflicts:
        if possible(conflict) or not all(possible([j for j in conflict if j != i]) for i in conflict):
            yield "irreducible conflicts"
            return


def proved(told: list[Account], asked: Box, outcome: Outcome, upper: bool, subsets: Subsets) -> bool:
    """Weak duality: in a largest set of accounts that can be true, the weighted claims count nobody more (less) often
    than the question does, so the weighted sizes bound it; and they come to the bound itself."""
    span = outcome.span
    weights, bound = (span.high_proof, span.high) if upper else (span.low_proof, span.low)
    if bound == inf:
        return not weights
    total = 0.0
    for i, weight in weights.items():
        side = told[i].high if (weight > 0) == upper else told[i].low
        if side is None:
            return False
        total += weight * side
    if abs(total - bound) > NEAR:
        return False
    return any(set(weights) <= set(keep) and binds(told, keep, asked, weights, upper) for keep in subsets)


def binds(told: list[Account], keep: Sequence[int], asked: Box, weights: Weights, upper: bool) -> bool:
    """Whether weights count no atom of some accounts too often (for a low) or too seldom (for a high)."""
    for company, wanted in set(brute.atoms(brute.subset(told, keep), asked, records.DAYS)):
        counted = sum(weights.get(keep[i], 0.0) for i in company)
        if counted < wanted - NEAR if upper else counted > wanted + NEAR:
            return False
    return True


def floor_proved(told: list[Account], asked: Box, world: World, least: float) -> bool:
    """The same of the floor, in the open world: lows alone come to it."""
    opened = [replace(account, high=None, complete=()) for account in told]
    proof = floor_proof(world)
    if any(weight < 0 and account.low > 0 for account, weight in proof):
        return False
    if abs(sum(weight * account.low for account, weight in proof) - least) > NEAR:
        return False
    weights: Weights = {}
    for account, weight in proof:
        same = [i for i, a in enumerate(told) if (a.low, a.box, a.label) == (account.low, account.box, account.label)]
        weights[next(i for i in same if i not in weights)] = weight
    return len(set(map(repr, told))) < len(told) or binds(opened, range(len(told)), asked, weights, upper=False)


def laws(
    rng: random.Random, told: list[Account], question: Question, outcome: Outcome, least: float
) -> Iterator[tuple[str, bool]]:
    """What more knowledge does: a law's name, and whether it holds, for each that the record is a case of.

    Bounds are compared where neither record contradicts itself: a contradiction widens them, as it should.
    """
    *before, last = told
    if any(last.label == account.label for account in before):
        last = replace(last, label="of its own")  # a rival would join what it rivals
    if before:
        fewer, more = World(question, PLACES, before), World(question, PLACES, [*before, last])
        yield "another claim lowers no floor", floor(more) >= floor(fewer) - NEAR
    if outcome.conflicts:
        return
    yield "the floor is not above what is documented", least <= outcome.span.low + NEAR
    for name, changed in (
        ("a narrower number", narrower_number(rng, told)),
        ("a narrower scope", narrower_scope(rng, told)),
        ("a part of", a_part(rng, told)),
        ("one and the same", one_and_the_same(rng, told)),
        ("a distinct incident", distinct(rng, told)),
    ):
        if changed is None:
            continue
        world = World(question, PLACES, changed)
        after = reckon(world)
        if not after.conflicts:
            narrow = after.span.low >= outcome.span.low - NEAR and after.span.high <= outcome.span.high + NEAR
            yield f"{name} widens nothing", narrow and floor(world) >= least - NEAR


def replaced(told: list[Account], changes: dict[int, Account]) -> list[Account]:
    return [changes.get(i, account) for i, account in enumerate(told)]


def narrower_number(rng: random.Random, told: list[Account]) -> list[Account] | None:
    i = rng.randrange(len(told))
    low, top = told[i].low + rng.randrange(3), told[i].high
    if top is not None and low > top:
        return None
    high = low + rng.randrange(4) if top is None else max(low, top - rng.randrange(3))
    return replaced(told, {i: replace(told[i], low=low, high=high)})


def narrower_scope(rng: random.Random, told: list[Account]) -> list[Account] | None:
    """Fewer days, a smaller place, a group within, a culprit: of an event of no incident, for an incident's accounts
    speak of each other's scopes as well. A culprit only of an event that is no part and has none: naming another than
    its whole does is a dispute."""
    i = rng.randrange(len(told))
    box = told[i].box
    if told[i].complete or told[i].label is not None:
        return None
    narrow = [replace(box, groups=frozenset({"medics"}))] if box.groups <= {"people", "civilians"} else []
    narrow += [replace(box, last=box.last - 1)] if box.first < box.last else []
    narrow += [replace(box, places=frozenset({"geoname:11"}))] if box.places <= {"geoname:1", "country:XX"} else []
    linked = bool(told[i].parents) or any(i in account.parents for account in told)
    narrow += [replace(box, by="x")] if box.by is None and not linked else []
    return replaced(told, {i: replace(told[i], box=rng.choice(narrow))}) if narrow else None


def a_part(rng: random.Random, told: list[Account]) -> list[Account] | None:
    if len(told) < 2:
        return None
    child = rng.randrange(1, len(told))
    parents = {*told[child].parents, rng.randrange(child)}
    return replaced(told, {child: replace(told[child], parents=tuple(sorted(parents)))})


def one_and_the_same(rng: random.Random, told: list[Account]) -> list[Account] | None:
    """Two events that are held to be one: what a restatement says of two accounts of one scope."""
    free = [i for i, account in enumerate(told) if account.label is None and not account.complete]
    if len(free) < 2:
        return None
    return replaced(told, {i: replace(told[i], label="one", apart=frozenset()) for i in rng.sample(free, 2)})


def distinct(rng: random.Random, told: list[Account]) -> list[Account] | None:
    free = [i for i, account in enumerate(told) if account.label is None and not account.complete]
    if not free:
        return None
    i = rng.choice(free)
    return replaced(told, {i: replace(told[i], label="of its own")})
