"""Scopes: what a claim or a question is about, and whether one lies in, or meets, another.

Plain predicates over four containments (harm, population, place, days) and the perpetrator's name. They use
nothing but the claim itself, so that a store can choose the same claims before any is loaded.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable
from functools import cache, lru_cache

from tollbook.lang import load
from tollbook.model import Claim, Place, Window
from tollbook.reckon.question import Question
from tollbook.resolve.speaker_bodies import canonical_speaker
from tollbook.vocabulary import HARMS, POPULATIONS, within

#: Harms that are several others taken together: whoever is killed or injured is a casualty, and no one else
#: is.
UNIONS: dict[str, frozenset[str]] = {"casualties": frozenset({"killed", "injured"})}

#: Groups no one belongs to two of, by the meaning of the words: age and sex, and civilian status (which the
#: law of war makes exclusive of being a fighter: Additional Protocol I, article 50).
DISJOINT = tuple(
    frozenset(pair)
    for pair in (
        ("civilians", "fighters"),
        ("women", "men"),
        ("women", "children"),
        ("men", "children"),
        ("older_people", "children"),
        ("boys", "girls"),
    )
)

#: Parts of one whole that share no ground. Any others ("east", "old") may.
OPPOSITE = (frozenset({"east", "west"}), frozenset({"north", "south"}))

#: How the parts begin that are districts of their whole: which towns each holds is unknown, and no two share any.
DISTRICT = "district."


@cache
def fold(name: str) -> str:
    """A name for comparison: no case, no accents, single spaces."""
    plain = unicodedata.normalize("NFKD", name)
    return " ".join("".join(ch for ch in plain if not unicodedata.combining(ch)).casefold().split())


@cache
def basics(harm: str) -> frozenset[str]:
    """The kinds of harm that one counts: itself, or those it is the union of."""
    return UNIONS.get(harm, frozenset({harm}))


@cache
def related_harms(harm: str) -> frozenset[str]:
    """Every harm whose claims can bear on this one's number: its own, the unions it is in, and their other parts
    (casualties less killed are injured).
    """
    family = {harm, *basics(harm)}
    for union, parts in UNIONS.items():
        if parts & family or union in family:
            family |= {union, *parts}
    return frozenset(family)


def place_path(place: Place | None) -> tuple[str, ...] | None:
    """A place's own identifier and those above it; a bare name is an identifier of its own; unknown is
    ``None``."""
    if place is None:
        return None
    if place.path:
        return place.path
    name = fold(place.name or place.text)
    return (f"name:{name}",) if name else None


def limitless(key: str) -> bool:
    """Whether an identifier is of ground whose limits in its whole nobody knows: a side ("part:east:…"), or a quarter
    that no gazetteer has ("quarter:…"), which may lie in any town or side of what it is known to lie in."""
    return key.startswith(("part:", "quarter:"))


def opposite(one: str, other: str) -> bool:
    """Whether two identifiers are parts of one whole that share no ground: opposite ends ("part:east:…",
    "part:west:…"), two districts ("part:district.…"), or two quarters of other names."""
    left, right = one.split(":", 2), other.split(":", 2)
    if len(left) != 3 or len(right) != 3 or left[0] != right[0] or left[2] != right[2]:
        return False
    if left[0] == "quarter":
        return left[1] != right[1]
    if left[0] != "part":
        return False
    districts = left[1].startswith(DISTRICT) and right[1].startswith(DISTRICT) and left[1] != right[1]
    return districts or frozenset({left[1], right[1]}) in OPPOSITE


def may_share(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether two places may have ground in common. The limits of a part ("east Aleppo") are unknown
    (:func:`limitless`): it may reach into any other place of its whole but the opposite part."""
    if one[0] in other or other[0] in one:
        return True
    for part, place in ((one, other), (other, one)):
        if limitless(part[0]) and len(part) > 1 and part[1] in place and not opposite(part[0], place[0]):
            return not any(opposite(part[0], up) for up in place)
    return False


def shares(one: tuple[str, ...] | None, other: tuple[str, ...] | None) -> bool:
    """:func:`may_share`, of places either of which may be unknown: what is unknown may be anywhere."""
    return one is None or other is None or may_share(one, other)


def group(population: str) -> str:
    """The group of the lattice that a population word counts; several groups in one number are people."""
    return population if population in POPULATIONS and population != "mixed" else "people"


@cache
def ancestors(population: str) -> frozenset[str]:
    """A group and every group it lies in."""
    return frozenset(name for name in POPULATIONS if within(population, name))


@cache
def exclusive(one: str, other: str) -> bool:
    """Whether nobody can belong to both groups (of which neither is empty)."""
    return any(pair <= ancestors(one) | ancestors(other) for pair in DISJOINT)


def days(window: Window, published: dt.date | None) -> tuple[dt.date, dt.date]:
    """The days a claim's harm can lie in. An open start is the beginning of time; an open end is the day the
    claim was published, since nobody counts what has not happened yet, or the end of time where that is not
    known."""
    return window.start or dt.date.min, window.end or published or dt.date.max


#: What stands between the labels that tables of different lists give to one event.
SAME = " = "


@lru_cache(maxsize=100_000)
def lists_of(label: str) -> dict[str, str]:
    """The lists that an incident label belongs to, each with what the list calls the event.

    "acled::SYR17" is SYR17 of the list acled; all labels without a list are one list, ""; an event that is known to be
    in two lists has the labels of both ("acled::SYR17 = ucdp-ged::4").
    """
    parts = (part.partition("::") for part in label.split(SAME))
    return {name if of_list else "": key if of_list else name for name, of_list, key in parts}


def told_apart(one: str, other: str) -> bool:
    """Whether tables tell two labels apart: one list has both events. What one list tells apart, another may tell as
    an event of its own."""
    mine, theirs = lists_of(one), lists_of(other)
    return any(name in theirs and theirs[name] != key for name, key in mine.items())


def stock_day(claim: Claim) -> dt.date | None:
    """The day a stock is of: the end of its window, else its start, else the day it was published."""
    return claim.window.end or claim.window.start or claim.published


def stock_days(claim: Claim) -> tuple[dt.date, dt.date]:
    """The days a stock holds on by its own words: from the start of its window to its day. One whose day is unknown is
    of the end of time."""
    last = stock_day(claim) or dt.date.max
    return claim.window.start or last, last


def actor(claim: Claim) -> str | None:
    """The perpetrator's name for comparison, where one is named."""
    by = claim.perpetrator
    return party(by.actor or by.text) if by is not None and (by.actor or by.text) else None


@cache
def party(name: str) -> str:
    """A perpetrator's name for comparison: "rebels", "rebel fire" and "the rebel shelling" are one party, for the words
    after its name say what it did or with what."""
    words = fold(name).split()
    if len(words) > 1 and words[0] in _articles():
        words = words[1:]
    while len(words) > 1 and words[-1] in _deeds():
        words = words[:-1]
    return re.sub(_plural(), "", " ".join(words))


def named(claim: Claim) -> str | None:
    """The perpetrator's name for comparison, where it is somebody's: "gunmen" and "warplanes" may be anyone's, and no
    account contradicts another that says whose."""
    name = actor(claim)
    return None if name is None or _nobody().issuperset(name.split()) else name


@cache
def _nobody() -> frozenset[str]:
    words = load("en", "reckoning")["party"]["nobody"].split()
    return frozenset(word for name in words for word in (name, party(name)))


@cache
def _articles() -> frozenset[str]:
    return frozenset(load("en", "reckoning")["party"]["articles"].split())


@cache
def _plural() -> str:
    return str(load("en", "reckoning")["party"]["plural"])


@cache
def _deeds() -> frozenset[str]:
    return frozenset(load("en", "perpetrators")["attack"])


def source(claim: Claim) -> str:
    """Whose account a claim is, as the report names it: its speaker; its publisher where no speaker is named; failing
    both, its report."""
    return claim.speaker or claim.publisher or claim.report or ""


def body(claim: Claim) -> str:
    """The source a claim goes back to, by the name of the body it is where it is a known one.

    Two publishers of one speaker are one source, a body is one under all its names, and a publisher whom another
    quotes is the one who says the same in its own name.
    """
    return body_of(source(claim), claim.place.country if claim.place is not None else None)


def body_of(name: str, country: str | None) -> str:
    """:func:`body` of claims whose source goes by a name, about a place in a country."""
    return canonical_speaker(name, country) if name else ""


def lineage(claim: Claim) -> str:
    """:func:`body` for comparison."""
    return fold(body(claim))


def source_named(name: str) -> str:
    """What :func:`lineage` is of claims of a source asked for by name."""
    return fold(canonical_speaker(name))


def touches(question: Question, claim: Claim) -> bool:
    """Whether a claim can say anything about the question's scope. What is unknown may be anywhere and anyone's."""
    return toucher(question)(claim)


@lru_cache(maxsize=16)
def toucher(question: Question) -> Callable[[Claim], bool]:
    """:func:`touches` for many claims: what depends on the question alone is worked out once."""
    asked = {harm for harm in HARMS if basics(harm) & basics(question.harm)}
    whose = group(question.population)
    out = {name for name in POPULATIONS if exclusive(group(name), whose)}
    here = place_path(question.place)
    start, end = question.start or dt.date.min, question.end or dt.date.max
    by = party(question.perpetrator) if question.perpetrator is not None else None
    shared: dict[tuple[str, ...] | None, bool] = {None: True}

    def touching(claim: Claim) -> bool:
        if claim.harm not in asked or claim.population.group in out:
            return False
        first, last = days(claim.window, claim.published)
        if claim.measure == "stock":
            first, last = stock_days(claim)
        if last < start or first > end:
            return False
        if here is not None:
            there = place_path(claim.place)
            if there not in shared:
                shared[there] = shares(here, there)
            if not shared[there]:
                return False
        return by is None or actor(claim) in (None, by)

    return touching


def countable(claim: Claim) -> bool:
    """Whether a claim is a number of harm that is asserted: only these are ever counted."""
    return claim.modality == "asserted" and claim.measure in ("flow", "stock") and claim.quantity.quantified


def inside(question: Question, claim: Claim) -> bool:
    """Whether everyone a claim can speak of is in the question's scope."""
    here, there = place_path(question.place), place_path(claim.place)
    start, end = days(claim.window, claim.published)
    if claim.measure == "stock":
        start = end = min(
            max(stock_day(claim) or dt.date.min, question.start or dt.date.min), question.end or dt.date.max
        )
    return (
        basics(claim.harm) <= basics(question.harm)
        and within(group(claim.population.group), group(question.population))
        and (here is None or (there is not None and here[0] in there))
        and (question.start is None or question.start <= start)
        and (question.end is None or end <= question.end)
        and (question.perpetrator is None or actor(claim) == party(question.perpetrator))
    )
