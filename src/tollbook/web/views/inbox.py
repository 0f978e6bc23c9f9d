"""Inbox: the reports there are, and new ones by button or by drag and drop."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from tollbook.desk.keeping import PAGE, Upload, reports, take
from tollbook.desk.taking import Taken
from tollbook.web.seats import at
from tollbook.web.views.asking import Day


class UploadForm(forms.Form):
    """What is known of all files that are sent together; each may come with a sidecar of its own."""

    published = forms.DateField(label=_("Published on"), required=False, widget=Day())
    publisher = forms.CharField(label=_("Published by"), required=False, max_length=200)

    def __init__(self, groups: frozenset[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if groups:
            names = sorted(groups)
            self.fields["groups"] = forms.MultipleChoiceField(
                label=_("Only for"), required=False, choices=[(name, name) for name in names],
                widget=forms.CheckboxSelectMultiple(),
            )  # fmt: skip


@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """The reports, the latest first."""
    seat = at(request)
    words, page = request.GET.get("q", "")[:200], page_of(request)
    lines, total = reports(seat, words, page)
    context = {
        "lines": lines, "total": total, "q": words, "page": page, "pages": max(1, -(-total // PAGE)),
        "form": UploadForm(seat.person.groups),
    }  # fmt: skip
    return render(request, "inbox.html", context)


@require_POST
def upload(request: HttpRequest) -> HttpResponse:
    """Take files in. Answers with a line for each report, as a page or as a piece of one."""
    seat = at(request)
    seat.need("work")
    form = UploadForm(seat.person.groups, request.POST)
    files = [f for f in request.FILES.getlist("files") if isinstance(f, UploadedFile)]
    if not form.is_valid() or not files:
        lines, total = reports(seat)
        context = {"lines": lines, "total": total, "page": 1, "pages": 1, "form": form, "nothing": not files}
        return render(request, "inbox.html", context, status=400)
    given = form.cleaned_data
    uploads = [Upload(str(f.name or ""), f.read()) for f in files]
    taken = take(seat, uploads, given["published"], given["publisher"] or None, given.get("groups") or ())
    results = [{"taken": one} if isinstance(one, Taken) else {"problem": one} for one in taken]
    return render(request, "pieces/taken.html" if request.htmx else "taken.html", {"results": results})  # type: ignore[attr-defined]


def page_of(request: HttpRequest) -> int:
    """The page of a list that is asked for."""
    said = request.GET.get("page", "1")
    return int(said) if said.isascii() and said.isdecimal() and 0 < int(said[:9]) < 10**8 else 1
