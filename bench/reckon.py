"""The reckoning measured: exact against brute force, and its cost on a large record.

    python bench/reckon.py exact [RECORDS]     bounds, proofs and laws of random small records against every atom
    listed (100,000)
    python bench/reckon.py scale [CLAIMS]      questions of fixed scope over growing records (1,000 to 100,000
    claims)
    python bench/reckon.py asked [CLAIMS]      the same questions asked of records on disk, by their index, with what
    loading all claims would take
    python bench/reckon.py wide [CLAIMS]       a table by month and governorate of a record on disk, and all ten years
    of a governorate and of the land

All print what they measured and keep it in bench/results/reckon.json.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import random
import statistics
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from itertools import groupby
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.reckon import laws  # noqa: E402

from tollbook.desk.asking import Asked, ask, cross  # noqa: E402
from tollbook.desk.errors import AskedWrongError  # noqa: E402
from tollbook.extract import collect_rarely  # noqa: E402
from tollbook.model import Claim, Place, Population, Quantity, Reading, Report, Span, Window  # noqa: E402
from tollbook.reckon import Question, answer, table  # noqa: E402
from tollbook.reckon.scope import related_harms  # noqa: E402
from tollbook.record.plan import Read  # noqa: E402
from tollbook.record.store import Store  # noqa: E402

RESULTS = Path(__file__).resolve().parent / "results" / "reckon.json"


def exact(count: int) -> dict[str, Any]:
    """Random small records against the second implementation, and every law they must keep."""
    began = time.perf_counter()
    broken: Counter[str] = Counter()
    tried: Counter[str] = Counter()
    conflicts = contradictory = proofs = 0
    with ProcessPoolExecutor() as pool:
        for found in pool.map(laws.check, range(1_000_000, 1_000_000 + count), chunksize=500):
            broken.update(found.broken)
            tried.update(found.tried)
            conflicts += found.conflicts
            contradictory += found.conflicts > 0
            proofs += found.proofs
    return {
        "records": count,
        "contradictory": contradictory,
        "conflicts, each irreducible": conflicts,
        "proofs checked": proofs,
        "laws tried": dict(sorted(tried.items())),
        "broken": dict(sorted(broken.items())),
        "seconds": round(time.perf_counter() - began, 1),
    }


def country(rng: random.Random) -> list[list[Place]]:
    """Fourteen governorates of thirty towns, and the country first."""
    land = Place("Land", "Land", path=("country:XX",))
    out = [[land]]
    for g in range(14):
        above = Place(f"Governorate {g}", f"Governorate {g}", path=(f"admin1:XX.{g}", "country:XX"))
        towns = [
            Place(f"Town {g}-{t}", f"Town {g}-{t}", path=(f"geoname:{g * 100 + t}", *above.path)) for t in range(30)
        ]
        out.append([above, *towns])
    return out


def record(size: int, seed: int = 1) -> list[Claim]:
    """A record of a war of ten years: five claims a report, strikes told by several, parts, months' and running
    totals."""
    rng = random.Random(seed)
    ground = country(rng)
    speakers = [f"Speaker {i}" for i in range(40)]
    first, days = dt.date(2011, 3, 1), 3650
    out: list[Claim] = []
    strike = 0

    def add(**kinds: Any) -> str:
        number = len(out)
        filled: dict[str, Any] = {
            "id": f"{number:06}", "harm": "killed", "measure": "flow", "extent": "event", "population": Population(),
            "perpetrator": None, "means": (), "publisher": f"Publisher {rng.randrange(60)}", "modality": "asserted",
            "part_of": None, "repeats": None, "quote": "", "span": Span(0, 0), "report": f"r{number // 5}",
        }  # fmt: skip
        out.append(Claim(**{**filled, **kinds}))
        return str(filled["id"])

    while len(out) < size:
        day = first + dt.timedelta(rng.randrange(days))
        county = rng.choice(ground[1:])
        town = rng.choice(county[1:])
        told = rng.choice(speakers)
        dice = rng.random()
        if dice < 0.7:
            strike += 1
            toll = min(300, int(rng.paretovariate(0.9)))
            label = f"strike {strike}" if rng.random() < 0.6 else None
            for _ in range(rng.choice([1, 1, 2, 3])):
                seen = max(0, toll + rng.choice([0, 0, 0, -1, 1, 2]))
                window = Window(day, day + dt.timedelta(rng.choice([0, 0, 0, 1, 6])), "day")
                late = day + dt.timedelta(rng.randrange(1, 9))
                who = rng.choice(speakers)
                whole = add(quantity=Quantity(seen, seen, seen, "exact"), place=town, window=window, speaker=who,
                            published=late, incident=label)  # fmt: skip
                if seen > 3 and rng.random() < 0.3:
                    add(quantity=Quantity(1, seen, None, "between"), place=town, window=window, speaker=who,
                        published=late, part_of=whole, population=Population("children"))  # fmt: skip
        elif dice < 0.93:
            start = day.replace(day=1)
            end = (start + dt.timedelta(32)).replace(day=1) - dt.timedelta(1)
            low = rng.randrange(20, 2000)
            place = rng.choice([county[0], county[0], town])
            add(quantity=Quantity(low, None, low, "at_least"), place=place, window=Window(start, end, "month"),
                speaker=told, published=end + dt.timedelta(3), extent="total")  # fmt: skip
        elif dice < 0.98:
            add(quantity=Quantity(1, 30, None, "between"), place=None, window=Window(day, day, "day"), speaker=told,
                published=day)  # fmt: skip
        else:
            low = 500_000 + (day - first).days * 10
            add(quantity=Quantity(low, None, low, "at_least"), place=ground[0][0], window=Window(first, day, "day"),
                speaker=told, published=day, extent="total")  # fmt: skip
    return out[:size]


def questions(count: int, seed: int = 2) -> list[Question]:
    """Questions of fixed scope: a town or a governorate, a week or a month."""
    rng = random.Random(seed)
    ground = country(rng)
    out = []
    for _ in range(count):
        county = rng.choice(ground[1:])
        place = county[0] if rng.random() < 0.5 else rng.choice(county[1:])
        start = dt.date(2011, 3, 1) + dt.timedelta(rng.randrange(3600))
        end = start + dt.timedelta(rng.choice([6, 30]))
        out.append(Question("killed", rng.choice(["people", "civilians", "children"]), place, start, end))
    return out


def scale(largest: int) -> dict[str, Any]:
    """Questions of fixed scope over growing records."""
    out: dict[str, Any] = {}
    everything = record(largest)
    for size in (1_000, 10_000, 30_000, 100_000):
        if size > largest:
            break
        claims = everything[:size]
        seconds = []
        for question in questions(200):
            began = time.perf_counter()
            answer(question, claims)
            seconds.append(time.perf_counter() - began)
        out[str(size)] = spread(seconds)
        print(size, out[str(size)], flush=True)
    began = time.perf_counter()
    county = country(random.Random(0))[3][0]
    rows = table(Question("killed", "people", county, dt.date(2014, 1, 1), dt.date(2015, 12, 31)), everything, "month")
    out["table of 24 months of a governorate"] = round(time.perf_counter() - began, 2)
    print(len(rows.rows), "months", out["table of 24 months of a governorate"], "s")
    return out


def spread(seconds: list[float]) -> dict[str, float]:
    """The median, the 95th percentile and the worst of some times."""
    return {
        "median": round(statistics.median(seconds), 4),
        "p95": round(sorted(seconds)[int(0.95 * len(seconds))], 4),
        "worst": round(max(seconds), 4),
    }


def fill(store: Store, claims: list[Claim]) -> None:
    """Take claims into a record, report by report."""
    items = []
    for name, some in groupby(claims, key=lambda c: c.report):
        theirs, raw = tuple(some), name.encode()
        sha256 = hashlib.sha256(raw).hexdigest()
        report = Report("", sha256, publisher=theirs[0].publisher, published=theirs[0].published, origin=name)
        items.append(Read(store.plan(report), raw, Reading(theirs)))
    store.take_in(items, "bench")


def asked(largest: int) -> dict[str, Any]:
    """Questions of fixed scope, asked of records on disk as a person asks them; nothing is kept between questions."""
    out: dict[str, Any] = {}
    everything = record(largest)
    for size in (1_000, 10_000, 30_000, 100_000):
        if size > largest:
            break
        with tempfile.TemporaryDirectory() as folder, Store.open(Path(folder), create=True, write=True) as store:
            fill(store, everything[:size])
            wall, own, loaded, all_claims = [], [], [], 0.0
            for question in questions(200):
                where = question.place.text if question.place is not None else None
                words = Asked("killed", question.population, where, question.start, question.end)
                began, before = time.perf_counter(), time.process_time()
                try:
                    shelf = ask(store, words)[1]
                except AskedWrongError:  # a town that the small record does not name
                    continue
                wall.append(time.perf_counter() - began)
                own.append(time.process_time() - before)
                loaded.append(len(shelf.claims))
            for _ in range(3):
                began = time.process_time()
                store.claims(harms=related_harms("killed"))
                all_claims = time.process_time() - began
            out[str(size)] = {
                "questions": len(wall),
                **spread(wall),
                "processor": spread(own),
                "claims loaded, median": int(statistics.median(loaded)),
                "loading all claims, processor": round(all_claims, 4),
            }
            print(size, out[str(size)], flush=True)
    return out


def wide(size: int) -> dict[str, Any]:
    """A table by month and governorate as the command makes it, and questions of all ten years."""
    with tempfile.TemporaryDirectory() as folder, Store.open(Path(folder), create=True, write=True) as store:
        fill(store, record(size))
        collect_rarely()
        began, before = time.perf_counter(), os.times()
        found, _ = cross(store, Asked("killed", where="Land"), "month", "place", os.cpu_count() or 1)
        after = os.times()
        own = sum(after[:4]) - sum(before[:4])
        out: dict[str, Any] = {
            "months": len(found.rows), "places": len(found.columns), "cells": len(found.cells),
            "seconds": round(time.perf_counter() - began, 1), "processor": round(own, 1),
            "load": round(os.getloadavg()[0], 1), "processors": os.cpu_count(),
        }  # fmt: skip
        for where in ("Governorate 2", "Land"):
            began, processor = time.perf_counter(), time.process_time()
            ask(store, Asked("killed", where=where))
            out[f"ten years of {where}"] = {
                "seconds": round(time.perf_counter() - began, 1),
                "processor": round(time.process_time() - processor, 1),
            }
    return out


def keep(name: str, value: dict[str, Any]) -> None:
    """Write one section of the pinned result."""
    RESULTS.parent.mkdir(exist_ok=True)
    known = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    known[name] = {"date": dt.date.today().isoformat(), **value}
    RESULTS.write_text(json.dumps(known, indent=2) + "\n", encoding="utf-8")


def main() -> None:
    what = sys.argv[1] if len(sys.argv) > 1 else "exact"
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 100_000
    result = {"exact": exact, "scale": scale, "asked": asked, "wide": wide}[what](count)
    print(json.dumps(result, indent=2))
    keep(what, result)


if __name__ == "__main__":
    main()
