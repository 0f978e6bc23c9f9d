"""A plain question, read with the grammar of reports.

A question is turned into the sentence that would answer it ("How many children were killed in Hama since May?": "12
children were killed in Hama since May"), and that sentence is read as a report is: one claim, whose harm, group, place,
days, perpetrator and speaker are what is asked for. So whatever the reader understands of a report it understands of a
question, and there is no second grammar.

A report may say more than is understood of it; a question may not, for half of a question is another one. Every word
must be part of what was read, or bear on nothing ("the", "people"), or make a difference: a word that can be left out
without changing the claim was not understood, and is named.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from tollbook.explaining import Made, explain
from tollbook.lang import load
from tollbook.model import Claim, Problem
from tollbook.resolve.dates import find_times
from tollbook.resolve.places import Gazetteer, find_places
from tollbook.text.fold import fold
from tollbook.vocabulary import HARMS, POPULATIONS

#: The number put in the place of the one asked for: of more people than one, and of no date.
_NUMBER = "12"
#: A day after all that is asked about.
_LATE = dt.date(2999, 12, 31)
_WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Understood:
    """What a question asks for, in the words it uses for places, perpetrators and sources.

    ``by`` is the table asked for ("month", "place", "source", "population"), ``known_on`` the day as of whose knowledge
    it is asked. ``relative`` are the words of a time that is told from the anchor ("last month", "in May"); nothing
    where the question says the year itself. ``wider`` is a word for one way of coming to harm ("executed") that the
    answer does not keep apart from others.
    """

    harm: str
    population: str = "people"
    place: str | None = None
    start: dt.date | None = None
    end: dt.date | None = None
    perpetrator: str | None = None
    according_to: str | None = None
    known_on: dt.date | None = None
    by: str | None = None
    relative: str = ""
    wider: str = ""


class _Frame(NamedTuple):
    ask: re.Pattern[str]
    say: str


def understand(text: str, anchor: dt.date | None = None, gazetteer: Gazetteer | None = None) -> Understood | Problem:
    """What a plain question asks for, or what of it was not understood and how to say it.

    ``anchor`` is the day that "last month" and a date without its year are told from.
    """
    words = _SPACES.sub(" ", text.strip().strip("?!.").strip())
    rest, known_on = _known(words, anchor)
    if isinstance(known_on, Problem):
        return known_on
    rest, by = _table(rest)
    rest = _plain(rest)
    if not _WORD.search(rest):
        return _problem("nothing")
    statement = _statement(rest)
    made = _read(statement, anchor, gazetteer)
    if isinstance(made, Problem):
        return made
    if (wrong := _unasked(made.claim) or _many_places(made.claim, gazetteer)) is not None:
        return wrong
    if (wrong := _not_understood(statement, made, anchor, gazetteer)) is not None:
        return wrong
    claim = made.claim
    start, end, relative = _days(claim, statement, anchor)
    return Understood(
        claim.harm,
        _group(claim),
        claim.place.text if claim.place else None,
        start,
        end,
        (claim.perpetrator.actor or claim.perpetrator.text) if claim.perpetrator else None,
        claim.speaker,
        known_on,
        by,
        relative,
        _narrower(statement, made),
    )


def _many_places(claim: Claim, gazetteer: Gazetteer | None) -> Problem | None:
    """What is wrong with a question of two places: the reader would put it where both lie, which nobody asked for."""
    text = f"in {claim.place.text}" if claim.place else ""
    named = find_places(text, fold(text), gazetteer)
    return _problem("words", words=named[-1].place.text) if len(named) > 1 else None


def _known(words: str, anchor: dt.date | None) -> tuple[str, dt.date | Problem | None]:
    """The question without "as known on …", and that day."""
    found = _patterns()["known"].search(words)
    if found is None:
        return words, None
    times = find_times(words, fold(words), found.end(), len(words), anchor)
    first = min(times, key=lambda t: t.start, default=None)
    day = (first.window.end or first.window.start) if first is not None else None
    if first is None or day is None or first.start - found.end() > 1:
        return words, _problem("known", words=words[found.start() :])
    return (words[: found.start()] + words[first.end :]).strip(" ,"), day


def _table(words: str) -> tuple[str, str | None]:
    """The question without the word for a table, and which table it is."""
    for name, pattern in _patterns()["tables"].items():
        found = pattern.search(words)
        if found is not None:
            return (words[: found.start()] + words[found.end() :]).strip(" ,"), name
    return words, None


def _plain(words: str) -> str:
    """The question without courtesies and words that ask for nothing."""
    courtesy, idle = _patterns()["courtesy"], _patterns()["idle"]
    while (found := courtesy.match(words)) is not None:
        words = words[found.end() :]
    return _SPACES.sub(" ", idle.sub(" ", words)).strip(" ,?")


def _statement(words: str) -> str:
    """The sentence that would answer the question."""
    verbs = load("en", "questions")["verbs"]
    for frame in _frames():
        found = frame.ask.fullmatch(words)
        if found is not None:
            parts = {name: (value or "").strip() for name, value in found.groupdict().items()}
            past = verbs.get(fold(parts.get("verb", "")), "")
            said = _SPACES.sub(" ", frame.say.format(n=_NUMBER, past=past, **parts)).strip(" ,")
            return f"{said[:1].upper()}{said[1:]}.".replace(" ,", ",")
    return words


def _read(statement: str, anchor: dt.date | None, gazetteer: Gazetteer | None) -> Made | Problem:
    """The one claim that carries the number asked for."""
    explained = explain(statement, anchor, None, gazetteer).claims
    counted = [m for m in explained if m.claim.quantity.best == int(_NUMBER) and m.claim.part_of is None]
    harms = list(dict.fromkeys(HARMS[m.claim.harm].label for m in counted))
    if len(harms) > 1:
        return _problem("several", list=_listed(harms))
    if not counted:
        return _problem("harm", words=statement.rstrip(".").replace(f"{_NUMBER} ", "", 1))
    return counted[0]


def _unasked(claim: Claim) -> Problem | None:
    """What is read well and cannot be asked for: several groups, what has not happened."""
    if claim.modality != "asserted":
        return _problem("modality", modality=claim.modality)
    if claim.population.group == "mixed":
        return _problem("mixed")
    return None


def _not_understood(statement: str, made: Made, anchor: dt.date | None, gazetteer: Gazetteer | None) -> Problem | None:
    """The words that bear on nothing that was read."""
    said = _signature(made.claim)
    idle: list[tuple[int, int]] = []
    means = False
    for start, end in _open_words(statement, made):
        other = _read(_without(statement, start, end), anchor, gazetteer)
        if isinstance(other, Problem) or _signature(other.claim) != said:
            continue
        means |= other.claim.means != made.claim.means
        if idle and not _WORD.search(statement, idle[-1][1], start):
            idle[-1] = (idle[-1][0], end)
        else:
            idle.append((start, end))
    if not idle:
        return None
    words = _listed([statement[start:end] for start, end in idle])
    if means:
        return _problem("means", words=words)
    if HARMS[made.claim.harm].of == "people" and all(_of_group(statement[a:b], made.claim) for a, b in idle):
        groups = ", ".join(name.replace("_", " ") for name in POPULATIONS if name != "mixed")
        return _problem("group", words=words, groups=groups)
    return _problem("words", words=words)


def _open_words(statement: str, made: Made) -> Iterator[tuple[int, int]]:
    """The words that are not surely part of what was read, and that mean something."""
    claim = made.claim
    covered = [(s.span.start, s.span.end) for s in made.steps if s.span is not None]
    for text in (claim.place and claim.place.text, claim.window.text, claim.perpetrator and claim.perpetrator.text):
        at = statement.find(text) if text else -1
        if text and at >= 0:
            covered.append((at, at + len(text)))
    for word in _WORD.finditer(statement):
        inside = any(start <= word.start() and word.end() <= end for start, end in covered)
        if not inside and fold(word.group()) not in _filler():
            yield word.span()


def _without(statement: str, start: int, end: int) -> str:
    return _SPACES.sub(" ", statement[:start] + statement[end:]).replace(" .", ".").replace(" ,", ",").strip()


def _signature(claim: Claim) -> tuple[Any, ...]:
    """Everything of a claim that a question can ask for."""
    place = claim.place.path or (claim.place.text,) if claim.place else None
    by = claim.perpetrator
    window = (claim.window.start, claim.window.end)
    return claim.harm, claim.measure, _group(claim), place, window, by and (by.actor or by.text), claim.speaker


def _of_group(words: str, claim: Claim) -> bool:
    return words in claim.population.text


def _group(claim: Claim) -> str:
    """The group asked for. The reader counts boys and girls among the children; a question can ask for either."""
    words = set(fold(claim.population.text).split())
    return next(
        (name for name, above in POPULATIONS.items() if above == "children" and name in words), claim.population.group
    )


def _days(claim: Claim, statement: str, anchor: dt.date | None) -> tuple[dt.date | None, dt.date | None, str]:
    """The days asked for. An open end stays open, where a report would end it on the day it was written; a question
    without a time is about all there is."""
    window = claim.window
    if not window.text:
        return None, None, ""
    # A window that says its year is the same whenever it is asked about: it is not cut off at the anchor.
    late = {t.window.text: t for t in find_times(statement, fold(statement), 0, len(statement), _LATE)}
    then = late.get(window.text)
    end = None if then is not None and then.role == "since" else window.end
    told = all(str(day.year) in window.text for day in (window.start, end) if day is not None)
    if not told or then is None:
        return window.start, end, window.text
    return then.window.start, None if then.role == "since" else then.window.end, ""


def _narrower(statement: str, made: Made) -> str:
    """The word for the harm, where it says more than the harm asked for."""
    words = load("en", "questions")["narrower"].get(made.claim.harm, "").split()
    told = [statement[s.span.start : s.span.end] for s in made.steps if s.span is not None and s.about == "harm"]
    return next((word for said in told for word in fold(said).split() if word in words), "")


def _problem(key: str, **values: str) -> Problem:
    said = load("en", "questions")["say"]
    return Problem("question", said[key].format(**values), said[f"{key}_remedy"].format(**values))


def _listed(words: list[str]) -> str:
    joints = load("en", "reckoning")["list"]
    if len(words) < 2:
        return "".join(words)
    return str(joints["comma"]).join(words[:-1]) + str(joints["last"]) + words[-1]


@cache
def _frames() -> tuple[_Frame, ...]:
    data = load("en", "questions")
    infinitive, participle = "|".join(data["verbs"]), "|".join(data["verbs"].values())
    return tuple(
        _Frame(
            re.compile(
                frame["ask"].replace("{infinitive}", infinitive).replace("{participle}", f"(?:{participle})"), re.I
            ),
            frame["say"],
        )
        for frame in data["frames"]
    )


@cache
def _patterns() -> dict[str, Any]:
    data = load("en", "questions")

    def any_of(words: list[str], exact: bool = True) -> str:
        longest = sorted(words, key=len, reverse=True)
        return "|".join(map(re.escape, longest) if exact else longest)

    return {
        "courtesy": re.compile(rf"(?:{any_of(data['courtesy'])})\b[\s,:]*", re.I),
        "idle": re.compile(rf"(?<!\w)(?:{any_of(data['idle'])})(?!\w)", re.I),
        "known": re.compile(rf"\b(?:{any_of(data['known'], exact=False)})\s*", re.I),
        "tables": {
            name: re.compile(rf"(?<!\w)(?:broken down |split |listed )?(?:{any_of(words)})(?!\w)", re.I)
            for name, words in data["tables"].items()
        },
    }


@cache
def _filler() -> frozenset[str]:
    return frozenset(load("en", "questions")["filler"]["words"].split()) | {_NUMBER}
