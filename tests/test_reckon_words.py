"""The sentences in which contradictions are told."""

from __future__ import annotations

import datetime as dt

import pytest

from tollbook.intake.claims_table import read_claims_table
from tollbook.reckon import Question, answer, explain, grade

TOWN = {"harm": "killed", "place": "Sarmin", "start": "2016-10-01", "end": "2016-10-01"}
SYRIA = {"harm": "besieged", "measure": "stock", "end": "2016-12-31"}

SCOPE = (
    "B says at most 650, A says at least 700 people besieged in Syria, but they do not count the same places: "
    "only B counts Zabadani."
)
PART = (
    "B says 5 people killed in Sarmin on 1 October 2016, as a part of a number that cannot hold it: "
    "A says 2 people killed in Sarmin on 1 October 2016."
)


@pytest.mark.parametrize(
    ("rows", "kind", "text"),
    [
        (
            [
                {**TOWN, "speaker": "A", "best": 12, "extent": "total"},
                {**TOWN, "speaker": "B", "best": 15, "extent": "total"},
            ],
            "count",
            "A says 12, B says 15 people killed in Sarmin on 1 October 2016: they cannot both be right.",
        ),
        (
            [
                {**TOWN, "speaker": "A", "best": 1250, "extent": "total", "start": ""},
                {**TOWN, "speaker": "A", "best": 1205, "extent": "total", "start": "", "end": "2016-10-02"},
            ],
            "time",
            "The running total of A falls from 1,250 on 1 October 2016 to 1,205 on 2 October 2016.",
        ),
        (
            [
                {**TOWN, "speaker": "A", "best": 12, "incident": "s", "perpetrator": "Army"},
                {**TOWN, "speaker": "B", "best": 12, "incident": "s", "perpetrator": "Rebels"},
            ],
            "responsibility",
            "A names Army, B names Rebels as responsible for the same people killed in Sarmin on 1 October 2016.",
        ),
        (
            [
                {**TOWN, "speaker": "A", "best": 12, "start": "", "end": ""},
                {**TOWN, "speaker": "B", "high": 10, "extent": "total", "start": "", "end": ""},
            ],
            "count",
            "These cannot all be true: A says 12 people killed in Sarmin; B says at most 10 people killed in Sarmin.",
        ),
        (
            [{**TOWN, "speaker": "A", "best": 2}, {**TOWN, "speaker": "B", "best": 5, "part_of": "1"}],
            "count",
            PART,
        ),
        (
            [
                {**SYRIA, "speaker": "A", "place": "Syria", "low": 700},
                {**SYRIA, "speaker": "A", "place": "Madaya", "best": 40, "part_of": "1"},
                {**SYRIA, "speaker": "B", "place": "Syria", "high": 650},
                {**SYRIA, "speaker": "B", "place": "Madaya", "best": 40, "part_of": "3"},
                {**SYRIA, "speaker": "B", "place": "Zabadani", "best": 9, "part_of": "3"},
            ],
            "scope",
            SCOPE,
        ),
    ],
)  # fmt: skip
def test_a_contradiction_in_a_sentence(rows: list[dict[str, object]], kind: str, text: str) -> None:
    claims, problems = read_claims_table(rows)
    assert not problems
    found = answer(Question(claims[0].harm), claims).contradictions
    assert [(c.kind, c.text) for c in found] == [(kind, text)]


def test_a_proof_is_written_out_as_a_sum() -> None:
    month = {"harm": "killed", "publisher": "Ministry", "extent": "total", "start": "2016-01-01"}
    claims, _ = read_claims_table(
        [{**month, "end": "2016-01-31", "best": 800}, {**month, "end": "2016-02-29", "best": 1150}]
    )
    question = Question("killed", start=dt.date(2016, 2, 1))
    low, high, _ = explain(answer(question, claims), claims)
    assert low.to_text() == high.to_text() == "350 = 1,150 (Ministry) - 800 (Ministry)"


def test_a_late_addition_is_taken_off_in_the_sum() -> None:
    total = {"harm": "killed", "publisher": "Ministry", "extent": "total", "start": "2016-01-01"}
    claims, _ = read_claims_table(
        [
            {**total, "end": "2016-01-31", "best": 800, "published": "2016-01-31"},
            {**total, "end": "2016-02-29", "best": 1150, "published": "2016-02-29", "id": "later"},
            {
                **total,
                "end": "2016-01-15",
                "best": 90,
                "published": "2016-02-29",
                "extent": "event",
                "part_of": "later",
            },
        ]
    )
    low, high, _ = explain(answer(Question("killed", start=dt.date(2016, 2, 1)), claims), claims)
    assert low.to_text() == "260 = 1,150 (Ministry) - 800 (Ministry) - 90 (Ministry)"
    assert high.to_text() == "350 = 1,150 (Ministry) - 800 (Ministry)"


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([], None),
        ([{"speaker": "A", "modality": "possible"}], None),
        ([{"speaker": "A"}], "weak"),
        ([{"speaker": "A", "publisher": "X"}, {"speaker": "a", "publisher": "Y"}], "weak"),
        ([{"speaker": "A"}, {"speaker": "B"}], "fair"),
        ([{"speaker": "A", "perpetrator": "Army"}, {"speaker": "B", "perpetrator": "Rebels"}], "contested"),
        ([{"speaker": "A", "perpetrator": "Army"}, {"speaker": "Army", "perpetrator": "Army"}], "confirmed"),
        ([{"speaker": "A", "population": "fighters"}, {"speaker": "B", "population": "fighters"}], "discounted"),
        ([{"speaker": "A", "population": "fighters"}, {"speaker": "B", "population": "civilians"}], "fair"),
    ],
)
def test_grades(rows: list[dict[str, object]], expected: str | None) -> None:
    claims, problems = read_claims_table([{"harm": "killed", "best": 3, **row} for row in rows])
    assert not problems
    assert grade(claims) == expected
