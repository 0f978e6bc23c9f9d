"""Incidents at the desk: which reports tell of one event, looked at side by side and decided."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tollbook.desk import incidents
from tollbook.desk.access import Seat, UnknownError, needs
from tollbook.desk.errors import AskedWrongError
from tollbook.desk.incidents import Effect, Kept
from tollbook.model import Claim, Report
from tollbook.reckon.deciding import Verdict
from tollbook.reckon.likeness import TOLD_FIRST

#: How many proposals a page of the list has.
PAGE = 25
STATES = ("open", "accepted", "distinct", "rejected", "all")


@dataclass(frozen=True, slots=True)
class Telling:
    """One report's account of an event: its claims, what tells most first."""

    report: Report
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class Ground:
    """A reason as a proposal keeps it: which (a key of ``lang/<language>/incidents.toml``), its weight, and it in
    English."""

    code: str
    weight: float
    text: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A proposal with the accounts it holds to be of one event, and the reasons for and against that."""

    kept: Kept
    tellings: tuple[Telling, ...]
    reasons: tuple[Ground, ...]
    against: tuple[Ground, ...]


@needs("read")
def listed(here: Seat, state: str = "open", page: int = 1) -> tuple[list[Shown], int]:
    """A page of proposals, the likeliest first, and how many there are in that state."""
    some = [k for k in _visible(here) if state == "all" or k.status == state]
    some.sort(key=lambda k: (-(k.score if k.score is not None else 2.0), k.number))
    return _shown(here, some[PAGE * (page - 1) : PAGE * page]), len(some)


@needs("read")
def one(here: Seat, number: int) -> Shown:
    """A proposal. Raises :class:`UnknownError`."""
    return _shown(here, [_numbered(here, number)])[0]


@needs("read")
def effect(here: Seat, number: int) -> Effect | None:
    """What a decision on it would do to the number it is about."""
    return incidents.effect(here.store, _numbered(here, number))


@needs("work")
def look(here: Seat) -> int:
    """Look through all claims for tellings of one event. Returns how many proposals are new.

    The whole record is looked through, also what this person may not see: what is found there, they do not see either.
    """
    return incidents.look(here.whole()).new


@needs("decide")
def decide(here: Seat, number: int, verdict: Verdict, reason: str) -> None:
    """Put a verdict on a proposal. Raises :class:`AskedWrongError` where it contradicts what is decided."""
    _numbered(here, number)
    if verdict != "accepted" and not reason.strip():
        raise AskedWrongError("Say why.", "One sentence: it stays in the log beside your name.")
    if not incidents.decide(here.whole(), [number], verdict, reason.strip(), here.person.name):
        raise AskedWrongError(f"It is {verdict} already.")


@needs("decide")
def undo(here: Seat, number: int, reason: str) -> None:
    """Take the decision on a proposal back."""
    _numbered(here, number)
    incidents.undo(here.whole(), [number], reason.strip() or "taken back", here.person.name)


@needs("decide")
def following(here: Seat, number: int) -> int | None:
    """The likeliest open proposal beside one."""
    some = [k for k in _visible(here) if k.status == "open" and k.number != number]
    return max(some, key=lambda k: (k.score or 0.0, -k.number)).number if some else None


def _visible(here: Seat) -> list[Kept]:
    kept = here.store.proposals()
    if not here.partial:
        return kept
    gone = here.store.hand.of_hidden({name for k in kept for telling in k.tellings for name in telling})
    return [k for k in kept if not any(name in gone for telling in k.tellings for name in telling)]


def _numbered(here: Seat, number: int) -> Kept:
    found = next((k for k in _visible(here) if k.number == number), None)
    if found is None:
        raise UnknownError(f"There is no proposal {number}.")
    return found


def _shown(here: Seat, some: Sequence[Kept]) -> list[Shown]:
    names = {name for k in some for telling in k.tellings for name in telling}
    claims = {c.id: c for c in here.store.claims(named=names, decided=False)}
    reports = {r.id: r for r in here.store.reports(named={c.report for c in claims.values()})}
    return [
        Shown(k, tuple(_tellings(k, claims, reports)), tuple(_reasons(k)), tuple(Ground(*r) for r in k.why["against"]))
        for k in some
    ]


def _tellings(one: Kept, claims: dict[str, Claim], reports: dict[str, Report]) -> Iterable[Telling]:
    rank = {harm: place for place, harm in enumerate(TOLD_FIRST)}
    for telling in one.tellings:
        theirs = [claims[name] for name in telling if name in claims]
        theirs.sort(key=lambda c: (c.part_of is not None, rank.get(c.harm, 9), c.population.group != "people", c.id))
        if theirs:
            yield Telling(reports[theirs[0].report], tuple(theirs))


def _reasons(one: Kept) -> Iterable[Ground]:
    """The reasons of all links, each once, the heaviest first."""
    weighed: dict[str, Ground] = {}
    for ground in (Ground(*reason) for link in one.why["links"] for reason in link["reasons"]):
        if ground.text not in weighed or ground.weight > weighed[ground.text].weight:
            weighed[ground.text] = ground
    return sorted(weighed.values(), key=lambda ground: -ground.weight)
