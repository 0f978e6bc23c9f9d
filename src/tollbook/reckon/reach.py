"""Which accounts can move a question's bounds at all: those that touch its scope, and those that bear on them.

An account that touches the scope and reaches out of it can be pushed in or drawn out by others that never touch the
scope: a total is used up by deaths elsewhere in it, and a set that must lie somewhere lies in the scope if a total
says that nowhere else there is room. Everything else outside is none of the question's business.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Sequence
from dataclasses import replace

from tollbook.reckon.accounts import Account, Box, compatible
from tollbook.reckon.cells import contains
from tollbook.reckon.places import Places

#: At most so many accounts outside the scope are followed. Leaving the rest out makes no bound wrong, only wider.
FAR = 300


def reach(asked: Box, accounts: Sequence[Account], places: Places) -> list[Account]:
    """The accounts that bear on a scope, in the order given, with their links."""
    mates: dict[str, list[int]] = defaultdict(list)
    below: dict[int, list[int]] = defaultdict(list)
    for i, account in enumerate(accounts):
        if account.label is not None:
            mates[account.label].append(i)
        for p in account.parents:
            below[p].append(i)
    found = {i for i, account in enumerate(accounts) if overlap(asked, account.box, places)}
    totals = [i for i, a in enumerate(accounts) if a.complete and (a.high is not None or a.parents)]
    queue = deque(sorted(found))
    far = 0
    while queue:
        i = queue.popleft()
        one = accounts[i]
        linked = [*one.parents, *below[i], *(mates[one.label] if one.label is not None else ())]
        fresh = [j for j in linked if j not in found]
        if far < FAR and not contains(asked, one.box, places):
            bounding = bool(one.complete) and (one.high is not None or bool(one.parents))
            beside = range(len(accounts)) if bounding else totals if one.low > 0 else ()
            near = [j for j in beside if j not in found and _bears(one, accounts[j], bounding, places)]
            far += len(near)
            fresh += near
        for j in fresh:
            if j not in found:
                found.add(j)
                queue.append(j)
    keep = sorted(found)
    order = {old: new for new, old in enumerate(keep)}
    return [replace(accounts[i], parents=tuple(order[p] for p in accounts[i].parents)) for i in keep]


def _bears(one: Account, other: Account, bounding: bool, places: Places) -> bool:
    """Whether an account outside the scope can move one that reaches out of it: it uses up what a total allows, or
    it is a total that leaves no room."""
    uses = bounding and other.low > 0
    limits = bool(other.complete) and one.low > 0 and (other.high is not None or bool(other.parents))
    return (uses or limits) and overlap(one.box, other.box, places)


def overlap(one: Box, other: Box, places: Places) -> bool:
    """Whether two scopes may have a person in common, whoever did it."""
    return (
        one.first <= other.last
        and other.first <= one.last
        and bool(one.harms & other.harms)
        and (one.groups == other.groups or compatible(one.groups | other.groups))
        and (one.places == other.places or places.share(one.places | other.places))
    )
