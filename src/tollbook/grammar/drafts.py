"""A claim while its report is being read, and what the resolvers give to make it of."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from tollbook.grammar.groups import Group
from tollbook.grammar.places import Atlas, Heading, Where, within
from tollbook.model import Extent, Measure, Modality, Perpetrator, Place, Quantity, Span, Window


class When(NamedTuple):
    """A time expression of a sentence: offsets, window and role (see resolve.dates)."""

    start: int
    end: int
    window: Window
    role: str


class Who(NamedTuple):
    """An attribution: offsets of the speaker, its text, the stretch it vouches for, its kind (see resolve.speakers)."""

    start: int
    end: int
    text: str
    scope_start: int
    scope_end: int
    kind: str


class Actor(NamedTuple):
    """An armed actor named in a sentence: offsets and canonical name."""

    start: int
    end: int
    name: str


@dataclass(slots=True)
class Draft:
    """A claim while its report is being read."""

    harm: str
    measure: Measure
    extent: Extent
    quantity: Quantity
    population: str
    population_text: str
    span: Span
    quote: Span
    modality: Modality
    rule: str
    group: Group | None
    sentence: int
    part: bool = False
    place: Place | None = None
    place_near: bool = False
    window: Window = field(default_factory=Window)
    window_near: bool = False
    perpetrator: Perpetrator | None = None
    means: tuple[str, ...] = ()
    speaker: str | None = None
    statement: str | None = None
    part_of: int | None = None
    repeats: int | None = None
    background: bool = False
    head: int = -1


@dataclass(slots=True)
class Context:
    """What the resolvers found in a report, and what carries over from one sentence to the next."""

    text: str
    lower: str
    anchor: dt.date | None
    places: Sequence[Where]
    attributions: Sequence[Who]
    resolve_actor: Callable[[str, str | None], str | None]
    atlas: Atlas
    place: Place | None = None
    window: Window | None = None
    group: Group | None = None
    total: bool = False
    home: Place | None = None
    heading: Heading = field(default_factory=Heading)
    place_at: int = -1
    window_at: int = -1
    told: int = 0
    lined: tuple[int, Window] | None = None
    victims: frozenset[int] = frozenset()
    labels: dict[int, Where] = field(default_factory=dict)
    places_here: list[Where] = field(default_factory=list)
    attributions_here: list[Who] = field(default_factory=list)
    costs: dict[tuple[int, str], int | None] = field(default_factory=dict)

    def enter(self, start: int, end: int) -> None:
        """Set what lies in the sentence at hand, so that a long report costs no more a sentence than a short one."""
        self.costs = {}
        self.places_here = within(self.places, start, end)
        stop = bisect_left(self.attributions, end, key=lambda who: who.scope_start)
        near = self.attributions[max(0, stop - _REACH) : stop]
        self.attributions_here = [w for w in near if max(w.end, w.scope_end) > start]


_REACH = 64  # attributions looked back over: a scope is a sentence or a quotation of some
