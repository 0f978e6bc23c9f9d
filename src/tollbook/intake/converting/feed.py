"""A feed, RSS or Atom, as its entries; by feedparser, which is given bytes and never an address."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from typing import Any

from tollbook.intake.converting.html import fragment
from tollbook.intake.converting.libraries import version_of
from tollbook.intake.meta import Given
from tollbook.intake.pieces import Piece, named, refused
from tollbook.model import Anchor, Conversion

CONVERTER = "feed 1"
MEDIA_TYPE = "application/atom+xml"
MAX_ENTRIES = 5000


def read_feed(raw: bytes) -> Iterator[Piece]:
    """The entries of a feed, each a piece: its title, and the longest of what it says."""
    import feedparser

    feed = feedparser.parse(io.BytesIO(raw), sanitize_html=False, resolve_relative_uris=False)
    publisher = named(fragment(str(feed.feed.get("title", "")))[0]) or None
    language = str(feed.feed.get("language", ""))[:16] or None
    found = 0
    for number, entry in enumerate(feed.entries[:MAX_ENTRIES], 1):
        piece = _entry(number, entry, publisher, language)
        if piece is not None:
            found += 1
            yield piece
    if not found:
        damaged = feed.bozo and not feed.entries
        said = "The feed is damaged and has no entries." if damaged else "The feed has no entries with words."
        yield refused(said, "Save the page it is of, and read that.")


def _entry(number: int, entry: Any, publisher: str | None, language: str | None) -> Piece | None:
    title = " ".join(fragment(str(entry.get("title", "")))[0].split())
    bodies = [("content", item.get("value", "")) for item in entry.get("content", ())]
    bodies.append(("summary", entry.get("summary", "")))
    said = max(((name, *fragment(str(markup))) for name, markup in bodies), key=lambda item: len(item[1]))
    name, words, inner = said
    anchors = [Anchor(0, f"entry {number}, title")] if title else []
    start = len(title) + 2 if title else 0
    anchors += [Anchor(start + anchor.start, f"entry {number}, {name}, {anchor.place}") for anchor in inner]
    text = "\n\n".join(part for part in (title, words) if part)
    if not text.strip():
        return None
    source = entry.get("source", {})
    origin = named(str(source.get("title", ""))) if isinstance(source, dict) else ""
    given = Given(_day(entry), origin or publisher, language, title or None)
    part = named(f"entry {number}: {entry.get('link') or entry.get('id') or title}")
    conversion = Conversion(CONVERTER, version_of("feedparser", "lxml"), name, tuple(anchors))
    return Piece(part, text, MEDIA_TYPE, page=given, conversion=conversion)


def _day(entry: Any) -> dt.date | None:
    """The day an entry was published, in universal time, which is how feeds are read."""
    for key in ("published_parsed", "updated_parsed"):
        when = entry.get(key)
        if when:
            try:
                return dt.date(when.tm_year, when.tm_mon, when.tm_mday)
            except (ValueError, AttributeError):
                continue
    return None
