"""Finding what may be the name of a place: words cut into the longest names the gazetteer has.

Where case tells names from words, only runs of capitalised words are looked at (and what a run was cut into is
remembered: runs repeat from report to report). Where it does not, in wire copy of capitals and in text without any,
every word is, and a hit is marked ``flat``: it needs more to be a place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from operator import ne

from tollbook.resolve.gazetteer import Candidate, Gazetteer
from tollbook.resolve.gazetteer_fold import key
from tollbook.resolve.places_words import Words

_MARK = "'’‘`ʿʾ"
_CAPITAL = "".join(c for c in map(chr, (*range(0x41, 0x250), *range(0x1E00, 0x1F00))) if c.isupper())
_ARTICLE = r"(?:(?:al|el|as|ash|ar|at|an|ad|az|ed|ez|es|en|er|et|esh|ul|ur)-[ ]?|(?:al|el)[ ])"
_WORD = rf"{_ARTICLE}?[{_MARK}]?[{_CAPITAL}][\w{_MARK}]*"
#: Words in lower case inside names, in the languages names come from.
_LINK = (
    r"(?:(?:de|del|de la|de las|de los|la|las|los|el|al|es|ez|as|az|ash|ad|ed|e|o|i|do|da|dos|das|di|of|of the|"
    r"and|ou|le|les|sur|en|al-|el-|es-|ez-|as-|ash-|ar-|at-|an-|ad-|az-|ed-|ul-)[ \n-]?)"
)
_GAP = r"(?:[ \t]{1,2}\n?|\n|-)(?![ \t]*\n)"
RUN = re.compile(rf"(?<![\w{_MARK}]){_WORD}(?:{_GAP}{_LINK}?{_WORD})*")
TOKEN = re.compile(rf"[^\W_][\w{_MARK}]*")
_JOINT = re.compile(r"[ \t]*\n?[ \t]*|-|\.?[ ]")
_REMEMBERED = 40_000
_SAMPLE = 600  # characters of the beginning, and of the middle, that tell whether case means anything


@dataclass(slots=True)
class Hit:
    """A stretch of text that is a name of the gazetteer, with what it may be and the words of its run around it."""

    start: int
    end: int
    key: str
    candidates: tuple[Candidate, ...]
    left: str  # the word of the same run before it, in lower case; empty where there is none
    right: str
    role: str = "name"  # or "like" (another spelling), "people", "body", "other"
    code: str = ""  # the country of a people or a body
    flat: bool = False  # among words whose case tells nothing


class _Cut:
    """What a piece of a run was cut into; positions are of the run."""

    __slots__ = ("code", "end", "key", "left", "right", "role", "start")

    def __init__(self, start: int, end: int, exact: str, left: str, right: str, role: str, code: str) -> None:
        self.start, self.end, self.key = start, end, exact
        self.left, self.right, self.role, self.code = left, right, role, code


class Scanner:
    """Cuts text into hits."""

    def __init__(self, gazetteer: Gazetteer, words: Words) -> None:
        self.gazetteer = gazetteer
        self.words = words
        self._cuts: dict[str, tuple[_Cut, ...]] = {}
        self._openers: dict[str, int] = {}

    def hits(self, text: str, lower: str) -> list[Hit]:
        """All hits, in order and disjoint. ``lower`` is the text in lower case, of the same length."""
        return list(self._flat(lower) if is_flat(text, lower) else self._runs(text))

    def _runs(self, text: str) -> Iterator[Hit]:
        cuts = self._cuts
        for run in RUN.finditer(text):
            words = run[0]
            known = cuts.get(words)
            if known is None:
                if len(cuts) >= _REMEMBERED:
                    cuts.clear()
                known = cuts[words] = tuple(self._cut(words))
            if known:
                at = run.start()
                flat = len(known) < 3 and " " in words and words.isupper()
                for cut in known:
                    yield Hit(at + cut.start, at + cut.end, cut.key, self._candidates(cut), cut.left, cut.right,
                              cut.role, cut.code, flat)  # fmt: skip

    def _candidates(self, cut: _Cut) -> tuple[Candidate, ...]:
        if cut.role == "name":
            return self.gazetteer.find(cut.key)
        return self.gazetteer.find_like(cut.key) if cut.role == "like" else ()

    def _cut(self, run: str) -> Iterator[_Cut]:
        """The names in a run, longest first from the left; another spelling of a longer name before a shorter name."""
        tokens = [(m.start(), m.end(), m[0]) for m in TOKEN.finditer(run)]
        exact = [key(bare(token)) for _, _, token in tokens]
        at, previous = 0, ""
        while at < len(tokens):
            taken, role, code = self._longest(exact, tokens, at)
            if not taken:
                previous = exact[at] if tokens[at][2][0].isupper() else ""
                at += 1
                continue
            start, (last_start, _, last) = tokens[at][0], tokens[at + taken - 1]
            following = exact[at + taken] if at + taken < len(tokens) and tokens[at + taken][2][0].isupper() else ""
            name = " ".join(exact[at : at + taken])
            yield _Cut(start, last_start + len(bare(last)), name, previous, following, role, code)
            previous = "" if role == "name" else exact[at + taken - 1]
            at += taken

    def _longest(self, exact: list[str], tokens: list[tuple[int, int, str]], at: int) -> tuple[int, str, str]:
        """How many tokens from here make a name, as what, and the country of a people or body; 0 for none."""
        first, gazetteer, words = exact[at], self.gazetteer, self.words
        most = max(gazetteer.longest(first), words.openings.get(first, 0), 3)
        for taken in range(min(most, len(exact) - at), 0, -1):
            name = first if taken == 1 else " ".join(exact[at : at + taken])
            signal = words.signals.get(name)
            if signal is not None:
                return taken, signal[0], signal[1]
            if taken == 1 and (first in words.never or (first in words.acronyms and not tokens[at][2].isupper())):
                return 0, "", ""
            if gazetteer.find(name):
                return taken, "name", ""
            if (taken > 1 or len(first) > 4) and first not in words.stop and first not in words.never:
                likeness = exact[at + taken - 1]
                if likeness not in words.stop and gazetteer.find_like(name):
                    return taken, "like", ""
        return 0, "", ""

    def _flat(self, lower: str) -> Iterator[Hit]:
        """Hits among words whose case tells nothing."""
        tokens = list(TOKEN.finditer(lower))
        openers, words = self._openers, self.words
        until = 0
        for at, token in enumerate(tokens):
            word = token[0]
            most = openers.get(word)
            if most is None:
                most = self._opener(word)
            if not most or at < until:
                continue
            name, taken = self._longest_flat(lower, tokens, at, most)
            if not taken:
                continue
            until = at + taken
            role, code = words.signals.get(name, ("name", ""))
            start, last = token.start(), tokens[until - 1]
            left = tokens[at - 1][0] if at and _JOINT.fullmatch(lower, tokens[at - 1].end(), start) else ""
            right = tokens[until][0] if until < len(tokens) else ""
            candidates = self.gazetteer.find(name) if role == "name" else ()
            yield Hit(start, last.start() + len(bare(last[0])), name, candidates, left, right, role, code, True)

    def _opener(self, token: str) -> int:
        """The most words of a name that begins with this token where case tells nothing; 0 for none."""
        first = key(bare(token))
        most = max(self.gazetteer.longest(first), self.words.openings.get(first, 0)) if first else 0
        if first in self.words.never or (most < 2 and (first in self.words.stop or first in self.words.acronyms)):
            most = 0
        if len(self._openers) >= _REMEMBERED:
            self._openers.clear()
        self._openers[token] = most
        return most

    def _longest_flat(self, lower: str, tokens: list[re.Match[str]], at: int, most: int) -> tuple[str, int]:
        """The longest name from a token on, and how many tokens it takes; 0 for none."""
        words, gazetteer = self.words, self.gazetteer
        first = key(bare(tokens[at][0]))
        names = [first]
        if most > 1 and at + 1 < len(tokens) and tokens[at + 1].start() - tokens[at].end() < 4:
            name = f"{first} {key(bare(tokens[at + 1][0]))}"
            most = max(gazetteer.longest(name), words.openings.get(first, 0))
            for number in range(at + 1, min(at + most, len(tokens))):
                if not _JOINT.fullmatch(lower, tokens[number - 1].end(), tokens[number].start()):
                    break
                names.append(name)
                if number + 1 < len(tokens):
                    name = f"{name} {key(bare(tokens[number + 1][0]))}"
        for taken in range(len(names), 0, -1):
            name = names[taken - 1]
            if taken == 1 and (first in words.stop or first in words.acronyms):
                return "", 0
            if name in words.signals or gazetteer.find(name):
                return name, taken
        return "", 0


def is_flat(text: str, lower: str) -> bool:
    """Whether the case of letters tells nothing: mostly capitals, or none in a text of some length."""
    middle = len(text) // 2
    sample, small = text[:_SAMPLE] + text[middle : middle + _SAMPLE], lower[:_SAMPLE] + lower[middle : middle + _SAMPLE]
    capitals = sum(map(ne, sample, small))
    return capitals > len(sample) // 2 or (not capitals and len(text) > 40)


def bare(token: str) -> str:
    """A token without a possessive ending or a closing quotation mark."""
    if token.isalnum():
        return token
    if token[-2:].lower() in ("'s", "’s"):
        return token[:-2]
    return token.rstrip(_MARK)
