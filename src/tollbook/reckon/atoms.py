"""What company the accounts of one cell can keep: the rows that describe every allowed set of accounts at once.

A person in a cell belongs to some of its accounts. Which sets of accounts a person may belong to follows from the
rules: all that must hold everyone, each with its parents; of an incident's accounts all or none; no two incidents
that are known to be distinct.
The number of such sets doubles with every further account, so they are never listed. This module writes the same
thing as a few rows over sizes: ``u`` people in the cell, ``y`` of them in each account. See
:mod:`tollbook.reckon.programme` for why these rows are exact.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from tollbook.reckon.accounts import Account, distinct
from tollbook.reckon.cells import Cell
from tollbook.reckon.linear import Programme, Terms
from tollbook.reckon.scope import lists_of, told_apart

#: In a cell of more incidents than this, whose distinctions or inclusions cross, only those that tables label are held
#: together and apart: each crossing could double the blocks. Leaving a rule out makes no bound wrong, only wider.
CROSSING = 12


@dataclass(frozen=True, slots=True)
class Block:
    """The accounts of one cell after the rules: all people are in ``forced``; ``groups`` are incidents, ``free`` may
    overlap anything. Of incidents (each named by its first account) in one of ``families`` all are disjoint, and no
    two in different families are known to be. ``over`` is the node each free account or incident lies in, absent
    where it is the whole cell. ``covered``: someone in no account cannot be."""

    asked: bool
    forced: tuple[int, ...]
    groups: tuple[tuple[int, ...], ...]
    families: tuple[tuple[int, ...], ...]
    free: tuple[int, ...]
    over: dict[int, tuple[int, ...]]
    covered: bool

    def members(self) -> Iterable[int]:
        """Every account that can have people here."""
        yield from self.forced
        for group in self.groups:
            yield from group
        yield from self.free


def blocks(accounts: Sequence[Account], cell: Cell) -> list[Block]:
    """The rows' shape for one cell: one block, or several where inclusions or distinctions cross so that one would
    not be exact."""
    if all(accounts[i].label is None and not accounts[i].parents for i in cell.may):
        return _plain(cell)
    members = _unbarred(accounts, cell)
    forced = _closure(accounts, members, (*cell.must, *cell.needs))
    if forced is None or _clashing(accounts, forced):
        return []
    members = _admitted(accounts, members, forced)
    if not forced <= members or not members:
        return []
    whole = _whole(accounts, cell.asked, members, forced)
    return [whole] if whole is not None else _split(accounts, cell.asked, members, forced)


def _whole(accounts: Sequence[Account], asked: bool, members: set[int], forced: set[int]) -> Block | None:
    """The one block that describes a cell exactly, where there is one."""
    groups = _groups(accounts, members - forced)
    families = _families(accounts, groups)
    over = _over(accounts, members, forced, groups)
    if families is None or not (_forest(over) or (forced and not groups)):
        return None
    node = {i for group in groups for i in group}
    free = tuple(sorted(i for i in members - forced if i not in node))
    return Block(asked, tuple(sorted(forced)), groups, families, free, over, not forced)


def _over(
    accounts: Sequence[Account], members: set[int], forced: set[int], groups: tuple[tuple[int, ...], ...]
) -> dict[int, tuple[int, ...]]:
    """The nodes that each free account or incident lies in."""
    node = {i: group[0] for group in groups for i in group}
    over: dict[int, tuple[int, ...]] = {}
    for i in sorted(members - forced):
        mine = node.get(i, i)
        ups = {node.get(p, p) for p in accounts[i].parents if p not in forced} - {mine}
        over[mine] = tuple(sorted(ups.union(over.get(mine, ()))))
    return over


def _plain(cell: Cell) -> list[Block]:
    """The block of a cell whose accounts have no links."""
    forced = {*cell.must, *cell.needs}
    if not forced.issubset(cell.may):
        return []
    free = tuple(i for i in cell.may if i not in forced)
    return [Block(cell.asked, tuple(sorted(forced)), (), (), free, {}, not forced)]


def _unbarred(accounts: Sequence[Account], cell: Cell) -> set[int]:
    """The accounts a person may be in, less those whose incident is told by one that is barred: an incident comes
    whole."""
    behind = {accounts[i].label for i in cell.barred} - {None}
    return {i for i in cell.may if accounts[i].label not in behind} if behind else set(cell.may)


def _closure(accounts: Sequence[Account], members: set[int], start: Iterable[int]) -> set[int] | None:
    """The accounts that hold whoever is in those given, or ``None`` where one of them does not reach the cell."""
    out: set[int] = set()
    todo = list(start)
    while todo:
        i = todo.pop()
        if i in out:
            continue
        if i not in members:
            return None
        out.add(i)
        todo.extend(accounts[i].parents)
        if accounts[i].label is not None:
            todo.extend(j for j in members if accounts[j].label == accounts[i].label)
    return out


def _clashing(accounts: Sequence[Account], some: Iterable[int]) -> bool:
    """Whether any two of the accounts are of incidents known to be distinct."""
    named = list({label: accounts[i] for i in some if (label := accounts[i].label) is not None}.values())
    return any(distinct(one, other) for k, one in enumerate(named) for other in named[:k])


def _admitted(accounts: Sequence[Account], members: set[int], forced: set[int]) -> set[int]:
    """The accounts that can have people here: their company reaches the cell and is of no two distinct incidents."""
    left = set(members)
    for i in members:
        company = _closure(accounts, members, [i])
        if company is None or _clashing(accounts, company | forced):
            left.discard(i)
    return left


def _groups(accounts: Sequence[Account], members: Iterable[int]) -> tuple[tuple[int, ...], ...]:
    found: dict[str, list[int]] = {}
    for i in sorted(members):
        label = accounts[i].label
        if label is not None:
            found.setdefault(label, []).append(i)
    return tuple(tuple(group) for _, group in sorted(found.items()))


def _families(accounts: Sequence[Account], groups: Sequence[tuple[int, ...]]) -> tuple[tuple[int, ...], ...] | None:
    """The incidents in families, within which all are distinct and between which none are known to be; ``None``
    where distinctness does not divide them so (A from B and B from C, and nothing of A and C)."""
    head = {accounts[group[0]].label: group[0] for group in groups}
    told = {name: accounts[first].apart for name, first in head.items()}
    lists: dict[str, list[str]] = {}
    for name, others in told.items():
        for of_list in lists_of(name or "") if others is None else ():
            lists.setdefault(of_list, []).append(name or "")
    apart: dict[str | None, set[str | None]] = {name: set() for name in head}
    for of_list, some in lists.items():
        once = len({lists_of(name)[of_list] for name in some}) == len(some)
        for name in some:
            apart[name].update(some if once else (other for other in some if told_apart(name, other)))
    for name, others in told.items():
        for other in others or ():
            if other in head:
                apart[name].add(other)
                apart[other].add(name)
    found: dict[frozenset[str | None], None] = {}
    for name in head:
        found[frozenset(apart[name] | {name})] = None
    if sum(map(len, found)) != len(head):  # a clique is the neighbourhood of each of its members
        return None
    return tuple(tuple(sorted(head[name] for name in family)) for family in found)


def _forest(over: dict[int, tuple[int, ...]]) -> bool:
    """Whether every node lies in one other at most, and none in itself by way of others."""
    if any(len(ups) > 1 for ups in over.values()):
        return False
    for node in over:
        seen, step = {node}, over[node]
        while step:
            if step[0] in seen:
                return False
            seen.add(step[0])
            step = over.get(step[0], ())
    return True


def _split(accounts: Sequence[Account], asked: bool, members: set[int], forced: set[int]) -> list[Block]:
    """Several blocks that are exact together: the people of one incident, and those of the rest, of whom again some
    are of the next incident, until one block describes what is left; there, one for each account that has them."""
    if len(_groups(accounts, members - forced)) > CROSSING:
        accounts = [replace(a, apart=None, label=a.label if a.apart is None else None) for a in accounts]
    out: list[Block] = []
    left = set(members)
    while groups := _groups(accounts, left - forced):
        whole = _whole(accounts, asked, left, forced)
        if whole is not None:
            return [*out, whole]
        pivot = max(groups, key=lambda group: (_distinctions(accounts, group, groups), -group[0]))
        out += blocks(accounts, Cell(tuple(sorted(left)), tuple(sorted(forced | set(pivot))), asked))
        left = {i for i in left if pivot[0] not in (_closure(accounts, left, [i]) or (pivot[0],))}
    if forced:
        return out + blocks(accounts, Cell(tuple(sorted(left)), tuple(sorted(forced)), asked))
    over = _over(accounts, left, forced, ())
    for root in sorted(i for i in left if not over.get(i)):
        out += blocks(accounts, Cell(tuple(sorted(left)), (root,), asked))
    return out


def _distinctions(accounts: Sequence[Account], group: tuple[int, ...], groups: Iterable[tuple[int, ...]]) -> int:
    """How many of some incidents are known to be distinct from one."""
    return sum(distinct(accounts[group[0]], accounts[other[0]]) for other in groups)


def write(programme: Programme, block: Block, sizes: list[Terms]) -> None:
    """Add a block's columns and rows to a programme, and its people to the sizes of its accounts."""
    whole = programme.column(1.0 if block.asked else 0.0)
    for i in block.forced:
        sizes[i][whole] = 1.0
    column: dict[int, int] = {}
    for group in block.groups:
        column[group[0]] = programme.column()
        for i in group:
            sizes[i][column[group[0]]] = 1.0
    for i in block.free:
        column[i] = programme.column()
        sizes[i][column[i]] = 1.0
    for family in block.families:
        programme.row({**{column[g]: 1.0 for g in family}, whole: -1.0}, None, 0.0)
        for up, inner in _below(block, family).items():
            programme.row({**{column[g]: 1.0 for g in inner}, column[up]: -1.0}, None, 0.0)
    for i in block.free:
        ups = [column[p] for p in block.over.get(i, ())] or [whole]
        for up in ups:
            programme.row({column[i]: 1.0, up: -1.0}, None, 0.0)
    if block.covered:
        roots = {column[i]: -1.0 for i in column if not block.over.get(i)}
        programme.row({whole: 1.0, **roots}, None, 0.0)


def _below(block: Block, family: Iterable[int]) -> dict[int, list[int]]:
    """The incidents of a family that lie in each other node."""
    out: dict[int, list[int]] = {}
    for head in family:
        step = block.over.get(head, ())
        while step:
            out.setdefault(step[0], []).append(head)
            step = block.over.get(step[0], ())
    return out
