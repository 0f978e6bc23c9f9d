"""What a set of claims adds up to: an answer for each harm and group it has numbers for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tollbook.model import Claim
from tollbook.reckon import Answer, Question, answer
from tollbook.reckon.scope import countable, related_harms
from tollbook.vocabulary import HARMS, POPULATIONS, within


def sums(claims: Sequence[Claim]) -> list[Answer]:
    """An answer, over all places and days, for each harm to people and each group that some number is about.

    In the order of the vocabulary. A number is never the sum of those beneath it.
    """
    found = []
    for harm, population in scopes(claims):
        near = [claim for claim in claims if claim.harm in related_harms(harm)]
        found.append(answer(Question(harm, population), near))
    return [a for a in found if a.sources]


def scopes(claims: Iterable[Claim]) -> list[tuple[str, str]]:
    """The harms and groups that counted claims speak of; the whole of a group's parts is its own scope
    only if said.
    """
    said: dict[str, set[str]] = {}
    for claim in claims:
        if countable(claim):
            group = claim.population.group
            said.setdefault(claim.harm, set()).add(group if group in POPULATIONS and group != "mixed" else "people")
    return [
        (harm, group)
        for harm in HARMS
        if harm in said
        for group in POPULATIONS
        if group in said[harm] or (group == "people" and not any(within(g, "civilians") for g in said[harm]))
    ]
