"""Short golden cases: one class of wording a file, traps with an empty expectation."""

from __future__ import annotations

import pytest

from tests.cases import Case, load, run


def parameters(kind: str) -> list[object]:
    """The cases of one kind as test parameters; one marked ``not_yet`` must fail, or its mark is stale."""
    reason = "not_yet; if it passes: python -m tests.cases --update"
    mark = pytest.mark.xfail(raises=AssertionError, strict=True, reason=reason)
    return [pytest.param(case, id=case.name, marks=[mark] if case.not_yet else []) for case in load(kind)]


@pytest.mark.parametrize("case", parameters("claims"))
def test_claims(case: Case) -> None:
    faults = run(case).faults
    assert not faults, "\n".join([case.data["text"], *faults])
