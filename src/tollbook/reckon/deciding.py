"""What decisions about incidents come to: which claims are of one event, and which events are distinct.

A decision is about a proposal (:mod:`tollbook.reckon.incidents`), a person's or a policy's:

- **accepted**: its tellings are of one event. Their claims get one label.
- **distinct**: no two of its tellings are of one event. Each gets a label, apart from the others'.
- **rejected**: not accepted, and not to be proposed again. In the reckoning nothing follows from it: the tellings may
  still share victims.

Labels are worked out anew from the decisions that stand, and laid over the claims when they are read; no claim is ever
changed. So a decision that is withdrawn leaves nothing behind: every answer is again what it was before.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from tollbook.model import Claim
from tollbook.reckon.scope import SAME, told_apart

Verdict = Literal["accepted", "distinct", "rejected"]
#: What becomes of a proposal: a verdict, or none yet (``open``), or it is no longer proposed (``lapsed``).
Status = Literal["open", "accepted", "distinct", "rejected", "lapsed"]


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision that stands: the number of its proposal, its tellings as claims, and the labels that claims of them
    have from a table."""

    number: int
    verdict: Verdict
    tellings: tuple[tuple[str, ...], ...]
    given: Mapping[str, str]


class Held:
    """What the decisions that stand come to."""

    def __init__(self, decisions: Iterable[Decision]) -> None:
        self.decisions = sorted(decisions, key=lambda d: d.number)
        self._above: dict[str, str] = {}
        given: dict[str, str] = {}
        for decision in self.decisions:
            if decision.verdict != "rejected":
                given.update(decision.given)
                for telling in decision.tellings:
                    self._join(telling)
            if decision.verdict == "accepted":
                self._join([telling[0] for telling in decision.tellings])
        for first, same in _by_label(given).items():
            self._join([first, *same])
        self._labels = self._named(given)
        self._given = {self._root(name) for name in given}
        self._tables = {label: self._labels[self._root(name)] for name, label in given.items()}
        self._apart: dict[str, set[str]] = defaultdict(set)
        for decision in self.decisions:
            if decision.verdict == "distinct":
                for mine, other in pairs([telling[0] for telling in decision.tellings]):
                    self._apart[self._root(mine)].add(self._labels[self._root(other)])
                    self._apart[self._root(other)].add(self._labels[self._root(mine)])

    def lay(self, claims: Iterable[Claim]) -> list[Claim]:
        """Claims with the labels that decisions give them."""
        return [self._laid(claim) for claim in claims]

    def _laid(self, claim: Claim) -> Claim:
        incident, apart = self.marks(claim.id, claim.incident)
        if apart is not None:
            return replace(claim, incident=incident, apart=apart)
        return claim if incident == claim.incident else replace(claim, incident=incident)

    def marks(self, claim: str, given: str | None) -> tuple[str | None, tuple[str, ...] | None]:
        """The incident that decisions hold a claim to be of, and the labels it is apart from: ``None`` where a table's
        label stays, which others name among what they are apart from. ``given`` is the label its table gave it.

        A claim nobody decided on has what decisions say of its table's event: another list may have it too.
        """
        if claim not in self._above:
            return self._tables.get(given or "", given), None
        root = self._root(claim)
        if root in self._given:
            return self._labels[root], None
        return self._labels[root], tuple(sorted(self._apart.get(root, ())))

    def told(self, labels: Collection[str]) -> tuple[set[str], set[str]]:
        """The claims that decisions give one of some labels, and the labels of tables that come to one of them for
        claims nobody decided on."""
        names = {name for name in list(self._above) if self._labels.get(self._root(name)) in labels}
        tables = {given for given, label in self._tables.items() if label in labels}
        return names, tables | {label for label in labels if label not in self._tables}

    def label(self, claim: str) -> str | None:
        """The label a claim has by decisions, if any."""
        return self._labels[self._root(claim)] if claim in self._above else None

    def refused(self) -> list[list[list[str]]]:
        """The tellings not to be proposed as one event again; those that are of one event by now count as one."""
        out = []
        for decision in self.decisions:
            if decision.verdict != "accepted":
                sides: dict[str, list[str]] = defaultdict(list)
                for telling in decision.tellings:
                    sides[self._root(telling[0])].extend(telling)
                out.append(list(sides.values()))
        return out

    def bearing(self, claims: Iterable[str]) -> list[Decision]:
        """The decisions that say something of two tellings at least with claims among those given."""
        named = set(claims)
        told = [d for d in self.decisions if d.verdict != "rejected"]
        return [d for d in told if sum(not named.isdisjoint(telling) for telling in d.tellings) > 1]

    def clash(self) -> tuple[str, str] | None:
        """Two claims that decisions hold to be of one event and of distinct ones; ``None`` where they agree."""
        for decision in self.decisions:
            if decision.verdict == "distinct":
                for mine, other in pairs([telling[0] for telling in decision.tellings]):
                    if self._root(mine) == self._root(other):
                        return mine, other
        tables: dict[str, dict[str, str]] = defaultdict(dict)
        for decision in self.decisions:
            for name, label in sorted(decision.given.items()) if decision.verdict != "rejected" else ():
                tables[self._root(name)].setdefault(label, name)
        for labels in tables.values():
            for one, other in pairs(sorted(labels)):
                if told_apart(one, other):
                    return labels[one], labels[other]
        return None

    def _named(self, given: Mapping[str, str]) -> dict[str, str]:
        """A label for each event: its tables', or else the number of the first proposal that speaks of it."""
        labels: dict[str, set[str]] = defaultdict(set)
        for name, label in given.items():
            labels[self._root(name)].update(label.split(SAME))
        names = {root: SAME.join(sorted(parts)) for root, parts in labels.items()}
        for decision in self.decisions:
            if decision.verdict == "accepted":
                names.setdefault(self._root(decision.tellings[0][0]), f"proposal {decision.number}")
        for decision in self.decisions:
            if decision.verdict == "distinct":
                for at, telling in enumerate(decision.tellings, 1):
                    names.setdefault(self._root(telling[0]), f"proposal {decision.number}, event {at}")
        return names

    def _root(self, name: str) -> str:
        while (above := self._above.get(name, name)) != name:
            self._above[name] = self._above[above]
            name = self._above[name]
        return name

    def _join(self, names: Sequence[str]) -> None:
        for name in names:
            self._above.setdefault(name, name)
        for name in names[1:]:
            low, high = sorted((self._root(names[0]), self._root(name)))
            self._above[high] = low


def pairs(names: Sequence[str]) -> list[tuple[str, str]]:
    """Every two of them."""
    return [(one, other) for k, one in enumerate(names) for other in names[k + 1 :]]


def _by_label(given: Mapping[str, str]) -> dict[str, list[str]]:
    """The first claim of each label, with the others."""
    out: dict[str, list[str]] = defaultdict(list)
    for name in sorted(given):
        out[given[name]].append(name)
    return {names[0]: names[1:] for names in out.values()}
