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
from tollbook.desk.custody import Step, custody
from tollbook.desk.origins import as_json as places_as_json
from tollbook.desk.origins import origins, told
from tollbook.model import Claim, Problem, Report, to_json
from tollbook.record.logged import Tombstone
from tollbook.vocabulary import HARMS

EPILOG = """
\b
Examples:
  tollbook show 1
  tollbook show reports/2016-11-30.txt
  tollbook show 1 --custody
"""


@click.command("show", epilog=EPILOG)
@click.argument("report", metavar="REPORT")
@click.option("--custody", "kept", is_flag=True, help="Show who did what with it, and when.")
@record_option
@json_option
@click.pass_obj
def command(session: Session, report: str, kept: bool, as_json: bool) -> int:
    """Show a report with its claims marked.

    REPORT is its number in the record, its file, its title or the beginning of its identity. Each claim
    is marked where its words stand, with a number that leads to the list beneath, and to the place in the
    original: the page and rectangle of a PDF, the element of a web page, the paragraph of a document.
    """
    with session.open(write=False) as record:
        found = the_report(record, report)
        stone = record.store.custody.stones().get(found.id)
        if kept:
            _custody(found, stone, list(custody(record.store, found)), as_json)
            return EXIT.OK
        claims = record.claims(report=found.id)
        problems = [problem for _, problem in record.store.problems(found.id)]
    if as_json:
        print_json(
            {
                "report": to_json(found),
                "decided": to_json(stone) if stone else None,
                "conversion": _conversion(found),
                "claims": to_json(claims),
                "places": {name: places_as_json(anchors) for name, anchors in origins(found, claims).items()},
                "problems": to_json(problems),
            }
        )
    else:
        _show(found, stone, claims, problems)
    return EXIT.OK


def _conversion(report: Report) -> dict[str, str] | None:
    way = report.conversion
    return {"converter": way.converter, "libraries": way.libraries, "detail": way.detail} if way else None


def tombstone(stone: Tombstone) -> str:
    """What was decided on a report, in a sentence."""
    when = f"{stone.at:%Y-%m-%d} by {stone.by}"
    if stone.decision == "removed":
        return f"Removed by law on {when}, asked for by {stone.asked_by}: {stone.reason}"
    return f"Withdrawn on {when}, from {stone.day} on: {stone.reason}"


def _custody(report: Report, stone: Tombstone | None, steps: list[Step], as_json: bool) -> None:
    if as_json:
        said = [{"entry": s.entry.number, "at": s.entry.at.isoformat(), "by": s.entry.by, "did": s.did,
                 "about": list(s.about), "says": s.entry.says, "hash": s.entry.hash} for s in steps]  # fmt: skip
        print_json({"report": to_json(report), "decided": to_json(stone) if stone else None, "custody": said})
        return
    out = see.console()
    _heading(out, report, stone)
    rows = see.table(("Entry", "right"), "When (UTC)", "Who", "What")
    for step in steps:
        what = Text(step.did, style="bold")
        for line in step.about:
            what.append(f"\n{line}", style="not bold")
        rows.add_row(str(step.entry.number), f"{step.entry.at:%Y-%m-%d %H:%M:%S}", step.entry.by, what)
    out.print(see.indented(rows))
    out.print()
    numbers = " ".join(f"--entry {step.entry.number}" for step in steps[:3])
    out.print(f"Prove it:  tollbook prove {numbers}", style="dim")


def _heading(out: Console, report: Report, stone: Tombstone | None) -> None:
    out.print(Text(f"{report.number}  {report.title or report.origin}".rstrip(), style="bold"))
    origin = f"{report.origin} > {report.part}" if report.part else report.origin
    about = [report.publisher, str(report.published or "no date"), origin if report.title or report.part else None]
    if stone is not None and stone.decision != "restored":
        out.print(Text(tombstone(stone), style="bold red"))
    if stone is None or stone.decision != "removed":
        out.print(Text(", ".join(part for part in about if part), style="dim"))
    out.print()


def _show(report: Report, stone: Tombstone | None, claims: list[Claim], problems: list[Problem]) -> None:
    out = see.console()
    _heading(out, report, stone)
    ordered = sorted(claims, key=lambda claim: (claim.span.start, claim.span.end))
    numbers = {claim.id: number for number, claim in enumerate(ordered, 1)}
    if report.text:
        out.print(Padding(marked(report.text, ordered, numbers, out.color_system is None), (0, 2, 0, 2)))
    if stone is not None and stone.decision != "restored":
        pass  # its claims count no longer, and none is marked
    elif not claims:
        out.print()
        out.print("No claim of harm was found in it.", style="dim")
    else:
        _legend(out, ordered)
        out.print(see.claims_table(ordered, report.text, numbers))
        _places(out, report, ordered, numbers)
    see.problems(problems, out, "To look at")


def _places(out: Console, report: Report, claims: list[Claim], numbers: dict[str, int]) -> None:
    """Where in the original each claim's words stand; claims at one place in one line."""
    marks: dict[str, list[str]] = {}
    for claim, anchors in origins(report, claims).items():
        marks.setdefault(told(anchors), []).append(str(numbers[claim]))
    if not marks:
        return
    out.print()
    out.print(see.heading("Where in the original"))
    made = see.table(("", "right"), "")
    made.show_header = False
    for place, theirs in marks.items():
        made.add_row(", ".join(theirs), place)
    out.print(see.indented(made))
    way = report.conversion
    if way is not None:
        by = f", {way.libraries}" if way.libraries else ""
        out.print(Text(f"  original {report.sha256[:12]}…, converted by {way.converter}{by}", style="dim"))


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
