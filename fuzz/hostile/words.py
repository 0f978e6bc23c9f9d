"""Texts, lines of JSON, pictures and programs made to do harm, and files that are not what they are called."""

from __future__ import annotations

import codecs
import json
import pickle
import struct
import zlib
from collections.abc import Iterator

from fuzz.hostile.archives import WORDS

Files = Iterator[tuple[str, bytes]]


class _Runs:
    """Runs something when it is unpickled."""

    def __init__(self, marker: str) -> None:
        self.marker = marker

    def __reduce__(self) -> tuple[object, tuple[str, str]]:
        return open, (self.marker, "w")


def files(secret: str, address: str, marker: str) -> Files:
    """Those that are small."""
    yield from _texts()
    yield from _lines()
    yield from _others(marker)


def heavy() -> Files:
    """Those that are large."""
    yield "long-line.txt", b"killed " * 500_000
    yield "many-lines.txt", b"\n" * 3_000_000 + WORDS
    yield "digits.txt", b"1" * 3_000_000
    yield "too-long.txt", WORDS * 100_000
    yield "too-large.txt", b"x" * (65 << 20)
    yield "long-line.jsonl", b'{"text": "' + b"x" * (66 << 20) + b'"}\n' + b'{"text": "12 killed."}\n'
    yield "many-lines.jsonl", b'{"text": "12 civilians were killed in Homs."}\n' * 400


def _texts() -> Files:
    said = WORDS.decode()
    texts = {
        "overrides.txt": f"\u202e{said[::-1]}\u202c \u2066{said}\u2069 \u200f\u200e\u061c" * 200,
        "combining.txt": "".join(ch + "\u0301" * 50 for ch in said) * 20,
        "invisible.txt": "\u200b".join(said) * 50,
        "wide.txt": said.translate({i: i + 0xFEE0 for i in range(33, 127)}),
        "mathematical.txt": "".join(chr(0x1D41A + ord(ch) - 97) if ch.islower() else ch for ch in said),
        "private.txt": said + "\ue000\U000f0000\U0010ffff" * 500,
        "separators.txt": said.replace(" ", "\u2028") + "\x85\x1c\x1d\x1e\x0b\x0c",
        "terminal.txt": f"\x1b[2J\x1b]0;owned\x07{said}\x1b[8m",
        "spreadsheet.txt": f"=cmd|' /C calc'!A0 {said} +1 -1 @SUM(1)",
        "markup.txt": f"<script>alert(1)</script> {said} [bold red]{said}[/] {{{{7*7}}}} ${{7*7}} %s %n",
        "numbers.txt": " ".join(f"{10**i} people were killed." for i in range(400)),
        "nested-quotes.txt": "“" * 3000 + said + "”" * 3000,
        "brackets.txt": "(" * 20_000 + said,
        "commas.txt": "1,2," * 20_000 + " were killed",
        "and.txt": " and ".join(["12 civilians"] * 4000) + " were killed.",
        "zeros.txt": "0" * 100_000 + "12 civilians were killed.",
        "names.txt": "Ahmad al-Homsi, " * 5000 + "were killed.",
    }
    for name, text in texts.items():
        yield name, text.encode()
    yield "nul.txt", WORDS.replace(b" ", b"\0")
    yield "latin.txt", "Médecins: «douze tués»\xa0\x96".encode("latin-1")
    yield "cut-utf8.txt", ("é" * 500).encode()[:-1]
    yield "overlong.txt", b"\xc0\xaf\xe0\x80\xaf\xf0\x80\x80\xaf" + WORDS
    yield "surrogates.txt", b"\xed\xa0\x80\xed\xb0\x80" + WORDS
    yield "utf7.txt", b"+ADw-script+AD4-" + WORDS
    yield "marks.txt", codecs.BOM_UTF8 * 50 + WORDS
    yield "wrong-mark.txt", codecs.BOM_UTF16_LE + WORDS + b"x"
    yield "utf32-wrong.txt", codecs.BOM_UTF32_LE + b"\xff\xff\xff\xff" * 10
    yield "utf16-odd.txt", codecs.BOM_UTF16_BE + "12 killed".encode("utf-16-be") + b"\xd8"
    yield "mixed.txt", WORDS + "قتل".encode("cp1256") + "погибли".encode("cp1251") + "死".encode("gbk")
    yield "ebcdic.txt", WORDS.decode().encode("cp037")
    yield "bytes.txt", bytes(range(256)) * 50
    yield "spaces.txt", b" \t\r\n" * 10_000
    yield "empty.txt", b""


def _lines() -> Files:
    deep = b"[" * 100_000 + b"]" * 100_000
    lines = (
        b'{"text": ' + deep + b"}", b'{"text": "x", "a": ' + deep + b"}", b'{"text": "\\ud800 12 killed \\udfff"}', b'{"text": "a\\u0000b 12 killed"}',
        b'{"text": 1e999}', b'{"text": "x", "n": ' + b"9" * 10_000 + b"}", b'{"text": NaN}', b'{"text": "a", "text": "12 killed"}',
        b'{"text": "x", "published": "9999-99-99"}', b'{"text": "x", "published": ["2016"]}', b'{"text": "x", "publisher": {"a": 1}}',
        b'{"text": "12 killed", "id": {"$gt": ""}}', b'{"text": "12 killed", "title": "\\u202e\\u001b[2J"}', b'{"__proto__": {"text": 1}}',
        b"\xef\xbb\xbf" + b'{"text": "12 killed"}', b'{"text": "12 killed", "language": "' + b"x" * 10_000 + b'"}',
        b'{"text": "12 killed", "publisher": "' + b"y" * 100_000 + b'"}', b"null", b"[]", b'"x"', b"{", b"\xff\xfe", b'{"text": "12 killed"',
        json.dumps({"text": "12 killed", "publisher": "'; DROP TABLE record_report; --"}).encode(),
    )  # fmt: skip
    for number, line in enumerate(lines):
        yield f"line-{number}.jsonl", line + b"\n"
    yield "lines.jsonl", b"\n".join(lines)


def _others(marker: str) -> Files:
    touch = b"#!/bin/sh\ntouch " + marker.encode() + b"\n"
    yield "script.sh.txt", touch
    yield "script.desktop.txt", b"[Desktop Entry]\nExec=" + touch[10:]
    yield "pickle.txt", pickle.dumps(_Runs(marker))
    yield "pickle.pdf", pickle.dumps(_Runs(marker), 0)
    yield "python.txt", b"import os; os.system('touch " + marker.encode() + b"')\n" + WORDS
    yield "elf.txt", b"\x7fELF\2\1\1" + b"\0" * 500
    yield "windows.pdf", b"MZ\x90\0" + b"\0" * 500
    yield "class.txt", b"\xca\xfe\xba\xbe\0\0\0\x34" + b"\0" * 100
    yield "database.txt", b"SQLite format 3\0" + b"\0" * 500
    head = (
        b"\x89PNG\r\n\x1a\n"
        + struct.pack(">I", 13)
        + b"IHDR"
        + struct.pack(">IIBBBBB", 2**31 - 1, 2**31 - 1, 8, 6, 0, 0, 0)
    )
    picture = head + struct.pack(">I", zlib.crc32(head[12:]))
    for suffix in ("html", "txt", "pdf", "docx", "eml", "rss", "jsonl"):
        yield f"huge-picture.{suffix}", picture
    yield "gif-script.html", b"GIF89a/*\0\0*/=1;alert(1)"
    yield "jpeg-page.html", b"\xff\xd8\xff\xe0<html><body><p>" + WORDS
    yield "old.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 5000
    yield "tar.txt", b"a" * 257 + b"ustar\x0000" + b"\0" * 500
    yield "film.txt", b"\0\0\0\x18ftypmp42" + b"\0" * 100
    yield "rar.zip", b"Rar!\x1a\x07\1\0" + b"\0" * 100
    yield "seven.docx", b"7z\xbc\xaf\x27\x1c" + b"\0" * 100
