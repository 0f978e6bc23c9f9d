"""Ask: the question in words or in fields, the answer with its sources, its contradictions and its proof."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from tollbook.desk.answering import Answered, answered
from tollbook.desk.errors import AskedWrongError
from tollbook.web import labels, saying
from tollbook.web.seats import at


class Day(forms.DateInput):
    """A day, chosen as the browser lets one choose days."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class QuestionForm(forms.Form):
    """A question. Every field but the harm may be empty; words may stand for all of them."""

    q = forms.CharField(label=_("In words"), required=False, max_length=500)
    harm = forms.ChoiceField(label=_("What happened"), required=False)
    who = forms.ChoiceField(label=_("To whom"), required=False)
    where = forms.CharField(label=_("Where"), required=False, max_length=200)
    start = forms.DateField(label=pgettext_lazy("first day", "From"), required=False, widget=Day())
    end = forms.DateField(label=pgettext_lazy("last day", "To"), required=False, widget=Day())
    perpetrator = forms.CharField(label=_("Done by"), required=False, max_length=200)
    according_to = forms.CharField(label=_("According to"), required=False, max_length=200)
    known_on = forms.DateField(label=_("As known on"), required=False, widget=Day())
    by = forms.ChoiceField(label=_("Side by side"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["harm"].choices = [("", "–"), *labels.harms()]
        fields["who"].choices = [("", labels.group("people")), *labels.groups()[1:]]
        fields["by"].choices = [
            ("", "–"), ("month", _("by month")), ("place", _("by place")), ("source", _("by source")),
            ("population", _("by group")),
        ]  # fmt: skip


@require_safe
def ask(request: HttpRequest) -> HttpResponse:
    """The page of questions and answers."""
    form = QuestionForm(request.GET or None)
    context: dict[str, Any] = {"form": form, "open": False}
    if not request.GET:
        return render(request, "ask.html", context)
    if not form.is_valid():
        return render(request, "ask.html", {**context, "open": True}, status=400)
    given = {name: value or None for name, value in form.cleaned_data.items()}
    said, by = given.pop("q") or "", given.pop("by")
    if not said and given["harm"] is None:
        wrong: AskedWrongError | None = AskedWrongError(
            gettext("Say what happened."), gettext("Ask in words, or choose what happened among the fields.")
        )
        return render(request, "ask.html", {**context, "wrong": wrong, "open": True}, status=400)
    try:
        found = answered(at(request), said, given, by, explained="explain" in request.GET)
    except AskedWrongError as problem:
        return render(request, "ask.html", {**context, "wrong": problem}, status=400)
    return render(request, "ask.html", {**context, "found": found, **_shown(found)})


def _shown(found: Answered) -> dict[str, Any]:
    """What the page says about an answer, in its language."""
    answer = found.answer
    rows, speech = [*found.sources, answer.documented], saying.speech(found.titles)
    return {
        "answer": answer,
        "headline": saying.headline(answer),
        "understood": saying.understood(answer.question) if found.understood else "",
        "caution": saying.caution(answer),
        "agreement": saying.agreement(answer),
        "contradictions": speech.all(one.said for one in answer.contradictions),
        "rest": saying.rest(found.rest),
        "steps": [(speech.say(step.head), speech.all(step.said)) for step in found.steps],
        "rows": rows,
        "why": [(saying.why(one.kind, one.value), one.sayings) for one in found.why],
        "table": [
            (row.key, row.answer)
            for row in (found.table.rows if found.table else ())
            if row.answer.documented.low or row.answer.documented.high is not None
        ],
        "table_top": [row.answer.documented for row in found.table.rows] if found.table else [],
    }
