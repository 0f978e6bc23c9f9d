"""The log: everything that happened to the record, as the entries of a Merkle tree that only grows.

An entry is a few plain words (number, time, kind, who, on which row) and a seal over what it says; what it says stands
beside it and can be erased with its report, the entry cannot. All entries are leaves of a tree (RFC 6962,
:mod:`tollbook.proof`): its root, signed as a checkpoint and kept elsewhere, fixes everything before it, and whoever
keeps one can have it proved that today's log begins with it. Adding an entry hashes and writes about log2(n) subtrees
at most, one on the average.

The kinds, and what they are in words, are in :data:`tollbook.record.logged.KINDS`. Rows that an entry puts down are
sealed by it whole (:mod:`tollbook.record.sealing`).
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from tollbook.model import Json
from tollbook.proof import Get, bagged, canonical, entry_hash, grow, seal
from tollbook.record import models
from tollbook.record.failpoints import point
from tollbook.record.logged import KINDS, STILL


def new_secret() -> str:
    """Something nobody can guess, to salt a seal with."""
    return secrets.token_hex(32)


@dataclass(frozen=True, slots=True)
class Line:
    """An entry to be written: its kind, the row it is on, what it says, who did it."""

    kind: str
    on: str
    says: Json
    by: str
    secret: str = field(default_factory=new_secret)


def append(alias: str, kind: str, on: str, says: Json, by: str, at: dt.datetime) -> None:
    """Write an entry. Must run inside the transaction that does what it tells of (see
    :func:`tollbook.record.connect.writing`)."""
    extend(alias, [Line(kind, on, says, by)], at)


def extend(alias: str, lines: Iterable[Line], at: dt.datetime) -> None:
    """Write entries, in order. Must run as :func:`append` must."""
    tree = models.Tree.objects.using(alias).get()
    peaks = [bytes.fromhex(peak) for peak in tree.peaks]
    entries, said, nodes = [], [], []
    number = tree.size - tree.size.bit_count()  # so many complete subtrees there are above that many entries
    for line in lines:
        assert line.kind in KINDS, line.kind
        entry = models.Entry(id=tree.size + 1, at=at, kind=line.kind, by=line.by, on=line.on)
        entry.seal = seal(line.says, line.secret)
        hashed = hash_of(entry)
        entry.hash = hashed.hex()
        entries.append(entry)
        said.append(models.Said(entry=entry, secret=line.secret, body=canonical(line.says)))
        peaks, closed = grow(tree.size, peaks, hashed)
        for level, place, node in closed:
            number += 1
            nodes.append(models.Node(id=number, level=level, place=place, hash=node.hex()))
        tree.size += 1
    if not entries:
        return
    tree.peaks = [peak.hex() for peak in peaks]
    point("log.begun")
    models.Entry.objects.using(alias).bulk_create(entries, batch_size=500)
    point("log.entries")
    models.Said.objects.using(alias).bulk_create(said, batch_size=500)
    point("log.said")
    models.Node.objects.using(alias).bulk_create(nodes, batch_size=500)
    point("log.nodes")
    tree.save(using=alias, update_fields=["size", "peaks"])
    point("log.tree")


def plain(entry: models.Entry) -> Json:
    """An entry as its hash covers it, and as it stands in a proof."""
    at = entry.at.astimezone(dt.UTC).isoformat(timespec="microseconds")
    return {"n": entry.id, "at": at, "kind": entry.kind, "by": entry.by, "on": entry.on, "seal": entry.seal}


def hash_of(entry: models.Entry) -> bytes:
    """The leaf of an entry."""
    return entry_hash(plain(entry))


def head(alias: str) -> tuple[str, int, bytes]:
    """The log's name for ever, how many entries it has, and the root over them."""
    tree = models.Tree.objects.using(alias).get()
    return tree.origin, tree.size, bagged([bytes.fromhex(peak) for peak in tree.peaks])


def moved(alias: str, after: int) -> int:
    """The last entry after one that may have changed an answer; 0 where there is none. Who accepts a claim that nobody
    took out changes nothing."""
    rows = models.Entry.objects.using(alias).filter(id__gt=after).exclude(kind__in=STILL).order_by("-id")
    for number, kind, row in rows.values_list("id", "kind", "on").iterator(500):
        if kind != "claim.judged" or not _confirms(alias, int(row.rpartition(" ")[2])):
            return int(number)
    return 0


def _confirms(alias: str, number: int) -> bool:
    """Whether a judgement leaves a claim as it was: it stood, and stands."""
    rows = models.Judgement.objects.using(alias)
    row = rows.filter(pk=number).first()
    if row is None or row.decision not in ("accepted", "first"):
        return False
    before = rows.filter(kind="claim", target=row.target, id__lt=number)
    return not before.exclude(decision__in=("accepted", "first")).exists()


def nodes(alias: str) -> Get:
    """The hashes of complete subtrees, looked up as they are needed."""

    def get(level: int, place: int) -> bytes:
        if level == 0:
            found = models.Entry.objects.using(alias).values_list("hash", flat=True).get(id=place + 1)
        else:
            found = models.Node.objects.using(alias).values_list("hash", flat=True).get(level=level, place=place)
        return bytes.fromhex(found)

    return get


def following(alias: str, ons: Sequence[str], kinds: Sequence[str]) -> dict[str, list[models.Entry]]:
    """The entries of some kinds on some rows, in order, with what they say where that still stands."""
    found: dict[str, list[models.Entry]] = {}
    rows = models.Entry.objects.using(alias).filter(on__in=ons, kind__in=kinds).select_related("said").order_by("id")
    for entry in rows:
        found.setdefault(entry.on, []).append(entry)
    return found
