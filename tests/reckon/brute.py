"""The reckoning a second time, by brute force, to hold the first one to account.

Nothing here is clever. A person is a kind of harm, a spot, a day, a set of population groups and a set of
perpetrators; an atom is such a person with the accounts that hold them. Every atom the rules allow is written down,
and the answer is the least and the greatest number of people in the question's scope over all amounts of the atoms
that give each account its size. Where there is none, every subset of the accounts is tried.

It shares with the package the accounts themselves and the solver, and none of the reasoning about cells and company.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, combinations, product

from tollbook.reckon.accounts import Account, Box
from tollbook.reckon.linear import Programme
from tollbook.vocabulary import POPULATIONS, within

#: The ground of the random records: each spot and everywhere it lies in. The limits of the east of the town are
#: unknown, so any spot of the town may or may not be in it; a quarter that no gazetteer has may take in any spot of the
#: county.
SPOTS = {
    "elsewhere": set(),
    "land": {"country:XX"},
    "county": {"country:XX", "admin1:XX.1"},
    "town": {"country:XX", "admin1:XX.1", "geoname:1"},
    "quarter": {"country:XX", "admin1:XX.1", "geoname:1", "geoname:11"},
    "village": {"country:XX", "admin1:XX.1", "geoname:2"},
}
Bounds = tuple[float, float]

EAST = "part:east:geoname:1"
UNKNOWN = "quarter:a:admin1:XX.1"
GROUPS = ("people", "civilians", "fighters", "women", "children", "medics")
NEVER = ({"civilians", "fighters"}, {"women", "children"})


@dataclass(frozen=True)
class Person:
    harm: str
    ground: frozenset[str]
    day: int
    groups: frozenset[str]

    def within(self, box: Box) -> bool:
        return (
            self.harm in box.harms
            and box.places <= self.ground
            and box.first <= self.day <= box.last
            and box.groups <= self.groups
        )


def grounds() -> list[frozenset[str]]:
    spots = [frozenset(up) for up in SPOTS.values()]
    spots += [spot | {EAST} for spot in spots if "geoname:1" in spot]
    return spots + [spot | {UNKNOWN} for spot in spots if "admin1:XX.1" in spot]


def kinds(groups: frozenset[str]) -> list[frozenset[str]]:
    """Sets of groups somebody may belong to, among those in use."""
    out = []
    for size in range(len(groups) + 1):
        for some in combinations(sorted(groups), size):
            kind = frozenset(some)
            up = all(g in kind for name in kind for g in groups if within(name, g))
            every = {g for name in kind for g in POPULATIONS if within(name, g)}
            if up and not any(pair <= every for pair in NEVER):
                out.append(kind)
    return out


def people(boxes: Sequence[Box], days: range) -> Iterator[Person]:
    groups = frozenset().union(*(box.groups for box in boxes))
    harms = sorted(frozenset().union(*(box.harms for box in boxes)))
    for harm, ground, day, kind in product(harms, grounds(), days, kinds(groups)):
        yield Person(harm, ground, day, kind)


def known_apart(one: Account, other: Account) -> bool:
    """Labels with nothing said of what they are apart from are a table's, and of those no two of one list are one."""
    if None in (one.label, other.label) or one.label == other.label:
        return False
    said = {(one.label, name) for name in one.apart or ()} | {(other.label, name) for name in other.apart or ()}
    first, second = (
        {tuple(part.split("::")) if "::" in part else ("", part) for part in label.split(" = ")}
        for label in (one.label or "", other.label or "")
    )
    both = one.apart is None and other.apart is None
    both = both and any(a[0] == b[0] and a[1] != b[1] for a in first for b in second)
    return both or (one.label, other.label) in said or (other.label, one.label) in said


def companies(accounts: Sequence[Account], reach: list[int]) -> Iterator[frozenset[int]]:
    """Sets of accounts that can hold one person: inclusion, incidents whole, no two incidents known to be distinct."""
    for some in chain.from_iterable(combinations(reach, size) for size in range(1, len(reach) + 1)):
        company = frozenset(some)
        labels = {accounts[i].label for i in company} - {None}
        if any(known_apart(accounts[i], accounts[j]) for i, j in combinations(company, 2)):
            continue
        if any(p not in company for i in company for p in accounts[i].parents):
            continue
        if all(i in company for i in reach if accounts[i].label in labels and accounts[i].label is not None):
            yield company


def atoms(accounts: Sequence[Account], asked: Box, days: range) -> Iterator[tuple[frozenset[int], bool]]:
    """Every atom, as its company and whether it is asked for."""
    boxes = [asked] + [box for a in accounts for box in (a.box, *a.complete)]
    keys = {asked.by} | {box.by for a in accounts for box in a.complete}
    # Whoever lies in the same scopes is the same to every rule.
    for person in {tuple(p.within(box) for box in boxes): p for p in people(boxes, days)}.values():
        reach = [i for i, a in enumerate(accounts) if person.within(a.box)]
        for company in companies(accounts, reach):
            named = {accounts[i].box.by for i in company} - {None}
            for blamed in [named] if named else [set(), *({key} for key in keys if key is not None)]:
                missing = any(
                    i not in company
                    for i, a in enumerate(accounts)
                    for box in a.complete
                    if person.within(a.box) and person.within(box) and (box.by is None or box.by in blamed)
                )
                if not missing:
                    yield company, person.within(asked) and (asked.by is None or asked.by in blamed)


def solve(accounts: Sequence[Account], asked: Box, days: range) -> tuple[float, float] | None:
    programme = Programme()
    sizes: list[dict[int, float]] = [{} for _ in accounts]
    for company, wanted in sorted(set(atoms(accounts, asked, days)), key=lambda a: (sorted(a[0]), a[1])):
        column = programme.column(1.0 if wanted else 0.0)
        for i in company:
            sizes[i][column] = 1.0
    for account, terms in zip(accounts, sizes, strict=True):
        if not terms:
            if account.low > 0:
                return None
            continue
        programme.row(terms, account.low, account.high)
    if not programme.cost:
        return 0.0, 0.0
    low = programme.solve()
    if low is None:
        return None
    high = programme.solve(greatest=True)
    assert high is not None
    return low.value, high.value


def subset(accounts: Sequence[Account], keep: Sequence[int]) -> list[Account]:
    order = {old: new for new, old in enumerate(keep)}
    return [replace(accounts[i], parents=tuple(order[p] for p in accounts[i].parents if p in order)) for i in keep]


def consistent_subsets(accounts: Sequence[Account], asked: Box, days: range) -> dict[tuple[int, ...], Bounds]:
    """The maximal consistent subsets and their bounds, found by trying them all, the largest first."""
    found: dict[tuple[int, ...], Bounds] = {}
    for size in range(len(accounts), -1, -1):
        for some in combinations(range(len(accounts)), size):
            if not any(set(some) <= set(other) for other in found):
                span = solve(subset(accounts, some), asked, days)
                if span is not None:
                    found[some] = span
        if size == len(accounts) and found:
            break
    return found


def reckon(accounts: Sequence[Account], asked: Box, days: range) -> tuple[float, float, float]:
    """Low and high over the maximal consistent subsets, and the floor."""
    found = consistent_subsets(accounts, asked, days)
    return min(low for low, _ in found.values()), max(high for _, high in found.values()), floor(accounts, asked, days)


def floor(accounts: Sequence[Account], asked: Box, days: range) -> float:
    """The least number in the open world: no account is complete or of a greatest size. An account that is in no atom
    says nothing."""
    opened = [replace(account, high=None, complete=()) for account in accounts]
    held = frozenset[int]().union(*(company for company, _ in atoms(opened, asked, days)))
    span = solve([a if i in held else replace(a, low=0) for i, a in enumerate(opened)], asked, days)
    assert span is not None, "the open world has room for everyone"
    return span[0]
