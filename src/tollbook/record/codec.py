"""Claims as JSON and back, whole: nothing a claim holds is lost in the record.

:func:`tollbook.model.to_json` is the contract with the outside and leaves out what only we need (a
place's path, the rule); this is the record's own form.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import fields, is_dataclass, replace
from typing import Any

from tollbook.model import (
    Anchor,
    Claim,
    Conversion,
    Json,
    Perpetrator,
    Place,
    Population,
    Problem,
    Quantity,
    Span,
    Window,
    identity,
)
from tollbook.proof import canonical


def dump(value: Any) -> Any:
    """Plain JSON data of any value of the model, every field kept but what decisions of the record lay over it; a claim
    that quotes nobody has no ``quoting``."""
    kind = type(value)
    if value is None or kind in _PLAIN:
        return value
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return [dump(item) for item in value]
    names = _NAMES.get(kind) or _names(kind)
    if not names:
        return value
    data = {name: dump(getattr(value, name)) for name in names}
    if kind is Claim and not data["quoting"]:
        del data["quoting"]
    return data


_PLAIN = frozenset((str, int, float, bool))


_NAMES: dict[Any, tuple[str, ...]] = {}


def _names(kind: Any) -> tuple[str, ...]:
    """The fields of a dataclass, looked up once; none of any other type."""
    _NAMES[kind] = tuple(f.name for f in fields(kind) if f.name != "apart") if is_dataclass(kind) else ()
    return _NAMES[kind]


def load_claim(data: Json) -> Claim:
    """A claim from what :func:`dump` made of it. Raises KeyError or TypeError where that was tampered with."""
    place = data["place"]
    perpetrator = data["perpetrator"]
    window = data["window"]
    return Claim(
        **{
            **data,
            "quantity": Quantity(**data["quantity"]),
            "population": Population(**data["population"]),
            "place": None if place is None else Place(**{**place, "path": tuple(place["path"])}),
            "window": Window(**{**window, "start": load_date(window["start"]), "end": load_date(window["end"])}),
            "perpetrator": None if perpetrator is None else Perpetrator(**perpetrator),
            "means": tuple(data["means"]),
            "quoting": tuple(data.get("quoting", ())),
            "span": Span(*data["span"]),
            "published": load_date(data["published"]),
        }
    )


def load_problem(data: Json) -> Problem:
    """A problem from what :func:`dump` made of it."""
    span = data["span"]
    return Problem(data["where"], data["what"], data["why"], None if span is None else Span(*span))


def dump_conversion(conversion: Conversion | None) -> Json | None:
    """How a text was made, as JSON; anchors as lists, without a box where they have none."""
    if conversion is None:
        return None
    return {
        "converter": conversion.converter,
        "libraries": conversion.libraries,
        "detail": conversion.detail,
        "anchors": [
            [*anchor[:2], list(anchor.box)] if anchor.box else list(anchor[:2]) for anchor in conversion.anchors
        ],
    }


def load_conversion(data: Json | None) -> Conversion | None:
    """How a text was made, from what :func:`dump_conversion` made of it."""
    if data is None:
        return None
    anchors = tuple(Anchor(row[0], row[1], (*row[2],) if len(row) > 2 else None) for row in data["anchors"])
    return Conversion(data["converter"], data["libraries"], data["detail"], anchors)


def load_date(value: str | None) -> dt.date | None:
    """A date from its ISO form."""
    return None if value is None else dt.date.fromisoformat(value)


#: What made a reading of claims that a person made, and how the rule of such a claim begins.
BY_HAND = "by hand"


def claim_identity(claim: Claim) -> str:
    """What a claim of a record is called: a hash of its report and of all it says, but for its links to
    others. One made by hand is called by who made it and when, too: it is another claim than the one it corrects, even
    where it differs in its links alone.

    The same words read the same way in the same report are the same claim at every reading, so a
    judgement on it holds; and a figure changed in the database no longer fits the name of its claim.
    """
    data = dump(claim)
    for key in ("id", "part_of", "repeats"):
        del data[key]
    if not data["rule"].startswith(BY_HAND):
        del data["rule"]
    return identity("claim", canonical(data))


def adopt(claims: tuple[Claim, ...], report: str, published: dt.date | None, publisher: str | None) -> list[Claim]:
    """The claims of a reading as claims of a report of the record: named by it, and linked by those names.

    A claim read twice over is kept once. A link to a claim that is not among them is dropped.
    """
    names: dict[str, str] = {}
    adopted: dict[str, Claim] = {}
    for claim in claims:
        own = replace(
            claim,
            report=report,
            published=claim.published or published,
            publisher=claim.publisher or publisher,
        )
        name = claim_identity(own)
        names[claim.id] = name
        adopted.setdefault(name, own)

    def link(target: str | None, name: str) -> str | None:
        found = names.get(target) if target is not None else None
        return found if found != name else None

    return [
        replace(claim, id=name, part_of=link(claim.part_of, name), repeats=link(claim.repeats, name))
        for name, claim in adopted.items()
    ]
