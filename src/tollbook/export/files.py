"""Tables as files: CSV, XLSX, Parquet and GeoJSON. The same table gives the same bytes, whenever and wherever."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterable, Mapping

from tollbook.export.cells import Cell, escaped, plain
from tollbook.export.table import Table
from tollbook.text.inert import guarded

#: The day all files inside an archive bear: the first one that the format of ZIP knows.
EPOCH = (1980, 1, 1, 0, 0, 0)
_STAMP = f"{dt.datetime(*EPOCH).isoformat()}Z".encode()
_SAVED = re.compile(rb"(?<=>)\d{4}-\d\d-\d\dT[\d:.]+Z?(?=<)")


def csv_file(table: Table) -> bytes:
    """CSV in UTF-8 (RFC 4180) with a heading; unknown is empty."""
    return csv_rows([[column.name for column in table.columns]], table)


def csv_rows(headings: Iterable[Iterable[str]], table: Table) -> bytes:
    """The rows of a table as CSV under one or more headings."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerows(headings)
    writer.writerows([guarded(cell) if isinstance(cell, str) else plain(cell) for cell in row] for row in table.rows)
    return out.getvalue().encode("utf-8", "replace")


def xlsx_file(table: Table) -> bytes:
    """A workbook: the table on one sheet, what it is on another. Text is declared as text and never runs."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    book.properties.creator = "Tollbook"
    book.properties.created = book.properties.modified = dt.datetime(*EPOCH)
    sheet = book.create_sheet(table.name[:31])
    sheet.freeze_panes = "A2"
    if table.columns:
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(table.columns))}{len(table.rows) + 1}"
    for at, column in enumerate(table.columns, 1):
        longest = max((len(plain(row[at - 1])) for row in table.rows[:200]), default=0)
        sheet.column_dimensions[get_column_letter(at)].width = min(60, max(len(column.name), longest) + 2)

    def cell(value: Cell, bold: bool = False) -> WriteOnlyCell:
        made = WriteOnlyCell(sheet, value=escaped(value) if isinstance(value, str) else value)
        if isinstance(value, str):
            made.data_type = "s"
            made.quotePrefix = True
        if isinstance(value, dt.date):
            made.number_format = "yyyy-mm-dd"
        if bold:
            made.font = Font(bold=True)
        return made

    sheet.append([cell(column.name, bold=True) for column in table.columns])
    for row in table.rows:
        sheet.append([cell(value) for value in row])
    about = book.create_sheet("about")
    about.column_dimensions["A"].width = 100
    for line in table.about:
        said = cell(line)
        said.alignment = Alignment(wrap_text=True, vertical="top")
        about.append([said])
    out = io.BytesIO()
    book.save(out)
    with zipfile.ZipFile(out) as made:
        parts = {name: made.read(name) for name in made.namelist()}
    parts["docProps/core.xml"] = _SAVED.sub(_STAMP, parts["docProps/core.xml"])  # the library writes the hour of saving
    return archive(parts)


def parquet_file(table: Table) -> bytes:
    """Apache Parquet with a type for every column: text, 64-bit integers, decimals as doubles, days as dates."""
    import pyarrow as pa
    from pyarrow import parquet

    kinds = {"text": pa.string(), "number": pa.int64(), "decimal": pa.float64(), "day": pa.date32()}
    columns = [
        pa.array([_sound(row[at]) for row in table.rows], type=kinds[column.kind])
        for at, column in enumerate(table.columns)
    ]
    schema = pa.schema([(column.name, kinds[column.kind]) for column in table.columns])
    about = {"about": "\n".join(table.about)}
    out = io.BytesIO()
    parquet.write_table(pa.Table.from_arrays(columns, schema=schema.with_metadata(about)), out)
    return out.getvalue()


def geojson_file(table: Table) -> bytes:
    """GeoJSON (RFC 7946): a feature a row, its cells as properties; without a point where no place is known. A table in
    a peer's columns keeps that peer's two of the position."""
    names = [column.name for column in table.columns]
    features = []
    for row in table.rows:
        told = {name: plain(cell) if isinstance(cell, dt.date) else cell for name, cell in zip(names, row, strict=True)}
        lat, lon = told.pop("lat", told.get("latitude")), told.pop("lon", told.get("longitude"))
        point = None if lat is None or lon is None else {"type": "Point", "coordinates": [lon, lat]}
        features.append({"type": "Feature", "geometry": point, "properties": told})
    made = {"type": "FeatureCollection", "features": features, "about": list(table.about)}
    return (json.dumps(_sound(made), ensure_ascii=False, indent=1) + "\n").encode()


def hxl_file(table: Table) -> bytes:
    """CSV with the row of HXL tags below the heading; columns without a tag are left out."""
    kept = [at for at, column in enumerate(table.columns) if column.tag]
    rows = tuple(tuple(row[at] for at in kept) for row in table.rows)
    columns = tuple(table.columns[at] for at in kept)
    headings = [[column.name for column in columns], [column.tag for column in columns]]
    return csv_rows(headings, Table(table.name, columns, rows))


def _sound(value: object) -> object:
    """The value without half letters, which neither format takes."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode() if not value.isascii() else value
    if isinstance(value, dict):
        return {_sound(key): _sound(each) for key, each in value.items()}
    return [_sound(each) for each in value] if isinstance(value, list) else value


def archive(files: Mapping[str, bytes]) -> bytes:
    """A ZIP of files by name, in their order, that tells nothing of when and where it was made."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, raw in files.items():
            info = zipfile.ZipInfo(name, EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            made.writestr(info, raw)
    return out.getvalue()


#: What a table can be written as, by the ending of the file.
WRITERS: dict[str, Callable[[Table], bytes]] = {
    "csv": csv_file,
    "xlsx": xlsx_file,
    "parquet": parquet_file,
    "geojson": geojson_file,
    "hxl.csv": hxl_file,
}
