"""Where accounts cannot all be true: the smallest sets that cannot, and the largest that can.

A conflict is an irreducible set of accounts: no solution with all of them, a solution without any one. The answer
then spans the maximal consistent subsets of the accounts. Both are found together in a tree of hitting sets (R.
Reiter, A theory of diagnosis from first principles, 1987): take a conflict, leave out each of its accounts in turn,
look for the next conflict in what is left.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import inf

from tollbook.reckon.accounts import Account
from tollbook.reckon.programme import Span, Weights, World
from tollbook.reckon.settled import capping

#: Largest number of ways to leave accounts out that are tried, among a few accounts and among many. Past it the span is
#: that of the accounts that no conflict touches, with every disputed account free to be true or not.
FEW, PATIENCE, HASTE = 100, 2000, 60


@dataclass(frozen=True, slots=True)
class Outcome:
    """The span of a world, the conflicts (positions of accounts) in it, and those of them that move the span: which of
    their accounts is left out makes a difference to the question."""

    span: Span
    conflicts: tuple[tuple[int, ...], ...] = ()
    moving: frozenset[tuple[int, ...]] = frozenset()


def reckon(world: World) -> Outcome:
    """The least and greatest number in the question's scope, over every maximal consistent subset of the
    accounts."""
    if not world.unbounded():
        return reckoned(world)
    part, names = world.lightened()
    return _named(reckoned(part), names)


def both_worlds(world: World) -> tuple[Outcome, float]:
    """:func:`reckon` and :func:`floor` at once: where nothing bounds the number and no two accounts contradict each
    other, most components say the same in both."""
    if not world.unbounded():
        return reckoned(world), floor(world)
    part, names = world.lightened()
    if part.huge:
        return _named(reckoned(part), names), floor(world)
    spans = _spans(part)
    found = _joined(part, spans)
    if found.conflicts or any(capping(account) for account in part.accounts):
        return _named(found, names), floor(world)
    limited = part.limited()
    least = 0.0
    for members, span in spans.items():
        alike = span is not None and limited.isdisjoint(members)
        least += span.low if span is not None and alike else floor(part.restricted(members))
    return _named(found, names), least


def _named(found: Outcome, names: Sequence[int]) -> Outcome:
    """The outcome of part of a world that has no greatest number, in the names of the whole."""
    low = {names[i]: weight for i, weight in found.span.low_proof.items()}
    conflicts = {c: tuple(names[i] for i in c) for c in found.conflicts}
    moving = frozenset(conflicts[c] for c in found.moving)
    return Outcome(Span(found.span.low, inf, low), tuple(conflicts.values()), moving)


def reckoned(world: World) -> Outcome:
    """:func:`reckon` of all accounts of a world."""
    return Outcome(world.outline()) if world.huge else _joined(world, _spans(world))


def _spans(world: World) -> dict[tuple[int, ...], Span | None]:
    """The spans of the components that are in the scope or contradict themselves."""
    spans: dict[tuple[int, ...], Span | None] = {}
    for component in world.components():
        if component.asked or not component.feasible():
            spans[component.members] = component.span()
    return spans


def _joined(world: World, spans: dict[tuple[int, ...], Span | None]) -> Outcome:
    """The outcome of a world whose components have some spans."""
    broken = {i for members, span in spans.items() if span is None for i in members}
    parts = [some for some in (world.neighbourhoods() if broken else ()) if broken & set(some)]
    disputed = {i for part in parts for i in part}
    known = [span for members, span in spans.items() if span is not None and members[0] not in disputed]
    conflicts: dict[tuple[int, ...], bool] = {}
    for part in parts:
        span, found = _disputed(world, part)
        known.append(span)
        conflicts |= found
    moving = frozenset(conflict for conflict, moves in conflicts.items() if moves)
    return Outcome(add(known), tuple(sorted(conflicts, key=_by_size)), moving)


def _by_size(conflict: tuple[int, ...]) -> tuple[int, tuple[int, ...]]:
    return len(conflict), conflict


def consistent_span(world: World) -> Span | None:
    """The least and greatest number of a world that does not contradict itself, ``None`` of one that does."""
    spans = []
    for component in world.components():
        if component.asked:
            span = component.span()
            if span is None:
                return None
            spans.append(span)
        elif not component.feasible():
            return None
    return add(spans)


def floor(world: World) -> float:
    """The least number in the question's scope in the open world, where no total is complete and no account has a
    greatest number: so no account can contradict another there. One that no person can belong to (a part of two
    incidents) says nothing."""
    return sum(value for value, _ in _least(world.opened()))


def floor_proof(world: World) -> list[tuple[Account, float]]:
    """The accounts whose lows come to the floor, and how often each counts."""
    opened = world.opened()
    return [(opened.accounts[i], weight) for _, proof in _least(opened) for i, weight in proof.items()]


def _least(opened: World) -> list[tuple[float, Weights]]:
    if opened.huge:
        span = opened.outline()
        return [(span.low, span.low_proof)]
    found = (component.least() for component in opened.components() if component.asked)
    return [least for least in found if least is not None]


def add(spans: Sequence[Span]) -> Span:
    """The span of a sum whose parts share no account."""
    low: Weights = {}
    high: Weights = {}
    for span in spans:
        low.update(span.low_proof)
        high.update(span.high_proof)
    total = sum(span.high for span in spans)
    reached = any(span.reached for span in spans)
    return Span(sum(span.low for span in spans), total, low, high if total < inf else {}, reached)


def _disputed(world: World, members: tuple[int, ...]) -> tuple[Span, dict[tuple[int, ...], bool]]:
    """The span over the maximal consistent subsets of accounts that no others influence, and their conflicts, each with
    whether it moves the span."""
    alone = world.restricted(members)
    everyone = frozenset(range(len(members)))
    known: list[frozenset[int]] = []
    corrections: list[frozenset[int]] = []
    queue, seen = deque([frozenset[int]()]), set[frozenset[int]]()
    patience = PATIENCE if len(members) <= FEW else HASTE
    while queue and len(seen) <= patience:
        left_out = queue.popleft()
        if any(done <= left_out for done in corrections):
            continue
        conflict = next((c for c in known if not c & left_out), None)
        if conflict is None:
            conflict = irreducible(alone, sorted(everyone - left_out))
            if conflict is None:
                corrections.append(left_out)
                continue
            known.append(conflict)
        for i in sorted(conflict):
            further = left_out | {i}
            if further not in seen:
                seen.add(further)
                queue.append(further)
    spans = [_renamed(_span(alone, keep), keep) for keep in (sorted(everyone - c) for c in corrections)]
    bounds = [(round(span.low, 6), round(span.high, 6)) for span in spans]
    moving = {c: _moves(c, corrections, bounds) for c in known}
    if queue:
        spans.append(_outside(alone, everyone, frozenset[int]().union(*known)))
    low, high = min(spans, key=lambda s: s.low), max(spans, key=lambda s: s.high)
    both = Span(low.low, high.high, low.low_proof, high.high_proof, any(span.reached for span in spans))
    return _renamed(both, members), {tuple(sorted(members[i] for i in c)): moving[c] for c in known}


def _moves(
    conflict: frozenset[int], corrections: Sequence[frozenset[int]], bounds: Sequence[tuple[float, float]]
) -> bool:
    """Whether it makes a difference to the bounds which accounts of a conflict are left out."""
    by_way: dict[frozenset[int], set[tuple[float, float]]] = {}
    for left_out, span in zip(corrections, bounds, strict=True):
        by_way.setdefault(left_out & conflict, set()).add(span)
    return len({frozenset(some) for some in by_way.values()}) > 1


def _span(world: World, keep: Sequence[int]) -> Span:
    """The span of a consistent subset."""
    found = [component.span() for component in world.restricted(keep).components()]
    return add([span for span in found if span is not None])


def _renamed(span: Span, names: Sequence[int]) -> Span:
    """The span with its proofs in the names of a larger world."""
    return replace(
        span,
        low_proof={names[i]: w for i, w in span.low_proof.items()},
        high_proof={names[i]: w for i, w in span.high_proof.items()},
    )


def _outside(world: World, everyone: frozenset[int], disputed: frozenset[int]) -> Span:
    """The bounds whichever of the disputed accounts are true, where there are too many ways to list.

    Leaving accounts out never raises the least number, so none of the disputed gives the low. The high is that of a
    world in which each disputed account may also be empty and binds no other.
    """
    rest = everyone - disputed
    todo = [frozenset[int](), *(frozenset({i}) for i in sorted(disputed))]
    while todo:
        conflict = irreducible(world, sorted(rest | todo[-1]))
        if conflict is None or conflict <= disputed:
            todo.pop()
            continue
        todo.extend(frozenset({i}) for i in sorted(conflict - disputed))
        disputed |= conflict
        rest = everyone - disputed
    loose = [
        replace(
            account,
            low=0 if i in disputed else account.low,
            label=None if i in disputed else account.label,
            parents=() if i in disputed else tuple(p for p in account.parents if p not in disputed),
        )
        for i, account in enumerate(world.accounts)
    ]
    cells = [replace(cell, must=tuple(i for i in cell.must if i not in disputed)) for cell in world.cells]
    loosened = World(world.question, world.places, loose, sorted(set(cells)))
    untouched = sorted(rest)
    low = _renamed(_span(world, untouched), untouched)
    high = _span(loosened, sorted(everyone))
    return Span(low.low, high.high, low.low_proof, high.high_proof, high.reached)


def consistent(world: World, keep: Sequence[int]) -> bool:
    """Whether the accounts given can all be true."""
    return all(component.feasible() for component in world.restricted(keep).components())


def irreducible(world: World, keep: Sequence[int]) -> frozenset[int] | None:
    """An irreducible conflict among the accounts given, ``None`` where there is none.

    The contradictory part is narrowed to what cannot be mended most cheaply; then whatever it does not need is left
    out, by halves first and one by one in the end (a deletion filter).
    """
    suspects = _suspects(world, keep)
    if suspects is None:
        return None
    part = world.restricted(suspects)
    left = list(range(len(suspects)))
    size = max(1, len(left) // 2)
    while True:
        at = 0
        while at < len(left):
            without = left[:at] + left[at + size :]
            if without and not consistent(part, without):
                left = without
            else:
                at += size
        if size == 1:
            return frozenset(suspects[i] for i in left)
        size //= 2


def _suspects(world: World, keep: Sequence[int]) -> list[int] | None:
    """A contradictory part of the accounts, small if that comes cheap; ``None`` where they can all be true."""
    part = world.restricted(keep)
    for component in part.components():
        if component.feasible():
            continue
        strained = set(component.strained())
        linked = strained.union(*(part.accounts[i].parents for i in strained))
        for some in (sorted(strained), sorted(linked), list(component.members)):
            if not consistent(part, some):
                return [keep[i] for i in some]
        return list(keep)
    return None
