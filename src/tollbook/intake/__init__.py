"""Where the outside comes in: files, folders, pages and lines, each made a report or refused with a
reason.

:func:`documents` is the door. What cannot be a report comes out as a :class:`tollbook.model.Problem`
whose ``where`` names the file and the line, ``what`` says what is wrong and ``why`` what to do; nothing
here raises for what a file holds.
"""

from __future__ import annotations

from tollbook.intake.documents import Document, documents
from tollbook.intake.meta import Given

__all__ = ["Document", "Given", "documents"]
