"""Verbs of harm to things that look like nouns: "an air strike hit the market", "the clinic was hit", "has run out".

The chunker leaves a word that can be both a noun where nothing beside it is certain. Here the words are known to be
verbs that take a thing, so that their neighbours can decide. The chunks of the sentence are changed in place.
"""

from __future__ import annotations

from tollbook.grammar.chunks import Chunk, Sentence
from tollbook.grammar.groups import NOUN_PHRASES
from tollbook.grammar.movements import table as movements
from tollbook.grammar.objects_table import Words, table

#: Endings of verbs whose past is their base: "hit", "cut", "set".
_SAME_IN_PAST = ("it", "ut", "set", "run", "burst")
_PARTICLES = frozenset(["up", "down", "out", "off", "back", "low", "short", "dry", "over", "around"])


def settle_verbs(s: Sentence) -> None:
    """Make verb groups of the chunks that their own words and their neighbours show to be ones."""
    verbs = table().heads
    line = s.line
    moving = movements().verbs
    candidates = [word for word, tag in zip(s.words, s.tags, strict=True) if tag == "x"]
    if verbs.isdisjoint(candidates) and moving.isdisjoint(candidates):
        return
    chunks: list[Chunk] = []
    for i, chunk in enumerate(s.chunks):
        if chunk.tag != "N":
            chunks.append(chunk)
            continue
        before = chunks[-1] if chunks else None
        after = line[i + 1 : i + 2]
        if _is(s, chunk.first, verbs) and before is not None and _auxiliary(s, before):
            chunks[-1] = _verb(before.first, chunk.first, s)
            _rest(s, chunk.first + 1, chunk.last, chunks)
        elif (
            _is(s, chunk.head, verbs) and chunk.head > chunk.first and _takes(s, i, after, s.words[chunk.head])
        ) or _moving(s, chunk, after):
            chunks.append(_phrase(s, chunk.first, chunk.head))
            chunks.append(_verb(chunk.head, chunk.head, s))
        elif chunk.last - chunk.first == 1 and _is(s, chunk.first, verbs) and after == "b" and line[i - 1 : i] == ",":
            chunks.append(_verb(chunk.first, chunk.first, s))  # "the clinic, hit by a shell, has closed"
        elif (
            _is(s, chunk.first, verbs)
            and not s.words[chunk.first].endswith("s")
            and chunk.last - chunk.first > 1
            and line[i - 1 : i] == "c"
            and any(c.tag == "K" and s.tags[c.head] == "j" for c in chunks[-4:])
        ):  # a headline: "Strikes kill 35 and destroy hospital"
            chunks.append(_verb(chunk.first, chunk.first, s))
            _rest(s, chunk.first + 1, chunk.last, chunks)
        else:
            chunks.append(chunk)
    if len(chunks) != len(s.chunks) or any(a is not b for a, b in zip(chunks, s.chunks, strict=True)):
        _moved(s, chunks)


def _is(s: Sentence, token: int, verbs: Words) -> bool:
    return s.tags[token] == "x" and s.words[token] in verbs


def _auxiliary(s: Sentence, chunk: Chunk) -> bool:
    """Whether a chunk is only "was", "has been", "have": what follows must be its participle."""
    return chunk.tag in "CV" and all(s.tags[k] in "BHM!z" for k in range(chunk.first, chunk.last))


def _takes(s: Sentence, i: int, after: str, word: str) -> bool:
    """Whether the last word of noun phrase ``i`` is a verb: by a noun before it, and an object or particle after."""
    chunks = s.chunks
    if not any(s.tags[k] in "wxeE" for k in range(chunks[i].first, chunks[i].head)):
        return False  # "an attack"
    past = word.endswith(_SAME_IN_PAST)
    if not past and word.endswith("s") == s.words[chunks[i].head - 1].endswith(("s", "people", "men")):
        return False  # subject and verb do not agree: "the chemical attack"
    if after and after in NOUN_PHRASES:
        following = chunks[i + 1]
        return bool(following.det) or following.number is not None or past or word.endswith("es")
    return after == "p" and s.words[chunks[i + 1].first] in _PARTICLES


def _moving(s: Sentence, chunk: Chunk, after: str) -> bool:
    """Whether a phrase is of people and what they do: "60,000 people remain (in the town)"."""
    head = chunk.head
    if (
        chunk.number is None
        or s.tags[head] != "x"
        or s.tags[head - 1] not in "wE"
        or after not in ("p", "t", ";", "R", "I", "")
    ):
        return False
    plural = s.words[head - 1].endswith(("s", "people", "men", "children")) and not s.words[head].endswith("s")
    return plural and s.words[head] in movements().verbs


def _verb(first: int, head: int, s: Sentence) -> Chunk:
    s.tags[head] = "v"
    return Chunk("V", first, head + 1, head=head, aux="".join(s.tags[first:head]))


def _phrase(s: Sentence, first: int, last: int) -> Chunk:
    number = next((s.numbers[k] for k in range(last - 1, first - 1, -1) if s.tags[k] == "n"), None)
    det = "".join(tag for tag in s.tags[first:last] if tag in "adh")
    return Chunk("N", first, last, head=last - 1, number=number, det=det)


def _rest(s: Sentence, first: int, last: int, chunks: list[Chunk]) -> None:
    """What is left of a noun phrase, as a chunk of its own."""
    if last - first == 1 and s.words[first] in _PARTICLES:
        chunks.append(Chunk("p", first, last))
    elif first < last:
        chunks.append(_phrase(s, first, last))


def _moved(s: Sentence, chunks: list[Chunk]) -> None:
    """Put the new chunks in place; what points to a chunk by its index moves with it."""
    asides = []
    for anchor, first in s.asides:
        opened = s.chunks[first] if first < len(s.chunks) else None
        place = next((k for k, c in enumerate(chunks) if c is opened), -1)
        if place >= 0:
            asides.append((anchor, place))
    s.asides[:] = asides
    s.chunks = chunks
    s.line = "".join(chunk.tag for chunk in chunks)
