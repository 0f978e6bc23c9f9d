"""Tellings: what one report tells of one event, as the claims about it.

"An air strike on the market killed 12 people, including three children, and wounded 30" is four claims and one telling.
Whether tellings of different reports are of one event is asked in :mod:`tollbook.reckon.incidents`; this module says
what there is to compare.

Only a claim that is asserted, counts what happened (a flow), and is of one event can be told of an event: a month's
total is no event, nor is a number of people who fled. An event whose days nobody gives lies in the three days up to its
report; one of which neither a day nor a publication is known, or whose days are wider than a month, is not compared.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations

from tollbook.lang import load
from tollbook.model import Claim
from tollbook.reckon.scope import fold, group, place_path, source

#: Harms that befall people, or things, at one place and time.
EVENTFUL = frozenset(
    {
        "killed", "injured", "casualties", "abducted", "attack_on_health", "attack_on_school", "attack_on_worship",
        "attack_on_market", "attack_on_infrastructure", "attack_on_home", "attack_on_aid", "chemical_use",
        "cluster_use", "incendiary_use",
    }
)  # fmt: skip

#: Days: a window as wide as the first says when an event was; one wider than the second says nothing of one event.
SHORT, LONG = 4, 31
#: How many days before its report an event without a day is looked for.
LATELY = 3

#: How the identifier of a place begins that no gazetteer knows.
UNKNOWN = ("name:", "named:", "quarter:")
#: Places that a pair of degrees stands for.
POINTS = ("point", "neighbourhood", "city")

Toll = tuple[int, int | None, int | None]  # low, high, the number stated


@dataclass(frozen=True, slots=True)
class Telling:
    """What one report tells of one event. ``claims`` are identities, in order.

    ``first`` and ``last`` are ordinals of days; ``dated`` is whether the report gives them. ``place`` is a path.
    ``tolls`` are numbers by harm and group of those harmed, ``wholes`` the widest group under each harm. ``actors`` are
    the perpetrators with a canonical name ("jets" and "gunmen" are nobody in particular). ``label`` and ``apart`` are
    what is known of its incident.
    """

    claims: tuple[str, ...]
    report: str
    publisher: str | None
    published: int | None
    label: str | None
    apart: tuple[str, ...] | None
    first: int
    last: int
    dated: bool
    place: tuple[str, ...]
    place_name: str
    grain: str
    at: tuple[float, float] | None
    tolls: Mapping[tuple[str, str], Toll]
    wholes: Mapping[str, tuple[str, Toll]]
    means: frozenset[str]
    targets: frozenset[str]
    actors: Mapping[str, str]
    speakers: Mapping[str, str]
    names: frozenset[str]
    words: frozenset[str]

    @property
    def short(self) -> bool:
        """Whether its days say when one event was."""
        return self.last - self.first < SHORT


def tellings(claims: Iterable[Claim]) -> list[Telling]:
    """The tellings of some claims, in an order that does not depend on theirs."""
    reports: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        if _eventful(claim):
            reports[claim.report].append(claim)
    found = [_telling(some) for theirs in reports.values() for some in _events(theirs)]
    return sorted(found, key=in_order)


def in_order(telling: Telling) -> tuple[int, tuple[str, ...]]:
    """Earlier published first; what the order of the claims was does not matter."""
    return telling.published or 0, telling.claims


def _eventful(claim: Claim) -> bool:
    counts = claim.modality == "asserted" and claim.measure == "flow" and claim.extent == "event"
    return counts and claim.harm in EVENTFUL and _days(claim) is not None


def _days(claim: Claim) -> tuple[int, int, bool] | None:
    """The days an event lies in, and whether the report gives them; ``None`` where nothing says when it was."""
    start, end = claim.window.start, claim.window.end
    if start is not None and end is not None:
        wide = (end - start).days >= LONG
        return None if wide else (start.toordinal(), end.toordinal(), True)
    if start is None and end is None and claim.published is not None:
        return claim.published.toordinal() - LATELY, claim.published.toordinal(), False
    return None


def _events(claims: list[Claim]) -> list[list[Claim]]:
    """The claims of one report by the event they tell of.

    Parts and restatements go with what they are of. Claims of one place and time are of one event where no harm is
    told twice there (killed and injured), or only by different speakers with like numbers ("12, the monitor said; the
    ministry spoke of 15"); in the whole report, or else in one sentence.
    """
    above = {c.id: c.id for c in claims}

    def root(name: str) -> str:
        while above[name] != name:
            name = above[name]
        return name

    for c in claims:
        for link in (c.part_of, c.repeats):
            if link in above and root(link) != root(c.id):
                above[max(root(link), root(c.id))] = min(root(link), root(c.id))
    linked: dict[str, list[Claim]] = defaultdict(list)
    for c in sorted(claims, key=lambda c: c.id):
        linked[root(c.id)].append(c)
    return _gathered(list(linked.values()), [_scene, _sentence])


def _gathered(some: list[list[Claim]], keys: Sequence[Callable[[list[Claim]], Hashable]]) -> list[list[Claim]]:
    if not keys:
        return some
    scenes: dict[Hashable, list[list[Claim]]] = defaultdict(list)
    for event in some:
        scenes[keys[0](event)].append(event)
    out: list[list[Claim]] = []
    for events in scenes.values():
        if all(_one_event(a, b) for a, b in combinations(events, 2)):
            out.append([c for event in events for c in event])
        else:
            out += _gathered(events, keys[1:])
    return out


def _one_event(one: list[Claim], other: list[Claim]) -> bool:
    """Whether nothing tells two events of one place and time in one report apart."""
    both = {c.harm for c in one} & {c.harm for c in other}
    if not both:
        return True
    means = [frozenset(m for c in some for m in c.means) for some in (one, other)]
    speakers = [{fold(c.speaker) for c in some if c.speaker} for some in (one, other)]
    if not all(speakers) or speakers[0] & speakers[1] or (all(means) and not means[0] & means[1]):
        return False
    tolls = [_tolls([c for c in some if c.harm in both]) for some in (one, other)]
    pairs = [(tolls[0][key], tolls[1][key]) for key in tolls[0].keys() & tolls[1].keys()]
    return bool(pairs) and all(max(a[0], b[0]) <= 2 * min(a[0], b[0]) for a, b in pairs)


def _scene(event: list[Claim]) -> Hashable:
    first = event[0]
    return place_path(first.place), _days(first), first.incident


def _sentence(event: list[Claim]) -> Hashable:
    return event[0].quote


def _telling(claims: list[Claim]) -> Telling:
    """One telling. Its place and days are those of its whole claims: the narrowest they give."""
    whole = [c for c in claims if c.part_of is None] or claims
    spans = [span for c in whole if (span := _days(c)) is not None]
    first, last, dated = min(spans, key=lambda s: (not s[2], s[1] - s[0], s))
    placed = max((c for c in whole), key=lambda c: (len(place_path(c.place) or ()), c.id))
    quotes = sorted({c.quote for c in claims})
    said = " ".join(quotes)
    tolls = _tolls(claims)
    published = [c.published.toordinal() for c in claims if c.published is not None]
    labelled = next((c for c in claims if c.incident is not None), claims[0])
    return Telling(
        claims=tuple(sorted(c.id for c in claims)),
        report=claims[0].report,
        publisher=claims[0].publisher,
        published=min(published) if published else None,
        label=labelled.incident,
        apart=labelled.apart,
        first=first,
        last=last,
        dated=dated,
        place=place_path(placed.place) or (),
        place_name=(placed.place.name or placed.place.text) if placed.place else "",
        grain=placed.place.precision if placed.place else "unknown",
        at=_point(placed),
        tolls=tolls,
        wholes=_wholes(tolls),
        means=frozenset(m for c in claims for m in c.means),
        targets=_targets(claims, said.casefold()),
        actors={
            fold(c.perpetrator.actor): c.perpetrator.actor for c in claims if c.perpetrator and c.perpetrator.actor
        },
        speakers={fold(source(c)): source(c) for c in claims if c.speaker},
        names=_names(claims, quotes),
        words=frozenset(_WORD.findall(said.casefold())),
    )


def _point(claim: Claim) -> tuple[float, float] | None:
    """Degrees of latitude and longitude of a place that is a point on a map."""
    place = claim.place
    if place is None or place.lat is None or place.lon is None or place.precision not in POINTS:
        return None
    return place.lat, place.lon


def _tolls(claims: list[Claim]) -> dict[tuple[str, str], Toll]:
    """The number of each harm and group. Of several accounts it is their span; a part of the same group gives way to
    the whole."""
    found: dict[tuple[str, str], list[tuple[bool, Toll]]] = defaultdict(list)
    for c in claims:
        q = c.quantity
        if q.quantified and q.unit == "people":
            low = q.low if q.low is not None else 0 if q.best is None else min(q.best, q.high or q.best)
            found[c.harm, group(c.population.group)].append((c.part_of is None, (low, q.high, q.best)))
    return {
        key: _spanned([toll for whole, toll in some if whole] or [t for _, t in some]) for key, some in found.items()
    }


def _wholes(tolls: Mapping[tuple[str, str], Toll]) -> dict[str, tuple[str, Toll]]:
    """The widest group counted under each harm, with its number: people, or else the largest."""
    out: dict[str, tuple[str, Toll]] = {}
    for (harm, who), toll in sorted(tolls.items(), key=lambda item: (item[0][1] == "people", stated(item[1]), item[0])):
        out[harm] = who, toll
    return out


def stated(toll: Toll) -> int:
    """The number stated, or else the middle of its bounds."""
    low, high, best = toll
    return best if best is not None else (low + (high if high is not None else low)) // 2


def _spanned(tolls: list[Toll]) -> Toll:
    if len(set(tolls)) == 1:
        return tolls[0]
    highs = [high for _, high, _ in tolls]
    known = [high for high in highs if high is not None]
    return min(low for low, _, _ in tolls), max(known) if len(known) == len(highs) else None, None


_WORD = re.compile(r"\w+")
_NAME = re.compile(r"(?<=[\w,;:\"“(’'-] )[“\"(]?([A-Z][\w’'-]+(?:[ -][A-Z][\w’'-]+)*)")


@cache
def _target_pattern() -> tuple[re.Pattern[str], dict[str, str]]:
    words = {word: name for name, row in load("en", "incidents")["target"].items() for word in row["words"]}
    longest = sorted(words, key=lambda word: (-len(word), word))
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, longest))})\b"), words


def _targets(claims: list[Claim], said: str) -> frozenset[str]:
    pattern, words = _target_pattern()
    by_harm: dict[str, str] = load("en", "incidents")["harm_target"]
    told = {by_harm[c.harm] for c in claims if c.harm in by_harm}
    return frozenset(told | {words[m] for m in pattern.findall(said)}) if said else frozenset(told)


def _names(claims: list[Claim], quotes: list[str]) -> frozenset[str]:
    """Proper names in the sentences that are neither the place's, nor a speaker's, a perpetrator's or the outlet's."""
    known = [w for c in claims for w in (c.speaker, c.publisher) if w]
    known += [w for c in claims if c.place for w in (c.place.name, c.place.text)]
    known += [w for c in claims if c.perpetrator for w in (c.perpetrator.text, c.perpetrator.actor or "")]
    ours = set(_WORD.findall(fold(" ".join(known)))) | _calendar()
    return frozenset(
        fold(name)
        for quote in quotes
        for name in _NAME.findall(quote)
        if not quote.isupper() and not ours & set(_WORD.findall(fold(name)))
    )


@cache
def _calendar() -> frozenset[str]:
    """Names of months and days, and other capitals, which every report shares with every other."""
    return frozenset(load("en", "incidents")["capitals"]["words"])
