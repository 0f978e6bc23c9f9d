"""What a file is when it is unpacked, as far as it can be."""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib
from collections.abc import Iterator

import pyarrow.parquet


def views(raw: bytes, depth: int = 3) -> Iterator[bytes]:
    """The bytes, and what they unpack to."""
    yield raw
    if depth and raw[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(raw)) as made:
            yield made.comment
            for info in made.infolist():
                yield info.filename.encode()
                yield info.comment + info.extra
                yield from views(made.read(info), depth - 1)
    if depth and raw[:4] == b"PAR1":
        table = pyarrow.parquet.read_table(io.BytesIO(raw))
        yield repr(table.to_pylist()).encode() + repr(table.schema.metadata).encode()
    for unpack in (gzip.decompress, zlib.decompress):
        try:
            yield unpack(raw)
        except Exception:
            continue
