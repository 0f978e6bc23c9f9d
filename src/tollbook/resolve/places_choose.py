"""Which place each hit is, if it is one: countries are voted for by the whole report, then each hit is weighed."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from math import log10

from tollbook.resolve.gazetteer import Candidate, Gazetteer
from tollbook.resolve.gazetteer_file import Entry
from tollbook.resolve.places_scan import Hit
from tollbook.resolve.places_words import Words


@dataclass(slots=True)
class Chosen:
    """A hit and the place it was resolved to; ``country`` is the report's own, for names nobody knows."""

    hit: Hit
    entry: Entry
    locative: bool


def choose(hits: list[Hit], lower: str, gazetteer: Gazetteer, words: Words, hint: str | None) -> list[Chosen]:
    """The hits that are places, each with its place, in order."""
    votes = _votes(hits, words, hint)
    top = max(votes.values(), default=1.0)
    chosen: list[Chosen] = []
    for number, hit in enumerate(hits):
        if hit.demonym is not None:
            country = gazetteer.country(hit.demonym)
            if country is not None:
                chosen.append(Chosen(hit, country, False))
            continue
        before = lower[max(0, hit.start - 48) : hit.start].split()
        after = lower[hit.end : hit.end + 32].split(None, 2)
        following = hits[number + 1] if number + 1 < len(hits) else None
        outer = _outer(hit, following, lower)
        kind = _kind(before, after, words)
        best, score = _best(hit, votes, top, kind, outer)
        locative = _locative(before, words) or (
            bool(chosen) and chosen[-1].locative and lower[chosen[-1].hit.end : hit.start].strip() in (",", "and", ", and")
        )
        if _keep(hit, best, locative, votes, top, kind, outer, before, after, words):
            chosen.append(Chosen(hit, best, locative))
    return chosen


def _votes(hits: list[Hit], words: Words, hint: str | None) -> dict[str, float]:
    """How much the report speaks of each country."""
    votes: dict[str, float] = defaultdict(float)
    if hint:
        votes[hint] += 4.0
    seen: dict[str, int] = defaultdict(int)
    for hit in hits:
        seen[hit.key] += 1
        again = 1.0 / seen[hit.key]
        if hit.demonym is not None:
            votes[hit.demonym] += 2.0 * again
            continue
        if hit.key in words.stop or hit.key in words.people:
            continue
        first = hit.candidates[0][0] if hit.candidates else None
        if first is not None and first.precision == "country" and first.country:
            votes[first.country] += 3.0 * again
            continue
        total = sum(entry.population for entry, _ in hit.candidates) or 1
        for entry, own in hit.candidates[:6]:
            if entry.country and entry.population >= 20_000 and (own or entry.population > 100_000):
                votes[entry.country] += min(2.0, log10(entry.population) / 3) * entry.population / total * again
    return votes


def _outer(hit: Hit, following: Hit | None, lower: str) -> str | None:
    """The country the words name right after: "Tripoli, Lebanon"."""
    if following is None or not following.candidates or following.demonym is not None:
        return None
    between = lower[hit.end : following.start].strip()
    entry = following.candidates[0][0]
    return entry.country if between in (",", "(", "in") and entry.precision in ("country", "province") else None


def _kind(before: list[str], after: list[str], words: Words) -> str | None:
    if after and (kind := words.types.get(after[0].strip(".,;:)"))):
        return kind
    if len(before) > 1 and before[-1] == "of":
        return words.types.get(before[-2])
    return None


def _best(
    hit: Hit, votes: dict[str, float], top: float, kind: str | None, outer: str | None
) -> tuple[Entry, float]:
    def score(candidate: Candidate) -> float:
        entry, own = candidate
        points = log10(entry.population + 10) + 0.7 * own
        points += 3.0 * votes.get(entry.country or "", 0.0) / top
        points += 6.0 * (outer is not None and entry.country == outer)
        if kind is not None:
            points += 3.0 * (entry.precision == kind)
        elif entry.precision == "city":
            points += 0.4
        return points

    best = max(hit.candidates, key=score)
    return best[0], score(best)


def _locative(before: list[str], words: Words) -> bool:
    """Whether the words before a name say a place follows: "in Homs", "in the northern city of Homs"."""
    for steps, word in enumerate(reversed(before[-5:])):
        if word in words.locative:
            return before[-2:] != ["according", "to"]
        if steps > 3 or not (
            word in ("the", "of", "nearby") or word in words.parts or word in words.types or word in words.divisions
        ):
            return False
    return False


def _keep(
    hit: Hit, entry: Entry, locative: bool, votes: dict[str, float], top: float, kind: str | None, outer: str | None,
    before: list[str], after: list[str], words: Words,
) -> bool:  # fmt: skip
    """Whether a hit is a place at all."""
    if entry.precision == "country" and hit.key not in words.people:
        return True
    if outer is not None:
        return True
    supported = votes.get(entry.country or "", 0.0) / top if top else 0.0
    if hit.key in words.stop and not (locative and (kind or entry.population >= 1_000_000)):
        return False
    stranger = hit.left and hit.left not in words.parts and hit.left not in words.types
    person = bool(before) and before[-1].strip(".") in words.titles
    person = person or (bool(after) and after[0].strip(".,") in words.saying and entry.population < 1_000_000)
    person = person or (bool(stranger) and entry.population < 1_000_000) or (hit.key in words.people and not locative)
    if person and not locative:
        return False
    if stranger and entry.population < 50_000:
        return False
    if hit.right and hit.right not in words.types and entry.population < 100_000 and not locative:
        return False
    if hit.upper:
        return entry.population >= 150_000 or (locative and supported > 0.2) or bool(kind)
    if entry.precision == "province" or entry.population >= 100_000 or kind:
        return True
    if entry.precision in ("neighbourhood", "district", "region", "point"):
        return supported > 0.2 or locative
    if locative:
        return supported > 0.1 or entry.population >= 15_000
    return supported > 0.4 and " " in hit.key or supported > 0.4 and entry.population >= 5_000
