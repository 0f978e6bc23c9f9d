"""Which claims of a report are parts of others, and which say again what was said.

``part_of`` comes from words ("including", "of them"), from numbers that add up to the one before, and from a
narrower group, place or time told after the whole; it points to the nearest claim that holds it. ``repeats`` comes
from agreement (:mod:`tollbook.grammar.same`): the same harm, a number and a population that can be the same, and no
window or place that forbids it. Both point to earlier claims only, so a part told before its whole ("two nurses
were among the nine dead") is moved behind it.

A report may be a book, and its cost must not be its square: a claim is held against the claims of its harm and number
that the report begins with and those told last (:data:`_ENDS` of each), and a total that does not lead its report looks
for its parts among the 48 claims behind it. News never comes near either.
"""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Sequence

from tollbook.grammar.drafts import Draft
from tollbook.grammar.extents import in_all
from tollbook.grammar.pieces import SPLIT, breakdown, died_later, narrowest, pieces, split, words
from tollbook.grammar.places import inside
from tollbook.grammar.same import (
    HEADED,
    VAGUE,
    akin,
    forbidden,
    own_event,
    repeats,
    says_more,
    theirs,
)
from tollbook.grammar.standing import attackers, in_background, mark, overtaken, size
from tollbook.vocabulary import within

_SUBSETS = frozenset(
    ("children", "women", "men", "older_people", "medics", "journalists", "aid_workers", "boys", "girls", "civilians")
)
_OF_EITHER_STATUS = frozenset(("women", "men", "older_people"))
_ENDS = 16
_OPENS = re.compile(r"(?:\s*[a-z]+){0,3}\s*\($")
_LIST = 40  # claims a list's total looks back over
_LINES = 6  # lines of a form that its whole lies back


def link(drafts: list[Draft], lower: str) -> None:
    """Order the drafts and set their ``part_of``, ``repeats`` (indices into the list) and marks, in place."""
    _once(drafts, lower)
    _whole_first(drafts, lower)
    _lasting(drafts)
    told = _Told()
    for i, draft in enumerate(drafts):
        _said(drafts, i, draft, lower, told)
        told.add(i, draft)
    split(drafts)
    breakdown(drafts)
    for i, draft in enumerate(drafts):
        if draft.part_of is None and draft.repeats is None and draft.quantity.quantified:
            draft.part_of = _one_of_them(drafts, i, lower) if _kin(draft) else _subset(drafts, i, lower)
    pieces(drafts, lower)
    narrowest(drafts)
    for draft in drafts:  # a headline's day is the one its story tells
        title = drafts[draft.repeats] if draft.repeats is not None else draft
        if draft.window_near and title.sentence == 0 and title.window.start is title.window.end is None:
            title.window = draft.window
    mark(drafts, lower)
    for i, draft in enumerate(drafts):
        _inherit(drafts, i, draft)


def _once(drafts: list[Draft], lower: str) -> None:
    """Leave out what two frames found in the same words, and casualties without a number that are then told apart."""
    seen: set[tuple[str, int, int]] = set()
    kept = []
    for draft, after in itertools.zip_longest(drafts, drafts[1:]):
        told_apart = after is not None and after.harm in SPLIT and after.quantity.quantified
        whole = draft.harm == "casualties" and not draft.quantity.quantified
        if whole and after is not None and told_apart and _OPENS.match(lower, draft.span.end, after.span.start):
            for part in drafts:
                if part.sentence == draft.sentence and part.harm in SPLIT and part.population == "people":
                    part.population = draft.population
            continue  # "multiple casualties (59 injuries and 13 deaths)"
        key = (draft.harm, draft.span.start, draft.span.end)
        if key not in seen or not draft.quantity.quantified:
            kept.append(draft)
        seen.add(key)
    drafts[:] = kept


def _whole_first(drafts: list[Draft], lower: str) -> None:
    """Move a part that stands before its whole behind it: "a child was among nine people killed"."""
    i = 0
    while i < len(drafts):
        draft = drafts[i]
        if draft.extent == "total" and (first := _summed(drafts, i, lower)) is not None:
            drafts[first : i + 1] = [draft, *drafts[first:i]]
        if draft.part and _whole(drafts, i, lower) is None:
            for j in range(i + 1, min(i + 6, len(drafts))):
                other = drafts[j]
                if other.sentence != draft.sentence or other.harm != draft.harm:
                    break
                if not other.part and other.quantity.quantified and size(other) >= size(draft):
                    drafts[i : j + 1] = [other, *drafts[i:j]]
                    break
        i += 1


def _lasting(drafts: list[Draft]) -> None:
    """What a sentence tells with no time and no other place of its own after a toll is a toll of the same time: "338
    killed since ... 846 injured"."""
    for before, draft in itertools.pairwise(drafts):
        if (
            draft.measure == "flow"
            and draft.extent == "event"
            and before.extent == "total"
            and before.measure == "flow"
            and (draft.sentence == before.sentence or not before.rule.startswith("toll"))
        ):
            same = draft.sentence - before.sentence <= 1 and draft.window == before.window
            elsewhere = draft.place_near and draft.place != before.place
            if (
                same
                and before.window.start is not None
                and (draft.sentence == before.sentence or not (draft.window_near or elsewhere))
            ):
                draft.extent = "total"


def _summed(drafts: Sequence[Draft], i: int, lower: str) -> int | None:
    """The first of the counts before a list's total that add up to it: "Homs: 9 killed. Idlib: 4 killed. Total: 13"."""
    draft = drafts[i]
    if not draft.quantity.best or not in_all(lower, draft.quote.start, draft.quote.end):
        return None
    added, told = 0, 0
    for j in range(i - 1, max(-1, i - _LIST), -1):
        other = drafts[j]
        if other.harm != draft.harm or other.part or other.quantity.unit != draft.quantity.unit:
            continue
        if other.sentence == draft.sentence or not other.quantity.best or not akin(other.population, draft.population):
            return None
        added, told = added + other.quantity.best, told + 1
        if added >= draft.quantity.best:
            return j if added == draft.quantity.best and told > 1 else None
    return None


class _Told:
    """What a report has told so far for the first time: the indices of its claims by harm, and by harm and number."""

    def __init__(self) -> None:
        self.by_harm: dict[str, list[int]] = defaultdict(list)
        self.by_number: dict[tuple[str, int | str | None], list[int]] = defaultdict(list)

    def add(self, i: int, draft: Draft) -> None:
        """Take in the next claim, unless it says again what was said."""
        if draft.repeats is None:
            self.by_harm[draft.harm].append(i)
            q = draft.quantity
            for number in {q.best, q.low, q.high, "vague" if q.hedge in VAGUE else None} - {None}:
                self.by_number[draft.harm, number].append(i)

    def like(self, draft: Draft) -> Sequence[int]:
        """The earlier claims, in order, whose number can be this one's; of many, the first and the last.

        The first of a report may be a headline's, which rounds.
        """
        q = draft.quantity
        if not q.quantified or q.hedge in VAGUE:
            return _ends(self.by_harm.get(draft.harm, []))
        numbers = {q.best, q.low, q.high, "vague"} - {None}
        found = [_ends(self.by_number.get((draft.harm, number), [])) for number in numbers]
        first = self.by_harm.get(draft.harm, [])[:1] if draft.sentence <= HEADED else []
        return sorted({i for some in (first, *found) for i in some})


def _ends(rows: list[int]) -> list[int]:
    return rows if len(rows) <= 2 * _ENDS else rows[:_ENDS] + rows[-_ENDS:]


def _said(drafts: list[Draft], i: int, draft: Draft, lower: str, told: _Told) -> None:
    """What the words say of one claim: a part ("including"), an aside, a restatement."""
    as_part = draft.rule.startswith("condition") or _told_as_part(draft, lower)
    before = drafts[i - 1] if i else draft
    if before.sentence == draft.sentence and before.harm == draft.harm and size(before) > size(draft):
        between = lower[before.span.end : draft.span.start]
        as_part |= words().after_which.fullmatch(between) is not None and lower.endswith(" to ", 0, before.span.start)
    if "listed" in draft.rule and before.sentence == draft.sentence and _seen(before, lower):
        as_part = before.part  # "saw the bodies of three waiters and a money changer"
    if draft.part or (draft.quantity.quantified and as_part):
        if not draft.part and died_later(drafts, i):
            return
        draft.part_of = _whole(drafts, i, lower)
        draft.part = draft.part or draft.part_of is not None
    target = i - 1 if "aside" in draft.rule and i else _restated(drafts, i, lower, told)
    if target is None:
        return
    draft.repeats = target
    above = drafts[target].part_of
    if not draft.part or above is not None:  # one pointer says it: the restated claim is the part
        draft.part_of = above if draft.part_of is None and not draft.part else None


def _told_as_part(draft: Draft, lower: str) -> bool:
    known = words()
    start = max(draft.quote.start, draft.span.start - 70)
    return bool(known.before.search(lower, start, draft.span.start) or known.after.match(lower, draft.span.end))


def _seen(draft: Draft, lower: str) -> bool:
    """Whether it is bodies that somebody saw, of those a toll counts."""
    return draft.rule.startswith("victim noun") and _told_as_part(draft, lower)


def _larger(drafts: list[Draft], i: int, draft: Draft) -> bool:
    """Whether a count of more than one, of the same harm, stands before claim ``i`` in its sentence or just before."""
    near = (d for d in drafts[max(0, i - 4) : i] if draft.sentence - d.sentence <= 1 and d.harm == draft.harm)
    return any(size(d) > 1 and d.part_of is None and akin(d.population, draft.population) for d in near)


#: Parts whose words point to those harmed: "seven of the wounded", "among the injured were 18 children".
_OF_THE_HARMED = ("said of", "condition", "named victims", "victim noun, part")


def _whole(drafts: list[Draft], i: int, lower: str) -> int | None:
    """The claim that a part belongs to: the nearest that can hold it."""
    draft = drafts[i]
    if draft.rule.startswith("line") and (own := _of_line(drafts, i)) is not None:
        return own
    for j in range(i - 1, max(-1, i - 8), -1):
        other = drafts[j]
        reach = _LINES if draft.rule.startswith("line") else 3 if draft.rule.startswith(_OF_THE_HARMED) else 1
        if other.modality != draft.modality or draft.sentence - other.sentence > reach:
            continue
        if overtaken(other, lower):
            continue
        if other.harm != draft.harm and not (other.harm == "casualties" and draft.harm in SPLIT):
            continue
        listed = "itemised" in other.rule and "within" not in other.rule
        if other.part and not (listed and "within" in draft.rule):
            strictly = other.population != draft.population and within(draft.population, other.population)
            if not (strictly and other.population != "people" and size(other) > size(draft) > 0):
                continue
        if other.quantity.quantified and size(other) < size(draft):
            continue
        if size(other) == size(draft) == 1 and _larger(drafts, j, draft):
            continue  # "21 were killed ... one died on the way; the imam was among the dead"
        if within(other.population, "civilians") and (
            draft.population == "fighters" or (draft.group is not None and draft.group.head in attackers())
        ):
            continue  # "nine civilians, including a child, four of the attackers and five soldiers"
        return other.repeats if other.repeats is not None and not other.quantity.quantified else j
    return None


def _of_line(drafts: Sequence[Draft], i: int) -> int | None:
    """The count of the line that a part stands in: "Total: 38, of whom 11 children"; a total may stand first of all."""
    draft = drafts[i]
    for j in range(i - 1, max(-1, i - _LIST), -1):
        other = drafts[j]
        if other.sentence == draft.sentence and other.harm == draft.harm and not other.part:
            return j if other.rule in ("line", "line, stock") and size(other) > size(draft) else None
    return None


def _subset(drafts: list[Draft], i: int, lower: str) -> int | None:
    """The whole of a narrower group told after it without an event of its own: "twelve died ... three
    children were killed"."""
    draft = drafts[i]
    if draft.population not in _SUBSETS or says_more(draft) or in_background(draft, lower):
        return None
    for j in range(i - 1, max(-1, i - 8), -1):
        other = drafts[j]
        if other.harm != draft.harm or other.modality != draft.modality or not other.quantity.quantified:
            continue
        narrower = other.population != draft.population and within(draft.population, other.population)
        narrower |= other.population == "civilians" and draft.population in _OF_EITHER_STATUS
        lasting = draft.extent == other.extent == "total"
        if not narrower or draft.quantity.unit != other.quantity.unit or size(other) <= size(draft):
            continue
        if draft.sentence == other.sentence or draft.sentence - other.sentence > (4 if lasting else 2):
            continue
        inner = other.part_of is not None and drafts[other.part_of].harm == other.harm
        if (
            inner
            or in_background(other, lower)
            or forbidden(draft, other)
            or own_event(draft, lower)
            or overtaken(other, lower)
        ):
            continue
        if draft.window_near and draft.window != other.window:
            continue
        if draft.place_near and not (draft.place == other.place or inside(draft.place, other.place)):
            continue
        if draft.extent == "event" and draft.window_near and draft.place_near and not other.window_near:
            continue  # told with a day and a place of its own
        return other.repeats if other.repeats is not None else j
    return None


def _kin(draft: Draft) -> bool:
    """Whether a claim is of a person, or of a few named by whose they are ("both her sons")."""
    words = draft.group.text.lower().split()[:2] if draft.group is not None else []
    return size(draft) == 1 or (size(draft) <= _FEW and not _OWN.isdisjoint(words))


_FEW = 5
_OWN = frozenset(("his", "her", "their"))


def _one_of_them(drafts: list[Draft], i: int, lower: str) -> int | None:
    """The toll that a person told of after it belongs to: "five people were killed ... Rosa Lund was hacked
    to death"."""
    draft = drafts[i]
    if draft.group is None or not draft.group.definite or says_more(draft) or own_event(draft, lower):
        return None
    if words().apart.search(lower, draft.quote.start, draft.quote.end):
        return None
    before = drafts[i - 1] if i else draft
    if theirs(draft) and i and before.sentence == draft.sentence and before.harm == draft.harm and size(before) == 1:
        return before.part_of  # "a farmer and his son"
    for j in range(i - 1, max(-1, i - 6), -1):
        other = drafts[j]
        if other.harm == draft.harm and other.modality == draft.modality and other.part_of is None and size(other) > 1:
            near = 0 < draft.sentence - other.sentence <= 3
            return j if near and akin(draft.population, other.population) and not forbidden(draft, other) else None
    return None


def _restated(drafts: list[Draft], i: int, lower: str, told: _Told) -> int | None:
    """The earliest claim that this one says again, or None."""
    draft = drafts[i]
    for j in told.like(draft):
        if repeats(draft, drafts[j], lower):
            return j
    if draft.harm == "casualties" and draft.group is not None and draft.group.definite and size(draft) > 1:
        for j in range(i - 1, max(-1, i - 6), -1):  # "gunmen killed seven miners; the seven were shot"
            if drafts[j].harm == "killed" and drafts[j].quantity.best == draft.quantity.best:
                return j
    return None


def _inherit(drafts: list[Draft], i: int, draft: Draft) -> None:
    """A part or a restatement takes place and window from what it belongs to where its own words give none."""
    target = draft.part_of if draft.part_of is not None else draft.repeats
    if target is None:
        return
    source = drafts[target]
    both_states = draft.measure == source.measure == "state"
    if draft.repeats is not None and both_states and draft.window_near and not source.window_near:
        source.window, source.window_near = draft.window, True
    if not draft.window_near and source.window_near:
        draft.window = source.window
    if not draft.place_near and source.place is not None:
        draft.place = source.place
    if draft.perpetrator is None and draft.part_of is not None:
        draft.perpetrator = source.perpetrator
    if draft.speaker is None and draft.part_of is not None:
        draft.speaker = source.speaker
    if draft.part_of is not None:
        draft.extent = source.extent
