"""The log against itself: every entry, what it says, the tree over all, the checkpoints signed and kept."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from typing import Any

from django.db.models import Model

from tollbook.model import Problem
from tollbook.proof import ProofError, bagged, canonical, grow, is_signed, parse_checkpoint, seal
from tollbook.record import log, models
from tollbook.record.logged import Tell, Witness
from tollbook.record.sealing import SEALED

#: How many entries are looked at in one go.
STEP = 500
COPY = "Compare with a copy of the record."

UNREADABLE = "It cannot be read any more: what stands in it is not of its kind."
#: What reading a row raises where something else was put into it.
BROKEN = (ValueError, TypeError, KeyError, AttributeError, OverflowError)


def loaded(alias: str, model: type[Model], keys: Sequence[Any], related: str = "") -> Iterator[tuple[Any, Any]]:
    """Rows by their keys, in order; nothing in place of one that cannot be read."""
    rows = model._default_manager.using(alias)
    if related:
        rows = rows.select_related(related)
    try:
        found = {row.pk: row for row in rows.filter(pk__in=list(keys))}
    except BROKEN:
        found = {}
        for key in keys:
            with suppress(*BROKEN):
                found[key] = rows.get(pk=key)
    for key in keys:
        yield key, found.get(key)


def guarded(where: str, problems: Iterator[Problem]) -> Iterator[Problem]:
    """Problems, and one more where looking for them stumbles over what stands there."""
    try:
        yield from problems
    except BROKEN:
        yield Problem(where, UNREADABLE, COPY)


class Walk:
    """One walk through the log, from its first entry to its last."""

    def __init__(self, alias: str, kept: Collection[Witness]) -> None:
        self.alias = alias
        #: The rows that entries put down, by table, each with the last of those entries.
        self.named: dict[str, dict[int, int]] = defaultdict(dict)
        #: Entries whose words went with a report that was removed.
        self.erased: set[int] = set()
        self._kept = kept
        self._peaks: list[bytes] = []
        self._size = 0
        #: What the root is said to be at a size, and where that is said.
        self._heads: dict[int, list[tuple[bytes, str]]] = defaultdict(list)
        self._unsaid: list[int] = []
        self._table = {kind: name for name, (_, kinds) in SEALED.items() for kind in kinds}

    def problems(self, tell: Tell) -> Iterator[Problem]:
        """What does not hold of the log, its tree and its checkpoints."""
        trees: list[models.Tree] = []
        with suppress(*BROKEN):
            trees = list(models.Tree.objects.using(self.alias))
        if [tree.pk for tree in trees] != [1]:
            yield Problem(
                "log", "The row that says how far the log has come is gone, or not the first and only one.", COPY
            )
            return
        yield from self._checkpoints(trees[0].origin)
        yield from self._entries(tell)
        for size, heads in sorted(self._heads.items()):
            for _, where in heads:
                what = f"It is of {size:,} entries, and the log has {self._size:,}: its end was cut off."
                yield Problem(where, what, COPY)
        if (trees[0].size, trees[0].peaks) != (self._size, [peak.hex() for peak in self._peaks]):
            yield Problem("log", f"Its head is of {trees[0].size:,} entries, and not of these {self._size:,}.", COPY)
        for number in self._unsaid:
            if number not in self.erased:
                yield Problem(f"entry {number}", "What it says is gone, and nobody removed it.", COPY)

    def _entries(self, tell: Tell) -> Iterator[Problem]:
        keys = list(models.Entry.objects.using(self.alias).order_by("id").values_list("id", flat=True))
        nodes = (
            models.Node.objects.using(self.alias)
            .order_by("id")
            .values_list("id", "level", "place", "hash")
            .iterator(500)
        )
        whole, expected, number = True, 0, 0
        yield from self._compared()
        for at in range(0, len(keys), STEP):
            tell("Checking the log", at, len(keys))
            for key, entry in loaded(self.alias, models.Entry, keys[at : at + STEP], "said"):
                expected += 1
                if key != expected:
                    yield Problem(f"entry {key}", f"The log is broken before it: entry {expected:,} is gone.", COPY)
                    expected = key if isinstance(key, int) else expected
                if entry is None:
                    yield Problem(f"entry {key}", UNREADABLE, COPY)
                    continue
                yield from guarded(f"entry {key}", self._entry(entry))
                self._peaks, closed = grow(self._size, self._peaks, _stored(entry))
                self._size += 1
                for level, place, hashed in closed:
                    number += 1
                    if whole and next(nodes, None) != (number, level, place, hashed.hex()):
                        whole = False
                        what = f"The tree over the log is not that of its entries (level {level}, place {place})."
                        yield Problem(f"entry {key}", what, COPY)
                yield from self._compared()
        if whole and next(nodes, None) is not None:
            yield Problem("log", "The tree over the log has more to it than its entries: its end was cut off.", COPY)

    def _entry(self, entry: models.Entry) -> Iterator[Problem]:
        where = f"entry {entry.id}"
        if log.hash_of(entry).hex() != entry.hash:
            yield Problem(where, "It was changed after it was written.", COPY)
        name, _, pk = entry.on.partition(" ")
        if self._table.get(entry.kind) == name and pk.isdecimal():
            self.named[name][int(pk)] = entry.id
        try:
            said = entry.said
        except models.Said.DoesNotExist:
            self._unsaid.append(entry.id)
            return
        try:
            says = json.loads(said.body)
            whole = canonical(says) == said.body and seal(says, said.secret) == entry.seal
        except BROKEN:
            whole = False
        if not whole:
            yield Problem(where, "What it says was changed: it is not what was sealed.", COPY)
        elif entry.kind == "report.removed":
            self.erased.update(says["erased"])

    def _compared(self) -> Iterator[Problem]:
        """The heads that were signed at this size, against the tree."""
        for root, where in self._heads.pop(self._size, ()):
            if root != bagged(self._peaks):
                what = f"Today's log does not begin with its {self._size:,} entries: they were changed since."
                yield Problem(where, what, COPY)

    def _checkpoints(self, origin: str) -> Iterator[Problem]:
        rows = list(models.Checkpoint.objects.using(self.alias).order_by("id").defer("at"))
        keys = {row.key for row in rows}
        for row in rows:
            yield from self._checkpoint(f"checkpoint {row.pk}", row.note, {row.key}, origin)
        for kept in self._kept:
            yield from self._checkpoint(kept.where, kept.note, {kept.key} if kept.key else keys, origin)

    def _checkpoint(self, where: str, note: str, keys: set[str], origin: str) -> Iterator[Problem]:
        try:
            head = parse_checkpoint(note)
            signed = any(is_signed(note, key) for key in keys)
        except ProofError as error:
            yield Problem(where, str(error))
            return
        except BROKEN:
            yield Problem(where, UNREADABLE, COPY)
            return
        if head.origin != origin:
            yield Problem(where, f"It is of another log: {head.origin}, and this is {origin}.")
            return
        if not signed:
            yield Problem(where, "It is not signed by the key.", "Name the key it should be signed with: --key KEY.")
        self._heads[head.size].append((head.root, where))


def _stored(entry: models.Entry) -> bytes:
    """The hash an entry stands with in the tree, whatever became of the entry: so one changed entry is one finding."""
    with suppress(*BROKEN):
        if len(stored := bytes.fromhex(entry.hash)) == 32:
            return stored
    with suppress(*BROKEN):
        return log.hash_of(entry)
    return bytes(32)
