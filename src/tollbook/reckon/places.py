"""Places as a tree of identifiers, for the reckoning: who lies in whom, and the pieces that named places cut.

Containment is a question of :attr:`tollbook.model.Place.path` alone. A bare name (a row of a table, no
gazetteer) is an identifier of its own, "name:madaya"; a claim about it that is ``part_of`` one about
"name:syria" shows the one in the other.
"""

from __future__ import annotations

from collections.abc import Iterable

from tollbook.model import Claim, Place
from tollbook.reckon.scope import limitless, opposite, place_path


class Places:
    """Every place that claims and a question name, and what lies above each."""

    def __init__(self, places: Iterable[Place | None], claims: Iterable[Claim] = ()) -> None:
        self._above: dict[str, tuple[str, ...]] = {}
        self._shared: dict[frozenset[str], bool] = {}
        for place in places:
            path = place_path(place)
            if path is not None and len(path) > len(self._above.get(path[0], ())):
                self._above[path[0]] = path
        self._learn(claims)

    def _learn(self, claims: Iterable[Claim]) -> None:
        """A name that is known only as a part of somewhere else lies there."""
        known = {c.id: c for c in claims}
        for c in sorted(known.values(), key=lambda c: c.id):
            parent = known.get(c.part_of or "")
            child, over = self.key(c.place), self.key(parent.place) if parent else None
            if child is None or over is None or not child.startswith("name:") or len(self._above[child]) > 1:
                continue
            if child not in self._above[over]:
                self._above[child] = (child, *self._above[over])

    def key(self, place: Place | None) -> str | None:
        """The identifier of a place, ``None`` where it is unknown."""
        path = place_path(place)
        return path[0] if path else None

    def path(self, key: str) -> tuple[str, ...]:
        """A place and all above it, nearest first."""
        path = self._above.get(key, (key,))
        top = path[-1]
        return path + self._above[top][1:] if top != key and len(self._above.get(top, ())) > 1 else path

    def meet(self, keys: Iterable[str]) -> bool:
        """Whether the places may have ground in common: one lies in the other, or the limits of one are
        unknown."""
        names = frozenset(keys)
        return any(names <= piece for piece in self.pieces(names))

    def share(self, keys: frozenset[str]) -> bool:
        """:meth:`meet`, remembered."""
        known = self._shared.get(keys)
        if known is None:
            known = self._shared[keys] = self.meet(keys)
        return known

    def within(self, keys: Iterable[str], outer: str) -> bool:
        """Whether ground in all the places lies in another."""
        return any(outer in self.path(key) for key in keys)

    def meeting(self, keys: Iterable[str]) -> frozenset[str]:
        """The nearest place that holds them all; none at all where nothing known does."""
        names = list(keys)
        shared = [up for up in self.path(names[0]) if all(up in self.path(name) for name in names)]
        return frozenset(shared[:1])

    def pieces(self, keys: Iterable[str]) -> list[frozenset[str]]:
        """The pieces of ground the named places cut, each as the set of those that hold it; the first is
        elsewhere.

        A place without those named below it is a piece. Parts of a whole ("east Aleppo", a quarter that no gazetteer
        has) have unknown limits: any of them may share ground with any other place in the whole, unless they are
        opposite ends.
        """
        named = set(keys)
        bases = {frozenset(up for up in self.path(key) if up in named) for key in named}
        out = {frozenset[str](), *bases}
        parts = sorted(key for key in named if limitless(key))
        for part in parts:
            whole = self.path(part)[1:2]
            over = frozenset(up for up in self.path(part) if up in named)
            for base in list(out):
                below = any(whole and whole[0] in self.path(key) and key != whole[0] for key in base)
                if below and part not in base and not any(opposite(part, other) for other in base):
                    out.add(base | over)
        return sorted(out, key=sorted)
