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


TOGETHER = """
import random, threading
from tollbook.reckon.linear import Programme

def programme(seed):
    some, made = random.Random(seed), Programme()
    columns = [made.column(1.0) for _ in range(some.randrange(3, 40))]
    for _ in columns:
        made.row(dict.fromkeys(some.sample(columns, some.randrange(1, len(columns))), 1.0), some.randrange(1, 50), None)
    return made

alone = [round(programme(seed).solve().value, 6) for seed in range(40)]
wrong = []

def work(first):
    for seed in [*range(first, 40), *range(first)]:
        found = programme(seed).solve()
        if found is None or round(found.value, 6) != alone[seed]:
            wrong.append(seed)

threads = [threading.Thread(target=work, args=(10 * number,)) for number in range(4)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert not wrong, wrong
"""


def test_many_threads_that_ask_at_once_get_each_its_own_answer() -> None:
    done = subprocess.run([sys.executable, "-c", TOGETHER], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, ""), "a crash is a negative number"
