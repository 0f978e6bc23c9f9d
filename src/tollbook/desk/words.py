"""Figures, questions and claims as English sentences, for any interface that speaks to people.

Nothing is computed here: what a number is comes from the reckoning, how it is said comes from this module.
"""

from __future__ import annotations

import datetime as dt
import shlex
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from tollbook.model import Claim, Window
from tollbook.vocabulary import HARMS

if TYPE_CHECKING:
    from tollbook.reckon import Answer, Question


def number(value: int) -> str:
    """A number as the field writes it: 20,000."""
    return f"{value:,}"


def bounds(low: int | None, high: int | None) -> str:
    """Two bounds in words: "at least 251", "up to 20,000", "12 to 24", "12", "none", "no number"."""
    if high is None:
        return f"at least {number(low)}" if low else "no number"
    if not low:
        return f"up to {number(high)}" if high else "none"
    return number(low) if low == high else f"{number(low)} to {number(high)}"


def brief(low: int | None, high: int | None) -> str:
    """Two bounds in few letters, for a cell: "251+", "≤20,000", "12–24", "12", "0"."""
    if high is None:
        return f"{number(low)}+" if low else "–"
    if not low:
        return f"≤{number(high)}" if high else "0"
    return number(low) if low == high else f"{number(low)}–{number(high)}"


def titled(question: Question, by: tuple[str, str]) -> str:
    """What a grid is of: "People killed in Syria in 2016, by month and place"."""
    where = scope(question)
    space = "" if not where or where.startswith(",") else " "
    return f"{_capital(harmed(question.harm, question.population))}{space}{where}, by {by[0]} and {by[1]}"


def told_of(question: Question) -> str:
    """What a timeline is of: "Services in east Aleppo, as reports tell of them"."""
    where = scope(question)
    space = "" if not where or where.startswith(",") else " "
    return f"{_capital(HARMS[question.harm].label)}{space}{where}, as reports tell"


def people(population: str) -> str:
    """A population group as a plural: "aid workers"."""
    return population.replace("_", " ")


def harmed(harm: str, population: str) -> str:
    """Who and what, without a number: "civilians killed", "attacks on health care"."""
    known = HARMS.get(harm)
    label = known.label if known else harm.replace("_", " ")
    return f"{people(population)} {label}" if known is None or known.of == "people" else label


def day(value: dt.date) -> str:
    """A day in full: 5 November 2016."""
    return f"{value.day} {value:%B %Y}"


def days(start: dt.date | None, end: dt.date | None) -> str:
    """A window, as short as it is clear: "15 to 30 November 2016", "since 15 November 2016", "in 2016"."""
    if start is None:
        return f"until {day(end)}" if end else ""
    if end is None:
        return f"since {day(start)}"
    if start == end:
        return f"on {day(start)}"
    if (start.month, start.day, end.month, end.day) == (1, 1, 12, 31):
        return f"in {start.year}" if start.year == end.year else f"from {start.year} to {end.year}"
    if (start.year, start.month) == (end.year, end.month):
        last = end + dt.timedelta(days=1)
        if start.day == 1 and last.day == 1:
            return f"in {start:%B %Y}"
        return f"from {start.day} to {day(end)}"
    first = f"{start.day} {start:%B}" if start.year == end.year else day(start)
    return f"from {first} to {day(end)}"


def stretch(start: dt.date | None, end: dt.date | None) -> str:
    """The days a state is told of: "1 July to 29 November 2016", "30 September 2016", "until 5 May 2016"."""
    if start is None:
        return f"until {day(end)}" if end else "at no known time"
    if end is None:
        return f"since {day(start)}"
    return day(start) if start == end else f"{day(start)} to {day(end)}"


def window(value: Window) -> str:
    """A claim's window in few letters: "15–30 Nov 2016"."""
    start, end = value.start, value.end
    if start and end and start != end:
        if start.year == end.year:
            left = f"{start.day}" if start.month == end.month else f"{start.day} {start:%b}"
            return f"{left}–{end.day} {end:%b %Y}"
        return f"{start.day} {start:%b %Y} – {end.day} {end:%b %Y}"
    if start or end:
        only = start or end
        assert only is not None
        return ("since " if not end else "until " if not start else "") + f"{only.day} {only:%b %Y}"
    return value.text and f"“{value.text}”"


def scope(question: Question) -> str:
    """Where, when, by whom and according to whom, as a phrase that follows who and what."""
    parts = [
        f"in {question.place.name or question.place.text}" if question.place else "",
        days(question.start, question.end),
        f"by {question.perpetrator}" if question.perpetrator else "",
    ]
    phrase = " ".join(part for part in parts if part)
    if question.according_to:
        phrase += f", according to {question.according_to}"
    if question.known_on:
        phrase += f", as known on {day(question.known_on)}"
    if question.household is not None:
        phrase += f", counting {question.household:g} people to a household"
    return phrase


def understood(question: Question) -> str:
    """What was asked, in a sentence, for whoever asked to check."""
    where = scope(question)
    what = harmed(question.harm, question.population)
    return f"Asked: {what}{'' if where.startswith(',') or not where else ' '}{where}."


def as_options(question: Question, by: Iterable[str] = ()) -> str:
    """The same question as a command with options."""
    given: list[tuple[str, str]] = [
        ("--harm", question.harm),
        ("--who", question.population if question.population != "people" else ""),
        ("--where", (question.place.name or question.place.text) if question.place else ""),
        ("--from", str(question.start or "")),
        ("--to", str(question.end or "")),
        ("--perpetrator", question.perpetrator or ""),
        ("--according-to", question.according_to or ""),
        ("--as-known-on", str(question.known_on or "")),
        ("--household-size", f"{question.household:g}" if question.household is not None else ""),
        *(("--by", one) for one in by),
    ]
    return "tollbook ask " + " ".join(f"{name} {quoted(value)}" for name, value in given if value)


def quoted(value: str) -> str:
    """A value as one writes it in a shell."""
    return shlex.quote(value).replace("'", '"') if "'" not in value else f'"{value}"'


def headline(answer: Answer) -> str:
    """The answer in one sentence."""
    question, low, high = answer.question, answer.documented.low, answer.documented.high
    what = harmed(question.harm, question.population)
    where = scope(question if answer.as_of is None else replace(question, start=answer.as_of[0], end=answer.as_of[1]))
    where = f"{'' if where.startswith(',') else ' '}{where}" if where else ""
    if answer.silent:
        return f"No report says anything about {what}{where}."
    if not low and high is None:
        return f"Reports speak of {what}{where}, and give no number that can be counted."
    if high == 0:
        return f"No {what}{where}, the reports say."
    said = (
        "Between " + bounds(low, high).replace(" to ", " and ") if low and high and low != high else bounds(low, high)
    )
    harm = HARMS[question.harm]
    if harm.of in ("means", "situation"):
        return f"{_capital(what)}{where}: {said.lower()} times."
    return f"{_capital(said)} {what}{where}."


def worlds(answer: Answer) -> list[tuple[str, str, str]]:
    """The two worlds, each as its name, its figure and what it means."""
    low, high = answer.documented.low, answer.documented.high
    return [
        ("As reported", bounds(low, high), "if everyone harmed is in what some report says"),
        ("At the least", number(answer.floor) if answer.floor else "no number", "even if the reports miss people"),
    ]


def caution(answer: Answer) -> list[str]:
    """What must be said beside the numbers, in sentences: that they are of other days than those asked for, that the
    floor stands above the low."""
    said = []
    if answer.as_of is not None:
        asked = days(answer.question.start, answer.question.end)
        said.append(f"No report counts them {asked}: this is the nearest count there is.")
    if answer.floor and answer.documented.low is not None and answer.floor > answer.documented.low:
        least, low = number(answer.floor), number(answer.documented.low)
        said.append(
            f"At the least ({least}) is more than the low as reported ({low}), because reports contradict each other: "
            "the low takes the word of those who say less, and at the least lets every count stand until somebody "
            "counts the same and finds fewer."
        )
    return said


def agreement(answer: Answer) -> str:
    """What all sources together say, in a sentence; empty where there is only one."""
    counting = [s for s in answer.sources if (s.low, s.high, s.best) != (None, None, None)]
    if len(counting) < 2:
        return ""
    both = "Both" if len(counting) == 2 else f"All {len(counting)}"
    low, high = answer.agreement.low, answer.agreement.high
    if low is None and high is None:
        return "They cannot all be right in everything they say."
    if (low, high) == (answer.documented.low, answer.documented.high):
        return f"{both} sources can be right: nothing that one says here excludes what another says."
    return f"{both} sources can be right only if it is {bounds(low, high)}."


_NOT_COUNTED = {
    "flow": "without a number",
    "stock": "without a number",
    "state": "of a state",
    "statement": "a statement about it",
}


def not_counted(answer: Answer, claims: Iterable[Claim]) -> dict[str, int]:
    """How many claims that speak of the scope are not counted, by the reason why, the most frequent first."""
    counted = {identity for source in answer.sources for identity in source.claims}
    why: dict[str, int] = {}
    touching = set(answer.touching) - counted
    for claim in claims:
        if claim.id in touching:
            reason = _reason(claim, claim.id in answer.set_aside)
            why[reason] = why.get(reason, 0) + 1
    return dict(sorted(why.items(), key=lambda item: -item[1]))


def left_out(answer: Answer, claims: Iterable[Claim]) -> str:
    """The claims that speak of the scope and are not counted, and why, in a sentence; empty where there are none."""
    why = not_counted(answer, claims)
    if not why:
        return ""
    total = sum(why.values())
    listed = ", ".join(f"{count} {reason}" for reason, count in why.items())
    verb = "claim speaks of this and is" if total == 1 else "claims speak of this and are"
    return f"{number(total)} more {verb} not counted: {listed}."


def _reason(claim: Claim, set_aside: bool) -> str:
    """Why a claim of the scope is not counted."""
    if claim.modality != "asserted":
        return claim.modality
    if not set_aside:
        numbered = claim.quantity.quantified and claim.measure in ("flow", "stock")
        return "overtaken by a later figure" if numbered else _NOT_COUNTED[claim.measure]
    if claim.quantity.unit != "people":
        return f"counted in {claim.quantity.unit}"
    return "counted at a date" if claim.measure == "stock" else "counted over time"


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]
