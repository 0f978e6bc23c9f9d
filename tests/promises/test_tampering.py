"""Whatever is changed, deleted, swapped or cut in a record behind its back, ``verify`` finds it (1,000 times:
bench/evidence.py)."""

from __future__ import annotations

from bench.tampering import DERIVED, tampering

from tollbook.record.connect import setup


def test_verify_finds_all_tampering() -> None:
    found = tampering(60)
    assert found["missed"] == []
    assert found["tampered"] >= 40
    assert {name.split(" ")[0] for name in found["by"]} == {"alter", "delete", "swap", "cut"}


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
