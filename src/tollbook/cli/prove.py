"""``tollbook prove``: a proof to go with a figure, checked by anybody with nothing but Python."""

from __future__ import annotations

import json
from pathlib import Path

import click

import tollbook.proof
from tollbook.cli.claims import the_report
from tollbook.cli.options import EXIT, Session, by_option, fail, record_option
from tollbook.desk.errors import AskedWrongError
from tollbook.desk.ledger import prove
from tollbook.desk.record import Record
from tollbook.proof import check

EPILOG = """
\b
Examples:
  tollbook prove 3 > proof.json
  tollbook prove 3.2 7.1 --words > proof.json
  tollbook prove --entry 12 --extends 2026-11-30.checkpoint > proof.json

\b
Whoever gets it checks it with nothing but Python:
  tollbook prove --checker > proof.py
  python3 proof.py proof.json PUBLIC-KEY
"""


@click.command("prove", epilog=EPILOG)
@click.argument("what", nargs=-1, metavar="[REPORT|REPORT.MARK]...")
@click.option("--entry", "entries", type=click.IntRange(1), multiple=True, metavar="N", help="An entry of the log.")
@click.option("--extends", multiple=True, metavar="FILE", help="Also that the log begins with this checkpoint.")
@click.option("--words", is_flag=True, help="Show the words, the names and the places too, not only the numbers.")
@click.option("--checker", is_flag=True, help="Print the program that checks proofs.")
@by_option
@record_option
@click.pass_obj
def command(
    session: Session, what: tuple[str, ...], entries: tuple[int, ...], extends: tuple[str, ...], words: bool,
    checker: bool,
) -> int:  # fmt: skip
    """Write a proof as JSON: that reports and claims stand in the log, in the words they had when they came in.

    REPORT is a report by its number, file or title; REPORT.MARK one claim, as tollbook show marks it. The proof rests
    on a signed checkpoint, and shows only the numbers and their scope: other words, names and places stay hidden, and
    cannot be guessed from it, unless --words is given.
    """
    if checker:
        click.echo(Path(tollbook.proof.__file__).read_text(encoding="utf-8"), nl=False)
        return EXIT.OK
    if not what and not entries and not extends:
        raise click.UsageError("Say what to prove: a report, a claim (3.2), --entry N, or --extends FILE.")
    notes = []
    for name in extends:
        if not Path(name).is_file():
            fail(f"There is no file {name}.", "Check the name, and the folder you are in.")
            return EXIT.INPUT
        notes.append(Path(name).read_text(encoding="utf-8", errors="replace"))
    with session.open(write=False) as record:
        reports, claims = _named(record, what)
        proof = prove(record.store, entries=entries, reports=reports, claims=claims, earlier=notes, words=words)
        for _ in check(proof):
            pass  # what goes out was checked as its reader will check it
        said = json.dumps(proof, ensure_ascii=False, indent=1)
        record.store.exported("proof, with words" if words else "proof", said, len(claims))
    click.echo(said)
    return EXIT.OK


def _named(record: Record, what: tuple[str, ...]) -> tuple[list[int], list[str]]:
    """The reports and the claims that are named."""
    reports, claims = [], []
    for key in what:
        name, _, mark = key.rpartition(".")
        if name.isdecimal() and mark.isdecimal():
            report = the_report(record, name)
            theirs = sorted(record.claims(report=report.id), key=lambda c: (c.span.start, c.span.end))
            if not 1 <= int(mark) <= len(theirs):
                raise AskedWrongError(
                    f"Report {name} has no claim {mark}: it has {len(theirs)}.", f"tollbook show {name}"
                )
            claims.append(theirs[int(mark) - 1].id)
        elif (number := the_report(record, key).number) is not None:
            reports.append(number)
    return reports, claims
