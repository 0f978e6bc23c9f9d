"""The custody of a report as people keep it: who did what with it, correcting it, withdrawing it, removing it by
law."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import PurePath

from tollbook.desk.errors import AskedWrongError
from tollbook.desk.places import gazetteer_of
from tollbook.intake.worker import Worker
from tollbook.model import Json, Report
from tollbook.record.logged import Logged, Tombstone
from tollbook.record.settings import BY_VARIABLE
from tollbook.record.store import Store

_ERASED = "what was said of it was erased when it was removed"
_REMOVED = "It was removed by law: nothing is left to work on."


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that was done with a report: the entry of the log, in words, with what else is known of it."""

    entry: Logged
    did: str
    about: tuple[str, ...]


def custody(store: Store, report: Report) -> Iterator[Step]:
    """All that was done with a report, the first first."""
    entries = list(store.ledger.entries(on=store.custody.entries_on(_number(report))))
    for entry in reversed(entries):
        says = entry.says or {}
        if entry.kind == "report.judged":
            yield Step(entry, _judged(says), tuple(_reasons(says)))
        elif entry.kind == "report.parted":
            about = (
                f"its file {str(says.get('held_in'))[:16]}… holds a report that was to be removed" if says else _ERASED
            )
            yield Step(entry, "kept apart from its file", (about,))
        elif entry.kind == "report.removed":
            yield Step(entry, "erased", (f"entries of the log whose words are erased: {len(says['erased'])}",))
        elif entry.kind == "report.by_hand":
            count = says.get("claims", {}).get("count", 0)
            yield Step(entry, "claims made by hand", (f"{count} {'claim' if count == 1 else 'claims'}",))
        elif entry.kind == "restricted.read":
            page = f"page {says['page']} of its original" if says.get("page") else "its original bytes"
            yield Step(entry, "read", (page,) if says.get("original") else ())
        else:
            did = {
                "report.new": "taken in",
                "report.corrected": "read anew, corrected",
                "report.again": "read anew",
            }
            yield Step(entry, did.get(entry.kind, entry.kind), tuple(_taken(says)))


def _judged(says: Json) -> str:
    decision: str = says.get("decision", "judged; what was said was erased")
    return {"removal asked": "removal asked for", "restored": "withdrawal taken back"}.get(decision, decision)


def _reasons(says: Json) -> Iterator[str]:
    if says.get("reason"):
        yield str(says["reason"])
    value = says.get("value") or {}
    if value.get("asked_by"):
        yield f"asked for by {value['asked_by']}"
    if says.get("decision") == "withdrawn":
        yield f"counts no longer as known from {value['on']} on"
    for name, (was, now) in (value.get("changed") or {}).items():
        yield f"{name}: {was or 'unknown'} → {now or 'unknown'}"


def _taken(says: Json) -> Iterator[str]:
    """Where it came from, how it was converted, by which version it was read."""
    if not says:
        yield _ERASED
        return
    yield f"from {says['origin']}" + (f", {says['part']}" if says["part"] else "")
    yield f"original {says['sha256'][:16]}… (SHA-256), {says['media_type']}"
    if isinstance(says.get("conversion"), dict):
        way = says["conversion"]
        yield f"converted by {way.get('converter', '')} {way.get('libraries', '')} {way.get('detail', '')}".rstrip()
    yield f"published {says['published'] or 'on a day not known'} by {says['publisher'] or 'nobody named'}"
    yield f"read by {says['reading']['extractor']}: {says['claims']['count']} claims"


def withdraw(store: Store, report: Report, reason: str, day: dt.date | None = None) -> None:
    """Let a report's claims count no longer from a day on (today). Raises :class:`AskedWrongError`."""
    stone = _stone(store, report)
    if stone is not None and stone.decision == "withdrawn":
        raise AskedWrongError(
            f"Report {report.number} is withdrawn already, by {stone.by}: {stone.reason}",
            f"Take it back first: tollbook withdraw {report.number} --undo --reason …",
        )
    today = dt.datetime.now(dt.UTC).date()
    if day is not None and day > today:
        raise AskedWrongError(f"{day} has not come yet.", "Withdraw it from today on, or from an earlier day.")
    store.custody.judge(_number(report), "withdrawn", reason, {"on": (day or today).isoformat()})


def restore(store: Store, report: Report, reason: str) -> None:
    """Take a withdrawal back. Raises :class:`AskedWrongError` where there is none."""
    stone = _stone(store, report)
    if stone is None or stone.decision != "withdrawn":
        raise AskedWrongError(f"Report {report.number} is not withdrawn.")
    store.custody.judge(_number(report), "restored", reason, {"on": dt.datetime.now(dt.UTC).date().isoformat()})


def correct(
    store: Store, report: Report, reason: str, *, published: dt.date | None = None, publisher: str | None = None,
    title: str | None = None,
) -> dict[str, tuple[object, object]]:  # fmt: skip
    """Correct what is known of a report, and read it anew with that. Returns what changed, each with what it was.

    Raises :class:`AskedWrongError` where nothing would change, and for a table: it is corrected by a new table.
    """
    from tollbook.desk.taking import EXTRACTOR
    from tollbook.model import Problem, Reading
    from tollbook.reading import read
    from tollbook.record.plan import Plan, Read

    _stone(store, report)
    if report.media_type == "text/csv":
        raise AskedWrongError(
            f"Report {report.number} is a table: its rows are corrected in it.", "Import the corrected table."
        )
    given = {"published": published, "publisher": publisher, "title": title}
    said = {name: value for name, value in given.items() if value is not None}
    changed: dict[str, tuple[object, object]]
    changed = {name: (getattr(report, name), now) for name, now in said.items() if getattr(report, name) != now}
    if not changed:
        raise AskedWrongError(f"Nothing would change: report {report.number} says so already.")
    right = replace(report, **{name: now for name, (_, now) in changed.items()})  # type: ignore[arg-type]
    found = read(right.text, right.published, right.publisher, gazetteer_of(store))
    kept = tuple(Problem(p.where if p.where != "text" else right.origin, p.what, p.why, p.span) for p in found.problems)
    was = {name: [_plain(before), _plain(now)] for name, (before, now) in changed.items()}
    raw = store.originals.get(report.sha256)
    with store.together():
        row = store.row(_number(report))
        store.custody.judge(_number(report), "corrected", reason, {"changed": was})
        reading = Reading(found.claims, found.figures, kept)
        store.take_in([Read(Plan("corrected", right, row), raw, reading)], EXTRACTOR)
    return changed


def _plain(value: object) -> str | None:
    return None if value is None else str(value)


def ask_removal(store: Store, report: Report, reason: str) -> None:
    """Ask that a report be removed by law. Nothing is erased before a second person confirms it."""
    _stone(store, report)
    asked = store.custody.asked().get(report.id)
    if asked is not None:
        raise AskedWrongError(
            f"{asked.by} asked for it on {asked.at:%Y-%m-%d}: {asked.reason}",
            f"Somebody else confirms it: tollbook remove {report.number} --confirm --by NAME",
        )
    store.custody.judge(_number(report), "removal asked", reason, {})


def cancel_removal(store: Store, report: Report, reason: str) -> None:
    """Take a request for removal back."""
    if report.id not in store.custody.asked():
        raise AskedWrongError(f"Nobody asked for report {report.number} to be removed.")
    store.custody.judge(_number(report), "removal cancelled", reason, {})


def confirm_removal(store: Store, report: Report) -> Tombstone:
    """Erase a report that somebody else asked to be removed. Returns the request.

    Raises :class:`AskedWrongError` where nobody asked, or where it is the same person.
    """
    asked = store.custody.asked().get(report.id)
    stone = store.custody.stones().get(report.id)
    if stone is not None and stone.decision == "removed":
        store.custody.remove(_number(report), None)
        return stone
    if asked is None:
        raise AskedWrongError(
            f"Nobody asked for report {report.number} to be removed.",
            f"Ask for it first: tollbook remove {report.number} --reason …",
        )
    if asked.by.strip().casefold() == store.by.strip().casefold():
        raise AskedWrongError(
            f"{asked.by} asked for it, and a second person must confirm it.",
            f"Say who you are: --by NAME, or {BY_VARIABLE}=NAME" if not os.environ.get(BY_VARIABLE) else "",
        )
    _part(store, report)
    store.custody.remove(_number(report), asked)
    return asked


def _part(store: Store, report: Report) -> None:
    """Part a report from others in the same original bytes, each with bytes of its own: those of the attachment or the
    member of the archive that it is. Refused where there are none, as of lines of one file or entries of a feed."""
    number = _number(report)
    awaited = {stone.report for stone in store.custody.asked().values()}
    sharing = store.custody.sharing(number)
    if awaited.issuperset(sharing):
        return
    own = _own_bytes(store, report, [number, *sharing])
    if own is None or own[number] in [own[other] for other in sharing]:
        others = [other for other in sharing if other not in awaited]
        listed = ", ".join(map(str, others[:8])) + (f" and {len(others) - 8} more" if len(others) > 8 else "")
        raise AskedWrongError(
            f"The original bytes of report {number} hold other reports as well: {listed}.",
            "They can only be erased together: ask for the removal of those first.",
        )
    store.custody.part(own)


def _own_bytes(store: Store, report: Report, numbers: list[int]) -> dict[int, bytes] | None:
    """The bytes that each of the reports of one file has of its own; None where one has none."""
    name, raw = PurePath(report.origin), store.originals.get(report.sha256)
    with Worker() as worker:
        found = {piece.part: piece.raw for piece in worker.convert(raw, name.name, name.suffix.lower(), apart=True)}
    own = {number: found.get(store.find(str(number))[0].part) for number in numbers}
    whole = {number: raw for number, raw in own.items() if raw is not None}
    return whole if len(whole) == len(own) else None


def _stone(store: Store, report: Report) -> Tombstone | None:
    stone = store.custody.stones().get(report.id)
    if stone is not None and stone.decision == "removed":
        raise AskedWrongError(_REMOVED, f"See why: tollbook show {report.number}")
    return stone


def _number(report: Report) -> int:
    assert report.number is not None, "a report of a record has a number"
    return report.number
