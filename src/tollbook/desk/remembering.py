"""What was reckoned once is not reckoned again while nothing changed: a map or a timeline is many questions.

An answer follows from the record and from which reports a person may see, and from nothing else. So it is kept under
the last entry of the log that can have changed one, and the reports that were left out: nobody is ever given what was
reckoned for people who see more. Somebody who logs in, exports or accepts a claim that stood anyway changes no answer.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, NamedTuple

from tollbook.record.store import Store

#: How many are kept, the last used.
KEPT = 256


class Kept(NamedTuple):
    """Something reckoned: what came of it, and the entry of the log it is as of."""

    found: Any
    entry: int


class Memory:
    """The last answers, by what they follow from. For all threads of a process."""

    def __init__(self, kept: int = KEPT) -> None:
        self._kept, self._lock = kept, Lock()
        self._found: OrderedDict[Hashable, Kept] = OrderedDict()
        self._moved: dict[str, tuple[int, int]] = {}
        self._removed = 0

    def of(self, store: Store, what: Hashable, reckon: Callable[[], Any]) -> Any:
        """What ``reckon`` gives for ``what``, reckoned where the record has changed since, or never was asked."""
        now = self.moved(store)
        known = self.last(store, what)
        if known is not None and known.entry >= now:
            return known.found
        with store.still():
            size = store.head()[1]
            found = reckon()
        self.keep(store, what, Kept(found, size))
        return found

    def last(self, store: Store, what: Hashable) -> Kept | None:
        """What was reckoned last for this, and as of when: that may be before the record changed."""
        key = self._key(store, what)
        with self._lock:
            if key in self._found:
                self._found.move_to_end(key)
            return self._found.get(key)

    def keep(self, store: Store, what: Hashable, kept: Kept) -> None:
        """Keep something, unless what is kept is of a later day."""
        key = self._key(store, what)
        with self._lock:
            if kept.entry >= self._removed and (key not in self._found or self._found[key].entry <= kept.entry):
                self._found[key] = kept
                self._found.move_to_end(key)
            while len(self._found) > self._kept:
                self._found.popitem(last=False)

    def moved(self, store: Store) -> int:
        """The last entry of the log that may have changed an answer. What was there before the first look counts as
        such; where a report was removed by law, all that was reckoned with it is forgotten."""
        origin, size, _ = store.head()
        with self._lock:
            before, moved = self._moved.get(origin, (0, size))
        if before < size:
            removed = store.ledger.last(("report.removed",), before) if before else 0
            moved = (store.ledger.moved(before) or moved) if before else size
            with self._lock:
                self._moved[origin] = max(self._moved.get(origin, (0, 0)), (size, moved))
                if removed:
                    self._found.clear()
                    self._removed = removed
        return moved

    def _key(self, store: Store, what: Hashable) -> Hashable:
        return str(store.where), store.hidden, what


__all__ = ["KEPT", "Kept", "Memory"]
