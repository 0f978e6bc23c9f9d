"""What happened to the record, as one person may know it; and the other lists of the desk."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path, PurePath

from tollbook.desk import ledger
from tollbook.desk.access import Seat, needs
from tollbook.desk.asking import harm_named
from tollbook.desk.errors import AskedWrongError
from tollbook.desk.ledger import Told
from tollbook.desk.places import add_places
from tollbook.model import Claim, Problem
from tollbook.record.listing import SourceLine
from tollbook.record.logged import Logged, Signed
from tollbook.resolve.gazetteer_tables import Added

#: How many entries a page of the log has.
PAGE = 100
#: How many are looked at for one page, and how many at a time.
SCAN, CHUNK = 5000, 250
#: Entries that tell of people at work rather than of the record, and of what was never taken in: for administrators,
#: and for the person themselves.
OF_PEOPLE = ("login", "login.refused", "logout", "access.refused", "user.changed", "restricted.read", "read.refused")


@needs("read")
def log(
    here: Seat, words: str = "", kind: str = "", by: str = "", since: dt.date | None = None,
    until: dt.date | None = None, before: int | None = None, also: Callable[[Told], str] | None = None,
) -> tuple[list[Told], int | None]:  # fmt: skip
    """Entries of the log that fit, the latest first, and the number before which to go on, if there may be more: no
    more than :data:`SCAN` are looked at for one page, however few fit. ``also`` says an entry in another language, to
    be searched as well.

    Without those that tell of reports this person may not see, and, but for administrators, of other people.
    """
    kinds = ledger.kinds_named(kind) if kind else None
    entries = iter(here.store.ledger.entries(kinds=kinds, by=by or None, since=since, until=until, before=before))
    found: list[Told] = []
    looked = 0
    while looked < SCAN and (some := list(islice(entries, CHUNK))):
        looked += len(some)
        found += ledger.read_log(_known(here, some), words, also=also)
        if len(found) >= PAGE:
            return found[:PAGE], found[PAGE - 1].entry.number
        if len(some) == CHUNK and looked >= SCAN:
            return found, some[-1].number
    return found, None


def _known(here: Seat, entries: Sequence[Logged]) -> Iterator[Logged]:
    """The entries that one may know of."""
    hidden = here.store.hand.hidden_numbers() if here.partial else set()
    told = {entry.number: _tells_of(entry) for entry in entries} if hidden else {}
    proposals = here.store.hand.told_in({one for _, _, some in told.values() for one in some})
    names = {entry: {*claims, *(name for one in some for name in proposals.get(one, ()))}
             for entry, (_, claims, some) in told.items()}  # fmt: skip
    gone = here.store.hand.of_hidden(set().union(*names.values()))
    for entry in entries:
        mine = entry.by == here.person.name
        if entry.kind in OF_PEOPLE and not mine and not here.person.may("administer"):
            continue
        if hidden and (told[entry.number][0] & hidden or not gone.isdisjoint(names[entry.number])):
            continue
        yield entry


def _tells_of(entry: Logged) -> tuple[set[int], set[str], set[str]]:
    """The reports that an entry names, by number; the claims, and the proposals, by identity."""
    says = entry.says or {}
    value = says.get("value") if isinstance(says.get("value"), dict) else {}
    reports = {number for number in (says.get("report"), (value or {}).get("report")) if isinstance(number, int)}
    if entry.on.startswith("report "):
        reports.add(int(entry.on.split()[1]))
    claims = {name for telling in says.get("tellings", []) for name in telling}
    if says.get("kind") == "claim":
        claims.add(says["target"])
    return reports, claims, {says["target"]} if says.get("kind") == "incident" else set()


@needs("read")
def checkpoint(here: Seat) -> Signed | None:
    """The last signed head of the log, to be kept elsewhere."""
    kept = here.store.ledger.checkpoints()
    return kept[-1] if kept else None


@needs("administer")
def sign(here: Seat) -> Signed:
    """Sign the head of the log with the key of the computer that serves the desk."""
    return here.store.ledger.sign()[0]


@needs("read")
def sources(here: Seat) -> tuple[list[SourceLine], list[SourceLine]]:
    """Who says so, and who carries it: as claims name them, those with most claims first."""
    return here.store.listing.sources(), here.store.listing.sources("publisher")


@needs("read")
def places(here: Seat) -> tuple[list[tuple[str, str | None, int, bool]], list[tuple[str, int]]]:
    """The places that claims name, and the tables of places that were added."""
    return here.store.listing.places(), [(name, count) for name, _, count in here.store.gazetteers()]


@needs("administer")
def add_table(here: Seat, name: str, raw: bytes) -> Added | list[Problem]:
    """Add a table of places, all of it or, with its problems, nothing. Reports read before do not know it yet."""
    safe = PurePath(name.replace("\\", "/")).name
    if not safe or safe.startswith("."):
        raise AskedWrongError("The table has no name.", "Choose a file that has one.")
    with tempfile.TemporaryDirectory(prefix="tollbook-") as folder:
        table = Path(folder) / safe
        table.write_bytes(raw)
        return add_places(here.store, table)


@needs("read")
def claims(here: Seat, harm: str, report: int | None, after: int, most: int) -> tuple[list[Claim], int | None]:
    """Claims that stand, of a harm and a report or of all, after a row: some of them, and the row to go on after."""
    named = harm_named(harm) if harm else None
    return here.store.listing.claims(named, report, after, most)
