"""Files made to do harm are contained: nothing crashes, nothing is run, fetched or written, and each is said why.

Here every eighth of the small ones is read. The long form is bench/hostile.py, which reads all of them.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from bench import hostile


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_collection_of_hostile_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    out = hostile.run(tmp_path, heavy=False, every=8)
    assert out.files > 50
    assert out.reports > 20
    assert out.refused > 20
    assert out.traces == []


def test_a_trace_would_be_seen(tmp_path: Path) -> None:
    import urllib.error
    import urllib.request

    with hostile.listening() as (address, asked), pytest.raises((urllib.error.URLError, ConnectionError, OSError)):
        urllib.request.urlopen(address, timeout=5)
    assert asked
