"""Where a harm lies when no name stands right beside it: the finest of a chain, "the town", "there", the headline.

"In Homs province of Syria" names two places, and the harm lies in the smaller. "The town" is the last town named,
"there" the place just told of. Where a report names no place with its first claims, they lie where its headline says.
"""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from tollbook.lang import load
from tollbook.model import Place, Window


class Where(NamedTuple):
    """A place mention: offsets, place and kind (see resolve.places; ``anaphor``: words that point back to one)."""

    start: int
    end: int
    place: Place
    kind: str


@dataclass(frozen=True, slots=True)
class Heading:
    """What the headings over a sentence say of it: where and when it lies, and which of the sentences they are.

    ``listed`` is whether the sentence is a line of a form, a table or a list, which leans on its headings alone.
    """

    place: Place | None = None
    place_at: int = -1
    window: Window | None = None
    window_at: int = -1
    listed: bool = False


def within(places: Sequence[Where], start: int, end: int) -> list[Where]:
    """The places that lie in a stretch of the text, of all in order."""
    first = bisect_left(places, start, key=lambda where: where.start)
    stop = bisect_left(places, end, lo=first, key=lambda where: where.start)
    return [where for where in places[max(0, first - 1) : stop] if where.end > start]


def inside(a: Place | None, b: Place | None) -> bool:
    """Whether ``a`` lies in ``b`` and is not the whole of it."""
    return a is not None and b is not None and bool(a.path and b.path) and b.path[0] in a.path[1:]


_TITLE = 100  # code points up to which a first line is a title, dashes and all
_CHAIN = 40  # code points between two names of one chain
_HEAD = 240  # code points of a report that hold its headline and dateline
_SICKBED = 90  # code points before a name that tell of those taken there
_SCENE = 220  # code points that a sentence which sets the scene may lie back
_BACK = 60  # places looked back over for what "the town" is


class _Words:
    def __init__(self, language: str) -> None:
        table = load(language, "places")["anaphora"]
        kinds = {noun: frozenset(row["precision"]) for row in table["kinds"].values() for noun in row["nouns"]}
        nouns = "|".join(sorted(kinds, key=lambda n: -len(n)))
        self.kinds = kinds
        self.back = re.compile(
            rf"(?<!\w)(?:(?:{'|'.join(table['determiners'])})\s+(?:(?:{'|'.join(table['adjectives'])})\s+)?(?P<noun>{nouns})"
            rf"(?!\s+(?:{'|'.join(table['not_before'])})(?!\w))|(?P<here>{'|'.join(table['here'])})"
            rf"|(?P<wide>{'|'.join(table['nationwide'])}))(?![\w'])"
        )
        self.between = re.compile(
            rf"(?:'?s)?\s*,?\s*(?:(?:{'|'.join(table['between'])})(?!\w)\s*)?(?:[\w'-]+\s*){{0,4}},?\s*"
        )
        self.beside = re.compile(rf"(?<!\w)(?:{'|'.join(table['beside'])})\s+$")
        self.dateline = re.compile(r"[^\n.:]{2,80}(?:--|–|—|\s-\s|\)\s*:)")
        self.having = re.compile(rf"\s+(?:{'|'.join(table['having'])})\s+(?:\w+ ){{0,3}}?\d")
        self.events = re.compile(rf"\s+(?:{'|'.join(table['events'])})(?!\w)")
        self.peoples = re.compile(rf"(?:-\w+)?(?:\s+and\s+[\w-]+)?\s+(?:{'|'.join(table['peoples'])})(?!\w)")
        self.scene = re.compile(rf"(?<!\w)(?:{'|'.join(table['scene'])})\s+(?:the\s+)?(?:[\w-]+\s+){{0,2}}$")
        self.country = re.compile(rf"(?<!\w)(?:{'|'.join(table['whole_country'])})(?!\w)")
        self.of_state = re.compile(rf"\s+(?:{'|'.join(table['of_state'])})(?!\w)")
        self.a_city = re.compile(rf"'s?\s+(?:[\w-]+\s+){{0,3}}(?:{'|'.join(table['a_city'])})(?!\w)(?!\s+of)")
        self.sickbed = re.compile(
            rf"(?<!\w)(?:{'|'.join(table['taken'])})(?!\w)[^.;,]{{0,60}}?(?<!\w)(?:{'|'.join(table['sickbeds'])})\s+"
            r"(?:in|of|at)\s+(?:the\s+)?(?:[\w-]+\s+){0,3}$"
        )
        self.launched = re.compile(
            rf"(?<!\w)(?:{'|'.join(table['launched'])})\s+from\s+(?:(?:{'|'.join(table['launch_sites'])})\s+){{0,6}}$"
        )
        self.row = re.compile(
            rf"(?:\s*,\s*|\s*,?\s*(?P<last>{'|'.join(table['row'])})\s+)(?:(?:in|at|on|near|the)\s+)*"
            rf"(?:(?:{'|'.join(table['row_nouns'])})\s+(?:of\s+)?)*"
        )
        self.no_chain = re.compile(rf"(?<!\w)(?:{'|'.join(table['no_chain'])})(?!\w)")


@cache
def _words(language: str = "en") -> _Words:
    return _Words(language)


def finest(chosen: Where, places: Sequence[Where], lower: str) -> Where:
    """The smallest place of the chain that a place stands in: "Atmeh, in the province of Idlib", "Syria's Homs"."""
    best = chosen
    for where in (*places, *places[::-1][1:]):  # there and back: "the hamlet of X, in Y province of Z"
        if where.kind == "demonym" or where is best:
            continue
        first, second = (where, best) if where.start < best.start else (best, where)
        gap = lower[first.end : second.start]
        if second is where and gap == " of " and _SUBURB.search(best.place.text.lower()):
            best = where  # "the Damascus suburb of eastern Ghouta"
        if second is where and gap.rstrip() in ("'s", "'"):  # "Congo's North Kivu", whichever Congo was taken for it
            best = where
        unknown = where.kind == "generic" and second is best and _may_lie_in(where.place, best.place)
        if not unknown and not inside(where.place, best.place) and not (second is best and _said_in(where, best, gap)):
            continue
        if 0 <= len(gap) <= _CHAIN and _words().between.fullmatch(gap) and not _words().no_chain.search(gap):
            best = where
    return best


def told_by_heading(a: Window, b: Window) -> bool:
    """Whether a time ("this week") is the one that the heading over it gives exactly."""
    if not a.text.lower().startswith(_THIS):
        return False
    return None not in (a.start, a.end, b.start, b.end) and a.start <= b.end + _LATE  # type: ignore[operator]


_THIS = ("this ", "the week", "the month", "in the week")
_LATE = dt.timedelta(days=7)  # a weekly list is published some days after its week


def of_heading(named: Sequence[Where], lower: str) -> Place:
    """The place a heading puts what is under it: the first, or what alone lies in it ("AFGHANISTAN: Kunduz update")."""
    first = finest(named[0], named, lower)
    inner = {where.place.path[0]: where for where in named if inside(where.place, first.place)}
    return next(iter(inner.values())).place if len(inner) == 1 else first.place


def _said_in(small: Where, wide: Where, gap: str) -> bool:
    """Whether the words put a town in what the gazetteer does not: "Mingora, in the Swat valley"."""
    if small.place.country != wide.place.country or small.place.precision not in _SMALL:
        return False
    return wide.place.precision in _WIDE and _IN.match(gap) is not None


_SMALL = frozenset(("city", "neighbourhood", "part_of_city", "point", "unknown"))
_WIDE = frozenset(("district", "province", "region"))
_IN = re.compile(r",?\s+(?:also\s+)?in\s")


def _may_lie_in(unknown: Place, place: Place) -> bool:
    """Whether a place that no gazetteer has can lie in another beside it: "Hass, in Idlib province"."""
    return not unknown.path or unknown.path[1:2] == place.path[1:2]


# ---------------------------------------------------------------- how a name stands

_LOCATIVE = re.compile(
    r"\b(?:in|at|near|on|of|from|inside|outside|around|across|throughout|to|into|within|fled)\s+"
    r"(?:the\s+)?(?:[\w-]+\s+){0,3}$"
)
_DATELINE = re.compile(r"\s*(?:[:,(–—]|--|-\s)")
_OTHER_PREPOSITION = re.compile(r"\b(?:against|with|than|like|as|a|by)\s+(?:the\s+)?$")
#: "12 June, Lasta: 4 farmers killed", a line of a list by days.
_DATED_LABEL = re.compile(r"\W*\d{1,2} [a-z]{3,9}\.?(?: \d{4})?, (?:near |outside )?")
_DATED = 36  # code points before the name in such a line
_VERB = 60  # what a verb between costs (nearness.py)
_SUBURB = re.compile(r" (?:suburb|town|village|township|camp|neighbou?rhood)$")
_COUNTED = re.compile(r"\d\s+$")
_TOWARDS = ("towards ", "toward ")
_OTHER_END = 110  # in characters: farther than the verb and the other end behind it
_ARRIVING = ("displaced", "returned")
_MOVING = frozenset(("displaced", "evacuated", "returned"))
_ETHNIC = ("ethnic ", "ethnically ")
STREET = re.compile(r"\s+(?:street|avenue|boulevard|st\.)(?!\w)")
_WAY = r"(?:(?!(?:to|into|in|from|at|of|near|entered|reached|arriv\w+|crossed)\b)\w+\s+){0,3}$"
_FROM = re.compile(rf"\b(?:from|out of)\s+{_WAY}")
_TO = re.compile(rf"\b(?:to|into|towards?|reached|entered|arriv\w+\s+(?:in|at))\s+{_WAY}")


def taken_to(where: Where, lower: str, start: int) -> bool:
    """Whether a name tells where the harmed were taken: "eleven were being treated at a hospital in Zonkwa"."""
    before = lower[max(start, where.start - _SICKBED) : where.start]
    return "in" in before and _words().sickbed.search(before) is not None


def tells_both_ends(harm: str, places: Sequence[Where], lower: str, start: int) -> bool:
    """Whether a sentence tells where people on the move came to, so that where they came from is the other end."""
    return harm in _MOVING and any(_TO.search(lower, max(start, w.start - 24), w.start) for w in places)


def standing_cost(where: Where, ways: str, lower: str, start: int) -> int | None:
    """What the words beside a name cost it as the place of a harm, in characters; None where it is no place of harm.

    ``ways`` is the harm where both ends of a way are told: people count where they come to, or are taken from.
    """
    if (
        where.kind == "demonym"
        or _words().peoples.match(lower, where.end)
        or _COUNTED.search(lower, max(start, where.start - 3), where.start)
    ):
        return None  # "the Lulua community", "90,000 Rakhine"
    if lower.endswith(_ETHNIC, start, where.start):
        return None  # "ethnic Amhara villagers"
    if where.place.precision == "country" and _words().of_state.match(lower, where.end):
        return None  # "soldiers of the Burkina Faso army"
    if _OTHER_PREPOSITION.search(lower, max(start, where.start - 24), where.start):
        return None
    if ways not in _MOVING and lower.endswith(_TOWARDS, start, where.start):
        return None  # "14 deaths and 300 families displaced towards Kalehe"
    if _words().launched.search(lower, max(start, where.start - 60), where.start):
        return None  # "shells fired from a base in Monywa hit a monastery in Kani"
    cost = 0
    labels = lower.startswith(":", where.end)
    if labels and where.start > start + 1:
        labels = where.start - start < _DATED and _DATED_LABEL.fullmatch(lower, start, where.start) is not None
    if labels and (start > _HEAD or (start and _BARE_COUNT.match(lower, where.end))):
        return -80  # "Homs: 9 civilians killed", in a list by places
    if ways and where.kind != "anaphor":
        other_end = _TO if ways == "evacuated" else _FROM
        cost += _OTHER_END if other_end.search(lower, max(start, where.start - 24), where.start) else 0
    told = _words().events.match(lower, where.end) is not None and lower.endswith("the ", start, where.start)
    if _words().having.match(lower, where.end) is not None:
        return -_VERB  # as near as without the verb: "Salahadin suffered 64 killed"
    if not told and not _LOCATIVE.search(lower, max(start, where.start - 40), where.start):
        here = ways in _ARRIVING and _TO.search(lower, max(start, where.start - 24), where.start)  # "entered India"
        cost += 0 if here else 50
    if where.start <= start + 1 and _DATELINE.match(lower, where.end):
        cost += 300  # "MOGADISHU: ...", "Lima, 3 June (EFE) -- ...": where it was written
    return cost


#: "Homs: 9 (5 by shelling)": behind a dateline stands no bare number.
_BARE_COUNT = re.compile(r":[ \t]*\d[\d,]*[ \t]*(?:[(,;\n]|$)")


# ---------------------------------------------------------------- what stands for a name


def pointed_back(places: Sequence[Where], last: Place | None, lower: str, start: int, end: int) -> Iterator[Where]:
    """What "the town", "the country" and "there" in a stretch of the report stand for, where it was named before.

    ``places`` are those of the whole report, in order; ``last`` is the one that was told of last.
    """
    for match in _words().back.finditer(lower, start, end):
        noun = match["noun"]
        next_one = bisect_left(places, match.start(), key=_start)
        if any(w.start < match.end() and match.start() < w.end for w in places[max(0, next_one - 1) : next_one + 1]):
            continue  # "the Dominican Republic"
        if match["wide"] is not None:
            place = _last_named(places, match.start(), _COUNTRY, lower)
        elif noun is None:
            here = [w for w in within(places, start, match.start()) if w.kind != "demonym" and w.start >= start]
            last = here[-1].place if here else last
            place = (last or _dateline(places, lower)) if match.start() > start else None
        else:
            place = _last_named(places, match.start(), _words().kinds[noun], lower)
        if place is not None:
            yield Where(match.start(), match.end(), place, "anaphor")


_COUNTRY = frozenset(("country",))


def _last_named(places: Sequence[Where], at: int, precisions: frozenset[str], lower: str) -> Place | None:
    stop = bisect_left(places, at, key=_start)
    for where in reversed(places[max(0, stop - _BACK) : stop]):
        beside = _words().beside.search(lower, max(0, where.start - 24), where.start)
        if where.place.precision in precisions and where.kind != "demonym" and not beside:
            return where.place
    if precisions == _COUNTRY:  # "the Burkinabe town of Djibo ... Nationwide"
        named = [w.place for w in places[max(0, stop - _BACK) : stop] if w.kind == "demonym"]
        return next((place for place in reversed(named) if place.precision == "country"), None)
    return None


def of_headline(places: Sequence[Where], lower: str) -> Place | None:
    """The place that the headline names; a dateline is where the report was written, and tells nothing of the harm."""
    line = lower.find("\n")
    if not 0 < line < _HEAD or lower[line - 1] in ".,;":
        return None
    listed = lower[line:].lstrip(" ")[1:2] in ("-", "•", "*", "●", "\n")
    if not listed and line > _TITLE and _words().dateline.match(lower, 0, line):
        return None
    head = [where for where in places[: bisect_left(places, line, key=_start)] if where.kind != "demonym"]
    return of_heading(head, lower) if head else None


def of_country(lower: str, start: int, end: int) -> bool:
    """Whether a sentence counts for a whole country or a whole war, and not for the last town: "half of the
    population", "since the war began".
    """
    return _words().country.search(lower, start, end) is not None


def lasted(window: Window) -> bool:
    """Whether a window is of the length of a war: what is counted over it is a country's, not the last town's."""
    start, end = window.start, window.end
    return start is not None and end is not None and end - start >= _WAR


_WAR = dt.timedelta(days=300)


#: The place of an identifier, as some words of the report call it.
Atlas = Callable[[str, str], Place | None]


def country_of(place: Place, places: Sequence[Where], atlas: Atlas) -> Place | None:
    """The country of a place, as the report names it, or as the atlas does where it names it nowhere."""
    if place.precision == "country":
        return place
    named = (w.place for w in places if w.place.precision == "country" and w.place.country == place.country)
    return next(named, None) or atlas(f"country:{place.country}", place.text)


def listed_with(chosen: Where, places: Sequence[Where], lower: str) -> list[Where]:
    """The places that one is told in one breath with, itself among them: "in Homs, Hama and Idlib"."""
    row: list[Where] = []
    last = False  # whether an "and" has closed the row
    for where in places:
        if where.kind in ("demonym", "anaphor"):
            continue
        gap = lower[row[-1].end : where.start] if row else ""
        joined = _words().row.fullmatch(gap) if row and not last else None
        if joined is None or any(inside(where.place, w.place) or inside(w.place, where.place) for w in row):
            if last and chosen in row:
                return row
            row, last = [where], False
        else:
            row.append(where)
            last = joined["last"] is not None
    return row if last and chosen in row else [chosen]


def around(row: Sequence[Where], text: str, atlas: Atlas) -> Place | None:
    """The smallest place that holds all of a row; None where none is known."""
    for step in row[0].place.path[1:]:
        if all(step in where.place.path for where in row) and (found := atlas(step, text)) is not None:
            return found
    return None


def behind_label(label: Where, places: Sequence[Where], end: int, lower: str) -> Where:
    """The place within a list's place that the line tells behind its number: "Jonglei: 7 people killed in Gumuruk"."""
    for where in places:
        if where.start < end or where.kind == "demonym":
            continue
        held = inside(where.place, label.place) or (where.kind == "generic" and _may_lie_in(where.place, label.place))
        between = lower[end : where.start]
        if (
            held
            and not any(map(str.isdigit, between))
            and _LOCATIVE.search(lower, max(end, where.start - 40), where.start)
        ):
            return where
        break
    return label


def dateline_city(where: Where, places: Sequence[Where], lower: str) -> Place | None:
    """The city of the dateline for "Ukraine's second-largest city"."""
    if where.place.precision != "country" or not _words().a_city.match(lower, where.end):
        return None
    place = _dateline(places, lower)
    return place if place is not None and inside(place, where.place) else None


def of_before(places: Sequence[Where], lower: str, at: int) -> Where | None:
    """The place where the sentence before has set the scene: "Fighting went on in Aleppo. Nine people were killed"."""
    stop = bisect_left(places, at, key=_start)
    for where in reversed(places[max(0, stop - 3) : stop]):
        if where.kind == "demonym" or where.start < at - _SCENE or _words().dateline.match(lower, where.start):
            continue
        if _words().scene.search(lower, max(0, where.start - 24), where.start):
            return finest(where, places[max(0, stop - 3) : stop], lower)
    return None


def _dateline(places: Sequence[Where], lower: str) -> Place | None:
    """The place before the mark of a dateline: "MALAKAL, South Sudan - "."""
    first = places[0] if places and places[0].start < _HEAD else None
    return first.place if first is not None and _words().dateline.match(lower, first.start) else None


def _start(where: Where) -> int:
    return where.start
