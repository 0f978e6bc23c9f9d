"""Which record is served: the one that was named, and no other."""

from __future__ import annotations

from pathlib import Path

from tests.web.served import make_people, serving, tollbook


def test_the_record_that_is_named_is_the_one_that_is_served(tmp_path: Path) -> None:
    (tmp_path / "named.txt").write_text("Seven people were killed in Kidal on 3 May 2015.")
    (tmp_path / "beside.txt").write_text("Nine people were killed in Gao on 4 May 2015.")
    tollbook(tmp_path, "--record", "named.tollbook", "read", "named.txt")
    tollbook(tmp_path, "read", "beside.txt")  # into the record that is meant where none is named
    make_people(tmp_path, "named.tollbook")
    with serving(tmp_path, record="named.tollbook") as desk:
        page = desk.client("reader").get("/inbox/").text
    assert "named.txt" in page
    assert "beside.txt" not in page
