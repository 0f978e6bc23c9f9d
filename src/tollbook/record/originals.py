"""The original bytes of every report, for ever, under their SHA-256.

In a folder they are a file each, which is there whole or not at all: it is written beside, flushed to the disk and then
given its name. In a database that many computers use they are rows of it: whoever reaches the record reaches them, they
come and go with what is said of them, and one backup holds both.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from tollbook.record.connect import writing
from tollbook.record.failpoints import point

#: How many files wait for the disk at once.
WAITING = 8


class Originals:
    """The originals of one record, as files of a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, sha256: str) -> Path:
        """Where the bytes with this SHA-256 are, or would be."""
        return self.folder / sha256[:2] / sha256

    @contextmanager
    def keeping(self, raws: Iterable[bytes], alias: str) -> Iterator[None]:
        """Keep bytes, and in a transaction that writes what is said of them: the bytes are there before that is."""
        self._put_all(raws)
        with writing(alias):
            yield

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

    def _put_all(self, raws: Iterable[bytes]) -> None:
        """Keep several: they wait for the disk together."""
        fresh = dict.fromkeys(raws)
        if len(fresh) < 2:
            for raw in fresh:
                self.put(raw)
            return
        with ThreadPoolExecutor(WAITING) as several:
            list(several.map(self.put, fresh))

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

    def holds(self, sha256: str) -> bool:
        """Whether anything is kept under this name."""
        return self.path(sha256).exists()

    def digest(self, sha256: str) -> str:
        """The SHA-256 that the bytes of this name really have. Raises OSError where there are none."""
        with self.path(sha256).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    def kept(self) -> Iterator[str]:
        """The names of all that is kept, sorted."""
        for folder in sorted(self.folder.glob("[0-9a-f][0-9a-f]")):
            for path in sorted(folder.iterdir()):
                if not path.name.startswith("."):
                    yield path.name


class Rows(Originals):
    """The originals of one record, as rows of its database."""

    def __init__(self, alias: str) -> None:
        self._alias = alias

    @contextmanager
    def keeping(self, raws: Iterable[bytes], alias: str) -> Iterator[None]:
        """Keep bytes and what is said of them in one transaction."""
        with writing(alias):
            for raw in dict.fromkeys(raws):
                self.put(raw)
            yield

    def put(self, raw: bytes) -> str:
        """Keep bytes and return their SHA-256. Bytes already kept are not written again."""
        from tollbook.record import models

        sha256 = hashlib.sha256(raw).hexdigest()
        if not self.holds(sha256):
            point("original.before")
            models.Original(sha256=sha256, raw=raw).save(using=self._alias, force_insert=True)
            point("original.written")
            point("original.named")
        return sha256

    def get(self, sha256: str) -> bytes:
        """The bytes with this SHA-256. Raises FileNotFoundError."""
        from tollbook.record import models

        found = models.Original.objects.using(self._alias).filter(sha256=sha256).values_list("raw", flat=True).first()
        if found is None:
            raise FileNotFoundError(2, "No such original", sha256)
        return bytes(found)

    def holds(self, sha256: str) -> bool:
        """Whether anything is kept under this name."""
        from tollbook.record import models

        return models.Original.objects.using(self._alias).filter(sha256=sha256).exists()

    def digest(self, sha256: str) -> str:
        """The SHA-256 that the bytes of this name really have. Raises OSError where there are none."""
        return hashlib.sha256(self.get(sha256)).hexdigest()

    def remove(self, sha256: str) -> None:
        """Erase bytes."""
        from django.db import connections

        from tollbook.record import guards, models

        with writing(self._alias), guards.lifted(connections[self._alias]):
            models.Original.objects.using(self._alias).filter(sha256=sha256)._raw_delete(self._alias)

    def kept(self) -> Iterator[str]:
        """The names of all that is kept, sorted."""
        from tollbook.record import models

        yield from models.Original.objects.using(self._alias).order_by("sha256").values_list("sha256", flat=True)


def _flush_folder(folder: Path) -> None:
    """A name is on the disk only when its folder is."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
