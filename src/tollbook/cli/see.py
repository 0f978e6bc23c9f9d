"""How things look in a terminal: the console, colours by kind of harm, tables, claims and problems in words."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any, TextIO, cast

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from tollbook.desk.words import bounds, harmed, window
from tollbook.model import Claim, Problem
from tollbook.vocabulary import HARMS

#: A colour for each kind of harm, the same wherever it is shown.
_COLOURS = {
    "killed": "red",
    "injured": "dark_orange",
    "casualties": "dark_orange",
    "missing": "magenta",
    "disappeared": "magenta",
    "detained": "magenta",
    "abducted": "magenta",
    "tortured": "magenta",
    "sexual_violence": "magenta",
    "displaced": "yellow",
    "returned": "yellow",
    "evacuated": "yellow",
    "besieged": "cyan",
    "in_need": "cyan",
    "starving": "cyan",
}
_BY_KIND = {"objects": "blue", "means": "green", "situation": "bright_black"}
#: How many problems are listed before the rest are only counted.
MAX_PROBLEMS = 12


class _Trimmed:
    """A stream without the spaces that rich fills its lines with: what is piped on should be plain."""

    _fill = re.compile(r"[ \t]+$", re.MULTILINE)

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, words: str) -> int:
        return self._stream.write(self._fill.sub("", words))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


def console(*, stderr: bool = False) -> Console:
    """A console that neither colours numbers by itself nor breaks words; at most 120 columns, to be read easily."""
    stream = sys.stderr if stderr else sys.stdout
    file = stream if stream.isatty() else cast(TextIO, _Trimmed(stream))
    made = Console(file=file, highlight=False, soft_wrap=False, emoji=False, markup=False)
    if made.width > 120:
        made.width = 120
    return made


def waiting(words: str) -> AbstractContextManager[object]:
    """Says on the terminal what is being done as long as it takes; says nothing where nobody looks."""
    err = console(stderr=True)
    return err.status(f"{words} …") if err.is_terminal else nullcontext()


@contextmanager
def progress(words: str) -> Iterator[Callable[[str, int, int], None]]:
    """A line on the terminal that says what is being done and how far; a function tells it the words, how much is done
    and of how much (0 where nobody knows). Says nothing where nobody looks."""
    err = console(stderr=True)
    if not err.is_terminal:
        yield lambda said, done, total: None
        return
    with err.status(f"{words} …") as status:

        def tell(said: str, done: int, total: int) -> None:
            far = f" {100 * done // total} %" if total else f" {done:,}" if done else ""
            status.update(f"{said} …{far}")

        yield tell


def colour(harm: str) -> str:
    """The colour of a harm."""
    known = HARMS.get(harm)
    return _COLOURS.get(harm) or _BY_KIND.get(known.of if known else "", "white")


def table(*columns: str | tuple[str, str]) -> Table:
    """An empty table in our style. A column is a heading, or a heading and ``right``."""
    made = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for column in columns:
        heading, side = column if isinstance(column, tuple) else (column, "left")
        made.add_column(heading, justify="right" if side == "right" else "left", overflow="fold")
    return made


def indented(what: Table | Text) -> Padding:
    """Set two columns in."""
    return Padding(what, (0, 0, 0, 2))


def heading(words: str) -> Text:
    """The line above a part of the output."""
    return Text(words, style="bold")


def figure(claim: Claim, text: str = "") -> Text:
    """A claim's number in its own words; without one, the word of its report that states the harm."""
    quantity, style = claim.quantity, colour(claim.harm)
    if quantity.quantified:
        return Text(" ".join(quantity.text.split()) or bounds(quantity.low, quantity.high), style=f"bold {style}")
    word = text[claim.span.start : claim.span.end] or quantity.text
    return Text(" ".join(word.split()), style=style) if word else Text("no number", style="dim")


def what(claim: Claim) -> Text:
    """Who was harmed how, with all that keeps it from being a plain assertion."""
    said = Text(harmed(claim.harm, claim.population.group))
    if claim.quantity.hedge == "none":
        said = Text("no ").append_text(said)
    notes = [
        claim.modality if claim.modality != "asserted" else "",
        claim.statement or "" if claim.measure == "statement" else "",
        claim.measure if claim.measure in ("stock", "state") else "",
        "part of another" if claim.part_of else "",
        "said before" if claim.repeats else "",
    ]
    noted = ", ".join(note for note in notes if note)
    return said.append(f" ({noted})", style="dim") if noted else said


def where_and_when(claim: Claim) -> Text:
    """The place and the days of a claim."""
    place = (claim.place.text or claim.place.name) if claim.place else ""
    days = window(claim.window)
    said = Text(place)
    if place and days:
        said.append(", ", style="dim")
    return said.append(days)


def by_whom(claim: Claim) -> str:
    """The perpetrator, as the canonical name where there is one."""
    return (claim.perpetrator.actor or claim.perpetrator.text) if claim.perpetrator else ""


def claims_table(claims: Sequence[Claim], text: str = "", numbers: Mapping[str, int] | None = None) -> Table:
    """Claims of a report a line each. With ``numbers`` the first column is the mark of the claim in its text."""
    first: list[str | tuple[str, str]] = [("", "right")] if numbers else []
    made = table(*first, "Words", "Claim", "Where, when", "By", "According to")
    for claim in claims:
        row: list[str | Text] = [str(numbers[claim.id])] if numbers else []
        row += [figure(claim, text), what(claim), where_and_when(claim), by_whom(claim), claim.speaker or ""]
        made.add_row(*row)
    return made


class Problems:
    """Problems as they come, by what they say: the same one over many files is said once with their number."""

    def __init__(self, found: Iterable[Problem] = ()) -> None:
        self._said: dict[tuple[str, str], tuple[str, int]] = {}
        self._count = 0
        #: Each of those that were added one by one.
        self.listed: list[Problem] = []
        self.add(found)

    def add(self, found: Iterable[Problem], *, all_of_them: bool = False) -> None:
        """Some more; ``all_of_them`` keeps each."""
        for problem in found:
            key = (problem.what, problem.why)
            where, times = self._said.get(key, (problem.where, 0))
            self._said[key] = (where, times + 1)
            self._count += 1
            if all_of_them:
                self.listed.append(problem)

    def __len__(self) -> int:
        return self._count

    def show(self, console: Console, title: str, style: str = "yellow") -> None:
        """All as a list, each with what to do. Nothing where there are none."""
        if not self._said:
            return
        console.print()
        console.print(Text(title, style=f"bold {style}"))
        for count, ((said, remedy), (where, times)) in enumerate(self._said.items()):
            if count == MAX_PROBLEMS:
                console.print(Text(f"  … and {len(self._said) - count} other kinds (all with --json)", style="dim"))
                break
            line = Text(f"  {where}", style="bold")
            if times > 1:
                line.append(f" and {times - 1:,} more")
            console.print(line)
            console.print(
                Padding(
                    Text(_sentence(said)).append(f" {_sentence(remedy)}" if remedy else "", style="dim"),
                    (0, 0, 0, 4),
                    expand=False,
                )
            )


def problems(found: Sequence[Problem], console: Console, title: str, style: str = "yellow") -> None:
    """Problems as a list, each with what to do."""
    Problems(found).show(console, title, style)


def _sentence(words: str) -> str:
    """Words as a sentence, whoever wrote them."""
    words = words[:1].upper() + words[1:]
    return words if not words or words[-1] in ".?!" else f"{words}."


def joined(parts: Iterable[str]) -> str:
    """A list in a sentence: "a, b and c"."""
    items = list(parts)
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}" if items else ""


def counted(count: int, singular: str, plural: str | None = None) -> str:
    """A number with its noun: "1 report", "12 reports"."""
    return f"{count:,} {singular if count == 1 else plural or singular + 's'}"
