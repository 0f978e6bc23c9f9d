"""Which versions of the parsing libraries are at work: part of how a text was made."""

from __future__ import annotations

from functools import cache
from importlib.metadata import PackageNotFoundError, version


@cache
def version_of(*names: str) -> str:
    """Libraries with their versions, as one line: "pypdfium2 5.1.0, lxml 6.0.2"."""
    return ", ".join(f"{name} {_version(name)}" for name in names)


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "?"
