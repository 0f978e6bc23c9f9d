"""Which claims are parts of others, which say again what was said, and what is not of conflict at all."""

from __future__ import annotations

import datetime as dt

import pytest

from tollbook.model import Claim
from tollbook.reading import read


def claims(text: str, harm: str = "killed") -> list[Claim]:
    """The asserted claims of one harm with a number, in their order."""
    found = read(text, dt.date(2016, 11, 30)).claims
    return [c for c in found if c.harm == harm and c.quantity.quantified and c.modality == "asserted"]


def links(text: str, harm: str = "killed") -> list[tuple[int | None, str | None]]:
    """Of each claim its number, and "part" or "again" where it points to an earlier one."""
    return [(c.quantity.best, "part" if c.part_of else "again" if c.repeats else None) for c in claims(text, harm)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A raid killed 40 people in Homs, including 12 children and nine women.",
         [(40, None), (12, "part"), (9, "part")]),
        ("Two nurses were among nine people killed in Mosul.", [(9, None), (2, "part")]),
        ("Sixty civilians were killed in Daraya. Fourteen children were killed.", [(60, None), (14, "part")]),
        ("Bombs killed 22 people across Iraq on Thursday. The deadliest blast killed nine people in Dujail.",
         [(22, None), (9, "part")]),
        ("Three people were killed in Gao. A woman and two boys were killed by shells.",
         [(3, None), (1, "part"), (2, "part")]),
        ("Twelve people were killed in Gao on Monday. Four children were killed on Tuesday by a bomb in Kidal.",
         [(12, None), (4, None)]),
    ],
    ids=["including", "a part told first", "a narrower group", "one of the blasts", "adds up", "another event"],
)  # fmt: skip
def test_parts(text: str, expected: list[tuple[int | None, str | None]]) -> None:
    assert links(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Nine dead in Bosaso blast. Nine people were killed by a bomb in Bosaso on Sunday.",
         [(9, None), (9, "again")]),
        ("Five people died in Jos. Five more died in Bukuru.", [(5, None), (5, None)]),
        ("Gunmen shot dead TV presenter Nawal al-Basri on Sunday. Basri was killed near her home in Mosul.",
         [(1, None), (1, "again")]),
        ("A gunman killed Rosa Lund in Gao. A soldier was killed in Kidal.", [(1, None), (1, None)]),
    ],
    ids=["headline and body", "five more", "one person by two names", "two persons"],
)  # fmt: skip
def test_restatements(text: str, expected: list[tuple[int | None, str | None]]) -> None:
    assert links(text) == expected


def test_links_point_back() -> None:
    text = "Two nurses were among nine people killed in Mosul. Nine people were killed in the attack, police said."
    seen: set[str] = set()
    for claim in read(text).claims:
        assert {claim.part_of, claim.repeats} - {None} <= seen
        seen.add(claim.id)
    assert len(seen) > 2


@pytest.mark.parametrize(
    "text",
    [
        "Nine people were killed when a bus plunged into a ravine near Cusco.",
        "The earthquake killed 240 people and injured 1,500 in Herat.",
        "At least 240 people were killed in Herat. The earthquake struck at noon.",
        "Cholera killed 61 people in the camps.",
        "Nine migrants drowned when their dinghy capsized off Zuwara.",
        "In the film, a sniper kills 12 people.",
        "Police arrested 14 smugglers and seized two tonnes of cocaine.",
    ],
)
def test_harm_that_is_not_of_conflict(text: str) -> None:
    assert not [c for c in read(text).claims if c.quantity.quantified]


@pytest.mark.parametrize(
    ("text", "harm"),
    [
        ("Fighting and floods have displaced 12,000 people in Upper Nile.", "displaced"),
        ("The bus hit a mine near Jicaral and six passengers were killed.", "killed"),
        ("A stampede after the bombing killed four people.", "killed"),
        ("A flood of refugees: 12,000 people fled into Chad.", "displaced"),
        ("Police arrested 14 protesters in Minsk.", "detained"),
    ],
)
def test_harm_that_is_of_conflict_after_all(text: str, harm: str) -> None:
    assert claims(text, harm)
