"""Proposals and the decisions on them, as rows: written once, read back as what they come to.

A decision is a judgement on a proposal; of several on one the last stands, and one that says ``withdrawn`` takes the
proposal back to where nothing was decided. A policy is a judgement too: under its name stand its terms, who made it and
why, and every decision it made names it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, get_args

from django.utils import timezone

from tollbook.reckon.deciding import Held, Verdict
from tollbook.reckon.incidents import Proposal
from tollbook.record import log, models
from tollbook.record.connect import writing
from tollbook.record.decisions import Judged, Kept, PolicyRun
from tollbook.record.failpoints import point
from tollbook.record.sealing import on, row_says

#: Judgements after which nothing is decided, and the proposal stands as it was made.
OPEN = ("withdrawn", "proposed")


def kept(alias: str, *, decided: bool = False) -> list[Kept]:
    """All proposals in the order they were made; ``decided``: only those a verdict stands on."""
    latest: dict[str, models.Judgement] = {}
    for row in models.Judgement.objects.using(alias).filter(kind="incident").order_by("id"):
        latest[row.target] = row
    rows = models.Proposal.objects.using(alias).order_by("id")
    if not decided:
        return _led(alias, [_kept(row, latest.get(row.identity)) for row in rows.iterator(2000)])
    named = [name for name, row in latest.items() if row.decision in get_args(Verdict)]
    if not named:
        return []
    if len(named) <= 500:
        rows = rows.filter(identity__in=named)
    wanted = set(named)
    return _led(alias, [_kept(row, latest[row.identity]) for row in rows.iterator(2000) if row.identity in wanted])


def _led(alias: str, some: list[Kept]) -> list[Kept]:
    """Proposals with the claims that stand in place of those that were corrected since."""
    if not some or not models.Judgement.objects.using(alias).filter(kind="claim", decision="corrected").exists():
        return some
    from tollbook.record.hand import followed  # which asks the index, which asks this module

    follow = followed(alias, {name for one in some for telling in one.tellings for name in telling})
    if not follow:
        return some
    return [
        replace(
            one,
            tellings=tuple(tuple(follow.get(name, name) for name in telling) for telling in one.tellings),
            given={follow.get(name, name): label for name, label in one.given.items()},
        )
        for one in some
    ]


def held(alias: str) -> Held:
    """What the decisions that stand come to."""
    return Held(one.decision(one.verdict) for one in kept(alias, decided=True) if one.verdict is not None)


def _kept(row: models.Proposal, last: models.Judgement | None) -> Kept:
    status: Any = "open" if last is None or last.decision in OPEN else last.decision
    return Kept(
        number=row.id,
        id=row.identity,
        tellings=tuple(map(tuple, row.tellings)),
        labels=tuple(row.labels),
        given=row.given,
        score=row.score,
        why=row.why,
        by=row.by,
        at=row.at,
        status=status,
        reason=last.reason if last else "",
        decided_by=last.by if last else "",
        decided_at=last.at if last else None,
        policy=(last.value or {}).get("policy") if last else None,
    )


def add(alias: str, proposals: Sequence[Proposal], given: dict[str, str], by: str) -> int:
    """Keep proposals the record does not know yet, and return how many those are."""
    now = timezone.now()
    with writing(alias):
        known = set(models.Proposal.objects.using(alias).values_list("identity", flat=True))
        rows = [_row(p, given, by, now) for p in proposals if p.id not in known]
        models.Proposal.objects.using(alias).bulk_create(rows, batch_size=500)
        log.extend(alias, [log.Line("incident.proposed", on(r), row_says(r), by) for r in rows], now)
    return len(rows)


def _row(p: Proposal, given: dict[str, str], by: str, now: Any) -> models.Proposal:
    return models.Proposal(
        identity=p.id,
        tellings=[list(names) for names in p.tellings],
        labels=list(p.labels),
        given={name: given[name] for names in p.tellings for name in names if name in given},
        score=p.score if p.links else None,
        why={
            "links": [
                {"of": [k.one, k.other], "score": k.score, "reasons": [[r.code, r.weight, r.text] for r in k.reasons]}
                for k in p.links
            ],
            "against": [[r.code, r.weight, r.text] for r in p.against],
        },
        by=by,
        at=now,
    )


def judge(alias: str, kind: str, judged: Iterable[Judged], by: str) -> None:
    """Write judgements (of kind ``claim``, ``incident``, ``policy`` or ``report``), all of them or none."""
    from tollbook.record import index  # which asks this module what decisions come to

    now = timezone.now()
    rows = [
        models.Judgement(kind=kind, target=one.target, decision=one.decision, value=one.value, reason=one.reason,
                         by=by, at=now)
        for one in judged
    ]  # fmt: skip
    with writing(alias):
        models.Judgement.objects.using(alias).bulk_create(rows, batch_size=500)
        point("judged.rows")
        if kind == "incident":
            index.relabel(alias)
        elif kind == "claim":
            index.settle(alias, [row.target for row in rows])
        log.extend(alias, [log.Line(f"{kind}.judged", on(r), row_says(r), by) for r in rows], now)
    point("judged.kept")


def policies(alias: str) -> list[PolicyRun]:
    """Every run of a policy, in order."""
    rows = models.Judgement.objects.using(alias).filter(kind="policy").order_by("id")
    return [
        PolicyRun(r.target, r.value["least"], r.value["despite"], r.reason, r.by, r.at, r.value["accepted"])
        for r in rows
        if r.value is not None
    ]
