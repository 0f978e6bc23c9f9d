"""The record that the desk is measured with: a war of ten years, a third reviewed, some of it restricted; on either
database.

It is made once and kept in a folder for temporary files, since making it takes longer than measuring it; a copy of it
is measured. ``TOLLBOOK_BENCH_KEPT`` names another folder. What it is made from stands in its name, so a change of the
war, of what is done to it here or of the tables of a record makes another.
"""

from __future__ import annotations

import hashlib
import inspect
import math
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import groupby
from pathlib import Path

from tests.databases import Cluster, cluster
from tests.web.served import make_people

from bench import reckon
from tollbook.desk import incidents
from tollbook.model import Claim, Place, Reading, Report, Span
from tollbook.record.decisions import Judged
from tollbook.record.plan import Read
from tollbook.record.store import Store
from tollbook.record.where import Where, located

KEPT = Path(os.environ.get("TOLLBOOK_BENCH_KEPT") or Path(tempfile.gettempdir()) / "tollbook-bench")
RECORD = "record.tollbook"
#: A bench measures a server as people run one: what it says it kept is on the disk.
SETTINGS = ("shared_buffers=512MB", "max_connections=60", "maintenance_work_mem=256MB")
_MIGRATIONS = sorted((Path(reckon.ROOT) / "src/tollbook").glob("*/migrations/0*.py"))


@contextmanager
def a_desk(size: int, database: str) -> Iterator[tuple[Path, str]]:
    """A folder to serve from and the name of the record in it: a folder's, or a URL of a server of its own."""
    with tempfile.TemporaryDirectory(prefix="tollbook-bench-") as name:
        folder = Path(name)
        if database == "sqlite":
            shutil.copytree(_made(size, database), folder, dirs_exist_ok=True)
            yield folder, str(folder / RECORD)
            return
        with cluster(SETTINGS, beneath=Path(tempfile.gettempdir())) as server:
            base = server.empty("bench")
            if size:
                dump = _made(size, database) / "record.dump"
                _run(server, "pg_restore", "-d", base, "-O", "--role=tollbook", "-j", "2", str(dump))
                server.sql(base, "ANALYZE")
            yield folder, server.url(base)


def _made(size: int, database: str) -> Path:
    """The folder that a record of so many claims is kept in, made where it is not there."""
    said = hashlib.sha256()
    for made in (reckon.country, reckon.record, fill, told, _drawn):
        said.update(inspect.getsource(made).encode())
    for file in _MIGRATIONS:
        said.update(file.read_bytes())
    kept = KEPT / f"{database}-{size}-{said.hexdigest()[:12]}"
    if kept.is_dir():
        return kept
    KEPT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=KEPT) as name:
        folder = Path(name) / "desk"
        folder.mkdir()
        if database == "sqlite":
            fill(folder / RECORD, size)
            make_people(folder)
        else:
            with cluster(("fsync=off", *SETTINGS)) as server:
                url = server.url(server.empty("bench"))
                fill(located(url), size)
                make_people(folder, url)
                server.left("bench")
                _run(server, "pg_dump", "-Fc", "-Z1", "-f", str(server.place / "record.dump"), "bench")
                shutil.copy(server.place / "record.dump", folder)
        folder.rename(kept)
    kept.chmod(0o755)
    return kept


def _run(server: Cluster, program: str, *arguments: str) -> None:
    command = [str(server.programs / program), "-h", str(server.place), "-U", "postgres", *arguments]
    subprocess.run(command, check=True, cwd=server.place, user=server.user)


def fill(where: Where, size: int) -> None:
    """Make the record: its reports with the words of their claims, every third claim decided on, proposals of
    incidents of which every tenth is accepted, and some reports restricted or withdrawn."""
    with Store.open(where, create=True, write=True, by="bench") as store:
        items = []
        for name, some in groupby(reckon.record(size), key=lambda c: c.report):
            report, claims = told(name, list(some))
            items.append(Read(store.plan(report), report.text.encode(), Reading(tuple(claims))))
        store.take_in(items, "bench")
        names = [claim.id for claim in store.claims()]
        judged = [
            Judged(n, "rejected" if at % 50 == 0 else "accepted", "") for at, n in enumerate(names) if at % 3 == 0
        ]
        store.judge_all(judged, "reviewer", "claim")
        incidents.look(store)
        chosen = [kept for kept in store.proposals() if kept.number % 10 == 0]
        store.judge_all([Judged(kept.id, "accepted", "as proposed") for kept in chosen], "reviewer", "incident")
        for number in range(100, size // 5, max(1, size // 500)):
            groups = ["south"] if number % 200 else ["north"]
            store.custody.judge(number, "restricted", "bench", {"groups": groups, "report": number})
        for number in range(150, size // 5, max(1, size // 100)):
            store.custody.judge(number, "withdrawn", "bench", {"on": "2022-01-01"})


def told(name: str, claims: list[Claim]) -> tuple[Report, list[Claim]]:
    """A report of some claims, with a sentence for each of them."""
    text, said = "", []
    for claim in claims:
        where = claim.place.text if claim.place else "an unknown place"
        number = claim.quantity.best or claim.quantity.low
        when = f"from {claim.window.start} to {claim.window.end}"
        line = f"{claim.speaker} said {number} people were killed in {where}, {when}."
        start = len(text)
        text += line + " It gave no further details, and nobody else could be reached that evening.\n\n"
        said.append(replace(claim, quote=line, span=Span(start, start + len(line)), place=_drawn(claim.place)))
    head = claims[0]
    origin = f"papers/{name}.txt"
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    return Report(text, sha256, publisher=head.publisher, published=head.published, origin=origin, title=name), said


def _drawn(place: Place | None) -> Place | None:
    """A place with somewhere on a map to draw it: governorates on a ring, towns around each."""
    if place is None or len(place.path) < 2:
        return place if place is None else replace(place, lat=35.0, lon=38.0, precision="country", country="XX")
    words = place.text.split()[1].split("-")
    turn = 2 * math.pi * int(words[0]) / 14
    lat, lon = 35 + 2 * math.sin(turn), 38 + 3 * math.cos(turn)
    if len(words) == 1:
        return replace(place, lat=lat, lon=lon, precision="province", country="XX")
    turn = 2 * math.pi * int(words[1]) / 30
    return replace(
        place, lat=lat + 0.4 * math.sin(turn), lon=lon + 0.5 * math.cos(turn), precision="city", country="XX"
    )
