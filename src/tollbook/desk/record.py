"""A record as a person uses it: read reports into it, look at its claims, ask it, export it, verify it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from tollbook.desk.asking import Asked, ask
from tollbook.intake.documents import documents
from tollbook.intake.meta import Given
from tollbook.model import Claim, Problem, Report
from tollbook.reckon import Answer
from tollbook.record.store import Store
from tollbook.record.where import Where, located

if TYPE_CHECKING:
    from tollbook.desk.taking import Taken


class Record:
    """A record, open. Use it as a context manager.

    >>> with Record.open("aleppo.tollbook") as record:  # doctest: +SKIP
    ...     for taken in record.read(["reports/"], publisher="A monitor"): ...
    ...     record.ask("killed", who="civilians", where="Aleppo").documented.low
    """

    def __init__(self, store: Store) -> None:
        self.store = store

    @classmethod
    def open(
        cls, path: str | Where | None = None, *, create: bool = True, write: bool = True, by: str | None = None
    ) -> Self:
        """Open the record in a folder, or in the PostgreSQL database of a URL, by default the one the environment
        names, and make it where there is none.

        ``create=False`` wants it to exist; ``write=False`` only reads, and can do so on a disk that
        cannot be written. ``by`` is who is at work, for the log. Raises :class:`tollbook.record.errors.RecordError`.
        """
        return cls(Store.open(located(path), create=create and write, write=write, by=by))

    def close(self) -> None:
        """Close it."""
        self.store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def read(
        self,
        paths: Iterable[str | Path] | str | Path,
        *,
        published: dt.date | None = None,
        publisher: str | None = None,
        encoding: str | None = None,
        again: bool = False,
    ) -> Iterator[Taken | Problem]:
        """Take in files and folders, one report after the other as the result is asked for.

        ``published`` and ``publisher`` are for reports that do not say so themselves. A
        :class:`tollbook.model.Problem` in place of a report refuses one file or line.
        """
        from tollbook.desk.taking import take_in  # loads the reader, which only reading needs

        several = [paths] if isinstance(paths, str | Path) else paths
        given = Given(published, publisher)
        torn = self.store.custody.torn()
        return take_in(self.store, documents([str(path) for path in several], given, encoding, torn), again)

    def fetch(
        self,
        urls: Iterable[str] | str,
        *,
        published: dt.date | None = None,
        publisher: str | None = None,
        again: bool = False,
    ) -> Iterator[Taken | Problem]:
        """Fetch pages from the web, keep each capture as a web archive, and take in what it holds. The only thing
        here that uses the network.
        """
        from tollbook.desk.fetching import captured
        from tollbook.desk.taking import take_in

        several = [urls] if isinstance(urls, str) else urls
        return take_in(self.store, captured(several, Given(published, publisher)), again)

    def reports(self) -> list[Report]:
        """All reports in the order they were taken in, without their texts."""
        return self.store.reports()

    def claims(self, *, harm: str | None = None, report: str | None = None) -> list[Claim]:
        """The claims that stand, of one harm or one report (by its identity) or all."""
        return self.store.claims(harms=None if harm is None else [harm], report=report)

    def ask(
        self,
        harm: str,
        *,
        who: str = "people",
        where: str | None = None,
        start: dt.date | None = None,
        end: dt.date | None = None,
        perpetrator: str | None = None,
        according_to: str | None = None,
        known_on: dt.date | None = None,
    ) -> Answer:
        """How many were harmed: a least and a greatest number with their proof.

        Raises :class:`tollbook.desk.errors.AskedWrongError` for a harm, a group, a place or a name nobody
        knows.
        """
        return ask(self.store, Asked(harm, who, where, start, end, perpetrator, according_to, known_on))[0]

    def export(self) -> str:
        """All claims that stand as the plain claims table, CSV with a header: what ``tollbook import`` reads. Decisions
        on incidents stay with the record: an incident in the table is what a table said.
        """
        from tollbook.desk.exporting import Release, claims, written

        release = Release("internal")
        return written(self.store, claims(self.store, release), "csv", release).decode()

    def verify(self) -> list[Problem]:
        """Everything in the record that does not hold; empty for a whole record."""
        return list(self.store.verify())
