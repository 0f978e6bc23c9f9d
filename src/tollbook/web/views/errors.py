"""The pages of what did not work. Each says what is wrong and what to do; none says more than whoever asks may know."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from tollbook.desk.access import RefusedError
from tollbook.desk.errors import AskedWrongError, RecordError


def error(request: HttpRequest, status: int, code: str, what: str, remedy: str = "") -> HttpResponse:
    """One shape for all of them: a page, a piece of one, or JSON under ``/api/``."""
    if request.path.startswith("/api/"):
        return JsonResponse({"error": {"code": code, "message": what, "remedy": remedy}}, status=status)
    context: dict[str, Any] = {"what": what, "remedy": remedy, "status": status}
    piece = getattr(request, "htmx", False)
    return render(request, "pieces/error.html" if piece else "error.html", context, status=status)


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """What would change something did not come from a page of this site."""
    what = _("This did not come from a page of this desk, so nothing was done.")
    return error(request, 403, "origin", what, _("Open the page again and repeat it there."))


def refused(request: HttpRequest, problem: RefusedError) -> HttpResponse:
    """The role does not allow it."""
    from tollbook.desk.access import PERMISSIONS

    role = _(PERMISSIONS[problem.permission])
    what = _("Your role does not allow this. It needs the role of %(role)s.") % {"role": role}
    return error(request, 403, "refused", what, _("Ask an administrator of this desk."))


def missing(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """It is not there, or not for this person."""
    return error(request, 404, "missing", _("There is nothing here."), _("Go back, or begin at the inbox."))


def wrong(request: HttpRequest, problem: AskedWrongError) -> HttpResponse:
    """A word or a number that means nothing."""
    return error(request, 400, "not_understood", problem.what, problem.remedy)


def broken(request: HttpRequest, problem: RecordError) -> HttpResponse:
    """The record could not be used."""
    return error(request, 503, "record", problem.what, problem.remedy)


def bad(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """A request that is none."""
    return error(request, 400, "bad_request", _("The request was not understood."))


def denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Refused by the frame the pages stand in."""
    return error(request, 403, "refused", _("This is not allowed."))


def failed(request: HttpRequest) -> HttpResponse:
    """A bug of ours."""
    what, remedy = "The desk made a mistake. Nothing was lost.", "Please report it, with what you did."
    if request.path.startswith("/api/"):
        return JsonResponse({"error": {"code": "bug", "message": what, "remedy": remedy}}, status=500)
    page = (
        f'<!doctype html><html lang="en"><title>Tollbook</title><h1>{what}</h1><p>{remedy}</p><p><a href="/">Back</a>'
    )
    return HttpResponse(page, status=500)  # nothing is looked up for it: what failed may fail again
