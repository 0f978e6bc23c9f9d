"""``tollbook import``: a table of claims, coded by hand or by a peer."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.text import Text

from tollbook.cli.options import EXIT, Session, by_option, date_option, fail, json_option, print_json, record_option
from tollbook.cli.see import claims_table, console, counted, indented, problems
from tollbook.desk.errors import NoRecordError
from tollbook.desk.importing import Imported, Watch, import_table, read
from tollbook.desk.words import harmed
from tollbook.intake.tables.kinds import KINDS, Told
from tollbook.model import to_json

EPILOG = """
\b
Examples:
  tollbook import claims.csv
  tollbook import GEDEvent_v25_1.csv --published 2025-06-11
  tollbook import acled.csv --dry-run
  tollbook import list.csv --as list.toml

\b
Known by their heading, or said with --as:
  plain  the plain claims table, of which only harm must be there: report,
         publisher, published, speaker, harm, measure, extent, population, low,
         high, best, hedge, unit, place, start, end, perpetrator, incident,
         part_of, modality (and id); other columns are notes
  ged    UCDP's Georeferenced Event Dataset
  acled  ACLED events; their notes are read as a report each
  idmc   IDMC's displacement updates, figures of Helix, and the GIDD
  hxl    a table with HXL tags that has #affected or #inneed
  FILE   any other table, by a mapping file that says what its columns are
"""
#: How many claims a dry run shows.
SHOWN = 12


@click.command("import", epilog=EPILOG)
@click.argument("table", metavar="TABLE.csv")
@click.option("--as", "kind", metavar="KIND|FILE.toml", help="What the table is, where its heading does not tell.")
@date_option("--published", about="The day the table was published, where its rows do not say so.")
@click.option("--publisher", help="Who published it, where the table does not say so.")
@click.option("--dry-run", "dry", is_flag=True, help="Show what would be taken in, and change nothing.")
@click.option("--whole", is_flag=True, help="The table is all of its list: rows of earlier ones that it lacks go.")
@by_option
@record_option
@json_option
@click.pass_obj
def command(
    session: Session,
    table: str,
    kind: str | None,
    published: dt.date | None,
    publisher: str | None,
    dry: bool,
    whole: bool,
    as_json: bool,
) -> int:
    """Take in a table of claims, coded by hand or by a peer, to be reckoned with those of reports.

    The table is taken in whole or not at all: every wrong row is named. The same table again changes nothing; a row
    that is known by its name and says something else takes the place of the earlier one.
    """
    path = Path(table)
    if not path.is_file():
        fail(f"There is no file {table}.", "Check the name, and the folder you are in.")
        return EXIT.INPUT
    if kind is not None and kind not in KINDS and not Path(kind).is_file():
        fail(f"--as {kind}: there is no such kind of table and no such file.", f"One of {', '.join(KINDS)}, or a file.")
        return EXIT.INPUT
    done, folder = _imported(session, path, Told(kind, publisher, published), whole, dry, as_json)
    if as_json:
        print_json(_as_json(done, folder, dry))
    elif done.problems:
        title = f"Nothing was taken in: {counted(len(done.problems), 'problem')} in {table}"
        problems(done.problems, console(stderr=True), title, "red")
    else:
        _show(done, path, folder, dry)
    return EXIT.INPUT if done.problems else EXIT.OK


def _imported(session: Session, path: Path, told: Told, whole: bool, dry: bool, quiet: bool) -> tuple[Imported, str]:
    """What came of the table, and where the record is. None is made for a table that is refused, or only shown."""
    table = None
    with _watched(quiet) as watch:
        try:
            record = session.open(write=not dry, create=False)
        except NoRecordError:
            table = read(None, path, told, watch)
            if dry or table.problems or not table.rows:
                return import_table(None, path, told, whole=whole, dry=True, table=table), ""
            record = session.open(write=True)
        with record:
            done = import_table(record.store, path, told, whole=whole, dry=dry, watch=watch, table=table)
            return done, str(record.store.where)


@contextmanager
def _watched(quiet: bool) -> Iterator[Watch | None]:
    """Bars on the terminal, where somebody looks."""
    bar = console(stderr=True)
    if quiet or not bar.is_terminal:
        yield None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=bar, transient=True) as progress:
        tasks: dict[str, object] = {}

        def watch(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = progress.add_task(stage.capitalize(), total=total)
            progress.update(tasks[stage], completed=min(done, total))  # type: ignore[arg-type]

        yield watch


def _as_json(done: Imported, folder: str, dry: bool) -> dict[str, object]:
    return {
        "record": folder,
        "table": {"kind": done.table.kind, "list": done.table.list, "rows": len(done.table.rows)},
        "reports": [{"number": report.number, "id": report.id, "title": report.title} for report in done.reports],
        "claims": len(done.claims),
        "rows_known": done.known,
        "claims_superseded": done.superseded,
        "rows_beside": done.beside,
        "rows_passed_over": dict(done.table.passed_over),
        "dry_run": dry,
        "problems": to_json(done.problems),
    }


def _show(done: Imported, path: Path, folder: str, dry: bool) -> None:
    out = console()
    rows = len(done.table.rows) + sum(done.table.passed_over.values())
    out.print(f"{path.name} is {done.table.title}: {counted(rows, 'row')}.")
    if not done.table.rows:
        out.print("No row of it tells of a harm of a conflict; nothing was taken in.", style="bold")
    elif not done.claims and not done.superseded:
        out.print(f"{counted(done.known, 'row')}: known already; nothing was changed.", style="bold")
    else:
        there = f" in {folder}" if folder else ""
        where = " would be taken in" if dry else there
        out.print(
            f"{counted(len(done.claims), 'claim')} of {counted(len(done.reports), 'report')}{where}.", style="bold"
        )
        _harms(done)
    notes = [
        f"{counted(done.known, 'row')} known already" if done.known and done.claims else "",
        f"{counted(done.superseded, 'claim')} of earlier versions superseded" if done.superseded else "",
        f"{counted(done.beside, 'row')} of earlier tables not in this one, and standing (--whole lets them go)"
        if done.beside and done.claims
        else "",
        *(f"{counted(count, 'row')} without a claim: {why}" for why, count in _reasons(done)),
    ]
    for note in filter(None, notes):
        out.print(f"  {note}", style="dim")
    if dry and done.claims:
        out.print()
        out.print(indented(claims_table(done.claims[:SHOWN])))
        if len(done.claims) > SHOWN:
            out.print(f"  … and {len(done.claims) - SHOWN:,} more", style="dim")


def _reasons(done: Imported) -> list[tuple[str, int]]:
    return sorted(done.table.passed_over.items(), key=lambda item: (-item[1], item[0]))


def _harms(done: Imported) -> None:
    counts = Counter((claim.harm, claim.population.group) for claim in done.claims)
    said = ", ".join(f"{harmed(harm, group)} {count:,}" for (harm, group), count in counts.most_common(8))
    kept = sum(claim.modality != "asserted" for claim in done.claims)
    console().print(Text(f"  {said}", style="dim"))
    if kept:
        console().print(Text(f"  {counted(kept, 'claim')} kept and not counted: not asserted", style="dim"))
