"""The claims of a record as they would be if other decisions on incidents stood: what a decision would do, before it is
made.

Decisions change nothing of a claim but the event it is held to be of, so every request that asks for no event is the
record's own; which claims would be of an event is told from the decisions and, of claims that nobody decided on, from
the labels of their tables.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from tollbook.model import Claim
from tollbook.reckon.deciding import Held
from tollbook.reckon.question import Question
from tollbook.record.shelf import Recorded, standing


class Supposed(Recorded):
    """A shelf of a record under decisions that are ``held`` instead of those that stand (``now``)."""

    def __init__(self, alias: str, harm: str, hidden: frozenset[str], now: Held, held: Held) -> None:
        super().__init__(alias, harm, hidden=hidden)
        self._now, self._held = now, held

    def labelled(self, question: Question, labels: Collection[tuple[str, str]]) -> list[Claim]:
        """See :class:`tollbook.reckon.shelves.Shelf`."""
        wanted = set(labels)
        names, given = self._held.told({label for label, _ in labels})
        before = {self._now.marks("", label)[0] or label for label in given}
        found = [*self.named(question, names), *self._listed(question, "incident", before)]
        return [c for c in {c.id: c for c in found}.values() if (c.incident, c.harm) in wanted]

    def _fill(self, numbers: Iterable[int]) -> None:
        from tollbook.record.index import batches

        for some in batches(number for number in numbers if number not in self._loaded):
            for number, claim in standing(self.alias, some, decided=False):
                self._loaded[number] = self._held.lay([claim])[0]
