"""``tollbook situation``: a situation report for a place and a time, as a page, a PDF or a Word document."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import click

from tollbook.cli.exporting import Out, deliver, for_whom
from tollbook.cli.exporting import out as out_of
from tollbook.cli.options import EXIT, Session, date_option, fail
from tollbook.cli.see import waiting

if TYPE_CHECKING:
    from tollbook.export.situation import Situation

EPILOG = """
\b
Examples:
  tollbook situation aleppo.pdf --where Aleppo --from 2016-11-15 --to 2016-12-22
  tollbook situation aleppo.docx --where Aleppo --harm killed --harm displaced
  tollbook situation aleppo-ar.html --where Aleppo --lang ar

\b
The format is that of the file's ending: .html .pdf .docx
A PDF is printed by a browser on this computer (Chromium, Chrome, Edge);
TOLLBOOK_BROWSER names another. Nothing is sent anywhere.

\b
What is in the file is for everybody unless you say otherwise (--level): no words
of the reports, no name that may be a person's, no place smaller than a town.
"""

_FORMS = {"html": "html", "htm": "html", "pdf": "pdf", "docx": "docx"}


@click.command("situation", epilog=EPILOG)
@click.argument("file")
@click.option("--where", metavar="PLACE", help="In which place, with all that lies in it.")
@date_option("--from", "start", about="The first day.")
@date_option("--to", "end", about="The last day.")
@click.option(
    "--harm", "harms", multiple=True, metavar="HARM", help="Only this harm; can be given again. [default: all]"
)
@click.option("--who", metavar="GROUP", default="people", help="Harm to whom. [default: people]")
@date_option("--as-known-on", "known_on", about="As it was known on that day.")
@click.option("--lang", type=click.Choice(["en", "ar"]), default="en", show_default=True, help="Its language.")
@for_whom
@click.pass_obj
def command(
    session: Session,
    file: str,
    where: str | None,
    start: dt.date | None,
    end: dt.date | None,
    harms: tuple[str, ...],
    who: str,
    known_on: dt.date | None,
    lang: str,
    level: str,
    told: tuple[str, ...],
    force: bool,
) -> int:
    """Write a situation report: what was done to whom, where and when, by place, by source, as it was revised, with
    every contradiction and what each figure rests on."""
    from tollbook.desk.situation import Scope, laid_out, situation
    from tollbook.export.printing import PrintError

    out = out_of(file, _FORMS, force, level, told)
    with session.open(write=False) as record, waiting("Reckoning"):
        one = situation(record.store, Scope(where, start, end, harms, who, known_on), out.release)
        try:
            raw = laid_out(record.store, one, out.form, lang)
        except PrintError as wrong:
            fail(wrong.what, wrong.remedy)
            return EXIT.INPUT
    return _told(out, raw, one)


def _told(out: Out, raw: bytes, one: Situation) -> int:
    from tollbook.desk.words import number

    figures = sum(1 + len(chapter.groups) for chapter in one.chapters)
    contradictions = sum(len(chapter.conflicts) for chapter in one.chapters)
    told = f"{number(figures)} figures from {number(one.claims)} claims of {number(len(one.reports))} reports"
    return deliver(out, raw, f"{told}, {number(contradictions)} contradictions,")
