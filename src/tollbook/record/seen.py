"""What was found out about one state of a record, for whoever asks of the same state again.

A page is many questions, and twenty people open pages of one record all day. Some of what a question needs first is the
same whoever asks and whatever of: which reports are gone, the country most is told of, since when there is too much of
a kind to be looked at whole. It follows from the record alone, so it is kept under the head of its log, which changes
with everything: nothing is ever told of another state.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar

T = TypeVar("T")

#: Of so many states what was found out is kept, those asked last.
STATES = 4
#: So many things are kept of one; a record asked about more begins anew.
FACTS = 4096


class Seen:
    """What was found out about one state."""

    def __init__(self) -> None:
        self._facts: dict[Hashable, Any] = {}

    def of(self, what: Hashable, find: Callable[[], T]) -> T:
        """What is known by this name, found out where it is not; never ``None``."""
        known: T | None = self.known(what)
        if known is None:
            known = find()
            self.keep(what, known)
        return known

    def known(self, what: Hashable) -> Any:
        """What is known by this name, or ``None``."""
        return self._facts.get(what)

    def keep(self, what: Hashable, found: Any) -> None:
        """Keep what was found out."""
        if len(self._facts) >= FACTS:
            self._facts.clear()
        self._facts[what] = found


_LOCK = Lock()
_STATES: OrderedDict[Hashable, Seen] = OrderedDict()


def seen(state: Hashable) -> Seen:
    """What was found out about a state, by the name of the record and the head of its log."""
    with _LOCK:
        found = _STATES.setdefault(state, Seen())
        _STATES.move_to_end(state)
        while len(_STATES) > STATES:
            _STATES.popitem(last=False)
        return found
