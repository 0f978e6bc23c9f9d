"""What there is to do with a report that comes (:mod:`tollbook.record.taking` says how that is found out)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from tollbook.model import Reading, Report

if TYPE_CHECKING:
    from tollbook.record import models

#: What a report is when it comes: ``removed`` is one that was removed by law, and is not taken in again.
Outcome = Literal["new", "corrected", "again", "known", "removed"]


@dataclass(frozen=True, slots=True)
class Plan:
    """What taking a report in would do: with what is known of it together, and which row it is, if any."""

    outcome: Outcome
    report: Report
    row: models.Report | None


@dataclass(frozen=True, slots=True)
class Read:
    """A report to be kept: what there is to do, its bytes, and what reading it gave."""

    todo: Plan
    raw: bytes
    reading: Reading
