"""ZIP, gzip and WARC: what is in them, one after the other, in memory and never on a disk.

Nothing is unpacked to a path, so a member's name is only a name. What an archive may unpack to is limited before and
while it is unpacked: each member, all together, how many, and how deep archives may lie in one another.
"""

from __future__ import annotations

import io
import json
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from tollbook.intake.formats import NOT_READ, PASSED, SUFFIXES
from tollbook.intake.meta import Given, given_by
from tollbook.intake.pieces import Piece, named, refused
from tollbook.model import Problem

#: The most bytes of one member, of all members of a file however deep, how many there may be, and how deep.
MAX_MEMBER = 64 * 1024 * 1024
MAX_ALL = 1024 * 1024 * 1024
MAX_MEMBERS = 5000
MAX_DEPTH = 4
#: A file that unpacks to more than this many times its size, and to more than a large report, is a bomb.
MAX_RATIO = 100
_UNPACK = "Unpack it yourself if you trust it, and read its parts."


@dataclass
class Budget:
    """What is left of what a file may unpack to."""

    packed: int
    size: int = 0
    members: int = 0

    def take(self, size: int) -> str | None:
        """Count a member, or say why it is one too many."""
        self.size += size
        self.members += 1
        if self.size > MAX_ALL or (self.size > MAX_MEMBER and self.size > MAX_RATIO * self.packed):
            return f"It unpacks to more than {self.size >> 20} MB, which no archive of reports does; the rest was left."
        if self.members > MAX_MEMBERS:
            return f"It has more than {MAX_MEMBERS:,} members; the rest was left."
        return None


#: Converts a member: bytes, name, part.
Inner = Callable[[bytes, str, str], Iterator[Piece]]


def read_zip(raw: bytes, inner: Inner, budget: Budget) -> Iterator[Piece]:
    """The members of a ZIP that can be reports, each with what stands beside it."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(raw))
        members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, struct.error) as error:
        yield refused(f"The archive is damaged ({error}).", "Pack it again and read that.")
        return
    names = {item.filename: item for item in members}
    found = False
    for item in sorted(members, key=lambda item: item.filename):
        if not _wanted(item, names):
            continue
        found = True
        part = named(item.filename)
        if stat.S_ISLNK(item.external_attr >> 16):
            yield refused("It is a link to another file, and links in archives are not followed.", _UNPACK, part)
            continue
        kind = PASSED.get(PurePosixPath(item.filename).suffix.lower())
        if kind is not None:
            yield refused(f"It is {NOT_READ[kind][0]}, and is not read.", NOT_READ[kind][1], part)
            continue
        content = _member(archive, item)
        if isinstance(content, Piece):
            yield replace(content, part=part)
            continue
        if (much := budget.take(len(content))) is not None:
            yield refused(much, _UNPACK)
            return
        own = _beside(archive, names, item.filename)
        for piece in inner(content, item.filename, part):
            yield replace(piece, own=piece.own.or_else(own))
    if not found:
        yield refused("The archive holds no reports.", f"Of an archive it reads {', '.join(sorted(SUFFIXES))}.")


def _wanted(item: zipfile.ZipInfo, names: dict[str, zipfile.ZipInfo]) -> bool:
    """Whether a member may be a report: no folder, not hidden, and no file that stands beside one."""
    path = PurePosixPath(item.filename.replace("\\", "/"))
    if item.is_dir() or any(part.startswith((".", "__MACOSX")) and part != ".." for part in path.parts):
        return False
    if path.stem.upper() == "README":
        return False
    if path.suffix.lower() == ".json":
        return not any(_sidecar(name) and item.filename in _sidecars(name) for name in names)
    return True


def _sidecar(name: str) -> bool:
    return PurePosixPath(name).suffix.lower() in SUFFIXES


def _sidecars(name: str) -> tuple[str, ...]:
    stem = name.rpartition(".")[0]
    return tuple(f"{base}{end}" for base in (name, stem) for end in (".meta.json", ".json"))


def _beside(archive: zipfile.ZipFile, names: dict[str, zipfile.ZipInfo], name: str) -> Given:
    for beside in _sidecars(name):
        item = names.get(beside)
        if item is None or item.file_size > 65536:
            continue
        content = _member(archive, item)
        try:
            data = json.loads(content) if isinstance(content, bytes) else None
        except (ValueError, RecursionError):
            data = None
        if isinstance(data, dict):
            given = given_by(data, beside)
            return Given() if isinstance(given, Problem) else given
    return Given()


def _member(archive: zipfile.ZipFile, item: zipfile.ZipInfo) -> bytes | Piece:
    if item.flag_bits & 0x1:
        return refused("It is locked by a password.", "Unpack it with the password and read what is in it.")
    if item.file_size > MAX_MEMBER:
        return refused(f"It unpacks to more than {MAX_MEMBER >> 20} MB.", "Split it into its reports.")
    try:
        with archive.open(item) as stream:
            content = stream.read(MAX_MEMBER + 1)
    except (zipfile.BadZipFile, ValueError, OSError, EOFError, NotImplementedError, RuntimeError, zlib.error) as error:
        return refused(f"It is damaged and does not unpack ({error}).", "Pack it again and read that.")
    if len(content) > MAX_MEMBER:
        return refused(f"It unpacks to more than {MAX_MEMBER >> 20} MB.", "Split it into its reports.")
    return content


def read_gzip(raw: bytes, name: str, inner: Inner, budget: Budget) -> Iterator[Piece]:
    """What one gzip file holds."""
    content = unzipped(raw)
    if content is None:
        yield refused("The file is damaged and does not unpack.", "Unpack it with another program and read that.")
        return
    if len(content) > MAX_MEMBER:
        yield refused(f"It unpacks to more than {MAX_MEMBER >> 20} MB.", _UNPACK)
        return
    if (much := budget.take(len(content))) is not None:
        yield refused(much, _UNPACK)
        return
    yield from inner(content, name.removesuffix(".gz").removesuffix(".GZ"), "")


def unzipped(raw: bytes, most: int = MAX_MEMBER) -> bytes | None:
    """Gzip unpacked, one byte longer than ``most`` where it is longer; None where it is damaged."""
    out = bytearray()
    rest = raw
    try:
        while rest.startswith(b"\x1f\x8b"):
            member = zlib.decompressobj(31)
            out += member.decompress(rest, most + 1 - len(out))
            if len(out) > most:
                break
            if not member.eof:
                return None
            rest = member.unused_data
    except zlib.error:
        return None
    return bytes(out)


_HTTP_KINDS = {
    "text/html": ".html", "application/xhtml+xml": ".html", "text/plain": ".txt", "application/pdf": ".pdf",
    "application/rss+xml": ".xml", "application/atom+xml": ".xml", "application/xml": ".xml", "text/xml": ".xml",
    "message/rfc822": ".eml", "application/rtf": ".rtf", "text/rtf": ".rtf", "application/zip": ".zip",
    "application/jsonl": ".jsonl", "application/x-ndjson": ".jsonl",
}  # fmt: skip


def read_warc(raw: bytes, inner: Inner, budget: Budget) -> Iterator[Piece]:
    """The pages of a web archive: what servers answered with, each under its address."""
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    found = False
    try:
        for number, record in enumerate(ArchiveIterator(io.BytesIO(raw)), 1):
            headers = record.http_headers
            if record.rec_type not in ("response", "resource"):
                continue
            if headers is not None and headers.get_statuscode() not in ("200", "203"):
                continue
            said = (
                headers.get_header("Content-Type")
                if headers is not None
                else record.rec_headers.get_header("Content-Type")
            )
            media = (said or "").split(";")[0].strip().lower()
            url = record.rec_headers.get_header("WARC-Target-URI") or ""
            if media and media not in _HTTP_KINDS and not media.startswith("application/"):
                continue  # pictures, styles and scripts of pages
            content = record.content_stream().read(MAX_MEMBER + 1)
            part = named(f"record {number}: {url}")
            found = True
            if len(content) > MAX_MEMBER:
                yield refused(f"It is larger than {MAX_MEMBER >> 20} MB.", "Split it into its reports.", part)
                continue
            if (much := budget.take(len(content))) is not None:
                yield refused(much, _UNPACK)
                return
            name = PurePosixPath(urlsplit(url).path).name if "//" in url else ""
            suffix = _HTTP_KINDS.get(media, "")
            if suffix and not name.lower().endswith(suffix):
                name += suffix
            charset = re.search(r"charset=[\"']?([\w.:-]{2,40})", said or "", re.IGNORECASE)
            host = (urlsplit(url).hostname or "").removeprefix("www.")
            for piece in inner(content, f"{name}\0{charset[1] if charset else ''}", part):
                yield replace(piece, page=piece.page.or_else(Given(publisher=named(host) or None)))
    except (ArchiveLoadFailed, ValueError, EOFError, OSError, AttributeError, TypeError, zlib.error) as error:
        yield refused(
            f"The web archive is damaged ({str(error)[:120]}).", "Capture the pages again, or save them one by one."
        )
        return
    if not found:
        yield refused("The web archive holds no pages that were answered.", "Capture the pages again.")
