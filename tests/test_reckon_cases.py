"""The reckoning's golden cases: small records in, bounds out, each worked by hand in its ``why``.

A case has ``claims`` (rows of the claims table), ``ground`` (each place and those above it, all in ``country``) and
``asks``: questions with what they must be answered; ``item``, where given, is the one of :data:`ITEMS` that it holds.
``expect`` gives ``low``, ``high`` and ``floor``; ``best``, ``silent``, ``sources`` (bounds by speaker), ``agreement``,
``as_of`` (the first and last day of the nearest figures of a stock), ``contradictions`` (their kinds),
``conflict_sizes`` and ``mentions`` (words of their sentences) where given.
"""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from tollbook.intake.claims_table import read_claims_table
from tollbook.model import Claim, Place
from tollbook.reckon import Answer, Question, answer

#: What happens in every record of a war, and a casualty recorder must get right.
ITEMS = (
    "restatement", "subset", "overlap", "nesting", "disjoint months", "rising toll", "correction downward",
    "two strikes one day", "unknown status", "one speaker through five outlets", "stock versus flow", "returns",
    "households", "responsibility disputed", "besieged at the end of 2016", "increments of a daily series",
    "late additions", "a total that falls", "since the ceasefire", "subgroups",
)  # fmt: skip

CASES = Path(__file__).resolve().parent.parent / "cases" / "conflicts"
Case = dict[str, Any]


def cases() -> list[Any]:
    return [
        pytest.param(case, id=f"{path.stem}: {case['name']}")
        for path in sorted(CASES.glob("*.json"))
        for case in json.loads(path.read_text(encoding="utf-8"))
    ]


def place(name: str, ground: dict[str, list[str]], country: str | None = None) -> Place:
    above = ground.get(name)
    path = tuple(f"place:{up}" for up in (name, *above)) if above is not None else ()
    known = {up for ups in ground.values() for up in ups}
    return Place(name, name, country=country, path=path or ((f"place:{name}",) if name in known else ()))


def claims_of(case: Case) -> list[Claim]:
    ground = case.get("ground", {})
    claims, problems = read_claims_table(case["claims"], places=lambda name: place(name, ground, case.get("country")))
    assert not problems, problems
    return claims


def question_of(given: dict[str, Any], case: Case) -> Question:
    fields = dict(given)
    for key in ("start", "end", "known_on"):
        if key in fields:
            fields[key] = dt.date.fromisoformat(fields[key])
    if "place" in fields:
        fields["place"] = place(fields["place"], case.get("ground", {}))
    return Question(**fields)


def found(result: Answer, expect: dict[str, Any]) -> dict[str, Any]:
    """What the answer says of everything a case expects."""
    told: dict[str, Any] = {
        "low": result.documented.low,
        "high": result.documented.high,
        "best": result.documented.best,
        "floor": result.floor,
        "silent": result.silent,
        "as_of": [day.isoformat() for day in result.as_of] if result.as_of else None,
        "sources": {s.speaker: [s.low, s.high] for s in result.sources},
        "agreement": [result.agreement.low, result.agreement.high],
        "contradictions": sorted(c.kind for c in result.contradictions),
        "conflict_sizes": sorted(len(c.claims) for c in result.contradictions),
        "mentions": [w for w in expect.get("mentions", ()) if any(w in c.text for c in result.contradictions)],
    }
    return {key: told[key] for key in expect}


@pytest.mark.parametrize("case", cases())
def test_case(case: Case) -> None:
    claims = claims_of(case)
    for ask in case["asks"]:
        expect = {key: value for key, value in ask["expect"].items() if key != "floor" or value is not None}
        if ask["expect"].get("low") is None:
            expect = ask["expect"]
        result = answer(question_of(ask["question"], case), claims)
        assert found(result, expect) == expect, (ask["question"], case["why"])


def test_every_item_is_held_by_a_case() -> None:
    assert {case.values[0].get("item") for case in cases()} == {None, *ITEMS}
    assert len(cases()) >= 130
