"""Golden cases of the reader: how they are written, how a reading is judged by them, how they ratchet.

A case file is a JSON list in ``cases/claims/`` (one class of wording a file) or ``cases/documents/``
(whole reports):

    {"text": "…", "published": "2016-11-30", "publisher": "…", "why": "what this case is about",
     "expect": [{"harm": "killed", "low": 12, "high": 12, "best": 12, "population": "civilians"}],
     "figures": {"killed": {"people": [12, 12, 12]}}, "only": true, "not_yet": true}

* Of a claim only the fields given are judged, and ``modality``, which is asserted where it is missing.
  ``place``, ``speaker`` and ``perpetrator`` are contained in what was read (without regard to case),
  ``words`` are words of the text which the claim's span must touch (``nth``: which of their occurrences,
  counted from 1; any where it is missing), ``population`` may be a list (any of them), ``part_of`` and
  ``repeats`` are places in the list from 0, all others are equal. ``null``: the field must be empty.
* A ``low`` or ``high`` of ``null`` beside a number is an end the words leave open: "about 500" may be read
  with any bounds that do not cut 500 off, but "more than 500" has no high. An explicit zero is 0, 0, 0 and
  denied.
* ``only`` (true where it is missing): no other claim of harm to people may carry a number, unless
  it ``repeats`` an expected one.
* ``figures``: harm, population, then low, high, best; ``null`` instead of the three: there is no such figure.
* ``example`` instead of a text: the report of that name in ``examples/``.
* ``not_yet``: known to fail. The test fails when it passes, so that the mark goes as soon as it can.

``python -m tests.cases`` prints the pass rates, ``--show WORDS`` what is wrong in the cases whose file or
text holds the words, ``--update`` takes the mark from what passes. It never puts the mark back on a case
that once passed without ``--force``: what is reached is held. New cases are born with the mark.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tollbook.model import Claim, Figure, Reading
from tollbook.reading import read
from tollbook.vocabulary import HARMS

FOLDER = Path(__file__).resolve().parent.parent / "cases"
KINDS = ("claims", "documents")
CONTAINED = ("place", "speaker", "perpetrator")
NUMBERS = ("low", "high", "best")
LINKS = ("part_of", "repeats")

Json = dict[str, Any]


@dataclass(frozen=True)
class Case:
    """One golden case and where it stands."""

    file: Path
    index: int
    data: Json

    @property
    def name(self) -> str:
        """The file's name and the case's place in it, the identifier of its test."""
        return f"{self.file.stem}-{self.index}"

    @property
    def not_yet(self) -> bool:
        return bool(self.data.get("not_yet"))


@dataclass
class Verdict:
    """What is wrong with a reading, in words, and how many expected claims were found."""

    faults: list[str] = field(default_factory=list)
    expected: int = 0
    found: int = 0
    extra: int = 0


def load(kind: str) -> list[Case]:
    """All cases of one kind, in the order of their files."""
    found: list[Case] = []
    for file in sorted((FOLDER / kind).glob("*.json")):
        cases = json.loads(file.read_text(encoding="utf-8"))
        found += [Case(file, i, _with_example(data)) for i, data in enumerate(cases)]
    return found


def _with_example(data: Json) -> Json:
    if "example" not in data:
        return data
    report = FOLDER.parent / "examples" / data["example"]
    about = json.loads(report.with_suffix(".meta.json").read_text(encoding="utf-8"))
    text = report.with_suffix(".txt").read_text(encoding="utf-8")
    return {"text": text, "published": about["published"], "publisher": about["publisher"], **data}


def run(case: Case) -> Verdict:
    """Read the case's text and judge the reading."""
    published = case.data.get("published")
    day = dt.date.fromisoformat(published) if published else None
    return judge(case.data, read(case.data["text"], published=day, publisher=case.data.get("publisher")))


# ---- judging ----


def judge(case: Json, reading: Reading) -> Verdict:
    """Compare a reading with a case. Claims are paired by harm and words, the best agreeing first."""
    expected: list[Json] = case["expect"]
    verdict = Verdict(expected=len(expected))
    text: str = case["text"]
    for claim in reading.claims:
        if not 0 <= claim.span.start < claim.span.end <= len(text):
            verdict.faults.append(f"span out of the text: {claim.span}")
    pairs = _pair(text, expected, reading.claims)
    by_id = {claim.id: claim for claim in reading.claims}
    for i, want in enumerate(expected):
        got = pairs.get(i)
        if got is None:
            verdict.faults.append(f"missing  {_wish(want)}")
            continue
        verdict.found += 1
        for wrong in [*_differences(want, got), *_link_faults(want, got, pairs, by_id)]:
            verdict.faults.append(f"{_brief(got)}: {wrong}")
    if case.get("only", True):
        taken = {claim.id for claim in pairs.values()}
        roots = {_root(claim.id, by_id) for claim in pairs.values()}
        for claim in reading.claims:
            people = claim.quantity.quantified and HARMS[claim.harm].of == "people"
            if claim.id not in taken and people and _root(claim.id, by_id) not in roots:
                verdict.extra += 1
                verdict.faults.append(f"extra    {_brief(claim)}")
    verdict.faults += _figure_faults(case.get("figures", {}), reading.figures)
    return verdict


def _pair(text: str, expected: list[Json], claims: tuple[Claim, ...]) -> dict[int, Claim]:
    scored: list[tuple[int, int, int]] = []
    for i, want in enumerate(expected):
        for j, claim in enumerate(claims):
            if want["harm"] == claim.harm and _touches(text, want, claim):
                scored.append((len(_differences(want, claim)), i, j))
    pairs: dict[int, Claim] = {}
    taken: set[int] = set()
    for _, i, j in sorted(scored):
        if i not in pairs and j not in taken:
            pairs[i] = claims[j]
            taken.add(j)
    return pairs


def _touches(text: str, want: Json, claim: Claim) -> bool:
    words: str | None = want.get("words")
    if words is None:
        numbers = [want[key] for key in NUMBERS if want.get(key) is not None]
        return not numbers or any(getattr(claim.quantity, key) in numbers for key in NUMBERS)
    places = list(_occurrences(text, words))
    if "nth" in want:
        places = places[want["nth"] - 1 : want["nth"]]
    return any(claim.span.start < at + len(words) and at < claim.span.end for at in places)


def _occurrences(text: str, words: str) -> Iterator[int]:
    at = text.find(words)
    while at >= 0:
        yield at
        at = text.find(words, at + 1)


def _differences(want: Json, claim: Claim) -> list[str]:
    faults: list[str] = []
    quantity = claim.quantity
    if any(key in want for key in NUMBERS):
        wanted = tuple(want.get(key) for key in NUMBERS)
        got = (quantity.low, quantity.high, quantity.best)
        if not _same_numbers(wanted, got, want.get("hedge")):
            faults.append(f"bounds {_bounds(*got)}, not {_bounds(*wanted)}")
    actual: Json = {
        "hedge": quantity.hedge, "unit": quantity.unit, "measure": claim.measure, "extent": claim.extent,
        "statement": claim.statement,
        "start": claim.window.start.isoformat() if claim.window.start else None,
        "end": claim.window.end.isoformat() if claim.window.end else None,
    }  # fmt: skip
    for key, value in actual.items():
        if key in want and value != want[key]:
            faults.append(f"{key} {value}, not {want[key]}")
    if claim.modality != want.get("modality", "asserted"):
        faults.append(f"modality {claim.modality}, not {want.get('modality', 'asserted')}")
    if "population" in want and not _same_group(want["population"], claim.population.group):
        faults.append(f"population {claim.population.group}, not {want['population']}")
    texts = {
        "place": [claim.place.text, claim.place.name] if claim.place else None,
        "speaker": [claim.speaker] if claim.speaker else None,
        "perpetrator": [claim.perpetrator.text, claim.perpetrator.actor or ""] if claim.perpetrator else None,
    }
    for key in CONTAINED:
        if key in want and not _contains(texts[key], want[key]):
            faults.append(f"{key} {texts[key]}, not {want[key]}")
    return faults


def _same_numbers(want: tuple[Any, ...], got: tuple[int | None, ...], hedge: str | None) -> bool:
    low, high, best = want
    if hedge == "several" or want == (None, None, None):
        return bool(got == want or hedge == "several")
    if got[2] != best:
        return False
    if low is None and high is None:
        return (got[0] is None or got[0] <= best) and (got[1] is None or got[1] >= best)
    if high is None:
        return bool(got[0] == low and got[1] is None)
    if low is None:
        return bool(got[1] == high and (got[0] is None or got[0] <= high))
    return bool(got[0] == low and got[1] == high)


def _same_group(want: str | list[str], got: str) -> bool:
    wanted = [want] if isinstance(want, str) else want
    return got in wanted or ("children" in wanted and got in ("boys", "girls"))


def _contains(got: list[str] | None, want: str | None) -> bool:
    if want is None or got is None:
        return got is None and want is None
    return any(want.casefold() in " ".join(words.split()).casefold() for words in got)


def _link_faults(want: Json, claim: Claim, pairs: dict[int, Claim], by_id: dict[str, Claim]) -> list[str]:
    faults: list[str] = []
    for key in LINKS:
        if key not in want:
            continue
        target: str | None = getattr(claim, key)
        wanted = pairs.get(want[key]) if want[key] is not None else None
        if (target is None) != (want[key] is None):
            faults.append(f"{key} {'none' if target is None else _brief(by_id[target])}, not {want[key]}")
        elif target is not None and wanted is not None and _root(target, by_id) != _root(wanted.id, by_id):
            faults.append(f"{key} {_brief(by_id[target])}, not {_brief(wanted)}")
    return faults


def _root(identity: str, by_id: dict[str, Claim]) -> str:
    """The first claim of a chain of restatements: pointing at any link of the chain is right."""
    seen: set[str] = set()
    while identity in by_id and identity not in seen:
        seen.add(identity)
        before = by_id[identity].repeats
        if before is None:
            return identity
        identity = before
    return identity


def _figure_faults(wanted: Json, figures: tuple[Figure, ...]) -> list[str]:
    faults: list[str] = []
    for harm, groups in wanted.items():
        for group, numbers in groups.items():
            got = next((f for f in figures if f.harm == harm and f.population == group), None)
            if got is None or numbers is None:
                if not (got is None and numbers is None):
                    is_ = "none" if got is None else _bounds(got.low, got.high, got.best)
                    faults.append(f"figure {harm} {group}: {is_}, not {numbers}")
            elif not _same_numbers(tuple(numbers), (got.low, got.high, _best(got, numbers[2])), None):
                faults.append(f"figure {harm} {group}: {_bounds(got.low, got.high, got.best)}, not {_bounds(*numbers)}")
    return faults


def _best(figure: Figure, wanted: int | None) -> int | None:
    """A contested figure may name any account's number as its best where the case names none."""
    return None if figure.contested and wanted is None else figure.best


def _bounds(low: int | None, high: int | None, best: int | None) -> str:
    return f"[{'' if low is None else low}..{'' if high is None else high}] best {best}"


def _brief(claim: Claim) -> str:
    q = claim.quantity
    numbers = _bounds(q.low, q.high, q.best)
    return f"{claim.harm} {claim.population.group} {numbers} {claim.modality} «{q.text}»"


def _wish(want: Json) -> str:
    return " ".join(f"{key}={value}" for key, value in want.items())


# ---- the form of the files, the report and the ratchet ----


def dump(file: Path, cases: list[Json]) -> None:
    """Write a case file in the one form all have: a key a line, a claim a line."""
    file.write_text("[\n" + ",\n".join(_form(case) for case in cases) + "\n]\n", encoding="utf-8")


def _form(case: Json) -> str:
    lines: list[str] = []
    for key, value in case.items():
        if key == "expect" and value:
            claims = ",\n".join(f"      {json.dumps(claim, ensure_ascii=False)}" for claim in value)
            lines.append(f'    "expect": [\n{claims}\n    ]')
        else:
            lines.append(f"    {json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}")
    return "  {\n" + ",\n".join(lines) + "\n  }"


def report(results: list[tuple[Case, Verdict]]) -> str:
    """Pass rates by file: cases right, expected claims found, claims too many."""
    lines = [f"{'file':<34}{'cases':>12}{'':>7}{'claims':>13}{'':>7}{'extra':>7}"]
    groups: dict[str, list[tuple[Case, Verdict]]] = {}
    for case, verdict in results:
        groups.setdefault(f"{case.file.parent.name}/{case.file.stem}", []).append((case, verdict))
    for name, rows in [*groups.items(), ("all", results)]:
        right = sum(not v.faults for _, v in rows)
        found, expected = sum(v.found for _, v in rows), sum(v.expected for _, v in rows)
        lines.append(
            f"{name:<34}{right:>6}/{len(rows):<5}{right / max(len(rows), 1):>7.0%}"
            f"{found:>7}/{expected:<5}{found / max(expected, 1):>7.0%}{sum(v.extra for _, v in rows):>7}"
        )
    return "\n".join(lines)


def update(results: list[tuple[Case, Verdict]], force: bool) -> list[str]:
    """Clear ``not_yet`` where a case passes; name those that no longer do, and mark them only by force."""
    lost: list[str] = []
    changed: dict[Path, dict[int, bool]] = {}
    for case, verdict in results:
        passes = not verdict.faults
        if passes == case.not_yet:
            if not passes:
                lost.append(case.name)
            if passes or force:
                changed.setdefault(case.file, {})[case.index] = not passes
    for file, marks in changed.items():
        cases = json.loads(file.read_text(encoding="utf-8"))
        for index, mark in marks.items():
            cases[index].pop("not_yet", None)
            if mark:
                cases[index]["not_yet"] = True
        dump(file, cases)
    return lost


def main(arguments: list[str] | None = None) -> int:
    """Run the cases and print; 1 where a case that once passed does not, or a mark is out of date."""
    parser = argparse.ArgumentParser(prog="python -m tests.cases", description="Judge the reader by the cases.")
    parser.add_argument("--report", action="store_true", help="print the pass rates (also without any option)")
    parser.add_argument("--show", metavar="WORDS", help="print what is wrong where file or text holds the words")
    parser.add_argument("--update", action="store_true", help="take the not_yet mark from what passes")
    parser.add_argument("--force", action="store_true", help="with --update: mark what fails, even if it passed")
    options = parser.parse_args(arguments)
    results = [(case, run(case)) for kind in KINDS for case in load(kind)]
    if options.show is None:
        print(report(results))
    else:
        print("\n".join(_details(case, verdict) for case, verdict in results if _asked(case, options.show, verdict)))
    stale = [case.name for case, verdict in results if case.not_yet and not verdict.faults]
    lost = [case.name for case, verdict in results if not case.not_yet and verdict.faults]
    if options.update:
        update(results, options.force)
        stale = []
        lost = [] if options.force else lost
    print(f"{len(lost)} lost: {' '.join(lost)}" if lost else "none lost")
    if stale:
        print(f"{len(stale)} pass and still say not_yet: run with --update")
    return 1 if lost or stale else 0


def _asked(case: Case, words: str, verdict: Verdict) -> bool:
    return bool(verdict.faults) and (words in f"{case.file.parent.name}/{case.name}" or words in case.data["text"])


def _details(case: Case, verdict: Verdict) -> str:
    head = f"\n{case.name}{' (not yet)' if case.not_yet else ''}: {case.data['text']}"
    return "\n".join([head, *(f"    {fault}" for fault in verdict.faults)])


if __name__ == "__main__":
    sys.exit(main())
