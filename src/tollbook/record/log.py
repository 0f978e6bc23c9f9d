"""The log: what happened to the record, each line sealed by a hash over itself and the line before it.

A line changed, removed or put between breaks the chain at that place, and ``tollbook verify`` names it.
Cutting lines off the end is seen only by who has kept an earlier head; the head is shown by ``verify``
for that purpose.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from tollbook.model import Json, identity
from tollbook.record import models
from tollbook.record.codec import canonical

#: What stands before the first line.
BEGINNING = "0" * 64


def append(alias: str, kind: str, subject: str, data: Json, at: dt.datetime) -> None:
    """Write a line. Must run inside a transaction that holds the write lock, or two writers could share a past."""
    extend(alias, kind, [(subject, data)], at)


def extend(alias: str, kind: str, lines: Iterable[tuple[str, Json]], at: dt.datetime) -> None:
    """Write many lines of one kind, each a subject with its data. Must run as :func:`append` must."""
    last = models.Event.objects.using(alias).order_by("-id").values_list("hash", flat=True).first()
    previous = last or BEGINNING
    events = []
    for subject, data in lines:
        seal = seal_of(previous, kind, subject, data, at)
        events.append(models.Event(kind=kind, subject=subject, data=data, at=at, previous=previous, hash=seal))
        previous = seal
    models.Event.objects.using(alias).bulk_create(events, batch_size=500)


def append_many(alias: str, lines: Iterable[tuple[str, str, Json]], at: dt.datetime) -> None:
    """Write many lines at once, each sealed by the one before it. The same holds as for :func:`append`."""
    previous = models.Event.objects.using(alias).order_by("-id").values_list("hash", flat=True).first() or BEGINNING
    events = []
    for kind, subject, data in lines:
        seal = seal_of(previous, kind, subject, data, at)
        events.append(models.Event(kind=kind, subject=subject, data=data, at=at, previous=previous, hash=seal))
        previous = seal
    models.Event.objects.using(alias).bulk_create(events)


def seal_of(previous: str, kind: str, subject: str, data: Json, at: dt.datetime) -> str:
    """The hash of a line."""
    return identity("event", previous, kind, subject, canonical(data), at.astimezone(dt.UTC).isoformat())


def broken(alias: str) -> Iterator[tuple[int, str]]:
    """The lines whose seal does not hold, each with what is wrong."""
    previous = BEGINNING
    for event in models.Event.objects.using(alias).order_by("id").iterator(2000):
        if event.previous != previous:
            yield event.id, "does not follow the line before it: a line was removed, added or changed"
        elif event.hash != seal_of(event.previous, event.kind, event.subject, event.data, event.at):
            yield event.id, "was changed after it was written"
        previous = event.hash


def head(alias: str) -> tuple[int, str]:
    """How many lines there are, and the hash of the last."""
    events = models.Event.objects.using(alias)
    last = events.order_by("-id").values_list("hash", flat=True).first()
    return events.count(), last or BEGINNING
