"""The shape of a mention: parts of places, the words that say what a place is, and names the gazetteer lacks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from tollbook.model import Place
from tollbook.resolve.gazetteer import Gazetteer, place_of
from tollbook.resolve.places_choose import Chosen
from tollbook.resolve.places_words import Words

Found = tuple[int, int, Place, str]
_PART_OF = {"country": "region", "province": "region", "region": "region", "city": "part_of_city"}


def shape(text: str, lower: str, chosen: list[Chosen], gazetteer: Gazetteer, words: Words) -> Iterator[Found]:
    """The mentions of the chosen places, with the words of parts and types beside them, disjoint and in order."""
    floor = 0
    for number, choice in enumerate(chosen):
        start, end = choice.hit.start, choice.hit.end
        if choice.hit.demonym is not None:
            yield start, end, place_of(choice.entry, text[start:end]), "demonym"
            floor = end
            continue
        limit = chosen[number + 1].hit.start if number + 1 < len(chosen) else len(text)
        start, end, place, kind = _whole(text, lower, choice, floor, limit, words)
        yield start, end, replace(place, text=text[start:end]), kind
        floor = end


def _whole(text: str, lower: str, choice: Chosen, floor: int, limit: int, words: Words) -> Found:
    start, end = choice.hit.start, choice.hit.end
    place = place_of(choice.entry, text[start:end])
    kind = "name"
    before = words.before.search(lower, max(floor, start - 70), start)
    after = words.after.match(lower, end, min(limit, end + 60))
    if after is not None and after["kind"]:
        if words.types[after["kind"]] == "rural":
            place, kind = _part(place, "rural"), "part"
        end = after.end()
    if before is not None:
        if before["inner"]:
            place = _part(place, words.parts[before["inner"]])
        return before.start(), end, _part(place, words.parts[before["part"]]), "part"
    if after is not None and after["part"]:
        return start, after.end(), _part(place, words.parts[after["part"]]), "part"
    return start, end, place, kind


def _part(whole: Place, part: str) -> Place:
    """A part of a place: an identifier of its own below the whole's, and the whole's position."""
    precision = _PART_OF.get(whole.precision, whole.precision)
    return replace(whole, geoname_id=whole.geoname_id, precision=precision, path=(f"part:{part}:{whole.path[0]}", *whole.path))
