"""Throws broken, hostile and huge texts at the reader: no exception, lawful claims, cost linear in length.

    python bench/fuzz_reading.py [--inputs N] [--seconds N] [--seed N] [--save]
    python bench/fuzz_reading.py --linear [--save]

The first mutates the texts of the cases and examples (cut, doubled, shuffled, in capitals, in other scripts, with NULs,
brackets, quotes and endless digits). A mutant whose reading holds a combination of rule, harm, hedge and modality not
seen before becomes a parent itself, which is what guides the search. The second reads ordinary news from 1 KB to 1 MB,
and one word or mark over and over, and prints the time per KB. What is found is kept, made small, in ``cases/fuzz``
and replayed by the tests. Ordinary news are the texts of the folder TOLLBOOK_BENCH names, or the examples.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import random
import re
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

import tollbook
from tollbook.model import Reading
from tollbook.vocabulary import HARMS, POPULATIONS

ROOT = Path(__file__).resolve().parent.parent
RESULT = Path(__file__).parent / "results" / "fuzz.json"
FOUND = ROOT / "cases" / "fuzz"
DAY = dt.date(2016, 11, 30)
#: A text this much slower than ordinary news is a finding: seconds for a KB, beside what one call may cost.
SLOW, CALL = 0.05, 0.25
#: Letters of many scripts, marks, spaces, controls and halves of pairs.
STRANGE = [
    "\u0642\u062a\u0644 12 \u0645\u062f\u0646\u064a\u0627 \u0641\u064a \u062d\u0644\u0628",
    "\u0661\u0662\u0663", "убито 12 человек", "炸死十二人", "๑๒ คน", "१२ लोग",
    "\u05e9\u05e0\u05d9\u05dd \u05e2\u05e9\u05e8", "💥", "é", "e\u0301", "ﬁ", "İ", "ẞ", "\u200f",
    "\u202e", "\ufeff", "\xa0", "\u2028", "\x00", "\x1b[31m", "\ud800", "\udfff", "\r", "\r\n", "\t",
    "\n\n", "\n" * 30, " " * 40, "(" * 30, ")" * 30, "[((", "\"'“”‘’«»", "…", "---", "—", "::", ";",
    ",,", "..", "&amp;", "http://a.b/?c=1&d=2", "9" * 60, "1,000" * 20, "1.2.3.4", "12/13/2016", "0",
    "-5", "1e9", "½", "²", "Ⅻ", "12.5 million", "hundreds of thousands of", "between 5 and",
    "from 3 to", "no more than", "more than", "of whom", "including", "killed", "wounded",
    "according to", "said", "that", "on Tuesday",
]  # fmt: skip
#: Said over and over: one of each class of word and mark.
REPEATED = [
    "killed ", "killed 12 people and ", "12 ", "twelve ", "1,", "people ", "and ", "of ", "including ",
    "deaths of ", "said ", "according to ", "that ", "not ", "( ", "(killed) ", "\" ", "\"12 killed\" ",
    ". ", "\n", "in Aleppo ", "Aleppo, ", "north of ", "Tuesday ", "on Tuesday ", "between 5 and ",
    "since ", "Government of ", "Syrian ", "A. B. ", "Mr. ", "hospital ", "bombed ", "toll ", "the ",
    "A", "9", " ", "\u0301", "families ", "Rosa Lima, 34, ", "who ", "were ", "by ", "no ", "may have ",
    "killed, ", "killed; ", "killed 12 people. ", "toll of 12 ", "two of them ", "and 3 others ",
]  # fmt: skip


def lawful(text: str, reading: Reading) -> None:
    """Raise AssertionError where a law that holds of any reading does not."""
    seen: set[str] = set()
    for claim in reading.claims:
        assert 0 <= claim.span.start < claim.span.end <= len(text), "span"
        assert text[claim.span.start : claim.span.end] == claim.quantity.text, "words of the span"
        assert claim.quote in text, "quote"
        assert claim.harm in HARMS, "harm"
        assert claim.population.group in POPULATIONS, "population"
        known = [n for n in (claim.quantity.low, claim.quantity.best, claim.quantity.high) if n is not None]
        if claim.quantity.hedge not in ("more_than", "less_than"):
            assert known == sorted(known), "order of bounds"
        if claim.window.start and claim.window.end:
            assert claim.window.start <= claim.window.end, "window"
        assert all(link is None or link in seen for link in (claim.part_of, claim.repeats)), "links"
        assert claim.id not in seen, "identity"
        seen.add(claim.id)
    for figure in reading.figures:
        assert set(figure.claims) <= seen, "figure"
        assert figure.low is None or figure.high is None or figure.low <= figure.high, "figure's bounds"


def check(text: str) -> tuple[str, Reading | None]:
    """What is wrong with the reading of a text (an exception, a broken law, slowness; empty if nothing), and it."""
    begin = time.process_time()
    try:
        reading = tollbook.read(text, DAY, "A monitor")
        lawful(text, reading)
    except Exception as error:
        where = traceback.extract_tb(error.__traceback__)[-1]
        return f"{type(error).__name__} in {Path(where.filename).name}:{where.name}: {error}"[:200], None
    spent = time.process_time() - begin
    if spent > CALL + SLOW * len(text) / 1000:
        return "slow", reading
    return "", reading


def seeds() -> list[str]:
    """The texts of the cases and examples."""
    found = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "examples").glob("*.txt"))]
    for path in sorted((ROOT / "cases").glob("*/*.json")):
        rows = json.loads(path.read_text(encoding="utf-8"))
        found += [row["text"] for row in rows if isinstance(row, dict) and isinstance(row.get("text"), str)]
    return found


def mutated(text: str, other: str, draw: random.Random) -> str:
    """A text changed in one to four ways."""
    for _ in range(draw.randint(1, 4)):
        text = _changed(text, other, draw)[:6000] or "killed"
    return text


def _changed(text: str, other: str, draw: random.Random) -> str:
    words = re.split(r"(\s+)", text)
    i, j = sorted((draw.randrange(len(words)), draw.randrange(len(words))))
    ways: list[Callable[[], str]] = [
        lambda: "".join(words[:i] + words[j:]),
        lambda: "".join(words[:j] + words[i:j] * draw.randint(1, 8) + words[j:]),
        lambda: "".join(words[:i]) + draw.choice(STRANGE) + "".join(words[i:]),
        lambda: "".join(words[:i]) + " " + draw.choice(STRANGE) + " " + "".join(words[i:]),
        lambda: "".join(words[:i]) + " ".join(other.split()[: draw.randint(1, 30)]) + "".join(words[j:]),
        lambda: text.upper(),
        lambda: re.sub(r"[.,;:]", "", text),
        lambda: re.sub(r"\s+", "\n", text),
        lambda: re.sub(r"\d+|\b(?:two|three|five|ten)\b", lambda _: draw.choice(STRANGE), text),
        lambda: text[draw.randrange(len(text) + 1) :],
        lambda: "".join(chr((ord(c) + 1) % 0x110000) if draw.random() < 0.03 else c for c in text),
        lambda: " ".join(draw.sample(text.split(), len(text.split()))),
    ]
    return draw.choice(ways)()


def features(reading: Reading) -> Iterator[tuple[str, ...]]:
    """What is new about a reading, if it was not seen before."""
    for claim in reading.claims:
        yield claim.rule, claim.harm, claim.quantity.hedge, claim.modality
        yield claim.rule, claim.population.group, claim.measure, str(claim.part_of is None)


def smallest(text: str, what: str, tries: int = 300) -> str:
    """The text with everything left out that the finding does not need."""
    size = max(1, len(text) // 2)
    while size and tries:
        at = 0
        while at < len(text) and tries:
            shorter = text[:at] + text[at + size :]
            tries -= 1
            if shorter and check(shorter)[0].split(":")[0] == what.split(":")[0]:
                text = shorter
            else:
                at += size
        size //= 2
    return text


def fuzz(inputs: int, seconds: float, seed: int) -> tuple[int, int, dict[str, str]]:
    """(inputs read, kinds of reading seen, what was found with its smallest text)."""
    draw, parents = random.Random(seed), seeds()
    seen: set[tuple[str, ...]] = set()
    found: dict[str, str] = {}
    tollbook.read(news(2_000), DAY)  # tables are loaded before anything is timed
    begin, done = time.monotonic(), 0
    while done < inputs and time.monotonic() - begin < seconds:
        text = mutated(draw.choice(parents), draw.choice(parents), draw)
        wrong, reading = check(text)
        done += 1
        key = wrong.split(":")[0] + wrong.split(":")[1][:20] if ":" in wrong else wrong
        if wrong and key not in found:
            found[key] = smallest(text, wrong) if wrong != "slow" else text
            print(f"{wrong}\n    {found[key][:200]!r}", flush=True)
        if reading is not None:
            fresh = set(features(reading)) - seen
            seen |= fresh
            if fresh and len(text) < 3000:
                parents.append(text)
    return done, len(seen), found


def news(size: int) -> str:
    """So many characters of ordinary reports, one after the other."""
    folder = os.environ.get("TOLLBOOK_BENCH")
    texts = [p.read_text(encoding="utf-8") for p in sorted((ROOT / "examples").glob("*.txt"))]
    if folder and (path := Path(folder) / "muc4-dev.jsonl").exists():
        texts = [json.loads(line)["text"] for line in path.read_text(encoding="utf-8").splitlines()]
    whole = "\n\n".join(texts)
    return (whole * (size // len(whole) + 1))[:size]


def per_kb(text: str, least: float = 0.3) -> float:
    """Milliseconds of processor time for a KB, over at least so many seconds."""
    tollbook.read(text[:1000], DAY)
    times, spent = 0, 0.0
    while spent < least:
        begin = time.process_time()
        tollbook.read(text, DAY)
        spent += time.process_time() - begin
        times += 1
    return spent / times / len(text) * 1e6


def pieces(size: int, count: int) -> float:
    """Milliseconds for a KB of news cut into texts of one size: a small text alone may have many claims or none."""
    whole = news(size * count)
    spent = [per_kb(whole[i * size : (i + 1) * size], 0.02) for i in range(count)]
    return sum(spent) / len(spent)


def linear() -> dict[str, object]:
    """Print and give the time per KB by length, and what grows faster than its length."""
    tollbook.read(news(20_000), DAY)
    by_size = {size: pieces(size, max(1, min(60, 120_000 // size))) for size in (1_000, 10_000, 100_000, 1_000_000)}
    for size, cost in by_size.items():
        print(f"{size // 1000:>5} KB   {cost:6.2f} ms/KB")
    ratio = max(by_size.values()) / min(by_size.values())
    print(f"slowest to fastest: {ratio:.2f}")
    grows: dict[str, tuple[float, float]] = {}
    for unit in REPEATED:
        small, large = ((unit * (size // len(unit) + 1))[:size] for size in (2_000, 16_000))
        a, b = per_kb(small, 0.02), per_kb(large, 0.02)
        if b > 3 * a and b > 1.0:
            grows[unit] = (round(a, 2), round(b, 2))
            print(f"grows: {unit!r:<26} {a:8.2f} ms/KB at 2 KB   {b:8.2f} at 16 KB")
    return {"ms_per_kb": {str(k): round(v, 3) for k, v in by_size.items()}, "ratio": round(ratio, 2), "grows": grows}


def keep(found: dict[str, str], seed: int) -> None:
    """Add findings to the corpus."""
    FOUND.mkdir(parents=True, exist_ok=True)
    path = FOUND / "found.json"
    rows = json.loads(path.read_text(encoding="utf-8")) if path.exists() else []
    known = {row.get("text") for row in rows}
    rows += [{"text": text, "why": f"{what} (seed {seed})"} for what, text in found.items() if text not in known]
    path.write_text(json.dumps(rows, ensure_ascii=True, indent=2) + "\n", encoding="utf-8")


def main() -> int:
    """Search or measure; 1 where anything was found."""
    parser = argparse.ArgumentParser(description="Throw broken and huge texts at the reader.")
    parser.add_argument("--inputs", type=int, default=200_000)
    parser.add_argument("--seconds", type=float, default=120.0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--linear", action="store_true", help="measure the cost by length instead")
    parser.add_argument("--save", action="store_true", help="keep figures in bench/results, findings in cases/fuzz")
    options = parser.parse_args()
    kept = json.loads(RESULT.read_text(encoding="utf-8")) if RESULT.exists() else {}
    if options.linear:
        kept["linear"] = measured = linear()
        bad = bool(measured["grows"]) or float(str(measured["ratio"])) > 1.5
    else:
        done, kinds, found = fuzz(options.inputs, options.seconds, options.seed)
        print(f"{done:,} inputs, {kinds} kinds of claim, {len(found)} findings")
        kept["fuzz"] = {"inputs": done, "seed": options.seed, "kinds": kinds, "findings": sorted(found)}
        bad = bool(found)
        if options.save and found:
            keep(found, options.seed)
    if options.save:
        RESULT.parent.mkdir(exist_ok=True)
        RESULT.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
    return int(bad)


if __name__ == "__main__":
    sys.exit(main())
