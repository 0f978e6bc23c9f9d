"""Taking in a table of claims coded by hand: whole or not at all."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from tollbook.desk.places import find_place, gazetteer_of
from tollbook.desk.taking import EXTRACTOR
from tollbook.intake.claims_table import read_claims_table
from tollbook.model import Claim, Problem, Reading, Report
from tollbook.record.store import Store


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of a table: its reports, how many claims, which reports the record knew; or why there is none."""

    reports: tuple[Report, ...] = ()
    claims: int = 0
    known: int = 0
    problems: tuple[Problem, ...] = ()


def import_table(store: Store, path: Path) -> Imported:
    """Take a plain claims table in. Any wrong row refuses all of it, and every wrong row is named.

    Rows of one report label are one report of the record, without a text; the table's bytes are its
    original. The same table again changes nothing. Raises OSError where it cannot be read, RecordError
    where it cannot be kept.
    """
    gazetteer = gazetteer_of(store)
    claims, wrong = read_claims_table(path, places=lambda name: find_place(name, gazetteer))
    if wrong:
        return Imported(problems=tuple(_placed(path, problem) for problem in wrong))
    raw = path.read_bytes()
    sha256 = hashlib.sha256(raw).hexdigest()
    reports: list[Report] = []
    known = 0
    with store.together():
        for label, theirs in _by_report(claims).items():
            first = theirs[0]
            report = Report(
                text="", sha256=sha256, part=label, publisher=first.publisher, published=first.published,
                title=label or path.name, origin=str(path), media_type="text/csv",
            )  # fmt: skip
            todo = store.plan(report)
            if todo.outcome == "known":
                known += 1
                reports.append(todo.report)
            else:
                reports.append(store.take_in(todo, raw, Reading(tuple(theirs)), EXTRACTOR))
    return Imported(tuple(reports), len(claims), known)


def _by_report(claims: list[Claim]) -> dict[str, list[Claim]]:
    """The rows of each report, in their order. A row of another publisher or day is another report."""
    found: dict[tuple[object, ...], list[Claim]] = {}
    for claim in claims:
        found.setdefault((claim.report, claim.publisher, claim.published), []).append(claim)
    labels: dict[str, list[Claim]] = {}
    for (label, publisher, published), theirs in found.items():
        about = ", ".join(str(part) for part in (publisher, published) if part)
        name = str(label) or about
        labels[name if name not in labels else f"{name} ({about})"] = theirs
    return labels


def _placed(path: Path, problem: Problem) -> Problem:
    where = problem.where if problem.where == path.name else f"{path}, {problem.where}"
    return Problem(where, problem.what, problem.why)
