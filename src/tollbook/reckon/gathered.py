"""A shelf for many questions that all lie in one: the places of a country, the months of a year, the days on which a
figure stood otherwise.

Each of them asks for a few dozen claims, and most for the same; a database that is asked for them anew each time takes
longer than the reckoning. So what the one question needs is fetched once, its parts are told apart in memory, and
whatever a part needs besides (the claims of an incident, the whole of a part) is fetched when the first asks for it.
Every request gives what the shelf beneath would: no figure depends on who fetched its claims.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from tollbook.model import Claim
from tollbook.reckon.question import Question
from tollbook.reckon.shelves import Kind, Listed, Shelf, hearer


class Gathered:
    """The claims of a shelf for questions that ask for a part of one: of its harm and household, in its place, in its
    group, on its days, known on a day no later, of its source or, where it names none, of any."""

    def __init__(self, question: Question, shelf: Shelf) -> None:
        self.question, self._shelf = question, shelf
        #: All that say anything about the whole scope.
        self.claims = list(shelf.touching(question))
        self._near = Listed(self.claims)
        capping = list(shelf.capping(question))
        self._capping = Listed(capping)
        self._numbers: dict[Kind, Listed] = {}
        self._latest: dict[tuple[Question, Kind], frozenset[str]] = {}
        self._by_label: dict[tuple[str, str], list[Claim]] = {}
        self._by_name: dict[str, list[Claim]] = {claim.id: [claim] for claim in (*self.claims, *capping)}
        self._by_link: dict[str, list[Claim]] = {}
        if self.large(question, Kind("flow", None)):
            self.labelled(question, {(c.incident, c.harm) for c in self.claims if c.incident is not None})
            self.named(question, {link for c in self.claims for link in (c.part_of, c.repeats) if link is not None})
            self.linked(question, self._by_name)

    def touching(self, question: Question) -> Sequence[Claim]:
        """See :class:`tollbook.reckon.shelves.Shelf`. A stock may be asked for of other days, the nearest counted."""
        return (self._near if self._holds(question) else self._shelf).touching(question)

    def beside(self, question: Question, kind: Kind, most: int, *, totals: bool) -> Sequence[Claim]:
        """See :class:`tollbook.reckon.shelves.Shelf`."""
        return (self._capping if totals else self._shelf).beside(question, kind, most, totals=totals)

    def capping(self, question: Question) -> Sequence[Claim]:
        """See :class:`tollbook.reckon.shelves.Shelf`."""
        return self._capping.capping(question)

    def large(self, question: Question, kind: Kind) -> bool:
        """See :class:`tollbook.reckon.shelves.Shelf`."""
        return self._shelf.large(question, kind)

    def numbers(self, question: Question, kind: Kind) -> Sequence[Claim]:
        """See :class:`tollbook.reckon.shelves.Shelf`."""
        if self.large(self.question, kind):
            return self._shelf.numbers(question, kind)
        if kind not in self._numbers:
            self._numbers[kind] = Listed(self._shelf.numbers(self.question, kind))
        return self._numbers[kind].heard(question).claims

    def latest(self, question: Question, kind: Kind) -> frozenset[str]:
        """See :class:`tollbook.reckon.shelves.Shelf`. It is the same wherever and of whom."""
        key = replace(question, place=None, population="people", perpetrator=None, household=None), kind
        if key not in self._latest:
            self._latest[key] = self._shelf.latest(question, kind)
        return self._latest[key]

    def labelled(self, question: Question, labels: Collection[tuple[str, str]]) -> Sequence[Claim]:
        """See :class:`tollbook.reckon.shelves.Shelf`."""
        new = set(labels) - self._by_label.keys()
        if new:
            self._by_label |= {label: [] for label in new}
            for claim in self._shelf.labelled(self.question, new):
                self._by_label[claim.incident or "", claim.harm].append(claim)
        return _heard(question, (claim for label in labels for claim in self._by_label[label]))

    def named(self, question: Question, names: Collection[str]) -> Sequence[Claim]:
        """See :class:`tollbook.reckon.shelves.Shelf`."""
        new = set(names) - self._by_name.keys()
        if new:
            self._by_name |= {name: [] for name in new}
            for claim in self._shelf.named(self.question, new):
                self._by_name[claim.id] = [claim]
        return _heard(question, (claim for name in names for claim in self._by_name[name]))

    def linked(self, question: Question, names: Collection[str]) -> Sequence[Claim]:
        """See :class:`tollbook.reckon.shelves.Shelf`."""
        new = set(names) - self._by_link.keys()
        if new:
            self._by_link |= {name: [] for name in new}
            for claim in self._shelf.linked(self.question, new):
                for name in {claim.part_of, claim.repeats} & new:
                    if name is not None and claim not in self._by_link[name]:
                        self._by_link[name].append(claim)
        return _heard(question, (claim for name in names for claim in self._by_link[name]))

    def _holds(self, question: Question) -> bool:
        """Whether a question's days are among those of the whole."""
        whole = self.question
        return (whole.start is None or (question.start is not None and question.start >= whole.start)) and (
            whole.end is None or (question.end is not None and question.end <= whole.end)
        )


def _heard(question: Question, claims: Iterable[Claim]) -> list[Claim]:
    hears = hearer(question)
    return [claim for claim in claims if hears(claim)]
