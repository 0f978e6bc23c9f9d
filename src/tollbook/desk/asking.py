"""From a person's words to a question: harm, population, place, days, perpetrator and source, each looked
up.

What is not known is named, with what is near to it; nothing is guessed. A perpetrator or a source is
known when some claim of the record names it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from tollbook.desk.errors import AskedWrongError, near
from tollbook.desk.places import gazetteer_of, place_named
from tollbook.model import Claim, Problem
from tollbook.questions import Understood, understand
from tollbook.reckon import Answer, By, Grid, Question, Row, Stretch, Table, answer, grid, table, timeline
from tollbook.reckon.scope import body, fold, lineage, party, source, source_named
from tollbook.reckon.shelves import Listed
from tollbook.record.store import Store
from tollbook.resolve.places import Gazetteer
from tollbook.vocabulary import HARMS, POPULATIONS

if TYPE_CHECKING:
    from tollbook.record.shelf import Recorded


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as a person gave it. ``None`` is no restriction. ``household`` is how many people a household is:
    without it households are not counted as people."""

    harm: str
    who: str = "people"
    where: str | None = None
    start: dt.date | None = None
    end: dt.date | None = None
    perpetrator: str | None = None
    according_to: str | None = None
    known_on: dt.date | None = None
    household: float | None = None


#: The option for each part of a question.
OPTIONS = {
    "harm": "--harm",
    "who": "--who",
    "where": "--where",
    "start": "--from",
    "end": "--to",
    "perpetrator": "--perpetrator",
    "according_to": "--according-to",
    "known_on": "--as-known-on",
}

#: What a table can be of.
TABLES: tuple[By, ...] = ("month", "place", "source", "population")


def ask(store: Store, asked: Asked) -> tuple[Answer, Recorded]:
    """The answer, and the shelf it was reckoned from. Raises :class:`AskedWrongError` for a word not known."""
    with store.told():
        question, shelf = _meant(store, asked)
        return answer(question, shelf), shelf


def states(store: Store, asked: Asked) -> tuple[list[Stretch], Question, Recorded]:
    """What is told of a state over time, what was asked, and the shelf it was told from. Raises
    :class:`AskedWrongError` for a word not known."""
    with store.told():
        question, shelf = _meant(store, asked)
        return timeline(question, shelf.touching(question)), question, shelf


def is_state(harm: str) -> bool:
    """Whether a harm is never counted, but lasts. Raises :class:`AskedWrongError` for a harm not known."""
    return HARMS[harm_named(harm)].measure == "state"


def tabulate(store: Store, asked: Asked, by: By) -> tuple[Table, Recorded]:
    """The answers side by side with their reckoned total. Raises :class:`AskedWrongError` for a word not known."""
    with store.told():
        question, shelf = _meant(store, asked)
        found = table(question, shelf, by)
    return (replace(found, rows=tuple(_named(found.rows, gazetteer_of(store)))) if by == "place" else found), shelf


def cross(store: Store, asked: Asked, down: By, across: By, workers: int = 1) -> tuple[Grid, Listed]:
    """The figures of two kinds crossed, each reckoned, and the claims; ``workers`` as for
    :func:`tollbook.reckon.grid`. Raises :class:`AskedWrongError` for a word not
    known, and for one kind twice."""
    if down == across:
        raise AskedWrongError(f"A table cannot be by {down} and by {down}.", f"Two of {', '.join(TABLES)}, or one.")
    with store.told():
        question, shelf = _meant(store, asked)
        every = Listed(shelf.all())  # thousands of cells ask for the same claims
        found = grid(question, every, down, across, workers)
    if "place" not in found.by:
        return found, every
    gazetteer = gazetteer_of(store)
    names = [{row.key: one.key for row, one in zip(side, _named(side, gazetteer), strict=True)}
             if by == "place" else {row.key: row.key for row in side}
             for by, side in zip(found.by, (found.rows, found.columns), strict=True)]  # fmt: skip
    return replace(
        found,
        rows=tuple(replace(row, key=names[0][row.key]) for row in found.rows),
        columns=tuple(replace(row, key=names[1][row.key]) for row in found.columns),
        cells={(names[0][row], names[1][column]): one for (row, column), one in found.cells.items()},
    ), every


def _named(rows: Iterable[Row], gazetteer: Gazetteer) -> Iterator[Row]:
    """The rows of a table by place under the names of the places that no claim is about itself."""
    for row in rows:
        entry = gazetteer.by_ident(row.key) if ":" in row.key else None
        yield row if entry is None else replace(row, key=entry.name)


def together(understood: Understood, given: dict[str, Any]) -> Asked:
    """The question that plain words and options make together. Raises :class:`AskedWrongError` for what is said
    twice."""
    said: dict[str, Any] = {
        "harm": understood.harm,
        "who": understood.population if understood.population != "people" else None,
        "where": understood.place,
        "start": understood.start,
        "end": understood.end,
        "perpetrator": understood.perpetrator,
        "according_to": understood.according_to,
        "known_on": understood.known_on,
    }
    for name, option in OPTIONS.items():
        if said.get(name) is not None and given.get(name) is not None and said[name] != given[name]:
            raise AskedWrongError(
                f"The question says {str(said[name])!r} and {option} says {str(given[name])!r}.",
                "Leave one of them out.",
            )
    both: dict[str, Any] = {**given, **{name: value for name, value in said.items() if value is not None}}
    return Asked(**{**both, "who": both["who"] or "people"})


def read_question(store: Store, words: str, known_on: dt.date | None = None) -> Understood:
    """What a plain question asks for. "Last month" and days without a year are told from the day as of whose knowledge
    is asked, else from the day of the record's latest report. Raises :class:`AskedWrongError` for what is not
    understood."""
    anchor = known_on or store.latest()
    found = understand(words, anchor, gazetteer_of(store))
    if isinstance(found, Problem):
        raise AskedWrongError(found.what, found.why)
    return found


def table_or_actor(store: Store, asked: str) -> By | str:
    """What ``--by`` is given: a table, or (as one also says "by whom") an actor that some claim names."""
    found = next((name for name in TABLES if fold(asked) in (name, f"{name}s")), None)
    if found is not None:
        return found
    with store.told():
        named = {
            fold(name) for claim in store.shelf(None).examples("perpetrator") for name in _perpetrators(claim) if name
        }
    if any(fold(asked) in name for name in named):
        return asked
    raise AskedWrongError(
        f"There is no table by {asked!r}, and no claim names an actor so.",
        f"Tables are by {', '.join(TABLES[:-1])} or {TABLES[-1]}. Who did it: --perpetrator ACTOR.",
    )


def meant(store: Store, asked: Asked) -> Question:
    """The question a person means. Raises :class:`AskedWrongError` for a word not known."""
    with store.told():
        return _meant(store, asked)[0]


def _meant(store: Store, asked: Asked) -> tuple[Question, Recorded]:
    """The question, and the claims it may be answered from: as of a day, names and places are understood as they would
    have been then."""
    shelf = store.shelf(harm_named(asked.harm), asked.known_on)
    return question_of(asked, shelf, gazetteer_of(store)), shelf


def question_of(asked: Asked, shelf: Recorded, gazetteer: Gazetteer) -> Question:
    """The question a person means, of the claims it may be answered from."""
    if asked.start and asked.end and asked.start > asked.end:
        raise AskedWrongError(
            f"The time asked for ends ({asked.end}) before it begins ({asked.start}).", "Exchange --from and --to."
        )
    return Question(
        harm=harm_named(asked.harm),
        population=population_named(asked.who),
        place=place_named(asked.where, shelf, gazetteer) if asked.where else None,
        start=asked.start,
        end=asked.end,
        perpetrator=_actor(asked.perpetrator, shelf) if asked.perpetrator is not None else None,
        according_to=source_among(asked.according_to, shelf) if asked.according_to is not None else None,
        known_on=asked.known_on,
        household=asked.household,
    )


def source_among(words: str, shelf: Recorded) -> str:
    """The source a person names, under any of its names. One that only carries what others say is none."""
    claims = shelf.examples("source", "country", "publisher")
    sources = {lineage(claim): _written(claim) for claim in claims if source(claim)}
    if source_named(words) in sources:
        return sources[source_named(words)]
    meant = {key for claim in claims if (key := lineage(claim)) and source_named(words) == source_named(source(claim))}
    if len(meant) == 1:  # a name that is a body's in its own country
        return sources[meant.pop()]
    carried = sorted({_written(c) for c in claims if c.publisher and fold(c.publisher) == fold(words)})
    if carried:
        raise AskedWrongError(
            f"{words} says nothing of its own about this: it carries what {_some(carried)} says.",
            "Ask according to one of these.",
        )
    return _among(words, claims, lambda c: [_written(c)], "source", "--according-to")


def _written(claim: Claim) -> str:
    """A source as the report writes it; one whose name is a body's only in its own country under the body's name."""
    name = source(claim)
    return name if source_named(name) == lineage(claim) else body(claim)


def _actor(words: str, shelf: Recorded) -> str:
    """The perpetrator a person names: under the same name, or under one that says with what ("rebel fire")."""
    claims = shelf.examples("perpetrator")
    named = {party(name) for claim in claims for name in _perpetrators(claim) if name}
    if party(words) in named:
        return words
    return _among(words, claims, _perpetrators, "perpetrator", "--perpetrator")


def _some(names: list[str]) -> str:
    return ", ".join(names[:5]) + (" or another" if len(names) > 5 else "")


def harm_named(words: str) -> str:
    """The identifier of a harm by its identifier or its label, in any case, with spaces or underscores."""
    return _listed(words, {name: [harm.label] for name, harm in HARMS.items()}, "harm", "tollbook ask --list-harms")


def population_named(words: str) -> str:
    """The identifier of a population by its identifier, with spaces or underscores."""
    return _listed(words, {name: [] for name in POPULATIONS}, "group of people", f"One of {', '.join(POPULATIONS)}.")


def _listed(words: str, known: dict[str, list[str]], kind: str, otherwise: str) -> str:
    asked = fold(words).replace(" ", "_").replace("-", "_")
    for name, labels in known.items():
        if asked == name or any(fold(words) == fold(label) for label in labels):
            return name
    raise AskedWrongError(f"No {kind} is called {words!r}.", near(asked, known, otherwise))


def _among(
    words: str, claims: list[Claim], names_of: Callable[[Claim], Iterable[str | None]], kind: str, option: str
) -> str:
    """A name some claim gives: the same but for case and accents, or the only one that holds the words."""
    names = {fold(name): name for claim in claims for name in names_of(claim) if name}
    if fold(words) in names:
        return names[fold(words)]
    holding = [name for folded, name in names.items() if fold(words) in folded]
    if len(set(holding)) == 1:
        return holding[0]
    if holding:
        raise AskedWrongError(f"{option} {words!r} can be {' or '.join(sorted(holding)[:5])}.", "Say which.")
    listed = f"The record knows {', '.join(sorted(names.values())[:8])}." if names else "The record names none."
    raise AskedWrongError(f"No claim names the {kind} {words!r}.", near(words, names.values(), listed))


def _perpetrators(claim: Claim) -> list[str | None]:
    by = claim.perpetrator
    return [by.actor or by.text] if by else []
