"""``tollbook incidents``: which reports tell of one event: proposed with reasons, decided by a person or a policy."""

from __future__ import annotations

from collections.abc import Sequence

import click

from tollbook.cli.deciding import Told, kept_json, listed, run_json, shown
from tollbook.cli.options import EXIT, Session, json_option, print_json, record_option
from tollbook.cli.see import console, counted, heading, indented, joined, progress, table, waiting
from tollbook.desk import incidents as desk
from tollbook.desk.record import Record
from tollbook.desk.words import day
from tollbook.reckon.deciding import Verdict

EPILOG = """
\b
Begin with:
  tollbook incidents propose
  tollbook incidents show 1
  tollbook incidents accept 1 --reason "same market, same morning"

\b
What a decision does in every answer from then on:
  accept    the reports tell of one event: its dead are counted once
  distinct  they tell of different events: their dead add
  reject    nothing, and it is not proposed again
  undo      takes a decision back: every answer is again what it was
No report and no claim is changed, and every decision stays in the record
with who made it, when and why.
"""
#: How many proposals a list shows before the rest are only counted.
SHOWN = 25


#: What looking for incidents is doing, for the line that says so.
_STAGES = {
    "load": "Loading claims",
    "compare": "Comparing what reports tell",
    "group": "Putting together what is alike",
    "keep": "Keeping proposals",
}


@click.group("incidents", epilog=EPILOG)
def command() -> None:
    """Say which reports tell of one event.

    Two reports of twelve dead in one town on one day may tell of one strike or of two: until somebody says which, the
    answer is 12 to 24. Tollbook proposes what may be one event, with reasons and a score; you decide.
    """


@command.command("propose")
@click.argument("marks", nargs=-1, metavar="[REPORT.MARK]...")
@click.option("--by", metavar="NAME", help="Who proposes [default: your name on this computer].")
@record_option
@json_option
@click.pass_obj
def propose(session: Session, marks: tuple[str, ...], by: str | None, as_json: bool) -> int:
    """Look through the record for reports that tell of one event.

    Proposals change no answer. With REPORT.MARK, as in 3.2 7.1 (what tollbook show 3 marks with 2, and so on), just
    those claims are proposed, on your word.
    """
    with session.open(write=True) as record:
        if marks:
            one = desk.by_hand(record.store, marks, by or desk.me())
            _show(record, one, as_json)
            return EXIT.OK
        with progress("Looking") as tell:
            done = desk.look(record.store, lambda stage, at, of: tell(_STAGES[stage], at, of))
        if as_json:
            print_json({"claims": done.claims, "proposals": done.found, "new": done.new, "again": done.again,
                        "lapsed": done.lapsed})  # fmt: skip
            return EXIT.OK
        out = console()
        news = [f"{done.new:,} new"] if done.new else []
        news += [f"{done.again:,} proposed again"] if done.again else []
        news += [f"{done.lapsed:,} lapsed"] if done.lapsed else []
        about = f" ({', '.join(news)})" if news else ""
        out.print(f"{counted(done.found, 'proposal')} from {counted(done.claims, 'claim')}{about}.", style="bold")
        if not done.claims:
            out.print("The record is empty. Read reports into it: tollbook read FILE", style="dim")
        elif done.found:
            out.print()
            _list(record, [k for k in record.store.proposals() if k.status == "open"], "open")
        else:
            words = "No two reports tell of what may be one event and is not decided yet. By hand: "
            out.print(f"{words}tollbook incidents propose 3.2 7.1", style="dim")
    return EXIT.OK


@command.command("list")
@click.option("--all", "everything", is_flag=True, help="Also what is decided or has lapsed, and without a limit.")
@record_option
@json_option
@click.pass_obj
def list_(session: Session, everything: bool, as_json: bool) -> int:
    """List the proposals that wait for a decision, the likeliest first."""
    with session.open(write=False) as record:
        kept = record.store.proposals()
        chosen = kept if everything else [k for k in kept if k.status == "open"]
        if as_json:
            print_json([kept_json(k) for k in chosen])
        elif chosen:
            _list(record, chosen, "all" if everything else "open")
        else:
            out = console()
            out.print("Nothing waits for a decision. Look for reports of one event: tollbook incidents propose")
            if kept:
                out.print(f"Decided or lapsed are {len(kept):,}: tollbook incidents list --all", style="dim")
    return EXIT.OK


def _list(record: Record, chosen: Sequence[desk.Kept], kind: str) -> None:
    out = console()
    ordered = sorted(chosen, key=lambda k: (k.status != "open", -(k.score or 0), k.number))
    some = ordered if kind == "all" else ordered[:SHOWN]
    out.print(listed(some, Told(record.store, some), status=kind == "all"))
    out.print()
    if len(ordered) > len(some):
        out.print(f"… and {len(ordered) - len(some):,} more: tollbook incidents list --all", style="dim")
    out.print(f"See one:  tollbook incidents show {some[0].number}", style="dim")


@command.command("show")
@click.argument("number", type=int, metavar="NUMBER")
@record_option
@json_option
@click.pass_obj
def show(session: Session, number: int, as_json: bool) -> int:
    """Show a proposal: what each report tells, the reasons for and against, and what a decision would change."""
    with session.open(write=False) as record:
        _show(record, desk.proposal(record.store, number), as_json)
    return EXIT.OK


def _show(record: Record, one: desk.Kept, as_json: bool) -> None:
    with waiting("Reckoning"):
        effect = desk.effect(record.store, one)
    if as_json:
        sides = {"now": effect.now, "accepted": effect.accepted, "distinct": effect.distinct} if effect else {}
        numbers = {name: found.documented.to_json() for name, found in sides.items()}
        print_json({**kept_json(one), "question": effect.question.to_json() if effect else None, "effect": numbers})
    else:
        shown(console(), one, Told(record.store, [one]), effect)


@command.command("accept")
@click.argument("numbers", nargs=-1, required=True, type=int, metavar="NUMBER...")
@click.option("-m", "--reason", metavar="TEXT", default="", help="Why [default: the reasons of the proposal].")
@click.option("--by", metavar="NAME", help="Who decides [default: your name on this computer].")
@record_option
@json_option
@click.pass_obj
def accept(session: Session, numbers: tuple[int, ...], reason: str, by: str | None, as_json: bool) -> int:
    """Hold the reports of a proposal to tell of one event. Its dead are counted once."""
    return _decide(session, numbers, "accepted", reason, by, as_json)


@command.command("distinct")
@click.argument("numbers", nargs=-1, required=True, type=int, metavar="NUMBER...")
@click.option("-m", "--reason", metavar="TEXT", required=True, help="Why.")
@click.option("--by", metavar="NAME", help="Who decides [default: your name on this computer].")
@record_option
@json_option
@click.pass_obj
def distinct(session: Session, numbers: tuple[int, ...], reason: str, by: str | None, as_json: bool) -> int:
    """Hold the reports of a proposal to tell of different events, no two of one. Their dead add."""
    return _decide(session, numbers, "distinct", reason, by, as_json)


@command.command("reject")
@click.argument("numbers", nargs=-1, required=True, type=int, metavar="NUMBER...")
@click.option("-m", "--reason", metavar="TEXT", required=True, help="Why.")
@click.option("--by", metavar="NAME", help="Who decides [default: your name on this computer].")
@record_option
@json_option
@click.pass_obj
def reject(session: Session, numbers: tuple[int, ...], reason: str, by: str | None, as_json: bool) -> int:
    """Not accept a proposal, and not see it again. No answer changes: the events may still be one."""
    return _decide(session, numbers, "rejected", reason, by, as_json)


def _decide(
    session: Session, numbers: tuple[int, ...], verdict: Verdict, reason: str, by: str | None, as_json: bool
) -> int:
    with session.open(write=True) as record:
        changed = desk.decide(record.store, numbers, verdict, reason.strip(), by or desk.me())
        if as_json:
            print_json([kept_json(desk.proposal(record.store, k.number)) for k in changed])
            return EXIT.OK
        out = console()
        if not changed:
            out.print(f"{_named(numbers)} {verdict} already: nothing changed.")
            return EXIT.OK
        words = {
            "accepted": "one event. What it is told to have done is counted once.",
            "distinct": "different events. What they are told to have done adds.",
            "rejected": "rejected. No answer changes, and it is not proposed again.",
        }
        out.print(f"{_named([k.number for k in changed])} {words[verdict]}", style="bold")
        back = " ".join(str(k.number) for k in changed[:5])
        out.print(f'Take it back:  tollbook incidents undo {back} --reason "…"', style="dim")
    return EXIT.OK


def _named(numbers: Sequence[int]) -> str:
    kind = "Proposal" if len(numbers) == 1 else "Proposals"
    return (
        f"{kind} {joined(map(str, numbers)) if len(numbers) < 12 else f'{numbers[0]} and {len(numbers) - 1:,} more'}:"
    )


@command.command("undo")
@click.argument("numbers", nargs=-1, type=int, metavar="[NUMBER...]")
@click.option("--policy", metavar="POLICY", help="All decisions that a policy made.")
@click.option("-m", "--reason", metavar="TEXT", required=True, help="Why.")
@click.option("--by", metavar="NAME", help="Who takes it back [default: your name on this computer].")
@record_option
@json_option
@click.pass_obj
def undo(
    session: Session, numbers: tuple[int, ...], policy: str | None, reason: str, by: str | None, as_json: bool
) -> int:
    """Take decisions back: every answer is again what it was before them."""
    if bool(numbers) == (policy is not None):
        raise click.UsageError("Name proposals by number, or a policy: --policy NAME")
    with session.open(write=True) as record:
        back = desk.undo(record.store, numbers, reason.strip(), by or desk.me(), policy)
    if as_json:
        print_json([k.number for k in back])
    else:
        console().print(f"{_named([k.number for k in back])} undecided again.", style="bold")
    return EXIT.OK


@command.command("policy")
@click.argument("name", required=False, metavar="[NAME]")
@click.option(
    "--score", "least", type=click.FloatRange(0.5, 1), default=0.9, show_default=True, help="The least score."
)
@click.option("--despite-reasons-against", "despite", is_flag=True, help="Also where a reason speaks against it.")
@click.option("-m", "--reason", metavar="TEXT", default="", help="Why this policy is right for this record.")
@click.option("--by", metavar="NAME", help="Who runs it [default: your name on this computer].")
@record_option
@json_option
@click.pass_obj
def policy(
    session: Session, name: str | None, least: float, despite: bool, reason: str, by: str | None, as_json: bool
) -> int:
    """Accept all likely proposals by a named policy; without a NAME, list the policies of the record.

    It accepts what waits for a decision now, by its terms; run it again after new reports. Answers that rest on it
    name it, and tollbook incidents undo --policy NAME takes back all it decided.
    """
    if name is None:
        return _policies(session, as_json)
    if not reason.strip():
        raise click.UsageError('Say why this policy is right for this record: --reason "…"')
    with session.open(write=True) as record:
        with waiting("Deciding"):
            run, refused = desk.run_policy(record.store, name, least, despite, reason.strip(), by or desk.me())
        waiting_now = sum(k.status == "open" for k in record.store.proposals())
    if as_json:
        print_json({**run_json(run), "refused": refused, "open": waiting_now})
        return EXIT.OK
    out = console()
    out.print(f"The policy {name} accepted {counted(run.accepted, 'proposal')}.", style="bold")
    if refused:
        out.print(f"{counted(refused, 'proposal')} fit it and contradict what is decided: left open.")
    out.print(f"{waiting_now:,} wait for a decision: tollbook incidents list", style="dim")
    return EXIT.OK


def _policies(session: Session, as_json: bool) -> int:
    with session.open(write=False) as record:
        runs = record.store.policies()
        standing = [k.policy for k in record.store.proposals(decided=True)]
    if as_json:
        print_json([{**run_json(run), "standing": standing.count(run.name)} for run in runs])
        return EXIT.OK
    out = console()
    if not runs:
        out.print('No policy yet. For example: tollbook incidents policy sure --score 0.9 --reason "…"')
        return EXIT.OK
    rows = table("Policy", "Accepts", "Run", "By", ("Accepted", "right"), ("Standing", "right"), "Why")
    for run in runs:
        terms = f"score {run.least:g} or more{'' if run.despite else ', nothing against'}"
        rows.add_row(run.name, terms, day(run.at.date()), run.by, f"{run.accepted:,}", f"{standing.count(run.name):,}",
                     run.reason)  # fmt: skip
    out.print(heading("Policies"))
    out.print(indented(rows))
    return EXIT.OK
