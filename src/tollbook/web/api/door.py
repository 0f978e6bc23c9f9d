"""Who gets in under ``/api/``, and the one shape of everything that goes wrong there."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.security import HttpBearer, SessionAuth

from tollbook import __version__
from tollbook.desk.access import Person, RefusedError, Seat, UnknownError
from tollbook.desk.errors import AskedWrongError, RecordError
from tollbook.record.decisions import OvertakenError
from tollbook.web.models import Key
from tollbook.web.seats import address_of, seat_of


class KeyAuth(HttpBearer):
    """A key, in the header ``Authorization: Bearer …``. It is never more than its owner, and only for its scopes."""

    def authenticate(self, request: HttpRequest, token: str) -> Seat | None:
        """The seat of the owner, as narrow as the key; nothing for a key that is none, has ended, or whose owner may
        not log in."""
        found = Key._default_manager.select_related("owner").filter(sha256=Key.hash_of(token)).first()
        now = timezone.now()
        if found is None or found.ends < now or not found.owner.is_active:
            return None
        if found.used is None or now - found.used > dt.timedelta(minutes=1):
            Key._default_manager.filter(pk=found.pk).update(used=now)
        own = found.owner.person
        seat = seat_of(Person(own.name, own.role, own.groups, frozenset(found.scopes)), address_of(request))
        request.seat = seat  # type: ignore[attr-defined]
        return seat


class Session(SessionAuth):
    """Whoever is logged in, from a page of this site: what changes anything carries the token of its forms."""

    def authenticate(self, request: HttpRequest, key: str | None) -> Seat | None:
        """Their seat."""
        return getattr(request, "seat", None) if request.user.is_authenticated and request.user.is_active else None


api = NinjaAPI(
    title="Tollbook", version=__version__, auth=[KeyAuth(), Session()], docs_url=None, urls_namespace="api",
    description="The desk for programs. Every answer that is an error has one shape: error.code, error.message, "
    "error.remedy.",
)  # fmt: skip


def _said(status: int, code: str, message: str, remedy: str = "") -> HttpResponse:
    return JsonResponse({"error": {"code": code, "message": message, "remedy": remedy}}, status=status)


@api.exception_handler(AuthenticationError)
def _unknown_caller(request: HttpRequest, error: Any) -> HttpResponse:
    return _said(401, "login", "No key, or none that is valid.", "Make one at the desk: Your account, Keys.")


@api.exception_handler(RefusedError)
def _refused(request: HttpRequest, error: Any) -> HttpResponse:
    return _said(403, "refused", "This key or role does not allow it.", f"It needs the permission {error.permission}.")


@api.exception_handler(UnknownError)
def _missing(request: HttpRequest, error: Any) -> HttpResponse:
    return _said(404, "missing", "There is nothing here.")


@api.exception_handler(AskedWrongError)
def _wrong(request: HttpRequest, error: Any) -> HttpResponse:
    return _said(400, "not_understood", error.what, error.remedy)


@api.exception_handler(OvertakenError)
def _overtaken(request: HttpRequest, error: Any) -> HttpResponse:
    who = error.now.by if error.now else "Nobody"
    return _said(409, "overtaken", f"{who} decided on it meanwhile.", "Read it again, and decide with its seen.")


@api.exception_handler(RecordError)
def _broken(request: HttpRequest, error: Any) -> HttpResponse:
    return _said(503, "record", error.what, error.remedy)


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: Any) -> HttpResponse:
    first = error.errors[0] if error.errors else {}
    where = ".".join(str(part) for part in first.get("loc", ())[1:])
    return _said(400, "not_understood", f"{where}: {first.get('msg', 'not understood')}".strip(": "))


@api.exception_handler(HttpError)
def _http(request: HttpRequest, error: Any) -> HttpResponse:
    return _said(error.status_code, "bad_request" if error.status_code < 500 else "bug", str(error))
