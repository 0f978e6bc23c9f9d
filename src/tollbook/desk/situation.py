"""A situation report's figures, gathered from a record: for a scope and a period, every harm that some claim counts.

Each figure is the answer to a question of its own, asked of the record as ``tollbook ask`` would. What may not be told
at a level is taken out here, before anything is laid out.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from tollbook.desk.asking import Asked, harm_named, population_named, question_of
from tollbook.desk.errors import AskedWrongError
from tollbook.desk.exporting import Release, may_be_asked
from tollbook.desk.mapping import Progress, places_of
from tollbook.desk.places import gazetteer_of
from tollbook.desk.revising import DAYS, Stated, revised, states
from tollbook.desk.summing import scopes
from tollbook.export.naming import public_name
from tollbook.export.release import public_source, shown
from tollbook.export.situation import (
    Account,
    Bar,
    Chapter,
    Conflict,
    Known,
    Located,
    Said,
    Situation,
    Spot,
    State,
    Used,
)  # fmt: skip
from tollbook.export.table import may_see
from tollbook.model import Claim, Place
from tollbook.reckon import Answer, Numbers, Question, answer
from tollbook.reckon.gathered import Gathered
from tollbook.reckon.scope import source
from tollbook.record.store import Store
from tollbook.vocabulary import HARMS, within

#: A chapter tells at most so many places, and as many contradictions as a reader can weigh.
PLACES, CONFLICTS = 24, 12
#: A stock that nobody counted in the period is told of another day no farther from it.
NEAR = dt.timedelta(31)


@dataclass(frozen=True, slots=True)
class Scope:
    """What a situation report is about; no ``harms`` are all that some claim counts there. ``None`` is no
    restriction."""

    where: str | None = None
    start: dt.date | None = None
    end: dt.date | None = None
    harms: tuple[str, ...] = ()
    who: str = "people"
    known_on: dt.date | None = None

    def asked(self, harm: str, who: str | None = None) -> Asked:
        """The question of one harm."""
        return Asked(harm, who or self.who, self.where, self.start, self.end, known_on=self.known_on)


def situation(
    store: Store, scope: Scope, release: Release, made: dt.date | None = None,
    tell: Progress = lambda done, total: None,
) -> Situation:  # fmt: skip
    """Everything the report says. Raises :class:`AskedWrongError` for a word not known, for a scope that may not be
    told at the level, and where no report says anything."""
    teller = _Teller(store, release)
    who = population_named(scope.who)
    chapters, told = list[Chapter](), dict[str, Claim]()
    asked = _meant(store, scope.asked(next(iter(HARMS)), who))
    may_be_asked(Answer(asked), release)
    harms = [harm_named(name) for name in scope.harms] or list(HARMS)
    for at, harm in enumerate(harms):
        question = replace(asked, harm=harm)
        near = [c for c in _near_to(store, question) if c.harm == harm]
        groups = [group for name, group in scopes(near) if name == harm and within(group, who)]
        if groups:
            chapter = _chapter(store, question, groups, teller, _within(tell, at, len(harms)))
            if chapter is not None:
                chapters.append(chapter)
                told |= {c.id: c for c in near}
    lasting = states(store, asked)
    told |= {c.id: c for c in store.claims(named=[name for one in lasting for name in one.stretch.claims])}
    if not chapters and not lasting:
        raise AskedWrongError("No report says anything that could be counted about this.", "See: tollbook claims")
    log, entries, root = store.head()
    return Situation(
        spot=teller.spot(asked.place),
        population=who,
        start=scope.start,
        end=scope.end,
        known_on=scope.known_on,
        made=made or dt.date.today(),
        level=release.level,
        log=log,
        entries=entries,
        root=root.hex(),
        chapters=tuple(chapters),
        states=_states(lasting, teller),
        reports=_used(store, told.values(), teller),
        claims=len(told),
    )


def _meant(store: Store, asked: Asked) -> Question:
    """The question of a report. It is of one place: the one that claims of any harm mean by these words."""
    with store.told():
        return question_of(asked, store.shelf(None, asked.known_on), gazetteer_of(store))


def _near_to(store: Store, question: Question) -> list[Claim]:
    with store.told():
        return store.shelf(question.harm, question.known_on).touching(question)


def _within(tell: Progress, at: int, harms: int) -> Progress:
    """Tells how far a whole report is, from how far the chapter of a harm is: places first, then days."""
    per = PLACES + DAYS
    return lambda done, total: tell(at * per + done, harms * per)


def _chapter(
    store: Store, question: Question, groups: Sequence[str], teller: _Teller, tell: Progress
) -> Chapter | None:
    """What is told of one harm; nothing where it comes to no number."""
    with store.told():
        shelf = store.shelf(question.harm, question.known_on)
        gathered = Gathered(question, shelf)
        total = answer(question, gathered)
        if total.silent or (not total.documented.low and total.documented.high is None) or not _near(total):
            return None
        placed, left_out = places_of(gathered, PLACES, tell)
        parts = [answer(replace(question, population=g), gathered) for g in groups if g != question.population]
    known = {c.id: c for c in shelf.claims}
    was = revised(store, question, tell=lambda done, total: tell(PLACES + done, PLACES + total))
    places = [one for one in placed if teller.spot(one.place) is not None]
    return Chapter(
        figure=_bar(total),
        groups=tuple(_bar(one) for one in parts if one.documented.low or one.documented.high is not None),
        accounts=tuple(
            Account(teller.name(s.speaker), s.low, s.high)
            for s in sorted(total.sources, key=lambda s: (-len(s.claims), s.speaker))
            if s.low or s.high is not None
        ),
        places=tuple(Located(teller.sure(one.place), _bar(one.answer)) for one in places),
        unnamed=len(placed) - len(places) + left_out,
        known=tuple(_known(one) for one in was.known),
        days=was.days,
        low=tuple(teller.said(known[line.claim]) for line in total.proof.low if line.claim in known),
        high=tuple(teller.said(known[line.claim]) for line in total.proof.high if line.claim in known),
        conflicts=_conflicts(total, known, teller),
    )


def _near(one: Answer) -> bool:
    """Whether a stock that nobody counted in the period was counted close enough to it to say anything of it."""
    if one.as_of is None:
        return True
    first, last = one.as_of
    return not (
        (one.question.start is not None and one.question.start - last > NEAR)
        or (one.question.end is not None and first - one.question.end > NEAR)
    )


def _known(one: Numbers) -> Known:
    day = one.question.known_on
    assert day is not None
    return Known(day, one.documented.low, one.documented.high, one.floor)


def _bar(one: Answer | Numbers) -> Bar:
    bounds, asked = one.documented, one.question
    told = one.sources if isinstance(one, Numbers) else tuple(s for s in one.sources if s.low or s.high == 0)
    sources = told if isinstance(told, int) else len(told)
    contested = bool(one.contradictions)
    return Bar(asked.harm, asked.population, bounds.low, bounds.high, one.floor, sources, contested, one.as_of)


def _conflicts(total: Answer, known: dict[str, Claim], teller: _Teller) -> tuple[Conflict, ...]:
    found = []
    for one in total.contradictions:
        if all(name in known for name in one.claims):
            conflict = Conflict(one.kind, tuple(teller.said(known[name]) for name in one.claims))
            if conflict not in found:
                found.append(conflict)
    return tuple(found[:CONFLICTS])


def _states(lasting: Iterable[Stated], teller: _Teller) -> tuple[State, ...]:
    """States side by side; those of places that may not be named are told of what is larger, once."""
    lines = Counter[tuple[str, Spot | None, dt.date | None, dt.date | None, bool]]()
    for one in lasting:
        s = one.stretch
        lines[one.harm, teller.spot(s.place), s.start, s.end, s.holds] += len(s.claims)
    found = [State(*line, claims) for line, claims in lines.items()]
    return tuple(sorted(found, key=lambda s: (s.harm, s.spot.name if s.spot else "", s.start or dt.date.min)))


def _used(store: Store, claims: Iterable[Claim], teller: _Teller) -> tuple[Used, ...]:
    counts = Counter(c.report for c in claims)
    found = [
        Used(r.number, teller.name(r.publisher), r.published, r.title or None if teller.in_full else None, counts[r.id])
        for r in store.reports(named=list(counts))
    ]
    return tuple(sorted(found, key=lambda u: (u.published or dt.date.max, u.number or 0)))


class _Teller:
    """What may be told, at a level."""

    def __init__(self, store: Store, release: Release) -> None:
        self.told, self.in_full = release.told, may_see(release.level, "internal")
        self.numbers = {report.id: report.number for report in store.reports()}
        self.gazetteer = gazetteer_of(store)

    def name(self, name: str | None) -> str | None:
        return (name or None) if self.in_full else public_name(name, self.told)

    def spot(self, place: Place | None) -> Spot | None:
        """A place as it may be told; nothing for one that may not."""
        public = shown(place, self.in_full)
        if public is None or not (public.name or public.text):
            return None
        return Spot.of(public, self._inside(public))

    def sure(self, place: Place) -> Spot:
        spot = self.spot(place)
        assert spot is not None
        return spot

    def _inside(self, place: Place) -> str | None:
        """The division or the country that a place lies in."""
        above = [name for name in place.path[1:] if name.startswith(("admin1:", "country:"))]
        entry = self.gazetteer.by_ident(above[0]) if above else None
        return entry.name if entry else None

    def said(self, claim: Claim) -> Said:
        return Said(
            by=(source(claim) or None) if self.in_full else public_source(claim, self.told),
            harm=claim.harm,
            population=claim.population.group,
            low=claim.quantity.low,
            high=claim.quantity.high,
            spot=self.spot(claim.place),
            start=claim.window.start,
            end=claim.window.end,
            published=claim.published,
            report=self.numbers.get(claim.report),
            words=claim.quote if self.in_full else None,
        )


def laid_out(store: Store, one: Situation, form: str, language: str) -> bytes:
    """The report as a file of a form (``html``, ``pdf``, ``docx``), with the note in the log that it left. Raises
    :class:`tollbook.export.printing.PrintError` where there is nothing to print with."""
    from tollbook.export.printing import print_pdf
    from tollbook.export.situation_html import situation_page

    if form == "docx":
        from tollbook.export.situation_docx import situation_document

        raw = situation_document(one, language)
    else:
        page = situation_page(one, language)
        raw = print_pdf(page) if form == "pdf" else page.encode("utf-8", "replace")
    store.exported(f"situation as {form}, {one.level}", raw, one.claims)
    return raw
