"""Bounds: from sets of victims to the least and the greatest number, by two linear programmes.

The problem
-----------
Reports count sets of people. "More than 250 civilians have been killed in east Aleppo since 15 November", "a strike
killed 12 on Monday", "12 died in a strike in al-Shaar": each gives the size of a set, and where the set lies. How
many people were killed in a scope is the size of the union of these sets there. The sets overlap in ways nobody
wrote down, so the union has no one size: it has a least and a greatest one, over all the ways in which the sets can
lie.

Draw the smallest pieces into which all scopes cut the world (:mod:`tollbook.reckon.cells`). A person in a cell
belongs to some of the sets that reach it: that company is the person's **atom**. Let ``x`` be how many people are
in each atom. Everything the reports say is linear in ``x``: a set's size is the sum of its atoms. The answer is the
least and the greatest sum of the atoms in the question's cells: two linear programmes.

Worked by hand
--------------
*Two strikes of 12, one day, one town, not known to be distinct.* One cell, sets A and B; atoms {A}, {B}, {A,B}.
With ``x1 + x3 = 12`` and ``x2 + x3 = 12`` the sum ``x1 + x2 + x3`` is least with ``x3 = 12``: 12, and greatest with
``x3 = 0``: 24. Known to be distinct, as different incident labels of a table are, the atom {A,B} does not exist: 24.

*A total.* T says 250 were killed this month; A tells of 12 on Monday. T holds everyone, so of the cells' atoms only
those with T exist: Monday {T}, {T,A}; other days {T}. The answer for the month is T's 250, for Monday 12 to 250.
The 12 are not added.

*A running total.* T1: 800 by 1 May. T2: 1,150 by 2 May. Cells: up to 1 May, where both hold everyone, ``x1 = 800``;
and 2 May, ``x1 + x2 = 1150``. So 350 on 2 May, though no report says so. If T2 were 1,105 by a slip of the keys
after 1,150 had stood, no ``x`` exists: the conflict is shown, not averaged.

*Why a part adds nothing.* "More than 250 civilians, including nearly 30 children": the children's set lies in the
other, so no atom has children alone. The answer for civilians is 251 or more; never 280.

Why the atoms are never listed
------------------------------
With ``n`` events that may overlap there are ``2**n`` atoms. The textbook way is column generation: solve with few
atoms, and ask the multipliers for one that would improve. It is not needed here, for the allowed companies in a
cell have a shape whose hull is known (:mod:`tollbook.reckon.atoms`). Write ``u`` for the people of a cell and ``y``
for those of each account in it.

- Sets under inclusion alone: the allowed companies are the filters of an order, and the sizes they can have are
exactly
  ``y(child) <= y(parent) <= u`` (the order polytope: R. Stanley, Two poset polytopes, 1986).
- Nobody may be in no set at all. Where inclusion is a forest, lay the trees side by side round a circle of ``u``
people: they
  can cover it if and only if ``u <= sum of y(root)``, and each can be laid as one arc, its children within.
- Incidents known to be distinct are disjoint: ``sum of u(incident) <= u``. Lay them on the circle first; a free
account that must
  hold some of them (their parent) has at least that many, and only what it has besides can cover people of no
  incident. Incidents that nobody told apart lie as free accounts do: where distinctness is no partition (A from B, B
  from C, nothing of A and C) the cell is split as below.
- Where inclusions cross (two parents of one account, through a restatement) the rows would allow too much; the cell
is then
  split by the incident its people are of, and by one account that has them, in each of which the first rule is
  exact.

So a programme has about as many columns as there are pairs of an account and a cell it reaches. That this is exact
is not only argued: tests list every atom of many thousand small records and compare.

Rejected
--------
- *Adding, taking the maximum, or the mean.* Each is right for one kind of overlap and silently wrong for the
others.
- *Estimating what was not reported* (multiple systems estimation). It needs lists of named victims and answers
another
  question: this module says what the reports say, no more.
- *Column generation.* Written out above; slower, and it needs the same argument to price an atom.
- *Whole numbers in the programme.* People are whole, so rounding the bounds inward is sound; solving in whole
numbers
  tightens them by at most a person in rare cases, and loses the proof by multipliers.
- *One programme for a whole record.* Accounts that share no cell do not speak to each other: each component is
  solved alone, most of them without a solver.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from math import inf

from tollbook.reckon import outline
from tollbook.reckon.accounts import Account
from tollbook.reckon.atoms import Block, blocks, write
from tollbook.reckon.cells import Cell, cut, question_box
from tollbook.reckon.linear import Programme, Terms
from tollbook.reckon.places import Places
from tollbook.reckon.question import Question
from tollbook.reckon.settled import decisive, single, unbounded

#: Above so many columns a component is bounded from outside and not solved: a question of a whole war's record.
WIDE = 50_000

#: Multipliers by account: above zero counts its low in a least number (its high in a greatest), below zero the
#: other.
Weights = dict[int, float]


@dataclass(frozen=True, slots=True)
class Span:
    """A least and a greatest number before rounding (``inf`` where unbounded), each with the accounts that prove
    it; ``reached`` is whether any account can have people in the question's scope at all."""

    low: float = 0.0
    high: float = 0.0
    low_proof: Weights = field(default_factory=dict)
    high_proof: Weights = field(default_factory=dict)
    reached: bool = True


class World:
    """Accounts in their cells, for one question: what the bounds are computed of. It is cut into cells when these are
    first asked for. ``open_ended``: that there is no greatest number is known, and it is not looked for."""

    def __init__(
        self,
        question: Question,
        places: Places,
        accounts: Sequence[Account],
        cells: Sequence[Cell] | None = None,
        open_ended: bool = False,
    ) -> None:
        self.question = question
        self.places = places
        self.accounts = tuple(accounts)
        self.open_ended = open_ended
        self._cells = cells
        self._components: list[Component] | None = None

    @property
    def cells(self) -> Sequence[Cell]:
        """The smallest pieces that the accounts and the question cut."""
        if self._cells is None:
            self._cells = cut(self.question, self.accounts, self.places)
        return self._cells

    def restricted(self, keep: Sequence[int]) -> World:
        """The same world as if the other accounts had not been given."""
        order = {old: new for new, old in enumerate(keep)}
        kept = [
            replace(self.accounts[i], parents=tuple(order[p] for p in self.accounts[i].parents if p in order))
            for i in keep
        ]
        cells = None
        if self._cells is not None:
            left = {cell.among(order) for cell in self._cells}
            cells = sorted(cell for cell in left if cell is not None)
        return World(self.question, self.places, kept, cells, self.open_ended)

    def changed(self, accounts: Sequence[Account]) -> World:
        """The same cells with accounts of other sizes or other links."""
        return World(self.question, self.places, accounts, self._cells, self.open_ended)

    def opened(self) -> World:
        """The open world, of which the least number is asked: no account is complete and none has a greatest number."""
        some = (replace(a, high=None, best=None, complete=()) for a in self.accounts)
        return World(self.question, self.places, tuple(some), open_ended=True).lightened()[0]

    def lightened(self) -> tuple[World, Sequence[int]]:
        """The accounts that its least number depends on, as a world of their own, and which these are here."""
        keep = decisive(question_box(self.question, self.places), self.accounts, self.places)
        uncut = World(self.question, self.places, self.accounts, open_ended=True)
        return uncut.restricted(keep), keep

    def limited(self) -> set[int]:
        """The accounts whose greatest number can matter to a least one: those that others are linked to. Any other may
        be as small as its least."""
        alone = single(self.accounts)
        return {i for i, account in enumerate(self.accounts) if account.high is not None and not alone[i]}

    def unbounded(self) -> bool:
        """Whether there is known to be no greatest number, before anything is cut."""
        return unbounded(question_box(self.question, self.places), self.accounts, self.places)

    @property
    def huge(self) -> bool:
        """Whether it is of too many accounts to be cut into cells while somebody waits."""
        return len(self.accounts) > outline.HUGE

    def outline(self) -> Span:
        """Bounds that hold without cells (:mod:`tollbook.reckon.outline`)."""
        asked = question_box(self.question, self.places)
        low, low_proof = outline.least(asked, self.accounts, self.places)
        high, high_proof = (inf, {}) if self.open_ended else outline.most(asked, self.accounts, self.places)
        return Span(low, high, low_proof, high_proof, high > 0)

    def named(self) -> World:
        """The world in which every account is exactly the number it names, where it names one."""
        sized = tuple(a if a.best is None else replace(a, low=a.best, high=a.best) for a in self.accounts)
        named = self.changed(sized)
        named._components = [replace(component, accounts=sized) for component in self.components()]
        return named

    def components(self) -> list[Component]:
        """Accounts that can have people in common, directly or through others: no two components share any."""
        if self._components is None:
            self._components = self._found()
        return self._components

    def _found(self) -> list[Component]:
        shapes = [b for cell in self.cells for b in blocks(self.accounts, cell)]
        members = [tuple(block.members()) for block in shapes]
        sets = joined(len(self.accounts), members)
        root = {i: some[0] for some in sets for i in some}
        grouped: dict[int, list[Block]] = {}
        for block, some in zip(shapes, members, strict=True):
            grouped.setdefault(root[some[0]], []).append(block)
        return [Component(self.accounts, some, tuple(grouped.get(some[0], ())), self.open_ended) for some in sets]

    def neighbourhoods(self) -> list[tuple[int, ...]]:
        """Accounts that can have any influence on each other: coarser than components, for leaving one account out
        can let others meet that could not."""
        links = [(i, p) for i, account in enumerate(self.accounts) for p in account.parents]
        return joined(len(self.accounts), [*links, *((*cell.may, *cell.must, *cell.barred) for cell in self.cells)])


def joined(size: int, groups: Iterable[Sequence[int]]) -> list[tuple[int, ...]]:
    """The numbers below ``size`` in classes: whatever is in one group is in one class."""
    above = list(range(size))

    def find(i: int) -> int:
        while above[i] != i:
            above[i] = above[above[i]]
            i = above[i]
        return i

    for group in groups:
        for i in group[1:]:
            one, other = sorted((find(group[0]), find(i)))
            above[other] = one
    classes: dict[int, list[int]] = {}
    for i in range(size):
        classes.setdefault(find(i), []).append(i)
    return [tuple(some) for some in classes.values()]


@dataclass(frozen=True, slots=True)
class Component:
    """Accounts that share cells with each other and with no others. Of one that is ``open_ended`` only the least
    number is looked for."""

    accounts: tuple[Account, ...]
    members: tuple[int, ...]
    blocks: tuple[Block, ...]
    open_ended: bool = False

    @property
    def asked(self) -> bool:
        """Whether any of its people can be in the question's scope."""
        return any(block.asked for block in self.blocks)

    @property
    def wide(self) -> bool:
        """Whether its programme is too large to be solved while somebody waits."""
        return sum(1 + len(block.groups) + len(block.free) for block in self.blocks) > WIDE

    def feasible(self) -> bool:
        """Whether all its accounts can be true together."""
        if len(self.members) == 1:
            return self._alone() is not None
        if self.wide:
            return True
        return self._programme(costed=False)[0].solve() is not None

    def span(self) -> Span | None:
        """The least and the greatest number in the question's scope, ``None`` where the accounts contradict."""
        if self.open_ended:
            lowest = self.least()
            return None if lowest is None else Span(lowest[0], inf, lowest[1], {}, self.asked)
        if len(self.members) == 1:
            return self._alone()
        if self.wide:
            return self._outline()
        programme, rows = self._programme()
        least = programme.solve()
        if least is None:
            return None
        most = programme.solve(greatest=True)
        assert most is not None, "a programme that has a least cost has assignments"
        return Span(
            max(0.0, least.value),
            most.value,
            {rows[r]: v for r, v in least.multipliers.items() if r in rows},
            {rows[r]: v for r, v in most.multipliers.items() if r in rows},
            self.asked,
        )

    def least(self) -> tuple[float, Weights] | None:
        """The least number alone with its proof, ``None`` where the accounts contradict."""
        if len(self.members) == 1 or self.wide:
            span = self._alone() if len(self.members) == 1 else self._outline()
            return None if span is None else (span.low, span.low_proof)
        programme, rows = self._programme()
        least = programme.solve()
        if least is None:
            return None
        return max(0.0, least.value), {rows[r]: v for r, v in least.multipliers.items() if r in rows}

    def _outline(self) -> Span:
        """Bounds that hold without a programme: of accounts inside the scope that share no cell, the lows add; the
        high is that of a total that holds the whole scope, or the highs of all sets that no other contains."""
        asked = [b for b in self.blocks if b.asked]
        outside = {i for b in self.blocks if not b.asked for i in b.members()}
        where: dict[int, list[int]] = {}
        for k, block in enumerate(asked):
            for i in block.members():
                where.setdefault(i, []).append(k)
        taken: set[int] = set()
        low: Weights = {}
        for i in sorted(where.keys() - outside, key=lambda i: (-self.accounts[i].low, i)):
            if self.accounts[i].low > 0 and taken.isdisjoint(where[i]):
                taken.update(where[i])
                low[i] = 1.0
        forced = set.intersection(*(set(b.forced) for b in asked)) if asked else set()
        capped = [(h, i) for i in sorted(forced) if (h := self.accounts[i].high) is not None]
        roots = [i for i in where if not self.accounts[i].parents]
        highs = [self.accounts[i].high for i in roots]
        least = sum(float(self.accounts[i].low) for i in low)
        if capped:
            high, i = min(capped)
            return Span(least, float(high), low, {i: 1.0}, bool(asked))
        if None in highs:
            return Span(least, inf, low, {}, bool(asked))
        high = sum(h for h in highs if h is not None)
        return Span(least, float(high), low, dict.fromkeys(roots, 1.0), bool(asked))

    def strained(self) -> list[int]:
        """Of a component without a solution, the accounts that prove it: those that bind when every account may
        miss its bounds and the sum of what they miss by is least."""
        programme, rows = self._programme(costed=False)
        for r in rows:
            terms, low, high = programme.rows[r]
            if low is not None and low > 0:
                terms = {**terms, programme.column(1.0): 1.0}
            if high is not None:
                terms = {**terms, programme.column(1.0): -1.0}
            programme.rows[r] = (terms, low, high)
        optimum = programme.solve()
        return sorted({rows[r] for r in optimum.multipliers if r in rows}) if optimum else list(self.members)

    def _alone(self) -> Span | None:
        """One account and no other: no programme is needed."""
        (i,) = self.members
        account = self.accounts[i]
        if not self.blocks:
            return None if account.low > 0 else Span(reached=False)
        inside, outside = self.asked, not all(block.asked for block in self.blocks)
        low = 0.0 if outside or not inside else float(account.low)
        high = 0.0 if not inside else inf if account.high is None else float(account.high)
        return Span(low, high, {i: 1.0} if low else {}, {i: 1.0} if inside and high < inf else {}, inside)

    def _programme(self, costed: bool = True) -> tuple[Programme, dict[int, int]]:
        """The linear programme, and which of its rows is whose size."""
        programme = Programme()
        sizes: list[Terms] = [{} for _ in self.accounts]
        for block in self.blocks:
            write(programme, block, sizes)
        if not costed:
            programme.cost = [0.0] * len(programme.cost)
        rows = {}
        for i in self.members:
            account = self.accounts[i]
            high = None if account.high is None else float(account.high)
            if account.low > 0 or high is not None:
                rows[programme.row(sizes[i], float(account.low), high)] = i
        return programme, rows
