"""How well and how fast speakers are read: against the development texts in the folder named by TOLLBOOK_BENCH.

    TOLLBOOK_BENCH=FOLDER python bench/speakers.py [--misses]

* named: of the annotated claims with a speaker, the share whose innermost attribution has a name that contains the
  annotated one or is contained in it;
* none: of those without, the share that lies in no attribution's scope;
* perpetrators: the share of annotated perpetrators that get a canonical actor, given the country of the war (a look
  at coverage: common nouns like "rebels" rightly get none);
* speed: megabytes a second on one core, sentences given.
"""

from __future__ import annotations

import json
import os
import re
import sys
import time
from pathlib import Path
from typing import Any

from tollbook.resolve.actors import resolve_actor
from tollbook.resolve.speakers import Attribution, find_attributions, speaker_at
from tollbook.text.fold import fold
from tollbook.text.sentences import sentences

Row = dict[str, Any]


def main() -> int:
    """Measure on every set that is there; 2 where the folder is not given."""
    folder = os.environ.get("TOLLBOOK_BENCH")
    if not folder or not Path(folder).is_dir():
        print("bench/speakers.py: set TOLLBOOK_BENCH to the folder of the development texts; nothing measured")
        return 2
    _claims(_rows(Path(folder), "claims-dev"), "--misses" in sys.argv)
    for name in ("muc4-dev", "claims-dev", "wad-dev"):
        _speed(name, _rows(Path(folder), name))
    return 0


def _rows(folder: Path, name: str) -> list[Row]:
    path = folder / f"{name}.jsonl"
    return [json.loads(line) for line in path.open(encoding="utf-8")] if path.exists() else []


def _claims(rows: list[Row], misses: bool) -> None:
    named = [0, 0]
    none = [0, 0]
    actors = [0, 0]
    for row in rows:
        text = row["text"]
        found = find_attributions(text, lower := fold(text), sentences(text, lower))
        for claim in row["gold"]["claims"]:
            who = speaker_at(found, *claim["span"])
            right = _same(claim["speaker"], who)
            tally = named if claim["speaker"] else none
            tally[0] += right
            tally[1] += 1
            if misses and not right:
                _show(row, claim, who)
            if claim["perpetrator"]:
                actors[0] += resolve_actor(claim["perpetrator"], "SY") is not None
                actors[1] += 1
    _print("speakers: named", named)
    _print("speakers: none", none)
    _print("perpetrators with an actor", actors)


def _same(gold: str | None, who: Attribution | None) -> bool:
    if gold is None or who is None:
        return gold is None and who is None
    one, other = _plain(gold), _plain(who.text)
    return one in other or other in one


def _plain(name: str) -> str:
    return re.sub(r"\W+", " ", name.lower()).strip().removeprefix("the ")


def _show(row: Row, claim: Row, who: Attribution | None) -> None:
    start, end = claim["span"]
    around = " ".join(row["text"][max(0, start - 120) : end + 120].split())
    print(f"  {row['id']}: {claim['speaker']!r} read as {who and who.text!r}: {around}")


def _print(what: str, tally: list[int]) -> None:
    if tally[1]:
        print(f"{what:28} {tally[0]}/{tally[1]} = {tally[0] / tally[1]:.3f}")


def _speed(name: str, rows: list[Row]) -> None:
    texts = [row["text"] for row in rows]
    ready = [(text, lower, sentences(text, lower)) for text in texts for lower in (fold(text),)]
    best = float("inf")
    for _ in range(3):
        begun = time.process_time()
        for text, lower, spans in ready:
            find_attributions(text, lower, spans)
        best = min(best, time.process_time() - begun)
    if texts:
        print(f"speed: {name:21} {sum(map(len, texts)) / best / 1e6:.1f} MB/s")


if __name__ == "__main__":
    sys.exit(main())
