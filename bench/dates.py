"""How well and how fast windows are read: against the development texts in the folder named by TOLLBOOK_BENCH.

    TOLLBOOK_BENCH=FOLDER python bench/dates.py [--misses]

* anchors: the share of wire reports whose dateline is read as their publication date, given nothing else;
* windows: the share of annotated claims whose window some mention of the claim's sentence gives, and of its report
  (a window that the sentence inherits from another is the reader's work, not the grammar's);
* events: the share of dated incidents of the wire reports whose date lies in a window of a day or a week of the report;
* speed: megabytes a second, called sentence by sentence, on one core.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import sys
import time
from pathlib import Path
from typing import Any

from tollbook.resolve.dates import TimeMention, anchor_date, find_times
from tollbook.text.fold import fold
from tollbook.text.sentences import sentences

Row = dict[str, Any]


def main() -> int:
    """Measure on every set that is there; 2 where the folder is not given."""
    folder = os.environ.get("TOLLBOOK_BENCH")
    if not folder or not Path(folder).is_dir():
        print("bench/dates.py: set TOLLBOOK_BENCH to the folder of the development texts; nothing measured")
        return 2
    misses = "--misses" in sys.argv
    for name in ("muc4-dev", "muc4-tst1", "muc4-tst2"):
        _anchors(name, _rows(Path(folder), name), misses)
        _events(name, _rows(Path(folder), name), misses)
    _claims(_rows(Path(folder), "claims-dev"), misses)
    for name in ("muc4-dev", "claims-dev", "wad-dev"):
        _speed(name, _rows(Path(folder), name))
    return 0


def _rows(folder: Path, name: str) -> list[Row]:
    path = folder / f"{name}.jsonl"
    return [json.loads(line) for line in path.open(encoding="utf-8")] if path.exists() else []


def _date(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def _mentions(text: str, spans: list[tuple[int, int]], anchor: dt.date | None) -> list[TimeMention]:
    lower = fold(text)
    return [mention for span in spans for mention in find_times(text, lower, *span, anchor)]


def _anchors(name: str, rows: list[Row], misses: bool) -> None:
    dated = [row for row in rows if row["published"]]
    wrong = [row for row in dated if anchor_date(row["text"], None) != _date(row["published"])]
    if dated:
        print(f"{name}: anchors {len(dated) - len(wrong)} of {len(dated)}")
    for row in wrong if misses else ():
        print(f"  {row['published']} not read: {row['text'][:80]!r}")


def _events(name: str, rows: list[Row], misses: bool) -> None:
    """Incidents with one full date, as "15 NOV 89"; a day before or after is right too: nights have two dates."""
    right = total = 0
    for row in rows:
        anchor = anchor_date(row["text"], _date(row["published"]))
        spans = sentences(row["text"], fold(row["text"]))
        windows = [
            m.window for m in _mentions(row["text"], spans, anchor) if m.window.precision in ("hour", "day", "week")
        ]
        for template in row["gold"]["templates"]:
            try:
                day = dt.datetime.strptime(template["date"] or "", "%d %b %y").date()
            except ValueError:
                continue
            total += 1
            slack = dt.timedelta(days=1)
            hit = any(w.start and w.end and w.start - slack <= day <= w.end + slack for w in windows)
            right += hit
            if misses and not hit:
                print(f"  {day} not read (anchor {anchor}): {row['text'][:80]!r}")
    if total:
        print(f"{name}: dated incidents {right} of {total}")


def _claims(rows: list[Row], misses: bool) -> None:
    total = here = anywhere = 0
    for row in rows:
        text = row["text"]
        anchor = anchor_date(text, _date(row["published"]))
        spans = sentences(text, fold(text))
        every = _mentions(text, spans, anchor)
        for claim in row["gold"]["claims"]:
            start, end = _date(claim["start"]), _date(claim["end"])
            if start is None and end is None:
                continue
            total += 1
            found = [m for m in every if m.window.start == start and end in (None, m.window.end)]
            span = next((s for s in spans if s[0] <= claim["span"][0] < s[1]), (0, 0))
            hit = any(span[0] <= mention.start < span[1] for mention in found)
            here += hit
            anywhere += bool(found)
            if misses and not hit:
                print(f"  {start} to {end} not read (anchor {anchor}): {text[span[0] : span[1]]!r}")
    if total:
        print(f"claims-dev: windows of {total} dated claims: {here} in their sentence, {anywhere} in their report")


def _speed(name: str, rows: list[Row]) -> None:
    work = [(row["text"], fold(row["text"]), sentences(row["text"], fold(row["text"]))) for row in rows]
    anchor = dt.date(2016, 11, 30)
    best = 0.0
    for _ in range(3):
        begun = time.perf_counter()
        for text, lower, spans in work:
            for start, end in spans:
                find_times(text, lower, start, end, anchor)
        best = max(best, sum(len(text) for text, _, _ in work) / 1e6 / (time.perf_counter() - begun))
    if work:
        print(f"{name}: {best:.1f} MB/s, sentence by sentence")


if __name__ == "__main__":
    raise SystemExit(main())
