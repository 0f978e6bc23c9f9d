"""Review: one claim at a time, by keyboard."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tollbook.desk import reviewing
from tollbook.desk.access import Seat
from tollbook.desk.errors import AskedWrongError
from tollbook.reckon.tongue import isolated
from tollbook.web.claims import claim_form, lines_of
from tollbook.web.seats import at


@require_safe
def review(request: HttpRequest) -> HttpResponse:
    """The next claim that waits."""
    seat = at(request)
    after, report = request.GET.get("after", ""), request.GET.get("report", "")
    number = int(report[:9]) if report.isdecimal() else None
    name = reviewing.following(seat, _row(seat, after), number)
    return _page(request, name, number)


@require_safe
def claim(request: HttpRequest, name: str) -> HttpResponse:
    """One claim, whatever was decided on it."""
    at(request).need("decide")
    return _page(request, name)


@require_POST
def accept(request: HttpRequest, name: str) -> HttpResponse:
    """It is as it was read."""
    return _decided(request, name, lambda seat, seen: reviewing.accept(seat, name, seen, two=settings.TWO_PERSON))


@require_POST
def reject(request: HttpRequest, name: str) -> HttpResponse:
    """It is no claim, or a wrong one."""
    reason = request.POST.get("reason", "")[:500]
    return _decided(
        request, name, lambda seat, seen: reviewing.reject(seat, name, seen, reason, two=settings.TWO_PERSON)
    )


@require_POST
def correct(request: HttpRequest, name: str) -> HttpResponse:
    """It should say this, or these two things."""
    given = request.POST
    columns = (*reviewing.FIELDS, *reviewing.LINKS)
    rows = [{c: given[f"one-{c}"] for c in columns if f"one-{c}" in given}]
    if given.get("split"):
        rows.append({c: given[f"two-{c}"] for c in columns if f"two-{c}" in given})
    reason = given.get("reason", "")[:500]

    def done(seat: Seat, seen: int) -> Any:
        return reviewing.correct(seat, name, seen, rows, reason, two=settings.TWO_PERSON)

    return _decided(request, name, done)


@require_POST
def undo(request: HttpRequest, name: str) -> HttpResponse:
    """Take back what was decided, and look at the claim again."""
    back: list[str] = []
    problem = _tried(request, lambda seat, seen: back.append(reviewing.undo(seat, name, seen)))
    if problem is not None:
        return _page(request, name, wrong=problem)
    return _page(request, back[0], said=_("Taken back."))


def _decided(request: HttpRequest, name: str, decide: Any) -> HttpResponse:
    """Decide, and go on to the next claim; where that failed, stay with this one and say why."""
    found: list[Any] = []
    problem = _tried(request, lambda seat, seen: found.append(decide(seat, seen)))
    if problem is not None:
        return _page(request, name, wrong=problem)
    seat = at(request)
    report = request.POST.get("report", "")
    number = int(report[:9]) if report.isdecimal() else None
    last = found[0][0].id if isinstance(found[0], list) and found[0] else name
    following = reviewing.following(seat, _row(seat, name), number)
    waits = found[0] in ("first", [])
    said = _("Proposed: a second person decides.") if waits else _("Decided.")
    return _page(request, following, number, said=said, last=last)


def _tried(request: HttpRequest, decide: Any) -> AskedWrongError | None:
    """What is said where a decision was not understood or came too late."""
    seat = at(request)
    seen = request.POST.get("seen", "0")
    try:
        decide(seat, int(seen[:15]) if seen.isdecimal() else -1)
    except AskedWrongError as problem:
        return problem
    except reviewing.OvertakenError as overtaken:
        who = overtaken.now.by if overtaken.now else _("Nobody")
        said = _("%(who)s decided on this claim meanwhile.") % {"who": isolated(who)}
        return AskedWrongError(said, _("Look at it again: this is how it stands now."))
    return None


def _row(seat: Seat, name: str) -> int:
    return seat.store.hand.row(name[:64]) if name else 0


def _page(
    request: HttpRequest, name: str | None, number: int | None = None, *, said: str = "", last: str = "",
    wrong: AskedWrongError | None = None,
) -> HttpResponse:  # fmt: skip
    """The page of a claim, or the piece of it that changes."""
    context: dict[str, Any] = {"said": said, "last": last, "wrong": wrong, "only": number, "two": settings.TWO_PERSON}
    if last:
        context["last_seen"] = reviewing.reviewed(at(request), last).seen
    if name is not None:
        one = reviewing.reviewed(at(request), name)
        index = {c.id: line for c, line in zip(one.others, lines_of(one.others, {}), strict=True)}
        first, second = ([*one.proposed, {}, {}])[:2]
        start, end = one.claim.span.start, one.claim.span.end
        text = one.report.text
        begins, ends = _around(text, start, end)
        context |= {
            "one": one, "claim": one.claim, "line": index.get(one.claim.id), "report": one.report,
            "before": text[begins:start], "words": text[start:end], "after": text[end:ends],
            "part_of": index.get(one.claim.part_of or ""), "repeats": index.get(one.claim.repeats or ""),
            "form": claim_form(one.others, one.claim, "one", first),
            "second": claim_form(one.others, one.claim, "two", second), "split": len(one.proposed) > 1,
            "count": len(one.others),
        }  # fmt: skip
    status = 200 if wrong is None else 400
    template = "pieces/review.html" if getattr(request, "htmx", False) else "review.html"
    return render(request, template, context, status=status)


def _around(text: str, start: int, end: int) -> tuple[int, int]:
    """The paragraph some words stand in, or a few hundred letters around them where it is long."""
    first = max(text.rfind("\n\n", 0, start) + 2 if text.rfind("\n\n", 0, start) >= 0 else 0, start - 600)
    final = text.find("\n\n", end)
    return first, min(len(text) if final < 0 else final, end + 600)
