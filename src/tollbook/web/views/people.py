"""People: who may log in and what they may do; and the keys a person gives to programs."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from tollbook.desk.access import PERMISSIONS, ROLES, UnknownError
from tollbook.desk.errors import AskedWrongError
from tollbook.reckon.tongue import isolated
from tollbook.web import labels, members
from tollbook.web.models import Key
from tollbook.web.seats import at, fresh


class PersonForm(forms.Form):
    """A new user."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=150)
    role = forms.ChoiceField(label=gettext_lazy("Role"))
    groups = forms.CharField(
        label=gettext_lazy("Groups"),
        required=False,
        max_length=400,
        help_text=gettext_lazy("With commas between them."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["role"].choices = [(role, labels.word(role)) for role in ROLES]


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """Everybody, for administrators."""
    at(request).need("administer")
    return _page(request, PersonForm())


def _page(request: HttpRequest, form: PersonForm, made: Any = None, status: int = 200) -> HttpResponse:
    rows = [(user, ", ".join(sorted(group.name for group in user.groups.all()))) for user in members.users()]
    context = {"rows": rows, "roles": ROLES, "form": form, "made": made}
    return render(request, "people.html", context, status=status)


@require_POST
@fresh("administer")
def add(request: HttpRequest) -> HttpResponse:
    """Make a user; the password is shown this once."""
    form = PersonForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=400)
    given = form.cleaned_data
    groups = _groups(given["groups"])
    user, password = members.add(given["name"], given["role"], groups)
    at(request).note("user.changed", {"user": user.username, "made": True, "role": user.role, "groups": groups})
    return _page(request, PersonForm(), (user.username, password))


@require_POST
@fresh("administer")
def change(request: HttpRequest, name: str) -> HttpResponse:
    """Change somebody's role and groups, whether they may log in, or give them a new password."""
    given = request.POST
    if "password" in given:
        password = members.set_password(name)
        at(request).note("user.changed", {"user": name, "password": "new"})
        return _page(request, PersonForm(), (name, password))
    groups, active = _groups(given.get("groups", "")), "active" in given
    members.change(name, role=given.get("role", ""), groups=groups, active=active)
    at(request).note("user.changed", {"user": name, "role": given["role"], "groups": groups, "active": active})
    messages.success(request, _("%(name)s was changed.") % {"name": isolated(name)})
    return redirect("people")


def _groups(said: str) -> list[str]:
    return [name.strip() for name in said.split(",") if name.strip()]


@require_safe
def keys(request: HttpRequest) -> HttpResponse:
    """The keys one gave to programs."""
    return _keys(request)


def _keys(request: HttpRequest, secret: str = "", status: int = 200) -> HttpResponse:
    mine = Key._default_manager.filter(owner=request.user.pk)
    person = at(request).person
    scopes = [(name, labels.allows(name)) for name in PERMISSIONS if person.may(name)]
    context = {"keys": mine, "scopes": scopes, "secret": secret, "now": timezone.now()}
    return render(request, "keys.html", context, status=status)


@require_POST
@fresh("read")
def add_key(request: HttpRequest) -> HttpResponse:
    """Make a key; it is shown this once."""
    label, days = request.POST.get("label", "").strip()[:80], request.POST.get("days", "")
    person = at(request).person
    scopes = [name for name in request.POST.getlist("scopes") if person.may(name)]
    if not label or not scopes or not days.isdecimal() or not 1 <= int(days[:6]) <= 366:
        raise AskedWrongError(
            _("A key needs a name, at least one thing it may do, and a number of days from 1 to 366."), _("Go back.")
        )
    key, secret = Key.new(
        owner_id=request.user.pk, label=label, scopes=scopes, ends=timezone.now() + dt.timedelta(int(days))
    )
    key.save()
    at(request).note("user.changed", {"user": person.name, "key": label, "scopes": scopes, "days": int(days)})
    return _keys(request, secret)


@require_safe
def api_docs(request: HttpRequest) -> HttpResponse:
    """What a program can ask and do, from the description that programs read."""
    from tollbook.web.api import operations

    schema = operations.api.get_openapi_schema()
    listed = [
        {"method": method.upper(), "path": path, "about": about, "body": _body(about, schema)}
        for path, methods in schema["paths"].items()
        for method, about in methods.items()
    ]
    return render(request, "api.html", {"operations": listed})


def _body(about: dict[str, Any], schema: dict[str, Any]) -> list[str]:
    """The names of what an operation is sent."""
    content = about.get("requestBody", {}).get("content", {})
    sent: dict[str, Any] = next(iter(content.values()), {})
    shape: dict[str, Any] = sent.get("schema", {})
    name = shape.get("$ref", "").rpartition("/")[2]
    return list((schema["components"]["schemas"].get(name, shape)).get("properties", {}))


@require_POST
def end_key(request: HttpRequest, number: int) -> HttpResponse:
    """End a key at once."""
    found = Key._default_manager.filter(owner=request.user.pk, pk=number).first()
    if found is None:
        raise UnknownError(f"There is no key {number}.")
    found.delete()
    at(request).note("user.changed", {"user": at(request).person.name, "key": found.label, "ended": True})
    return redirect("keys")
