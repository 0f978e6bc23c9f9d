"""Whether two claims of a report can speak of the same people: their numbers, persons, times and places compared.

Nothing here decides that they do (:mod:`tollbook.grammar.links` does); it says what forbids it and what agrees.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from tollbook.grammar.drafts import Draft
from tollbook.grammar.groups import Group
from tollbook.lang import load
from tollbook.model import Place, Quantity, Window
from tollbook.vocabulary import HARMS, within

_KIN = ("his ", "her ", "their ", "its ")
_SHORT = 4
_WORD = re.compile(r"[^\W\d_]+")
_ROUND = frozenset(("about", "nearly"))
#: How many sentences behind a headline may say again what it says.
HEADED = 3
#: Hedges that a stated number can be what they round.
VAGUE = frozenset(("dozens", "tens", "scores", "hundreds", "thousands", "tens_of_thousands", "several", "couple"))


@cache
def _more() -> frozenset[str]:
    return frozenset(load("en", "links")["more"])


@cache
def _harmed() -> frozenset[str]:
    return frozenset(load("en", "links")["harmed"])


@cache
def _generic() -> frozenset[str]:
    return frozenset(load("en", "links")["generic"])


def says_more(draft: Draft) -> bool:
    """Whether the words add to what was said ("another 14", "three others", "dozens more")."""
    if draft.group is None:
        return False
    words = draft.group.text.lower().split()
    return any(word in _more() for word in (*words[:2], draft.group.head))


def theirs(draft: Draft) -> bool:
    """Whether the words name somebody by another ("their cook", "his son"): one more, and none of those."""
    return draft.group is not None and draft.group.text.lower().startswith(_KIN)


def apart(a: Window, b: Window) -> bool:
    """Whether two windows share no day."""
    if a.start is None or b.start is None or a.end is None or b.end is None:
        return False
    return a.end < b.start or b.end < a.start


def elsewhere(a: Place | None, b: Place | None) -> bool:
    """Whether neither place lies in the other, as far as both are known."""
    if a is None or b is None or not a.path or not b.path:
        return False
    return a.path[0] not in b.path and b.path[0] not in a.path


def forbidden(draft: Draft, other: Draft) -> bool:
    """Whether time or place, each told beside the words, keep two claims apart."""
    if draft.window_near and other.window_near and apart(draft.window, other.window):
        return True
    return draft.place_near and other.place_near and elsewhere(draft.place, other.place)


def akin(a: str, b: str) -> bool:
    """Whether one population lies in the other."""
    return within(a, b) or within(b, a)


def same_number(a: Quantity, b: Quantity) -> bool:
    """Whether two stated quantities can be one number said twice: equal, or one rounded or vaguer than the other."""
    if a.best is not None and b.best is not None:
        return a.best == b.best
    if (a.low, a.high) == (b.low, b.high):
        return True
    if a.best is None and b.best is None:
        return False
    exact, loose = (a, b) if a.best is not None else (b, a)
    if loose.hedge in VAGUE:
        top = exact.high is None and exact.low is not None  # "at least 21" may be dozens
        low = 0 if top else loose.low or 0
        return exact.best is not None and low <= exact.best <= (loose.high or exact.best)
    return exact.best in (loose.low, loose.high)  # "up to 870" and "720 to 870"


def repeats(draft: Draft, other: Draft, lower: str) -> bool:
    """Whether a claim can say again what an earlier one of the same harm said."""
    if draft.modality != other.modality and HARMS[draft.harm].of != "means":  # one attack, alleged and denied
        return False
    if "statement" in (draft.measure, other.measure):
        return False
    a, b = draft.quantity, other.quantity
    if a.unit != b.unit or not akin(draft.population, other.population):
        return False
    if draft.sentence == other.sentence and not _headline(draft, other, lower):
        return a.best == b.best == 1 and _apposition(draft, other, lower)
    if not a.quantified:
        if not _points_back(draft, other):
            return False
        if draft.group and other.group and draft.group.head == other.group.head != "":
            again = in_title(other, lower) and draft.sentence <= HEADED
            return draft.group.definite or draft.group.named or again
        return (not forbidden(draft, other) or in_title(other, lower)) and not _of_old(draft, other)
    if not b.quantified or not (same_number(a, b) or _rounded(draft, other, lower)):
        return False
    if a.best == b.best == 1 and not (a.text[:1].isdigit() and b.text[:1].isdigit()):
        if draft.group and other.group and _name(draft.group) & _name(other.group):
            return True  # a person of that name: nobody dies twice
        return same_person(draft, other, lower) and not (forbidden(draft, other) or _moved_on(draft, other))
    return _same_count(draft, other, lower)


def _rounded(draft: Draft, title: Draft, lower: str) -> bool:
    """Whether a headline rounds the number that the body then gives: "Nearly 50 dead ... killed 48"."""
    q, number = title.quantity, draft.quantity.best
    if title.sentence or draft.sentence > HEADED or number is None or q.hedge not in _ROUND:
        return False
    return (q.low or 0) <= number <= (q.high or number) and in_title(title, lower)


def _same_count(draft: Draft, other: Draft, lower: str) -> bool:
    """Whether two claims of one number can be one claim: what is told beside them does not forbid it.

    A headline's number is the body's even where the places read beside them differ, and so is a number that comes again
    with "in the fighting", "in the attack".
    """
    a, b = draft.quantity, other.quantity
    moved = draft.place_near and draft.place != other.place
    if (
        draft.part != other.part
        and draft.population != other.population
        and (moved or elsewhere(draft.place, other.place))
    ):
        return False  # 27 children of one total are not the 27 civilians of the next
    exactly = a.best is not None and a.best == b.best
    headline = exactly and in_title(other, lower) and draft.sentence <= HEADED and (a.best or 0) > 2
    if says_more(draft) and not says_more(other) and not (headline and _others(draft)):
        return False
    timed = draft.window_near and other.window_near and draft.window != other.window
    afar = draft.sentence - other.sentence > 3 or timed
    if (
        afar
        and not exactly
        and VAGUE & {a.hedge, b.hedge}
        and not (in_title(other, lower) and draft.sentence <= HEADED)
    ):
        return False
    again = exactly and draft.sentence - other.sentence <= 2 and (a.best or 0) > 2 and _told_again(draft, lower)
    if headline or again:
        return not (draft.window_near and other.window_near and apart(draft.window, other.window))
    return not (forbidden(draft, other) or _moved_on(draft, other))


_FEW = 5


def _moved_on(draft: Draft, other: Draft) -> bool:
    """Whether others are told of in another place: three bodies in one village, then three patients in a town. So
    small a number comes twice by chance; 59 does not.
    """
    a, b = draft.group, other.group
    if (draft.quantity.best or 0) > _FEW:
        return False
    if a is None or b is None or a.named or b.named or a.definite or not elsewhere(draft.place, other.place):
        return False
    return bool(a.head and b.head) and a.head != b.head and {a.head, b.head}.isdisjoint(_generic())


def clause(draft: Draft, lower: str) -> tuple[int, int]:
    """The stretch between stops that a number stands in."""
    start = max(draft.quote.start, *(lower.rfind(stop, draft.quote.start, draft.span.start) + 1 for stop in ";:"))
    ends = [at for stop in ";:" if (at := lower.find(stop, draft.span.end, draft.quote.end)) >= 0]
    return start, min(ends, default=draft.quote.end)


@cache
def _events() -> tuple[re.Pattern[str], re.Pattern[str]]:
    table = load("en", "links")["event"]
    return re.compile(table["own"].replace(" ", r"\s+")), re.compile(table["same"].replace(" ", r"\s+"))


def own_event(draft: Draft, lower: str) -> bool:
    """Whether the clause names an event of its own ("a car bomb killed seven")."""
    return _tells(0, lower, *clause(draft, lower))


def same_event(draft: Draft, lower: str) -> bool:
    """Whether the clause points back to an event ("in the same attack", "after the violence")."""
    return _tells(1, lower, *clause(draft, lower))


@lru_cache(maxsize=32)  # a clause of many numbers is looked at for each of them
def _tells(which: int, lower: str, start: int, end: int) -> bool:
    return _events()[which].search(lower, start, end) is not None


def _told_again(draft: Draft, lower: str) -> bool:
    return same_event(draft, lower) and not own_event(draft, lower)


def in_title(draft: Draft, lower: str) -> bool:
    """Whether a claim stands in the headline: a first line that no stop ends."""
    return draft.sentence == 0 and lower[draft.quote.end - 1] not in ".!?\"'"


def _others(draft: Draft) -> bool:
    """Whether the number is of others beside one told at once: "a woman was killed and 25 others wounded"."""
    return draft.group is not None and draft.group.head in ("others", "other")


def _of_old(draft: Draft, other: Draft) -> bool:
    """Whether a claim tells of another month or year than the claim before it; a state goes on."""
    if draft.measure == other.measure == "state":
        return False
    return draft.window_near and draft.window.precision in ("month", "year") and draft.window != other.window


def _apposition(draft: Draft, other: Draft, lower: str) -> bool:
    """Whether a name and a description stand side by side: "a student leader, Nfiri Ade", "Osman Bal, a
    former member"."""
    a, b = draft.group, other.group
    if a is None or b is None or lower[other.span.end : draft.span.start].strip() != ",":
        return False
    named, described = (a, b) if a.named else (b, a)
    return named.named and not described.named and described.text[:2].lower() in ("a ", "an", "th")


_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


def _headline(draft: Draft, other: Draft, lower: str) -> bool:
    """Whether what lies between two numbers of one "sentence" is a headline's end and a date: text scraped
    as one line."""
    between = lower[other.span.end : draft.span.start]
    lead = lower[max(0, other.span.start - 12) : other.span.start]
    if len(lead) > 8 and lead == lower[max(0, draft.span.start - 12) : draft.span.start]:
        return True  # the headline stands twice
    if len(between) <= 30 or (draft.quantity.best or 2) <= 1:
        return False
    a, b = draft.group, other.group
    if a is not None and b is not None and a.head == b.head != "":  # "Four ... 4": a headline's style and the body's
        figures = [group.quantity.text[:1].isdigit() for group in (a, b)]
        if figures[0] != figures[1]:
            return True
    return _YEAR.search(between) is not None


def _points_back(draft: Draft, other: Draft) -> bool:
    """Whether harm without a number is the harm told before: "the killings", "they died", "the Jesuits were
    murdered"."""
    a, b = draft.group, other.group
    if a is None:
        return True
    if a.pronoun or b is None:
        return a.definite
    if a.head == b.head or (a.definite and a.head in _harmed()):
        return True
    return a.definite and not _stems(a.words).isdisjoint(_stems(b.words))


def _stems(words: frozenset[str]) -> set[str]:
    """Words without a plural's ending: "the Jesuits" are "six Jesuit priests"."""
    return {word[:-1] if len(word) > _SHORT and word.endswith("s") else word for word in words}


def _name(group: Group) -> frozenset[str]:
    """The words of a name, its compounds split ("al-Nuaimi")."""
    return frozenset(part for word in group.name for part in word.split("-") if len(part) > 2)


def same_person(draft: Draft, other: Draft, lower: str) -> bool:
    """Whether two singular groups can be the same person."""
    a, b = draft.group, other.group
    if a is None or b is None or says_more(draft):
        return False
    if a.pronoun:
        return True
    if _name(a) & _name(b):
        return True
    if a.named and b.named:
        return False
    if a.head == b.head and not (a.name and b.name):
        return True
    shared = a.words & b.words - _generic()
    if shared and (a.definite or b.definite) and not (a.name and b.name):
        return True
    if _introduced(draft, other):
        return True
    if _apposed(_name(a), other, lower) or _apposed(_name(b), draft, lower):
        return True
    return a.definite and not a.named and a.text.lower().startswith(("the ", "this ", "that "))


def _introduced(draft: Draft, other: Draft) -> bool:
    """Whether a named person is the one a report began with: "A mayor was shot dead ... Juan Roa was found dead".

    The first sentence says what, the next says who.
    """
    a, b = draft.group, other.group
    if a is None or b is None or not a.named or b.name or b.pronoun or b.person is False:
        return False
    if b.text.lower().startswith(("another", "one ")) or other.part or draft.part:
        return False
    return other.sentence == 0 and 0 < draft.sentence <= 2 and {a.group, b.group} != {"men", "women"}


def _apposed(name: frozenset[str], draft: Draft, lower: str) -> bool:
    """Whether a name stands in apposition to a phrase: "the head of the guild, Roman Woyt", "Roman Woyt,
    the head of the guild"."""
    if not name or theirs(draft):
        return False
    before = lower[max(draft.quote.start, draft.span.start - 40) : draft.span.start].rstrip()
    if before.endswith(",") and not name.isdisjoint(_WORD.findall(before)[-3:]):
        return True
    after = lower[draft.span.end : min(draft.quote.end, draft.span.end + 90)]
    phrase, comma, rest = after.partition(",")
    words = _WORD.findall(rest)[:4] if comma and len(phrase.split()) <= 8 else []
    return not name.isdisjoint(words) or not name.isdisjoint(_WORD.findall(after)[:3])
