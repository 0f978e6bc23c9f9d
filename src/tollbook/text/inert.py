"""Cells of CSV that a spreadsheet shows and never runs: reports are other people's words.

A cell that a spreadsheet would take for a formula gets an apostrophe before it (OWASP, *CSV injection*); one that
already looks so guarded gets another, so that taking one away always gives the cell back.
"""

from __future__ import annotations

import re

#: What a spreadsheet takes for the beginning of a formula, in full width too, behind any apostrophes.
_FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")


def guarded(cell: str) -> str:
    """A cell that no spreadsheet runs."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def bared(cell: str) -> str:
    """The cell that :func:`guarded` was given."""
    return cell[1:] if cell[:1] == "'" and _FORMULA.match(cell) else cell
