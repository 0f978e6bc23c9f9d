"""Rules over letters, compiled from the language's data."""

from __future__ import annotations

import datetime as dt
import re
from functools import cache
from typing import Any, NamedTuple

from tollbook.resolve.dates.lexer import Item, Lexicon, lexicon


class Rule(NamedTuple):
    """One rule: its own expression with slots, the maker's name, and the rest of its data."""

    pattern: re.Pattern[str]
    make: str
    data: dict[str, Any]


class Pass(NamedTuple):
    """All rules of one pass: one expression to find the first that matches, and the rules by number."""

    finder: re.Pattern[str]
    rules: tuple[Rule, ...]


class Found:
    """What a maker gets to see: the slots of a match, the rule's data, and the anchor."""

    def __init__(
        self, lex: Lexicon, rule: Rule, match: re.Match[str], items: list[Item], anchor: dt.date | None
    ) -> None:
        self.lex = lex
        self.data = rule.data
        self.match = match
        self.items = items
        self.anchor = anchor

    def all(self, slot: str) -> list[Any]:
        """The values of a slot's tokens, empty where the slot is not filled."""
        for name, text in self.match.groupdict().items():
            if text and name.rpartition("_")[0] == slot:
                first, last = self.match.span(name)
                return [item.value for item in self.items[first:last]]
        return []

    def one(self, slot: str) -> Any:
        """The value of a slot's first token, or None."""
        values = self.all(slot)
        return values[0] if values else None


@cache
def rules(language: str, kind: str) -> Pass:
    """The compiled rules of one pass (``point`` or ``when``) of one language."""
    lex = lexicon(language)
    own: list[Rule] = []
    plain: list[str] = []
    for number, data in enumerate(lex.data[kind]):
        form = _letters(lex, data["form"])
        own.append(Rule(re.compile(_slots(form, keep=True)), data.get("make", "mark"), data))
        plain.append(f"(?P<r{number}>{_slots(form, keep=False)})")
    return Pass(re.compile("|".join(plain)), tuple(own))


def _letters(lex: Lexicon, form: str) -> str:
    """A form with macros opened and class names replaced by letters."""
    for _ in range(3):
        form = re.sub(r"\b[A-Z]+\b", lambda m: lex.data["macros"].get(m.group(), m.group()), form)
    sets = {
        name: "[" + "".join(lex.letters[c] for c in classes) + "]"
        for name, classes in lex.data["sets"].items()
    }
    form = re.sub(r"\b[A-Z]+\b", lambda m: sets.get(m.group()) or lex.letters[m.group()], form)
    return form.replace(" ", "")


def _slots(form: str, keep: bool) -> str:
    """A form's slots as named groups (names made unique), or without; no other group captures."""
    form = re.sub(r"\((?!\?)", "(?:", form)
    out, at, number = "", 0, 0
    for match in re.finditer(r"([a-z]+)=", form):
        stop = _operand(form, match.end())
        group = f"(?P<{match.group(1)}_{number}>" if keep else "(?:"
        out += form[at : match.start()] + group + form[match.end() : stop] + ")"
        at, number = stop, number + 1
    return out + form[at:]


def _operand(form: str, at: int) -> int:
    """The end of the letter, set or group (with its quantifier) that begins at a position; slots do not nest."""
    if form[at] == "[":
        stop = form.index("]", at) + 1
    elif form[at] == "(":
        depth = 0
        stop = at
        while True:
            depth += {"(": 1, ")": -1}.get(form[stop], 0)
            stop += 1
            if depth == 0:
                break
    else:
        stop = at + 1
    return stop + 1 if form[stop : stop + 1] in ("?", "*", "+") else stop
