"""What is asked: a harm, a population, a place, a window, and from whose mouth."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from tollbook.model import Json, Place
from tollbook.vocabulary import HARMS, POPULATIONS


@dataclass(frozen=True, slots=True)
class Question:
    """The scope of a figure. ``None`` is no restriction: any place, any day, any perpetrator, every speaker.

    ``start`` and ``end`` are inclusive. ``according_to`` keeps one source (a speaker, or the publisher of
    what no one is named for); ``known_on`` keeps what was published by that day. ``measure`` asks for flows or for
    stocks where a harm has both (its usual one where ``None``); ``household`` is how many people a household is,
    where somebody states it: without it households are never people. Raises ValueError for a harm
    or a population that is not of the vocabulary, for a window that ends before it starts, and for a household of less
    than one.
    """

    harm: str
    population: str = "people"
    place: Place | None = None
    start: dt.date | None = None
    end: dt.date | None = None
    perpetrator: str | None = None
    according_to: str | None = None
    known_on: dt.date | None = None
    measure: Literal["flow", "stock"] | None = None
    household: float | None = None

    def __post_init__(self) -> None:
        if self.harm not in HARMS:
            raise ValueError(f"unknown harm {self.harm!r}: one of {', '.join(HARMS)}")
        if self.population not in POPULATIONS:
            raise ValueError(f"unknown population {self.population!r}: one of {', '.join(POPULATIONS)}")
        if self.start and self.end and self.start > self.end:
            raise ValueError(f"the window ends ({self.end}) before it starts ({self.start})")
        if self.household is not None and not self.household >= 1:
            raise ValueError(f"a household of {self.household:g} people: it is of one or more")

    def to_json(self) -> Json:
        """The question as plain data; the perpetrator, the source and the size of a household only where they were
        given."""
        data: Json = {
            "harm": self.harm,
            "population": self.population,
            "place": (self.place.name or self.place.text) if self.place else None,
            "start": self.start.isoformat() if self.start else None,
            "end": self.end.isoformat() if self.end else None,
        }
        if self.perpetrator is not None:
            data["perpetrator"] = self.perpetrator
        if self.according_to is not None:
            data["according_to"] = self.according_to
        if self.household is not None:
            data["household"] = self.household
        return data
