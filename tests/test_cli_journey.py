"""One record's life at the command line, in a folder and in PostgreSQL: every command says the same in both.

What differs by nature (where the record is, when and under which hashes) is left out of what is compared.
"""

from __future__ import annotations

import contextlib
import hashlib
import re
import shlex
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import click
from click.testing import CliRunner

from tests.databases import Cluster
from tests.records import PLACES, TABLE, TEXTS
from tests.test_export import EXAMPLES
from tollbook.cli.app import COMMANDS, app
from tollbook.desk.errors import AskedWrongError, RecordError
from tollbook.record.where import located

#: The commands, in order, as they are typed; what they end with where that is not 0. ``again`` is a second record.
JOURNEY = """
gazetteer add places.csv
gazetteer list
read market.txt school.txt flight.txt --published 2016-11-30 --publisher "A monitor" --by lena
read market.txt school.txt flight.txt --by lena
read order.txt broken.pdf --publisher "A paper" --by lena                                         → 3
read aleppo --by lena
import list.csv
import list.csv
import wrong.csv                                                                                  → 3
claims
claims --harm killed --json
show 1
show 2 --custody
explain market.txt
ask --harm killed --where Homs
ask "how many people were killed in Aleppo in November 2016?" --explain
ask --harm killed --where Syria --by month --by place
ask --harm killed --where Nowhereville                                                            → 2
incidents propose
incidents list
incidents show 1
incidents accept 1 --reason "the same market" --by omar
ask --harm killed --where Homs --json
correct 2 --title "A day in Homs" --reason "its headline" --by lena
withdraw 3 --reason "taken back by its publisher" --by lena
ask --harm displaced --where Aleppo
remove 4 --reason "a court order" --by lena
remove 4 --confirm --by lena                                                                      → 2
remove 4 --confirm --by omar
show 4
read order.txt                                                                                    → 3
export claims claims.csv --level internal
export claims claims.xlsx
export figures figures.hxl.csv --harm killed --where Syria --by place
export incidents ged.csv --as ged
export bundle bundle.zip --harm killed --where Homs
situation report.html --where Homs
checkpoint --out head.txt --by lena
checkpoint --list
prove 1 --words
log --last 5
log --kind judged
verify
backup record.age --passphrase-file words
"""
AFTER = """
verify
ask --harm killed --where Homs
log --last 3
"""
_STEP = re.compile(r"^(.+?)(?:\s+→ (\d))?$")
_VARYING = (
    (re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:\d\d(\.\d+)?)?(\+00:00)?"), "MOMENT"),
    (re.compile(r"[\d,]+ bytes"), "SIZE"),
    (re.compile(r"[A-Za-z0-9+/=]{40,}|tollbook/record/[-\w]+"), "SIGNED"),
    (re.compile(r"\b[0-9a-f]{8,64}\b"), "HASH"),
)


def steps(script: str) -> list[tuple[str, int]]:
    found = [_STEP.fullmatch(line) for line in script.strip().splitlines()]
    return [(step[1], int(step[2] or 0)) for step in found if step is not None]


def run(line: str, ends: int, record: str) -> str:
    """Run a command as it is typed; what it says."""
    done = CliRunner(env={"COLUMNS": "300"}).invoke(
        app, ["--record", record, *shlex.split(line)], standalone_mode=False
    )
    ended = done.return_value if done.exception is None else _told(done.exception)
    assert ended == ends, f"{line}: ended with {ended}: {done.output}{done.exception!r}"
    return told(done.output + (str(done.exception) if done.exception else ""), record)


def told(out: str, record: str) -> str:
    """What was said, without what differs between two records."""
    for pattern, instead in ((re.compile(re.escape(str(located(record)))), "RECORD"), *_VARYING):
        out = pattern.sub(instead, out)
    return re.sub(r" +", " ", out)


def _told(error: BaseException) -> int:
    """What a command ends with that did not understand, or could not."""
    assert isinstance(error, AskedWrongError | RecordError | click.UsageError), repr(error)
    return 4 if isinstance(error, RecordError) else 2


def lives(record: str, again: str, folder: Path) -> dict[str, str]:
    """A whole life of a record, and what every command of it said."""
    folder.mkdir()
    for name, text in {**TEXTS, "places.csv": PLACES, "list.csv": TABLE, "words": "five words are better\n"}.items():
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7 and nothing more")
    (folder / "wrong.csv").write_text("harm,low\nkilled,many\n")
    (folder / "aleppo").mkdir()
    for path in (*EXAMPLES.glob("05-*"), *EXAMPLES.glob("10-*")):
        shutil.copy(path, folder / "aleppo")
    found = {}
    with contextlib.chdir(folder):
        for number, (line, ends) in enumerate(steps(JOURNEY), 1):
            found[f"{number}. {line}"] = run(line, ends, record)
        found["restore"] = run("restore record.age --passphrase-file words", 0, again)
        found |= {f"again {line}": run(line, ends, again) for line, ends in steps(AFTER)}
        with zipfile.ZipFile("bundle.zip") as bundle:
            bundle.extractall("bundle")
        done = subprocess.run([sys.executable, "-I", "-S", "check.py"], cwd="bundle", capture_output=True, text=True)
        assert done.stdout.endswith("The bundle holds.\n"), done.stdout + done.stderr
        for name in ("claims.csv", "claims.xlsx", "figures.hxl.csv", "ged.csv"):
            found[name] = hashlib.sha256(Path(name).read_bytes()).hexdigest()
        found["report.html"] = told(Path("report.html").read_text(), record)
    return found


def test_every_command_says_the_same_in_both_databases(tmp_path: Path, cluster: Cluster) -> None:
    there = [cluster.url(cluster.empty()) for _ in range(2)]
    in_folder = lives(str(tmp_path / "homs"), str(tmp_path / "again"), tmp_path / "one")
    on_server = lives(there[0], there[1], tmp_path / "other")
    for step, words in in_folder.items():
        assert on_server[step] == words, step
    assert sum(map(len, in_folder.values())) > 10_000


def test_the_journey_goes_by_every_command_that_works_on_a_record() -> None:
    typed = {line.split()[0] for line, _ in steps(JOURNEY)} | {"restore"}
    assert set(COMMANDS) - typed == {"fetch", "extract", "serve", "users"}, "which need a network, no record, or a desk"
