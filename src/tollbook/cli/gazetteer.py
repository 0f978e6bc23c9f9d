"""``tollbook gazetteer``: places of your own."""

from __future__ import annotations

from pathlib import Path

import click

from tollbook.cli.options import EXIT, Session, by_option, fail, json_option, print_json, record_option
from tollbook.cli.see import console, counted, indented, problems, table
from tollbook.desk.errors import NoRecordError
from tollbook.desk.places import add_places, wrong_places
from tollbook.model import Problem, to_json
from tollbook.resolve.gazetteer_tables import Added

EPILOG = """
\b
Example, places.csv:
  name,lat,lon,country,parent,aliases
  Bustan al-Qasr,36.19,37.14,SY,east Aleppo,Bustan al-Kasr|Boustan al-Qasr

\b
  tollbook gazetteer add places.csv
  tollbook gazetteer list
"""


@click.group("gazetteer", epilog=EPILOG)
def command() -> None:
    """Add places of your own: neighbourhoods, camps and checkpoints the gazetteer lacks."""


@command.command("add", epilog=EPILOG)
@click.argument("file", metavar="FILE")
@by_option
@record_option
@json_option
@click.pass_obj
def add(session: Session, file: str, as_json: bool) -> int:
    """Add a table of places to the record.

    FILE is a CSV with a column name and, as known, lat, lon, country, parent, aliases (separated by |),
    precision and population; or administrative boundaries with P-codes as OCHA publishes them; or a
    GeoNames dump. It is added whole or not at all; a file of the same name replaces the earlier one.
    Reports read before are read with it only by tollbook read --again.
    """
    path = Path(file)
    if not path.is_file():
        fail(f"There is no file {file}.", "Check the name, and the folder you are in.")
        return EXIT.INPUT
    added, folder = _added(session, path)
    if isinstance(added, list):
        if as_json:
            print_json({"added": False, "problems": to_json(added)})
        else:
            title = f"No places were added: {counted(len(added), 'problem')} in {file}"
            problems(added, console(stderr=True), title, "red")
        return EXIT.INPUT
    if as_json:
        print_json({"added": True, "table": added.table, "places": added.places, "names": added.names})
    else:
        what = f"{counted(added.places, 'place')} with {counted(added.names, 'name')}"
        out = console()
        out.print(f"{what} added to {folder} as {added.table}.", style="bold")
        out.print("Reports read before do not know them yet: tollbook read --again FILE", style="dim")
    return EXIT.OK


def _added(session: Session, path: Path) -> tuple[Added | list[Problem], str]:
    """What came of the table, and where the record is. None is made for a table that is wrong."""
    try:
        record = session.open(write=True, create=False)
    except NoRecordError:
        if wrong := wrong_places(path):
            return wrong, ""
        record = session.open(write=True)
    with record:
        return add_places(record.store, path), str(record.store.where)


@command.command("list")
@record_option
@json_option
@click.pass_obj
def listed(session: Session, as_json: bool) -> int:
    """List the tables of places added to the record."""
    with session.open(write=False) as record:
        found = record.store.gazetteers()
    if as_json:
        print_json([{"table": name, "places": places} for name, _, places in found])
        return EXIT.OK
    out = console()
    if not found:
        out.print("No places of your own yet. Add some: tollbook gazetteer add FILE")
        return EXIT.OK
    rows = table("Table", ("Places", "right"))
    for name, _, places in found:
        rows.add_row(name, f"{places:,}")
    out.print(indented(rows))
    return EXIT.OK
