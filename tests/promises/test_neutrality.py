"""Exchanging the names of sides, nations and faiths changes no harm, number, population class or modality."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest
from bench.neutrality import (
    ALL,
    RESULT,
    WRITINGS,
    Tally,
    compare,
    exchanged,
    found,
    kinds,
    laid,
    mentioned,
    plan,
    said,
)

from tollbook.grammar.names import kind_of, sides, written_over
from tollbook.text.fold import fold

#: One sentence for each place a name can stand in.
SENTENCES = [
    "{side} fighters killed 12 civilians in Homs on Tuesday.",
    "At least 20 people were killed when {side} shelled a market.",
    "{side} denied killing the five villagers.",
    "The monitor blamed {side} for the deaths of nine children.",
    "More than 30 people were wounded in an attack by {side} on the camp.",
    "It is feared that {side} may have abducted up to 40 students.",
    "Twelve {side} were killed and 3 {side} were captured.",
    "Troops shot dead 15 members of {side} and six {side} members.",
    "{side}'s shelling killed two nurses; anti-{side} protesters said nine had died.",
    "The {side}-held town was hit, and 14 people died there.",
    "Pro-{side} gunmen abducted a {side} commander and two {side} officials.",
    "The strike killed a mother, her two sons and a {side} fighter.",
    "Seven people were wounded by {side} ({side} has not commented).",
    "{nation} aircraft killed three women and injured about a dozen people.",
    "Some 400 {nation} families fled to the border.",
    "Two {nation} journalists were abducted on Monday.",
    "{nation}-backed fighters killed 11 people, among them a {nation} doctor.",
    "A {nation} was killed and five {nation} soldiers were wounded.",
    "Pro-{nation} separatists detained 60 men.",
    "A mob killed six {faith} villagers and burned their houses.",
    "Gunmen shot dead 14 {faith} pilgrims.",
    "{country} said that its troops had detained 25 men.",
    "In {country} 11 people were killed in clashes between troops and {side}.",
    "{country}-led forces denied that 8 children had died in {country}'s air raids.",
    "8 ppl killed by {country} shelling near the school, may god have mercy on them",
]
SIDES = ["Hezbollah", "Hamas", "Boko Haram", "Contras", "M-23", "FARC", "RSF", "IS", "LET", "April 19 Movement"]
NATIONS = ["Syrian", "Russian", "American", "Israeli", "Iranian", "Sri Lankan", "Ukrainian", "German", "Saudi"]
FAITHS = ["Sunni", "Shiite", "Christian", "Muslim", "Hindu", "Jewish", "Buddhist", "Yazidi", "Druze"]
COUNTRIES = ["Syria", "Russia", "Israel", "U.S.", "UK", "El Salvador", "Sri Lanka", "United Arab Emirates"]
NAMES = {"side": SIDES, "nation": NATIONS, "faith": FAITHS, "country": COUNTRIES}


@cache
def case_texts() -> list[str]:
    """The texts of our own claims and documents."""
    root = Path(__file__).parents[2] / "cases"
    paths = sorted([*(root / "claims").glob("*.json"), *(root / "documents").glob("*.json")])
    cases = [case for path in paths for case in json.loads(path.read_text(encoding="utf-8"))]
    return [case["text"] for case in cases if "text" in case]


def test_the_exchange_knows_enough_names() -> None:
    count = {kind.name: kind.names for kind in kinds()}
    assert count["sides"] >= 1000
    assert min(count.values()) >= 50


@pytest.mark.parametrize("sentence", SENTENCES)
def test_one_sentence_reads_alike_for_every_side(sentence: str) -> None:
    readings: dict[tuple[object, ...], list[str]] = {}
    slots = [slot for slot in NAMES if "{" + slot + "}" in sentence]
    for turn in range(max(len(NAMES[slot]) for slot in slots)):
        names = {slot: NAMES[slot][turn % len(NAMES[slot])] for slot in slots}
        readings.setdefault(tuple(said(sentence.format(**names), None)), []).append(" ".join(names.values()))
    assert len(readings) == 1, readings
    assert next(iter(readings)), "nothing was read"


@pytest.mark.parametrize(
    "sentence",
    ["Four {side} were killed near Sabha, and 12 {side} members were detained.", "{side} killed 9 people in a raid."],
)
def test_every_name_of_a_side_is_read_alike(sentence: str) -> None:
    readings: dict[tuple[object, ...], list[str]] = {}
    for name in sides():
        readings.setdefault(tuple(said(sentence.format(side=name), None)), []).append(name)
    assert len(readings) == 1, {reading: names[:5] for reading, names in readings.items()}


@pytest.mark.parametrize("writing", WRITINGS)
@pytest.mark.parametrize("kind", [*(kind.name for kind in kinds()), ALL])
def test_no_case_changes_with_its_names(kind: str, writing: str) -> None:
    tally = Tally()
    for text in map(WRITINGS[writing], case_texts()):
        if mentioned(text, kind):
            compare(text, None, kind, 0, tally, said(laid(text, text), None))
    assert tally.claims
    assert not tally.changed, tally.examples


def test_the_development_texts_never_changed() -> None:
    figures = json.loads(RESULT.read_text(encoding="utf-8"))
    assert figures["seeds"]["as written"] >= 5
    assert min(figures["seeds"].values()) >= 1
    assert set(figures["kinds"]) == set(WRITINGS)
    for rows in figures["kinds"].values():
        assert set(rows) == {*(kind.name for kind in kinds()), ALL}
        assert all(row["claims"] and not row["changed"] for row in rows.values())


def test_an_exchange_keeps_everything_but_the_names() -> None:
    text = "Hamas and Hezbollah fought near Homs; HAMAS lost, and pro-Hamas posts said so."
    new = plan(text, "sides")
    assert {"Hamas", "Hezbollah", "HAMAS"} == set(new)
    assert len(set(new.values())) == 3
    changed = exchanged(text, new)
    assert " fought near Homs; " in changed
    assert changed.endswith(" posts said so.")
    assert "amas" not in changed


def test_a_country_in_the_name_of_a_side_is_none() -> None:
    kinds_found = {hit.name: hit.kind for hit in found("Al-Qaeda in Iraq struck Iraq and the Iraqi army.")}
    assert kinds_found == {"Al-Qaeda in Iraq": "sides", "Iraq": "countries", "Iraqi": "nationalities"}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("He is in the US; IS struck.", [("US", "land"), ("IS", "side")]),
        ("let us mend it", []),
        ("They polish a turkey.", []),
        ("Two Houthis' guns, U.S.-backed and pro-Russian", [("Houthis", "side"), ("U.S.", "land"), ("Russian", "one")]),
        ("murdered army of conquest men", [("army of conquest", "side")]),
        ("boko\nharam took 12", [("boko\nharam", "side")]),
        ("Sudanese Armed Forces", [("Sudanese", "many")]),
        ("the Afghans", [("Afghans", "many")]),
        ("isisters and hamasa", []),
    ],
)
def test_names_are_written_over(text: str, names: list[tuple[str, str]]) -> None:
    plain = written_over(text, fold(text))
    assert len(plain) == len(text)
    for name, kind in names:
        start = text.index(name)
        assert {kind_of(letter) for letter in plain[start : start + len(name)]} == {kind}
        plain = plain[:start] + fold(name) + plain[start + len(name) :]
    assert plain == fold(text)
