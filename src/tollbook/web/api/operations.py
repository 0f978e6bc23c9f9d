"""What programs can ask and do. Each operation is a use-case of the desk, which decides who may."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from django.conf import settings
from django.http import HttpRequest
from ninja import File, Query, Schema
from ninja.files import UploadedFile
from pydantic import Field, StringConstraints

from tollbook.desk import answering, eventing, keeping, ledger, reviewing, watching
from tollbook.desk.taking import Taken
from tollbook.model import Claim, Report, to_json
from tollbook.web.api.door import api as api
from tollbook.web.seats import at

#: Text as the record can hold it.
Words = Annotated[str, StringConstraints(max_length=500, pattern=r"^[^\x00]*$")]
Name = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Number = Annotated[int, Field(ge=0, le=2**53)]
Day = Annotated[dt.date, Field(ge=dt.date(1, 1, 1))]


class Error(Schema):
    """What went wrong."""

    code: str
    message: str
    remedy: str


class Wrong(Schema):
    """The one shape of everything that goes wrong."""

    error: Error


#: Every answer an operation can give beside the right one.
WRONG: dict[Any, Any] = dict.fromkeys((400, 401, 403, 404, 405, 409, 413, 503), Wrong)


def _report(report: Report, **more: Any) -> dict[str, Any]:
    keep = ("number", "id", "title", "publisher", "published", "language", "origin", "part", "media_type", "sha256")
    data = to_json(report)
    return {**{name: data[name] for name in keep}, **more}


def _claim(claim: Claim) -> dict[str, Any]:
    return {**to_json(claim), "report": claim.report, "rule": claim.rule}


@api.get("/reports", response={200: dict[str, Any], **WRONG}, tags=["reports"], summary="List reports")
def reports(request: HttpRequest, words: Words = "", page: Annotated[int, Field(ge=1, le=10**6)] = 1) -> Any:
    """The latest taken in first, a page at a time; with how many claims stand and how many wait."""
    lines, total = keeping.reports(at(request), words, page)
    rows = [_report(line.report, claims=line.claims, waiting=line.waiting) for line in lines]
    return {"total": total, "page": page, "pages": max(1, -(-total // keeping.PAGE)), "reports": rows}


class Given(Schema):
    """What is known of all files that are sent together."""

    published: Day | None = None
    publisher: Words = ""
    group: list[Words] = []


@api.post("/reports", response={200: dict[str, Any], **WRONG}, tags=["reports"], summary="Take reports in")
def take(request: HttpRequest, files: File[list[UploadedFile]], given: Query[Given]) -> Any:
    """Files as a form sends them. Each report is taken in whole, or refused with the reason; ``group`` restricts
    what is new to groups of your own."""
    uploads = [keeping.Upload(file.name or "", file.read()) for file in files]
    taken = keeping.take(at(request), uploads, given.published, given.publisher or None, given.group)
    results: list[dict[str, Any]] = [
        {"outcome": one.outcome, "report": _report(one.report), "claims": [c.id for c in one.claims]}
        if isinstance(one, Taken)
        else {"outcome": "refused", "where": one.where, "what": one.what, "why": one.why}
        for one in taken
    ]
    return {"reports": results}


@api.get("/reports/{int:number}", response={200: dict[str, Any], **WRONG}, tags=["reports"], summary="Read a report")
def report(request: HttpRequest, number: Number) -> Any:
    """Its text, its claims with what was decided on them, and what could not be read."""
    shown = keeping.show(at(request), number)
    claims = [{**_claim(claim), "decision": shown.decided.get(claim.id)} for claim in shown.claims]
    return _report(
        shown.report, text=shown.report.text, claims=claims, problems=to_json(shown.problems),
        groups=list(shown.groups), decided=to_json(shown.stone) if shown.stone else None,
    )  # fmt: skip


@api.get("/claims", response={200: dict[str, Any], **WRONG}, tags=["claims"], summary="List claims")
def claims(
    request: HttpRequest, harm: Words = "", report: Number | None = None, after: Number = 0,
    limit: Annotated[int, Field(ge=1, le=1000)] = 100,
) -> Any:  # fmt: skip
    """The claims that stand, in the order they were taken in. ``next`` is what to give as ``after`` for the following
    ones; null at the end."""
    found, following = watching.claims(at(request), harm, report, after, limit)
    return {"claims": [_claim(claim) for claim in found], "next": following}


@api.get("/claims/{name}", response={200: dict[str, Any], **WRONG}, tags=["claims"], summary="Read a claim")
def claim(request: HttpRequest, name: Name) -> Any:
    """With what was decided on it. ``seen`` goes with the next decision."""
    return _reviewed(request, name)


def _reviewed(request: HttpRequest, name: str) -> dict[str, Any]:
    one = reviewing.reviewed(at(request), name)
    history = [
        {
            "n": s.number,
            "decision": s.decision,
            "value": s.value,
            "reason": s.reason,
            "by": s.by,
            "at": s.at.isoformat(),
        }
        for s in one.history
    ]
    return {
        "claim": _claim(one.claim), "report": one.report.number, "standing": one.standing, "seen": one.seen,
        "history": history, "corrected_from": one.origin.id if one.origin else None,
    }  # fmt: skip


class Decision(Schema):
    """A decision: what its maker saw last, and why."""

    seen: Number = 0
    reason: Words = ""


class Correction(Decision):
    """What a claim should say, in the columns of the claims table; several rows split it."""

    claims: Annotated[list[dict[Words, Words]], Field(min_length=1, max_length=10)]


@api.post("/claims/{name}/accept", response={200: dict[str, Any], **WRONG}, tags=["claims"], summary="Accept a claim")
def accept(request: HttpRequest, name: Name, decision: Decision) -> Any:
    """It is as it was read."""
    came = reviewing.accept(at(request), name, decision.seen, decision.reason, two=settings.TWO_PERSON)
    return {"decision": came, **_reviewed(request, name)}


@api.post("/claims/{name}/reject", response={200: dict[str, Any], **WRONG}, tags=["claims"], summary="Reject a claim")
def reject(request: HttpRequest, name: Name, decision: Decision) -> Any:
    """It counts no longer, for a reason."""
    came = reviewing.reject(at(request), name, decision.seen, decision.reason, two=settings.TWO_PERSON)
    return {"decision": came, **_reviewed(request, name)}


@api.post("/claims/{name}/correct", response={200: dict[str, Any], **WRONG}, tags=["claims"], summary="Correct a claim")
def correct(request: HttpRequest, name: Name, decision: Correction) -> Any:
    """Others stand in its place: one, or several for a split."""
    rows = [{str(k): str(v) for k, v in row.items()} for row in decision.claims]
    made = reviewing.correct(at(request), name, decision.seen, rows, decision.reason, two=settings.TWO_PERSON)
    return {"decision": "corrected" if made else "first", "claims": [_claim(one) for one in made]}


@api.post(
    "/claims/{name}/undo", response={200: dict[str, Any], **WRONG}, tags=["claims"], summary="Take a decision back"
)
def undo(request: HttpRequest, name: Name, decision: Decision) -> Any:
    """The claim waits to be reviewed again."""
    return _reviewed(request, reviewing.undo(at(request), name, decision.seen, decision.reason))


class Asking(Schema):
    """A question, in words or in fields."""

    q: Words = ""
    harm: Words | None = None
    who: Words | None = None
    where: Words | None = None
    start: Day | None = None
    end: Day | None = None
    perpetrator: Words | None = None
    according_to: Words | None = None
    known_on: Day | None = None
    by: Literal["month", "place", "source", "population"] | None = None


@api.get("/ask", response={200: dict[str, Any], **WRONG}, tags=["answers"], summary="Ask how many")
def ask(request: HttpRequest, asking: Query[Asking]) -> Any:
    """The answer of ``tollbook ask --json``. ``partial``: reports that are restricted to others are left out."""
    given = asking.dict()
    said, by = given.pop("q"), given.pop("by")
    if not said.strip() and not given["harm"]:
        raise answering.AskedWrongError("Say what happened.", "Give q or harm.")
    found = answering.answered(at(request), said, {k: v or None for k, v in given.items()}, by)
    return {**(found.table or found.answer).to_json(), "partial": found.partial}


@api.get("/incidents", response={200: dict[str, Any], **WRONG}, tags=["incidents"], summary="List proposals")
def incidents(
    request: HttpRequest, state: Literal["open", "accepted", "distinct", "rejected", "all"] = "open",
    page: Annotated[int, Field(ge=1, le=10**6)] = 1,
) -> Any:  # fmt: skip
    """Proposals that reports tell of one event, the likeliest first."""
    shown, total = eventing.listed(at(request), state, page)
    return {"total": total, "page": page, "proposals": [_proposal(one) for one in shown]}


@api.get(
    "/incidents/{int:number}", response={200: dict[str, Any], **WRONG}, tags=["incidents"], summary="Read a proposal"
)
def incident(request: HttpRequest, number: Number) -> Any:
    """With its accounts and the reasons."""
    return _proposal(eventing.one(at(request), number))


def _proposal(one: eventing.Shown) -> dict[str, Any]:
    return {
        "number": one.kept.number, "state": one.kept.status, "score": one.kept.score,
        "tellings": [{"report": t.report.number, "claims": [c.id for c in t.claims]} for t in one.tellings],
        "reasons": [{"text": r.text, "weight": r.weight} for r in one.reasons],
        "against": [r.text for r in one.against],
        "decided": {"by": one.kept.decided_by, "reason": one.kept.reason} if one.kept.verdict else None,
    }  # fmt: skip


class Verdict(Schema):
    """A verdict on a proposal, and why; ``undo`` takes it back."""

    verdict: Literal["accepted", "distinct", "rejected", "undo"]
    reason: Words = ""


@api.post(
    "/incidents/{int:number}",
    response={200: dict[str, Any], **WRONG},
    tags=["incidents"],
    summary="Decide on a proposal",
)
def decide(request: HttpRequest, number: Number, verdict: Verdict) -> Any:
    """One event, distinct ones, or not known."""
    seat = at(request)
    if verdict.verdict == "undo":
        eventing.undo(seat, number, verdict.reason)
    else:
        eventing.decide(seat, number, verdict.verdict, verdict.reason)
    return _proposal(eventing.one(seat, number))


@api.get("/log", response={200: dict[str, Any], **WRONG}, tags=["log"], summary="Read the log")
def log(
    request: HttpRequest, words: Words = "", kind: Words = "", by: Words = "", since: Day | None = None,
    until: Day | None = None, before: Number | None = None,
) -> Any:  # fmt: skip
    """What was done and by whom, the latest first; ``next`` is what to give as ``before`` for earlier ones."""
    found, further = watching.log(at(request), words, kind, by, since, until, before)
    return {"entries": [ledger.entry_json(one) for one in found], "next": further}
