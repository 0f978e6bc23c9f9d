"""``tollbook withdraw``: a report's claims count no longer, and it stays with a tombstone."""

from __future__ import annotations

import datetime as dt

import click

from tollbook.cli.claims import the_report
from tollbook.cli.options import EXIT, Session, by_option, date_option, json_option, print_json, record_option
from tollbook.cli.see import console, counted
from tollbook.desk.custody import restore, withdraw

EPILOG = """
\b
Examples:
  tollbook withdraw 3 --reason "its publisher took it back"
  tollbook withdraw 3 --undo --reason "it was another report that was taken back"
"""


@click.command("withdraw", epilog=EPILOG)
@click.argument("report", metavar="REPORT")
@click.option("--reason", "-m", required=True, help="Why. It stays with the report.")
@date_option("--on", "day", about="From which day on it counts no longer [default: today].")
@click.option("--undo", is_flag=True, help="Take the withdrawal back.")
@by_option
@record_option
@json_option
@click.pass_obj
def command(session: Session, report: str, reason: str, day: dt.date | None, undo: bool, as_json: bool) -> int:
    """Withdraw a report: its claims count no longer.

    Nothing is erased: the report stays, with who withdrew it, when and why. An answer as known before that day
    (tollbook ask --as-known-on) is what it was.
    """
    with session.open(write=True, create=False) as record:
        found = the_report(record, report)
        claims = len(record.claims(report=found.id))
        if undo:
            restore(record.store, found, reason)
            claims = len(record.claims(report=found.id))
        else:
            withdraw(record.store, found, reason, day)
        stone = record.store.custody.stones()[found.id]
    if as_json:
        print_json({"report": found.number, "decision": stone.decision, "on": str(stone.day), "claims": claims})
        return EXIT.OK
    name = found.title or found.origin
    said = f"Report {found.number}, {name}, counts again: {counted(claims, 'claim')}."
    if not undo:
        gone = f"{counted(claims, 'claim')} count no longer" if claims != 1 else "1 claim counts no longer"
        said = f"Report {found.number}, {name}, is withdrawn from {stone.day} on: {gone}."
    out = console()
    out.print(said, style="bold")
    if not undo:
        out.print(f"Take it back:  tollbook withdraw {found.number} --undo --reason …", style="dim")
    return EXIT.OK
