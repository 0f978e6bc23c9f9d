"""The atoms of numbers: which words and which shapes of digits are part of a number, and how they are found.

One regular expression, :data:`STRETCH`, finds runs of atoms in running text; it is the only thing here that sees
every letter of a report, so its words are folded into one trie whose branches each begin with a plain letter.
:func:`tokens` reads the atoms of a run one by one. Words and their values come from lang/en/numbers.toml.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any, NamedTuple

from tollbook.lang import load

WORDS: dict[str, Any] = load("en", "numbers")

#: White space inside a phrase: a line may end in it, a paragraph may not. The first form may be empty.
GAP0 = r"[^\S\n]{0,4}(?:\n[^\S\n]{0,16})?"
GAP1 = r"(?:[^\S\n]{1,4}(?:\n[^\S\n]{0,16})?|\n[^\S\n]{0,16})"
_SPACE = "\u00a0\u2009\u202f\u2007"
_END = r"(?!\w)"


def trie(words: Iterable[str] | Mapping[str, str], end: str = "") -> str:
    """A regular expression for any of the words, by their common beginnings; a space is any gap within a phrase.

    A mapping gives each word the pattern that must follow it, else ``end`` must.
    """
    tree: dict[str, Any] = {}
    follows = words if isinstance(words, Mapping) else dict.fromkeys(words, end)
    for word, tail in follows.items():
        node = tree
        for letter in word:
            node = node.setdefault(letter, {})
        node[""] = tail

    def pattern(node: dict[str, Any]) -> str:
        branches = [(GAP1 if c == " " else re.escape(c)) + pattern(node[c]) for c in sorted(node) if c]
        if "" in node:
            branches.append(node[""])
        return branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"

    return pattern(tree)


class Token(NamedTuple):
    """One atom of a stretch.

    ``cls`` is its class (digits, one, teen, ten, scale, vague, several, couple, collective, half, quarter, part,
    ordinal, zero, no, fraction, multiple, identifier), ``value`` what the class needs. ``link`` are the words and the
    hyphen between it and the atom before ("", "-", "and", "of a"). ``article`` is where its article begins. ``glued``
    are the letters behind digits.
    """

    cls: str
    value: Any
    start: int
    end: int
    link: str
    article: int | None
    raw: str
    glued: str = ""


# ---- tables ---------------------------------------------------------------------------------------------------

_JOIN = WORDS["joining"]
AND: str = _JOIN["and"]
OF: str = _JOIN["of"]
ARTICLES: list[str] = _JOIN["articles"]
ARTICLE = ARTICLES[0]
_SEVERAL = WORDS["several"]
_NO: str = WORDS["zero"]["determiner"]

#: Letters glued to digits that are a scale, and those of them that may be a size.
ABBREVIATIONS: dict[str, int] = {**WORDS["scales"], **WORDS["abbreviations"]}
GUARDS: dict[str, list[str]] = WORDS["abbreviation_guards"]
#: Words that make a part of a number before them ("two thirds").
PARTS = frozenset(WORDS["parts"]["words"])
#: Plural scales, vague alone and exact after a number ("two hundreds").
PLURALS: dict[str, int] = {word: value for word, value in WORDS["scales"].items() if word in WORDS["vague"]}
#: How far a vague word of a unit reaches ("dozens": 99).
TOPS: dict[int, int] = {entry["unit"]: entry["top"] for entry in WORDS["vague"].values()}
#: Short scales that need a number before them.
NEVER_BARE = frozenset(_SEVERAL["never_bare"])
#: Words that are vague only before a scale ("few hundred").
ONLY_MULTIPLIERS = frozenset(_SEVERAL["multipliers"]) - frozenset(_SEVERAL["words"])


def _classes() -> dict[str, tuple[str, Any]]:
    """Every number word with its class and value; where a word has two, the first."""
    table: dict[str, tuple[str, Any]] = {}
    tens, ones = WORDS["tens"].items(), WORDS["ones"].items()
    closed = {ten + one: value + unit for ten, value in tens for one, unit in ones}  # "thirtythree", of hasty wires
    entries: list[tuple[str, dict[str, Any]]] = [
        ("one", WORDS["ones"]),
        ("teen", WORDS["teens"] | closed),
        ("ten", WORDS["tens"]),
        ("vague", WORDS["vague"]),
        ("scale", WORDS["scales"]),
        ("half", dict.fromkeys(_JOIN["half"], Fraction(1, 2))),
        ("quarter", dict.fromkeys(_JOIN["quarter"], Fraction(1, 4))),
        ("several", dict.fromkeys([*_SEVERAL["words"], *_SEVERAL["multipliers"]])),
        ("number", dict.fromkeys([_SEVERAL["number_singular"], _SEVERAL["number_plural"]])),
        ("couple", dict.fromkeys(_SEVERAL["couple"], 1)),
        ("zero", dict.fromkeys(WORDS["zero"]["words"], 0)),
        ("no", {_NO: 0}),
        ("collective", WORDS["collectives"]),
        ("ordinal", WORDS["ordinals"]),
        ("part", dict.fromkeys(PARTS)),
        ("multiple", dict.fromkeys(WORDS["multiples"]["words"])),
    ]
    for cls, words in entries:
        for word, value in words.items():
            table.setdefault(word, (cls, value))
    return table


_CLASS = _classes()

# ---- the scan -------------------------------------------------------------------------------------------------

#: Digits with what is glued behind them: numbers by their grouping; then dates, telephone numbers and addresses by
#: their shape; then anything, to be sorted by :func:`_digits`.
_ALONE = r"(?<!\d \d)(?<!\d \d\d)(?<!\d \d\d\d)"  # not in a row of figures, where a space groups nothing
_GROUPS = (
    rf"\d{{0,2}}(?:(?:,\d{{3}})+(?:\.\d+)?|(?:[{_SPACE}]\d{{3}})+|{_ALONE}(?: \d{{3}}){{2,3}}(?! \d)|,? 000"
    r"|(?:\.\d{3})+)"
)
_LAKHS = r"\d?(?:,\d{2})+,\d{3}"
_NAMES = r"\d*(?:(?:-\d+){2,}|(?:/\d+){2,}|(?:\.\d+){2,})"
_REST = r"\d*(?:[.:/]\d+)*(?:(?<!,\d)(?<!,\d\d)(?<!,\d\d\d),\d+(?![\d,]))?"
_SPACED = rf"[^\S\n]{trie(GUARDS['spaced'], _END)}|(?<=\.\d)[^\S\n]{trie(GUARDS['spaced_after_point'], _END)}"
_GLUED = rf"(?:['’]s\b|[^\W\d_]+|°|{_SPACED})?"
_DIGITS = rf"\d(?:(?:{_GROUPS}|{_LAKHS})(?!\d|[.,]\d)|{_NAMES}|{_REST}){_GLUED}"
_GROUPED = re.compile(rf"\d(?:{_GROUPS}|{_LAKHS})")
_ONE_GROUP = re.compile(r"\d{1,3}\.\d{3}")
_PLAIN = re.compile(r"(\d+)(?:[.,](\d+))?")
_SPLIT = re.compile(rf"(.*\d)({_GLUED})", re.S)

#: Classes an article may belong to ("a hundred", "a third").
_TAKES_ARTICLE = frozenset(("scale", "half", "quarter", "part", "collective", "couple", "ordinal", "vague"))


def _atoms() -> dict[str, str]:
    """Every word that may be an atom of running text, and what must follow it."""
    before_of = rf"(?={GAP1}{OF}\b)"
    scale = trie([*WORDS["scales"], *WORDS["vague"]])
    needs = {
        "collective": before_of,
        "number": before_of,
        "couple": rf"(?={GAP1}(?:{OF}|{scale})\b)",
        "no": rf"(?!\w|{GAP0}[.]?{GAP0}\d|{GAP1}{trie(WORDS['zero']['determiner_not_before'], _END)})",
    }
    return {word: needs.get(cls, _END) for word, (cls, _) in _CLASS.items()}


_ANY_ARTICLE = "|".join(sorted(ARTICLES, reverse=True))
#: An atom of running text, with an article that may be its own.
ATOM = rf"(?:{_DIGITS}|(?<!\w)(?:(?:{_ANY_ARTICLE}){GAP1})?{trie(_atoms())})"
_LINK = rf"{GAP0}(?:[-‐‑]{GAP0})?(?:(?:{AND}|{OF})(?:{GAP1}|-))?(?:(?:{_ANY_ARTICLE})-)?"
_MOST = 24  # atoms of one stretch: more than the longest number has; a table of figures is cut into pieces
_LONGEST = 30  # digits and separators of one number; what is longer is a code
#: A run of atoms that may belong together. They are found again, one by one, by :func:`tokens`.
STRETCH = re.compile(rf"{ATOM}(?:{_LINK}{ATOM}){{0,{_MOST}}}")
#: An atom of a stretch that was found: what must follow it was seen then.
_TOKEN = re.compile(rf"{_DIGITS}|(?<!\w){trie(list(_CLASS), _END)}")


def _value(body: str) -> Fraction | None:
    """The value of digits with their separators, ``None`` where their shape is no number's."""
    if len(body) > _LONGEST:
        return None
    if _GROUPED.fullmatch(body) and not body.startswith("0"):
        whole, _, part = body.partition(".") if "," in body else (body, "", "")
        return Fraction(int(re.sub(r"\D", "", whole))) + (Fraction(int(part), 10 ** len(part)) if part else 0)
    if plain := _PLAIN.fullmatch(body):
        part = plain[2] or "0"
        return Fraction(int(plain[1])) + Fraction(int(part), 10 ** len(part))
    return None


def _digits(raw: str) -> tuple[str, Any, int, str]:
    """Class, value, length and glued letters of a token of digits: a number, or what only looks like one."""
    match = _SPLIT.fullmatch(raw)
    assert match is not None
    body, glued = match[1], match[2].strip()
    value = _value(body)
    if value is None:
        return ("fraction" if body.count("/") == 1 else "identifier"), None, len(raw), ""
    if glued in WORDS["ordinal_suffixes"]["words"]:
        return "ordinal", int(value), len(raw), ""
    if glued in WORDS["multiples"]["suffixes"]:
        return "multiple", None, len(raw), ""
    if glued in ABBREVIATIONS:
        return "digits", value, len(raw), glued
    if 0 < len(glued) < 4 or (len(body) > 1 and body[0] == "0" and body.isdigit()):
        return "identifier", None, len(raw), ""
    return "digits", value, len(body), ""


def as_decimal(token: Token) -> Fraction:
    """The value of digits before a scale, where a point before three digits is a decimal one: "1.234 million"."""
    match = _ONE_GROUP.match(token.raw)
    if match is None or "," in token.raw or not _GROUPED.fullmatch(match.group()):
        return Fraction(token.value)
    whole, part = match.group().split(".")
    return Fraction(int(whole)) + Fraction(int(part), 1000)


def grouped(token: Token) -> bool:
    """Whether the digits are grouped by thousands, so that a point in them is no decimal one."""
    return _GROUPED.fullmatch(token.raw) is not None


def tokens(stretch: str) -> list[Token]:
    """The atoms of a stretch, in order."""
    found: list[Token] = []
    last = 0
    for match in _TOKEN.finditer(stretch):
        start, raw = match.start(), match.group()
        if start < last:
            continue
        between = stretch[last:start]
        words = re.sub(r"[-‐‑]", " - ", between).split()
        spoken = [ARTICLE if word in ARTICLES else word for word in words if word != "-"]
        glued = ""
        if raw[0].isdigit():
            cls, value, length, glued = _digits(raw)
        else:
            (cls, value), length = _CLASS[" ".join(raw.split())], len(raw)
        owned = cls in _TAKES_ARTICLE and bool(spoken) and spoken[-1] == ARTICLE
        article = last + between.rindex(words[-1]) if owned else None
        last = start + length
        link = "-" if words == ["-"] else " ".join(spoken)
        found.append(Token(cls, value, start, last, link, article, stretch[start:last], glued))
    return found
