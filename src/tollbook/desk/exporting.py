"""What leaves a record: claims, figures and incidents as tables, and a figure with its proof as a bundle.

Every way out goes through here: the level decides what is in the file, and the record's log keeps that it left, in
which form, for which level, and its hash.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tollbook.desk.asking import Asked, ask, cross, harm_named, tabulate
from tollbook.desk.errors import AskedWrongError
from tollbook.desk.ledger import prove
from tollbook.desk.places import gazetteer_of
from tollbook.desk.words import headline
from tollbook.export.bundle import bundle
from tollbook.export.events import events, events_table
from tollbook.export.figures import figures_table
from tollbook.export.files import WRITERS
from tollbook.export.naming import WITHHELD, public_name
from tollbook.export.peers import acled_table, ged_table
from tollbook.export.release import claims_table, shown
from tollbook.export.table import Level, Table, may_see
from tollbook.model import Report
from tollbook.reckon import Answer, By, Grid, Numbers
from tollbook.reckon import Table as Answers
from tollbook.reckon.explaining import explain
from tollbook.record.store import Store


@dataclass(frozen=True, slots=True)
class Release:
    """Who a file is for, and the names of persons that may be told to them all the same."""

    level: Level = "public"
    told: tuple[str, ...] = ()


def claims(store: Store, release: Release, harm: str | None = None, report: Report | None = None) -> Table:
    """The claims that stand, of one harm or one report or all. Decisions on incidents stay with the record: an incident
    is what a table said."""
    harms = [harm_named(harm)] if harm else None
    some = store.claims(harms=harms, report=report.id if report else None, decided=False)
    return claims_table(some, _reports(store), release.level, release.told)


def figures(store: Store, release: Release, asked: Asked, by: Sequence[By]) -> Table:
    """An answer, or a table of figures by one kind or by two. Raises :class:`AskedWrongError` for what is asked wrongly
    or may not be told."""
    found: Answer | Answers | Grid
    if len(by) == 2:
        found = cross(store, asked, by[0], by[1])[0]
    else:
        found = tabulate(store, asked, by[0])[0] if by else ask(store, asked)[0]
    may_be_asked(found if isinstance(found, Answer) else found.total, release)
    return figures_table(found, release.level, release.told)


def may_be_asked(answer: Answer | Numbers, release: Release) -> None:
    """Refuse a question whose own words a level may not see. Raises :class:`AskedWrongError`."""
    if may_see(release.level, "internal"):
        return
    question = answer.question
    for name in (question.according_to, question.perpetrator):
        if public_name(name, release.told) == WITHHELD:
            raise AskedWrongError(
                f"{name} may be a person, and what is public names none.",
                f'If the name may be told: --may-name "{name}". For colleagues: --level internal.',
            )
    if question.place is not None and (public := shown(question.place)) is not question.place:
        where = question.place.name or question.place.text
        assert public is None or not public.name
        raise AskedWrongError(
            f"{where} is smaller than a town or in no gazetteer, and what is public names no such place.",
            "Ask for the town, or export for colleagues: --level internal",
        )


#: The shapes incidents can have besides a table of ours.
SHAPES = ("ged", "acled")


def incidents(store: Store, release: Release, shape: str | None = None) -> Table:
    """The events the claims tell of, those that were decided and those that were not; in the shape of a peer's table
    where one is named."""
    found = events(store.claims())
    if shape is None:
        return events_table(found, release.level, release.told)
    gazetteer = gazetteer_of(store)

    def name_of(ident: str) -> str | None:
        entry = gazetteer.by_ident(ident)
        return entry.name if entry else None

    make = {"ged": ged_table, "acled": acled_table}[shape]
    return make(found, release.level, name_of, release.told)


def bundled(store: Store, release: Release, asked: Asked) -> bytes:
    """A figure with its claims, its sums and the proof that they stand in the log, as a ZIP that checks itself.

    Raises :class:`AskedWrongError` for what is asked wrongly, may not be told, or on which no report says anything.
    """
    found, shelf = ask(store, asked)
    may_be_asked(found, release)
    if found.silent:
        raise AskedWrongError("No report says anything about this.", "There is nothing to prove. Ask for more.")
    known, touching = shelf.claims, set(found.touching)
    told = [claim for claim in known if claim.id in touching]
    low, high, _ = explain(found, known)
    sums = (low, high)
    behind = list(dict.fromkeys(term.claim.id for one in sums for term in one.terms))
    there = {claim.id for claim in told}
    told += [claim for claim in known if claim.id in behind and claim.id not in there]
    made = bundle(
        found,
        claims_table(told, _reports(store), release.level, release.told),
        [claim.id for claim in told],
        sums,
        prove(store, claims=behind, words=may_see(release.level, "internal")),
        headline(found),
        release.level,
        release.told,
    )
    store.exported(f"bundle, {release.level}", made, len(told))
    return made


def written(store: Store, table: Table, form: str, release: Release) -> bytes:
    """A table as a file of a form, with the note in the log that it left. Raises :class:`AskedWrongError` for a form
    that has no place for any of its columns."""
    if form == "hxl.csv" and not any(column.tag for column in table.columns):
        raise AskedWrongError(
            "A table in the columns of a peer has no HXL tags.", "Leave the peer's columns out, or write it as .csv."
        )
    raw = WRITERS[form](table)
    store.exported(f"{table.name} as {form}, {release.level}", raw, len(table.rows))
    return raw


def _reports(store: Store) -> dict[str, Report]:
    return {report.id: report for report in store.reports()}


__all__ = ["SHAPES", "Release", "bundled", "claims", "figures", "incidents", "may_be_asked", "written"]
