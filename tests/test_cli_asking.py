"""``tollbook ask`` over the example reports: plain questions, tables, the walk, and answers as they once were."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

KILLED = [
    "--harm",
    "killed",
    "--who",
    "civilians",
    "--where",
    "east Aleppo",
    "--from",
    "2016-11-15",
    "--to",
    "2016-11-30",
]


def tollbook(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    plain = {**os.environ, "NO_COLOR": "1", "TERM": "dumb", "COLUMNS": "80"}
    line = [sys.executable, "-m", "tollbook", *arguments]
    return subprocess.run(line, cwd=folder, env=plain, capture_output=True, text=True, timeout=120, check=False)


def said(folder: Path, *arguments: str) -> str:
    done = tollbook(folder, *arguments)
    assert done.returncode == 0, done.stderr
    return " ".join(done.stdout.split())


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Path:
    folder = tmp_path_factory.mktemp("asking")
    shutil.copytree(root / "examples", folder / "examples")
    assert tollbook(folder, "read", "examples").returncode == 0
    return folder


def test_a_plain_question_is_the_question_of_the_options(room: Path) -> None:
    words = "how many civilians were killed in east Aleppo between 15 and 30 November 2016?"
    asked = tollbook(room, "ask", words)
    assert asked.returncode == 0, asked.stderr
    echo, answer = asked.stdout.split("\n\n", 1)
    assert "civilians killed in east Aleppo from 15 to 30 November 2016" in " ".join(echo.split())
    assert 'tollbook ask --harm killed --who civilians --where "east Aleppo" --from 2016-11-15' in " ".join(
        echo.split()
    )
    assert answer == tollbook(room, "ask", *KILLED).stdout
    assert tollbook(room, "ask", words, "--json").stdout == tollbook(room, "ask", *KILLED, "--json").stdout


def test_what_is_not_understood_is_named(room: Path) -> None:
    for words, part in (("how many teachers were killed in Aleppo", "teachers"), ("why", "harm")):
        done = tollbook(room, "ask", words)
        assert done.returncode == 2
        assert part in done.stderr
        assert not done.stdout


def test_blank_words_ask_nothing(room: Path) -> None:
    done = tollbook(room, "ask", " ")
    assert done.returncode == 2
    assert "Say what happened" in done.stderr


def test_words_and_options_together(room: Path) -> None:
    assert "civilians killed in Aleppo" in said(room, "ask", "how many civilians were killed", "--where", "Aleppo")
    clash = tollbook(room, "ask", "how many civilians were killed in Aleppo", "--where", "Homs")
    assert clash.returncode == 2
    assert "Aleppo" in clash.stderr
    assert "Homs" in clash.stderr


@pytest.mark.parametrize(
    ("by", "lines"),
    [
        ("month", ["2016-09", "2016-11"]),
        ("place", ["east Aleppo", "west"]),
        ("source", ["UNICEF", "Syrian Observatory"]),
        ("population", ["civilians", "fighters", "children"]),
    ],
)
def test_a_table_has_its_lines_and_a_reckoned_end(room: Path, by: str, lines: list[str]) -> None:
    printed = said(room, "ask", "--harm", "killed", "--where", "Aleppo", "--from", "2016-09-01", "--by", by)
    for line in (*lines, "together", "not the sum"):
        assert line in printed
    data = json.loads(
        tollbook(
            room, "ask", "--harm", "killed", "--where", "Aleppo", "--from", "2016-09-01", "--by", by, "--json"
        ).stdout
    )
    whole = json.loads(
        tollbook(room, "ask", "--harm", "killed", "--where", "Aleppo", "--from", "2016-09-01", "--json").stdout
    )
    assert data["by"] == by
    assert data["total"] == whole


GRID = ["ask", "--harm", "killed", "--where", "Aleppo", "--from", "2016-09-01", "--by", "month", "--by", "place"]


def test_months_down_and_places_across(room: Path) -> None:
    lines = tollbook(room, *GRID).stdout.splitlines()
    assert lines[0] == "People killed in Aleppo since 1 September 2016, by month and place"
    assert lines[2].split() == ["Month", "east", "Aleppo", "west", "Aleppo", "together"]
    assert [line.split()[0] for line in lines[3:7]] == ["2016-09", "2016-11", "2016-12", "together"]
    asked = json.loads(tollbook(room, *GRID, "--json").stdout)
    assert asked["by"] == ["month", "place"]
    for cell in (asked["cells"][0], asked["rows"][0], asked["columns"][0]):
        q = cell["question"]
        given = [("--where", q["place"]), ("--from", q["start"]), ("--to", q["end"])]
        options = [part for option, value in given if value for part in (option, value)]
        alone = json.loads(tollbook(room, "ask", "--harm", "killed", *options, "--json").stdout)
        bounds = alone["documented"]
        assert cell["documented"] == {"low": bounds["low"], "high": bounds["high"], "best": None}
        assert (cell["floor"], cell["sources"]) == (alone["floor"], len(alone["sources"]))


def test_a_narrow_terminal_has_the_grid_in_blocks(room: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tollbook", *GRID], cwd=room, env={**os.environ, "COLUMNS": "40", "TERM": "dumb"},
        capture_output=True, text=True, timeout=120, check=True,
    )  # fmt: skip
    heads = [line.split() for line in done.stdout.splitlines() if line.strip().startswith("Month")]
    assert heads == [["Month", "east", "Aleppo", "west", "Aleppo"], ["Month", "together"]]


@pytest.mark.parametrize(
    ("by", "message"),
    [
        (["month", "month"], "A table cannot be by month and by month."),
        (["month", "place", "source"], "asks for 3: month, place, source"),
    ],
)
def test_a_table_that_cannot_be_made(room: Path, by: list[str], message: str) -> None:
    done = tollbook(room, "ask", "--harm", "killed", *(part for one in by for part in ("--by", one)))
    assert (done.returncode > 0, message in " ".join(done.stderr.split()), done.stdout) == (True, True, "")


def test_a_state_is_a_timeline_and_no_number(room: Path) -> None:
    printed = said(room, "ask", "--harm", "service_state", "--where", "east Aleppo")
    for words in (
        "Services in east Aleppo, as reports tell",
        "21 Nov 2016 “There are no functioning hospitals",
        "last.",
    ):
        assert words in printed
    assert printed.index("30 Sep 2016") < printed.index("1 Dec 2016")
    data = json.loads(tollbook(room, "ask", "--harm", "service_state", "--json").stdout)
    assert (list(data), data["silent"]) == (["question", "states", "silent"], False)
    assert {"place", "start", "end", "holds", "sources", "claims", "contradicted_by"} < set(data["states"][0])


def test_a_state_nobody_tells_of_says_what_to_do(room: Path) -> None:
    printed = said(room, "ask", "--harm", "service_state", "--where", "Homs")
    assert (
        "No report says anything about services in Homs. That is not zero: it is not known. Ask for a wider" in printed
    )
    wrong = tollbook(room, "ask", "--harm", "service_state", "--by", "month")
    assert wrong.returncode > 0
    assert "lasts and is not counted: leave out --by" in wrong.stderr


def test_how_long_a_siege_lasted_stands_below_how_many(room: Path) -> None:
    printed = said(room, "ask", "--harm", "besieged", "--where", "east Aleppo")
    assert "How long, as reports tell" in printed
    assert "1 Jul–29 Nov 2016" in printed
    data = json.loads(tollbook(room, "ask", "--harm", "besieged", "--where", "east Aleppo", "--json").stdout)
    assert data["states"][0]["start"] == "2016-07-01"


def test_by_takes_an_actor_where_it_is_no_table(room: Path) -> None:
    assert "by rebel shells" in said(room, "ask", "--harm", "killed", "--by", "rebel shells")
    assert said(room, "ask", "--harm", "killed", "--by-whom", "rebel shells") == said(
        room, "ask", "--harm", "killed", "--perpetrator", "rebel shells"
    )
    wrong = tollbook(room, "ask", "--harm", "killed", "--by", "colour")
    assert wrong.returncode == 2
    assert "month, place, source or population" in wrong.stderr


def test_the_walk_names_every_number_of_the_answer(room: Path) -> None:
    walked = said(room, "ask", *KILLED, "--explain")
    for words in ("What was counted", "Why it cannot be fewer", "at least 251", "Why it cannot be more", "at most 384"):
        assert words in walked
    assert "a part of a number that is counted already" in walked
    assert "264 = " in walked


def test_one_body_under_all_its_names(room: Path) -> None:
    full = said(room, "ask", "--harm", "killed", "--according-to", "Syrian Observatory for Human Rights")
    for name in ("SOHR", "Syrian Observatory", "the Observatory"):
        assert said(room, "ask", "--harm", "killed", "--according-to", name) == full


def test_who_only_carries_is_no_source(room: Path) -> None:
    done = tollbook(room, "ask", "--harm", "killed", "--according-to", "Harbour Radio")
    assert done.returncode == 2
    assert "carries" in done.stderr


def test_a_stock_of_another_day_says_of_when_it_is(room: Path) -> None:
    printed = said(
        room, "ask", "--harm", "besieged", "--where", "east Aleppo", "--from", "2016-05-01", "--to", "2016-05-01"
    )
    assert "No report counts them on 1 May 2016" in printed


def test_as_known_on_gives_the_earlier_answer_again_to_the_byte(tmp_path: Path, root: Path) -> None:
    """The answers of the record as it was on each day, in words and in JSON, are given again by the whole record."""
    days = {"2016-09-30": 2, "2016-11-30": 7}
    reports = sorted((root / "examples").glob("*.txt"))
    asked = [KILLED, [*KILLED, "--json"], ["--harm", "displaced", "--where", "Aleppo"]]
    then: dict[str, list[str]] = {}
    (tmp_path / "examples").mkdir()
    for number, report in enumerate(reports, 1):
        for part in (report, report.with_suffix(".meta.json")):
            shutil.copy(part, tmp_path / "examples" / part.name)
        for day in (day for day, last in days.items() if last == number):
            assert tollbook(tmp_path, "read", "examples").returncode == 0
            then[day] = [tollbook(tmp_path, "ask", *q, "--as-known-on", day).stdout for q in asked]
    assert tollbook(tmp_path, "read", "examples").returncode == 0
    for day, before in then.items():
        assert all(before)
        now = [tollbook(tmp_path, "ask", *q, "--as-known-on", day).stdout for q in asked]
        assert now == before


def test_households_are_counted_by_themselves_or_as_people_of_so_many_each(tmp_path: Path) -> None:
    line = {"text": "2,000 families fled Idlib on Monday.", "published": "2017-04-05", "publisher": "A paper"}
    (tmp_path / "flight.jsonl").write_text(json.dumps(line))
    assert tollbook(tmp_path, "read", "flight.jsonl").returncode == 0
    asked = ("ask", "--harm", "displaced", "--where", "Idlib")
    assert "--household-size PEOPLE" in said(tmp_path, *asked)
    assert "2,000 households displaced in Idlib." in said(tmp_path, *asked, "--who", "households")
    sized = (*asked, "--household-size", "5.5")
    assert "11,000 people displaced in Idlib, counting 5.5 people to a household." in said(tmp_path, *sized)
    assert json.loads(tollbook(tmp_path, *sized, "--json").stdout)["question"]["household"] == 5.5
    table = said(tmp_path, "export", "figures", "-", *sized[1:])
    assert ",household " in table
    assert ",11000,11000," in table
    assert table.endswith(",5.5")
