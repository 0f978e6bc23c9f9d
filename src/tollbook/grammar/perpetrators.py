"""Who is said to have done a harm, from the words around it: nouns of attack and whose they are, doers of deeds."""

from __future__ import annotations

from functools import cache

from tollbook.grammar.chunks import Sentence
from tollbook.grammar.groups import NOUN_PHRASES
from tollbook.lang import load


@cache
def _list(key: str) -> frozenset[str]:
    return frozenset(load("en", "perpetrators")[key])


def armed(s: Sentence, i: int) -> bool:
    """Whether a noun phrase names somebody who fights."""
    chunk = s.chunks[i]
    return any(s.words[k] in _list("armed") for k in range(chunk.first, chunk.last))


def attack(s: Sentence, i: int) -> bool:
    """Whether a noun phrase is an attack that somebody can own, and not the other side's ("fighting with rebels")."""
    chunk = s.chunks[i]
    if i and s.words[s.chunks[i - 1].first] in _list("other_side"):
        return False
    return s.words[chunk.head] in _list("attack") or chunk.tag == "X"


def owned_from(s: Sentence, i: int) -> int:
    """The chunk where the phrase of an attack begins: "the army's long" and "dark history" are one."""
    return i - 2 if s.line[i - 2 : i] == "Nc" and not s.chunks[i].det else i


def armed_owner(s: Sentence, first: int, last: int) -> bool:
    """Whether an attack has whose it is before it ("government offensive", "the rebels' shelling")."""
    return any(word in _list("armed") for word in s.words[s.chunks[first].first : s.chunks[last].head])


def doer(s: Sentence, at: int) -> int:
    """The subject of the verb of the deed chunk ``at`` names ("the regime would subject them to torture"), or -1."""
    line = s.line
    for i in range(at - 1, max(-1, at - 6), -1):
        if line[i] in ';"s':
            break
        if line[i] in "VG" and s.words[s.chunks[i].head] in _list("deed") and "B" not in s.chunks[i].aux:
            return i - 1 if line[i - 1 : i] in tuple(NOUN_PHRASES) else -1
    return -1
