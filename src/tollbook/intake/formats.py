"""What a file is: by its bytes first, for a name can lie, and by its name only where bytes do not tell.

A file is either of a kind that Tollbook reads (:data:`READ`), or of one that it knows and does not read, which is said
with what to do instead (:data:`NOT_READ`).
"""

from __future__ import annotations

import re
from typing import Literal

Kind = Literal[
    "text", "lines", "html", "pdf", "zip", "docx", "odt", "rtf", "mail", "feed", "warc", "gzip",
    "picture", "old_office", "locked_office", "office", "other_archive", "database", "media", "program", "table", "xml",
]  # fmt: skip

#: Suffixes of what is read of a folder, by kind. ``docx`` and ``odt`` are told from other ZIPs by what is in them.
SUFFIXES: dict[str, Kind] = {
    ".txt": "text", ".text": "text", ".md": "text",
    ".jsonl": "lines", ".ndjson": "lines",
    ".html": "html", ".htm": "html", ".xhtml": "html",
    ".pdf": "pdf", ".docx": "docx", ".odt": "odt", ".rtf": "rtf",
    ".eml": "mail", ".mht": "mail", ".mhtml": "mail",
    ".rss": "feed", ".atom": "feed", ".xml": "feed",
    ".warc": "warc", ".zip": "zip", ".gz": "gzip",
}  # fmt: skip
#: Suffixes of what is known and not read: in a folder these are passed over and said, all others are passed over.
PASSED: dict[str, Kind] = {
    ".doc": "old_office", ".xls": "old_office", ".ppt": "old_office", ".msg": "old_office",
    ".xlsx": "office", ".pptx": "office", ".ods": "office", ".odp": "office", ".epub": "office",
    ".csv": "table", ".tsv": "table",
    ".png": "picture", ".jpg": "picture", ".jpeg": "picture", ".gif": "picture", ".tif": "picture", ".tiff": "picture",
    ".webp": "picture", ".heic": "picture", ".bmp": "picture", ".svg": "picture",
    ".mp3": "media", ".mp4": "media", ".m4a": "media", ".wav": "media", ".ogg": "media", ".opus": "media",
    ".mov": "media", ".avi": "media", ".webm": "media", ".mkv": "media",
    ".rar": "other_archive", ".7z": "other_archive", ".tar": "other_archive", ".tgz": "other_archive",
    ".bz2": "other_archive", ".xz": "other_archive", ".zst": "other_archive", ".mbox": "other_archive",
    ".pst": "other_archive", ".wacz": "other_archive",
}  # fmt: skip
#: What is known and not read: what to call it and what to do.
NOT_READ: dict[Kind, tuple[str, str]] = {
    "picture": ("a picture", "Type what it says into a .txt file."),
    "old_office": ("an old office document", "Save it as DOCX, PDF or plain text and read that."),
    "locked_office": ("an office document locked by a password", "Save it without the password and read that."),
    "office": ("a spreadsheet, slides or a book", "Save its text as PDF or DOCX; a table of figures: tollbook import."),
    "other_archive": ("an archive of a kind that is not read", "Unpack it, or pack it as a ZIP."),
    "database": ("a database", "Read the reports it was made from."),
    "media": ("sound or film", "Type what is said in it into a .txt file."),
    "program": ("a program", "Read the reports themselves."),
    "table": ("a table", "Take it in with: tollbook import FILE."),
    "xml": ("XML, and neither a page nor a feed", "Save its text as a .txt file and read that."),
}
#: Kinds that one sees from the first bytes.
_SIGNATURES: tuple[tuple[bytes, Kind], ...] = (
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"\x1f\x8b", "gzip"),
    (b"WARC/1.", "warc"),
    (b"{\\rtf", "rtf"),
    (b"\xd0\xcf\x11\xe0", "old_office"),
    (b"\x89PNG", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"GIF8", "picture"),
    (b"II*\0", "picture"),
    (b"MM\0*", "picture"),
    (b"BM", "picture"),
    (b"RIFF", "media"),
    (b"OggS", "media"),
    (b"ID3", "media"),
    (b"fLaC", "media"),
    (b"\x1aE\xdf\xa3", "media"),
    (b"Rar!\x1a\x07", "other_archive"),
    (b"7z\xbc\xaf\x27\x1c", "other_archive"),
    (b"\xfd7zXZ\0", "other_archive"),
    (b"BZh", "other_archive"),
    (b"\x28\xb5\x2f\xfd", "other_archive"),
    (b"SQLite format 3\0", "database"),
    (b"\x7fELF", "program"),
    (b"MZ", "program"),
)
#: Signatures short enough to begin a text by chance: a NUL must be near.
_SHORT = (b"BM", b"MZ", b"ID3", b"RIFF", b"II*\0", b"MM\0*", b"BZh", b"GIF8", b"OggS", b"fLaC")
_BEFORE = rb"(?:\s|<\?xml[^>]{0,300}\?>|<!--.{0,2000}?-->|<!doctype\s[^>\[]{0,300}(?:\[.{0,3000}?\]\s*)?>)*"
_ROOT = re.compile(_BEFORE + rb"<(?:[a-z]{1,12}:)?([a-z]{2,8})\b", re.IGNORECASE | re.DOTALL)
_DOCTYPE = re.compile(rb"\s*(?:<!--.{0,2000}?-->\s*)*<!doctype\s+html", re.IGNORECASE | re.DOTALL)
_MAIL = re.compile(
    rb"(?:From [^\n]{1,200}\n)?(?:[A-Za-z][A-Za-z0-9-]{1,60}:[^\n]{0,2000}\r?\n(?:[ \t][^\n]{0,2000}\r?\n)*){2,}"
)
_MAIL_ALONE = re.compile(
    rb"^(?:message-id|mime-version|received|return-path|delivered-to):", re.IGNORECASE | re.MULTILINE
)
#: The name of the part that holds a document which is locked.
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_HEAD = 8192


def kind_of(raw: bytes, suffix: str = "") -> Kind:
    """What some bytes are. ``suffix`` decides only between kinds that are told apart by nothing else."""
    for signature, kind in _SIGNATURES:
        if raw.startswith(signature) and (signature not in _SHORT or b"\0" in raw[:512]):
            return "locked_office" if kind == "old_office" and _LOCKED in raw else kind
    if b"%PDF-" in raw[:1024]:
        return "pdf"
    if raw[4:8] == b"ftyp":
        return "media"
    if raw[257:262] == b"ustar":
        return "other_archive"
    called = SUFFIXES.get(suffix)
    if called == "lines":
        return "lines"
    marked = _of_marks(raw)
    if marked is not None and not (marked == "xml" and called == "text"):
        return marked
    head = raw[:_HEAD]
    if called == "mail" or (called != "text" and _MAIL.match(head) and _MAIL_ALONE.search(head)):
        return "mail"
    return "html" if called == "html" else "text"


def _of_marks(raw: bytes) -> Kind | None:
    """A page, a feed or other XML, by its first element, whatever the file is called."""
    head = raw[:_HEAD]
    for mark in (b"\xff\xfe", b"\xfe\xff"):
        if head.startswith(mark):
            head = head.replace(b"\0", b"")[2:]
    head = head.removeprefix(b"\xef\xbb\xbf")
    if _DOCTYPE.match(head):
        return "html"
    root = _ROOT.match(head)
    if root is None:
        return "xml" if head.lstrip().startswith(b"<?xml") else None
    name = root[1].lower()
    if name in (b"html", b"head", b"body"):
        return "html"
    if name in (b"rss", b"feed", b"rdf"):
        return "feed"
    if name == b"svg":
        return "picture"
    return "xml" if head.lstrip().startswith(b"<?xml") else None


def looks_like_html(raw: bytes) -> bool:
    """Whether bytes begin as a page does, whatever the file is called."""
    return _of_marks(raw) == "html"
