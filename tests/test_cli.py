"""The commands as a person uses them, on reports of our own: what they print, in words and in JSON."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tollbook.model import Problem

REPORTS: dict[str, tuple[str, dict[str, str]]] = {
    "monitor": (
        """More than 250 civilians have been killed in Aleppo since 15 November, including nearly 30 children,
the Syrian Observatory for Human Rights said. Up to 20,000 people have fled the city in the past 72 hours.""",
        {"published": "2016-11-30", "publisher": "A monitor", "title": "A daily toll"},
    ),
    "rescuers": (
        "Shelling killed 45 people in Aleppo on Wednesday, the White Helmets said.",
        {"published": "2016-11-30", "publisher": "An agency", "title": "Shells on Wednesday"},
    ),
}


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two reports and the record they were read into. Commands here only look."""
    folder = tmp_path_factory.mktemp("cli")
    (folder / "reports").mkdir()
    for name, (text, about) in REPORTS.items():
        (folder / "reports" / f"{name}.txt").write_text(text)
        (folder / "reports" / f"{name}.meta.json").write_text(json.dumps(about))
    done = tollbook(folder, "read", "reports")
    assert done.returncode == 0, done.stderr
    (folder / "read.out").write_text(done.stdout)
    return folder


def tollbook(room: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tollbook", *arguments]
    every = {**os.environ, "COLUMNS": "100", **environment}
    return subprocess.run(command, cwd=room, capture_output=True, text=True, timeout=60, env=every, check=False)


def said(room: Path, *arguments: str, **environment: str) -> str:
    done = tollbook(room, *arguments, **environment)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return done.stdout


def answered(room: Path, *arguments: str) -> Any:
    return json.loads(said(room, *arguments, "--json"))


def flat(text: str) -> str:
    return " ".join(text.split())


def test_read_shows_what_came_in_and_what_it_adds_up_to(room: Path) -> None:
    out = (room / "read.out").read_text()
    assert out.startswith("2 reports in record.tollbook (new), ")
    for part in ("A daily toll", "2016-11-30", "An agency", "What it adds up to", "at least 251", "up to 20,000"):
        assert part in out
    assert "tollbook ask --harm killed" in out


def test_read_again_changes_nothing(room: Path) -> None:
    before = answered(room, "verify")
    assert "2 reports in record.tollbook (known already)" in said(room, "read", "reports")
    assert answered(room, "verify") == before


def test_read_in_json(room: Path) -> None:
    found = answered(room, "read", "reports", "--record", "other.tollbook")
    assert [report["outcome"] for report in found["reports"]] == ["new", "new"]
    first = found["reports"][0]
    assert (first["published"], first["publisher"], first["title"]) == ("2016-11-30", "A monitor", "A daily toll")
    text = REPORTS["monitor"][0]
    for claim in first["claims"]:
        if claim["quantity"]["text"]:
            assert text[claim["span"][0] : claim["span"][1]] == claim["quantity"]["text"]
    figure = next(f for f in first["figures"] if (f["harm"], f["population"]) == ("killed", "civilians"))
    assert (figure["low"], figure["high"]) == (251, None)
    assert {*figure["claims"]} <= {claim["id"] for claim in first["claims"]}


def test_ask_answers_in_words(room: Path) -> None:
    out = said(room, "ask", "--harm", "killed", "--who", "civilians", "--where", "Aleppo", "--from", "2016-11-15",
               "--to", "2016-11-30")  # fmt: skip
    assert out.startswith("At least 251 civilians killed in Aleppo from 15 to 30 November 2016.\n")
    for part in ("As reported", "At the least", "Who says so", "Why at least 251", "“More than 250", "report 1"):
        assert part in out
    assert "A monitor, 30 November 2016" in out
    assert not any(line != line.rstrip() for line in out.splitlines()), "lines end where their words end"


def test_ask_answers_in_the_form_of_the_contract(room: Path) -> None:
    answer = answered(room, "ask", "--harm", "killed", "--who", "civilians", "--where", "Aleppo")
    assert list(answer) == [
        "question", "documented", "floor", "sources", "agreement", "contradictions", "proof", "silent", "known_on",
    ]  # fmt: skip
    assert answer["question"]["place"] == "Aleppo"
    assert (answer["documented"]["low"], answer["documented"]["high"], answer["silent"]) == (251, None, False)
    claims = {claim["id"]: claim for claim in answered(room, "claims")}
    for line in answer["proof"]["low"]:
        assert line["quote"] == claims[line["claim"]]["quote"]


def test_ask_by_source_and_day(room: Path) -> None:
    asked = ("ask", "--harm", "killed", "--where", "Aleppo")
    only = answered(room, *asked, "--according-to", "white helmets")
    assert [source["speaker"] for source in only["sources"]] == ["White Helmets"]
    before = answered(room, *asked, "--as-known-on", "2016-11-29")
    assert (before["silent"], before["known_on"]) == (True, "2016-11-29")


def test_silence_is_not_zero(room: Path) -> None:
    out = said(room, "ask", "--harm", "abducted", "--where", "Homs")
    assert "No report says anything about people abducted in Homs." in out
    assert "not zero" in out
    answer = answered(room, "ask", "--harm", "abducted")
    assert (answer["silent"], answer["floor"], answer["documented"]["low"]) == (True, None, None)


def test_the_harms_one_can_ask_for(room: Path) -> None:
    assert "attack_on_health" in said(room, "ask", "--list-harms")
    assert answered(room, "ask", "--list-harms")["populations"]["children"] == "civilians"


def test_claims(room: Path) -> None:
    out = said(room, "claims", "--harm", "displaced")
    assert "up to 20,000" in out.lower()
    assert "Shells on Wednesday" not in out
    assert "45" in said(room, "claims", "--report", "rescuers.txt")
    assert "No report claims this" in said(room, "claims", "--harm", "tortured")
    assert {claim["harm"] for claim in answered(room, "claims")} >= {"killed", "displaced"}


def test_the_plain_table_comes_back_in(room: Path) -> None:
    table = said(room, "export", "claims", "-", "--level", "internal")
    rows = list(csv.DictReader(io.StringIO(table)))
    claims = answered(room, "claims")
    assert [row["id"] for row in rows] == [claim["id"] for claim in claims]
    (room / "claims.csv").write_text(table)
    back = tollbook(room, "import", "claims.csv", "--record", "back.tollbook", "--json")
    assert json.loads(back.stdout)["claims"] == len(claims), back.stdout
    asked = ("ask", "--harm", "killed", "--who", "civilians", "--where", "Aleppo")
    there, here = answered(room, *asked, "--record", "back.tollbook"), answered(room, *asked)
    assert (there["documented"], there["floor"]) == (here["documented"], here["floor"])
    assert "known already" in said(room, "import", "claims.csv", "--record", "back.tollbook")


def test_a_formula_in_a_report_is_only_words(room: Path, tmp_path: Path) -> None:
    (tmp_path / "r.txt").write_text("Rescuers said 3 people were killed in Homs.")
    (tmp_path / "r.meta.json").write_text(json.dumps({"title": '=HYPERLINK("x")', "published": "2016-11-30"}))
    tollbook(tmp_path, "read", "r.txt")
    assert "'=HYPERLINK" in said(tmp_path, "export", "claims", "-", "--level", "internal")


def test_a_wrong_table_is_refused_whole(room: Path) -> None:
    (room / "bad.csv").write_text("report,harm,low,published\nr,killed,3,2016-11-30\nr,kiled,3,2016-13-01\n")
    done = tollbook(room, "import", "bad.csv", "--record", "bad.tollbook")
    assert done.returncode == 3
    for part in ("bad.csv, row 2", "kiled", "2016-13-01"):
        assert part in flat(done.stderr)
    assert not (room / "bad.tollbook").exists(), "no record is made for it"
    assert tollbook(room, "import", "none.csv").returncode == 3


def test_show_marks_the_claims_where_they_stand(room: Path) -> None:
    out = flat(said(room, "show", "1"))
    assert "[More than 250][1] civilians have been killed" in out
    assert "[nearly 30][2] children" in out
    assert "1 More than 250 civilians killed" in out
    found = answered(room, "show", "A daily toll")
    assert found["report"]["text"] == REPORTS["monitor"][0]


def test_show_in_colour(room: Path) -> None:
    code = (
        "from tollbook.cli.showing import marked; from tollbook.desk.record import Record\n"
        "from rich.console import Console; import sys\n"
        "record = Record.open('record.tollbook', write=False); report = record.store.find('1')[0]\n"
        "claims = record.claims(report=report.id); numbers = {c.id: n for n, c in enumerate(claims, 1)}\n"
        "Console(force_terminal=True, color_system='standard').print(marked(report.text, claims, numbers, False))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=room, capture_output=True, text=True, check=True)
    assert "\x1b[1;31mMore than 250\x1b[0m" in done.stdout


@pytest.mark.parametrize("columns", ["60", "80", "120"])
@pytest.mark.parametrize("command", [["claims"], ["show", "1"], ["ask", "--harm", "killed"], ["verify"]])
def test_nothing_is_wider_than_the_terminal(room: Path, command: list[str], columns: str) -> None:
    lines = said(room, *command, COLUMNS=columns).splitlines()
    assert max(map(len, lines)) <= int(columns)


def test_verify(room: Path) -> None:
    out = said(room, "verify")
    assert out.startswith("The record is whole.\n2 reports, ")
    assert answered(room, "verify")["whole"] is True


COMMANDS = ("read", "claims", "ask", "show", "extract", "import", "gazetteer", "verify")


@pytest.mark.parametrize("command", COMMANDS)
def test_help_teaches_with_an_example(room: Path, command: str) -> None:
    out = said(room, command, "--help")
    assert "Example" in out
    assert f"tollbook {command}" in out
    assert "--json" in out or command == "gazetteer"


def test_help_names_every_command_and_exit_code(room: Path) -> None:
    out = said(room, "--help")
    for part in (*COMMANDS, "130", "Exit codes"):
        assert part in out
    assert said(room, "--version").startswith("tollbook ")


LOADED = """
import click, sys
before = len(sys.modules)
sys.argv = ["tollbook", "--help"]
from tollbook.cli import main
try:
    main()
finally:
    print(len(sys.modules) - before, *(name for name in sys.modules if name.startswith("tollbook")), file=sys.stderr)
"""


def test_help_comes_at_once() -> None:
    """It loads next to nothing beyond the library of commands: what is loaded, not how long a busy machine takes."""
    done = subprocess.run([sys.executable, "-c", LOADED], capture_output=True, text=True, check=True)
    more, *ours = done.stderr.split()
    assert done.stdout.startswith("Usage: tollbook")
    assert sorted(ours) == ["tollbook", "tollbook.cli", "tollbook.cli.app", "tollbook.cli.options"]
    assert int(more) < 40


def test_the_record_by_option_before_and_after_and_by_environment(room: Path) -> None:
    before = answered(
        room,
        "--record",
        "record.tollbook",
        "verify",
    )
    assert answered(room, "verify", "--record", "record.tollbook") == before
    done = tollbook(room, "verify", "--json", TOLLBOOK_RECORD="record.tollbook")
    assert json.loads(done.stdout) == before
    wins = tollbook(room, "--record", "record.tollbook", "verify", "--json", TOLLBOOK_RECORD="nowhere")
    assert json.loads(wins.stdout) == before


def test_many_reports_are_counted_and_not_listed(tmp_path: Path) -> None:
    rows = [json.dumps({"id": n, "text": f"{n + 2} people were killed in Homs."}) for n in range(60)]
    (tmp_path / "many.jsonl").write_text("\n".join(rows))
    out = said(tmp_path, "read", "many.jsonl")
    assert out.startswith("60 reports in record.tollbook (new), ")
    assert len(out.splitlines()) < 30


def test_standard_input(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tollbook", "read", "-", "--published", "2016-11-30"]
    text = REPORTS["rescuers"][0].encode()
    done = subprocess.run(command, cwd=tmp_path, input=text, capture_output=True, check=True)
    assert "1 report in record.tollbook (new)" in done.stdout.decode()


def test_the_python_interface(tmp_path: Path) -> None:
    import datetime as dt

    import tollbook as package

    reading = package.read(REPORTS["monitor"][0], published=dt.date(2016, 11, 30), publisher="A monitor")
    assert reading.claims[0].quantity.low == 251
    (tmp_path / "a.txt").write_text(REPORTS["monitor"][0])
    with package.Record.open(tmp_path / "r") as record:
        (taken,) = record.read(tmp_path / "a.txt", published=dt.date(2016, 11, 30))
        assert not isinstance(taken, Problem)
        assert taken.problems == ()
        assert record.ask("killed", who="civilians", where="Aleppo").documented.low == 251
        assert record.claims(harm="killed")[0].quantity.text == "More than 250"
        assert record.export().startswith("report,publisher,")
        assert record.verify() == []
        assert [report.number for report in record.reports()] == [1]
    with pytest.raises(AttributeError):
        _ = package.Recrod


def test_places_of_ones_own(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Shelling killed 12 civilians in Qalat Zarqa on 28 November 2016.")
    (tmp_path / "mine.csv").write_text("name,lat,lon,country,parent\nQalat Zarqa,36.19,37.14,SY,east Aleppo\n")
    asked = ("ask", "--harm", "killed", "--where", "east Aleppo")
    said(tmp_path, "read", "a.txt", "--published", "2016-11-30")
    assert answered(tmp_path, *asked)["silent"] is True
    assert "1 place with 1 name added" in said(tmp_path, "gazetteer", "add", "mine.csv")
    said(tmp_path, "read", "a.txt", "--again")
    assert answered(tmp_path, *asked)["documented"]["low"] == 12
    assert answered(tmp_path, "gazetteer", "list") == [{"table": "mine", "places": 1}]
    assert answered(tmp_path, "verify")["whole"] is True


def test_a_wrong_table_of_places_adds_nothing(tmp_path: Path) -> None:
    (tmp_path / "bad.csv").write_text("name,lat,lon\nHere,36,37\nThere,999,37\n")
    done = tollbook(tmp_path, "gazetteer", "add", "bad.csv")
    assert done.returncode == 3
    assert "bad.csv, row 3" in done.stderr
    assert "999" in done.stderr
    assert tollbook(tmp_path, "gazetteer", "add", "none.csv").returncode == 3
    assert [path.name for path in tmp_path.iterdir()] == ["bad.csv"], "and makes no record"
    (tmp_path / "good.csv").write_text("name,lat,lon\nHere,36,37\n")
    said(tmp_path, "gazetteer", "add", "good.csv")
    assert tollbook(tmp_path, "gazetteer", "add", "bad.csv").returncode == 3
    assert answered(tmp_path, "gazetteer", "list") == [{"table": "good", "places": 1}]


def test_a_place_of_ones_own_that_no_reader_would_take_for_one_can_be_asked_for(tmp_path: Path) -> None:
    (tmp_path / "mine.csv").write_text(
        "name,lat,lon,country,parent\nThe old mill,34.72,36.71,SY,Homs\nالطاحونة,34.73,36.7,SY,\nالفرن,34.7,36.7,SY,\n"
    )
    (tmp_path / "list.csv").write_text("harm,low,high,place,start,end\nkilled,3,3,the old mill,2016-11-28,2016-11-28\n")
    said(tmp_path, "gazetteer", "add", "mine.csv")
    said(tmp_path, "import", "list.csv")
    for name in ("The old mill", "the old mill"):
        assert answered(tmp_path, "ask", "--harm", "killed", "--where", name)["documented"]["low"] == 3
    assert answered(tmp_path, "ask", "--harm", "killed", "--where", "Homs")["documented"]["low"] == 3
    assert answered(tmp_path, "ask", "--harm", "killed", "--where", "الفرن")["silent"] is True
