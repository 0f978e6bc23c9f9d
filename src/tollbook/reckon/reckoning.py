"""The answer to a question: select, see through restatements, bound, and say by whom and why."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from math import ceil, floor, inf

from tollbook.model import Claim
from tollbook.reckon.accounts import Account, Dating, accounts, by_source, live, meet
from tollbook.reckon.answer import Answer, Bounds, Contradiction, Numbers, Proof, ProofLine, SourceFigure
from tollbook.reckon.cells import question_box
from tollbook.reckon.conflicts import Outcome, both_worlds, consistent_span, floor_proof, reckon
from tollbook.reckon.disputes import binding, contradictions, unique
from tollbook.reckon.linear import TOLERANCE
from tollbook.reckon.places import Places
from tollbook.reckon.programme import Span, World
from tollbook.reckon.question import Question
from tollbook.reckon.reach import overlap, reach
from tollbook.reckon.scope import inside, source, stock_day, touches
from tollbook.reckon.selection import Selection, select
from tollbook.reckon.shelves import Shelf

#: Of more accounts than this no number is named.
NAMED = 1500


def answer(question: Question, claims: Iterable[Claim] | Shelf) -> Answer:
    """The reckoning of a question over claims, in any order: the two worlds, the sources, the conflicts, the
    proof."""
    chosen = select(question, claims)
    if not chosen.touching:  # accounts of one incident may meet here, in the span of what they say; no report does
        return Answer(question, known_on=question.known_on)
    asked = chosen.question
    world, dating, current = world_of(chosen)
    outcome = reckon(world)
    sources, disputes = _sources(asked, world, dating, current)
    joint = _contradictions(asked, world, outcome, current) if outcome.span.reached else []
    least = floor_proof(world) if outcome.span.reached else []
    return Answer(
        question,
        documented=_bounds(world, outcome),
        floor=_up(sum(weight * account.low for account, weight in least)) if outcome.span.reached else None,
        sources=tuple(sources),
        agreement=_agreement(world, outcome, joint) if outcome.span.reached else Bounds(),
        contradictions=tuple(unique([*disputes, *joint])),
        proof=_proof(world, outcome.span, least) if outcome.span.reached else Proof(),
        silent=False,
        known_on=question.known_on,
        as_of=_as_of(chosen),
        touching=tuple(c.id for c in chosen.touching),
        set_aside=_ids(chosen),
    )


def numbers(question: Question, claims: Iterable[Claim] | Shelf, *, named: bool = True) -> Numbers:
    """The numbers of :func:`answer` alone, for a table. ``named``: with the number that the claims name."""
    return numbers_of(question, select(question, claims), named=named)


def numbers_of(question: Question, chosen: Selection, *, named: bool = True) -> Numbers:
    """The same from the claims that were chosen for it."""
    if not chosen.touching:
        return Numbers(question)
    world, _, current = world_of(chosen)
    outcome, least = both_worlds(world)
    said = [c for c in current if touches(chosen.question, c)]
    told = Numbers(question, silent=False, as_of=_as_of(chosen), claims=len(said), sources=len(by_source(said)))
    if not outcome.span.reached:
        return told
    return replace(
        told,
        documented=_bounds(world, outcome) if named else Bounds(*_rounded(outcome.span)),
        floor=_up(least),
        contradictions=len(_contradictions(chosen.question, world, outcome, current)),
    )


def world_of(chosen: Selection) -> tuple[World, Dating, list[Claim]]:
    """The accounts of a selection in their cells, and the claims that stand: what no later one supersedes."""
    asked = chosen.question
    scope = asked if chosen.measure == "flow" else replace(asked, start=None, end=None)
    dating = Dating(chosen.counted, bool(scope.start or scope.end), scope.place is not None)
    places = Places([asked.place, *(c.place for c in chosen.counted)], chosen.counted)
    current = live(chosen.counted, dating, places)
    return _world(scope, places, accounts(current, dating, places)), dating, current


def _world(question: Question, places: Places, told: Sequence[Account]) -> World:
    return World(question, places, reach(question_box(question, places), told, places))


def _as_of(chosen: Selection) -> tuple[dt.date, dt.date] | None:
    """The first and the last day the figures are of, where these are not the days asked for."""
    days = [day for c in chosen.counted if chosen.moved and (day := stock_day(c)) is not None]
    return (min(days), max(days)) if days else None


def _ids(chosen: Selection) -> tuple[str, ...]:
    return tuple(c.id for c in chosen.set_aside)


def _up(value: float) -> int:
    return ceil(value - TOLERANCE)


def _down(value: float) -> int:
    return floor(value + TOLERANCE)


def _rounded(span: Span) -> tuple[int, int | None]:
    return _up(span.low), None if span.high == inf else _down(span.high)


def _bounds(world: World, outcome: Outcome) -> Bounds:
    """A span rounded inward (people are whole), with the number the claims name, if they name one."""
    if not outcome.span.reached:
        return Bounds()
    low, high = _rounded(outcome.span)
    if outcome.conflicts or len(world.accounts) > NAMED:
        return Bounds(low, high)
    named = consistent_span(world.named())
    one = named is not None and named.high - named.low < TOLERANCE
    return Bounds(low, high, round(named.low) if named is not None and one else None)


def _sources(
    question: Question, world: World, dating: Dating, claims: Sequence[Claim]
) -> tuple[list[SourceFigure], list[Contradiction]]:
    """What each speaker's claims alone come to, and where they contradict themselves."""
    figures: list[SourceFigure] = []
    disputes: list[Contradiction] = []
    for _, own in sorted(by_source(claims).items()):
        said = [c for c in own if touches(question, c)]
        if not said:
            continue
        alone = _world(world.question, world.places, accounts(own, dating, world.places))
        outcome = reckon(alone)
        if not outcome.span.reached:
            continue
        bounds = _bounds(alone, outcome)
        names = Counter(source(c) for c in said)
        name = min(names, key=lambda n: (-names[n], n))
        publishers = tuple(sorted({c.publisher for c in said if c.publisher}))
        ids = tuple(sorted(c.id for c in said))
        figures.append(SourceFigure(name, publishers, bounds.low, bounds.high, bounds.best, ids))
        disputes += _contradictions(question, alone, outcome, own)
    return figures, disputes


def _contradictions(question: Question, world: World, outcome: Outcome, claims: Sequence[Claim]) -> list[Contradiction]:
    """The contradictions that bear on a question: of claims in its scope, or of such as bind or move its bounds."""
    binding_ones = {*outcome.span.low_proof, *outcome.span.high_proof}
    shown = [
        i
        for i, account in enumerate(world.accounts)
        if i in binding_ones or any(inside(question, c) for c in account.claims)
    ]
    return contradictions(world, shown, _bearing(world, outcome), claims)


def _bearing(world: World, outcome: Outcome) -> list[tuple[int, ...]]:
    """The conflicts that touch the scope, or that bind or move its bounds."""
    asked = question_box(world.question, world.places)
    near = {i for i, account in enumerate(world.accounts) if overlap(asked, account.box, world.places)}
    near.update(outcome.span.low_proof, outcome.span.high_proof)
    return [c for c in outcome.conflicts if c in outcome.moving or not near.isdisjoint(c)]


def _agreement(world: World, outcome: Outcome, found: Iterable[Contradiction]) -> Bounds:
    """The bounds if every source is right in all that it says: what each says of one set holds together, and is not
    spanned. None where they cannot all be right."""
    if any(contradiction.kind != "responsibility" for contradiction in found):
        return Bounds()
    met = []
    for account in world.accounts:
        both = meet(map(account.interval, account.claims))
        met.append(account if both is None else replace(account, low=both[0], high=both[1]))
    together = world.changed(met)
    result = outcome if tuple(met) == world.accounts else reckon(together)
    if _bearing(together, result):
        return Bounds()
    low, high = _rounded(result.span)
    return Bounds() if high is not None and low > high else Bounds(low, high)


def _proof(world: World, span: Span, least: Sequence[tuple[Account, float]]) -> Proof:
    """The claims that bind each bound, with how often the arithmetic counts them."""
    low = [(world.accounts[i], weight) for i, weight in span.low_proof.items()]
    high = [(world.accounts[i], weight) for i, weight in span.high_proof.items()]
    return Proof(_lines(low, False), _lines(high, True), _lines(least, False))


def _lines(weighted: Iterable[tuple[Account, float]], upper: bool) -> tuple[ProofLine, ...]:
    lines = []
    for account, weight in weighted:
        high = upper == (weight > 0)
        claim = binding(account, high)
        for one in (claim, *(account.late.get(claim.id, ()) if high else ())):
            lines.append(ProofLine(one.id, round(weight, 6), one.quote, one.report, one.published))
    return tuple(sorted(lines, key=lambda line: (-line.weight, line.claim)))
