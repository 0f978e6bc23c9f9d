"""Fetching pages and taking them in: the capture is the original, and is read like any other file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tollbook.intake.addresses import RefusedAddressError
from tollbook.intake.capture import warc
from tollbook.intake.documents import Document, Door
from tollbook.intake.fetch import Allow, Resolve, fetch
from tollbook.intake.meta import Given
from tollbook.intake.worker import Worker
from tollbook.model import Problem


def captured(
    urls: Iterable[str], told: Given, resolve: Resolve | None = None, allow: Allow | None = None
) -> Iterator[Document | Problem]:
    """The documents of some addresses, one after the other. An address that is not fetched is a problem.

    ``resolve`` and ``allow`` are for tests, which fetch from this machine; no command reaches them.
    """
    with Worker() as worker:
        door = Door(worker, told, None)
        for url in urls:
            try:
                answers = fetch(url, resolve=resolve, allow=allow)
            except RefusedAddressError as refused:
                yield Problem(url, refused.what, refused.remedy)
                continue
            yield from door.taken(warc(answers), answers[-1].url, ".warc")
