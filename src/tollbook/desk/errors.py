"""What a person can get wrong in asking, said with what they may have meant."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from tollbook.record.errors import NoRecordError, RecordError

__all__ = ["AskedWrongError", "NoRecordError", "RecordError", "near"]


class AskedWrongError(Exception):
    """A word of a question or an option that means nothing here; ``remedy`` says what would."""

    def __init__(self, what: str, remedy: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.remedy = remedy


def near(word: str, known: Iterable[str], otherwise: str = "") -> str:
    """A remedy naming the words nearest to one that is not known."""
    by_fold = {name.casefold(): name for name in known}
    found = difflib.get_close_matches(word.casefold(), by_fold, 3, 0.6)
    if not found:
        found = [name for name in by_fold if word.casefold() in name][:3]
    if found:
        return f"Did you mean {' or '.join(by_fold[name] for name in found)}?"
    return otherwise
