"""The index of the claims that stand: a row for each, by all that a question looks for.

A question of one town's week must not read a hundred thousand claims to find forty. The rows are kept as claims come
and go: a reading takes the place of the one before it, a judgement takes a claim out or lets it stand again, a decision
on incidents lays a label over it. They are derived: :func:`rebuild` makes all of them anew from the claims, judgements
and proposals, and :func:`differences` says where they are not what that would make.

What words mean (which names are one source, which are one party) is never kept here, because a later version of the
program may know more names; the rows have the words as they are.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, TypeVar

from django.db.models import Q

from tollbook.model import Claim, Place, identity
from tollbook.proof import canonical
from tollbook.reckon.deciding import Held
from tollbook.reckon.scope import countable, place_path, source
from tollbook.reckon.shelves import when
from tollbook.record import incidents, models
from tollbook.record.codec import BY_HAND, load_claim
from tollbook.record.connect import writing
from tollbook.record.hand import current, followed, led

#: Decisions that take a claim out of every reckoning, until a later one takes it back.
LEFT_OUT = ("rejected", "withdrawn", "superseded", "corrected")

#: How many names a request to the database lists, and how many rows are written or read at a time.
NAMES, STEP = 500, 2000

T = TypeVar("T")


def batches(items: Iterable[T], size: int = NAMES) -> Iterator[list[T]]:
    """Some items at a time."""
    rest = iter(items)
    while some := list(islice(rest, size)):
        yield some


def decided(alias: str, names: Collection[str] | None = None) -> dict[str, str]:
    """The decision that stands on each claim that there is one on."""
    rows = models.Judgement.objects.using(alias).filter(kind="claim").order_by("id")
    if names is None:
        return dict(rows.values_list("target", "decision"))
    found = (rows.filter(target__in=some).values_list("target", "decision") for some in batches(names))
    return {target: decision for some in found for target, decision in some}


def decisions(alias: str, names: Collection[str]) -> dict[str, tuple[str, Any]]:
    """The decision that stands on each of some claims that there is one on, with its value."""
    rows = models.Judgement.objects.using(alias).filter(kind="claim").order_by("id")
    found = (rows.filter(target__in=some).values_list("target", "decision", "value") for some in batches(names))
    return {target: (decision, value) for some in found for target, decision, value in some}


def enter_new(alias: str, claims: Iterable[tuple[int, int, Claim]]) -> None:
    """Let the claims of reports stand that are new: nothing of theirs stands yet, and nothing is decided. With each the
    numbers of its row and of its report."""
    if some := list(claims):
        _add(alias, some, incidents.held(alias))


def enter_anew(alias: str, report: models.Report, claims: Sequence[tuple[int, int, Claim]]) -> None:
    """Let the claims of a reading stand in place of all others of its report, but for those made by hand."""
    models.Standing.objects.using(alias).filter(report=report).delete()
    by_hand = models.Claim.objects.using(alias).filter(reading__report=report, reading__extractor=BY_HAND)
    made = [(number, report.id, load_claim(whole)) for number, whole in by_hand.values_list("id", "whole")]
    numbers = {claim.id: number for number, _, claim in (*claims, *made)}
    left = _left(alias, [claim for _, _, claim in (*claims, *made)])
    _add(alias, ((numbers[claim.id], report.id, claim) for claim in left), incidents.held(alias))


def leave(alias: str, report: models.Report) -> None:
    """Forget a report, and the places that no other names."""
    models.Standing.objects.using(alias).filter(report=report).delete()
    unnamed = models.Ground.objects.using(alias).filter(standing=None)
    models.Above.objects.using(alias).filter(ground__in=unnamed).delete()
    unnamed.delete()


def settle(alias: str, names: Collection[str]) -> None:
    """Let claims stand or not, as the judgements on them now say."""
    held = incidents.held(alias)
    for some in batches({*names, *_leaning(alias, names)}):
        models.Standing.objects.using(alias).filter(identity__in=some).delete()
        rows = _current(alias).filter(identity__in=some).values_list("id", "reading__report_id", "whole")
        there = [(number, report, load_claim(whole)) for number, report, whole in rows]
        keep = {c.id for c in _left(alias, [c for _, _, c in there])}
        _add(alias, (one for one in there if one[2].id in keep), held)


def _leaning(alias: str, names: Collection[str]) -> set[str]:
    """The claims whose links lead through one of some that was ever corrected: all of its report that have links."""
    judged = models.Judgement.objects.using(alias).filter(kind="claim", decision="corrected")
    linked = models.Standing.objects.using(alias).filter(Q(part_of__isnull=False) | Q(repeats__isnull=False))
    found: set[str] = set()
    for some in batches(names):
        corrected = judged.filter(target__in=some).values_list("target", flat=True)
        for part in batches(corrected):
            reports = models.Claim.objects.using(alias).filter(identity__in=part).values("reading__report")
            found.update(linked.filter(report__in=reports).values_list("identity", flat=True))
    return found


def relabel(alias: str) -> None:
    """Lay the incidents that decisions now hold claims to be of over those that stand."""
    held = incidents.held(alias)
    rows = models.Standing.objects.using(alias)
    said = rows.values_list("claim_id", "identity", "claim__incident", "incident", "apart")
    changed = []
    for number, name, given, *before in said.iterator(STEP):
        incident, others = held.marks(name, given)
        apart = None if others is None else list(others)
        if [incident, apart] != before:
            changed.append(models.Standing(claim_id=number, incident=incident, apart=apart))
    for some in batches(changed):
        rows.bulk_update(some, ["incident", "apart"])


def rebuild(alias: str) -> None:
    """Make the whole index anew."""
    with writing(alias):
        models.Standing.objects.using(alias).all().delete()
        models.Above.objects.using(alias).all().delete()
        models.Ground.objects.using(alias).all().delete()
        _add(alias, _standing(alias), incidents.held(alias))


def differences(alias: str) -> int:
    """How many claims are not in the index as they should be, or are in it and should not."""
    held = incidents.held(alias)
    wrong, right = 0, 0
    for some in batches(_standing(alias)):
        rows = models.Standing.objects.using(alias).select_related("ground")
        kept = {row.claim_id: row for row in rows.filter(claim_id__in=[number for number, _, _ in some])}
        right += len(kept)
        for number, report, claim in _led(alias, some):
            row = kept.get(number)
            if row is None or row.ground.digest != _digest(claim.place):
                wrong += 1
            else:
                wrong += _said(row) != _said(_row(number, report, claim, row.ground_id, held))
    return wrong + models.Standing.objects.using(alias).exclude(claim__in=_unreadable(alias)).count() - right


def _said(row: models.Standing) -> list[Any]:
    return [getattr(row, field.attname) for field in row._meta.concrete_fields]


def _standing(alias: str) -> Iterator[tuple[int, int, Claim]]:
    """Every claim that stands, with the numbers of its row and of its report."""
    out = {name for name, decision in decided(alias).items() if decision in LEFT_OUT}
    rows = _current(alias).order_by("id").values_list("id", "reading__report_id", "identity", "whole")
    for number, report, name, whole in rows.iterator(STEP):
        if name not in out and (claim := _readable(whole)) is not None:
            yield number, report, claim


def _readable(whole: Any) -> Claim | None:
    """A claim, unless somebody changed it past reading: that is said where claims are verified."""
    try:
        return load_claim(whole)
    except (KeyError, TypeError, ValueError):
        return None


def _unreadable(alias: str) -> list[int]:
    rows = _current(alias).values_list("id", "whole")
    return [number for number, whole in rows.iterator(STEP) if _readable(whole) is None]


def _current(alias: str) -> Any:
    return models.Claim.objects.using(alias).filter(current())


def _left(alias: str, claims: Sequence[Claim]) -> list[Claim]:
    on = decided(alias, [c.id for c in claims])
    return [c for c in claims if on.get(c.id) not in LEFT_OUT]


def _add(alias: str, claims: Iterable[tuple[int, int, Claim]], held: Held) -> None:
    for some in batches(claims, STEP):
        grounds = _grounds(alias, [c.place for _, _, c in some])
        some = _led(alias, some)
        rows = [_row(number, report, c, grounds[_digest(c.place)], held) for number, report, c in some]
        models.Standing.objects.using(alias).bulk_create(rows, batch_size=NAMES)


def _led(alias: str, some: Sequence[tuple[int, int, Claim]]) -> list[tuple[int, int, Claim]]:
    """Claims with their links as corrections have them."""
    follow = followed(alias, {name for _, _, c in some for name in (c.part_of, c.repeats) if name is not None})
    return [(number, report, led(claim, follow)) for number, report, claim in some] if follow else list(some)


def _row(number: int, report: int, claim: Claim, ground: int, held: Held) -> models.Standing:
    first, last = when(claim)
    by = claim.perpetrator
    incident, apart = held.marks(claim.id, claim.incident)
    return models.Standing(
        claim_id=number,
        identity=claim.id,
        report_id=report,
        harm=claim.harm,
        measure=claim.measure,
        unit=claim.quantity.unit,
        population=claim.population.group,
        counted=countable(claim),
        bounding=claim.extent == "total" and claim.quantity.high is not None,
        ground_id=ground,
        first=first.toordinal(),
        last=last.toordinal(),
        published=claim.published.toordinal() if claim.published is not None else None,
        source=source(claim),
        publisher=claim.publisher,
        country=claim.place.country if claim.place is not None else None,
        perpetrator=((by.actor or by.text) or None) if by is not None else None,
        incident=incident,
        apart=None if apart is None else list(apart),
        part_of=claim.part_of,
        repeats=claim.repeats,
    )


def _digest(place: Place | None) -> str:
    if place is None:
        return identity("ground")
    return identity("ground", place.text, place.country or "", canonical(place_path(place) or ()))


def _grounds(alias: str, places: Iterable[Place | None]) -> dict[str, int]:
    """The numbers of the grounds of places, each made where it is new."""
    wanted = {_digest(place): place for place in places}
    known: dict[str, int] = {}
    grounds = models.Ground.objects.using(alias)
    for some in batches(wanted):
        known.update(grounds.filter(digest__in=some).values_list("digest", "id"))
    for digest, place in wanted.items():
        if digest not in known:
            path = (place_path(place) or ()) if place is not None else ()
            text, country = (place.text, place.country) if place is not None else (None, None)
            key = path[0] if path else ""
            made = grounds.create(digest=digest, key=key, text=text, country=country, path=list(path))
            models.Above.objects.using(alias).bulk_create(models.Above(ground=made, place=up) for up in path)
            known[digest] = made.id
    return known
