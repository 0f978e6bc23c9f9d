"""Proposals and decisions on incidents in a terminal: as a list, one by one, and beneath an answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from tollbook.cli.see import figure, heading, indented, joined, table, what, where_and_when
from tollbook.desk.incidents import Effect, Kept, PolicyRun
from tollbook.desk.words import bounds, day, harmed, scope
from tollbook.model import Claim, Json, Report
from tollbook.reckon.likeness import TOLD_FIRST
from tollbook.record.store import Store

_STYLE = {"open": "", "accepted": "green", "distinct": "cyan", "rejected": "dim", "lapsed": "dim"}


class Told:
    """The claims and reports that some proposals are about."""

    def __init__(self, store: Store, some: Iterable[Kept]) -> None:
        names = {name for one in some for telling in one.tellings for name in telling}
        few = names if len(names) <= 500 else None
        self.claims = {claim.id: claim for claim in store.claims(named=few, decided=False)}
        self.reports = {report.id: report for report in store.reports()}

    def tellings(self, one: Kept) -> list[list[Claim]]:
        """The claims of each telling that still stand, what tells most first."""
        return [_ordered(self.claims[name] for name in telling if name in self.claims) for telling in one.tellings]


def _ordered(claims: Iterable[Claim]) -> list[Claim]:
    rank = {harm: k for k, harm in enumerate(TOLD_FIRST)}
    return sorted(
        claims, key=lambda c: (c.part_of is not None, rank.get(c.harm, 9), c.population.group != "people", c.id)
    )


def kept_json(one: Kept) -> Json:
    """A proposal with what became of it, as data."""
    return {
        "number": one.number,
        "id": one.id,
        "status": one.status,
        "score": one.score,
        "tellings": [list(names) for names in one.tellings],
        "labels": list(one.labels),
        "links": one.why["links"],
        "against": one.why["against"],
        "proposed": {"by": one.by, "at": one.at.isoformat(timespec="seconds")},
        "decided": {
            "by": one.decided_by,
            "at": one.decided_at.isoformat(timespec="seconds") if one.decided_at else None,
            "reason": one.reason,
            "policy": one.policy,
        }
        if one.verdict is not None
        else None,
    }


def run_json(run: PolicyRun) -> Json:
    """One run of a policy, as data."""
    return {
        "policy": run.name,
        "score": run.least,
        "despite": run.despite,
        "reason": run.reason,
        "by": run.by,
        "at": run.at.isoformat(timespec="seconds"),
        "accepted": run.accepted,
    }


def listed(some: Sequence[Kept], told: Told, status: bool) -> Table:
    """Proposals a line each."""
    last = ["Decision"] if status else []
    rows = table(("", "right"), ("Score", "right"), "What is told", "Where, when", ("Reports", "right"), "Why", *last)
    for one in some:
        wholes = [claims[0] for claims in sorted(told.tellings(one), key=lambda c: _number(c, told.reports)) if claims]
        first = wholes[0] if wholes else None
        style = _STYLE[one.status]
        row: list[str | Text] = [str(one.number), _score(one), _what(wholes)]
        row += [where_and_when(first) if first else "", _reports(wholes, told), _why(one)]
        rows.add_row(*row, *([Text(one.status, style=style)] if status else []))
    return rows


def _score(one: Kept) -> str:
    return f"{one.score:.2f}" if one.score is not None else "by hand"


def _what(wholes: Sequence[Claim]) -> Text:
    """The numbers of what is told most, and of what: "12, 14 people killed"."""
    if not wholes:
        return Text("claims that stand no more", style="dim")
    numbers = dict.fromkeys(figure(c).plain for c in wholes if c.quantity.quantified)
    said = Text(f"{', '.join(numbers)} " if numbers else "", style="bold")
    return said.append(harmed(wholes[0].harm, wholes[0].population.group), style="not bold")


def _reports(wholes: Sequence[Claim], told: Told) -> str:
    numbers = sorted({report.number or 0 for c in wholes if (report := told.reports.get(c.report))})
    shown = ", ".join(map(str, numbers[:4]))
    return f"{shown} +{len(numbers) - 4}" if len(numbers) > 4 else shown


def _why(one: Kept) -> Text:
    """The heaviest reasons, and the first that speaks against it."""
    weighed = [tuple(reason) for link in one.why["links"] for reason in link["reasons"]]
    texts = dict.fromkeys(text for _, weight, text in sorted(weighed, key=lambda r: -r[1]) if weight > 0)
    said = Text("; ".join(list(texts)[:3]) or f"on the word of {one.by}")
    if one.why["against"]:
        said.append(f"; but {one.why['against'][0][2]}", style="yellow")
    return said


def shown(out: Console, one: Kept, told: Told, effect: Effect | None) -> None:
    """A whole proposal: what each report tells, the reasons, the decision, and what one would change."""
    score = f"score {one.score:.2f}" if one.score is not None else f"on the word of {one.by}"
    status = Text(one.status, style=_STYLE[one.status] or "bold")
    out.print(Text(f"Proposal {one.number}: one event? ", style="bold").append(f"{score}, ").append_text(status))
    out.print()
    tellings = told.tellings(one)
    order = sorted(range(len(tellings)), key=lambda n: (_number(tellings[n], told.reports), n))
    names = {n: chr(65 + at) if len(order) <= 26 else str(at + 1) for at, n in enumerate(order)}
    rows = table("", "")
    rows.show_header = False
    for n in order:
        _telling(rows, names[n], tellings[n], told)
    out.print(indented(rows))
    _reasons(out, one, names)
    _decision(out, one)
    _effect(out, one, effect)


def _number(claims: Sequence[Claim], reports: Mapping[str, Report]) -> int:
    """The number of the report that claims are of; those that stand no more come last."""
    report = reports.get(claims[0].report) if claims else None
    return (report.number if report else None) or 1 << 60


def _telling(rows: Table, letter: str, claims: Sequence[Claim], told: Told) -> None:
    """What one report tells: who says it where, the words, and the claims they make."""
    if not claims:
        rows.add_row(letter, Text("Its claims stand no more.", style="dim"))
        return
    first = claims[0]
    report = told.reports.get(first.report)
    about = [
        f"Report {report.number}" if report else "",
        first.publisher or "",
        day(first.published) if first.published else "",
        f"according to {first.speaker}" if first.speaker else "",
    ]
    rows.add_row(letter, Text(", ".join(part for part in about if part), style="dim"))
    if first.quote:
        rows.add_row("", Text(f"“{' '.join(first.quote.split())}”"))
    for claim in claims:
        said = figure(claim).append(" ") if claim.quantity.quantified else Text()
        rows.add_row("", said.append_text(what(claim)).append(", ", style="dim").append_text(where_and_when(claim)))


def _reasons(out: Console, one: Kept, names: Mapping[int, str]) -> None:
    if not one.why["links"]:
        return
    out.print()
    out.print(heading("Why"))
    rows = table("", ("", "right"), "", "")
    rows.show_header = False
    for link in one.why["links"]:
        pair = " and ".join(sorted((names[n] for n in link["of"]), key=lambda name: (len(name), name)))
        for at, (_, weight, text) in enumerate(link["reasons"]):
            mark = Text(
                "for" if weight > 0 else "against" if weight < 0 else "", style="dim" if weight >= 0 else "yellow"
            )
            rows.add_row(*((pair, f"{link['score']:.2f}") if at == 0 else ("", "")), mark, text)
    out.print(indented(rows))
    linked = {text for link in one.why["links"] for _, _, text in link["reasons"]}
    rest = [text for _, _, text in one.why["against"] if text not in linked]
    if rest:
        out.print(indented(Text(f"Against, between others of it: {'; '.join(rest)}", style="yellow")))


def _decision(out: Console, one: Kept) -> None:
    if one.verdict is None or one.decided_at is None:
        return
    out.print()
    by = f"the policy {one.policy}, run by {one.decided_by}" if one.policy else one.decided_by
    out.print(Text(f"Decided: {one.verdict} by {by} on {day(one.decided_at.date())}: {one.reason}"))


def _effect(out: Console, one: Kept, effect: Effect | None) -> None:
    out.print()
    if effect is not None and not effect.now.silent:
        asked = f"{harmed(effect.question.harm, effect.question.population)} {scope(effect.question)}".strip()
        out.print(heading(f"What it means for {asked}"))
        rows = table("", "", "")
        rows.show_header = False
        for name, found, command in (
            ("as decided now", effect.now, ""),
            ("if one event", effect.accepted, f"tollbook incidents accept {one.number}"),
            ("if different ones", effect.distinct, f'tollbook incidents distinct {one.number} --reason "…"'),
        ):
            figures = Text(bounds(found.documented.low, found.documented.high), style="bold")
            rows.add_row(name, figures, Text(command, style="dim"))
        out.print(indented(rows))
    if one.verdict is not None:
        out.print(f'Take it back:  tollbook incidents undo {one.number} --reason "…"', style="dim")
    else:
        out.print(f'Neither:  tollbook incidents reject {one.number} --reason "…"', style="dim")


def rests_on(out: Console, decisions: Sequence[Kept], claims: dict[str, Claim], reports: dict[str, Report]) -> None:
    """Beneath an answer, the decisions it rests on."""
    if not decisions:
        return
    out.print()
    out.print(heading("What was decided"))
    rows = table("", "")
    rows.show_header = False
    for one in decisions:
        tellings = [_ordered(claims[n] for n in names if n in claims) for names in one.tellings]
        tellings.sort(key=lambda some: _number(some, reports))
        said = [_told(some[0], reports) for some in tellings if some]
        held = "are one event" if one.verdict == "accepted" else "are different events"
        by = f"the policy {one.policy}, run by {one.decided_by}" if one.policy else one.decided_by
        when = f" on {day(one.decided_at.date())}" if one.decided_at else ""
        rows.add_row("•", f"{joined(said)} {held}: proposal {one.number}, decided by {by}{when}: {one.reason}")
    out.print(indented(rows))


def _told(claim: Claim, reports: Mapping[str, Report]) -> str:
    report = reports.get(claim.report)
    return f"{figure(claim).plain} (report {report.number if report else '?'})"
