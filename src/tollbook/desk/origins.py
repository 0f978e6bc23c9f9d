"""Where in the original bytes a claim's words stand: from a span of the text back to a page, an element, a part."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable

from tollbook.model import Anchor, Claim, Conversion, Json, Report, Span


def anchors_at(conversion: Conversion | None, span: Span) -> tuple[Anchor, ...]:
    """The places of the original that the words of a span stand at, in order; none where the text is the original's."""
    if conversion is None or not conversion.anchors:
        return ()
    starts = [anchor.start for anchor in conversion.anchors]
    first = max(0, bisect_right(starts, span.start) - 1)
    last = bisect_right(starts, max(span.start, span.end - 1))
    return conversion.anchors[first : max(last, first + 1)]


def told(anchors: Iterable[Anchor]) -> str:
    """Places in words: "page 3, 72–424 pt from the left and 93–102 pt from the top"."""
    places: dict[str, list[tuple[float, float, float, float]]] = {}
    for anchor in anchors:
        places.setdefault(anchor.place, []).extend([anchor.box] if anchor.box else [])
    return "; ".join(_told(place, boxes) for place, boxes in places.items())


def as_json(anchors: Iterable[Anchor]) -> list[Json]:
    """Places as data: ``place`` and, on a page of a PDF, ``box`` (left, top, right, bottom, as an anchor has it)."""
    return [{"place": a.place, "box": list(a.box)} if a.box else {"place": a.place} for a in anchors]


def origins(report: Report, claims: Iterable[Claim]) -> dict[str, tuple[Anchor, ...]]:
    """For each claim of a report, where its words stand in the original."""
    found = {claim.id: anchors_at(report.conversion, claim.span) for claim in claims}
    return {name: anchors for name, anchors in found.items() if anchors}


def _told(place: str, boxes: list[tuple[float, float, float, float]]) -> str:
    if not boxes:
        return place
    left, top = min(box[0] for box in boxes), min(box[1] for box in boxes)
    right, bottom = max(box[2] for box in boxes), max(box[3] for box in boxes)
    return f"{place}, {left:.0f}–{right:.0f} pt from the left, {top:.0f}–{bottom:.0f} pt from the top"
