"""One served desk for the tests of a module; those that change much make their own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.databases import BACKENDS
from tests.web.browser import a_browser
from tests.web.served import RECORD, Served, a_desk, serving


@pytest.fixture(scope="module", params=BACKENDS)
def record(request: pytest.FixtureRequest) -> str:
    """Where a desk keeps its record, on each database: a folder's name in that of the desk, or a URL."""
    if request.param == "sqlite":
        return RECORD
    cluster = request.getfixturevalue("cluster")
    return str(cluster.url(cluster.record()))


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The desk of a record of the ten example reports, in a folder.

    What these tests look at is what a browser shows, which is the same whatever keeps the record: what is read from it
    is tested on both databases where it is kept (tests/test_record.py and others), and every page and every operation
    of the API is asked of both by every role (test_matrix.py, test_api.py), many people at once too (test_together.py).
    """
    with serving(a_desk(tmp_path_factory.mktemp("desk"))) as served:
        yield served


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium. Of a module: while it is there, Django takes its thread for one that must not wait, and refuses to open
    a record in it."""
    with a_browser() as started:
        yield started
