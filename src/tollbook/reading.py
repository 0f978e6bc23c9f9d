"""Reading one report: the whole cascade from text to claims and the report's own figures, pure and stateless.

Passes, in order: sentences, a scan for harm words, numbers and times, chunks, clauses, claims, links, figures. Only
sentences that hold a harm word go past the scan; that is where the speed comes from.
"""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_right
from collections.abc import Sequence

from tollbook.grammar.atoms import WORDS
from tollbook.grammar.cause import of_conflict
from tollbook.grammar.chunks import Sentence, chunk_sentence
from tollbook.grammar.claims import Actor, Context, Draft, When, Who, assemble
from tollbook.grammar.clauses import Clauses
from tollbook.grammar.hedges import DEFAULT
from tollbook.grammar.lexicon import lexicon, tells_more
from tollbook.grammar.links import link
from tollbook.grammar.movements import table as movements
from tollbook.grammar.numbers import find_numbers
from tollbook.grammar.objects import find_objects, may_hold
from tollbook.grammar.objects_verbs import settle_verbs
from tollbook.grammar.places import Where
from tollbook.grammar.statements import state
from tollbook.model import Claim, Population, Problem, Reading, Span, Window, identity
from tollbook.reckon.figures import figures
from tollbook.resolve.actors import find_actors, resolve_actor
from tollbook.resolve.dates import TimeMention, anchor_date, find_times
from tollbook.resolve.places import Gazetteer, find_places
from tollbook.resolve.sides import find_sides
from tollbook.resolve.speakers import find_attributions
from tollbook.text.fold import fold
from tollbook.text.sentences import sentences

_WORD = re.compile(r"[a-z][a-z-]*")


def read(
    text: str,
    published: dt.date | None = None,
    publisher: str | None = None,
    gazetteer: Gazetteer | None = None,
    convention: str = DEFAULT,
) -> Reading:
    """Read a report. Never raises for what the text says; what could not be read is in ``problems``.

    ``published`` is the day relative times are resolved against; where it is None and the text has no dateline, their
    windows stay open and a problem says so. ``gazetteer`` is the shipped one unless a user's own tables lie over it.
    ``convention`` names whose intervals hedges get (``tollbook.grammar.hedges.CONVENTIONS``). Spans are code points of
    ``text``.
    """
    lower = fold(text)
    spans = sentences(text, lower)
    anchor = anchor_date(text, published) if spans else None
    parsed = _parsed(text, lower, spans, anchor, convention)
    if not parsed:
        return Reading()
    places = _places(text, lower, _telling(spans, [i for i, _, _ in parsed]), gazetteer)
    attributions = [
        Who(a.start, a.end, a.text, a.scope_start, a.scope_end, a.kind) for a in find_attributions(text, lower, spans)
    ]
    context = Context(text, lower, anchor, places, attributions, resolve_actor)
    drafts: list[Draft] = []
    undated = False
    for i, s, times in parsed:
        if not times and i:
            context.window = _setting(text, lower, spans[i - 1], anchor) or context.window
        undated |= anchor is None and any(t.window.start is None and t.role in ("at", "past", "since") for t in times)
        drafts += _drafts(text, lower, i, s, times, context)
    drafts = of_conflict(drafts, lower)
    link(drafts, lower)
    drafts = state(drafts, context, lower, spans)
    claims = _claims(drafts, text, published, publisher)
    problems: tuple[Problem, ...] = ()
    if undated and claims:
        problems = (
            Problem(
                "published",
                "the report has no date, and some of its times are told from it; their windows stay open",
                "give the day it was published",
            ),
        )
    return Reading(claims, figures(claims), problems)


def _telling(spans: Sequence[tuple[int, int]], parsed: Sequence[int]) -> list[tuple[int, int]]:
    """The sentences where places matter: those that speak of harm, the one before each, and the head of the report."""
    wanted = {*range(min(_HEAD, len(spans))), *parsed, *(i - 1 for i in parsed if i)}
    return [spans[i] for i in sorted(wanted)]


def _places(text: str, lower: str, stretches: Sequence[tuple[int, int]], gazetteer: Gazetteer | None) -> list[Where]:
    """The places named in some stretches of a report, found as if these were all of it."""
    starts, moved, at = [], [], 0
    for start, end in stretches:
        starts.append(at)
        moved.append(start - at)
        at += end - start + len(_GAP)
    told = _GAP.join(text[start:end] for start, end in stretches)
    low = _GAP.join(lower[start:end] for start, end in stretches)
    found = []
    for place in find_sides(told, low, find_places(told, low, gazetteer)):
        shift = moved[bisect_right(starts, place.start) - 1]
        start, end = place.start + shift, place.end + shift
        if text[start:end] == place.place.text:
            found.append(Where(start, end, place.place, place.kind))
    return found


_GAP = "\n\n"
_HEAD = 4


def _times(text: str, lower: str, start: int, end: int, anchor: dt.date | None) -> list[When]:
    return [When(t.start, t.end, t.window, t.role) for t in find_times(text, lower, start, end, anchor)]


def _setting(text: str, lower: str, sentence: tuple[int, int], anchor: dt.date | None) -> Window | None:
    """The time that the sentence before sets for one that tells none."""
    usable = [t for t in _times(text, lower, *sentence, anchor) if t.role in ("at", "past", "since")]
    return usable[-1].window if usable else None


def _parsed(
    text: str, lower: str, spans: Sequence[tuple[int, int]], anchor: dt.date | None, convention: str
) -> list[tuple[int, Sentence, list[When]]]:
    """The sentences that speak of harm, by their index, in chunks and with their times.

    A scan for words picks those worth parsing; of these, those stay whose chunks hold a harm word, or harm to a thing.
    """
    lex = lexicon()
    kept: list[tuple[int, Sentence, list[When]]] = []
    for i, (start, end) in enumerate(spans):
        words = _WORD.findall(lower, start, end)
        harm = lex.may_hold(words, lower[start:end]) or (bool(kept) and kept[-1][0] == i - 1 and tells_more(words))
        moved = not harm and movements().may_hold(words, lower[start:end])
        if not harm and not moved and not may_hold(words):
            continue
        times = _times(text, lower, start, end, anchor)
        numbers = find_numbers(text, lower, start, end, convention)
        s = chunk_sentence(lower, start, end, lex, numbers, [without_article(t, lower) for t in times])
        settle_verbs(s)
        if harm or _tells(s, moved, text):
            kept.append((i, s, times))
    return kept


def without_article(time: When | TimeMention, lower: str) -> tuple[int, int]:
    """Where a time lies; an age is told of somebody, whose article before it stays ("a six-year-old boy")."""
    article = _ARTICLE.match(lower, time.start) if time.role == "age" else None
    return (article.end() if article else time.start), time.end


_ARTICLE = re.compile(rf"(?:{'|'.join(WORDS['joining']['articles'])})\s")


def _tells(s: Sentence, moved: bool, text: str) -> bool:
    """Whether a sentence without a harm word tells of people moved or of things harmed."""
    clauses = Clauses(s, lexicon(), set(), text)
    return bool((moved and clauses.mentions()) or find_objects(s, lexicon(), clauses, text))


def _drafts(text: str, lower: str, index: int, s: Sentence, times: Sequence[When], context: Context) -> list[Draft]:
    lex = lexicon()
    clauses = Clauses(s, lex, _place_tokens(s, context.within(s.start, s.end)), text, context.harms)
    mentions = clauses.mentions() + find_objects(s, lex, clauses, text)
    if not mentions:
        return []
    actors = [Actor(*a) for a in find_actors(text, lower, s.start, s.end)]
    return assemble(s, index, mentions, times, actors, context)


def _place_tokens(s: Sentence, places: Sequence[Where]) -> set[int]:
    """The tokens of a sentence that lie in the name of a place."""
    covered: set[int] = set()
    for where in places:
        if where.start >= s.end:
            break
        if where.end > s.start and where.kind != "demonym":
            covered.update(i for i, at in enumerate(s.starts) if where.start <= at < where.end)
    return covered


def _claims(drafts: Sequence[Draft], text: str, published: dt.date | None, publisher: str | None) -> tuple[Claim, ...]:
    report = identity("report", text, published or "", publisher or "")
    ids: list[str] = []
    claims: list[Claim] = []
    for draft in drafts:
        number = draft.quantity
        ids.append(
            identity(
                report,
                draft.harm,
                draft.span.start,
                draft.span.end,
                draft.population,
                draft.modality,
                number.low,
                number.high,
                number.best,
                len(ids),
            )
        )
    for id_, draft in zip(ids, drafts, strict=True):
        claims.append(
            Claim(
                id=id_,
                harm=draft.harm,
                measure=draft.measure,
                extent=draft.extent,
                quantity=draft.quantity,
                population=Population(draft.population, draft.population_text),
                place=draft.place,
                window=draft.window,
                perpetrator=draft.perpetrator,
                means=draft.means,
                speaker=draft.speaker,
                publisher=publisher,
                modality=draft.modality,
                part_of=None if draft.part_of is None else ids[draft.part_of],
                repeats=None if draft.repeats is None else ids[draft.repeats],
                quote=text[draft.quote.start : draft.quote.end],
                span=Span(*draft.span),
                statement=draft.statement,
                report=report,
                published=published,
                rule=draft.rule,
            )
        )
    return tuple(claims)
