"""Where one arrives, and one's own account."""

from __future__ import annotations

from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The first page."""
    return redirect("ask")


@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """A person's own role, groups, password and second step."""
    return render(request, "account.html", {"second_step": is_mfa_enabled(request.user)})
