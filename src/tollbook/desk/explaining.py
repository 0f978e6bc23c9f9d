"""Why a report of the record reads as it does."""

from __future__ import annotations

from tollbook.desk.places import gazetteer_of
from tollbook.explaining import Explanation, explain
from tollbook.model import Report
from tollbook.record.store import Store


def explained(store: Store, report: Report) -> Explanation:
    """The reading of a report by this version and the record's own places, step by step; nothing is written."""
    return explain(report.text, report.published, report.publisher, gazetteer_of(store))
