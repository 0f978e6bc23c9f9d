"""Noun phrases that name a speaker, read outward from a reporting verb without tokenising the sentence.

A speaker stands beside his verb. So the phrase is walked word by word from the verb, backward ("… the Observatory
said") or forward ("…, said the Observatory"), until a boundary: a punctuation mark, an article with nothing
bound to its left, or a word that no name runs over (a verb, a day, a conjunction). Scraped text often lacks every
comma, and wire text lacks lower case; the walk therefore never needs either, it only uses them where they are.

A backward walk that meets a boundary is firm: all its words are the phrase. One that runs into a stop word is not, and
only its last words that surely name a speaker are kept ("… of nerve gas [the] activists said").
"""

from __future__ import annotations

from dataclasses import dataclass, field

from tollbook.resolve.speaker_naming import Phrase, full_name, named, pronoun
from tollbook.resolve.speaker_script import Script, Token, abbreviated, undotted
from tollbook.resolve.speaker_words import (
    ARTICLE,
    BINDS,
    BINDS_ANY,
    DETERMINER,
    HOMOGRAPH,
    JOINT,
    MODIFIER,
    PAPER,
    PRONOUN,
    SOURCE,
    STOP,
    TIES,
    TIME,
    TITLE,
    VICTIM,
    words,
)

_KNOWN = SOURCE | PAPER | MODIFIER | BINDS | JOINT | TITLE | DETERMINER
_SPEAKS = SOURCE | PAPER
_OPEN = BINDS | JOINT | DETERMINER
_ALONE = words("alone")
_BINDS_NAMES = words("binds_names")
_BINDS_AUTHORS = words("author") - BINDS_ANY - words("origin")
_ENDS = ",;:.!?\"')]—–-…"
_MOST_WORDS = 18
_LONGEST_BRACKET = 90
_LONGEST_QUOTED_NAME = 40


@dataclass(slots=True)
class _Run:
    """A backward walk so far: its words from right to left, and why it ended."""

    tokens: list[Token] = field(default_factory=list)
    firm: bool = False
    article: bool = False
    joint: int = -1
    stopper: str = ""

    def stop(self, word: str, firm: bool = False) -> bool:
        self.stopper = word
        self.firm = firm
        return False


class Walker(Script):
    """Walks the phrases of one report."""

    __slots__ = ()

    # ---- backward

    def before(self, low: int, at: int) -> Phrase | None:
        """The phrase that ends at ``at``, looking back no further than ``low``."""
        flat = self.flat
        run = _Run()
        j = at
        while len(run.tokens) < _MOST_WORDS:
            j = self.skip_back(low, j)
            if j <= low:
                run.firm = True
                break
            i = max(flat.rfind(" ", low, j) + 1, low)
            word = flat[i:j]
            if not word[-1].isalnum() and not (word[-1] == "." and abbreviated(word)):
                over = self._over(low, i, j, bool(run.tokens))
                if over < 0:
                    run.firm = True
                    break
                if over < j:
                    j = over
                    continue
            edge = not word[0].isalnum()
            while not flat[i].isalnum():
                i += 1
            word = undotted(flat[i:j])
            if word in PRONOUN and not run.tokens and not self.capitals(i, j):
                return pronoun(i, j, word)
            if not self._take(run, low, i, j, word):
                break
            if edge:
                run.firm = True
                break
            j = i
        else:
            run.firm = run.article
        return self._walked(run, low)

    def _over(self, low: int, i: int, j: int, begun: bool) -> int:
        """What the mark at the end of a word means: -1 a boundary, ``j`` nothing, else where to go on."""
        flat = self.flat
        last = flat[j - 1]
        if last in ")]":
            opened = flat.rfind("(" if last == ")" else "[", low, j)
            return opened if opened >= 0 and j - opened < _LONGEST_BRACKET else -1
        if last == '"' and begun:  # "the group of "Tigers" in the east"
            opened = flat.rfind('"', max(low, j - _LONGEST_QUOTED_NAME), j - 1)
            return opened if opened > low else -1
        # A hyphen at a line's end parts a word, and "survivors' accounts" is one phrase.
        parted = last == "-" and j - i > 1
        return j if parted or (begun and flat.endswith("s'", i, j)) else -1

    def _take(self, run: _Run, low: int, i: int, j: int, word: str) -> bool:
        """Add the next word to the left, or end the run."""
        tokens = run.tokens
        name = i > low and self.capital(i)
        if word in DETERMINER and not (name and len(word) > 4):
            if run.article or (not tokens and word not in _ALONE):
                return run.stop(word)
            run.article = True
        elif word in BINDS:
            if not tokens or not self._binds(low, i, word, tokens):
                return run.stop(word, run.article)
            run.article = False
        elif word in JOINT:
            if not tokens or not self._joins(low, i):
                return run.stop(word, run.article)
            run.joint = len(tokens)
            run.article = False
        elif run.article:
            return run.stop(word, firm=True)
        elif (word in PRONOUN and not self.capitals(i, j)) or self._stops(word, i, j, name):
            return run.stop(word)
        tokens.append((i, j, word))
        return True

    def _walked(self, run: _Run, low: int) -> Phrase | None:
        tokens = run.tokens[::-1]
        if not tokens:
            return None
        if not run.firm and not run.article:
            kept = self._suffix(tokens, run.stopper)
            if run.joint >= 0 and len(kept) > run.joint:
                left = kept[: len(kept) - run.joint - 1]
                together = any(t[2] in SOURCE and not self.capital(t[0]) for t in left)
                kept = kept if together else kept[-run.joint :]
            tokens = kept
        return named(self, tokens, low)

    def _suffix(self, tokens: list[Token], stopper: str) -> list[Token]:
        """The part of an open-ended run that surely is the speaker: names, source nouns and what qualifies them."""
        k = len(tokens)
        while k:
            i, _, word = tokens[k - 1]
            known = word in _KNOWN or self.capital(i) or (word in VICTIM and k == len(tokens))
            if not known and self.upper:
                known = len(tokens) - k < 3 and not any(t[2] in _SPEAKS for t in tokens[k:])
            if not known:
                bound = next((b for b in range(k - 2, max(0, k - 6), -1) if tokens[b][2] in BINDS), 0)
                if not bound or tokens[bound - 1][2] not in _SPEAKS:
                    break
                k = bound + 1
            k -= 1
        kept = tokens[k:] or tokens[-1:]
        while len(kept) > 1 and (kept[0][2] in BINDS or kept[0][2] in JOINT):
            kept = kept[1:]
        if k == 0 and stopper in BINDS and kept[-1][2] in SOURCE and not self.capital(kept[-1][0]):
            # "in Aleppo activists said": the name is the preposition's, and the activists are named by nothing.
            while len(kept) > 1 and self.capital(kept[0][0]) and kept[0][2] not in SOURCE | MODIFIER:
                kept = kept[1:]
        return kept

    def _binds(self, low: int, at: int, word: str, tokens: list[Token]) -> bool:
        """Whether the preposition at ``at`` ties what follows to a speaker on its left ("a source at the hospital")."""
        left, start = self.left(low, at)
        if not left:
            return False
        capital = self.capital(start)
        if word in _BINDS_NAMES and capital:  # "Aid to the Church"
            return True
        if word in _BINDS_AUTHORS:
            return left in PAPER
        if left in _SPEAKS or left in TIES or (capital and self._body(low, start, left)):
            return True
        if word not in BINDS_ANY:
            return False
        if not capital and left not in TITLE and any(t[2] in SOURCE for t in tokens):
            return False  # "the death of two leaders" said nothing, the leaders did
        return left not in STOP and left not in DETERMINER and left not in BINDS and not left[0].isdigit()

    def _body(self, low: int, at: int, word: str) -> bool:
        """Whether the name that the word at ``at`` ends is a speaking body's ("the Ministry of Health in …")."""
        for _ in range(6):
            if word in SOURCE:
                return True
            word, at = self.left(low, at)
            if not word or not (self.capital(at) or word in BINDS_ANY or word in JOINT):
                return False
        return False

    def _joins(self, low: int, at: int) -> bool:
        """Whether the conjunction at ``at`` joins two speakers rather than two clauses."""
        left, start = self.left(low, at)
        if not left or self.flat[start + len(left)] in ",;":
            return False
        unknown = self.upper and left not in STOP and left not in VICTIM and not left[0].isdigit()
        return left in SOURCE or self.capital(start) or unknown

    def _stops(self, word: str, i: int, j: int, name: bool) -> bool:
        """Whether no speaker's phrase runs over this word. Names may: "Doctors Without Borders"."""
        if word in HOMOGRAPH:
            return not self.capitals(i, j)
        if word[:1].isdigit():
            return word[-1] not in "hdt"  # "the 3rd brigade"
        return word in STOP and (not name or word in TIME or len(word) < 4)

    # ---- forward

    def after(self, at: int, high: int, that: bool = False) -> tuple[Phrase | None, int]:
        """The phrase that begins at ``at`` and the offset behind it, looking no further than ``high``.

        ``that``: whether a first "that" points ("according to that garrison") rather than begins a clause.
        """
        flat = self.flat
        tokens: list[Token] = []
        j = end = at
        while len(tokens) < _MOST_WORDS:
            while j < high and flat[j] == " ":
                j += 1
            if j >= high:
                break
            i = j
            if flat[i] in "([" and tokens:
                closed = flat.find(")" if flat[i] == "(" else "]", i, min(high, i + _LONGEST_BRACKET))
                if closed < 0:
                    break
                j = end = closed + 1
                if j < high and not flat[j].isspace():
                    break
                continue
            j = flat.find(" ", i, high)
            j = high if j < 0 else j
            word = flat[i:j].rstrip(_ENDS)
            if flat[i + len(word) : j] == "." and abbreviated(flat[i:j]):
                word = flat[i:j]
            if not word or not word[0].isalnum():
                break
            k = i + len(word)
            closes = k < j and not (flat.endswith("s'", i, j) and k + 1 == j)
            if not tokens and word in PRONOUN and not self.capitals(i, k):
                return pronoun(i, k, word), k
            pointed = that and not tokens and word in ARTICLE
            if not pointed and not self._goes_on(tokens, i, k, word, "" if closes else self.right(j, high)):
                break
            tokens.append((i, k, undotted(word)))
            end = j = k
            if flat.startswith("' ", k, high) and word.endswith("s") and not closes:
                j = k + 1  # "the Prisoners' Aid League"
            if closes and not flat.startswith("'s", k, high):
                break
        while tokens and tokens[-1][2] in _OPEN:
            tokens.pop()
        if not tokens:
            return None, at
        return named(self, tokens, -1), max(end, tokens[-1][1])

    def _goes_on(self, tokens: list[Token], i: int, k: int, word: str, right: str) -> bool:
        """Whether a phrase runs over the next word; ``right`` is the word behind it, "" at a mark."""
        left = tokens[-1][2] if tokens else ""
        headed = self._headed(tokens)
        name = self.capital(i)
        if word in DETERMINER:
            return not tokens or left in BINDS or left in JOINT
        if word in BINDS:
            if not headed or not right or right in TIME or right[0].isdigit():
                return False
            return word in BINDS_ANY or name or left in TIES or left in _SPEAKS
        if word in JOINT:
            return bool(right) and (headed or right in SOURCE) and right not in STOP and not right[:1].isdigit()
        if self._stops(word, i, k, name) or word in PRONOUN:
            return False
        if not headed:
            return True
        if not name and word in SOURCE and full_name(self, tokens):
            return False  # "Rami Hassan director of …"
        known = self.upper or name or word in _SPEAKS or word in TIES or word in MODIFIER
        return known or left in BINDS or left in DETERMINER

    def _headed(self, tokens: list[Token]) -> bool:
        """Whether the words so far hold one that names a speaker."""
        return any(t[2] in _SPEAKS or self.upper or self.capital(t[0]) for t in tokens if t[2] not in _OPEN)
