"""The plain claims table: a claim a row, the columns ``tollbook import`` reads, for spreadsheets and hand coders.

Beside the columns of the table stand those without which a claim would not come back as it was: ``id``, the row it
``repeats``, which place of the name it is, and the words. A place is written as its words say where these say more than
the name ("east Aleppo"), and ``place_id`` is the identifiers of it and of all above it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping

from tollbook.model import Claim, Place, Report

COLUMNS = (
    "report", "publisher", "published", "speaker", "harm", "measure", "extent", "population", "low", "high", "best",
    "hedge", "unit", "place", "start", "end", "perpetrator", "incident", "part_of", "modality", "id", "repeats",
    "place_id", "country", "quote",
)  # fmt: skip


def plain_table(claims: Iterable[Claim], reports: Mapping[str, Report]) -> str:
    """Claims as CSV with a header, in the order given. Unknown is empty."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for claim in claims:
        writer.writerow(_harmless(cell) for cell in plain_row(claim, reports.get(claim.report)))
    return out.getvalue()


def plain_row(claim: Claim, report: Report | None) -> list[str]:
    """A claim's cells, in the order of :data:`COLUMNS`."""
    return ["" if cell is None else str(cell) for cell in _row(claim, report)]


def _row(claim: Claim, report: Report | None) -> tuple[object, ...]:
    by, q = claim.perpetrator, claim.quantity
    return (
        (report.title or report.origin) if report else claim.report,
        claim.publisher, claim.published, claim.speaker, claim.harm, claim.measure, claim.extent,
        claim.population.group, q.low, q.high, q.best, q.hedge, q.unit,
        _place(claim.place),
        claim.window.start, claim.window.end, (by.actor or by.text) if by else None,
        claim.incident, claim.part_of, claim.modality, claim.id, claim.repeats,
        " < ".join(claim.place.path) if claim.place else None, claim.place.country if claim.place else None,
        claim.quote,
    )  # fmt: skip


def _place(place: Place | None) -> str | None:
    """A place's name, or the words where they tell a part of it."""
    if place is None:
        return None
    part = place.path[:1] and place.path[0].startswith("part:")
    return (place.text if part else place.name) or place.text or place.name


def _harmless(cell: str) -> str:
    """A cell a spreadsheet does not run as a formula: reports are other people's words."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell
