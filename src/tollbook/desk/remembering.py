"""What was reckoned once is not reckoned again while nothing changed: a map or a timeline is many questions.

An answer follows from the record and from which reports a person may see, and from nothing else. So it is kept under
the root of the log, which any change moves, and the reports that were left out.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar

from tollbook.record.store import Store

T = TypeVar("T")

#: How many are kept, the last used.
KEPT = 64


class Memory:
    """The last answers, by what they follow from. For all threads of a process."""

    def __init__(self, kept: int = KEPT) -> None:
        self._kept, self._lock = kept, Lock()
        self._found: OrderedDict[Hashable, Any] = OrderedDict()

    def of(self, store: Store, what: Hashable, reckon: Callable[[], T]) -> T:
        """What ``reckon`` gives for ``what``, reckoned where the record has changed since, or never was asked."""
        key = (store.head(), store.hidden, what)
        with self._lock:
            if key in self._found:
                self._found.move_to_end(key)
                found: T = self._found[key]
                return found
        made = reckon()
        with self._lock:
            self._found[key] = made
            while len(self._found) > self._kept:
                self._found.popitem(last=False)
        return made


__all__ = ["KEPT", "Memory"]
