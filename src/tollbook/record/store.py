"""The door of a record: open it, take reports in, read back what it holds.

Everything that comes out is of :mod:`tollbook.model`: no caller sees the database.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from tollbook.model import Claim, Json, Problem, Report
from tollbook.record.connect import can_write, connect, disconnect, reading, writing
from tollbook.record.errors import RecordError, told
from tollbook.record.ledger import Ledger
from tollbook.record.logged import silent
from tollbook.record.originals import Originals, Rows
from tollbook.record.settings import me
from tollbook.record.where import Where

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from tollbook.reckon.deciding import Held
    from tollbook.reckon.incidents import Proposal
    from tollbook.record import models
    from tollbook.record.custody import Custody
    from tollbook.record.decisions import Judged, Kept, PolicyRun
    from tollbook.record.hand import Hand
    from tollbook.record.listing import Listing
    from tollbook.record.logged import Tell, Witness
    from tollbook.record.plan import Plan, Read
    from tollbook.record.seen import Seen
    from tollbook.record.shelf import Recorded


class Store:
    """A record, open. Use it as a context manager. Raises :class:`RecordError` for what the world does to it."""

    def __init__(self, where: Where, alias: str, by: str | None = None) -> None:
        #: The folder or the database it is in.
        self.where = where
        #: Who is at work, where nobody else is named.
        self.by = by or me()
        self.alias = alias
        self.ledger = Ledger(where, alias, self.by)
        self.originals = Originals(where / "originals") if isinstance(where, Path) else Rows(alias)
        #: The identities of reports that whoever is at work may not see (:mod:`tollbook.desk.access`): nothing that is
        #: given out here is of them.
        self.hidden: frozenset[str] = frozenset()
        self._seen: Seen | None = None

    @classmethod
    def open(cls, where: Where, *, create: bool = False, write: bool = False, by: str | None = None) -> Self:
        """Open a record; ``create`` makes it where there is none, ``write`` says that it will be written, ``by`` by
        whom (otherwise whom the environment or the computer names)."""
        with told(where):
            return cls(where, connect(where, create=create, write=write), by)

    @property
    def custody(self) -> Custody:
        """What becomes of its reports: correction, withdrawal, removal."""
        from tollbook.record.custody import Custody

        return Custody(self.where, self.alias, self.originals, self.by)

    @property
    def listing(self) -> Listing:
        """Lists of what it holds, a page at a time."""
        from tollbook.record.listing import Listing

        return Listing(self.where, self.alias, self.hidden)

    @property
    def hand(self) -> Hand:
        """What people decide on claims and make themselves: corrections, additions."""
        from tollbook.record.hand import Hand

        return Hand(self.where, self.alias, self.by, self.hidden)

    def close(self) -> None:
        """Close it. A closed store is not used again."""
        disconnect(self.alias)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def told(self) -> AbstractContextManager[None]:
        """What fails inside, on the disk or in the database, is said of this record."""
        return told(self.where)

    def plan(self, report: Report, again: bool = False) -> Plan:
        """What taking a report in would do (see :mod:`tollbook.record.taking`)."""
        from tollbook.record import taking

        with told(self.where):
            return taking.plan(self.alias, report, again)

    def take_in(
        self, items: Sequence[Read], extractor: str, watch: Callable[[int], None] | None = None
    ) -> list[tuple[Report, list[Claim]]]:
        """Keep reports with their bytes, texts, claims and problems: all of it or, whatever happens, nothing. Returns
        each with its claims (see :mod:`tollbook.record.taking`)."""
        from tollbook.record import taking

        with told(self.where):
            return taking.take_in(self.alias, self.originals, items, extractor, self.by, watch)

    @contextmanager
    def together(self) -> Iterator[None]:
        """All that is taken in inside is kept together, or none of it."""
        with told(self.where), writing(self.alias):
            yield

    @contextmanager
    def still(self) -> Iterator[None]:
        """All that is read inside is of one state of the record, whatever others write meanwhile."""
        from tollbook.record import log
        from tollbook.record.seen import seen

        with told(self.where), reading(self.alias):
            outside, self._seen = self._seen, seen((str(self.where), *log.head(self.alias)))
            try:
                yield
            finally:
                self._seen = outside

    def reports(self, text: bool = False, named: Collection[str] | None = None) -> list[Report]:
        """All reports in the order they were taken in, or those of some identities, with or without their texts."""
        from tollbook.record.index import batches

        with told(self.where):
            rows = self._reports() if text else self._reports().defer("text", "conversion")
            if named is None:
                return [as_report(row, text) for row in rows]
            some = (row for part in batches(sorted(named)) for row in rows.filter(identity__in=part))
            return sorted((as_report(row, text) for row in some), key=lambda report: report.number or 0)

    def latest(self) -> dt.date | None:
        """The latest day a report was published."""
        from django.db.models import Max

        with told(self.where):
            day: dt.date | None = self._reports().aggregate(last=Max("published"))["last"]
            return day

    def find(self, key: str) -> list[Report]:
        """The reports a word names: a number, the beginning of an identity, or (a part of) a path or a title."""
        from django.db.models import Q

        rows = self._reports()
        with told(self.where):
            if key.isdecimal() and len(key) < 10 and (found := list(rows.filter(id=int(key)))):
                return [as_report(row, text=True) for row in found]
            named = Q(origin=key) | Q(title=key) | Q(part=key) | Q(origin__endswith=f"/{key}")
            if len(key) >= 6:
                named |= Q(identity__startswith=key.lower())
            found = list(rows.filter(named)) or list(rows.filter(id__in=self._having(key)))
            return [as_report(row, text=True) for row in found]

    def _having(self, key: str, most: int = 20) -> list[int]:
        """The first reports that have some words in their path or title, whatever their case: databases differ in which
        letters they hold for the same."""
        word = key.casefold()
        there = self._reports().values_list("id", "origin", "title").iterator(2000)
        return list(islice((n for n, *said in there if any(word in one.casefold() for one in said)), most))

    def shelf(self, harm: str | None, known_on: dt.date | None = None) -> Recorded:
        """The claims that stand as questions of a harm ask for them (of any, where none is named), those published by a
        day if one is given. What it is asked for can raise as the database does: see :meth:`told`."""
        from tollbook.record.shelf import Recorded

        with told(self.where):
            return Recorded(self.alias, harm, known_on, self.hidden, self._seen)

    def claims(
        self,
        *,
        harms: Iterable[str] | None = None,
        report: str | None = None,
        named: Collection[str] | None = None,
        decided: bool = True,
        known_on: dt.date | None = None,
    ) -> list[Claim]:
        """The claims that stand: of the reading that stands of each report, without those an analyst took out, and with
        the incidents that decisions hold them to be of. ``decided=False`` leaves the decisions on incidents away: then
        an incident is what a table says. ``named`` are identities to look up, of which there should not be thousands.
        Reports that were withdrawn are left out; ``known_on``: unless that was only after this day.
        """
        from tollbook.record.codec import load_claim
        from tollbook.record.custody import gone, stones
        from tollbook.record.hand import followed, led
        from tollbook.record.index import LEFT_OUT

        with told(self.where):
            without = gone(stones(self.alias), known_on) | self.hidden
            if report is not None or named is not None:  # a few, which the index has
                return self._indexed(report, named, harms, without, decided)
            rows = self._claims()
            if without:
                rows = rows.exclude(reading__report__identity__in=without)
            if harms is not None:
                rows = rows.filter(harm__in=list(harms))
            decisions = self._decided()
            out = {claim for claim, decision in decisions.items() if decision in LEFT_OUT}
            said = [load_claim(whole) for name, whole in rows.values_list("identity", "whole") if name not in out]
            if "corrected" in decisions.values():
                links = {name for claim in said for name in (claim.part_of, claim.repeats) if name is not None}
                follow = followed(self.alias, links)
                said = [led(claim, follow) for claim in said]
            return self.held().lay(said) if decided else said

    def _indexed(
        self, report: str | None, named: Collection[str] | None, harms: Iterable[str] | None, without: Collection[str],
        decided: bool,
    ) -> list[Claim]:  # fmt: skip
        from tollbook.record import models
        from tollbook.record.index import batches
        from tollbook.record.shelf import standing

        rows = models.Standing.objects.using(self.alias).exclude(report__identity__in=sorted(without))
        if report is not None:
            rows = rows.filter(report__identity=report)
        if harms is not None:
            rows = rows.filter(harm__in=list(harms))
        parts = [rows] if named is None else (rows.filter(identity__in=some) for some in batches(sorted(named)))
        numbers = [number for part in parts for number in part.values_list("claim_id", flat=True)]
        found = {
            number: claim for some in batches(numbers) for number, claim in standing(self.alias, some, decided=decided)
        }
        return [found[number] for number in sorted(found)]

    def supposed(self, harm: str, now: Held, held: Held) -> Recorded:
        """The claims that stand as they would be under other decisions on incidents than those of ``now``."""
        from tollbook.record.supposed import Supposed

        with told(self.where):
            return Supposed(self.alias, harm, self.hidden, now, held)

    def held(self) -> Held:
        """What the decisions on incidents that stand come to."""
        from tollbook.record import incidents

        with told(self.where):
            return incidents.held(self.alias)

    def proposals(self, *, decided: bool = False) -> list[Kept]:
        """The proposals that claims are of one event, with what became of each; ``decided``: with a verdict only."""
        from tollbook.record import incidents

        with told(self.where):
            return incidents.kept(self.alias, decided=decided)

    def propose(self, proposals: Sequence[Proposal], given: dict[str, str], by: str) -> int:
        """Keep proposals; those known already are not kept again. Returns how many are new."""
        from tollbook.record import incidents

        with told(self.where):
            return incidents.add(self.alias, proposals, given, by)

    def judge_all(self, judged: Iterable[Judged], by: str, kind: str) -> None:
        """Add judgements on claims, proposals (kind ``incident``), policies or reports: all of them or none."""
        from tollbook.record import incidents

        with told(self.where):
            incidents.judge(self.alias, kind, judged, by)

    def policies(self) -> list[PolicyRun]:
        """Every run of a policy, in order."""
        from tollbook.record import incidents

        with told(self.where):
            return incidents.policies(self.alias)

    def table_claims(self) -> Iterator[tuple[str, str, str]]:
        """The claims of tables that no later table superseded, whatever an analyst decided on them: its identity, the
        identity of its report, and its rule, which names list and row."""
        with told(self.where):
            out = {claim for claim, decision in self._decided().items() if decision == "superseded"}
            rows = self._claims().filter(reading__report__media_type="text/csv", reading__current_of__isnull=False)
            for name, report, rule in rows.values_list("identity", "reading__report__identity", "whole__rule"):
                if name not in out:
                    yield name, report, rule

    def problems(self, report: str | None = None) -> list[tuple[str, Problem]]:
        """What could not be read as it stood, with the identity of its report."""
        from tollbook.record import models
        from tollbook.record.codec import load_problem

        with told(self.where):
            rows = models.Problem.objects.using(self.alias).filter(reading__current_of__isnull=False)
            if self.hidden:
                rows = rows.exclude(reading__report__identity__in=self.hidden)
            if report is not None:
                rows = rows.filter(reading__report__identity=report)
            return [
                (name, load_problem(whole)) for name, whole in rows.values_list("reading__report__identity", "whole")
            ]

    def judge(self, claim: str, decision: str, reason: str, by: str, value: Json | None = None) -> None:
        """Add a judgement on a claim: ``accepted``, ``rejected``, ``withdrawn`` or another decision of the desk."""
        from tollbook.record.decisions import Judged

        self.judge_all([Judged(claim, decision, reason, value)], by, "claim")

    def supersede(self, claims: Mapping[str, str], by: str) -> None:
        """Take claims out in favour of others, each for a reason; they stay in the record's history."""
        from tollbook.record.decisions import Judged

        self.judge_all([Judged(claim, "superseded", reason) for claim, reason in claims.items()], by, "claim")

    def add_gazetteer(self, name: str, raw: bytes, places: int) -> str:
        """Keep a table of places under a name, in the place of any of that name, and return its SHA-256."""
        from django.utils import timezone

        from tollbook.record import log, models
        from tollbook.record.failpoints import point
        from tollbook.record.sealing import on, row_says

        with told(self.where):
            sha256 = hashlib.sha256(raw).hexdigest()
            with self.originals.keeping([raw], self.alias):
                now = timezone.now()
                row, _ = models.Gazetteer.objects.using(self.alias).update_or_create(
                    name=name, defaults={"sha256": sha256, "places": places, "added": now}
                )
                log.append(self.alias, "gazetteer.added", on(row), row_says(row), self.by, now)
            point("places.kept")
            return sha256

    def gazetteers(self) -> list[tuple[str, str, int]]:
        """The tables of places added: name, SHA-256 of its bytes, number of places."""
        from tollbook.record import models

        with told(self.where):
            rows = models.Gazetteer.objects.using(self.alias).values_list("name", "sha256", "places")
            return list(rows)

    def note(self, kind: str, says: Json, on: str = "", by: str | None = None) -> None:
        """Write into the log what was done with the record and left no row in it: an export, a refusal, a login, a read
        of restricted material. ``kind`` is one of :data:`tollbook.record.log.KINDS`."""
        from django.utils import timezone

        from tollbook.record import log

        if not self.writable:  # a copy on a disk nobody can write: whoever holds that has all there is anyway
            return
        with told(self.where), writing(self.alias):
            says = says or {"kind": kind}  # a seal over nothing would bind no salt
            log.append(self.alias, kind, on, says, by or self.by, timezone.now())

    def exported(self, form: str, made: str | bytes, claims: int) -> None:
        """Note that something left the record: in which form, its hash, how many claims are in it."""
        raw = made.encode("utf-8", "surrogatepass") if isinstance(made, str) else made
        self.note("record.exported", {"form": form, "claims": claims, "sha256": hashlib.sha256(raw).hexdigest()})

    @property
    def writable(self) -> bool:
        """Whether anything can be written to it."""
        return can_write(self.where, self.alias)

    def verify(self, kept: Collection[Witness] = (), tell: Tell = silent) -> Iterator[Problem]:
        """Everything in the record that does not hold (see :mod:`tollbook.record.verify`); ``kept`` are checkpoints
        from elsewhere that the log must extend."""
        from tollbook.record.verify import verify

        with told(self.where):
            yield from verify(self.alias, self.originals, kept, tell)

    def reindex(self) -> None:
        """Make the index of the claims that stand anew: it holds nothing that cannot be made again."""
        from tollbook.record import index

        with told(self.where):
            index.rebuild(self.alias)

    def head(self) -> tuple[str, int, bytes]:
        """The head of the log: whose, how many entries, the root over them."""
        from tollbook.record import log

        with told(self.where):
            return log.head(self.alias)

    def row(self, number: int) -> models.Report:
        """The row of a report, for :meth:`take_in`."""
        with told(self.where):
            return self._reports().get(pk=number)

    def _reports(self) -> QuerySet[models.Report]:
        from tollbook.record import models

        rows = models.Report.objects.using(self.alias)
        return rows.exclude(identity__in=self.hidden) if self.hidden else rows

    def _claims(self) -> QuerySet[models.Claim]:
        from tollbook.record import models
        from tollbook.record.hand import current

        return models.Claim.objects.using(self.alias).filter(current())

    def _decided(self) -> dict[str, str]:
        from tollbook.record import index

        return index.decided(self.alias)


def as_report(row: models.Report, text: bool = False) -> Report:
    """A row as a report, with its text or without."""
    from tollbook.record.codec import load_conversion

    return Report(
        text=row.text if text else "",
        conversion=load_conversion(row.conversion) if text else None,
        sha256=row.sha256,
        part=row.part,
        publisher=row.publisher,
        published=row.published,
        language=row.language,
        title=row.title,
        origin=row.origin,
        media_type=row.media_type,
        id=row.identity,
        number=row.id,
    )


__all__ = ["RecordError", "Store"]
