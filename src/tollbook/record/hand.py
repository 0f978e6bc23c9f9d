"""Claims made by a person: added to a report, or put in the place of one that the reader made.

Claims never change. A correction is a reading of its own (by :data:`BY_HAND`, with the claims as they should be, sealed
in the log like every other) and a judgement ``corrected`` on the claim before it, which names them. The claims of such
a reading stand beside those of the reading that stands of the report, as long as no judgement takes them out; to take
the correction back is one more judgement on each. So every answer, list and file has what was corrected without knowing
of it, and the record has what was read.

When a report is read anew, what was decided by hand is carried over to the claim that now stands where the old one
stood: the same words, the same harm.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone

from tollbook.model import Claim
from tollbook.record import log, models
from tollbook.record.codec import BY_HAND, claim_identity, load_claim
from tollbook.record.connect import writing
from tollbook.record.decisions import Decided, OvertakenError
from tollbook.record.errors import told
from tollbook.record.failpoints import point
from tollbook.record.sealing import on, reading_says, report_says, row_says
from tollbook.record.where import Where

#: Who carries decisions over when a report is read anew.
CARRIER = "tollbook"


def current(prefix: str = "reading__") -> Q:
    """The claims of readings that stand: the last of each report, and all made by hand."""
    return Q(**{f"{prefix}current_of__isnull": False}) | Q(**{f"{prefix}extractor": BY_HAND})


def history(alias: str, target: str) -> list[Decided]:
    """Every judgement on a claim, the first first."""
    rows = models.Judgement.objects.using(alias).filter(kind="claim", target=target).order_by("id")
    return [Decided(r.pk, r.decision, r.value or {}, r.reason, r.by, r.at) for r in rows]


@dataclass(frozen=True, slots=True)
class Hand:
    """The door to what people decide on the claims of one record, and make themselves. ``hidden`` are reports that
    whoever is at work may not see."""

    where: Where
    alias: str
    by: str
    hidden: frozenset[str]

    def waiting(self, after: int, held: Collection[str], report: int | None = None) -> str | None:
        """The next claim that waits to be reviewed (:func:`waiting`)."""
        with told(self.where):
            return waiting(self.alias, self.by, after, held, self.hidden, report)

    def claim(self, name: str) -> tuple[Claim, int, bool] | None:
        """A claim by its identity, the number of its report, and whether it stands; whatever was decided on it."""
        with told(self.where):
            return one(self.alias, name, self.hidden)

    def row(self, name: str) -> int:
        """Where a claim stands in the order in which they were taken in; 0 where it is not known."""
        with told(self.where):
            rows = models.Claim.objects.using(self.alias).filter(identity=name).order_by("-id")
            return rows.values_list("id", flat=True).first() or 0

    def hidden_numbers(self) -> set[int]:
        """The numbers of the reports that whoever is at work may not see."""
        with told(self.where):
            rows = models.Report.objects.using(self.alias).filter(identity__in=self.hidden)
            return set(rows.values_list("id", flat=True))

    def of_hidden(self, names: Collection[str]) -> set[str]:
        """Those of some claims that are of such a report."""
        from tollbook.record.index import batches

        found: set[str] = set()
        with told(self.where):
            rows = models.Claim.objects.using(self.alias).filter(reading__report__identity__in=self.hidden)
            for some in batches(names if self.hidden else ()):
                found.update(rows.filter(identity__in=some).values_list("identity", flat=True))
        return found

    def told_in(self, proposals: Collection[str]) -> dict[str, set[str]]:
        """The claims that each of some proposals is about, by its identity."""
        from tollbook.record.index import batches

        with told(self.where):
            rows = models.Proposal.objects.using(self.alias)
            parts = (rows.filter(identity__in=some).values_list("identity", "tellings") for some in batches(proposals))
            return {one: {name for telling in tellings for name in telling} for part in parts for one, tellings in part}

    def history(self, name: str) -> list[Decided]:
        """Every judgement on a claim, the first first."""
        with told(self.where):
            return history(self.alias, name)

    def decided(self, names: Collection[str]) -> dict[str, str]:
        """The decision that stands on each of some claims that there is one on."""
        from tollbook.record.index import decisions

        with told(self.where):
            return {name: decision for name, (decision, _) in decisions(self.alias, names).items()}

    def origin(self, name: str, report: int) -> Claim | None:
        """The claim that one made by hand stands in place of, if it does."""
        with told(self.where):
            return origin(self.alias, name, report)

    @contextmanager
    def unovertaken(self, name: str, seen: int) -> Iterator[None]:
        """Decide on a claim inside, unless somebody did since (:func:`unovertaken`)."""
        with told(self.where), unovertaken(self.alias, name, seen):
            yield

    def put(
        self, report: int, claims: Sequence[Claim], instead_of: Mapping[str, Sequence[int]], reason: str,
        first: str | None = None,
    ) -> list[Claim]:  # fmt: skip
        """Keep claims that a person made (:func:`put`)."""
        with told(self.where):
            return put(self.alias, report, claims, instead_of, reason, self.by, first)


@contextmanager
def unovertaken(alias: str, target: str, seen: int) -> Iterator[None]:
    """Decide on a claim inside, one person after the other. ``seen`` is the last judgement on it that the person knew
    of, 0 for none. Raises :class:`OvertakenError` where there is another by now."""
    with writing(alias):
        rows = models.Judgement.objects.using(alias).filter(kind="claim", target=target)
        last = rows.order_by("-id").values_list("id", flat=True).first() or 0
        if last != seen:
            told = history(alias, target)
            raise OvertakenError(told[-1] if told else None)
        yield


def put(
    alias: str, report: int, claims: Sequence[Claim], instead_of: Mapping[str, Sequence[int]], reason: str, by: str,
    first: str | None = None,
) -> list[Claim]:  # fmt: skip
    """Keep claims made by hand of a report, and let each claim of ``instead_of`` (by its identity) give way to some of
    them (by their places); ``first`` proposed it, where it takes two. All of it or nothing. Returns them as they are
    kept."""
    from tollbook.record import index
    from tollbook.record.taking import claim_row

    now = timezone.now()
    with writing(alias):
        row = models.Report.objects.using(alias).get(pk=report)
        kept = [_named(claim, row, f"{BY_HAND}: {by}, {now.isoformat()}, {at}") for at, claim in enumerate(claims)]
        reading = models.Reading(
            report=row, extractor=BY_HAND, publisher=row.publisher, published=row.published, at=now
        )
        reading.save(using=alias, force_insert=True)
        rows = [claim_row(reading, claim) for claim in kept]
        for one in rows:
            one.save(using=alias, force_insert=True)
        point("hand.claims")
        judged = [
            models.Judgement(
                kind="claim", target=name, decision="corrected", reason=reason, by=by, at=now,
                value={"claims": [kept[at].id for at in places], "report": report} | ({"with": first} if first else {}),
            )
            for name, places in instead_of.items()
        ]  # fmt: skip
        models.Judgement.objects.using(alias).bulk_create(judged)
        index.settle(alias, [*instead_of, *(claim.id for claim in kept)])
        secret = log.new_secret()
        says = {**report_says(row), **reading_says(reading, rows, [], secret)}
        lines = [log.Line("report.by_hand", on(row), says, by, secret)]
        log.extend(alias, [*lines, *(log.Line("claim.judged", on(j), row_says(j), by) for j in judged)], now)
    point("hand.kept")
    return kept


def waiting(
    alias: str, name: str, after: int, held: Collection[str], hidden: Collection[str], report: int | None = None
) -> str | None:
    """The first claim that stands, after the row ``after``, on which nothing stands decided: nobody judged it, the last
    judgement reopened it, or it is another person's proposal that waits for a second. Without those that are held."""
    judged = models.Judgement.objects.using(alias).filter(kind="claim", target=OuterRef("identity")).order_by("-id")
    rows = models.Standing.objects.using(alias).filter(claim_id__gt=after).order_by("claim_id")
    if report is not None:
        rows = rows.filter(report_id=report)
    if hidden:
        rows = rows.exclude(report__identity__in=hidden)
    if held:
        rows = rows.exclude(identity__in=held)
    rows = rows.annotate(judged=Subquery(judged.values("decision")[:1]), judge=Subquery(judged.values("by")[:1]))
    open_ones = Q(judged=None) | Q(judged="reopened") | (Q(judged="first") & ~Q(judge=name))
    return rows.filter(open_ones).values_list("identity", flat=True).first()


def one(alias: str, name: str, hidden: Collection[str]) -> tuple[Claim, int, bool] | None:
    """A claim by its identity, the number of its report, and whether it stands."""
    from tollbook.record.shelf import standing

    rows = models.Claim.objects.using(alias).filter(identity=name).order_by("-id")
    if hidden:
        rows = rows.exclude(reading__report__identity__in=hidden)
    row = rows.values_list("id", "reading__report_id", "whole").first()
    if row is None:
        return None
    there = models.Standing.objects.using(alias).filter(identity=name).values_list("claim_id", flat=True)
    found = [claim for _, claim in standing(alias, list(there))]
    return (found[0], row[1], True) if found else (load_claim(row[2]), row[1], False)


def origin(alias: str, name: str, report: int) -> Claim | None:
    """The claim that a claim made by hand was corrected from, if it was and the correction stands."""
    from tollbook.record.index import decisions

    made = models.Claim.objects.using(alias).filter(identity=name, reading__extractor=BY_HAND)
    if not made.exists():
        return None
    theirs = models.Claim.objects.using(alias).filter(reading__report_id=report)
    for target, (decision, value) in decisions(alias, set(theirs.values_list("identity", flat=True))).items():
        if decision == "corrected" and name in (value or {}).get("claims", []):
            row = theirs.filter(identity=target).order_by("-id").values_list("whole", flat=True).first()
            return None if row is None else load_claim(row)
    return None


def _named(claim: Claim, row: models.Report, rule: str) -> Claim:
    own = replace(
        claim, rule=rule, report=row.identity, published=claim.published or row.published,
        publisher=claim.publisher or row.publisher, incident=claim.incident, apart=None,
    )  # fmt: skip
    return replace(own, id=claim_identity(own))


def followed(alias: str, names: Collection[str]) -> dict[str, str]:
    """For claims that others lean on (as parts, as repetitions): the one claim each was corrected into, if it was."""
    from tollbook.record.index import decisions

    found: dict[str, str] = {}
    open_names = {name: name for name in names}
    while open_names:
        step: dict[str, str] = {}
        for target, (decision, value) in decisions(alias, set(open_names.values())).items():
            told = (value or {}).get("claims", []) if decision == "corrected" else []
            if len(told) == 1:
                step.update({first: told[0] for first, now in open_names.items() if now == target})
        found.update(step)
        open_names = step
    return found


def led(claim: Claim, follow: Mapping[str, str]) -> Claim:
    """A claim whose links lead to what stands now."""
    part_of = follow.get(claim.part_of or "", claim.part_of)
    repeats = follow.get(claim.repeats or "", claim.repeats)
    if (part_of, repeats) == (claim.part_of, claim.repeats):
        return claim
    return replace(claim, part_of=part_of, repeats=repeats)


def carry(alias: str, row: models.Report, reading: models.Reading, claims: Iterable[Claim], now: Any) -> None:
    """Let what people decided on claims of earlier readings of a report hold of the claims now in their place."""
    from tollbook.record.index import decisions

    new = list(claims)
    there = {claim.id for claim in new}
    earlier = models.Claim.objects.using(alias).filter(reading__report=row).exclude(reading=reading)
    whole = dict(earlier.exclude(reading__extractor=BY_HAND).values_list("identity", "whole"))
    gone = {name: load_claim(data) for name, data in whole.items() if name not in there}
    standing = decisions(alias, gone)
    if not standing:
        return
    places = {_place(claim): claim.id for claim in new}
    known = decisions(alias, there)
    judged = []
    for name, (decision, value) in standing.items():
        target = places.get(_place(gone[name]))
        if target is None or target in known or decision not in ("accepted", "rejected", "corrected"):
            continue
        why = f"carried over from {name[:12]}, which the report no longer has as it was read before"
        judged.append(
            models.Judgement(
                kind="claim", target=target, decision=decision, reason=why, by=CARRIER, at=now,
                value={**(value or {}), "carried": name},
            )
        )  # fmt: skip
    models.Judgement.objects.using(alias).bulk_create(judged)
    log.extend(alias, [log.Line("claim.judged", on(j), row_says(j), CARRIER) for j in judged], now)


def _place(claim: Claim) -> tuple[int, int, str, str]:
    """Where a claim stands in its report, and of what it is."""
    return claim.span.start, claim.span.end, claim.harm, claim.population.group
