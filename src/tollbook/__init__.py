"""Tollbook turns reports of armed conflict into a reckoning of harm to civilians that can be trusted and
proved.

``tollbook.read(text, published=…, publisher=…)`` reads one report and keeps nothing;
``tollbook.Record.open(folder)`` is a record that keeps reports, answers questions and proves the answers.
Both are loaded when first used, so that importing ``tollbook`` costs nothing and never loads a database.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tollbook.desk.record import Record as Record
    from tollbook.reading import read as read

__version__ = "0.1.0"
__all__ = ["Record", "__version__", "read"]


def __getattr__(name: str) -> Any:
    if name == "read":
        from tollbook.reading import read

        return read
    if name == "Record":
        from tollbook.desk.record import Record

        return Record
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
