"""Whether harm is of armed conflict at all: earthquakes, road accidents, disease, games and drills are left out.

Decided by the sentence: one that names another cause and has no word of conflict is left out, one that names
both is kept (violence and floods drive people out together). Where a whole report names a disaster or an
accident and never a word of conflict, all its dead and injured are left out. What is told of a film or done in
a drill is left out whatever its words. The words are data (``lang/en/causes.toml``); in a sentence the name of a side
is one of conflict.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import NamedTuple

from tollbook.grammar.drafts import Draft
from tollbook.grammar.names import SIDE
from tollbook.lang import load
from tollbook.text.hints import Hints


class _Words(NamedTuple):
    """The patterns, and what hints at those of causes and unreal things."""

    hints: Hints
    cause: re.Pattern[str]
    sudden: re.Pattern[str]
    only: dict[str, re.Pattern[str]]
    unreal: re.Pattern[str]
    conflict: re.Pattern[str]


def _pattern(entries: Iterable[str]) -> re.Pattern[str]:
    """One pattern for entries of the table: ``*`` any ending, ``|`` a choice of words, a blank any white space."""
    parts = []
    for entry in sorted(set(entries), key=lambda e: (-len(e), e)):
        words = [
            "(?:" + "|".join(re.escape(word).replace(r"\*", r"[\w-]*") for word in choice.split("|")) + ")"
            for choice in entry.split()
        ]
        parts.append(r"\s+".join(words))
    return re.compile(r"(?<![\w-])(?:" + "|".join(parts) + r")(?![\w-])")


@cache
def _words(language: str = "en") -> _Words:
    table = load(language, "causes")
    return _Words(
        Hints(entry for words in (*table["cause"].values(), table["unreal"]["words"]) for entry in words),
        _pattern(word for words in table["cause"].values() for word in words),
        _pattern([*table["cause"]["disaster"], *table["cause"]["accident"]]),
        {harm: _pattern(words) for harm, words in table["only"].items()},
        _pattern(table["unreal"]["words"]),
        _pattern(table["conflict"]["words"]),
    )


_SIDE = re.compile(SIDE)
_MOVED = frozenset(("displaced", "returned", "besieged", "detained"))  # no disease does that: it is told beside it
_BODILY = frozenset(("killed", "injured", "casualties", "missing"))


def of_conflict(drafts: Sequence[Draft], lower: str) -> list[Draft]:
    """The drafts whose harm is of conflict, in their order. ``lower`` is the folded text of the report."""
    words = _words()
    bodily = any(draft.harm in _BODILY for draft in drafts)
    hinted = not bodily or words.hints.hold(lower, 0, len(lower))
    none = bodily and hinted and _none_of_conflict(words, lower)
    kinds: dict[tuple[int, int], str] = {}
    kept = []
    for draft in drafts:
        quote = (draft.quote.start, draft.quote.end)
        if quote not in kinds:
            kinds[quote] = _kind(words, lower, *quote) if hinted else ""
        own = words.only.get(draft.harm)
        moved = draft.harm in _MOVED and draft.rule != "victim noun"
        ill = kinds[quote] == "disease" and not (moved and words.conflict.search(lower))
        if kinds[quote] in ("other", "unreal") or ill or (none and draft.harm in _BODILY):
            continue
        if own is not None and own.search(lower, *quote) and not words.conflict.search(lower, *quote):
            continue
        kept.append(draft)
    return kept


def _kind(words: _Words, lower: str, start: int, end: int) -> str:
    """What a sentence says of its harm: ``conflict``, ``other`` (another cause), ``disease``, ``unreal`` or nothing."""
    if not words.hints.hold(lower, start, end):
        return ""
    if words.unreal.search(lower, start, end):
        return "unreal"
    if not words.cause.search(lower, start, end):
        return ""
    rest = words.cause.sub(" ", lower[start:end])
    if words.conflict.search(rest) or _SIDE.search(rest):
        return "conflict"
    return "other" if words.sudden.search(lower, start, end) else "disease"


def _none_of_conflict(words: _Words, lower: str) -> bool:
    """Whether a whole report, which hints at another cause, tells of a disaster or an accident and has no word of
    conflict."""
    first = words.conflict.search(lower)
    if first is not None and not words.cause.search(lower, max(0, first.start() - 30), first.end() + 30):
        return False
    return bool(words.sudden.search(lower)) and words.conflict.search(words.cause.sub(" ", lower)) is None
