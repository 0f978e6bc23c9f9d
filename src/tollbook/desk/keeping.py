"""Reports at the desk: taking them in, looking at one, and what becomes of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from itertools import pairwise
from pathlib import PurePath

from tollbook.desk import custody
from tollbook.desk.access import Seat, needs
from tollbook.desk.errors import AskedWrongError
from tollbook.desk.origins import origins
from tollbook.desk.taking import Taken, take_in
from tollbook.intake.documents import Document, Door
from tollbook.intake.meta import Given, sidecar_said
from tollbook.intake.worker import Worker
from tollbook.model import Anchor, Claim, Problem, Report
from tollbook.record.listing import ReportLine
from tollbook.record.logged import Tombstone

#: What the name of a sidecar file ends with.
SIDECAR = ".meta.json"
#: How many reports a page of the list has.
PAGE = 50


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that somebody sends: its name and its bytes."""

    name: str
    raw: bytes


@dataclass(frozen=True, slots=True)
class Shown:
    """A report with all that its page shows. ``marks`` are pieces of its text, each with the numbers (from 1) of the
    claims whose words it is of."""

    report: Report
    claims: tuple[Claim, ...]
    decided: dict[str, str]
    marks: tuple[tuple[str, tuple[int, ...]], ...]
    places: dict[str, tuple[Anchor, ...]]
    problems: tuple[Problem, ...]
    stone: Tombstone | None
    removal: Tombstone | None
    groups: tuple[str, ...]
    custody: tuple[custody.Step, ...]


@needs("read")
def reports(here: Seat, words: str = "", page: int = 1) -> tuple[list[ReportLine], int]:
    """A page of the reports whose title, origin or publisher holds some words, the latest first, and how many there
    are."""
    return here.store.listing.reports(words, PAGE * (max(1, page) - 1), PAGE)


@needs("work")
def take(
    here: Seat, uploads: Sequence[Upload], published: dt.date | None, publisher: str | None, groups: Sequence[str] = ()
) -> list[Taken | Problem]:
    """Take in what somebody sends, as ``tollbook read`` takes in files: in the sandbox, each report whole or refused.

    A file called like another with ``.meta.json`` after it says who published that one, and when. ``groups`` restrict
    what is new from the moment it is there; one can only restrict to groups one is in oneself.
    """
    if set(groups) - here.person.groups:
        raise AskedWrongError("You can only restrict a report to groups that you are in.", "Choose among your own.")
    with here.store.together() if groups else nullcontext():
        taken = list(take_in(here.store, _documents(uploads, Given(published, publisher or None))))
        for one in taken:
            if groups and isinstance(one, Taken) and one.outcome == "new" and one.report.number is not None:
                value = {"groups": sorted(set(groups))}
                here.store.custody.judge(one.report.number, "restricted", "restricted when it was taken in", value)
    return taken


def _documents(uploads: Iterable[Upload], told: Given) -> Iterator[Document | Problem]:
    named = {PurePath(upload.name.replace("\\", "/")).name: upload.raw for upload in uploads}
    with Worker() as worker:
        door = Door(worker, told, None)
        for name, raw in named.items():
            if name.endswith(SIDECAR) and _of_sidecar(name, named) is not None:
                continue
            own: Given | Problem | None = None
            beside = next((s for s in (f"{name}{SIDECAR}", f"{PurePath(name).stem}{SIDECAR}") if s in named), None)
            if beside is not None:
                own = sidecar_said(named[beside], beside)
            if isinstance(own, Problem):
                yield own
                continue
            yield from door.taken(raw, name, PurePath(name).suffix.lower(), own)


def _of_sidecar(name: str, named: dict[str, bytes]) -> str | None:
    """The file that a sidecar is of, if it came along."""
    stem = name.removesuffix(SIDECAR)
    return next((other for other in named if other != name and (other == stem or PurePath(other).stem == stem)), None)


@needs("read")
def show(here: Seat, number: int) -> Shown:
    """A report with its claims marked. That somebody read one that is restricted stands in the log."""
    report = here.report(number)
    groups = tuple(sorted(here.groups_of(report.id)))
    if groups:
        here.note("restricted.read", {"report": number, "groups": list(groups)}, f"report {number}")
    claims = sorted(here.store.claims(report=report.id), key=lambda c: (c.span.start, c.span.end, c.id))
    stone = here.store.custody.stones().get(report.id)
    return Shown(
        report,
        tuple(claims),
        here.store.hand.decided([c.id for c in claims]),
        tuple(marked(report.text, claims)),
        origins(report, claims),
        tuple(problem for _, problem in here.store.problems(report.id)),
        stone if stone is not None and stone.decision != "restored" else None,
        here.store.custody.asked().get(report.id),
        groups,
        tuple(step for step in custody.custody(here.store, report) if step.entry.kind != "restricted.read"),
    )


def marked(text: str, claims: Sequence[Claim]) -> Iterator[tuple[str, tuple[int, ...]]]:
    """A text cut wherever the words of a claim begin or end."""
    spans = [(c.span.start, c.span.end, number) for number, c in enumerate(claims, 1) if c.span.start < c.span.end]
    cuts = sorted({0, len(text), *(start for start, _, _ in spans), *(end for _, end, _ in spans)})
    cuts = [cut for cut in cuts if 0 <= cut <= len(text)]
    live: list[tuple[int, int]] = []
    begin: dict[int, list[tuple[int, int]]] = {}
    for start, end, number in spans:
        begin.setdefault(start, []).append((end, number))
    for start, end in pairwise(cuts):
        live = [(stop, number) for stop, number in [*live, *begin.get(start, [])] if stop > start]
        yield text[start:end], tuple(sorted(number for _, number in live))


@needs("read")
def original(here: Seat, number: int) -> tuple[Report, bytes]:
    """A report and its original bytes; it stands in the log."""
    report = here.report(number)
    here.note("restricted.read", {"report": number, "original": True}, f"report {number}")
    return report, here.store.originals.get(report.sha256)


@needs("decide")
def amend(
    here: Seat, number: int, reason: str, published: dt.date | None, publisher: str | None, title: str | None
) -> None:
    """Correct what is known of a report, and read it anew."""
    report = here.report(number)
    _why(reason)
    custody.correct(here.store, report, reason, published=published, publisher=publisher or None, title=title or None)


@needs("release")
def withdraw(here: Seat, number: int, reason: str, *, undo: bool = False) -> None:
    """Let a report count no longer from today on, or again."""
    report = here.report(number)
    _why(reason)
    (custody.restore if undo else custody.withdraw)(here.store, report, reason)


@needs("administer")
def remove(here: Seat, number: int, reason: str) -> str:
    """Ask for a report to be removed by law, or, as the second person, remove it. Returns ``asked`` or ``removed``."""
    report = here.report(number)
    asked = here.store.custody.asked().get(report.id)
    if asked is None:
        _why(reason)
        custody.ask_removal(here.store, report, reason)
        return "asked"
    custody.confirm_removal(here.store, report)
    return "removed"


@needs("administer")
def keep(here: Seat, number: int, reason: str) -> None:
    """Take a request for removal back."""
    report = here.report(number)
    _why(reason)
    custody.cancel_removal(here.store, report, reason)


def _why(reason: str) -> None:
    if not reason.strip():
        raise AskedWrongError("Say why.", "One sentence: it stays in the log beside your name.")
