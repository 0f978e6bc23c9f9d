"""What a clause does with the harm it speaks of: asserts, denies, fears, predicts, urges or supposes it.

Asked in this order: what the quantity says (an explicit zero), what the verb's own auxiliaries say, what stands before
the harm word in its clause, what the sentence lays over the whole clause ("it is feared that", "rejected claims that").
A condition ("if", "unless") makes a supposition of what would otherwise be foreseen.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from tollbook.grammar.chunks import Chunk, Sentence
from tollbook.grammar.clauses import Mention
from tollbook.grammar.groups import NOUN_PHRASES
from tollbook.grammar.phrases import words_of
from tollbook.lang import load
from tollbook.model import Modality
from tollbook.vocabulary import HARMS

_OBJECT = frozenset("wxnadhzEeouc")
_RANK: dict[str, Modality] = {
    "predicted": "predicted",
    "hypothetical": "hypothetical",
    "possible": "possible",
    "urged": "urged",
    "denied": "denied",
}
#: Frames whose own words are negative: what they say is asserted by a "no" or "not".
_NEGATIVE_FRAMES = frozenset(
    ("no passage", "without", "service state", "service number", "phrase", "service", "negated", "lacking")
)
#: Frames that take the harm as known: "the seven kidnapped students", "the murder of the priests".
_PRESUPPOSED = ("harmed adjective", "event of", "victim noun", "possessive event", "named victims")
#: How many words before a harm word can lie over its clause.
_REACH = 24
#: How many words before a victim may list others with "none of" over them.
_LISTED = 9


@dataclass(frozen=True, slots=True)
class _Words:
    modal: dict[str, str]
    before: dict[str, str]
    done: frozenset[str]
    doubt: frozenset[str]
    adverb: dict[str, str]
    impersonal: dict[str, str]
    impersonal_not: dict[str, str]
    that: dict[str, str]
    reject: frozenset[str]
    reports: frozenset[str]
    evidence: frozenset[str]
    confirming: frozenset[str]
    false: frozenset[str]
    answer: frozenset[str]
    supposing: frozenset[str]
    mind: frozenset[str]
    signs: frozenset[str]
    none: frozenset[str]
    bringing: frozenset[str]
    reporting: frozenset[str]
    contrast: frozenset[str]
    stopping: frozenset[str]
    inquiry: frozenset[str]


@cache
def _words(language: str = "en") -> _Words:
    table: dict[str, Any] = load(language, "modality")
    return _Words(
        dict(table["modal"]),
        dict(table["before"]),
        frozenset(table["done"]["words"]),
        frozenset(table["doubt"]["words"]),
        dict(table["adverb"]),
        dict(table["impersonal"]),
        dict(table["impersonal_not"]),
        dict(table["that"]),
        frozenset(table["rejected"]["verbs"]),
        frozenset(table["rejected"]["reports"]),
        frozenset(table["rejected"]["evidence"]),
        frozenset(table["rejected"]["confirming"]),
        frozenset(table["rejected"]["false"]),
        frozenset(table["rejected"]["answer"]),
        frozenset(table["supposing"]["words"]),
        frozenset(table["mind"]["words"]),
        frozenset(table["signs"]["words"]),
        frozenset(table["none"]["words"]),
        frozenset(table["bring_about"]["words"]),
        words_of("speaking"),
        frozenset(table["stopping"]["contrast"]),
        frozenset(table["stopping"]["words"]),
        frozenset(table["inquiry"]["words"]),
    )


def modality(s: Sentence, mention: Mention) -> Modality:
    """The modality of a mention by the words of its sentence."""
    words = _words()
    chunk = s.chunks[mention.at]
    if mention.group is not None and mention.group.quantity.hedge == "none":
        return "asserted" if mention.harm == "service_state" else "denied"
    found: Modality | None = None
    if mention.rule.startswith("line") and not words.doubt.isdisjoint(s.words[: chunk.first]):
        return "possible"  # "Still trapped (believed): 300"
    if mention.victim >= 0 and _none_of(s, s.chunks[mention.victim].first, words):
        return "denied"
    if chunk.tag in "KPJRIiVG" and chunk.aux:
        found = _verb(s, mention, words)
    elif chunk.tag == "A" and mention.at and s.line[mention.at - 1] == "C":
        found = _copula(s, s.chunks[mention.at - 1], words)
    elif chunk.tag == "L":
        found = (
            None if mention.victim == mention.at + 2 and s.line[mention.at + 1] == "o" else _told(s, mention.at, words)
        )
    if found is None:
        found = _governed(s, mention, words)
    if found == "denied" and (mention.rule in _NEGATIVE_FRAMES or _goes_on(s, chunk.first, words)):
        found = "asserted"
    if found == "hypothetical" and (over := _over(s, mention, words)) in ("possible", "predicted"):
        return over  # "there are fears that they would be killed"
    if found == "asserted":
        return _over(s, mention, words)
    if found in ("predicted", "possible") and chunk.tag in "KPIL" and _supposed(s, words):
        return "hypothetical"
    return found


def _goes_on(s: Sentence, first: int, words: _Words) -> bool:
    """Whether the harm is what did not stop: "the bombing has paused, but not the siege"."""
    before = s.words[max(0, first - 4) : first]
    if "not" not in before:
        return False
    at = first - 1 - before[::-1].index("not")
    return at > 0 and s.words[at - 1] in words.contrast and not words.stopping.isdisjoint(s.words[: at - 1])


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
            if kind == "possible" and _only(s, mention):
                return "asserted"  # "only 60 of the 200 could be moved"
            if kind:
                return "possible" if perfect and kind in ("predicted", "hypothetical") else _RANK[kind]
    if "t" in aux and "B" not in aux and s.words[chunk.head] in words_of("burying"):
        return "asserted"  # "gathered to bury 136 victims": they are dead
    if "t" in aux and not aux.startswith("H"):
        return _infinitive(s, mention, words, "H" in aux)
    return None


def _copula(s: Sentence, be: Chunk, words: _Words) -> Modality | None:
    """What the verb before a state says of it: "50 pupils would be dead", "nine may be missing"."""
    kinds = [words.modal[word] for word in s.words[be.first : be.last] if word in words.modal]
    return _RANK[kinds[0]] if kinds and "H" not in be.aux else None


def _none_of(s: Sentence, first: int, words: _Words) -> bool:
    """Whether the victims are none: "neither of the two drivers was hurt"."""
    if s.words[first] in words.none:
        return True
    at = first - 1
    while at > 1 and first - at < _LISTED and s.tags[at] in "wxnadhzEc":  # "none of the four priests and 100 refugees"
        at -= 1
    return at > 0 and s.words[at] == "of" and s.words[at - 1] in words.none


def _only(s: Sentence, mention: Mention) -> bool:
    """Whether "only" limits those who "could be" moved, reached or brought home: so many were."""
    if mention.harm not in ("evacuated", "returned") or mention.victim < 0:
        return False
    first = s.chunks[mention.victim].first
    return "only" in s.words[max(0, first - 2) : first + 1]


def _told(s: Sentence, at: int, words: _Words) -> Modality | None:
    """What the verb after a toll says of it: "the toll could be as high as 90"; of a number before it, nothing."""
    for chunk in s.chunks[at + 1 : at + 4]:
        if chunk.tag in ';"sq':
            return None
        if chunk.tag not in "VCKPIRA":
            continue
        for word in s.words[chunk.first : chunk.last]:
            kind = words.modal.get(word) or (words.before.get(word) if word in ("likely", "expected", "feared") else "")
            if kind:
                return _RANK[kind]
        return None
    return None


def _infinitive(s: Sentence, mention: Mention, words: _Words, perfect: bool) -> Modality:
    chunk = s.chunks[mention.at]
    start = next((i for i in range(chunk.first, chunk.head) if s.tags[i] == "t"), chunk.first)
    between = ""
    for i in _outside_brackets(s, start):
        word = s.words[i]
        if word in words.done and all(tag in _OBJECT for tag in between):
            return "asserted"
        if word in words.doubt:
            return "possible"
        if word in words.before and words.before[word] in _RANK:
            return _RANK[words.before[word]]
        if s.tags[i] in ';"':
            break
        between += s.tags[i]
    return "possible" if perfect else "hypothetical"


def _outside_brackets(s: Sentence, start: int) -> Iterator[int]:
    """The six tokens before one, the nearest first, without what stands in brackets: "forced 40 people (8 families) to
    flee".
    """
    depth, left = 0, 6
    for i in range(start - 1, max(-1, start - 24), -1):
        if s.words[i] in ("(", ")"):
            depth += 1 if s.words[i] == ")" else -1
        elif depth <= 0:
            yield i
            left -= 1
            if not left:
                return


def _governed(s: Sentence, mention: Mention, words: _Words) -> Modality:
    """What stands to the left of the harm word in its clause."""
    chunk = s.chunks[mention.at]
    first = chunk.first
    verbs = 0
    thing = HARMS[mention.harm].of != "people"
    nominal = chunk.tag in "XY" or (thing and chunk.tag in NOUN_PHRASES)
    if chunk.tag in "RA" and first > 0 and s.words[first - 1] in words.doubt:
        return "possible"
    for i in range(first - 1, max(-1, first - 10), -1):
        tag = s.tags[i]
        word = s.words[i]
        if tag in ';"s' and word not in words.before:
            break
        if nominal and not thing and word in words.inquiry:
            return "asserted"  # "called for an investigation into the death of 20 loggers": they are dead
        if nominal and tag == "M" and word in words.modal and _brings_about(s, i + 1, words):
            return _RANK[words.modal[word]]
        if i > 0 and (pair := words.before.get(f"{s.words[i - 1]} {word}")) in _RANK:
            return _RANK[pair]
        if thing and nominal and f"{s.words[i - 1]} {word}" in words.signs and not _answers(s, i, first, words):
            return "possible"
        if word in words.before and i not in s.possessive and not (tag == "x" and i and s.tags[i - 1] in "wx"):
            kind = words.before[word]
            if kind in _RANK and _applies(s, i, first, nominal, verbs, kind, word) and not _answers(s, i, first, words):
                past = word == "likely" and s.tags[i + 1] != "t"
                return "possible" if past else _RANK[kind]
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


def _answers(s: Sentence, i: int, first: int, words: _Words) -> bool:
    """Whether it is who did it that is in doubt, not the harm: "suspected of involvement in the murder"."""
    between = s.words[i : first + 1]
    return any(word in words.answer or f"{word} {after}" in words.answer for word, after in itertools.pairwise(between))


def _brings_about(s: Sentence, i: int, words: _Words) -> bool:
    """Whether the verb after a modal is one that would make the harm: "could be a massacre", "would cause deaths"."""
    while i < len(s.tags) and s.tags[i] in "z!":
        i += 1
    return i < len(s.words) and s.words[i] in words.bringing


def _applies(s: Sentence, i: int, first: int, nominal: bool, verbs: int, kind: str, word: str) -> bool:
    """Whether a word reaches to the harm word: nouns are governed through "of" and verbs, verbs only directly."""
    if kind == "hypothetical" and word in ("if", "unless", "whether"):
        return True
    gap = first - i
    if nominal:
        if word in ("no", "not", "never", "without", "neither", "nor"):
            return (gap <= 4 and verbs == 0) or (word == "no" and gap <= 5)
        return verbs == 0 and gap <= 6
    if kind == "possible" and s.tags[i] == "v" and s.tags[i + 1] in "wxE":
        return False  # "26 suspected thieves have been killed": it is of them that it is suspected
    return gap <= 2


# ---------------------------------------------------------------- what lies over the clause


def _over(s: Sentence, mention: Mention, words: _Words) -> Modality:
    """What the sentence lays over the whole clause of a harm that the clause itself asserts."""
    chunk = s.chunks[mention.at]
    head = chunk.head if chunk.head >= 0 else chunk.first
    thing = HARMS[mention.harm].of != "people"
    known = not thing and mention.rule.startswith(_PRESUPPOSED)
    if known or (not thing and mention.agent >= 0):
        doubted = False  # what is doubted is who did it, or what else is said of a harm that is known
    else:
        doubted = True
        for i in range(chunk.first, head):
            if s.words[i] in words.adverb:
                return _RANK[words.adverb[s.words[i]]]
    stops = 0
    for i in range(chunk.first - 1, max(-1, chunk.first - _REACH), -1):
        tag = s.tags[i]
        if tag == ";" or (tag == '"' and i < chunk.first - 1):
            break
        if tag in "sq,":
            stops += 1
        if s.words[i] in words.reporting and i and s.tags[i - 1] == "c":
            break  # "denied that it had fired and said that the rebels had shot nine"
        found = _layer(s, i, chunk.first, head, thing, stops, words)
        if found == "denied" or (found is not None and (doubted or (_opens(s, i) and not known))):
            return found
    return "asserted"


def _layer(s: Sentence, i: int, first: int, head: int, thing: bool, stops: int, words: _Words) -> Modality | None:
    """What the word at ``i`` lays over a clause whose harm begins at ``first``."""
    word = s.words[i]
    if word in words.adverb and not stops and s.tags[i + 1] != "b":
        return _RANK[words.adverb[word]]
    if word in words.impersonal and _impersonal(s, i):
        return _RANK[words.impersonal[word]]
    if word in words.impersonal_not and stops < 2 and _impersonal(s, i, negated=True):
        return _RANK[words.impersonal_not[word]]
    if word in words.evidence and _opens(s, i) and "no" in s.words[max(0, i - 3) : i]:
        return "denied"
    if word in words.reports and _opens(s, i) and not words.confirming.isdisjoint(s.words[max(0, i - 6) : i]):
        return "possible"  # "could not confirm reports that 14 women had been raped"
    if (word in words.that or word in words.reports) and _opens(s, i):
        kind = "denied" if word in words.reports and _rejected(s, i, words) else words.that.get(word, "asserted")
        if kind in _RANK and not _answers(s, i, first, words):
            return _RANK[kind]
    if thing and word in words.reject and not stops and not _answers(s, i, first, words):
        return "denied"
    if word in words.mind and s.tags[i + 1] in "srdnahw" and s.tags[i - 1] != "r" and "what" not in s.words[:i]:
        return "possible"
    return "denied" if word in words.reports and _false(s, head, words) else None


def _impersonal(s: Sentence, i: int, negated: bool = False) -> bool:
    """Whether "it is" stands right before the word, with adverbs at most between; or "it is not"."""
    k = i - 1
    while k > 0 and s.tags[k] in "BHMz!":
        k -= 1
    return s.words[k] == "it" and k < i - 1 and (s.tags[i - 1] == "!" or s.words[i - 1] == "not") is negated


def _opens(s: Sentence, i: int) -> bool:
    """Whether what the word at ``i`` says follows: "claims that", "a claim by a member of parliament that"."""
    return "that" in s.words[i + 1 : i + (9 if s.words[i + 1 : i + 2] == ["by"] else 3)]


def _rejected(s: Sentence, i: int, words: _Words) -> bool:
    return any(word in words.reject for word in s.words[max(0, i - 4) : i])


def _false(s: Sentence, head: int, words: _Words) -> bool:
    """Whether the reports are then called false: "reports of 25 dead were false"."""
    return any(
        s.words[k] in words.false and "B" in s.tags[max(head, k - 3) : k]
        for k in range(head + 1, min(len(s.words), head + 12))
    )


def _supposed(s: Sentence, words: _Words) -> bool:
    """Whether the sentence holds a condition."""
    return any(
        s.words[i] in words.supposing and s.tags[i] in "spM" for i in range(len(s.words)) if s.words[i] != "should"
    )


__all__ = ["modality"]
