"""The log as a record gives it out: entries, checkpoints, and what is kept elsewhere to hold it against."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from tollbook.model import Json
from tollbook.proof import Checkpoint

#: Told what is being done, how far it is, and of how much.
Tell = Callable[[str, int, int], None]


def silent(what: str, done: int, total: int) -> None:
    """Nobody listens."""


#: Every kind of entry, in words.
KINDS = {
    "report.new": "took in",
    "report.corrected": "corrected and read anew",
    "report.again": "read anew",
    "report.by_hand": "made claims by hand",
    "report.judged": "judged a report",
    "report.parted": "kept apart from its file",
    "report.removed": "removed",
    "claim.judged": "judged a claim",
    "incident.proposed": "proposed one event",
    "incident.judged": "judged a proposal",
    "policy.judged": "ran a policy",
    "gazetteer.added": "added places",
    "table.imported": "imported a table",
    "read.refused": "could not read",
    "import.refused": "refused a table",
    "record.exported": "exported",
    "restricted.read": "read restricted material",
    "login": "logged in",
    "login.refused": "was refused to log in",
    "logout": "logged out",
    "access.refused": "was refused",
    "user.changed": "changed a user",
    "checkpoint.signed": "signed a checkpoint",
    "checkpoint.stamped": "had a checkpoint stamped",
}

#: Those that change no answer, whatever they say.
STILL = (
    "incident.proposed", "policy.judged", "read.refused", "import.refused", "record.exported", "restricted.read",
    "login", "login.refused", "logout", "access.refused", "user.changed", "checkpoint.signed", "checkpoint.stamped",
)  # fmt: skip

#: What is shown of an entry on a report unless more is asked for: enough to hold its claims, nothing that tells who.
REPORT_FIELDS = ("id", "claims")


@dataclass(frozen=True, slots=True)
class Logged:
    """An entry of the log. ``says`` is what it says, nothing where that went with a removed report."""

    number: int
    at: dt.datetime
    kind: str
    by: str
    on: str
    seal: str
    hash: str
    says: Json | None


@dataclass(frozen=True, slots=True)
class Signed:
    """A checkpoint of the record. ``stamped`` is the time an authority vouches for, if one does."""

    number: int
    head: Checkpoint
    note: str
    key: str
    by: str
    at: dt.datetime
    stamped: dt.datetime | None = None
    asked: bool = False


@dataclass(frozen=True, slots=True)
class Tombstone:
    """What was decided on a report as a whole, last: ``withdrawn``, ``restored``, ``removed``, ``removal asked``.

    It holds from ``day`` on. ``asked_by`` is who asked for a removal that somebody else carried out.
    """

    report: int
    decision: str
    day: dt.date
    reason: str
    by: str
    at: dt.datetime
    asked_by: str | None = None


@dataclass(frozen=True, slots=True)
class Witness:
    """A checkpoint kept elsewhere: where, its note, and the public key it must be signed with (else one of the record's
    own)."""

    where: str
    note: str
    key: str | None = None
