"""Number words and digits to values: one stretch of them at a time, without what stands around it.

A **stretch** is a run of number atoms that may belong together ("two hundred and fifty", "tens of thousands",
"one and a half million"). :func:`readings` parses one into the numbers it holds: the grammar of English number
words is small and regular, so it is a recursive descent, not a list of patterns:

    chunk   = digits | [1-99 | a] hundred [and] [1-99] | 1-99
    term    = chunk scale*                      "two hundred thousand", "a million", "2.5 million"
    number  = term {[and] smaller term}         "two million three hundred thousand and five"

A word that cannot join ends the number and begins the next ("3 hundred and 2 hundred" are two). The words come
from lang/en/numbers.toml. Stretches repeat, so their parses are kept in a bounded cache.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from fractions import Fraction
from functools import lru_cache
from typing import Any, NamedTuple

from tollbook.lang import load

WORDS: dict[str, Any] = load("en", "numbers")

#: White space inside a phrase: a line may end in it, a paragraph may not. One form may be empty.
GAP0 = r"[^\S\n]{0,4}(?:\n[^\S\n]{0,16})?"
GAP1 = r"(?:[^\S\n]{1,4}(?:\n[^\S\n]{0,16})?|\n[^\S\n]{0,16})"
_SPACE = "\u00a0\u2009\u202f\u2007"


def trie(words: Iterable[str]) -> str:
    """A regular expression for any of the words, by their common beginnings; a space is any gap of one phrase."""
    tree: dict[str, Any] = {}
    for word in words:
        node = tree
        for letter in word:
            node = node.setdefault(letter, {})
        node[""] = {}

    def pattern(node: dict[str, Any]) -> str:
        branches = [(GAP1 if c == " " else re.escape(c)) + pattern(node[c]) for c in sorted(node) if c]
        if not branches:
            return ""
        body = branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"
        return f"(?:{body})?" if "" in node else body

    return pattern(tree)


class Numeral(NamedTuple):
    """One number in a stretch: its place there, its ends, and what sort of number it is.

    ``low`` equals ``high`` but for a vague word, and both are ``None`` for "several" and for what is no integer.
    ``hedge`` is what the words themselves say, ``unit`` the base of a vague magnitude. ``scale`` is the last
    multiplier ("3 million": 1,000,000), which a range may share out. ``form`` is digits, words or vague, or what the
    words around must still decide: ``bare`` (a scale without a number: "thousand of"), ``part`` ("a third of"),
    ``no`` (the determiner), ``one`` (the word alone), or the letters glued to digits that may be a size ("1.5m").
    ``value`` is the value of a decimal ("1.5"), which the scale of a range may make whole ("1.5 to 2 million").
    """

    start: int
    end: int
    low: int | None
    high: int | None
    hedge: str = "exact"
    kind: str = "count"
    unit: int = 0
    scale: int = 1
    form: str = "words"
    value: Fraction | None = None


class _Token(NamedTuple):
    cls: str
    value: Any
    start: int
    end: int
    link: str  # the words and hyphens between it and the token before: "", "-", "and", "of a"...
    article: int | None  # where its article begins
    raw: str


# ---- tables ---------------------------------------------------------------------------------------------------

_JOIN = WORDS["joining"]
_ARTICLES = frozenset(_JOIN["articles"])
_CLASS: dict[str, tuple[str, Any]] = {}


def _enter(cls: str, words: dict[str, Any]) -> None:
    for word, value in words.items():
        _CLASS.setdefault(word, (cls, value))


def _number_of() -> list[str]:
    """"A large number", "large numbers": vague only before "of"."""
    table = WORDS["several"]
    words = [f"{a} {table['number_singular']}" for a in sorted(_ARTICLES)]
    for adjective in table["adjectives"]:
        words += [f"{a} {adjective} {table['number_singular']}" for a in sorted(_ARTICLES)]
        words.append(f"{adjective} {table['number_plural']}")
    return words


_NUMBER_OF = _number_of()
_SEVERAL = WORDS["several"]
_enter("one", WORDS["ones"])
_enter("teen", WORDS["teens"])
_enter("ten", WORDS["tens"])
_enter("vague", WORDS["vague"])
_enter("scale", WORDS["scales"])
_enter("half", dict.fromkeys(_JOIN["half"], Fraction(1, 2)))
_enter("quarter", dict.fromkeys(_JOIN["quarter"], Fraction(1, 4)))
_enter("several", dict.fromkeys(_SEVERAL["words"] + _SEVERAL["multipliers"] + _NUMBER_OF))
_enter("couple", dict.fromkeys(_SEVERAL["couple"], 1))
_enter("zero", dict.fromkeys(WORDS["zero"]["words"], 0))
_enter("no", {WORDS["zero"]["determiner"]: 0})
_enter("collective", WORDS["collectives"])
_enter("ordinal", WORDS["ordinals"])
_enter("part", dict.fromkeys(WORDS["parts"]["words"]))
_enter("multiple", dict.fromkeys(WORDS["multiples"]["words"]))

_ABBREVIATIONS: dict[str, int] = WORDS["abbreviations"]
_ORDINAL_SUFFIXES = frozenset(WORDS["ordinal_suffixes"]["words"])
_MULTIPLE_SUFFIXES = frozenset(WORDS["multiples"]["suffixes"])
_PARTS = frozenset(WORDS["parts"]["words"])
_ONLY_MULTIPLIES = frozenset(_SEVERAL["multipliers"]) - frozenset(_SEVERAL["words"])
_PLURAL: dict[str, int] = {word: value for word, value in WORDS["scales"].items() if word in WORDS["vague"]}
_AND, _OF = _JOIN["and"], _JOIN["of"]

# ---- the scan -------------------------------------------------------------------------------------------------

#: Digits with what is glued behind them: numbers by their grouping; then dates, telephone numbers and addresses by
#: their shape; then anything, to be sorted by :func:`_digits`.
_GROUPS = rf"\d{{0,2}}(?:(?:,\d{{3}})+(?:\.\d+)?|(?:[{_SPACE}]\d{{3}})+|(?: \d{{3}}){{2,}}|,? 000|(?:\.\d{{3}})+)"
_LAKHS = r"\d?(?:,\d{2})+,\d{3}"
_NAMES = r"\d*(?:(?:-\d+){2,}|(?:/\d+){2,}|(?:\.\d+){2,})"
_GLUED = r"(?:['’]s\b|[^\W\d_]+|°)?"
_DIGITS = rf"\d(?:(?:{_GROUPS}|{_LAKHS})(?!\d|[.,]\d)|{_NAMES}|\d*(?:[.,:/]\d+)*){_GLUED}"
_GROUPED = re.compile(rf"\d(?:{_GROUPS}|{_LAKHS})")
_PLAIN = re.compile(r"(\d+)(?:[.,](\d+))?")
_SPLIT = re.compile(rf"(.*\d)({_GLUED})", re.S)

_PLACED = ("no", "collective", "couple")
_ANYWHERE = trie(w for w, (cls, _) in _CLASS.items() if cls not in _PLACED and w not in _NUMBER_OF)
_BEFORE_OF = trie([*_NUMBER_OF, *WORDS["collectives"]])
_COUPLE = trie(_SEVERAL["couple"])
_NO = WORDS["zero"]["determiner"]
_NOT_NO = "|".join(WORDS["zero"]["determiner_not_before"])
_SCALE = trie([*WORDS["scales"], *WORDS["vague"]])
_ATOM = (
    rf"(?:{_DIGITS}|(?<!\w)(?:{_ANYWHERE}(?!\w)|{_BEFORE_OF}(?={GAP1}{_OF}\b)"
    rf"|{_COUPLE}(?={GAP1}(?:{_OF}|{_SCALE})\b)|{_NO}(?!\w|{GAP0}[.]?{GAP0}\d|{GAP1}(?:{_NOT_NO})\b)))"
)
_LEADING = trie(w for w, (cls, _) in _CLASS.items() if cls in ("scale", "half", "quarter", "part", "collective", "couple", "ordinal"))
_ARTICLE = rf"(?:(?<!\w)(?:{'|'.join(sorted(_ARTICLES))})(?:{GAP1}|-)(?={_LEADING}(?!\w)))?"
_LINK = rf"{GAP0}(?:[-‐‑]{GAP0})?(?:(?:{_AND}|{_OF})(?:{GAP1}|-))?{_ARTICLE}"
#: A stretch. Its atoms are found again, one by one, when it is parsed.
STRETCH = re.compile(rf"{_ARTICLE}{_ATOM}(?:{_LINK}{_ATOM})*")
#: An atom of a stretch that was found: what must follow it was seen then.
_TOKEN = re.compile(rf"{_DIGITS}|(?<!\w){trie(_CLASS)}(?!\w)")


def _digits(raw: str) -> tuple[str, Any, int]:
    """Class, value and length of a token of digits by its shape: a number, or what only looks like one."""
    match = _SPLIT.fullmatch(raw)
    assert match is not None
    body, glued = match.groups()
    value: Fraction | None = None
    if _GROUPED.fullmatch(body) and not body.startswith("0"):
        whole, _, part = body.partition(".") if "," in body else (body, "", "")
        value = Fraction(f"{re.sub(r'[^0-9]', '', whole)}.{part or '0'}" if whole.isascii() else int(re.sub(r"\D", "", whole)))
    elif plain := _PLAIN.fullmatch(body):
        value = Fraction(f"{int(plain[1])}.{''.join(str(int(d)) for d in plain[2] or '0')}")
    if value is None:
        return ("fraction" if body.count("/") == 1 else "identifier"), None, len(raw)
    if glued in _ORDINAL_SUFFIXES:
        return "ordinal", int(value), len(raw)
    if glued in _MULTIPLE_SUFFIXES:
        return "multiple", None, len(raw)
    if glued in _ABBREVIATIONS or glued in WORDS["scales"]:
        return "digits", value, len(raw)
    if 0 < len(glued) < 4 or (len(body) > 1 and body[0] == "0" and body.isdigit()):
        return "identifier", None, len(raw)
    return "digits", value, len(body)


def _tokens(stretch: str) -> list[_Token]:
    tokens: list[_Token] = []
    last = 0
    for match in _TOKEN.finditer(stretch):
        if match.start() < last:
            continue
        raw = match.group()
        between = stretch[last : match.start()]
        words = between.replace("‐", "-").replace("‑", "-").replace("-", " - ").split()
        article = None
        spoken = [w for w in words if w != "-"]
        if spoken and spoken[-1] in _ARTICLES:
            article = last + between.rindex(spoken[-1])
        link = "-" if words == ["-"] else " ".join(spoken)
        if raw[0].isdigit():
            cls, value, length = _digits(raw)
        else:
            (cls, value), length = _CLASS[" ".join(raw.split())], len(raw)
        last = match.start() + length
        tokens.append(_Token(cls, value, match.start(), last, link, article, stretch[match.start() : last]))
    return tokens


# ---- the grammar ----------------------------------------------------------------------------------------------


class _Sum(NamedTuple):
    """An exact number so far: its value, its last scale, the value before any scale, and where reading goes on."""

    value: Fraction
    unit: int
    first: Fraction
    after: int


_CLOSE = ("", "-")


def _scale(tokens: list[_Token], at: int, links: tuple[str, ...] = _CLOSE) -> int:
    """The scale at a place where one may multiply what stands before it, else 0."""
    if at >= len(tokens) or tokens[at].link not in links:
        return 0
    token = tokens[at]
    if token.cls == "scale":
        return int(token.value)
    return _PLURAL.get(token.raw, 0)


def _small(tokens: list[_Token], at: int) -> tuple[Fraction, int] | None:
    """A number below a hundred in words, or any in digits, and the place after it."""
    token = tokens[at]
    if token.cls == "digits":
        glued = _SPLIT.fullmatch(token.raw)
        value = token.value
        if glued and glued[2]:
            value = _decimal(token) * (_ABBREVIATIONS.get(glued[2]) or WORDS["scales"][glued[2]])
        elif _scale(tokens, at + 1) >= 1000:
            value = _decimal(token)
        return value, at + 1
    if token.cls in ("one", "teen"):
        return Fraction(token.value), at + 1
    if token.cls == "ten":
        follows = at + 1 < len(tokens) and tokens[at + 1].cls == "one" and tokens[at + 1].link in _CLOSE
        return Fraction(token.value + (tokens[at + 1].value if follows else 0)), at + 1 + follows
    return None


def _decimal(token: _Token) -> Fraction:
    """A point or comma before three digits is a decimal one where a scale follows: "1.234 million"."""
    if "." in token.raw and re.match(r"\d{1,3}\.\d{3}(?!\d)", token.raw) and "," not in token.raw:
        match = re.match(r"[\d.]+", token.raw)
        assert match is not None
        return Fraction(match.group())
    return Fraction(token.value)


def _chunk(tokens: list[_Token], at: int) -> _Sum | None:
    """Digits, or words below a thousand; or the one that a bare scale or an article implies."""
    if tokens[at].cls in ("scale", "collective"):
        value, after = Fraction(1), at
        if tokens[at].cls == "collective":
            return _Sum(Fraction(tokens[at].value), 1, Fraction(tokens[at].value), at + 1)
    else:
        small = _small(tokens, at)
        if small is None:
            return None
        value, after = small
    if after < len(tokens) and after > at and tokens[after].cls == "half" and tokens[after].link == f"{_AND} a":
        value, after = value + Fraction(1, 2), after + 1
    first, unit = value, 1
    implied = after == at
    if (implied and tokens[at].value == 100) or (not implied and _scale(tokens, after) == 100):
        value, unit, after = value * 100, 100, after + 1
        tail = _small(tokens, after) if after < len(tokens) and tokens[after].link in (*_CLOSE, _AND) else None
        same = tail is not None and (tokens[after].cls == "digits") == (tokens[at].cls == "digits")
        if tail and same and tail[0] < 100 and not 0 < _scale(tokens, tail[1]) <= 100:
            value, unit, after, first = value + tail[0], 1, tail[1], value + tail[0]
    return _Sum(value, unit, first, after)


def _term(tokens: list[_Token], at: int) -> _Sum | None:
    """A chunk and the scales that multiply it."""
    chunk = _chunk(tokens, at)
    if chunk is None:
        return None
    value, unit, first, after = chunk
    implied = after == at
    while scale := (int(tokens[after].value) if implied else _scale(tokens, after)):
        value, unit, after, implied = value * scale, unit * scale, after + 1, False
    return _Sum(value, unit, first, after)


def _sum(tokens: list[_Token], at: int) -> _Sum | None:
    """Terms that add up, each smaller than the last scale before it."""
    total = _term(tokens, at)
    while total and total.unit >= 100 and total.after < len(tokens):
        token = tokens[total.after]
        if token.cls == "half" and token.link == f"{_AND} a":
            return _Sum(total.value + Fraction(total.unit, 2), 1, total.value, total.after + 1)
        if token.link not in (*_CLOSE, _AND) or token.cls not in ("digits", "one", "teen", "ten"):
            break
        if (token.cls == "digits") != (tokens[at].cls == "digits") or (token.cls == "digits" and token.link == "-"):
            break
        term = _term(tokens, total.after)
        if term is None or term.value >= total.unit or term.value.denominator != 1:
            break
        total = _Sum(total.value + term.value, term.unit, total.value + term.value, term.after)
    return total


def _exact(tokens: list[_Token], at: int) -> tuple[Numeral, int] | None:
    """An exact number, or the ordinal, fraction or decimal that begins like one."""
    token = tokens[at]
    total = _sum(tokens, at)
    if total is None:
        return None
    value, _, first, after = total
    start = token.article if token.article is not None else token.start
    if after < len(tokens):
        last, follow = tokens[after - 1], tokens[after]
        if follow.cls in ("part", "quarter", "half") or (follow.cls == "ordinal" and follow.raw in _PARTS and value == 1):
            scale = _scale(tokens, after + 1, (f"{_OF} a", "a")) if follow.cls in ("quarter", "half") else 0
            if scale and follow.link in _CLOSE:
                return _whole(start, tokens[after + 1].end, value * follow.value * scale, 1, "words"), after + 2
            if follow.link in _CLOSE:
                return Numeral(start, follow.end, None, None, kind="fraction"), after + 1
        small_tail = last.cls == "ten" and follow.cls == "ordinal" and follow.value < 10 and follow.link in _CLOSE
        long_tail = total.unit >= 100 and follow.cls == "ordinal" and follow.link in ("-", _AND)
        if (small_tail or long_tail) and not follow.raw[0].isdigit():
            return Numeral(start, follow.end, int(value) + follow.value, int(value) + follow.value, kind="ordinal"), after + 1
    form = "digits" if token.cls == "digits" else "words"
    if token.cls == "scale" and token.article is None and after == at + 1:
        form = "bare"
    elif token.cls == "digits":
        glued = _SPLIT.fullmatch(token.raw)
        if glued and glued[2] and (glued[2] in _GUARDED):
            form = glued[2]
        elif "." in token.raw and not _GROUPED.fullmatch(token.raw) and after == at + 1:
            if not (glued and glued[2]):
                return Numeral(start, token.end, None, None, kind="decimal", form=form, value=value), after
    elif token.cls == "one" and value == 1 and after == at + 1:
        form = "one"
    return _whole(start, tokens[after - 1].end, value, int(value / first) if first and value % first == 0 else 1, form), after


_GUARDED = frozenset(WORDS["abbreviation_guards"]["money_only"] + WORDS["abbreviation_guards"]["metres"])


def _whole(start: int, end: int, value: Fraction, scale: int, form: str) -> Numeral:
    if value.denominator != 1:
        return Numeral(start, end, None, None, kind="decimal", form=form, value=value)
    number = int(value)
    return Numeral(start, end, number, number, hedge="exact" if number else "none", scale=scale, form=form)


def _vague(tokens: list[_Token], at: int) -> tuple[Numeral, int]:
    """A magnitude without a number: "dozens", "tens of thousands", "several hundred thousand", "a couple of dozen"."""
    token = tokens[at]
    start = token.article if token.article is not None else token.start
    after = at + 1
    if token.cls == "vague":
        unit, top, hedge = token.value["unit"], token.value["top"], token.value["hedge"]
    else:
        scale = _scale(tokens, after, (*_CLOSE, _OF))
        if not scale and after < len(tokens) and tokens[after].cls == "vague" and tokens[after].link in (*_CLOSE, _OF):
            scale = tokens[after].value["unit"]
        if not scale:
            number = 1 if token.cls == "couple" else None
            return Numeral(start, token.end, number, number, hedge=token.cls, form="vague"), after
        unit, top, hedge, after = scale, max(99, scale * 10 - 1), "", after + 1
    while scale := _scale(tokens, after, (*_CLOSE, _OF)):
        unit, top, hedge, after = unit * scale, (top + 1) * scale - 1, "", after + 1
    end = tokens[after - 1].end
    if token.cls == "couple":
        return Numeral(start, end, unit, unit, hedge="couple", form="vague"), after
    return Numeral(start, end, unit, top, hedge=hedge or _magnitude(unit), unit=unit, form="vague"), after


def _magnitude(unit: int) -> str:
    """The hedge that names a unit: the largest magnitude not above it."""
    for size, hedge in _MAGNITUDES:
        if unit >= size:
            return hedge
    return "tens"


_MAGNITUDES = (
    (1_000_000, "millions"), (100_000, "hundreds_of_thousands"), (10_000, "tens_of_thousands"), (1_000, "thousands"),
    (100, "hundreds"), (20, "scores"), (12, "dozens"),
)  # fmt: skip


@lru_cache(maxsize=32768)
def numerals(stretch: str) -> tuple[Numeral, ...]:
    """The numbers in a stretch of lower-case words, in order, with places relative to its beginning."""
    tokens = _tokens(stretch)
    found: list[Numeral] = []
    at = 0
    while at < len(tokens):
        token = tokens[at]
        numeral: Numeral | None = None
        after = at + 1
        if token.cls in ("vague", "several", "couple"):
            numeral, after = _vague(tokens, at)
            if numeral.hedge == "several" and token.raw in _ONLY_MULTIPLIES:
                numeral = None
        elif token.cls in ("half", "quarter"):
            numeral, after = _part(tokens, at)
        elif token.cls in ("zero", "no"):
            numeral = Numeral(token.start, token.end, 0, 0, "none", form="no" if token.cls == "no" else "words")
        elif token.cls in ("ordinal", "part"):
            start = token.start if token.article is None else token.article
            waits = token.article is not None and token.raw in _PARTS
            if token.cls == "ordinal" or waits:
                numeral = Numeral(start, token.end, token.value, token.value, kind="ordinal", form="part" if waits else "words")
        elif token.cls in ("identifier", "fraction", "multiple"):
            numeral = Numeral(token.start, token.end, None, None, kind=token.cls)
        elif exact := _exact(tokens, at):
            numeral, after = exact
        if numeral:
            found.append(numeral)
        at = after
    return tuple(found)


def _part(tokens: list[_Token], at: int) -> tuple[Numeral | None, int]:
    """"Half a million", "half a dozen", "a quarter of a million"; else a fraction, or nothing ("the old quarter")."""
    token = tokens[at]
    start = token.article if token.article is not None else token.start
    links = (*_CLOSE, "a", f"{_OF} a") if token.cls == "half" else (f"{_OF} a",)
    if scale := _scale(tokens, at + 1, links):
        return _whole(start, tokens[at + 1].end, token.value * scale, 1, "words"), at + 2
    if token.cls == "half" or token.article is not None:
        return Numeral(start, token.end, None, None, kind="fraction"), at + 1
    return None, at + 1
