"""By what means: the weapons and ways of harm that the words of a sentence name."""

from __future__ import annotations

import re
from functools import cache

from tollbook.grammar.chunks import Sentence
from tollbook.lang import load
from tollbook.text.hints import Hints


@cache
def _means_pattern() -> re.Pattern[str]:
    table = load("en", "means")
    words = {word: name for name, row in table.items() for word in row}
    alternatives = "|".join(sorted(map(re.escape, words), key=lambda w: (-len(w), w)))
    return re.compile(rf"(?<!\w)(?:{alternatives})(?!\w)")


@cache
def _hints() -> Hints:
    return Hints(word for row in load("en", "means").values() for word in row)


@cache
def _means_names() -> dict[str, str]:
    return {word: name for name, row in load("en", "means").items() for word in row}


def means(s: Sentence) -> tuple[str, ...]:
    """The weapons and ways of harm that a sentence names."""
    if not _hints().hold(s.lower, s.start, s.end):
        return ()
    names = _means_names()
    found: dict[str, None] = {}
    for match in _means_pattern().finditer(s.lower, s.start, s.end):
        found.setdefault(names[match.group()])
    return tuple(found)
