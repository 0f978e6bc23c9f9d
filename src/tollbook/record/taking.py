"""Taking a report in: is it known already, and if not, keep its bytes, its text and what reading it gave.

**When is it the same report?** The same bytes from the same publisher are one report, however often they
are read. A publisher or a date not given says nothing, so reading a known file again without them changes
nothing. Given where it was not known, or a date other than before, it is a correction: the report is read
anew with it, and the new reading stands. The same bytes from another known publisher are another report:
two outlets carried the same words, and the reckoning needs to know both. A part of a file (a line of a
table) is a report of its own.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Literal

from django.db.models import Max, Q
from django.utils import timezone

from tollbook.model import Claim, Reading, Report, identity
from tollbook.record import hand, index, log, models
from tollbook.record.codec import adopt, dump, dump_conversion, load_conversion
from tollbook.record.custody import stones
from tollbook.record.failpoints import point
from tollbook.record.originals import Originals
from tollbook.record.sealing import on, reading_says, report_says

#: What a report is when it comes: ``removed`` is one that was removed by law, and is not taken in again.
Outcome = Literal["new", "corrected", "again", "known", "removed"]


@dataclass(frozen=True, slots=True)
class Plan:
    """What taking a report in would do: with what is known of it together, and which row it is, if any."""

    outcome: Outcome
    report: Report
    row: models.Report | None


def plan(alias: str, report: Report, again: bool = False) -> Plan:
    """Look a report up by its bytes and say what there is to do. ``again`` reads a known one anew."""
    report = _sound(report)
    removed = stones(alias, ("removed",))
    if removed:
        erased = models.Report.objects.using(alias).filter(sha256=report.sha256, identity__in=list(removed)).first()
        if erased is not None:
            return Plan("removed", replace(report, id=erased.identity, number=erased.id), erased)
    same = Q(sha256=report.sha256, part=report.part)
    if report.publisher is not None:
        same &= Q(publisher=report.publisher) | Q(publisher=None)
    rows = list(models.Report.objects.using(alias).filter(same).order_by("id"))
    if not rows:
        return Plan("new", report, None)
    row = next((r for r in rows if r.publisher == report.publisher), rows[0])
    # A known report keeps the text it was read from, or its claims' spans would point elsewhere. Only one that could
    # not be read before gets the text that a better converter finds in it.
    text, way = (row.text, load_conversion(row.conversion)) if row.text else (report.text, report.conversion)
    merged = replace(
        report,
        text=text,
        conversion=way,
        publisher=report.publisher or row.publisher,
        published=report.published or row.published,
        id=row.identity,
        number=row.id,
    )
    if (merged.publisher, merged.published) != (row.publisher, row.published):
        return Plan("corrected", merged, row)
    return Plan("again" if again else "known", merged, row)


_HALVES = re.compile("[\ud800-\udfff]")


def _sound(report: Report) -> Report:
    """A report with U+FFFD for each half of a surrogate pair, which is no character and which no database keeps in a
    text. Its original bytes have what was there."""
    words = {name: getattr(report, name) for name in ("text", "title", "origin", "part", "publisher")}
    odd: dict[str, Any] = {
        name: _HALVES.sub("\ufffd", said) for name, said in words.items() if said and _HALVES.search(said)
    }
    return replace(report, **odd) if odd else report


#: How many claims are written before somebody who waits is told.
STEP = 2000


def take_in(
    alias: str,
    originals: Originals,
    todo: Plan,
    raw: bytes,
    reading: Reading,
    extractor: str,
    by: str,
    watch: Callable[[int], None] | None = None,
) -> Report:
    """Keep a report and its reading, all of it or nothing; ``watch`` is told how many claims are written.

    Raises OSError and Django's DatabaseError.
    """
    report = todo.report
    now = timezone.now()
    with originals.keeping(raw, alias):
        if todo.row is None and (met := _met(alias, report)) is not None:
            return replace(report, id=met.identity, number=met.id)
        row = todo.row or _new_row(alias, report, now)
        claims = adopt(reading.claims, row.identity, report.published, report.publisher)
        point("report.row")
        kept = models.Reading(
            report=row,
            extractor=extractor,
            publisher=report.publisher,
            published=report.published,
            at=now,
        )
        kept.save(using=alias, force_insert=True)
        rows: list[models.Claim] = []
        for at in range(0, len(claims), STEP):
            some = [claim_row(kept, claim) for claim in claims[at : at + STEP]]
            rows += models.Claim.objects.using(alias).bulk_create(some)
            if watch is not None:
                watch(min(at + STEP, len(claims)))
        problems = models.Problem.objects.using(alias).bulk_create(
            [models.Problem(reading=kept, whole=dump(problem)) for problem in reading.problems]
        )
        point("report.claims")
        row.publisher, row.published, row.reading = report.publisher, report.published, kept
        row.title = report.title or row.title
        if not row.text:
            row.text, row.conversion = report.text, dump_conversion(report.conversion)
        row.save(using=alias, update_fields=["publisher", "published", "reading", "title", "text", "conversion"])
        if todo.row is not None:
            hand.carry(alias, row, kept, claims, now)
        index.enter(alias, row, claims, {claim.identity: claim.pk for claim in rows}, new=todo.row is None)
        point("report.pointed")
        secret = log.new_secret()
        says = {**report_says(row), **reading_says(kept, rows, problems, secret)}
        log.extend(alias, [log.Line(f"report.{todo.outcome}", on(row), says, by, secret)], now)
    point("report.kept")
    return replace(report, id=row.identity, number=row.id)


def report_identity(report: Report) -> str:
    """What a report is called for ever: a hash of its bytes' hash, its part, and what was first known of it."""
    return identity("report", report.sha256, report.part, report.publisher or "", report.published or "")


def claim_row(reading: models.Reading, claim: Claim) -> models.Claim:
    """A claim as a row: the columns one asks by, and the whole."""
    return models.Claim(
        identity=claim.id,
        reading=reading,
        harm=claim.harm,
        measure=claim.measure,
        extent=claim.extent,
        modality=claim.modality,
        population=claim.population.group,
        low=claim.quantity.low,
        high=claim.quantity.high,
        best=claim.quantity.best,
        hedge=claim.quantity.hedge,
        unit=claim.quantity.unit,
        place=(claim.place.name or claim.place.text) if claim.place else None,
        geoname_id=claim.place.geoname_id if claim.place else None,
        country=claim.place.country if claim.place else None,
        start=claim.window.start,
        end=claim.window.end,
        perpetrator=(claim.perpetrator.actor or claim.perpetrator.text) if claim.perpetrator else None,
        speaker=claim.speaker,
        incident=claim.incident,
        span_start=claim.span.start,
        span_end=claim.span.end,
        quote=claim.quote,
        whole=dump(claim),
    )


def _met(alias: str, report: Report) -> models.Report | None:
    """The same report, where another command took it in since the plan was made."""
    return models.Report.objects.using(alias).filter(identity=report_identity(report)).first()


def _new_row(alias: str, report: Report, now: dt.datetime) -> models.Report:
    # Without a gap, also where a transaction was broken off: a report that is missing would be asked for. Rows of
    # reports are never deleted, and writers queue.
    last = models.Report.objects.using(alias).aggregate(last=Max("id"))["last"] or 0
    row = models.Report(
        id=last + 1,
        identity=report_identity(report),
        sha256=report.sha256,
        part=report.part,
        publisher=report.publisher,
        published=report.published,
        language=report.language,
        title=report.title,
        origin=report.origin,
        media_type=report.media_type,
        text=report.text,
        conversion=dump_conversion(report.conversion),
        taken_in=now,
    )
    row.save(using=alias, force_insert=True)
    return row
