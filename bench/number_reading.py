"""Number reading against the English cases of Recognizers-Text (microsoft/Recognizers-Text, Specs/Number/English, MIT).

    TOLLBOOK_BENCH=FOLDER python bench/number_reading.py [--misses]

FOLDER holds recognizers-en-number.jsonl and recognizers-en-range.jsonl, and muc4-dev.jsonl and wad-dev.jsonl for speed.

The unit is a sentence. It is right when the numbers read are the numbers of the gold, no more and no less, at the
same words and with the same value. Four differences of convention are normalised, none of them of reading:

* a range of the gold is half-open by the letter ("20 to 30" is [20,30)): both ends are taken as said;
* an end is right when it is the gold's or the one beside it: "more than 10" begins at 11 here, at 10, left out, there;
* the span of a range in the gold leaves out the words that only open it: spans must overlap, values must agree;
* a sentence is left out where one of its numbers is of a kind that cannot count people (see EXCLUDED).

The range cases hold only numbers with a hedge or two ends; a bare number read in them costs nothing, and neither does
one where the gold has another.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

from tollbook.grammar.numbers import Number, find_numbers

Json = dict[str, Any]

#: Kinds of gold that are not read as counts of people, and why.
EXCLUDED = {
    "decimal": "no number of people has a decimal part",
    "fraction": "a share is no number of people",
    "power": "scientific notation is not written in reports of harm",
    "negative": "a number of people is not negative; in reports '-5' is a list item or a range",
    "name": "dates, telephone numbers and codes: read as names here, as numbers or as nothing there",
    "formula": "equations of a variable ('x is equal to 5'), not sentences of a report",
    "slang": "'10 G', '5 M', '0000': letters and zeros that reports use for other things",
    "ordinal": "a rank is no number of people",
}


_FORMULA = re.compile(r"\bequal(?:s|ing)?\b(?! than)|\b[xy]\b|[<>=]\s?[<>=]", re.IGNORECASE)


def excluded(gold: Json, text: str) -> str | None:
    """Why a gold result is of a kind that is not scored, or ``None``."""
    resolution = gold["resolution"]
    value, words = str(resolution["value"]), gold["text"]
    subtype = resolution.get("subtype", "")
    if subtype in ("decimal", "fraction", "power"):
        return str(subtype)
    if re.search(r"(?:^|[\[(,])-|minus|negative", value + " " + words):
        return "negative"
    if re.search(r"\d\.\d", value) or re.fullmatch(r"\d+[.,]\d\d?", words):
        return "decimal"
    if re.search(r"\dg$|\d [gmk]$", words) or re.fullmatch(r"0\d+", words):
        return "slang"
    if re.search(r"\d(?:st|nd|rd|th)\b|\b(?:first|\w{3,}th)\b", words):
        return "ordinal"
    before, after = text[: gold["start"]], text[gold["end"] + 1 :]
    if "," not in value and (re.search(r"\w[-/.]$|\+$", before) or re.match(r"[-/.]\w", after)):
        return "name"
    return None


def value_of(number: Number, ranges: bool) -> tuple[int | None, int | None]:
    """The ends of a number as said: what the hedge adds beyond the words is taken back."""
    quantity = number.quantity
    if quantity.best is None:
        return quantity.low, quantity.high
    if not ranges:
        return quantity.best, quantity.best
    lower = quantity.hedge in ("exact", "none", "more_than", "at_least")
    upper = quantity.hedge in ("exact", "none", "less_than", "at_most")
    return (quantity.best if lower else None), (quantity.best if upper else None)


def interval(value: str) -> tuple[int | None, int | None]:
    """The ends of the gold: a number, or an interval written like [20,30)."""
    ends = re.fullmatch(r"[\[(]([^,]*),([^,]*)[\])]", value)
    if ends is None:
        return int(float(value)), int(float(value))
    low, high = (int(float(e)) if e else None for e in ends.groups())
    return low, high


def right(text: str, gold: list[Json], ranges: bool) -> bool:
    """Whether the numbers read in a text are those of the gold."""
    found = [n for n in find_numbers(text, text.lower()) if n.kind in ("count", "percent", "money")]
    if ranges:
        found = [n for n in found if n.quantity.hedge not in ("exact", "about", "nearly", "none", "several")]
    if len(found) != len(gold):
        return False
    for number, result in zip(found, gold, strict=True):
        if ranges:
            same = number.start <= result["end"] and result["start"] < number.end
        else:
            same = (number.core_start, number.core_end) == (result["start"], result["end"] + 1)
        ends = zip(value_of(number, ranges), interval(str(result["resolution"]["value"])), strict=True)
        if not same or not all(beside(read, said) for read, said in ends):
            return False
    return True


def beside(read: int | None, said: int | None) -> bool:
    """Whether two ends are both open, or the same but for the one that "more than" leaves out."""
    return read is said or (read is not None and said is not None and abs(read - said) <= 1)


def score(path: Path, ranges: bool, misses: bool) -> None:
    """Print the share of right sentences of one file."""
    left_out: Counter[str] = Counter()
    wrong: list[Json] = []
    total = 0
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        gold = row["gold"]["results"]
        reasons = [r for r in (excluded(result, row["text"]) for result in gold) if r]
        if _FORMULA.search(row["text"]):
            reasons.append("formula")
        if reasons:
            left_out[reasons[0]] += 1
            continue
        total += 1
        if not right(row["text"], gold, ranges):
            wrong.append(row)
    print(f"{path.name}: {total - len(wrong)}/{total} = {(total - len(wrong)) / max(total, 1):.3f}")
    for reason, count in left_out.most_common():
        print(f"  left out {count:3} {reason}: {EXCLUDED[reason]}")
    if misses:
        for row in wrong:
            print("  ", row["text"], [(g["text"], g["resolution"]["value"]) for g in row["gold"]["results"]])
            read = find_numbers(row["text"], row["text"].lower())
            print("     ", [(n.quantity.text, n.quantity.low, n.quantity.high, n.kind) for n in read])


def speed(folder: Path) -> None:
    """Print the reading speed on plain news text, if there is some in the folder."""
    files = [p for p in (folder / "muc4-dev.jsonl", folder / "wad-dev.jsonl") if p.exists()]
    texts = [json.loads(line)["text"] for p in files for line in p.read_text(encoding="utf-8").splitlines()]
    if not texts:
        return
    lowered = [text.lower() for text in texts]
    size = sum(len(text.encode()) for text in texts) / 1e6
    best = 0.0
    for _ in range(3):
        begin = time.perf_counter()
        count = sum(len(find_numbers(text, low)) for text, low in zip(texts, lowered, strict=True))
        best = max(best, size / (time.perf_counter() - begin))
    print(f"speed: {best:.1f} MB/s over {size:.1f} MB of news, {count} numbers")


def main() -> int:
    """Score what the folder holds."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--misses", action="store_true", help="print the sentences read otherwise")
    options = parser.parse_args()
    folder = os.environ.get("TOLLBOOK_BENCH")
    if not folder:
        print("TOLLBOOK_BENCH is not set: nothing to measure. Set it to the folder of the benchmark files.")
        return 0
    for name, ranges in (("recognizers-en-number.jsonl", False), ("recognizers-en-range.jsonl", True)):
        path = Path(folder) / name
        if path.exists():
            score(path, ranges, options.misses)
        else:
            print(f"{path} is not there: skipped")
    speed(Path(folder))
    return 0


if __name__ == "__main__":
    sys.exit(main())
