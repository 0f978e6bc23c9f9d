"""Small records of released schemas, kept to be opened by every later version.

``python -m tests.records`` makes that of this version: a ZIP in ``tests/records`` with a record that has something of
everything, and beside it what must never change of it: the head of its log and the names of its claims. It is made
once, when a version is released; a record that was kept is never made anew.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import Any

from tollbook import __version__
from tollbook.desk import custody
from tollbook.desk.incidents import look
from tollbook.desk.places import add_places
from tollbook.desk.record import Record
from tollbook.desk.taking import Taken
from tollbook.model import Json
from tollbook.record.where import Where

FOLDER = Path(__file__).parent / "records"
TEXTS = {
    "market.txt": "Shelling killed 12 civilians in the market of Homs on 28 November 2016, among them 3 children.\n",
    "school.txt": "At least 12 people were killed in Homs on Monday, a doctor said. About 40 were wounded.\n",
    "order.txt": "On 28 November 2016 a shell killed 2 women in Homs.\n",
    "flight.txt": "More than 2,000 families fled Aleppo between 15 and 27 November 2016, a monitor said.\n",
}
PLACES = "name,lat,lon,country,parent\nThe old mill,34.72,36.71,SY,Homs\n"
TABLE = (
    "report,publisher,published,harm,low,high,place,start,end\n"
    "list,A network,2016-12-01,injured,5,7,Homs,2016-11-28,2016-11-28\n"
)


def fill(where: Where, place: Path) -> None:
    """Put something of everything into a record, of files in a place."""
    reports = place / "reports"
    reports.mkdir()
    for name, text in {**TEXTS, "places.csv": PLACES, "list.csv": TABLE}.items():
        (reports / name).write_text(text, encoding="utf-8")
    from tollbook.desk.importing import import_table

    with Record.open(where, by="lena") as record:
        added = add_places(record.store, reports / "places.csv")
        assert not isinstance(added, list), added
        for name, day in (("market.txt", 29), ("school.txt", 29), ("flight.txt", 30), ("order.txt", 30)):
            for item in record.read(reports / name, published=dt.date(2016, 11, day), publisher="A monitor"):
                assert isinstance(item, Taken), item
        list(record.read(reports / "market.txt", published=dt.date(2016, 11, 30), publisher="A monitor"))
        assert not import_table(record.store, reports / "list.csv").problems
        look(record.store)
        custody.correct(record.store, record.store.find("2")[0], "its headline", title="A day in Homs")
        custody.withdraw(record.store, record.store.find("3")[0], "taken back by its publisher")
        custody.ask_removal(record.store, record.store.find("4")[0], "a court order")
        record.store.ledger.sign()
    with Record.open(where, by="omar") as record:
        custody.confirm_removal(record.store, record.store.find("4")[0])
        record.store.judge(record.claims(harm="injured")[0].id, "rejected", "a misprint", "omar")
        record.export()
        record.store.ledger.sign()


def kept(record: Record) -> Json:
    """What must never change of a record: the log of the day it was made, and the names of its claims."""
    checkpoint = record.store.ledger.checkpoints()[1]
    return {
        "origin": checkpoint.head.origin,
        "size": checkpoint.head.size,
        "root": checkpoint.head.root.hex(),
        "note": checkpoint.note,
        "key": checkpoint.key,
        "claims": hashlib.sha256("".join(claim.id for claim in record.claims()).encode()).hexdigest(),
        "documented": _documented(record),
    }


def _documented(record: Record) -> list[Any]:
    found = record.ask("killed", who="civilians", where="Homs")
    return [found.documented.low, found.documented.high, found.floor]


def main() -> int:
    """Make the record of this version; 1 where there is one already."""
    made = FOLDER / f"{__version__}.zip"
    if made.exists():
        print(f"{made.name} is there, and a record that was kept is never made anew.", file=sys.stderr)
        return 1
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as place:
        os.environ["TOLLBOOK_KEY"] = str(Path(place) / "key")
        folder = Path(place) / "record.tollbook"
        fill(folder, Path(place))
        with Record.open(folder, write=False) as record:
            said = kept(record)
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in sorted(folder.rglob("*")):
                if path.is_file():
                    archive.write(path, path.relative_to(folder))
    made.with_suffix(".json").write_text(json.dumps(said, indent=1) + "\n", encoding="utf-8")
    print(f"{made.name}: {said['size']} entries, root {said['root'][:16]}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
