"""``tollbook read``: take reports in, show what they claim and what it adds up to."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.text import Text

from tollbook.cli import see
from tollbook.cli.options import EXIT, Session, by_option, date_option, json_option, print_json, record_option
from tollbook.cli.see import console, counted, joined
from tollbook.desk.record import Record
from tollbook.desk.summing import scopes, sums
from tollbook.desk.taking import Taken
from tollbook.desk.words import bounds, harmed
from tollbook.extract import collect_rarely
from tollbook.intake.decode import encoding_exists
from tollbook.intake.documents import count
from tollbook.model import Claim, Problem, to_json

EPILOG = """
\b
Examples:
  tollbook read report.txt --published 2016-11-30 --publisher "A news agency"
  tollbook read reports/
  tollbook read page.html reports.jsonl

\b
Who published a report and when is believed in this order:
  1. beside it, in report.meta.json: {"published": "2016-11-30", "publisher": "…"},
     or in its own line of a .jsonl file: {"text": "…", "published": "…"}
  2. --published and --publisher
  3. what a web page says of itself
Days told from the day of publication ("in the past 72 hours") need that day.
"""
#: More reports than these are not listed one by one.
MAX_LISTED = 40
#: More claims than these are added up only when asked for: every pair of them may speak of the same people.
MAX_SUMMED = 500


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

    Reads .txt, .html and .jsonl files, and folders of them; - is standard input. The record keeps the
    original bytes, the text and the claims. Reading a report again changes nothing. Ctrl-C keeps what was
    done, and the same command goes on from there.
    """
    if encoding is not None and not encoding_exists(encoding):
        raise click.BadParameter(f"{encoding!r} is no encoding Python knows. Try utf-8, cp1252 or cp1256.")
    collect_rarely()
    with session.open(write=True) as record:
        taken: list[Taken] = []
        refused: list[Problem] = []
        stopped = False
        stream = record.read(paths, published=published, publisher=publisher, encoding=encoding, again=again)
        try:
            for item in _watched(stream, paths, as_json):
                if isinstance(item, Problem):
                    refused.append(item)
                else:
                    taken.append(item)
        except KeyboardInterrupt:
            stopped = True
        if as_json:
            print_json(_as_json(record, taken, refused, stopped))
        else:
            _show(record, taken, refused, stopped)
    if stopped:
        return EXIT.STOPPED
    if refused:
        return EXIT.INPUT
    return EXIT.LOOK if any(item.outcome != "known" and item.to_look_at for item in taken) else EXIT.OK


def _watched(stream: Iterator[Taken | Problem], paths: tuple[str, ...], quiet: bool) -> Iterator[Taken | Problem]:
    """The stream with a bar on the terminal, where there is one and enough to wait for."""
    bar = console(stderr=True)
    if quiet or not bar.is_terminal or (total := count(paths)) < 5:
        yield from stream
        return
    columns = (TextColumn("Reading"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=bar, transient=True) as progress:
        task = progress.add_task("read", total=total)
        for item in stream:
            progress.advance(task)
            yield item


def _as_json(record: Record, taken: list[Taken], refused: list[Problem], stopped: bool) -> object:
    return {
        "record": str(record.store.folder),
        "reports": [
            {
                "number": item.report.number,
                "id": item.report.id,
                "outcome": item.outcome,
                "origin": item.report.origin,
                "sha256": item.report.sha256,
                "title": item.report.title,
                "published": to_json(item.report.published),
                "publisher": item.report.publisher,
                "claims": to_json(item.claims),
                "figures": to_json(item.figures),
                "problems": to_json(item.problems),
            }
            for item in taken
        ],
        "refused": to_json(refused),
        "stopped": stopped,
    }


def _show(record: Record, taken: list[Taken], refused: list[Problem], stopped: bool) -> None:
    out = see.console()
    claims = [claim for item in taken for claim in item.claims]
    _opening(out, record.store.folder, taken, len(claims))
    if len(taken) == 1 and claims:
        out.print()
        out.print(see.indented(see.claims_table(claims, text=taken[0].report.text)))
    elif 1 < len(taken) <= MAX_LISTED:
        out.print()
        _list(out, taken)
    if len(claims) <= MAX_SUMMED:
        _sum(out, claims)
    noted = [problem for item in taken if item.outcome != "known" for problem in item.problems]
    err = see.console(stderr=True)
    see.problems(noted, out, "To look at")
    see.problems(refused, err, f"Not read: {see.counted(len(refused), 'file or line', 'files or lines')}", "red")
    if stopped:
        err.print()
        err.print("Stopped. What is listed here is kept; the same command goes on from there.", style="bold")
    elif taken:
        _next(out, taken, claims)


def _opening(out: Console, folder: Path, taken: list[Taken], claims: int) -> None:
    if not taken:
        return
    names = {"new": "new", "corrected": "corrected", "again": "read anew", "known": "known already"}
    kinds = {outcome: sum(item.outcome == outcome for item in taken) for outcome in names}
    parts = [f"{count:,} {names[outcome]}" for outcome, count in kinds.items() if count]
    if set(kinds.values()) <= {0, len(taken)}:
        parts = [next(names[outcome] for outcome, count in kinds.items() if count)]
    out.print(
        f"{counted(len(taken), 'report')} in {folder} ({joined(parts)}), {counted(claims, 'claim')}.", style="bold"
    )


def _list(out: Console, taken: list[Taken]) -> None:
    made = see.table(("", "right"), "Report", "Published", "By", ("Claims", "right"))
    for item in taken:
        report = item.report
        name = report.title or report.origin.rsplit("/", 1)[-1]
        published = str(report.published or "no date")
        made.add_row(str(report.number), name, published, report.publisher or "", str(len(item.claims)))
    out.print(see.indented(made))


def _sum(out: Console, claims: list[Claim]) -> None:
    """What the claims add up to, each harm and group a line."""
    with see.waiting("Adding up"):
        found = sums(claims)
    if not found:
        return
    made = see.table("", ("", "right"), "")
    for answer, sources in found:
        question = answer.question
        name = Text(harmed(question.harm, question.population), style=see.colour(question.harm))
        said = Text(bounds(answer.documented.low, answer.documented.high), style="bold")
        contested = ", contested" if answer.contradictions else ""
        made.add_row(name, said, Text(f"{counted(sources, 'source')}{contested}", style="dim"))
    out.print()
    out.print(see.heading("What it adds up to, nothing counted twice"))
    made.show_header = False
    out.print(see.indented(made))


def _next(out: Console, taken: list[Taken], claims: list[Claim]) -> None:
    """What can be done now."""
    out.print()
    if not claims:
        out.print("No claim of harm was found. Look at the text with: tollbook show 1", style="dim")
        return
    harm, who = next(iter(scopes(claims)), (claims[0].harm, "people"))
    places = Counter(claim.place.text for claim in claims if claim.place and claim.harm == harm)
    where = f' --where "{places.most_common(1)[0][0]}"' if places else ""
    who = "" if who == "people" else f" --who {who}"
    out.print(f"Ask:  tollbook ask --harm {harm}{who}{where}", style="dim")
    out.print(f"See:  tollbook show {taken[0].report.number}", style="dim")
