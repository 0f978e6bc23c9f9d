"""What stands in a cell of a table, and how a workbook carries it.

In XLSX a cell is declared to be text, which is never run, and what XML cannot carry is written as ``_xHHHH_``
(ECMA-376, ST_Xstring). For CSV see :mod:`tollbook.text.inert`.
"""

from __future__ import annotations

import datetime as dt
import re

Cell = str | int | float | dt.date | None

#: The most characters a cell of a spreadsheet holds (Excel's limit).
LONGEST = 32_767
_CUT = " […]"

_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_UNSPEAKABLE = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff\ud800-\udfff]")
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")


def escaped(cell: str) -> str:
    """A text as the XML of a workbook carries it. Longer than :data:`LONGEST` it is cut, and says so."""
    if len(cell) > LONGEST:
        cell = cell[: LONGEST - len(_CUT)] + _CUT
    cell = _ESCAPED.sub("_x005F_", cell)
    return _UNSPEAKABLE.sub(lambda found: f"_x{ord(found[0]):04X}_", cell)


def unescaped(cell: str) -> str:
    """The text that :func:`escaped` was given."""
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), cell)


def plain(cell: Cell) -> str:
    """A cell as text: unknown is empty, a date of ISO form."""
    return "" if cell is None else cell.isoformat() if isinstance(cell, dt.date) else str(cell)
