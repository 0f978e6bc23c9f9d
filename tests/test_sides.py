"""Sides of a city that the text has named are parts of it, and nothing else is."""

from __future__ import annotations

import pytest

from tollbook.resolve.places import find_places
from tollbook.resolve.sides import find_sides
from tollbook.text.fold import fold


def sides(text: str) -> list[tuple[str, str]]:
    lower = fold(text)
    given = find_places(text, lower)
    found = find_sides(text, lower, given)
    assert found == sorted(found, key=lambda mention: mention.start)
    return [(text[m.start : m.end], m.place.path[0]) for m in found if m not in given]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Shells hit Aleppo. Two died in the east of the city.",
            [("the east of the city", "part:east:geoname:170063")],
        ),
        ("In Aleppo 12 fled from the east in four days.", [("the east", "part:east:geoname:170063")]),
        (
            "East Aleppo is besieged. In the government-held west of the city eight died.",
            [("the government-held west of the city", "part:west:geoname:170063")],
        ),
        ("Aleppo burned. The northern districts fell.", [("The northern districts", "part:north:geoname:170063")]),
        ("Nobody knows who lives in the east of the city.", []),
        ("In Aleppo the west of the country seemed far away.", []),
        ("From Aleppo they went on to the West Bank.", []),
        ("In Aleppo the northern alliance was blamed.", []),
    ],
)
def test_sides(text: str, expected: list[tuple[str, str]]) -> None:
    assert sides(text) == expected
