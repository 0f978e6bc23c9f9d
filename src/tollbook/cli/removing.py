"""``tollbook remove``: erase a report by law, by two people."""

from __future__ import annotations

import click

from tollbook.cli.claims import the_report
from tollbook.cli.options import EXIT, Session, by_option, json_option, print_json, record_option
from tollbook.cli.see import console
from tollbook.desk.custody import ask_removal, cancel_removal, confirm_removal

EPILOG = """
\b
Two people, one after the other:
  tollbook remove 3 --reason "a court ordered it" --by lena
  tollbook remove 3 --confirm --by omar
"""


@click.command("remove", epilog=EPILOG)
@click.argument("report", metavar="REPORT")
@click.option("--reason", "-m", help="Why. It stays for ever, and must tell nothing of what is removed.")
@click.option("--confirm", is_flag=True, help="Erase it, as the second person.")
@click.option("--cancel", is_flag=True, help="Take the request back.")
@by_option
@record_option
@json_option
@click.pass_obj
def command(session: Session, report: str, reason: str | None, confirm: bool, cancel: bool, as_json: bool) -> int:
    """Erase a report where the law demands it: it takes two people.

    The first asks for it with a reason, a second person confirms it. Then its original bytes, its text, its claims and
    all that was said of it are erased. The log, its proofs and checkpoints stay whole, and say that it was removed, by
    whom and why. To let a report count no longer, withdraw it instead: tollbook withdraw
    """
    if confirm and (cancel or reason is not None):
        raise click.UsageError("--confirm stands alone: the reason is that of the request.")
    if not confirm and not (reason or "").strip():
        raise click.UsageError("Say why: --reason …")
    with session.open(write=True, create=False) as record:
        found = the_report(record, report)
        if confirm:
            asked = confirm_removal(record.store, found)
        elif cancel:
            cancel_removal(record.store, found, reason or "")
        else:
            ask_removal(record.store, found, reason or "")
        state = "removed" if confirm else "cancelled" if cancel else "asked"
        by = record.store.by
    if as_json:
        print_json({"report": found.number, "state": state, "by": by})
        return EXIT.OK
    out = console()
    if confirm:
        out.print(f"Report {found.number} is removed: asked for by {asked.asked_by or asked.by}.", style="bold")
        out.print("Copies and backups of the record may still have it: erase it there too.", style="dim")
    elif cancel:
        out.print(f"Report {found.number} stays: the request is taken back.", style="bold")
    else:
        out.print(f"{by} asks for report {found.number} to be removed. Nothing is erased yet.", style="bold")
        out.print(f"A second person confirms it:  tollbook remove {found.number} --confirm --by NAME", style="dim")
    return EXIT.OK
