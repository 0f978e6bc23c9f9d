"""From a sentence to chunks: noun phrases, verb groups and the small words between them.

Tokens get one-letter classes (:mod:`tollbook.grammar.lexicon`), the string of classes is cut by two regular
expressions, and each chunk gets one letter again, so that the clause pass can look at a sentence as one short string:

====  ==================================================  ====  =================================
N     noun phrase                                         o b   of, by
X     noun phrase whose head is an event (the deaths)     p t   preposition, to
Y     noun phrase whose head are the harmed (the dead)    c ,   and/or, comma
L     toll                                                q s   relative, subordinator
K     harm verb, active                                   ; "   stop within the sentence, quote
P     harm verb, passive                                  C     be, as the only verb
R     harm participle or past with nothing before it      V     other finite verb group
J     harm verb in -ing                                   G     other verb in -ing
I i   harm verb whose subject is harmed; in -ing          A y   state; including
f     of them, of whom
====  ==================================================  ====  =================================
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence, Set
from dataclasses import dataclass, field, replace

from tollbook.grammar.lexicon import Lexicon, Trigger
from tollbook.grammar.names import FIRST, word_of
from tollbook.grammar.numbers import Number
from tollbook.grammar.settle import settle
from tollbook.grammar.shapes import shapes_of

TOKEN = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W_]+(?:[-'][^\W_]+)*(?:'(?=\s|$))?|[^\w\s]|_")
_NOUNS = "wexEL"
_MODIFIERS = "vgKkAIimj"
NOUN_PHRASE = (
    rf"(?:[adh][adhz]*(?:n[n]*)?z*(?:[{_MODIFIERS}z]*(?=[{_NOUNS}]))?u?[{_NOUNS}]*"
    rf"|n+z*(?:[vgKkAz]+(?=[{_NOUNS}]))?[{_NOUNS}]*"  # "27 civilians, a third": a share is a phrase of its own
    rf"|u[{_NOUNS}u]*|[{_NOUNS}]+)"
)
VERB_GROUP = (
    r"(?:[MHBD!][MHBD!z]*(?:t[zH!B]*(?=[vgKkjIimxB]))?[HBz]*(?:[vgKkjIi]|(?<=[M!Dt])[mx]|(?<=[MDt]z)[mx])?"
    r"|t[z!]*[HB!z]*(?:[vjKIk]|[mx](?![o]))"
    r"|[vgKkjIi])"
)
_CHUNK = re.compile(rf"(?P<V>{VERB_GROUP})|(?P<N>{NOUN_PHRASE})|(?P<R>r)|(?P<A>A)|(?P<z>z+)|(?P<other>.)")


@dataclass(slots=True, init=False)
class Chunk:
    """A stretch of a sentence. ``first`` and ``last`` are token indices, ``last`` exclusive; ``head`` the head's index.

    For a noun phrase: ``number`` the count in it, ``det`` the classes before it. For a verb group: ``aux`` the classes
    before the main verb. ``trigger`` is the harm word in it, ``adjective`` a harm word that modifies the head.
    """

    tag: str
    first: int
    last: int
    head: int = -1
    number: Number | None = None
    det: str = ""
    aux: str = ""
    trigger: Trigger | None = None
    adjective: Trigger | None = None

    def __init__(  # written out, for a sentence has twenty and a compiled one is then made without Python's help
        self,
        tag: str,
        first: int,
        last: int,
        head: int = -1,
        number: Number | None = None,
        det: str = "",
        aux: str = "",
        trigger: Trigger | None = None,
        adjective: Trigger | None = None,
    ) -> None:
        self.tag = tag
        self.first = first
        self.last = last
        self.head = head
        self.number = number
        self.det = det
        self.aux = aux
        self.trigger = trigger
        self.adjective = adjective


@dataclass(slots=True)
class Sentence:
    """One sentence ready for the clause pass: tokens as parallel lists, chunks, and their tags as a string.

    What stands in brackets follows the rest after a stop; ``asides`` says which chunk each bracket stood
    behind and where its first chunk is now.
    """

    start: int
    end: int
    lower: str
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    numbers: dict[int, Number] = field(default_factory=dict)
    possessive: set[int] = field(default_factory=set)
    chunks: list[Chunk] = field(default_factory=list)
    line: str = ""
    asides: list[tuple[Chunk, int]] = field(default_factory=list)

    def span(self, chunk: Chunk) -> tuple[int, int]:
        """The offsets of a chunk in the report's text."""
        return self.starts[chunk.first], self.ends[chunk.last - 1]


def chunk_sentence(
    lower: str, start: int, end: int, lex: Lexicon, numbers: Sequence[Number], skip: Sequence[tuple[int, int]]
) -> Sentence:
    """Tokens and chunks of ``lower[start:end]``. ``numbers`` lie within it; ``skip`` are spans (times) left out."""
    sentence = Sentence(start, end, lower)
    _tokenise(sentence, lex, numbers, skip)
    settle(sentence)
    _chunk(sentence, lex)
    sentence.line = "".join([chunk.tag for chunk in sentence.chunks])
    return sentence


def _tokenise(s: Sentence, lex: Lexicon, numbers: Sequence[Number], skip: Sequence[tuple[int, int]]) -> None:
    """Words and their classes; a number is one token, a time is none, and a phrase of the lexicon is one."""
    _cut(s, numbers, skip)
    if max(s.words, default="") >= FIRST:
        s.words = [word_of(word) if word >= FIRST else word for word in s.words]
    firsts = lex.phrases.keys() & s.words
    joined = _join(s, lex, firsts) if firsts else {}
    shapes, words = shapes_of(lex), s.words
    tags = [shapes[word] for word in words]
    for i, number in s.numbers.items():
        tags[i] = _NUMBER_TAGS.get(number.kind, "u")
    for i, tag in joined.items():
        tags[i] = tag
    if len("".join(tags)) > len(tags):  # possessives
        for i, tag in enumerate(tags):
            if len(tag) > 1:
                tags[i], words[i] = tag[0], words[i][: -int(tag[1])]
                s.possessive.add(i)
    s.tags = tags


_NUMBER_TAGS = {"count": "n", "identifier": "w", "ordinal": "w"}


def _cut(s: Sentence, numbers: Sequence[Number], skip: Sequence[tuple[int, int]]) -> None:
    """Tokens by shape, with the numbers in their places and the times left out."""
    lower, at = s.lower, s.start
    starts, ends, words = s.starts, s.ends, s.words
    overlays: list[tuple[int, int, Number | None]] = [(a, b, None) for a, b in skip]
    overlays += [(n.start, n.end, n) for n in numbers if not any(a < n.end and n.start < b for a, b in skip)]
    overlays.sort(key=lambda overlay: overlay[0])
    for a, b, number in [*overlays, (s.end, s.end, None)]:
        if a < at:
            continue
        if a > at:
            found = TOKEN.findall(lower, at, a)
            words += found
            for word in found:  # between two tokens is nothing but blanks, so the next is where it is first found
                at = lower.index(word, at)
                starts.append(at)
                at += len(word)
                ends.append(at)
        if number is not None:
            s.numbers[len(words)] = number
            starts.append(a)
            ends.append(b)
            words.append(lower[a:b])
            at = b
        elif b > a:
            at = _leave_out(s, a, b)


def _join(s: Sentence, lex: Lexicon, firsts: Set[str]) -> dict[int, str]:
    """Make one token of each phrase of the lexicon, the longest that begins at a word; the classes of those tokens.

    ``firsts`` are the words of the sentence that begin phrases.
    """
    words, phrases = s.words, lex.phrases
    found: list[tuple[int, int, str, str]] = []
    until, last = 0, len(words) - 1
    for i, word in enumerate(words):
        if word not in firsts or i < until or i == last:
            continue
        rows = phrases[word].get(words[i + 1])
        if rows is None or i in s.numbers:
            continue
        for parts, tag, text in rows:
            if len(parts) == 2 or tuple(words[i : i + len(parts)]) == parts:
                until = i + len(parts)
                found.append((i, until, tag, text))
                break
    if not found:
        return {}
    tags: dict[int, str] = {}
    for first, last, tag, text in reversed(found):
        s.ends[first:last] = [s.ends[last - 1]]
        s.starts[first:last] = [s.starts[first]]
        words[first:last] = [text]
        tags = {i - (last - first - 1): known for i, known in tags.items()} | {first: tag}
        s.numbers = {
            i if i < first else i - (last - first - 1): n for i, n in s.numbers.items() if not first <= i < last
        }
    return tags


def _leave_out(s: Sentence, a: int, b: int) -> int:
    """Leave a time out with the preposition before it; where the next token begins.

    "In Sunday's attack" keeps its preposition, and the day stands as "the".
    """
    starts, ends, words = s.starts, s.ends, s.words
    if s.lower.startswith("'s", b):
        first = TOKEN.match(s.lower, a, b)
        if first is not None and first[0] in _BEFORE_TIME:
            starts.append(first.start())
            ends.append(first.end())
            words.append(first[0])
        starts.append(b)
        ends.append(b + 2)
        words.append(_THE)
        return b + 2
    if words and words[-1] in _BEFORE_TIME:
        del starts[-1], ends[-1], words[-1]
    return b


_THE = "the"


_BEFORE_TIME = frozenset([
    "on", "in", "at", "by", "during", "since", "from", "until", "between", "over", "for", "within", "through",
    "throughout", "of",
])  # fmt: skip
CLAUSAL = frozenset(["after", "before", "since", "until", "till", "as", "than"])


def _chunk(s: Sentence, lex: Lexicon) -> None:
    line = "".join(s.tags)
    words, chunks = s.words, s.chunks
    parens = 0
    pending: list[Chunk] = []
    brackets: list[tuple[Chunk | None, list[Chunk]]] = []
    for match in _CHUNK.finditer(line):
        kind = match.lastgroup
        first, last = match.span()
        if kind == "N":
            if last - first == 1 and line[first] in "da" and words[first] in _LEFT_BY_TIMES:
                if not parens and chunks and chunks[-1].tag in "pobt":
                    chunks.pop()
                continue
            chunk = _noun_phrase(s, lex, line, first, last)
        elif kind == "V":
            chunk = _verb_group(s, lex, line, first, last)
        elif kind == "z":
            continue
        elif kind == "R":
            chunk = Chunk("N", first, last, first, None, "r")
        elif kind == "A":
            chunk = Chunk("A", first, last, first, None, "", "", lex.triggers.get(words[first]))
        else:
            tag = line[first]
            if tag == "(":
                parens += 1
                pending = []
                continue
            if tag == ")":
                if parens:
                    parens -= 1
                    if any(c.trigger or c.number for c in pending):
                        brackets.append((chunks[-1] if chunks else None, pending))
                    pending = []
                continue
            chunk = Chunk(tag, first, last)
        (pending if parens else chunks).append(chunk)
    chunks += pending
    line = "".join([chunk.tag for chunk in chunks])
    if '"' in line:
        _unquote(s)
        line = "".join([chunk.tag for chunk in s.chunks])
    if ",," in line or (s.numbers and ",N" in line):
        _ages(s)
        line = "".join([chunk.tag for chunk in s.chunks])
    _clausal(s, line)
    for anchor, inside in brackets:
        s.chunks.append(Chunk(";", inside[0].first, inside[0].first))
        if anchor is not None:
            s.asides.append((anchor, len(s.chunks)))
        s.chunks += inside


def _ages(s: Sentence) -> None:
    """A bare number between commas after a name is an age ("Rosa Lima, 34, and ..."); doubled commas are one."""
    kept: list[Chunk] = []
    chunks = s.chunks
    skip = -1
    for i, chunk in enumerate(chunks):
        if i == skip:
            continue
        if chunk.tag == "," and kept and kept[-1].tag == ",":
            if "".join(c.tag for c in chunks[i + 1 : i + 2]) in _VERBS:  # "a woman, aged 61, was killed"
                kept.pop()
            continue
        bare = chunk.tag == "N" and chunk.number is not None and chunk.last - chunk.first == 1
        if bare and len(kept) > 1 and kept[-1].tag == "," and kept[-2].tag == "N" and kept[-2].number is None:
            after = "".join(c.tag for c in chunks[i + 1 : i + 3])
            number = chunk.number.quantity if chunk.number else None
            if after[:1] in (",", ";", "") and number and number.hedge == "exact" and (number.best or 999) <= 110:
                kept.pop()
                if after[:1] == "," and after[1:] != "N":
                    skip = i + 1
                continue
        kept.append(chunk)
    s.chunks = kept


_VERBS = frozenset("VCPIKR")


def _unquote(s: Sentence) -> None:
    """Quotation marks around a name or a phrase are no boundary; around a clause they are."""
    marks = [i for i, chunk in enumerate(s.chunks) if chunk.tag == '"']
    drop: set[int] = set()
    for a, b in itertools.pairwise(marks):
        inside = "".join([chunk.tag for chunk in s.chunks[a + 1 : b]]).rstrip(";")
        if a not in drop and b - a <= 5 and not inside.strip("NXYopc,y"):
            drop |= {a, b}
    if not drop:
        return
    kept: list[Chunk] = []
    for i, chunk in enumerate(s.chunks):
        if i in drop:
            continue
        before = kept[-1] if i - 1 in drop and kept and kept[-1] is s.chunks[i - 2] else None
        if before and before.tag == "N" and chunk.tag in "NXY" and not chunk.det and s.tags[before.head] in "adhn":
            kept[-1] = replace(chunk, first=before.first, det=before.det, number=before.number or chunk.number)
        else:
            kept.append(chunk)
    s.chunks = kept


def _clausal(s: Sentence, line: str) -> None:
    """A preposition whose noun phrase is the subject of a verb opens a clause: "after five people were killed"."""
    for match in _OPENS_CLAUSE.finditer(line):
        chunk = s.chunks[match.start()]
        if s.words[chunk.first] in CLAUSAL:
            chunk.tag = "s"


_LEFT_BY_TIMES = frozenset(("the", "a", "an"))
_LIST = "[NXYL](?:[opb][NXYL])*(?:,?c[NXYL](?:[opb][NXYL])*)*"
_OPENS_CLAUSE = re.compile(rf"p(?={_LIST}(?:,y[NXY](?:,?c?[NXY])*,)?[VKPCIR])")


def _verb_group(s: Sentence, lex: Lexicon, line: str, first: int, last: int) -> Chunk:
    head = last - 1
    main = line[head]
    aux = line[first:head]
    if main in "MHBD!zt":
        return Chunk("C" if "B" in aux or main == "B" else "V", first, last, head, None, "", aux + main)
    trigger = lex.triggers.get(s.words[head]) if main in "KkjIi" else None
    if main == "K":
        be = aux.rfind("B")
        tag = "P" if be >= 0 else "K" if _AUXILIARY.search(aux) is not None else "R"
    elif main == "j":
        tag = "K"
    elif main == "k":
        tag = "K" if "B" in aux else "J"
    elif main in "Ii":
        tag = "I" if main == "I" or "B" in aux else "i"
    elif main == "g":
        tag = "V" if "B" in aux else "G"
    else:
        tag = "V"
    return Chunk(tag, first, last, head, None, "", aux, trigger)


_AUXILIARY = re.compile("[MHDt]")


def _noun_phrase(s: Sentence, lex: Lexicon, line: str, first: int, last: int) -> Chunk:
    head = last - 1
    if head == first and line[head] == "w":
        return Chunk("N", first, last, head)
    while head > first and line[head] == "z":  # "the dead are five now"
        head -= 1
    number = None
    det = ""
    adjective = None
    for i in range(first, last):
        tag = line[i]
        if tag == "w":
            continue
        if tag == "n":
            number = s.numbers[i]
        elif tag in "adh":
            det += tag
        elif tag in "KkAIi" and i < head:
            adjective = lex.triggers.get(s.words[i])
    tag, trigger = "N", None
    main = line[head]
    if main in "eEL":
        trigger = lex.triggers.get(s.words[head])
        tag = {"e": "X", "E": "Y", "L": "L"}[main]
        if main == "E" and trigger is None:
            tag = "Y"
            trigger = _standing_for(lex, s.words[head])
    elif adjective is None and (line.find("e", first, last - 1) >= 0 or line.find("E", first, last - 1) >= 0):
        for i in range(last - 2, first - 1, -1):  # "the assassination attempt": the event modifies another head
            if line[i] in "eE" and adjective is None:
                adjective = lex.triggers.get(s.words[i])
    return Chunk(tag, first, last, head, number, det, "", trigger, adjective)


def _standing_for(lex: Lexicon, word: str) -> Trigger | None:
    known = lex.triggers.get(word)
    return Trigger(known.harm, "victim") if known else None
