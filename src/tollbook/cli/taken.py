"""What was taken in, in words: a line a report, what could not be read and why, and what it all adds up to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from rich.console import Console
from rich.text import Text

from tollbook.cli import see
from tollbook.cli.options import EXIT, print_json
from tollbook.cli.see import counted, joined
from tollbook.desk.summing import scopes, sums
from tollbook.desk.taking import Taken
from tollbook.desk.words import bounds, harmed
from tollbook.intake.documents import Passed
from tollbook.model import Claim, Json, Problem, Report, to_json
from tollbook.record.where import Where
from tollbook.text.language import can_be_read, name_of

#: More reports than these are not listed one by one.
MAX_LISTED = 40
#: More claims than these are added up only when asked for: every pair of them may speak of the same people.
MAX_SUMMED = 500
_OUTCOMES = {"new": "new", "corrected": "corrected", "again": "read anew", "known": "known already"}


class Haul:
    """Gathers what is taken in as it comes. However much comes, no more is held than is shown at the end."""

    def __init__(self, every: bool = False) -> None:
        self.stopped = False
        self._every = every
        self._rows: list[Json] = []
        self._outcomes: Counter[str] = Counter()
        self._listed: list[tuple[Report, int, str]] = []
        self._first: Taken | None = None
        self._claims: list[Claim] = []
        self._claimed = 0
        self._noted = see.Problems()
        self._refused = see.Problems()
        self._passed = see.Problems()
        self._to_look_at = False

    def add(self, item: Taken | Problem) -> None:
        """One report more, or one that was refused."""
        if isinstance(item, Problem):
            (self._passed if isinstance(item, Passed) else self._refused).add([item], all_of_them=self._every)
            return
        self._outcomes[item.outcome] += 1
        self._claimed += len(item.claims)
        if self._first is None:
            self._first = item
        if len(self._listed) <= MAX_LISTED:
            row = replace(item.report, text="", conversion=None)
            self._listed.append((row, len(item.claims), _unread(item.report)))
        if self._claimed <= MAX_SUMMED:
            self._claims += item.claims
        else:
            self._claims.clear()
        if item.outcome != "known":
            self._noted.add(item.problems)
            self._to_look_at |= bool(item.to_look_at)
        if self._every:
            self._rows.append(_as_json(item))

    @property
    def exit(self) -> int:
        """How the command ends."""
        if self.stopped:
            return EXIT.STOPPED
        return EXIT.INPUT if self._refused else EXIT.LOOK if self._to_look_at else EXIT.OK

    def show(self, where: Where, as_json: bool) -> None:
        """All of it, in words or for machines."""
        if as_json:
            print_json(
                {
                    "record": str(where),
                    "reports": self._rows,
                    "refused": to_json(self._refused.listed),
                    "passed_over": to_json(self._passed.listed),
                    "stopped": self.stopped,
                }
            )
            return
        out, err = see.console(), see.console(stderr=True)
        reports = self._outcomes.total()
        self._opening(out, where)
        if reports == 1 and self._first is not None and self._claimed:
            out.print()
            out.print(see.indented(see.claims_table(self._claims, text=self._first.report.text)))
        elif 1 < reports <= MAX_LISTED:
            out.print()
            _list(out, self._listed)
        if self._claimed <= MAX_SUMMED:
            _sum(out, self._claims)
        self._noted.show(out, "To look at")
        self._passed.show(out, f"Passed over: {counted(len(self._passed), 'file')}", "bright_black")
        self._refused.show(
            err, f"Not read: {counted(len(self._refused), 'file, part or line', 'files, parts or lines')}", "red"
        )
        if self.stopped:
            err.print()
            err.print("Stopped. What is listed here is kept; the same command goes on from there.", style="bold")
        elif self._first is not None:
            _next(out, self._first, self._claims, self._claimed)

    def _opening(self, out: Console, where: Where) -> None:
        reports = self._outcomes.total()
        if not reports:
            return
        parts = [f"{self._outcomes[name]:,} {words}" for name, words in _OUTCOMES.items() if self._outcomes[name]]
        if len(parts) == 1:
            parts = [next(words for name, words in _OUTCOMES.items() if self._outcomes[name])]
        said = f"{counted(reports, 'report')} in {where} ({joined(parts)}), {counted(self._claimed, 'claim')}."
        out.print(said, style="bold")


def _as_json(item: Taken) -> Json:
    report = item.report
    return {
        "number": report.number,
        "id": report.id,
        "outcome": item.outcome,
        "origin": report.origin,
        "part": report.part,
        "sha256": report.sha256,
        "title": report.title,
        "published": to_json(report.published),
        "publisher": report.publisher,
        "language": report.language,
        "claims": to_json(item.claims),
        "figures": to_json(item.figures),
        "problems": to_json(item.problems),
    }


def _list(out: Console, reports: Iterable[tuple[Report, int, str]]) -> None:
    rows = list(reports)
    columns: list[str | tuple[str, str]] = [("", "right"), "Report", "Published", "By", ("Claims", "right")]
    odd = any(said for _, _, said in rows)
    made = see.table(*columns, *([""] if odd else []))
    for report, claims, said in rows:
        name = report.title or report.part or report.origin.rsplit("/", 1)[-1]
        published = str(report.published or "no date")
        cells: list[str | Text] = [str(report.number), name, published, report.publisher or "", str(claims)]
        made.add_row(*cells, *([Text(said, style="yellow")] if odd else []))
    out.print(see.indented(made))


def _unread(report: Report) -> str:
    """Why a report that is kept has no claims, where that is plain from what it is."""
    if not report.text:
        return "no text"
    if report.language is not None and not can_be_read(report.language):
        return f"in {name_of(report.language)}"
    return ""


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


def _next(out: Console, first: Taken, claims: list[Claim], claimed: int) -> None:
    """What can be done now."""
    out.print()
    if not claimed:
        out.print(
            f"No claim of harm was found. Look at the text with: tollbook show {first.report.number}", style="dim"
        )
        return
    claims = claims or list(first.claims)
    if not claims:
        out.print(f"See:  tollbook show {first.report.number}", style="dim")
        return
    harm, who = next(iter(scopes(claims)), (claims[0].harm, "people"))
    places = Counter(claim.place.text for claim in claims if claim.place and claim.harm == harm)
    where = f' --where "{places.most_common(1)[0][0]}"' if places else ""
    who = "" if who == "people" else f" --who {who}"
    out.print(f"Ask:  tollbook ask --harm {harm}{who}{where}", style="dim")
    out.print(f"See:  tollbook show {first.report.number}", style="dim")
