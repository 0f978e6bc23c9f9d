"""A record that was killed, or whose disk was full, lost nothing that was acknowledged and is whole (1,000 points,
every failed write: bench/evidence.py)."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest
from bench import crashes, server_disk

from tests.databases import Cluster
from tollbook.record import failpoints

pytestmark = pytest.mark.skipif(os.name != "posix", reason="what is killed here is a fork")


def test_what_was_acknowledged_survives_a_kill(server: Cluster | None) -> None:
    found = crashes.killed(6, server=server)
    assert found["wrong"] == []
    assert found["points"] == 6
    assert found["acknowledged"] > 0


@pytest.mark.parametrize("deed", ["full", "fail"])
def test_a_disk_that_fails_at_a_named_point_is_told_and_nothing_is_half_kept(deed: str, server: Cluster | None) -> None:
    with crashes.campaign(server) as it:
        for name in ("original.written", "report.claims", "log.said", "judged.rows", "places.kept", "removed.erased"):
            folder = it.fresh("failed")
            _, said, complaint = it.run(folder, crashes.arming(name, 1, deed))
            assert any(words in complaint for words in crashes.SAID), (name, complaint)
            assert it.wrong(folder, said) == []


def test_files_that_may_not_grow_are_told_and_nothing_is_half_kept() -> None:
    found = crashes.limited(step=65536)
    assert found["wrong"] == []
    assert found["told"] >= 1


def test_nothing_happens_at_a_point_that_no_test_armed(tmp_path: Path) -> None:
    for name in failpoints.POINTS:
        failpoints.point(name)
    failpoints.arm("log.tree", 2, "full")
    failpoints.point("log.tree")
    with pytest.raises(OSError, match="No space"):
        failpoints.point("log.tree")
    failpoints.disarm()
    failpoints.point("log.tree")
    assert signal.getsignal(signal.SIGXFSZ) in (signal.SIG_IGN, signal.SIG_DFL)


def test_a_server_whose_files_may_not_grow_is_told_and_nothing_is_half_kept(cluster: Cluster) -> None:
    """``cluster`` is asked for only to skip, or to fail, where there is no server to be had."""
    found = server_disk.limited(step=1 << 18)
    assert found["wrong"] == []
    assert found["told"] == found["failures"] >= 2
