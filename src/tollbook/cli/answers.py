"""An answer on the terminal: the page, the table and the walk through its arithmetic."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table as Rows
from rich.text import Text

from tollbook.cli.deciding import rests_on
from tollbook.cli.see import console, counted, heading, indented, table
from tollbook.cli.states import show_states
from tollbook.desk.incidents import Kept
from tollbook.desk.words import (
    agreement,
    as_options,
    bounds,
    caution,
    day,
    headline,
    left_out,
    number,
    understood,
    worlds,
)
from tollbook.reckon import Answer, Bounds, ProofLine, Table, timeline, walk
from tollbook.vocabulary import HARMS

if TYPE_CHECKING:
    from tollbook.model import Report
    from tollbook.questions import Understood
    from tollbook.reckon import Question
    from tollbook.record.shelf import Recorded
    from tollbook.record.store import Store


NEVER_SUMMED = (
    "“Together” is reckoned from all claims at once. It is not the sum of the lines: one figure can belong to several."
)


#: How many of a proof's sentences are shown; --explain shows them all.
QUOTES = 5


def echo(out: Console, said: Understood, question: Question, by: Sequence[str]) -> None:
    """How a plain question was understood, and how to ask the same with options."""
    out.print(Text(understood(question), style="italic"))
    if said.relative:
        out.print(Text(f"“{said.relative}” is told from the day of the latest report.", style="dim"))
    if said.wider:
        label = HARMS[said.harm].label
        out.print(Text(f"“{said.wider}” is not kept apart: the answer is of all {label}.", style="dim"))
    out.print(Text(f"The same: {as_options(question, by)}", style="dim"))
    out.print()


def source_name(speaker: str, reports: Mapping[str, Report]) -> str:
    """A source's name; a report nobody is named for goes by its title."""
    report = reports.get(speaker)
    name = (report.title or report.origin.rsplit("/", 1)[-1]) if report else speaker or "unnamed"
    return name if " " in name or len(name) <= 32 else f"{name[:31]}…"


def silence(out: Console, store: Store, shelf: Recorded) -> None:
    """What to do where no report says anything."""
    out.print("That is not zero: it is not known.")
    out.print()
    if store.latest() is None and not store.reports():
        out.print("The record is empty. Read reports into it: tollbook read FILE", style="dim")
    elif not shelf.speaks():
        out.print("No report in the record speaks of this harm at all: tollbook claims", style="dim")
    else:
        out.print("Ask for a wider place or time, or see what there is: tollbook claims", style="dim")


class AnswerPage:
    """One answer on the terminal, from the sentence down to the words that prove it."""

    def __init__(self, answer: Answer, shelf: Recorded, store: Store, decided: list[Kept]) -> None:
        self.answer = answer
        self.shelf = shelf
        self.store = store
        told = {name for one in decided for telling in one.tellings for name in telling}
        with store.told():
            shelf.named(replace(answer.question, according_to=None), told)
        self.claims = {claim.id: claim for claim in shelf.claims}
        self.reports = {report.id: report for report in store.reports(named={c.report for c in shelf.claims})}
        self.decided = decided
        self.out: Console = console()

    def show(self) -> None:
        """Print it."""
        self.out.print(Text(headline(self.answer), style="bold"))
        if self.answer.silent:
            silence(self.out, self.store, self.shelf)
            return
        self._worlds()
        self._sources()
        self._contradictions()
        self._proof()
        rests_on(self.out, self.decided, self.claims, self.reports)
        self._states()
        self._rest()

    def table(self, found: Table) -> None:
        """Print answers side by side, and their total, which is reckoned and not summed."""
        self.out.print(Text(headline(found.total), style="bold"))
        if found.total.silent:
            silence(self.out, self.store, self.shelf)
            return
        figures = [(name, "right") for name in ("As reported", "At the least", "Sources")]
        rows = table(found.by.capitalize(), *figures, "")
        known = [row for row in found.rows if row.answer.known]
        for row in known:
            one = row.answer
            self._line(rows, row.key, one.documented, one.floor, one.sources, one.contradictions)
        last = found.total
        self._line(rows, "together", last.documented, last.floor, len(last.sources), len(last.contradictions), "bold")
        self.out.print()
        self.out.print(indented(rows))
        self.out.print()
        if silent := len(found.rows) - len(known):
            self.out.print(Text(f"{counted(silent, 'line')} more without a number that can be counted.", style="dim"))
        self.out.print(Text(NEVER_SUMMED, style="dim"))

    def _line(
        self, rows: Rows, name: str, told: Bounds, floor: int | None, sources: int, against: int, style: str = ""
    ) -> None:
        rows.add_row(
            Text(self._name(name).replace("_", " "), style=style),
            Text(bounds(told.low, told.high), style=style),
            number(floor) if floor else "–",
            str(sources) if sources else "–",
            Text("contradicted" if against else "", style="dim"),
        )

    def walk(self) -> None:
        """Print the way from the claims to the answer, step by step."""
        self.out.print(Text(headline(self.answer), style="bold"))
        if self.answer.silent:
            silence(self.out, self.store, self.shelf)
            return
        self._worlds()
        with self.store.told():
            steps = walk(self.answer, self.shelf)
        for n, step in enumerate(steps, 1):
            self.out.print()
            self.out.print(heading(f"{n}. {step.title}"))
            for line in step.lines:
                self.out.print(indented(Text(self._named(line))))
        if not steps:
            self.out.print()
            self.out.print("No claim gives a number that can be counted.")
        self._contradictions()
        rests_on(self.out, self.decided, self.claims, self.reports)
        self._rest()

    def _worlds(self) -> None:
        rows = table("", "", "")
        rows.show_header = False
        for name, figure, meaning in worlds(self.answer):
            rows.add_row(name, Text(figure, style="bold"), Text(meaning, style="dim"))
        best = self.answer.documented.best
        if best is not None:
            rows.add_row("Number named", number(best), Text("as the words of the reports give it", style="dim"))
        self.out.print()
        self.out.print(indented(rows))
        for sentence in caution(self.answer):
            self.out.print()
            self.out.print(indented(Text(sentence)))

    def _sources(self) -> None:
        if not self.answer.sources:
            return
        rows = table("", ("", "right"), "", "")
        rows.show_header = False
        for source in self.answer.sources:
            claims = [self.claims[c] for c in source.claims if c in self.claims]
            claims = [c for c in claims if c.part_of is None] or claims  # a part says less than its whole
            words = [" ".join(c.quantity.text.split()) for c in claims if c.quantity.text]
            said = ", ".join(f"“{word}”" for word in dict.fromkeys(words[:4]))
            carried = [p for p in source.publishers if p != source.speaker]
            via = Text(f"in {', '.join(carried)}" if carried else "", style="dim")
            rows.add_row(self._name(source.speaker), Text(bounds(source.low, source.high), style="bold"), said, via)
        self.out.print()
        self.out.print(heading("Who says so"))
        self.out.print(indented(rows))
        if together := agreement(self.answer):
            self.out.print(indented(Text(together)))

    def _contradictions(self) -> None:
        if not self.answer.contradictions:
            return
        self.out.print()
        self.out.print(heading("Where they contradict each other"))
        rows = table("", "")
        rows.show_header = False
        for contradiction in self.answer.contradictions:
            rows.add_row("•", self._named(contradiction.text))
        self.out.print(indented(rows))

    def _proof(self) -> None:
        bounds, proof = self.answer.documented, self.answer.proof
        if bounds.low:
            self._quotes(f"Why at least {number(bounds.low)}", proof.low)
        if bounds.high is not None:
            self._quotes(f"Why at most {number(bounds.high)}", proof.high)
        if self.answer.floor and self.answer.floor != bounds.low:
            self._quotes(f"Why {number(self.answer.floor)} at the least", proof.floor)

    def _quotes(self, title: str, lines: Sequence[ProofLine]) -> None:
        """The words of a proof. Claims of one sentence that count alike share it; a long proof is cut short."""
        together: dict[tuple[object, ...], list[ProofLine]] = {}
        for line in lines:
            claim = self.claims.get(line.claim)
            said = (line.quote, line.report, claim.speaker if claim else None, line.weight)
            together.setdefault(said if line.quote else (line.claim,), []).append(line)
        if not together:
            return
        self.out.print()
        self.out.print(heading(title))
        for some in list(together.values())[:QUOTES]:
            self._quote(some)
        if (more := len(together) - QUOTES) > 0:
            self.out.print(indented(Text(f"and {number(more)} more: --explain shows all.", style="dim")))

    def _quote(self, lines: Sequence[ProofLine]) -> None:
        line = lines[0]
        quote = Text(f"“{' '.join(line.quote.split())}”") if line.quote else Text("a claim of a table, without words")
        claims = [self.claims[one.claim] for one in lines if one.claim in self.claims]
        quote.highlight_words([" ".join(c.quantity.text.split()) for c in claims if c.quantity.text], style="bold")
        self.out.print(indented(quote))
        claim, report = claims[0] if claims else None, self.reports.get(line.report)
        parts = [
            claim.speaker if claim is not None and claim.speaker else "",
            (report.publisher or "") if report else (claim.publisher or "") if claim else "",
            day(line.published) if line.published else "no date",
            f"report {report.number}" if report else "",
        ]
        weight = _weighed(line.weight)
        self.out.print(indented(Text(f"— {weight}{', '.join(part for part in parts if part)}", style="dim")))

    def _states(self) -> None:
        """What is told of the harm as a state, which is not counted: since when, until when, and by whom."""
        if found := timeline(self.answer.question, self.shelf.claims):
            self.out.print()
            self.out.print(heading("How long, as reports tell"))
            show_states(self.out, found, self.claims, self._name)

    def _rest(self) -> None:
        if rest := left_out(self.answer, self.claims.values()):
            self.out.print()
            self.out.print(Text(rest, style="dim"))
        if any(self.claims[c].quantity.unit == "households" for c in self.answer.set_aside if c in self.claims):
            hint = "Households by themselves: --who households. As people, of so many each: --household-size PEOPLE."
            self.out.print(Text(hint, style="dim"))

    def _name(self, speaker: str) -> str:
        return source_name(speaker, self.reports)

    def _named(self, sentence: str) -> str:
        """A sentence of the reckoning with reports by their titles instead of their identities."""
        for identity in self.reports:
            if identity in sentence:
                sentence = sentence.replace(identity, self._name(identity))
        return sentence


def _weighed(weight: float) -> str:
    """How often a claim counts in a bound, where that is not simply once."""
    if weight == 1:
        return ""
    taken = "taken off, " if weight < 0 else "counted "
    return taken if weight == -1 else f"{taken}{abs(weight):g} times, "
