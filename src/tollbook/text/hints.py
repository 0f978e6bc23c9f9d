"""Whether a stretch of text can hold an entry of a table, told by its words before any slow pattern is tried."""

from __future__ import annotations

import re
from collections.abc import Iterable

_WORD = re.compile(r"[a-z]+")
_REMEMBERED = 50_000


class Hints(dict[str, bool]):
    """Of every word met, whether it can be a word of an entry; of each entry only the longest is looked for, likely its
    rarest.

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

    def __missing__(self, word: str) -> bool:
        known = word in self.whole or word.startswith(self.prefixes)
        if len(self) < _REMEMBERED:
            self[word] = known
        return known

    def hold(self, lower: str, start: int, end: int) -> bool:
        """Whether a stretch of a folded text can hold an entry."""
        return any(map(self.__getitem__, _WORD.findall(lower, start, end)))


def _longest(choice: str) -> str:
    """The longest piece of a word between its hyphens that is of letters, with the sign for any ending."""
    pieces = [piece for piece in choice.split("-") if _WORD.fullmatch(piece.removesuffix("*"))]
    return max(pieces, key=len, default="")
