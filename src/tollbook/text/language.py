"""Which language and script a text is in: enough to say of a report that it cannot be read yet, and why.

A report that is not English must be kept and said, and an English one must never be taken for another. For that the
script and a few function words are enough: of English reports, also in capitals and with many foreign names, no other
language has as many of its words. Trained identifiers know more languages than are needed here and take tenths of a
second and megabytes to load; on one sentence full of names they guess, where this says nothing.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from functools import cache
from importlib.resources import files
from typing import NamedTuple

#: How much of a text is looked at, in code points.
SAMPLE = 12_000
#: A language is told by this many of its words and this share of all, and by this much more than the next.
_HITS, _SHARE, _MORE = 8, 0.12, 1.4
#: The fewest letters of a line that is taken for a paragraph: less can be a name.
_PARAGRAPH = 40
_WORD = re.compile(r"[^\W\d_]+")

#: Scripts by the blocks of Unicode: first and last code point.
_BLOCKS = (
    ("Latn", 0x41, 0x24F), ("Latn", 0x1E00, 0x1EFF), ("Grek", 0x370, 0x3FF), ("Cyrl", 0x400, 0x52F),
    ("Armn", 0x530, 0x58F), ("Hebr", 0x590, 0x5FF), ("Arab", 0x600, 0x6FF), ("Arab", 0x750, 0x77F),
    ("Arab", 0x8A0, 0x8FF), ("Arab", 0xFB50, 0xFDFF), ("Arab", 0xFE70, 0xFEFF), ("Deva", 0x900, 0x97F),
    ("Beng", 0x980, 0x9FF), ("Taml", 0xB80, 0xBFF), ("Sinh", 0xD80, 0xDFF), ("Thai", 0xE00, 0xE7F),
    ("Mymr", 0x1000, 0x109F), ("Geor", 0x10A0, 0x10FF), ("Hang", 0x1100, 0x11FF), ("Ethi", 0x1200, 0x139F),
    ("Kana", 0x3040, 0x30FF), ("Hani", 0x3400, 0x9FFF), ("Hang", 0xAC00, 0xD7AF),
)  # fmt: skip


class Tongue(NamedTuple):
    """What a text is in: ``language`` is a code of ISO 639, ``script`` of ISO 15924; None where it cannot be told."""

    language: str | None
    script: str | None

    @property
    def tag(self) -> str | None:
        """Both as a language tag: "ar", or "und-Arab" where the script alone is known."""
        return self.language or (f"und-{self.script}" if self.script not in (None, "Latn") else None)


def tongue_of(text: str) -> Tongue:
    """The language and script that most of a text is in."""
    sample = text[:SAMPLE]
    counted = Counter(sample)
    scripts = _scripts(counted)
    if scripts["Kana"] and scripts["Kana"] * 10 > scripts["Hani"]:
        scripts["Kana"] += scripts.pop("Hani", 0)
    if not scripts:
        return Tongue(None, None)
    script = scripts.most_common(1)[0][0]
    return Tongue(_by_words(sample) if script == "Latn" else _by_letters(script, counted), script)


def also_in(text: str) -> list[Tongue]:
    """What whole paragraphs of a text are in besides the script of most of it: a report in two languages."""
    most = tongue_of(text).script
    by_script: dict[str, list[str]] = {}
    for line in text.splitlines():
        scripts = _scripts(Counter(line))
        if scripts.total() >= _PARAGRAPH and (main := scripts.most_common(1)[0][0]) != most:
            by_script.setdefault(main, []).append(line)
    return [tongue_of("\n".join(lines)) for lines in by_script.values()]


def name_of(language: str) -> str:
    """What a language is called in English: "Arabic" for "ar"; for a tag that is unknown, the tag."""
    known = _languages().get(language.split("-")[0].casefold())
    return str(known["name"]) if known else language


def can_be_read(language: str) -> bool:
    """Whether there are words of harm for a language in :mod:`tollbook.lang`; its folder may be of other use."""
    code = language.split("-")[0].casefold()
    return code.isalpha() and files("tollbook.lang").joinpath(code, "harms.toml").is_file()


@cache
def _languages() -> dict[str, dict[str, str]]:
    return tomllib.loads(files("tollbook.lang").joinpath("languages.toml").read_text(encoding="utf-8"))


@cache
def _words() -> dict[str, frozenset[str]]:
    return {code: frozenset(about["words"].split()) for code, about in _languages().items() if "words" in about}


@cache
def _script(ch: str) -> str | None:
    code = ord(ch)
    return next((script for script, first, last in _BLOCKS if first <= code <= last), None)


def _scripts(counted: Counter[str]) -> Counter[str]:
    """How many letters of each script there are among counted signs."""
    scripts: Counter[str] = Counter()
    for ch, times in counted.items():
        if ch.isalpha() and (script := _script(ch)):
            scripts[script] += times
    return scripts


def _by_words(sample: str) -> str | None:
    words = Counter(_WORD.findall(sample.casefold()))
    total = sum(words.values())
    hits = {code: sum(words[word] for word in theirs) for code, theirs in _words().items()}
    (best, most), (_, next_) = sorted(hits.items(), key=lambda item: -item[1])[:2]
    return best if most >= _HITS and most >= _SHARE * total and most >= _MORE * next_ else None


def _by_letters(script: str, counted: Counter[str]) -> str | None:
    """The language of a script whose own letters a text has most of; the first of the script where it has none."""
    theirs = [(code, about.get("letters", "")) for code, about in _languages().items() if about["script"] == script]
    if not theirs:
        return None
    hits = {code: sum(counted[ch] for ch in letters) for code, letters in theirs}
    best = max(hits, key=lambda code: hits[code])
    return best if hits[best] else theirs[0][0]
