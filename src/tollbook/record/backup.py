"""A record as one stream, and back: every row of its tables as JSON, and the original bytes, in a compressed tar.

It is the same from both databases, so it is also how a record moves from one to the other. Rows keep their numbers, and
the log its name, so every hash, checkpoint and proof holds afterwards. What says nothing of its own (the index) is left
out and made anew. The stream needs nothing of ours to be read; :mod:`tollbook.record.age` encrypts it.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import re
import tarfile
from collections.abc import Iterator
from typing import Any, BinaryIO

from django.apps import apps
from django.db import connections
from django.db.models import DateField, DateTimeField, Max, Model

from tollbook import __version__
from tollbook.model import Json
from tollbook.record import index, log, models
from tollbook.record.codec import dump
from tollbook.record.connect import reading, steps, writing
from tollbook.record.errors import RecordError
from tollbook.record.logged import Tell
from tollbook.record.originals import Originals
from tollbook.record.verify_log import BROKEN
from tollbook.record.where import Where

FORM = "tollbook-backup-1"
#: How many bytes of rows are in one file of the stream, about, and how many rows are written to a database at once.
PART, STEP = 1 << 20, 500
_LEFT_OUT = (models.Standing, models.Ground, models.Above, models.Original)
_ROWS = re.compile(r"tables/([a-z]+)/[0-9]+\.jsonl")
_ORIGINAL = re.compile(r"originals/([0-9a-f]{64})")
_README = """A backup of a Tollbook record.

record.json   what is here: the head of the log, the tables, their columns, how many rows each has
tables/       the rows of each table, a JSON array a line, in the order of its columns
originals/    the bytes of every report, under their SHA-256
end.json      written last

Take it in again: tollbook restore FILE
"""


def tables() -> dict[str, type[Model]]:
    """Every table that is backed up, by its name."""
    every = apps.get_app_config("record").get_models()
    return {str(model._meta.model_name): model for model in every if model not in _LEFT_OUT}


def write(alias: str, originals: Originals, out: BinaryIO, tell: Tell) -> Json:
    """Write a record as it is at this moment, while others may go on writing. Returns what ``record.json`` says, and
    ``gone``: the names of original bytes that are no longer there.

    Raises :class:`RecordError` where something cannot be read, OSError where nothing can be written.
    """
    with reading(alias), tarfile.open(fileobj=out, mode="w|gz", format=tarfile.PAX_FORMAT) as archive:
        origin, size, root = log.head(alias)
        about: Json = {
            "form": FORM, "tollbook": __version__, "made": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
            "steps": sorted(steps()), "head": {"origin": origin, "size": size, "root": root.hex()},
            "tables": {name: _about(alias, model) for name, model in tables().items()},
        }  # fmt: skip
        _add(archive, "README.txt", _README.encode())
        _add(archive, "record.json", _json(about))
        done, total = 0, sum(table["rows"] for table in about["tables"].values())
        for name, model in tables().items():
            for number, (count, part) in enumerate(_parts(alias, model), 1):
                tell("Writing rows", done, total)
                _add(archive, f"tables/{name}/{number:06}.jsonl", part)
                done += count
        named, gone = _originals(alias), list[str]()
        for number, sha256 in enumerate(named):
            tell("Writing originals", number, len(named))
            try:
                _add(archive, f"originals/{sha256}", originals.get(sha256))
            except FileNotFoundError:
                gone.append(sha256)
        _add(archive, "end.json", _json({"originals": len(named) - len(gone), "gone": gone}))
    return {**about, "gone": gone}


def _about(alias: str, model: type[Model]) -> Json:
    columns = [field.attname for field in model._meta.concrete_fields]
    rows = model._default_manager.using(alias)
    return {"columns": columns, "rows": rows.count(), "last": _last(alias, model)}


def _last(alias: str, model: type[Model]) -> int:
    """The highest number a row of a table ever had: no later row may have it again."""
    table = model._meta.db_table
    if model._meta.auto_field is None:
        return 0
    highest = model._default_manager.using(alias).aggregate(last=Max("pk"))["last"] or 0
    connection = connections[alias]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        else:
            cursor.execute("SELECT pg_sequence_last_value(pg_get_serial_sequence(%s, 'id')::regclass)", [table])
        row = cursor.fetchone()
    return max(highest, (row[0] if row else None) or 0)


def _parts(alias: str, model: type[Model]) -> Iterator[tuple[int, bytes]]:
    """The rows of a table as lines, some at a time, with how many."""
    names = [field.attname for field in model._meta.concrete_fields]
    lines: list[bytes] = []
    size = 0
    try:
        for row in model._default_manager.using(alias).order_by("pk").values_list(*names).iterator(STEP):
            lines.append(_json([dump(value) for value in row]))
            size += len(lines[-1])
            if size > PART:
                yield len(lines), b"".join(lines)
                lines, size = [], 0
    except BROKEN as error:
        raise RecordError(
            f"A {model._meta.model_name} of the record cannot be read any more.",
            "See what does not hold: tollbook verify",
        ) from error
    if lines:
        yield len(lines), b"".join(lines)


def _originals(alias: str) -> list[str]:
    """The names of all bytes that a report or a table of places is in, and no removed one."""
    reports = models.Report.objects.using(alias).exclude(origin="", media_type="", text="")
    places = models.Gazetteer.objects.using(alias).values_list("sha256", flat=True)
    return sorted({*reports.values_list("sha256", flat=True), *places})


def _add(archive: tarfile.TarFile, name: str, raw: bytes) -> None:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = len(raw), 0o600
    archive.addfile(entry, io.BytesIO(raw))


def _json(value: Any) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode() + b"\n"


def read(where: Where, alias: str, originals: Originals, stream: BinaryIO, tell: Tell) -> Json:
    """Take a record in where there is none yet: all of it, or nothing. Returns what its ``record.json`` says.

    Raises :class:`RecordError` where the stream is no backup, is one of a later version, is not whole, or where there
    is a record already.
    """
    with writing(alias):
        if models.Entry.objects.using(alias).exists() or models.Report.objects.using(alias).exists():
            raise RecordError(
                f"There is a record at {where} already.",
                "Restore into a new folder or an empty database: --record FOLDER.",
            )
        try:
            about = _read(alias, originals, stream, tell)
        except (tarfile.TarError, EOFError, KeyError, TypeError, ValueError) as error:
            raise RecordError(
                f"The file is no whole backup of a record: {error}.", "Use another copy of it."
            ) from error
        tell("Making the index", 0, 0)
        index.rebuild(alias)
        origin, size, root = log.head(alias)
        if about["head"] != {"origin": origin, "size": size, "root": root.hex()}:
            raise RecordError("The log in the backup is not the one that it says.", "Use another copy of it.")
    return about


def _read(alias: str, originals: Originals, stream: BinaryIO, tell: Tell) -> Json:
    about: Json = {}
    counts: dict[str, int] = {}
    kept, end = 0, None
    with tarfile.open(fileobj=stream, mode="r|gz") as archive:
        for entry in archive:
            raw = _bytes(archive, entry)
            if entry.name == "record.json":
                about = _checked(json.loads(raw))
                models.Tree.objects.using(alias).all().delete()
            elif found := _ROWS.fullmatch(entry.name):
                name = found[1]
                counts[name] = counts.get(name, 0) + _insert(alias, tables()[name], about["tables"][name], raw)
                tell("Taking rows in", sum(counts.values()), sum(table["rows"] for table in about["tables"].values()))
            elif found := _ORIGINAL.fullmatch(entry.name):
                if originals.put(raw) != found[1]:
                    raise ValueError(f"the original bytes {found[1][:12]} were changed")
                kept += 1
            elif entry.name == "end.json":
                end = json.loads(raw)
    if end is None or end["originals"] != kept:
        raise ValueError("its end is missing")
    for name, table in about["tables"].items():
        if counts.get(name, 0) != table["rows"]:
            raise ValueError(f"rows of {name} are missing")
        _number_from(alias, tables()[name], table["last"])
    return about


def _bytes(archive: tarfile.TarFile, entry: tarfile.TarInfo) -> bytes:
    file = archive.extractfile(entry) if entry.isfile() else None
    if file is None:
        raise ValueError(f"{entry.name} is no file")
    return file.read()


def _checked(about: Json) -> Json:
    if about["form"] != FORM:
        raise ValueError("it is of another form")
    newer = sorted(set(about["steps"]) - steps())
    if newer:
        raise RecordError(
            f"The backup was made by a newer version of Tollbook ({about['tollbook']}, {newer[-1]}).",
            "Install that version or a later one.",
        )
    return about


def _insert(alias: str, model: type[Model], table: Json, raw: bytes) -> int:
    known = {field.attname: field for field in model._meta.concrete_fields}
    fields = [known[name] for name in table["columns"]]
    rows = []
    for line in raw.splitlines():
        values = {field.attname: _loaded(field, value) for field, value in zip(fields, json.loads(line), strict=True)}
        rows.append(model(**values))
    model._default_manager.using(alias).bulk_create(rows, batch_size=STEP)
    return len(rows)


def _loaded(field: Any, value: Any) -> Any:
    if isinstance(value, str) and isinstance(field, DateTimeField):
        return dt.datetime.fromisoformat(value)
    if isinstance(value, str) and isinstance(field, DateField):
        return dt.date.fromisoformat(value)
    return value


def _number_from(alias: str, model: type[Model], last: int) -> None:
    """Let the next row of a table have a number that none ever had."""
    if model._meta.auto_field is None or not last:
        return
    connection, table = connections[alias], model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, last])
        else:
            cursor.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", [table, last])
