"""Noun phrases that name a speaker, read outward from a reporting verb without tokenising the sentence.

A speaker stands beside his verb. So the phrase is walked word by word from the verb, backward ("… the Observatory
said") or forward ("…, said the Observatory"), until a boundary: a punctuation mark, an article with nothing
bound to its left, or a word that no name runs over (a verb, a day, a conjunction). Scraped text often lacks every
comma, and wire text lacks lower case; the walk therefore never needs either, it only uses them where they are.
"""

from __future__ import annotations

from typing import NamedTuple

from tollbook.resolve.speaker_words import (
    ABBREVIATION,
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
    UNSPOKEN,
    VAGUE,
    VICTIM,
    phrases,
    words,
)

_KNOWN = SOURCE | PAPER | MODIFIER | BINDS | JOINT | TITLE | DETERMINER
(_PARTICIPLE,) = phrases("participle")
_ALONE = words("alone")
_PERSONAL = words("pronoun_person")
_MOST_WORDS = 18
Token = tuple[int, int, str]


class Phrase(NamedTuple):
    """A speaker's phrase: the span of the words that name him, and what is known of them."""

    start: int
    end: int
    outer_start: int
    outer_end: int
    head: str
    pronoun: bool
    source: bool
    paper: bool
    victim: bool
    person: bool


class Walker:
    """Walks phrases of one report. ``flat`` is the folded text with line breaks as blanks, of the text's length."""

    __slots__ = ("flat", "low", "text", "upper")

    def __init__(self, text: str, flat: str, upper: bool) -> None:
        self.text = text
        self.flat = flat
        self.upper = upper
        self.low = 0

    def capital(self, at: int) -> bool:
        """Whether the word at ``at`` is written as a name. In upper-case text nothing is."""
        text = self.text
        if self.upper:
            return False
        if text[at].isupper():
            return True
        hyphen = text.find("-", at, at + 4)  # al-Halabi, el-Fasher
        return hyphen > 0 and text[hyphen + 1 : hyphen + 2].isupper()

    def before(self, low: int, at: int) -> Phrase | None:
        """The phrase that ends at ``at``, looking back no further than ``low``."""
        flat = self.flat
        self.low = low
        tokens: list[Token] = []
        firm = after_article = False
        joint = -1
        stopper = ""
        j = at
        while len(tokens) < _MOST_WORDS:
            while j > low and flat[j - 1] == " ":
                j -= 1
            if j <= low:
                firm = True
                break
            i = max(flat.rfind(" ", low, j) + 1, low)
            word = flat[i:j]
            last = word[-1]
            if not last.isalnum() and not (last == "." and _abbreviated(word)):
                if last in ")]":
                    opened = flat.rfind("(" if last == ")" else "[", low, j)
                    if opened >= 0 and j - opened < 90:
                        j = opened
                        continue
                if last == '"' and tokens and (opened := flat.rfind('"', max(low, j - 40), j - 1)) > low:
                    j = opened  # "the group of "Tigers" in the east"
                    continue
                # A hyphen at a line's end parts a word, and "survivors' accounts" is one phrase.
                if (last != "-" or i == j - 1) and not (word.endswith("s'") and tokens):
                    firm = True
                    break
            edge = False
            if last == "." and word.find(".") == len(word) - 1:
                word = word[:-1]
            while not word[0].isalnum():
                i += 1
                word = flat[i:j]
                edge = True
            named = i > low and self.capital(i)
            if word in DETERMINER and not (named and len(word) > 4):
                if after_article or (not tokens and word not in _ALONE):
                    stopper = word
                    break
                tokens.append((i, j, word))
                after_article = True
            elif word in BINDS:
                if not tokens or not self._binds(low, i, word, tokens):
                    stopper = word
                    firm = after_article
                    break
                tokens.append((i, j, word))
                after_article = False
            elif word in JOINT:
                if not tokens or not self._joins(low, i):
                    stopper = word
                    firm = after_article
                    break
                joint = len(tokens)
                tokens.append((i, j, word))
                after_article = False
            elif after_article:
                firm = True
                break
            elif word in PRONOUN and not (named and word == "it" and self.text[i:j] == "IT"):
                if not tokens:
                    return Phrase(i, j, i, j, word, True, True, False, False, word in _PERSONAL)
                stopper = word
                break
            elif self._stops(word, i, j, named):
                stopper = word
                break
            else:
                tokens.append((i, j, word))
            if edge:
                firm = True
                break
            j = i
        else:
            firm = after_article
        if not tokens:
            return None
        tokens.reverse()
        if not firm and not after_article:
            run = self._suffix(tokens, stopper)
            if joint >= 0 and len(run) > joint:
                left = run[: len(run) - joint - 1]
                run = run if any(t[2] in SOURCE and not self.capital(t[0]) for t in left) else run[-joint:]
            tokens = run
        return self._phrase(tokens)

    def after(self, at: int, high: int, that: bool = False) -> tuple[Phrase | None, int]:
        """The phrase that begins at ``at`` and the offset behind it, looking no further than ``high``.

        ``that``: whether a first "that" points ("according to that garrison") rather than begins a clause.
        """
        flat = self.flat
        self.low = -1
        tokens: list[Token] = []
        j = at
        end = at
        headed = False
        while len(tokens) < _MOST_WORDS:
            while j < high and flat[j] == " ":
                j += 1
            if j >= high:
                break
            i = j
            if flat[i] in "([" and tokens:
                closed = flat.find(")" if flat[i] == "(" else "]", i, min(high, i + 90))
                if closed < 0:
                    break
                j = end = closed + 1
                if j < high and not flat[j].isspace():
                    break
                continue
            j = flat.find(" ", i, high)
            if j < 0:
                j = high
            word = flat[i:j]
            stripped = word.rstrip(",;:.!?\"')]—–-…")
            if word != stripped and word[len(stripped) :] == "." and _abbreviated(word):
                stripped = word
            closed_here = stripped != word and not (word.endswith("s'") and len(stripped) + 1 == len(word))
            if not stripped or not stripped[0].isalnum():
                break
            k = i + len(stripped)
            named = self.capital(i)
            if stripped in DETERMINER or (that and not tokens and stripped in ARTICLE):
                if tokens and tokens[-1][2] not in BINDS and tokens[-1][2] not in JOINT:
                    break
            elif stripped in BINDS:
                nxt = _next_word(flat, j, high)
                if closed_here or not tokens or not headed or nxt in TIME or nxt[:1].isdigit():
                    break
                left = tokens[-1][2]
                loose = stripped in BINDS_ANY or named or left in TIES
                if not loose and left not in SOURCE and left not in PAPER:
                    break
            elif stripped in JOINT:
                nxt = _next_word(flat, j, high)
                if closed_here or not (headed or nxt in SOURCE) or nxt in STOP or nxt[:1].isdigit() or not nxt:
                    break
            elif self._stops(stripped, i, k, named) or stripped in PRONOUN:
                if not tokens and stripped in PRONOUN:
                    return Phrase(i, k, i, k, stripped, True, True, False, False, stripped in _PERSONAL), k
                break
            else:
                known = named or stripped in SOURCE or stripped in PAPER
                tied = (
                    stripped in TIES
                    or stripped in MODIFIER
                    or (tokens and (tokens[-1][2] in BINDS or tokens[-1][2] in DETERMINER))
                )
                if headed and not self.upper and not known and not tied:
                    break
                if headed and not named and stripped in SOURCE and _role_follows(tokens, self):
                    break
                headed = headed or known or self.upper
            tokens.append((i, k, stripped[:-1] if stripped.find(".") == len(stripped) - 1 else stripped))
            end = j = k
            if closed_here and not (flat[k] in "'" and k + 1 < high and flat[k + 1] == "s"):
                break
        while tokens and (tokens[-1][2] in BINDS or tokens[-1][2] in JOINT or tokens[-1][2] in DETERMINER):
            tokens.pop()
        if not tokens:
            return None, at
        return self._phrase(tokens), max(end, tokens[-1][1])

    def _binds(self, low: int, at: int, word: str, tokens: list[Token]) -> bool:
        """Whether the preposition at ``at`` ties what follows to a speaker on its left ("a source at the hospital")."""
        left, start = self._left(low, at)
        if not left:
            return False
        if word == "to" and self.capital(start):  # "Aid to the Church"
            return True
        if word == "by":
            return left in PAPER
        if left in SOURCE or left in PAPER:
            return True
        if left in TIES or (self.capital(start) and self._body(low, start)):
            return True
        if word in BINDS_ANY:
            if not self.capital(start) and left not in TITLE and any(t[2] in SOURCE for t in tokens):
                return False  # "the death of two leaders" said nothing, the leaders did
            return left not in STOP and left not in DETERMINER and left not in BINDS and not left[0].isdigit()
        return False

    def _body(self, low: int, at: int) -> bool:
        """Whether the name whose word begins at ``at`` is a speaking body's ("the Ministry of Health in …")."""
        for _ in range(6):
            word, start = self._left(low, at)
            if word in SOURCE or self.flat[at : at + 5].split(None, 1)[0] in SOURCE:
                return True
            if not word or not (self.capital(start) or word in BINDS_ANY or word in JOINT):
                return False
            at = start
        return False

    def _joins(self, low: int, at: int) -> bool:
        left, start = self._left(low, at)
        if self.flat[start + len(left)] in ",;":
            return False
        return bool(left) and (
            left in SOURCE
            or self.capital(start)
            or (self.upper and left not in STOP and left not in VICTIM and not left[0].isdigit())
        )

    def _left(self, low: int, at: int) -> tuple[str, int]:
        flat = self.flat
        j = at
        while j > low and flat[j - 1] == " ":
            j -= 1
        i = max(flat.rfind(" ", low, j) + 1, low)
        while i < j and not flat[i].isalnum():
            i += 1
        return flat[i:j], i

    def _stops(self, word: str, i: int, j: int, named: bool) -> bool:
        if word in HOMOGRAPH:
            return self.upper or not self.text[i:j].isupper()
        if word[0].isdigit():
            return word[-1] not in "hdt"
        if word in STOP:
            return not named or word in TIME or len(word) < 4
        return False

    def _suffix(self, tokens: list[Token], stopper: str) -> list[Token]:
        """The part of an open-ended run that surely is the speaker: names, source nouns and what qualifies them."""
        k = len(tokens)
        while k:
            i, _, word = tokens[k - 1]
            known = word in _KNOWN or self.capital(i) or (word in VICTIM and k == len(tokens))
            if not known and self.upper:
                known = len(tokens) - k < 3 and not _all_known(tokens[k:])
            if not known:
                bound = next((b for b in range(k - 2, max(0, k - 6), -1) if tokens[b][2] in BINDS), 0)
                if not bound or not (tokens[bound - 1][2] in SOURCE or tokens[bound - 1][2] in PAPER):
                    break
                k = bound + 1
            k -= 1
        kept = tokens[k:] or tokens[-1:]
        while len(kept) > 1 and (kept[0][2] in BINDS or kept[0][2] in JOINT):
            kept = kept[1:]
        if k == 0 and stopper in BINDS and len(kept) > 1 and not self.capital(kept[-1][0]) and kept[-1][2] in SOURCE:
            while (
                len(kept) > 1 and self.capital(kept[0][0]) and kept[0][2] not in SOURCE and kept[0][2] not in MODIFIER
            ):
                kept = kept[1:]
        return kept

    def _phrase(self, tokens: list[Token]) -> Phrase | None:
        outer_start, outer_end = tokens[0][0], tokens[-1][1]
        source = any(t[2] in SOURCE for t in tokens)
        while len(tokens) > 1 and (tokens[0][2] in ARTICLE or tokens[0][2] in JOINT):
            tokens = tokens[1:]
        paper = _head(tokens)[2] in PAPER
        if paper:
            tokens = self._author(tokens)
        tokens, person = self._name(tokens)
        head = _head(tokens)
        named = self.capital(head[0]) and head[2] not in TIME and head[2] not in VICTIM
        if head[2] in DETERMINER or head[2] in UNSPOKEN or (head[2] in TIME and len(tokens) == 1):
            return None
        end = tokens[-1][1]
        if self.flat.endswith("'s", tokens[0][0], end):
            end -= 2
        elif self.flat.endswith("s'", tokens[0][0], end):
            end -= 1
        return Phrase(
            tokens[0][0], end, outer_start, outer_end, head[2], False,
            source or named or paper or person, paper, head[2] in VICTIM, person,
        )  # fmt: skip

    def _author(self, tokens: list[Token]) -> list[Token]:
        """Whose paper it is: "a report by X", "the latest report of X", "X's figures"; else the paper itself."""
        cut = next((n for n, t in enumerate(tokens) if t[2] in BINDS), len(tokens))
        if cut < len(tokens) - 1 and tokens[cut][2] in ("by", "of", "from"):
            rest = tokens[cut + 1 :]
            if not rest[0][2][0].isdigit() and any(t[2] in SOURCE or self.capital(t[0]) for t in rest):
                return _bare(rest)
        owners = [t for t in tokens[:cut] if t[2] not in PAPER]
        while owners and owners[-1][2] in MODIFIER and not self.capital(owners[-1][0]) and owners[-1][2] not in SOURCE:
            owners.pop()
        if owners and owners[-1][2] in VAGUE:
            return tokens[:cut]
        while len(owners) > 1 and owners[0][2] in VAGUE:
            owners = owners[1:]
        if owners:
            at, _, word = owners[-1]
            # A sentence's first capital names nobody ("Video footage"), a second one does ("UN figures").
            named = self.capital(at) and (at > self.low or self.text[at : at + 2].isupper())
            if named or word in SOURCE or word.endswith(("'s", "s'")):
                return owners
        return tokens

    def _name(self, tokens: list[Token]) -> tuple[list[Token], bool]:
        """The name behind a role ("spokesman Ali Hassan", "news agency SANA"); and whether it is a person's."""
        person = any(t[2] in TITLE for t in tokens)
        for n in range(len(tokens) - 2, -1, -1):
            i, _, word = tokens[n]
            rest = tokens[n + 1 :]
            if (
                rest[0][2].endswith(_PARTICIPLE)
                or rest[0][2] in BINDS
                or rest[0][2] in JOINT
                or rest[0][2] in DETERMINER
            ):
                continue
            if self.upper:
                if word in TITLE and not any(t[2] in SOURCE or t[2] in BINDS or t[2] in PAPER for t in rest):
                    return rest, True
            elif self.capital(rest[0][0]):
                if word in TITLE:
                    name = rest[: next((k for k, t in enumerate(rest) if t[2] in BINDS), len(rest))]
                    if all(t[2] not in SOURCE or t[2] in TITLE for t in name):
                        return name, True
                elif word in SOURCE and not self.capital(i):
                    return rest, False
        return tokens, person


def _bare(tokens: list[Token]) -> list[Token]:
    while len(tokens) > 1 and tokens[0][2] in ARTICLE:
        tokens = tokens[1:]
    return tokens


def _head(tokens: list[Token]) -> Token:
    """The head noun: the last word before the first preposition."""
    for n, token in enumerate(tokens):
        if n and token[2] in BINDS:
            return tokens[n - 1]
    return tokens[-1]


def _all_known(tokens: list[Token]) -> bool:
    return bool(tokens) and any(t[2] in SOURCE or t[2] in PAPER for t in tokens)


def _role_follows(tokens: list[Token], walker: Walker) -> bool:
    """After a person's full name a role noun begins an apposition ("Rami Hassan director of …")."""
    names = [t for t in tokens if walker.capital(t[0]) and t[2] not in SOURCE and t[2] not in TITLE]
    return len(names) >= 2 and len(names) == len([t for t in tokens if t[2] not in DETERMINER])


def _abbreviated(word: str) -> bool:
    return word in ABBREVIATION or (len(word) == 2 and word[0].isalpha()) or (word.count(".") > 1 and len(word) < 9)


def _next_word(flat: str, at: int, high: int) -> str:
    while at < high and flat[at] == " ":
        at += 1
    j = flat.find(" ", at, high)
    return flat[at : high if j < 0 else j].strip(",;:.!?\"'()[]")
