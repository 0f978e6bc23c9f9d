"""A report's own reckoning: what its claims add up to, one figure a harm and population.

Within one report the text itself says what is a part and what is said again (``part_of``, ``repeats``), so no
programme is needed: groups listed together and different incidents add, a toll given for the whole takes the
place of its pieces.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from tollbook.model import Claim, Figure
from tollbook.vocabulary import HARMS, within

_SUBGROUPS = ("civilians", "children", "women", "men", "fighters", "medics", "journalists", "aid_workers")


def figures(claims: Sequence[Claim]) -> tuple[Figure, ...]:
    """The figures of one report. Only asserted claims with a number count; ``people`` is the total."""
    by_harm: dict[tuple[str, str], list[Claim]] = defaultdict(list)
    for claim in claims:
        if claim.modality == "asserted" and claim.measure in ("flow", "stock") and claim.quantity.quantified:
            if HARMS[claim.harm].of == "people" and claim.quantity.unit == "people":
                by_harm[claim.harm, claim.measure].append(claim)
    out: list[Figure] = []
    for (harm, measure), rows in by_harm.items():
        whole = _figure(harm, "people", measure, [c for c in rows if c.part_of is None and c.repeats is None])
        if whole is not None:
            out.append(whole)
        for group in _SUBGROUPS:
            members = [c for c in rows if within(c.population.group, group) and c.repeats is None]
            figure = _figure(harm, group, measure, _outermost(members))
            if figure is not None:
                out.append(figure)
    return tuple(out)


def _outermost(claims: Sequence[Claim]) -> list[Claim]:
    ids = {claim.id for claim in claims}
    return [claim for claim in claims if claim.part_of not in ids]


def _figure(harm: str, population: str, measure: str, claims: Sequence[Claim]) -> Figure | None:
    if not claims:
        return None
    counted = claims if measure == "flow" else [max(claims, key=lambda c: _size(c))]
    counted = _without_pieces(counted)
    low = sum(c.quantity.low if c.quantity.low is not None else 0 for c in counted)
    highs = [c.quantity.high for c in counted]
    high = None if any(h is None for h in highs) else sum(h for h in highs if h is not None)
    bests = [c.quantity.best for c in counted]
    best = None if any(b is None for b in bests) else sum(b for b in bests if b is not None)
    return Figure(harm, population, low or None, high, best, tuple(c.id for c in counted))


def _size(claim: Claim) -> int:
    q = claim.quantity
    return q.best or q.low or q.high or 0


def _without_pieces(claims: Sequence[Claim]) -> list[Claim]:
    """Leave out the pieces where one claim is the whole: a toll, or a number that is the sum of the
    others."""
    if len(claims) < 2:
        return list(claims)
    totals = [c for c in claims if c.extent == "total"]
    for whole in sorted(totals or [], key=_size, reverse=True):
        rest = [c for c in claims if c is not whole]
        if _size(whole) >= max(_size(c) for c in rest):
            return [whole]
    for whole in claims:
        rest = [c for c in claims if c is not whole]
        if any(c.quote == whole.quote for c in rest):  # listed side by side: two women, one child, three men
            continue
        if len(rest) > 1 and _size(whole) == sum(_size(c) for c in rest):
            return [whole]
    return list(claims)
