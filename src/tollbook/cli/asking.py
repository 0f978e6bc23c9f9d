"""``tollbook ask``: the answer in words first, then the sources, the contradictions and the proof."""

from __future__ import annotations

import datetime as dt

import click
from rich.console import Console
from rich.text import Text

from tollbook.cli.deciding import kept_json, rests_on
from tollbook.cli.options import EXIT, Session, date_option, json_option, print_json, record_option
from tollbook.cli.see import colour, console, heading, indented, table, waiting
from tollbook.desk.asking import Asked, ask
from tollbook.desk.incidents import Kept, behind
from tollbook.desk.words import agreement, bounds, caution, day, headline, left_out, number, worlds
from tollbook.model import Claim, Report
from tollbook.reckon import Answer, ProofLine
from tollbook.vocabulary import HARMS, POPULATIONS

EPILOG = """
\b
Examples:
  tollbook ask --harm killed --who civilians --where "east Aleppo"
  tollbook ask --harm killed --who children --where Aleppo --from 2016-11-15 --to 2016-11-30
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
@click.option("--harm", metavar="HARM", help="What happened: killed, injured, displaced, besieged, …")
@click.option("--who", metavar="GROUP", default="people", show_default=True, help="To whom: civilians, children, …")
@click.option("--where", metavar="PLACE", help="In which place, with all that lies in it.")
@date_option("--from", "start", about="The first day.")
@date_option("--to", "end", about="The last day.")
@click.option("--by", metavar="ACTOR", help="By whom, as some report names it.")
@click.option("--according-to", metavar="SOURCE", help="As one source has it.")
@date_option("--as-known-on", "known_on", about="As it was known on that day: later reports are left out.")
@click.option("--list-harms", is_flag=True, help="List the harms and groups one can ask for.")
@record_option
@json_option
@click.pass_obj
def command(
    session: Session,
    harm: str | None,
    who: str,
    where: str | None,
    start: dt.date | None,
    end: dt.date | None,
    by: str | None,
    according_to: str | None,
    known_on: dt.date | None,
    list_harms: bool,
    as_json: bool,
) -> int:
    """Ask how many were harmed: a low, a high and the proof."""
    if list_harms:
        _list_harms(as_json)
        return EXIT.OK
    if harm is None:
        raise click.UsageError("Say what happened: --harm killed. All harms: tollbook ask --list-harms")
    with session.open(write=False) as record:
        with waiting("Reckoning"):
            answer, claims = ask(record.store, Asked(harm, who, where, start, end, by, according_to, known_on))
            decided = behind(record.store, answer)
        if as_json:
            rests = {"decisions": [kept_json(one) for one in decided]} if decided else {}
            print_json({**answer.to_json(), **rests})
        else:
            _Page(answer, claims, record.reports(), decided).show()
    return EXIT.OK


class _Page:
    """One answer on the terminal, from the sentence down to the words that prove it."""

    def __init__(self, answer: Answer, claims: list[Claim], reports: list[Report], decided: list[Kept]) -> None:
        self.answer = answer
        self.decided = decided
        self.claims = {claim.id: claim for claim in claims}
        self.reports = {report.id: report for report in reports}
        self.out: Console = console()

    def show(self) -> None:
        """Print it."""
        self.out.print(Text(headline(self.answer), style="bold"))
        if self.answer.silent:
            self._silent()
            return
        self._worlds()
        self._sources()
        self._contradictions()
        self._proof()
        rests_on(self.out, self.decided, self.claims, self.reports)
        self._rest()

    def _silent(self) -> None:
        self.out.print("That is not zero: it is not known.")
        self.out.print()
        if not self.reports:
            self.out.print("The record is empty. Read reports into it: tollbook read FILE", style="dim")
        elif not self.claims:
            self.out.print("No report in the record speaks of this harm at all: tollbook claims", style="dim")
        else:
            self.out.print("Ask for a wider place or time, or see what there is: tollbook claims", style="dim")

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
        if proof.low and bounds.low:
            self.out.print()
            self.out.print(heading(f"Why at least {number(bounds.low)}"))
            for line in proof.low:
                self._quote(line)
        if proof.high and bounds.high is not None:
            self.out.print()
            self.out.print(heading(f"Why at most {number(bounds.high)}"))
            for line in proof.high:
                self._quote(line)

    def _quote(self, line: ProofLine) -> None:
        quote = Text(f"“{' '.join(line.quote.split())}”") if line.quote else Text("a claim of a table, without words")
        claim = self.claims.get(line.claim)
        if claim is not None and claim.quantity.text:
            quote.highlight_words([" ".join(claim.quantity.text.split())], style="bold")
        self.out.print(indented(quote))
        report = self.reports.get(line.report)
        parts = [
            claim.speaker if claim is not None and claim.speaker else "",
            (report.publisher or "") if report else (claim.publisher or "") if claim else "",
            day(line.published) if line.published else "no date",
            f"report {report.number}" if report else "",
        ]
        weight = "" if line.weight == 1 else f"counted {line.weight:g} times, "
        self.out.print(indented(Text(f"— {weight}{', '.join(part for part in parts if part)}", style="dim")))

    def _rest(self) -> None:
        if rest := left_out(self.answer, self.claims.values()):
            self.out.print()
            self.out.print(Text(rest, style="dim"))

    def _name(self, speaker: str) -> str:
        """A source's name; a report nobody is named for goes by its title."""
        report = self.reports.get(speaker)
        name = (report.title or report.origin.rsplit("/", 1)[-1]) if report else speaker or "unnamed"
        return name if " " in name or len(name) <= 32 else f"{name[:31]}…"

    def _named(self, sentence: str) -> str:
        """A sentence of the reckoning with reports by their titles instead of their identities."""
        for identity in self.reports:
            if identity in sentence:
                sentence = sentence.replace(identity, self._name(identity))
        return sentence


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
