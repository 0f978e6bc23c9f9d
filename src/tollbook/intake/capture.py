"""A capture: what a server answered, kept as a web archive (WARC 1.1), with address, headers, time and SHA-256.

The archive is the original of the report, and says of itself where it is from: any program for web archives reads it.
Answers that lead on are in it too, so that the way to the page can be seen.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from collections.abc import Iterable

from tollbook import __version__
from tollbook.intake.fetch import Answer

#: A name for captures, so that each record's name can be made of what it holds.
_NAMES = uuid.uuid5(uuid.NAMESPACE_URL, "urn:tollbook:capture")


def warc(answers: Iterable[Answer]) -> bytes:
    """The answers as a web archive. The same answers give the same bytes."""
    found = list(answers)
    about = f"software: tollbook {__version__}\r\nformat: WARC File Format 1.1\r\n".encode()
    first = found[0].at if found else 0.0
    out = _record("warcinfo", first, about, [("Content-Type", "application/warc-fields")])
    for answer in found:
        block = _block(answer)
        fields = [
            ("WARC-Target-URI", answer.url),
            ("WARC-IP-Address", answer.ip),
            ("WARC-Payload-Digest", f"sha256:{hashlib.sha256(answer.body).hexdigest()}"),
            ("Content-Type", "application/http; msgtype=response"),
        ]
        out += _record("response", answer.at, block, fields)
    return out


def _block(answer: Answer) -> bytes:
    """The answer as HTTP. The body is kept in one piece; headers that tell how it was cut get other names."""
    lines = [f"HTTP/1.1 {answer.status} {_line(answer.reason)}"]
    for name, value in answer.headers:
        if name.casefold() in ("transfer-encoding", "content-length"):
            name = f"X-Original-{name}"
        lines.append(f"{_line(name)}: {_line(value)}")
    lines.append(f"Content-Length: {len(answer.body)}")
    return "\r\n".join(lines).encode("utf-8", "replace") + b"\r\n\r\n" + answer.body


def _line(words: str) -> str:
    return " ".join(words.split())


def _record(kind: str, at: float, block: bytes, fields: list[tuple[str, str]]) -> bytes:
    digest = hashlib.sha256(block).hexdigest()
    when = dt.datetime.fromtimestamp(at, dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    name = uuid.uuid5(_NAMES, f"{kind} {when} {digest}")
    head = [
        "WARC/1.1",
        f"WARC-Type: {kind}",
        f"WARC-Record-ID: <urn:uuid:{name}>",
        f"WARC-Date: {when}",
        f"WARC-Block-Digest: sha256:{digest}",
        *(f"{key}: {value}" for key, value in fields),
        f"Content-Length: {len(block)}",
    ]
    return "\r\n".join(head).encode() + b"\r\n\r\n" + block + b"\r\n\r\n"
