"""What claims contradict each other in, and that in a sentence.

The kinds: **responsibility**, where one set of victims is laid to different perpetrators; **scope**, where two
speakers' totals of one name do not count the same places; **time**, where a running total falls or two stocks are
of different days; **count**, where the same is counted and the numbers cannot both be true.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import combinations

from tollbook.model import Claim
from tollbook.reckon.accounts import Account, by_source, meet, span
from tollbook.reckon.answer import Contradiction
from tollbook.reckon.conflicts import consistent
from tollbook.reckon.programme import World
from tollbook.reckon.scope import fold, lineage, named, place_path, stock_day
from tollbook.reckon.wording import Days, Listed, Named, Value, amount, item, phrase, speaker, told

#: Totals with a place, by the list they belong to.
Lists = dict[Hashable, list[Claim]]

#: Days by which two speakers' stocks must differ in date before their difference is put down to it.
DAYS_APART = 7


def contradictions(
    world: World, shown: Iterable[int], conflicts: Iterable[Sequence[int]], claims: Sequence[Claim]
) -> list[Contradiction]:
    """The contradictions of a world: within each of the accounts ``shown``, and the conflicts among accounts."""
    out: list[Contradiction] = []
    some = [i for i in shown if len(world.accounts[i].claims) > 1]
    lists = lists_of(claims) if some else {}
    for i in some:
        out += _within(world.accounts[i], lists)
    for conflict in conflicts:
        out.append(_among(world, list(conflict)))
    return unique(out)


def unique(found: Iterable[Contradiction]) -> list[Contradiction]:
    """One contradiction for each set of claims and kind, the smaller sets first."""
    kept = {(c.kind, frozenset(c.claims)): c for c in reversed(list(found))}
    return sorted(kept.values(), key=lambda c: (len(c.claims), c.claims, c.kind))


def _within(account: Account, lists: Lists) -> Iterator[Contradiction]:
    """Claims that tell of one set and give it different sizes, or different perpetrators."""
    own = by_source(account.claims)
    told_by = {n: meet(map(account.interval, some)) or span(map(account.interval, some)) for n, some in own.items()}

    def top(claim: Claim) -> tuple[float, str]:
        high = account.interval(claim)[1]
        return (float("inf") if high is None else high), claim.id

    def bottom(claim: Claim) -> tuple[int, str]:
        return account.interval(claim)[0], claim.id

    for some in own.values():
        if meet(map(account.interval, some)) is None:
            yield _pair(min(some, key=top), max(some, key=bottom), lists)
    for one, other in combinations(sorted(own), 2):
        if meet((told_by[one], told_by[other])) is None:
            first, second = (one, other) if told_by[one][0] > told_by[other][0] else (other, one)
            yield _pair(min(own[second], key=top), max(own[first], key=bottom), lists)
    blamed = {name: c for c in reversed(account.claims) if (name := named(c)) is not None}
    for key, other_key in combinations(sorted(blamed), 2):
        yield _responsibility(blamed[key], blamed[other_key])


def _responsibility(one: Claim, other: Claim) -> Contradiction:
    x, y = (Named(by.actor or by.text if (by := c.perpetrator) else "") for c in (one, other))
    said = phrase("contradiction", "responsibility", a=speaker(one), b=speaker(other), x=x, y=y, **told(one))
    return Contradiction("responsibility", (one.id, other.id), said)


def _pair(less: Claim, more: Claim, lists: Lists) -> Contradiction:
    """Two claims of one set that differ in number: because of scope, of time, or in the count itself."""
    values: dict[str, Value] = {"a": speaker(less), "b": speaker(more), "x": amount(less), "y": amount(more)}
    values |= told(less)
    ids = (less.id, more.id)
    if lineage(less) == lineage(more):
        return Contradiction("count", ids, phrase("contradiction", "alone", **values))
    only = _places_apart(less, more, lists)
    if only.items:
        return Contradiction("scope", ids, phrase("contradiction", "scope", only=only, **values))
    one, other = stock_day(less), stock_day(more)
    if less.measure == more.measure == "stock" and one and other and abs((one - other).days) >= DAYS_APART:
        values |= {"d": Days(one, one), "e": Days(other, other)}
        return Contradiction("time", ids, phrase("contradiction", "dates", **values))
    return Contradiction("count", ids, phrase("contradiction", "count", **values))


def _places_apart(one: Claim, other: Claim, lists: Lists) -> Listed:
    """Which places only one of two totals counts, where both tell of their parts; nothing where they do not."""
    first, second = _parts(one, lists), _parts(other, lists)
    if not first or not second:
        return Listed(())
    said = []
    for claim, mine, theirs in ((one, first, second), (other, second, first)):
        names = sorted(mine[key] for key in mine.keys() - theirs.keys())
        if names:
            places = Listed(tuple(map(Named, names)), "comma")
            said.append(phrase("contradiction", "only", a=speaker(claim), places=places))
    return Listed(tuple(said))


def _series(claim: Claim) -> Hashable:
    """What the figures of one list have in common: the speaker, the harm, and for a flow the window."""
    window = (claim.window.start, claim.window.end) if claim.measure == "flow" else None
    return lineage(claim), claim.harm, claim.measure, window


def lists_of(claims: Iterable[Claim]) -> Lists:
    """Every speaker's totals that name a place, list by list."""
    out: Lists = {}
    for c in claims:
        if c.place is not None and (c.extent == "total" or c.measure == "stock"):
            out.setdefault(_series(c), []).append(c)
    return out


def _parts(whole: Claim, lists: Lists) -> dict[str, str]:
    """The places below a total's of which its speaker gives totals as well, by their folded names."""
    here = place_path(whole.place)
    out = {}
    for c in lists.get(_series(whole), ()) if whole.extent == "total" or whole.measure == "stock" else ():
        path = place_path(c.place)
        below = here is None or (path is not None and here[0] in path[1:])
        if c.place is not None and c.id != whole.id and (below or c.part_of == whole.id) and path != here:
            name = c.place.name or c.place.text
            out[fold(name)] = name
    return out


def _among(world: World, conflict: list[int]) -> Contradiction:
    """Accounts that cannot all be true: in the claims that give them the bound at fault."""
    shown = [_at_fault(world, conflict, i) for i in conflict]
    shown.sort(key=lambda c: (str(c.published or ""), lineage(c), c.id))
    ids = tuple(c.id for c in shown)
    if len(shown) == 2 and _running(*shown):
        early, late = sorted(shown, key=lambda c: (c.window.end or c.published or stock_day(c), c.id))
        ends = [c.window.end or c.published for c in (early, late)]
        days = {"d": Days(ends[0], ends[0]), "e": Days(ends[1], ends[1])}
        falls = phrase("contradiction", "falls", a=speaker(early), x=amount(early), y=amount(late), **days)
        return Contradiction("time", ids, falls)
    part = next(
        (i for i in conflict if len(conflict) == 2 and not {*world.accounts[i].parents}.isdisjoint(conflict)), None
    )
    if part is not None:
        less, more = sorted(shown, key=lambda c: c in world.accounts[part].claims, reverse=True)
        return Contradiction("count", ids, phrase("contradiction", "part", part=item(less), whole=item(more)))
    key = "several" if len(shown) > 1 else "impossible"
    return Contradiction("count", ids, phrase("contradiction", key, list=Listed(tuple(map(item, shown)))))


def _at_fault(world: World, conflict: list[int], i: int) -> Claim:
    """The claim of an account that gives it the bound without which the conflict is none."""
    account = world.accounts[i]
    loose = list(world.accounts)
    loose[i] = replace(account, low=0)
    by_high = not consistent(world.changed(loose), conflict)
    return binding(account, high=by_high)


def binding(account: Account, high: bool) -> Claim:
    """The claim that gives an account its bound: the first that states it, else the first of all."""
    wanted = account.high if high else account.low
    stated = [c for c in account.claims if account.interval(c)[1 if high else 0] == wanted]
    return min(stated or account.claims, key=lambda c: (str(c.published or ""), c.id))


def _running(one: Claim, other: Claim) -> bool:
    """Whether two claims are of one speaker's series: totals alike in everything but the day they end."""
    return (
        one.extent == other.extent == "total"
        and lineage(one) == lineage(other)
        and one.harm == other.harm
        and one.population.group == other.population.group
        and one.window.start == other.window.start
        and (one.window.end or one.published) != (other.window.end or other.published)
    )
