"""``tollbook show``: a report as it stands, with its claims marked where they are said."""

from __future__ import annotations

import click
from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from tollbook.cli import see
from tollbook.cli.claims import the_report
from tollbook.cli.options import EXIT, Session, json_option, print_json, record_option
from tollbook.cli.see import colour
from tollbook.model import Claim, Problem, Report, to_json
from tollbook.vocabulary import HARMS

EPILOG = """
\b
Examples:
  tollbook show 1
  tollbook show reports/2016-11-30.txt
"""


@click.command("show", epilog=EPILOG)
@click.argument("report", metavar="REPORT")
@record_option
@json_option
@click.pass_obj
def command(session: Session, report: str, as_json: bool) -> int:
    """Show a report with its claims marked.

    REPORT is its number in the record, its file, its title or the beginning of its identity. Each claim
    is marked where its words stand, with a number that leads to the list beneath.
    """
    with session.open(write=False) as record:
        found = the_report(record, report)
        claims = record.claims(report=found.id)
        problems = [problem for _, problem in record.store.problems(found.id)]
    if as_json:
        print_json({"report": to_json(found), "claims": to_json(claims), "problems": to_json(problems)})
    else:
        _show(found, claims, problems)
    return EXIT.OK


def _show(report: Report, claims: list[Claim], problems: list[Problem]) -> None:
    out = see.console()
    out.print(Text(f"{report.number}  {report.title or report.origin}", style="bold"))
    about = [report.publisher, str(report.published or "no date"), report.origin if report.title else None]
    out.print(Text(", ".join(part for part in about if part), style="dim"))
    out.print()
    ordered = sorted(claims, key=lambda claim: (claim.span.start, claim.span.end))
    numbers = {claim.id: number for number, claim in enumerate(ordered, 1)}
    if report.text:
        out.print(Padding(marked(report.text, ordered, numbers, out.color_system is None), (0, 2, 0, 2)))
    if not claims:
        out.print()
        out.print("No claim of harm was found in it.", style="dim")
    else:
        _legend(out, ordered)
        out.print(see.claims_table(ordered, report.text, numbers))
    see.problems(problems, out, "To look at")


def marked(text: str, claims: list[Claim], numbers: dict[str, int], plain: bool) -> Text:
    """A text with its claims marked: in the colour of their harm and with their numbers, or, where there
    are no colours, in brackets. Claims are in order of their spans.
    """
    spans: dict[tuple[int, int], list[Claim]] = {}
    for claim in claims:
        if 0 <= claim.span.start < claim.span.end <= len(text):
            spans.setdefault((claim.span.start, claim.span.end), []).append(claim)
    made, at = Text(), 0
    for (start, end), theirs in sorted(spans.items()):
        marks = ",".join(str(numbers[claim.id]) for claim in theirs)
        if start < at:  # it lies in words already marked: only its number is added
            made.append(f"[{marks}]", style=f"dim {colour(theirs[0].harm)}")
            continue
        style = f"bold {colour(theirs[0].harm)}" + (" strike" if theirs[0].modality == "denied" else "")
        made.append(text[at:start])
        made.append(f"[{text[start:end]}]" if plain else text[start:end], style=style)
        made.append(f"[{marks}]", style=f"dim {colour(theirs[0].harm)}")
        at = end
    made.append(text[at:])
    made.rstrip()
    return made


def _legend(out: Console, claims: list[Claim]) -> None:
    out.print()
    legend = Text()
    for harm in dict.fromkeys(claim.harm for claim in claims):
        label = HARMS[harm].label if harm in HARMS else harm
        legend.append("■\u00a0", style=colour(harm)).append(label.replace(" ", "\u00a0") + "   ", style="dim")
    out.print(legend)
    out.print()
