"""Is the record whole? Every original is hashed again, every claim is held against its text, the log
against itself.

What does not hold comes out as a :class:`tollbook.model.Problem` whose ``where`` names the report, the
claim or the line.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from tollbook.model import Claim, Json, Problem, identity
from tollbook.record import log, models
from tollbook.record.codec import claim_identity, dump, load_claim
from tollbook.record.incidents import proposal_digest
from tollbook.record.originals import Originals
from tollbook.record.taking import claim_row, digest


def _is_append_only(model: object) -> bool:
    return isinstance(model, type) and issubclass(model, models.AppendOnly) and model is not models.AppendOnly


#: What judgements are on.
JUDGED = ("claim", "incident", "policy")

#: The tables that are only ever added to.
APPEND_ONLY = [model for model in models.__dict__.values() if _is_append_only(model)]


def verify(alias: str, originals: Originals) -> Iterator[Problem]:
    """All that does not hold, in the order originals, reports, judgements, log. An empty iterator is a whole
    record.
    """
    yield from _originals(alias, originals)
    sealed = _sealed(alias, "report.")
    yield from _gone(alias, sealed)
    for row in models.Report.objects.using(alias).select_related("reading").order_by("id").iterator(200):
        yield from _report(alias, row, sealed.get(row.identity, []))
    yield from _judgements(alias)
    yield from _proposals(alias)
    for line, what in log.broken(alias):
        yield Problem(f"log line {line}", f"The line {what}.", "Compare with a copy of the record.")
    yield from _database(alias)


def _originals(alias: str, originals: Originals) -> Iterator[Problem]:
    named = {
        sha: f"report {number} ({origin})"
        for number, origin, sha in models.Report.objects.using(alias).values_list("id", "origin", "sha256")
    }
    for name, sha in models.Gazetteer.objects.using(alias).values_list("name", "sha256"):
        named[sha] = f"gazetteer {name}"
    for sha, where in named.items():
        try:
            raw = originals.get(sha)
        except OSError:
            yield Problem(where, f"The original bytes {sha[:12]} are gone.", "Put the file back from a copy.")
            continue
        if hashlib.sha256(raw).hexdigest() != sha:
            yield Problem(where, f"The original bytes {sha[:12]} were changed.", "Put the file back from a copy.")


def _sealed(alias: str, kind: str) -> dict[str, list[Json]]:
    """What the log says of each subject, line by line, for the lines of one kind."""
    sealed: dict[str, list[Json]] = {}
    events = models.Event.objects.using(alias).filter(kind__startswith=kind).order_by("id")
    for subject, data in events.values_list("subject", "data").iterator(2000):
        sealed.setdefault(subject, []).append(data)
    return sealed


def _gone(alias: str, sealed: dict[str, list[Json]]) -> Iterator[Problem]:
    there = set(models.Report.objects.using(alias).values_list("identity", flat=True))
    for subject, lines in sealed.items():
        if subject not in there:
            where = f"report {subject[:12]} ({lines[0].get('origin')})"
            yield Problem(where, "The log knows this report, and it is gone.", "Compare with a copy of the record.")


def _judgements(alias: str) -> Iterator[Problem]:
    kept: dict[tuple[str, str], list[Json]] = {}
    for row in models.Judgement.objects.using(alias).order_by("id").iterator(2000):
        said = {"decision": row.decision, "reason": row.reason, "by": row.by, "value": row.value}
        kept.setdefault((row.kind, row.target), []).append(said)
    sealed = {(kind, on): said for kind in JUDGED for on, said in _sealed(alias, f"{kind}.judged").items()}
    for kind, target in sorted(kept.keys() | sealed.keys()):
        if kept.get((kind, target)) != sealed.get((kind, target)):
            yield Problem(f"{kind} {target[:12]}", "The judgements on it are not those the log knows.")


def _proposals(alias: str) -> Iterator[Problem]:
    sealed = _sealed(alias, "incident.proposed")
    there = set()
    for row in models.Proposal.objects.using(alias).order_by("id").iterator(2000):
        there.add(row.identity)
        if sealed.get(row.identity) != [{"digest": proposal_digest(row)}]:
            yield Problem(
                f"proposal {row.id}", "It is not the one the log knows.", "Compare with a copy of the record."
            )
    for identity_ in sorted(sealed.keys() - there):
        yield Problem(f"proposal {identity_[:12]}", "The log knows it, and it is gone.")


def _report(alias: str, row: models.Report, lines: list[Json]) -> Iterator[Problem]:
    where = f"report {row.id} ({row.origin})"
    if not lines:
        yield Problem(where, "The log does not know this report.", "It was not taken in by Tollbook.")
        return
    first, last = lines[0], lines[-1]
    if first["text"] != identity("text", row.text):
        yield Problem(where, "Its text was changed.", "Compare with the original bytes.")
    told = {"sha256": first, "part": first, "origin": first, "publisher": last, "published": last}
    off = [name for name, line in told.items() if line[name] != dump(getattr(row, name))]
    if row.reading is None or row.reading.digest != last["reading"]:
        off.append("reading")
    if off:
        yield Problem(where, f"What is known of it is not what the log says: {', '.join(off)}.")
    for reading in row.readings.using(alias).all():
        claims: list[Claim] = []
        for kept in reading.claims.using(alias).all():
            try:
                claim = load_claim(kept.whole)
            except (KeyError, TypeError, ValueError):
                yield Problem(f"{where}, claim {kept.identity[:12]}", "The claim cannot be read any more.")
                continue
            claims.append(claim)
            yield from _claim(where, row, kept, claim)
        if digest(claims) != reading.digest or all(reading.digest != line["reading"] for line in lines):
            yield Problem(where, f"The claims of its reading of {reading.at:%Y-%m-%d %H:%M} are not those kept.")


def _claim(where: str, row: models.Report, kept: models.Claim, claim: Claim) -> Iterator[Problem]:
    where = f"{where}, claim {kept.identity[:12]}"
    if claim_identity(claim) != kept.identity or claim.id != kept.identity:
        yield Problem(where, "What the claim says does not fit its identity: it was changed.")
    fresh = claim_row(kept.reading, claim)
    off = [f.name for f in fresh._meta.concrete_fields if f.name != "id" and _differs(f.attname, fresh, kept)]
    if off:
        yield Problem(where, f"Its columns do not say what the claim says: {', '.join(off)}.")
    if row.text and claim.quantity.text and claim.span.end:
        words = row.text[claim.span.start : claim.span.end]
        if words != claim.quantity.text:
            yield Problem(where, f"Its span holds {words!r} and not {claim.quantity.text!r}.", span=claim.span)


def _differs(name: str, fresh: models.Claim, kept: models.Claim) -> bool:
    return bool(getattr(fresh, name) != getattr(kept, name))


def _database(alias: str) -> Iterator[Problem]:
    from django.db import connections

    with connections[alias].cursor() as cursor:
        cursor.execute("PRAGMA integrity_check")
        said = [row[0] for row in cursor.fetchall()]
        if said != ["ok"]:
            yield Problem("database", f"SQLite finds it damaged: {said[0]}.", "Go back to a copy.")
        cursor.execute("SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'record_%_no_%'")
        if cursor.fetchone()[0] < 2 * len(APPEND_ONLY):
            yield Problem("database", "The guards that keep claims and the log from change were removed.")
        cursor.execute("PRAGMA foreign_key_check")
        for table, rowid, parent, _ in cursor.fetchall():
            yield Problem("database", f"Row {rowid} of {table} points to nothing in {parent}.")
