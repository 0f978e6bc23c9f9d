"""Whether the reader treats every side alike: names of sides, nations and faiths are exchanged and nothing may change.

    python bench/neutrality.py [--seed N] [--examples N] [--save]

Every text of the ``.jsonl`` files in the folder TOLLBOOK_BENCH names is read twice, once as it stands and once with its
names exchanged for others of equal grammatical shape: an adjective for an adjective, a plural for a plural, a name of
two words for a name of two words, initials for initials. Governments' forces, rebels, allies and enemies are one pool,
so a side becomes its own enemy. Counted are the claims whose harm, number, population class or modality is no longer
the same, aligned by their order within the report; printed are the rates by kind of exchange, and for each change the
one name that makes it, found by exchanging the names of the report one at a time.

Places, speakers and perpetrators may change, for they are named. Common words that tell civilians from fighters
("rebel", "soldier") are no names and stay.
"""

from __future__ import annotations

import argparse
import datetime as dt
import difflib
import json
import os
import random
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import NamedTuple

import tollbook
from tollbook.grammar.lexicon import lexicon
from tollbook.lang import load

RESULT = Path(__file__).parent / "results" / "neutrality.json"
#: Faiths, as adjective (and singular) and as plural.
FAITHS = {
    "Sunni": "Sunnis",
    "Shiite": "Shiites",
    "Alawite": "Alawites",
    "Yazidi": "Yazidis",
    "Christian": "Christians",
    "Muslim": "Muslims",
    "Hindu": "Hindus",
    "Sikh": "Sikhs",
    "Buddhist": "Buddhists",
    "Catholic": "Catholics",
    "Protestant": "Protestants",
    "Jewish": "",
    "Zoroastrian": "Zoroastrians",
    "Maronite": "Maronites",
    "Salafist": "Salafists",
}
#: Endings of nations' adjectives that are their own plural ("the Sudanese").
_OWN_PLURAL = ("ese", "ss", "sh", "ch")


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
    """One kind of exchange: pools of names of equal shape."""

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


def shape(name: str) -> str:
    """The grammatical shape of a name: initials or words, the common words in it, figures, plural or not."""
    if name.isupper() and " " not in name:
        return re.sub(r"\d+", "0", re.sub(r"[A-Z]+", "A", name))
    words = name.split()
    inner = [word.lower() if word.lower() in _COMMON or word[0].islower() else "N" for word in words]
    plural = "s" if words[-1].endswith("s") and not words[-1].endswith(("ss", "is", "us")) else ""
    return " ".join([*inner, plural, "-" * name.count("-"), "0" if re.search(r"\d", name) else ""])


#: Common words of names, which are read as such: a name is exchanged for another with the same.
_COMMON = frozenset(
    re.findall(
        r"\S+",
        "alliance armed army authority battalion brigade brigades brotherhood cartel coalition command "
        "committee congress corps council defence defense division faction fighters fraction front force "
        "forces government group guard guards lions left league legion liberation militia militias military "
        "movement national new organization party path patriotic people people's police popular protection "
        "rally rangers regiment republic republican resistance revolutionary security shield society "
        "soldiers state states states' support syndicate task tigers treasury troops union unit units "
        "volunteers youth zone united islands free local air special central internal islamic holy north "
        "south east west",
    )
)


#: Names of countries that are part of other names, or stand with an article as few do.
_NOT_ALONE = frozenset(["America", "Philippines", "Netherlands", "Emirates", "Gambia", "Sudan", "Congo", "Vatican"])


@cache
def kinds() -> tuple[Kind, ...]:
    """The kinds of exchange, from the reader's own tables of actors and places."""
    actors, places = load("en", "actors"), load("en", "places")
    sides = [name for table in ("forces", "groups", "coalitions") for row in actors[table].values() for name in row]
    demonyms = [name for row in places["demonyms"].values() for name in row if name[:1].isupper()]
    single = [name for name in demonyms if not name.endswith("s") or name.endswith("ss")]
    adjectives = [name for name in single if not name.endswith(_OWN_PLURAL) and name + "s" in demonyms]
    own = [name for name in single if name.endswith(_OWN_PLURAL)]
    plurals = [name + "s" for name in adjectives]
    named = [*actors["countries"].values(), *(n for row in places["countries"].values() for n in row)]
    rulers = [name for row in actors["rulers"].values() for name in row if len(name.split()) == 1]
    sides = [name for name in sides if name not in rulers]
    return (
        Kind("sides", _pools(sides)),
        Kind("nationalities", _pools(adjectives) + _pools(plurals) + _pools(own)),
        Kind("countries", _pools([name for name in named if name.split()[0][0].isupper() and name not in _NOT_ALONE])),
        Kind("religions", [list(FAITHS), [plural for plural in FAITHS.values() if plural]]),
    )


def _pools(names: Iterable[str]) -> list[list[str]]:
    pools: dict[str, list[str]] = defaultdict(list)
    for name in dict.fromkeys(names):
        pools[shape(name)].append(name)
    return [pool for pool in pools.values() if len(pool) > 1]


@cache
def _finder(kind: str) -> tuple[re.Pattern[str], dict[str, list[str]]]:
    pools = {name: pool for k in kinds() if k.name == kind for pool in k.pools for name in pool}
    initials = {name for name in pools if name.isupper()}
    forms = {form: name for name in pools for form in ((name,) if name in initials else (name, name.upper()))}
    found = "|".join(re.escape(form).replace(r"\ ", r"\s+") for form in sorted(forms, key=lambda f: (-len(f), f)))
    return re.compile(rf"(?<![\w-])(?:{found})(?![\w-])"), {form: pools[name] for form, name in forms.items()}


def mentioned(text: str, kind: str) -> list[str]:
    """The names of a kind that a text holds, each once, as they are written there (white space made one blank)."""
    pattern, forms = _finder(kind)
    words = (" ".join(match.group().split()) for match in pattern.finditer(text))
    return [word for word in dict.fromkeys(words) if word in forms]


def exchanged(text: str, kind: str, new: Mapping[str, str]) -> str:
    """A text with names exchanged."""

    def other(match: re.Match[str]) -> str:
        old = " ".join(match.group().split())
        return new.get(old, match.group())

    return _finder(kind)[0].sub(other, text)


def plan(text: str, kind: str, seed: int = 0) -> dict[str, str]:
    """For each name of a text another of its shape; one name always the same other within the text."""
    forms = _finder(kind)[1]
    draw = random.Random(f"{seed} {kind} {len(text)} {text[:80]}")
    new: dict[str, str] = {}
    capitals = text.upper() == text or sum(map(str.isupper, text)) > sum(map(str.islower, text))
    for name in mentioned(text, kind):
        others = [o for o in forms[name] if o.upper() != name.upper() and not (capitals and _a_word_too(o))]
        if not others or (capitals and _a_word_too(name)):
            continue
        other = draw.choice(others)
        new[name] = other.upper() if name.isupper() else other
    return new


def _a_word_too(name: str) -> bool:
    """Whether initials are a common word in a text that is all capitals: IS, US, CAR."""
    return name.isupper() and bool(lexicon().classes.get(name.lower()) or name in ("CAR", "SAR", "OPT"))


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
    changes = difference(base, said(exchanged(text, kind, new), published))
    if not changes:
        return
    tally.changed += size(changes)
    alone = [n for n in new if said(exchanged(text, kind, {n: new[n]}), published) != base]
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
    tallies = {kind.name: Tally() for kind in kinds()}
    for text, published in reports:
        present = [kind.name for kind in kinds() if mentioned(text, kind.name)]
        if not present:
            continue
        base = said(text, published)
        for kind in present:
            compare(text, published, kind, seed, tallies[kind], base)
    return tallies


def main() -> int:
    """Measure and print; 1 where anything changed, 2 where there is nothing to measure."""
    parser = argparse.ArgumentParser(description="Exchange the names of sides, nations and faiths; count what changes.")
    parser.add_argument("--seed", type=int, default=0, help="another seed draws other names")
    parser.add_argument("--examples", type=int, default=12, help="how many changes to show for each kind")
    parser.add_argument("--save", action="store_true", help="keep the figures in bench/results")
    options = parser.parse_args()
    place = os.environ.get("TOLLBOOK_BENCH")
    if not place or not Path(place).is_dir():
        print("bench/neutrality.py: set TOLLBOOK_BENCH to the folder of the development texts; nothing measured")
        return 2
    tallies = measure(texts(Path(place)), options.seed)
    kept = {}
    for kind in kinds():
        tally = tallies[kind.name]
        rate = tally.changed / tally.claims if tally.claims else 0.0
        kept[kind.name] = {
            "names": kind.names,
            "reports": tally.reports,
            "claims": tally.claims,
            "changed": tally.changed,
            "rate": round(rate, 5),
        }
        print(
            f"{kind.name:<14} {kind.names:>4} names   {tally.reports:>5} reports   {tally.claims:>6,} claims   "
            f"changed {tally.changed:>4}   {rate:.3%}"
        )
        for example in tally.examples[: options.examples]:
            print(f"    {example}")
        if tally.causes:
            print("    by name: " + ", ".join(f"{n} ({c})" for n, c in tally.causes.most_common(options.examples)))
    if options.save:
        RESULT.parent.mkdir(exist_ok=True)
        kept_with_date = {"date": dt.date.today().isoformat(), "seed": options.seed, "kinds": kept}
        RESULT.write_text(json.dumps(kept_with_date, indent=1) + "\n", encoding="utf-8")
    return int(any(tally.changed for tally in tallies.values()))


if __name__ == "__main__":
    sys.exit(main())
