"""A report's own reckoning: what its claims add up to, one figure a harm and population.

Within one report the text itself says what is a part, what is said again and how a number stands to the others
(``part_of``, ``repeats`` and the marks of :mod:`tollbook.grammar.standing` in a claim's rule), so no programme is
needed:

* **Events add.** Groups listed together are one account of one event; incidents told apart are events apart.
* **Accounts do not add.** A ``rival`` count of an event stands beside the first: the figure spans them, from the
  lowest low to the highest high, is contested, and its best number is the one the report gives first. "At least
  30" against "45" is 30 to 45: the open end of the smaller is what the larger fills.
* **The last count counts.** An ``update`` takes the place of what it counts anew.
* **The report's own matter.** What is marked ``background`` (an earlier raid, a whole war's dead) stays out, as do
  attackers among the dead (``perpetrator``).
* **What is stated goes before what is rounded.** Where a headline's "dozens" or "nearly 50" is told as 46, it is 46.
* **A toll covers its events.** Where a report leads with a total for a time and place, events within them are in
  it; what happened elsewhere, or to people whom that total does not count, is added.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from tollbook.model import Claim, Figure, Place
from tollbook.vocabulary import HARMS, within

_SUBGROUPS = ("civilians", "children", "women", "men", "fighters", "medics", "journalists", "aid_workers")
_PERIOD = dt.timedelta(days=13)
_BACK = 64  # events looked back over for those that an update counts anew
_STATED = frozenset(("exact", "at_least", "more_than"))
_PEOPLE = frozenset(("people",))
_LEFT_OUT = frozenset(("background", "perpetrator"))


@dataclass(slots=True)
class _Account:
    """One count of one event: the claims told side by side, with their parts."""

    first: Claim
    claims: list[Claim] = field(default_factory=list)


@dataclass(slots=True)
class _Event:
    """One event, or the toll of a time and place, by each account of it; ``replaced`` is the count last overtaken."""

    accounts: list[_Account]
    replaced: list[_Account] = field(default_factory=list)


def figures(claims: Sequence[Claim]) -> tuple[Figure, ...]:
    """The figures of one report. Only asserted claims with a number count; ``people`` is the total."""
    known = {claim.id: claim for claim in claims}
    stated = _stated(claims, known)
    by_harm: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        people = HARMS[claim.harm].of == "people" and claim.quantity.unit == "people" and claim.quantity.quantified
        if people and claim.modality == "asserted" and claim.measure in ("flow", "stock") and claim.repeats is None:
            by_harm[claim.harm].append(stated.get(claim.id, claim))
    out: list[Figure] = []
    for harm, rows in by_harm.items():
        measure = next((c.measure for c in rows if c.part_of is None), rows[0].measure)
        rows = [c for c in rows if c.measure == measure]
        above = {c.id: whole.id for c in rows if (whole := _root(c, known, 1)) is not c}
        events = _events(rows, known) if measure == "flow" else _largest(rows)
        told = {claim.population.group for claim in rows}
        for group in ("people", *_SUBGROUPS):
            if group != "people" and told <= _PEOPLE:
                continue
            if not any(within(population, group) for population in told):
                continue
            figure = _figure(harm, group, events, above)
            if figure is not None:
                if stated:
                    figure = replace(figure, claims=tuple(_words_of(stated, i) for i in figure.claims))
                out.append(figure)
    return tuple(out)


def _stated(claims: Sequence[Claim], known: dict[str, Claim]) -> dict[str, Claim]:
    """For a vague or rounded number ("dozens", "nearly 50") that the report then states: what it states, in its stead.

    ``quoting`` keeps which claim it was read from.
    """
    stated: dict[str, Claim] = {}
    for claim in claims:
        first = known.get(claim.repeats or "")
        if first is None or first.id in stated or claim.quantity.hedge not in _STATED:
            continue
        if first.quantity.hedge not in _STATED and claim.quantity.best is not None:
            stated[first.id] = replace(
                claim, id=first.id, part_of=first.part_of, repeats=None, rule=first.rule, quoting=(claim.id,)
            )
    return stated


def _words_of(stated: dict[str, Claim], identity: str) -> str:
    """The claim whose words state a number."""
    return stated[identity].quoting[0] if identity in stated else identity


def _largest(rows: Sequence[Claim]) -> list[_Event]:
    """A stock is known by its largest number: the others are of parts of it."""
    mains = [c for c in rows if c.part_of is None]
    rest = [c for c in rows if c.part_of is not None]
    if not mains:
        return []
    whole = max(mains, key=_size)
    return [_Event([_Account(whole, [whole, *(c for c in (*mains, *rest) if c is not whole)])])]


# ---------------------------------------------------------------- events and accounts


def _marks(claim: Claim) -> frozenset[str]:
    return frozenset(claim.rule.split(", ")[1:])


def _events(rows: Sequence[Claim], known: dict[str, Claim]) -> list[_Event]:
    """The events that the claims tell, in the order of the report."""
    told = [c for c in rows if not _marks(c) & _LEFT_OUT]
    mains = [c for c in told if not _a_part(c, known)]
    if not mains:  # "several people, a child among them": all that is known is the child
        mains = [c for c in told if not known[c.part_of or ""].quantity.quantified]
    mains = _uncovered(mains)
    events: list[_Event] = []
    home: dict[str, _Account] = {}
    for claim in mains:
        home[claim.id] = _place(claim, events)
    for claim in rows:
        root = _root(claim, known)
        if root.id in home and claim is not root:
            home[root.id].claims.append(claim)
    return events


def _root(claim: Claim, known: dict[str, Claim], steps: int = 99) -> Claim:
    """The whole of a part, as it was first told, at most so many wholes up."""
    while (up := known.get(claim.part_of or claim.repeats or "")) is not None and up.harm == claim.harm:
        if claim.part_of is not None:
            steps -= 1
        if steps < 0:
            break
        claim = up
    return claim


def _a_part(claim: Claim, known: dict[str, Claim]) -> bool:
    whole = known.get(claim.part_of or "")
    return whole is not None and whole.harm == claim.harm and whole.modality == "asserted"


def _place(claim: Claim, events: list[_Event]) -> _Account:
    """Put a claim where it belongs: into the account told beside it, a count of the last event, or a new event."""
    marks = _marks(claim)
    if events and "rival" in marks:
        account = _Account(claim, [claim])
        events[-1].accounts.append(account)
        return account
    if events and "update" in marks:
        account = _Account(claim, [claim])
        counted = [event for event in events[-_BACK:] if not _other_place(claim, event.accounts[0].first)]
        if len(counted) > 1 and _size(claim) < sum(_sum(event) for event in counted):
            counted = counted[-1:]
        gone = {id(event) for event in counted[:-1]}
        events[-_BACK:] = [event for event in events[-_BACK:] if id(event) not in gone]
        last = counted[-1] if counted else events[-1]
        if counted:
            last.replaced = last.accounts[-1:]
        last.accounts = [account]
        return account
    if events:
        account = events[-1].accounts[-1]
        beside = account.first.quote == claim.quote and account.first.speaker == claim.speaker
        if beside and not _other_place(claim, account.first) and not _other_day(claim, account.first):
            account.claims.append(claim)
            return account
    account = _Account(claim, [claim])
    events.append(_Event([account]))
    return account


def _other_place(a: Claim, b: Claim) -> bool:
    return _elsewhere(a.place, b.place)


def _elsewhere(a: Place | None, b: Place | None) -> bool:
    if a is None or b is None or not a.path or not b.path:
        return False
    return a.path[0] not in b.path and b.path[0] not in a.path


def _other_day(a: Claim, b: Claim) -> bool:
    x, y = a.window, b.window
    if x.start is None or y.start is None or x.end is None or y.end is None:
        return False
    return x.end < y.start or y.end < x.start


def _uncovered(mains: Sequence[Claim]) -> list[Claim]:
    """Leave out the pieces of a whole: events within a toll that leads, and numbers whose sum another one is."""
    if len(mains) < 2:
        return list(mains)
    lead = mains[0]
    if lead.extent == "total" or _long(lead):
        return [lead, *(c for c in mains[1:] if not _covers(lead, c))]
    if any("rival" in _marks(c) for c in mains):
        return list(mains)
    everybody = sum(_size(c) for c in mains)
    quotes = Counter(c.quote for c in mains)
    for whole in mains:  # not one listed side by side with others: two women, one child, three men
        if len(mains) > 2 and 2 * _size(whole) == everybody and quotes[whole.quote] == 1:
            return [whole]
    return list(mains)


def _long(claim: Claim) -> bool:
    """Whether a window is of the length of a reporting period, not of an event."""
    start, end = claim.window.start, claim.window.end
    return start is not None and end is not None and end - start >= _PERIOD


def _covers(toll: Claim, claim: Claim) -> bool:
    if _marks(claim) & {"update", "rival"} or _size(claim) > _size(toll):
        return False
    if claim.quote == toll.quote and claim.extent == toll.extent:  # side by side
        return False
    fighters = within(claim.population.group, "fighters")
    civilians = within(toll.population.group, "civilians")
    if fighters and civilians:
        return False
    return not _other_place(claim, toll) and not _other_day(claim, toll)


# ---------------------------------------------------------------- numbers


def _size(claim: Claim) -> int:
    q = claim.quantity
    return q.best or q.low or q.high or 0


def _sum(event: _Event) -> int:
    account = event.accounts[0]
    return sum(_size(c) for c in account.claims if c.part_of is None)


def _low(account: _Account) -> int:
    """The least that an account says of everybody."""
    return sum(c.quantity.low or 0 for c in account.claims if c.part_of is None)


def _figure(harm: str, group: str, events: Sequence[_Event], above: dict[str, str]) -> Figure | None:
    """The figure of one population: the sum over events of the span of their accounts."""
    low = 0
    high: int | None = 0
    best: int | None = 0
    used: list[Claim] = []
    contested = False
    for event in events:
        counts = _counts(event.accounts, group, above) or _counts(event.replaced, group, above)
        if not counts:
            continue
        used += [claim for count in counts for claim in count]
        lows = [sum(c.quantity.low or 0 for c in count) for count in counts]
        bests = [_add([c.quantity.best for c in count]) for count in counts]
        totals = [_low(account) for account in event.accounts] if len(event.accounts) > 1 else []
        smaller = [total for total in totals if 0 < total < min(lows)]
        low += min(lows + smaller)  # a group is no more than the smallest count of everybody
        best = None if best is None or bests[0] is None else best + bests[0]
        top = _highest(counts)
        high = None if high is None or top is None else high + top
        contested |= (
            bool(smaller) or len({tuple((c.quantity.low, c.quantity.high) for c in count) for count in counts}) > 1
        )
    if not used:
        return None
    return Figure(harm, group, low or None, high, best, tuple(c.id for c in used), contested)


def _counts(accounts: Sequence[_Account], group: str, above: dict[str, str]) -> list[list[Claim]]:
    """What each account counts of a group, without parts of what it counts; where one account counts the group itself,
    those that only tell of some of it stay out."""
    whole: list[list[Claim]] = []
    partial: list[list[Claim]] = []
    for account in accounts:
        found = [c for c in account.claims if within(c.population.group, group)]
        ids = {c.id for c in found}
        outermost = [c for c in found if above.get(c.id) not in ids and not _inside_another(c, found, above)]
        outermost = _no_more_than_whole(outermost, account.claims, group, above)
        if outermost:
            (whole if account.first in outermost else partial).append(outermost)
    return whole or partial


def _no_more_than_whole(parts: list[Claim], claims: Sequence[Claim], group: str, above: dict[str, str]) -> list[Claim]:
    """Without the parts of a narrower group that are in others of the whole: of 23 killed five are children, and nine
    civilians in one town and fourteen in another are all of them.
    """
    sizes = {c.id: _size(c) for c in claims}
    for whole in {above[c.id] for c in parts if c.id in above} & sizes.keys():
        beside = [c for c in parts if above.get(c.id) == whole]
        if sum(map(_size, beside)) > sizes[whole] > 0:
            narrower = {c.id for c in beside if c.population.group != group}
            if len(narrower) < len(beside):
                parts = [c for c in parts if c.id not in narrower]
    return parts


def _inside_another(claim: Claim, found: Sequence[Claim], above: dict[str, str]) -> bool:
    """Whether a part of a part is in the number that a whole above both gives of the group: "61 civilians, 9 of them
    children ... In Homs nine civilians, including a child"."""
    step, higher = above.get(claim.id), set()
    while step is not None and (step := above.get(step)) is not None and step not in higher:
        higher.add(step)
    return bool(higher) and any(
        above.get(c.id) in higher and c is not claim and _size(c) >= _size(claim) for c in found
    )


def _add(numbers: Sequence[int | None]) -> int | None:
    return None if any(n is None for n in numbers) else sum(n for n in numbers if n is not None)


def _highest(counts: Sequence[Sequence[Claim]]) -> int | None:
    """The highest high of several accounts; an open end counts only where no other account goes beyond it.

    Beside another account "about 20" speaks for 20, not for the slack in its words.
    """
    rough = len(counts) > 1
    highs = []
    for count in counts:
        stated = sum(_size(c) for c in count)
        high = _add([c.quantity.best if rough and c.quantity.hedge == "about" else c.quantity.high for c in count])
        highs.append((max(stated, high or 0), high is None))
    top = max(number for number, _ in highs)
    return None if all(is_open for number, is_open in highs if number == top) else top
