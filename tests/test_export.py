"""What leaves a record: the same cells in every format, nothing that runs, shapes that peers' readers take."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

import hxl
import openpyxl
import pyarrow.parquet
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.test_cli import tollbook
from tests.views import views
from tollbook.desk.asking import Asked
from tollbook.desk.errors import AskedWrongError
from tollbook.desk.exporting import Release, bundled, claims, figures, incidents, written
from tollbook.desk.record import Record
from tollbook.export.cells import Cell, escaped, plain, unescaped
from tollbook.export.files import WRITERS, csv_file, xlsx_file
from tollbook.export.naming import WITHHELD, public_name
from tollbook.export.table import Column, Table
from tollbook.record.store import Store
from tollbook.record.where import Where, located
from tollbook.text.inert import bared, guarded

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40) | st.sampled_from(
    ["=1+1", "'=x", "''@SUM(1)", "\t=1", "_x000D_", "a\r\nb", " ", "+٣", "＝1", "-", "\x00", "𝒜", "_x005F_x000D_"]
)
CELLS = st.tuples(TEXT, st.none() | st.integers(-(2**31), 2**31), st.none() | st.dates(dt.date(1900, 3, 1)), TEXT)
COLUMNS = (Column("a"), Column("n", "number"), Column("day", "day"), Column("b", tag="#meta+b"))


def rows_of(raw: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(raw.decode("utf-8"), newline="")))


@given(TEXT)
def test_a_cell_comes_back_and_never_begins_a_formula(cell: str) -> None:
    assert bared(guarded(cell)) == cell
    assert guarded(cell)[:1] not in tuple("=+-@\t\r\n＝＋－＠")
    assert unescaped(escaped(cell)) == cell


@settings(max_examples=60)
@given(st.lists(CELLS, max_size=6))
def test_a_table_comes_back_from_csv_and_xlsx(rows: list[tuple[Cell, ...]]) -> None:
    table = Table("t", COLUMNS, tuple(rows))
    back = rows_of(csv_file(table))[1:]
    assert [[bared(cell) for cell in row] for row in back] == [[plain(cell) for cell in row] for row in rows]
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx_file(table)))["t"]
    for told, row in zip(sheet.iter_rows(min_row=2), rows, strict=True):
        assert all(cell.data_type != "f" for cell in told)
        values = [unescaped(cell.value) if isinstance(cell.value, str) else cell.value for cell in told]
        days = [value.date() if isinstance(value, dt.datetime) else value for value in values]
        assert [value or None for value in days] == [value or None for value in row]


def test_a_cell_too_long_for_a_workbook_says_that_it_was_cut() -> None:
    assert len(escaped("x" * 40_000)) == 32_767
    assert escaped("x" * 40_000).endswith("[…]")


@pytest.mark.parametrize("form", sorted(WRITERS))
def test_the_same_table_gives_the_same_bytes(form: str) -> None:
    table = Table("t", COLUMNS, (("a", 1, dt.date(2016, 11, 30), "=x"), (None, None, None, None)), ("About it.",))
    raw = WRITERS[form](table)
    assert raw == WRITERS[form](table)
    assert f"{dt.datetime.now(dt.UTC):%Y-%m-%dT}".encode() not in b"".join(views(raw)), "the hour it was written in"


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("Syrian Observatory for Human Rights", True), ("the defence ministry", True), ("residents", True),
        ("a doctor", True), ("Harbour Radio", True), ("M23", True), ("witnesses", True), ("OCHA", True),
        ("Omar Haddad", False), ("OMAR HADDAD", False), ("omar haddad", False), ("Dr Hala of the hospital", False),
        ("a relative of Omar Haddad", False), ("Sheikh Yusuf's brigade", False), ("عمر حداد", False),
    ],
)  # fmt: skip
def test_names_that_may_be_a_person_s_are_withheld(name: str, told: bool) -> None:
    assert public_name(name) == (name if told else WITHHELD)
    assert public_name(name, [name.upper()]) == name


Opened = Callable[[str], Record]


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[Opened]:
    """The record of the ten example reports in each database, read into it once."""
    made: dict[str, Record] = {}

    def record(backend: str) -> Record:
        if backend not in made:
            where: Where = tmp_path_factory.mktemp("export") / "r.tollbook"
            if backend == "postgresql":
                cluster = request.getfixturevalue("cluster")
                where = located(cluster.url(cluster.record()))
            made[backend] = Record.open(where)
            list(made[backend].read(EXAMPLES))
        return made[backend]

    yield record
    for one in made.values():
        one.close()


@pytest.fixture
def record(backend: str, opened: Opened) -> Record:
    return opened(backend)


PUBLIC, INTERNAL = Release(), Release("internal")
KILLED = Asked("killed", where="Aleppo", start=dt.date(2016, 11, 1), end=dt.date(2016, 11, 30))


@pytest.mark.parametrize("release", [PUBLIC, INTERNAL], ids=["public", "internal"])
def test_both_databases_give_the_same_bytes(opened: Opened, release: Release) -> None:
    """Of every table in every format: what is exported depends on what was read, and not on where it is kept."""

    def tables(store: Store) -> list[Table]:
        shaped = [incidents(store, release, shape) for shape in (None, "ged", "acled")]
        return [claims(store, release), figures(store, release, KILLED, ("month", "place")), *shaped]

    stores = opened("sqlite").store, opened("postgresql").store
    for one, other in zip(*map(tables, stores), strict=True):
        assert len(one.rows) > 5
        assert one == other
        for form in WRITERS:
            if form != "hxl.csv" or any(column.tag for column in one.columns):
                assert written(stores[0], one, form, release) == written(stores[1], other, form, release)


@pytest.mark.parametrize("shape", ["ged", "acled"])
def test_a_peer_s_columns_have_points_and_no_tags(record: Record, shape: Literal["ged", "acled"]) -> None:
    table = incidents(record.store, PUBLIC, shape)
    features = json.loads(written(record.store, table, "geojson", PUBLIC))["features"]
    assert any(f["geometry"] and f["geometry"]["coordinates"][1] == f["properties"]["latitude"] for f in features)
    with pytest.raises(AskedWrongError, match="no HXL tags"):
        written(record.store, table, "hxl.csv", PUBLIC)


def test_parquet_has_types(record: Record) -> None:
    table = pyarrow.parquet.read_table(
        io.BytesIO(written(record.store, claims(record.store, PUBLIC), "parquet", PUBLIC))
    )
    assert table.num_rows == len(record.claims())
    assert [str(table.schema.field(name).type) for name in ("low", "lat", "start", "harm")] == [
        "int64", "double", "date32[day]", "string",
    ]  # fmt: skip


def test_geojson_has_a_point_where_a_town_is_known(record: Record) -> None:
    made = json.loads(written(record.store, claims(record.store, PUBLIC), "geojson", PUBLIC))
    points = [f for f in made["features"] if f["geometry"]]
    assert points
    assert all(-180 <= f["geometry"]["coordinates"][0] <= 180 for f in points)
    assert all(f["properties"]["precision"] not in ("neighbourhood", "point") for f in points)


@pytest.mark.parametrize("what", ["claims", "figures", "incidents"])
def test_hxl_is_valid(record: Record, what: str, tmp_path: Path) -> None:
    table = {
        "claims": lambda: claims(record.store, PUBLIC),
        "figures": lambda: figures(record.store, PUBLIC, KILLED, ("population",)),
        "incidents": lambda: incidents(record.store, PUBLIC),
    }[what]()
    path = tmp_path / "t.hxl.csv"
    path.write_bytes(written(record.store, table, "hxl.csv", PUBLIC))
    wrong: list[tuple[str, str]] = []
    hxl.schema(None, callback=lambda error: wrong.append((error.rule.severity, error.message))).validate(
        hxl.data(str(path), hxl.InputOptions(allow_local=True))
    )
    # A remark of the library's on the data, and of nothing that is wrong: docs/how-to.md says what it is.
    assert set(wrong) <= {("info", "Possible numeric outlier")}
    tags = rows_of(path.read_bytes())[1]
    assert any(tag.endswith("+min") for tag in tags)
    assert any(tag.endswith("+max") for tag in tags)


EVENTS = """Syrian army rockets killed 12 civilians in Aleppo on 26 November 2016,
rescuers said.

Russian air strikes killed 9 people in Homs on 27 November 2016, the ministry said. Two people were killed in Idlib
on 28 November 2016.
"""


@pytest.mark.parametrize("shape", ["ged", "acled"])
def test_a_peer_s_table_is_read_as_that_peer_s(shape: str, tmp_path: Path) -> None:
    """All but the event of which nobody says who did it: the codebook has no code for that."""
    with Record.open(tmp_path / "r.tollbook") as record:
        (tmp_path / "r.txt").write_text(EVENTS)
        list(record.read(tmp_path / "r.txt", published=dt.date(2016, 11, 30), publisher="A wire"))
        table = incidents(record.store, PUBLIC, shape)
    needed = {"ged": "type_of_violence", "acled": "event_type"}[shape]
    rows = tuple(row for row, code in zip(table.rows, table.column(needed), strict=True) if code is not None)
    assert (len(table.rows), len(rows)) == (3, 2)
    (tmp_path / "t.csv").write_bytes(csv_file(Table(table.name, table.columns, rows)))
    done = tollbook(tmp_path, "import", "t.csv", "--record", "back.tollbook", "--json")
    assert done.returncode == 0, done.stdout + done.stderr
    with Record.open(tmp_path / "back.tollbook") as back:
        told = {(c.harm, c.quantity.low, c.place.name if c.place else "") for c in back.claims() if c.harm == "killed"}
    assert told == {("killed", 12, "Aleppo"), ("killed", 9, "Homs")}


def test_figures_are_reckoned_and_not_summed(record: Record) -> None:
    crossed = figures(record.store, PUBLIC, KILLED, ("month", "place"))
    assert [column.name for column in crossed.columns[:3]] == ["by_month", "by_place", "harm"]
    assert crossed.rows[-1][:2] == ("total", "total")
    assert {row[0] for row in crossed.rows if row[1] == "total"} == {row[0] for row in crossed.rows}
    table = figures(record.store, PUBLIC, KILLED, ("population",))
    total = dict(zip([c.name for c in table.columns], table.rows[-1], strict=True))
    assert total["population"] == "people"
    assert total["low"] == record.ask("killed", where="Aleppo", start=KILLED.start, end=KILLED.end).documented.low


def test_a_question_about_a_person_is_not_public(record: Record) -> None:
    with pytest.raises(AskedWrongError, match="may be a person"):
        figures(record.store, PUBLIC, Asked("displaced", according_to="Stephen O'Brien"), ())
    told = figures(
        record.store, Release(told=("Stephen O'Brien",)), Asked("displaced", according_to="Stephen O'Brien"), ()
    )
    assert told.rows


def unpacked(raw: bytes, folder: Path) -> Path:
    with zipfile.ZipFile(io.BytesIO(raw)) as made:
        made.extractall(folder)
    return folder


def checked(folder: Path) -> subprocess.CompletedProcess[str]:
    """The bundle's own check, run by a Python that sees no library but its own."""
    command = [sys.executable, "-I", "-S", "check.py"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=60)


@pytest.mark.parametrize("release", [PUBLIC, INTERNAL], ids=["public", "internal"])
def test_a_bundle_checks_itself(record: Record, release: Release, tmp_path: Path) -> None:
    raw = bundled(record.store, release, KILLED)
    done = checked(unpacked(raw, tmp_path))
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "The bundle holds."), done.stdout + done.stderr
    page = (tmp_path / "index.html").read_text()
    assert "<script" not in page
    assert ("more than 250 civilians have been killed" in page) == (release is INTERNAL)


def forged(folder: Path, name: str, old: str, new: str) -> None:
    """Change a file, and the manifest so that it fits."""
    import hashlib

    path = folder / name
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest[name] = hashlib.sha256(path.read_bytes()).hexdigest()
    (folder / "manifest.json").write_text(json.dumps(manifest))


def test_a_bundle_that_was_changed_does_not_hold(record: Record, tmp_path: Path) -> None:
    raw = bundled(record.store, PUBLIC, KILLED)
    (unpacked(raw, tmp_path / "a") / "index.html").write_text("another")
    done = checked(tmp_path / "a")
    assert done.returncode == 1
    assert "index.html was changed." in done.stdout
    low = record.ask("killed", where="Aleppo", start=KILLED.start, end=KILLED.end).documented.low
    forged(unpacked(raw, tmp_path / "b"), "figure.json", f'"low": {low}', f'"low": {(low or 0) + 1}')
    assert "of another number" in checked(tmp_path / "b").stdout
    forged(unpacked(raw, tmp_path / "c"), "claims.json", '"low": 251', '"low": 252')
    assert checked(tmp_path / "c").returncode == 1


def test_the_command_refuses_before_it_works(tmp_path: Path) -> None:
    (tmp_path / "r.txt").write_text("Shelling killed 3 people in Homs on 26 November 2016.")
    tollbook(tmp_path, "read", "r.txt", "--published", "2016-11-30")
    (tmp_path / "there.csv").write_text("mine")
    for arguments, words in (
        (("claims", "there.csv"), "there already"),
        (("claims", "x.doc"), "ends in no format"),
        (("claims", "no/where.csv"), "no folder"),
        (("claims", "x.csv", "--harm", "tortured"), "nothing to export"),
        (("figures", "x.csv"), "Say what happened"),
        (("bundle", "x.zip", "--harm", "abducted"), "No report says anything"),
    ):
        done = tollbook(tmp_path, "export", *arguments)
        assert done.returncode in (2, 3), done
        assert words in done.stderr, done.stderr
        assert "Traceback" not in done.stderr
    assert (tmp_path / "there.csv").read_text() == "mine"
    assert not list(tmp_path.glob("x*"))
    assert "1 claim in there.csv, public." in tollbook(tmp_path, "export", "claims", "there.csv", "--force").stdout
    log = tollbook(tmp_path, "log", "--json").stdout
    assert "claims as csv, public" in log
