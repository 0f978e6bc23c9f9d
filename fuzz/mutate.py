"""Texts changed as reports are broken: sentences spliced, numbers and names exchanged, capitals, wraps, scripts."""

from __future__ import annotations

import datetime as dt
import json
import random
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
#: The longest text tried, in characters: what is wrong with texts shows in short ones, and many are tried.
LONGEST = 240
DATES = (None, dt.date(2016, 11, 30), dt.date(1989, 2, 28), dt.date(2024, 2, 29), dt.date.min, dt.date.max)
#: Letters of many scripts, marks, spaces, controls and halves of pairs.
STRANGE = (
    "\u0642\u062a\u0644 12 \u0645\u062f\u0646\u064a\u0627 \u0641\u064a \u062d\u0644\u0628",
    "\u0661\u0662\u0663", "убито 12 человек", "炸死十二人", "๑๒ คน", "१२ लोग", "１２", "𝟏𝟐", "٣٬٠٠٠",
    "\u05e9\u05e0\u05d9\u05dd \u05e2\u05e9\u05e8", "💥", "é", "e\u0301", "ﬁ", "İ", "ẞ", "ŉ", "ǰ", "\u200f", "\u200d",
    "\u202e", "\u2066", "\ufeff", "\xad", "\xa0", "\u2028", "\x00", "\x1b[31m", "\ud800", "\udfff", "\r", "\r\n", "\t",
    "\x0b", "\x85", "\n\n", "\n" * 30, " " * 40, "(" * 30, ")" * 30, "[((", "\"'“”‘’«»", "…", "---", "—", "::", ";",
    ",,", "..", "•", "\n- ", "\n   ", "&amp;", "http://a.b/?c=1&d=2", "killed" * 40, "al-" * 40, "a." * 40,
    "\u0301" * 40,
)  # fmt: skip
NUMBERS = (
    "0", "1", "2", "12", "-5", "007", "1e9", "½", "²", "Ⅻ", "12.5 million", "1.2.3.4", "12/13/2016", "9" * 60,
    "1,000" * 20, "1,000,000", "3,4", "twelve", "a hundred and twenty-one thousand", "hundreds of thousands of",
    "dozens", "no", "a", "both", "several", "one in three", "40 percent of", "twenty " * 20, "million million",
    "between 5 and", "from 3 to", "no more than", "more than", "at least 10 and up to", "5-3", "20-30", "12th",
    "2016", "1988-2026",
)  # fmt: skip
PHRASES = (
    "of whom", "including", "killed", "wounded", "were killed", "according to", "said", "that", "not", "the dead",
    "the death toll rose to", "others", "and", "or", "including three children", "displaced", "families",
    "was bombed", "in Aleppo", "Aleppo", "east of the city", "the east", "on Tuesday", "since November 15",
    "between 15 and 28 November", "February 30", "31 November", "for four months", "in the past 72 hours",
    "yesterday", "in 0000", "in 9999", "the same day", "last year", "since then", "in the first half of 2016",
    "Government of", "Syrian", "rebels", "a doctor said", "police denied", "residents fear", "may have", "would be",
    "if", "a hospital", "besieged", "by", "Rosa Lima, 34,", "his wife", "\"", ": monitor", "(AFP) --", "MOGADISHU:",
    "[Text]", "condemned", "warned of",
)  # fmt: skip


def text_of(data: bytes) -> tuple[str, dt.date | None]:
    """The text and publication date that an input of the campaign stands for: its first byte chooses the date."""
    try:
        text = data[1:].decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        text = data[1:].decode("utf-8", "replace")
    return text, DATES[data[0] % len(DATES)] if data else None


def data_of(text: str, published: dt.date | None) -> bytes:
    """The input that stands for a text and one of the dates."""
    return bytes([DATES.index(published)]) + text.encode("utf-8", "surrogatepass")


@cache
def seeds(broken: bool = True) -> tuple[str, ...]:
    """The texts of the cases and examples; with those of earlier campaigns, or only what people would write."""
    found = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "examples").glob("*.txt"))]
    for path in sorted((ROOT / "cases").glob("*/*.json")):
        if path.parent.name == "fuzz" and not broken:
            continue
        rows = json.loads(path.read_text(encoding="utf-8"))
        found += [row["text"] for row in rows if isinstance(row, dict) and isinstance(row.get("text"), str)]
    return tuple(dict.fromkeys(found))


@cache
def _sentences() -> tuple[str, ...]:
    found = (piece for text in seeds(broken=False) for piece in re.split(r"(?<=[.!?])\s+|\n\n", text))
    return tuple(dict.fromkeys(piece for piece in found if piece))


@cache
def _names() -> tuple[str, ...]:
    found = (name for text in seeds(broken=False) for name in re.findall(r"[A-Z][\w'-]+(?: [A-Z][\w'-]+)*", text))
    return tuple(dict.fromkeys(found))


def mutated(text: str, draw: random.Random, most: int = LONGEST) -> str:
    """A text changed in one to four ways, and no longer than ``most``."""
    for _ in range(draw.randint(1, 4)):
        text = _changed(text, draw)[:most] or "killed"
    return text


_NUMBER = re.compile(r"\d[\d,.]*|\b(?:one|two|three|four|five|six|ten|twelve|dozens|hundreds)\b")


def _changed(text: str, draw: random.Random) -> str:
    words = re.split(r"(\s+)", text)
    i, j = sorted((draw.randrange(len(words)), draw.randrange(len(words))))

    def put(piece: str, until: int = i) -> str:
        return "".join(words[:i]) + piece + "".join(words[until:])

    ways: list[Callable[[], str]] = [
        lambda: put("", j),
        lambda: "".join(words[:j] + words[i:j] * draw.randint(1, 8) + words[j:]),
        lambda: put(draw.choice(STRANGE)),
        lambda: put(f" {draw.choice(STRANGE)} "),
        lambda: put(f" {draw.choice(NUMBERS)} "),
        lambda: put(f" {draw.choice(PHRASES)} "),
        lambda: put(f" {draw.choice(PHRASES)} ", i + 1),
        lambda: put(f" {draw.choice(_names())} "),
        lambda: put(f" {draw.choice(_sentences())} "),
        lambda: f"{text} {draw.choice(_sentences())}",
        lambda: f"{draw.choice(_sentences())}\n{text}",
        lambda: _NUMBER.sub(lambda old: draw.choice(NUMBERS) if draw.random() < 0.5 else old[0], text),
        lambda: re.sub(r"[A-Z][\w'-]+", lambda old: draw.choice(_names()) if draw.random() < 0.3 else old[0], text),
        lambda: draw.choice((str.upper, str.lower, str.title, str.swapcase))(text),
        lambda: re.sub(r"[.,;:]", draw.choice(("", ",", ";", ".", "\n", '"')), text),
        lambda: _wrapped(text, draw.choice((1, 20, 60, 72))),
        lambda: text[draw.randrange(len(text) + 1) :],
        lambda: "".join(chr((ord(c) + 1) % 0x110000) if draw.random() < 0.03 else c for c in text),
        lambda: " ".join(draw.sample(text.split(), len(text.split()))),
    ]
    return draw.choice(ways)()


def _wrapped(text: str, width: int) -> str:
    """A text broken into lines as wires and e-mail do."""
    lines, line = [], ""
    for word in text.split():
        if line and len(line) + len(word) >= width:
            lines.append(line)
            line = ""
        line = f"{line} {word}" if line else word
    return "\n".join([*lines, line])
