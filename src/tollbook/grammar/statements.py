"""Statements: that somebody found, condemned, called for, warned of or denied a harm is a claim of its own kind.

A statement is never counted. Where its clause names a harm without a number, that claim becomes the statement; a
number said in it stays the claim it is. Where the clause names none ("condemned the descent into hell endured by
civilians"), the statement is about the nearest harm told before it, or else after it, not far away.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cache

from tollbook.grammar.drafts import Context, Draft, Who
from tollbook.lang import load
from tollbook.model import Modality, Quantity, Span
from tollbook.vocabulary import HARMS

#: How far from a statement, in characters, the harm may be told that it is about.
_REACH = 600
_URGED: dict[str, Modality] = {"call": "urged"}


def state(drafts: Sequence[Draft], context: Context, lower: str, sentences: Sequence[tuple[int, int]]) -> list[Draft]:
    """The drafts with those that are statements marked, and behind them the statements that no draft carries yet.

    The drafts are linked; a statement about a harm told elsewhere ``repeats`` it, and so adds nothing to it.
    """
    if not drafts:
        return []
    kinds = _kinds()
    found = [who for who in context.attributions if who.kind in kinds]
    found += _findings(context, lower, sentences, found)
    told = sorted(((d.span.start, i) for i, d in enumerate(drafts) if _harms(d)))
    out = list(drafts)
    for who in sorted(found):
        kind = kinds[who.kind]
        inside = [drafts[i] for i in sorted(i for _, i in _between(told, who.scope_start, who.scope_end))]
        if any(_mark(draft, kind, who) for draft in inside) or inside or not who.text:
            continue
        if _about(kind).isdisjoint(_WORD.findall(lower, who.scope_start, who.scope_end)):
            continue
        near = [i for _, i in _between(told, who.scope_start - _REACH, who.scope_start + _REACH + 1)]
        source = _nearest(drafts, near, who)
        if source is not None:
            out.append(_statement(drafts, source, kind, who, context.text, sentences))
    _lead_by_harm(out)
    return out


_WORD = re.compile(r"[a-z][a-z-]*")


def _harms(draft: Draft) -> bool:
    """Whether a draft is of harm to people or things, and not of a situation around it."""
    return HARMS[draft.harm].of != "situation" and draft.harm != "service_state"


def _mark(draft: Draft, kind: str, who: Who) -> bool:
    """Make a statement of a draft in its scope that has no number; a denial only of what is denied."""
    if draft.quantity.quantified or draft.measure in ("stock", "state") or draft.statement is not None:
        return False
    if kind == "denial" and draft.modality != "denied":
        return False
    if kind == "warning" and draft.modality not in ("predicted", "possible", "hypothetical"):
        return False
    if kind == "call" and draft.modality != "urged":
        return False
    draft.measure, draft.statement = "statement", kind
    draft.speaker = who.text or draft.speaker
    return True


def _between(told: Sequence[tuple[int, int]], start: int, end: int) -> Sequence[tuple[int, int]]:
    """Of (offset, index), in order, those whose offset lies in a stretch."""
    return told[bisect_left(told, (start, -1)) : bisect_left(told, (end, -1))]


def _nearest(drafts: Sequence[Draft], near: Sequence[int], who: Who) -> int | None:
    """The harm that a statement without one is about: the last one told before it, else the first after it."""
    near = [i for i in near if drafts[i].measure != "statement"]
    before = [i for i in near if drafts[i].span.start < who.scope_start]
    after = [i for i in near if drafts[i].span.start >= who.scope_end]
    if before:
        return max(before, key=lambda i: drafts[i].span.start)
    return after[0] if after else None


def _lead_by_harm(drafts: Sequence[Draft]) -> None:
    """What repeats a draft that has become a statement is itself the first that tells the harm."""
    repeated: dict[int, list[int]] = {}
    for j, other in enumerate(drafts):
        if other.repeats is not None and other.measure != "statement":
            repeated.setdefault(other.repeats, []).append(j)
    for i, draft in enumerate(drafts):
        again = repeated.get(i, []) if draft.measure == "statement" else []
        for j in again:
            drafts[j].repeats = None if j == again[0] else again[0]


def _statement(
    drafts: Sequence[Draft], about: int, kind: str, who: Who, text: str, sentences: Sequence[tuple[int, int]]
) -> Draft:
    start, source = who.scope_start, drafts[about]
    end = min(who.scope_end, text.find("\n", start) if "\n" in text[start : who.scope_end] else who.scope_end)
    span = Span(start, start + len(text[start:end].rstrip(" .,;")))
    index = bisect_right(sentences, start, key=lambda sentence: sentence[0]) - 1
    if index < 0 or sentences[index][1] <= start:
        index = source.sentence
    return Draft(
        harm=source.harm,
        measure="statement",
        extent="event",
        quantity=Quantity(text=text[span.start : span.end]),
        population="people",
        population_text="",
        span=span,
        quote=Span(*sentences[index]),
        modality=_URGED.get(kind, "asserted"),
        rule="statement",
        group=None,
        sentence=index,
        place=source.place,
        window=source.window,
        speaker=who.text,
        statement=kind,
        repeats=about,
    )


def _findings(context: Context, lower: str, sentences: Sequence[tuple[int, int]], known: Sequence[Who]) -> list[Who]:
    """Findings of a body that no speaker frame reads: the body is the subject, and what it found follows the verb."""
    found: list[Who] = []
    bodies = [match.start() for match in _bodies_pattern().finditer(lower)]
    starts = [start for start, _ in sentences]
    for k in sorted({bisect_right(starts, at) - 1 for at in bodies} - {-1}):
        start, end = sentences[k]
        match = _finding_pattern().search(lower, start, end)
        if match is None or any(who.start < match.end() and match.start() < who.scope_end for who in known):
            continue
        first, last = match.span("who")
        found.append(Who(first, last, context.text[first:last], match.end(), end, "finds"))
    return found


@cache
def _finding_pattern() -> re.Pattern[str]:
    row = load("en", "statements")["finding"]
    bodies, verbs = "|".join(row["bodies"]), "|".join(row["verbs"])
    return re.compile(
        rf"(?P<who>\b(?:an?|the)\s(?:[\w'.-]+\s){{0,5}}?(?:{bodies})\b[^.;:\"]{{0,160}}?)\s(?:has\s|have\s|had\s)?"
        rf"(?:{verbs})\s(?!(?:guilty|dead|in|at|near|on)\b)"
    )


@cache
def _bodies_pattern() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, load("en", "statements")["finding"]["bodies"])))


@cache
def _kinds() -> dict[str, str]:
    return dict(load("en", "statements")["kind"])


@cache
def _about(kind: str) -> frozenset[str]:
    return frozenset(load("en", "statements")["about"][kind])
