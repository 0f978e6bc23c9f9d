"""The door to the log of an open record: what happened, checkpoints, time stamps, proofs."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection, Iterable, Mapping

from tollbook.model import Json
from tollbook.record.errors import told
from tollbook.record.logged import Logged, Signed
from tollbook.record.where import Where


class Ledger:
    """The log of one record."""

    def __init__(self, where: Where, alias: str, by: str) -> None:
        self._where, self._alias, self._by = where, alias, by

    def entries(
        self, *, kinds: Collection[str] | None = None, on: Collection[str] | None = None, by: str | None = None,
        since: dt.date | None = None, until: dt.date | None = None, numbers: Collection[int] | None = None,
        before: int | None = None,
    ) -> Iterable[Logged]:  # fmt: skip
        """The entries that fit, the latest first: of some kinds, on some rows, by somebody, on days in UTC, before a
        number."""
        from tollbook.record import models

        rows = models.Entry.objects.using(self._alias).select_related("said").order_by("-id")
        if kinds is not None:
            rows = rows.filter(kind__in=list(kinds))
        if on is not None:
            rows = rows.filter(on__in=list(on))
        if by is not None:
            rows = rows.filter(by__in=self._people(by))
        if since is not None:
            rows = rows.filter(at__gte=dt.datetime.combine(since, dt.time(), dt.UTC))
        if until is not None:
            rows = rows.filter(at__lt=dt.datetime.combine(until + dt.timedelta(1), dt.time(), dt.UTC))
        if numbers is not None:
            rows = rows.filter(id__in=list(numbers))
        some: list[models.Entry] | None = None
        while some is None or some:  # page by page: who stops in the middle leaves nothing open
            with told(self._where):
                some = list((rows if before is None else rows.filter(id__lt=before))[:500])
            for row in some:
                before = row.pk
                says = json.loads(row.said.body) if hasattr(row, "said") else None
                yield Logged(row.pk, row.at, row.kind, row.by, row.on, row.seal, row.hash, says)

    def moved(self, after: int) -> int:
        """The last entry after one that may have changed an answer (:func:`tollbook.record.log.moved`)."""
        from tollbook.record import log

        with told(self._where):
            return log.moved(self._alias, after)

    def last(self, kinds: Collection[str], after: int = 0) -> int:
        """The last entry of some kinds after one; 0 where there is none."""
        from tollbook.record import models

        with told(self._where):
            rows = models.Entry.objects.using(self._alias).filter(id__gt=after, kind__in=list(kinds)).order_by("-id")
            return rows.values_list("id", flat=True).first() or 0

    def at(self, number: int) -> dt.datetime | None:
        """When an entry was written."""
        from tollbook.record import models

        with told(self._where):
            rows = models.Entry.objects.using(self._alias).filter(id=number)
            return rows.values_list("at", flat=True).first()

    def _people(self, name: str) -> list[str]:
        """All that somebody is written as: databases differ in which letters they hold for the same."""
        from tollbook.record import models

        with told(self._where):
            names = models.Entry.objects.using(self._alias).order_by().values_list("by", flat=True).distinct()
            return [one for one in names if one.casefold() == name.casefold()]

    def checkpoints(self) -> list[Signed]:
        """Every checkpoint, in order."""
        from tollbook.record import checkpoints

        with told(self._where):
            return checkpoints.all_of(self._alias)

    def sign(self) -> tuple[Signed, bool]:
        """Sign the head of the log with this computer's key; says whether the key was made for it."""
        from tollbook.record import checkpoints
        from tollbook.record.keys import signer

        with told(self._where):
            key = signer()
            return checkpoints.sign(self._alias, key, self._by), key.fresh

    def ask_for_stamp(self, number: int) -> bytes:
        """The request for a time stamp on a checkpoint, as DER, to be taken to an authority."""
        from tollbook.record import checkpoints

        with told(self._where):
            return checkpoints.ask_for_stamp(self._alias, number, self._by)

    def take_stamp(self, answer: bytes, authority: bytes) -> Signed:
        """Check an authority's answer with its certificates (PEM) and keep it. Raises :class:`RecordError`."""
        from tollbook.record import checkpoints

        with told(self._where):
            return checkpoints.take_stamp(self._alias, answer, authority, self._by)

    def prove(
        self,
        checkpoint: Signed,
        entries: Mapping[int, Collection[str]],
        claims: Mapping[int, Mapping[str, Collection[str]]] | None = None,
        earlier: Iterable[str] = (),
    ) -> Json:
        """A proof for outside (see :func:`tollbook.record.proving.prove`)."""
        from tollbook.record import proving

        with told(self._where):
            return proving.prove(self._alias, checkpoint, entries, claims or {}, earlier)

    def entries_of(self, claims: Iterable[str]) -> dict[str, int]:
        """The entry that put each claim down."""
        from tollbook.record import proving

        with told(self._where):
            return proving.entries_of(self._alias, claims)
