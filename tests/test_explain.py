"""What is told of each claim, and why each other number is none."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings

import tollbook
from tests.test_reading import texts
from tollbook.explaining import explain
from tollbook.lang import load
from tollbook.model import to_json

DAY = dt.date(2016, 11, 30)

UNUSED = [
    ("Three people were killed on 14 November.", "14", "date"),
    ("Shelling over the past 12 days killed three people.", "12", "duration"),
    ("The price of bread rose by 40 per cent and two people were killed.", "40 per cent", "percent"),
    ("The family paid $5,000 before the two hostages were killed.", "$5,000", "money"),
    ("Six trucks were burned and two drivers were killed.", "Six", "things"),
    ("The council has 24 members.", "24", "no_harm"),
    ("Resolution 2254 was read out and two people were killed.", "2254", "identifier"),
]


@pytest.mark.parametrize(("text", "words", "kind"), UNUSED)
def test_a_number_that_is_no_claim_has_its_reason(text: str, words: str, kind: str) -> None:
    unused = [u for u in explain(text, DAY).unused if words in u.text]
    assert [u.kind for u in unused] == [kind]
    assert unused[0].why


def about(text: str, claim: int = 0) -> dict[str, str]:
    return {step.about: step.said for step in explain(text, DAY).claims[claim].steps}


def test_a_hedge_tells_its_bounds() -> None:
    assert about("More than 250 civilians were killed in Homs.")["number"] == (
        "“More than 250” is read as more than 250: at least 251"
    )


def test_what_is_feared_names_the_word() -> None:
    assert "“feared”" in about("It is feared that 12 people were killed in Homs.")["modality"]


def test_what_is_carried_over_is_told_from_what_stands_near() -> None:
    text = "Shells killed a man in Homs on Monday. Two people were killed. Three people were hurt in Idlib on Tuesday."
    assert about(text, -2)["when"] == "carried over from “Monday”"
    assert about(text, -2)["where"] == "carried over from “Homs”"
    assert about(text, -1)["where"] == "from “Idlib”"


def test_a_part_names_its_whole() -> None:
    made = explain("Shelling killed 12 people, including two children.", DAY).claims
    assert [s.said for s in made[1].steps if s.about == "link"] == ["a part of claim 1, “12”"]


@settings(max_examples=100)
@given(texts)
def test_every_claim_and_every_number_is_told_once(text: str) -> None:
    told = explain(text, DAY)
    assert {m.claim.id for m in told.claims} == {c.id for c in tollbook.read(text, DAY).claims}
    held = [m.claim.span for m in told.claims]
    for unused in told.unused:
        assert text[unused.span.start : unused.span.end].split() == unused.text.split()
        assert not any(a < unused.span.end and unused.span.start < b for a, b in held)
    json.dumps(to_json(told))


def test_every_frame_of_the_development_cases_has_its_sentence(root: Path) -> None:
    told = load("en", "explaining")
    names = {"frames": set(told["frames"]), "additions": set(told["additions"])}
    rules: set[str] = set()
    for path in sorted((root / "cases" / "claims").glob("*.json")):
        for case in json.loads(path.read_text(encoding="utf-8")):
            rules.update(claim.rule for claim in tollbook.read(case["text"]).claims)
    assert len(rules) > 20
    assert not {rule.split(", ")[0] for rule in rules} - names["frames"]
    assert not {addition for rule in rules for addition in rule.split(", ")[1:]} - names["additions"]


def test_the_command_speaks_in_words_within_eighty_columns(root: Path, tmp_path: Path) -> None:
    tollbook_ = [sys.executable, "-m", "tollbook", "--record", str(tmp_path / "r")]
    report = root / "examples" / "07-jub-al-quba.txt"
    subprocess.run([*tollbook_, "read", str(report)], check=True, capture_output=True)
    said = subprocess.run(
        [*tollbook_, "explain", "1"],
        check=True,
        capture_output=True,
        text=True,
        env={"COLUMNS": "80", "PATH": "", "PYTHONIOENCODING": "utf-8"},
    ).stdout
    assert max(map(len, said.splitlines())) <= 80
    assert "“More than 250”" in said or "“more than 250”" in said
    assert "[more than 250] civilians" in said
    data = json.loads(
        subprocess.run([*tollbook_, "explain", "1", "--json"], check=True, capture_output=True, text=True).stdout
    )
    assert {"report", "claims", "unused", "problems"} == set(data)
    assert {"claim", "steps", "number", "sentence"} == set(data["claims"][0])
