"""Archives, mails and web archives made to do harm."""

from __future__ import annotations

import gzip
import io
import struct
import zipfile
from collections.abc import Iterator

WORDS = b"Shelling killed 12 civilians in Homs on Monday, rescuers said."
Files = Iterator[tuple[str, bytes]]


def packed(members: list[tuple[str | zipfile.ZipInfo, bytes]]) -> bytes:
    """A ZIP of members, whose names may come twice."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            info = name if isinstance(name, zipfile.ZipInfo) else zipfile.ZipInfo(name)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return out.getvalue()


def files(secret: str, address: str, marker: str) -> Files:
    """Those that are small."""
    yield from _zips(secret, marker)
    yield from _gzips()
    yield from _mails(address)
    yield from _web_archives()


def heavy() -> Files:
    """Those that are large, or unpack to much."""
    zeros = b"\0" * (60 << 20)
    yield "bomb-flat.zip", packed([(f"{i}.txt", zeros) for i in range(30)])
    yield "bomb-one.zip", packed([("one.txt", b"\0" * (200 << 20))])
    inner = packed([(f"{i}.txt", zeros) for i in range(8)])
    yield "bomb-nested.zip", packed([(f"{i}.zip", inner) for i in range(16)])
    yield "bomb-overlapping.zip", overlapping(2000, 8 << 20)
    yield "bomb.txt.gz", gzip.compress(b"\0" * (300 << 20), 1)
    yield "bomb-twice.gz", gzip.compress(gzip.compress(b"\0" * (300 << 20), 1), 1)
    yield "many-members.zip", packed([(f"{i}.txt", WORDS) for i in range(800)])
    mixed = b'Message-ID: <1>\nFrom: a@b\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="b"\n\n'
    part = b"--b\nContent-Type: text/plain\nContent-Disposition: attachment; filename=a.txt\n\n" + WORDS + b"\n"
    yield "many-attachments.eml", mixed + part * 1100 + b"--b--\n"
    block = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n" + WORDS
    head = b"WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: http://x.org/a\r\nContent-Type: application/http\r\n"
    yield "many.warc", (head + b"Content-Length: %d\r\n\r\n%s\r\n\r\n" % (len(block), block)) * 600
    yield "million-lines.eml", b"Message-ID: <1>\nFrom: a@b\n\n" + b"12 killed.\n" * 1_000_000
    head = b"".join(b"X-%d: y\n" % i for i in range(200_000))
    yield "many-headers.eml", head + b"Message-ID: <1>\nFrom: a@b\n\n" + WORDS


def overlapping(times: int, size: int) -> bytes:
    """One member's bytes listed under many names."""
    one = packed([("0.txt", b"\0" * size)])
    end = one.rindex(b"PK\x05\x06")
    at = struct.unpack("<I", one[end + 16 : end + 20])[0]
    entry = one[at:end]
    directory = b"".join(entry[:46] + b"%05d" % i for i in range(times))
    tail = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, times, times, len(directory), at, 0)
    return one[:at] + directory + tail


def _zips(secret: str, marker: str) -> Files:
    plain = packed([("a.txt", WORDS), ("b.txt", WORDS)])
    for number, name in enumerate(
        (
            "../../slip.txt", "/tmp/slip.txt", "..\\..\\slip.txt", "C:\\slip.txt", "\\\\host\\share\\slip.txt", "a/../../b.txt",
            marker, "con.txt", "a\nb.txt", "a\u202etxt.exe.txt", "\x1b[2J.txt", "x" * 60_000 + ".txt", "....//....//b.txt", " .txt",
            "%2e%2e%2fslip.txt", "a/./b/../c.txt", "~/.bashrc.txt", "$(touch x).txt", "|id.txt", "-rf.txt",
        )
    ):  # fmt: skip
        yield f"slip-{number}.zip", packed([(name, WORDS)])
    link = zipfile.ZipInfo("link.txt")
    link.external_attr = 0o120777 << 16
    yield "symlink.zip", packed([(link, secret.encode())])
    folder = zipfile.ZipInfo("folder.txt")
    folder.external_attr = 0o120777 << 16
    yield "symlink-folder.zip", packed([(folder, b"/"), ("folder.txt/etc/passwd.txt", WORDS)])
    device = zipfile.ZipInfo("device.txt")
    device.external_attr = 0o060777 << 16
    yield "device.zip", packed([(device, WORDS)])
    nested = plain
    for depth in range(1, 9):
        nested = packed([(f"{depth}.zip", nested)])
        yield f"nested-{depth}.zip", nested
    yield "twice.zip", packed([("a.txt", WORDS), ("a.txt", WORDS + b" Again.")])
    yield "empty.zip", packed([])
    yield (
        "locked.zip",
        plain.replace(b"PK\x03\x04\x14\0\0\0", b"PK\x03\x04\x14\0\1\0").replace(
            b"PK\x01\x02\x14\x03\x14\0\0\0", b"PK\x01\x02\x14\x03\x14\0\1\0"
        ),
    )
    at = plain.index(b"PK\x01\x02")
    yield "strange-method.zip", plain[: at + 10] + struct.pack("<H", 99) + plain[at + 12 :]
    yield "size-small.zip", plain[: at + 24] + struct.pack("<I", 3) + plain[at + 28 :]
    yield "size-large.zip", plain[: at + 24] + struct.pack("<I", 0xFFFFFFF0) + plain[at + 28 :]
    yield "offset.zip", plain[: at + 42] + struct.pack("<I", 0x7FFFFFFF) + plain[at + 46 :]
    yield "wrong-sum.zip", plain[: at + 16] + b"\1\2\3\4" + plain[at + 20 :]
    for part in (5, 20, 40, 60, 80, 95):
        yield f"cut-{part}.zip", plain[: len(plain) * part // 100]
    yield "two-in-one.zip", plain + packed([("c.txt", WORDS)])
    yield "text-before.zip", WORDS + plain
    yield "comment.zip", plain[:-2] + struct.pack("<H", 9) + b"PK\x05\x06xxxxx"
    yield "sidecar-deep.zip", packed([("a.txt", WORDS), ("a.json", b"[" * 60_000)])
    yield "sidecar-wrong.zip", packed([("a.txt", WORDS), ("a.json", b'{"published": {"$ne": 1}}')])
    yield "self-named.zip", packed([("self-named.zip", plain)])


def _gzips() -> Files:
    raw = gzip.compress(WORDS)
    for part in (3, 9, 15, 50, 90):
        yield f"cut-{part}.txt.gz", raw[: max(2, len(raw) * part // 100)]
    deep = WORDS
    for _ in range(8):
        deep = gzip.compress(deep)
    yield "deep.gz", deep
    yield "members.txt.gz", b"".join(gzip.compress(WORDS + b"\n") for _ in range(3000))
    yield "rubbish-behind.txt.gz", raw + b"\0" * 1000
    yield "wrong-sum.txt.gz", raw[:-8] + b"\1\2\3\4" + raw[-4:]
    yield "flags.txt.gz", raw[:3] + b"\xff" + raw[4:]


def _mails(address: str) -> Files:
    head = b"Message-ID: <1@x>\nFrom: A <a@b.org>\nDate: Mon, 28 Nov 2016 10:00:00 +0000\nMIME-Version: 1.0\n"
    deep = b"Content-Type: text/plain\n\n" + WORDS
    for level in range(300):
        mark = b"b%d" % level
        deep = b'Content-Type: multipart/mixed; boundary="%s"\n\n--%s\n%s\n--%s--\n' % (mark, mark, deep, mark)
    yield "deep.eml", head + deep
    inner = head + b"\n" + WORDS
    for _ in range(60):
        inner = head + b"Content-Type: message/rfc822\n\n" + inner
    yield "mails-in-mails.eml", inner
    mixed = head + b'Content-Type: multipart/mixed; boundary="b"\n\n'
    part = b'--b\nContent-Type: text/plain\nContent-Disposition: attachment; filename="%s"\n\n' + WORDS + b"\n"
    for number, name in enumerate(
        (b"../../x.txt", b"/etc/passwd", b"x\0y.txt", b"a.txt\r\nBcc: b@c", b"x" * 30_000, b"")
    ):
        yield f"attached-{number}.eml", mixed + part % name + b"--b--\n"
    yield "no-end.eml", mixed + part % b"a.txt"
    yield "no-boundary.eml", head + b"Content-Type: multipart/mixed\n\n--b\n\n" + WORDS
    yield "long-boundary.eml", head + b'Content-Type: multipart/mixed; boundary="' + b"-" * 100_000 + b'"\n\n' + WORDS
    yield "long-header.eml", head + b"Subject: " + b"a" * (4 << 20) + b"\n\n" + WORDS
    yield "folded.eml", head + b"Subject: a\n" + b" b\n" * 100_000 + b"\n" + WORDS
    yield "encoded-subject.eml", head + b"Subject: " + b"=?utf-8?q?=00=FF?= " * 20_000 + b"\n\n" + WORDS
    yield "many-senders.eml", b"From: " + b"a <a@b>, " * 30_000 + b"\nMessage-ID: <1>\nTo: x\n\n" + WORDS
    yield "nested-address.eml", b"From: " + b"(" * 20_000 + b"\nMessage-ID: <1>\nTo: x\n\n" + WORDS
    yield "nested-groups.eml", b"From: " + b"a:" * 20_000 + b"\nMessage-ID: <1>\nTo: x\n\n" + WORDS
    for number, day in enumerate((b"Mon, 99 Nov 99999 99:99:99 +9999", b"", b"0", b"1" * 10_000, b"-1 Jan 0 00:00")):
        yield f"day-{number}.eml", b"From: a\nMessage-ID: <1>\nDate: " + day + b"\n\n" + WORDS
    for number, kind in enumerate(
        (b"klingon", b"rot13", b"base64_codec", b"utf-7", b"idna", b"unicode_escape", b"x" * 9000)
    ):
        yield f"charset-{number}.eml", head + b"Content-Type: text/plain; charset=" + kind + b"\n\n" + WORDS + b"\xff"
    yield "base64.eml", head + b"Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\n" + b"=A?/" * 10_000
    yield (
        "quoted.eml",
        head + b"Content-Type: text/plain\nContent-Transfer-Encoding: quoted-printable\n\n" + b"=\n" * 100_000,
    )
    yield (
        "uu.eml",
        head + b"Content-Type: text/plain\nContent-Transfer-Encoding: x-uuencode\n\nbegin 644 /tmp/x\n`\nend\n",
    )
    page = b'<img src="%s"><script>fetch("%s")</script><p>' % (address.encode(), address.encode()) + WORDS
    yield "page.eml", head + b"Content-Type: text/html\n\n" + page
    yield "nul.eml", head + b"\n" + WORDS + b"\0" * 1000
    yield "header-only.eml", head
    yield "loop.eml", head + b'Content-Type: multipart/mixed; boundary=""\n\n--\n--\n--\n' + WORDS


def _web_archives() -> Files:
    block = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n" + WORDS
    record = b"WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: %s\r\nContent-Type: application/http\r\n"
    record += b"Content-Length: %s\r\n\r\n%s\r\n\r\n"
    plain = record % (b"http://x.org/a", b"%d" % len(block), block)
    yield "good.warc", plain
    for number, length in enumerate((b"-1", b"0", b"99999999999999", b"abc", b"", b"1e9", b"0x10")):
        yield f"length-{number}.warc", record % (b"http://x.org/a", length, block)
    for number, url in enumerate(
        (b"file:///etc/passwd", b"javascript:1", b"x" * 100_000, b"http://[::1", b"\xff\xfe", b"")
    ):
        yield f"url-{number}.warc", record % (url, b"%d" % len(block), block)
    zipped = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Encoding: gzip\r\n\r\n"
    for number, body in enumerate((gzip.compress(b"\0" * (20 << 20)), b"\x1f\x8brubbish", gzip.compress(WORDS)[:20])):
        one = zipped + body
        yield f"zipped-{number}.warc", record % (b"http://x.org/a", b"%d" % len(one), one)
    chunks = (
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Type: text/plain\r\n\r\nffffffffffff\r\n" + WORDS
    )
    yield "chunks.warc", record % (b"http://x.org/a", b"%d" % len(chunks), chunks)
    yield "cut.warc", plain[:-40]
    yield "head.warc", b"WARC/1.1\r\n" + b"X: y\r\n" * 100_000
    yield "nested.warc", record % (b"http://x.org/a.warc", b"%d" % len(plain), plain)
    yield "cut.warc.gz", gzip.compress(plain)[:60]
    yield "status.warc", record % (b"http://x.org/a", b"30", b"HTTP/1.1 \xff\xff\r\n\r\n" + b"x" * 17)
