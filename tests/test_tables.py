"""Tables of peers: small ones in the exact shape of each, with what every row claims, and all that is refused.

The tables of ``cases/tables/`` are of our own invention. Beside each stands what it claims, claim by claim, worked from
the codebook; ``python -m tests.test_tables --write`` writes what is read now, to be looked at line by line.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tollbook.desk.importing import import_table
from tollbook.intake.tables.kinds import Told
from tollbook.intake.tables.places import Places
from tollbook.model import Claim, Problem
from tollbook.reckon import Question, answer, grade
from tollbook.reckon.scope import told_apart
from tollbook.resolve.gazetteer import Gazetteer

FOLDER = Path(__file__).resolve().parent.parent / "cases" / "tables"
PEERS = ("ged", "acled", "idmc_updates", "idmc_figures", "hxl")
TABLES: dict[str, str | None] = {**dict.fromkeys(PEERS), "list": str(FOLDER / "list.toml")}
PUBLISHED = dt.date(2017, 6, 1)


def read(path: Path, kind: str | None = None) -> tuple[tuple[Claim, ...], tuple[Problem, ...]]:
    done = import_table(None, path, Told(kind, None, PUBLISHED), dry=True)
    return done.claims, done.problems


def plainly(claims: tuple[Claim, ...]) -> list[dict[str, Any]]:
    """Claims as the cases have them: what they say, without what is empty; links by number."""
    numbers = {claim.id: number for number, claim in enumerate(claims)}
    return [
        {
            key: value
            for key, value in {
                "line": claim.quote.partition(":")[0][5:] if claim.quote.startswith("line ") else "notes",
                "harm": claim.harm,
                "who": claim.population.group,
                "amount": [claim.quantity.low, claim.quantity.best, claim.quantity.high, claim.quantity.hedge],
                "unit": claim.quantity.unit,
                "kind": f"{claim.modality} {claim.measure} {claim.extent}",
                "where": list(claim.place.path[:2]) if claim.place else None,
                "days": f"{claim.window.start} {claim.window.end} {claim.window.precision}",
                "by": claim.perpetrator.actor or claim.perpetrator.text if claim.perpetrator else None,
                "according_to": claim.speaker or claim.publisher,
                "quoting": list(claim.quoting),
                "published": str(claim.published),
                "incident": claim.incident,
                "part_of": numbers.get(claim.part_of or ""),
                "repeats": numbers.get(claim.repeats or ""),
            }.items()
            if value not in (None, [], "people" if key == "unit" else None)
        }
        for claim in claims
    ]  # fmt: skip


def written(name: str) -> str:
    claims, problems = read(FOLDER / f"{name}.csv", TABLES[name])
    assert not problems, problems
    return "[\n" + ",\n".join(json.dumps(row, ensure_ascii=False) for row in plainly(claims)) + "\n]\n"


@pytest.mark.parametrize("name", TABLES)
def test_a_table_claims_what_its_codebook_says(name: str) -> None:
    assert json.loads(written(name)) == json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


# ---- what is refused ------------------------------------------------------------------------------------------


def changed(name: str, tmp_path: Path, *changes: tuple[int, str, str]) -> Path:
    """A copy of a table with cells changed: (row below the heading, column, cell); a row past the end is added."""
    raw = (FOLDER / f"{name}.csv").read_text(encoding="utf-8")
    rows = list(csv.reader(io.StringIO(raw)))
    for row, column, cell in changes:
        while row >= len(rows):
            rows.append(list(rows[1]))
        rows[row][rows[0].index(column)] = cell
    path = tmp_path / f"{name}.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)
    return path


def refused(path: Path, kind: str | None = None) -> list[str]:
    claims, problems = read(path, kind)
    assert claims == ()
    assert problems
    return [f"{problem.where.removeprefix(f'{path}, ')}: {problem.what}" for problem in problems]


@pytest.mark.parametrize(
    ("name", "column", "cell", "words"),
    [
        ("ged", "date_start", "2016-11-31", "line 2, id 901001: date_start '2016-11-31' is no date"),
        ("ged", "date_end", "2016-11-25 00:00:00.000", "the window ends (2016-11-25) before it starts (2016-11-26)"),
        ("ged", "date_start", "2216-11-26 00:00:00.000", "has not come yet"),
        ("ged", "date_start", "", "date_start is empty"),
        ("ged", "best", "twelve", "best 'twelve' is no number"),
        ("ged", "best", "-3", "best '-3' is no number"),
        ("ged", "best", "12.5", "best '12.5' is no number"),
        ("ged", "best", "20", "best (20) is not from low (8) to high (15)"),
        ("ged", "date_prec", "6", "date_prec '6' is no code of it"),
        ("ged", "where_prec", "", "where_prec '' is no code of it"),
        ("ged", "type_of_violence", "4", "type_of_violence '4' is no code of it"),
        ("ged", "latitude", "north", "latitude 'north' is no number"),
        ("ged", "latitude", "inf", "latitude 'inf' is no number"),
        ("ged", "longitude", "-1e999", "longitude '-1e999' is no number"),
        ("ged", "best", "1" + 5000 * "0", "is no number of people"),
        ("ged", "id", "", "id is empty"),
        ("acled", "event_date", "30 February 2016", "line 2, id SYR900001: event_date '30 February 2016' is no date"),
        ("acled", "fatalities", "", "fatalities is empty"),
        ("acled", "time_precision", "0", "time_precision '0' is no code"),
        ("idmc_figures", "Quantifier", "Roughly", "Quantifier 'Roughly' is none of it"),
        ("idmc_figures", "Total figures", "many", "Total figures 'many' is no number"),
        ("idmc_figures", "Stock date", "2016-13-31", "Stock date '2016-13-31' is no date"),
    ],
)  # fmt: skip
def test_a_wrong_cell_is_named_with_its_row(tmp_path: Path, name: str, column: str, cell: str, words: str) -> None:
    found = refused(changed(name, tmp_path, (1, column, cell)))
    assert any(words in line for line in found), found
    assert all("line 2" in line for line in found)


@pytest.mark.parametrize("name", ["ged", "acled", "idmc_updates", "idmc_figures"])
def test_a_missing_column_is_named(tmp_path: Path, name: str) -> None:
    rows = list(csv.reader(io.StringIO((FOLDER / f"{name}.csv").read_text(encoding="utf-8"))))
    column = {"ged": "low", "acled": "notes", "idmc_updates": "iso3", "idmc_figures": "ISO3"}[name]
    at = rows[0].index(column)
    path = tmp_path / "t.csv"
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([row[:at] + row[at + 1 :] for row in rows])
    assert f"t.csv: the heading has no column {column.lower()}" in refused(path)


def test_a_column_twice_is_named(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("Dead,Too\n#affected+killed,#affected+killed\n3,4\n")
    assert refused(path) == ["t.csv: the heading has #affected+killed twice"]
    raw = (FOLDER / "ged.csv").read_text(encoding="utf-8")
    path.write_text("best," + raw.replace("\n", "\n9,").removesuffix("9,"))
    assert refused(path) == ["t.csv: the heading has best twice"]
    path.write_text('harm,best\nkilled,3\nkilled,"4\n')
    assert "the row that begins on line 3" in read(path)[1][0].why


def test_a_row_twice_and_two_rows_of_one_name_are_named(tmp_path: Path) -> None:
    assert refused(changed("ged", tmp_path, (6, "relid", "SYR-2016-3-901001"))) == [
        "line 7, id 901001: the row is the same as an earlier one"
    ]
    assert refused(changed("ged", tmp_path, (6, "best", "13"))) == [
        "line 7, id 901001: the row has the name of an earlier one and says something else"
    ]


def test_every_wrong_row_is_named(tmp_path: Path) -> None:
    found = refused(changed("ged", tmp_path, (1, "best", "x"), (3, "low", "y"), (5, "high", "z")))
    assert [line[:6] for line in found] == ["line 2", "line 4", "line 6"]


def test_a_plain_table_of_what_has_not_happened(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("harm,best,start,modality\nkilled,3,2216-01-01,\nkilled,3,2216-01-01,predicted\n")
    (wrong,) = refused(path)
    assert wrong.endswith("row 1: start '2216-01-01' has not come yet")


def test_a_table_nobody_knows_and_a_kind_it_is_not(tmp_path: Path) -> None:
    path = tmp_path / "who.csv"
    path.write_text("name,age\nN. N.,3\n")
    assert refused(path) == ["who.csv: no kind of table has these columns"]
    (missing,) = refused(path, "ged")
    assert "the heading has no column id, type_of_violence" in missing
    path.write_bytes(b"PK\x03\x04...")
    assert "spreadsheet" in refused(path)[0]
    path.write_text("#adm1+name,#population\nHoms,3\n")
    assert refused(path, "hxl") == ["who.csv: no column has a tag that counts harm"]


def test_a_cell_over_two_lines_leaves_the_lines_right(tmp_path: Path) -> None:
    path = changed("acled", tmp_path, (1, "tags", "one\ntwo"), (2, "fatalities", "x"))
    assert refused(path) == ["line 4, id SYR900002: fatalities 'x' is no number of people or things"]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('best = "Dead"', 'best = "Killed"', "list.csv: the heading has no column Killed"),
        ("[columns]", "[colums]", "line 7: unknown key 'colums'"),
        ('place = "Town"', 'town = "Town"', "line 9: unknown key 'town' in [columns]"),
        ('harm = "killed" }', 'harm = "kiled" }', "unknown harm 'kiled'"),
        ('part_of = "dead"', 'part_of = "death"', "part_of 'death' names no claim"),
        ('country = "SY"', "country = [1]", "constants.country is no text"),
        ('name = "hospital list"', "", "the mapping has no name"),
        ('name = "hospital list"', "name = ", "the mapping is not TOML"),
        ('name = "hospital list"', 'name = "hospital list"\ndelimiter = ";;"', "the delimiter ';;' is not one sign"),
        ('name = "hospital list"', 'name = "hospital list"\ndelimiter = \'"\'', "is not one sign"),
        ('"%d/%m/%Y"', '"%m/%d/%Y"', "line 2, id 17: Day '26/11/2016' is no date"),
        ('"fighter" =', '"rebel" =', "line 3, id 18: unknown population 'fighter'"),
        ('2016-12-01"', '2016-13-01"', "published '2016-13-01' is no date"),
    ],
)
def test_a_wrong_mapping_is_named_with_line_and_key(tmp_path: Path, old: str, new: str, words: str) -> None:
    text = (FOLDER / "list.toml").read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "list.toml").write_text(text.replace(old, new, 1))
    found = refused(FOLDER / "list.csv", str(tmp_path / "list.toml"))
    assert any(words in line for line in found), found


def test_the_first_week_of_all_time_begins_on_its_first_day(tmp_path: Path) -> None:
    day = "0001-01-02 00:00:00.000"
    path = changed("ged", tmp_path, (1, "date_start", day), (1, "date_end", day), (1, "date_prec", "3"))
    claims, problems = read(path)
    assert not problems
    assert dt.date.min in {claim.window.start for claim in claims}


def test_a_country_s_number_of_any_length_is_none_known() -> None:
    places = Places(Gazetteer.default())
    assert places.country("760") is not None
    assert places.country("7" * 5000) is None


# ---- what the reckoning makes of them -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        ("ucdp-ged::1", "ucdp-ged::2", True),
        ("a strike", "another", True),
        ("ucdp-ged::1", "acled::SYR1", False),
        ("ucdp-ged::1", "a strike", False),
        ("acled::SYR1 = ucdp-ged::1", "ucdp-ged::2", True),
        ("acled::SYR1 = ucdp-ged::1", "ucdp-ged::1", False),
        ("acled::SYR1 = ucdp-ged::1", "acled::SYR2", True),
    ],
)
def test_labels_of_one_list_are_told_apart(one: str, other: str, apart: bool) -> None:
    assert told_apart(one, other) is apart
    assert told_apart(other, one) is apart


def test_ucdp_adds_its_own_events_and_not_those_of_acled() -> None:
    ged, _ = read(FOLDER / "ged.csv")
    acled, _ = read(FOLDER / "acled.csv")
    own = answer(Question("killed"), ged)
    assert (own.documented.low, own.documented.best, own.documented.high) == (90, 99, 126)
    day = Question("killed", place=next(c.place for c in ged if c.place), start=dt.date(2016, 11, 26))
    one, other, both = (answer(day, some).documented.low for some in (ged, acled, (*ged, *acled)))
    assert (one, other, both) == (8, 14, 14)


def test_the_civilians_among_the_dead_of_an_event_are_a_part() -> None:
    ged, _ = read(FOLDER / "ged.csv")
    aleppo = [claim for claim in ged if claim.incident == "ucdp-ged::901002"]
    found = {who: answer(Question("killed", who), aleppo).documented for who in ("people", "civilians", "fighters")}
    assert {who: (b.low, b.best, b.high) for who, b in found.items()} == {
        "people": (11, 16, 20), "civilians": (0, 3, 9), "fighters": (6, 11, 17),
    }  # fmt: skip


def test_a_running_total_begins_on_an_unknown_day(tmp_path: Path) -> None:
    path = tmp_path / "daily.csv"
    path.write_text(
        "Day,Dead,Dead so far\n#date,#affected+killed+new,#affected+killed+cumulative\n2024-01-02,12,1212\n"
    )
    claims, problems = read(path)
    assert problems == ()
    days = {claim.quantity.best: (str(claim.window.start), str(claim.window.end)) for claim in claims}
    assert days == {12: ("2024-01-02", "2024-01-02"), 1212: ("None", "2024-01-02")}


def test_caseloads_of_one_place_and_day_add_up() -> None:
    claims, _ = read(FOLDER / "idmc_figures.csv")
    spot = next(c.place for c in claims if c.place and c.place.text == "Idlib, Syria")
    idlib = replace(spot, path=spot.path[1:])
    asked = Question("displaced", place=idlib, end=dt.date(2016, 11, 30), measure="stock")
    found = answer(asked, [c for c in claims if c.place is not None and c.place.text == "Idlib, Syria"])
    assert (found.documented.low, found.contradictions) == (5000 + 2700, ())


def test_who_quotes_an_agency_is_no_second_source_to_it() -> None:
    rows = [claim for claim in read(FOLDER / "ged.csv")[0] if claim.incident == "ucdp-ged::901001"]
    agency = replace(rows[0], id="agency", speaker="A valley monitor", publisher="A wire", quoting=(), perpetrator=None)
    other = replace(agency, id="other", speaker="A hospital")
    assert grade([rows[0], agency]) == "weak"
    assert grade([rows[0], other]) == "fair"


if __name__ == "__main__":
    for table in TABLES if "--write" in sys.argv else ():
        (FOLDER / f"{table}.json").write_text(written(table), encoding="utf-8")
