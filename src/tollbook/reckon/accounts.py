"""Accounts: the sets of victims that claims speak of, once restatements, quotations and corrections are seen
through.

A claim is a sentence; an account is the set of people it counts. Several claims can be accounts of one set:

- a claim that ``repeats`` another;
- one speaker's statement carried by several publishers, with the same number, however hedged;
- totals of one scope; and figures for one incident.

What one speaker says of one set must all hold, so the bounds are intersected, and so are those of a claim and of what
it restates ("dozens" in a headline, "45, the police say" below it); what different speakers say is otherwise joined to
its span, lowest low to highest high, because nobody here knows who is right. An earlier total of a scope, and an
earlier figure for an incident, gives way to the same speaker's later one.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache

from tollbook.model import Claim
from tollbook.reckon.places import Places
from tollbook.reckon.scope import actor, basics, exclusive, group, lineage, place_path, told_apart
from tollbook.reckon.series import Additions, additions

FIRST, LAST = dt.date.min.toordinal(), dt.date.max.toordinal()

Interval = tuple[int, int | None]


@dataclass(frozen=True, slots=True)
class Box:
    """A scope: kinds of harm, population groups, places, days (ordinals, inclusive) and a perpetrator.

    A person is in it who belongs to every group and was harmed in every place named; no place is anywhere,
    and no perpetrator is anyone.
    """

    harms: frozenset[str]
    groups: frozenset[str]
    places: frozenset[str]
    first: int
    last: int
    by: str | None


@dataclass(frozen=True, slots=True)
class Account:
    """A set of victims: who says so, how many, where it lies, and what else holds of it.

    The set lies inside ``box``, and holds everyone harmed there who is in a box of ``complete``. ``label`` is its
    incident and ``apart`` what that shares nobody with (see :func:`distinct`). ``parents`` are the positions of the
    accounts that contain it. ``late`` are what was added to a running total after it was told, by its identity; they
    are counted in ``high`` (see :mod:`tollbook.reckon.series`).
    """

    claims: tuple[Claim, ...]
    low: int
    high: int | None
    best: int | None
    box: Box
    complete: tuple[Box, ...]
    label: str | None
    parents: tuple[int, ...] = ()
    apart: frozenset[str] | None = None
    late: Additions = field(default_factory=dict)

    def interval(self, claim: Claim) -> Interval:
        """The least and greatest number of one of its claims, with what was added late."""
        return _extended(claim, self.late)


def _extended(claim: Claim, late: Additions) -> Interval:
    low, high = interval(claim)
    more = [interval(addition)[1] for addition in late.get(claim.id, ())]
    return low, None if high is None or None in more else high + sum(n for n in more if n is not None)


def distinct(one: Account, other: Account) -> bool:
    """Whether two accounts are of incidents known to be distinct: both labelled as tables are, where different labels
    of one list are different incidents, or one of them named among what the other is apart from."""
    if one.label is None or other.label is None or one.label == other.label:
        return False
    if one.apart is None and other.apart is None:
        return told_apart(one.label, other.label)
    return other.label in (one.apart or ()) or one.label in (other.apart or ())


class Dating:
    """What a record leaves unsaid altogether: whether any claim, or the question, knows a day or a place.

    A total whose window or place is unknown is everyone harmed only where nobody knows better; beside claims
    that do, its scope is simply not known, and it is a set of victims somewhere, some time, like an event.
    """

    def __init__(self, claims: Iterable[Claim], dated: bool, placed: bool) -> None:
        flows = list(claims)
        self.dated = dated or any(c.measure == "flow" and (c.window.start or c.window.end) for c in flows)
        self.placed = placed or any(c.place is not None for c in flows)
        known = {c.id: c for c in flows}
        # Nobody is everyone harmed in a scope who is said to be a part of those harmed in it.
        self._parts = {c.id for c in flows if c.part_of in known and _alike(c, known[c.part_of])}

    def whole(self, claim: Claim) -> bool:
        """Whether a claim speaks of everyone harmed in a scope that is known."""
        if (claim.extent != "total" and claim.measure != "stock") or claim.id in self._parts:
            return False
        day = claim.measure == "stock" or claim.window.start or claim.window.end or not self.dated
        return bool(day) and (claim.place is not None or not self.placed)

    def days(self, claim: Claim) -> tuple[int, int]:
        """The first and last day the claim's harm can lie on. A stock is of the day it is asked for.

        An open start is the beginning of time. An open end is the day of publication, since nobody counts
        what has not happened yet, or the end of time where that day is unknown.
        """
        if claim.measure == "stock" or not self.dated:
            return FIRST, LAST
        end = claim.window.end or claim.published
        return (
            claim.window.start.toordinal() if claim.window.start else FIRST,
            end.toordinal() if end else LAST,
        )


def _alike(one: Claim, other: Claim) -> bool:
    """Whether two claims are of the same harm, population, place, days and perpetrator."""
    return (
        one.harm == other.harm
        and group(one.population.group) == group(other.population.group)
        and place_path(one.place) == place_path(other.place)
        and one.window.start == other.window.start
        and one.window.end == other.window.end
        and actor(one) == actor(other)
    )


def live(claims: Sequence[Claim], dating: Dating, places: Places) -> list[Claim]:
    """The claims that no later one of the same speaker supersedes.

    Superseded is an earlier published total of the same scope, and an earlier published figure for the same
    incident, with whatever repeats it. Where either day of publication is unknown, or both are the same, both
    stand.
    """
    latest: dict[Hashable, dt.date] = {}
    keys = {c.id: _succession(c, dating, places) for c in claims}
    for c in claims:
        key = keys[c.id]
        if key is not None and c.published is not None:
            latest[key] = max(latest.get(key, c.published), c.published)
    gone = {
        c.id for c in claims if keys[c.id] is not None and c.published is not None and c.published < latest[keys[c.id]]
    }
    roots = _Classes(c.id for c in claims)
    for c in claims:
        roots.join(c.id, c.repeats)
    dead = {roots.find(name) for name in gone}
    return [c for c in claims if roots.find(c.id) not in dead]


def _succession(claim: Claim, dating: Dating, places: Places) -> Hashable | None:
    """What a later claim of the same speaker must be about to take this one's place."""
    if claim.incident is not None:
        return (lineage(claim), claim.incident, claim.harm, group(claim.population.group))
    return (lineage(claim), _scope(claim, dating, places)) if dating.whole(claim) else None


def _scope(claim: Claim, dating: Dating, places: Places) -> Hashable:
    place = places.key(claim.place)
    return claim.harm, group(claim.population.group), place, dating.days(claim), actor(claim)


def accounts(claims: Sequence[Claim], dating: Dating, places: Places) -> list[Account]:
    """The sets of victims that live claims speak of, in an order that does not depend on theirs."""
    ordered = sorted(claims, key=lambda c: c.id)
    known = {c.id for c in ordered}
    roots = _Classes(c.id for c in ordered)
    for c in ordered:
        roots.join(c.id, c.repeats)
    for same in _same(ordered, dating, places):
        for name in same[1:]:
            roots.join(same[0], name)
    members: dict[str, list[Claim]] = defaultdict(list)
    for c in ordered:
        members[roots.find(c.id)].append(c)
    position = {name: i for i, name in enumerate(members)}
    late = additions([c for c in ordered if dating.whole(c)], ordered)
    above: list[set[int]] = [set() for _ in members]
    for c in ordered:
        if c.part_of in known:
            child, parent = position[roots.find(c.id)], position[roots.find(c.part_of)]
            if child != parent and not _reaches(above, parent, child):
                above[child].add(parent)
    return [
        _account(some, dating, places, tuple(sorted(above[i])), {c.id: late[c.id] for c in some if c.id in late})
        for i, some in enumerate(members.values())
    ]


def _reaches(above: list[set[int]], start: int, goal: int) -> bool:
    """Whether a chain of inclusions leads from one account up to another: a loop of them is broken there."""
    todo, seen = [start], set()
    while todo:
        step = todo.pop()
        if step == goal:
            return True
        if step not in seen:
            seen.add(step)
            todo.extend(above[step])
    return False


def _same(claims: list[Claim], dating: Dating, places: Places) -> list[list[str]]:
    """Groups of claims that speak of one set: totals of one scope, figures for one incident, one
    quotation."""
    groups: dict[Hashable, list[str]] = defaultdict(list)
    rank: dict[Hashable, int] = defaultdict(int)
    for c in sorted(claims, key=lambda c: (c.published or dt.date.max, c.report, c.span, c.id)):
        if c.incident is not None:
            groups["incident", c.incident, c.harm, group(c.population.group)].append(c.id)
        if c.incident is None and dating.whole(c):
            groups["total", _scope(c, dating, places)].append(c.id)
        elif c.speaker and (c.place is not None or c.window.start or c.window.end):
            when = (c.window.start, c.window.end) if c.window.start or c.window.end else c.published
            what = (c.harm, group(c.population.group), places.key(c.place), actor(c), when)
            words = (lineage(c), what, best(c) if best(c) is not None else interval(c))
            carried = (words, c.publisher)
            rank[carried] += 1
            groups["quotation", words, rank[carried]].append(c.id)
    label = {c.id: c.incident for c in claims if c.incident is not None}
    return [
        sorted(names)
        for names in groups.values()
        if len(names) > 1 and len({label[n] for n in names if n in label}) < 2
    ]


def _account(claims: list[Claim], dating: Dating, places: Places, parents: tuple[int, ...], late: Additions) -> Account:
    low, high, stated = _joined(claims, late)
    boxes = [_box(c, dating, places) for c in claims]
    labels = sorted({c.incident for c in claims if c.incident is not None})
    whole = [box for c, box in zip(claims, boxes, strict=True) if dating.whole(c) and c.incident is None]
    return Account(
        tuple(claims),
        low,
        high,
        stated,
        _common(boxes, places),
        tuple(dict.fromkeys(whole)),
        labels[0] if labels else None,
        parents,
        _apart([c.apart for c in claims if labels and c.incident == labels[0]]),
        late,
    )


def _apart(told: list[tuple[str, ...] | None]) -> frozenset[str] | None:
    """What an incident is apart from, by its claims: all that say the same where one of them says so."""
    named = [some for some in told if some is not None]
    return frozenset(name for some in named for name in some) if len(named) == len(told) and told else None


def _box(claim: Claim, dating: Dating, places: Places) -> Box:
    first, last = dating.days(claim)
    key = places.key(claim.place)
    here = frozenset() if key is None else frozenset({key})
    return Box(basics(claim.harm), frozenset({group(claim.population.group)}), here, first, last, actor(claim))


def _common(boxes: list[Box], places: Places) -> Box:
    """Where a set lies of which several scopes are told: in all of them, if they meet; else within their
    span.

    Accounts that name different perpetrators leave open whose doing it was.
    """
    if len(boxes) == 1:
        return boxes[0]
    names = {box.by for box in boxes if box.by is not None}
    by = names.pop() if len(names) == 1 else None
    first, last = max(box.first for box in boxes), min(box.last for box in boxes)
    harms = frozenset.intersection(*(box.harms for box in boxes))
    groups = frozenset.union(*(box.groups for box in boxes))
    named = frozenset.union(*(box.places for box in boxes))
    if first <= last and harms and places.meet(named) and compatible(groups):
        return Box(harms, groups, named, first, last, by)
    return Box(
        frozenset.union(*(box.harms for box in boxes)),
        groups if compatible(groups) else frozenset({"people"}),
        named if places.meet(named) else places.meeting(named),
        min(box.first for box in boxes),
        max(box.last for box in boxes),
        by,
    )


@cache
def compatible(groups: frozenset[str]) -> bool:
    """Whether somebody can belong to all of the groups."""
    return not any(exclusive(a, b) for a in groups for b in groups)


def interval(claim: Claim) -> Interval:
    """A claim's least and greatest number; nobody counts fewer than none."""
    return max(0, claim.quantity.low or 0), claim.quantity.high


def best(claim: Claim) -> int | None:
    """The number a claim states."""
    return claim.quantity.best


def meet(intervals: Iterable[Interval]) -> Interval | None:
    """What all intervals allow, or ``None`` where that is nothing."""
    rows = list(intervals)
    highs = [high for _, high in rows if high is not None]
    low, high = max(low for low, _ in rows), min(highs) if highs else None
    return None if high is not None and low > high else (low, high)


def span(intervals: Iterable[Interval]) -> Interval:
    """What any of the intervals allows, with all between."""
    rows = list(intervals)
    highs = [high for _, high in rows]
    return min(low for low, _ in rows), None if None in highs else max(h for h in highs if h is not None)


def by_source(claims: Iterable[Claim]) -> dict[str, list[Claim]]:
    """Claims under the folded name of whose account they are."""
    out: dict[str, list[Claim]] = defaultdict(list)
    for c in claims:
        out[lineage(c)].append(c)
    return out


def _joined(claims: Sequence[Claim], late: Additions) -> tuple[int, int | None, int | None]:
    """The least and greatest number of one set, and the number stated where all state one.

    Each voice's own figures are intersected (or spanned, where they contradict each other), then the voices spanned. A
    voice is a speaker, with those who say again what it says and whose numbers allow it.
    """
    if len(claims) == 1:
        return *_extended(claims[0], late), None if late else best(claims[0])
    known = {c.id: c for c in claims}
    voices = _Classes(lineage(c) for c in claims)
    for c in claims:
        first = known.get(c.repeats or "")
        if first is not None and meet((interval(c), interval(first))) is not None:
            voices.join(lineage(c), lineage(first))
    told: dict[str, list[Claim]] = defaultdict(list)
    for c in claims:
        told[voices.find(lineage(c))].append(c)
    each = [[_extended(c, late) for c in some] for some in told.values()]
    low, high = span(meet(some) or span(some) for some in each)
    stated = {frozenset(n for n in map(best, some) if n is not None) for some in told.values()}
    one = stated.pop() if len(stated) == 1 and not late else frozenset[int]()
    return low, high, next(iter(one)) if len(one) == 1 else None


class _Classes:
    """Disjoint classes of names; the smallest name of a class stands for it."""

    def __init__(self, names: Iterable[str]) -> None:
        self.above = {name: name for name in names}

    def find(self, name: str) -> str:
        while self.above[name] != name:
            self.above[name] = self.above[self.above[name]]
            name = self.above[name]
        return name

    def join(self, one: str, other: str | None) -> None:
        if other is not None and other in self.above:
            low, high = sorted((self.find(one), self.find(other)))
            self.above[high] = low
