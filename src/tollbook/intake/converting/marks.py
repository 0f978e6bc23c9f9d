"""Pages as words with a way back: every run of text with the element it stands in, and lines as a reader sees them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import islice
from typing import Any

from tollbook.model import Anchor

#: Elements whose words a reader does not see as text.
_UNSEEN = {"script", "style", "noscript", "template", "head", "svg", "math", "iframe", "object", "select", "textarea"}
#: Elements that begin and end a line.
_BLOCKS = frozenset(
    """
    address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure
    footer form h1 h2 h3 h4 h5 h6 header hr html legend li main menu nav ol p pre section summary table tbody td tfoot
    th thead tr ul br
    """.split()  # noqa: SIM905 (a list of this length reads better as words)
)
_SPACE = re.compile(r"\s+")
#: What no browser shows and main text leaves out.
_NOTHING = re.compile("[\\s\u00ad\u200b-\u200f\u2060\ufeff]+")


def tree_of(page: str) -> Any:
    """The elements of a page, as lxml reads them. None where there are none."""
    from lxml import etree

    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=False)
    try:
        return etree.fromstring(page.encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def runs(tree: Any) -> Iterator[tuple[str, Any, bool]]:
    """Every run of visible text in order: its words, its block, and whether a line begins with it."""
    from lxml import etree

    unseen = 0
    breaks = True
    blocks = [tree]
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        tag = element.tag if isinstance(element.tag, str) else "script"
        block = tag in _BLOCKS
        if event == "start":
            unseen += tag in _UNSEEN
            if block:
                breaks = True
                blocks.append(element)
            words = element.text
        else:
            if block:
                breaks = True
                blocks.pop()
            unseen -= tag in _UNSEEN
            words = element.tail
        if (words and not unseen and element is not tree) or (words and event == "start" and not unseen):
            yield words, blocks[-1], breaks
            if words.strip():
                breaks = False


def all_words(tree: Any) -> tuple[str, list[Anchor]]:
    """Every visible word of a page, a block a line, with the element that each line stands in."""
    lines: list[str] = []
    anchors: list[Anchor] = []
    line: list[str] = []
    block: Any = None
    length = 0

    def close() -> None:
        nonlocal length
        words = _SPACE.sub(" ", "".join(line)).strip()
        line.clear()
        if words:
            anchors.append(Anchor(length, path_of(block)))
            lines.append(words)
            length += len(words) + 1

    for words, inside, breaks in runs(tree):
        if breaks and line:
            close()
        if not line:
            if not words.strip():
                continue
            block = inside
        line.append(words)
    close()
    return "\n".join(lines), anchors


def path_of(element: Any) -> str:
    """The XPath of an element."""
    return str(element.getroottree().getpath(element))


class Whereabouts:
    """Finds words of a page's main text again in its elements."""

    def __init__(self, tree: Any) -> None:
        self._starts: list[int] = []
        self._blocks: list[Any] = []
        parts: list[str] = []
        length = 0
        for words, block, _ in runs(tree):
            solid = _NOTHING.sub("", words)
            if solid:
                self._starts.append(length)
                self._blocks.append(block)
                parts.append(solid)
                length += len(solid)
        self._solid = "".join(parts)
        self._at = 0

    def anchors(self, text: str) -> list[Anchor]:
        """The element of every line of a text; lines that are not found again belong to the one before them."""
        found: list[Anchor] = []
        start = 0
        for line in islice(text.split("\n"), 200_000):
            words = line.replace("|", "") if line.startswith("|") else line.removeprefix("- ")  # marks of main text
            place = self._find(_NOTHING.sub("", words))
            if place and (not found or found[-1].place != place):
                found.append(Anchor(start, place))
            start += len(line) + 1
        return found

    def _find(self, solid: str) -> str | None:
        if not solid:
            return None
        for key in (solid, solid[:40] if len(solid) > 40 else "", solid[-40:] if len(solid) > 40 else ""):
            if not key:
                continue
            at = self._solid.find(key, self._at)
            if at < 0:
                at = self._solid.find(key)
            if at >= 0:
                self._at = at + len(key)
                return path_of(self._blocks[bisect_right(self._starts, at) - 1])
        return None
