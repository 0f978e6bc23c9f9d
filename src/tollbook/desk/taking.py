"""Taking reports in: each is looked up, read if it is new, and kept with its claims in one piece."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from tollbook import __version__
from tollbook.desk.places import gazetteer_of
from tollbook.intake.documents import Document, Passed
from tollbook.model import Claim, Figure, Json, Problem, Reading, Report
from tollbook.reading import read
from tollbook.reckon.figures import figures
from tollbook.record.plan import Read
from tollbook.record.store import Store
from tollbook.resolve.places import Gazetteer

#: The most claims that one report can make: what has more is a list, or made to fill a record.
MAX_CLAIMS = 10_000
#: How many reports are kept together at most, how large they may be, and how many refusals stand in one entry.
TOGETHER = 25
MAX_HELD = 16 * 1024 * 1024
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
    """Take reports in. What was refused passes through as it is.

    A few are kept together, for a flush of the disk costs more than a report: each comes out when it is kept, so a run
    that is broken off loses none that came out, and a second run goes on where the first stopped. Raises
    :class:`tollbook.record.errors.RecordError`.
    """
    batch = _Batch(store, again, gazetteer_of(store))
    try:
        for document in documents:
            if batch.holds(document):
                yield from batch.kept()
            batch.add(document)
            if batch.is_due():
                yield from batch.kept()
    except KeyboardInterrupt:  # what was read is kept, though nobody waits for it any more
        list(batch.kept())
        raise
    yield from batch.kept()


class _Batch:
    """Reports that are kept together: at most so many, so large, and held so long."""

    def __init__(self, store: Store, again: bool, gazetteer: Gazetteer) -> None:
        self._store, self._again, self._gazetteer = store, again, gazetteer
        self._items: list[Read | Taken | Problem] = []
        self._names: set[tuple[str, str]] = set()
        self._bytes = 0
        self._since = 0.0

    def holds(self, document: Document | Problem) -> bool:
        """Whether the same report is waiting to be kept: only then it is known what this one is."""
        return isinstance(document, Document) and (document.report.sha256, document.report.part) in self._names

    def add(self, document: Document | Problem) -> None:
        """Read one, and hold it."""
        if not self._items:
            self._since = time.monotonic()
        if isinstance(document, Problem):
            self._items.append(document)
            return
        item = _read(self._store, document, self._again, self._gazetteer)
        self._items.append(item)
        if isinstance(item, Read):
            self._names.add((document.report.sha256, document.report.part))
            self._bytes += len(item.raw)

    def is_due(self) -> bool:
        """Whether it is time to keep what is held."""
        full = len(self._names) >= TOGETHER or len(self._items) >= MAX_REFUSALS or self._bytes > MAX_HELD
        return full or time.monotonic() - self._since > 0.5

    def kept(self) -> Iterator[Taken | Problem]:
        """Keep what is held, all of it or nothing, and give it out."""
        items, self._items, self._names, self._bytes = self._items, [], set(), 0
        fresh = [item for item in items if isinstance(item, Read)]
        refused = [item for item in items if isinstance(item, Problem) and not isinstance(item, Passed)]
        done: dict[int, Taken] = {}
        if fresh or refused:
            with self._store.together():
                kept = self._store.take_in(fresh, EXTRACTOR) if fresh else []
                done = {id(item): self._taken(item, *one) for item, one in zip(fresh, kept, strict=True)}
                if refused:
                    self._store.note("read.refused", _refusals(refused))
        yield from (done[id(item)] if isinstance(item, Read) else item for item in items)

    def _taken(self, item: Read, report: Report, claims: list[Claim]) -> Taken:
        if item.todo.outcome != "new":  # somebody may have decided on what it said before
            claims = self._store.claims(report=report.id)
        return Taken(report, item.todo.outcome, tuple(claims), figures(claims), item.reading.problems)


def _refusals(refused: Sequence[Problem]) -> Json:
    """Refusals as one entry: an archive made to do harm can hold thousands."""
    first, *more = refused
    says: Json = {"origin": first.where, "why": first.what}
    if more:
        says["and"] = [f"{problem.where}: {problem.what}" for problem in more]
    return says


def _read(store: Store, document: Document, again: bool, gazetteer: Gazetteer) -> Read | Taken | Problem:
    todo = store.plan(document.report, again)
    report = todo.report
    if todo.outcome == "removed":
        what = f"It is report {report.number}, which was removed by law: it is not taken in again."
        return Problem(document.report.origin, what, f"See why: tollbook show {report.number}")
    if todo.outcome == "known":
        return _known(store, document, report)
    where = document.report.origin
    try:
        found = read(report.text, report.published, report.publisher, gazetteer)
    except Exception as error:  # a bug of ours costs one report, said so, and not the thousand after it
        return Problem(where, f"The reader failed: {type(error).__name__}: {error}.", "Please report it.")
    if len(found.claims) > MAX_CLAIMS:
        what = f"It makes {len(found.claims):,} claims, more than any report; it is kept without them."
        found = Reading(problems=(Problem(where, what, "Split it into its reports, and read those."),))
    problems = (*document.problems, *(_placed(where, problem) for problem in found.problems))
    return Read(todo, document.raw, Reading(found.claims, found.figures, problems))


def _known(store: Store, document: Document, report: Report) -> Taken:
    claims = tuple(store.claims(report=report.id))
    problems = tuple(problem for _, problem in store.problems(report.id))
    stone = store.custody.stones().get(report.id)
    if stone is not None and stone.decision == "withdrawn":
        what = f"It is report {report.number}, which {stone.by} withdrew: {stone.reason}"
        remedy = f"If it should count again: tollbook withdraw {report.number} --undo --reason …"
        problems = (Problem(document.report.origin, what, remedy), *problems)
    return Taken(report, "known", claims, figures(claims), problems)


def _placed(where: str, problem: Problem) -> Problem:
    """A problem of a text, with the file it is in."""
    return Problem(where, problem.what, problem.why, problem.span)
