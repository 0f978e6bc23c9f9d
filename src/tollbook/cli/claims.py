"""``tollbook claims``: what the reports of a record claim."""

from __future__ import annotations

import click
from rich.text import Text

from tollbook.cli.options import EXIT, Session, json_option, print_json, record_option
from tollbook.cli.see import claims_table, console, counted
from tollbook.desk.asking import harm_named
from tollbook.desk.errors import AskedWrongError, near
from tollbook.desk.record import Record
from tollbook.model import Claim, Report, to_json

EPILOG = """
\b
Examples:
  tollbook claims
  tollbook claims --harm displaced --report 3
"""


@click.command("claims", epilog=EPILOG)
@click.option("--harm", metavar="HARM", help="Only of this harm: killed, displaced, …")
@click.option("--report", "key", metavar="REPORT", help="Only of this report: its number, file or title.")
@record_option
@json_option
@click.pass_obj
def command(session: Session, harm: str | None, key: str | None, as_json: bool) -> int:
    """List the claims of the record, in the order of its reports."""
    with session.open(write=False) as record:
        report = the_report(record, key) if key else None
        harms = [harm_named(harm)] if harm else None
        claims = record.store.claims(harms=harms, report=report.id if report else None)
        reports = {r.id: r for r in record.store.reports(text=True)}
        if as_json:
            print_json([{"report": claim.report, **to_json(claim)} for claim in claims])
        else:
            _show(claims, reports, harm)
    return EXIT.OK


def the_report(record: Record, key: str) -> Report:
    """The one report a person names. Raises :class:`tollbook.desk.errors.AskedWrongError`."""
    found = record.store.find(key)
    if len(found) == 1:
        return found[0]
    if found:
        listed = ", ".join(f"{r.number} ({r.title or r.origin})" for r in found[:5])
        raise AskedWrongError(f"{key!r} can be several reports: {listed}.", "Name one by its number.")
    reports = record.reports()
    names = [r.title or r.origin for r in reports]
    otherwise = f"The record has reports 1 to {len(reports)}." if reports else "Read one first: tollbook read FILE"
    raise AskedWrongError(f"No report is called {key!r}.", near(key, names, otherwise))


def _show(claims: list[Claim], reports: dict[str, Report], harm: str | None) -> None:
    out = console()
    if not claims:
        said = "The record is empty. Read reports into it: tollbook read FILE"
        if reports:
            said = f"No report claims this. {counted(len(reports), 'report')} in the record."
        out.print(said)
        return
    by_report: dict[str, list[Claim]] = {}
    for claim in claims:
        by_report.setdefault(claim.report, []).append(claim)
    for number, (identity, theirs) in enumerate(by_report.items()):
        report = reports[identity]
        if number:
            out.print()
        title = Text(f"{report.number}  {report.title or report.origin}", style="bold")
        about = ", ".join(str(part) for part in (report.publisher, report.published) if part)
        out.print(title.append(f"  {about}", style="not bold dim") if about else title)
        out.print(claims_table(theirs, report.text))
