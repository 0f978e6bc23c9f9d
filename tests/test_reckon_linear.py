"""What the solver of linear programmes is asked, it answers, and nothing else: standard output is where answers go."""

from __future__ import annotations

import subprocess
import sys

SOLVES = """
from tollbook.reckon.linear import Programme
programme = Programme()
programme.row({programme.column(1.0): 1.0}, 3, None)
assert programme.solve().value == 3
"""


def test_the_solver_prints_nothing() -> None:
    done = subprocess.run([sys.executable, "-c", SOLVES], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("", "")
