"""Lists of what a record holds, a page at a time: reports with how many claims stand and wait, sources, places."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, Exists, F, Max, Min, OuterRef, Q, QuerySet, Subquery

from tollbook.model import Claim, Report
from tollbook.record import models
from tollbook.record.custody import gone, stones
from tollbook.record.errors import told
from tollbook.record.where import Where


@dataclass(frozen=True, slots=True)
class ReportLine:
    """A report in a list: how many of its claims stand, and how many nobody has decided on."""

    report: Report
    claims: int
    waiting: int


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A source or publisher as claims name it: how many claims, of how many reports, the first and last day they were
    published."""

    name: str
    claims: int
    reports: int
    first: int | None
    last: int | None


@dataclass(frozen=True, slots=True)
class Listing:
    """The door to lists, without the reports that whoever is at work may not see."""

    where: Where
    alias: str
    hidden: frozenset[str]

    def reports(self, words: str, first: int, most: int) -> tuple[list[ReportLine], int]:
        """Reports whose title, origin or publisher holds all of some words, the latest taken in first: some of them,
        and how many there are."""
        with told(self.where):
            rows = models.Report.objects.using(self.alias).exclude(identity__in=self.hidden)
            for word in words.split():
                rows = rows.filter(Q(title__icontains=word) | Q(origin__icontains=word) | Q(publisher__icontains=word))
            some = list(rows.defer("text", "conversion").order_by("-id")[first : first + most])
            return self._lines(some), rows.count()

    def waiting(self) -> bool:
        """Whether any claim waits for a decision."""
        with told(self.where):
            return bool(self._undecided(models.Standing.objects.using(self.alias)).exists())

    def _undecided(self, rows: QuerySet[models.Standing]) -> QuerySet[models.Standing]:
        judged = models.Judgement.objects.using(self.alias).filter(kind="claim", target=OuterRef("identity"))
        last = Subquery(judged.order_by("-id").values("decision")[:1])
        rows = rows.exclude(report__identity__in=self.hidden).annotate(judged=last)
        return rows.filter(~Exists(judged) | Q(judged__in=("reopened", "first")))

    def _lines(self, rows: Collection[models.Report]) -> list[ReportLine]:
        from tollbook.record.store import as_report

        standing = models.Standing.objects.using(self.alias).filter(report__in=[row.pk for row in rows])
        claims = dict(standing.order_by().values_list("report_id").annotate(n=Count("claim_id")))
        waits = self._undecided(standing).order_by().values_list("report_id")
        waiting = dict(waits.annotate(n=Count("claim_id")).values_list("report_id", "n"))
        return [ReportLine(as_report(row), claims.get(row.pk, 0), waiting.get(row.pk, 0)) for row in rows]

    def sources(self, column: str = "source") -> list[SourceLine]:
        """Sources (or, by the column ``publisher``, who carried them), those with most claims first."""
        with told(self.where):
            rows = models.Standing.objects.using(self.alias).exclude(report__identity__in=self.hidden)
            # What nobody is named for goes by the identity of its report, and is no source to be listed.
            rows = rows.exclude(**{column: ""}).exclude(**{column: F("report__identity")})
            rows = rows.filter(**{f"{column}__isnull": False})
            found = rows.order_by().values_list(column).annotate(
                n=Count("claim_id"), reports=Count("report", distinct=True), first=Min("published"),
                last=Max("published"),
            ).order_by("-n", column)  # fmt: skip
            return [SourceLine(*row) for row in found]

    def places(self) -> list[tuple[str, str | None, int, bool]]:
        """Places as claims name them: the words, the country, how many claims, whether anybody knows where it is."""
        with told(self.where):
            rows = models.Standing.objects.using(self.alias).exclude(report__identity__in=self.hidden)
            rows = rows.exclude(ground__text=None)
            found = rows.order_by().values_list("ground__text", "ground__country", "ground__key").annotate(
                n=Count("claim_id")
            )  # fmt: skip
            listed = [(text or "", country, n, bool(key)) for text, country, key, n in found]
            return sorted(listed, key=lambda line: (-line[2], line[0]))

    def claims(self, harm: str | None, report: int | None, after: int, most: int) -> tuple[list[Claim], int | None]:
        """Claims that stand in the order they were taken in, and the row after which there are more, if there are."""
        from tollbook.record.shelf import standing

        with told(self.where):
            rows = models.Standing.objects.using(self.alias).exclude(report__identity__in=self.hidden)
            rows = rows.filter(claim_id__gt=after)
            if harm is not None:
                rows = rows.filter(harm=harm)
            if report is not None:
                rows = rows.filter(report_id=report)
            gone_now = gone(stones(self.alias))
            if gone_now:
                rows = rows.exclude(report__identity__in=gone_now)
            numbers = list(rows.order_by("claim_id").values_list("claim_id", flat=True)[: most + 1])
            found = dict(standing(self.alias, numbers[:most]))
            return [found[n] for n in numbers[:most] if n in found], numbers[most - 1] if len(numbers) > most else None
