"""``tollbook log``: what happened to the record, the latest first."""

from __future__ import annotations

import datetime as dt
from itertools import islice

import click
from rich.text import Text

from tollbook.cli.claims import the_report
from tollbook.cli.options import EXIT, Session, date_option, json_option, print_json, record_option
from tollbook.cli.see import console, counted, indented, table
from tollbook.desk.ledger import entry_json, kinds_named, read_log

EPILOG = """
\b
Examples:
  tollbook log
  tollbook log market --last 100
  tollbook log --report 3
  tollbook log --kind judged --from 2026-11-01
"""


@click.command("log", epilog=EPILOG)
@click.argument("words", nargs=-1, metavar="[WORD]...")
@click.option("--report", "key", metavar="REPORT", help="Only what was done to this report.")
@click.option("--kind", metavar="KIND", help="Only of this kind: took in, judged, removed, exported, …")
@click.option("--who", metavar="NAME", help="Only what this person did.")
@date_option("--from", "since", about="From this day on (UTC).")
@date_option("--to", "until", about="Up to this day.")
@click.option("--last", metavar="N", type=click.IntRange(1), default=30, show_default=True, help="At most so many.")
@record_option
@json_option
@click.pass_obj
def command(
    session: Session,
    words: tuple[str, ...],
    key: str | None,
    kind: str | None,
    who: str | None,
    since: dt.date | None,
    until: dt.date | None,
    last: int,
    as_json: bool,
) -> int:
    """Show what happened to the record, the latest first: every change, who made it and when.

    WORDs are searched for in all of it. The head below is over all entries; sign it with tollbook checkpoint.
    """
    with session.open(write=False) as record:
        number = the_report(record, key).number if key else None
        on = record.store.custody.entries_on(number) if number is not None else None
        kinds = kinds_named(kind) if kind else None
        rows = record.store.ledger.entries(kinds=kinds, on=on, by=who, since=since, until=until)
        found = list(islice(read_log(rows, " ".join(words), last + 1), last + 1))
        origin, size, root = record.store.head()
    if as_json:
        head = {"origin": origin, "size": size, "root": root.hex()}
        print_json({"head": head, "entries": [entry_json(one) for one in found[:last]], "more": len(found) > last})
        return EXIT.OK
    out = console()
    if not found:
        out.print("Nothing of the kind is in the log." if size else "The log is empty.")
    rows_shown = table(("", "right"), "When (UTC)", "Who", "Did", "What")
    for one in found[:last]:
        at = one.entry.at.astimezone(dt.UTC)
        rows_shown.add_row(str(one.entry.number), f"{at:%Y-%m-%d %H:%M}", one.entry.by, Text(one.did), Text(one.what))
    if found:
        out.print(indented(rows_shown))
    if len(found) > last:
        out.print(Text(f"  … and earlier ones: --last {last * 10}", style="dim"))
    out.print()
    out.print(Text(f"{counted(size, 'entry', 'entries')}, root {root.hex()[:16]}", style="dim"))
    return EXIT.OK
