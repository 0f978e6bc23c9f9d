"""A record kept elsewhere: one encrypted file of all of it, and back, into a folder or a database."""

from __future__ import annotations

import io
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from tollbook.desk.errors import RecordError
from tollbook.desk.places import compile_all
from tollbook.model import Json, Problem
from tollbook.record.age import AgeError, Reader, Writer
from tollbook.record.logged import Tell, silent
from tollbook.record.store import Store
from tollbook.record.where import Where

#: A shorter passphrase is guessed by a machine in days.
LEAST = 10


@dataclass(frozen=True, slots=True)
class Restored:
    """A record that was restored: what its backup says of itself, and what does not hold of it."""

    about: Json
    problems: list[Problem]


def backup(store: Store, path: Path, passphrase: str, tell: Tell = silent) -> Json:
    """Write the whole record to one encrypted file, which is there whole or not at all; the log says so first.

    Others may go on writing: what is in the file is the record of one moment. Raises :class:`RecordError`, OSError.
    """
    from tollbook.record.backup import write

    store.note("record.exported", {"form": "backup"})
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            with store.told(), Writer(file, passphrase) as sealed:
                about = write(store.alias, store.originals, cast(BinaryIO, sealed), tell)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    return about


def restore(where: Where, path: Path, passphrase: str, by: str | None = None, tell: Tell = silent) -> Restored:
    """Take a backup in where there is no record yet, all of it or nothing, and verify it.

    Raises :class:`RecordError` for a passphrase that is not its own, a file that was changed or cut off, a backup of a
    later version, and a place where something is; OSError where the file cannot be read.
    """
    with path.open("rb") as file, _told(path):
        stream = io.BufferedReader(Reader(file, passphrase), 1 << 16)
        with _fresh(where), Store.open(where, create=True, write=True, by=by) as store:
            from tollbook.record.backup import read  # wants the database to be set up

            with store.told():
                about = read(where, store.alias, store.originals, cast(BinaryIO, stream), tell)
            if isinstance(where, Path):
                compile_all(store)
            problems = list(store.verify((), tell))
    return Restored(about, problems)


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except AgeError as error:
        raise RecordError(
            f"{path} cannot be opened. {error}", "Nothing was restored. Try another passphrase, or another copy."
        ) from error


@contextmanager
def _fresh(where: Where) -> Iterator[None]:
    """A folder that was made for it is gone again where it fails."""
    made = isinstance(where, Path) and not where.exists()
    try:
        yield
    except BaseException:
        if made and isinstance(where, Path):
            shutil.rmtree(where, ignore_errors=True)
        raise
