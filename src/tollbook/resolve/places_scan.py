"""Finding what may be a name of a place: runs of capitalised words, cut into the longest names the gazetteer has."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tollbook.resolve.gazetteer import Candidate, Gazetteer
from tollbook.resolve.gazetteer_fold import key
from tollbook.resolve.places_words import Words

_CAPITALS = "".join(c for c in map(chr, (*range(0x41, 0x250), *range(0x1E00, 0x1F00))) if c.isupper())
_C = f"[{re.escape(_CAPITALS)}]"
_MARK = "'’‘`ʿʾ"
_ARTICLE = r"(?:(?:al|el|as|ash|ar|at|an|ad|az|ed|ez|es|en|er|et|esh)-[ \n]?|(?:al|el)[ ])"
_WORD = rf"(?:{_ARTICLE})?[{_MARK}]?{_C}[\w{_MARK}]*"
_LINK = r"(?:(?:de|del|de la|de las|de los|la|las|los|el|al|es|ez|as|az|ash|ad|ed|do|da|dos|das|di|of|of the|and|ou|le|les|sur)[ \n-])"
_GAP = rf"(?:[ \t]{{1,2}}\n?|\n|-)(?![ \t]*\n)"
RUN = re.compile(rf"(?<![\w{_MARK}]){_WORD}(?:{_GAP}{_LINK}?{_WORD})*")
_TOKEN = re.compile(rf"[\w{_MARK}]+")
_LOWER = re.compile(r"[a-z]")
_LETTER = re.compile(r"[A-Za-z]")
_REMEMBERED = 60_000


@dataclass(slots=True)
class Hit:
    """A stretch of text that is a name of the gazetteer, with what it may be and the words of its run around it."""

    start: int
    end: int
    key: str
    candidates: tuple[Candidate, ...]
    left: str  # the word of the same run before it, lower case; empty where there is none
    right: str
    demonym: str | None = None  # the country code where the words are a people's name
    upper: bool = False  # all capitals, among capitals


Cut = tuple[int, int, str, str, str, str | None]


class Scanner:
    """Cuts text into hits; remembers what runs of capitals were cut into, which repeat from report to report."""

    def __init__(self, gazetteer: Gazetteer, words: Words) -> None:
        self.gazetteer = gazetteer
        self.words = words
        self._cuts: dict[str, tuple[Cut, ...]] = {}

    def hits(self, text: str, lower: str) -> list[Hit]:
        """All hits in order. In text of capitals only, every word is looked at."""
        return list(self._hits(text))

    def _hits(self, text: str) -> Iterator[Hit]:
        cuts, find = self._cuts, self.gazetteer.find
        for run in RUN.finditer(text):
            words = run[0]
            known = cuts.get(words)
            if known is None:
                if len(cuts) >= _REMEMBERED:
                    cuts.clear()
                known = cuts[words] = tuple(self._cut(words))
            for start, end, exact, left, right, demonym in known:
                at = run.start()
                yield Hit(at + start, at + end, exact, find(exact), left, right, demonym,
                          len(words) > 4 and words.isupper())  # fmt: skip

    def _cut(self, run: str) -> Iterator[Cut]:
        """The names in a run, longest first from the left."""
        tokens = [(m.start(), m.end(), m[0]) for m in _TOKEN.finditer(run)]
        exact = [key(_bare(token)) for _, _, token in tokens]
        at, previous = 0, ""
        while at < len(tokens):
            taken = self._longest(exact, at)
            if not taken:
                previous = exact[at]
                at += 1
                continue
            name = " ".join(exact[at : at + taken])
            start, last = tokens[at][0], tokens[at + taken - 1]
            end = last[0] + len(_bare(last[2]))
            following = exact[at + taken] if at + taken < len(tokens) else ""
            yield start, end, name, previous, following, self.words.demonyms.get(name)
            previous = exact[at + taken - 1]
            at += taken

    def _longest(self, exact: list[str], at: int) -> int:
        most = max(self.gazetteer.longest(exact[at]), 2 if exact[at] in self.words.demonym_firsts else 0)
        for taken in range(min(most, len(exact) - at), 0, -1):
            name = " ".join(exact[at : at + taken])
            if name in self.words.demonyms or self.gazetteer.find(name):
                return taken
        return 0


def _bare(token: str) -> str:
    """A token without a possessive ending or a closing quotation mark."""
    if token[-2:] in ("'s", "’s", "'S", "’S"):
        return token[:-2]
    return token.rstrip(_MARK)
