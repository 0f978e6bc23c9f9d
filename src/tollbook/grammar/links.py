"""Which claims of a report are parts of others, and which say again what was said.

``part_of`` comes from words ("including", "of them") and points to the nearest earlier claim of the same harm that is not
itself a part. ``repeats`` comes from agreement: the same harm, a number that can be the same, a population that can be the
same, and no window or place that forbids it. Both point to earlier claims only.
"""

from __future__ import annotations

from collections.abc import Sequence

from tollbook.grammar.claims import Draft
from tollbook.model import Place, Window
from tollbook.vocabulary import within

_FAMILY = {"casualties": ("killed", "injured")}


def link(drafts: Sequence[Draft]) -> None:
    """Set ``part_of`` and ``repeats`` (indices into ``drafts``) in place."""
    for i, draft in enumerate(drafts):
        if draft.part:
            draft.part_of = _whole(drafts, i)
        target = i - 1 if draft.rule.endswith("aside") and i else _restated(drafts, i)
        if target is not None:
            draft.repeats = target
            if draft.part_of is None and not draft.part:
                draft.part_of = drafts[target].part_of
            if drafts[target].part_of is not None and draft.part_of is not None:
                draft.part_of = None if draft.repeats is not None else draft.part_of
    _split(drafts)
    _breakdown(drafts)
    for i, draft in enumerate(drafts):
        _inherit(drafts, i, draft)


def _whole(drafts: Sequence[Draft], i: int) -> int | None:
    """The claim that a part belongs to."""
    draft = drafts[i]
    for j in range(i - 1, max(-1, i - 8), -1):
        other = drafts[j]
        if other.part or other.modality != draft.modality:
            continue
        if other.harm == draft.harm and draft.sentence - other.sentence <= 1:
            return other.repeats if other.repeats is not None and not other.quantity.quantified else j
    return None


def _split(drafts: Sequence[Draft]) -> None:
    """Casualties told apart in the same sentence: "417 casualties (152 killed and 265 injured)"."""
    for i, draft in enumerate(drafts):
        if draft.harm != "casualties" or draft.quantity.best is None:
            continue
        parts = []
        for j in range(i + 1, min(i + 3, len(drafts))):
            other = drafts[j]
            if other.sentence != draft.sentence or other.harm not in _FAMILY["casualties"] or other.part_of is not None:
                break
            parts.append(other)
        sizes = [part.quantity.best for part in parts]
        if parts and all(size is not None and size <= draft.quantity.best for size in sizes):
            for part in parts:
                part.part_of = i


def _breakdown(drafts: Sequence[Draft]) -> None:
    """Numbers that follow a total and add up to it are its parts: "two civilians killed ... an adult and a child"."""
    for i, whole in enumerate(drafts):
        total = whole.quantity.best
        if whole.repeats is not None or whole.part or not total or total < 2 or whole.modality != "asserted":
            continue
        rest = [
            (j, drafts[j])
            for j in range(i + 1, len(drafts))
            if drafts[j].harm == whole.harm
            and drafts[j].quantity.unit == whole.quantity.unit
            and drafts[j].repeats is None
            and drafts[j].part_of is None
            and drafts[j].quantity.best is not None
            and drafts[j].modality == "asserted"
            and within(drafts[j].population, whole.population)
        ]
        for first in range(len(rest)):
            taken: list[int] = []
            size = 0
            for j, draft in rest[first : first + 8]:
                size += draft.quantity.best or 0
                taken.append(j)
                if size >= total:
                    break
            if size == total and len(taken) > 1:
                for j in taken:
                    drafts[j].part_of = i
                break


def _restated(drafts: Sequence[Draft], i: int) -> int | None:
    """The earliest claim that this one says again, or None."""
    draft = drafts[i]
    for j in range(i):
        other = drafts[j]
        if other.repeats is None and other.harm == draft.harm and _same(draft, other):
            return j
    return None


def _same(draft: Draft, other: Draft) -> bool:
    if draft.modality != other.modality or draft.measure == "statement" or other.measure == "statement":
        return False
    if draft.quantity.unit != other.quantity.unit:
        return False
    if draft.sentence == other.sentence:
        return False
    if not (within(draft.population, other.population) or within(other.population, draft.population)):
        return False
    if not _same_number(draft, other):
        return False
    if draft.group and other.group and draft.group.name & other.group.name and draft.quantity.best == 1:
        return True  # a person of that name: nobody dies twice
    if not draft.quantity.quantified and draft.group and other.group and draft.group.head == other.group.head != "":
        return draft.group.definite or draft.group.named
    if draft.window_near and other.window_near and _apart(draft.window, other.window):
        return False
    return not (draft.place_near and other.place_near and _elsewhere(draft.place, other.place))


def _same_number(draft: Draft, other: Draft) -> bool:
    a, b = draft.quantity, other.quantity
    if not a.quantified:
        return _points_back(draft, other)
    if not b.quantified:
        return False
    if a.best is not None and b.best is not None:
        if a.best != b.best:
            return False
        if a.best == 1 and not (a.text[:1].isdigit() and b.text[:1].isdigit()):
            return _same_person(draft, other)
        return not _says_more(draft)
    return (a.low, a.high) == (b.low, b.high) and not _says_more(draft)


def _points_back(draft: Draft, other: Draft) -> bool:
    """Whether harm without a number is the harm told before: "the killings", "they died", "the Jesuits were murdered"."""
    a, b = draft.group, other.group
    if a is None:
        return True
    if a.pronoun or b is None:
        return a.definite
    return a.head == b.head or bool(a.definite and a.words & b.words)


_MORE = frozenset(["another", "other", "others", "more", "additional", "further"])


def _says_more(draft: Draft) -> bool:
    """Whether the words add to what was said ("another 14", "three others")."""
    group = draft.group
    return group is not None and (any(word in _MORE for word in group.text.lower().split()[:1]))


_GENERIC = frozenset(
    [
        "man",
        "woman",
        "person",
        "victim",
        "civilian",
        "people",
        "individual",
        "official",
        "leader",
        "politician",
        "he",
        "she",
        "him",
        "her",
        "his",
        "boy",
        "girl",
        "child",
    ]
)


def _same_person(draft: Draft, other: Draft) -> bool:
    """Whether two singular groups can be the same person."""
    a, b = draft.group, other.group
    if a is None or b is None:
        return False
    if a.pronoun:
        return True
    if a.named and b.named:
        return bool(a.name & b.name)
    if a.name & b.name:
        return True
    if a.head == b.head and not (a.text.lower().startswith("another") or (a.name and b.name)):
        return True
    shared = a.words & b.words - _GENERIC
    if shared and (a.definite or b.definite) and not (a.name and b.name):
        return True
    return (
        a.definite and not a.named and "h" not in a.text[:0] and a.text.lower().startswith(("the ", "this ", "that "))
    )


def _apart(a: Window, b: Window) -> bool:
    if a.start is None or b.start is None or a.end is None or b.end is None:
        return False
    return a.end < b.start or b.end < a.start


def _elsewhere(a: Place | None, b: Place | None) -> bool:
    if a is None or b is None or not a.path or not b.path:
        return False
    return a.path[0] not in b.path and b.path[0] not in a.path


def _inherit(drafts: Sequence[Draft], i: int, draft: Draft) -> None:
    """A part or a restatement takes place and window from what it belongs to where its own words give none."""
    target = draft.part_of if draft.part_of is not None else draft.repeats
    if target is None:
        return
    source = drafts[target]
    if (
        draft.repeats is not None
        and draft.measure == source.measure == "state"
        and draft.window_near
        and not source.window_near
    ):
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
