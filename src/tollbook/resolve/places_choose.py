"""Which place each hit is, if it is one: the whole report votes for countries, then each hit is weighed.

The weight of a place is a sum of pieces of evidence: how large it is, whether the report speaks of its country, and
what stands beside the name: a preposition of place, a word that says what it is ("district"), the place it lies in;
against it: a title, a given name, a verb of saying, a capitalised stranger in the same run, a common word. A hit is
kept where its best place reaches :data:`ENOUGH`. The numbers were set on development reports; what matters is their
order: a country needs nothing, a capital nearly nothing, a village needs two witnesses, a common word three.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from tollbook.resolve.gazetteer import Candidate, Gazetteer
from tollbook.resolve.gazetteer_file import Entry
from tollbook.resolve.places_scan import Hit
from tollbook.resolve.places_words import Words

ENOUGH = 3.0
UNKNOWN = 1.0  # what a place weighs more where nothing is known of its country: some places of the report's, most not
_NEAR = 60  # characters between two places that makes it likely they are in one country
_LOOK_BACK = 56  # characters before a name that are read for its cues


@dataclass(slots=True)
class Chosen:
    """A hit and the place it was resolved to."""

    hit: Hit
    entry: Entry
    locative: float
    before: list[str]
    after: list[str]


@dataclass(slots=True)
class Report:
    """What the whole report says of countries (by code) and of divisions (by identifier): the larger, the more."""

    countries: dict[str, float]
    divisions: dict[str, float] = field(default_factory=dict)
    main: tuple[str, ...] = ()
    top: float = 1.0
    sure: bool = False
    refused: set[int] = field(default_factory=set)  # where a place's name is no place at all

    def weigh(self) -> None:
        """Bring the sums up to date with the votes."""
        order = sorted(self.countries, key=lambda code: (-self.countries[code], code))
        self.main = tuple(order[:4])
        most = self.countries[order[0]] if order else 0.0
        self.top = max(most, 1.5)
        self.sure = most >= 2.0


@dataclass(slots=True)
class Cues:
    """What stands beside a hit."""

    before: list[str]
    after: list[str]
    locative: float
    kind: str | None  # by the word after it
    kind_of: str | None  # by the words before it
    outer: frozenset[str]  # what it may lie in, by the words after it
    inner: tuple[str, ...]  # what the place just before it lies in
    town: Entry | None  # the town it is said to be a quarter of
    near: str | None  # the country of the place just before it
    near_weight: float
    against: float

    @property
    def bare(self) -> bool:
        """Whether nothing beside the hit tells what place it is."""
        return not (self.kind or self.kind_of or self.outer or self.inner or self.against or self.town)


def choose(
    hits: list[Hit], lower: str, gazetteer: Gazetteer, words: Words, hint: str | None, spans: list[tuple[int, int]]
) -> tuple[list[Chosen], Report]:
    """The hits that are places, in order, and what the report says of countries.

    ``spans`` is given the hits that read as places by themselves (:func:`_by_itself`).
    """
    report = Report(_votes(hits, words, hint))
    report.weigh()
    chosen: list[Chosen] = []
    joined = 0, 0.0  # where the last place by itself ends, and how surely a place was to follow there
    settled: dict[str, Entry] = {}  # a name means in a report what it first meant, unless its cues say otherwise
    for number, hit in enumerate(hits):
        if hit.role == "people":
            country = gazetteer.country(hit.code)
            if country is not None:
                chosen.append(Chosen(hit, country, 0.0, [], []))
            continue
        if not hit.candidates or hit.key in words.quarters or _hopeless(hit, report, lower, words):
            continue
        following = hits[number + 1] if number + 1 < len(hits) else None
        cues = _cues(hit, following, chosen[-1] if chosen else None, joined, lower, words)
        if _by_itself(hit, cues):
            spans.append((hit.start, hit.end))
            joined = hit.end, cues.locative
        if hit.candidates[0].entry.precision == "country" and _in_a_body(cues.before, words):
            report.refused.add(hit.start)
            continue
        best = settled.get(hit.key) if cues.bare else None
        if best is None:
            best = _best(hit, cues, report, gazetteer)
        if best is not None:
            if cues.bare or cues.outer:
                settled[hit.key] = best
            chosen.append(Chosen(hit, best, cues.locative, cues.before, cues.after))
            for division in best.above[:1] if best.precision != "country" else ():
                report.divisions[division] = report.divisions.get(division, 0.0) + 1.0
    return chosen, report


def _votes(hits: list[Hit], words: Words, hint: str | None) -> dict[str, float]:
    """How much the report speaks of each country: named, by its people, bodies and larger places."""
    votes: dict[str, float] = defaultdict(float)
    if hint:
        votes[hint] += 4.0
    seen: dict[str, int] = defaultdict(int)
    for hit in hits:
        seen[hit.key] += 1
        again = 1.0 / seen[hit.key]
        if hit.code:
            votes[hit.code] += (2.0 if hit.role == "people" else 1.5) * again
        elif hit.role == "name" and hit.key not in words.stop:
            weight = again * (0.3 if hit.key in words.people else 1.0)
            for code, share in _shares(hit).items():
                votes[code] += share * weight
    return votes


def _shares(hit: Hit) -> dict[str, float]:
    """One hit's vote, divided among the countries of the places it may be by their size."""
    first = hit.candidates[0].entry
    if first.country and (first.precision == "country" or len(hit.candidates) == 1):
        size = hit.candidates[0].size
        return {first.country: 3.0 if first.precision == "country" else size / 2 if size >= 1.3 else 0.0}
    sizes = [(entry, size * (1.0 if own else 0.4)) for entry, own, size in hit.candidates[:6]]
    total = sum(10**size for _, size in sizes)
    shares: dict[str, float] = defaultdict(float)
    for entry, size in sizes:
        if entry.country and size >= 1.3:
            shares[entry.country] += size / 2 * 10**size / total
    return shares


def _cues(
    hit: Hit, following: Hit | None, previous: Chosen | None, joined: tuple[int, float], lower: str, words: Words
) -> Cues:
    before = lower[max(0, hit.start - _LOOK_BACK) : hit.start].split()
    after = lower[hit.end : hit.end + 36].split()[:3]
    if before and hit.start >= _LOOK_BACK and not lower[hit.start - _LOOK_BACK - 1].isspace():
        del before[0]  # may be the end of a word
    locative = locative_strength(before, words)
    if not locative and joined[1] and lower[joined[0] : hit.start].strip() in words.joints:
        locative = joined[1]
    kind, kind_of = _kind(before, after, words)
    outer = _outer(hit, following, lower, words)
    inner: tuple[str, ...] = ()
    near, near_weight = None, 0.0
    if previous is not None and previous.hit.role != "people" and hit.start - previous.hit.end < _NEAR:
        between = lower[previous.hit.end : hit.start].strip()
        near, near_weight = previous.entry.country, 1.5 if between in words.joints else 0.7
        if between in words.inside:
            inner = previous.entry.above
    if after and after[0].strip(".,;:)") in words.sites:
        locative = max(locative, 0.6)
    against = _against(hit, before, after, locative, words)
    if hit.flat and kind is None and before and before[-1] in words.definite:
        against += 2.0
    town = _town(hit, following, lower, words) if kind in _QUARTERS else None
    return Cues(before, after, locative, kind, kind_of, outer, inner, town, near, near_weight, against)


def _outer(hit: Hit, following: Hit | None, lower: str, words: Words) -> frozenset[str]:
    """What the words name right after as the place this lies in: "Tripoli, Lebanon"."""
    if following is None or following.start - hit.end > 30:
        return _NOWHERE
    between = lower[hit.end : following.start].split()
    if not between or not all(word in words.inside or word in words.types or word in words.parts for word in between):
        return _NOWHERE
    wide = [found.entry.ident for found in following.candidates if found.entry.precision in ("country", "province")]
    return frozenset(wide) if wide else _NOWHERE


_NOWHERE: frozenset[str] = frozenset()


def _town(hit: Hit, following: Hit | None, lower: str, words: Words) -> Entry | None:
    """The town a name is said to be a quarter of: "the Shahba district of government-held west Aleppo"."""
    if following is None or not following.candidates or following.start - hit.end > _NEAR:
        return None
    between = lower[hit.end : following.start].split()
    if words.of.isdisjoint(between[1:]) or any(word[-1] in ",.;:)" for word in between):
        return None
    wide = lower[following.end : following.end + 24].split()[:1]
    if wide and wide[0].strip(".,;:)") in words.types:  # "of Aleppo province"
        return None
    towns = (found.entry for found in following.candidates[:3] if found.entry.precision == "city")
    return next((town for town in towns if town.population >= 20_000), None)


_QUARTERS = ("neighbourhood", "district")
_APART = 0.5  # degrees beyond which a place is no quarter of a town


def _elsewhere(entry: Entry, town: Entry) -> bool:
    """Whether a place is too far from a town to be a quarter of it."""
    if entry.lat is None or entry.lon is None or town.lat is None or town.lon is None:
        return entry.country != town.country
    return abs(entry.lat - town.lat) > _APART or abs(entry.lon - town.lon) > _APART


def _kind(before: list[str], after: list[str], words: Words) -> tuple[str | None, str | None]:
    """The type a word beside the name gives it, after it ("Helmand province") or before it ("the city of Homs")."""
    first = after[0].strip(".,;:)[]'") if after else ""
    for taken in range(1, len(after) + 1) if first in words.type_openings else ():
        if kind := words.types.get(" ".join(after[:taken]).strip(".,;:)[]'")):
            return kind, None
    if len(before) > 1 and before[-1] in words.of:
        return None, words.types.get(before[-2])
    return None, None


def locative_strength(before: list[str], words: Words) -> float:
    """Whether the words before a name say a place follows: "in Homs", "in the northern city of Homs"."""
    strength = 1.0
    for steps, word in enumerate(reversed(before[-6:])):
        if (word in words.locative_nouns and steps) or (word in words.locative_verbs and not steps):
            return 0.6
        if word in words.locative:
            at = len(before) - steps
            return 0.0 if " ".join(before[at - 2 : at]) in words.not_locative else strength
        if word in words.parts or word in words.types or word in words.divisions or word in words.of:
            continue
        if word in words.articles:
            strength = max(strength - 0.1, 0.5)
        elif steps == 0 and word.endswith(words.adjective_endings):
            strength = 0.7
        else:
            return 0.0
    return 0.0


def _hopeless(hit: Hit, report: Report, lower: str, words: Words) -> bool:
    """Whether a hit can be no place, seen at a glance: it saves weighing a quarter of all hits.

    A common word needs a preposition, a type word or a comma beside it; another spelling a country of the report.
    """
    if hit.role == "like":
        known = any(found.entry.country in report.countries for found in hit.candidates)
        return not known and (len(hit.candidates) > 1 or len(hit.key) <= 7)
    if hit.key not in words.stop or lower[hit.end : hit.end + 1] in (",", "("):
        return False
    before = lower[max(0, hit.start - 14) : hit.start].split()
    if before and (before[-1] in words.glance or before[-1] in words.parts):
        return False
    after = lower[hit.end : hit.end + 16].split(maxsplit=1)
    return not after or after[0].strip(".,;:)[]'") not in words.type_openings


def _in_a_body(before: list[str], words: Words) -> bool:
    """Whether a country's name is the end of a body's: "Islamic State in Iraq and the Levant"."""
    if len(before) < 2 or before[-1] not in words.links:
        return False
    return any(" ".join(before[-taken:]) in words.bodies_before for taken in range(2, 7))


def _against(hit: Hit, before: list[str], after: list[str], locative: float, words: Words) -> float:
    """What speaks against a place: persons, bodies, common words."""
    against = 0.0
    last = before[-1].strip(".,") if before else ""
    if last in words.titles or hit.left in words.titles or hit.left in words.given or last in words.given:
        against += 6.0
    elif hit.left and not (hit.flat or hit.left in words.common or hit.left in words.never or hit.left in words.parts
                           or hit.left in words.types or hit.left in words.prefixes):  # fmt: skip
        against += 2.5
    if hit.right and (hit.right in words.types or hit.right in words.common or hit.right in words.never):
        hit.right = ""
    if hit.right and not hit.flat:
        against += 0.7
    if after and after[0].strip(".,") in words.saying:
        against += 1.5
    if hit.key in words.people:
        against += 5.0 if hit.right else 3.5
    if hit.key in words.stop:
        against += 4.0
    if hit.flat:
        against += 1.0 + 0.7 * (not locative) + 3.0 * (hit.left in words.people)
        against += 5.0 * (last[-1:] == "[")
    if hit.role == "like":
        against += 1.0
    return against


def _best(hit: Hit, cues: Cues, report: Report, gazetteer: Gazetteer) -> Entry | None:
    """The place a hit most likely is, or ``None`` where it is none."""
    first = hit.candidates[0].entry
    if first.precision == "country" and cues.bare:
        return first
    weight, best = _weigh(hit, hit.candidates, cues, report)
    if weight < ENOUGH and hit.role == "name" and report.sure and not hit.flat:
        others = gazetteer.find_like(hit.key)
        if others:
            other_weight, other = _weigh(hit, others, cues, report)
            if other_weight - 1.0 > weight:
                weight, best = other_weight - 1.0, other
    return best if weight >= ENOUGH else None


def _by_itself(hit: Hit, cues: Cues) -> bool:
    """Whether a hit reads as a place whatever countries the report speaks of: by its size and what stands beside it.

    Whether "Ibarra" is a town or somebody's surname may not depend on whose army the report names.
    """
    most = max(size + 0.5 * own for _, own, size in hit.candidates[:4])
    named = 0.7 * (" " in hit.key) + 2.0 * bool(cues.kind or cues.kind_of)
    return most + UNKNOWN + named + 2.0 * cues.locative - cues.against >= ENOUGH


def _weigh(hit: Hit, candidates: tuple[Candidate, ...], cues: Cues, report: Report) -> tuple[float, Entry]:
    """The weightiest of the places a hit may be, and its weight."""
    if len(candidates) > 8:
        main = report.main
        candidates = candidates[:3] + tuple(found for found in candidates[3:] if found.entry.country in main)
    countries, top, sure = report.countries, report.top, report.sure
    many_words = " " in hit.key
    special = bool(cues.kind or cues.kind_of or cues.outer or cues.inner or cues.town)
    best, most = candidates[0].entry, -99.0
    for entry, own, size in candidates:
        country, precision = entry.country, entry.precision
        support = countries.get(country, 0.0) / top if country is not None else 0.0
        weight = size + 2.5 * support
        if country == cues.near:
            weight += cues.near_weight
        if own:
            weight += 0.5
        elif not many_words and (hit.flat or entry.population < 100_000):
            weight -= 1.0 if hit.flat else 0.5
        if support < 0.12 and (sure or hit.role == "like") and country is not None and precision != "country":
            weight -= _far(entry, hit, len(candidates))
        if special:
            weight += _beside(entry, cues)
        elif precision == "city":
            weight += 0.7
        if hit.right and not hit.flat and entry.population < 200_000:
            weight -= 1.0
        if entry.above and report.divisions:
            division = entry.ident if entry.ident in report.divisions else entry.above[0]
            weight += min(0.5, 0.25 * report.divisions.get(division, 0.0))
        if weight > most:
            best, most = entry, weight
    alone = len(candidates) == 1 and not hit.flat and len(hit.key) > 5
    return most + 2.0 * cues.locative - cues.against + 0.7 * many_words + 1.0 * alone, best


def _beside(entry: Entry, cues: Cues) -> float:
    """What the words beside a hit that tell what place it is add to one place."""
    precision, weight = entry.precision, 0.0
    if cues.town is not None and _elsewhere(entry, cues.town):
        weight -= 8.0
    if cues.outer:
        if not cues.outer.isdisjoint(entry.above):
            weight += 4.0
        elif precision != "country":  # "X, in Y province": a namesake abroad is not meant
            weight -= 1.5 if entry.country in {ident.partition(":")[2][:2] for ident in cues.outer} else 6.0
    if entry.ident in cues.inner:
        weight += 4.0
    if cues.kind is not None and not (precision == "country" and cues.kind != "province"):
        weight += 2.5 if cues.kind == precision else _KIND_APART.get((cues.kind, precision), 0.5)
    elif precision == "city":
        weight += 0.7
    if precision == cues.kind_of:
        weight += 2.0
    return weight


def _far(entry: Entry, hit: Hit, namesakes: int) -> float:
    """What a place loses in a report that speaks of other countries: a large city little, a namesake much.

    Another spelling needs the country, unless it is long and only one place in the world is spelt like it.
    """
    if hit.role == "like":
        return 0.5 if namesakes == 1 and len(hit.key) > 7 else 9.0
    if hit.flat:
        return 1.0 if entry.population >= 1_000_000 else 3.0
    return 0.8 if entry.population >= 100_000 else 2.5


#: What a type word that is not the place's own does: a village is not a country, and seldom a province.
_KIND_APART = {
    ("province", "city"): -1.0, ("province", "country"): -2.0, ("district", "country"): -2.0,
    ("city", "province"): -1.0, ("neighbourhood", "province"): -1.0,
}  # fmt: skip
