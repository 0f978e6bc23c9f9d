"""The reading order of a page: fragments of lines, with their boxes, to rows of words in the order one reads them.

A PDF says where words stand and not in which order they are read. Two columns may come line by line across both, and a
heading after what it is over. So order is taken from geometry alone:

1. A **gutter** is a vertical strip with enough prose on both sides that does not cross it. Fragments that do cross it
   (headings, full lines) cut the page into bands; in each band one column is read after the other, the right one first
   where the page runs from right to left; each column may have a gutter itself.
2. Without a gutter, fragments side by side are one row. That is how a table is read: row by row. A strip between short
   cells is no gutter, for columns of prose have lines of several words.

Boxes are (left, top, right, bottom) in points from the page's upper left corner.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from statistics import median
from typing import NamedTuple

#: How wide a strip must be to part columns, in points.
GUTTER = 6.0
#: How many lines, of how many words, each column has at least.
LINES, WORDS = 4, 3
_DEPTH = 4


class Fragment(NamedTuple):
    """Words side by side on one line."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


Row = list[Fragment]


def rows_of(fragments: list[Fragment], rightwards: bool = True) -> list[Row]:
    """The rows of a page in reading order; ``rightwards`` is whether its lines run from left to right."""
    return [row for block in _blocks(fragments, rightwards, 0) for row in block]


def blocks_of(fragments: list[Fragment], rightwards: bool = True) -> list[list[Row]]:
    """The same rows, by the stretches of columns they stand in."""
    return _blocks(fragments, rightwards, 0)


def _blocks(fragments: list[Fragment], rightwards: bool, depth: int) -> list[list[Row]]:
    at = _gutter(fragments) if depth < _DEPTH and len(fragments) >= 2 * LINES else None
    if at is None:
        return [_rows(fragments, rightwards)] if fragments else []
    over = sorted((f for f in fragments if f.left < at < f.right), key=lambda f: f.top)
    cuts = [f.top for f in over]
    bands: list[tuple[list[Fragment], list[Fragment], list[Fragment]]] = [([], [], []) for _ in range(len(over) + 1)]
    for fragment in fragments:
        if fragment.left < at < fragment.right:
            continue
        band = bands[bisect_right(cuts, (fragment.top + fragment.bottom) / 2)]
        band[0 if fragment.right <= at else 1].append(fragment)
    for i, fragment in enumerate(over):
        bands[i + 1][2].append(fragment)
    blocks: list[list[Row]] = []
    crossing: list[Fragment] = []
    for left, right, above in bands:
        crossing += above
        if not left and not right:
            continue
        if crossing:
            blocks.append(_rows(crossing, rightwards))
            crossing = []
        for column in (left, right) if rightwards else (right, left):
            blocks += _blocks(column, rightwards, depth + 1)
    if crossing:
        blocks.append(_rows(crossing, rightwards))
    return blocks


def _gutter(fragments: list[Fragment]) -> float | None:
    """Where the page parts into columns, if it does."""
    ends = sorted(f.right for f in fragments)
    starts = sorted(f.left for f in fragments)
    total = len(fragments)
    best, score = None, 0.0
    for x in dict.fromkeys(round(start) - 1.0 for start in starts):
        left = bisect_right(ends, x)
        right = total - bisect_left(starts, x)
        fewer = min(left, right)
        if fewer < LINES:
            continue
        found = fewer - (total - left - right) / 2
        if found > score:
            best, score = x, found
    if best is None:
        return None
    left_side = [f for f in fragments if f.right <= best]
    right_side = [f for f in fragments if f.left >= best]
    inner, outer = max(f.right for f in left_side), min(f.left for f in right_side)
    if outer - inner < GUTTER or not _prose(left_side) or not _prose(right_side):
        return None
    return (inner + outer) / 2


def _prose(fragments: list[Fragment]) -> bool:
    return median(f.text.count(" ") + 1 for f in fragments) >= WORDS


def _rows(fragments: list[Fragment], rightwards: bool) -> list[Row]:
    """Fragments side by side as rows, from the top."""
    rows: list[Row] = []
    for fragment in sorted(fragments, key=lambda f: (f.top + f.bottom) / 2):
        middle = (fragment.top + fragment.bottom) / 2
        if rows and rows[-1][0].top <= middle <= rows[-1][0].bottom:
            rows[-1].append(fragment)
        else:
            rows.append([fragment])
    for row in rows:
        row.sort(key=lambda f: f.left if rightwards else -f.right)
    return rows
