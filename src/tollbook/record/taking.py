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
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Max, Q
from django.utils import timezone

from tollbook.model import Claim, Report, identity
from tollbook.record import hand, index, log, models
from tollbook.record.codec import adopt, dump, dump_conversion, load_conversion
from tollbook.record.custody import stones
from tollbook.record.failpoints import point
from tollbook.record.originals import Originals
from tollbook.record.plan import Plan, Read
from tollbook.record.sealing import on, reading_says, report_says


def plan(alias: str, report: Report, again: bool = False) -> Plan:
    """Look a report up by its bytes and say what there is to do. ``again`` reads a known one anew."""
    report = _sound(report)
    if not models.Report.objects.using(alias).filter(sha256=report.sha256).exists():
        return Plan("new", report, None)
    if removed := stones(alias, ("removed",)):
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


@dataclass(frozen=True, slots=True)
class _Kept:
    """A report on its way in: its row, its reading, and the claims and problems of that, with their rows."""

    item: Read
    row: models.Report
    reading: models.Reading
    claims: list[Claim]
    rows: list[models.Claim]
    problems: list[models.Problem]

    @property
    def report(self) -> Report:
        return replace(self.item.todo.report, id=self.row.identity, number=self.row.id)


#: How many claims are written before somebody who waits is told.
STEP = 2000


def take_in(
    alias: str,
    originals: Originals,
    items: Sequence[Read],
    extractor: str,
    by: str,
    watch: Callable[[int], None] | None = None,
) -> list[tuple[Report, list[Claim]]]:
    """Keep reports and their readings, all of them or nothing; ``watch`` is told how many claims are written. Returns
    each with the claims of its reading, by their names in the record, in the order given. One that another command took
    in since its plan was made is not written again.

    Every table is written once for all of them: a statement costs more than a row. Raises OSError and Django's
    DatabaseError.
    """
    now = timezone.now()
    with originals.keeping([item.raw for item in items], alias):
        met = _met(alias, items)
        fresh = [item for item in items if item.todo.row is not None or report_identity(item.todo.report) not in met]
        kept = _written(alias, fresh, extractor, now, watch)
        point("report.claims")
        _pointed(alias, kept)
        index.enter_new(alias, [line for one in kept if one.item.todo.row is None for line in _lines(one)])
        for one in kept:
            if one.item.todo.row is not None:
                hand.carry(alias, one.row, one.reading, one.claims, now)
                index.enter_anew(alias, one.row, list(_lines(one)))
        point("report.pointed")
        log.extend(alias, [_entry(one, by) for one in kept], now)
    point("report.kept")
    done = {id(one.item): (one.report, one.claims) for one in kept}
    return [done.get(id(item)) or _already(item, met) for item in items]


def _met(alias: str, items: Iterable[Read]) -> dict[str, int]:
    """The reports among these that another command took in since their plans were made, with their numbers."""
    names = [report_identity(item.todo.report) for item in items if item.todo.row is None]
    rows = models.Report.objects.using(alias)
    found: dict[str, int] = {}
    for some in index.batches(names):
        found.update(rows.filter(identity__in=some).values_list("identity", "id"))
    return found


def _already(item: Read, met: dict[str, int]) -> tuple[Report, list[Claim]]:
    name = report_identity(item.todo.report)
    report = replace(item.todo.report, id=name, number=met[name])
    return report, adopt(item.reading.claims, name, report.published, report.publisher)


def _written(
    alias: str, items: Sequence[Read], extractor: str, now: dt.datetime, watch: Callable[[int], None] | None
) -> list[_Kept]:
    """Write the rows of reports that are new, and of all readings with their claims and problems."""
    rows = _new_rows(alias, items, now)
    point("report.row")
    kept = []
    for item, row in zip(items, rows, strict=True):
        report = item.todo.report
        reading = models.Reading(
            report=row, extractor=extractor, publisher=report.publisher, published=report.published, at=now
        )
        claims = adopt(item.reading.claims, row.identity, report.published, report.publisher)
        kept.append(_Kept(item, row, reading, claims, [], []))
    models.Reading.objects.using(alias).bulk_create([one.reading for one in kept])
    done = 0
    for some in index.batches(((one, claim) for one in kept for claim in one.claims), STEP):
        made = [claim_row(one.reading, claim) for one, claim in some]
        models.Claim.objects.using(alias).bulk_create(made)
        for (one, _), claim_made in zip(some, made, strict=True):
            one.rows.append(claim_made)
        done += len(made)
        if watch is not None:
            watch(done)
    for one in kept:
        one.problems.extend(models.Problem(reading=one.reading, whole=dump(p)) for p in one.item.reading.problems)
    models.Problem.objects.using(alias).bulk_create([problem for one in kept for problem in one.problems])
    return kept


def _new_rows(alias: str, items: Sequence[Read], now: dt.datetime) -> list[models.Report]:
    """The rows of reports, those of new ones written."""
    # Without a gap, also where a transaction was broken off: a report that is missing would be asked for. Rows of
    # reports are never deleted, and writers queue.
    last = models.Report.objects.using(alias).aggregate(last=Max("id"))["last"] or 0
    rows: list[models.Report] = []
    new: list[models.Report] = []
    for item in items:
        if item.todo.row is None:
            new.append(_new_row(item.todo.report, last + len(new) + 1, now))
        rows.append(item.todo.row or new[-1])
    models.Report.objects.using(alias).bulk_create(new)
    return rows


def _pointed(alias: str, kept: Sequence[_Kept]) -> None:
    """Let each report point to its reading, and know what is known of it now."""
    new = []
    for one in kept:
        row, report = one.row, one.item.todo.report
        row.reading = one.reading
        if one.item.todo.row is None:
            new.append(row)
            continue
        row.publisher, row.published, row.title = report.publisher, report.published, report.title or row.title
        if not row.text:
            row.text, row.conversion = report.text, dump_conversion(report.conversion)
        row.save(using=alias, update_fields=["publisher", "published", "reading", "title", "text", "conversion"])
    if new:
        models.Report.objects.using(alias).bulk_update(new, ["reading"], batch_size=STEP)


def _lines(one: _Kept) -> Iterator[tuple[int, int, Claim]]:
    """The claims of a reading with the numbers of their rows and of the report, as the index takes them."""
    return ((row.pk, one.row.id, claim) for row, claim in zip(one.rows, one.claims, strict=True))


def _entry(one: _Kept, by: str) -> log.Line:
    secret = log.new_secret()
    says = {**report_says(one.row), **reading_says(one.reading, one.rows, one.problems, secret)}
    return log.Line(f"report.{one.item.todo.outcome}", on(one.row), says, by, secret)


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


def _new_row(report: Report, number: int, now: dt.datetime) -> models.Report:
    return models.Report(
        id=number,
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
