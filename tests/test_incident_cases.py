"""Golden cases of proposing incidents: small records in, groups of tellings out, each with its reason in ``why``.

A case has ``claims`` (rows of the claims table, named by their ``id``, or else by their ``report``) or ``reports``
(texts with ``id``, ``published`` and ``publisher``, read by the reader; a telling is named by its report). ``expect``
are the groups proposed, each with the names in ``same``, and where they matter the ``least`` and ``most`` its score
may be, whether anything speaks ``against`` it, and words of its reasons in ``says``. Nothing else may be proposed.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tollbook.desk.places import find_place
from tollbook.intake.claims_table import read_claims_table
from tollbook.model import Claim, identity
from tollbook.reading import read
from tollbook.reckon.incidents import Proposal, propose
from tollbook.resolve.places import Gazetteer

CASES = Path(__file__).resolve().parent.parent / "cases" / "incidents"
Case = dict[str, Any]


def cases() -> list[Any]:
    return [
        pytest.param(case, id=f"{path.stem}: {case['name']}")
        for path in sorted(CASES.glob("*.json"))
        for case in json.loads(path.read_text(encoding="utf-8"))
    ]


@cache
def gazetteer() -> Gazetteer:
    return Gazetteer.default(None)


def claims_of(case: Case) -> tuple[list[Claim], dict[str, str]]:
    """The claims of a case, and by what each one's telling is named."""
    if "reports" in case:
        return _read(case["reports"])
    claims, problems = read_claims_table(case["claims"], places=lambda name: find_place(name, gazetteer()))
    assert not problems, problems
    names = {c.id: row.get("id") or row["report"] for c, row in zip(claims, case["claims"], strict=True)}
    return claims, names


def _read(reports: list[dict[str, str]]) -> tuple[list[Claim], dict[str, str]]:
    claims: list[Claim] = []
    for given in reports:
        day = dt.date.fromisoformat(given["published"])
        for claim in read(given["text"], published=day, publisher=given["publisher"]).claims:
            name, links = identity(given["id"], claim.id), (claim.part_of, claim.repeats)
            whole, before = (identity(given["id"], link) if link else None for link in links)
            claims.append(
                replace(claim, id=name, report=given["id"], published=day, part_of=whole, repeats=before,
                        publisher=given["publisher"])
            )  # fmt: skip
    return claims, {c.id: c.report for c in claims}


def named(proposal: Proposal, names: dict[str, str]) -> list[str]:
    return sorted(min(names[claim] for claim in claims) for claims in proposal.tellings)


@pytest.mark.parametrize("case", cases())
def test_case(case: Case) -> None:
    claims, names = claims_of(case)
    found = {tuple(named(p, names)): p for p in propose(claims)}
    expected = {tuple(sorted(e["same"])): e for e in case["expect"]}
    told = {key: (p.score, [(r.text, r.weight) for link in p.links for r in link.reasons]) for key, p in found.items()}
    assert set(found) == set(expected), (case["why"], told)
    for key, expect in expected.items():
        proposal = found[key]
        assert expect.get("least", 0) <= proposal.score <= expect.get("most", 1), (case["why"], told[key])
        if "against" in expect:
            assert bool(proposal.against) == expect["against"], (case["why"], proposal.against)
        said = {r.text for link in proposal.links for r in link.reasons} | {r.text for r in proposal.against}
        assert set(expect.get("says", ())) <= said, (case["why"], sorted(said))


@pytest.mark.parametrize("case", cases())
def test_the_order_of_claims_does_not_matter(case: Case) -> None:
    claims, _ = claims_of(case)
    assert propose(claims) == propose(claims[::-1])


def test_there_are_enough_of_them() -> None:
    assert len(cases()) >= 40
