"""What a set of claims adds up to: an answer for each harm and group it has numbers for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from tollbook.model import Claim
from tollbook.reckon import Answer, Question, answer
from tollbook.reckon.scope import basics, countable, group, lineage, related_harms
from tollbook.vocabulary import HARMS, POPULATIONS, within

#: The groups every summary names; another one only where it is more than a person and no part of another
#: number.
MAIN = ("people", "civilians", "children", "fighters")


class Sum(NamedTuple):
    """An answer, and how many sources gave a number for just that."""

    answer: Answer
    sources: int


def sums(claims: Sequence[Claim]) -> list[Sum]:
    """An answer, over all places and days, for each harm and each group that some number is about.

    In the order of the vocabulary. A number is never the sum of those beneath it.
    """
    found = []
    for harm, population in scopes(claims):
        near = [claim for claim in claims if claim.harm in related_harms(harm)]
        speakers = {lineage(claim) for claim in near if _gives(claim, harm, population)}
        found.append(Sum(answer(Question(harm, population), near), len(speakers)))
    return found


def scopes(claims: Iterable[Claim]) -> list[tuple[str, str]]:
    """The harms and groups that counted claims speak of, in the order of the vocabulary."""
    said: dict[str, set[str]] = {}
    for claim in claims:
        who = group(claim.population.group)
        alone = claim.part_of is None and (claim.quantity.best or claim.quantity.low or 0) > 1
        if countable(claim) and (who in MAIN or alone):
            said.setdefault(claim.harm, set()).add(who)
    return [(harm, who) for harm in HARMS if harm in said for who in POPULATIONS if who in said[harm]]


def _gives(claim: Claim, harm: str, population: str) -> bool:
    return countable(claim) and basics(claim.harm) <= basics(harm) and within(group(claim.population.group), population)
