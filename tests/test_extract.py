"""The stream: a line out for every line in, in order, whatever the line; flat, parallel, the same bytes
always.
"""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tollbook import extract
from tollbook.cli.extracting import CONVENTIONS
from tollbook.grammar import hedges
from tollbook.intake import lines as lines_module
from tollbook.model import Reading

REPORTS: list[dict[str, Any]] = [
    {"id": "r1", "text": "More than 250 civilians were killed in Aleppo, including nearly 30 children.",
     "published": "2016-11-30", "publisher": "An agency"},
    {"id": 2, "text": "Up to 20,000 people fled the city in the past 72 hours.", "published": "2016-11-30"},
    {"text": "The bakery opened at dawn.", "published": None, "publisher": None},
]  # fmt: skip


def lines(*reports: object) -> bytes:
    return b"".join(json.dumps(report, ensure_ascii=False).encode() + b"\n" for report in reports)


def run(data: bytes, jobs: int = 1) -> list[dict[str, Any]]:
    out = io.BytesIO()
    count = extract.run(io.BytesIO(data), out, jobs)
    rows = [json.loads(line) for line in out.getvalue().splitlines()]
    assert count == len(rows)
    return rows


def test_the_contract() -> None:
    rows = run(lines(*REPORTS))
    assert [row["id"] for row in rows] == ["r1", 2, None]
    assert all(list(row) == ["id", "claims", "figures", "problems"] for row in rows)
    claims = rows[0]["claims"]
    assert [(c["harm"], c["quantity"]["hedge"], c["quantity"]["best"]) for c in claims] == [
        ("killed", "more_than", 250),
        ("killed", "nearly", 30),
    ]
    assert claims[0]["quantity"]["low"] == 251
    for claim in claims:
        start, end = claim["span"]
        assert REPORTS[0]["text"][start:end] == claim["quantity"]["text"]
    assert claims[1]["part_of"] == claims[0]["id"]
    assert claims[0]["publisher"] == "An agency"
    figure = next(f for f in rows[0]["figures"] if f["population"] == "civilians")
    assert (figure["low"], figure["claims"][0], figure["contested"]) == (251, claims[0]["id"], False)
    assert rows[2]["claims"] == []


BAD = {
    "": "The line is empty",
    "   ": "The line is empty",
    "nope": "The line is not JSON",
    "{'id': 1}": "The line is not JSON",
    "[1, 2]": "a list and not an object",
    "null": "null and not an object",
    '"text"': "a string and not an object",
    '{"id": "x"}': 'The "text" is missing',
    '{"id": "x", "text": 12}': 'The "text" is a number',
    '{"id": "x", "text": null}': 'The "text" is null',
    '{"id": NaN, "text": "x"}': "NaN is not a JSON number",
    '{"id": 1e999, "text": "x"}': "1e999 is not a JSON number",
    "[" * 100_000: "nested too deeply",
    '{"id": ' + "9" * 10_000 + ', "text": ""}': "The line is not JSON",
}


@pytest.mark.parametrize("bad", BAD, ids=lambda bad: bad[:20])
def test_a_bad_line_is_a_line_with_a_problem(bad: str) -> None:
    rows = run(lines(REPORTS[1]) + bad.encode() + b"\n" + lines(REPORTS[1]))
    assert [bool(row["claims"]) for row in rows] == [True, False, True]
    assert BAD[bad] in rows[1]["problems"][0]["what"]
    assert rows[1]["problems"][0]["why"] or "deeply" in BAD[bad]
    assert rows[1]["id"] == ("x" if '"x"' in bad and "NaN" not in bad and "1e999" not in bad else None)


def test_a_line_that_is_not_utf8_says_which_byte() -> None:
    rows = run(b'{"text": "caf\xe9"}\n')
    assert "byte 13" in rows[0]["problems"][0]["what"]


def test_a_wrong_date_is_said_and_the_report_read() -> None:
    for wrong in ("2016-02-30", "yesterday", 20161130, "30.11.2016"):
        row = run(lines({**REPORTS[0], "published": wrong}))[0]
        assert row["problems"][0]["where"] == "published"
        assert len(row["claims"]) == 2
    row = run(lines({**REPORTS[0], "publisher": 3}))[0]
    assert row["problems"][0]["where"] == "publisher"


def test_a_mark_a_carriage_return_and_a_missing_last_line_end() -> None:
    data = b"\xef\xbb\xbf" + lines(REPORTS[0]).replace(b"\n", b"\r\n") + lines(REPORTS[1]).rstrip()
    assert [len(row["claims"]) > 0 for row in run(data)] == [True, True]


def test_what_utf8_cannot_carry_is_escaped() -> None:
    out = extract.extract_line(b'{"id": "\\ud800", "text": "x"}')
    assert json.loads(out)["id"] == "\ud800"
    out.decode("ascii")


def test_a_bug_in_the_reader_costs_one_report(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(text: str, **_: object) -> Reading:
        if "children" in text:
            raise ZeroDivisionError("a bug")
        return Reading()

    monkeypatch.setattr(extract, "read", fails)
    rows = run(lines(*REPORTS))
    assert [len(row["problems"]) for row in rows] == [1, 0, 0]
    assert "ZeroDivisionError: a bug" in rows[0]["problems"][0]["what"]


def test_order_is_kept_over_processes() -> None:
    data = lines(*({**REPORTS[n % 3], "id": n} for n in range(400)))
    assert [row["id"] for row in run(data, jobs=2)] == list(range(400))
    assert run(data, jobs=2) == run(data, jobs=1)


def test_a_line_longer_than_the_limit_costs_itself_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines_module, "MAX_LINE", 1000)
    long = lines({"id": 1, "text": "x" * 5000})
    source = io.BytesIO(long + lines(REPORTS[1]) + long.rstrip())
    rows = [json.loads(extract.extract_line(line)) for line in lines_module.read_lines(source, 1000)]
    assert [len(row["problems"]) for row in rows] == [1, 0, 1]
    assert "longer than 1000 bytes" in rows[0]["problems"][0]["what"]


@given(st.lists(st.binary(max_size=60).map(lambda raw: raw.replace(b"\n", b" ")), max_size=6))
def test_any_bytes_give_a_line_each(raw: list[bytes]) -> None:
    assert len(run(b"".join(line + b"\n" for line in raw))) == len(raw)


@given(st.text(max_size=200))
def test_any_text_gives_valid_spans(text: str) -> None:
    row = json.loads(extract.extract_line(json.dumps({"text": text}).encode()))
    assert not any(problem["what"].startswith("The reader failed") for problem in row["problems"])
    for claim in row["claims"]:
        start, end = claim["span"]
        assert 0 <= start < end <= len(text)


def _command(data: bytes, *options: str, seed: str = "0") -> bytes:
    command = [sys.executable, "-m", "tollbook", "extract", *options]
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    return subprocess.run(command, input=data, env=environment, capture_output=True, check=True).stdout


def test_the_same_bytes_under_any_hash_seed_and_in_any_order() -> None:
    reports: list[object] = [{**REPORTS[n % 3], "id": n} for n in range(9)]
    first = _command(lines(*reports), seed="0")
    assert all(_command(lines(*reports), seed=seed) == first for seed in ("1", "2", "3", "4"))
    back = _command(lines(*reversed(reports)))
    assert sorted(back.splitlines()) == sorted(first.splitlines())


def test_the_command_with_jobs_and_json_flags() -> None:
    assert _command(lines(*REPORTS), "--jobs", "2", "--json") == _command(lines(*REPORTS))


def test_lines_go_out_as_they_come_in() -> None:
    command = [sys.executable, "-m", "tollbook", "extract"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for report in REPORTS:
            process.stdin.write(lines(report))
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["id"] == report.get("id")
        process.stdin.close()
        assert process.wait(10) == 0


def test_a_reader_that_has_enough_is_no_error(tmp_path: Path) -> None:
    data = tmp_path / "in.jsonl"
    data.write_bytes(lines(*REPORTS) * 2000)
    done = subprocess.run(
        f"'{sys.executable}' -m tollbook extract < '{data}' | head -n 1",
        shell=True, capture_output=True, check=True,
    )  # fmt: skip
    assert done.stdout.count(b"\n") == 1
    assert done.stderr == b""


@pytest.mark.parametrize(("signum", "worker", "code", "told"), [
    (signal.SIGKILL, True, 3, "fewer --jobs"),
    (signal.SIGINT, False, 130, "Stopped."),
])  # fmt: skip
def test_ended_from_outside(tmp_path: Path, signum: signal.Signals, worker: bool, code: int, told: str) -> None:
    """Neither a worker killed for want of memory nor Ctrl-C leaves a hanging command or a traceback."""
    (tmp_path / "in.jsonl").write_bytes(lines(*REPORTS) * 3000)
    command = [sys.executable, "-m", "tollbook", "extract", "--jobs", "2"]
    with (tmp_path / "in.jsonl").open("rb") as source, (tmp_path / "out.jsonl").open("wb") as sink:
        process = subprocess.Popen(command, stdin=source, stdout=sink, stderr=subprocess.PIPE)
        while not (tmp_path / "out.jsonl").stat().st_size and process.poll() is None:
            time.sleep(0.02)
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
        if worker and not children.exists():
            process.kill()
            pytest.skip("this system does not tell the processes of a process")
        os.kill(int(children.read_text().split()[-1]) if worker else process.pid, signum)
        _, stderr = process.communicate(timeout=60)
    assert process.returncode == code, stderr
    assert told.encode() in stderr
    assert b"Traceback" not in stderr


def test_the_convention_of_hedges_is_the_users_choice() -> None:
    line = b'{"id": 1, "text": "Shelling killed dozens of civilians in Homs.", "published": "2016-11-30"}'
    by = {name: json.loads(extract.extract_line(line, name))["claims"][0]["quantity"] for name in CONVENTIONS}
    assert (by["tollbook"]["low"], by["tollbook"]["high"]) == (24, 99)
    assert by["acled"]["low"] == 12
    assert tuple(hedges.CONVENTIONS) == CONVENTIONS
