"""Report: the text with its claims, where they came from, and what becomes of it."""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from tollbook.desk import beside as looking
from tollbook.desk import keeping, reviewing
from tollbook.desk.access import restrict
from tollbook.desk.errors import AskedWrongError
from tollbook.web.claims import claim_form, lines_of
from tollbook.web.seats import at, fresh
from tollbook.web.views.asking import Day


class AmendForm(forms.Form):
    """What is known of a report."""

    title = forms.CharField(label=gettext_lazy("Title"), required=False, max_length=300)
    publisher = forms.CharField(label=gettext_lazy("Published by"), required=False, max_length=200)
    published = forms.DateField(label=gettext_lazy("Published on"), required=False, widget=Day())
    reason = forms.CharField(label=gettext_lazy("Why"), max_length=500)


@require_safe
def report(request: HttpRequest, number: int) -> HttpResponse:
    """A report with its claims marked."""
    shown = keeping.show(at(request), number)
    about = shown.report
    context: dict[str, Any] = {
        "shown": shown, "report": about, "title": about.title or about.origin,
        "marks": [(_same_length(text), numbers) for text, numbers in shown.marks],
        "lines": lines_of(shown.claims, shown.decided, shown.places),
        "amend": AmendForm(initial={"title": about.title, "publisher": about.publisher, "published": about.published}),
        "add": claim_form(shown.claims),
        "own_groups": sorted(at(request).person.groups),
    }  # fmt: skip
    return render(request, "report.html", context)


def _same_length(text: str) -> str:
    """The text as a page shows it, with as many code points: a browser would make one of a line's two ends."""
    return text.replace("\r\n", " \n").replace("\r", "\n").replace("\0", "\ufffd")


@require_safe
def original(request: HttpRequest, number: int) -> HttpResponse:
    """The original bytes, to be kept and never to be shown by the browser."""
    about, raw = keeping.original(at(request), number)
    response = HttpResponse(raw, content_type="application/octet-stream")
    name = re.sub(r"[^\w.-]+", "_", PurePath(about.origin).name, flags=re.ASCII)[-80:].strip("._") or "original"
    response.headers["Content-Disposition"] = f'attachment; filename="{number}-{name}"'
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


@require_safe
def beside(request: HttpRequest, number: int) -> HttpResponse:
    """The original in a form that cannot act, to be held against what was read from it."""
    shown = looking.beside(at(request), number)
    template = "pieces/original.html" if getattr(request, "htmx", False) else "original.html"
    return render(request, template, {"beside": shown, "report": shown.report})


@require_safe
def page(request: HttpRequest, number: int, which: int) -> HttpResponse:
    """A page of the original as a picture, made here of nothing but dots."""
    return HttpResponse(looking.page(at(request), number, which), content_type="image/png")


@require_POST
def add(request: HttpRequest, number: int) -> HttpResponse:
    """Add a claim at the words that were selected."""
    given = request.POST
    seat = at(request)
    seat.need("work")
    text = seat.report(number).text
    start, end = given.get("from", ""), given.get("until", "")
    if start.isdecimal() and end.isdecimal():
        span = int(start[:9]), int(end[:9])
    else:
        words = given.get("words", "").strip()
        found = text.find(words) if words else -1
        if found < 0:
            raise AskedWrongError(_("These words are not in the report."), _("Copy them from its text as they stand."))
        span = found, found + len(words)
    row = {name: given.get(name, "") for name in (*reviewing.FIELDS, *reviewing.LINKS) if given.get(name)}
    made = reviewing.add(seat, number, span, row, given.get("reason", "")[:500])
    messages.success(request, _("The claim was added. It counts, and waits to be reviewed."))
    return redirect(f"/reports/{number}/#claim-{made.id[:12]}")


@require_POST
def amend(request: HttpRequest, number: int) -> HttpResponse:
    """Correct what is known of a report."""
    seat = at(request)
    seat.need("decide")
    seat.report(number)
    form = AmendForm(request.POST)
    if not form.is_valid():
        raise AskedWrongError(
            _("A day or a reason is missing or is none."), _("Say why, and write days as 2016-11-30.")
        )
    given = form.cleaned_data
    keeping.amend(seat, number, given["reason"], given["published"], given["publisher"], given["title"])
    messages.success(request, _("Corrected, and read anew."))
    return redirect("report", number)


@require_POST
@fresh("release")
def withdraw(request: HttpRequest, number: int) -> HttpResponse:
    """Let it count no longer, or again."""
    undo = "undo" in request.POST
    keeping.withdraw(at(request), number, request.POST.get("reason", "")[:500], undo=undo)
    messages.success(request, _("It counts again.") if undo else _("It counts no longer, from today on."))
    return redirect("report", number)


@require_POST
@fresh("administer")
def remove(request: HttpRequest, number: int) -> HttpResponse:
    """Ask for its removal by law; by a second person, remove it."""
    said = keeping.remove(at(request), number, request.POST.get("reason", "")[:500])
    if said == "removed":
        messages.success(request, _("The report is erased. That it was, by whom and why, stays in the log."))
        return redirect("inbox")
    messages.success(request, _("Asked for. Another administrator must confirm it."))
    return redirect("report", number)


@require_POST
def keep(request: HttpRequest, number: int) -> HttpResponse:
    """Take a request for removal back."""
    keeping.keep(at(request), number, request.POST.get("reason", "")[:500])
    return redirect("report", number)


@require_POST
def close(request: HttpRequest, number: int) -> HttpResponse:
    """Restrict it to groups, or open it."""
    groups = [name.strip() for name in request.POST.get("groups", "").split(",") if name.strip()]
    restrict(at(request), number, groups, request.POST.get("reason", "")[:500])
    said = (
        _("It is open to %(groups)s alone now.") % {"groups": ", ".join(groups)} if groups else _("It is open to all.")
    )
    messages.success(request, said)
    if groups and not at(request).person.groups & set(groups):
        return redirect("inbox")
    return redirect("report", number)
