"""Files made to do harm are contained: nothing crashes, nothing is run, fetched or written, and each is said why.

Here every eighth of the small ones is read. The long form is bench/hostile.py, which reads all of them.
"""

from __future__ import annotations

import json
import subprocess
import sys
import warnings
from pathlib import Path

import pytest
from bench import hostile
from fuzz.hostile import collection


def test_a_collection_of_hostile_files(tmp_path: Path) -> None:
    """In a process of its own: what this one took for other tests is not what reading them takes."""
    command = [sys.executable, "-W", "ignore", str(Path(hostile.__file__)), "--small", "--every", "8"]
    done = subprocess.run(command, cwd=tmp_path, stdout=subprocess.PIPE, check=False)
    out = json.loads(done.stdout)
    assert out["files"] > 50
    assert out["reports"] > 20
    assert out["refused"] > 10
    assert out["traces"] == []
    assert done.returncode == 0


def test_a_trace_would_be_seen(tmp_path: Path) -> None:
    import urllib.error
    import urllib.request

    with hostile.listening() as (address, asked), pytest.raises((urllib.error.URLError, ConnectionError, OSError)):
        urllib.request.urlopen(address, timeout=5)
    assert asked


def test_the_pinned_result_is_of_this_collection() -> None:
    pinned = json.loads(hostile.RESULT.read_text(encoding="utf-8"))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        names = [name for name, _ in collection("s", "a", "m", heavy=False)]
    assert len(names) == len(set(names))
    assert pinned["files"] > len(names) >= 400
    assert pinned["traces"] == []
    assert max(pinned["parent_mb"], pinned["child_mb"]) <= hostile.MEMORY_MB
