"""What a least number does not depend on, told before the world is cut into cells.

Where nothing bounds a number from above, only its least is looked for, and most accounts have no part in that: a set of
which some may lie outside the scope can be put there whole, unless a total leaves no room. Such accounts are left out
exactly, however many there are, and what is left is small: of a war of ten years, that which must lie in the scope.

The argument. Of accounts that nothing is linked to, call one **roomy** that reaches a day and a place where no total
has a greatest number. Any amount of people may be there, so

- a roomy account without a greatest number, in the scope: the number has no greatest. It is true beside whatever else
  is;
- a roomy account outside the scope, or one that may be empty: its people can be put there (or be none), whatever the
  others do. So it neither raises the least number, nor contradicts anybody;
- a total without a greatest number says of its scope that nobody there is outside it. That only ever forbids people
  whom no account tells of, and a least number has none of these.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence

from tollbook.reckon.accounts import Account, Box, compatible
from tollbook.reckon.cells import contains
from tollbook.reckon.places import Places
from tollbook.reckon.reach import overlap

Days = list[tuple[int, int]]


def unbounded(asked: Box, accounts: Sequence[Account], places: Places) -> bool:
    """Whether there is known to be no greatest number."""
    rooms = _Rooms(accounts, places)
    return any(_unbounded(asked, account, rooms) for i, account in enumerate(accounts) if rooms.single[i])


def decisive(asked: Box, accounts: Sequence[Account], places: Places) -> list[int]:
    """The accounts that the least number can depend on, and all contradictions are between."""
    rooms = _Rooms(accounts, places)
    return [i for i, account in enumerate(accounts) if not (rooms.single[i] and _idle(asked, account, rooms))]


def _unbounded(asked: Box, account: Account, rooms: _Rooms) -> bool:
    """Whether an account can have any number of people in the scope."""
    box = account.box
    if account.high is not None or not overlap(asked, box, rooms.places):
        return False
    if asked.by is not None and box.by not in (None, asked.by):
        return False
    return rooms.free(box, max(asked.first, box.first), min(asked.last, box.last))


def _idle(asked: Box, account: Account, rooms: _Rooms) -> bool:
    """Whether an account has no part in the least number and in no contradiction."""
    box = account.box
    if capping(account):
        return False
    if account.low == 0:
        return True
    if contains(asked, box, rooms.places):
        return False
    if not contains(asked, _on(box, asked.first, asked.last), rooms.places):
        return rooms.free(box, box.first, box.last)
    return rooms.free(box, box.first, min(box.last, asked.first - 1)) or rooms.free(
        box, max(box.first, asked.last + 1), box.last
    )


def _on(box: Box, first: int, last: int) -> Box:
    """A scope on other days."""
    return Box(box.harms, box.groups, box.places, first, last, box.by)


def capping(account: Account) -> bool:
    """Whether an account holds everyone somewhere and may leave no room there: by its own greatest number, or by that
    of what holds it."""
    return bool(account.complete) and (account.high is not None or bool(account.parents) or account.label is not None)


def single(accounts: Sequence[Account]) -> list[bool]:
    """Whether each account is linked to no other: no part, no whole, no other of its incident."""
    linked = {p for account in accounts for p in account.parents}
    labels = Counter(account.label for account in accounts)
    return [
        not account.parents and i not in linked and (account.label is None or labels[account.label] == 1)
        for i, account in enumerate(accounts)
    ]


class _Rooms:
    """Where there is room for any number of people: on days on which no total that may meet a place is bounded."""

    def __init__(self, accounts: Sequence[Account], places: Places) -> None:
        self.places = places
        self._taken: dict[frozenset[str], Days] = {}
        self._merged: dict[frozenset[str], Days] = {}
        for account in accounts:
            for box in account.complete if capping(account) else ():
                self._taken.setdefault(box.places, []).append((box.first, box.last + 1))
        #: Whether nothing is linked to an account, by its position.
        self.single = single(accounts)

    def free(self, box: Box, first: int, last: int) -> bool:
        """Whether an account's scope has room on one of some days."""
        if first > last or not compatible(box.groups):
            return False
        days = self._merged.get(box.places)
        if days is None:
            near = (some for names, some in self._taken.items() if self.places.share(names | box.places))
            days = self._merged[box.places] = _union(day for some in near for day in some)
        at = bisect_right(days, (first, float("inf"))) - 1
        return at < 0 or days[at][1] <= first or days[at][1] <= last


def _union(days: Iterable[tuple[int, int]]) -> Days:
    """Stretches of days (to the day after the last) that touch nowhere."""
    out: Days = []
    for first, end in sorted(days):
        if out and first <= out[-1][1]:
            out[-1] = (out[-1][0], max(out[-1][1], end))
        else:
            out.append((first, end))
    return out
