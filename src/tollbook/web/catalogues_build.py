"""Compiles the translations of the pages when Tollbook is built or installed: pages read the compiled form, and git
keeps the written one. It needs Babel, which only a build has."""

from __future__ import annotations

from pathlib import Path

LOCALE = Path(__file__).parent / "locale"


def _pairs() -> list[tuple[Path, Path]]:
    return [(written, written.with_suffix(".mo")) for written in sorted(LOCALE.glob("*/LC_MESSAGES/django.po"))]


def current() -> bool:
    """Whether every catalogue is compiled and no older than what was written."""
    return all(made.exists() and made.stat().st_mtime >= written.stat().st_mtime for written, made in _pairs())


def compile_catalogues() -> None:
    """Compile every catalogue. Messages without a translation are left out: the page then has the English."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    for written, made in _pairs():
        with written.open("rb") as file:
            catalogue = read_po(file, locale=written.parent.parent.name)
        part = made.with_name(f"{made.name}.part")
        with part.open("wb") as out:
            write_mo(out, catalogue)
        part.replace(made)
