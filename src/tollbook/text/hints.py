"""Whether a stretch of text can hold an entry of a table, told by its words before any slow pattern is tried."""

from __future__ import annotations

import re
from collections.abc import Iterable

_WORD = re.compile(r"[a-z]+")
_REMEMBERED = 50_000


class Hints:
    """The words of a table's entries, and of the words met those that can be one and those that cannot; of each entry
    only the longest is looked for, likely its rarest.

    An entry is words in small letters that stand between word boundaries: ``*`` at a word's end stands for any ending,
    ``|`` for a choice. Raises ValueError for an entry without a word of letters.
    """

    def __init__(self, entries: Iterable[str]) -> None:
        self.whole: set[str] = set()
        prefixes: set[str] = set()
        for entry in entries:
            words = [[_longest(choice) for choice in word.split("|")] for word in entry.split()]
            looked_for = max(words, key=lambda choices: min(map(len, choices)))
            if not all(looked_for):
                raise ValueError(f"{entry!r} has no word of letters")
            for word in looked_for:
                (prefixes if word.endswith("*") else self.whole).add(word.rstrip("*"))
        self.prefixes = tuple(prefixes)
        self._can: set[str] = set()
        self._cannot: set[str] = set()

    def hold(self, lower: str, start: int, end: int) -> bool:
        """Whether a stretch of a folded text can hold an entry."""
        words = _WORD.findall(lower, start, end)
        if not self._can.isdisjoint(words):
            return True
        if self._cannot.issuperset(words):
            return False
        if len(self._can) + len(self._cannot) > _REMEMBERED:
            self._can.clear()
            self._cannot.clear()
        met = {word for word in words if word in self.whole or word.startswith(self.prefixes)}
        self._can |= met
        self._cannot.update(word for word in words if word not in met)
        return bool(met)


def _longest(choice: str) -> str:
    """The longest piece of a word between its hyphens that is of letters, with the sign for any ending."""
    pieces = [piece for piece in choice.split("-") if _WORD.fullmatch(piece.removesuffix("*"))]
    return max(pieces, key=len, default="")
