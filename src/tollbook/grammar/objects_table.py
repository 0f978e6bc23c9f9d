"""The words of harm to things, as tables: ``lang/en/objects.toml``, verbs inflected and nouns made plural."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from tollbook.grammar.lexicon import plural_of, verb_forms_of
from tollbook.lang import load

Words = frozenset[str]


@dataclass(frozen=True, slots=True)
class Attacks:
    """Verbs and nouns of attack, what they are followed by, and what an attack is counted in."""

    verbs: Words
    landing: Words
    landing_prepositions: Words
    nouns: Words
    prepositions: Words
    adjectives: Words
    armed: Words
    aid: Words
    stores: Words
    collective: Words
    weapons: Words
    ending: Words
    units: dict[str, str]


@dataclass(frozen=True, slots=True)
class Uses:
    """Forbidden means (``things`` and ``events``: words to harm) and the words that say they were used."""

    things: dict[str, str]
    first: Words
    longest: int
    events: dict[str, str]
    verbs: Words
    landing: Words
    by_means: Words
    prepositions: Words
    gassing: Words
    nouns: Words
    containers: Words
    harmless: Words


@dataclass(frozen=True, slots=True)
class Services:
    """Aid and services: what is blocked, runs out or works, and the words that say so."""

    blocked: Words
    weak: Words
    context: Words
    blocking: Words
    passage: Words
    blocking_nouns: Words
    blocking_prepositions: Words
    phrases: tuple[str, ...]
    things: Words
    verbs: Words
    states: tuple[str, ...]
    working: Words
    working_verbs: Words
    without: Words


@dataclass(frozen=True, slots=True)
class Situations:
    """Territory, ceasefires and bombardment."""

    control: dict[str, str]
    territory: Words
    ceasefire: Words
    ceasefire_verbs: Words
    bombing: Words
    bombs: Words
    falling: Words


@dataclass(frozen=True, slots=True)
class Table:
    """All of it; ``verbs`` is every verb of any frame.

    A sentence can hold a mention only with one of the ``scan`` words and one of the ``acts``, or with one of the words
    of ``aid`` and a ``negative``.
    """

    attack: Attacks
    use: Uses
    service: Services
    situation: Situations
    verbs: Words
    scan: Words
    acts: Words
    aid: Words
    negative: Words
    measures: Words

    def may_hold(self, words: Sequence[str]) -> bool:
        """Whether a sentence of these words can hold harm to things: a thing, and what is done to it or said of it."""
        if not self.scan.isdisjoint(words) and not self.acts.isdisjoint(words):
            return True
        return not self.aid.isdisjoint(words) and not self.negative.isdisjoint(words)


def _verbs(bases: Iterable[str]) -> Words:
    return frozenset(form for base in bases for form in verb_forms_of(base))


def _nouns(singulars: Iterable[str]) -> Words:
    return frozenset(form for noun in singulars for form in (noun, plural_of(noun)))


def _attacks(data: dict[str, Any], weapons: Iterable[str]) -> Attacks:
    row = data["attack"]
    return Attacks(
        verbs=_verbs(row["verbs"]),
        landing=_verbs(row["landing_verbs"]),
        landing_prepositions=frozenset(row["landing_prepositions"]),
        nouns=_nouns(row["nouns"]),
        prepositions=frozenset(row["prepositions"]),
        adjectives=frozenset(row["adjectives"]),
        armed=frozenset(row["armed"]),
        aid=frozenset(row["aid"]),
        stores=_nouns(row["stores"]),
        collective=_nouns(row["collective"]),
        weapons=_nouns([*weapons, *row["nouns"], "explosion", "blast"]),
        ending=frozenset(data["ending"]["words"]),
        units=dict(data["units"]),
    )


def _uses(data: dict[str, Any]) -> Uses:
    things: dict[str, str] = {}
    events: dict[str, str] = {}
    for harm, row in data["use"].items():
        things.update(dict.fromkeys(_nouns(row["things"]), harm))
        events.update(dict.fromkeys(_nouns(row["events"]), harm))
    row = data["using"]
    return Uses(
        things=things,
        first=frozenset(text.split()[0] for text in things),
        longest=max(text.count(" ") + 1 for text in things),
        events=events,
        verbs=_verbs(row["verbs"]),
        landing=_verbs(row["landing"]),
        by_means=_verbs(row["by_means"]),
        prepositions=frozenset(row["prepositions"]),
        gassing=frozenset(row["gassing"]),
        nouns=_nouns(row["nouns"]),
        containers=_nouns(row["containers"]),
        harmless=frozenset(row["harmless"]),
    )


def _services(data: dict[str, Any]) -> Services:
    blocked, service = data["blocked"], data["service"]
    return Services(
        blocked=_nouns(blocked["things"]),
        weak=_nouns(blocked["weak"]),
        context=frozenset(blocked["context"]),
        blocking=_verbs(blocked["verbs"]),
        passage=_verbs(blocked["passage"]),
        blocking_nouns=_nouns(blocked["nouns"]),
        blocking_prepositions=frozenset(blocked["prepositions"]),
        phrases=tuple(blocked["phrases"]),
        things=_nouns(service["things"]),
        verbs=_verbs(service["verbs"]),
        states=tuple(service["states"]),
        working=frozenset(service["working"]),
        working_verbs=_verbs(service["working_verbs"]),
        without=frozenset(service["without"]),
    )


def _situations(data: dict[str, Any]) -> Situations:
    control = {
        form: harm for harm in ("control_gained", "control_lost") for form in _verbs(data["control"][harm]["verbs"])
    }
    row = data["bombardment"]
    return Situations(
        control=control,
        territory=_nouns(data["control"]["territory"]),
        ceasefire=_nouns(data["ceasefire"]["nouns"]),
        ceasefire_verbs=_verbs(data["ceasefire"]["verbs"]),
        bombing=_verbs(row["verbs"]),
        bombs=_nouns(row["weapons"]),
        falling=_verbs(row["falling"]),
    )


@cache
def table(language: str = "en") -> Table:
    """The tables of a language, built at first use."""
    data: dict[str, Any] = load(language, "objects")
    things = load(language, "things")
    attack, use = _attacks(data, things["weapon"]), _uses(data)
    service, situation = _services(data), _situations(data)
    verbs = attack.verbs | attack.landing | use.verbs | use.by_means | use.gassing | use.landing
    verbs |= service.blocking | service.passage | service.verbs | service.working_verbs
    verbs |= situation.ceasefire_verbs | situation.bombing | situation.falling | frozenset(situation.control)
    nouns = [noun for row in things["facility"].values() for noun in row]
    nouns += [*use.things, *use.events, *data["control"]["territory"], *data["ceasefire"]["nouns"]]
    nouns += [*data["blocked"]["things"], *data["service"]["things"], *data["bombardment"]["nouns"]]
    narrow = verbs - service.passage - service.working_verbs
    acts = [*narrow, *attack.nouns, *use.nouns, *use.events, *service.blocking_nouns, *service.phrases]
    acts += [*service.states, *service.working, *service.without, *attack.adjectives]
    aid = [*data["blocked"]["things"], *data["blocked"]["weak"], *data["service"]["things"]]
    return Table(
        attack,
        use,
        service,
        situation,
        verbs,
        _last_words(nouns) | use.gassing,
        frozenset(word for phrase in acts for word in phrase.split()[:1]) - set(data["blocked"]["negative"]),
        _last_words(aid),
        frozenset(data["blocked"]["negative"]),
        frozenset(data["measures"]["words"]),
    )


def _last_words(nouns: Iterable[str]) -> Words:
    return frozenset(form.split()[-1] for noun in nouns for form in (noun, plural_of(noun)))
