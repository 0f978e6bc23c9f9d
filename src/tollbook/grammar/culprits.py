"""Whose doing a harm is when its own sentence does not say: the sentence before or behind it does.

"Gunmen opened fire on a bus. Nine people died." "A car bomb killed 56. The separatists claimed responsibility." What is
told with an event, a day and a place of its own is another matter and leans on nobody; where both sides fight, which of
the two killed is not told.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from tollbook.grammar.doers import DONE, Deed, listed
from tollbook.grammar.drafts import Context, Draft
from tollbook.grammar.perpetrators import named
from tollbook.grammar.same import elsewhere, own_event, same_event
from tollbook.grammar.standing import attackers, in_background

_HEAD = 40  # code points of a sentence that can say that it turns to another matter
_BACK, _AHEAD = 2, 2  # sentences looked at behind and ahead of a harm
#: The deeds of a sentence, by its place among the sentences.
Deeds = Callable[[int], Sequence[Deed]]


class _Told:
    """The harms done that each sentence tells of, and whether it tells of an event of its own: looked at once, for a
    sentence of a thousand numbers has as many neighbours."""

    def __init__(self, drafts: Sequence[Draft], lower: str) -> None:
        self._lower = lower
        self._by: dict[int, list[Draft]] = {}
        self._own: dict[int, bool] = {}
        for draft in drafts:
            if draft.harm in DONE:
                self._by.setdefault(draft.sentence, []).append(draft)

    def of(self, i: int) -> Sequence[Draft]:
        """The harms done that a sentence tells of."""
        return self._by.get(i, ())

    def own(self, i: int) -> bool:
        """Whether one of them is told with an event of its own."""
        if i not in self._own:
            self._own[i] = any(own_event(d, self._lower) for d in self.of(i))
        return self._own[i]


def culprits(drafts: Sequence[Draft], deeds: Deeds, context: Context) -> None:
    """Set the perpetrators that other sentences name, in place."""
    told = _Told(drafts, context.lower)
    for draft in drafts:
        if draft.harm not in DONE or draft.modality != "asserted":
            continue
        if draft.perpetrator is not None:
            _claimed(draft, deeds, context)
            continue
        if draft.part or draft.extent != "event" or draft.background or _leans_on_nobody(draft, context.lower):
            continue
        own = own_event(draft, context.lower) and not same_event(draft, context.lower)
        _from_before(draft, own, told, deeds, context) or _from_behind(draft, own, told, deeds, context)


def _claimed(draft: Draft, deeds: Deeds, context: Context) -> None:
    """Give "gunmen" the name of who claims it: "Gunmen killed six. The Front said it was behind the attack"."""
    by = draft.perpetrator
    if by is None or by.actor is not None or draft.extent != "event":
        return
    if by.text.lower().split()[-1] not in listed("generic"):
        return
    for i in range(draft.sentence, draft.sentence + 1 + _AHEAD):
        for deed in deeds(i):
            if deed.blamed and (actor := named(context, deed.start, deed.end, draft).actor) is not None:
                draft.perpetrator = replace(by, actor=actor)
                return


def _leans_on_nobody(draft: Draft, lower: str) -> bool:
    """Whether both sides fight, the attackers are the dead, or it is told as what came before."""
    if draft.group is not None and draft.group.head in attackers():
        return True
    return _fought(lower[draft.quote.start : draft.quote.end]) or in_background(draft, lower)


def _fought(sentence: str) -> bool:
    return not listed("fighting").isdisjoint(sentence.split())


def _from_before(draft: Draft, own: bool, told: _Told, deeds: Deeds, context: Context) -> bool:
    """Whether the sentences before name a doer, whom the draft then has."""
    if own or (draft.window_near and draft.place_near):
        return False
    head = context.lower[draft.quote.start : draft.quote.start + _HEAD].split()
    if not listed("another_matter").isdisjoint(head):
        return False  # "The network also recorded 11 arrests"
    for i in range(draft.sentence - 1, max(-1, draft.sentence - 1 - _BACK), -1):
        others = told.of(i)
        if any(_apart(draft, d) for d in others):
            return False
        done = [d for d in deeds(i) if not d.blamed]
        if done:
            return _lay(draft, done[-1], context)
        doer = next((d for d in reversed(others) if d.perpetrator is not None), None)
        by = doer.perpetrator if doer is not None else None
        if doer is not None and by is not None:
            if doer.speaker != draft.speaker and by.text.lower().split()[0] in listed("speakers_own"):
                return False  # "Our men killed three", the spokesman said; the villager counts others
            if not _theirs(draft, by.text.lower()):
                draft.perpetrator = by
            return True
        if told.own(i):
            return False
    return False


def _from_behind(draft: Draft, own: bool, told: _Told, deeds: Deeds, context: Context) -> bool:
    """Whether a sentence behind says whose doing it was: who claims it, is blamed or, behind the lead, who did it."""
    for i in range(draft.sentence + 1, draft.sentence + 1 + _AHEAD):
        here = told.of(i)
        found = deeds(i)
        if told.own(i) or any(_apart(draft, d) for d in here):
            return False
        blamed = [d for d in found if d.blamed]
        if blamed:
            return _lay(draft, blamed[0], context)
        if found and draft.sentence <= 1 and not own and i == draft.sentence + 1 and not here:
            return _lay(draft, found[0], context)
    return False


def _apart(draft: Draft, other: Draft) -> bool:
    if draft.window_near and other.window.start is not None and draft.window != other.window:
        return True
    return draft.place_near and other.place_near and elsewhere(draft.place, other.place)


def _lay(draft: Draft, deed: Deed, context: Context) -> bool:
    if not _theirs(draft, context.lower[deed.start : deed.end]):
        draft.perpetrator = named(context, deed.start, deed.end, draft)
    return True


def _theirs(draft: Draft, words: str) -> bool:
    """Whether the dead are of the side that did it."""
    head = draft.group.head.rstrip("s") if draft.group is not None else ""
    return draft.population == "fighters" and len(head) > 2 and head in words
