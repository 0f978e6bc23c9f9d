"""What single phrases of a sentence are: people and how many, a role, a weapon, a place."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from tollbook.grammar.chunks import Sentence
from tollbook.grammar.groups import NOUN_PHRASES, Group, PlaceTokens, read_group
from tollbook.grammar.lexicon import Lexicon
from tollbook.lang import load
from tollbook.model import Quantity


@cache
def words_of(key: str) -> frozenset[str]:
    """A list of the words file, as a set."""
    return frozenset(load("en", "words")[key])


class Phrases:
    """The phrases of one sentence. ``places`` are the tokens that place names cover."""

    def __init__(self, s: Sentence, lex: Lexicon, places: PlaceTokens, text: str) -> None:
        self.s, self.lex, self.places, self.text = s, lex, places, text
        self.line = s.line
        self._groups: dict[int, Group | None] = {}  # each phrase is asked for by several frames

    def _counted_alone(self, i: int) -> bool:
        chunk = self.s.chunks[i]
        return chunk.number is not None and chunk.last - chunk.first == 1

    def _role(self, i: int) -> bool:
        """Whether a phrase is a bare role: "president of ...", "former jihadi", with no article, number or name."""
        chunk = self.s.chunks[i]
        head = self.s.words[chunk.head]
        if chunk.det or chunk.number or head not in self.lex.groups or self.lex.is_plural(head):
            return False
        return self.lex.groups[head] != "households"

    def _names_one(self, i: int) -> bool:
        group = self._group(i)
        return group is not None and group.quantity.best == 1 and (group.named or "d" in self.s.chunks[i].det)

    def _tells_who(self, i: int) -> bool:
        """Whether what follows "of them" makes a part of the harmed: people, or no more ("of them seriously")."""
        if i >= len(self.line) or self.line[i] not in NOUN_PHRASES:
            return True
        group = self._group(i)
        return group is not None and group.person

    def _word(self, i: int) -> str:
        """The first word of a chunk."""
        return self.s.words[self.s.chunks[i].first]

    def _word_of(self, i: int) -> str:
        """The head word of a chunk."""
        return self.s.words[self.s.chunks[i].head]

    def _colon(self, i: int) -> bool:
        return self.line[i] == ";" and self.s.words[self.s.chunks[i].first] == ":"

    def _surely(self, i: int) -> bool:
        group = self._group(i)
        return group is not None and (group.person or group.named)

    def _is_place(self, i: int) -> bool:
        head = self.s.chunks[i].head
        return head in self.places or self.lex.things.get(self.s.words[head]) == "building"

    def _group(self, i: int) -> Group | None:
        if i not in self._groups:
            self._groups[i] = read_group(self.s, i, self.lex, self.places, self.text)
        return self._groups[i]

    def _people(self, head: int) -> tuple[int, Group | None]:
        """The group of a phrase, or of what it is of where itself it is no people ("the blood of the 11 priests")."""
        group = self._group(head)
        inner = head
        owned = self.line[head - 2 : head] == "oN" and head > 2 and self.s.chunks[head - 1].head in self.s.possessive
        if owned and group is not None and group.quantity.quantified and self._is_share(head - 3):
            return head, self._shared(group, head - 3)  # "half of the town's 14,000 people"
        if self.line[head] == "Y" and group is not None and group.quantity.quantified:
            return head, group  # "130 corpses of herders" are 130
        while (group is None or not group.person) and self.line[inner + 1 : inner + 2] == "o":
            inner += 2
            if self.line[inner : inner + 1] not in tuple(NOUN_PHRASES):
                break
            below = self._group(inner)
            if below is not None and below.person:
                if below.quantity.quantified and self._is_share(head):
                    below = self._shared(below, head)
                return inner, below
        return head, group

    def _shared(self, whole: Group, share: int) -> Group:
        """The share of a whole, whose number is not told: "two thirds of the 12,000 residents"."""
        start, end = self.s.span(self.s.chunks[share])
        return replace(whole, quantity=Quantity(text=self.text[start:end]))

    def _is_share(self, i: int) -> bool:
        """Whether a phrase is a share of what follows: "most of", "a third of", "60 per cent of"."""
        head = self.s.chunks[i].head
        return self.s.tags[head] == "u" or self.s.words[head] in words_of("share")

    def in_bracket(self, head: int) -> int:
        """The number of people in the bracket behind a share: "72 per cent (61,000)", "two thirds of them (9,000)"."""
        line = self.line
        of_them = line[head + 1 : head + 2] == "f"
        of_whole = line[head + 1 : head + 3] in ("oN", "oY")
        inner = [head + 1] * of_them + [head + 2] * of_whole
        anchors = [self.s.chunks[k] for k in (head, *inner)]
        for anchor, first in self.s.asides:
            if any(anchor is chunk for chunk in anchors) and line[first + 1 : first + 2] in ("", ";"):
                group = self._group(first) if line[first] in NOUN_PHRASES and self.s.chunks[first].number else None
                return first if group is not None and group.person and group.quantity.quantified else -1
        return -1

    def _relative(self, i: int) -> bool:
        return self.line[i - 1 : i] in ("q", "s")

    def _listed(self, start: int, end: int) -> list[int]:
        """The phrases of a list that stand in no other: "a family of five and two guards" are two."""
        return [k for k in range(start, end) if self.line[k] in NOUN_PHRASES and self.line[k - 1] != "o"]

    def _dateline(self, k: int) -> bool:
        """Whether the mark at ``k`` ends a dateline: "GAO (agency) - six soldiers and two shepherds died"."""
        bracketed = k == 1 and self.s.words[self.s.chunks[0].last] in ("(", "[")
        return bracketed and self._word(k) != ","

    def _thing(self, i: int) -> bool:
        word = self._word_of(i)
        return word in self.lex.things or word in self.lex.facilities

    def _is_weapon(self, i: int) -> bool:
        return self.lex.things.get(self.s.words[self.s.chunks[i].head]) == "weapon"
