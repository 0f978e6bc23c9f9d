"""What can go wrong with a record, said to the person in front of it: what, where, and what to do."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class RecordError(Exception):
    """The record could not be opened, read or written. ``remedy`` says what to do about it."""

    def __init__(self, what: str, remedy: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.remedy = remedy


_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_CLOSED = {errno.EROFS, errno.EACCES, errno.EPERM}


def is_full(error: OSError) -> bool:
    """Whether an error says that there is no room left: a full disk, a quota, a limit on the size of files."""
    return error.errno in _FULL


@contextmanager
def told(folder: Path) -> Iterator[None]:
    """Turn what the database and the file system raise inside into :class:`RecordError` about this record.

    A bug stays what it is: only errors of the world are told this way.
    """
    from django.db.utils import DatabaseError, InterfaceError

    try:
        yield
    except OSError as error:
        raise _of_system(folder, error) from error
    except (DatabaseError, InterfaceError) as error:
        raise _of_database(folder, error) from error


def _of_system(folder: Path, error: OSError) -> RecordError:
    if is_full(error):
        return _full(folder)
    if error.errno in _CLOSED:
        return _closed(folder)
    return RecordError(f"The record {folder} could not be used: {error.strerror or error}.")


def _of_database(folder: Path, error: Exception) -> RecordError:
    said = str(error)
    if "disk is full" in said:
        return _full(folder)
    if "readonly" in said or "unable to open" in said:
        return _closed(folder)
    if "locked" in said:
        return RecordError(
            f"The record {folder} is being written by another command.",
            "Wait until it has finished and run this again.",
        )
    if "malformed" in said or "not a database" in said:
        return RecordError(
            f"The database of the record {folder} is damaged: {said}.",
            "Keep this folder as it is and go back to a copy; the original reports are under originals/.",
        )
    if "disk I/O error" in said:
        return RecordError(
            f"The disk of the record {folder} refused to write: it may be full or failing.",
            "Free some space or use another disk (--record FOLDER). What was kept before is kept.",
        )
    return RecordError(f"The record {folder} could not be used: {said}.")


def _full(folder: Path) -> RecordError:
    return RecordError(
        f"No space is left for the record {folder}.",
        "Free some space and run the same command again. What was kept before is kept, and nothing is half kept.",
    )


def _closed(folder: Path) -> RecordError:
    return RecordError(
        f"The record {folder} cannot be written.",
        "Give yourself the right to write there, or use another folder: --record FOLDER.",
    )
