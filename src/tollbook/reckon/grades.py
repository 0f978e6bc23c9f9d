"""How well an incident is attested, in the field's grades.

The grades and their meaning follow Airwars' *Methodology*: confirmed, fair, weak, contested, discounted. They are
of what is reported, not of how many were harmed, and change no number.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from tollbook.model import Claim
from tollbook.reckon.scope import fold, group, lineage, named, source, source_named

Grade = Literal["confirmed", "fair", "weak", "contested", "discounted"]


def grade(claims: Iterable[Claim]) -> Grade | None:
    """The grade of one incident by the claims about it; ``None`` where nothing is asserted of it.

    - **discounted**: every account says that those harmed were fighters;
    - **confirmed**: one of those held responsible says so itself;
    - **contested**: accounts hold different perpetrators responsible;
    - **fair**: two or more speakers tell of it, who are not each other's publishers and do not rest on each other;
    - **weak**: one does.
    """
    told = [c for c in claims if c.modality == "asserted" and c.measure in ("flow", "stock")]
    if not told:
        return None
    if all(group(c.population.group) == "fighters" for c in told):
        return "discounted"
    blamed = {name for c in told if (name := named(c)) is not None}
    speakers = {lineage(c) for c in told}
    if blamed & (speakers | {fold(source(c)) for c in told}):
        return "confirmed"
    if len(blamed) > 1:
        return "contested"
    return "fair" if len(speakers - _resting(told, speakers)) > 1 else "weak"


def _resting(told: Iterable[Claim], speakers: set[str]) -> set[str]:
    """The speakers who, in all they say, quote another of them: a peer on an agency's word adds no source to it."""
    quoted: dict[str, bool] = {}
    for claim in told:
        name = lineage(claim)
        rests = any(source_named(other) in speakers - {name} for other in claim.quoting)
        quoted[name] = quoted.get(name, True) and rests
    return {name for name, rests in quoted.items() if rests}
