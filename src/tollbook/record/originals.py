"""The original bytes of every report, for ever: one file each, named by its SHA-256.

A file is either there whole or not at all: it is written beside, flushed to the disk and then given its name.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

from tollbook.record.failpoints import point


class Originals:
    """The folder of originals of one record."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, sha256: str) -> Path:
        """Where the bytes with this SHA-256 are, or would be."""
        return self.folder / sha256[:2] / sha256

    def put(self, raw: bytes) -> str:
        """Keep bytes and return their SHA-256. Bytes already kept are not written again. Raises OSError."""
        sha256 = hashlib.sha256(raw).hexdigest()
        path = self.path(sha256)
        if path.exists():
            return sha256
        self._ready(path.parent)
        beside = path.with_name(f".{sha256}.{os.getpid()}")
        point("original.before")
        try:
            with beside.open("wb") as file:
                file.write(raw)
                file.flush()
                os.fsync(file.fileno())
            point("original.written")
            beside.replace(path)
        except BaseException:
            beside.unlink(missing_ok=True)
            raise
        _flush_folder(path.parent)
        point("original.named")
        return sha256

    def remove(self, sha256: str) -> None:
        """Erase bytes, and what a writing of them that was broken off has left beside them."""
        path = self.path(sha256)
        path.unlink(missing_ok=True)
        if path.parent.is_dir():
            for left in path.parent.glob(f".{sha256}.*"):
                left.unlink(missing_ok=True)
            _flush_folder(path.parent)

    def _ready(self, folder: Path) -> None:
        """Make the folder of a file. Its own name must be on the disk before anything in it is said to be kept."""
        if not folder.is_dir():
            new = not self.folder.is_dir()
            folder.mkdir(parents=True, exist_ok=True)
            _flush_folder(self.folder)
            if new:
                _flush_folder(self.folder.parent)

    def get(self, sha256: str) -> bytes:
        """The bytes with this SHA-256. Raises FileNotFoundError."""
        return self.path(sha256).read_bytes()

    def kept(self) -> Iterator[str]:
        """The names of all files kept, sorted."""
        for folder in sorted(self.folder.glob("[0-9a-f][0-9a-f]")):
            for path in sorted(folder.iterdir()):
                if not path.name.startswith("."):
                    yield path.name


def _flush_folder(folder: Path) -> None:
    """A name is on the disk only when its folder is."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
