"""Wholes and their pieces: numbers that add up to one told before, and events that are of the count of them all.

Numbers behind a total that sum to it are its parts; a single event told after "bombs killed 22 across the country" is a
piece of the 22, as long as the pieces do not outgrow it.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from tollbook.grammar.drafts import Draft
from tollbook.grammar.places import inside
from tollbook.grammar.same import akin, apart, clause, forbidden, in_title, says_more, theirs
from tollbook.grammar.standing import size
from tollbook.lang import load
from tollbook.vocabulary import HARMS

#: The two harms that casualties are told apart into.
_LABEL = re.compile(r"[^:.]{2,40}: ")  # "Homs: ...", in a list by places
SPLIT = ("killed", "injured")
_AHEAD = 48  # claims behind a total that does not lead its report


class _Words(NamedTuple):
    before: re.Pattern[str]
    after: re.Pattern[str]
    one_of: re.Pattern[str]
    apart: re.Pattern[str]
    many: re.Pattern[str]
    after_which: re.Pattern[str]


@cache
def words(language: str = "en") -> _Words:
    """The patterns of a language's link words."""
    table = load(language, "links")
    before, after, one_of = (
        r"(?<!\w)(?:" + "|".join(table["part"][key]).replace(" ", r"\s+") + ")" for key in ("before", "after", "one_of")
    )
    return _Words(
        re.compile(before + r"\W*(?:[a-z]+\W+)?(?:[\d.]+ ?(?:%|per cent|percent) \()?$"),
        re.compile(r"\s+(?:\w+\s+)?" + after + r"(?!\w)"),
        re.compile(one_of + r"(?!\w)"),
        re.compile(table["event"]["apart"]),
        re.compile(table["event"]["many"]),
        re.compile(table["part"]["after_which"].replace(" ", r"\s+")),
    )


def died_later(drafts: list[Draft], i: int) -> bool:
    """Whether the dead are some of those just told of as injured: "eleven wounded were taken in, two of
    them later died"."""
    draft, before = drafts[i], drafts[i - 1]
    told = i > 0 and before.harm == "injured" and before.sentence == draft.sentence and draft.harm == "killed"
    return told and before.quantity.quantified and draft.group is not None and not draft.group.head


def split(drafts: list[Draft]) -> None:
    """Casualties told apart in the same sentence: "417 casualties (152 killed and 265 injured)"."""
    for i, draft in enumerate(drafts):
        if draft.harm != "casualties" or draft.quantity.best is None:
            continue
        parts = []
        for j in range(i + 1, min(i + 3, len(drafts))):
            other = drafts[j]
            if other.sentence != draft.sentence or other.harm not in SPLIT or other.part_of not in (None, i):
                break
            parts.append(other)
        sizes = [part.quantity.best for part in parts]
        if parts and all(number is not None and number <= draft.quantity.best for number in sizes):
            for part in parts:
                part.part_of = i
                if part.population == "people":
                    part.population = draft.population


def breakdown(drafts: list[Draft]) -> None:
    """Numbers that follow a total and add up to it are its parts: "two civilians killed ... an adult and a child"."""
    begun: set[str] = set()
    for i, whole in enumerate(drafts):
        total = whole.quantity.best
        anew = whole.repeats is None or drafts[whole.repeats].quantity.best is None  # a title's "dozens", now counted
        first_told = anew and whole.harm not in begun
        if anew and total is not None:
            begun.add(whole.harm)
        if not anew or whole.part or not total or total < 2 or whole.modality != "asserted":
            continue
        leads = total > 9 and first_told
        behind = range(i + 1, len(drafts) if leads else min(len(drafts), i + 1 + _AHEAD))
        rest = [j for j in behind if _can_be_part(drafts[j], whole, i, total, leads)]
        for first in range(len(rest)):
            taken: list[int] = []
            added = 0
            for j in rest[first : first + 8]:
                added += drafts[j].quantity.best or 0
                taken.append(j)
                if added >= total:
                    break
            if added == total and len(taken) > 1 and not theirs(drafts[taken[0]]):
                for j in taken:
                    drafts[j].part_of = i
                break


def _can_be_part(draft: Draft, whole: Draft, i: int, total: int, leads: bool) -> bool:
    return (
        draft.harm == whole.harm
        and draft.quantity.unit == whole.quantity.unit
        and draft.repeats is None
        and draft.part_of in (None, i)
        and draft.quantity.best is not None
        and draft.modality == "asserted"
        and akin(draft.population, whole.population)
        and not (draft.window_near and whole.window_near and apart(draft.window, whole.window))
        and (draft.sentence == whole.sentence or leads or not forbidden(draft, whole))
        and (total > 3 or draft.sentence - whole.sentence <= 3)
    )


def pieces(drafts: list[Draft], lower: str) -> None:
    """Single events told after the count of them all: "bombs killed 22 across the country. The deadliest
    killed nine in ..."."""
    known = words()
    for harm in dict.fromkeys(d.harm for d in drafts if HARMS[d.harm].of == "people"):
        rows = [
            i for i, d in enumerate(drafts) if d.harm == harm and d.modality == "asserted" and d.quantity.quantified
        ]
        if len(rows) < 2:
            continue
        lead = drafts[rows[0]]
        left = size(lead)
        taken = False
        title = in_title(lead, lower) and known.many.search(lower, *lead.quote) is None
        for i in rows[1:]:
            draft = drafts[i]
            if draft.part_of is not None or draft.repeats is not None or draft.sentence == lead.sentence:
                continue
            if died_later(drafts, i):
                continue
            start, _ = clause(draft, lower)
            one_of = known.one_of.search(lower, start, draft.span.start) is not None
            within_it = draft.place_near and lead.place_near and inside(draft.place, lead.place)
            within_it |= _in_its_time(draft, lead)
            if title and i == rows[1] and not _LABEL.match(lower, *draft.quote):
                continue  # the body's own count of what the headline tells
            alone = known.apart.search(lower, start, draft.span.start) is not None or says_more(draft)
            if not (one_of or (within_it and not alone) or (taken and within_it)):
                continue
            if size(draft) > left or forbidden(draft, lead) or not akin(draft.population, lead.population):
                continue
            draft.part_of, taken = rows[0], True
            left -= size(draft)


def narrowest(drafts: list[Draft]) -> None:
    """A part of a whole that has told its population's number is a part of that: "128 killed: 61 civilians ...
    Homs: 9 civilians"."""
    told: dict[tuple[int, str], int] = {}
    for i, draft in enumerate(drafts):
        whole = draft.part_of
        if whole is None or not draft.quantity.quantified:
            continue
        above = drafts[whole].part_of
        of_all = draft.rule.startswith("said of") and draft.sentence > drafts[whole].sentence
        if of_all and above is not None and _alike(drafts[above], drafts[whole]):
            draft.part_of = whole = above  # "ten died on the spot and two on the way. Three of the victims were ..."
        first = told.setdefault((whole, draft.population), i)
        same = drafts[first]
        if first == i or draft.population == drafts[whole].population or same.sentence == draft.sentence:
            continue
        if size(same) > size(draft) and not forbidden(draft, same):
            draft.part_of = first


def _alike(a: Draft, b: Draft) -> bool:
    return a.harm == b.harm and a.population == b.population


def _in_its_time(draft: Draft, toll: Draft) -> bool:
    """Whether a count is of some days of those a toll told just before is of: "1,083 killed since ... In
    the last 24 hours, 58"."""
    a, b = draft.window, toll.window
    if toll.extent != "total" or not draft.window_near or draft.sentence - toll.sentence > 2 or a == b:
        return False
    if a.start is None or b.start is None or a.end is None or b.end is None or draft.harm not in SPLIT:
        return False
    return b.start <= a.start and a.end <= b.end
