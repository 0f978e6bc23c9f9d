"""Proposing incidents measured: time by the size of the record, and the proposals against the events that made it.

    python bench/incidents.py [CLAIMS]      growing records, to 100,000 claims of 20,000 reports

The record is synthetic: a war of three years in 420 towns, a few of which are hit most; each event is told by one to
eight outlets, in a day's report of all they know, with tolls that rise or are off, places and days that are sometimes
vague, weapons and targets that are sometimes left out, and totals of months between. Because the events are known,
every two tellings are known to be of one or not. It says how the rules do on a record of this make, not on a real one.
Prints what it measured and keeps it in bench/results/incidents.json.
"""

from __future__ import annotations

import datetime as dt
import json
import random
import resource
import sys
import time
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tollbook.model import Claim, Perpetrator, Place, Population, Quantity, Span, Window  # noqa: E402
from tollbook.reckon.incidents import Proposal, propose  # noqa: E402

RESULTS = Path(__file__).resolve().parent / "results" / "incidents.json"
FIRST, DAYS, OUTLETS, SPEAKERS = dt.date(2014, 1, 1), 1095, 20, 40
MEANS = ("airstrike", "shelling", "barrel_bomb", "rocket", "explosive", "shooting", "car_bomb")
TARGETS = ("attack_on_market", "attack_on_health", "attack_on_school", "attack_on_home", "attack_on_worship")
ACTORS = ("Government", "Opposition", "Third party")


@dataclass
class War:
    """A record in the making: claims, and the event each is of (``None`` for a total)."""

    rng: random.Random
    claims: list[Claim] = field(default_factory=list)
    truth: dict[str, int | None] = field(default_factory=dict)

    def add(self, event: int | None, outlet: int, published: int, **kinds: Any) -> str:
        """One claim of an outlet's report of a day."""
        name = f"{len(self.claims):07}"
        filled: dict[str, Any] = {
            "id": name, "harm": "killed", "measure": "flow", "extent": "event", "population": Population(),
            "perpetrator": None, "means": (), "speaker": None, "publisher": f"Outlet {outlet}",
            "modality": "asserted", "part_of": None, "repeats": None, "quote": "", "span": Span(0, 0),
            "report": f"{outlet}/{published}", "published": FIRST + dt.timedelta(published),
        }  # fmt: skip
        self.claims.append(Claim(**{**filled, **kinds}))
        self.truth[name] = event
        return name


def ground() -> tuple[list[Place], list[Place], list[float]]:
    """Governorates, towns, and how often each town is hit (the n-th as 1 / n)."""
    above = [
        Place(f"Gov {g}", f"Gov {g}", precision="province", path=(f"admin1:XX.{g}", "country:XX")) for g in range(14)
    ]
    towns = [
        Place(f"Town {g}-{t}", f"Town {g}-{t}", precision="city", path=(f"geoname:{g * 100 + t}", *above[g].path))
        for t in range(30)
        for g in range(14)
    ]
    return above, towns, [1 / (n + 3) for n in range(len(towns))]


def count(toll: int) -> Quantity:
    return Quantity(toll, toll, toll, "exact")


def record(size: int, seed: int = 1) -> War:
    """A record of so many claims."""
    war = War(random.Random(seed))
    rng = war.rng
    above, towns, often = ground()
    event = 0
    while len(war.claims) < size:
        event += 1
        # a record of fewer claims is of fewer days: as dense as the large one
        _event(war, event, rng.randrange(max(30, DAYS * size // 100_000)), above, rng.choices(towns, often)[0])
        if rng.random() < 0.25:
            _total(war, rng.randrange(DAYS), rng.choice([*above, *towns[:40]]))
    war.claims = war.claims[:size]
    return war


def _event(war: War, event: int, day: int, above: list[Place], town: Place) -> None:
    rng = war.rng
    toll = min(300, int(rng.paretovariate(0.8)))
    hurt = int(toll * rng.uniform(0.5, 4))
    means, target, by = rng.choice(MEANS), rng.choice(TARGETS), rng.choice(ACTORS)
    for outlet in rng.sample(range(OUTLETS), min(8, 1 + int(rng.expovariate(0.8)))):
        late = rng.choice([0, 1, 1, 1, 2, 3])
        seen = toll if rng.random() < 0.55 else max(1, round(toll * rng.uniform(0.6, 1.1)))
        place = above[int(town.path[1].split(".")[1])] if rng.random() < 0.1 else town
        start, end = _days(rng, day, late)
        kinds: dict[str, Any] = {
            "place": place, "window": Window(start, end, "day"),
            "speaker": f"Speaker {rng.randrange(SPEAKERS)}" if rng.random() < 0.6 else None,
            "means": (means,) if rng.random() < 0.6 else (),
            "perpetrator": Perpetrator(by, by) if rng.random() < 0.3 else None,
        }  # fmt: skip
        whole = war.add(event, outlet, day + late, quantity=count(seen), **kinds)
        if hurt and rng.random() < 0.6:
            war.add(event, outlet, day + late, harm="injured", quantity=count(hurt), **kinds)
        if seen > 3 and rng.random() < 0.3:
            part = count(max(1, seen // 4))
            children = Population("children", "children")
            war.add(event, outlet, day + late, quantity=part, part_of=whole, **{**kinds, "population": children})
        if rng.random() < 0.3:
            one = Quantity(1, 1, 1, "exact", "facilities")
            war.add(event, outlet, day + late, harm=target, quantity=one, **kinds)


def _days(rng: random.Random, day: int, late: int) -> tuple[dt.date | None, dt.date | None]:
    dice, when = rng.random(), FIRST + dt.timedelta(day)
    if dice < 0.82:
        return when, when
    if dice < 0.92:
        return when - dt.timedelta(rng.randrange(2)), when + dt.timedelta(min(1, late))
    if dice < 0.96:
        return when - dt.timedelta(rng.randrange(5)), when + dt.timedelta(late)
    return None, None


def _total(war: War, day: int, place: Place) -> None:
    rng, start = war.rng, (FIRST + dt.timedelta(day)).replace(day=1)
    end = (start + dt.timedelta(32)).replace(day=1) - dt.timedelta(1)
    low = rng.randrange(20, 900)
    war.add(None, rng.randrange(OUTLETS), (end - FIRST).days + 2, quantity=Quantity(low, None, low, "at_least"),
            place=place, window=Window(start, end, "month"), extent=rng.choice(["total", "event"]))  # fmt: skip


def judged(war: War, found: list[Proposal]) -> dict[str, Any]:
    """Pairs of tellings of different reports: how many that are proposed are of one event (precision), how many of one
    event are proposed (recall); by what a policy asks, and by score how many proposals are of one event alone."""
    reports: dict[int, set[str]] = defaultdict(set)
    for claim in war.claims:
        event = war.truth[claim.id]
        if event is not None:
            reports[event].add(claim.report)
    there = sum(len(some) * (len(some) - 1) // 2 for some in reports.values())
    out: dict[str, Any] = {"events": len(reports), "pairs of one event": there}
    policies = [
        ("all", 0.0, True),
        ("score 0.8, nothing against", 0.8, False),
        ("score 0.9, nothing against", 0.9, False),
    ]
    for name, least, despite in policies:
        some = [p for p in found if p.score >= least and (despite or not p.against)]
        right = wrong = pure = 0
        for p in some:
            events = [war.truth[names[0]] for names in p.tellings]
            same = sum(a == b is not None for a, b in combinations(events, 2))
            right, wrong = right + same, wrong + len(events) * (len(events) - 1) // 2 - same
            pure += len(set(events)) == 1
        out[name] = {
            "proposals": len(some),
            "of one event alone": round(pure / max(1, len(some)), 4),
            "precision": round(right / max(1, right + wrong), 4),
            "recall": round(right / there, 4),
        }
    bins: dict[str, list[bool]] = defaultdict(list)
    for p in found:
        low = min(0.95, int(p.score * 20) / 20)
        bins[f"{low:.2f}"].append(len({war.truth[names[0]] for names in p.tellings}) == 1)
    out["of one event alone, by score from"] = {k: [len(v), round(sum(v) / len(v), 3)] for k, v in sorted(bins.items())}
    return out


def main() -> None:
    largest = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    result: dict[str, Any] = {"date": dt.date.today().isoformat()}
    for size in (1_000, 10_000, 30_000, 100_000):
        if size > largest:
            break
        war = record(size)
        began = time.perf_counter()
        found = propose(war.claims)
        seconds = round(time.perf_counter() - began, 2)
        reports = len({claim.report for claim in war.claims})
        result[str(size)] = {"reports": reports, "seconds": seconds, "proposals": len(found)}
        print(size, result[str(size)], flush=True)
    result["against the events"] = judged(war, found)
    result["peak memory, MB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps(result["against the events"], indent=2), result["peak memory, MB"], "MB")
    RESULTS.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
