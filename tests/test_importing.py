"""Tables into a record: what is new, known, superseded, and that an exported table comes back as it was."""

from __future__ import annotations

import csv
import datetime as dt
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.databases import Somewhere
from tests.test_cli import answered, flat, said, tollbook
from tests.test_tables import FOLDER, changed
from tollbook.desk.importing import Imported, import_table
from tollbook.desk.record import Record
from tollbook.export.files import csv_file
from tollbook.export.release import claims_table
from tollbook.grammar.hedges import Stated, quantity
from tollbook.intake.tables.kinds import Told
from tollbook.model import HEDGES, Claim, Perpetrator, Place, Population, Quantity, Span, Window
from tollbook.resolve.gazetteer import Gazetteer, place_of
from tollbook.resolve.gazetteer_fold import key
from tollbook.vocabulary import HARMS, POPULATIONS


@pytest.fixture
def record(somewhere: Somewhere) -> Any:
    with Record.open(somewhere("r.tollbook")) as opened:
        yield opened


def taken(record: Record, path: Path, **options: Any) -> Imported:
    done = import_table(record.store, path, Told(published=dt.date(2017, 6, 1)), **options)
    assert not done.problems, done.problems
    return done


def toll(record: Record, **asked: Any) -> tuple[int | None, int | None]:
    found = record.ask("killed", **asked).documented
    return found.low, found.high


def test_the_same_table_again_changes_nothing(record: Record) -> None:
    assert len(taken(record, FOLDER / "ged.csv").claims) == 8
    before = (record.claims(), record.store.head())
    again = taken(record, FOLDER / "ged.csv")
    assert (again.known, again.claims, again.superseded) == (5, (), 0)
    assert (record.claims(), record.store.head()) == before


def test_a_row_given_anew_supersedes_the_earlier_and_leaves_the_others(record: Record, tmp_path: Path) -> None:
    taken(record, FOLDER / "ged.csv")
    assert toll(record, according_to="UCDP") == (90, 126)
    first = {claim.id: claim.incident for claim in record.claims()}
    done = taken(record, changed("ged", tmp_path, (2, "deaths_civilians", "13"), (2, "best", "26"), (2, "high", "30")))
    assert (done.known, done.superseded, done.beside, len(done.claims)) == (4, 3, 0, 3)
    assert toll(record, according_to="UCDP") == (90, 136)
    kept = {claim.id for claim in record.claims()}
    assert {first[name] for name in first.keys() - kept} == {"ucdp-ged::901002"}
    assert record.verify() == []


def test_a_part_of_a_list_leaves_the_rest_and_the_whole_list_does_not(record: Record, tmp_path: Path) -> None:
    taken(record, FOLDER / "ged.csv")
    with (FOLDER / "ged.csv").open() as file:
        rows = list(csv.reader(file))
    part = tmp_path / "part.csv"
    with part.open("w", newline="") as file:
        csv.writer(file).writerows([*rows[:3], [*rows[3][:3], "0", *rows[3][4:]]])
    done = taken(record, part, dry=True)
    assert (done.known, done.superseded, done.beside) == (2, 1, 2)
    done = taken(record, part, whole=True)
    assert (done.known, done.superseded, done.beside) == (2, 3 + 1, 0)
    assert len({claim.incident for claim in record.claims()}) == 3
    assert record.verify() == []


def test_an_analyst_s_word_on_a_row_outlives_a_table_that_says_the_same(record: Record, tmp_path: Path) -> None:
    taken(record, FOLDER / "ged.csv")
    whole = next(claim for claim in record.claims() if claim.incident == "ucdp-ged::901005")
    record.store.judge(whole.id, "rejected", "an aggregate", "N. N.")
    taken(record, changed("ged", tmp_path, (1, "high", "16")))
    assert all(claim.incident != "ucdp-ged::901005" for claim in record.claims())


def test_a_table_without_names_of_rows_is_all_of_itself(record: Record, tmp_path: Path) -> None:
    path = tmp_path / "claims.csv"
    path.write_text("harm,best,place\nkilled,3,Homs\nkilled,4,Hama\ninjured,9,Homs\n")
    taken(record, path)
    path.write_text("harm,best,place\nkilled,3,Homs\nkilled,5,Hama\n")
    done = taken(record, path)
    assert (done.known, done.superseded, len(done.claims)) == (1, 2, 1)
    assert sorted((claim.harm, claim.quantity.best) for claim in record.claims()) == [("killed", 3), ("killed", 5)]


def test_rows_of_one_source_are_known_by_their_ids_whatever_the_file(record: Record, tmp_path: Path) -> None:
    heading = "id,publisher,harm,best\n"
    (tmp_path / "one.csv").write_text(f"{heading}a,A monitor,killed,3\nb,A monitor,killed,4\n")
    (tmp_path / "two.csv").write_text(f"{heading}b,A monitor,killed,6\n")
    (tmp_path / "other.csv").write_text(f"{heading}b,Another monitor,killed,9\n")
    for name in ("one", "two", "other"):
        taken(record, tmp_path / f"{name}.csv")
    assert sorted(claim.quantity.best or 0 for claim in record.claims()) == [3, 6, 9]


def test_a_table_of_the_record_s_own_claims_corrects_them(record: Record, tmp_path: Path) -> None:
    (tmp_path / "r.txt").write_text(
        "Rescuers said 3 people were killed and 5 were injured in Homs on 26 November 2016."
    )
    list(record.read(tmp_path / "r.txt", published=dt.date(2016, 11, 28), publisher="A wire"))
    table = record.export()
    (tmp_path / "own.csv").write_text(table)
    assert (taken(record, tmp_path / "own.csv").known, len(record.claims())) == (2, 2)
    (tmp_path / "own.csv").write_text(table.replace(",3,3,3,", ",4,4,4,"))
    done = taken(record, tmp_path / "own.csv")
    assert (done.known, done.superseded) == (1, 1)
    assert sorted((claim.harm, claim.quantity.best) for claim in record.claims()) == [("injured", 5), ("killed", 4)]


# ---- export and import ----------------------------------------------------------------------------------------

SOURCES = st.sampled_from([None, "A monitor", "=A ministry", 'O\'Neill, "the mayor"', "مرصد"])
DATES = st.one_of(st.none(), st.dates(dt.date(2011, 1, 1), dt.date(2020, 12, 31)))
COUNTS = st.integers(0, 10**7)
_SY = ("admin1:SY.09", "country:SY")
_ALEPPO = ("geoname:170063", *_SY)
PLACES = [
    None,
    Place("Aleppo", "Aleppo", 170063, "SY", None, None, "city", _ALEPPO),
    Place("east Aleppo", "Aleppo", 170063, "SY", None, None, "part_of_city", ("part:east:geoname:170063", *_ALEPPO)),
    Place("west of Aleppo", "Aleppo", 170063, "SY", None, None, "part_of_city", ("part:west:geoname:170063", *_ALEPPO)),
    Place("Aleppo province", "Aleppo", None, "SY", None, None, "province", _SY),
    *(place_of(found.entry, "Tripoli") for found in Gazetteer.default().find(key("Tripoli"))[:3]),
    Place("the village of Nowhere", "Nowhere", None, "SY", None, None, "city", ("named:nawar:admin1:SY.09", *_SY)),
    Place("-Somewhere", "-Somewhere", None, None, None, None, "unknown", ()),
    Place("Syria", "Syria", 163843, "SY", None, None, "country", ("country:SY",)),
]


@st.composite
def amounts(draw: st.DrawFn) -> Quantity:
    hedge = draw(st.sampled_from(HEDGES))
    if hedge in ("unquantified", "several"):
        return Quantity(None, None, None, hedge)
    if hedge == "none":
        return Quantity(0, 0, 0, hedge)
    if hedge in ("exact", "more_than", "at_least", "less_than", "at_most", "nearly", "about"):
        best = draw(COUNTS)
        return quantity(Stated(best, best, "exact"), None if hedge == "exact" else hedge, "")
    low, high = sorted((draw(COUNTS), draw(COUNTS)))
    return Quantity(low, high, None, hedge) if low < high else Quantity(low, high, low, "exact")


@st.composite
def records(draw: st.DrawFn) -> list[Claim]:
    out: list[Claim] = []
    for number in range(draw(st.integers(1, 5))):
        harm = draw(st.sampled_from(list(HARMS)))
        start, end = sorted((draw(st.dates()), draw(st.dates())))
        by = draw(st.sampled_from([None, "Government of Syria", "+rebels"]))
        earlier = [None, *(claim.id for claim in out)]
        out.append(
            Claim(
                id=f"{number:064x}",
                harm=harm,
                measure=draw(st.sampled_from(["flow", "stock", "state", "statement"])),
                extent=draw(st.sampled_from(["total", "event"])),
                quantity=replace(draw(amounts()), unit=draw(st.sampled_from(["people", "households", "attacks"]))),
                population=Population(draw(st.sampled_from(list(POPULATIONS)))),
                place=draw(st.sampled_from(PLACES)),
                window=Window(draw(st.sampled_from([None, start])), draw(st.sampled_from([None, end]))),
                perpetrator=Perpetrator(by, by) if by else None,
                means=(),
                speaker=draw(SOURCES),
                publisher=draw(SOURCES),
                modality=draw(
                    st.sampled_from(["asserted", "denied", "possible", "predicted", "urged", "hypothetical"])
                ),
                part_of=draw(st.sampled_from(earlier)),
                repeats=draw(st.sampled_from(earlier)),
                quote=draw(st.sampled_from(["", "“Twelve” were killed, he said;\nten were not.", "=1+1"])),
                span=Span(0, 0),
                incident=draw(st.sampled_from([None, "a strike", "acled::SYR1"])),
                report="r1",
                published=draw(DATES),
            )
        )
    return out


def kept(claims: tuple[Claim, ...] | list[Claim]) -> list[tuple[object, ...]]:
    """All of a claim that the reckoning knows."""
    numbers = {claim.id: number for number, claim in enumerate(claims)}
    return [
        (
            c.harm, c.measure, c.extent, c.population.group, c.quantity.low, c.quantity.high, c.quantity.best,
            c.quantity.hedge, c.quantity.unit, c.place.path if c.place else None, c.window.start, c.window.end,
            c.perpetrator.actor if c.perpetrator else None, c.speaker, c.publisher, c.published, c.modality, c.incident,
            numbers.get(c.part_of or ""), numbers.get(c.repeats or ""), " ".join(c.quote.split()) or None,
        )
        for c in claims
    ]  # fmt: skip


@settings(max_examples=60)
@given(records())
def test_an_exported_table_comes_back_as_it_was(tmp_path_factory: pytest.TempPathFactory, claims: list[Claim]) -> None:
    path = tmp_path_factory.mktemp("law") / "claims.csv"
    path.write_bytes(csv_file(claims_table(claims, {}, "internal")))
    done = import_table(None, path, dry=True)
    assert not done.problems, done.problems
    back = [row.claims[0] for row in done.table.rows]
    wordless = [replace(claim, quote="") if claim.quote.startswith("line ") else claim for claim in back]
    assert kept(wordless) == kept(claims)


def test_the_side_of_a_city_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "c.csv"
    path.write_text("harm,best,place\nkilled,3,east Aleppo\n")
    (claim,) = import_table(None, path, dry=True).claims
    assert claim.place is not None
    path.write_bytes(csv_file(claims_table([claim], {}, "internal")))
    assert "east Aleppo" in path.read_text()
    assert import_table(None, path, dry=True).claims[0].place == claim.place


# ---- the command ----------------------------------------------------------------------------------------------

REPORT = "The health ministry said that a total of 9 civilians were killed in Sarmin on 26 November 2016.\n"


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("peers")
    (folder / "report.txt").write_text(REPORT)
    done = tollbook(folder, "read", "report.txt", "--published", "2016-11-28", "--publisher", "A wire")
    assert done.returncode == 0, done.stderr
    return folder


def test_a_dry_run_shows_the_claims_and_changes_nothing(room: Path, tmp_path: Path) -> None:
    out = flat(said(room, "import", str(FOLDER / "ged.csv"), "--dry-run"))
    assert "ged.csv is UCDP GED: 5 rows." in out
    assert "8 claims of 1 report would be taken in." in out
    assert "12 (8 to 15)" in out
    assert len(answered(room, "claims")) == 1
    assert "would be taken in" in said(tmp_path, "import", str(FOLDER / "hxl.csv"), "--dry-run")
    assert list(tmp_path.iterdir()) == []


def test_reports_and_peers_are_reckoned_together_and_their_contradiction_is_seen(room: Path) -> None:
    assert "8 claims of 1 report" in said(room, "import", str(FOLDER / "ged.csv"), "--published", "2017-06-01")
    acled = flat(said(room, "import", str(FOLDER / "acled.csv")))
    assert "12 claims of 1 report" in acled
    assert "1 row without a claim: no harm reported" in acled
    asked = (
        "ask",
        "--harm",
        "killed",
        "--who",
        "civilians",
        "--where",
        "Sarmin",
        "--from",
        "2016-11-26",
        "--to",
        "2016-11-26",
    )
    found = answered(room, *asked)
    speakers = {source["speaker"]: (source["low"], source["high"]) for source in found["sources"]}
    assert speakers["ACLED"] == (14, None)
    assert speakers["health ministry"] == (9, 9)
    assert speakers["UCDP"][0] == 8
    (contradiction,) = found["contradictions"]
    assert contradiction["kind"] == "count"
    assert "health ministry says 9" in contradiction["text"]
    assert "ACLED says at least 14" in contradiction["text"]
    assert "line 2: event_id_cnty SYR900001" in flat(said(room, *asked, "--according-to", "ACLED"))
    assert "known already; nothing was changed" in flat(said(room, "import", str(FOLDER / "acled.csv")))
    assert said(room, "verify").startswith("The record is whole")
    assert "[14]" in said(room, "show", "acled.csv")


def test_wrong_tables_leave_the_record_as_it_was(room: Path, tmp_path: Path) -> None:
    before = json.dumps(answered(room, "claims"))
    wrong = changed("acled", tmp_path, (1, "event_date", "2016-02-30"), (5, "fatalities", "x"), (6, "tags", ""))
    done = tollbook(room, "import", str(wrong))
    assert done.returncode == 3
    for part in ("Nothing was taken in: 3 problems", "line 2, id SYR900001", "line 6, id SYR900005", "line 7"):
        assert part in flat(done.stderr)
    done = tollbook(room, "import", str(FOLDER / "list.csv"))
    assert done.returncode == 3
    assert "--as FILE.toml" in flat(done.stderr)
    done = tollbook(room, "import", str(FOLDER / "list.csv"), "--as", "gedd")
    assert done.returncode == 3
    assert "no such kind" in flat(done.stderr)
    assert "Traceback" not in done.stderr
    assert json.dumps(answered(room, "claims")) == before


def test_a_mapping_file_says_what_a_table_is(room: Path) -> None:
    out = flat(said(room, "import", str(FOLDER / "list.csv"), "--as", str(FOLDER / "list.toml"), "--dry-run", "--json"))
    told = json.loads(out)
    assert (told["table"]["kind"], told["table"]["list"], told["claims"]) == ("mapping", "hospital list", 6)
