"""Is the record whole? Every original is hashed again, every entry of the log and its tree is reckoned anew, every row
is held against the entry that sealed it, every claim against its text.

What does not hold comes out as a :class:`tollbook.model.Problem` whose ``where`` names the report, the claim, the
entry or the file. Nothing is held in memory but numbers, so the size of a record does not matter.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from typing import Any

from django.apps import apps
from django.db import connections
from django.db.models import DateField, Model

from tollbook.model import Claim, Json, Problem
from tollbook.record import guards, index, log, models
from tollbook.record.codec import claim_identity, load_claim
from tollbook.record.connect import reading
from tollbook.record.custody import stones, torn
from tollbook.record.logged import Tell, Witness
from tollbook.record.originals import Originals
from tollbook.record.sealing import SEALED, on, reading_says, report_says, row_says
from tollbook.record.taking import claim_row
from tollbook.record.verify_log import BROKEN, COPY, UNREADABLE, Walk, guarded, loaded

BACK = "Put the file back from a copy."
#: How many rows are looked at in one go.
STEP = 200
#: A day as SQLite keeps it.
_DAY = "[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]*"


def verify(alias: str, originals: Originals, kept: Collection[Witness], tell: Tell) -> Iterator[Problem]:
    """All that does not hold, in the order log, rows, originals, database. An empty iterator is a whole record.

    ``kept`` are checkpoints from elsewhere that the log must extend; ``tell`` is told how far it is. Others may write
    meanwhile: what is looked at is the record as it was at the beginning.
    """
    with reading(alias):
        yield from looked_at(alias, originals, kept, tell)


def looked_at(alias: str, originals: Originals, kept: Collection[Witness], tell: Tell) -> Iterator[Problem]:
    """The same, of the database as it is seen by whoever calls."""
    walk = Walk(alias, kept)
    yield from walk.problems(tell)
    for name, (model, kinds) in SEALED.items():
        yield from _rows(alias, name, model, kinds, walk, tell)
    yield from _readings(alias)
    yield from guarded("originals", _originals(alias, originals, tell))
    yield from guarded("index", _index(alias))
    yield from _database(alias)


def _rows(
    alias: str, name: str, model: type[Model], kinds: tuple[str, ...], walk: Walk, tell: Tell
) -> Iterator[Problem]:
    """A table against the entries that sealed its rows."""
    keys = list(model._default_manager.using(alias).order_by("pk").values_list("pk", flat=True))
    there: set[Any] = set(keys)
    for at in range(0, len(keys), STEP):
        tell(f"Checking {name}s", at, len(keys))
        some = []
        for pk, row in loaded(alias, model, keys[at : at + STEP]):
            if row is None:
                yield Problem(f"{name} {pk}", UNREADABLE, COPY)
            else:
                some.append(row)
        entries = log.following(alias, [on(row) for row in some], kinds)
        for row in some:
            yield from guarded(on(row), _row(alias, row, entries.get(on(row), [])))
    for pk, entry in walk.named.get(name, {}).items():
        if pk in there or entry in walk.erased:
            continue
        yield Problem(f"{name} {pk}", "The log knows it, and it is gone.", COPY)


def _row(alias: str, row: Model, entries: list[models.Entry]) -> Iterator[Problem]:
    where = _where(row)
    if not entries:
        yield Problem(where, "The log does not know it.", "It was not put there by Tollbook.")
        return
    told = [(entry, _told(entry)) for entry in entries]
    if isinstance(row, models.Report):
        yield from _report(alias, where, row, told)
        return
    if (last := told[-1][1]) is not None and (off := _off(row_says(row), last)):
        yield Problem(where, f"It is not what the log says: {', '.join(off)}.", COPY)
    if isinstance(row, models.Stamp):
        from tollbook.record.checkpoints import wrong_stamp  # loads certificates and all that goes with them

        if (wrong := wrong_stamp(row)) is not None:
            yield Problem(where, f"The time stamp does not hold: {wrong}", COPY)


def _where(row: Model) -> str:
    if isinstance(row, models.Report):
        return f"report {row.pk} ({row.origin})" if row.origin else f"report {row.pk}"
    if isinstance(row, models.Gazetteer):
        return f"gazetteer {row.name}"
    return on(row)


def _told(entry: models.Entry) -> Json | None:
    """What an entry says, if it still does; whether that is what was sealed is the walk's to find."""
    try:
        says = json.loads(entry.said.body)
    except (models.Said.DoesNotExist, ValueError):
        return None
    return says if isinstance(says, dict) else None


def _off(now: Json, then: Json) -> list[str]:
    """The names of what is no longer as it was. A column that came after the entry must be empty."""
    return [name for name in now if (now[name] != then[name] if name in then else now[name])]


def _report(
    alias: str, where: str, row: models.Report, told: list[tuple[models.Entry, Json | None]]
) -> Iterator[Problem]:
    last = told[-1][1]
    if last is None:
        return
    off = _off(report_says(row), last)
    if "text" in off:
        yield Problem(where, "Its text was changed.", "Compare with the original bytes.")
        off.remove("text")
    if off:
        yield Problem(where, f"What is known of it is not what the log says: {', '.join(off)}.", COPY)
    try:
        readings = {reading.pk: reading for reading in row.readings.using(alias).all()}
    except BROKEN:
        yield Problem(where, "Its readings cannot be read any more.", COPY)
        return
    for entry, says in told:
        if says is None or "reading" not in says:
            continue
        reading = readings.pop(says["reading"]["id"], None)
        if reading is None:
            yield Problem(where, f"The reading of {says['reading']['at'][:16]} is gone.", COPY)
        else:
            yield from guarded(where, _reading(alias, where, row, reading, says, entry))
    for pk in readings:
        yield Problem(where, f"The log does not know its reading {pk}.", "It was not put there by Tollbook.")


def _reading(
    alias: str, where: str, row: models.Report, reading: models.Reading, says: Json, entry: models.Entry
) -> Iterator[Problem]:
    claims: list[models.Claim] = []
    try:
        claims = list(reading.claims.using(alias).order_by("id"))
        problems = list(reading.problems.using(alias).order_by("id"))
        now = reading_says(reading, claims, problems, entry.said.secret)
    except BROKEN:  # a claim that is none any more
        now = {"claims": None}
    for name in _off(now, says):
        what = "Its reading is" if name == "reading" else f"The {name} of its reading are"
        yield Problem(where, f"{what} not those the log knows ({str(reading.at)[:16]}).", COPY)
    for kept in claims:
        try:
            claim = load_claim(kept.whole)
        except BROKEN:
            yield Problem(f"{where}, claim {kept.identity[:12]}", "The claim cannot be read any more.")
            continue
        yield from guarded(where, _claim(where, row, kept, claim))


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


def _readings(alias: str) -> Iterator[Problem]:
    """Rows of readings that hang on nothing."""
    reports = models.Report.objects.using(alias).values("id")
    for pk in models.Reading.objects.using(alias).exclude(report__in=reports).values_list("id", flat=True):
        yield Problem(f"reading {pk}", "It is of no report.", COPY)
    readings = models.Reading.objects.using(alias).values("id")
    for model in (models.Claim, models.Problem):
        lost = model._default_manager.using(alias).exclude(reading__in=readings).values_list("id", flat=True)
        for pk in lost:
            yield Problem(f"{model._meta.model_name} {pk}", "It is of no reading.", COPY)


def _originals(alias: str, originals: Originals, tell: Tell) -> Iterator[Problem]:
    reports = models.Report.objects.using(alias).values_list("sha256", "id", "origin").order_by("id")
    places = models.Gazetteer.objects.using(alias).values_list("sha256", "name").order_by("id")
    removed: set[int] = set()
    with suppress(*BROKEN):  # a judgement that is none any more is named where judgements are looked at
        removed = {stone.report for stone in stones(alias, ("removed",)).values()}
    named = _named(
        (sha, f"report {number} ({origin})") for sha, number, origin in reports.iterator(2000) if number not in removed
    )
    named |= _named((sha, f"gazetteer {name}") for sha, name in places)
    erased = list(reports.filter(id__in=removed).values_list("sha256", "id"))
    for sha, number in (*erased, *torn(alias).items()):
        if sha not in named and originals.holds(sha):
            remedy = f"Finish what was broken off: tollbook remove {number} --confirm"
            yield Problem(f"report {number}", "It was removed, and its original bytes are still there.", remedy)
    for done, (sha, where) in enumerate(named.items()):
        if done % 50 == 0:
            tell("Hashing originals", done, len(named))
        try:
            whole = originals.digest(sha) == sha
        except (OSError, *BROKEN):
            yield Problem(where, f"The original bytes {str(sha)[:12]} are gone.", BACK)
            continue
        if not whole:
            yield Problem(where, f"The original bytes {str(sha)[:12]} were changed.", BACK)


def _no_dates(cursor: Any) -> Iterator[Problem]:
    """Values in columns of days that are none: SQLite keeps them, and they are read as if nothing stood there."""
    for model in apps.get_app_config("record").get_models():
        table, key = model._meta.db_table, model._meta.pk
        for field in model._meta.concrete_fields:
            if isinstance(field, DateField) and key is not None:
                name = field.column
                cursor.execute(  # a number alone would be a day too, counted from a noon long ago
                    f'SELECT "{key.column}" FROM "{table}" WHERE "{name}" IS NOT NULL '
                    f'AND (date("{name}") IS NULL OR "{name}" NOT GLOB \'{_DAY}\')'
                )
                for (pk,) in cursor.fetchall():
                    yield Problem(f"{model._meta.model_name} {pk}", f"Its {name} is no date.", COPY)


def _lost_links(connection: Any) -> Iterator[Problem]:
    """Rows that point to rows that are gone: PostgreSQL lets none come about, unless its owner tells it to."""
    for model in apps.get_app_config("record").get_models():
        for field in model._meta.concrete_fields:
            if field.remote_field is None or model._meta.pk is None:
                continue
            to, own = field.remote_field.model._meta, model._meta
            sql = (
                f'SELECT a."{own.pk.column}" FROM "{own.db_table}" a LEFT JOIN "{to.db_table}" b '
                f'ON b."{to.pk.column}" = a."{field.column}" '
                f'WHERE a."{field.column}" IS NOT NULL AND b."{to.pk.column}" IS NULL'
            )
            with connection.cursor() as cursor:
                cursor.execute(sql)
                for (pk,) in cursor.fetchall():
                    yield Problem("database", f"Row {pk} of {own.db_table} points to nothing in {to.db_table}.")


def _named(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The first that names each original."""
    found: dict[str, str] = {}
    for sha, where in pairs:
        found.setdefault(sha, where)
    return found


def _index(alias: str) -> Iterator[Problem]:
    if off := index.differences(alias):
        what = f"It is not what the claims say: {off} of its rows are missing, are wrong or should not be there."
        yield Problem("index", what, "Make it anew from the claims: tollbook verify --reindex")


def _database(alias: str) -> Iterator[Problem]:
    connection = connections[alias]
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA integrity_check")
            said = [row[0] for row in cursor.fetchall()]
            if said != ["ok"]:
                yield Problem("database", f"SQLite finds it damaged: {said[0]}.", "Go back to a copy.")
            cursor.execute("PRAGMA foreign_key_check")
            for table, rowid, parent, _ in cursor.fetchall():
                yield Problem("database", f"Row {rowid} of {table} points to nothing in {parent}.")
            yield from _no_dates(cursor)
    else:
        yield from _lost_links(connection)
    if guards.standing(connection) != guards.names(connection):
        yield Problem("database", "The guards that keep claims and the log from change were removed.")
