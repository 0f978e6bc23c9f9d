"""Taking in a table of claims, coded by hand or by a peer: whole or not at all.

**When is it the same row?** A row is known by its name in its list ("acled::SYR1234"), or, where rows have no names, by
all its cells in a table of the same file name. The same row again changes nothing. A row of the same name that says
something else takes the place of the earlier, whose claims stay in the history as superseded. Rows of earlier tables
that this one lacks stand, because a part of a list is a table too; ``whole`` says that the table is all of its list,
and they are superseded as well. A table without names of rows always is all of its list.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from tollbook.desk.places import find_place, gazetteer_of
from tollbook.desk.taking import EXTRACTOR
from tollbook.export.release import told_row
from tollbook.intake.claims_table import bare
from tollbook.intake.tables.acled import shifted
from tollbook.intake.tables.kinds import Told, read_table
from tollbook.intake.tables.rows import Row, Table, digest
from tollbook.model import Claim, Problem, Reading, Report
from tollbook.record.plan import Read
from tollbook.record.store import Store
from tollbook.resolve.places import Gazetteer

#: Told what is being done ("reading", "keeping"), how far it is and of how much, in lines or claims.
Watch = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of a table, or would come of it: what it is, its reports, the claims taken in, what it changed.

    ``known`` are rows the record has already, ``superseded`` claims of earlier versions of rows, ``beside`` rows of
    earlier tables of the list that this one lacks and that stand; ``passed_over`` counts rows that tell of no harm, by
    the reason.
    """

    table: Table
    reports: tuple[Report, ...] = ()
    claims: tuple[Claim, ...] = ()
    known: int = 0
    superseded: int = 0
    beside: int = 0
    problems: tuple[Problem, ...] = ()


@dataclass(slots=True)
class _Sorted:
    """The rows of a table by what the record knows of them."""

    fresh: list[Row] = field(default_factory=list)
    known: int = 0
    old: dict[str, str] = field(default_factory=dict)
    beside: int = 0


def import_table(
    store: Store | None,
    path: Path,
    told: Told | None = None,
    *,
    whole: bool = False,
    dry: bool = False,
    watch: Watch | None = None,
    table: Table | None = None,
) -> Imported:
    """Take a table in. Any wrong row refuses all of it, and every wrong row is named.

    ``dry`` only says what would come of it, and needs no record. ``table`` is the table where it was read already
    (:func:`read`). Raises OSError where the table cannot be read, RecordError where it cannot be kept.
    """
    table = table or read(store, path, told, watch)
    if table.problems:
        if store is not None and not dry:
            store.note("import.refused", {"origin": str(path), "problems": len(table.problems)})
        return refused(table, path)
    reports = {name: _report(table, path, name, rows, told) for name, rows in _by_report(table).items()}
    sha256 = hashlib.sha256(table.raw).hexdigest()
    todo = {name: replace(report, sha256=sha256) for name, report in reports.items()}
    if store is not None:
        plans = {name: store.plan(report) for name, report in todo.items()}
        if removed := [plan.report.number for plan in plans.values() if plan.outcome == "removed"]:
            what = f"It is the table of report {removed[0]}, which was removed by law: it is not taken in again."
            if not dry:
                store.note("import.refused", {"origin": str(path), "removed": removed})
            return Imported(table, problems=(Problem(str(path), what, f"See why: tollbook show {removed[0]}"),))
        if plans and all(plan.outcome == "known" for plan in plans.values()):
            return Imported(table, tuple(plan.report for plan in plans.values()), known=len(table.rows))
    found = _sort(store, table, whole, {plan.report.id for plan in plans.values()} if store is not None else set())
    marked = replace(table, rows=tuple(found.fresh))
    fresh = {name: _claims(table, rows) for name, rows in _by_report(marked).items()}
    claims = tuple(claim for _, theirs in fresh.values() for claim in theirs)
    said = Imported(table, tuple(todo.values()), claims, found.known, len(found.old), found.beside)
    if dry or store is None:
        return said
    items = [
        Read(replace(plans[name], report=replace(plans[name].report, text=text)), table.raw, Reading(theirs))
        for name, (text, theirs) in fresh.items()
    ]
    keeping = None if watch is None else (lambda count: watch("keeping", count, len(claims)))
    with store.together():
        taken = [report for report, _ in store.take_in(items, EXTRACTOR, keeping)]
        if found.old:
            store.supersede(found.old, store.by)
        numbers = [report.number for report in taken]
        store.note("table.imported", {"reports": numbers, "claims": len(claims), "superseded": len(found.old)})
    return replace(said, reports=tuple(taken))


def read(store: Store | None, path: Path, told: Told | None = None, watch: Watch | None = None) -> Table:
    """Read a table, with the places of a record where there is one. Raises OSError."""
    gazetteer = gazetteer_of(store) if store is not None else Gazetteer.default()
    lines = max(1, path.read_bytes().count(b"\n")) if watch is not None else 0
    reading = (lambda line: watch("reading", line, lines)) if watch is not None else None
    return read_table(path, gazetteer, told or Told(), lambda words: find_place(words, gazetteer), reading)


def refused(table: Table, path: Path) -> Imported:
    """What came of a table that is wrong."""
    return Imported(table, problems=tuple(_placed(path, problem) for problem in table.problems))


def _sort(store: Store | None, table: Table, whole: bool, own: set[str]) -> _Sorted:
    """The rows of a table that are new, and the claims of the record that give way to them. ``own`` are the identities
    of the table's own reports, where it was read before and is corrected: their claims go by themselves."""
    out = _Sorted()
    standing = _standing(store, table, own)
    unnamed = not any(row.name for row in table.rows)
    for row in table.rows:
        mark = mark_of(table.list, row)
        earlier = standing.pop(row.name or row.digest, [])
        if earlier and all(rule == mark for _, rule in earlier):
            out.known += 1
            continue
        out.fresh.append(row)
        out.old.update({claim: f"line {row.line} of a later table gives the row anew" for claim, _ in earlier})
    if whole or unnamed:
        gone = "a later table no longer has the row"
        out.old.update({claim: gone for left in standing.values() for claim, rule in left if _of(table.list, rule)})
    else:
        out.beside = sum(any(_of(table.list, rule) for _, rule in left) for left in standing.values())
    return out


def mark_of(list_name: str, row: Row) -> str:
    """What the claims of a row carry as their rule: the list, the row's name in it, and the digest of its cells."""
    return f"{list_name}::{row.name}@{row.digest}"


def _of(list_name: str, rule: str) -> bool:
    return rule.startswith(f"{list_name}::")


def _standing(store: Store | None, table: Table, own: set[str]) -> dict[str, list[tuple[str, str]]]:
    """The claims of earlier tables of the list by the name (or digest) of their row, each with its rule.

    Of a plain table also the claims of the record whose own identities are the names of its rows.
    """
    found: dict[str, list[tuple[str, str]]] = {}
    if store is None:
        return found
    for kept, report, rule in store.table_claims():
        if _of(table.list, rule) and report not in own:
            name, _, mark = rule[len(table.list) + 2 :].rpartition("@")
            found.setdefault(name or mark, []).append((kept, rule))
    names = {row.name: row for row in table.rows if len(row.name) == 64} if table.kind == "plain" else {}
    if names:
        reports = {report.id: report for report in store.reports()}
        for claim in store.claims():
            row = names.get(claim.id)
            if row is not None and claim.report not in own:
                same = _exported(claim, reports.get(claim.report)) == row.digest
                found.setdefault(claim.id, []).append((claim.id, mark_of(table.list, row) if same else ""))
    return found


def _exported(claim: Claim, report: Report | None) -> str:
    """The digest that a claim's row has in the table it is exported to."""
    cells = {column: bare(cell) for column, cell in told_row(claim, report).items()}
    return digest(f"{column}={cell}" for column, cell in sorted(cells.items()) if cell)


def _claims(table: Table, rows: Iterable[Row]) -> tuple[str, tuple[Claim, ...]]:
    """The claims of rows, marked with their row, and the text their spans lie in."""
    claims: list[Claim] = []
    texts: list[str] = []
    at = 0
    for row in rows:
        mark = mark_of(table.list, row)
        claims += [replace(claim, rule=mark) for claim in shifted(row.claims, row.text, at)]
        if row.text:
            texts.append(row.text)
            at += len(row.text) + 2
    return "\n\n".join(texts), tuple(claims)


def _report(table: Table, path: Path, name: str, rows: list[Row], told: Told | None) -> Report:
    first = rows[0].claims[0]
    plain = table.kind == "plain"
    return Report(
        text="", part=name, publisher=first.publisher if plain else table.publisher,
        published=first.published if plain else (told.published if told else None),
        title=(name if plain else "") or path.name, origin=str(path), media_type="text/csv",
    )  # fmt: skip


def _by_report(table: Table) -> dict[str, list[Row]]:
    """The rows of each report of the record, in their order. A peer's table is one; of a plain table the rows of one
    label are, unless they are of another publisher or day."""
    if table.kind != "plain":
        return {table.list: list(table.rows)} if table.rows else {}
    found: dict[tuple[object, ...], list[Row]] = {}
    for row in table.rows:
        claim = row.claims[0]
        found.setdefault((claim.report, claim.publisher, claim.published), []).append(row)
    labels: dict[str, list[Row]] = {}
    for (label, publisher, published), theirs in found.items():
        about = ", ".join(str(part) for part in (publisher, published) if part)
        name = str(label) or about
        labels[name if name not in labels else f"{name} ({about})"] = theirs
    return labels


def _placed(path: Path, problem: Problem) -> Problem:
    where = f"{path}, {problem.where}" if problem.where.startswith(("row ", "line ")) else problem.where
    return Problem(where, problem.what, problem.why)
