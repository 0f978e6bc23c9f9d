"""Incidents as a person uses them: have proposals made, look at one, decide, take a decision back, run a policy.

Nothing here changes a claim. A decision is checked against all that stand: two events known to be distinct are never
made one by the way, and no decision is lost; it is taken back with a reason, which stays in the record with it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from tollbook.desk.errors import AskedWrongError
from tollbook.model import Claim, Place
from tollbook.reckon import Answer, Question, answer
from tollbook.reckon.deciding import Decision, Held, Verdict
from tollbook.reckon.incidents import Proposal, proposal_identity, propose
from tollbook.reckon.likeness import TOLD_FIRST
from tollbook.reckon.scope import place_path
from tollbook.reckon.tellings import tellings
from tollbook.record.decisions import Judged, Kept, PolicyRun
from tollbook.record.settings import me
from tollbook.record.store import Store

__all__ = [
    "Effect", "Kept", "PolicyRun", "Proposed", "behind", "by_hand", "decide", "effect", "look", "me", "proposal",
    "run_policy", "undo",
]  # fmt: skip

#: Who proposes what no person does.
PROPOSER = "tollbook"
_DOING = {"accepted": "accepted", "distinct": "held distinct", "rejected": "rejected"}


@dataclass(frozen=True, slots=True)
class Proposed:
    """What came of looking for incidents: claims looked at, proposals found, how many of them are new or proposed
    again, and how many earlier ones lapsed, because they are no longer proposed."""

    claims: int
    found: int
    new: int
    again: int
    lapsed: int


def look(store: Store, progress: Callable[[str, int, int], None] = lambda stage, done, total: None) -> Proposed:
    """Look through all claims that stand for tellings of one event, and keep what is found as proposals.

    An open proposal that is not found any more lapses; nothing decided is touched.
    """
    progress("load", 0, 0)
    said = store.claims(decided=False)
    held = store.held()
    found = propose(held.lay(said), held.refused(), progress)
    progress("keep", 0, len(found))
    given = {claim.id: claim.incident for claim in said if claim.incident is not None}
    new = store.propose(found, given, PROPOSER)
    names = {proposal.id for proposal in found}
    kept = store.proposals()
    gone = [k for k in kept if k.status == "open" and k.by == PROPOSER and k.id not in names]
    back = [k for k in kept if k.status == "lapsed" and k.id in names]
    judged = [Judged(k.id, "lapsed", "no longer proposed") for k in gone]
    judged += [Judged(k.id, "proposed", "proposed again") for k in back]
    store.judge_all(judged, PROPOSER, "incident")
    return Proposed(len(said), len(found), new, len(back), len(gone))


def by_hand(store: Store, marks: Sequence[str], by: str) -> Kept:
    """Propose that claims are of one event, each named as REPORT.MARK: 3.2 is what ``show 3`` marks with 2.

    Raises :class:`AskedWrongError` for a mark nobody finds, a claim that is of no event, or fewer than two events.
    """
    said = store.claims(decided=False)
    told = tellings(store.held().lay(said))
    home = {name: t for t in told for name in t.claims}
    chosen = {}
    for mark in marks:
        claim = _marked(store, said, mark)
        if claim.id not in home:
            what = f"{mark} is no claim of one event: it is a total, is not asserted, or nobody says when it was."
            raise AskedWrongError(what, "Only claims of events can be of one event.")
        chosen[home[claim.id].claims] = home[claim.id]
    if len(chosen) < 2:
        raise AskedWrongError(
            "These are claims of one event already, as one report tells it.", "Name another report's."
        )
    members = [chosen[key] for key in sorted(chosen)]
    names = tuple(t.claims for t in members)
    proposal = Proposal(proposal_identity(names), names, tuple(t.label for t in members), 0.0, (), ())
    given = {claim.id: claim.incident for claim in said if claim.incident is not None}
    store.propose([proposal], given, by)
    return next(k for k in store.proposals() if k.id == proposal.id)


def _marked(store: Store, said: Sequence[Claim], mark: str) -> Claim:
    key, _, number = mark.rpartition(".")
    found = store.find(key) if key and number.isdecimal() else []
    if len(found) != 1:
        raise AskedWrongError(f"{mark!r} names no claim.", "Write REPORT.MARK, as in 3.2: see tollbook show 3")
    theirs = sorted((c for c in said if c.report == found[0].id), key=lambda c: (c.span.start, c.span.end))
    if not 1 <= int(number) <= len(theirs):
        what = f"Report {key} has no claim {number}: it has {len(theirs)}."
        raise AskedWrongError(what, f"See: tollbook show {key}")
    return theirs[int(number) - 1]


def proposal(store: Store, number: int) -> Kept:
    """The proposal of a number. Raises :class:`AskedWrongError` where there is none."""
    return _numbered(store.proposals(), [number])[0]


def _numbered(kept: Sequence[Kept], numbers: Iterable[int]) -> list[Kept]:
    known = {k.number: k for k in kept}
    missing = [n for n in numbers if n not in known]
    if missing:
        there = (
            f"There are {len(known)}: tollbook incidents list --all" if known else "First: tollbook incidents propose"
        )
        raise AskedWrongError(f"There is no proposal {missing[0]}.", there)
    return [known[n] for n in dict.fromkeys(numbers)]


def decide(store: Store, numbers: Sequence[int], verdict: Verdict, reason: str, by: str) -> list[Kept]:
    """Put a verdict on proposals, on all of them or on none. Returns those it was not on already.

    Raises :class:`AskedWrongError` where it contradicts another that stands, or a proposal's claims stand no more.
    """
    kept = store.proposals()
    chosen = [k for k in _numbered(kept, numbers) if k.status != verdict]
    there = _there(store, chosen)
    for one in chosen:
        if verdict != "rejected" and len(_standing(one, there)) < 2:
            what = f"Proposal {one.number} cannot be {_DOING[verdict]}: claims of it stand no more."
            raise AskedWrongError(what, "Reports were read anew since. Look again: tollbook incidents propose")
    others = _decisions(kept, {one.number for one in chosen})
    for at, one in enumerate(chosen):
        stand = [*others, *(k.decision(verdict) for k in chosen[: at + 1])]
        if (clash := Held(stand).clash()) is not None:
            raise _contradicted(one, verdict, clash, stand)
    store.judge_all([Judged(k.id, verdict, reason or _why(k)) for k in chosen], by, "incident")
    return chosen


def _there(store: Store, some: Iterable[Kept]) -> set[str]:
    """The claims of proposals that still stand."""
    names = {name for one in some for telling in one.tellings for name in telling}
    return {claim.id for claim in store.claims(named=names, decided=False)}


def _standing(one: Kept, there: set[str]) -> list[tuple[str, ...]]:
    return [telling for telling in one.tellings if not there.isdisjoint(telling)]


def _decisions(kept: Iterable[Kept], but: set[int]) -> list[Decision]:
    return [k.decision(k.verdict) for k in kept if k.verdict is not None and k.number not in but]


def _contradicted(one: Kept, verdict: Verdict, clash: tuple[str, str], stand: Sequence[Decision]) -> AskedWrongError:
    about = sorted({d.number for d in stand for t in d.tellings if set(clash) & set(t)} - {one.number})
    why = "events of it are held to be one" if verdict == "distinct" else "events of it are known to be distinct"
    what = f"Proposal {one.number} cannot be {_DOING[verdict]}: {why}."
    if not about:
        return AskedWrongError(what, "Their table gives them different incidents.")
    named = ", ".join(map(str, about))
    return AskedWrongError(
        what, f"See proposal {named}; a decision is taken back by: tollbook incidents undo {about[0]}"
    )


def _why(one: Kept) -> str:
    """The reasons of a proposal as those of a decision on it."""
    told = [text for link in one.why["links"] for _, weight, text in link["reasons"] if weight > 0]
    return f"as proposed: {', '.join(dict.fromkeys(told))}" if told else "as proposed"


def undo(store: Store, numbers: Sequence[int], reason: str, by: str, policy: str | None = None) -> list[Kept]:
    """Take decisions back: of proposals by number, or all that stand of a policy. Every answer is then as before.

    Raises :class:`AskedWrongError` where there is nothing to take back.
    """
    kept = store.proposals()
    if policy is not None:
        chosen = [k for k in kept if k.policy == policy and k.verdict is not None]
        if not chosen:
            raise AskedWrongError(f"No decision of a policy {policy!r} stands.", "See: tollbook incidents policy")
    else:
        chosen = _numbered(kept, numbers)
        for one in chosen:
            if one.verdict is None:
                what = f"Nothing is decided on proposal {one.number}: it is {one.status}."
                raise AskedWrongError(what, f"See: tollbook incidents show {one.number}")
    store.judge_all([Judged(k.id, "withdrawn", reason) for k in chosen], by, "incident")
    return chosen


def run_policy(store: Store, name: str, least: float, despite: bool, reason: str, by: str) -> tuple[PolicyRun, int]:
    """Accept all open proposals of a score and, unless ``despite``, with no reason against them, by a policy's name.

    Returns the run, and how many proposals fit and could not be accepted beside decisions that stand. The terms of a
    name never change: raises :class:`AskedWrongError` for a known name with other terms.
    """
    for run in store.policies():
        if run.name == name and (run.least, run.despite) != (least, despite):
            what = f"The policy {name!r} is one of other terms: a score of {run.least:g} or more"
            raise AskedWrongError(f"{what}{'' if run.despite else ', nothing against'}.", "Give yours another name.")
    kept = store.proposals()
    fitting = [
        k
        for k in kept
        if k.status == "open" and k.score is not None and k.score >= least and (despite or not k.why["against"])
    ]  # fmt: skip
    there = _there(store, fitting)
    fitting = [k for k in fitting if len(_standing(k, there)) == len(k.tellings)]
    accepted = _together(_decisions(kept, set()), fitting)
    words = f"policy {name}: score {least:g} or more{'' if despite else ', nothing against'}"
    terms = {"least": least, "despite": despite, "accepted": len(accepted)}
    with store.together():
        judged = [Judged(k.id, "accepted", f"{words}; {_why(k)}", {"policy": name}) for k in accepted]
        store.judge_all(judged, by, "incident")
        store.judge_all([Judged(name, "run", reason, terms)], by, "policy")
    return store.policies()[-1], len(fitting) - len(accepted)


def _together(stand: list[Decision], some: Sequence[Kept]) -> list[Kept]:
    """As many of some proposals as can be accepted beside decisions and one another, the first before the later."""
    if not some or Held([*stand, *(k.decision("accepted") for k in some)]).clash() is None:
        return list(some)
    if len(some) == 1:
        return []
    half = len(some) // 2
    first = _together(stand, some[:half])
    return [*first, *_together([*stand, *(k.decision("accepted") for k in first)], some[half:])]


@dataclass(frozen=True, slots=True)
class Effect:
    """What a proposal is about as a question, and its answer as things stand and under either verdict."""

    question: Question
    now: Answer
    accepted: Answer
    distinct: Answer


def effect(store: Store, one: Kept) -> Effect | None:
    """What accepting a proposal or holding it distinct would do to the number it is about; ``None`` without one."""
    mine = store.claims(named={name for telling in one.tellings for name in telling}, decided=False)
    harm = next((h for h in TOLD_FIRST if any(c.harm == h for c in mine)), None)
    if harm is None:
        return None
    question = _question(harm, mine)
    others = _decisions(store.proposals(decided=True), {one.number})
    now = others if one.verdict is None else [*others, one.decision(one.verdict)]
    stand = Held(now)
    sides = [now, [*others, one.decision("accepted")], [*others, one.decision("distinct")]]
    with store.told():
        return Effect(question, *(answer(question, store.supposed(harm, stand, Held(side))) for side in sides))


def _question(harm: str, claims: Sequence[Claim]) -> Question:
    """The narrowest place and days that hold all claims of a harm."""
    told = [c for c in claims if c.harm == harm]
    starts = [c.window.start for c in told if c.window.start]
    ends = [c.window.end for c in told if c.window.end]
    whole = len(starts) == len(told) == len(ends)
    return Question(
        harm,
        place=_common(c.place for c in told),
        start=min(starts) if whole else None,
        end=max(ends) if whole else None,
    )


def _common(places: Iterable[Place | None]) -> Place | None:
    """The place among some that all lie in, if there is one."""
    told = list(places)
    for place in told:
        path = place_path(place)
        if path and all(path[0] in (place_path(other) or ()) for other in told):
            return place
    return None


def behind(store: Store, found: Answer) -> list[Kept]:
    """The decisions that an answer rests on: those on events its counted claims tell of."""
    counted = [claim for source in found.sources for claim in source.claims]
    kept = {k.number: k for k in store.proposals(decided=True)}
    held = Held(_decisions(kept.values(), set()))
    return [kept[decision.number] for decision in held.bearing(counted)]
