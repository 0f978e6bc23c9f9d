"""Nothing is counted twice and no law of the reckoning is broken: random small records against a second implementation
that lists every atom (100,000 of them: bench/reckon.py).
"""

from __future__ import annotations

from collections import Counter

import pytest

from tests.reckon import laws

BATCHES, BATCH = 8, 125


@pytest.mark.parametrize("batch", range(BATCHES))
def test_no_law_is_broken(batch: int) -> None:
    """Bounds are those of every atom listed, every proof implies its bound, every conflict is irreducible, and more
    knowledge makes no answer vaguer."""
    conflicts = proofs = 0
    tried: Counter[str] = Counter()
    for seed in range(batch * BATCH, (batch + 1) * BATCH):
        found = laws.check(seed)
        assert not found.broken, f"record {seed}"
        conflicts, proofs = conflicts + found.conflicts, proofs + found.proofs
        tried.update(found.tried)
    assert conflicts > 20
    assert proofs > 100
    assert len(tried) == 7
    assert min(tried.values()) >= 3, tried
