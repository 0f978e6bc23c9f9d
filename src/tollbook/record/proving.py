"""Proofs to go with a figure: that its claims stand in the log of a signed checkpoint, in the words they had then.

The form is checked by :mod:`tollbook.proof`, which needs nothing of ours.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache

from tollbook.model import Json
from tollbook.proof import FORM, among, consistency, disclose, hexes, inclusion, leaf_hash, parse_checkpoint
from tollbook.record import log, models
from tollbook.record.hand import current
from tollbook.record.logged import Signed
from tollbook.record.sealing import SEALED, claim_fields, claim_seal, claim_secret


def prove(
    alias: str,
    checkpoint: Signed,
    entries: Mapping[int, Collection[str]],
    claims: Mapping[int, Mapping[str, Collection[str]]],
    earlier: Iterable[str] = (),
) -> Json:
    """A proof that entries of the log say what they are shown to say.

    ``entries`` are the numbers of entries with the fields to be shown of each; ``claims`` are for an entry on a report
    the identities of claims of its reading, with the fields to be shown of each. ``earlier`` are checkpoints the log is
    to be shown to begin with. What is not shown is not told, and no guess at it can be tried.
    """
    get = log.nodes(alias)
    size = checkpoint.head.size
    rows = models.Entry.objects.using(alias).select_related("said").filter(id__in=list(entries)).order_by("id")
    return {
        "form": FORM,
        "checkpoint": checkpoint.note,
        "key": checkpoint.key,
        "extends": [
            {"checkpoint": note, "path": hexes(consistency(get, parse_checkpoint(note).size, size))} for note in earlier
        ],
        "entries": [
            {
                "entry": log.plain(row),
                "path": hexes(inclusion(get, row.pk - 1, size)),
                **_says(row, entries[row.pk], claims.get(row.pk, {})),
            }
            for row in rows
        ],
    }


def _says(entry: models.Entry, names: Collection[str], claims: Mapping[str, Collection[str]]) -> Json:
    if not names or not hasattr(entry, "said"):
        return {}
    says = json.loads(entry.said.body)
    shown: Json = {"says": disclose(says, entry.said.secret, names)}
    if claims:
        rows = list(models.Claim.objects.using(entry._state.db).filter(reading=says["reading"]["id"]).order_by("id"))
        shown["claims"] = _claims(rows, entry.said.secret, claims)
    return shown


def _claims(rows: Sequence[models.Claim], secret: str, wanted: Mapping[str, Collection[str]]) -> list[Json]:
    seals = [claim_seal(row, at, secret) for at, row in enumerate(rows)]
    leaves = [leaf_hash(bytes.fromhex(each)) for each in seals]
    get = cache(among(leaves))  # of a large table many claims may be shown, and their paths share most of their hashes
    return [
        {
            "index": at,
            "path": hexes(inclusion(get, at, len(leaves))),
            "seal": seals[at],
            "says": disclose(claim_fields(row), claim_secret(at, secret), wanted[row.identity]),
        }
        for at, row in enumerate(rows)
        if row.identity in wanted
    ]


def entries_of(alias: str, claims: Iterable[str]) -> dict[str, int]:
    """The entry that put each claim down, of the readings that stand."""
    rows = models.Claim.objects.using(alias).filter(current(), identity__in=list(claims))
    found: dict[str, int] = {}
    of_reading: dict[int, int] = {}
    for identity, reading, report in rows.values_list("identity", "reading_id", "reading__report_id"):
        if reading not in of_reading:
            of_reading.update(_readings(alias, report))
        found[identity] = of_reading[reading]
    return found


def _readings(alias: str, report: int) -> dict[int, int]:
    """The readings of a report, each with the entry that put it down."""
    found = {}
    for entry in log.following(alias, [f"report {report}"], SEALED["report"][1])[f"report {report}"]:
        if hasattr(entry, "said") and "reading" in (says := json.loads(entry.said.body)):
            found[says["reading"]["id"]] = entry.pk
    return found
