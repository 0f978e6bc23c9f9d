"""``tollbook import``: a table of claims coded by hand."""

from __future__ import annotations

from pathlib import Path

import click

from tollbook.cli.options import EXIT, Session, fail, json_option, print_json, record_option
from tollbook.cli.see import console, counted, problems
from tollbook.desk.importing import import_table
from tollbook.model import to_json

EPILOG = """
\b
Example, claims.csv:
  report,publisher,published,speaker,harm,population,low,high,place,start,end
  r1,A paper,2016-11-30,A monitor,killed,civilians,251,,Aleppo,2016-11-15,2016-11-30

\b
  tollbook import claims.csv

\b
Columns, of which only harm must be there; empty is unknown, others are notes:
  report, publisher, published, speaker, harm, measure, extent, population,
  low, high, best, hedge, unit, place, start, end, perpetrator, incident,
  part_of, modality
Equal incident labels are one incident, different ones are distinct.
"""


@click.command("import", epilog=EPILOG)
@click.argument("table", metavar="TABLE.csv")
@record_option
@json_option
@click.pass_obj
def command(session: Session, table: str, as_json: bool) -> int:
    """Take in a table of claims coded by hand, a row each, to be reckoned with those of reports.

    The table is taken in whole or not at all: every wrong row is named. The same table again changes nothing.
    """
    path = Path(table)
    if not path.is_file():
        fail(f"There is no file {table}.", "Check the name, and the folder you are in.")
        return EXIT.INPUT
    with session.open(write=True) as record:
        done = import_table(record.store, path)
        folder = str(record.store.folder)
    if as_json:
        reports = [{"number": report.number, "id": report.id, "title": report.title} for report in done.reports]
        problems_ = to_json(done.problems)
        print_json({"record": folder, "reports": reports, "claims": done.claims, "problems": problems_})
    elif done.problems:
        title = f"Nothing was taken in: {counted(len(done.problems), 'problem')} in {table}"
        problems(done.problems, console(stderr=True), title, "red")
    else:
        known = " (known already)" if done.reports and done.known == len(done.reports) else ""
        out = console()
        what = f"{counted(done.claims, 'claim')} of {counted(len(done.reports), 'report')}"
        out.print(f"{what} in {folder}{known}.", style="bold")
    return EXIT.INPUT if done.problems else EXIT.OK
