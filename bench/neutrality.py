"""Whether the reader treats every side alike: names of sides, nations and faiths are exchanged and nothing may change.

    python bench/neutrality.py [--seed N] [--seeds N] [--jobs N] [--examples N] [--save]

Every text of the ``.jsonl`` files in the folder TOLLBOOK_BENCH names is read twice, once as it stands and once with its
names exchanged. Any name of a kind may come for any other: initials for five words, a plural for a singular,
"Revolutionary Armed Forces of Colombia" for "IS"; governments' forces, rebels, allies and enemies are one pool, so a
side becomes its own enemy. Names are exchanged wherever they stand, with an apostrophe or a hyphen too ("Saudi-led",
"pro-Houthi", "U.S.-backed"); two names never become one. The same is done with all texts in small letters, as posts are
written, and with all in capitals, as wires were. The last kind exchanges all names of a text at once.

Counted are the claims whose harm, number, population class or modality is no longer the same, aligned by their order
within the report; printed are the rates by kind of exchange and writing, and for each change the one name that makes
it, found by exchanging the names of the report one at a time.

Places, speakers and perpetrators may change, for they are named. Common words that tell civilians from fighters
("rebel", "soldier") are no names and stay. Persons are no names of sides. Initials that are words too ("IS", "LET")
are exchanged only where case tells them apart, and so are countries in small letters that are ("turkey") and dotted
initials ("U.A.E."), which may end a sentence. Lines broken at a width are broken anew, before and after.
"""

from __future__ import annotations

import argparse
import concurrent.futures
import datetime as dt
import difflib
import itertools
import json
import os
import random
import re
import sys
import textwrap
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import NamedTuple

import daachorse

import tollbook
from tollbook.grammar import names
from tollbook.lang import load
from tollbook.text.sentences import wrapped

_Automaton = daachorse.CharwiseDoubleArrayAhoCorasick
RESULT = Path(__file__).parent / "results" / "neutrality.json"
ALL = "all together"
#: How the texts are written: as they stand, in small letters, in capitals.
WRITINGS: dict[str, Callable[[str], str]] = {"as written": str, "small letters": str.lower, "capitals": str.upper}
#: Names in lower case that are words, and so are exchanged only where capitals show them to be names.
_WORDS_TOO = frozenset(load("en", "names")["words_too"])
_CAPITALS_ONLY = frozenset(load("en", "names")["capitals_only"])


class Said(NamedTuple):
    """What may not change about a claim."""

    harm: str
    low: int | None
    high: int | None
    best: int | None
    hedge: str
    unit: str
    group: str
    modality: str


@dataclass
class Kind:
    """One kind of exchange: pools of names, any of which may stand for any other of its pool."""

    name: str
    pools: list[list[str]]

    @property
    def names(self) -> int:
        """How many names it exchanges."""
        return sum(map(len, self.pools))


@dataclass
class Tally:
    """What one kind of exchange changed."""

    reports: int = 0
    claims: int = 0
    changed: int = 0
    causes: Counter[str] = field(default_factory=Counter)
    examples: list[str] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        """Count what another run changed beside this one's."""
        self.reports += other.reports
        self.claims += other.claims
        self.changed += other.changed
        self.causes.update(other.causes)
        self.examples += other.examples


@cache
def kinds() -> tuple[Kind, ...]:
    """The kinds of exchange, from the reader's own tables of actors, places and names."""
    data = load("en", "names")
    faiths, peoples = data["faiths"], data["peoples"]
    own = {*faiths, *faiths.values(), *peoples, *peoples.values()}
    nations = [[n for n in names.nations(many) if n not in own] for many in (False, True)]
    no_plural = tuple(data["own_plural"])
    pools = [nations[0], *_apart(nations[1], no_plural)]
    return (
        Kind("sides", [names.sides()]),
        Kind("nationalities", pools),
        Kind("countries", [names.lands()]),
        Kind("religions", [list(faiths), [many for many in faiths.values() if many]]),
        Kind("peoples", [list(peoples), [many for many in peoples.values() if many]]),
    )


def _apart(plurals: list[str], endings: tuple[str, ...]) -> list[list[str]]:
    """Plurals that are adjectives too ("Sudanese") and those that are not ("Syrians")."""
    both = [name for name in plurals if name.endswith(endings)]
    return [both, [name for name in plurals if name not in both]]


class _Found(NamedTuple):
    """A name where a text holds it, as it is written there."""

    start: int
    end: int
    name: str
    kind: str


@cache
def _finder() -> tuple[
    daachorse.CharwiseDoubleArrayAhoCorasick, list[tuple[str, str]], dict[str, tuple[str, list[str]]]
]:
    """An automaton of all names in their three writings, what each of its words is, and of each name kind and pool."""
    pools = {name: (kind.name, pool) for kind in reversed(kinds()) for pool in kind.pools for name in pool}
    forms: dict[str, str] = {}
    for name in pools:
        for form in (name, name.upper(), name.lower()):
            forms.setdefault(form, name)
    keys = sorted(forms)
    automaton = _Automaton(keys, daachorse.MATCH_KIND_STANDARD)
    return automaton, [(key, forms[key]) for key in keys], pools


def found(text: str) -> Iterator[_Found]:
    """The names of every kind in a text, longest first: a country within the name of a side is none."""
    automaton, keys, pools = _finder()
    writing, at = _writing(text), 0
    hits = automaton.find_overlapping(text.replace("\n", " "))
    for start, end, n in sorted(hits, key=lambda hit: (hit[0], -hit[1])):
        form, name = keys[n]
        inside = (start and text[start - 1].isalnum()) or (end < len(text) and text[end].isalnum())
        if start >= at and not inside and _told(form, name, writing):
            yield _Found(start, end, form, pools[name][0])
            at = end


def _writing(text: str) -> str:
    """Which of the writings a text is in."""
    small, great = sum(map(str.islower, text)), sum(map(str.isupper, text))
    return "capitals" if great > small else "small letters" if great < 0.005 * small else "as written"


def _told(form: str, name: str, writing: str) -> bool:
    """Whether a name is told from a word in this writing: by its capitals where there are others, else by itself."""
    if name.lower() in _WORDS_TOO:
        return writing == "as written" and form in (name, name.upper())
    if writing != "as written" and name.endswith("."):
        return False  # whether "U.A.E." ends a sentence only the case of what follows tells
    if form == name.lower() != name:
        return writing == "small letters" and form not in _CAPITALS_ONLY
    return True


def mentioned(text: str, kind: str) -> list[str]:
    """The names of a kind that a text holds, each once, as they are written there (white space made one blank)."""
    return list(dict.fromkeys(hit.name for hit in found(text) if kind in (hit.kind, ALL)))


def exchanged(text: str, new: Mapping[str, str]) -> str:
    """A text with names exchanged."""
    pieces, at = [], 0
    for hit in found(text):
        if hit.name in new:
            pieces += [text[at : hit.start], new[hit.name]]
            at = hit.end
    return "".join([*pieces, text[at:]])


def laid(text: str, like: str) -> str:
    """A text with its lines broken anew where those of another are broken at a width: a longer name moves words on."""
    if not wrapped(like):
        return text
    paragraphs = re.split(r"(\n[ ]*\n\s*|\n(?=   ))", text)
    paragraphs[::2] = (
        "\n".join(textwrap.wrap(part, 72, break_long_words=False, break_on_hyphens=False)) for part in paragraphs[::2]
    )
    return "".join(paragraphs)


def plan(text: str, kind: str, seed: int = 0) -> dict[str, str]:
    """For each name of a text another of its kind, one always the same; no two become one, and none one that stays."""
    _, keys, pools = _finder()
    writing, written = _writing(text), dict(keys)
    draw = random.Random(f"{seed} {kind} {len(text)} {text[:80]}")
    taken = {hit.name.lower() for hit in found(text)}
    new: dict[str, str] = {}
    for form in mentioned(text, kind):
        pool = pools[written[form]][1]
        shout = form.isupper() and (writing == "capitals" or not written[form].isupper())
        others = [other.upper() if shout else other.lower() if writing == "small letters" else other for other in pool]
        others = [o for o in others if o.lower() not in taken and _told(o, written.get(o, o), writing)]
        if others:
            new[form] = draw.choice(others)
            taken.add(new[form].lower())
    return new


def said(text: str, published: dt.date | None) -> list[Said]:
    """What a text claims, as far as names may not change it."""
    return [
        Said(
            c.harm,
            c.quantity.low,
            c.quantity.high,
            c.quantity.best,
            c.quantity.hedge,
            c.quantity.unit,
            c.population.group,
            c.modality,
        )
        for c in tollbook.read(text, published).claims
    ]


def difference(before: list[Said], after: list[Said]) -> list[tuple[list[Said], list[Said]]]:
    """The runs of claims that are not the same, aligned by order."""
    if before == after:
        return []
    blocks = difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    return [(before[a:b], after[c:d]) for op, a, b, c, d in blocks if op != "equal"]


def size(changes: list[tuple[list[Said], list[Said]]]) -> int:
    """How many claims changed, came or went."""
    return sum(max(len(a), len(b)) for a, b in changes)


def compare(text: str, published: dt.date | None, kind: str, seed: int, tally: Tally, base: list[Said]) -> None:
    """Exchange the names of one kind in one text and add what changes to the tally, with the names that cause it."""
    new = plan(text, kind, seed)
    if not new:
        return
    tally.reports += 1
    tally.claims += len(base)
    changes = difference(base, said(laid(exchanged(text, new), text), published))
    if not changes:
        return
    tally.changed += size(changes)
    alone = [n for n in new if said(laid(exchanged(text, {n: new[n]}), text), published) != base]
    for name in alone or ["(several together)"]:
        tally.causes[f"{name} -> {new[name]}" if name in new else name] += 1
    old, now = changes[0]
    tally.examples.append(f"{', '.join(f'{n} -> {new[n]}' for n in alone[:3]) or new}: {_brief(old)} => {_brief(now)}")


def _brief(claims: list[Said]) -> str:
    return "; ".join(f"{c.harm} {c.best or c.low or c.hedge} {c.group} {c.modality}" for c in claims[:3]) or "nothing"


def texts(folder: Path) -> list[tuple[str, dt.date | None]]:
    """All reports of the folder with the day they were published."""
    found = []
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            if isinstance(row.get("text"), str):
                day = row.get("published")
                found.append((row["text"], dt.date.fromisoformat(day) if day else None))
    return found


def measure(reports: Iterable[tuple[str, dt.date | None]], seed: int = 0) -> dict[str, Tally]:
    """Exchange every kind of name in every report."""
    tallies = {kind: Tally() for kind in (*(kind.name for kind in kinds()), ALL)}
    for text, published in reports:
        held = {hit.kind for hit in found(text)}
        if not held:
            continue
        base = said(laid(text, text), published)
        for kind in (*sorted(held), ALL):
            compare(text, published, kind, seed, tallies[kind], base)
    return tallies


def main() -> int:
    """Measure and print; 1 where anything changed, 2 where there is nothing to measure."""
    parser = argparse.ArgumentParser(description="Exchange the names of sides, nations and faiths; count what changes.")
    parser.add_argument("--seed", type=int, default=0, help="another seed draws other names")
    parser.add_argument(
        "--seeds",
        type=int,
        default=1,
        help="how many seeds for the texts as written",
    )
    parser.add_argument("--jobs", type=int, default=1, help="how many processes")
    parser.add_argument("--examples", type=int, default=12, help="how many changes to show for each kind")
    parser.add_argument("--save", action="store_true", help="keep the figures in bench/results")
    options = parser.parse_args()
    place = os.environ.get("TOLLBOOK_BENCH")
    if not place or not Path(place).is_dir():
        print("bench/neutrality.py: set TOLLBOOK_BENCH to the folder of the development texts; nothing measured")
        return 2
    reports = texts(Path(place))
    pool = {kind.name: kind.names for kind in kinds()}
    print("names: " + ", ".join(f"{name} {count:,}" for name, count in pool.items()))
    seeds = {writing: options.seeds if write is str else 1 for writing, write in WRITINGS.items()}
    tasks = [(writing, options.seed + more) for writing, count in seeds.items() for more in range(count)]
    totals = {writing: {name: Tally() for name in (*pool, ALL)} for writing in WRITINGS}
    with concurrent.futures.ProcessPoolExecutor(options.jobs) as runs:
        done = runs.map(_run, itertools.repeat(reports), *zip(*tasks, strict=True))
        for (writing, _), tallies in zip(tasks, done, strict=True):
            for name, tally in tallies.items():
                totals[writing][name].add(tally)
    kept: dict[str, dict[str, dict[str, int]]] = {}
    for writing, total in totals.items():
        print(f"{writing}, {seeds[writing]} seeds")
        kept[writing] = {name: _shown(name, tally, options.examples) for name, tally in total.items()}
    if options.save:
        RESULT.parent.mkdir(exist_ok=True)
        figures = {"date": dt.date.today().isoformat(), "seeds": seeds, "names": pool, "kinds": kept}
        RESULT.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    return int(any(row["changed"] for rows in kept.values() for row in rows.values()))


def _run(reports: list[tuple[str, dt.date | None]], writing: str, seed: int) -> dict[str, Tally]:
    """Measure all reports in one writing with one seed."""
    return measure([(WRITINGS[writing](text), day) for text, day in reports], seed)


def _shown(name: str, tally: Tally, examples: int) -> dict[str, int]:
    """Print one kind's figures, and give them to be kept."""
    rate = tally.changed / tally.claims if tally.claims else 0.0
    counts = f"{tally.reports:>6,} reports   {tally.claims:>7,} claims   changed {tally.changed:>4}"
    print(f"  {name:<14} {counts}   {rate:.3%}")
    for example in tally.examples[:examples]:
        print(f"    {example}")
    if tally.causes:
        print("    by name: " + ", ".join(f"{n} ({c})" for n, c in tally.causes.most_common(examples)))
    return {"reports": tally.reports, "claims": tally.claims, "changed": tally.changed}


if __name__ == "__main__":
    sys.exit(main())
