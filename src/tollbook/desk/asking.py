"""From a person's words to a question: harm, population, place, days, perpetrator and source, each looked
up.

What is not known is named, with what is near to it; nothing is guessed. A perpetrator or a source is
known when some claim of the record names it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from tollbook.desk.errors import AskedWrongError, near
from tollbook.desk.places import gazetteer_of, place_named
from tollbook.model import Claim
from tollbook.reckon import Answer, Question, answer
from tollbook.reckon.scope import fold, related_harms
from tollbook.record.store import Store
from tollbook.resolve.places import Gazetteer
from tollbook.vocabulary import HARMS, POPULATIONS


@dataclass(frozen=True, slots=True)
class Asked:
    """The options of a question as a person gave them."""

    harm: str
    who: str = "people"
    where: str | None = None
    start: dt.date | None = None
    end: dt.date | None = None
    by: str | None = None
    according_to: str | None = None
    known_on: dt.date | None = None


def ask(store: Store, asked: Asked) -> tuple[Answer, list[Claim]]:
    """The answer, and the claims it was reckoned from. Raises :class:`AskedWrongError` for a word not known."""
    harm = harm_named(asked.harm)
    claims = store.claims(harms=related_harms(harm))
    question = question_of(asked, claims, gazetteer_of(store))
    return answer(question, claims), claims


def question_of(asked: Asked, claims: list[Claim], gazetteer: Gazetteer) -> Question:
    """The question a person means. ``claims`` are those it may be answered from."""
    if asked.start and asked.end and asked.start > asked.end:
        raise AskedWrongError(
            f"The time asked for ends ({asked.end}) before it begins ({asked.start}).", "Exchange --from and --to."
        )
    return Question(
        harm=harm_named(asked.harm),
        population=population_named(asked.who),
        place=place_named(asked.where, claims, gazetteer) if asked.where else None,
        start=asked.start,
        end=asked.end,
        perpetrator=_among(asked.by, claims, _perpetrators, "perpetrator", "--by"),
        according_to=_among(asked.according_to, claims, lambda c: [c.speaker, c.publisher], "source", "--according-to"),
        known_on=asked.known_on,
    )


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
    words: str | None, claims: list[Claim], names_of: Callable[[Claim], Iterable[str | None]], kind: str, option: str
) -> str | None:
    """A name some claim gives: the same but for case and accents, or the only one that holds the words."""
    if words is None:
        return None
    names = {fold(name): name for claim in claims for name in names_of(claim) if name}
    if fold(words) in names:
        return names[fold(words)]
    holding = [name for folded, name in names.items() if fold(words) in folded]
    if len(holding) == 1:
        return holding[0]
    if holding:
        raise AskedWrongError(f"{option} {words!r} can be {' or '.join(sorted(holding)[:5])}.", "Say which.")
    listed = f"The record knows {', '.join(sorted(names.values())[:8])}." if names else "The record names none."
    raise AskedWrongError(f"No claim names the {kind} {words!r}.", near(words, names.values(), listed))


def _perpetrators(claim: Claim) -> list[str | None]:
    by = claim.perpetrator
    return [by.actor or by.text] if by else []
