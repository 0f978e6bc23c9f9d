"""The shape of a mention: parts of places, and the words that say what a place is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from tollbook.model import Place
from tollbook.resolve.gazetteer import Gazetteer, place_of
from tollbook.resolve.gazetteer_file import Entry
from tollbook.resolve.gazetteer_fold import key
from tollbook.resolve.places_choose import Chosen
from tollbook.resolve.places_words import Words

Found = tuple[int, int, Place, str]
_PART_OF = {"country": "region", "province": "region", "city": "part_of_city", "neighbourhood": "neighbourhood"}
_LOOK_BACK = 70


def shape(text: str, lower: str, chosen: list[Chosen], gazetteer: Gazetteer, words: Words) -> Iterator[Found]:
    """The mentions of the chosen places, with the words of parts and types beside them, disjoint and in order."""
    floor = 0
    for number, choice in enumerate(chosen):
        start, end = choice.hit.start, choice.hit.end
        if start < floor:
            continue
        if _seat(choice.before, words):
            continue
        if choice.hit.role == "people" or _adjective(lower, end, words):
            yield start, end, place_of(choice.entry, text[start:end]), "demonym"
        elif _beside(choice, words):
            limit = chosen[number + 1].hit.start if number + 1 < len(chosen) else len(text)
            place, start, end, kind = _whole(choice, lower, (floor, limit), gazetteer, words)
            yield start, end, replace(place, text=text[start:end]), kind
        else:
            yield start, end, place_of(choice.entry, text[start:end]), "name"
        floor = end


def _adjective(lower: str, end: int, words: Words) -> bool:
    """Whether a name and a hyphen say where somebody is from: "Iran-backed", "Geneva-based"."""
    if lower[end : end + 1] != "-":
        return False
    following = lower[end + 1 : end + 14].split(maxsplit=1)
    return bool(following) and following[0].rstrip(".,;:") in words.adjectival


def _seat(before: list[str], words: Words) -> bool:
    """Whether a place is where a body has its seat: "a monitor based in Britain" counts the dead of another country."""
    if len(before) < 3 or before[-1] not in words.locative or before[-2] not in words.seated:
        return False
    return not words.seats_of.isdisjoint(before[-5:-2])


def _beside(choice: Chosen, words: Words) -> bool:
    """Whether a word of a part or a type stands near a place."""
    for word in choice.after:
        if word.strip(".,;:)") in words.beside:
            return True
    return not words.parts.keys().isdisjoint(choice.before[-7:])


def _whole(
    choice: Chosen, lower: str, room: tuple[int, int], gazetteer: Gazetteer, words: Words
) -> tuple[Place, int, int, str]:
    """A place with the words beside it, within the room the mentions around it leave."""
    start, end = choice.hit.start, choice.hit.end
    place, kind = place_of(choice.entry, lower[start:end]), "name"
    if choice.after:
        after = words.after.match(lower, end, min(room[1], end + 60))
        if after is not None and not (after["region"] and 0 <= room[1] - after.end() <= 1 < len(lower) - room[1]):
            # but in "Yemen's northern Saada" it is Saada that is northern
            if after["kind"] and words.types[after["kind"]] != "rural":
                end = after.end() if place.precision != "country" else end
            else:
                division = words.divisions.get(after["division"] or after["kind"] or "", "")
                if division != "city":
                    place = _as_province(place, choice.entry, gazetteer)
                part = words.parts.get(after["part"] or after["region"] or "")
                place = _part(_below(place, division, gazetteer), part)
                end, kind = after.end(), "part"
    if not words.parts.keys().isdisjoint(choice.before[-7:]):
        before = words.before.search(lower, max(room[0], start - _LOOK_BACK), start)
        if before is not None:
            place = _part(place, words.parts.get(before["inner"] or ""))
            part = words.parts[before["part"] or before["region"]]
            division = "rural" if part == "rural" else words.divisions.get(before["division"] or "", "")
            if division != "city":
                place = _as_province(place, choice.entry, gazetteer)
            place = _part(_below(place, division, gazetteer), part if part != "rural" else None)
            start, kind = before.start(), "part"
    return place, start, end, kind


def _as_province(place: Place, entry: Entry, gazetteer: Gazetteer) -> Place:
    """The province instead of a city of the same name that is a small share of it: southern Idlib, but east Aleppo."""
    if place.precision != "city" or entry.capital or not entry.above or not entry.above[0].startswith("admin1:"):
        return place
    province = gazetteer.by_ident(entry.above[0])
    if province is None or key(province.name) not in (key(entry.name), key(place.text)):
        return place
    return place_of(province, place.text) if entry.population < 0.5 * province.population else place


def _below(place: Place, division: str, gazetteer: Gazetteer) -> Place:
    """The countryside of a city is its province's: "Aleppo countryside" lies outside the city of Aleppo."""
    if division != "rural":
        return place
    if place.precision == "city" and len(place.path) > 1 and place.path[1].startswith("admin1:"):
        province = gazetteer.by_ident(place.path[1])
        place = place_of(province, place.text) if province is not None else place
    return _part(place, "rural")


def _part(whole: Place, part: str | None) -> Place:
    """A part of a place: an identifier of its own below the whole's, and the whole's position."""
    if not part:
        return whole
    precision = _PART_OF.get(whole.precision, whole.precision)
    return replace(whole, precision=precision, path=(f"part:{part}:{whole.path[0]}", *whole.path))
