"""The vocabulary of Tollbook as frozen data: what every other module speaks in.

Everything here is immutable and free of behaviour that needs the outside world. Data problems are values
(:class:`Problem`), never exceptions; exceptions are for bugs and for input or output that fails.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field, fields, is_dataclass
from operator import attrgetter
from typing import Any, Literal, NamedTuple

Json = dict[str, Any]

Measure = Literal["flow", "stock", "state", "statement"]
Modality = Literal["asserted", "denied", "possible", "predicted", "urged", "hypothetical"]
Extent = Literal["total", "event"]

#: How a number is qualified, from the firmest to the vaguest. ``none`` is an explicit zero ("no deaths"),
#: ``unquantified`` is harm without a number ("killed civilians").
HEDGES = (
    "exact", "more_than", "at_least", "less_than", "at_most", "nearly", "about", "between",
    "couple", "several", "dozens", "tens", "scores", "hundreds", "thousands", "tens_of_thousands",
    "hundreds_of_thousands", "millions", "unquantified", "none",
)  # fmt: skip

#: Units a quantity can count. ``people`` unless the words say otherwise.
UNITS = ("people", "households", "facilities", "attacks", "vehicles", "buildings", "places", "days")


class Span(NamedTuple):
    """Code points ``start`` to ``end`` (exclusive) of a report's text: ``text[start:end]`` are the words."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number as a report states it.

    ``low`` and ``high`` are inclusive bounds, ``None`` where that end is open; ``best`` is the number stated,
    ``None`` for a range or a vague word. ``text`` are the words of hedge and number together.
    All three ``None`` is an unquantified assertion: harm, and no number. It is never zero.
    """

    low: int | None = None
    high: int | None = None
    best: int | None = None
    hedge: str = "unquantified"
    unit: str = "people"
    text: str = ""

    @property
    def quantified(self) -> bool:
        """Whether any end or the stated number is known."""
        return self.low is not None or self.high is not None or self.best is not None


@dataclass(frozen=True, slots=True)
class Population:
    """Who was harmed: ``group`` is an identifier of the lattice in :mod:`tollbook.vocabulary`, ``text`` the words."""

    group: str = "people"
    text: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where: the words, and what the gazetteer knows about them.

    ``precision`` is one of ``point``, ``neighbourhood``, ``part_of_city``, ``city``, ``district``, ``province``,
    ``country``, ``region``, ``unknown``. ``path`` are the identifiers of the places above it, nearest first
    ("geoname:170063", "admin1:SY.09", "country:SY"), and begins with the place's own identifier: containment is
    a question of paths alone. A part of a place ("east Aleppo") has an identifier of its own
    ("part:east:geoname:170063") below the whole.
    """

    text: str
    name: str = ""
    geoname_id: int | None = None
    country: str | None = None
    lat: float | None = None
    lon: float | None = None
    precision: str = "unknown"
    path: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Window:
    """When: the days within which the harm lies, both inclusive; an end is ``None`` where the words leave it open.

    ``precision`` is ``hour``, ``day``, ``week``, ``month``, ``season``, ``year`` or ``open``, the grain of the words
    the window was read from.
    """

    start: dt.date | None = None
    end: dt.date | None = None
    precision: str = "open"
    text: str = ""


@dataclass(frozen=True, slots=True)
class Perpetrator:
    """By whom, by the account: the words, and the canonical actor where it is known."""

    text: str
    actor: str | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """One assertion in a report about harm, with the words that carry it.

    ``span`` are the words of the quantity where there is one, else of the word that states the harm. ``quote`` is
    the sentence. ``part_of`` and ``repeats`` are identities of earlier claims of the same report. ``statement`` is
    the kind of a ``statement`` measure (finding, condemnation, call, warning, denial). ``incident`` is a label: equal
    labels are one event, ``None`` may be any. ``apart`` are the labels of events known to be distinct from it; ``None``
    is how tables use labels: all labels whose ``apart`` is ``None`` too are distinct, but that the labels of a list
    ("acled::SYR17") are so only from each other, for two lists may tell of one event. A record's decisions set both;
    they are no part of what a report says. ``quoting`` are those on whose word the speaker says it, where the speaker
    is known to rest on others. ``rule`` names the pass and frame that made the claim.
    """

    id: str
    harm: str
    measure: Measure
    extent: Extent
    quantity: Quantity
    population: Population
    place: Place | None
    window: Window
    perpetrator: Perpetrator | None
    means: tuple[str, ...]
    speaker: str | None
    publisher: str | None
    modality: Modality
    part_of: str | None
    repeats: str | None
    quote: str
    span: Span
    statement: str | None = None
    incident: str | None = None
    report: str = ""
    published: dt.date | None = None
    rule: str = ""
    apart: tuple[str, ...] | None = None
    quoting: tuple[str, ...] = ()


class Anchor(NamedTuple):
    """From code point ``start`` of a report's text on, up to the next anchor, its words stand at ``place`` of the
    original.

    ``place`` is the page of a PDF ("page 3"), the XPath of an element of a page, the paragraph of a document, the part
    of a mail. ``box`` is the rectangle of the line on its page: left, top, right, bottom in points from the page's
    upper left corner.
    """

    start: int
    place: str
    box: tuple[float, float, float, float] | None = None


@dataclass(frozen=True, slots=True)
class Conversion:
    """How the text of a report was made of its original bytes: the same bytes, converter and libraries give it again.

    ``converter`` is its name and version ("pdf 1"), ``libraries`` those that did the parsing, with theirs, ``detail``
    what it had to decide, as an encoding. ``anchors`` lead from the text back to the original, in order of their
    starts; a text that was only decoded has none.
    """

    converter: str
    libraries: str = ""
    detail: str = ""
    anchors: tuple[Anchor, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """One document as somebody published it.

    ``sha256`` names its original bytes and ``part`` says which part of them it is, for a file that holds many.
    ``origin`` is where it came from, as given. ``conversion`` is how its text was made. ``id`` and ``number`` are what
    a record calls it; both are unset until one keeps it.
    """

    text: str
    sha256: str = ""
    part: str = ""
    publisher: str | None = None
    published: dt.date | None = None
    language: str | None = None
    title: str = ""
    origin: str = ""
    media_type: str = "text/plain"
    conversion: Conversion | None = None
    id: str = ""
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in the data that could not be read as it stands: where it is, what is wrong, what to do."""

    where: str
    what: str
    why: str = ""
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """An answer for one harm and population of one report: bounds, the best number, the claims that carry it."""

    harm: str
    population: str
    low: int | None
    high: int | None
    best: int | None
    claims: tuple[str, ...]
    contested: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """What reading one report gives: its claims, its own reckoning of them, and what could not be read."""

    claims: tuple[Claim, ...] = ()
    figures: tuple[Figure, ...] = ()
    problems: tuple[Problem, ...] = field(default=())


def identity(*parts: object) -> str:
    """SHA-256 over length-prefixed fields, in hexadecimal: no two lists of fields share one by concatenation."""
    pieces: list[bytes] = []
    for part in parts:
        raw = str(part).encode("utf-8", "surrogatepass")
        pieces += (len(raw).to_bytes(8, "big"), raw)
    return hashlib.sha256(b"".join(pieces)).hexdigest()


def to_json(value: Any) -> Any:
    """Plain JSON data for any value of this module: dates in ISO form, spans and tuples as lists.

    A claim's JSON keeps the keys of the ``extract`` contract; keys of the record (``report``, ``published``, ``rule``)
    and the unset ``statement``, ``incident`` and ``quoting`` are left out of it.
    """
    kind = type(value)
    if value is None or kind in _PLAIN:
        return value
    if kind is tuple or kind is list or kind is Span:
        return [to_json(item) for item in value]
    if isinstance(value, dt.date):
        return value.isoformat()
    shape = _shapes[kind] if kind in _shapes else _shape(kind)
    if shape is None:
        return value
    data = dict(zip(shape.names, shape.values(value), strict=True))
    for name in shape.nested:
        if data[name] is not None:
            data[name] = to_json(data[name])
    if kind is Claim:
        for key in ("statement", "incident", "quoting"):
            if not data[key]:
                del data[key]
    return data


_PLAIN = frozenset((str, int, float, bool))
_PLAIN_FIELDS = frozenset(f"{kind}{end}" for kind in ("str", "int", "float", "bool") for end in ("", " | None"))
_KEPT_BACK = {
    Claim: {"report", "published", "rule", "apart"},
    Place: {"path"},
    Report: {"conversion"},
}


class _Shape(NamedTuple):
    """What the JSON of a dataclass has: the names of its fields, how to get them, and which are not plain data."""

    names: tuple[str, ...]
    values: Callable[[Any], tuple[Any, ...]]
    nested: tuple[str, ...]


_shapes: dict[Any, _Shape | None] = {}


def _shape(kind: Any) -> _Shape | None:
    """The shape of a dataclass, kept; ``None`` for any other type."""
    shape = None
    left_out = _KEPT_BACK.get(kind, set())
    if is_dataclass(kind):
        kept = [f for f in fields(kind) if f.name not in left_out]
        names = tuple(f.name for f in kept)
        values = attrgetter(*names) if len(names) > 1 else lambda value: tuple(getattr(value, n) for n in names)
        shape = _Shape(names, values, tuple(f.name for f in kept if f.type not in _PLAIN_FIELDS))
    _shapes[kind] = shape
    return shape
