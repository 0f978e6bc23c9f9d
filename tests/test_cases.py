"""The judge of the golden cases can fail, and the cases themselves are sound."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from pathlib import Path

import pytest

from tests.cases import FOLDER, KINDS, LINKS, Case, Json, Verdict, dump, judge, load, update
from tollbook.model import Claim, Figure, Population, Quantity, Reading, Span, Window
from tollbook.vocabulary import HARMS, POPULATIONS

TEXT = "Shells killed 12 people in Taiz, four of them children."
TWELVE = Claim(
    id="a", harm="killed", measure="flow", extent="event", quantity=Quantity(12, 12, 12, "exact", text="12"),
    population=Population("people", "people"), place=None, window=Window(), perpetrator=None, means=(),
    speaker=None, publisher=None, modality="asserted", part_of=None, repeats=None, quote=TEXT, span=Span(14, 16),
)  # fmt: skip
FOUR = replace(
    TWELVE, id="b", quantity=Quantity(4, 4, 4, "exact", text="four"), population=Population("children"),
    part_of="a", span=Span(33, 37),
)  # fmt: skip
GOLD: Json = {
    "text": TEXT,
    "expect": [
        {"harm": "killed", "low": 12, "high": 12, "best": 12, "population": "people"},
        {"harm": "killed", "low": 4, "high": 4, "best": 4, "population": "children", "part_of": 0, "words": "four"},
    ],
    "figures": {"killed": {"people": [12, 12, 12]}},
}
FIGURE = Figure("killed", "people", 12, 12, 12, ("a",))


def test_a_right_reading_has_no_fault() -> None:
    assert judge(GOLD, Reading((TWELVE, FOUR), (FIGURE,))).faults == []


@pytest.mark.parametrize(
    ("reading", "word"),
    [
        (Reading((TWELVE,), (FIGURE,)), "missing"),
        (Reading((TWELVE, FOUR, replace(FOUR, id="c", span=Span(27, 31))), (FIGURE,)), "extra"),
        (Reading((TWELVE, replace(FOUR, part_of=None)), (FIGURE,)), "part_of"),
        (Reading((TWELVE, replace(FOUR, modality="possible")), (FIGURE,)), "modality"),
        (Reading((TWELVE, replace(FOUR, population=Population("women"))), (FIGURE,)), "population"),
        (Reading((replace(TWELVE, quantity=Quantity(12, None, 12)), FOUR), (FIGURE,)), "bounds"),
        (Reading((replace(TWELVE, span=Span(0, 999)), FOUR), (FIGURE,)), "span"),
        (Reading((TWELVE, FOUR), (replace(FIGURE, high=16, best=16),)), "figure"),
        (Reading((TWELVE, FOUR)), "figure"),
    ],
)
def test_a_wrong_reading_is_faulted(reading: Reading, word: str) -> None:
    assert any(word in fault for fault in judge(GOLD, reading).faults)


@pytest.mark.parametrize(
    ("low", "high", "best", "right"),
    [(None, None, 500, True), (450, 550, 500, True), (501, None, 500, False), (None, 499, 500, False),
     (None, None, 501, False)],
)  # fmt: skip
def test_an_open_end_is_right_with_any_bound_that_leaves_the_number_in(
    low: int | None, high: int | None, best: int, right: bool
) -> None:
    gold = {
        "text": "About 500 died.",
        "expect": [{"harm": "killed", "low": None, "high": None, "best": 500, "words": "500"}],
    }
    claim = replace(TWELVE, quantity=Quantity(low, high, best, "about"), span=Span(0, 9))
    assert (judge(gold, Reading((claim,))).faults == []) is right


def test_a_restatement_of_what_is_expected_is_no_extra() -> None:
    again = replace(TWELVE, id="c", repeats="a", span=Span(17, 23))
    assert judge(GOLD, Reading((TWELVE, FOUR, again), (FIGURE,))).faults == []


def test_the_mark_goes_when_a_case_passes_and_comes_back_only_by_force(tmp_path: Path) -> None:
    file = tmp_path / "some.json"
    dump(file, [{**GOLD, "not_yet": True}, GOLD])
    cases = [Case(file, i, data) for i, data in enumerate(json.loads(file.read_text(encoding="utf-8")))]
    results = [(cases[0], Verdict()), (cases[1], Verdict(faults=["wrong"]))]
    assert update(results, force=False) == ["some-1"]
    assert [bool(c.get("not_yet")) for c in json.loads(file.read_text(encoding="utf-8"))] == [False, False]
    update(results, force=True)
    assert [bool(c.get("not_yet")) for c in json.loads(file.read_text(encoding="utf-8"))] == [False, True]


def test_the_cases_are_sound() -> None:
    texts: set[tuple[str, str | None]] = set()
    for case in [case for kind in KINDS for case in load(kind)]:
        data = case.data
        key = (data["text"], data.get("published"))
        assert key not in texts, f"{case.name} is there twice"
        texts.add(key)
        assert data["expect"] or data.get("only", True) or data.get("figures"), f"{case.name} cannot fail"
        if data.get("published"):
            dt.date.fromisoformat(data["published"])
        for want in data["expect"]:
            assert want["harm"] in HARMS, case.name
            groups = want.get("population", [])
            assert set([groups] if isinstance(groups, str) else groups) <= POPULATIONS.keys(), case.name
            assert want.get("words", "") in data["text"], f"{case.name}: {want['words']!r} is not in the text"
            assert all(0 <= (want.get(link) or 0) < len(data["expect"]) for link in LINKS), case.name


@pytest.mark.parametrize("kind", KINDS)
def test_case_files_have_the_one_form(kind: str, tmp_path: Path) -> None:
    for file in (FOLDER / kind).glob("*.json"):
        again = tmp_path / file.name
        dump(again, json.loads(file.read_text(encoding="utf-8")))
        assert again.read_text(encoding="utf-8") == file.read_text(encoding="utf-8"), (
            f"write {file} with tests.cases.dump"
        )
