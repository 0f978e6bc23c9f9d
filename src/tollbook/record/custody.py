"""What becomes of a report after it came in: corrected, withdrawn, or removed by law, each with who, when and why.

**Withdrawn**: its claims count no longer, from a day on; it stays, with a tombstone, and an answer as known before
that day is what it was. **Removed**: its bytes, its text, its claims and all that was said of it are erased, also from
the free pages of the database; it takes two people. What stays is its number, its entries in the log (which hold
nothing of it), the SHA-256 of its bytes, and who removed it, when and why.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from django.db import connections
from django.utils import timezone

from tollbook.model import Json
from tollbook.record import guards, index, log, models, wiping
from tollbook.record.connect import writing
from tollbook.record.errors import RecordError, told
from tollbook.record.failpoints import point
from tollbook.record.logged import Tombstone
from tollbook.record.originals import Originals
from tollbook.record.sealing import on, report_says, row_says
from tollbook.record.where import Where

T = TypeVar("T")

#: Judgements on a report that stay when it is removed: they are why it is gone.
_OF_REMOVAL = ("removal asked", "removal cancelled", "removed")
#: Judgements on who may read a report.
_OF_READERS = ("restricted", "opened")
#: What stays of the row of a report that was removed.
_STAYS = ("id", "identity", "sha256", "taken_in")


def stones(alias: str, decisions: Collection[str] = ("withdrawn", "restored", "removed")) -> dict[str, Tombstone]:
    """The last of these decisions on each report that there is one on, by the identity of the report."""
    found: dict[str, Tombstone] = {}
    rows = models.Judgement.objects.using(alias).filter(kind="report", decision__in=list(decisions)).order_by("id")
    for row in rows:
        value = row.value or {}
        day = dt.date.fromisoformat(value["on"]) if "on" in value else row.at.date()
        found[row.target] = Tombstone(
            value["report"], row.decision, day, row.reason, row.by, row.at, value.get("asked_by")
        )
    return found


def gone(stones: Mapping[str, Tombstone], known_on: dt.date | None = None) -> frozenset[str]:
    """The identities of the reports whose claims do not count, by the last decision on each; ``known_on``: as it was
    known on that day. What was removed is gone for every day: nothing is left to count."""
    return frozenset(
        name
        for name, stone in stones.items()
        if stone.decision == "removed"
        or (stone.decision == "withdrawn" and (known_on is None or stone.day <= known_on))
    )


def torn(alias: str) -> dict[str, int]:
    """The files that held a report which was removed by law, by their SHA-256: which report that was."""
    rows = models.Judgement.objects.using(alias).filter(kind="report", decision="removed").order_by("id")
    return {row.value["held_in"]: row.value["report"] for row in rows if row.value and "held_in" in row.value}


@dataclass(frozen=True, slots=True)
class Custody:
    """The door to what becomes of the reports of one record."""

    where: Where
    alias: str
    originals: Originals
    by: str

    def stones(self) -> dict[str, Tombstone]:
        """What was decided on reports, by their identity."""
        with told(self.where):
            return stones(self.alias)

    def restricted(self) -> dict[str, list[str]]:
        """The reports that are restricted to groups, by their identity, with the groups."""
        with told(self.where):
            found: dict[str, list[str]] = {}
            rows = models.Judgement.objects.using(self.alias).filter(kind="report", decision__in=_OF_READERS)
            for row in rows.order_by("id"):
                found[row.target] = list((row.value or {}).get("groups", []))
            return {name: groups for name, groups in found.items() if groups}

    def asked(self) -> dict[str, Tombstone]:
        """The removals that were asked for and wait for a second person, by the identity of the report."""
        with told(self.where):
            last = stones(self.alias, _OF_REMOVAL)
            return {name: stone for name, stone in last.items() if stone.decision == "removal asked"}

    def judge(self, number: int, decision: str, reason: str, value: Json) -> None:
        """Write a judgement on a report."""
        with told(self.where), writing(self.alias):
            self._judge(self._row(number), decision, reason, value)

    def entries_on(self, number: int) -> list[str]:
        """The rows whose entries are of a report's custody: itself, and the judgements on it."""
        with told(self.where):
            row = self._row(number)
            rows = models.Judgement.objects.using(self.alias).filter(kind="report", target=row.identity)
            return [on(row), *(on(each) for each in rows)]

    def torn(self) -> set[str]:
        """The SHA-256 of files that held a report which was removed by law: they are not to be kept again."""
        with told(self.where):
            return set(torn(self.alias))

    def part(self, own: Mapping[int, bytes]) -> None:
        """Let each of the reports of one file have bytes of its own, so that one of them can go without the others."""
        with told(self.where), writing(self.alias):
            now = timezone.now()
            for number, raw in own.items():
                row = self._row(number)
                held_in, row.sha256 = row.sha256, self.originals.put(raw)
                row.save(using=self.alias, update_fields=["sha256"])
                log.append(self.alias, "report.parted", on(row), {**report_says(row), "held_in": held_in}, self.by, now)

    def sharing(self, number: int) -> list[int]:
        """The other reports that are in the same original bytes and not removed, by number."""
        with told(self.where):
            row = self._row(number)
            removed = [name for name, stone in stones(self.alias).items() if stone.decision == "removed"]
            rows = models.Report.objects.using(self.alias).filter(sha256=row.sha256).exclude(identity__in=removed)
            return list(rows.exclude(pk=number).order_by("id").values_list("id", flat=True))

    def remove(self, number: int, asked: Tombstone | None) -> None:
        """Erase a report whose removal somebody asked for. Without that, what was broken off before is finished."""
        with told(self.where):
            row = self._row(number)
            wiping.prepare(connections[self.alias])
            if asked is not None:
                with writing(self.alias):
                    self._erase(row, asked)
                    point("removed.erased")
            point("removed.kept")
            if not self.sharing(number) and not self._is_gazetteer(row.sha256):
                self.originals.remove(row.sha256)
            for held_in in [name for name, of in torn(self.alias).items() if of == number]:
                if not models.Report.objects.using(self.alias).filter(sha256=held_in).exists():
                    self.originals.remove(held_in)
            point("removed.unlinked")
            if not wiping.wipe(connections[self.alias]):
                raise RecordError(
                    "The report is removed, but another command still reads the record, and what was "
                    "erased may still be in its file.",
                    f"Wait until that has finished, then: tollbook remove {number} --confirm",
                )

    def _row(self, number: int) -> models.Report:
        return models.Report.objects.using(self.alias).get(pk=number)

    def _is_gazetteer(self, sha256: str) -> bool:
        return models.Gazetteer.objects.using(self.alias).filter(sha256=sha256).exists()

    def _judge(self, row: models.Report, decision: str, reason: str, value: Json) -> None:
        now = timezone.now()
        said = {"report": row.pk, **value}
        kept = models.Judgement(
            kind="report", target=row.identity, decision=decision, reason=reason, by=self.by, at=now, value=said
        )
        kept.save(using=self.alias, force_insert=True)
        log.append(self.alias, "report.judged", on(kept), row_says(kept), self.by, now)

    def _erase(self, row: models.Report, asked: Tombstone) -> None:
        now = timezone.now()
        doomed = list(self._doomed(row))
        entries = models.Entry.objects.using(self.alias)
        names = [on(row), *(on(one) for one in doomed if isinstance(one, models.Judgement | models.Proposal))]
        erased = [n for some in _batches(names) for n in entries.filter(on__in=some).values_list("id", flat=True)]
        erased = sorted(erased)
        bodies = entries.filter(on=on(row), kind="report.parted").values_list("said__body", flat=True)
        parted = [json.loads(body)["held_in"] for body in bodies]
        index.leave(self.alias, row)
        with guards.lifted(connections[self.alias]):
            for column in row._meta.concrete_fields:
                if column.attname not in _STAYS:
                    setattr(row, column.attname, None if column.null else "")
            row.save(using=self.alias)
            for some in _batches(erased):
                models.Said.objects.using(self.alias).filter(pk__in=some)._raw_delete(self.alias)
            for one in doomed:
                type(one)._default_manager.using(self.alias).filter(pk=one.pk)._raw_delete(self.alias)
        index.relabel(self.alias)
        value = {"on": now.date().isoformat(), "asked_by": asked.by}
        if parted:
            value["held_in"] = parted[-1]
        self._judge(row, "removed", asked.reason, value)
        says = {**report_says(row), "reason": asked.reason, "asked_by": asked.by, "asked_at": asked.at.isoformat(),
                "erased": erased}  # fmt: skip
        log.append(self.alias, "report.removed", on(row), says, self.by, now)

    def _doomed(self, row: models.Report) -> Iterator[models.AppendOnly]:
        """The rows that go with a report, those first that point to others."""
        readings = list(row.readings.using(self.alias).all())
        claims = list(models.Claim.objects.using(self.alias).filter(reading__in=readings))
        names = {claim.identity for claim in claims}
        judgements = models.Judgement.objects.using(self.alias)
        yield from judgements.filter(kind="report", target=row.identity).exclude(decision__in=_OF_REMOVAL)
        for some in _batches(sorted(names)):
            yield from judgements.filter(kind="claim", target__in=some)
        for proposal in models.Proposal.objects.using(self.alias).iterator(500):
            if any(name in names for telling in proposal.tellings for name in telling):
                yield from judgements.filter(kind="incident", target=proposal.identity)
                yield proposal
        yield from models.Problem.objects.using(self.alias).filter(reading__in=readings)
        yield from claims
        yield from readings


def _batches(items: Iterable[T], size: int = 400) -> Iterator[list[T]]:
    held = list(items)
    for at in range(0, len(held), size):
        yield held[at : at + size]
