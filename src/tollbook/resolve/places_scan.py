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
from typing import NamedTuple

from tollbook.resolve.gazetteer import Candidate, Gazetteer
from tollbook.resolve.gazetteer_fold import key
from tollbook.resolve.places_words import Words

_MARK = "'’‘`ʿʾ"
_CAPITAL = "".join(c for c in map(chr, (*range(0x41, 0x250), *range(0x1E00, 0x1F00))) if c.isupper())
_ARTICLE = r"(?:(?:al|el|as|ash|ar|at|an|ad|az|ed|ez|es|en|er|et|esh|ul|ur)-[ ]?|(?:al|el)[ ])"
_WORD = rf"{_ARTICLE}?[{_MARK}]?[{_CAPITAL}][\w{_MARK}]*"
#: The same at the head of a run. It begins with a set of letters, so that the search for it runs over them alone.
_HEAD = (
    rf"[{_CAPITAL}aeu{_MARK}](?<![\w{_MARK}](?s:.))(?:(?<=[{_CAPITAL}])(?:(?:\.[^\W\d_])+\.|[\w{_MARK}]*)"
    rf"|(?<=[aeu])(?:(?:[lsrtndz]|sh)-[ ]?|l[ ])[{_MARK}]?[{_CAPITAL}][\w{_MARK}]*"
    rf"|(?<=[{_MARK}])[{_CAPITAL}][\w{_MARK}]*)"
)
#: Words in lower case inside names, in the languages names come from.
_LINK = (
    r"(?:(?:de|del|de la|de las|de los|la|las|los|el|al|es|ez|as|az|ash|ad|ed|e|o|i|do|da|dos|das|di|of|of the|"
    r"and|ou|le|les|sur|en|au|aux|upon|on|y|van|von|der|den|bin|ibn|ben|ould|"
    r"al-|el-|es-|ez-|as-|ash-|ar-|at-|an-|ad-|az-|ed-|ul-)[ \n-]?)"
)
_GAP = r"(?:[ \t]{1,2}\n?|\n|-)(?![ \t]*\n)"
_DOTTED = r"(?:[^\W\d_]\.){2,}"
RUN = re.compile(rf"{_HEAD}(?:{_GAP}{_LINK}?{_WORD})*")
TOKEN = re.compile(rf"{_DOTTED}|[^\W_][\w{_MARK}]*")
_JOINT = re.compile(r"[ \t]*\n?[ \t]*|-|\.?[ ]")
_OWNER = ("'s", "’s")
_TEXT = re.Match.group
_REMEMBERED = 20_000
_SAMPLE = 250  # characters of the beginning, and of the middle, that tell whether case means anything


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


class Run(NamedTuple):
    """A run of capitalised words that may name an unknown place; all but its ends count from the run's start.

    ``names`` are its pieces between "and", "of" and the words that name nothing; ``typed`` the names followed by a type
    inside the run ("Wala Village": start, end of the name, end, precision); ``plain``: nothing in it is a common word.
    """

    start: int
    end: int
    names: tuple[tuple[int, int], ...]
    typed: tuple[tuple[int, int, int, str], ...]
    plain: bool


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
        self._cuts: dict[str, tuple[tuple[_Cut, ...], Run | None]] = {}
        self._openers = _Openers(gazetteer, words)
        self._bare = _Keys()

    def hits(self, text: str, lower: str) -> tuple[list[Hit], list[Run]]:
        """All hits, in order and disjoint, and the runs that may name what the gazetteer lacks.

        ``lower`` is the text in lower case, of the same length.
        """
        runs: list[Run] = []
        return list(self._runs(text, runs)), runs

    def flat_hits(self, lower: str) -> tuple[list[Hit], list[re.Match[str]]]:
        """All hits of a text whose case tells nothing, and its words."""
        tokens = list(TOKEN.finditer(lower))
        return list(self._flat(lower, tokens)), tokens

    def _runs(self, text: str, runs: list[Run]) -> Iterator[Hit]:
        cuts = self._cuts
        for match in RUN.finditer(text):
            words = match[0]
            known = cuts.get(words)
            if known is None:
                if len(cuts) >= _REMEMBERED:
                    cuts.clear()
                known = cuts[words] = tuple(self._cut(words)), self._run(words)
            pieces, run = known
            at = match.start()
            if run is not None:
                runs.append(run._replace(start=at, end=match.end()))
            if pieces:
                first = pieces[0]
                whole = len(pieces) == 1 and first.end - first.start == len(words)
                flat = not whole and " " in words and words.isupper()
                for cut in pieces:
                    yield Hit(at + cut.start, at + cut.end, cut.key, self._candidates(cut), cut.left, cut.right,
                              cut.role, cut.code, flat)  # fmt: skip

    def _run(self, run: str) -> Run | None:
        """What names an unknown place may have in a run; nothing where all of it is common words."""
        if run.isupper() and (" " in run or len(run) < 6):
            return None
        words = self.words
        tokens = [(m.start(), m.start() + len(bare(m[0])), key(bare(m[0]))) for m in TOKEN.finditer(run)]
        names: list[tuple[int, int]] = []
        typed: list[tuple[int, int, int, str]] = []
        begun = at = 0
        while at <= len(tokens):
            kind, taken = self._type(tokens, at)
            if " ".join(word for _, _, word in tokens[at : at + 2]) in words.quarters:
                start, end = tokens[at][0], tokens[at + 1][1]
                typed.append((start, end, end, "neighbourhood"))
                begun = at = at + 2
                continue
            owner = begun < at and run[tokens[at - 1][1] :][:2] in _OWNER
            if at == len(tokens) or kind or tokens[at][2] in words.breaks or owner:
                name = self._trimmed(run, tokens[begun:at])
                kind, taken = ("", 0) if owner else (kind, max(taken, 1))
                if name is not None and kind:
                    typed.append((*name, tokens[at + taken - 1][1], kind))
                elif name is not None:
                    names.append(name)
                begun = at = at + taken
                continue
            at += 1
        if not names and not typed:
            return None
        while tokens and (self._common(tokens[-1][2]) or run[tokens[-1][0] : tokens[-1][1]].islower()):
            tokens.pop()  # "Kodyel on Monday"
        plain = len(tokens) <= 4 and not any(
            word in words.given or word in words.titles or word in words.people or self._common(word)
            for _, _, word in tokens
        )
        return Run(0, 0, tuple(names), tuple(typed), plain)

    def _trimmed(self, run: str, tokens: list[tuple[int, int, str]]) -> tuple[int, int] | None:
        """The piece of a run that may be a name: without common words at either end, and no acronym."""
        first, last = 0, len(tokens)
        while first < last and self._common(tokens[first][2]):
            first += 1
        while last > first and self._common(tokens[last - 1][2]):
            last -= 1
        if first == last or all(word in self.words.particles for _, _, word in tokens[first:last]):
            return None
        if last - first == 1 and tokens[first][2] in self.words.stop:
            return None
        start, end = tokens[first][0], tokens[last - 1][1]
        return None if end - start < 3 or (run[start:end].isupper() and end - start < 6) else (start, end)

    def _common(self, word: str) -> bool:
        """Whether a word is no part of an unknown place's name."""
        words = self.words
        if word in words.particles:
            return False
        return (word in words.common or word in words.never or word in words.parts or word in words.titles
                or word in words.locative or word in words.signals or not word[:1].isalpha()
                or (word[-1:] == "s" and word[:-1] in words.common))  # fmt: skip

    def _type(self, tokens: list[tuple[int, int, str]], at: int) -> tuple[str, int]:
        """The type that begins at a token, and how many tokens it takes."""
        for taken in range(min(3, len(tokens) - at), 0, -1):
            phrase = " ".join(word for _, _, word in tokens[at : at + taken])
            if kind := self.words.types.get(phrase):
                return kind, taken
        return "", 0

    def _candidates(self, cut: _Cut) -> tuple[Candidate, ...]:
        if cut.role == "name":
            return self.gazetteer.find(cut.key)
        return self.gazetteer.find_like(cut.key) if cut.role == "like" else ()

    def _cut(self, run: str) -> Iterator[_Cut]:
        """The names in a run, longest first from the left; a spelling of a longer name before a shorter name."""
        tokens = [(m.start(), m.end(), m[0]) for m in TOKEN.finditer(run)]
        exact = [key(bare(token)) for _, _, token in tokens]
        whole = [key(token) for _, _, token in tokens]
        at, previous = 0, ""
        while at < len(tokens):
            taken, role, code, name = self._longest(exact, whole, tokens, at)
            if not taken and self._possessive(exact[at]):
                start, end, _ = tokens[at]
                yield _Cut(start, end - 1, exact[at][:-1], previous, "", "name", "")
                previous = ""
                at += 1
                continue
            if not taken:
                if tokens[at][2][0].isupper():
                    previous = exact[at]
                elif exact[at] in self.words.breaks:
                    previous = ""
                at += 1
                continue
            start, (last_start, _, last) = tokens[at][0], tokens[at + taken - 1]
            following = self._following(exact, tokens, at + taken)
            yield _Cut(start, last_start + len(bare(last)), name, previous, following, role, code)
            person = role in ("body", "other") or name in self.words.people or exact[at] in self.words.given
            previous = exact[at + taken - 1] if person else ""
            at += taken

    def _following(self, exact: list[str], tokens: list[tuple[int, int, str]], at: int) -> str:
        """The next capitalised word of the same name, over words in lower case inside names."""
        while at < len(tokens) and exact[at] not in self.words.breaks:
            if tokens[at][2][0].isupper():
                return exact[at]
            at += 1
        return ""

    def _longest(
        self, exact: list[str], whole: list[str], tokens: list[tuple[int, int, str]], at: int
    ) -> tuple[int, str, str, str]:
        """How many tokens from here make a name, as what, the country of a people or body, and its key; 0 for none.

        ``exact`` are the tokens without possessive endings, ``whole`` with them: "Cox's Bazar" has one inside.
        """
        first, gazetteer, words = exact[at], self.gazetteer, self.words
        known = gazetteer.longest(first if first == whole[at] else whole[at])
        folds = self._may_fold(exact, at)
        most = max(known, words.openings.get(first, 0), folds, 1)
        for taken in range(min(most, len(exact) - at), 0, -1):
            last = exact[at + taken - 1]
            name = last if taken == 1 else " ".join([*whole[at : at + taken - 1], last])
            signal = words.signals.get(name)
            if signal is not None:
                return taken, signal[0], signal[1], name
            beyond = exact[at + taken] if at + taken + 1 < len(tokens) else ""
            if beyond in words.bound or (taken > 1 and last in words.bound and at + taken < len(tokens)):
                continue  # "Bab" or "Bab al" of "Bab al-Faraj"
            capitals = first in words.acronyms or first in words.agencies
            if taken == 1 and (first in words.never or first in words.particles or (
                capitals and tokens[at][2].isupper() == (first in words.agencies)
            )):  # fmt: skip
                break
            if (taken <= known or taken == 1) and gazetteer.find(name):
                return taken, "name", "", name
            if taken == 1 and self._possessive(first):
                break
            if folds >= taken and (taken > 1 or len(first) > 4) and gazetteer.find_like(name):
                return taken, "like", "", name
        return 0, "", "", ""

    def _may_fold(self, exact: list[str], at: int) -> int:
        """How many words from here may be another spelling of a name: up to three, none of them common."""
        words = self.words
        for number, word in enumerate(exact[at : at + 3]):
            if word in words.particles:
                continue
            if word in words.stop or word in words.never or word in words.common or word in words.titles:
                return number
        return min(3, len(exact) - at)

    def _possessive(self, word: str) -> bool:
        """Whether a word is a large place's name with an ``s`` whose apostrophe was lost: "Syrias opposition"."""
        found = self.gazetteer.find(word[:-1]) if len(word) > 4 and word[-1] == "s" else ()
        return bool(found) and found[0].size >= 3.0

    def _flat(self, lower: str, tokens: list[re.Match[str]]) -> Iterator[Hit]:
        """Hits among words whose case tells nothing."""
        openers, words = self._openers, self.words
        plain = list(map(_TEXT, tokens))
        until = 0
        for at in [at for at, word in enumerate(plain) if openers[word] is not None]:
            opener = openers[plain[at]]
            if at < until or opener is None:
                continue
            name, taken = self._longest_flat(lower, tokens, plain, at, opener)
            if not taken:
                continue
            until = at + taken
            role, code = words.signals.get(name, ("name", ""))
            start, last = tokens[at].start(), tokens[until - 1]
            left = plain[at - 1] if at and _JOINT.fullmatch(lower, tokens[at - 1].end(), start) else ""
            right = plain[until] if until < len(plain) else ""
            candidates = self.gazetteer.find(name) if role == "name" else ()
            yield Hit(start, last.start() + len(bare(last[0])), name, candidates, left, right, role, code, True)

    def _longest_flat(
        self, lower: str, tokens: list[re.Match[str]], plain: list[str], at: int, opener: _Opener
    ) -> tuple[str, int]:
        """The longest name from a token on, and how many tokens it takes; 0 for none."""
        words, gazetteer, keys = self.words, self.gazetteer, self._bare
        first = opener.key
        if opener.most > 1 and at + 1 < len(plain):
            name = f"{first} {keys[plain[at + 1]]}"
            most = max(gazetteer.longest(name), opener.signals)
            names = []
            for number in range(at + 1, min(at + most, len(tokens))):
                if not _JOINT.fullmatch(lower, tokens[number - 1].end(), tokens[number].start()):
                    break
                names.append(name)
                if number + 1 < len(tokens):
                    name = f"{name} {keys[plain[number + 1]]}"
            for taken in range(len(names), 0, -1):
                name = names[taken - 1]
                if name in words.signals or gazetteer.find(name):
                    return name, taken + 1
        return (first, 1) if opener.alone else ("", 0)


class _Opener(NamedTuple):
    """What a word may begin where case tells nothing: its key, the most words of a name and of a signal, and whether
    it is a name by itself."""

    key: str
    most: int
    signals: int
    alone: bool


class _Openers(dict[str, "_Opener | None"]):
    """What each word met may begin; None for no name."""

    def __init__(self, gazetteer: Gazetteer, words: Words) -> None:
        self.gazetteer, self.words = gazetteer, words

    def __missing__(self, token: str) -> _Opener | None:
        words = self.words
        first = key(bare(token))
        signals = words.openings.get(first, 0)
        most = max(self.gazetteer.longest(first), signals) if first else 0
        never_alone = first in words.stop or first in words.acronyms or first in words.particles
        alone = not never_alone and (first in words.signals or bool(self.gazetteer.find(first)))
        nothing = most < 1 or first in words.never or (most < 2 and not alone)
        opener = None if nothing else _Opener(first, most, signals, alone)
        if len(self) < _REMEMBERED:
            self[token] = opener
        return opener


class _Keys(dict[str, str]):
    """The key of each word met, without a possessive ending."""

    def __missing__(self, token: str) -> str:
        exact = key(bare(token))
        if len(self) < _REMEMBERED:
            self[token] = exact
        return exact


def is_flat(text: str, lower: str) -> bool:
    """Whether the case of letters tells nothing: mostly capitals, or none but the first in a text of some length."""
    middle = len(text) // 2
    sample, small = text[:_SAMPLE] + text[middle : middle + _SAMPLE], lower[:_SAMPLE] + lower[middle : middle + _SAMPLE]
    capitals = sum(map(ne, sample, small))
    return capitals > len(sample) // 2 or (len(text) > 40 and capitals == (text[:1] != lower[:1]))


def bare(token: str) -> str:
    """A token without a possessive ending or a closing quotation mark."""
    if token.isalnum():
        return token
    if token[-2:].lower() in ("'s", "’s"):
        return token[:-2]
    return token.rstrip(_MARK)
