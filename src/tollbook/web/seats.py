"""The way from a request to the desk: who is asking, and the record as they may see it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from allauth.account.decorators import reauthentication_required
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from tollbook.desk.access import Person, Seat, seat


class Request(HttpRequest):
    """A request of somebody who is logged in, with their seat."""

    seat: Seat


def address_of(request: HttpRequest) -> str:
    """Where a request comes from. ``waitress`` has replaced it by what a trusted proxy says."""
    return str(request.META.get("REMOTE_ADDR") or "unknown")


def seat_of(person: Person, address: str) -> Seat:
    """A person's seat at the record that is served."""
    return seat(settings.RECORD, "default", person, address)


P = ParamSpec("P")
Fresh = Callable[Concatenate[HttpRequest, P], HttpResponse]


def fresh(permission: str) -> Callable[[Fresh[P]], Fresh[P]]:
    """A page that wants the password again, of those who have a permission; the others are refused at once."""

    def mark(view: Fresh[P]) -> Fresh[P]:
        again = reauthentication_required(view)

        @wraps(view)
        def checked(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            at(request).need(permission)
            return cast(HttpResponse, again(request, *args, **kwargs))

        return checked

    return mark


def at(request: HttpRequest) -> Seat:
    """The seat of whoever is logged in."""
    return cast(Request, request).seat
