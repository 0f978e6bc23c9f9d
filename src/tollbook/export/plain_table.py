"""The plain claims table: a claim a row, the columns ``tollbook import`` reads, for spreadsheets and hand coders."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping

from tollbook.model import Claim, Report

COLUMNS = (
    "report", "publisher", "published", "speaker", "harm", "measure", "extent", "population", "low", "high", "best",
    "hedge", "unit", "place", "start", "end", "perpetrator", "incident", "part_of", "modality", "id", "quote",
)  # fmt: skip


def plain_table(claims: Iterable[Claim], reports: Mapping[str, Report]) -> str:
    """Claims as CSV with a header, in the order given. Unknown is empty."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for claim in claims:
        report = reports.get(claim.report)
        writer.writerow("" if cell is None else _harmless(str(cell)) for cell in _row(claim, report))
    return out.getvalue()


def _row(claim: Claim, report: Report | None) -> tuple[object, ...]:
    by, q = claim.perpetrator, claim.quantity
    return (
        (report.title or report.origin) if report else claim.report,
        claim.publisher, claim.published, claim.speaker, claim.harm, claim.measure, claim.extent,
        claim.population.group, q.low, q.high, q.best, q.hedge, q.unit,
        (claim.place.name or claim.place.text) if claim.place else None,
        claim.window.start, claim.window.end, (by.actor or by.text) if by else None,
        claim.incident, claim.part_of, claim.modality, claim.id, claim.quote,
    )  # fmt: skip


def _harmless(cell: str) -> str:
    """A cell a spreadsheet does not run as a formula: reports are other people's words."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell
