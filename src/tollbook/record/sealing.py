"""What the entry that puts a row down says of it: every column, so that no row can change without its entry.

A reading is sealed with its claims: each claim by a seal of its own, all of them as a small tree, whose root the entry
says. So one claim, or a few fields of one, can be proved to stand in the log without showing another.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Model

from tollbook.model import Json, identity
from tollbook.proof import canonical, leaf_hash, root_of, salt_of, seal
from tollbook.record import models
from tollbook.record.codec import dump

#: The kinds of entries that put a row of a table down or change it, by table.
SEALED: dict[str, tuple[type[Model], tuple[str, ...]]] = {
    "report": (
        models.Report,
        (
            "report.new",
            "report.corrected",
            "report.again",
            "report.by_hand",
            "report.parted",
            "report.removed",
        ),
    ),
    "judgement": (models.Judgement, ("report.judged", "claim.judged", "incident.judged", "policy.judged")),
    "proposal": (models.Proposal, ("incident.proposed",)),
    "gazetteer": (models.Gazetteer, ("gazetteer.added",)),
    "checkpoint": (models.Checkpoint, ("checkpoint.signed",)),
    "stamp": (models.Stamp, ("checkpoint.stamped",)),
}


def on(row: Model) -> str:
    """How entries name a row."""
    return f"{row._meta.model_name} {row.pk}"


def row_says(row: Model) -> Json:
    """Every column of a row."""
    return {field.attname: dump(getattr(row, field.attname)) for field in row._meta.concrete_fields}


def report_says(row: models.Report) -> Json:
    """Every column of a report, its text as a hash, and of how that was made the places of its lines as one."""
    says = row_says(row)
    way = None
    if row.conversion is not None:
        way = {**row.conversion, "anchors": identity("anchors", canonical(row.conversion["anchors"]))}
    return {**says, "text": hashlib.sha256(row.text.encode("utf-8", "surrogatepass")).hexdigest(), "conversion": way}


def reading_says(
    reading: models.Reading, claims: Sequence[models.Claim], problems: Iterable[models.Problem], secret: str
) -> Json:
    """A reading with its claims and problems, in their order. ``secret`` is that of the entry."""
    seals = [leaf_hash(bytes.fromhex(claim_seal(row, at, secret))) for at, row in enumerate(claims)]
    rows = [canonical(row_says(row)) for row in problems]
    return {
        "reading": row_says(reading),
        "claims": {"count": len(seals), "root": root_of(seals).hex()},
        "problems": {"count": len(rows), "digest": identity("problems", *rows)},
    }


#: Parts of a claim that hold words of the report beside what they mean: these are sealed apart, so that the meaning can
#: be shown without them.
_WORDED = ("quantity", "population", "window")


def claim_fields(row: models.Claim) -> Json:
    """What is sealed of a claim: all it says, and its row. Its columns only say the same again."""
    fields: dict[str, Any] = {"row": row.pk, **row.whole}
    for name in _WORDED:
        part = dict(fields[name])
        fields[f"{name}.text"] = part.pop("text")
        fields[name] = part
    return fields


def claim_secret(at: int, secret: str) -> str:
    """The secret of the claim at a place of its reading, from that of the entry."""
    return salt_of(secret, f"claim {at}")


def claim_seal(row: models.Claim, at: int, secret: str) -> str:
    """The seal of one claim."""
    return seal(claim_fields(row), claim_secret(at, secret))
