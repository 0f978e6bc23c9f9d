"""``tollbook explain``: what made each claim of a report, and why its other numbers are no claims."""

from __future__ import annotations

import click
from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from tollbook.cli import see
from tollbook.cli.claims import the_report
from tollbook.cli.options import EXIT, Session, json_option, print_json, record_option
from tollbook.cli.see import colour
from tollbook.desk.explaining import explained
from tollbook.explaining import Explanation, Made, Unused
from tollbook.model import Report, Span, to_json

EPILOG = """
\b
Examples:
  tollbook explain 1
  tollbook explain reports/2016-11-30.txt
"""
#: What a step is about, as a heading of one word.
_ABOUT = {
    "number": "number",
    "harm": "harm",
    "who": "who",
    "modality": "told as",
    "when": "when",
    "where": "where",
    "speaker": "source",
    "link": "linked",
}
_WIDTH = 9
#: How much of a long sentence is shown on either side of the words.
_AROUND = 150


@click.command("explain", epilog=EPILOG)
@click.argument("report", metavar="REPORT")
@record_option
@json_option
@click.pass_obj
def command(session: Session, report: str, as_json: bool) -> int:
    """Explain what was read from a report, and what was not.

    REPORT is its number in the record, its file, its title or the beginning of its identity. For each
    claim: the words and the rules that made it. For every other number of the text: why it is no claim.
    """
    with session.open(write=False) as record:
        found = the_report(record, report)
        explanation = explained(record.store, found)
    if as_json:
        print_json({"report": to_json(found), **to_json(explanation)})
    else:
        _show(found, explanation)
    return EXIT.OK


def _show(report: Report, explanation: Explanation) -> None:
    out = see.console()
    out.print(Text(f"{report.number}  {report.title or report.origin}", style="bold"))
    about = [report.publisher, str(report.published or "no date")]
    out.print(Text(", ".join(part for part in about if part), style="dim"))
    if not report.text:
        out.print()
        out.print("Its claims were coded by hand: there are no words to explain them by.", style="dim")
        return
    for made in explanation.claims:
        _claim(out, report.text, made)
    out.print()
    if not explanation.claims:
        out.print("No claim of harm was found in it.", style="dim")
    if explanation.unused:
        out.print(see.heading("Numbers that are no claim"))
        sentence: Span | None = None
        for unused in explanation.unused:
            _unused(out, report.text, unused, again=unused.sentence == sentence)
            sentence = unused.sentence
    elif explanation.claims:
        out.print("Every number of the text is in a claim.", style="dim")
    see.problems(explanation.problems, out, "To look at")


def _claim(out: Console, text: str, made: Made) -> None:
    claim = made.claim
    out.print()
    line = Text(f"{made.number}  ", style="bold").append_text(see.figure(claim, text)).append("  ")
    out.print(line.append_text(see.what(claim)))
    style = f"bold {colour(claim.harm)}"
    out.print(Padding(_quoted(text, made.sentence, claim.span, style, out.color_system is None), (0, 0, 0, 3)))
    grid = see.table("", "")
    grid.show_header = False
    grid.columns[0].width = _WIDTH
    for step in made.steps:
        grid.add_row(Text(_ABOUT.get(step.about, step.about), style="dim"), _capital(step.said) + ".")
    out.print(Padding(grid, (0, 0, 0, 3)))


def _unused(out: Console, text: str, unused: Unused, again: bool) -> None:
    out.print(Padding(Text(unused.text, style="bold").append(f": {unused.why}", style="not bold"), (0, 0, 0, 3)))
    if not again:
        quoted = _quoted(text, unused.sentence, unused.span, "bold", out.color_system is None)
        quoted.stylize("dim")
        out.print(Padding(quoted, (0, 0, 0, 6)))


def _quoted(text: str, sentence: Span, span: Span, style: str, plain: bool) -> Text:
    """A sentence with some of its words marked: by style, or in brackets where there are no colours."""
    start = max(sentence.start, span.start - _AROUND)
    end = min(sentence.end, span.end + _AROUND)
    before, words, after = (text[a:b] for a, b in ((start, span.start), (span.start, span.end), (span.end, end)))
    made = Text("… " if start > sentence.start else "").append(_line(before).lstrip())
    made.append(f"[{_line(words)}]" if plain else _line(words), style=style)
    return made.append(_line(after).rstrip()).append(" …" if end < sentence.end else "")


def _line(words: str) -> str:
    """Words on one line, with the spaces at their ends."""
    joined = " ".join(words.split())
    if not joined:
        return " " if words else ""
    return " " * words[0].isspace() + joined + " " * words[-1].isspace()


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
