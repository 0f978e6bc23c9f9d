"""Cells: the smallest pieces of harm, population, place and days that accounts and a question cut out.

A cell is known by which accounts reach into it, which of them must hold everyone in it, and whether it is
asked for. Cells alike in all three are one cell to the arithmetic, so a hundred villages that the same claims
speak of are one.

Who did it is a cell's matter too, where the question or a total names a perpetrator. A person is held to be
harmed by those that the accounts of that person name; one of whom no account names anybody may be anyone's
victim. Naming different perpetrators does not make two accounts distinct: they may be two opinions of one
strike.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations, pairwise, product

from tollbook.reckon.accounts import FIRST, LAST, Account, Box, compatible
from tollbook.reckon.places import Places
from tollbook.reckon.question import Question
from tollbook.reckon.scope import ancestors, basics, group, party


@dataclass(frozen=True, slots=True, order=True)
class Cell:
    """A piece of the world: the accounts that may hold its people, those that must, and whether it is asked for.

    ``needs`` are accounts without which the cell would not be: by their word it is somebody's doing. ``barred`` are
    those that reach it but say it was another's.
    """

    may: tuple[int, ...]
    must: tuple[int, ...]
    asked: bool
    needs: tuple[int, ...] = ()
    barred: tuple[int, ...] = ()

    def among(self, order: dict[int, int]) -> Cell | None:
        """The cell as if only some accounts had been given, under their new numbers."""
        if any(i not in order for i in self.needs):
            return None
        may, must, needs, barred = (
            tuple(order[i] for i in some if i in order) for some in (self.may, self.must, self.needs, self.barred)
        )
        return Cell(may, must, self.asked, needs, barred) if may else None


def cut(question: Question, accounts: Sequence[Account], places: Places) -> list[Cell]:
    """All different cells that some account reaches, in a fixed order."""
    asked = question_box(question, places)
    boxes = [box for account in accounts for box in (account.box, *account.complete)]
    named = frozenset[str]().union(asked.places, *(box.places for box in boxes))
    harms = sorted(frozenset[str]().union(asked.harms, *(box.harms for box in boxes)))
    found: set[Cell] = set()
    pieces = places.pieces(named)
    where: dict[frozenset[str], list[int]] = {}
    for i, account in enumerate(accounts):
        where.setdefault(account.box.places, []).append(i)
    for piece in pieces:
        here = sorted(i for names, some in _inside(where, piece) for i in some)
        around = max((other for other in pieces if other < piece), key=len, default=None)
        for harm in harms if here else ():
            local = [i for i in here if harm in accounts[i].box.harms]
            inside = asked.places <= piece and harm in asked.harms
            spot = _Spot(piece, harm, inside)
            if around is None or inside != (asked.places <= around and harm in asked.harms):
                found.update(_column(asked, accounts, local, spot, [(FIRST, LAST + 1)]))
            else:
                own = [i for i in local if not accounts[i].box.places <= around]
                found.update(_column(asked, accounts, local, spot, stretches(accounts, own)))
    return sorted(found)


def _inside(
    where: dict[frozenset[str], list[int]], piece: frozenset[str]
) -> Iterator[tuple[frozenset[str], list[int]]]:
    """The accounts that lie where a piece of ground does, by their places: most name one or none."""
    for names in (frozenset[str](), *(frozenset({name}) for name in piece)):
        if names in where:
            yield names, where[names]
    for names, some in where.items():
        if len(names) > 1 and names <= piece:
            yield names, some


def stretches(accounts: Sequence[Account], some: Sequence[int]) -> list[tuple[int, int]]:
    """The days on which any of some accounts lies, as stretches from a day to the day after the last."""
    out: list[tuple[int, int]] = []
    for first, last in sorted((accounts[i].box.first, accounts[i].box.last + 1) for i in some):
        if out and first <= out[-1][1]:
            out[-1] = (out[-1][0], max(out[-1][1], last))
        else:
            out.append((first, last))
    return out


def question_box(question: Question, places: Places) -> Box:
    """The question's scope in the terms of an account's."""
    key = places.key(question.place)
    return Box(
        basics(question.harm),
        frozenset({group(question.population)}),
        frozenset() if key is None else frozenset({key}),
        question.start.toordinal() if question.start else FIRST,
        question.end.toordinal() if question.end else LAST,
        party(question.perpetrator) if question.perpetrator is not None else None,
    )


def contains(outer: Box, inner: Box, places: Places) -> bool:
    """Whether everyone in one scope is in the other."""
    return (
        outer.first <= inner.first
        and inner.last <= outer.last
        and inner.harms <= outer.harms
        and (outer.by is None or outer.by == inner.by)
        and all(places.within(inner.places, key) for key in outer.places)
        and all(any(name in ancestors(mine) for mine in inner.groups) for name in outer.groups)
    )


@dataclass(frozen=True, slots=True)
class _Spot:
    """A piece of ground and a kind of harm, and whether the question asks of them."""

    piece: frozenset[str]
    harm: str
    asked: bool

    def reached(self, box: Box) -> bool:
        return box.places <= self.piece and self.harm in box.harms


def _column(
    asked: Box, accounts: Sequence[Account], local: list[int], spot: _Spot, when: list[tuple[int, int]]
) -> Iterator[Cell]:
    """The cells of one spot in some stretches of days, cut by every window.

    Only the stretches in which something is told of this ground itself are gone through: in all others its cells are
    those of the ground around it.
    """
    starts = [first for first, _ in when]
    inner = {day for stretch in when for day in stretch}
    meeting: list[int] = []
    for i in local:
        box = accounts[i].box
        k = bisect_right(starts, box.last) - 1
        if k >= 0 and when[k][1] > box.first:
            meeting.append(i)
            inner.update((box.first, box.last + 1))
            for other in accounts[i].complete:
                inner.update((other.first, other.last + 1))
    inner.update((asked.first, asked.last + 1))
    meeting.sort(key=lambda i: accounts[i].box.first)
    complete = {i: [box for box in accounts[i].complete if spot.reached(box)] for i in meeting}
    running: list[int] = []
    before: tuple[object, ...] | None = None
    at = 0
    for first, following in pairwise(sorted(inner)):
        while at < len(meeting) and accounts[meeting[at]].box.first <= first:
            running.append(meeting[at])
            at += 1
        running = sorted(i for i in running if accounts[i].box.last >= first)
        k = bisect_right(starts, first) - 1
        if not running or k < 0 or when[k][1] <= first:
            continue
        inside = spot.asked and asked.first <= first and following - 1 <= asked.last
        must = {i: [b for b in complete[i] if b.first <= first <= b.last] for i in running if complete[i]}
        state = (inside, tuple(running), tuple((i, tuple(b)) for i, b in must.items()))
        if state != before:
            before = state
            yield from _people(asked, accounts, running, must, inside)


def _people(
    asked: Box, accounts: Sequence[Account], running: list[int], must: dict[int, list[Box]], inside: bool
) -> Iterator[Cell]:
    """The cells of one spot and stretch of days: by population, and by perpetrator where that matters."""
    groups = asked.groups.union(*(accounts[i].box.groups for i in running))
    keys = {box.by for boxes in must.values() for box in boxes} | {asked.by}
    for kind in kinds(frozenset(groups)):
        may = [i for i in running if accounts[i].box.groups <= kind]
        if not may:
            continue
        for by, reach, witnesses in attributions(accounts, may, frozenset(k for k in keys if k is not None)):
            if not reach:
                continue
            required = [
                i for i in may if any(b.groups <= kind and (b.by is None or b.by in by) for b in must.get(i, ()))
            ]
            wanted = inside and asked.groups <= kind and (asked.by is None or asked.by in by)
            barred = () if len(reach) == len(may) else tuple(i for i in may if i not in reach)
            yield Cell(tuple(sorted(reach)), tuple(required), wanted, tuple(sorted(witnesses)), barred)


@cache
def kinds(groups: frozenset[str]) -> list[frozenset[str]]:
    """The kinds of people that group names tell apart: every set of them somebody can belong to."""
    named = sorted(groups)
    out = []
    for chosen in product((False, True), repeat=len(named)):
        kind = frozenset(name for name, on in zip(named, chosen, strict=True) if on)
        if all(ancestors(name) & groups <= kind for name in kind) and compatible(kind):
            out.append(kind)
    return out


def attributions(
    accounts: Sequence[Account], may: list[int], keys: frozenset[str]
) -> Iterator[tuple[frozenset[str], list[int], set[int]]]:
    """Whose doing the harm in a cell can be: the perpetrators, the accounts that allow it, those it needs.

    Only perpetrators that the question or a total names (``keys``) tell cells apart: the harm is of some of
    them by the word of accounts that name them, of one of them where nobody is named, or of none of them.
    """
    if not keys:
        yield frozenset(), may, set()
        return
    naming = {key: [i for i in may if accounts[i].box.by == key] for key in sorted(keys)}
    silent = [i for i in may if accounts[i].box.by is None]
    others = [i for i in may if accounts[i].box.by not in keys]
    yield frozenset(), others, set()
    for key in naming:
        yield frozenset({key}), silent, set()
    told = [key for key, who in naming.items() if who]
    for size in range(1, len(told) + 1):
        for chosen in combinations(told, size):
            allowed = others + [i for key in chosen for i in naming[key]]
            for witnesses in product(*(naming[key] for key in chosen)):
                yield frozenset(chosen), allowed, set(witnesses)
