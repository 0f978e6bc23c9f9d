"""What company the accounts of one cell can keep: the rows that describe every allowed set of accounts at once.

A person in a cell belongs to some of its accounts. Which sets of accounts a person may belong to follows from the
rules: all that must hold everyone, each with its parents; of an incident's accounts all or none; no two incidents.
The number of such sets doubles with every further account, so they are never listed. This module writes the same
thing as a few rows over sizes: ``u`` people in the cell, ``y`` of them in each account. See
:mod:`tollbook.reckon.programme` for why these rows are exact.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tollbook.reckon.accounts import Account
from tollbook.reckon.cells import Cell
from tollbook.reckon.linear import Programme, Terms


@dataclass(frozen=True, slots=True)
class Block:
    """The accounts of one cell after the rules: all people are in ``forced``; ``groups`` are incidents, disjoint;
    ``free`` may overlap anything. ``over`` is the node each free account or incident lies in (an incident is named
    by its first account), absent where it is the whole cell. ``covered``: someone in no account cannot be."""

    asked: bool
    forced: tuple[int, ...]
    groups: tuple[tuple[int, ...], ...]
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
    """The rows' shape for one cell: one block, or several where inclusions cross so that one would not be exact."""
    if all(accounts[i].label is None and not accounts[i].parents for i in cell.may):
        return _plain(cell)
    members = _unbarred(accounts, cell)
    forced = _closure(accounts, members, (*cell.must, *cell.needs))
    if forced is None or len(_labels(accounts, forced)) > 1:
        return []
    members = _admitted(accounts, members, forced)
    if not forced <= members or not members:
        return []
    groups = _groups(accounts, members - forced)
    node = {i: group[0] for group in groups for i in group}
    over: dict[int, tuple[int, ...]] = {}
    for i in sorted(members - forced):
        ups = {node.get(p, p) for p in accounts[i].parents if p not in forced} - {node.get(i, i)}
        over[node.get(i, i)] = tuple(sorted(ups.union(over.get(node.get(i, i), ()))))
    free = tuple(sorted(i for i in members - forced if i not in node))
    plain = _forest(over)
    if plain or (forced and not groups):
        return [Block(cell.asked, tuple(sorted(forced)), groups, free, over, not forced)]
    return _split(accounts, cell, members, forced, groups, over)


def _plain(cell: Cell) -> list[Block]:
    """The block of a cell whose accounts have no links."""
    forced = {*cell.must, *cell.needs}
    if not forced.issubset(cell.may):
        return []
    free = tuple(i for i in cell.may if i not in forced)
    return [Block(cell.asked, tuple(sorted(forced)), (), free, {}, not forced)]


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


def _labels(accounts: Sequence[Account], some: Iterable[int]) -> set[str]:
    return {label for i in some if (label := accounts[i].label) is not None}


def _admitted(accounts: Sequence[Account], members: set[int], forced: set[int]) -> set[int]:
    """The accounts that can have people here: their company reaches the cell and is of one incident at most."""
    left = set(members)
    ruling = _labels(accounts, forced)
    closures = {i: _closure(accounts, members, [i]) for i in members}
    for i, company in closures.items():
        if company is None or len(_labels(accounts, company) | ruling) > 1:
            left.discard(i)
    return left


def _groups(accounts: Sequence[Account], members: Iterable[int]) -> tuple[tuple[int, ...], ...]:
    found: dict[str, list[int]] = {}
    for i in sorted(members):
        label = accounts[i].label
        if label is not None:
            found.setdefault(label, []).append(i)
    return tuple(tuple(group) for _, group in sorted(found.items()))


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


def _split(
    accounts: Sequence[Account],
    cell: Cell,
    members: set[int],
    forced: set[int],
    groups: tuple[tuple[int, ...], ...],
    over: dict[int, tuple[int, ...]],
) -> list[Block]:
    """One block for each incident the people may be of, and for none; there, one for each account that has them."""
    out: list[Block] = []
    plain = {i for i in members if not _labels(accounts, _closure(accounts, members, [i]) or ())} | forced
    for group in groups:
        company = {
            i
            for i in members
            if _labels(accounts, _closure(accounts, members, [i]) or ()) <= {accounts[group[0]].label or ""}
        }
        must = tuple(sorted(forced | set(group)))
        out += blocks(accounts, Cell(tuple(sorted(company)), must, cell.asked))
    if forced:
        return out + blocks(accounts, Cell(tuple(sorted(plain)), tuple(sorted(forced)), cell.asked))
    for root in sorted(i for i in plain if not over.get(i)):
        out += blocks(accounts, Cell(tuple(sorted(plain)), (root,), cell.asked))
    return out


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
    heads = [group[0] for group in block.groups]
    below = _below(block, heads)
    if heads:
        programme.row({**{column[g]: 1.0 for g in heads}, whole: -1.0}, None, 0.0)
    for i in block.free:
        ups = [column[p] for p in block.over.get(i, ())] or [whole]
        for up in ups:
            programme.row({column[i]: 1.0, up: -1.0}, None, 0.0)
        if below.get(i):
            programme.row({**{column[g]: 1.0 for g in below[i]}, column[i]: -1.0}, None, 0.0)
    if block.covered:
        terms: Terms = {whole: 1.0}
        inner = {g for i in block.free if not block.over.get(i) for g in below.get(i, ())}
        terms.update({column[g]: -1.0 for g in heads if g not in inner})
        terms.update({column[i]: -1.0 for i in block.free if not block.over.get(i)})
        programme.row(terms, None, 0.0)


def _below(block: Block, heads: list[int]) -> dict[int, list[int]]:
    """The incidents that lie in each free account."""
    out: dict[int, list[int]] = {}
    free = set(block.free)
    for head in heads:
        step = block.over.get(head, ())
        while step:
            if step[0] in free:
                out.setdefault(step[0], []).append(head)
            step = block.over.get(step[0], ())
    return out
