"""``tollbook verify``: is the record whole?"""

from __future__ import annotations

from pathlib import Path

import click

from tollbook.cli.options import EXIT, Session, fail, json_option, print_json, record_option
from tollbook.cli.see import console, counted, problems, progress
from tollbook.cli.showing import tombstone
from tollbook.model import to_json
from tollbook.record.logged import Witness

EPILOG = """
\b
Examples:
  tollbook verify
  tollbook verify --checkpoint 2026-11-30.checkpoint
  tollbook verify --json | python3 -m json.tool
  tollbook verify --reindex
"""


@click.command("verify", epilog=EPILOG)
@click.option("--checkpoint", "files", multiple=True, metavar="FILE", help="A checkpoint kept elsewhere.")
@click.option("--key", metavar="KEY", help="The public key it must be signed with [default: the record's own].")
@click.option("--reindex", is_flag=True, help="First make the index that questions use anew from the claims.")
@record_option
@json_option
@click.pass_obj
def command(session: Session, files: tuple[str, ...], key: str | None, as_json: bool, reindex: bool) -> int:
    """Check that the record is whole.

    Every original is hashed again, every row is held against the entry of the log that put it down, every claim against
    the words of its text, the log and its tree are reckoned anew, every checkpoint and time stamp is checked. Ends with
    1 if anything does not hold, and names it.

    A record rewritten from its beginning, or cut back to an earlier day, is whole in itself. Only a checkpoint that was
    kept elsewhere tells: with --checkpoint the record must also begin with what that says.
    """
    kept = []
    for name in files:
        if not Path(name).is_file():
            fail(f"There is no file {name}.", "Check the name, and the folder you are in.")
            return EXIT.INPUT
        kept.append(Witness(name, Path(name).read_text(encoding="utf-8", errors="replace"), key))
    with session.open(write=reindex) as record, progress("Checking") as tell:
        if reindex:
            record.store.reindex()
        found = list(record.store.verify(kept, tell))
        origin, size, root = record.store.head()
        checkpoints = len(record.store.ledger.checkpoints())
        stones = [one for one in record.store.custody.stones().values() if one.decision != "restored"]
        reports, claims = len(record.reports()), len(record.claims())
    if as_json:
        whole = {"whole": not found, "problems": to_json(found), "reports": reports, "claims": claims}
        head = {"origin": origin, "size": size, "root": root.hex()}
        print_json(
            {
                **whole,
                "head": head,
                "checkpoints": checkpoints,
                "witnessed": [one.where for one in kept],
                "decided": to_json(stones),
            }
        )
        return EXIT.LOOK if found else EXIT.OK
    out = console()
    if found:
        problems(found, out, f"The record is not whole: {counted(len(found), 'thing')} do not hold", "red")
        out.print()
    else:
        out.print("The record is whole.", style="bold")
        for one in kept:
            out.print(f"It begins with all that {one.where} says, unchanged.")
    for stone in stones:
        out.print(f"Report {stone.report}: {tombstone(stone)}")
    out.print(
        f"{counted(reports, 'report')}, {counted(claims, 'claim')}, {counted(size, 'entry', 'entries')} of log, "
        f"root {root.hex()[:16]}, {counted(checkpoints, 'checkpoint')}",
        style="dim",
    )
    return EXIT.LOOK if found else EXIT.OK
