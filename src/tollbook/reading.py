"""Reading one report: the whole cascade from text to claims and the report's own figures, pure and stateless.

Passes, in order: sentences, a scan for harm words, numbers and times, chunks, clauses, claims, links, figures. Only
sentences that hold a harm word go past the scan; that is where the speed comes from.
"""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from tollbook.grammar.atoms import WORDS
from tollbook.grammar.cause import of_conflict
from tollbook.grammar.chunks import Sentence, chunk_sentence
from tollbook.grammar.claims import assemble
from tollbook.grammar.clauses import Clauses
from tollbook.grammar.culprits import Deeds, culprits
from tollbook.grammar.doers import Deed, Doers, tells_doer
from tollbook.grammar.drafts import Actor, Context, Draft, When, Who
from tollbook.grammar.extents import compared
from tollbook.grammar.groups import PlaceTokens
from tollbook.grammar.hedges import DEFAULT
from tollbook.grammar.lexicon import lexicon, tells_more
from tollbook.grammar.lines import Line, begins_item, find_lines, headings_over
from tollbook.grammar.links import link
from tollbook.grammar.mentions import Mention
from tollbook.grammar.movements import table as movements
from tollbook.grammar.names import FIRST, kind_of, written_over
from tollbook.grammar.numbers import Number, find_numbers
from tollbook.grammar.objects import find_objects
from tollbook.grammar.objects_table import table as objects
from tollbook.grammar.objects_verbs import settle_verbs
from tollbook.grammar.phrases import words_of
from tollbook.grammar.places import STREET, Atlas, Heading, Where, of_heading, within
from tollbook.grammar.statements import state
from tollbook.model import Claim, Place, Population, Problem, Reading, Span, Window, identity
from tollbook.reckon.figures import figures
from tollbook.resolve.actors import find_actors, resolve_actor
from tollbook.resolve.dates import TimeMention, anchor_date, find_times
from tollbook.resolve.places import Gazetteer, find_places, place_of
from tollbook.resolve.sides import find_sides
from tollbook.resolve.speakers import find_attributions
from tollbook.text.fold import fold
from tollbook.text.sentences import sentences
from tollbook.vocabulary import HARMS

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
    plain = written_over(text, lower)
    told = _told(text, plain, spans, anchor, convention)
    if not told:
        return Reading()
    over = headings_over(text, plain, spans)
    heads = [h for t in told for h in over[t.at]] if over else []
    places, names = _places(text, lower, _telling(spans, [t.at for t in told], heads), gazetteer)
    told = _settled(told, names, text)
    if not told:
        return Reading()
    attributions = [
        Who(a.start, a.end, a.text, a.scope_start, a.scope_end, a.kind) for a in find_attributions(text, plain, spans)
    ]
    context = Context(text, lower, anchor, places, attributions, resolve_actor, _atlas(gazetteer))
    if told[0].at:
        _opening(plain, spans[0], context)
    drafts: list[Draft] = []
    undated = False
    truce = -1  # the last sentence that tells of nothing but the state of war, whose time is no harm's
    scene: tuple[Place | None, int, Window | None, int] | None = None  # what was told before a list
    for t in told:
        knows = context.place or context.window or (over and any(over[t.at]))
        listed = _labelled(t.sentence.start, context) or (knows and begins_item(text, t.sentence.start))
        if not listed and scene is not None and "\n" in text[spans[t.at - 1][1] : t.sentence.start]:
            context.place, context.place_at, context.window, context.window_at = scene
            scene = None
        elif (
            t.at
            and not (listed and scene is not None)
            and t.at - 1 not in (context.window_at, truce)
            and not any(when.role in _SETS for when in t.times)
        ):
            context.window = _setting(text, lower, spans[t.at - 1], anchor) or context.window
        if listed:
            scene = scene or (context.place, context.place_at, context.window, context.window_at)
        if over:
            context.heading = _heading(t, [(h, *spans[h]) for h in over[t.at]], context)
        undated |= anchor is None and any(w.window.start is None and w.role in ("at", "past", "since") for w in t.times)
        actors = [Actor(*a) for a in find_actors(text, lower, t.sentence.start, t.sentence.end)]
        drafts += (here := assemble(t.sentence, t.at, t.mentions, t.times, actors, context))
        truce = t.at if here and all(HARMS[d.harm].of == "situation" for d in here) else truce
    drafts = of_conflict(drafts, plain)
    culprits(drafts, _deeds(text, lower, plain, spans, told, context), context)
    link(drafts, plain)
    drafts = state(drafts, context, plain, spans)
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


def _telling(spans: Sequence[tuple[int, int]], told: Sequence[int], heads: Sequence[int]) -> list[tuple[int, int]]:
    """The sentences where places matter: those that tell of harm, the one before each and the headings over it, and
    the head of the report.
    """
    wanted = {*range(min(_HEAD, len(spans))), *told, *(i - 1 for i in told if i), *heads}
    return [spans[i] for i in sorted(wanted)]


def _places(
    text: str, lower: str, stretches: Sequence[tuple[int, int]], gazetteer: Gazetteer | None
) -> tuple[list[Where], list[tuple[int, int]]]:
    """The places named in some stretches of a report, found as if these were all of it; and where a name stands that
    is no person's, which no country that the report names may decide.
    """
    starts, moved, at = [], [], 0
    for start, end in stretches:
        starts.append(at)
        moved.append(start - at)
        at += end - start + len(_GAP)
    told = _GAP.join(text[start:end] for start, end in stretches)
    low = _GAP.join(lower[start:end] for start, end in stretches)
    agency = _AGENCY.match(text)  # "SARAJEVO, June 2 (Vistula News) - "
    found: list[Where] = []
    likely: list[tuple[int, int]] = []
    for place in find_sides(told, low, find_places(told, low, gazetteer, spans=likely)):
        shift = moved[bisect_right(starts, place.start) - 1]
        start, end = place.start + shift, place.end + shift
        if agency is not None and agency.start(1) <= start < agency.end(1):
            continue
        if text[start:end] == place.place.text and STREET.match(lower, end) is None:
            found.append(Where(start, end, place.place, place.kind))
    shifts = (moved[bisect_right(starts, start) - 1] for start, _ in likely)
    names = [(start + shift, end + shift) for (start, end), shift in zip(likely, shifts, strict=True)]
    firsts = [start for start, _ in names]
    for where in found:
        at = bisect_left(firsts, where.start)
        holds = at < len(firsts) and firsts[at] < where.end
        if where.kind == "generic" or (where.kind != "demonym" and holds):
            names.append((where.start, where.end))
    return found, sorted(names)


def _atlas(gazetteer: Gazetteer | None) -> Atlas:
    def place(ident: str, words: str) -> Place | None:
        found = (gazetteer or Gazetteer.default()).by_ident(ident)
        return place_of(found, words) if found is not None else None

    return place


_AGENCY = re.compile(r"[^\n(]{2,60}\(([^)\n]{2,40})\)\s*[-–—]")
_GAP = "\n\n"
_HEAD = 3
_ALONE = 12  # code points beside its date that a heading may have and be a day's
_LINGERS = 2  # sentences behind one of harm that may tell more of it


def _deeds(
    text: str, lower: str, plain: str, spans: Sequence[tuple[int, int]], told: Sequence[Told], context: Context
) -> Deeds:
    """The deeds of the sentences of a report, each looked at when it is asked for."""
    parsed = {t.at: t.sentence for t in told}

    known: dict[int, Sequence[Deed]] = {}

    def deeds(i: int) -> Sequence[Deed]:
        if i not in known:
            known[i] = looked(i) if 0 <= i < len(spans) else ()
        return known[i]

    def looked(i: int) -> Sequence[Deed]:
        start, end = spans[i]
        s = parsed.get(i)
        if s is None:
            if not tells_doer(_WORD.findall(plain, start, end)):
                return ()
            s = chunk_sentence(plain, start, end, lexicon(), find_numbers(text, plain, start, end), ())
        return Doers(s, [Actor(*a) for a in find_actors(text, lower, start, end)], context).deeds

    return deeds


def _times(text: str, lower: str, start: int, end: int, anchor: dt.date | None) -> list[When]:
    return [When(t.start, t.end, t.window, t.role) for t in find_times(text, lower, start, end, anchor)]


def _setting(text: str, lower: str, sentence: tuple[int, int], anchor: dt.date | None) -> Window | None:
    """The time that the sentence before sets for one that tells none."""
    usable = [t for t in _times(text, lower, *sentence, anchor) if t.role in _SETS]
    usable = [t for t in usable if not compared(lower, sentence[0], t.start)]
    usable = [t for t in usable if lower[sentence[0] : t.start].split()[-1:] not in _SAID]
    return usable[-1].window if usable else None


def _opening(plain: str, sentence: tuple[int, int], context: Context) -> None:
    """Take up the place and the time that a report opens with where its first sentence is no more than these: "Tarvo
    village, yesterday morning."
    """
    start, end = sentence
    classes = lexicon().classes
    if end - start > _SHORT or any(classes.get(word, "w") in _SAYS_MORE for word in _WORD.findall(plain, start, end)):
        return
    times = [t for t in _times(context.text, context.lower, start, end, context.anchor) if t.role == "at"]
    named = [w for w in within(context.places, start, end) if w.kind != "demonym"]
    if len(times) == 1 and named and _DATE.search(context.lower, times[0].start, times[0].end) is None:
        context.window, context.window_at = times[0].window, 0
        context.place, context.place_at = of_heading(named, context.lower), 0


_DATE = re.compile(r"(?<![\d:])\d+(?![\d:])")  # of a dateline, which tells where and when it was written
_SHORT = 80  # code points of a first sentence that only sets the scene
_SAYS_MORE = frozenset("vVKkIiBHMDjg")
_SETS = frozenset(("at", "past", "since"))  # roles of a time that a sentence sets for the next
_SAID = [[word] for word in words_of("speaking")]


def _heading(t: Told, heads: Sequence[tuple[int, int, int]], context: Context) -> Heading:
    """Where and when the headings over a sentence put it; of one in running text the nearest alone, and its day."""
    begins = t.sentence.start
    listed = _labelled(begins, context) or t.line is not None or begins_item(context.text, begins)
    place, place_at, window, window_at = None, -1, None, -1
    for h, start, end in heads if listed else [head for head in heads[:1] if head[0]]:  # the title is a headline
        named = [w for w in within(context.places, start, end) if w.kind != "demonym"] if place is None else []
        if named:
            place, place_at = of_heading(named, context.lower), h
        for time in _times(context.text, context.lower, start, end, context.anchor) if window is None else ():
            days = time.window
            lasts = days.start is not None and days.end is not None and days.start < days.end
            alone = end - start - (time.end - time.start) <= _ALONE
            if time.role in ("at", "past", "since") and (alone or (listed and lasts)):
                window, window_at = days, h
    return Heading(place, place_at, window, window_at, listed)


def _labelled(begins: int, context: Context) -> bool:
    """Whether a line of a list by places begins here."""
    label = _LABELLED.match(context.text, begins)
    return label is not None and any(w.start == begins for w in within(context.places, begins, label.end()))


#: "Upper Nile: clashes left 20 dead", where a line begins.
_LABELLED = re.compile(r"(?<=\n)[A-Z][\w' -]{2,30}: ")


class Told(NamedTuple):
    """A sentence that tells of harm, by its place among the sentences (``at``): its chunks, times and mentions.

    ``places`` is what the mentions asked of the places, ``harms`` are the harms spoken of before it.
    """

    at: int
    sentence: Sentence
    times: list[When]
    mentions: list[Mention]
    places: PlaceTokens
    harms: tuple[str, ...]
    line: Line | None


def _told(
    text: str, plain: str, spans: Sequence[tuple[int, int]], anchor: dt.date | None, convention: str
) -> list[Told]:
    """The sentences that tell of harm. ``plain`` is the folded text with its names written over.

    A scan for words picks those worth parsing; of these, those stay whose clauses mention harm to people or things,
    or would if a name in them were a place's.
    """
    lex, marking = lexicon(), _marking()
    told: list[Told] = []
    harms: tuple[str, ...] = ()
    lines = find_lines(text, plain, spans)
    for i, (start, end) in enumerate(spans):
        words = _WORD.findall(plain, start, end)
        marks = marking.intersection(words)
        after = bool(told) and told[-1].at >= i - _LINGERS and bool(told[-1].mentions)
        line = lines.get(i)
        if not marks and not after and line is None:
            continue
        here = plain[start:end]
        harm = lex.may_hold(marks, here) or (after and tells_more(words, here))
        moved = not harm and movements().may_hold(marks, here)
        if not harm and not moved and line is None and not objects().may_hold(marks, words, here):
            continue
        times = _times(text, plain, start, end, anchor)
        numbers = find_numbers(text, plain, start, end, convention)
        s = chunk_sentence(plain, start, end, lex, *left_out(numbers, times, plain))
        settle_verbs(s)
        places = PlaceTokens(_place_tokens(s, ()))
        mentions = []
        if harm or line or _tells(s, moved, places, text) or places.awaited:
            mentions = _mentions(s, places, text, harms, line)
        if mentions or places.awaited:
            told.append(Told(i, s, times, mentions, places, harms, line))
            harms = _of_people(mentions, harms)
    return told


@cache
def _marking() -> frozenset[str]:
    """The words that any test of the scan looks for: of a sentence's words those alone are tested further."""
    return lexicon().marks | movements().marks | objects().marks


def left_out(
    numbers: Sequence[Number], times: Sequence[When | TimeMention], lower: str
) -> tuple[Sequence[Number], list[tuple[int, int]]]:
    """The numbers, and where the times lie that are no words of the sentence.

    An age with no noun behind it stands for a person: "a nine-year-old and her mother".
    """
    ages = [
        t for t in times if t.role == "age" and _OF_ONE.match(lower, t.end) and lower[t.start : t.end].endswith(_OLD)
    ]
    if not ages:
        return numbers, [_without_article(t, lower) for t in times]
    kept = [n for n in numbers if not any(t.start <= n.start < t.end for t in ages)]
    return kept, [_without_article(t, lower) for t in times if t not in ages]


_OLD = ("-old", "-olds")
_OF_ONE = re.compile(rf"\s*(?:[,.;:)]|$|(?:{'|'.join(words_of('no_noun'))})(?!\w))")


def _without_article(time: When | TimeMention, lower: str) -> tuple[int, int]:
    """Where a time lies; an age is told of somebody, whose article before it stays ("a six-year-old boy")."""
    article = _ARTICLE.match(lower, time.start) if time.role == "age" else None
    return (article.end() if article else time.start), time.end


_ARTICLE = re.compile(rf"(?:{'|'.join(WORDS['joining']['articles'])})\s")


def _tells(s: Sentence, moved: bool, places: PlaceTokens, text: str) -> bool:
    """Whether a sentence without a harm word tells of people moved or of things harmed."""
    clauses = Clauses(s, lexicon(), places, text)
    return bool((moved and clauses.mentions()) or find_objects(s, lexicon(), clauses, text))


def _mentions(s: Sentence, places: PlaceTokens, text: str, harms: tuple[str, ...], line: Line | None) -> list[Mention]:
    clauses = Clauses(s, lexicon(), places, text, harms)
    found = clauses.mentions(line)
    lined = any(m.rule.startswith(("line", "service line")) for m in found)
    return found if lined else found + find_objects(s, lexicon(), clauses, text)


def _of_people(mentions: Sequence[Mention], before: tuple[str, ...]) -> tuple[str, ...]:
    """The harms to people told of so far, the latest last."""
    here = [m.harm for m in mentions if HARMS[m.harm].of == "people"]
    return tuple(dict.fromkeys((*here[::-1], *before[::-1])))[::-1] if here else before


def _settled(told: Sequence[Told], names: Sequence[tuple[int, int]], text: str) -> list[Told]:
    """The sentences that tell of harm now that places are known: a name may be a place where people were thought of."""
    settled: list[Told] = []
    harms: tuple[str, ...] = ()
    for t in told:
        s, mentions = t.sentence, t.mentions
        here = PlaceTokens(_place_tokens(s, names))
        if not (here.known - t.places.known).isdisjoint(t.places.asked) or harms != t.harms:
            mentions = _mentions(s, here, text, harms, t.line)
        if mentions:
            settled.append(t._replace(mentions=mentions, places=here))
            harms = _of_people(mentions, harms)
    return settled


def _place_tokens(s: Sentence, names: Sequence[tuple[int, int]]) -> set[int]:
    """The tokens of a sentence that lie in the name of a place."""
    covered = {i for i, word in enumerate(s.words) if word >= FIRST and kind_of(word) == "land"}
    for start, end in names[bisect_left(names, (s.start, 0)) : bisect_left(names, (s.end, 0))]:
        within = range(bisect_left(s.starts, start), bisect_left(s.starts, end))
        covered.update(i for i in within if kind_of(s.words[i]) is None)
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
