"""``tollbook fetch``: fetch pages from the web and take them in. The only command that uses the network."""

from __future__ import annotations

import datetime as dt

import click

from tollbook.cli.options import Session, by_option, date_option, json_option, record_option
from tollbook.cli.see import waiting
from tollbook.cli.taken import Haul

EPILOG = """
\b
Examples:
  tollbook fetch https://example.org/report.html
  tollbook fetch https://example.org/note.pdf --published 2016-11-30

\b
Fetched are public pages by https or http, up to 64 MB and 60 seconds each. Addresses of
private networks and of this machine are refused, also where a page leads on to one.
Whoever runs the server sees that you asked. Where that is a danger, let somebody else
save the page, and read the file.
"""


@click.command("fetch", epilog=EPILOG)
@click.argument("urls", nargs=-1, required=True, metavar="URL…")
@date_option("--published", about="The day the pages were published, where they do not say so.")
@click.option("--publisher", help="Who published the pages, where they do not say so.")
@by_option
@record_option
@json_option
@click.pass_obj
def command(
    session: Session, urls: tuple[str, ...], published: dt.date | None, publisher: str | None, as_json: bool
) -> int:
    """Fetch pages from the web and take them in.

    The capture is kept as a web archive (WARC) with its address, headers, time and SHA-256, and is read as
    any file is. Each capture is an original of its own: a page fetched again is another report.
    """
    with session.open(write=True) as record:
        haul = Haul(every=as_json)
        stream = record.fetch(urls, published=published, publisher=publisher)
        try:
            with waiting("Fetching"):
                for item in stream:
                    haul.add(item)
        except KeyboardInterrupt:
            haul.stopped = True
        haul.show(record.store.where, as_json)
    return haul.exit
