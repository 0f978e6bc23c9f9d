"""``tollbook ask``: the answer in words first, then the sources, the contradictions and the proof."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import click
from rich.text import Text

from tollbook.cli.answers import AnswerPage, echo, silence, source_name
from tollbook.cli.deciding import kept_json
from tollbook.cli.grids import show_grid
from tollbook.cli.options import EXIT, Session, date_option, json_option, print_json, record_option
from tollbook.cli.see import colour, console, heading, indented, table, waiting
from tollbook.cli.states import show_states
from tollbook.desk.asking import (
    TABLES,
    Asked,
    ask,
    cross,
    is_state,
    read_question,
    states,
    table_or_actor,
    tabulate,
    together,
)
from tollbook.desk.incidents import behind
from tollbook.desk.words import headline, told_of
from tollbook.reckon import Answer, timeline
from tollbook.vocabulary import HARMS, POPULATIONS

if TYPE_CHECKING:
    from tollbook.desk.record import Record
    from tollbook.questions import Understood
    from tollbook.reckon import By

EPILOG = """
\b
Examples:
  tollbook ask "how many children were killed in east Aleppo since 15 November 2016?"
  tollbook ask --harm killed --who civilians --where "east Aleppo"
  tollbook ask --harm killed --who children --where Aleppo --from 2016-11-15 --to 2016-11-30
  tollbook ask --harm killed --where Aleppo --by month
  tollbook ask --harm killed --where Syria --by month --by place
  tollbook ask --harm displaced --according-to "Red Cross" --as-known-on 2016-11-30

\b
What the answer means:
  As reported   everyone harmed is in what some report says. An upper bound
                comes only from words that give one ("up to", "12 were killed").
  At the least  true even if the reports miss people.
  A figure said twice is counted once; a part is not added to its whole; where
  sources contradict each other, the answer spans them and says so.
"""


@click.command("ask", epilog=EPILOG)
@click.argument("words", nargs=-1, metavar="[QUESTION]")
@click.option("--harm", metavar="HARM", help="What happened: killed, injured, displaced, besieged, …")
@click.option("--who", metavar="GROUP", help="To whom: civilians, children, … [default: people]")
@click.option("--where", metavar="PLACE", help="In which place, with all that lies in it.")
@date_option("--from", "start", about="The first day.")
@date_option("--to", "end", about="The last day.")
@click.option("--perpetrator", "--by-whom", metavar="ACTOR", help="Who did it, as some report names it.")
@click.option("--according-to", metavar="SOURCE", help="As one source has it.")
@date_option("--as-known-on", "known_on", about="As it was known on that day: later reports are left out.")
@click.option(
    "--household-size",
    "household",
    metavar="PEOPLE",
    type=click.FloatRange(min=1, max=100),
    help="How many people a household is: then households are counted as people.",
)
@click.option(
    "--by",
    multiple=True,
    metavar="TABLE",
    help="A table by month, place, source or population; given twice, one down and the other across.",
)
@click.option("--explain", "explained", is_flag=True, help="Walk through the arithmetic.")
@click.option("--list-harms", is_flag=True, help="List the harms and groups one can ask for.")
@record_option
@json_option
@click.pass_obj
def command(
    session: Session,
    /,
    words: tuple[str, ...],
    by: tuple[str, ...],
    explained: bool,
    list_harms: bool,
    as_json: bool,
    **given: Any,
) -> int:
    """Ask how many were harmed: a low, a high and the proof. In plain words, or by options."""
    if list_harms:
        _list_harms(as_json)
        return EXIT.OK
    with session.open(write=False) as record:
        with waiting("Reckoning"):
            said, asked, rows = what_is_asked(record, words, by, given)
            if is_state(asked.harm):
                return _states(record, said, asked, rows, as_json)
            if len(rows) == 2:
                return _grid(record, said, asked, rows, as_json)
            if rows:
                found, shelf = tabulate(record.store, asked, rows[0])
                answer = found.total
            else:
                answer, shelf = ask(record.store, asked)
        decided = behind(record.store, answer)
        if as_json:
            rests: dict[str, Any] = {"decisions": [kept_json(one) for one in decided]} if decided else {}
            if not rows and (lasting := timeline(answer.question, shelf.claims)):
                rests["states"] = [one.to_json() for one in lasting]
            print_json({**(found.to_json() if rows else answer.to_json()), **rests})
            return EXIT.OK
        page = AnswerPage(answer, shelf, record.store, decided)
        if said is not None:
            echo(page.out, said, answer.question, rows)
        if rows:
            page.table(found)
        elif explained:
            page.walk()
        else:
            page.show()
    return EXIT.OK


def what_is_asked(
    record: Record, asked: tuple[str, ...], by: tuple[str, ...], given: dict[str, Any]
) -> tuple[Understood | None, Asked, tuple[By, ...]]:
    """What is asked in words and options together, and what it is a table by, if it is one: one kind or two. Raises
    :class:`click.UsageError`."""
    words = " ".join(asked).strip()
    if not words and given["harm"] is None:
        raise click.UsageError('Say what happened: --harm killed, or ask in words: "how many were killed in …?"')
    said = read_question(record.store, words, given["known_on"]) if words else None
    rows: list[By] = []
    for one in by:
        meant = table_or_actor(record.store, one)
        kind = next((name for name in TABLES if name == meant), None)
        if kind is not None:
            rows.append(kind)
        else:
            given = {**given, "perpetrator": given["perpetrator"] or one}
    if len(rows) > 2:
        raise click.UsageError(f"A table is by one kind or by two, and this asks for {len(rows)}: {', '.join(rows)}.")
    if said is None:
        return None, Asked(**{**given, "who": given["who"] or "people"}), tuple(rows)
    if not rows:
        rows = [name for name in TABLES if name == said.by]
    return said, together(said, given), tuple(rows)


def _states(record: Record, said: Understood | None, asked: Asked, rows: tuple[By, ...], as_json: bool) -> int:
    """Answer with a timeline: of what lasts nothing is counted."""
    if rows:
        raise click.UsageError(f"{asked.harm} is a state, which lasts and is not counted: leave out --by.")
    found, question, shelf = states(record.store, asked)
    if as_json:
        print_json({"question": question.to_json(), "states": [one.to_json() for one in found], "silent": not found})
        return EXIT.OK
    out, reports = console(), {report.id: report for report in record.store.reports()}
    if said is not None:
        echo(out, said, question, rows)
    if not found:
        out.print(Text(headline(Answer(question)), style="bold"))
        silence(out, record.store, shelf)
        return EXIT.OK
    out.print(Text(told_of(question), style="bold"))
    show_states(out, found, {claim.id: claim for claim in shelf.claims}, lambda name: source_name(name, reports))
    return EXIT.OK


def _grid(record: Record, said: Understood | None, asked: Asked, rows: tuple[By, ...], as_json: bool) -> int:
    """Answer with a grid."""
    found, _ = cross(record.store, asked, rows[0], rows[1], os.cpu_count() or 1)
    if as_json:
        print_json(found.to_json())
        return EXIT.OK
    out, reports = console(), {report.id: report for report in record.store.reports()}
    if said is not None:
        echo(out, said, found.total.question, rows)
    show_grid(out, found, lambda key: source_name(key, reports).replace("_", " "))
    return EXIT.OK


def _list_harms(as_json: bool) -> None:
    if as_json:
        print_json({"harms": {name: harm._asdict() for name, harm in HARMS.items()}, "populations": POPULATIONS})
        return
    out = console()
    rows = table("--harm", "", "counted as")
    for name, harm in HARMS.items():
        rows.add_row(Text(name, style=colour(name)), harm.label, Text(harm.measure, style="dim"))
    out.print(indented(rows))
    out.print()
    out.print(heading("--who"))
    groups = table("", "")
    groups.show_header = False
    for name, above in POPULATIONS.items():
        groups.add_row(name, Text(f"are {above}" if above else "", style="dim"))
    out.print(indented(groups))
