"""Proposals: which tellings of different reports are of one event.

The problem
-----------
Ten outlets tell of one strike, in other words and with tolls that rise, and two strikes hit one town on one day. The
reckoning assumes nothing of either: two events not known to be distinct, or the same, may share victims, and the answer
is a span. To narrow it somebody has to say which reports tell of what. This module reads the whole record and proposes;
it decides nothing, and a proposal changes no answer.

How
---
1. **Tellings** (:mod:`tollbook.reckon.tellings`): what each report tells of one event.
2. **Blocks.** Only tellings are compared that share a block: a province (or the widest place below a country that their
   paths name) and a day. One that names a country only, or a place that no gazetteer knows, is compared on its day with
   those of its number in its country; same sentences are compared wherever they are. Each telling lies in few blocks,
   so comparing grows with the record and not with its square; a crowded block is cut finer (:data:`CROWD`).
3. **Likeness** (:mod:`tollbook.reckon.likeness`): reasons with weights, and a score.
4. **Rivals.** Where two tellings fit a third about as well and cannot be of one event themselves (one report tells of
   both, or two quarters were hit and the third names the city), neither is likely: each gets a reason against it.
5. **Groups.** Likeliest pair first, tellings are joined into groups, and groups to groups, on three conditions: no pair
   across them is known to be distinct or was refused, none is less likely than :data:`FLOOR`, and on average they are
   as likely as :data:`LEAST`. So A like B and B like C never joins an A and C that cannot be one event.

What is held already is the start: tellings of one label are one group, whatever their likeness.

Rejected
--------
- *Joining whatever is linked* (transitive closure of likely pairs): a few vague reports chain a month of strikes into
  one.
- *Learning the weights from the record* (expectation maximisation): better scores where there is much data, and a score
  that changes with every report read, for reasons nobody can be told.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from tollbook.model import Claim, identity
from tollbook.reckon.likeness import Likeness, Reason, chance, likeness, reason
from tollbook.reckon.tellings import UNKNOWN, Telling, tellings

#: A pair less likely than the first is not proposed; one less likely than the second keeps two groups apart.
LEAST, FLOOR = 0.6, 0.2
#: Two tellings fit a third about as well if the log odds differ by no more than this; of so many, the best ones.
RIVAL, RIVALS = 1.0, 12
#: A block of more tellings is cut finer, and of what stays crowded each is compared with so many that follow it.
CROWD, FOLLOWING = 200, 40

#: A refusal: the tellings (as claims) of which no two were held to be one event.
Refused = Sequence[Sequence[str]]
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Link:
    """Two tellings of a proposal (their positions), how likely they are one event, and why."""

    one: int
    other: int
    score: float
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """Tellings that are held to be of one event, each as its claims.

    ``links`` are the likeliest pairs that hold it together, one less than there are groups to join; ``score`` is that
    of the weakest of them. ``against`` are the reasons against any pair of it. ``labels`` are those that the tellings'
    incidents have already, which the others would join.
    """

    id: str
    tellings: tuple[tuple[str, ...], ...]
    labels: tuple[str | None, ...]
    score: float
    links: tuple[Link, ...]
    against: tuple[Reason, ...]


def proposal_identity(tellings: Iterable[Iterable[str]]) -> str:
    """What a proposal is called: a hash of its tellings, in whatever order."""
    return identity("incident", *(name for some in sorted(map(sorted, tellings)) for name in ("", *some)))


def propose(
    claims: Iterable[Claim], refused: Iterable[Refused] = (), progress: Progress = lambda stage, done, total: None
) -> list[Proposal]:
    """All proposals over some claims, likeliest first. The order of the claims does not matter.

    ``refused`` are never proposed again. ``progress`` is told a stage, and how much of it is done.
    """
    told = tellings(claims)
    compared = _Compared(told, refused)
    for done, pair in enumerate(_pairs(told)):
        if done % 20_000 == 0:
            progress("compare", done, 0)
        compared.take(*pair)
    compared.weigh_rivals()
    groups = _Groups(told, compared)
    likely = compared.likely()
    for done, (i, j) in enumerate(likely):
        if done % 5_000 == 0:
            progress("group", done, len(likely))
        groups.join(i, j)
    found = [_proposal(told, compared, members) for members in groups.fresh()]
    return sorted(found, key=lambda p: (-p.score, p.id))


def _blocks(told: Sequence[Telling]) -> dict[Hashable, list[int]]:
    blocks: dict[Hashable, list[int]] = defaultdict(list)
    for k, t in enumerate(told):
        for key in _keys(t):
            blocks[key].append(k)
    return blocks


def _keys(t: Telling) -> Iterator[Hashable]:
    days = range(t.first, t.last + 2)  # a day more, so that events on days next to each other meet
    if len(t.words) > 7:
        yield "words", tuple(sorted(t.words))
    if t.place:
        unknown = t.place[0].startswith(UNKNOWN)
        wide = unknown or t.grain in ("country", "region") or t.place[0].startswith("country:")
        if unknown or not wide:
            above = [key for key in t.place if not key.startswith("country:")]
            yield from (("place", above[-1], day) for day in days)
        for (harm, _), (low, _, best) in t.tolls.items():
            if (best or low) > 4:
                yield from (("number", t.place[-1], wide, harm, best or low, day) for day in days)


def _pairs(told: Sequence[Telling]) -> Iterator[tuple[int, int]]:
    """Pairs worth comparing, each once."""
    blocks = _blocks(told)
    seen: set[tuple[int, int]] = set()
    for key, members in list(blocks.items()):
        if isinstance(key, tuple) and key[0] == "number":
            if key[2]:  # those that name a country only, with all of the country's of this number
                wide = members
                rest = blocks.get((*key[:2], False, *key[3:]), [])
                members = sorted({*wide, *rest})
                yield from _unseen(((i, j) for i, j in combinations(members, 2) if i in wide or j in wide), seen)
            continue
        yield from _unseen(_within(told, members), seen)


def _unseen(pairs: Iterable[tuple[int, int]], seen: set[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    for pair in pairs:
        if pair not in seen:
            seen.add(pair)
            yield pair


def _within(told: Sequence[Telling], members: list[int]) -> Iterator[tuple[int, int]]:
    """The pairs of a block; of a crowded one those of one place, or of one number, and each with a few that follow."""
    if len(members) <= CROWD:
        yield from combinations(members, 2)
        return
    finer: dict[Hashable, list[int]] = defaultdict(list)
    for k in members:
        finer[told[k].place[:1]].append(k)
        for key, toll in told[k].tolls.items():
            finer[key, toll].append(k)
    for some in finer.values():
        some.sort(key=lambda k: (sorted(told[k].tolls.items(), key=str), told[k].claims))
        for at, k in enumerate(some):
            yield from (
                (min(k, n), max(k, n)) for n in some[at + 1 : at + 1 + (FOLLOWING if len(some) > CROWD else CROWD)]
            )


class _Compared:
    """The pairs compared: how like each is, and which are out of the question."""

    def __init__(self, told: Sequence[Telling], refused: Iterable[Refused]) -> None:
        self.told = told
        self.pairs: dict[tuple[int, int], Likeness] = {}
        self.others: dict[tuple[int, int], float | None] = {}
        home = {claim: k for k, t in enumerate(told) for claim in t.claims}
        self.sides: dict[int, dict[int, int]] = defaultdict(dict)
        for number, sides in enumerate(refused):
            for side, names in enumerate(sides):
                for name in names:
                    if name in home:
                        self.sides[home[name]][number] = side

    def out(self, i: int, j: int) -> bool:
        """Whether two tellings are known to be distinct, or somebody refused to hold them to be one event."""
        one, other = self.told[i], self.told[j]
        if one.label is not None and other.label is not None and one.label != other.label:
            both_given = one.apart is None and other.apart is None
            if both_given or other.label in (one.apart or ()) or one.label in (other.apart or ()):
                return True
        mine, theirs = self.sides.get(i, {}), self.sides.get(j, {})
        return any(theirs.get(number, side) != side for number, side in mine.items())

    def take(self, i: int, j: int) -> None:
        """Compare two tellings of different reports, and keep what is worth keeping."""
        one, other = self.told[i], self.told[j]
        if one.report == other.report or (one.label is not None and one.label == other.label) or self.out(i, j):
            return
        found = likeness(one, other)
        if found is not None and found.score >= FLOOR:
            self.pairs[i, j] = found

    def odds(self, i: int, j: int) -> float | None:
        """The log odds of a pair, compared now if it was not yet; ``None`` where it is out of the question."""
        pair = (i, j) if i < j else (j, i)
        if pair in self.pairs:
            return self.pairs[pair].odds
        if pair not in self.others:
            found = None if self.out(*pair) else likeness(self.told[i], self.told[j])
            self.others[pair] = None if found is None or found.score < FLOOR else found.odds
        return self.others[pair]

    def weigh_rivals(self) -> None:
        """Give a reason against every pair beside which another fits about as well that excludes it."""
        mates: dict[int, list[tuple[float, int]]] = defaultdict(list)
        for (i, j), found in self.pairs.items():
            mates[i].append((-found.odds, j))
            mates[j].append((-found.odds, i))
        rivals: set[tuple[int, int]] = set()
        for i, some in mates.items():
            some.sort()
            close = [j for odds, j in some[:RIVALS] if odds <= some[0][0] + RIVAL]
            for a, b in combinations(close, 2):
                if self.odds(a, b) is None:
                    rivals.update(((min(i, a), max(i, a)), (min(i, b), max(i, b))))
        for pair in rivals:
            self.pairs[pair] = self.pairs[pair].less(reason("fits_another"))

    def likely(self) -> list[tuple[int, int]]:
        """The pairs that may be proposed, the likeliest first."""
        found = [(-like.odds, pair) for pair, like in self.pairs.items() if like.score >= LEAST]
        return [pair for _, pair in sorted(found)]


class _Groups:
    """Tellings joined step by step. What is held to be one incident is one group from the start."""

    def __init__(self, told: Sequence[Telling], compared: _Compared) -> None:
        self.told, self.compared = told, compared
        first: dict[str, int] = {}
        self.home = [first.setdefault(t.label, k) if t.label is not None else k for k, t in enumerate(told)]
        self.members: dict[int, list[int]] = defaultdict(list)
        for k, group in enumerate(self.home):
            self.members[group].append(k)

    def join(self, i: int, j: int) -> bool:
        """Make one group of two where every pair across them allows it."""
        one, other = self.home[i], self.home[j]
        if one == other:
            return False
        total, count = 0.0, 0
        for a in self.members[one]:
            for b in self.members[other]:
                odds = self.compared.odds(a, b)
                if odds is None:
                    return False
                total, count = total + odds, count + 1
        if chance(total / count) < LEAST:
            return False
        for k in self.members.pop(max(one, other)):
            self.home[k] = min(one, other)
            self.members[min(one, other)].append(k)
        return True

    def fresh(self) -> list[list[int]]:
        """The groups that hold more than one incident together."""
        found = [sorted(some) for some in self.members.values()]
        return [some for some in found if len({self.told[k].label or k for k in some}) > 1]


def _proposal(told: Sequence[Telling], compared: _Compared, members: list[int]) -> Proposal:
    """A group as a proposal: the likeliest pairs that hold it together, and all that speaks against it."""
    place = {k: n for n, k in enumerate(members)}
    known = {pair: like for pair in combinations(members, 2) if (like := compared.pairs.get(pair)) is not None}
    above = list(range(len(members)))

    def root(n: int) -> int:
        while above[n] != n:
            n = above[n]
        return n

    first: dict[str, int] = {}
    for n, k in enumerate(members):
        label = told[k].label
        if label is not None:
            above[n] = first.setdefault(label, n)
    links: list[Link] = []
    for (i, j), like in sorted(known.items(), key=lambda item: (-item[1].odds, item[0])):
        if root(place[i]) != root(place[j]):
            above[root(place[j])] = root(place[i])
            links.append(Link(place[i], place[j], like.score, like.reasons))
    against = {r for like in known.values() for r in like.reasons if r.weight < 0}
    names = tuple(told[k].claims for k in members)
    return Proposal(
        id=proposal_identity(names),
        tellings=names,
        labels=tuple(told[k].label for k in members),
        score=min(link.score for link in links),
        links=tuple(links),
        against=tuple(sorted(against, key=lambda r: (r.weight, r.code, r.words))),
    )
