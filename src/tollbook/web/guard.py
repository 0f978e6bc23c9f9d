"""What stands before every page: headers that leave a browser no room, the origin of what changes anything, the age of
a session, and the seat of whoever is logged in."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from tollbook.desk.access import RefusedError, UnknownError
from tollbook.desk.errors import AskedWrongError, RecordError
from tollbook.web.seats import address_of, seat_of
from tollbook.web.views import errors

Next = Callable[[HttpRequest], HttpResponse]
SAFE = ("GET", "HEAD", "OPTIONS")
#: Nothing from elsewhere, nothing inline, no frame: what a report says is never more than text.
POLICY = "; ".join(
    (
        "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:", "font-src 'self'",
        "connect-src 'self'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'",
    )
)  # fmt: skip
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


class Headers:
    """Every answer says what the browser must not do with it, and no page is kept in a cache."""

    def __init__(self, following: Next) -> None:
        self.following = following

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Add the headers."""
        response = self.following(request)
        if request.path.startswith("/api/") and response.status_code >= 400 and "json" not in response["Content-Type"]:
            response = errors.error(request, response.status_code, "bad_request", response.reason_phrase)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if not request.path.startswith(settings.STATIC_URL):
            response.headers.setdefault("Cache-Control", "no-store")
        return response


class SameOrigin:
    """What changes anything must come from a page of this site.

    A browser says so in ``Origin``. A program with a key has no session that another site could ride on, and sends
    none; where it does, it must be ours.
    """

    def __init__(self, following: Next) -> None:
        self.following = following

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Refuse what comes from elsewhere."""
        if request.method not in SAFE:
            origin = request.headers.get("Origin")
            ours = origin is not None and urlsplit(origin)[:2] == (request.scheme, request.get_host())
            keyed = origin is None and request.headers.get("Authorization", "").startswith("Bearer ")
            if not ours and not keyed:
                return errors.forged(request)
        return self.following(request)


class Ageing:
    """A session ends when nobody worked in it for an hour, and after twelve in any case."""

    def __init__(self, following: Next) -> None:
        self.following = following

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """End what is too old."""
        if request.user.is_authenticated:
            now, session = int(time.time()), request.session
            seen, since = session.get("seen", now), session.get("since", 0)
            if now - seen > settings.SESSION_IDLE_SECONDS or now - since > settings.SESSION_COOKIE_AGE:
                logout(request)
            elif now - seen > 60 or "seen" not in session:
                session["seen"] = now
        return self.following(request)


class LoginRequired(LoginRequiredMiddleware):
    """Every page wants a login unless it says otherwise. The API asks for a key or a session itself."""

    def process_view(
        self, request: HttpRequest, view_func: Any, view_args: tuple[Any, ...], view_kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        """Send to the login whoever is not logged in."""
        if request.path.startswith("/api/"):
            return None
        return super().process_view(request, view_func, view_args, view_kwargs)


class AtTheDesk:
    """Seats whoever is logged in, and turns what the desk refuses into pages."""

    def __init__(self, following: Next) -> None:
        self.following = following

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Seat them."""
        if request.user.is_authenticated:
            request.seat = seat_of(request.user.person, address_of(request))  # type: ignore[attr-defined]
        return self.following(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """A page for what the desk says no to."""
        if isinstance(error, RefusedError):
            return errors.refused(request, error)
        if isinstance(error, UnknownError):
            return errors.missing(request)
        if isinstance(error, AskedWrongError):
            return errors.wrong(request, error)
        if isinstance(error, RecordError):
            return errors.broken(request, error)
        return None
