"""Map, timeline and situation report: the figures of a scope by place, over time, and as a document."""

from __future__ import annotations

import re
import unicodedata
from typing import Any, cast
from urllib.parse import urlencode

from allauth.account.internal.flows.reauthentication import did_recently_reauthenticate
from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from tollbook.desk.asking import Asked
from tollbook.desk.errors import AskedWrongError
from tollbook.desk.exporting import Release
from tollbook.desk.figuring import Looked, Mapped, Timed, mapped, released, reported, timed
from tollbook.desk.situation import Scope
from tollbook.export.chart import draw_revisions, draw_states
from tollbook.export.drawing import svg
from tollbook.export.mapdraw import AREAS, on_map
from tollbook.export.printing import PrintError, find_browser
from tollbook.export.situation import Known, Situation, Spot, State
from tollbook.export.situation_html import situation_body
from tollbook.export.situation_words import Sayer
from tollbook.export.table import Level
from tollbook.reckon.tongue import LANGUAGES, unmarked
from tollbook.vocabulary import HARMS
from tollbook.web import labels, saying
from tollbook.web.seats import at
from tollbook.web.templatetags import ledger
from tollbook.web.views.asking import Day

#: The harms that are counted: of these there is a map and a timeline.
COUNTED = [name for name, harm in HARMS.items() if harm.measure in ("flow", "stock") and harm.of != "situation"]
KINDS = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "html": "text/html; charset=utf-8",
}


class ScopeForm(forms.Form):
    """A scope to look at. Only the harm must be said, and it is the gravest where it is not."""

    harm = forms.ChoiceField(label=_("What happened"), required=False)
    who = forms.ChoiceField(label=_("To whom"), required=False)
    where = forms.CharField(label=_("Where"), required=False, max_length=200)
    start = forms.DateField(label=pgettext_lazy("first day", "From"), required=False, widget=Day())
    end = forms.DateField(label=pgettext_lazy("last day", "To"), required=False, widget=Day())
    according_to = forms.CharField(label=_("According to"), required=False, max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["harm"].choices = [(name, labels.harm(name)) for name in COUNTED]
        fields["who"].choices = [("people", labels.group("people")), *labels.groups()[1:]]

    def asked(self) -> Asked:
        """The question of the form."""
        given: dict[str, Any] = {name: value or None for name, value in self.cleaned_data.items()}
        return Asked(**{**given, "harm": given["harm"] or "killed", "who": given["who"] or "people"})


class SituationForm(forms.Form):
    """What a situation report is of, in which language, and for whom."""

    where = forms.CharField(label=_("Where"), required=False, max_length=200)
    start = forms.DateField(label=pgettext_lazy("first day", "From"), required=False, widget=Day())
    end = forms.DateField(label=pgettext_lazy("last day", "To"), required=False, widget=Day())
    who = forms.ChoiceField(label=_("To whom"), required=False)
    harms = forms.MultipleChoiceField(label=_("Only these harms"), required=False, widget=forms.CheckboxSelectMultiple)
    lang = forms.ChoiceField(label=_("Language"), choices=[("en", "English"), ("ar", "العربية")], required=False)
    told = forms.CharField(
        label=_("Names that may be told"),
        help_text=_("One on a line. Every other name that may be a person's is withheld."),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    level = forms.ChoiceField(
        label=_("For whom it is"),
        help_text=_("For everybody: no words of reports, no names of persons, no place smaller than a town."),
        choices=[("public", _("everybody")), ("internal", _("colleagues"))],
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["lang"].initial = sayer().language
        fields["harms"].choices = [(name, labels.harm(name)) for name in COUNTED]
        fields["who"].choices = [("people", labels.group("people")), *labels.groups()[1:]]

    def scope(self) -> Scope:
        """The scope of the form."""
        given = self.cleaned_data
        who = given["who"] or "people"
        return Scope(given["where"] or None, given["start"], given["end"], tuple(given["harms"]), who)

    @property
    def release(self) -> Release:
        """For whom it is."""
        told = tuple(dict.fromkeys(line.strip() for line in self.cleaned_data["told"].splitlines() if line.strip()))
        return Release(cast(Level, self.cleaned_data["level"] or "public"), told)

    @property
    def fixed(self) -> list[tuple[str, str]]:
        """Its fields and what they say, to be sent again as they are."""
        given = cast(QueryDict, self.data)
        return [(name, value) for name in self.fields for value in given.getlist(name) if value]

    @property
    def language(self) -> str:
        """The language it is written in."""
        return str(self.cleaned_data["lang"] or sayer().language)


def sayer() -> Sayer:
    """The words of the page's language."""
    language = (get_language() or "en").partition("-")[0]
    return Sayer(language if language in LANGUAGES else "en")


@require_safe
def map_(request: HttpRequest) -> HttpResponse:
    """The figures of a scope by place, on a map and as a table."""
    return _page(request, "map.html", mapped, _mapped)


@require_safe
def timeline(request: HttpRequest) -> HttpResponse:
    """How a figure was revised, what it is month by month, and the states that are told of."""
    return _page(request, "timeline.html", timed, _timed)


def _page(request: HttpRequest, template: str, look: Any, shown: Any) -> HttpResponse:
    form = ScopeForm(request.GET)
    if not form.is_valid():
        return render(request, template, {"form": form}, status=400)
    try:
        looked = look(at(request), form.asked(), whole="whole" in request.GET)
    except AskedWrongError as problem:
        return render(request, template, {"form": form, "wrong": problem}, status=400)
    return _told(request, template, {"form": form}, looked, shown)


def _told(
    request: HttpRequest, template: str, context: dict[str, Any], looked: Looked[Any], shown: Any
) -> HttpResponse:
    """A page of what was found; while it is being reckoned, of how far that is. A page that asks again and again how
    far it is (with htmx) is made anew once there is something to see."""
    waits = looked.found is None
    if getattr(request, "htmx", False) and not waits:
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    asked = request.GET.copy()
    asked["whole"] = "1"
    context |= {"looked": looked, "everything": asked.urlencode()}
    if waits and getattr(request, "htmx", False):
        return render(request, "pieces/underway.html", context)
    return render(request, template, context if waits else {**context, **shown(looked.found)})


def _mapped(found: Mapped) -> dict[str, Any]:
    say = sayer()
    rows = [_row(number, spot, one.answer.documented, say) for number, (spot, one) in enumerate(found.places, 1)]
    for row, (_spot, one) in zip(rows, found.places, strict=True):
        row |= {
            "floor": one.answer.floor,
            "sources": one.answer.sources,
            "contested": bool(one.answer.contradictions),
        }
    marks = [{key: row[key] for key in _MARK} for row in rows if row["lat"] is not None]
    total = found.total
    return {
        "found": found,
        "total": total,
        "headline": saying.headline(total),
        "rows": rows,
        "places": _scale(found),
        "marks": marks,
        "countries": {name: say.country(name) for name in say.countries()},
        "numerals": say.word("writing", "numerals"),
    }


def _scale(found: Mapped) -> list[Any]:
    """The figures that set the scale of the bars: those of towns and provinces, where there are any. A war's whole toll
    has no bar beside them, for it would make theirs too short to see."""
    finer = [one.answer.documented for spot, one in found.places if spot.precision not in ("country", "region")]
    return finer or [one.answer.documented for _spot, one in found.places]


#: What the map is given of a row.
_MARK = ("number", "told", "name", "figure", "low", "high", "lat", "lon", "area", "part")


def _row(number: int, spot: Spot, bounds: Any, say: Sayer) -> dict[str, Any]:
    return {
        "number": number,
        "told": ledger.number(number),
        "name": unmarked(say.placed(spot)),
        "precision": say.precision(spot),
        "figure": ledger.bounds(bounds.low, bounds.high),
        "low": bounds.low or 0,
        "high": bounds.high,
        "lat": spot.lat if on_map(spot) else None,
        "lon": spot.lon,
        "area": spot.precision in AREAS,
        "part": spot.part,
    }


def _timed(found: Timed) -> dict[str, Any]:
    say = sayer()
    question = found.revised.question
    known = [
        Known(one.question.known_on, one.documented.low, one.documented.high, one.floor)
        for one in found.revised.known
        if one.question.known_on is not None
    ]
    what = labels.harmed(question.harm, question.population)
    states = [_state(one.harm, one.stretch) for one in found.states]
    return {
        "found": found,
        "headline": saying.headline(found.months.total),
        "known": known,
        "known_chart": _drawn(draw_revisions(known, ledger.number, say.short, what), "known") if len(known) > 1 else "",
        "skipped": found.revised.days - len(known),
        "months": [(f"{say.month(first)} {say.plain(first.year)}", answer) for first, answer in found.months.rows],
        "month_bounds": [answer.documented for _first, answer in found.months.rows],
        "states": [(say.state(one), unmarked(say.spot(one.spot)) if one.spot else "", one) for one in states],
        "states_chart": _drawn(
            draw_states(
                [(ledger.number(n), one.start, one.end, one.holds) for n, one in enumerate(states, 1)], say.short, what
            ),
            "states",
        )
        if states
        else "",
    }


def _state(harm: str, stretch: Any) -> State:
    spot = Spot.of(stretch.place) if stretch.place is not None else None
    return State(harm, spot, stretch.start, stretch.end, stretch.holds, len(stretch.claims))


def _drawn(drawing: Any, name: str) -> str:
    return mark_safe(svg(drawing, name))  # every word in it was escaped


@require_safe
def situation(request: HttpRequest) -> HttpResponse:
    """A situation report to look at before it leaves."""
    form = SituationForm(request.GET or None)
    context: dict[str, Any] = {"form": form, "prints": find_browser() is not None}
    if not request.GET:
        return render(request, "situation.html", context)
    if not form.is_valid():
        return render(request, "situation.html", context, status=400)
    try:
        looked = reported(at(request), form.scope(), form.release)
    except AskedWrongError as problem:
        return render(request, "situation.html", {**context, "wrong": problem}, status=400)

    def shown(found: Situation) -> dict[str, Any]:
        say = Sayer(form.language)
        body = mark_safe(situation_body(found, say))  # every word in it was escaped
        return {
            "found": found, "body": body, "language": form.language, "direction": "rtl" if say.rtl else "ltr",
            "fresh": did_recently_reauthenticate(request),
        }  # fmt: skip

    return _told(request, "situation.html", context, looked, shown)


@require_POST
def release(request: HttpRequest) -> HttpResponse:
    """Let a situation report leave the record, as a file. Whoever may not is told so before a password is asked for;
    whoever gave theirs too long ago comes back to the report, for a file that arrives leaves the page as it was."""
    at(request).need("release")
    form, kind = SituationForm(request.POST), request.POST.get("form", "")
    if not form.is_valid() or kind not in KINDS:
        return render(request, "situation.html", {"form": form}, status=400)
    if not did_recently_reauthenticate(request):
        following = f"{reverse('situation')}?{urlencode(form.fixed)}#release"
        return redirect(f"{reverse('account_reauthenticate')}?{urlencode({'next': following})}")
    try:
        raw = released(at(request), form.scope(), form.release, kind, form.language)
    except PrintError as problem:
        raise AskedWrongError(problem.what, problem.remedy) from problem
    if raw is None:  # nobody releases what they did not see
        messages.warning(
            request, _("The record has changed: the report is drawn up anew. Look at it, then release it.")
        )
        return redirect(f"{reverse('situation')}?{urlencode(form.fixed)}")
    response = HttpResponse(raw, content_type=KINDS[kind])
    response.headers["Content-Disposition"] = f'attachment; filename="{_file_name(form)}.{kind}"'
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def _file_name(form: SituationForm) -> str:
    """A name that says what is in it, in letters every system has."""
    given = form.cleaned_data
    parts = ["situation", given["where"], given["start"], given["end"], form.language]
    plain = unicodedata.normalize("NFKD", "-".join(str(part) for part in parts if part)).encode("ascii", "ignore")
    return re.sub(r"[^a-z0-9]+", "-", plain.decode().lower()).strip("-")[:100]
