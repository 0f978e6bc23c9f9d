"""Review: one claim at a time, accepted, rejected, corrected, split, linked, and any of it taken back.

A claim counts as it was read until somebody says otherwise; accepting it says that somebody looked. Every decision is a
judgement in the record and a line in its log. Where a decision takes two people, the first makes a proposal (``first``)
that changes nothing, and it becomes a decision when a second person decides the same.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from tollbook.desk.access import Seat, UnknownError, needs
from tollbook.desk.errors import AskedWrongError
from tollbook.desk.places import find_place, gazetteer_of
from tollbook.intake.claims_table import claim_of
from tollbook.model import Claim, Json, Report, Span
from tollbook.record.decisions import Decided, OvertakenError

__all__ = ["Decided", "OvertakenError", "Reviewed"]

#: What a person may change of a claim, by the columns of the claims table.
FIELDS = (
    "harm", "population", "low", "high", "best", "hedge", "unit", "place", "start", "end", "perpetrator", "speaker",
    "measure", "extent", "modality",
)  # fmt: skip
#: Links of a claim to others of its report.
LINKS = ("part_of", "repeats")
#: How long, in seconds, a claim that somebody was shown is not shown to another.
HELD = 300
#: Decisions after which a claim waits to be reviewed again.
OPEN = ("reopened", "first")


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A claim as one reviews it: with its report, the others of it, and what was decided.

    ``standing`` is whether it counts now. ``origin`` is the claim that it was corrected from, if it was.
    """

    claim: Claim
    report: Report
    others: tuple[Claim, ...]
    history: tuple[Decided, ...]
    standing: bool
    origin: Claim | None = None

    @property
    def seen(self) -> int:
        """The last judgement on it: whoever decides says that they know of this one."""
        return self.history[-1].number if self.history else 0

    @property
    def decided(self) -> Decided | None:
        """What stands decided, if anything does."""
        last = self.history[-1] if self.history else None
        return last if last is not None and last.decision not in OPEN else None

    @property
    def first(self) -> Decided | None:
        """What one person proposes and a second has not decided yet."""
        last = self.history[-1] if self.history else None
        return last if last is not None and last.decision == "first" else None

    @property
    def proposed(self) -> list[dict[str, str]]:
        """What one person would put in its place, as :func:`correct` takes it; empty where nobody proposes that."""
        return list(self.first.value.get("claims") or []) if self.first is not None else []

    @property
    def place(self) -> int:
        """Which claim of its report it is, from 1."""
        return 1 + next((at for at, c in enumerate(self.others) if c.id == self.claim.id), 0)


class Holding:
    """Who looks at which claim just now, so that two people are not shown one. It is a courtesy: that no decision is
    lost or doubled is held by the record (:func:`tollbook.record.hand.unovertaken`)."""

    def __init__(self) -> None:
        self._held: dict[str, tuple[str, float]] = {}
        self._lock = threading.Lock()

    def others(self, name: str) -> set[str]:
        """The claims that other people look at."""
        now = time.monotonic()
        with self._lock:
            self._held = {claim: who for claim, who in self._held.items() if now - who[1] < HELD}
            return {claim for claim, (who, _) in self._held.items() if who != name}

    def hold(self, claim: str, name: str) -> None:
        """Somebody looks at a claim, and at no other any more."""
        with self._lock:
            self._held = {c: who for c, who in self._held.items() if who[0] != name}
            self._held[claim] = (name, time.monotonic())


holding = Holding()


@needs("decide")
def following(here: Seat, after: int = 0, report: int | None = None) -> str | None:
    """The identity of the next claim that waits to be reviewed, in the order they were taken in; from the beginning
    again after the last. ``None``: there is none."""
    found = here.store.hand.waiting(after, holding.others(here.person.name), report)
    if found is None and after:
        found = here.store.hand.waiting(0, holding.others(here.person.name), report)
    if found is not None:
        holding.hold(found, here.person.name)
    return found


@needs("read")
def reviewed(here: Seat, name: str) -> Reviewed:
    """A claim with all that one needs to decide on it. Raises :class:`UnknownError`."""
    found = here.store.hand.claim(name)
    if found is None:
        raise UnknownError(f"There is no claim {name[:12]}.")
    claim, number, standing = found
    report = here.report(number)
    others = here.store.claims(report=report.id)
    if not standing:
        others = [*others, claim]
    others.sort(key=lambda c: (c.span.start, c.span.end, c.id))
    origin = here.store.hand.origin(name, number)
    return Reviewed(claim, report, tuple(others), tuple(here.store.hand.history(name)), standing, origin)


@needs("decide")
def accept(here: Seat, name: str, seen: int, reason: str = "", *, two: bool = False) -> str:
    """Say that a claim is as it is read. Returns what came of it: ``accepted``, or ``first`` where it takes two.

    Raises :class:`OvertakenError` where somebody decided since ``seen``.
    """
    return _decide(here, name, seen, "accepted", reason, two)


@needs("decide")
def reject(here: Seat, name: str, seen: int, reason: str, *, two: bool = False) -> str:
    """Take a claim out of every reckoning, for a reason."""
    if not reason.strip():
        raise AskedWrongError("Say why it is rejected.", "One sentence: it stays in the log beside your name.")
    return _decide(here, name, seen, "rejected", reason, two)


def _decide(here: Seat, name: str, seen: int, decision: str, reason: str, two: bool) -> str:
    one = reviewed(here, name)
    _open(one, decision)
    with here.store.hand.unovertaken(name, seen):
        if two and not _seconds(here, one, decision, None):
            here.store.judge(name, "first", reason, here.person.name, {"decision": decision})
            return "first"
        value = {"with": one.first.by} if two and one.first is not None else None
        here.store.judge(name, decision, reason or (one.first.reason if one.first else ""), here.person.name, value)
    return decision


def _open(one: Reviewed, decision: str) -> None:
    if one.decided is not None and one.decided.decision in ("corrected", "superseded", "withdrawn"):
        what = "This claim was corrected, and another stands in its place."
        raise AskedWrongError(what, "Decide on that one, or take the correction back.")
    if one.decided is not None and one.decided.decision == decision:
        raise AskedWrongError(f"It is {decision} already, by {one.decided.by}.")


def _seconds(here: Seat, one: Reviewed, decision: str, said: Any) -> bool:
    """Whether this person decides what another person proposed."""
    first = one.first
    if first is None or first.value.get("decision") != decision or first.value.get("claims") != said:
        return False
    if first.by == here.person.name:
        raise AskedWrongError("You proposed it yourself: a second person decides.", "Go on with the next claim.")
    return True


@needs("decide")
def correct(
    here: Seat, name: str, seen: int, rows: Sequence[Mapping[str, str]], reason: str, *, two: bool = False
) -> list[Claim]:
    """Put a corrected claim, or several (a split), in the place of one. ``rows`` say it in the columns of
    :data:`FIELDS` and :data:`LINKS`; what they leave out stays. Returns the claims that stand now; none where it takes
    a second person who says the same.

    Raises :class:`AskedWrongError` for values that mean nothing and where nothing would change, and
    :class:`OvertakenError`.
    """
    one = reviewed(here, name)
    _open(one, "corrected")
    if not one.standing:
        raise AskedWrongError("This claim counts no longer.", "Take the decision on it back first.")
    new = [_made(here, one.report, one.claim, one.others, row) for row in rows]
    if len(new) == 1 and _says(new[0]) == _says(one.claim):
        raise AskedWrongError("Nothing would change.", "Accept it as it is, or change a field.")
    with here.store.hand.unovertaken(name, seen):
        if two and not _seconds(here, one, "corrected", [_said(row) for row in rows]):
            value: Json = {"decision": "corrected", "claims": [_said(row) for row in rows]}
            here.store.judge(name, "first", reason, here.person.name, value)
            return []
        first = one.first.by if two and one.first is not None else None
        why = reason or (one.first.reason if one.first else "")
        kept = here.store.hand.put(_number(one.report), new, {name: range(len(new))}, why, first)
        for claim in kept:
            here.store.judge(claim.id, "accepted", "made by hand", here.person.name)
    return kept


@needs("work")
def add(here: Seat, number: int, span: tuple[int, int], row: Mapping[str, str], reason: str = "") -> Claim:
    """Add a claim that the reader did not see, at the words ``span`` of a report's text. It counts at once, and waits
    to be reviewed. Raises :class:`AskedWrongError`."""
    report = here.report(number)
    start, end = span
    if not 0 <= start < end <= len(report.text):
        raise AskedWrongError("Select the words of the report that make the claim.")
    blank = _blank(report, Span(start, end))
    made = _made(here, report, blank, here.store.claims(report=report.id), row)
    return here.store.hand.put(number, [made], {}, reason)[0]


@needs("decide")
def undo(here: Seat, name: str, seen: int, reason: str = "") -> str:
    """Take the decision on a claim back, whatever it was. Returns the identity of the claim that waits now.

    Raises :class:`AskedWrongError` where nothing is decided, and :class:`OvertakenError`.
    """
    one = reviewed(here, name)
    if one.origin is not None and (one.decided is None or one.decided.decision == "accepted"):
        origin = reviewed(here, one.origin.id)  # a claim made by correcting: what is taken back is the correction
        with here.store.hand.unovertaken(name, seen):
            return _restore(here, origin, reason)
    if one.decided is None and one.first is None:
        raise AskedWrongError("Nothing is decided on this claim.")
    with here.store.hand.unovertaken(name, seen):
        if one.decided is not None and one.decided.decision == "corrected":
            return _restore(here, one, reason)
        here.store.judge(name, "reopened", reason, here.person.name)
    return name


def _restore(here: Seat, one: Reviewed, reason: str) -> str:
    """Let a corrected claim stand again in place of what it was corrected into."""
    assert one.decided is not None
    for name in one.decided.value.get("claims", []):
        told = here.store.hand.history(name)
        if told and told[-1].decision == "corrected":
            raise AskedWrongError("What it was corrected into was corrected again.", "Take that back first.")
    for name in one.decided.value.get("claims", []):
        here.store.judge(name, "withdrawn", reason or "the correction was taken back", here.person.name)
    here.store.judge(one.claim.id, "reopened", reason, here.person.name)
    return one.claim.id


def row_of(claim: Claim) -> dict[str, str]:
    """A claim in the columns a person changes."""
    quantity = claim.quantity
    values: dict[str, object] = {
        "harm": claim.harm, "population": claim.population.group, "low": quantity.low, "high": quantity.high,
        "best": quantity.best, "hedge": quantity.hedge, "unit": quantity.unit,
        "place": claim.place.text if claim.place else "", "start": claim.window.start, "end": claim.window.end,
        "perpetrator": claim.perpetrator.text if claim.perpetrator else "", "speaker": claim.speaker,
        "measure": claim.measure, "extent": claim.extent, "modality": claim.modality, "part_of": claim.part_of,
        "repeats": claim.repeats,
    }  # fmt: skip
    return {name: "" if value is None else str(value) for name, value in values.items()}


def _number(report: Report) -> int:
    assert report.number is not None, "a report of a record has a number"
    return report.number


def _said(row: Mapping[str, str]) -> dict[str, str]:
    return {name: row[name] for name in (*FIELDS, *LINKS) if name in row}


def _says(claim: Claim) -> tuple[object, ...]:
    place = (claim.place.text, claim.place.path) if claim.place else None
    return (
        claim.harm, claim.population.group, replace(claim.quantity, text=""), place, claim.window.start,
        claim.window.end, claim.perpetrator, claim.speaker, claim.measure, claim.extent, claim.modality, claim.part_of,
        claim.repeats,
    )  # fmt: skip


def _made(here: Seat, report: Report, before: Claim, others: Sequence[Claim], row: Mapping[str, str]) -> Claim:
    """A claim as the columns of a row say it; what they leave out is as before. Raises :class:`AskedWrongError`."""
    was = row_of(before)
    now = {**was, **{name: str(value).strip() for name, value in _said(row).items()}}
    read, problems = claim_of("The claim", now, None)
    if read is None:
        said = "; ".join(f"{p.what}{f' ({p.why})' if p.why else ''}" for p in problems)
        raise AskedWrongError(said[:1].upper() + said[1:] + ".", "Change it and send it again.")
    known = {claim.id for claim in others if claim.id != before.id}
    for link in LINKS:
        if now[link] and now[link] != was[link] and now[link] not in known:
            raise AskedWrongError("That claim is not of this report, or is this claim itself.", "Choose another.")
    amounts = ("low", "high", "best", "hedge", "unit")
    same_amount = all(now[name] == was[name] for name in amounts)
    place = before.place
    if now["place"] != was["place"]:
        country = before.place.country if before.place else None
        found = find_place(now["place"], gazetteer_of(here.store), country) if now["place"] else None
        place = replace(found, text=now["place"]) if found is not None else read.place
    return replace(
        read,
        quantity=before.quantity if same_amount else replace(read.quantity, text=before.quantity.text),
        population=before.population
        if now["population"] == was["population"]
        else replace(read.population, text=before.population.text),
        place=place,
        window=before.window
        if (now["start"], now["end"]) == (was["start"], was["end"])
        else replace(read.window, text=before.window.text),
        perpetrator=before.perpetrator if now["perpetrator"] == was["perpetrator"] else read.perpetrator,
        means=before.means, statement=before.statement,
        quoting=before.quoting if now["speaker"] == was["speaker"] else (),
        part_of=now["part_of"] or None, repeats=now["repeats"] or None, quote=before.quote, span=before.span,
        incident=before.incident, publisher=before.publisher, published=before.published, report=report.id,
    )  # fmt: skip


def _blank(report: Report, span: Span) -> Claim:
    """A claim of words of a report, before anything is said of it. Its quote is the sentence around them."""
    from tollbook.model import Population, Quantity, Window
    from tollbook.text.fold import fold
    from tollbook.text.sentences import sentences

    text = report.text
    start, end = next((s for s in sentences(text, fold(text)) if s[0] <= span.start < s[1]), span)
    end = max(end, span.end)
    return Claim(
        id="", harm="", measure="flow", extent="event", quantity=Quantity(text=report.text[span.start : span.end]),
        population=Population(), place=None, window=Window(), perpetrator=None, means=(), speaker=None,
        publisher=report.publisher, modality="asserted", part_of=None, repeats=None, quote=text[start:end].strip(),
        span=span, report=report.id, published=report.published,
    )  # fmt: skip
