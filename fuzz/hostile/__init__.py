"""A collection of files made to do harm, built by script: ``python -m fuzz.hostile FOLDER`` writes it.

Each file is a name and its bytes. None is harmful by itself; each is what would harm a program that trusts it. Those that
are large are made when they are asked for.
"""

from __future__ import annotations

from collections.abc import Iterator

from fuzz.hostile import archives, markup, papers, words


def collection(secret: str, address: str, marker: str, heavy: bool = True) -> Iterator[tuple[str, bytes]]:
    """All files, those that are large only if ``heavy``. ``secret`` is a path that must not be read, ``address`` one of a
    server that must not be asked, ``marker`` a path that must not be written.
    """
    bait = (secret, address, marker)
    for kind in (archives, markup, papers, words):
        yield from kind.files(*bait)
        if heavy:
            yield from kind.heavy()
