"""Exchanging the names of sides, nations and faiths changes no harm, number, population class or modality."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from bench.neutrality import Tally, compare, exchanged, kinds, mentioned, plan, said, shape

#: One sentence for each place a name can stand in.
SENTENCES = [
    "{side} fighters killed 12 civilians in Homs on Tuesday.",
    "At least 20 people were killed when {side} shelled a market.",
    "{side} denied killing the five villagers.",
    "The monitor blamed {side} for the deaths of nine children.",
    "More than 30 people were wounded in an attack by {side} on the camp.",
    "It is feared that {side} may have abducted up to 40 students.",
    "{nation} aircraft killed three women and injured about a dozen people.",
    "Some 400 {nation} families fled to the border.",
    "Two {nation} journalists were abducted on Monday.",
    "A mob killed six {faith} villagers and burned their houses.",
    "Gunmen shot dead 14 {faith} pilgrims.",
    "{country} said that its troops had detained 25 men.",
    "In {country} 11 people were killed in clashes between troops and {side}.",
]
SIDES = ["Hezbollah", "Hamas", "Boko Haram", "Wagner", "Peshmerga", "FARC", "RSF", "SAF", "IDF", "ISWAP"]
NATIONS = ["Syrian", "Russian", "American", "Israeli", "Iranian", "Turkish", "Ukrainian", "Sudanese", "Rwandan"]
FAITHS = ["Sunni", "Shiite", "Christian", "Muslim", "Hindu", "Jewish", "Buddhist", "Yazidi", "Druze"]
COUNTRIES = ["Syria", "Russia", "Israel", "Iran", "Turkey", "Ukraine", "Rwanda", "Ethiopia"]
NAMES = {"side": SIDES, "nation": NATIONS, "faith": FAITHS, "country": COUNTRIES}


def test_the_exchange_knows_enough_sides() -> None:
    count = {kind.name: kind.names for kind in kinds()}
    assert count["sides"] >= 200
    assert min(count.values()) >= 20
    assert shape("Sudanese Armed Forces") != shape("Boko Haram")


@pytest.mark.parametrize("sentence", SENTENCES)
def test_one_sentence_reads_alike_for_every_side(sentence: str) -> None:
    readings: dict[tuple[object, ...], list[str]] = {}
    slots = [slot for slot in NAMES if "{" + slot + "}" in sentence]
    for turn in range(max(len(NAMES[slot]) for slot in slots)):
        names = {slot: NAMES[slot][turn % len(NAMES[slot])] for slot in slots}
        readings.setdefault(tuple(said(sentence.format(**names), None)), []).append(" ".join(names.values()))
    assert len(readings) == 1, readings
    assert next(iter(readings)), "nothing was read"


@pytest.mark.parametrize("kind", [kind.name for kind in kinds()])
def test_no_case_changes_with_its_names(root: Path, kind: str) -> None:
    tally = Tally()
    for path in sorted((root / "cases" / "claims").glob("*.json")):
        for case in json.loads(path.read_text(encoding="utf-8")):
            if mentioned(case["text"], kind):
                compare(case["text"], None, kind, 0, tally, said(case["text"], None))
    assert tally.claims
    assert not tally.changed, tally.examples


def test_an_exchange_keeps_everything_but_the_names() -> None:
    text = "Hamas and Hezbollah fought near Homs; HAMAS lost."
    new = plan(text, "sides")
    assert {"Hamas", "Hezbollah", "HAMAS"} == set(new)
    changed = exchanged(text, "sides", new)
    assert changed.endswith(" lost.")
    assert " fought near Homs; " in changed
    assert changed != text
