"""Taking reports in: each is looked up, read if it is new, and kept with its claims in one piece."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tollbook import __version__
from tollbook.desk.places import gazetteer_of
from tollbook.intake.documents import Document, Passed
from tollbook.model import Claim, Figure, Json, Problem, Reading, Report
from tollbook.reading import read
from tollbook.reckon.figures import figures
from tollbook.record.store import Store
from tollbook.resolve.places import Gazetteer

#: The most claims that one report can make: what has more is a list, or made to fill a record.
MAX_CLAIMS = 10_000
#: The most refusals that stand in one entry of the log.
MAX_REFUSALS = 500
EXTRACTOR = f"tollbook {__version__}"


@dataclass(frozen=True, slots=True)
class Taken:
    """A report that is in the record now, and how it came there.

    ``outcome`` is ``new``, ``corrected`` (its date or publisher was learnt or changed, and it was read
    anew), ``again`` (read anew on request) or ``known``. The claims are the record's, with its
    identities.
    """

    report: Report
    outcome: str
    claims: tuple[Claim, ...]
    figures: tuple[Figure, ...]
    problems: tuple[Problem, ...]

    @property
    def to_look_at(self) -> tuple[Problem, ...]:
        """The problems of the report as a whole, rather than of a passage: its encoding, its date."""
        return tuple(p for p in self.problems if p.span is None)


def take_in(store: Store, documents: Iterable[Document | Problem], again: bool = False) -> Iterator[Taken | Problem]:
    """Take reports in one by one. What was refused passes through as it is.

    Each report is kept whole before the next is begun, so a run that is broken off loses none, and a
    second run goes on where the first stopped. Raises :class:`tollbook.record.errors.RecordError`.
    """
    gazetteer = gazetteer_of(store)
    refusals = _Refusals(store)
    try:
        for document in documents:
            taken = document if isinstance(document, Problem) else _one(store, document, again, gazetteer)
            if not isinstance(taken, Problem):
                refusals.note()
            elif not isinstance(taken, Passed):
                refusals.add(taken)
            yield taken
    finally:
        refusals.note()


class _Refusals:
    """What was refused, for the log: refusals that follow one another are one entry, for an archive made to do harm can
    hold thousands and an entry costs a flush of the disk."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._held: list[Problem] = []
        self._since = 0.0

    def add(self, problem: Problem) -> None:
        """Hold one, and write what is held when it is much or old."""
        if not self._held:
            self._since = time.monotonic()
        self._held.append(problem)
        if len(self._held) == MAX_REFUSALS or time.monotonic() - self._since > 1:
            self.note()

    def note(self) -> None:
        """Write what is held."""
        if self._held:
            first, *more = self._held
            says: Json = {"origin": first.where, "why": first.what}
            if more:
                says["and"] = [f"{problem.where}: {problem.what}" for problem in more]
            self._held = []
            self._store.note("read.refused", says)


def _one(store: Store, document: Document, again: bool, gazetteer: Gazetteer) -> Taken | Problem:
    todo = store.plan(document.report, again)
    report = todo.report
    if todo.outcome == "removed":
        what = f"It is report {report.number}, which was removed by law: it is not taken in again."
        return Problem(document.report.origin, what, f"See why: tollbook show {report.number}")
    if todo.outcome == "known":
        claims = tuple(store.claims(report=report.id))
        problems = tuple(problem for _, problem in store.problems(report.id))
        stone = store.custody.stones().get(report.id)
        if stone is not None and stone.decision == "withdrawn":
            what = f"It is report {report.number}, which {stone.by} withdrew: {stone.reason}"
            remedy = f"If it should count again: tollbook withdraw {report.number} --undo --reason …"
            problems = (Problem(document.report.origin, what, remedy), *problems)
        return Taken(report, "known", claims, figures(claims), problems)
    where = document.report.origin
    try:
        found = read(report.text, report.published, report.publisher, gazetteer)
    except Exception as error:  # a bug of ours costs one report, said so, and not the thousand after it
        return Problem(where, f"The reader failed: {type(error).__name__}: {error}.", "Please report it.")
    if len(found.claims) > MAX_CLAIMS:
        what = f"It makes {len(found.claims):,} claims, more than any report; it is kept without them."
        found = Reading(problems=(Problem(where, what, "Split it into its reports, and read those."),))
    problems = (*document.problems, *(_placed(where, problem) for problem in found.problems))
    reading = Reading(found.claims, found.figures, problems)
    report = store.take_in(todo, document.raw, reading, EXTRACTOR)
    claims = tuple(store.claims(report=report.id))
    return Taken(report, todo.outcome, claims, figures(claims), problems)


def _placed(where: str, problem: Problem) -> Problem:
    """A problem of a text, with the file it is in."""
    return Problem(where, problem.what, problem.why, problem.span)
