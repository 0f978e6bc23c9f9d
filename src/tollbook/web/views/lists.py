"""Sources, places and the log."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST, require_safe

from tollbook.desk import watching
from tollbook.desk.errors import AskedWrongError
from tollbook.desk.ledger import Told
from tollbook.reckon.tongue import unmarked
from tollbook.record.logged import KINDS
from tollbook.web import recalling
from tollbook.web.seats import at
from tollbook.web.templatetags.ledger import sayer
from tollbook.web.views.asking import Day


@require_safe
def sources(request: HttpRequest) -> HttpResponse:
    """Who says so, and who carries it."""
    speakers, publishers = watching.sources(at(request))
    return render(request, "sources.html", {"speakers": speakers, "publishers": publishers})


@require_safe
def places(request: HttpRequest) -> HttpResponse:
    """The places that claims name, and the tables that say where they are."""
    found, tables = watching.places(at(request))
    unknown = [line for line in found if not line[3]]
    context = {"unknown": unknown, "known": [line for line in found if line[3]][:500], "tables": tables}
    return render(request, "places.html", context)


@require_POST
def add_places(request: HttpRequest) -> HttpResponse:
    """Add a table of places."""
    seat = at(request)
    seat.need("administer")
    file = request.FILES.get("table")
    if not isinstance(file, UploadedFile):
        raise AskedWrongError(_("No file was chosen."), _("Choose a table of places, for example a CSV."))
    added = watching.add_table(seat, str(file.name or ""), file.read())
    if isinstance(added, list):
        found, tables = watching.places(seat)
        context = {"problems": added, "unknown": [x for x in found if not x[3]], "known": [], "tables": tables}
        return render(request, "places.html", context, status=400)
    said = _("%(n)d places were added. Reports that are read from now on know them.") % {"n": added.places}
    messages.success(request, said)
    return redirect("places")


class LogForm(forms.Form):
    """What to look for in the log."""

    q = forms.CharField(label=gettext_lazy("Words"), required=False, max_length=200)
    kind = forms.ChoiceField(label=gettext_lazy("What was done"), required=False)
    by = forms.CharField(label=gettext_lazy("Who"), required=False, max_length=150)
    since = forms.DateField(label=pgettext_lazy("first day", "From"), required=False, widget=Day())
    until = forms.DateField(label=pgettext_lazy("last day", "To"), required=False, widget=Day())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["kind"].choices = [
            ("", "–"),
            *((kind, recalling.told(said, sayer().language)) for kind, said in KINDS.items()),
        ]


def _in_the_language_of_the_page(one: Told) -> str:
    language = sayer().language
    return unmarked(f"{recalling.told(one.did, language)} {recalling.told(one.what, language)}")


@require_safe
def log(request: HttpRequest) -> HttpResponse:
    """What happened to the record, and who did it; with the last checkpoint."""
    form, seat = LogForm(request.GET or None), at(request)
    given = form.cleaned_data if form.is_valid() else {}
    before = request.GET.get("before", "")
    entries, further = watching.log(
        seat, given.get("q", ""), given.get("kind", ""), given.get("by", ""), given.get("since"), given.get("until"),
        int(before[:15]) if before.isdecimal() else None, _in_the_language_of_the_page,
    )  # fmt: skip
    asked = request.GET.copy()
    asked.pop("before", None)
    context = {
        "form": form, "entries": entries, "further": further, "asked": asked.urlencode(),
        "checkpoint": watching.checkpoint(seat),
    }  # fmt: skip
    status = 400 if request.GET and not form.is_valid() else 200
    return render(request, "log.html", context, status=status)


@require_safe
def checkpoint(request: HttpRequest) -> HttpResponse:
    """The last checkpoint, to be kept elsewhere."""
    signed = watching.checkpoint(at(request))
    if signed is None:
        raise AskedWrongError(_("There is no checkpoint yet."), _("An administrator signs one on the page of the log."))
    response = HttpResponse(signed.note, content_type="text/plain; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{signed.at:%Y-%m-%d}.checkpoint"'
    return response


@require_POST
def sign(request: HttpRequest) -> HttpResponse:
    """Sign the head of the log."""
    watching.sign(at(request))
    messages.success(request, _("Signed. Keep it where nobody here can change it."))
    return redirect("log")
