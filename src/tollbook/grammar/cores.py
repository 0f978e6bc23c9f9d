"""A number in its surroundings: what stands glued to it or right beside it, and what that makes of it.

Digits and number words are also used for names ("M-16", "Resolution 2254"), times, percentages, money and sizes, and
the word "one" for persons. Here the kind of a number is settled by shape and by its nearest neighbours alone; ranges
and hedges are read in :mod:`tollbook.grammar.numbers`.
"""

from __future__ import annotations

import re
from typing import Any

from tollbook.grammar.atoms import GAP0, GAP1, GUARDS, OF, WORDS, trie
from tollbook.grammar.hedges import Stated, bare, begin_of, preceding
from tollbook.grammar.numerals import Numeral, magnitude, top_of

#: What is said by a number that counts nothing.
NAMELESS = Stated(None, None, "exact")


class Core:
    """A number while it is being put together."""

    __slots__ = ("end", "form", "kind", "number", "scale", "start", "stated", "stop", "value")

    def __init__(self, start: int, end: int, numeral: Numeral) -> None:
        self.start = self.number = start  # with a mark or "between" before it, and without
        self.end = self.stop = end
        self.stated = Stated(numeral.low, numeral.high, numeral.hedge, numeral.unit)
        self.kind = numeral.kind
        self.scale = numeral.scale
        self.form = numeral.form
        self.value = numeral.value


# ---- what stands beside a number ------------------------------------------------------------------------------

_MARKS = WORDS["marks"]


def _words_or_signs(entries: list[str]) -> str:
    words = [e for e in entries if e[-1].isalpha()]
    signs = [re.escape(e) for e in entries if not e[-1].isalpha()]
    return "|".join([*signs, rf"{trie(words)}(?!\w)"])


_AFTER_MARK = re.compile(
    rf"(?:{GAP0}-?(?:(?P<percent>{_words_or_signs(_MARKS['percent'])})"
    rf"|(?:{GAP1}{OF})?(?P<money>{_words_or_signs(_MARKS['money_after'])}))"
    rf"|-(?P<multiple>{trie(WORDS['multiples']['suffixes'])})(?!\w)"
    rf"|{GAP0}(?P<clock>{trie(_MARKS['clock_after'])}(?!\w)))"
)
_AFTER_CLOCK = re.compile(rf"{GAP0}(?:{trie(_MARKS['clock_four_digits'])})(?!\w)")
_MONEY_BEFORE = frozenset(_MARKS["money_before"])
_MONEY_SIGNS = "".join(sorted({m[-1] for m in _MARKS["money_before"] if not m[-1].isalnum() and m[-1] != "."}))
_NAMES = frozenset(WORDS["designators"]["words"])
_NAMES_TOO = frozenset(WORDS["designators"]["words_too"])
_DETERMINERS = frozenset(WORDS["designators"]["determiners"])
_NAME_SIGNS = "".join(WORDS["designators"]["symbols"])
_OF = re.compile(rf"{GAP1}{OF}\b")
_METRES_AFTER = re.compile(rf"{GAP1}{trie(GUARDS['metres_after'])}(?!\w)")
_ONE: dict[str, Any] = WORDS["one"]
_ONE_BEFORE = re.compile(rf"(?:{GAP1}{trie(_ONE['pronoun_before'])}(?!\w)|-{trie(_ONE['compounds'])}(?!\w)|['’]s\b)")
_THAT_ONE_OF = re.compile(rf"{GAP1}{_ONE['that_counts'][1]}(?!\w)")
_ONE_THE = re.compile(rf"(?:{GAP1}{trie(_ONE['the_before'])}(?!\w)|[.,;:?!)]|\s*\Z)")
_ONE_SUPERLATIVE = re.compile(
    rf"{GAP1}{OF}{GAP1}[\w'’]+{GAP1}(?:[\w'’]+{GAP1})?(?:{trie(_ONE['superlatives'])}|\w+{_ONE['superlative_ending']})(?!\w)"
)
_SEVERAL: dict[str, Any] = WORDS["several"]
_NOT_SEVERAL_AFTER = frozenset(_SEVERAL["not_after"])
_ADJECTIVES, _ARTICLES = frozenset(_SEVERAL["adjectives"]), frozenset(WORDS["joining"]["articles"])
_SIZES = frozenset(GUARDS["money_only"] + GUARDS["money_or_decimal"] + GUARDS["metres"])
_SHORT_NAME, _SHORTEST_NAME = 5, 3
_ITEM_AFTER = re.compile(r"[.)](?=\s)")
_ITEM_BEFORE = re.compile(r"(?:\A|\n)[^\S\n]*(?:\n[^\S\n]*)?\Z")


def _is_item(lower: str, core: Core) -> bool:
    """Whether a number counts the items of a list: "1. " or "2) " where a paragraph begins."""
    if core.form != "digits" or core.end - core.start > 2 or not _ITEM_AFTER.match(lower, core.end):
        return False
    begin = max(0, core.start - 12)
    before = _ITEM_BEFORE.search(lower[begin : core.start])
    if before is None or (before.start() == 0 and begin and before.group()[:1] != "\n"):
        return False
    return lower[core.end] == ")" or before.group().count("\n") != 1


def _identified(lower: str, core: Core, floor: int, words: list[str]) -> bool:
    """Whether what stands before makes the number a name: glued letters, "#", "No.", "Resolution"."""
    at = core.start
    if core.form != "words" and at:
        before = lower[at - 1]
        if before.isalpha() or before == "_" or before in _NAME_SIGNS:
            return True
        if before == "." and core.form == "digits" and (at == 1 or lower[at - 2].isspace()):
            return True  # ".38": a calibre or a decimal
        if before in "-‐‑/" and at - 1 > floor and core.start == core.number:
            return lower[at - 2].isalpha()
    if not words:
        return False
    if words[-1][-1] in "-‐‑" and words[-1][:-1].isalpha() and core.form == "digits":
        longest = _SHORT_NAME if lower[core.start - 1] == "\n" else _SHORTEST_NAME
        if len(words[-1]) <= longest:
            return True  # "M-", and the line ends
    names = _NAMES if core.form not in ("words", "one") else _NAMES_TOO
    if bare(words[-1]) not in names:
        return False
    return core.form in ("words", "one") or not (len(words) > 1 and words[-2] in _DETERMINERS)


def _marked(lower: str, core: Core, floor: int, end: int, words: list[str]) -> None:
    """Kind and span by the marks of money, percentage and time of day around a number."""
    at = core.start
    if at > floor and lower[at - 1] in _MONEY_SIGNS:
        core.kind = "money"
        core.start = at - 1
        while core.start > floor and lower[core.start - 1].isalpha():
            core.start -= 1
    elif words and words[-1] in _MONEY_BEFORE:
        core.kind = "money"
        core.start = lower.rindex(words[-1], floor, at)
    match = _AFTER_MARK.match(lower, core.end, end)
    if match is None:
        return
    kind = match.lastgroup or core.kind
    core.kind, core.end = ("identifier" if kind == "clock" else kind), match.end()


def _is_one(lower: str, core: Core, end: int, words: list[str]) -> bool:
    """Whether the word "one" counts something, rather than stands for something."""
    if words and words[-1] in _ONE["pronoun_after"]:
        return False
    if _ONE_BEFORE.match(lower, core.end, end) or _ONE_SUPERLATIVE.match(lower, core.end, end):
        return False
    if words and words[-1] == _ONE["that_counts"][0] and _THAT_ONE_OF.match(lower, core.end, end):
        return True
    return not (words and words[-1] in _ONE["the"] and _ONE_THE.match(lower, core.end, end))


def _number_of(lower: str, floor: int, core: Core, words: list[str]) -> Core | None:
    """ "A number", "a large number", "large numbers": vague; "the number of dead" names a number and gives none."""
    plural = lower.startswith(_SEVERAL["number_plural"], core.start)
    described = bool(words) and words[-1] in _ADJECTIVES
    article = words[-1 - described] if len(words) > described else ""
    own = article in _ARTICLES and not plural
    if not (described if plural else own):
        return None
    taken = words[len(words) - described - own :]
    core.start = core.number = begin_of(lower, floor, core.start, taken, taken[0])
    return core


def _metres(lower: str, core: Core, end: int, words: list[str]) -> bool:
    """Whether letters glued to digits are a size ("1.5m high", "120mm"), not a million."""
    if core.form in GUARDS["money_only"] or core.form in GUARDS["money_or_decimal"]:
        return core.kind != "money"
    near = bool(words) and words[-1] in GUARDS["metres_before"]
    return core.kind != "money" and (near or _METRES_AFTER.match(lower, core.end, end) is not None)


def core_of(lower: str, start: int, end: int, base: int, numeral: Numeral) -> Core | None:
    """A number in its surroundings, or ``None`` where the words turn out to be none."""
    core = Core(base + numeral.start, base + numeral.end, numeral)
    form = core.form
    if core.kind == "identifier" or core.kind == "multiple":
        return core
    words = preceding(lower, start, core.start)
    if form == "part":
        core.kind = "fraction" if _OF.match(lower, core.end, end) else "ordinal"
        if core.kind == "fraction":
            core.stated = NAMELESS
        return core
    if core.kind == "ordinal" or form == "no":
        return core
    if form == "number":
        return _number_of(lower, start, core, words)
    if form == "vague" and core.stated.hedge == "several":
        return None if words and words[-1] in _NOT_SEVERAL_AFTER else core
    if form == "one" and not _is_one(lower, core, end, words):
        return None
    _marked(lower, core, start, end, words)
    if core.kind in ("count", "decimal"):
        if form == "bare" and _OF.match(lower, core.end, end):
            unit = numeral.low or 0  # "thousand of people": a plural that lost its ending
            core.stated = Stated(unit, top_of(unit), magnitude(unit), unit)
        if (
            _is_item(lower, core)
            or _identified(lower, core, start, words)
            or (form in _SIZES and _metres(lower, core, end, words))
            or (form == "digits" and core.end - core.start == 4 and _AFTER_CLOCK.match(lower, core.end, end))
        ):
            core.kind, core.stated = "identifier", NAMELESS
    elif core.kind == "identifier":
        core.stated = NAMELESS
    return core
