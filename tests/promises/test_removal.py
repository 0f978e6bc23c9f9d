"""What two people remove by law is nowhere in the record any more, and the log and every proof stay as they were."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.databases import Somewhere, files_of
from tests.papers import packed
from tests.promises.test_release import canary
from tollbook.desk.custody import ask_removal, confirm_removal
from tollbook.desk.errors import AskedWrongError
from tollbook.desk.ledger import prove
from tollbook.desk.record import Record
from tollbook.model import Problem
from tollbook.proof import check
from tollbook.record.logged import Witness
from tollbook.record.where import Where

SAYS = "{a} said shelling killed 12 people in the {b} quarter of Aleppo on 26 November 2016, and {c} was among them."


@pytest.mark.parametrize("form", ["txt", "html", "zip"])
def test_nothing_of_it_is_left_and_what_was_proved_stays_proved(
    tmp_path: Path, somewhere: Somewhere, form: str
) -> None:
    planted = [canary(n) for n in range(6)]
    says = SAYS.format(**dict(zip("abc", planted, strict=False)))
    raw = {
        "txt": says.encode(), "html": f"<title>{planted[3]}</title><p>{says}</p>".encode(),
        "zip": packed({f"{planted[3]}.txt": says}),
    }[form]  # fmt: skip
    path, where = tmp_path / f"{planted[4]}.{form}", somewhere("record")
    path.write_bytes(raw)
    with Record.open(where, by="lena") as record:
        list(record.read(path, publisher=planted[5]))
        record.store.judge(record.claims()[0].id, "accepted", f"{planted[0]} said so", "lena")
        kept, proof = record.store.ledger.sign()[0], prove(record.store, claims=[record.claims()[0].id], words=True)
        assert left(where, planted)
        ask_removal(record.store, record.store.find("1")[0], "a court order")
        with pytest.raises(AskedWrongError, match="second person"):
            confirm_removal(record.store, record.store.find("1")[0])
    with Record.open(where, by="omar") as record:
        confirm_removal(record.store, record.store.find("1")[0])
        assert left(where, planted) == []
        assert list(record.store.verify([Witness("kept", kept.note, kept.key)])) == []
        assert list(check(proof))
        (again,) = record.read(path)
        assert isinstance(again, Problem)
    assert left(where, planted[:4]) == []


def left(where: Where, words: list[str]) -> list[str]:
    """The words that stand in any file of a record or in its name."""
    folder = where if isinstance(where, Path) else files_of(where)
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    everything = b"\n".join([*(path.read_bytes() for path in files), *(str(path).encode() for path in files)])
    return [word for word in words if word.encode() in everything]
