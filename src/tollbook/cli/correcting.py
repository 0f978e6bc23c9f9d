"""``tollbook correct``: what is known of a report, set right."""

from __future__ import annotations

import datetime as dt

import click

from tollbook.cli.claims import the_report
from tollbook.cli.options import EXIT, Session, by_option, date_option, json_option, print_json, record_option
from tollbook.cli.see import console, counted
from tollbook.desk.custody import correct
from tollbook.model import to_json

EPILOG = """
\b
Example:
  tollbook correct 3 --published 2016-11-29 --reason "the page gave the day of its last change"
"""


@click.command("correct", epilog=EPILOG)
@click.argument("report", metavar="REPORT")
@date_option("--published", about="The day it was published.")
@click.option("--publisher", help="Who published it.")
@click.option("--title", help="Its title.")
@click.option("--reason", "-m", required=True, help="Why. It stays with the report.")
@by_option
@record_option
@json_option
@click.pass_obj
def command(
    session: Session,
    report: str,
    published: dt.date | None,
    publisher: str | None,
    title: str | None,
    reason: str,
    as_json: bool,
) -> int:
    """Correct what is known of a report: its day, its publisher, its title.

    It is read anew with what is right, for days told from the day of publication follow it. What was known and read
    before stays in the record.
    """
    if published is None and publisher is None and title is None:
        raise click.UsageError("Say what is right: --published, --publisher or --title.")
    with session.open(write=True, create=False) as record:
        found = the_report(record, report)
        changed = correct(record.store, found, reason, published=published, publisher=publisher, title=title)
        claims = record.claims(report=found.id)
    if as_json:
        print_json({"report": found.number, "changed": to_json(changed), "claims": to_json(claims)})
        return EXIT.OK
    out = console()
    out.print(f"Report {found.number} is corrected and read anew: {counted(len(claims), 'claim')}.", style="bold")
    for name, (was, now) in changed.items():
        out.print(f"  {name}: {was or 'unknown'} → {now}")
    return EXIT.OK
