"""The reckoning: from many claims to a least and a greatest number that can be proved.

``answer(question, claims)`` and ``table(question, claims, by=...)`` are pure functions: nothing is read,
nothing is kept, and the same claims in any order give the same answer.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from tollbook.model import Claim
from tollbook.reckon.answer import (
    Answer,
    Bounds,
    Contradiction,
    Proof,
    ProofLine,
    Row,
    SourceFigure,
    Table,
)
from tollbook.reckon.question import Question
from tollbook.reckon.scope import countable, fold, inside, source, touches

__all__ = [
    "Answer", "Bounds", "Contradiction", "Proof", "ProofLine", "Question", "Row", "SourceFigure", "Table",
    "answer", "table", "touches",
]  # fmt: skip

By = Literal["month", "place", "source", "population"]


def answer(question: Question, claims: Iterable[Claim]) -> Answer:
    """The reckoning of a question over claims. A first, cautious form: restatements are known by scope
    alone."""
    near = [c for c in claims if touches(question, c)]
    if question.known_on is not None:
        near = [c for c in near if c.published is not None and c.published <= question.known_on]
    if question.according_to is not None:
        near = [c for c in near if fold(source(c)) == fold(question.according_to)]
    near.sort(key=lambda c: c.id)
    counted = [c for c in near if countable(c)]
    speakers = sorted({source(c) for c in counted})
    together, proof = _bounds(question, counted)
    return Answer(
        question,
        documented=together,
        floor=together.low,
        sources=tuple(_source(question, s, [c for c in counted if source(c) == s]) for s in speakers),
        agreement=Bounds(together.low, together.high),
        proof=proof,
        silent=not near,
        known_on=question.known_on,
        touching=tuple(c.id for c in near),
    )


def _bounds(question: Question, claims: list[Claim]) -> tuple[Bounds, Proof]:
    if not claims:
        return Bounds(), Proof()
    lows = [(c.quantity.low or 0, c) for c in claims if inside(question, c) and c.quantity.low]
    least = max(lows, key=lambda pair: (pair[0], pair[1].id), default=None)
    roots = [c for c in claims if c.part_of is None and c.repeats is None]
    scopes: dict[tuple[object, ...], int | None] = {}
    for c in roots:
        key = (c.population.group, c.place, c.window.start, c.window.end, c.id if c.extent == "event" else "")
        known = scopes.get(key, 0)
        scopes[key] = None if known is None or c.quantity.high is None else max(known, c.quantity.high)
    highs = list(scopes.values())
    high = None if any(h is None for h in highs) else sum(h for h in highs if h is not None)
    bests = {c.quantity.best for c in roots}
    proof = () if least is None else (_line(least[1]),)
    best = next(iter(bests)) if len(bests) == 1 else None
    return Bounds(least[0] if least else 0, high, best), Proof(proof)


def _line(claim: Claim) -> ProofLine:
    return ProofLine(claim.id, 1, claim.quote, claim.report, claim.published)


def _source(question: Question, name: str, claims: list[Claim]) -> SourceFigure:
    bounds, _ = _bounds(question, claims)
    publishers = tuple(sorted({c.publisher for c in claims if c.publisher}))
    return SourceFigure(name, publishers, bounds.low, bounds.high, bounds.best, tuple(c.id for c in claims))


def table(question: Question, claims: Iterable[Claim], by: By) -> Table:
    """Answers side by side with a reckoned total. A first form: the total alone."""
    return Table(by, (), answer(question, claims))
