"""One served desk for the tests of a module; those that change much make their own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.web.served import Served, a_desk, serving


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The desk of a record of the ten example reports."""
    with serving(a_desk(tmp_path_factory.mktemp("desk"))) as served:
        yield served
