"""The words of harm to things, as tables: ``lang/en/objects.toml``, verbs inflected and nouns made plural."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from functools import cache
from typing import Any

import daachorse

from tollbook.grammar.inflection import plural, verb_forms_of
from tollbook.lang import load

Words = frozenset[str]
#: A word to look for, and the phrases it stands for; none where it is enough by itself.
Marks = dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Attacks:
    """Verbs and nouns of attack, what they are followed by, and what an attack is counted in."""

    verbs: Words
    landing: Words
    throwing: Words
    under: Words
    under_what: Words
    annexes: Words
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
    intransitive: Words
    counted_only: Words
    offices: Words


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
    phrases: re.Pattern[str]
    hints: daachorse.CharwiseDoubleArrayAhoCorasick  #: of the same phrases: most sentences hold none
    things: Words
    verbs: Words
    working: Words
    working_verbs: Words
    without: Words
    states: re.Pattern[str]
    works: re.Pattern[str]
    resume: Words
    none: Words
    portions: Words
    neither: Words
    lacking: Words
    utilities: Words
    loads: Words
    only_way: re.Pattern[str]
    stuck: re.Pattern[str]


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
    foreseeing: Words
    rising: Words


@dataclass(frozen=True, slots=True)
class Table:
    """All of it; ``verbs`` is every verb of any frame, ``heads`` their first words, ``nouns`` every ending of a noun
    that opens a frame: a sentence without either costs no frame.

    ``pairs`` are what a sentence must hold for a mention: a word of a thing, and a word of what is done to it or said
    of it (none where the thing's word is enough); ``things`` are the words of all things, ``marks`` these and what is
    done to them.
    """

    attack: Attacks
    use: Uses
    service: Services
    situation: Situations
    verbs: Words
    pairs: tuple[tuple[Marks, Marks], ...]
    things: Words
    marks: Words
    measures: Words
    heads: Words
    nouns: Words

    def may_hold(self, marked: Set[str], words: Sequence[str], sentence: str) -> bool:
        """Whether a sentence can hold harm to things: a thing, and, as another word, what is done to it or said of it.

        ``words`` are the words of ``sentence``, which is in lower case; ``marked`` those of ``marks`` at least.
        """
        if self.things.isdisjoint(marked):
            return False
        flat = ""
        for things, acts in self.pairs:
            thing = things.keys() & marked
            act = acts.keys() & marked if thing and acts else thing
            if not act or (acts and len(thing | act) == 1 and words.count(*thing) == 1):
                continue
            flat = flat or " ".join(sentence.split())
            named = {word for word in thing if not things[word] or any(phrase in flat for phrase in things[word])}
            if not acts:
                if named:
                    return True
                continue
            done = {word for word in act if not acts[word] or any(phrase in flat for phrase in acts[word])}
            if named and done and (len(named | done) > 1 or words.count(*named) > 1):
                return True
        return False


def _verbs(bases: Iterable[str]) -> Words:
    """All forms of verbs; "X" in one stands for a possessive or an article."""
    forms = {form for base in bases for form in verb_forms_of(base)}
    return frozenset(
        form.replace("X", whose) for form in forms for whose in (("its", "their", "the") if "X" in form else ("",))
    )


def _nouns(singulars: Iterable[str]) -> Words:
    return frozenset(form for noun in singulars for form in (noun, plural(noun)))


def _attacks(data: dict[str, Any], weapons: Iterable[str]) -> Attacks:
    row = data["attack"]
    return Attacks(
        verbs=_verbs(row["verbs"]),
        landing=_verbs(row["landing_verbs"]),
        throwing=_verbs(row["throwing"]),
        under=_verbs(row["under"]),
        under_what=_nouns(row["under_what"]),
        annexes=_nouns(row["annexes"]),
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
        intransitive=_verbs(row["intransitive"]),
        counted_only=_nouns(row["counted_only"]),
        offices=frozenset(row["offices"]),
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


def _any(phrases: Iterable[str]) -> str:
    return "|".join(re.escape(phrase) for phrase in sorted(phrases, key=lambda text: (-len(text), text)))


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
        phrases=re.compile(
            rf"(?<!\w)(?:(?P<aid>{_any(blocked['phrases'])})|(?P<state>{_any(service['states'])}))(?!\w)"
        ),
        hints=daachorse.CharwiseDoubleArrayAhoCorasick(sorted({*blocked["phrases"], *service["states"]})),
        things=_nouns(service["things"]),
        verbs=_verbs(service["verbs"]),
        working=frozenset(service["working"]),
        working_verbs=_verbs(service["working_verbs"]),
        without=frozenset(service["without"]),
        states=re.compile(rf"\s*(?:\w+ly\s+)?(?:{_any(service['states'])})(?!\w)"),
        works=re.compile(rf"\s*(?:\w+ly\s+)?(?:{_any(service['working'])})(?!\w)"),
        resume=_verbs(service["resume"]),
        none=frozenset(service["none"]),
        portions=frozenset([*service["none"], *service["portions"]]),
        neither=frozenset(service["neither"]),
        lacking=_nouns([*service["things"], *service["lacking"]]),
        utilities=_nouns([*service["utilities"], *service["lacking"]]),
        loads=_nouns(blocked["loads"]),
        only_way=re.compile(rf"(?<!\w){blocked['only_way']}(?!\w)"),
        stuck=re.compile(rf"\s*{blocked['stuck']}(?!\w)"),
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
        foreseeing=frozenset(data["toll"]["foreseeing"]),
        rising=frozenset(data["toll"]["rising"]),
    )


@cache
def table(language: str = "en") -> Table:
    """The tables of a language, built at first use."""
    data: dict[str, Any] = load(language, "objects")
    things = load(language, "things")
    attack, use = _attacks(data, things["weapon"]), _uses(data)
    service, situation = _services(data), _situations(data)
    verbs = (
        attack.verbs
        | attack.landing
        | attack.throwing
        | attack.under
        | use.verbs
        | use.by_means
        | use.gassing
        | use.landing
    )
    verbs |= (
        attack.intransitive
        | service.resume
        | service.blocking
        | service.passage
        | service.verbs
        | service.working_verbs
    )
    verbs |= situation.ceasefire_verbs | situation.bombing | situation.falling | frozenset(situation.control)
    pairs = _pairs(data, things, attack, use, service, situation)
    return Table(
        attack,
        use,
        service,
        situation,
        verbs,
        pairs,
        frozenset(word for things_of, _ in pairs for word in things_of),
        frozenset(word for pair in pairs for words in pair for word in words),
        frozenset(data["measures"]["words"]),
        frozenset(verb.split()[0] for verb in verbs) | verbs,
        _endings([*use.events, *attack.nouns, *service.things, *service.blocking_nouns])
        | use.first
        | attack.adjectives,
    )


def _endings(phrases: Iterable[str]) -> Words:
    """Each phrase and what is left of it without its first words: however it is cut into tokens, its last is there."""
    return frozenset(phrase.split(" ", k)[k] for phrase in phrases for k in range(phrase.count(" ") + 1))


#: Words of :attr:`Services.stuck` that a sentence must have one of.
_HELD = ("stuck", "stranded", "held", "blocked", "waiting", "parked", "idle", "hold", "standstill", "halt", "suspended")


def _pairs(
    data: dict[str, Any], things: dict[str, Any], attack: Attacks, use: Uses, service: Services, situation: Situations
) -> tuple[tuple[Marks, Marks], ...]:
    """The words that must stand together, one pair a family of frames."""
    blocked = data["blocked"]
    negative = blocked["negative"]
    facilities = _nouns(noun for row in things["facility"].values() for noun in row)
    aid = service.blocked | service.weak
    stopping = [*_HELD, *service.blocking, *service.passage, *service.blocking_nouns, *data["blocked"]["phrases"]]
    failing = [
        *service.verbs,
        *data["service"]["states"],
        *service.working,
        *service.working_verbs,
        *service.resume,
        *service.without,
    ]
    hitting = [*attack.verbs, *attack.intransitive, *attack.landing, *attack.throwing]
    hitting += [*attack.under_what, *attack.nouns, *attack.adjectives]
    return (
        (_marks(facilities | attack.stores | attack.collective | attack.counted_only), _marks(hitting)),
        (_marks([*use.things, *use.events, *use.gassing]), {}),
        (_marks(situation.territory), _marks([*situation.control, *situation.bombing])),
        (_marks(situation.ceasefire), _marks(situation.ceasefire_verbs)),
        (_marks(situation.bombs), _marks([*situation.bombing, *situation.falling])),
        (_marks(aid), _marks([*stopping, *negative])),
        (_marks(service.lacking), _marks([*failing, *negative])),
    )


def _marks(phrases: Iterable[str]) -> Marks:
    """The words to look for: each that stands alone, and of each phrase the longest, likely its rarest.

    A word that is enough by itself has no phrases.
    """
    marks: Marks = {}
    for phrase in phrases:
        word = max(phrase.split(), key=len)
        alone = word == phrase or marks.get(word) == ()
        marks[word] = () if alone else (*marks.get(word, ()), phrase)
    return marks
