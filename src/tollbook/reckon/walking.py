"""An answer walked through, for a reader who wants to do the sum again with a pencil.

What was counted, why it cannot be fewer, why it cannot be more, why the other figures are not added, and what holds
even if the reports miss people. Every number in it is a claim's own or a sum that is written out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tollbook.model import Claim
from tollbook.reckon.answer import Answer
from tollbook.reckon.explaining import Sum, Term, explain
from tollbook.reckon.programme import World
from tollbook.reckon.reach import overlap
from tollbook.reckon.reckoning import world_of
from tollbook.reckon.scope import inside, lineage
from tollbook.reckon.selection import select
from tollbook.reckon.shelves import Shelf
from tollbook.reckon.wording import Phrase, Value, item, phrase

#: How many figures that are not added are told one by one.
SHOWN = 12


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the walk: a heading and its sentences, in any language."""

    head: Phrase
    said: tuple[Phrase, ...]

    @property
    def title(self) -> str:
        """The heading in English."""
        return str(self.head)

    @property
    def lines(self) -> tuple[str, ...]:
        """The sentences in English."""
        return tuple(map(str, self.said))


def walk(answer: Answer, claims: Iterable[Claim] | Shelf) -> list[Step]:
    """The steps of an answer that has numbers. ``claims`` are those it was reckoned from."""
    if answer.documented.low is None:
        return []
    chosen = select(answer.question, claims)
    world, _, current = world_of(chosen)
    low, high, least = explain(answer, chosen.counted)
    proof = {line.claim for line in (*answer.proof.low, *answer.proof.high)}
    steps = [
        _step("counted", _counted(answer, chosen.counted)),
        _step("low", _low(low)),
        _step("high", _high(high)),
        _step("rest", _rest(answer, world, chosen.counted, current, proof)),
        _step("floor", _floor(least)),
    ]
    if answer.contradictions:
        steps.append(_step("conflict", [_say("conflict")]))
    return [step for step in steps if step.said]


def _step(key: str, lines: Sequence[Phrase]) -> Step:
    return Step(_say(f"{key}_title"), tuple(lines))


def _say(key: str, **values: Value) -> Phrase:
    return phrase("walk", key, **values)


def _counted(answer: Answer, counted: Sequence[Claim]) -> list[Phrase]:
    numbers = len({c.id for c in counted}.intersection(answer.touching))
    lines = [
        _say(
            "counted" if len(answer.touching) > 1 else "counted_one",
            touching=len(answer.touching),
            numbers=numbers,
        ),
        _say("sets"),
    ]
    if numbers > 1:
        lines.append(_say("overlap"))
    return lines


def _low(one: Sum) -> list[Phrase]:
    """Why it cannot be fewer."""
    if not one.terms:
        return [_say("low_none")]
    lines = [_term(term, upper=False) for term in one.terms]
    ups, downs = [t for t in one.terms if t.weight > 0], [t for t in one.terms if t.weight < 0]
    if len(one.terms) == 1:
        lines.append(_say("low_one", n=one.bound))
    else:
        lines += [_say("low_apart")] if len(ups) > 1 else []
        lines += [_say("low_less")] if downs else []
        lines.append(one.said)
    return lines


def _high(one: Sum) -> list[Phrase]:
    """Why it cannot be more."""
    if one.bound is None:
        return [_say("high_open")]
    lines = [_term(term, upper=True) for term in one.terms]
    ups, downs = [t for t in one.terms if t.weight > 0], [t for t in one.terms if t.weight < 0]
    if len(one.terms) == 1:
        lines.append(_say("high_one" if one.terms[0].claim.extent == "total" else "high_event", n=one.bound))
    elif one.terms:
        lines += [_say("high_all")] if len(ups) > 1 else []
        lines += [_say("high_less")] if downs else []
        lines.append(one.said)
    return lines


def _term(term: Term, upper: bool) -> Phrase:
    key = "term_most" if upper == (term.weight > 0) else "term_least"
    return _say(key, item=item(term.claim), n=term.number)


def _floor(least: Sum) -> list[Phrase]:
    if least.bound is None or not least.terms:
        return []
    terms = [_term(term, upper=False) for term in least.terms]
    return [_say("floor", n=least.bound), *terms, least.said]


def _rest(
    answer: Answer, world: World, counted: Sequence[Claim], current: Sequence[Claim], proof: set[str]
) -> list[Phrase]:
    """The figures that are in neither sum, each with the reason."""
    standing = {c.id for c in current}
    where = {c.id: i for i, account in enumerate(world.accounts) for c in account.claims}
    at_work = {where[name] for name in proof if name in where}
    touching = set(answer.touching)
    lines = []
    for claim in sorted(counted, key=lambda c: (str(c.published or ""), c.id)):
        if claim.id not in proof and claim.id in touching:
            reason = _reason(answer, claim, world, where, at_work) if claim.id in standing else "superseded"
            lines.append(_say("reason", item=item(claim), why=_say(reason)))
    more = len(lines) - SHOWN
    return [*lines[:SHOWN], _say("more", n=more)] if more > 0 else lines


def _reason(answer: Answer, claim: Claim, world: World, where: dict[str, int], at_work: set[int]) -> str:
    """Why a standing claim's number is not added."""
    if claim.id not in where:
        return "elsewhere"
    own = world.accounts[where[claim.id]]
    if claim.repeats is not None:
        return "again"
    if claim.part_of is not None:
        return "part"
    if where[claim.id] in at_work:
        same = {lineage(c) for c in own.claims}
        return "rival" if len(same) > 1 else "again"
    if any(world.accounts[i].complete and overlap(own.box, world.accounts[i].box, world.places) for i in at_work):
        return "within" if inside(answer.question, claim) else "wider"
    return "shared" if inside(answer.question, claim) else "wider"
