"""All consistency proofs up to 64 entries hold and every forged one fails (to 256: bench/evidence.py)."""

from __future__ import annotations

from bench.evidence import consistency_proofs


def test_every_consistency_proof_holds_and_every_forged_one_fails() -> None:
    found = consistency_proofs(64)
    assert found["proofs"] == 65 * 66 // 2
    assert found["failed"] == 0
    assert found["forged"] > 20_000
    assert found["forged_that_held"] == 0
