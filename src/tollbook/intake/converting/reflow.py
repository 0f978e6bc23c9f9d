"""Rows of pages to a text: paragraphs, words broken at the end of a line mended, running heads left out."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from itertools import pairwise
from statistics import median

from tollbook.intake.converting.layout import Fragment, Row
from tollbook.model import Anchor

#: By page, by block, by row.
Pages = list[list[list[Row]]]
_DIGITS = re.compile(r"\d{1,6}")
_WORD = re.compile(r"[^\W\d_]+")
_BROKEN = re.compile(r"([^\W\d_]+)(-|\ufffe|\u00ad)$")
_ENDS = re.compile(r"[.!?:;؟۔…][\"'”’»)\]]*$")
#: A head or foot is running where it stands on this share of pages, and on this many.
_SHARE, _FEWEST = 0.5, 3


def without_running_heads(pages: Pages) -> Pages:
    """The pages without the lines that stand apart at their top or foot and come again on most of them, but for the
    number of the page.
    """
    seen: Counter[str] = Counter()
    edges = [list(_edges(page, number)) for number, page in enumerate(pages)]
    for rows in edges:
        seen.update({key for _, _, keys in rows for key in keys})
    running = {key for key, times in seen.items() if times >= max(_FEWEST, _SHARE * len(pages))}
    if not running:
        return pages
    out: Pages = []
    for page, rows in zip(pages, edges, strict=True):
        drop = {(block, row) for block, row, keys in rows if not running.isdisjoint(keys)}
        kept = [[row for j, row in enumerate(block) if (i, j) not in drop] for i, block in enumerate(page)]
        out.append([block for block in kept if block])
    return out


def _edges(page: list[list[Row]], number: int) -> Iterator[tuple[int, int, set[str]]]:
    """The highest and the lowest row of a page where they stand apart from the rest, each with what it says: as it is,
    and with each of its numbers told from the page's.
    """
    rows = sorted((row[0].top, i, j) for i, block in enumerate(page) for j, row in enumerate(block))
    if len(rows) < 3:
        return
    pitch = median(there[0] - here[0] for here, there in pairwise(rows))
    for (top, i, j), (other, _, _) in ((rows[0], rows[1]), (rows[-1], rows[-2])):
        if abs(top - other) > 1.25 * pitch:
            words = _words(page[i][j]).casefold()
            yield i, j, {words, *_told_from(words, number)}


def _told_from(words: str, number: int) -> Iterator[str]:
    for found in _DIGITS.finditer(words):
        yield f"{words[: found.start()]}#{int(found[0]) - number}{words[found.end() :]}"


def _words(row: Row) -> str:
    return " ".join(fragment.text for fragment in row)


def joined(pages: Pages) -> tuple[str, list[Anchor]]:
    """All pages as one text, and for each fragment of a line its page and rectangle."""
    known = {word for page in pages for block in page for row in block for word in _whole_words(row)}
    text = _Text()
    for number, page in enumerate(pages, 1):
        for block in page:
            pitch = _pitch(block)
            before: Row | None = None
            for row in block:
                text.go_on(row[0].text, _between(before, row, pitch), known)
                for i, fragment in enumerate(row):
                    if i:
                        text.add("\t" if _apart(row[i - 1], fragment) else " ")
                    box = (
                        round(fragment.left, 1),
                        round(fragment.top, 1),
                        round(fragment.right, 1),
                        round(fragment.bottom, 1),
                    )
                    text.anchors.append(Anchor(text.length, f"page {number}", box))
                    text.add(fragment.text)
                before = row
    return "".join(text.parts), text.anchors


class _Text:
    """A text as it grows."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.anchors: list[Anchor] = []
        self.length = 0

    def add(self, words: str) -> None:
        self.parts.append(words)
        self.length += len(words)

    def go_on(self, first: str, space: str, known: set[str]) -> None:
        """Put between two rows what belongs there: a new line or paragraph, or nothing in a broken word."""
        if not self.parts:
            return
        last = self.parts[-1]
        broken = _BROKEN.search(last)
        rest = _WORD.match(first)
        if broken and rest and rest[0][0].islower():
            if _hyphenated(broken[1], rest[0], known):
                self.parts[-1] = last[:-1] + "-"
            else:
                self.parts[-1] = last[:-1]
                self.length -= 1
            return
        if space == "?":  # the end of a column or page: does the sentence go on?
            space = "\n" if first[:1].islower() and not _ENDS.search(last) else "\n\n"
        self.add(space)


def _hyphenated(left: str, right: str, known: set[str]) -> bool:
    """Whether a hyphen at the end of a line belongs to the word: to "twenty-five", and not to "civil-ians"."""
    left, right = left.casefold(), right.casefold()
    if f"{left}{right}" in known:
        return False
    return f"{left}-{right}" in known or left in _tens() or (left in known and right in known)


@cache
def _tens() -> frozenset[str]:
    """Words that make numbers with a hyphen behind them."""
    raw = files("tollbook.lang").joinpath("en", "numbers.toml").read_text(encoding="utf-8")
    return frozenset(tomllib.loads(raw)["tens"])


def _whole_words(row: Row) -> list[str]:
    """The words of a row but those that its end may have broken, and words with a hyphen in them whole."""
    found: list[str] = []
    for fragment in row:
        for word in fragment.text.casefold().split(" "):
            plain = word.strip(".,;:!?()[]\"'“”‘’")
            if plain and not plain.endswith(("-", "\ufffe")):
                found.append(plain)
    return found


def _pitch(block: list[Row]) -> float:
    """The usual distance from line to line."""
    steps = [there[0].top - here[0].top for here, there in pairwise(block)]
    forward = [step for step in steps if step > 0]
    return median(forward) if forward else 0.0


def _between(before: Row | None, row: Row, pitch: float) -> str:
    """What parts a row from the one before: a line, a paragraph, or "?" at the end of a column or page."""
    if before is None:
        return "?"
    height, was = row[0].bottom - row[0].top, before[0].bottom - before[0].top
    step = row[0].top - before[0].top
    larger = max(height, was) > 1.45 * min(height, was)
    return "\n\n" if (pitch and step > 1.35 * pitch) or (larger and step > 1.1 * pitch) else "\n"


def _apart(left: Fragment, right: Fragment) -> bool:
    """Whether two fragments of a row are cells of a table rather than words of a line."""
    gap = max(right.left - left.right, left.left - right.right)
    return gap > 3 * (right.bottom - right.top)
