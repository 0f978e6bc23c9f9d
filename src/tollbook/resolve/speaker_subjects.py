"""Who speaks by a verb: the phrase before it or after it, over what may stand between the two."""

from __future__ import annotations

import itertools

from tollbook.resolve.speaker_naming import Phrase
from tollbook.resolve.speaker_phrases import Walker
from tollbook.resolve.speaker_words import (
    BETWEEN,
    BINDS,
    BLOCKS,
    FINITE,
    GOES_ON,
    MODIFIER,
    PAPER,
    RELATIVE,
    SOURCE,
    STOP,
    TIME,
    pattern,
    phrases,
    words,
)

_CORE = words("core")
_HEARER = words("hearer")
_TAIL = pattern("tail")
_AND = pattern("and")
_UPON = words("binds_source")
_RELATIVES = tuple(f" {word} " for word in sorted(words("relative_link")))
_UNTOLD = tuple(phrases("untold"))
_HEARD = words("heard")
_NAME_ENDS = words("name_ends")
(_ADVERB,) = phrases("adverb")
_NO_ADVERB = SOURCE | phrases("no_adverb")
(_PAST,) = phrases("past")
(_BY,) = phrases("by")


class Subjects:
    """Finds the speakers of the verbs of one report."""

    __slots__ = ("flat", "walker")

    def __init__(self, walker: Walker) -> None:
        self.walker = walker
        self.flat = walker.flat

    def before(self, low: int, s: int) -> Phrase | int | None:
        """The phrase before the verb at ``s``, over adverbs, auxiliaries and appositions.

        None where there is none, and the offset of the conjunction where the verb shares an earlier one's subject.
        """
        flat = self.flat
        j = s
        timed = False
        while True:
            while j > low and flat[j - 1] == " ":
                j -= 1
            if j <= low:
                return None
            if flat[j - 1] == "," or flat.endswith(',"', low, j):
                return self._over_apposition(low, j - (1 if flat[j - 1] == "," else 2))
            i = max(flat.rfind(" ", low, j) + 1, low)
            word = flat[i:j]
            word = word.lstrip('"')
            if word in BETWEEN or (timed and word in _UPON) or self._adverb(word, i):
                timed = timed or word in TIME
                j = i
                continue
            if word in BLOCKS:
                return None
            if _AND.fullmatch(word):
                return i
            if word in RELATIVE and not self.walker.capital(i):
                if _PAST in flat[i:s]:  # "X, who had told": told then, not now
                    return None
                while i > low and flat[i - 1] in " ,":
                    i -= 1
                return self.walker.before(low, i)
            break
        phrase = self.walker.before(low, j)
        return self._over_relative(low, phrase) if phrase else None

    def _adverb(self, word: str, at: int) -> bool:
        return len(word) > 4 and word.endswith(_ADVERB) and word not in _NO_ADVERB and not self.walker.capital(at)

    def first(self, low: int, at: int) -> Phrase | None:
        """The speaker a sentence begins with, where he ends before ``at``."""
        phrase, end = self.walker.after(low, at)
        return phrase if phrase and phrase.source and not phrase.victim and end < at else None

    def after(self, low: int, high: int, s: int, e: int, form: str) -> Phrase | None:
        """The speaker after the verb: "…," said the governor."""
        flat = self.flat
        j = s
        while j > low and flat[j - 1] == " ":
            j -= 1
        # In capitals a quotation mark alone may close a name: 'the "Tigers" claimed'.
        quoted = j - low > 1 and flat[j - 1] == '"' and (not self.walker.upper or flat[j - 2] in ",.!?")
        marked = quoted or (j > low and flat[j - 1] in ",'")
        if not marked and (form not in _CORE or j <= low):
            return None
        phrase, end = self.walker.after(e, high)
        if phrase is None or phrase.victim or phrase.head in TIME or (phrase.paper and not marked):
            return None
        if not (phrase.source or quoted or (marked and self.walker.upper)):
            return None
        rest = flat[self.tail(end, high) : high].lstrip()
        if not rest or rest[0] in ',.;:"(-–—':
            return phrase
        word = rest.split(None, 1)[0].strip(",.;:\"'")
        if word in RELATIVE or word in GOES_ON or word in SOURCE or (marked and word in _NAME_ENDS):
            return phrase
        if quoted:
            return phrase if word not in STOP else None
        return phrase if marked and phrase.source and word in BINDS and not FINITE & set(rest.split()) else None

    def tail(self, at: int, high: int) -> int:
        """The offset behind when, where and by what means somebody spoke."""
        tail = _TAIL.match(self.flat, at, high)
        return tail.end() if tail else at

    def hearer(self, at: int, high: int) -> int:
        """The offset behind whoever is told: "told AFP", "told a news conference"; -1 where nobody is told."""
        flat = self.flat
        if flat.startswith(_UNTOLD, at):
            return -1
        j = at
        for _ in range(10):
            i = j
            while i < high and flat[i] == " ":
                i += 1
            k = flat.find(" ", i, high)
            k = high if k < 0 else k
            word = flat[i:k]
            bare = word.rstrip(",.;:\"'")
            if not bare or not (bare in _HEARER or self.walker.capital(i) or (self.walker.upper and j == at)):
                break
            if bare in TIME or (bare in STOP and bare not in _HEARER):
                break
            j = i + len(bare)
            if bare != word:
                break
        return j

    def _over_apposition(self, low: int, comma: int) -> Phrase | None:
        """The name before an apposition between commas ("Ali Hassan, 45, a nurse, said"), or in it."""
        for turn in range(3):
            opening = self.flat.rfind(",", low, comma)
            if opening < 0:
                return None
            phrase = self.walker.before(low, opening)
            if phrase:
                inner, end = self.walker.after(opening + 1, comma)
                if turn == 0 and inner and end >= comma and phrase.source and self._plain_name(inner, 0):
                    return inner
                near = phrase.outer_start - low < 3
                return phrase if phrase.source or near or self._plain_name(phrase) else None
            comma = opening
        return None

    def _plain_name(self, phrase: Phrase, least: int = 1) -> bool:
        """Whether a phrase is a name of more than ``least`` words: "the mayor, Ali Hassan, said"."""
        said = self.flat[phrase.start : phrase.end].split()
        return (
            (1 if self.walker.upper else least) < len(said) < 6
            and (phrase.person or phrase.start == phrase.outer_start)
            and not any(word in SOURCE or word in BINDS or word in PAPER or word in MODIFIER for word in said)
            and (self.walker.upper or self.walker.capital(phrase.start))
        )

    def _over_relative(self, low: int, phrase: Phrase) -> Phrase:
        """The head before a relative clause or an apposition without commas.

        "A doctor who works at the hospital said", "Ali Hassan the governor of a province on the border told".
        """
        flat = self.flat
        at = phrase.outer_start
        gap = flat[low:at]
        if '"' in gap:
            return phrase
        start = low + gap.rfind(",") + 1  # 0 where there is no comma
        start += len(flat[start:at]) - len(flat[start:at].lstrip())
        for link in _RELATIVES:
            cut = flat.rfind(link, start, at + 1)
            if cut <= start or at - cut > 90:
                continue
            head = self.walker.before(start, cut)
            near = at - cut - len(link) < 14 and phrase.pronoun and not phrase.person
            first = head and head.outer_start == start and not phrase.person
            if head and ((near and head.source and not head.victim) or (first and (head.source or head.victim))):
                return head
        if "," in gap:
            return phrase
        left = gap.split()[-3:]
        for verb, by in itertools.pairwise(left):
            if by == _BY and verb in _HEARD:  # "residents interviewed by the monitor", "reached by satellite phone"
                head = self.walker.before(low, low + gap.rindex(f"{verb} "))
                return head if head and head.source else phrase
        plain = not SOURCE & set(flat[phrase.start : phrase.end].split())
        if left and left[-1] in BINDS and left[-1] != _BY and plain and not phrase.person:
            head, end = self.walker.after(low, at)
            named = head and head.outer_start == low and (head.source or head.person) and not head.victim
            if head and named and not FINITE & set(flat[end:at].split()):
                return head
        return phrase
