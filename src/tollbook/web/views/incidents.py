"""Incidents: proposals that reports tell of one event, side by side with their reasons."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from tollbook.desk import eventing
from tollbook.desk.eventing import PAGE, STATES
from tollbook.reckon.deciding import Verdict
from tollbook.web import labels, saying
from tollbook.web.claims import lines_of
from tollbook.web.seats import at
from tollbook.web.views.inbox import page_of


@require_safe
def incidents(request: HttpRequest) -> HttpResponse:
    """The proposals, the likeliest first."""
    asked = request.GET.get("state", "open")
    state, page = asked if asked in STATES else "open", page_of(request)
    shown, total = eventing.listed(at(request), state, page)
    context = {
        "rows": [(one, _lines(one)) for one in shown], "total": total, "state": state, "states": STATES, "page": page,
        "pages": max(1, -(-total // PAGE)),
    }  # fmt: skip
    return render(request, "incidents.html", context)


@require_safe
def incident(request: HttpRequest, number: int) -> HttpResponse:
    """One proposal."""
    one = eventing.one(at(request), number)
    return render(request, "incident.html", {"one": one, "kept": one.kept, "tellings": _lines(one)})


@require_safe
def effect(request: HttpRequest, number: int) -> HttpResponse:
    """What a decision would change, reckoned after the page is there."""
    found = eventing.effect(at(request), number)
    context: dict[str, Any] = {"found": found}
    if found is not None:
        sides = [(_("Now"), found.now), (_("If one event"), found.accepted), (_("If distinct"), found.distinct)]
        question = found.question
        context["sides"] = [(name, answer.documented) for name, answer in sides]
        context["rows"] = [answer.documented for _, answer in sides]
        what = labels.harmed(question.harm, question.population)
        context["about"] = f"{what} {saying.scope(question)}"
    return render(request, "pieces/effect.html", context)


@require_POST
def look(request: HttpRequest) -> HttpResponse:
    """Look for tellings of one event."""
    new = eventing.look(at(request))
    said = ngettext("%(n)d new proposal.", "%(n)d new proposals.", new) % {"n": new}
    messages.success(request, said if new else _("Nothing new was found."))
    return redirect("incidents")


@require_POST
def decide(request: HttpRequest, number: int, verdict: str) -> HttpResponse:
    """Put a verdict on it, and go on to the next."""
    seat = at(request)
    if verdict == "undo":
        eventing.undo(seat, number, request.POST.get("reason", "")[:500])
        messages.success(request, _("Taken back: every answer is as it was before."))
        return redirect("incidents-one", number)
    eventing.decide(seat, number, cast(Verdict, verdict), request.POST.get("reason", "")[:500])
    messages.success(request, _("Decided on proposal %(n)d.") % {"n": number})
    following = eventing.following(seat, number)
    return redirect("incidents-one", following) if following is not None else redirect("incidents")


def _lines(one: eventing.Shown) -> list[tuple[Any, Any]]:
    """Each telling with its claims as lines."""
    return [(telling.report, lines_of(telling.claims, {})) for telling in one.tellings]
