"""Why a report reads as it does: for each claim the passes that made it, for every other number why it is no claim.

The cascade keeps no diary, for that would cost every reader what few of them ask. It is deterministic, so the passes
are asked again, sentence by sentence, and their answers are held beside the claims. What is told is what the passes
found: no rule is written twice here. Where two passes could have given a value (a day of this sentence and one carried
over), the words that hold exactly that value decide. The sentences themselves are data (``lang/en/explaining.toml``).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from tollbook.grammar.chunks import Chunk, Sentence, chunk_sentence
from tollbook.grammar.clauses import Clauses, Mention
from tollbook.grammar.groups import PlaceTokens, read_group
from tollbook.grammar.lexicon import lexicon, tells_more
from tollbook.grammar.names import written_over
from tollbook.grammar.numbers import Number, find_numbers
from tollbook.lang import load
from tollbook.model import Claim, Problem, Quantity, Span
from tollbook.reading import left_out, read
from tollbook.resolve.dates import TimeMention, anchor_date, find_times
from tollbook.resolve.places import Gazetteer, find_places
from tollbook.resolve.sides import find_sides
from tollbook.resolve.speakers import Attribution, find_attributions
from tollbook.text.fold import fold
from tollbook.text.sentences import sentences
from tollbook.vocabulary import HARMS


@dataclass(frozen=True, slots=True)
class Step:
    """One thing a pass decided: ``about`` what (number, harm, who, modality, when, where, speaker, link), ``said`` in a
    sentence, and the words it was read from, where it was read from words.
    """

    about: str
    said: str
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Made:
    """A claim and the steps that made it, in the order of the passes. ``number`` counts claims from 1."""

    number: int
    claim: Claim
    sentence: Span
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Unused:
    """A number of the text that no claim holds, and why not: ``kind`` for machines, ``why`` for people."""

    span: Span
    text: str
    sentence: Span
    kind: str
    why: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """All claims and all other numbers of a report, each explained, in the order of their words."""

    claims: tuple[Made, ...] = ()
    unused: tuple[Unused, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(slots=True)
class _Looked:
    """What the passes see in one sentence."""

    span: Span
    numbers: list[Number]
    times: list[TimeMention]
    parsed: Sentence
    mentions: list[Mention]
    candidate: bool


def explain(
    text: str,
    published: dt.date | None = None,
    publisher: str | None = None,
    gazetteer: Gazetteer | None = None,
) -> Explanation:
    """Explain the reading of a report; the arguments are those of :func:`tollbook.reading.read`.

    Costs about two readings. Raises nothing for what the text says.
    """
    return _Explainer(text, published, publisher, gazetteer).explanation()


class _Explainer:
    """Asks the passes again about one report."""

    def __init__(
        self, text: str, published: dt.date | None, publisher: str | None, gazetteer: Gazetteer | None
    ) -> None:
        self.text, self.lower, self.publisher = text, fold(text), publisher
        self.plain = written_over(text, self.lower)
        self.reading = read(text, published, publisher, gazetteer)
        self.anchor = anchor_date(text, published)
        bounds = sentences(text, self.lower)
        self.places = find_sides(text, self.lower, find_places(text, self.lower, gazetteer))
        self.attributions: Sequence[Attribution] = find_attributions(text, self.lower, bounds)
        self.marks = {claim.id: number for number, claim in enumerate(self._ordered(), 1)}
        self.looked = [self._look(Span(*b)) for b in bounds]

    def explanation(self) -> Explanation:
        made = tuple(self._made(claim) for claim in self._ordered())
        return Explanation(made, tuple(self._unused()), self.reading.problems)

    def _ordered(self) -> list[Claim]:
        return sorted(self.reading.claims, key=lambda claim: (claim.span.start, claim.span.end))

    def _look(self, span: Span) -> _Looked:
        start, end = span
        lex = lexicon()
        numbers = find_numbers(self.text, self.plain, start, end)
        times = list(find_times(self.text, self.plain, start, end, self.anchor))
        parsed = chunk_sentence(self.plain, start, end, lex, *left_out(numbers, times, self.plain))
        words = _WORD.findall(self.lower, start, end)
        candidate = lex.may_hold(words, self.lower[start:end]) or tells_more(words, self.lower[start:end])
        before = tuple(c.harm for c in self._ordered() if c.span.start < start and HARMS[c.harm].of == "people")
        mentions: list[Mention] = []
        if candidate:
            mentions = Clauses(parsed, lex, PlaceTokens(), self.text, before[-4:]).mentions()
        return _Looked(span, numbers, times, parsed, mentions, candidate)

    def _at(self, offset: int) -> _Looked:
        return next(look for look in reversed(self.looked) if look.span.start <= offset)

    # ---- claims ---------------------------------------------------------------------------------------------------

    def _made(self, claim: Claim) -> Made:
        look = self._at(claim.span.start)
        steps = [
            self._number(claim, look),
            self._harm(claim, look),
            *self._who(claim),
            self._modality(claim, look),
            *self._when(claim, look),
            *self._where(claim, look),
            self._speaker(claim, look),
            *self._links(claim),
        ]
        return Made(self.marks[claim.id], claim, look.span, tuple(steps))

    def _number(self, claim: Claim, look: _Looked) -> Step:
        quantity = claim.quantity
        if not quantity.quantified and quantity.hedge == "unquantified":
            return Step("number", "no number is said; harm without a number is not zero")
        found = [n for n in look.numbers if _overlap(n, claim.span)]
        if not found:
            said = "one, by its grammar" if quantity.best == 1 else f"{quantity.best or 'some'}, counted from the words"
            return Step("number", f"“{_flat(quantity.text)}” is {said}", claim.span)
        unit = "" if quantity.unit == "people" else f", in {quantity.unit}"
        words = self._words(Span(found[0].start, found[-1].end))
        return Step("number", f"“{words}” is read as {_bounds(quantity)}{unit}", Span(found[0].start, found[-1].end))

    def _harm(self, claim: Claim, look: _Looked) -> Step:
        frame, *additions = claim.rule.split(", ")
        mention = self._mention(claim, look)
        trigger = mention.trigger if mention else None
        word = self._words(trigger) if trigger else _flat(claim.quantity.text)
        told: dict[str, str] = _told()["frames"]
        if not claim.quantity.quantified and trigger is None:
            trigger = claim.span
        who = _flat(claim.population.text) or _flat(claim.quantity.text)
        said = told.get(frame, frame + ": “{word}”").format(word=word, who=who)
        said += "".join(f"; {_told()['additions'].get(name, name)}" for name in additions)
        return Step("harm", said, trigger)

    def _mention(self, claim: Claim, look: _Looked) -> Mention | None:
        def fits(m: Mention) -> bool:
            own = m.group.span if m.group is not None else m.trigger
            return m.harm == claim.harm and (_same(own, claim.span) or _same(m.trigger, claim.span))

        return next((m for m in look.mentions if fits(m)), None)

    def _who(self, claim: Claim) -> Iterator[Step]:
        if claim.population.text and claim.population.group != "people":
            group = claim.population.group.replace("_", " ")
            words = _flat(claim.population.text)
            own = claim.population.text != claim.quantity.text
            yield Step("who", f"“{words}” are counted as {group}" + ("" if own else ", like those told beside it"))

    def _modality(self, claim: Claim, look: _Looked) -> Step:
        said = str(_told()["modalities"][claim.modality])
        if claim.modality == "denied" and claim.quantity.hedge == "none":
            return Step("modality", f"{said}: its number is none", claim.span)
        if claim.modality == "asserted":
            return Step("modality", said)
        span = self._cue(claim, look)
        return Step("modality", f"{said}: “{self._words(span)}”" if span else f"{said}, by its clause", span)

    def _cue(self, claim: Claim, look: _Looked) -> Span | None:
        """The words of the claim's modality that stand nearest to it in its sentence."""
        near: tuple[int, Span] | None = None
        for match in _cues(claim.modality).finditer(self.lower, *look.span):
            distance = abs(match.start() - claim.span.start)
            if near is None or distance < near[0]:
                near = distance, Span(*match.span())
        return near[1] if near else None

    def _when(self, claim: Claim, look: _Looked) -> Iterator[Step]:
        if claim.window.start is None and claim.window.end is None:
            return
        # the window's own words, here or in the nearest sentence before
        for other in reversed(self.looked[: self.looked.index(look) + 1]):
            for time in reversed(other.times):
                if time.window == claim.window:
                    span = Span(time.start, time.end)
                    yield Step("when", f"{_from(other is look)} “{self._words(span)}”", span)
                    return
        day = claim.window.start == claim.window.end == self.anchor
        yield Step("when", "the day of the report, for it tells how things stand" if day else "from times told before")

    def _where(self, claim: Claim, look: _Looked) -> Iterator[Step]:
        if claim.place is None:
            return
        here = [p for p in self.places if p.place == claim.place and p.start < look.span.end]
        if here:
            span = Span(here[-1].start, here[-1].end)
            yield Step("where", f"{_from(span.start >= look.span.start)} “{self._words(span)}”", span)
        else:
            yield Step("where", f"“{_flat(claim.place.text)}”, by the places the report named before")

    def _speaker(self, claim: Claim, look: _Looked) -> Step:
        if claim.speaker is None:
            return Step("speaker", "nobody is named, so it is the publisher's own word")
        said = [a for a in self.attributions if a.text == claim.speaker and a.start < look.span.end]
        own = [a for a in said if a.scope_start <= claim.span.start < a.scope_end] or said
        if not own:
            return Step("speaker", f"“{_flat(claim.speaker)}”")
        span = Span(own[-1].start, own[-1].end)
        words = self._words(span)
        meant = "" if claim.speaker in words or words in claim.speaker else f", which is “{_flat(claim.speaker)}”"
        return Step("speaker", f"{_from(span.start >= look.span.start)} “{words}”{meant}", span)

    def _links(self, claim: Claim) -> Iterator[Step]:
        for about, other in (("a part of", claim.part_of), ("the same as", claim.repeats)):
            if other is not None:
                known = next(c for c in self.reading.claims if c.id == other)
                yield Step("link", f"{about} claim {self.marks[other]}, “{_flat(known.quantity.text)}”", known.span)

    # ---- numbers that are no claim --------------------------------------------------------------------------------

    def _unused(self) -> Iterator[Unused]:
        held = sorted(claim.span for claim in self.reading.claims)
        for look in self.looked:
            mine = [span for span in held if span.start < look.span.end and span.end > look.span.start]
            for number in look.numbers:
                if not any(_overlap(number, span) for span in mine):
                    kind, what = self._why(number, look)
                    span = Span(number.start, number.end)
                    why = _told()["unused"][kind].format(what=what)
                    yield Unused(span, self._words(span), look.span, kind, why)

    def _why(self, number: Number, look: _Looked) -> tuple[str, str]:
        """The kind of reason, and the thing that is counted where the reason names it."""
        for time in look.times:
            if time.start < number.core_end and number.core_start < time.end:
                return self._time(number, time), ""
        if number.kind != "count":
            return number.kind if number.kind in _told()["unused"] else "identifier", ""
        if _next_word(self.lower, number.end) in _durations():
            return "duration", ""
        if not look.candidate:
            return "no_harm", ""
        at, chunk = _chunk_of(look.parsed, number)
        if chunk is None:
            return "age", ""
        if any(m.group is not None and _overlap(number, m.group.span) for m in look.mentions):
            told = any(c.span.start >= look.span.start and c.span.end <= look.span.end for c in self.reading.claims)
            return ("merged" if told else "other_cause"), ""
        head = look.parsed.words[chunk.head] if chunk.head >= 0 else ""
        if read_group(look.parsed, at, lexicon(), PlaceTokens(), self.text) is None and head and not head[0].isdigit():
            return "things", head
        return "not_said", ""

    def _time(self, number: Number, time: TimeMention) -> str:
        if time.role == "age":
            return "age"
        return "duration" if _next_word(self.lower, number.end) in _durations() else "date"

    def _words(self, span: tuple[int, int]) -> str:
        return _flat(self.text[span[0] : span[1]])


_WORD = re.compile(r"[a-z][a-z-]*")


@cache
def _told(language: str = "en") -> dict[str, Any]:
    return load(language, "explaining")


@cache
def _durations() -> frozenset[str]:
    return frozenset(_told()["words"]["duration_units"])


@cache
def _cues(kind: str, language: str = "en") -> re.Pattern[str]:
    """The words that the modality pass knows for one modality."""
    words: set[str] = set()
    for row in load(language, "modality").values():
        if isinstance(row, dict):
            words.update(word for word, of in row.items() if of == kind)
    if kind == "denied":
        words.update(load(language, "words")["negation"])
        words.update(word for row in load(language, "modality")["rejected"].values() for word in row)
    alternatives = "|".join(re.escape(word) for word in sorted(words, key=lambda w: (-len(w), w))) or r"(?!)"
    return re.compile(rf"(?<!\w)(?:{alternatives})(?!\w)")


def _bounds(quantity: Quantity) -> str:
    """A quantity in words, with what its hedge makes of it."""
    pattern = _told()["hedges"].get(quantity.hedge)
    low, high, best = (None if n is None else f"{n:,}" for n in (quantity.low, quantity.high, quantity.best))
    if pattern and not ("{low}" in pattern and low is None) and not ("{high}" in pattern and high is None):
        return str(pattern.format(n=best or low or high or "", low=low, high=high))
    return f"from {low} to {high}" if low and high else f"at least {low}" if low else f"at most {high}"


def _chunk_of(s: Sentence, number: Number) -> tuple[int, Chunk | None]:
    """The chunk that a number stands in; a bare number that the chunker has left out is an age."""
    for i, chunk in enumerate(s.chunks):
        if chunk.first < chunk.last and s.starts[chunk.first] <= number.start < s.ends[chunk.last - 1]:
            return i, chunk
    return -1, None


def _next_word(lower: str, at: int) -> str:
    match = re.compile(r"[\s-]*([a-z]+)").match(lower, at)
    return match[1] if match else ""


def _overlap(number: Number, span: Span) -> bool:
    return number.start < span.end and span.start < number.end


def _same(a: Span, b: Span) -> bool:
    return (a.start, a.end) == (b.start, b.end)


def _from(near: bool) -> str:
    return "from" if near else "carried over from"


def _flat(words: str) -> str:
    """Words on one line."""
    return " ".join(words.split())
