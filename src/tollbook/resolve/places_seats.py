"""Capitals told by their country: "the Iraqi capital", "Iraq's capital", "the capital of Iraq" are Baghdad."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from tollbook.lang import load
from tollbook.resolve.gazetteer import Gazetteer
from tollbook.resolve.gazetteer_file import Entry
from tollbook.resolve.gazetteer_fold import key
from tollbook.resolve.places_choose import Chosen

_AFTER = re.compile(
    r"(?:'s|')?\s+capital(?!\s+(?:city\s+)?(?:of|punishment|offence|offense|crime|market|region)|\w)(?:\s+city)?"
)
_BEFORE = re.compile(r"(?<!\w)(?:the\s+)?capital(?:\s+city)?\s+of\s+(?:the\s+)?$")
_NAMED = re.compile(r",?\s*(?:of\s+)?[^\W\d_a-z]", re.ASCII)


@cache
def _names() -> dict[str, str]:
    rows = load("en", "places")["seats"]["names"].replace("\n", " ").split(";")
    return {code: name.strip() for code, _, name in (row.strip().partition(" ") for row in rows)}


def seated(text: str, lower: str, chosen: list[Chosen], gazetteer: Gazetteer) -> list[Chosen]:
    """The places of a report, with the capital where the words mean it and no name of a place stands behind."""
    if "capital" not in lower:
        return chosen
    return [_seated(text, lower, choice, gazetteer) for choice in chosen]


def _seated(text: str, lower: str, choice: Chosen, gazetteer: Gazetteer) -> Chosen:
    if choice.entry.precision != "country" or choice.entry.country is None:
        return choice
    start, end = choice.hit.start, choice.hit.end
    after = _AFTER.match(lower, end)
    before = _BEFORE.search(lower, max(0, start - 24), start) if after is None else None
    if after is not None and not _NAMED.match(text, after.end()):
        end = after.end()
    elif before is not None:
        start = before.start()
    else:
        return choice
    seat = _seat(choice.entry.country, gazetteer)
    if seat is None:
        return choice
    return Chosen(replace(choice.hit, start=start, end=end, role="name"), seat, 1.0, choice.before, [])


def _seat(code: str, gazetteer: Gazetteer) -> Entry | None:
    name = _names().get(code)
    found = gazetteer.find(key(name)) if name else ()
    return next((c.entry for c in found if c.entry.country == code and c.entry.precision == "city"), None)
