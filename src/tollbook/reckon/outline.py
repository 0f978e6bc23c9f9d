"""Bounds from outside, for a question of a whole war: so many accounts that nobody would wait for them to be cut into
cells. What is said holds, and may be wider than need be.

The low adds accounts that lie in the scope and share nobody with each other, the largest first. The high is the least
of totals that hold the whole scope, or the sum of all sets that no other contains.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import inf

from tollbook.reckon.accounts import Account, Box
from tollbook.reckon.cells import contains
from tollbook.reckon.places import Places
from tollbook.reckon.reach import overlap

#: Above so many accounts a world is bounded from outside.
HUGE = 20_000

#: At most so many accounts are added for a low.
TERMS = 500

Weighted = dict[int, float]


def least(asked: Box, accounts: Sequence[Account], places: Places) -> tuple[float, Weighted]:
    """A number that the least one is not below, and the accounts it adds."""
    taken: list[Account] = []
    proof: Weighted = {}
    for i in sorted(range(len(accounts)), key=lambda i: (-accounts[i].low, i)):
        account = accounts[i]
        if account.low == 0 or len(taken) == TERMS:
            break
        if contains(asked, account.box, places) and not any(overlap(account.box, t.box, places) for t in taken):
            taken.append(account)
            proof[i] = 1.0
    return float(sum(account.low for account in taken)), proof


def most(asked: Box, accounts: Sequence[Account], places: Places) -> tuple[float, Weighted]:
    """A number that the greatest one is not above, and the accounts it adds; infinite where there is none."""
    inside = [i for i, a in enumerate(accounts) if overlap(asked, a.box, places)]
    holding = [i for i in inside if any(contains(box, asked, places) for box in accounts[i].complete)]
    capped = [(high, i) for i in holding if (high := accounts[i].high) is not None]
    if capped:
        high, i = min(capped)
        return float(high), {i: 1.0}
    roots = {i: accounts[i].high for i in inside if not accounts[i].parents}
    if any(high is None for high in roots.values()):
        return inf, {}
    return float(sum(high or 0 for high in roots.values())), dict.fromkeys(roots, 1.0)
