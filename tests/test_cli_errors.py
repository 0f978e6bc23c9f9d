"""What goes wrong ends with a message that names what, where and what to do; the record stays as it was."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

TEXT = "At least 12 civilians were killed in Homs on 28 November 2016, rescuers said."


@pytest.fixture
def room(tmp_path: Path) -> Path:
    """A folder with one good report and an empty place for a record."""
    (tmp_path / "good.txt").write_text(TEXT)
    return tmp_path


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one good report and the record it was read into. Commands here change nothing."""
    folder = tmp_path_factory.mktemp("known")
    (folder / "good.txt").write_text(TEXT)
    assert tollbook(folder, "read", "good.txt").returncode == 0
    return folder


def tollbook(room: Path, *arguments: str, **options: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tollbook", *arguments]
    return subprocess.run(command, cwd=room, capture_output=True, text=True, timeout=60, **options)  # type: ignore[call-overload, no-any-return]


def kept(room: Path) -> list[str]:
    """The origins of the reports in the record, and that it is whole."""
    done = tollbook(room, "verify")
    assert done.returncode == 0, done.stdout
    base = sqlite3.connect(room / "record.tollbook" / "db.sqlite3")
    try:
        return [origin for (origin,) in base.execute("SELECT origin FROM record_report ORDER BY id")]
    finally:
        base.close()


BAD_FILES = {
    "empty.txt": (b"", "empty.txt", "empty", "Put the text"),
    "blank.txt": (b" \n ", "blank.txt", "empty", "Put the text"),
    "binary.txt": (bytes(range(256)) * 8, "binary.txt", "binary", "Save its text"),
    "scan.pdf": (b"%PDF-1.4\n%\xe2\xe3", "scan.pdf", "PDF is damaged", "save it"),
    "wrong.txt": (b"one\ntwo caf\xe9 \xff\xfe\x81\x8d\x9d\xd0", "wrong.txt:2", "not UTF-8", "--encoding"),
    "page.html": (b"<html><body><script>x</script></body></html>", "page.html", "no text", "save the page"),
    "nojson.jsonl": (b'{"text": "x"}\nnope\n', "nojson.jsonl:2", "not JSON", "one JSON object"),
    "notext.jsonl": (b'{"id": 1}\n', "notext.jsonl:1", '"text" is missing', "as a string"),
    "nodate.jsonl": (b'{"text": "x", "published": "2016-13-01"}\n', "nodate.jsonl:1", "no date", "YYYY-MM-DD"),
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_bad_file_is_refused_and_the_others_are_read(room: Path, name: str) -> None:
    content, place, what, remedy = BAD_FILES[name]
    (room / name).write_bytes(content)
    done = tollbook(room, "read", name, "good.txt")
    assert done.returncode == 3
    said = " ".join(done.stderr.split())
    for part in (place, what, remedy):
        assert part in said
    assert "Traceback" not in done.stderr
    assert "good.txt" in kept(room)
    assert name not in kept(room)


def test_a_missing_file(room: Path) -> None:
    done = tollbook(room, "read", "god.txt")
    assert done.returncode == 3
    assert "god.txt" in done.stderr
    assert "Did you mean good.txt?" in done.stderr


def test_refusals_in_json(room: Path) -> None:
    done = tollbook(room, "read", "god.txt", "good.txt", "--json")
    assert done.returncode == 3
    said = json.loads(done.stdout)
    assert [problem["where"] for problem in said["refused"]] == ["god.txt"]
    assert [report["outcome"] for report in said["reports"]] == ["new"]


@pytest.mark.parametrize(
    ("arguments", "parts"),
    [
        (["read", "good.txt", "--published", "2016-13-01"], ["--published", "2016-13-01", "month", "2016-11-30"]),
        (["read", "good.txt", "--published", "soon"], ["'soon' is no date"]),
        (["read", "good.txt", "--encoding", "klingon"], ["klingon", "utf-8"]),
        (["read"], ["FILE"]),
        (["raed", "good.txt"], ["raed", "Did you mean read?"]),
        (["ask"], ["--harm killed"]),
        (["ask", "--harm", "kiled"], ["kiled", "Did you mean killed?"]),
        (["ask", "--harm", "killed", "--who", "civillians"], ["civillians", "civilians"]),
        (["ask", "--harm", "killed", "--where", "Xyzzyq"], ["Xyzzyq", "gazetteer add"]),
        (["ask", "--harm", "killed", "--from", "2016-12-01", "--to", "2016-11-01"], ["ends", "--from and --to"]),
        (["ask", "--harm", "killed", "--perpetrator", "Nobody"], ["Nobody", "names"]),
        (["ask", "--harm", "killed", "--according-to", "rescuer"], []),
        (["ask", "--harm", "killed", "--according-to", "Nobody"], ["Nobody"]),
        (["show", "99"], ["99", "reports 1 to 1"]),
        (["claims", "--report", "god.txt"], ["god.txt", "good.txt"]),
        (["extract", "--jobs", "none"], ["--jobs"]),
    ],
)
def test_a_word_that_is_not_understood(known: Path, arguments: list[str], parts: list[str]) -> None:
    before = (known / "record.tollbook" / "db.sqlite3").read_bytes()
    done = tollbook(known, *arguments)
    assert done.returncode == (2 if parts else 0), done.stderr
    said = " ".join(done.stderr.split())
    for part in parts:
        assert part in said
    assert "Traceback" not in said
    assert (known / "record.tollbook" / "db.sqlite3").read_bytes() == before


def test_a_report_without_a_date_is_read_and_said(room: Path) -> None:
    (room / "undated.txt").write_text("Shelling killed 12 civilians in Homs in the past 72 hours.")
    done = tollbook(room, "read", "undated.txt", "--json")
    assert done.returncode == 1
    report = json.loads(done.stdout)["reports"][0]
    assert report["claims"][0]["window"]["start"] is None
    assert any("no date" in problem["what"] for problem in report["problems"])
    assert report["problems"][0]["where"] == "undated.txt"
    dated = tollbook(room, "read", "undated.txt", "--published", "2016-11-30", "--json")
    assert dated.returncode == 0
    report = json.loads(dated.stdout)["reports"][0]
    assert report["outcome"] == "corrected"
    assert report["claims"][0]["window"]["start"] == "2016-11-27"
    assert tollbook(room, "read", "undated.txt", "--json").returncode == 0


@pytest.mark.parametrize("command", [["claims"], ["verify"], ["show", "1"], ["ask", "--harm", "killed"]])
def test_no_record_yet(room: Path, command: list[str]) -> None:
    done = tollbook(room, *command)
    assert done.returncode == 4
    assert "no record at record.tollbook" in done.stderr
    assert "tollbook read" in done.stderr
    assert not (room / "record.tollbook").exists()


def test_a_record_that_is_none(room: Path) -> None:
    (room / "folder").mkdir()
    (room / "folder" / "thesis.doc").write_text("x")
    for name, said in (("folder", "a folder of other things"), ("good.txt", "a record is a folder")):
        for command in (["read", "good.txt"], ["claims"]):
            done = tollbook(room, "--record", name, *command)
            assert done.returncode == 4
            assert said in done.stderr
            assert "--record" in done.stderr
    assert sorted(p.name for p in room.rglob("*")) == ["folder", "good.txt", "thesis.doc"]


def test_a_record_of_a_newer_version(room: Path) -> None:
    tollbook(room, "read", "good.txt")
    database = room / "record.tollbook" / "db.sqlite3"
    base = sqlite3.connect(database)
    base.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('record', '0099_maps', '2030-01-01')")
    base.commit()
    base.close()
    before = database.read_bytes()
    for command in (["read", "good.txt", "--again"], ["claims"], ["verify"]):
        done = tollbook(room, *command)
        assert done.returncode == 4
        assert "newer version" in done.stderr
    assert database.read_bytes() == before


def test_a_damaged_record(room: Path) -> None:
    tollbook(room, "read", "good.txt")
    database = room / "record.tollbook" / "db.sqlite3"
    raw = bytearray(database.read_bytes())
    raw[4096:] = os.urandom(len(raw) - 4096)
    database.write_bytes(bytes(raw))
    done = tollbook(room, "claims")
    assert done.returncode == 4
    assert "damaged" in done.stderr
    assert "copy" in done.stderr


def test_verify_ends_with_one_where_something_does_not_hold(room: Path) -> None:
    tollbook(room, "read", "good.txt")
    original = next(p for p in (room / "record.tollbook" / "originals").rglob("*") if p.is_file())
    original.write_bytes(b"other words")
    done = tollbook(room, "verify")
    assert done.returncode == 1
    assert "report 1 (good.txt)" in done.stdout
    assert "were changed" in done.stdout
    assert json.loads(tollbook(room, "verify", "--json").stdout)["whole"] is False


def _mounts_allowed() -> bool:
    if shutil.which("unshare") is None:
        return False
    return subprocess.run(["unshare", "-m", "true"], capture_output=True, check=False).returncode == 0


needs_mounts = pytest.mark.skipif(not _mounts_allowed(), reason="this user may not mount a small disk to fill")


def in_own_mounts(room: Path, script: str) -> subprocess.CompletedProcess[str]:
    """A shell script in a mount namespace of its own: what it mounts is gone with it."""
    environment = {**os.environ, "TB": f"{sys.executable} -m tollbook"}
    command = ["unshare", "-m", "sh", "-c", script]
    return subprocess.run(command, cwd=room, capture_output=True, text=True, timeout=120, env=environment, check=False)


@needs_mounts
def test_a_full_disk(room: Path) -> None:
    (room / "many.jsonl").write_text(
        "".join(json.dumps({"id": n, "text": f"{TEXT} {n} " + "x" * 6000}) + "\n" for n in range(400))
    )
    (room / "disk").mkdir()
    done = in_own_mounts(
        room,
        "mount -t tmpfs -o size=1500k tmpfs disk || exit 99\n"
        "$TB --record disk/r read many.jsonl > out 2> err; echo code $?\n"
        "mount -o remount,size=60m disk\n"
        "$TB --record disk/r verify; echo whole $?\n"
        "$TB --record disk/r claims --json > first.json\n"
        "$TB --record disk/r read many.jsonl --json > second.json; echo again $?\n",
    )
    assert "code 4" in done.stdout, (room / "err").read_text() + done.stderr
    said = " ".join((room / "err").read_text().split())
    assert "Traceback" not in said
    assert "No space is left" in said
    assert "Free some space" in said
    assert "whole 0" in done.stdout, done.stdout
    outcomes = [report["outcome"] for report in json.loads((room / "second.json").read_text())["reports"]]
    assert "again 0" in done.stdout
    assert len(outcomes) == 400
    assert 0 < outcomes.count("known") < 400, "what was kept before is kept, the rest is taken in now"


@needs_mounts
def test_a_read_only_disk(room: Path) -> None:
    (room / "disk").mkdir()
    done = in_own_mounts(
        room,
        "mount -t tmpfs tmpfs disk || exit 99\n"
        "$TB --record disk/r read good.txt > /dev/null; echo made $?\n"
        "mount -o remount,ro disk\n"
        "$TB --record disk/new read good.txt; echo new $?\n"
        "$TB --record disk/r read good.txt --again; echo old $?\n"
        "$TB --record disk/r claims > /dev/null; echo claims $?\n"
        "$TB --record disk/r ask --harm killed; echo ask $?\n"
        "$TB --record disk/r verify; echo verify $?\n",
    )
    for said in ("made 0", "new 4", "old 4", "claims 0", "ask 0", "verify 0"):
        assert said in done.stdout, done.stdout + done.stderr
    assert done.stderr.count("cannot be written") == 2
    assert "--record FOLDER" in done.stderr
    assert "Traceback" not in done.stderr


def test_output_that_cannot_be_written(room: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full here")
    tollbook(room, "read", "good.txt")
    for arguments in (["claims", "--json"], ["show", "1"], ["ask", "--harm", "killed"], ["--help"]):
        with Path("/dev/full").open("w") as full:
            command = [sys.executable, "-m", "tollbook", *arguments]
            done = subprocess.run(command, cwd=room, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
        assert done.returncode == 4, arguments
        assert "no space is left" in done.stderr
        assert "Traceback" not in done.stderr


@pytest.mark.parametrize(("signum", "reports"), [(signal.SIGINT, 1000), (signal.SIGTERM, 200)])
def test_stopped_in_the_middle(room: Path, signum: signal.Signals, reports: int) -> None:
    (room / "many.jsonl").write_text(
        "".join(json.dumps({"id": n, "text": f"{TEXT} It was attack {n}."}) + "\n" for n in range(reports))
    )
    command = [sys.executable, "-m", "tollbook", "read", "many.jsonl"]
    process = subprocess.Popen(command, cwd=room, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    originals = room / "record.tollbook" / "originals"  # of one commit 25 at most: the first of them is kept by then
    deadline = time.monotonic() + 30
    while len(list(originals.glob("*/*"))) < 60 and time.monotonic() < deadline:
        time.sleep(0.01)
    process.send_signal(signum)
    _, stderr = process.communicate(timeout=30)
    assert process.returncode == 130, stderr
    assert "Stopped." in stderr
    assert "Traceback" not in stderr
    first = kept(room)
    assert 0 < len(first) < reports
    done = tollbook(room, "read", "many.jsonl", "--json")
    assert done.returncode == 0
    outcomes = [report["outcome"] for report in json.loads(done.stdout)["reports"]]
    assert outcomes.count("known") == len(first)
    assert len(kept(room)) == reports


def test_killed_outright(room: Path) -> None:
    (room / "many.jsonl").write_text(
        "".join(json.dumps({"id": n, "text": f"{TEXT} It was attack {n}."}) + "\n" for n in range(120))
    )
    command = [sys.executable, "-m", "tollbook", "read", "many.jsonl"]
    process = subprocess.Popen(command, cwd=room, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    originals = room / "record.tollbook" / "originals"
    deadline = time.monotonic() + 30
    while len(list(originals.glob("*/*"))) < 30 and time.monotonic() < deadline:
        time.sleep(0.01)
    process.kill()
    process.wait()
    assert 0 < len(kept(room)) < 120
    assert tollbook(room, "read", "many.jsonl").returncode == 0
    assert len(kept(room)) == 120


def test_two_at_once(room: Path) -> None:
    (room / "many.jsonl").write_text(
        "".join(json.dumps({"id": n, "text": f"{TEXT} It was attack {n}."}) + "\n" for n in range(40))
    )
    tollbook(room, "read", "good.txt")
    command = [sys.executable, "-m", "tollbook", "read", "many.jsonl", "--json"]
    processes = [subprocess.Popen(command, cwd=room, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    assert [process.wait(60) for process in processes if process.communicate()] == [0, 0]
    assert len(kept(room)) == 41


def test_a_guessed_encoding_wants_looking_at(room: Path) -> None:
    (room / "old.txt").write_bytes("Les tirs ont tué 12 civils, a déclaré un médecin.".encode("cp1252"))
    done = tollbook(room, "read", "old.txt", "--published", "2016-11-30")
    assert done.returncode == 1
    assert "read as cp1252, by a guess" in " ".join(done.stdout.split())
    assert "--encoding" in done.stdout
    assert tollbook(room, "read", "old.txt", "--again", "--encoding", "cp1252").returncode == 0


def test_nobody_is_shown_a_traceback_for_a_sidecar(room: Path) -> None:
    (room / "good.json").write_text('{"published": "30 November"}')
    done = tollbook(room, "read", "good.txt")
    assert done.returncode == 3
    said = " ".join(done.stderr.split())
    for part in ("good.json", "30 November", "YYYY-MM-DD"):
        assert part in said
