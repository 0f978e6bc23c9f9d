"""The way from a request to the desk: who is asking, and the record as they may see it."""

from __future__ import annotations

from typing import cast

from django.conf import settings
from django.http import HttpRequest

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


def at(request: HttpRequest) -> Seat:
    """The seat of whoever is logged in."""
    return cast(Request, request).seat
