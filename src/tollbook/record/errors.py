"""What can go wrong with a record, said to the person in front of it: what, where, and what to do."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tollbook.record.where import Server


class RecordError(Exception):
    """The record could not be opened, read or written. ``remedy`` says what to do about it."""

    def __init__(self, what: str, remedy: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.remedy = remedy


class NoRecordError(RecordError):
    """There is no record yet where one was looked for."""


_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_CLOSED = {errno.EROFS, errno.EACCES, errno.EPERM}


def is_full(error: OSError) -> bool:
    """Whether an error says that there is no room left: a full disk, a quota, a limit on the size of files."""
    return error.errno in _FULL


@contextmanager
def told(where: Path | Server) -> Iterator[None]:
    """Turn what the database and the file system raise inside into :class:`RecordError` about this record.

    A bug stays what it is: only errors of the world are told this way.
    """
    from django.db.utils import DatabaseError, InterfaceError

    try:
        yield
    except OSError as error:
        raise _of_system(where, error) from error
    except (DatabaseError, InterfaceError) as error:
        if isinstance(where, Path):
            raise _of_folder(where, str(error)) from error
        raise _of_server(where, error) from error


def _of_system(where: Path | Server, error: OSError) -> RecordError:
    if is_full(error):
        return _full(where)
    if error.errno in _CLOSED:
        return _closed(where)
    return RecordError(f"The record {where} could not be used: {error.strerror or error}.")


def _of_folder(folder: Path, said: str) -> RecordError:
    if "disk is full" in said:
        return _full(folder)
    if "readonly" in said or "unable to open" in said:
        return _closed(folder)
    if "locked" in said:
        return _busy(folder)
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


def _of_server(server: Server, error: Exception) -> RecordError:
    """What a server says, by the class of its SQLSTATE (PostgreSQL's manual, appendix A)."""
    state = getattr(error.__cause__, "sqlstate", None) or ""
    said = str(error).strip().split("\n")[0]
    if state == "53100":
        return _full(server)
    if state == "58030":
        return RecordError(f"The server of the record {server} could not use its disk: {said}.", _SERVER)
    if state in ("25006", "42501"):  # read-only, no privilege
        return _closed(server)
    if state in ("55P03", "40P01"):  # a lock that did not come, a deadlock
        return _busy(server)
    if state in ("XX001", "XX002"):
        return RecordError(
            f"The database of the record {server} is damaged: {said}.", "Keep it as it is and go back to a backup."
        )
    if error.__cause__ is not None and (not state or state.startswith(("08", "57P"))):  # no answer, or the server stops
        return RecordError(
            f"The connection to the record {server} was lost: {said}.",
            "Run the same command again. What was said to be kept is kept, and nothing is half kept.",
        )
    return RecordError(f"The record {server} could not be used: {said}.", _SERVER if state.startswith("XX") else "")


#: Of what is wrong with a server, and cannot be mended here.
_SERVER = "The server's own log says more. What was kept before is kept, and nothing is half kept."


def _busy(where: Path | Server) -> RecordError:
    return RecordError(
        f"The record {where} is being written by another command.",
        "Wait until it has finished and run this again.",
    )


def _full(where: Path | Server) -> RecordError:
    return RecordError(
        f"No space is left for the record {where}.",
        "Free some space and run the same command again. What was kept before is kept, and nothing is half kept.",
    )


def _closed(where: Path | Server) -> RecordError:
    remedy = "Give yourself the right to write there, or use another folder: --record FOLDER."
    if not isinstance(where, Path):
        remedy = "Ask its owner for the right to, or connect as its owner."
    return RecordError(f"The record {where} cannot be written.", remedy)
