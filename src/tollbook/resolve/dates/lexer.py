"""From a sentence to a string of letters: one letter a token, its class. Rules are expressions over letters.

Reading time needs a grammar over classes ("a day number, then a month, then perhaps a year"), and Python is too
slow for a parser that makes an object of every token. A string with one letter a token lets the regular expression
engine do the parsing in C; the words stay beside it, looked at only where a rule has matched.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any, NamedTuple

from tollbook.lang import load

#: Classes given by the shape of a token or by tables with values, besides the data's [classes].
SHAPES = (
    "OTHER", "ISO", "NUMERIC", "DAYMONTH", "MONTHLY", "CLOCK", "DAY", "BIG", "YEAR", "SHORT", "DECADE", "ORD",
    "WORDNUM", "VAGUE", "MONTH", "MAY", "LOW", "ONEDAY", "MANYDAY", "SUN", "DAYWORD", "DAYPART", "SEASON", "PART",
    "GRAIN", "ANNUM", "H", "MERIDIEM", "POSSESSIVE", "POINT", "LENGTH", "MARK",
)  # fmt: skip

#: Classes whose words make a sentence worth reading.
TRIGGERS = (
    "MONTH", "MAY", "LOW", "ONEDAY", "MANYDAY", "SUN", "DAYWORD", "DAYPART", "SEASON", "GRAIN", "ANNUM", "RATE", "AGED",
    "ZONE", "H", "Q", "QUARTER",
)  # fmt: skip


class Unit(NamedTuple):
    """A unit of time: its name, whether the word is plural, its length, the precision of what is measured in it."""

    name: str
    many: bool
    hours: int
    days: int
    months: int
    precision: str


#: A token or what a rule made of several: its place in the text and its value (a word, a number, a point). A plain
#: tuple: a sentence has many, and most are never looked at.
Item = tuple[int, int, Any]


class Lexicon(NamedTuple):
    """A language's words of time, compiled."""

    language: str
    letters: dict[str, str]
    words: dict[str, tuple[str, Any]]
    triggers: frozenset[str]
    months: frozenset[str]
    doubtful: frozenset[str]
    token: re.Pattern[str]
    digits: re.Pattern[str]
    clock: tuple[str, ...]
    data: dict[str, Any]
    since: tuple[str, ...]
    begun: re.Pattern[str]


WORD = re.compile(r"[^\W\d_]+")


@cache
def lexicon(language: str) -> Lexicon:
    """The compiled words of one language."""
    data = load(language, "dates")
    names = [*SHAPES, *data["classes"], *data["punctuation"]]
    letters = {name: chr(ord("A") + i) if i < 26 else chr(0x3B1 + i) for i, name in enumerate(dict.fromkeys(names))}
    words: dict[str, tuple[str, Any]] = {}

    def add(name: str, word: str, value: Any) -> None:
        if word in words:
            raise ValueError(f"lang/{language}/dates.toml: {word!r} stands in two classes")
        words[word] = (letters[name], value)

    for name, listed in data["classes"].items():
        for word in listed:
            add(name, word, word)
    for word, value in data["numbers"].items():
        add("WORDNUM", word, value)
    for word in data["vague"]["words"]:
        add("VAGUE", word, None)
    for number, word in enumerate(data["ordinals"]["words"], 1):
        add("ORD", word, number)
    for table, name, doubt in (("months", "MONTH", "MAY"), ("weekdays", "ONEDAY", "SUN")):
        for number, listed in enumerate(data[table]["words"], table == "months"):
            for word in listed:
                add(doubt if word in data[table]["doubtful"] else name, word, number)
    for number, word in enumerate(data["weekdays"]["many"]):
        add("MANYDAY", word, number)
    for word, value in data["days"].items():
        add("DAYWORD", word, value)
    for word in data["dayparts"]["words"]:
        add("DAYPART", word, word)
    for word, value in data["seasons"].items():
        add("SEASON", word, value)
    for word, value in data["parts"].items():
        add("PART", word, value)
    for word in data["meridiem"]["words"]:
        add("MERIDIEM", word, word)
    for name, unit in data["units"].items():
        length = (unit.get("hours", 0), unit.get("days", 0), unit.get("months", 0), unit["precision"])
        for form in ("one", "many", "tight"):
            for word in unit.get(form, ()):
                kind = "H" if form == "tight" else "ANNUM" if word in data["annum"]["words"] else "GRAIN"
                add(kind, word, Unit(name, form != "one", *length))
    strong = {letters[name] for name in TRIGGERS}
    triggers = frozenset(word for word, (letter, _) in words.items() if letter in strong)
    months = frozenset(word for word, (letter, _) in words.items() if letter in (letters["MONTH"], letters["MAY"]))
    for name, marks in data["punctuation"].items():
        for mark in marks:
            add(name, mark, mark)
    doubtful = frozenset(data["months"]["cased"])
    begun = data["begun"]
    patterns = (_token(data), _digits(data))
    return Lexicon(
        language,
        letters,
        words,
        triggers,
        months,
        doubtful,
        *patterns,
        tuple(data["classes"]["OCLOCK"]),
        data,
        tuple(begun["since"]),
        re.compile(begun["before"]),
    )


def _digits(data: dict[str, Any]) -> re.Pattern[str]:
    """What makes a sentence worth reading though no word of time is in it: years, dates and times in digits."""
    hours = "|".join(re.escape(word) for word in data["meridiem"]["words"])
    clock = "|".join(re.escape(word) for word in data["classes"]["OCLOCK"])
    return re.compile(rf"(?:19|20)\d\d|\d\s?[:/.\\\-]\s?\d|['’]\d\d|\d\s?(?:{hours})|{clock}")


def _token(data: dict[str, Any]) -> re.Pattern[str]:
    dotted = "|".join(re.escape(w) for w in data["meridiem"]["words"] if "." in w)
    odd = "|".join(re.escape(w) for w in data["classes"].get("OCLOCK", ()))
    suffix = "|".join(data["ordinals"]["suffixes"])
    return re.compile(
        rf"""(?=\S)(?:(?P<word>[^\W\d_]{{2,}}|(?:{dotted}|{odd})(?![^\W_])|[^\W\d_])
        |(?P<ISO>\d{{4}}(?P<i>\s?[./\\-]\s?)\d\d?(?P=i)\d\d?)(?!\d)
        |(?P<NUMERIC>\d\d?(?P<j>\s?[./\\-]\s?)\d\d?(?P=j)\d{{4}}|\d\d(?P<k>[./-])\d\d(?P=k)\d\d)(?!\d)
        |(?P<MONTHLY>(?:0?[1-9]|1[0-2])/(?:19|20)\d\d)(?!\d)
        |(?P<DAYMONTH>\d\d/\d\d)(?![\d/])
        |(?P<CLOCK>[0-2]?\d:[0-5]\d(?::[0-5]\d)?|[01]?\d\.[0-5]\d(?=\s*[ap]\.?m))(?!\d)
        |(?P<ORD>\d{{1,3}})(?:{suffix})(?![^\W_])
        |(?P<DECADE>\d{{3}}0)['’]?s(?![^\W_])
        |(?P<number>\d+(?:,\d{{3}})*(?:\.\d+)?)
        |(?P<SHORT>['’‘]\d\d(?!\d))
        |(?P<POSSESSIVE>['’]s?(?![^\W_]))
        |(?P<mark>\S))""",
        re.VERBOSE,
    )


def tokens(lex: Lexicon, text: str, lower: str, start: int, end: int) -> tuple[str, list[Item]]:
    """The letters of a sentence and its tokens."""
    known, letter = lex.words, _letters(lex)
    other, may = lex.letters["OTHER"], lex.letters["MAY"]
    found = list(lex.token.finditer(lower, start, end))
    values: list[Any] = list(map(_TEXT, found))
    codes = [letter[word] for word in values]
    uncased: bool | None = None
    for i in [i for i, code in enumerate(codes) if code in letter.valued]:
        word = values[i]
        if not codes[i]:
            match, kind = found[i], found[i].lastgroup
            if kind == "mark" or kind == "word":
                codes[i] = other
            elif kind == "number":
                codes[i], values[i] = _number(lex.letters, word)
            else:
                codes[i], values[i] = _shaped(lex, match, kind or "", word)
            continue
        values[i] = known[word][1]
        if codes[i] == may and word in lex.doubtful:
            if uncased is None:
                uncased = text[start:end].islower()  # a post without capitals: as good as one in capitals only
            if not uncased:
                codes[i] = _doubtful(lex, text, start, found[i].start())
    return "".join(codes), list(zip(map(_START, found), map(_END, found), values, strict=True))


_START, _END, _TEXT = re.Match.start, re.Match.end, re.Match.group


class _Letters(dict[str, str]):
    """The letter of every token met by its word; none where the token's shape has to be looked at."""

    def __init__(self, lex: Lexicon) -> None:
        super().__init__((word, letter) for word, (letter, _) in lex.words.items())
        self.other = lex.letters["OTHER"]
        self.valued = {"", *(letter for word, (letter, value) in lex.words.items() if value != word)}

    def __missing__(self, word: str) -> str:
        letter = self.other if word.isalpha() else ""
        if len(self) < _REMEMBERED:
            self[word] = letter
        return letter


_REMEMBERED = 50_000


_LETTERS: dict[str, _Letters] = {}


def _letters(lex: Lexicon) -> _Letters:
    if lex.language not in _LETTERS:
        _LETTERS[lex.language] = _Letters(lex)
    return _LETTERS[lex.language]


def _doubtful(lex: Lexicon, text: str, start: int, at: int) -> str:
    """The class of a month that is also a word ("may", "march"): sure only as "May" after a word in lower case."""
    if not text[at].isupper():
        return lex.letters["LOW"]
    before = text[max(start, at - 24) : at].split()
    title = not text[at + 1].isupper() and before and before[-1].islower()
    return lex.letters["MONTH" if title else "MAY"]


def _shaped(lex: Lexicon, match: re.Match[str], kind: str, word: str) -> tuple[str, Any]:
    if kind in ("ORD", "DECADE"):
        return lex.letters[kind], int(match[kind])
    return lex.letters[kind], int(word[1:]) if kind == "SHORT" else word


def _number(letters: dict[str, str], word: str) -> tuple[str, int | float]:
    if word.isdigit() and len(word) <= 4:
        value = int(word)
        if len(word) <= 2 and 1 <= value <= 31:
            return letters["DAY"], value
        if len(word) == 4 and 1900 <= value < 2060:
            return letters["YEAR"], value
        return letters["BIG"], value
    plain = word.replace(",", "")
    return letters["BIG"], float(plain) if len(plain) < 15 else 1e15
