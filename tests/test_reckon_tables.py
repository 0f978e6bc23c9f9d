"""Tables of answers, timelines of states, and what a proof and an answer look like as data."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace

import pytest

from tollbook.intake.claims_table import read_claims_table
from tollbook.model import Claim, Place
from tollbook.reckon import Question, answer, grid, table, tables, timeline

LAND, NORTH = "place:land", "place:north"
GROUND = {
    "Land": Place("Land", "Land", path=(LAND,)),
    "North": Place("North", "North", path=(NORTH, LAND)),
    "Mill": Place("Mill", "Mill", path=("place:mill", NORTH, LAND)),
    "South": Place("South", "South", path=("place:south", LAND)),
}


def claims(*rows: dict[str, object]) -> list[Claim]:
    found, problems = read_claims_table(rows, places=GROUND.get)
    assert not problems
    return found


def killed(best: int, place: str, start: str, end: str, **more: object) -> dict[str, object]:
    return {"harm": "killed", "best": best, "place": place, "start": start, "end": end, "publisher": "A", **more}


def test_a_total_is_reckoned_and_never_summed() -> None:
    """Each month may hold all ten of an event that lies across both; the whole holds them once."""
    told = claims(killed(10, "Mill", "2016-01-30", "2016-02-02"))
    found = table(Question("killed"), told, "month")
    assert [(row.key, row.answer.documented.low, row.answer.documented.high) for row in found.rows] == [
        ("2016-01", 0, 10),
        ("2016-02", 0, 10),
    ]
    assert (found.total.documented.low, found.total.documented.high) == (10, 10)


def test_months_reach_to_the_end_of_time() -> None:
    told = claims(killed(10, "Mill", "9999-12-05", "9999-12-06"))
    rows = table(Question("killed", start=dt.date(9999, 11, 20), end=dt.date.max), told, "month").rows
    assert [(row.key, row.answer.question.start, row.answer.question.end) for row in rows] == [
        ("9999-12", dt.date(9999, 12, 1), dt.date.max)
    ]


def test_by_place_goes_one_level_down() -> None:
    told = claims(
        killed(10, "Mill", "2016-01-01", "2016-01-31"),
        killed(4, "South", "2016-01-01", "2016-01-31"),
        killed(30, "Land", "2016-01-01", "2016-01-31", extent="total"),
    )
    found = table(Question("killed", place=GROUND["Land"]), told, "place")
    names = {row.key: (row.answer.documented.low, row.answer.documented.high) for row in found.rows}
    assert names == {NORTH: (10, 26), "South": (4, 20)}
    assert found.total.documented.low == 30


def test_a_grid_s_cells_are_the_answers_to_their_own_questions() -> None:
    """Months down and places across, or the other way, with totals that are no sums, by one process or two."""
    told = claims(
        killed(10, "Mill", "2016-01-30", "2016-02-02"),
        killed(4, "South", "2016-01-01", "2016-01-31"),
        killed(30, "Land", "2016-01-01", "2016-01-31", extent="total", publisher="B"),
        {**killed(9, "South", "2016-03-01", "2016-03-02"), "modality": "denied"},
    )
    question = Question("killed", place=GROUND["Land"])
    found = grid(question, told, "month", "place")
    assert [row.key for row in found.rows] == ["2016-01", "2016-02", "2016-03"]
    assert [column.key for column in found.columns] == [NORTH, "South"]
    bounds = {key: (one.documented.low, one.documented.high) for key, one in found.cells.items()}
    assert bounds == {
        ("2016-01", NORTH): (0, 26), ("2016-02", NORTH): (0, 10), ("2016-01", "South"): (4, 30),
        ("2016-03", "South"): (None, None),
    }  # fmt: skip
    assert (found.total.documented.low, found.total.documented.high) == (30, 40)
    for one in (*found.cells.values(), *(row.answer for row in (*found.rows, *found.columns)), found.total):
        whole = answer(one.question, told)
        assert (one.documented.low, one.documented.high) == (whole.documented.low, whole.documented.high)
        assert (one.floor, one.silent, one.sources) == (whole.floor, whole.silent, len(whole.sources))
    turned = grid(question, told, "place", "month")
    assert {(row, column): one for (column, row), one in turned.cells.items()} == found.cells
    assert (turned.rows, turned.columns, turned.total) == (found.columns, found.rows, found.total)
    with pytest.raises(ValueError, match="by month and month"):
        grid(question, told, "month", "month")


def test_a_large_grid_is_the_same_by_two_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    told = claims(*(killed(n, "Mill" if n % 2 else "South", f"2016-0{n}-01", f"2016-0{n}-02") for n in range(1, 7)))
    alone = grid(Question("killed", place=GROUND["Land"]), told, "month", "place")
    monkeypatch.setattr(tables, "FEW", 0)
    assert grid(Question("killed", place=GROUND["Land"]), told, "month", "place", workers=2) == alone


def test_by_source_and_by_population() -> None:
    told = claims(
        killed(12, "Mill", "2016-01-01", "2016-01-01", extent="total", publisher="A"),
        killed(15, "Mill", "2016-01-01", "2016-01-01", extent="total", publisher="B"),
        killed(5, "Mill", "2016-01-01", "2016-01-01", population="children", publisher="B"),
    )
    by_source = table(Question("killed"), told, "source")
    assert [(row.key, row.answer.documented.low) for row in by_source.rows] == [("A", 12), ("B", 15)]
    assert (by_source.total.documented.low, by_source.total.documented.high) == (12, 15)
    by_people = table(Question("killed"), told, "population")
    assert [(row.key, row.answer.documented.low) for row in by_people.rows] == [("people", 12), ("children", 5)]


def test_a_row_no_report_speaks_of_is_left_out() -> None:
    told = claims(killed(1, "Mill", "2016-01-01", "2016-01-01"), killed(1, "Mill", "2016-03-01", "2016-03-01"))
    assert [row.key for row in table(Question("killed"), told, "month").rows] == ["2016-01", "2016-03"]


def test_the_answer_as_data_has_the_contract_s_keys() -> None:
    told = claims(killed(12, "Mill", "2016-01-01", "2016-01-01", published="2016-01-02"))
    data = answer(Question("killed", place=GROUND["Mill"]), told).to_json()
    assert list(data) == [
        "question", "documented", "floor", "sources", "agreement", "contradictions", "proof", "silent", "known_on",
    ]  # fmt: skip
    assert data["question"] == {"harm": "killed", "population": "people", "place": "Mill", "start": None, "end": None}
    assert data["proof"]["low"] == [
        {"claim": told[0].id, "weight": 1, "quote": "", "report": "", "published": "2016-01-02"}
    ]
    json.dumps(data)


def test_a_difference_is_proved_by_both_its_terms() -> None:
    told = claims(
        killed(800, "Mill", "2016-01-01", "2016-01-31", extent="total"),
        killed(1150, "Mill", "2016-01-01", "2016-02-29", extent="total"),
    )
    february = Question("killed", start=dt.date(2016, 2, 1), end=dt.date(2016, 2, 29))
    proof = answer(february, told).proof
    assert [(line.claim, line.weight) for line in proof.low] == [(told[1].id, 1), (told[0].id, -1)]


def test_a_question_that_cannot_be_asked() -> None:
    with pytest.raises(ValueError, match="unknown harm 'wounded'"):
        Question("wounded")
    with pytest.raises(ValueError, match="unknown population 'martians'"):
        Question("killed", "martians")
    with pytest.raises(ValueError, match=r"ends .* before it starts"):
        Question("killed", start=dt.date(2016, 2, 1), end=dt.date(2016, 1, 1))


def test_states_are_a_timeline() -> None:
    """Two reports of one siege are one stretch; a later one after a gap is another; a denial stands apart."""
    siege = {"harm": "besieged", "measure": "state", "place": "Mill", "publisher": "A"}
    told = claims(
        {**siege, "start": "2016-07-01", "published": "2016-08-01"},
        {**siege, "start": "2016-07-15", "published": "2016-09-01"},
        {**siege, "start": "2016-11-01", "end": "2016-11-30"},
        {**siege, "start": "2016-10-01", "end": "2016-10-05", "modality": "denied"},
    )
    found = timeline(Question("besieged", place=GROUND["North"]), told)
    assert [(s.start, s.end, s.holds, len(s.claims)) for s in found] == [
        (dt.date(2016, 7, 1), dt.date(2016, 9, 1), True, 2),
        (dt.date(2016, 10, 1), dt.date(2016, 10, 5), False, 1),
        (dt.date(2016, 11, 1), dt.date(2016, 11, 30), True, 1),
    ]
    assert answer(Question("besieged", place=GROUND["North"]), told).documented.low is None
    assert timeline(Question("besieged", known_on=dt.date(2016, 8, 15)), told)[0].end == dt.date(2016, 8, 1)


def test_who_denies_a_state_contradicts_who_tells_of_it_on_the_same_days() -> None:
    siege = {"harm": "besieged", "measure": "state", "start": "2016-07-01", "end": "2016-08-01"}
    told = claims(
        {**siege, "place": "Mill", "publisher": "A"},
        {**siege, "place": "North", "publisher": "B", "start": "2016-07-20", "modality": "denied"},
        {**siege, "place": "South", "publisher": "C", "modality": "denied"},
    )
    found = {one.sources: list(one.against) for one in timeline(Question("besieged"), told)}
    assert found == {("A",): [told[1].id], ("B",): [told[0].id], ("C",): []}


def test_a_large_record_is_answered_like_its_part_that_matters() -> None:
    """Thousands of claims of other towns change nothing but the time it takes."""
    mill = [killed(12, "Mill", "2016-01-01", "2016-01-01"), killed(9, "Mill", "2016-01-01", "2016-01-02")]
    told = claims(*mill)
    other = replace(claims(killed(3, "South", "2016-01-01", "2016-01-01"))[0])
    many = [replace(other, id=f"{other.id}{i}", report=str(i)) for i in range(4000)]
    question = Question("killed", place=GROUND["Mill"])
    assert answer(question, [*many, *told]).to_json() == answer(question, told).to_json()
