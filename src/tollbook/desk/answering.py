"""A question at the desk: the answer as one person may have it, with all a page shows beside it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from tollbook.desk import words
from tollbook.desk.access import Seat, needs
from tollbook.desk.asking import Asked, ask, read_question, tabulate, together
from tollbook.desk.errors import AskedWrongError as AskedWrongError
from tollbook.desk.incidents import Kept, behind
from tollbook.model import Claim, Report
from tollbook.reckon import Answer, By, ProofLine, Step, Table, walk

if TYPE_CHECKING:
    from tollbook.questions import Understood


@dataclass(frozen=True, slots=True)
class Saying:
    """Words that carry part of an answer: the sentence, the claims it makes, the report it stands in, how often it
    counts."""

    quote: str
    claims: tuple[Claim, ...]
    report: Report | None
    weight: float


@dataclass(frozen=True, slots=True)
class SourceLine:
    """What one source says: its name, its bounds, its words, who carried them."""

    name: str
    low: int | None
    high: int | None
    best: int | None
    words: tuple[str, ...]
    carried: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Why:
    """One bound, and the words that carry it. ``kind`` is ``low``, ``high`` or ``floor``."""

    kind: str
    value: int
    sayings: tuple[Saying, ...]


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer and what stands beside it. ``titles`` are what its reports are called, for the sentences of the
    reckoning know them by their identities. ``rest`` counts the claims of the scope that are not counted, by why.
    ``partial``: reports that this person may not see are left out of it."""

    answer: Answer
    sources: tuple[SourceLine, ...]
    why: tuple[Why, ...]
    titles: dict[str, str]
    decided: tuple[Kept, ...]
    rest: dict[str, int]
    partial: bool
    understood: Understood | None = None
    table: Table | None = None
    steps: tuple[Step, ...] = ()


@needs("read")
def answered(
    here: Seat, said: str, given: dict[str, Any], by: By | None = None, *, explained: bool = False
) -> Answered:
    """Answer a question in plain words, in fields, or both. Raises :class:`tollbook.desk.errors.AskedWrongError`."""
    store = here.store
    understood = read_question(store, said, given.get("known_on")) if said.strip() else None
    if understood is not None:
        asked = together(understood, given)
    else:
        asked = Asked(**{**given, "who": given.get("who") or "people"})
    table = None
    if by is not None:
        table, shelf = tabulate(store, asked, by)
        answer = table.total
    else:
        answer, shelf = ask(store, asked)
    decided = behind(store, answer)
    with store.told():
        shelf.named(
            replace(answer.question, according_to=None), {name for one in decided for t in one.tellings for name in t}
        )
        claims = {claim.id: claim for claim in shelf.claims}
        steps = tuple(walk(answer, shelf)) if explained and not answer.silent else ()
    reports = {report.id: report for report in store.reports(named={c.report for c in claims.values()})}
    return Answered(
        answer,
        tuple(_sources(answer, claims, reports)),
        tuple(_why(answer, claims, reports)),
        {name: title_of(report) for name, report in reports.items()},
        tuple(decided),
        words.not_counted(answer, claims.values()),
        here.partial,
        understood,
        table,
        steps,
    )


def title_of(report: Report) -> str:
    """What a report is called."""
    return report.title or report.origin.rsplit("/", 1)[-1] or f"report {report.number}"


def _sources(answer: Answer, claims: dict[str, Claim], reports: dict[str, Report]) -> Iterable[SourceLine]:
    for source in answer.sources:
        theirs = [claims[name] for name in source.claims if name in claims]
        theirs = [c for c in theirs if c.part_of is None] or theirs  # a part says less than its whole
        said = dict.fromkeys(" ".join(c.quantity.text.split()) for c in theirs if c.quantity.text)
        carried = tuple(name for name in source.publishers if name != source.speaker)
        report = reports.get(source.speaker)
        name = title_of(report) if report else source.speaker or "unnamed"
        yield SourceLine(name, source.low, source.high, source.best, tuple(said)[:4], carried)


def _why(answer: Answer, claims: dict[str, Claim], reports: dict[str, Report]) -> Iterable[Why]:
    low, high, floor, proof = answer.documented.low, answer.documented.high, answer.floor, answer.proof
    if low:
        yield Why("low", low, _sayings(proof.low, claims, reports))
    if high is not None:
        yield Why("high", high, _sayings(proof.high, claims, reports))
    if floor and floor != low:
        yield Why("floor", floor, _sayings(proof.floor, claims, reports))


def _sayings(lines: Sequence[ProofLine], claims: dict[str, Claim], reports: dict[str, Report]) -> tuple[Saying, ...]:
    """The words of a proof; claims of one sentence that count alike share it."""
    together: dict[tuple[object, ...], list[ProofLine]] = {}
    for line in lines:
        claim = claims.get(line.claim)
        key = (line.quote, line.report, claim.speaker if claim else None, line.weight) if line.quote else (line.claim,)
        together.setdefault(key, []).append(line)
    return tuple(
        Saying(
            " ".join(some[0].quote.split()),
            tuple(claims[one.claim] for one in some if one.claim in claims),
            reports.get(some[0].report),
            some[0].weight,
        )
        for some in together.values()
    )
