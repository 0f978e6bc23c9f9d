"""According to whom: who vouches for which stretch of a report.

A report seldom speaks in one voice. Each frame of reporting ("the Observatory said that …", "…, said a
doctor", "according to …", a headline ending "…: monitor") gives an :class:`Attribution`: the speaker, and the
scope, the stretch of text whose content he answers for. A claim's speaker is that of the innermost scope that
holds it (:func:`speaker_at`); outside every scope the report speaks for itself and the speaker is nobody but
the publisher.

The work starts from reporting verbs and phrases, found in one pass of an automaton; a sentence without one costs
nothing (:mod:`.speaker_words`). From the verb the speaker's phrase is walked outward, without tokens, capitals
or commas being needed (:mod:`.speaker_phrases`, :mod:`.speaker_subjects`), and what stands on the other side of
the verb decides the frame (:mod:`.speaker_frames`). Headlines name speakers without verbs
(:mod:`.speaker_headlines`); quotations carry them on over sentences (here).

Words that only hedge ("reportedly", "it is claimed", "said to be") name nobody and give nothing. Who the speaker
is never matters to what is read of his words.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from tollbook.resolve.speaker_bodies import canonical_speaker, known_bodies
from tollbook.resolve.speaker_frames import Attribution, Frames
from tollbook.resolve.speaker_headlines import headline, source_line, unglued
from tollbook.resolve.speaker_phrases import Walker
from tollbook.resolve.speaker_words import triggers

__all__ = ["Attribution", "find_attributions", "speaker_at"]

#: How many sentences from the start may be headlines or hold a dateline.
_HEAD = 3
#: Of a report's head this share may be small letters, and it is still text in capitals (bylines, initials).
_SMALL = 0.05


def find_attributions(text: str, lower: str, sentences: Sequence[tuple[int, int]]) -> list[Attribution]:
    """Every attribution of a report, ordered by where its scope starts.

    ``lower`` is the folded text (:func:`tollbook.text.fold.fold`), of the same length; ``sentences`` are offsets in
    order.
    """
    flat = lower.replace("\n", " ").replace("--", " -")
    head = text[:1500]
    few = _SMALL * len(head)
    capitals = sum(map(str.islower, head[:300])) < few and sum(map(str.islower, head)) < few
    walker = Walker(text, flat, capitals)
    spans = [*unglued(flat, sentences[:_HEAD]), *sentences[_HEAD:]]
    starts = [start for start, _ in spans]
    by_sentence: dict[int, list[tuple[int, int, str]]] = {k: [] for k in range(min(_HEAD, len(spans)))}
    for hit in triggers(flat):
        k = bisect_right(starts, hit[0]) - 1
        if k >= 0 and hit[1] <= spans[k][1]:
            by_sentence.setdefault(k, []).append(hit)
    frames = Frames(walker)
    found: list[Attribution] = []
    for k, hits in by_sentence.items():
        low, high = spans[k]
        said = frames.sentence(low, high, hits)
        if not said and k < _HEAD and (line := headline(walker, low, high)):
            name = frames.name(line.phrase)
            if name:
                said = [Attribution(line.phrase.start, line.phrase.end, name, line.start, line.end, "says", *line[3:])]
        found += said
    if '"' in flat:
        found += _quotations(flat, spans, starts, found)
    if "source" in flat and (line := source_line(walker)) and (name := frames.name(line.phrase)):
        found.append(Attribution(line.phrase.start, line.phrase.end, name, line.start, line.end, "says", *line[3:]))
    found += _bracketed(walker.text, spans, starts, found)
    found = [item for item in found if item.scope_start < item.scope_end]  # "X said said" says nothing
    found.sort(key=lambda item: (item.scope_start, -item.scope_end))
    return found


#: "57 civilians killed (OHCHR, 1-15 March)."
_BRACKETED = re.compile(
    r"\((?:[Ss]ource: )?([A-Z][A-Z-]+|[A-Z][\w' -]{6,60})(?:,[^()\n]{0,40})?\)\s*(?=[.;]?\s*$|[.;]?\s*\n)", re.M
)


def _bracketed(
    text: str, spans: Sequence[tuple[int, int]], starts: Sequence[int], found: Sequence[Attribution]
) -> list[Attribution]:
    """Known bodies in a bracket that ends a sentence in which nobody else speaks."""
    speaks = {bisect_right(starts, item.scope_start) for item in found}
    said = []
    for match in _BRACKETED.finditer(text) if "(" in text else ():
        k = bisect_right(starts, match.start())
        if k and k not in speaks and canonical_speaker(match[1]) in known_bodies():
            start, end = match.span(1)
            said.append(Attribution(start, end, match[1], spans[k - 1][0], match.end(), "says", start, end))
    return said


def speaker_at(attributions: Sequence[Attribution], start: int, end: int) -> Attribution | None:
    """The attribution whose scope holds the span and is the innermost, or None where the report itself speaks."""
    best: Attribution | None = None
    for item in attributions:
        if item.scope_start > start:
            break
        if end <= item.scope_end and (
            best is None or item.scope_end - item.scope_start <= best.scope_end - best.scope_start
        ):
            best = item
    return best


def _quotations(
    flat: str, spans: Sequence[tuple[int, int]], starts: Sequence[int], found: Sequence[Attribution]
) -> list[Attribution]:
    """A speaker carried over the further sentences of a quotation, back to its start and on to its end."""
    marks = [mark.start() for mark in re.finditer('"', flat)]

    def inside(at: int) -> bool:
        return bisect_right(marks, at - 1) % 2 == 1

    last = {bisect_right(starts, item.verb_start) - 1: item for item in found}
    carried: list[Attribution] = []
    for k, item in last.items():
        n = k + 1
        while n < len(spans) and n not in last and (inside(spans[n][0]) or flat[spans[n][0]] == '"'):
            carried.append(item._replace(scope_start=spans[n][0], scope_end=spans[n][1]))
            n += 1
        n = k - 1
        if item.scope_start <= starts[k] and inside(starts[k]):
            while n >= 0 and n not in last:
                carried.append(item._replace(scope_start=spans[n][0], scope_end=spans[n][1]))
                if not inside(starts[n]):
                    break
                n -= 1
    return carried
