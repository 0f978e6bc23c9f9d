"""The same reports always give the same answer: in any order, under any hash seed, in any record."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests import databases

QUESTIONS = (
    ["--harm", "killed", "--who", "civilians", "--where", "east Aleppo"],
    ["--harm", "displaced", "--where", "Aleppo", "--to", "2016-11-30"],
)


def tollbook(room: Path, seed: int, *arguments: str) -> str:
    command = [sys.executable, "-m", "tollbook", *arguments]
    environment = {**os.environ, "PYTHONHASHSEED": str(seed)}
    return subprocess.run(command, cwd=room, env=environment, capture_output=True, text=True, check=True).stdout


@pytest.fixture(scope="module")
def answers(root: Path, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> list[list[Any]]:
    """The answers of three records made of the same reports in different orders, one of them in PostgreSQL where there
    is one."""
    reports = sorted(str(path) for path in (root / "examples").glob("*.txt"))
    found = []
    for seed, order in enumerate((reports, reports[::-1], reports[5:] + reports[:5])):
        room = tmp_path_factory.mktemp("same")
        there = ["--record", "record.tollbook"]
        if seed == 2 and databases.binaries() is not None:
            cluster = request.getfixturevalue("cluster")
            there[1] = cluster.url(cluster.empty())
        tollbook(room, seed, *there, "read", *order)
        found.append([json.loads(tollbook(room, seed, *there, "ask", *q, "--json")) for q in QUESTIONS])
    return found


def test_the_answers_are_the_same(answers: list[list[Any]]) -> None:
    assert answers[0][0]["documented"]["low"], "the question has an answer at all"
    assert answers[0] == answers[1] == answers[2]
