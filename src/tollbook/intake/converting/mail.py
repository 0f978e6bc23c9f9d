"""A mail as its text, and its attachments each as a report of its own; by the standard library.

The day it was sent is its day of publication and the name of its sender its publisher, unless somebody says otherwise.
Of text and HTML that say the same, the text is read. Addresses are left in the original and not copied beside it.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import email
import email.policy
import re
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from email.utils import parsedate_to_datetime

from tollbook.intake.converting.html import fragment
from tollbook.intake.converting.libraries import version_of
from tollbook.intake.decode import decode
from tollbook.intake.meta import Given
from tollbook.intake.pieces import Note, Piece, named, refused
from tollbook.model import Anchor, Conversion, Problem

CONVERTER = "mail 2"
_QUOTED = re.compile(r"^>[ >]*\S|^-{3,} ?(?:Original|Forwarded) [Mm]essage", re.MULTILINE)
MEDIA_TYPE = "message/rfc822"
MAX_PARTS = 1000
_DEPTH = 20
_LONGEST_HEADER = 4000

#: Converts the bytes of an attachment: bytes, name, part.
Inner = Callable[[bytes, str, str], Iterator[Piece]]


def read_mail(raw: bytes, inner: Inner) -> Iterator[Piece]:
    """The pieces of a mail: first its own words, then what is attached."""
    message = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    given = _given(message)
    bodies: list[tuple[str, EmailMessage]] = []
    attached: list[tuple[str, EmailMessage]] = []
    _sort(message, "1", bodies, attached, 0)
    body = _body(bodies)
    if body is not None:
        text, anchors, detail = body
        libraries = version_of("lxml") if "html" in detail else ""
        way = Conversion(CONVERTER, libraries, detail, tuple(anchors))
        yield Piece("", text, MEDIA_TYPE, page=given, conversion=way, notes=_quoting(text))
    elif not attached:
        yield refused("The mail has no text.", "Look at it in a mail program, and save its text as a .txt file.")
    for number, (_, part) in enumerate(attached[:MAX_PARTS], 1):
        name = named(_header(part.get_filename)) or "without a name"
        where = f"attachment {number}: {name}"
        content = _bytes(part)
        if content is None:
            yield refused("The attachment is damaged.", "Save it from a mail program and read that.", where)
            continue
        for piece in inner(content, name, where):
            yield _dated(piece, given)


def _sort(
    part: EmailMessage,
    number: str,
    bodies: list[tuple[str, EmailMessage]],
    attached: list[tuple[str, EmailMessage]],
    depth: int,
) -> None:
    """Tell the parts that are the mail's own words from those attached."""
    if len(bodies) + len(attached) > MAX_PARTS or depth > _DEPTH:
        return
    kind = part.get_content_type()
    if kind.startswith("multipart/"):
        below_it = part.get_payload()
        for at, child in enumerate(below_it if isinstance(below_it, list) else [], 1):
            if isinstance(child, EmailMessage):
                _sort(child, f"{number}.{at}" if depth else str(at), bodies, attached, depth + 1)
        return
    disposition = part.get_content_disposition()
    if disposition != "attachment" and kind in ("text/plain", "text/html") and not _header(part.get_filename):
        bodies.append((number, part))
    elif disposition == "attachment" or not kind.startswith("image/"):  # pictures shown in the mail are its ornament
        attached.append((number, part))


def _body(bodies: list[tuple[str, EmailMessage]]) -> tuple[str, list[Anchor], str] | None:
    """The mail's own words: its parts of text, or where there are none those of HTML."""
    for kind in ("text/plain", "text/html"):
        parts: list[str] = []
        anchors: list[Anchor] = []
        length = 0
        for number, part in bodies:
            if part.get_content_type() != kind:
                continue
            words = _words(part).replace("\r\n", "\n").replace("\r", "\n")
            inner = list(_lines(words, number))
            if kind == "text/html":
                words, found = fragment(words)
                inner = [Anchor(anchor.start, f"part {number}, {anchor.place}") for anchor in found]
            words = words.rstrip()
            if words.strip():
                parts.append(words)
                anchors += [Anchor(length + anchor.start, anchor.place) for anchor in inner]
                length += len(words) + 2
        if parts:
            return "\n\n".join(parts), anchors, kind.removeprefix("text/")
    return None


def _lines(words: str, number: str) -> Iterator[Anchor]:
    """The place of each line that says something."""
    start = 0
    for at, line in enumerate(words.split("\n"), 1):
        if line.strip():
            yield Anchor(start, f"part {number}, line {at}")
        start += len(line) + 1


def _quoting(text: str) -> tuple[Note, ...]:
    if not _QUOTED.search(text):
        return ()
    what = "It quotes an earlier mail, which is read as if it were said in this one, on this one's day."
    return (Note(what, "Look at what is quoted; where the earlier mail is at hand, read that instead."),)


def _words(part: EmailMessage) -> str:
    raw = _bytes(part)
    if not raw:
        return ""
    charset = _header(part.get_content_charset)
    found = decode(raw, "", declared=charset or None)
    return raw.decode("utf-8", "replace") if isinstance(found, Problem) else found.text


def _bytes(part: EmailMessage) -> bytes | None:
    if part.get_content_type() == "message/rfc822":
        inner = part.get_payload()
        first = inner[0] if isinstance(inner, list) and inner else None
        return first.as_bytes(policy=email.policy.default) if isinstance(first, EmailMessage) else None
    try:
        content = part.get_payload(decode=True)
    except (ValueError, LookupError, AssertionError):
        return None
    return content if isinstance(content, bytes) else None


def _plain_header(message: EmailMessage, name: str) -> str:
    """A header of a usual length; parsing one of a megabyte takes minutes, and it names nobody."""
    raw = next((str(value) for key, value in message.raw_items() if key.casefold() == name), "")
    return _header(lambda: message[name]) if len(raw) <= _LONGEST_HEADER else ""


def _header(get: Callable[[], str | None]) -> str:
    """A header that may be written in a way no parser takes."""
    try:
        return str(get() or "")
    except Exception:  # the standard library's header parser fails in many ways on made-up headers
        return ""


def _given(message: EmailMessage) -> Given:
    subject = named(_plain_header(message, "subject"))
    sent: dt.date | None = None
    with contextlib.suppress(ValueError, TypeError, IndexError, OverflowError):
        sent = parsedate_to_datetime(_plain_header(message, "date")).date()
    return Given(sent, named(_sender(message)) or None, None, subject or None)


def _sender(message: EmailMessage) -> str:
    try:
        if not _plain_header(message, "from"):
            return ""
        return str(message["from"].addresses[0].display_name)
    except Exception:
        return ""


def _dated(piece: Piece, mail: Given) -> Piece:
    """An attachment came when the mail did and from its sender, where it does not say otherwise."""
    beside = Given(mail.published, mail.publisher)
    return Piece(
        piece.part, piece.text, piece.media_type, piece.own, piece.page.or_else(beside), piece.conversion, piece.notes
    )
