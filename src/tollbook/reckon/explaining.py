"""The arithmetic of a proof, written out: which numbers of which claims, how often, and what they come to.

A proof is a list of claims with weights. In the proof of a low, a claim with a positive weight counts by its least
number and one with a negative weight by its greatest; in the proof of a high it is the other way round.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tollbook.model import Claim
from tollbook.reckon.accounts import interval
from tollbook.reckon.answer import Answer, ProofLine
from tollbook.reckon.wording import Numeral, Phrase, phrase, speaker


@dataclass(frozen=True, slots=True)
class Term:
    """One claim's number in a sum, and how often it is counted."""

    claim: Claim
    weight: float
    number: int

    @property
    def said(self) -> Phrase:
        """The term in words, without its sign."""
        key = "term" if abs(self.weight) == 1 else "times"
        weight = Numeral(f"{abs(self.weight):g}")
        return phrase("sum", key, weight=weight, number=self.number, speaker=speaker(self.claim))


@dataclass(frozen=True, slots=True)
class Sum:
    """A bound and the terms that come to it. A bound without terms needs no proof: nobody counts fewer than none,
    and nothing limits an open end."""

    bound: int | None
    terms: tuple[Term, ...]

    @property
    def value(self) -> float:
        """What the terms come to, before it is rounded to whole people."""
        return sum(term.weight * term.number for term in self.terms)

    @property
    def said(self) -> Phrase:
        """The sum as a line: the bound, and the numbers it is made of. Only of a sum that has terms."""
        first, *others = self.terms
        terms = first.said if first.weight > 0 else phrase("sum", "less", term=first.said)
        for term in others:
            terms = phrase("sum", "plus" if term.weight > 0 else "minus", terms=terms, term=term.said)
        key = "exact" if self.bound is not None and abs(self.value - self.bound) < 1e-4 else "rounded"
        return phrase("sum", key, bound=self.bound, terms=terms, value=Numeral(f"{self.value:,.2f}"))

    def to_text(self) -> str:
        """The sum as a line in English; nothing where there is nothing to add up."""
        return "" if self.bound is None or not self.terms else str(self.said)


def explain(answer: Answer, claims: Iterable[Claim]) -> tuple[Sum, Sum, Sum]:
    """The sums behind the documented low and high and the floor. ``claims`` are those the answer was reckoned from.

    Raises KeyError where a claim of the proof is not among them.
    """
    known = {claim.id: claim for claim in claims}
    low, high = answer.documented.low, answer.documented.high
    return (
        Sum(low, _terms(answer.proof.low, known, upper=False)),
        Sum(high, _terms(answer.proof.high, known, upper=True)),
        Sum(answer.floor, _terms(answer.proof.floor, known, upper=False)),
    )


def _terms(lines: Sequence[ProofLine], known: dict[str, Claim], upper: bool) -> tuple[Term, ...]:
    terms = []
    for line in lines:
        low, high = interval(known[line.claim])
        number = high if (line.weight > 0) == upper else low
        assert number is not None, "an open end proves nothing"
        terms.append(Term(known[line.claim], line.weight, number))
    return tuple(sorted(terms, key=lambda term: (-term.weight, -term.number, term.claim.id)))
