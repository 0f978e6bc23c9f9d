"""What words make of a harm: only what is asserted is ever counted."""

from __future__ import annotations

import datetime as dt

import pytest

from tollbook.reading import read

DAY = dt.date(2016, 11, 30)


@pytest.mark.parametrize(
    ("text", "modality"),
    [
        ("Nine farmers were killed.", "asserted"),
        ("Nine farmers were reportedly killed.", "asserted"),
        ("A court will investigate the murder of nine farmers.", "asserted"),
        ("He is accused of murdering nine farmers.", "asserted"),
        ("Gunmen allegedly shot dead nine farmers.", "asserted"),
        ("Nine farmers were possibly killed.", "possible"),
        ("The blast allegedly left nine farmers dead.", "possible"),
        ("It is feared that nine farmers were killed.", "possible"),
        ("Nine farmers are believed to have been killed.", "possible"),
        ("There are fears that nine farmers would be killed.", "possible"),
        ("The toll could be as high as nine.", "possible"),
        ("Nine farmers will be killed.", "predicted"),
        ("Another 900 people are likely to flee.", "predicted"),
        ("Another 900 people are likely to flee if the road is cut.", "hypothetical"),
        ("The toll is expected to rise.", "predicted"),
        ("The spokesman rejected claims that nine farmers had been killed.", "denied"),
        ("The ministry said reports of nine dead were false.", "denied"),
        ("No farmers were killed.", "denied"),
    ],
)
def test_of_people(text: str, modality: str) -> None:
    assert {claim.modality for claim in read(text, DAY).claims} == {modality}


@pytest.mark.parametrize(
    ("text", "modality"),
    [
        ("Chlorine was used in Saraqeb.", "asserted"),
        ("A suspected chlorine attack was reported in Saraqeb.", "possible"),
        ("It is suspected that chlorine was used in Saraqeb.", "possible"),
        ("The symptoms are consistent with the use of sarin.", "possible"),
        ("It was likely that sarin was used.", "possible"),
        ("The government denies it carried out any chemical attack.", "denied"),
        ("The army has not used chemical weapons.", "denied"),
        ("No aid has entered the town.", "asserted"),
        ("There is no working hospital left.", "asserted"),
    ],
)
def test_of_things(text: str, modality: str) -> None:
    assert {claim.modality for claim in read(text, DAY).claims} == {modality}


def test_only_what_is_asserted_has_a_figure() -> None:
    assert read("Nine farmers were possibly killed.", DAY).figures == ()
    assert read("Nine farmers were killed.", DAY).figures[0].best == 9
