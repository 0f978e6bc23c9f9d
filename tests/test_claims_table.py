"""Tables of claims: what is read, and what is refused with its row named and nothing half taken in."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from tollbook.intake.claims_table import COLUMNS, read_claims_table
from tollbook.model import Place, Problem

HEADING = ",".join(COLUMNS)


def csv(tmp_path: Path, text: str | bytes) -> Path:
    path = tmp_path / "claims.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def refused(*rows: dict[str, object]) -> list[Problem]:
    claims, problems = read_claims_table(rows)
    assert claims == []
    assert problems
    return problems


def test_a_row_in_all_columns(tmp_path: Path) -> None:
    row = (
        "r1,Wire,2016-11-30,Monitor,killed,flow,total,civilians,251,,250,more_than,people,Aleppo,2016-11-15,2016-11-30,"
        "Government forces,strike 1,,asserted"
    )
    claims, problems = read_claims_table(csv(tmp_path, f"{HEADING}\n{row}\n"))
    assert problems == []
    (claim,) = claims
    assert (claim.report, claim.publisher, claim.speaker, claim.harm) == ("r1", "Wire", "Monitor", "killed")
    assert (claim.measure, claim.extent, claim.population.group, claim.modality) == (
        "flow", "total", "civilians", "asserted",
    )  # fmt: skip
    assert (claim.quantity.low, claim.quantity.high, claim.quantity.best) == (251, None, 250)
    assert (claim.window.start, claim.window.end) == (dt.date(2016, 11, 15), dt.date(2016, 11, 30))
    assert claim.published == dt.date(2016, 11, 30)
    assert claim.place is not None
    assert claim.perpetrator is not None
    assert (claim.place.name, claim.perpetrator.actor, claim.incident) == ("Aleppo", "Government forces", "strike 1")


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"best": 12}, (12, 12, 12, "exact")),
        ({"best": 250, "hedge": "more_than"}, (251, None, 250, "more_than")),
        ({"best": 250, "hedge": "at least"}, (250, None, 250, "at_least")),
        ({"best": 20000, "hedge": "at_most"}, (None, 20000, 20000, "at_most")),
        ({"low": 3, "high": 5}, (3, 5, None, "between")),
        ({"low": 4, "high": 4}, (4, 4, 4, "exact")),
        ({"low": 24, "high": 99, "hedge": "dozens"}, (24, 99, None, "dozens")),
        ({"hedge": "none"}, (0, 0, 0, "none")),
        ({"best": 0, "hedge": "none"}, (0, 0, 0, "none")),
        ({"best": "1,200"}, (1200, 1200, 1200, "exact")),
        ({}, (None, None, None, "unquantified")),
    ],
)
def test_numbers_and_hedges(given: dict[str, object], expected: tuple[object, ...]) -> None:
    claims, problems = read_claims_table([{"harm": "killed", **given}])
    assert problems == []
    q = claims[0].quantity
    assert (q.low, q.high, q.best, q.hedge) == expected


def test_other_columns_are_kept_as_notes_and_places_are_looked_up() -> None:
    known = Place("Aleppo", "Aleppo", 170063, path=("geoname:170063",))
    rows: list[dict[str, object]] = [
        {"harm": "killed", "best": 1, "place": "Aleppo", "coder": "N. N."},
        {"harm": "killed", "place": "Nowhere"},
    ]
    claims, _ = read_claims_table(rows, places={"Aleppo": known}.get)
    assert claims[0].place == known
    assert claims[0].quote == "coder: N. N."
    assert claims[1].place == Place("Nowhere", "Nowhere")


@pytest.mark.parametrize("name", ["1", "whole", "the strike"])
def test_part_of_names_a_row_by_number_id_or_incident(name: str) -> None:
    rows: list[dict[str, object]] = [
        {"id": "whole", "harm": "killed", "best": 12, "incident": "the strike"},
        {"id": "part", "harm": "killed", "best": 5, "part_of": name},
    ]
    claims, problems = read_claims_table(rows)
    assert problems == []
    assert claims[1].part_of == claims[0].id


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({"best": 1}, "no harm"),
        ({"harm": "wounded"}, "unknown harm 'wounded'"),
        ({"harm": "killed", "population": "martians"}, "unknown population"),
        ({"harm": "killed", "measure": "sum"}, "unknown measure"),
        ({"harm": "killed", "extent": "all"}, "unknown extent"),
        ({"harm": "killed", "modality": "sure"}, "unknown modality"),
        ({"harm": "killed", "hedge": "roughly"}, "unknown hedge"),
        ({"harm": "killed", "unit": "souls"}, "unknown unit"),
        ({"harm": "killed", "best": "many"}, "best 'many' is no number"),
        ({"harm": "killed", "best": "-3"}, "best '-3' is no number"),
        ({"harm": "killed", "best": "9" * 5000}, "is no number of people or things"),
        ({"harm": "killed", "part_of": "9" * 5000}, "names no row"),
        ({"harm": "killed", "low": 9, "high": 3}, "the low (9) is above the high (3)"),
        ({"harm": "killed", "start": "2016-02-30"}, "start '2016-02-30' is no date"),
        ({"harm": "killed", "published": "30.11.2016"}, "published '30.11.2016' is no date"),
        ({"harm": "killed", "start": "2016-03-01", "end": "2016-02-01"}, "before it starts"),
        ({"harm": "killed", "part_of": "9"}, "part_of '9' names no row"),
        ({"harm": "killed", "part_of": "1"}, "part_of itself"),
    ],
)
def test_a_wrong_row_is_named(row: dict[str, object], words: str) -> None:
    problems = refused(row)
    assert [p.where for p in problems] == ["row 1"]
    assert words in problems[0].what


def test_one_wrong_row_keeps_all_out_and_every_wrong_row_is_named() -> None:
    problems = refused({"harm": "killed", "best": 1}, {"harm": "x"}, {"harm": "killed", "best": "y"})
    assert [p.where for p in problems] == ["row 2", "row 3"]


def test_a_row_given_twice_is_named_with_the_first() -> None:
    row = {"harm": "killed", "best": 12, "place": "Sarmin"}
    (problem,) = refused(row, {"harm": "injured", "best": 3}, row)
    assert (problem.where, problem.why) == ("row 3", "row 1")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "empty"),
        ("\n\n", "empty"),
        ("who,how many\nA,3\n", "no column harm"),
        ("harm,harm\nkilled,killed\n", "names harm twice"),
        ("harm,best\nkilled,1,2,3\n", "4 cells under 2 columns"),
        ('harm,best\n"killed,1\n', "not CSV"),
        (b"harm,place\nkilled,Alepp\xf6\n", "not UTF-8"),
    ],
)
def test_a_wrong_file_is_refused(tmp_path: Path, text: str | bytes, words: str) -> None:
    claims, problems = read_claims_table(csv(tmp_path, text))
    assert claims == []
    assert any(words in p.what for p in problems), problems


def test_a_file_as_spreadsheets_save_it(tmp_path: Path) -> None:
    """A byte order mark, a heading in capitals, empty lines and short rows are no mistakes."""
    claims, problems = read_claims_table(
        csv(tmp_path, b"\xef\xbb\xbfHarm,Best,Place\r\nkilled,3,Douma\r\n\r\ninjured,4\r\n")
    )
    assert problems == []
    assert [(c.harm, c.quantity.best) for c in claims] == [("killed", 3), ("injured", 4)]


def test_claims_are_the_same_claims_whenever_they_are_read() -> None:
    rows: list[dict[str, object]] = [{"harm": "killed", "best": 12, "place": "Sarmin"}]
    assert read_claims_table(rows) == read_claims_table(rows)


def test_a_missing_file_is_an_error_of_the_system(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_claims_table(tmp_path / "none.csv")
