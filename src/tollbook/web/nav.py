"""The way around: the pages by what one does there, each shown to those who may."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext_lazy as _

from tollbook import __version__
from tollbook.desk.keeping import reports


@dataclass(frozen=True, slots=True)
class Way:
    """A page of the navigation: the name of its URL, what it is called, which permission it takes. ``section`` is what
    the names of the URLs of its pages begin with, so that the way is marked on all of them."""

    url: str
    label: str | Promise
    needs: str = "read"

    @property
    def section(self) -> str:
        """What its own pages are called by."""
        return self.url.partition("-")[0]


#: Pages by what one does there.
WAYS: list[tuple[str | Promise, list[Way]]] = [
    (
        _("Work"),
        [Way("inbox", _("Inbox")), Way("review", _("Review"), "decide"), Way("incidents", _("Incidents"))],
    ),
    (
        _("Answer"),
        [
            Way("ask", _("Ask")),
            Way("map", _("Map")),
            Way("timeline", _("Timeline")),
            Way("situation", _("Situation report")),
        ],
    ),
    (
        _("Record"),
        [
            Way("sources", _("Sources")),
            Way("places", _("Places")),
            Way("people", _("People"), "administer"),
            Way("log", _("Log")),
        ],
    ),
]


def page(request: HttpRequest) -> dict[str, Any]:
    """What every page is given."""
    match = request.resolver_match
    here = (match.url_name or "").partition("-")[0] if match else ""
    here = "inbox" if here == "report" else here
    context: dict[str, Any] = {
        "version": __version__, "here": here, "record_name": settings.RECORD.name,
        "dir": "rtl" if get_language_bidi() else "ltr",
    }  # fmt: skip
    seat = getattr(request, "seat", None)
    if seat is None:
        return context
    person = seat.person
    ways = [(label, [way for way in some if person.may(way.needs)]) for label, some in WAYS]
    may = {name: person.may(name) for name in ("work", "decide", "release", "administer")}
    # Asked for by pages that have nothing to show.
    context["nothing_yet"] = SimpleLazyObject(lambda: not reports(seat)[1])
    return {**context, "ways": [(label, some) for label, some in ways if some], "person": person, "may": may}
