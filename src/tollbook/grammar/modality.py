"""What a clause does with the harm it speaks of: asserts, denies, fears, predicts, urges or supposes it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from tollbook.grammar.chunks import Sentence
from tollbook.grammar.clauses import Mention
from tollbook.lang import load
from tollbook.model import Modality

_OBJECT = frozenset("wxnadhzEeouc")
_RANK: dict[str, Modality] = {
    "predicted": "predicted",
    "hypothetical": "hypothetical",
    "possible": "possible",
    "urged": "urged",
    "denied": "denied",
}


@dataclass(frozen=True, slots=True)
class _Words:
    modal: dict[str, str]
    before: dict[str, str]
    longest: int
    done: frozenset[str]
    doubt: frozenset[str]


@cache
def _words(language: str = "en") -> _Words:
    table = load(language, "modality")
    before = dict(table["before"])
    return _Words(
        dict(table["modal"]),
        before,
        max(key.count(" ") + 1 for key in before),
        frozenset(table["done"]["words"]),
        frozenset(table["doubt"]["words"]),
    )


def modality(s: Sentence, mention: Mention) -> Modality:
    """The modality of a mention by the words of its own clause."""
    words = _words()
    chunk = s.chunks[mention.at]
    if mention.group is not None and mention.group.quantity.hedge == "none":
        return "asserted" if mention.harm == "service_state" else "denied"
    if chunk.tag in "KPJRIiVG" and chunk.aux:
        own = _verb(s, mention, words)
        if own is not None:
            return own
    return _governed(s, mention, words)


def _verb(s: Sentence, mention: Mention, words: _Words) -> Modality | None:
    """What the auxiliaries of a verb group say; None where they leave it open."""
    chunk = s.chunks[mention.at]
    aux = chunk.aux
    span = s.words[chunk.first : chunk.head]
    if "!" in aux:
        return "denied"
    if "M" in aux:
        perfect = "H" in aux
        for word in span:
            kind = words.modal.get(word)
            if kind:
                if perfect and kind in ("predicted", "hypothetical"):
                    return "possible"
                return _RANK[kind]
    if "t" in aux and not aux.startswith("H"):
        return _infinitive(s, mention, words, "H" in aux)
    return None


def _infinitive(s: Sentence, mention: Mention, words: _Words, perfect: bool) -> Modality:
    chunk = s.chunks[mention.at]
    start = next((i for i in range(chunk.first, chunk.head) if s.tags[i] == "t"), chunk.first)
    for i in range(start - 1, max(-1, start - 7), -1):
        word = s.words[i]
        if word in words.done and all(tag in _OBJECT for tag in s.tags[i + 1 : start]):
            return "asserted"
        if word in words.doubt:
            return "possible"
        if word in words.before and words.before[word] in _RANK:
            return _RANK[words.before[word]]
        if s.tags[i] in ';"':
            break
    return "possible" if perfect else "hypothetical"


def _governed(s: Sentence, mention: Mention, words: _Words) -> Modality:
    """What stands to the left of the harm word in its clause."""
    chunk = s.chunks[mention.at]
    first = chunk.first
    verbs = 0
    nominal = chunk.tag in "XY"
    if chunk.tag in "RA" and first > 0 and s.words[first - 1] in words.doubt:
        return "possible"
    for i in range(first - 1, max(-1, first - 10), -1):
        tag = s.tags[i]
        word = s.words[i]
        if tag in ';"s' and word not in words.before:
            break
        if nominal and tag == "M" and word in words.modal and _brings_about(s, i + 1):
            return _RANK[words.modal[word]]
        if i > 0 and (pair := words.before.get(f"{s.words[i - 1]} {word}")) in _RANK:
            return _RANK[pair]
        if word in words.before and i not in s.possessive:
            kind = words.before[word]
            if kind in _RANK and _applies(s, i, first, nominal, verbs, kind, word):
                return _RANK[kind]
        if tag in "vKIjk" or tag == "B":
            verbs += 1
            if verbs > (1 if nominal else 0) and not nominal:
                break
    if nominal:
        for i in range(chunk.first, chunk.head):
            kind = words.before.get(s.words[i], "")
            if kind in _RANK and s.words[i] not in ("end", "stop", "order"):
                return _RANK[kind]
    return "asserted"


def _brings_about(s: Sentence, i: int) -> bool:
    """Whether the verb after a modal is one that would make the harm: "could be a massacre", "would cause deaths"."""
    while i < len(s.tags) and s.tags[i] in "z!":
        i += 1
    return i < len(s.words) and s.words[i] in _bringing()


@cache
def _bringing() -> frozenset[str]:
    return frozenset(load("en", "modality")["bring_about"]["words"])


def _applies(s: Sentence, i: int, first: int, nominal: bool, verbs: int, kind: str, word: str) -> bool:
    """Whether a word reaches as far as the harm word: nouns are governed through "of" and verbs, verbs only directly."""
    if kind == "hypothetical" and word in ("if", "unless", "whether"):
        return True
    gap = first - i
    if nominal:
        if word in ("no", "not", "never", "without", "neither", "nor"):
            return (gap <= 4 and verbs == 0) or (word == "no" and gap <= 5)
        return verbs == 0 and gap <= 6
    return gap <= 2


__all__ = ["modality"]
