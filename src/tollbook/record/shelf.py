"""The claims of a record as a question asks for them: :class:`tollbook.reckon.shelves.Shelf` over the index.

Every request is one that :class:`tollbook.reckon.shelves.Listed` answers of claims in memory, asked of the database
instead, so that only the claims a question is reckoned from are ever loaded. What depends on what words mean (one
source under many names, parts of a place with unknown limits) is decided here for each different word that the record
uses, and asked for by the words themselves. Nothing here is of one database: it is all Django's.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tollbook.model import Claim, Place
from tollbook.reckon.question import Question
from tollbook.reckon.scope import (
    basics,
    body_of,
    exclusive,
    fold,
    group,
    limitless,
    party,
    place_path,
    related_harms,
    shares,
    source_named,
    toucher,
)
from tollbook.reckon.shelves import LARGE, Kind, Stock, hearer, latest_of
from tollbook.record.seen import Seen
from tollbook.vocabulary import HARMS, POPULATIONS

if TYPE_CHECKING:
    from django.db.models import Q, QuerySet

    from tollbook.record.models import Standing

#: The end of time, as an ordinal: the day of a stock that has none.
NEVER = dt.date.max.toordinal()


class Recorded:
    """The claims that stand in a record, for questions of one harm, or (``None``) for the words of all claims. Claims
    once loaded are kept while it is used."""

    def __init__(
        self,
        alias: str,
        harm: str | None,
        known_on: dt.date | None = None,
        hidden: frozenset[str] = frozenset(),
        seen: Seen | None = None,
    ) -> None:
        self.alias = alias
        self.harms = sorted(related_harms(harm) if harm is not None else HARMS)
        self.known_on = known_on
        self._loaded: dict[int, Claim] = {}
        from tollbook.record.custody import gone, stones

        self._seen = seen or Seen()
        #: Withdrawn reports, whose claims count no longer, unless they still did on the day asked as of; and those that
        #: whoever asks may not see.
        self._gone = gone(self._seen.of("stones", lambda: stones(alias)), known_on) | hidden
        self._left_out = self._seen.of(("numbers", self._gone), lambda: _numbers_of(alias, self._gone))
        self._key = tuple(self.harms), self._gone
        self._grounds: dict[tuple[str, ...] | None, Q] = {}
        self._sources: dict[str, Q] = {}

    @property
    def claims(self) -> list[Claim]:
        """All that were loaded so far, in the order they were taken in."""
        return [self._loaded[number] for number in sorted(self._loaded)]

    def all(self) -> list[Claim]:
        """All claims of the harm and its kin, in the order they were taken in."""
        return self._load(self._known().order_by("claim_id"))

    # ---------------------------------------------------------------- what a question asks for

    def touching(self, question: Question) -> list[Claim]:
        """See :class:`tollbook.reckon.shelves.Shelf`."""
        touches = toucher(question)
        return [c for c in self._load(self._meeting(question)) if touches(c)]

    def size(self, question: Question, most: int, short: int = 92) -> int:
        """How many claims of no more days than a quarter can say anything about a scope, which is what it costs to
        reckon it: of those of more days, the terms of running totals, few count. More than ``most`` are not counted."""
        from django.db.models import F

        return self._meeting(question).filter(last__lte=F("first") + short)[: most + 1].count()

    def last_published(self, question: Question) -> dt.date | None:
        """The last day on which anything about a scope was published."""
        from django.db.models import Max

        last = self._meeting(question).aggregate(last=Max("published"))["last"]
        return None if last is None else dt.date.fromordinal(last)

    def beside(self, question: Question, kind: Kind, most: int, *, totals: bool) -> list[Claim]:
        """See :class:`tollbook.reckon.shelves.Shelf`."""
        rows = self._of(self._about(question), kind)
        if totals:
            rows = rows.filter(bounding=True)
        found: list[Claim] = []
        if question.start is not None:
            before = rows.filter(last__lt=question.start.toordinal())
            found += self._load(before.order_by("-last", "identity")[:most])
        if question.end is not None:
            after = rows.filter(first__gt=question.end.toordinal())
            found += self._load(after.order_by("first", "identity")[:most])
        return found

    def capping(self, question: Question) -> list[Claim]:
        """See :class:`tollbook.reckon.shelves.Shelf`."""
        from tollbook.record import models

        touches = toucher(replace(question, start=None, end=None))
        few = models.Standing.objects.using(self.alias).filter(bounding=True).order_by().values("claim_id")
        return [c for c in self._load(self._about(question).filter(claim_id__in=few)) if touches(c)]

    def large(self, question: Question, kind: Kind) -> bool:
        """See :class:`tollbook.reckon.shelves.Shelf`."""
        day = min(day or dt.date.max for day in (self.known_on, question.known_on))
        whose = "large", self._key, question.according_to, kind
        known: tuple[dt.date | None, dt.date | None] = self._seen.known(whose) or (None, None)
        small, large = known  # what is large on a day is so on every later one
        if large is not None and day >= large:
            return True
        if small is not None and day <= small:
            return False
        found = self._of(self._heard(question), kind)[: LARGE + 1].count() > LARGE
        self._seen.keep(whose, (small, day) if found else (day, large))
        return found

    def numbers(self, question: Question, kind: Kind) -> list[Claim]:
        """See :class:`tollbook.reckon.shelves.Shelf`."""
        return self._load(self._of(self._heard(question), kind))

    def latest(self, question: Question, kind: Kind) -> frozenset[str]:
        """See :class:`tollbook.reckon.shelves.Shelf`."""
        from django.db.models import Q

        from tollbook.record import models

        rows = self._of(self._heard(question), kind)
        if question.start is not None:
            rows = rows.filter(last__gte=question.start.toordinal())
        if question.end is not None:
            rows = rows.filter(Q(first__lte=question.end.toordinal()) | Q(first=NEVER))
        said = rows.values_list(
            "identity", "source", "country", "harm", "population", "ground_id", "perpetrator", "incident", "first",
            "last", "published",
        )  # fmt: skip
        keys = dict(models.Ground.objects.using(self.alias).values_list("id", "key"))
        return latest_of(question, (_stock(row, keys) for row in said.iterator()))

    def labelled(self, question: Question, labels: Collection[tuple[str, str]]) -> list[Claim]:
        """See :class:`tollbook.reckon.shelves.Shelf`."""
        wanted = set(labels)
        found = self._listed(question, "incident", {label for label, _ in labels})
        return [c for c in found if (c.incident, c.harm) in wanted]

    def named(self, question: Question, names: Collection[str]) -> list[Claim]:
        """See :class:`tollbook.reckon.shelves.Shelf`."""
        return self._listed(question, "identity", names)

    def linked(self, question: Question, names: Collection[str]) -> list[Claim]:
        """See :class:`tollbook.reckon.shelves.Shelf`."""
        return [*self._listed(question, "part_of", names), *self._listed(question, "repeats", names)]

    # ---------------------------------------------------------------- what words the claims use

    def speaks(self) -> bool:
        """Whether any claim is of the harm at all."""
        return self._known().exists()

    def countries(self) -> Counter[str]:
        """In how many claims each country is spoken of, the first spoken of first."""
        return self._seen.of(("countries", self._key, self.known_on), self._countries)

    def _countries(self) -> Counter[str]:
        from django.db.models import Count, Min

        rows = self._known().exclude(country=None).exclude(country="").values("country")
        counted = rows.annotate(n=Count("claim_id"), at=Min("claim_id")).values_list("country", "n", "at")
        return Counter({str(country): n for country, n, _ in sorted(counted, key=lambda row: row[2])})

    def place(self, words: str) -> Place | None:
        """The place that the first claim to use these words for one means."""
        from tollbook.record import models

        grounds = models.Ground.objects.using(self.alias).exclude(text=None).values_list("id", "text")
        meant = [number for number, text in grounds if text is not None and fold(text) == fold(words)]
        first = min(self._known().filter(ground_id__in=meant).values_list("claim_id", flat=True), default=None)
        if first is None:
            return None
        self._fill([first])
        return self._loaded[first].place

    def place_names(self) -> set[str]:
        """The words that claims use for places."""
        names = self._known().exclude(ground__text=None).values_list("ground__text", flat=True).distinct()
        return {text for text in names if text is not None}

    def examples(self, *columns: str) -> list[Claim]:
        """A claim for each different value of some columns of the index, the last of each, in their order."""
        from django.db.models import Max

        rows = self._known().values(*columns).annotate(at=Max("claim_id")).values_list("at", flat=True)
        last = sorted(rows)
        self._fill(last)
        return [self._loaded[number] for number in last]

    # ---------------------------------------------------------------- the database

    def _known(self) -> QuerySet[Standing]:
        """The rows of claims of the harm and its kin, of the day the record is asked as of."""
        from tollbook.record import models

        rows = models.Standing.objects.using(self.alias).filter(harm__in=self.harms)
        if self._left_out:
            rows = rows.exclude(report_id__in=self._left_out)
        return rows if self.known_on is None else rows.filter(published__lte=self.known_on.toordinal())

    def _heard(self, question: Question) -> QuerySet[Standing]:
        """Of these, what the question hears."""
        rows = self._known()
        if question.known_on is not None:
            rows = rows.filter(published__lte=question.known_on.toordinal())
        if question.according_to is not None:
            rows = rows.filter(self._source(question.according_to))
        return rows

    def _about(self, question: Question) -> QuerySet[Standing]:
        """Of these, what touches the question's scope on some day: all that a toucher asks but the days."""
        from django.db.models import Q

        whose = group(question.population)
        out = [name for name in POPULATIONS if exclusive(group(name), whose)]
        rows = self._heard(question).filter(harm__in=_asked(question)).exclude(population__in=out)
        here = place_path(question.place)
        if here is not None:
            if here not in self._grounds:
                self._grounds[here] = self._sharing(here)
            rows = rows.filter(self._grounds[here])
        if question.perpetrator is not None:
            by = party(question.perpetrator)
            names = rows.exclude(perpetrator=None).values_list("perpetrator", flat=True).distinct()
            rows = rows.filter(Q(perpetrator=None) | Q(perpetrator__in=[n for n in names if party(n) == by]))
        return rows

    def _meeting(self, question: Question) -> QuerySet[Standing]:
        """Of these, what touches it on its days."""
        from tollbook.record import models

        rows = self._about(question)
        if question.place is None and (question.start or question.end):  # days are looked up place by place
            rows = rows.filter(ground_id__in=models.Ground.objects.using(self.alias).order_by().values("id"))
        if question.start is not None:
            rows = rows.filter(last__gte=question.start.toordinal())
        if question.end is not None:
            rows = rows.filter(first__lte=question.end.toordinal())
        return rows

    def _of(self, rows: QuerySet[Standing], kind: Kind) -> QuerySet[Standing]:
        rows = rows.filter(counted=True, measure=kind.measure)
        return rows if kind.units is None else rows.filter(unit__in=kind.units)

    def _sharing(self, here: tuple[str, ...]) -> Q:
        """The grounds that may be in common with a place: it, those in it, those above it, and parts without limits."""
        from django.db.models import Q

        from tollbook.record import models

        part = limitless(here[0])
        inside = Q(above__place__in=here[: 2 if part else 1])
        parts = (Q(key__startswith="part:") | Q(key__startswith="quarter:")) & Q(above__place__in=here)
        grounds = models.Ground.objects.using(self.alias).filter(Q(key__in=["", *here]) | inside | parts)
        rows = grounds.order_by("id").values_list("id", "path")
        return Q(ground_id__in=sorted({number for number, path in rows if shares(here, tuple(path) or None)}))

    def _source(self, name: str) -> Q:
        """The rows of one source, under all the names it goes by."""
        from django.db.models import Q

        if name not in self._sources:
            whose = source_named(name)
            pairs = self._known().values_list("source", "country").distinct()
            meant: dict[str, set[str | None]] = {}
            other: set[str] = set()
            for said, country in pairs:
                if fold(body_of(said, country)) == whose:
                    meant.setdefault(said, set()).add(country)
                else:
                    other.add(said)
            found = Q(source__in=sorted(meant.keys() - other))
            for said in sorted(meant.keys() & other):
                somewhere = Q(country__in=[c for c in meant[said] if c is not None])
                nowhere = Q(country=None) if None in meant[said] else Q(pk__in=[])
                found |= Q(source=said) & (somewhere | nowhere)
            self._sources[name] = found
        return self._sources[name]

    def _listed(self, question: Question, column: str, values: Iterable[str]) -> list[Claim]:
        """The claims whose column has one of some values. Few have, so what the question hears is told of them once
        they are loaded."""
        from tollbook.record import models
        from tollbook.record.index import batches

        hears = hearer(question)
        rows = models.Standing.objects.using(self.alias)
        some = (self._load(rows.filter(**{f"{column}__in": part})) for part in batches(sorted(values)))
        return [claim for part in some for claim in part if hears(claim) and claim.report not in self._gone]

    def _load(self, rows: QuerySet[Standing]) -> list[Claim]:
        """The claims of some rows, each loaded once."""
        numbers = list(rows.values_list("claim_id", flat=True))
        self._fill(numbers)
        return [self._loaded[number] for number in numbers]

    def _fill(self, numbers: Iterable[int]) -> None:
        from tollbook.record.index import batches

        for some in batches(number for number in numbers if number not in self._loaded):
            self._loaded.update(standing(self.alias, some))


def _numbers_of(alias: str, identities: Collection[str]) -> list[int]:
    from tollbook.record import models
    from tollbook.record.index import batches

    rows = models.Report.objects.using(alias).order_by()
    parts = (rows.filter(identity__in=some).values_list("id", flat=True) for some in batches(identities))
    return [number for part in parts for number in part]


def standing(alias: str, numbers: Collection[int], *, decided: bool = True) -> Iterator[tuple[int, Claim]]:
    """Claims that stand, by the numbers of their rows, with the incidents that decisions hold them to be of (unless not
    ``decided``: then with those that tables say), and the links that corrections made."""
    from tollbook.record import models
    from tollbook.record.codec import load_claim

    rows = models.Standing.objects.using(alias).filter(claim_id__in=numbers)
    for number, incident, apart, part_of, repeats, whole in rows.values_list(
        "claim_id", "incident", "apart", "part_of", "repeats", "claim__whole"
    ):
        claim = load_claim(whole)
        if (part_of, repeats) != (claim.part_of, claim.repeats):
            claim = replace(claim, part_of=part_of, repeats=repeats)
        if decided and (incident != claim.incident or apart is not None):
            claim = replace(claim, incident=incident, apart=None if apart is None else tuple(apart))
        yield number, claim


def _asked(question: Question) -> list[str]:
    return [harm for harm in HARMS if basics(harm) & basics(question.harm)]


def _stock(row: tuple[Any, ...], keys: dict[int, str]) -> Stock:
    """A row of the index as its series sees it (:func:`tollbook.reckon.shelves.series`)."""
    name, source, country, harm, population, ground, by, incident, first, last, published = row
    whose, actor = fold(body_of(source, country)), party(by) if by else None
    key = (whose, harm, group(population), keys[ground] or None, actor, incident)
    day = None if last == NEVER else dt.date.fromordinal(last)
    start = None if first == NEVER else dt.date.fromordinal(first)
    return name, key, start, day, None if published is None else dt.date.fromordinal(published)
