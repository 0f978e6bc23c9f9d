"""``tollbook verify``: is the record whole?"""

from __future__ import annotations

import click

from tollbook.cli.options import EXIT, Session, json_option, print_json, record_option
from tollbook.cli.see import console, counted, problems
from tollbook.model import to_json

EPILOG = """
\b
Examples:
  tollbook verify
  tollbook verify --json | python3 -m json.tool
"""


@click.command("verify", epilog=EPILOG)
@record_option
@json_option
@click.pass_obj
def command(session: Session, as_json: bool) -> int:
    """Check that the record is whole.

    Every original is hashed again, every claim is held against its own name and against the words of its
    text, and every line of the log against the one before it. Ends with 1 if anything does not hold. Note
    the seal of the log elsewhere: a record cut back to an earlier state is whole too, and only the seal
    tells.
    """
    with session.open(write=False) as record:
        found = record.verify()
        lines, seal = record.store.head()
        reports, claims = len(record.reports()), len(record.claims())
    if as_json:
        whole = {"whole": not found, "problems": to_json(found), "reports": reports, "claims": claims}
        print_json({**whole, "log": {"lines": lines, "seal": seal}})
    else:
        out = console()
        if found:
            problems(found, out, f"The record is not whole: {counted(len(found), 'thing')} do not hold", "red")
        else:
            out.print("The record is whole.", style="bold")
        out.print(
            f"{counted(reports, 'report')}, {counted(claims, 'claim')}, {counted(lines, 'line')} of log, "
            f"sealed {seal[:16]}",
            style="dim",
        )
    return EXIT.LOOK if found else EXIT.OK
