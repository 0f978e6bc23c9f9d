"""Decisions as a record gives them out: on claims, and on proposals that claims are of one event."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from tollbook.model import Json
from tollbook.reckon.deciding import Decision, Status, Verdict


@dataclass(frozen=True, slots=True)
class Judged:
    """One judgement to be written: on which proposal (or of which policy), what, and what else there is to know."""

    target: str
    decision: str
    reason: str
    value: Json | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """A proposal of a record with what became of it.

    ``reason``, ``decided_by`` and ``decided_at`` are of the decision that stands, ``policy`` the policy that made it.
    """

    number: int
    id: str
    tellings: tuple[tuple[str, ...], ...]
    labels: tuple[str | None, ...]
    given: dict[str, str]
    score: float | None
    why: Json
    by: str
    at: dt.datetime
    status: Status
    reason: str = ""
    decided_by: str = ""
    decided_at: dt.datetime | None = None
    policy: str | None = None

    @property
    def verdict(self) -> Verdict | None:
        """What was decided and stands, if anything was."""
        return self.status if self.status in ("accepted", "distinct", "rejected") else None

    def decision(self, verdict: Verdict) -> Decision:
        """The decision that a verdict on it would be."""
        return Decision(self.number, verdict, self.tellings, self.given)


@dataclass(frozen=True, slots=True)
class PolicyRun:
    """One run of a policy: its name and terms, why, who ran it, when, and how many proposals it accepted."""

    name: str
    least: float
    despite: bool
    reason: str
    by: str
    at: dt.datetime
    accepted: int


@dataclass(frozen=True, slots=True)
class Decided:
    """The decision that stands on a claim. ``number`` is the judgement's: whoever decides next says which they saw."""

    number: int
    decision: str
    value: Json
    reason: str
    by: str
    at: dt.datetime


class OvertakenError(Exception):
    """Somebody else decided on a claim after the person who decides now looked at it."""

    def __init__(self, now: Decided | None) -> None:
        super().__init__(f"{now.by} decided on it meanwhile" if now else "nobody decided on it")
        self.now = now
