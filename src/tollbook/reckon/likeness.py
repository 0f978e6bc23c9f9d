"""How like two tellings are: reasons for and against their being of one event, each with a weight, and a score.

The weights are log odds, as in record linkage (I. Fellegi and A. Sunter, A theory for record linkage, 1969): what is
likely among tellings of one event and rare among tellings of two speaks for one, by as much as the ratio of the two
likelihoods; what is the other way round speaks against it. They add up, beginning with :data:`PRIOR` (most tellings of
one province and week are of different events), and the score is the chance that the sum stands for:
``1 / (1 + e**-sum)``. Each weight was set by hand from the worked cases in ``cases/incidents`` and stands in
:data:`WEIGHTS`; nothing is learned from a record, so the same two tellings have the same score in any.

A toll says more the rarer it is: many strikes kill one or two, few kill forty-seven. What a reason says against one
event is never outweighed silently: it is listed, and a policy can insist that there is none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import asin, cos, exp, radians, sin, sqrt

from tollbook.lang import load
from tollbook.reckon.scope import exclusive, may_share
from tollbook.reckon.tellings import UNKNOWN, Telling, Toll, in_order, stated
from tollbook.vocabulary import HARMS

#: The log odds that two tellings of one province, on days that can meet, are of one event, before anything is compared.
PRIOR = -3.0

WEIGHTS = {
    "same_day": 1.6, "meeting_days": 0.9, "next_day": -0.6, "within_days": 0.1, "reported_together": 0.5,
    "same_spot": 2.2, "same_town": 1.4, "same_part": 1.1, "same_district": 0.5, "same_province": 0.1,
    "same_country": -0.6, "inner_place": 1.0, "vague_place": 0.3, "part_place": 0.5, "no_place": -0.3,
    "unknown_place": -0.8, "beside": -1.5, "other_town": -5.0, "other_spot": -3.5,
    "agreeing_toll": 0.6, "near_toll": 0.7, "rising_toll": 0.2, "far_toll": -2.5, "no_toll": -3.0,
    "same_part_toll": 0.7,
    "same_means": 0.9, "like_means": 0.2, "other_means": -2.2,
    "same_target": 1.3, "other_target": -1.4,
    "same_name": 1.5, "same_words": 4.0,
    "same_actor": 0.5, "other_actor": -0.7,
    "same_speaker": 0.5, "other_people": -2.5,
    "one_outlet": -0.6, "fits_another": -1.5,
}  # fmt: skip

#: What the same number is worth, by the least number it is worth that for. A round one is worth four fifths.
SAME_TOLL = ((31, 2.6), (11, 1.8), (6, 1.4), (3, 1.0), (2, 0.6), (1, 0.4), (0, 0.2))
#: Tolls are near that differ by at most two, or by a fifth of the greater; far apart if one is over twice the other.
NEAR, NEAR_SHARE, FAR_SHARE = 2, 0.2, 2.0
#: Tolls within a tenth are worth this much of what the same number would be.
VERY_NEAR_SHARE, VERY_NEAR = 0.1, 0.6
#: The share of words two tellings must have in common, of how many at least, to be the same words.
SAME_WORDS, FEWEST_WORDS = 0.8, 8
#: Kilometres: an event between two places is told as of either.
BESIDE = 8.0
#: Means of one family can be one weapon told in other words.
FAMILIES = (
    frozenset({"airstrike", "barrel_bomb", "cluster_munition", "incendiary", "chemical", "drone", "rocket"}),
    frozenset({"shelling", "rocket", "explosive", "cluster_munition", "incendiary", "chemical"}),
    frozenset({"explosive", "car_bomb", "suicide_attack"}),
    frozenset({"explosive", "airstrike"}),
    frozenset({"shooting", "blade", "beating", "arson"}),
)
#: How near a place must be known for two different ones to be different events.
SPOTS, TOWNS = ("point", "neighbourhood"), ("point", "neighbourhood", "part_of_city", "city")
_SAME_PLACE = {
    "point": "same_spot", "neighbourhood": "same_spot", "city": "same_town", "part_of_city": "same_part",
    "district": "same_district", "province": "same_province", "country": "same_country", "region": "same_country",
    "unknown": "same_town",
}  # fmt: skip
#: The harm whose number tells events apart best, first.
TOLD_FIRST = ("killed", "casualties", "injured", "abducted")


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that speaks for two tellings being of one event (a weight above zero) or against it (below)."""

    code: str
    weight: float
    words: tuple[tuple[str, str], ...] = ()

    @property
    def text(self) -> str:
        """The reason in words."""
        template: str = load("en", "incidents")["reason"][self.code]
        return template.format(**dict(self.words))


@dataclass(frozen=True, slots=True)
class Likeness:
    """The reasons, the heaviest first, and the log odds they come to."""

    reasons: tuple[Reason, ...]
    odds: float = field(default=0.0)

    @property
    def score(self) -> float:
        """The chance that the two are one event, from 0 to 1, in thousandths."""
        return chance(self.odds)

    def less(self, reason: Reason) -> Likeness:
        """The same with one more reason."""
        return weighed([*self.reasons, reason])


def chance(odds: float) -> float:
    """What log odds stand for, in thousandths."""
    return round(1 / (1 + exp(-odds)), 3)


def weighed(reasons: list[Reason]) -> Likeness:
    """Reasons in order, and their sum."""
    ordered = sorted(reasons, key=lambda r: (-abs(r.weight), r.code, r.words))
    return Likeness(tuple(ordered), round(PRIOR + sum(r.weight for r in ordered), 3))


def reason(code: str, weight: float | None = None, **words: object) -> Reason:
    """A reason with its words filled in; its weight is that of the table, unless it depends on the case."""
    told = tuple((key, f"{value:,}" if isinstance(value, int) else str(value)) for key, value in sorted(words.items()))
    return Reason(code, WEIGHTS[code] if weight is None else weight, told)


def likeness(one: Telling, other: Telling) -> Likeness | None:
    """How like two tellings are; ``None`` where they cannot be of one event: their days exclude each other, or one was
    published before the other happened, or one report tells them apart."""
    one, other = sorted((one, other), key=in_order)
    days = _days(one, other) if one.report != other.report else None
    if days is None:
        return None
    return weighed([days, *_places(one, other), *_tolls(one, other), *_manner(one, other), *_telling(one, other)])


def _days(one: Telling, other: Telling) -> Reason | None:
    apart = max(one.first, other.first) - min(one.last, other.last)
    for t, o in ((one, other), (other, one)):
        if t.published is not None and t.published < o.first and o.dated:
            return None
    if apart > 1 or (apart == 1 and not (one.short and other.short and one.dated and other.dated)):
        return None
    if apart == 1:
        return reason("next_day")
    if not (one.short and other.short):
        return None if not (one.short or other.short) else reason("within_days")
    if not (one.dated and other.dated):
        return reason("reported_together")
    single = one.first == one.last == other.first == other.last
    return reason("same_day" if single else "meeting_days")


def _places(one: Telling, other: Telling) -> list[Reason]:
    if not one.place or not other.place:
        return [reason("no_place")]
    name = load("en", "incidents")["reason"]["unnamed"]
    a, b = one.place_name or name, other.place_name or name
    if one.place[0] == other.place[0]:
        return [reason(_SAME_PLACE.get(one.grain, "same_town"), a=a)]
    for inner, outer, x, y in ((one, other, a, b), (other, one, b, a)):
        if outer.place[0] in inner.place:
            wide = outer.grain not in TOWNS
            return [reason("vague_place" if wide else "inner_place", a=x, b=y)]
    if may_share(one.place, other.place):
        small = [t.grain in SPOTS or t.place[0].startswith("quarter:") for t in (one, other)]
        if small == [False, True]:
            a, b = b, a
        return [reason("part_place", a=a, b=b)]
    if _unknown(one) or _unknown(other):
        countries = [{key for key in t.place if key.startswith("country:")} for t in (one, other)]
        if not all(countries) or countries[0] & countries[1]:
            return [reason("unknown_place", a=a, b=b)]
    if set(one.place[1:-2]) & set(other.place[1:-2]):
        return [reason("other_spot", a=a, b=b)]
    km = _distance(one.at, other.at)
    beside = km is not None and km <= BESIDE
    return [reason("beside", a=a, b=b, km=round(km or 0)) if beside else reason("other_town", a=a, b=b)]


def _unknown(telling: Telling) -> bool:
    """Whether the place is a name that no gazetteer knows: it may lie in any other."""
    return telling.place[0].startswith(UNKNOWN)


def _distance(one: tuple[float, float] | None, other: tuple[float, float] | None) -> float | None:
    """Kilometres between two points, on a ball of the earth's mean radius (the haversine formula)."""
    if one is None or other is None:
        return None
    (y1, x1), (y2, x2) = ((radians(y), radians(x)) for y, x in (one, other))
    half = sin((y2 - y1) / 2) ** 2 + cos(y1) * cos(y2) * sin((x2 - x1) / 2) ** 2
    return 12742 * asin(min(1.0, sqrt(half)))


def _tolls(one: Telling, other: Telling) -> list[Reason]:
    """What the numbers say: of the harm that tells most, whole against whole; then of parts both count."""
    out: list[Reason] = []
    for harm in TOLD_FIRST:
        mine, theirs = one.wholes.get(harm), other.wholes.get(harm)
        if mine is None or theirs is None:
            continue
        (group_a, a), (group_b, b) = mine, theirs
        if exclusive(group_a, group_b):
            names = [group.replace("_", " ") for group in (group_a, group_b)]
            out.append(reason("other_people", a=names[0], b=names[1]))
            break
        compared = _compared(harm, a, b, _later(one, other))
        if compared is not None:
            share = 1.0 if not out else 0.5
            out.append(Reason(compared.code, round(compared.weight * share, 3), compared.words))
    for key in sorted(one.tolls.keys() & other.tolls.keys()):
        if key[1] in (one.wholes[key[0]][0], other.wholes[key[0]][0]):
            continue
        a, b = one.tolls[key], other.tolls[key]
        if a == b and (a[2] or 0) > 1:
            out.append(reason("same_part_toll", a=a[2], group=key[1].replace("_", " "), harm=HARMS[key[0]].label))
    return out


def _later(one: Telling, other: Telling) -> int:
    """Above zero where the second was published later, below where earlier."""
    if one.published is None or other.published is None:
        return 0
    return (other.published > one.published) - (other.published < one.published)


def _compared(harm: str, a: Toll, b: Toll, later: int) -> Reason | None:
    label, x, y = HARMS[harm].label, stated(a), stated(b)
    if (x == 0) != (y == 0):
        return reason("no_toll", a=max(x, y), harm=label)
    worth = next(weight for least, weight in SAME_TOLL if min(x, y) >= least)
    if x == y:
        round_one = x >= 10 and x % 10 == 0
        return reason("same_toll", round(worth * (0.8 if round_one else 1.0), 3), a=x, harm=label)
    if abs(x - y) <= max(NEAR, NEAR_SHARE * max(x, y)):
        close = abs(x - y) <= VERY_NEAR_SHARE * max(x, y)
        weight = round(VERY_NEAR * worth, 3) if close else None if max(x, y) > 5 else 0.0
        return reason("near_toll", weight, a=x, b=y, harm=label)
    meet = max(a[0], b[0]) <= min(_high(a), _high(b))
    if meet and max(x, y) <= FAR_SHARE * min(x, y):
        return reason("agreeing_toll", a=_said(a), b=_said(b), harm=label)
    far = max(x, y) > FAR_SHARE * min(x, y)
    rising = (later > 0 and y > x) or (later < 0 and x > y)
    if rising and max(x, y) <= FAR_SHARE**2 * min(x, y):
        return reason("rising_toll", -1.0 if far else None, a=min(x, y), b=max(x, y), harm=label)
    if meet:
        return reason("agreeing_toll", 0.0, a=_said(a), b=_said(b), harm=label)
    return reason("far_toll", None if far else -1.0, a=x, b=y, harm=label)


def _high(toll: Toll) -> float:
    return float("inf") if toll[1] is None else toll[1]


def _said(toll: Toll) -> str:
    low, high, best = toll
    if best is not None and low == high:
        return f"{best:,}"
    return f"{low:,}+" if high is None else f"{low:,}–{high:,}"


def _manner(one: Telling, other: Telling) -> list[Reason]:
    """Means, targets and who did it."""
    words = load("en", "incidents")
    out: list[Reason] = []
    if one.means and other.means:
        if both := one.means & other.means:
            out.append(reason("same_means", a=_named(words["means"], min(both))))
        else:
            pair = frozenset((min(one.means), min(other.means)))
            alike = any(family & one.means and family & other.means for family in FAMILIES)
            code = "like_means" if alike else "other_means"
            a, b = sorted(pair)
            out.append(reason(code, a=_named(words["means"], a), b=_named(words["means"], b)))
    if one.targets and other.targets:
        names = {key: row["name"] for key, row in words["target"].items()}
        if hit := one.targets & other.targets:
            out.append(reason("same_target", a=names[min(hit)]))
        else:
            out.append(reason("other_target", a=names[min(one.targets)], b=names[min(other.targets)]))
    if one.actors and other.actors:
        if who := one.actors.keys() & other.actors.keys():
            out.append(reason("same_actor", a=one.actors[min(who)]))
        else:
            out.append(reason("other_actor", a=one.actors[min(one.actors)], b=other.actors[min(other.actors)]))
    return out


def _named(words: Mapping[str, str], key: str) -> str:
    return words.get(key, key.replace("_", " "))


def _telling(one: Telling, other: Telling) -> list[Reason]:
    """How it is told: in which words, by whom, in which outlet."""
    out: list[Reason] = []
    fewest = min(len(one.words), len(other.words))
    if fewest >= FEWEST_WORDS and len(one.words & other.words) >= SAME_WORDS * len(one.words | other.words):
        out.append(reason("same_words"))
    elif both := one.names & other.names:
        out.append(reason("same_name", a=min(both).title()))
    if told := one.speakers.keys() & other.speakers.keys():
        out.append(reason("same_speaker", a=one.speakers[min(told)]))
    outlet = one.publisher is not None and one.publisher == other.publisher
    if outlet and one.report != other.report and one.published == other.published:
        out.append(reason("one_outlet"))
    return out
