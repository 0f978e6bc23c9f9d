"""``tollbook export``: claims, figures and incidents as files of the field's formats, and a figure with its proof."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from tollbook.cli.asking import command as ask_command
from tollbook.cli.asking import what_is_asked
from tollbook.cli.claims import the_report
from tollbook.cli.options import EXIT, Session, fail, record_option
from tollbook.cli.see import counted, waiting

if TYPE_CHECKING:
    from tollbook.desk.exporting import Release
    from tollbook.desk.record import Record
    from tollbook.export.table import Table

EPILOG = """
\b
Examples:
  tollbook export claims claims.xlsx
  tollbook export claims claims.csv --level internal
  tollbook export figures by-month.csv --harm killed --where Aleppo --by month
  tollbook export incidents events.csv --as ged
  tollbook export bundle figure.zip "how many were killed in Aleppo in November 2016?"

\b
The format is that of the file's ending: .csv .xlsx .parquet .geojson .hxl.csv
A file - is standard output, as CSV.

\b
What is in the file is for everybody unless you say otherwise:
  public      figures and their scope, bodies, towns; no words of the reports, no
              name that may be a person's, no place smaller than a town
  internal    the words too, with the names and places in them
  restricted  also where the reports came from
The log keeps that it left, and by whom (TOLLBOOK_BY, or your name here).
"""

#: What a question is asked with; the same as for ``tollbook ask``.
_ASKED = [p for p in ask_command.params if p.name not in ("explained", "list_harms", "as_json", "record")]
_FORMS = {"csv": "csv", "xlsx": "xlsx", "parquet": "parquet", "geojson": "geojson", "hxl": "hxl.csv"}


class Out(NamedTuple):
    """Where a file goes and for whom it is."""

    path: str
    form: str
    force: bool
    release: Release


def for_whom(function: Callable[..., Any]) -> Callable[..., Any]:
    """The options of everything that leaves a record."""
    for option in (
        click.option("--force", is_flag=True, help="Write over a file that is there."),
        click.option("--may-name", "told", multiple=True, metavar="NAME", help="A name that may be told to everybody."),
        click.option("--level", type=click.Choice(["public", "internal", "restricted"]), default="public",
                     show_default=True, help="For whom it is."),
        record_option,
    ):  # fmt: skip
        function = option(function)
    return function


def out(path: str, forms: Mapping[str, str] | str, force: bool, level: str, told: tuple[str, ...]) -> Out:
    """Where to, checked before any work is done; ``forms`` are what the file can be by its ending, or the one it is.
    Standard output takes the first. Raises :class:`click.UsageError`."""
    from tollbook.desk.exporting import Release

    form = forms if isinstance(forms, str) else _form(path, forms)
    if path != "-":
        if Path(path).exists() and not force:
            raise click.UsageError(f"{path} is there already. Name another file, or write over it with --force.")
        if not Path(path).absolute().parent.is_dir():
            raise click.UsageError(f"There is no folder {Path(path).parent} to write to.")
    return Out(path, form, force, Release(level, told))  # type: ignore[arg-type]


def _form(path: str, forms: Mapping[str, str]) -> str:
    name = path.lower()
    ending = "hxl" if name.endswith(".hxl.csv") else name.rpartition(".")[2] if "." in name else ""
    form = next(iter(forms.values())) if path == "-" else forms.get(ending)
    if form is None:
        listed = " ".join(f".{form}" for form in dict.fromkeys(forms.values()))
        raise click.UsageError(f"{path} ends in no format. One of {listed}")
    return form


def deliver(out: Out, raw: bytes, what: str) -> int:
    """Write all of it or nothing."""
    if out.path == "-":
        sys.stdout.buffer.write(raw)
        sys.stdout.buffer.flush()
        return EXIT.OK
    target = Path(out.path)
    with tempfile.NamedTemporaryFile(dir=target.absolute().parent, prefix=".tollbook-", delete=False) as made:
        try:
            made.write(raw)
            made.flush()
            Path(made.name).chmod(0o644 if out.release.level == "public" else 0o600)
            Path(made.name).replace(target)
        except BaseException:
            Path(made.name).unlink(missing_ok=True)
            raise
    click.echo(f"{what} in {out.path}, {out.release.level}.")
    return EXIT.OK


def _delivered(record: Record, out: Out, table: Table, what: str) -> int:
    from tollbook.desk.exporting import written

    if not table.rows:
        fail(f"There is nothing to export: no {what}.", "See what there is: tollbook claims")
        return EXIT.INPUT
    return deliver(out, written(record.store, table, out.form, out.release), counted(len(table.rows), what))


@click.group("export", epilog=EPILOG)
def command() -> None:
    """Write claims, figures or incidents to a file, for a spreadsheet, a map, a peer or a court."""


@command.command("claims")
@click.argument("file")
@click.option("--harm", metavar="HARM", help="Only of this harm: killed, displaced, …")
@click.option("--report", "key", metavar="REPORT", help="Only of this report: its number, file or title.")
@for_whom
@click.pass_obj
def _claims(
    session: Session, file: str, harm: str | None, key: str | None, level: str, told: tuple[str, ...], force: bool
) -> int:
    """Every claim that stands, a row each. At internal, tollbook import takes it in again."""
    from tollbook.desk.exporting import claims

    where = out(file, _FORMS, force, level, told)
    with session.open(write=False) as record:
        report = the_report(record, key) if key else None
        return _delivered(record, where, claims(record.store, where.release, harm, report), "claim")


@command.command("figures", params=[p for p in _ASKED if p.name != "words"])
@click.argument("file")
@click.argument("words", nargs=-1, metavar="[QUESTION]")
@for_whom
@click.pass_obj
def _figures(
    session: Session,
    /,
    file: str,
    words: tuple[str, ...],
    level: str,
    told: tuple[str, ...],
    force: bool,
    by: tuple[str, ...],
    **given: Any,
) -> int:
    """An answer of tollbook ask as a table: its bounds, its floor, how many say so. Asked as there."""
    from tollbook.desk.exporting import figures

    where = out(file, _FORMS, force, level, told)
    with session.open(write=False) as record:
        with waiting("Reckoning"):
            _, asked, rows = what_is_asked(record, words, by, given)
            table = figures(record.store, where.release, asked, rows)
        return _delivered(record, where, table, "figure")


@command.command("incidents")
@click.argument("file")
@click.option("--as", "shape", type=click.Choice(["ged", "acled"]), help="In the columns of a peer's table.")
@for_whom
@click.pass_obj
def _incidents(session: Session, file: str, shape: str | None, level: str, told: tuple[str, ...], force: bool) -> int:
    """Every event the claims tell of, a row each: those decided to be one, and what single reports tell."""
    from tollbook.desk.exporting import incidents

    where = out(file, _FORMS, force, level, told)
    with session.open(write=False) as record:
        with waiting("Reckoning"):
            table = incidents(record.store, where.release, shape)
        return _delivered(record, where, table, "event")


@command.command("bundle", params=[p for p in _ASKED if p.name not in ("words", "by", "household")])
@click.argument("file")
@click.argument("words", nargs=-1, metavar="[QUESTION]")
@for_whom
@click.pass_obj
def _bundle(
    session: Session,
    /,
    file: str,
    words: tuple[str, ...],
    level: str,
    told: tuple[str, ...],
    force: bool,
    **given: Any,
) -> int:
    """An answer with its claims, its sums and the proof that they stand in the log: a ZIP that checks itself."""
    from tollbook.desk.exporting import bundled

    where = out(file, "zip", force, level, told)
    with session.open(write=False) as record:
        with waiting("Reckoning"):
            _, asked, _ = what_is_asked(record, words, (), given)
            made = bundled(record.store, where.release, asked)
        return deliver(where, made, "The figure and its proof")
