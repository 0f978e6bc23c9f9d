"""``tollbook read``: take reports in, show what they claim and what it adds up to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import click
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from tollbook.cli.options import Session, by_option, date_option, json_option, record_option
from tollbook.cli.see import console
from tollbook.cli.taken import Haul
from tollbook.desk.taking import Taken
from tollbook.extract import collect_rarely
from tollbook.intake.decode import encoding_exists
from tollbook.intake.documents import count
from tollbook.model import Problem

EPILOG = """
\b
Examples:
  tollbook read report.txt --published 2016-11-30 --publisher "A news agency"
  tollbook read reports/
  tollbook read page.html situation.pdf mails.zip reports.jsonl

\b
Who published a report and when is believed in this order:
  1. beside it, in report.meta.json: {"published": "2016-11-30", "publisher": "…"},
     or in its own line of a .jsonl file: {"text": "…", "published": "…"}
  2. --published and --publisher
  3. what a web page, a mail or a feed says of itself
Days told from the day of publication ("in the past 72 hours") need that day.
"""


@click.command("read", epilog=EPILOG)
@click.argument("paths", nargs=-1, required=True, metavar="FILE|FOLDER|-…")
@date_option("--published", about="The day the reports were published, where they do not say so.")
@click.option("--publisher", help="Who published the reports, where they do not say so.")
@click.option("--encoding", help="The encoding of the files, where it is not UTF-8 (cp1252, cp1256, …).")
@click.option("--again", is_flag=True, help="Read reports the record knows anew, with this version.")
@by_option
@record_option
@json_option
@click.pass_obj
def command(
    session: Session,
    paths: tuple[str, ...],
    published: dt.date | None,
    publisher: str | None,
    encoding: str | None,
    again: bool,
    as_json: bool,
) -> int:
    """Take reports in and show what they claim.

    Reads text, web pages, PDF, DOCX, ODT, RTF, mails, feeds, web archives, .jsonl, and ZIPs and folders of
    these; - is standard input. The record keeps the original bytes, the text and the claims. Reading a
    report again changes nothing. Ctrl-C keeps what was done, and the same command goes on from there.
    """
    if encoding is not None and not encoding_exists(encoding):
        raise click.BadParameter(f"{encoding!r} is no encoding Python knows. Try utf-8, cp1252 or cp1256.")
    collect_rarely()
    with session.open(write=True) as record:
        haul = Haul(every=as_json)
        stream = record.read(paths, published=published, publisher=publisher, encoding=encoding, again=again)
        try:
            for item in _watched(stream, paths, as_json):
                haul.add(item)
        except KeyboardInterrupt:
            haul.stopped = True
        haul.show(record.store.where, as_json)
    return haul.exit


def _watched(stream: Iterator[Taken | Problem], paths: tuple[str, ...], quiet: bool) -> Iterator[Taken | Problem]:
    """The stream with a bar on the terminal, where there is one and enough to wait for."""
    bar = console(stderr=True)
    if quiet or not bar.is_terminal or (total := count(paths)) < 5:
        yield from stream
        return
    columns = (TextColumn("Reading"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=bar, transient=True) as progress:
        task = progress.add_task("read", total=total)
        for done, item in enumerate(stream, 1):
            progress.update(task, completed=done, total=max(total, done))  # one file may hold many reports
            yield item
