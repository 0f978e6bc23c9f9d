"""Harm to things: what is hit, with what, what runs out or cannot get through, and what only sounds like it."""

from __future__ import annotations

import datetime as dt

import pytest

from tollbook.model import Claim
from tollbook.reading import read

DAY = dt.date(2016, 11, 30)


def claims(text: str, harm: str) -> list[Claim]:
    return [claim for claim in read(text, DAY).claims if claim.harm == harm]


@pytest.mark.parametrize(
    ("text", "harm"),
    [
        ("An air strike hit the vegetable market in Harim.", "attack_on_market"),
        ("The clinic in the village of Darwan was completely destroyed.", "attack_on_health"),
        ("Mortar rounds landed in a kindergarten.", "attack_on_school"),
        ("Market bombing kills eight", "attack_on_market"),
        ("They described a raid at the Ibn Rushd school in the north.", "attack_on_school"),
        ("Militiamen burned down a mosque.", "attack_on_worship"),
        ("Raiders looted a warehouse of food aid.", "attack_on_aid"),
        ("Helicopters dropped barrels of chlorine on the town.", "chemical_use"),
        ("Jets struck the quarter with sarin gas.", "chemical_use"),
        ("Thirty villagers were gassed.", "chemical_use"),
        ("Cluster munitions fell on the farms.", "cluster_use"),
        ("White phosphorus was fired at the harbour.", "incendiary_use"),
        ("No food aid convoys have entered the town since March.", "aid_blocked"),
        ("Aid convoys have not been allowed to reach the enclave.", "aid_blocked"),
        ("The army imposed a ban on the entry of essential goods.", "aid_blocked"),
        ("Soldiers turned back a relief convoy at the bridge.", "aid_blocked"),
        ("International aid stocks are exhausted.", "service_state"),
        ("The bakeries have run out of flour.", "service_state"),
        ("The city has been without electricity for a week.", "service_state"),
        ("Rebels lost control of the eastern districts.", "control_lost"),
        ("A truce took hold at sunset.", "ceasefire"),
        ("Barrel bombs rained on the suburb.", "bombardment"),
        ("The town has been under siege since 2013.", "besieged"),
    ],
)
def test_is_read_as_asserted_and_without_a_number(text: str, harm: str) -> None:
    found = claims(text, harm)
    assert [(claim.modality, claim.quantity.quantified) for claim in found] == [("asserted", False)]


@pytest.mark.parametrize(
    ("text", "harm", "best", "unit"),
    [
        ("Four ambulances were destroyed.", "attack_on_health", 4, "vehicles"),
        ("There were 25 attacks on health facilities.", "attack_on_health", 25, "attacks"),
        ("Shells struck six schools.", "attack_on_school", 6, "facilities"),
        ("Bulldozers demolished 17 houses.", "attack_on_home", 17, "buildings"),
        ("The army used chemical weapons 14 times.", "chemical_use", 14, "attacks"),
        ("There are no working hospitals left.", "service_state", 0, "facilities"),
        ("Only one of the town's five hospitals is functioning.", "service_state", 1, "facilities"),
    ],
)
def test_counts_what_is_hit_in_its_unit(text: str, harm: str, best: int, unit: str) -> None:
    (claim,) = claims(text, harm)
    assert (claim.quantity.best, claim.quantity.unit, claim.modality) == (best, unit, "asserted")
    assert text[claim.span.start : claim.span.end] == claim.quantity.text


def test_an_article_counts_only_in_a_list_with_numbers() -> None:
    assert not claims("A hospital was hit.", "attack_on_health")[0].quantity.quantified
    assert claims("Two schools and a clinic were shelled.", "attack_on_health")[0].quantity.best == 1


@pytest.mark.parametrize(
    "text",
    [
        "The hospital said it was short of blood.",
        "Police fired tear gas at the crowd.",
        "All sides must put an end to the bombing of hospitals.",
        "The treaty prohibits the use of chlorine.",
        "Militants seized an artillery school.",
        "Surgeons performed 40 operations in the hospital.",
        "Aid reached the town on Monday.",
    ],
)
def test_says_nothing_of_harm(text: str) -> None:
    assert read(text, DAY).claims == ()


@pytest.mark.parametrize(
    ("text", "kind", "speaker"),
    [
        ("The commission found that soldiers had used chlorine in Saraqeb.", "finding", "commission"),
        ("A joint inquiry by two councils found soldiers used chlorine in Saraqeb.", "finding", "inquiry"),
        ("The United Nations condemned the bombing of a hospital in Idlib.", "condemnation", "United Nations"),
        ("The army denied that it had used sarin.", "denial", "army"),
    ],
)
def test_a_statement_is_of_its_kind_and_its_speaker(text: str, kind: str, speaker: str) -> None:
    (claim,) = read(text, DAY).claims
    assert (claim.measure, claim.statement) == ("statement", kind)
    assert speaker in str(claim.speaker)


def test_a_statement_that_names_no_harm_is_about_the_one_told_before_and_adds_nothing() -> None:
    text = "Shelling killed 12 civilians in Harim. The United Nations condemned the violence endured by civilians."
    reading = read(text, DAY)
    killed, condemned = reading.claims
    assert (condemned.harm, condemned.measure, condemned.repeats) == ("killed", "statement", killed.id)
    assert [(figure.low, figure.high) for figure in reading.figures if figure.population == "people"] == [(12, 12)]


def test_what_is_said_without_harm_near_it_is_no_claim() -> None:
    assert read("The union condemned the violence at the match.", DAY).claims == ()
