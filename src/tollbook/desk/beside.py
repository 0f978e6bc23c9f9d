"""The original of a report beside what was read from it, in a form that cannot act: written text as text, pages of a
PDF as pictures with the words of the claims marked, everything else as the parts it was read in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby, pairwise

from tollbook.desk.access import Seat, UnknownError, needs
from tollbook.desk.keeping import original
from tollbook.desk.origins import anchors_at
from tollbook.intake.decode import decode
from tollbook.intake.formats import kind_of
from tollbook.intake.pictures import Sheet, picture, sheets
from tollbook.model import Anchor, Claim, Problem, Report

#: As much of an original as is shown: bytes of text, parts of what is none.
SHOWN, PARTS = 200_000, 1_000
#: Kinds of file that are text and are not called so; and one that is called so, and is not to be read as it is written.
WRITTEN = ("message/rfc822", "application/json", "application/x-ndjson", "application/xml", "application/rss+xml",
           "application/atom+xml")  # fmt: skip
MARKED_UP = ("text/html", "application/xhtml+xml")
_PAGE = re.compile(r"page (\d+)$")


@dataclass(frozen=True, slots=True)
class Mark:
    """Where on a page words of some claims stand: a rectangle in points, and the numbers (from 1) of the claims."""

    left: float
    top: float
    width: float
    height: float
    claims: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PageOf:
    """A page of a PDF: its number, its size, and the words of claims on it."""

    number: int
    sheet: Sheet
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """Some of the original's words where they stand in it, and the numbers of the claims that they are of."""

    place: str
    words: str
    claims: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Beside:
    """An original to be looked at: as ``text``, as ``pages`` or in ``parts``. ``whole``: there is no more of it."""

    report: Report
    text: str | None = None
    pages: tuple[PageOf, ...] = ()
    parts: tuple[Part, ...] = ()
    whole: bool = True


@needs("read")
def beside(here: Seat, number: int) -> Beside:
    """The original of a report, to be looked at. It stands in the log."""
    report, raw = original(here, number)
    written = report.media_type.startswith("text/") and report.media_type not in MARKED_UP
    if written or report.media_type in WRITTEN:
        read = decode(raw[:SHOWN], report.origin)
        if isinstance(read, Problem):
            return Beside(report)
        return Beside(report, text=read.text.replace("\0", "\ufffd"), whole=len(raw) <= SHOWN)
    claims = sorted(here.store.claims(report=report.id), key=lambda c: (c.span.start, c.span.end, c.id))
    if kind_of(raw) == "pdf":
        found = sheets(raw)
        marks = _marks(report, claims, found)
        pages = tuple(PageOf(n, sheet, marks.get(n, ())) for n, sheet in enumerate(found, 1))
        if pages:
            return Beside(report, pages=pages)
    parts = _parts(report, claims)
    return Beside(report, parts=parts[:PARTS], whole=len(parts) <= PARTS)


@needs("read")
def page(here: Seat, number: int, which: int) -> bytes:
    """A page of a report's original as a picture (PNG). That somebody read one that is restricted stands in the log.
    Raises :class:`UnknownError` where there is no such page."""
    report = here.report(number)
    raw = here.store.originals.get(report.sha256)
    drawn = picture(raw, which) if which and kind_of(raw) == "pdf" else None
    if drawn is None:
        raise UnknownError(f"Report {number} has no page {which} that can be shown.")
    groups = here.groups_of(report.id)
    if groups:
        says = {"report": number, "original": True, "page": which, "groups": sorted(groups)}
        here.note("restricted.read", says, f"report {number}")
    return drawn


def _marks(report: Report, claims: list[Claim], found: list[Sheet]) -> dict[int, tuple[Mark, ...]]:
    """By page: the rectangles of the lines in which words of claims stand."""
    lines: dict[tuple[int, tuple[float, float, float, float]], list[int]] = {}
    for number, claim in enumerate(claims, 1):
        for anchor in anchors_at(report.conversion, claim.span):
            on = _PAGE.match(anchor.place)
            if on is not None and anchor.box is not None and int(on[1]) <= len(found):
                lines.setdefault((int(on[1]), anchor.box), []).append(number)
    marks: dict[int, list[Mark]] = {}
    for (number, box), of in lines.items():
        left, top, right, bottom = found[number - 1].seen(box)
        marks.setdefault(number, []).append(Mark(left - 2, top - 2, right - left + 4, bottom - top + 4, tuple(of)))
    return {number: tuple(some) for number, some in marks.items()}


def _parts(report: Report, claims: list[Claim]) -> tuple[Part, ...]:
    """The text as it was read, each place of the original by itself."""
    if report.conversion is None or not report.conversion.anchors:
        return ()
    parts = []
    ends = pairwise([*report.conversion.anchors, Anchor(len(report.text), "")])
    for place, some in groupby(ends, lambda one: one[0].place):
        pieces = list(some)
        start, end = pieces[0][0].start, pieces[-1][1].start
        of = tuple(n for n, claim in enumerate(claims, 1) if claim.span.start < end and claim.span.end > start)
        words = report.text[start:end].strip()
        if words:
            parts.append(Part(place, words, of))
    return tuple(parts)
