"""Where one arrives, and one's own account."""

from __future__ import annotations

from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from tollbook.web.seats import at


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Where work begins: with the reports for those who take them in, with a question for those who read."""
    return redirect("inbox" if at(request).person.may("work") else "ask")


@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """A person's own role, groups, password and second step."""
    return render(request, "account.html", {"second_step": is_mfa_enabled(request.user)})
