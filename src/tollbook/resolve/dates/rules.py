"""Rules over letters, compiled from the language's data, and their application to a sentence.

A form is a regular expression whose words are classes (or sets and macros of them): ``SINCE from=POINT``. Every class
is one letter; ``slot=`` before a letter, a set or a group names what the rule's maker needs. Of the rules that match
where the search stands the first that makes something wins, and the search goes on behind it.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple, TypeVar

from tollbook.resolve.dates.lexer import Item, Lexicon, lexicon

T = TypeVar("T")


class Rule(NamedTuple):
    """One rule: its expression over letters, the groups of each slot, the maker's name, and its data."""

    pattern: re.Pattern[str]
    slots: dict[str, tuple[str, ...]]
    make: str
    data: dict[str, Any]


class _ByLetters(dict[str, tuple[Rule, ...]]):
    """The rules that can match where two letters stand, or the last letter of a sentence, in their order."""

    def __init__(self, rules: list[tuple[Rule, set[str]]]) -> None:
        self.rules = rules

    def __missing__(self, letters: str) -> tuple[Rule, ...]:
        fit = tuple(rule for rule, begins in self.rules if letters in begins or letters[0] in begins)
        self[letters] = fit  # there are as many as pairs of letters
        return fit


class Grammar(NamedTuple):
    """The rules of one pass, by the letters they can begin with, and where in a string one of those stands."""

    starts: re.Pattern[str]
    rules: _ByLetters


class Found:
    """What a maker gets to see: the slots of a match, the rule's data, and the anchor."""

    __slots__ = ("anchor", "data", "items", "lex", "match", "slots")

    def __init__(
        self, lex: Lexicon, rule: Rule, match: re.Match[str], items: list[Item], anchor: dt.date | None
    ) -> None:
        self.lex = lex
        self.data = rule.data
        self.slots = rule.slots
        self.match = match
        self.items = items
        self.anchor = anchor

    def all(self, slot: str) -> list[Any]:
        """The values of a slot's tokens, empty where the slot is not filled."""
        for name in self.slots.get(slot, ()):
            first, last = self.match.span(name)
            if first < last:
                return [value for _, _, value in self.items[first:last]]
        return []

    def one(self, slot: str) -> Any:
        """The value of a slot's first token, or None."""
        values = self.all(slot)
        return values[0] if values else None

    def third(self) -> int | None:
        """Which third of a month or year the words name: early, mid, late; of several words the last."""
        data = self.lex.data
        for word in self.all("part")[::-1]:
            third = word if isinstance(word, int) else data["edges"].get(word)
            if third is not None:
                return int(third)
        return None


def apply(
    lex: Lexicon,
    kind: str,
    makers: Mapping[str, Callable[[Found], T | None]],
    codes: str,
    items: list[Item],
    anchor: dt.date | None,
) -> Iterator[tuple[int, int, T]]:
    """What the rules of one pass make of a sentence, with its first and last (exclusive) item."""
    grammar = rules(lex.language, kind)
    fitting = grammar.rules
    at = 0
    for start in grammar.starts.finditer(codes):
        first = start.start()
        if first < at:
            continue
        for rule in fitting[codes[first : first + 2]]:
            match = rule.pattern.match(codes, first)
            if match and (made := makers[rule.make](Found(lex, rule, match, items, anchor))) is not None:
                at = match.end()
                yield first, at, made
                break


@cache
def rules(language: str, kind: str) -> Grammar:
    """The compiled rules of one pass (``point`` or ``when``) of one language."""
    lex = lexicon(language)
    table: list[tuple[Rule, set[str]]] = []
    for data in lex.data[kind]:
        form = _letters(lex, data["form"])
        pattern = re.compile(_slots(form))
        slots: dict[str, tuple[str, ...]] = {}
        for name in pattern.groupindex:
            slots.setdefault(name.rpartition("_")[0], ())
            slots[name.rpartition("_")[0]] += (name,)
        rule = Rule(pattern, slots, data["make"], data)
        table.append((rule, _openings(form) - {""}))
    starts = sorted({letters[0] for _, begins in table for letters in begins})
    return Grammar(re.compile("[" + "".join(map(re.escape, starts)) + "]"), _ByLetters(table))


def _letters(lex: Lexicon, form: str) -> str:
    """A form with macros opened and class names replaced by letters."""
    for _ in range(3):
        form = re.sub(r"\b[A-Z]+\b", lambda m: lex.data["macros"].get(m.group(), m.group()), form)
    sets = {name: "[" + "".join(lex.letters[c] for c in classes) + "]" for name, classes in lex.data["sets"].items()}
    form = re.sub(r"\b[A-Z]+\b", lambda m: sets.get(m.group()) or lex.letters[m.group()], form)
    return form.replace(" ", "")


_SLOT = re.compile(r"[a-z]+=")


def _slots(form: str) -> str:
    """A form's slots as named groups, the names made unique; no other group captures, and slots do not nest."""
    form = re.sub(r"\((?!\?)", "(?:", form)
    out, at, number = "", 0, 0
    for match in re.finditer(r"([a-z]+)=", form):
        _, stop = _operand(form, match.end())
        out += f"{form[at : match.start()]}(?P<{match.group(1)}_{number}>{form[match.end() : stop]})"
        at, number = stop, number + 1
    return out + form[at:]


def _operand(form: str, at: int) -> tuple[int, int]:
    """Where the letter, set or group that begins at a position ends, and where its quantifier does."""
    if form[at] == "[":
        stop = form.index("]", at) + 1
    elif form[at] == "(":
        stop = _close(form, at)
    else:
        stop = at + 1
    if form.startswith("{", stop):
        return stop, form.index("}", stop) + 1
    return stop, stop + (form[stop : stop + 1] in ("?", "*", "+"))


def _close(form: str, at: int) -> int:
    """The end of the group that opens at a position."""
    depth = 0
    while True:
        depth += {"(": 1, ")": -1}.get(form[at], 0)
        at += 1
        if depth == 0:
            return at


def _openings(form: str) -> set[str]:
    """The first two letters of whatever a form matches, one letter or none where it can match no more."""
    found: set[str] = set()
    here, at = {""}, 0
    while at < len(form):
        if form[at] == "|":
            found |= here
            here, at = {""}, at + 1
            continue
        slot = _SLOT.match(form, at)
        at = slot.end() if slot else at
        stop, end = _operand(form, at)
        part, quantifier = form[at:stop], form[stop:end]
        at = end
        if part.startswith(("(?=", "(?!", "(?<")) or part in ("$", "^"):
            continue
        if part[0] == "(":
            inner = _openings(part.removeprefix("(").removeprefix("?:").removesuffix(")"))
        else:
            inner = set(part.strip("[]"))
        if quantifier and quantifier != "?":
            inner |= _then(inner, inner)
        if quantifier[:1] in ("?", "*") or quantifier.startswith("{0"):
            inner.add("")
        here = _then(here, inner)
    return found | here


def _then(first: set[str], second: set[str]) -> set[str]:
    """The openings of what is made of one opening and another behind it."""
    whole = {letters for letters in first if len(letters) == 2}
    return whole | {(a + b)[:2] for a in first - whole for b in second}
