"""Whatever is changed, deleted, swapped or cut in a record behind its back, ``verify`` finds it (1,000 times:
bench/evidence.py)."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest
from bench.tampering import DERIVED, tampering

from tests.databases import Cluster, Somewhere, behind
from tollbook.desk.record import Record
from tollbook.record.connect import setup


def test_verify_finds_all_tampering(server: Cluster | None) -> None:
    found = tampering(30, server=server)
    assert found["missed"] == []
    assert found["tampered"] == 30
    assert {name.split(" ")[0] for name in found["by"]} == {"alter", "delete", "swap", "cut"}


ONCE_MISSED = (
    "UPDATE record_report SET published = 1 WHERE id = (SELECT max(id) FROM record_report)",
    "UPDATE record_reading SET published = 1 WHERE id = (SELECT max(id) FROM record_reading)",
    "UPDATE record_said SET secret = substr(secret, 1, 32) WHERE entry_id = (SELECT max(entry_id) FROM record_said)",
    "UPDATE record_tree SET id = 2",
)


@pytest.mark.parametrize("deed", ONCE_MISSED)
def test_what_was_once_missed_is_found(tmp_path: Path, somewhere: Somewhere, backend: str, deed: str) -> None:
    (tmp_path / "a.txt").write_text("Shelling killed 12 civilians in Homs.")
    with Record.open(somewhere("record")) as record:
        list(record.read(tmp_path / "a.txt"))
        record.store.note("login", {})
        assert record.verify() == []
    if backend == "postgresql" and "published = 1" in deed:  # which keeps no number in the place of a day
        with pytest.raises(psycopg.errors.DatatypeMismatch):
            behind(somewhere("record"), deed)
        return
    behind(somewhere("record"), deed)
    with Record.open(somewhere("record")) as record:
        assert record.verify()


def test_every_table_is_sealed_or_said_to_be_derived() -> None:
    """A table that is neither would be one nobody looks at."""
    setup()
    from django.apps import apps

    from tollbook.record.sealing import SEALED

    tables = {model._meta.db_table for model in apps.get_app_config("record").get_models()}
    sealed = {model._meta.db_table for model, _ in SEALED.values()}
    of_readings = {"record_reading", "record_claim", "record_problem"}
    of_the_log = {"record_entry", "record_said", "record_node", "record_tree"}
    assert tables == sealed | of_readings | of_the_log | {"record_original"} | set(DERIVED)
