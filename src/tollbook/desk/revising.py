"""When: how the answer for a scope stood as reports came in, and what states are told of it.

A toll is revised: the answer as it was known on the day each report was published is an answer of its own, asked anew
with the reports there were by then. So a figure that was withdrawn, corrected or overtaken is seen to have been.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from tollbook.desk.asking import Asked, harm_named, question_of
from tollbook.desk.places import gazetteer_of
from tollbook.reckon import Answer, Question, Stretch, answer, timeline
from tollbook.reckon.scope import countable
from tollbook.record.store import Store
from tollbook.vocabulary import HARMS

#: A figure is reckoned as it was known on at most so many days.
DAYS = 40

#: The harms that are told as states that last; a siege is counted and told so.
STATES = (*(name for name, harm in HARMS.items() if harm.measure == "state"), "besieged")


@dataclass(frozen=True, slots=True)
class Revised:
    """The answer as it stood on each day on which a report that counts in it was published, in order; ``days`` is how
    many such days there are, of which some are left out where there are very many."""

    question: Question
    known: tuple[Answer, ...]
    days: int


@dataclass(frozen=True, slots=True)
class Stated:
    """A state of a harm in a place, with the days it is told of."""

    harm: str
    stretch: Stretch


def revised(store: Store, asked: Asked, most: int = DAYS) -> Revised:
    """How the answer for a scope was revised. Raises :class:`tollbook.desk.errors.AskedWrongError`."""
    with store.told():
        harm = harm_named(asked.harm)
        shelf = store.shelf(harm, asked.known_on)
        question = question_of(asked, shelf, gazetteer_of(store))
        days = sorted({c.published for c in shelf.touching(question) if c.published and countable(c)})
        kept = spread(days, most)
        known = [answer(replace(question, known_on=day), store.shelf(harm, day)) for day in kept]
    return Revised(question, tuple(one for one in known if not one.silent), len(days))


def spread(days: list[dt.date], most: int) -> list[dt.date]:
    """So many of the days, evenly spread, the first and the last among them."""
    if len(days) <= most:
        return days
    steps = [round(at * (len(days) - 1) / (most - 1)) for at in range(most)]
    return [days[step] for step in steps]


def states(store: Store, asked: Asked) -> tuple[Stated, ...]:
    """The states told of a scope, whatever harm it asks for: sieges, aid that is blocked, services that are out."""
    out = []
    with store.told():
        gazetteer = gazetteer_of(store)
        for harm in STATES:
            shelf = store.shelf(harm, asked.known_on)
            question = question_of(replace(asked, harm=harm, who="people"), shelf, gazetteer)
            out += [Stated(harm, stretch) for stretch in timeline(question, shelf.touching(question))]
    return tuple(out)
