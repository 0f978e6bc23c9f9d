"""What a KB costs in reports of 1 KB to 1 MB: the reader's time must grow with the length of a report and no faster.

    python bench/linear.py [--shape NAME] [--kilobytes N] [--pin]

One text of a shape is cut into reports of 1, 4, 16 ... KB, at blanks; the shorter lengths are measured on pieces from
all parts of it. A length's figure is the processor time of its reports over their KB, the best of two runs, the lengths
taken in turns. The factor is the dearest length over the cheapest. Shapes are ordinary news (texts of the folder
TOLLBOOK_BENCH names, or the examples), our own cases, and what a reader's memory of a text might stumble over: no
sentence ever ends, one enormous sentence is all claims, one sentence comes again and again, every claim is new, every
claim has a speaker, a statement or a side of a city.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import platform
import re
import sys
import time
from collections.abc import Callable
from pathlib import Path

import tollbook
from tollbook.extract import collect_rarely

ROOT = Path(__file__).resolve().parent.parent
RESULT = Path(__file__).parent / "results" / "linear.json"
DAY = dt.date(2016, 11, 30)
SIZES = (1, 4, 16, 64, 256, 1024)
#: The dearest length may cost this many times the cheapest.
MOST = 1.5
TOWNS = ("Homs", "Aleppo", "Taiz", "Mosul", "Goma", "Kidal", "Bor", "Jos", "Idlib", "Raqqa", "Sirte")
WHO = ("people", "civilians", "children", "women", "farmers", "soldiers", "teachers")
#: Said over and over, one class of word or mark each: what grows with these grows in some one rule.
REPEATED = (
    "killed ", "12 ", "twelve ", "1,", "people ", "and ", "of ", "including ", "deaths of ", "said ", "according to ",
    "that ", "not ", "( ", "(killed) ", '" ', '"12 killed" ', ". ", "\n", "in Aleppo ", "Aleppo, ", "north of ",
    "Tuesday ", "on Tuesday ", "between 5 and ", "since ", "Government of ", "Syrian ", "A. B. ", "Mr. ", "hospital ",
    "bombed ", "toll ", "toll of 12 ", "the ", "A", "9", " ", "\u0301", "families ", "Rosa Lima, 34, ", "who ", "were ",
    "by ", "no ", "may have ", "killed, ", "killed; ", "two of them ", "and 3 others ", "killed 12 people and ",
    "killed 12 people. ", "the toll rose to 12. ", "X", "Aleppo ", "al-", "- ", "1.", "A.", "'", "he said. ", "\u3042",
)  # fmt: skip


def news(size: int) -> str:
    """So many characters of ordinary reports, one after the other."""
    folder = os.environ.get("TOLLBOOK_BENCH")
    texts = [p.read_text(encoding="utf-8") for p in sorted((ROOT / "examples").glob("*.txt"))]
    if folder and (path := Path(folder) / "muc4-dev.jsonl").exists():
        texts = [json.loads(line)["text"] for line in path.read_text(encoding="utf-8").splitlines()]
    return filled("\n\n".join(texts) + "\n\n", size)


def own(size: int) -> str:
    """The documents and claims of ``cases``, which are denser in claims than news."""
    texts: list[str] = []
    for path in sorted([*ROOT.glob("cases/documents/*.json"), *ROOT.glob("cases/claims/*.json")]):
        rows = json.loads(path.read_text(encoding="utf-8"))
        texts += [row["text"] for row in rows if isinstance(row, dict) and isinstance(row.get("text"), str)]
    return filled("\n\n".join(texts) + "\n\n", size)


def unended(size: int) -> str:
    """News without a mark or a line that ends a sentence."""
    return filled(re.sub(r"[.!?…;:•●▪·*\s]+", " ", news(size)), size)


def filled(text: str, size: int) -> str:
    """A text said over until it is so long."""
    return (text * (size // len(text) + 1))[:size]


def counted(template: str) -> Callable[[int], str]:
    """Texts of a sentence whose number, town and group change every time."""

    def text(size: int) -> str:
        parts, length, n = [], 0, 0
        while length < size:
            n += 1
            parts.append(template.format(n=2 + n * 7919 % 99991, town=TOWNS[n % 11], who=WHO[n % 7], day=1 + n % 28))
            length += len(parts[-1])
        return "".join(parts)[:size]

    return text


SHAPES: dict[str, Callable[[int], str]] = {
    "news": news,
    "cases": own,
    "no sentence ends": unended,
    "one sentence, all claims": counted("killed {n} {who} in {town} and wounded 3 others on {day} November, "),
    "one sentence repeated": lambda size: filled("Shelling killed 12 people and wounded 30 in Homs on Tuesday. ", size),
    "every number new": counted("A strike on {town} killed {n} {who} on {day} November. "),
    "every toll new": counted("The death toll in {town} rose to {n} {who}. "),
    "every claim has a speaker": counted('"{n} {who} died in {town}," a doctor said. Police denied it. '),
    "every claim is condemned": counted("Committee {n} of {town} condemned the killing of {who}. "),
    "every side of a city": counted("Shelling killed {n} {who} in {town} and 3 in the east of the city. "),
    "in capitals": lambda size: news(size).upper(),
}

#: Shapes whose words are not the same throughout: the shorter lengths are measured on more of the text.
VARIED = ("news", "no sentence ends", "in capitals")


def cut(text: str, size: int) -> list[str]:
    """Pieces of about a size, cut at blanks; the last may be longer."""
    pieces, start = [], 0
    while len(text) - start >= 2 * size:
        blank = max(text.rfind(" ", start, start + size), text.rfind("\n", start, start + size))
        end = blank + 1 if blank > start else start + size
        pieces.append(text[start:end])
        start = end
    return [*pieces, text[start:]]


def cost(pieces: list[str]) -> float:
    """Milliseconds of processor time for a KB."""
    begin = time.process_time()
    for piece in pieces:
        tollbook.read(piece, DAY)
    return (time.process_time() - begin) * 1e6 / sum(map(len, pieces))


def measured(text: str, sizes: tuple[int, ...], runs: int = 2, most: int = 64) -> dict[int, float]:
    """Milliseconds for a KB by the KB of a report: the least of several runs, the lengths taken in turns.

    ``most`` is how many KB, from all parts of the text, are enough for the shorter lengths.
    """
    best = dict.fromkeys(sizes, float("inf"))
    by_size = {}
    for size in sizes:
        pieces = cut(text, size * 1000)
        by_size[size] = pieces[:: max(1, len(pieces) * size // most)]
    for _ in range(runs):
        for size, pieces in by_size.items():
            best[size] = min(best[size], cost(pieces))
    return best


def factor(costs: dict[int, float]) -> float:
    """How many times the cheapest length the dearest costs."""
    return max(costs.values()) / min(costs.values())


def growing(short: int = 4, long: int = 64) -> dict[str, tuple[float, float]]:
    """What, said over and over, costs more for a KB in a long report than in a short one; ms for a KB in each."""
    grows = {}
    for unit in REPEATED:
        costs = measured(filled(unit, long * 1000), (short, long), 2)
        if costs[long] > MOST * costs[short]:
            costs = measured(filled(unit, long * 1000), (short, long), 5)
        if costs[long] > MOST * costs[short]:
            grows[unit] = (round(costs[short], 3), round(costs[long], 3))
            print(f"  grows: {unit!r:<28} {costs[short]:8.2f} ms/KB at {short} KB {costs[long]:8.2f} at {long} KB")
    return grows


def main() -> int:
    """Measure, print, and with ``--pin`` keep; 1 where a shape or a word grows faster than its length."""
    parser = argparse.ArgumentParser(description="What a KB costs in short reports and in long ones.")
    parser.add_argument("--shape", choices=[*SHAPES, "words"], help="one shape alone; words: words said over and over")
    parser.add_argument("--kilobytes", type=int, default=max(SIZES), help="the longest report (default: %(default)s)")
    parser.add_argument("--pin", action="store_true", help=f"keep the figures in bench/results/{RESULT.name}")
    options = parser.parse_args()
    if options.pin and (options.shape or options.kilobytes < max(SIZES)):
        parser.error("--pin keeps the whole measurement: leave out --shape and --kilobytes")
    sizes = tuple(size for size in SIZES if size <= options.kilobytes)
    tollbook.read(news(20_000), DAY)  # tables are loaded before anything is timed
    collect_rarely()  # as the commands do
    source = "muc4-dev" if os.environ.get("TOLLBOOK_BENCH") else "the examples"
    print(f"ms of processor time for a KB, by the length of the report; news: {source}")
    print(f"{'':<27}" + "".join(f"{size:>6} KB" for size in sizes) + "   factor")
    rows: dict[str, object] = {}
    worst = 0.0
    for name, shape in SHAPES.items():
        if options.shape in (None, name):
            costs = measured(shape(max(sizes) * 1000), sizes, most=256 if name in VARIED else 64)
            print(
                f"{name:<27}" + "".join(f"{costs[size]:9.2f}" for size in sizes) + f"{factor(costs):9.2f}", flush=True
            )
            rows[name] = {
                "ms_per_kb": {str(k): round(v, 3) for k, v in costs.items()},
                "factor": round(factor(costs), 2),
            }
            worst = max(worst, factor(costs))
    grows = growing() if options.shape in (None, "words") else {}
    print(f"largest factor {worst:.2f} (at most {MOST}); {len(grows)} of {len(REPEATED)} words grow")
    if options.pin:
        kept = {"date": dt.date.today().isoformat(), "python": platform.python_version(), "news": source,
                "shapes": rows, "words": len(REPEATED), "words_that_grow": grows}  # fmt: skip
        RESULT.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
    return int(bool(grows) or worst > MOST)


if __name__ == "__main__":
    sys.exit(main())
