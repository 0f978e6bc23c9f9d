"""Whole reports with all they claim and what it adds up to."""

from __future__ import annotations

import pytest

from tests.cases import Case, run
from tests.test_claim_cases import parameters


@pytest.mark.parametrize("case", parameters("documents"))
def test_documents(case: Case) -> None:
    faults = run(case).faults
    assert not faults, "\n".join([case.data["text"], *faults])
