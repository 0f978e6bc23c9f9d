"""Bytes to text: by their mark, by what they declare, as UTF-8, and only then by a guess, which is said."""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

from tollbook.model import Problem

_MARKS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
#: Control characters no text has; a file that holds them is no text.
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\r\f\x0b\x1b\x1a\x08")) + b"\x7f"

#: What reports that are not in Unicode are written in: western, Arabic, Cyrillic, Turkish, Hebrew,
#: central European.
_PLAUSIBLE = ("cp1252", "cp1256", "cp1251", "cp1254", "cp1255", "cp1250")
#: A word of two scripts, or a control character: no text, but a wrong guess.
_MIXED = re.compile("[A-Za-z\u00c0-\u024f][\u0370-\u06ff]|[\u0370-\u06ff][A-Za-z\u00c0-\u024f]|[\u0080-\u009f]")


class Decoded(NamedTuple):
    """The text of some bytes, what is to be said about how it was found, and in which encoding."""

    text: str
    problems: tuple[Problem, ...] = ()
    encoding: str = "utf-8"


def decode(raw: bytes, where: str, *, encoding: str | None = None, declared: str | None = None) -> Decoded | Problem:
    """The text of a file, or a problem that refuses it.

    ``encoding`` is what the user says it is and is held to; ``declared`` is what the file says of itself
    and is tried first. A file that is not UTF-8 and says nothing is read by a guess, with a problem that
    names the guess.
    """
    if not raw.strip():
        return Problem(where, "The file is empty.", "Put the text of a report in it.")
    if encoding is not None:
        return _as_told(raw, where, encoding)
    for mark, name in _MARKS:
        if raw.startswith(mark):
            return _as_told(raw, where, name)
    binary = _is_binary(raw)
    if not binary:
        for candidate in (declared, "utf-8"):
            text = _try(raw, candidate)
            if text is not None:
                return Decoded(text, (), str(candidate).lower())
    return _guess(raw, where, binary)


def encoding_exists(name: str) -> bool:
    """Whether Python knows a text encoding of this name."""
    try:
        return bool(codecs.lookup(name)._is_text_encoding)
    except (LookupError, ValueError):
        return False


def _as_told(raw: bytes, where: str, encoding: str) -> Decoded | Problem:
    try:
        return Decoded(raw.decode(encoding), (), encoding)
    except UnicodeError as error:
        start = getattr(error, "start", 0)
        line = raw.count(b"\n", 0, start) + 1
        return Problem(
            f"{where}:{line}",
            f"Byte {start} cannot be read as {encoding}.",
            "Save the file as UTF-8, or say what it is: --encoding NAME (cp1252, cp1256, …).",
        )


def _try(raw: bytes, encoding: str | None) -> str | None:
    if encoding is None or not encoding_exists(encoding):
        return None
    try:
        return raw.decode(encoding)
    except UnicodeError:
        return None


def _is_binary(raw: bytes) -> bool:
    """Whether the beginning holds what no text in a one-byte encoding or UTF-8 holds."""
    head = raw[:65536]
    return b"\0" in head or len(head) - len(head.translate(None, _CONTROLS)) > len(head) // 200


def _guess(raw: bytes, where: str, binary: bool) -> Decoded | Problem:
    if binary:
        wide = _wide(raw)
        text = _try(raw, wide)
        if wide is None or text is None or _is_binary(text.encode("utf-8", "replace")):
            return Problem(where, "The file is binary, not text.", "Save its text as a .txt file and read that.")
        return Decoded(text, (_guessed(where, wide),), wide)
    if _is_broken_utf8(raw):
        return _unknown(raw, where)
    from charset_normalizer import from_bytes

    for match in from_bytes(raw[:262144], cp_isolation=list(_PLAUSIBLE)):
        text = _try(raw, match.encoding)
        if text is not None and not _MIXED.search(text):
            # Where two encodings make the same text, the usual name is said.
            name = next((n for n in _PLAUSIBLE if _try(raw, n) == text), match.encoding)
            return Decoded(text, (_guessed(where, name),), name)
    return _unknown(raw, where)


def _wide(raw: bytes) -> str | None:
    """UTF-16 without its mark, where every other byte of the beginning is mostly zero and the others are not."""
    even, odd = raw[:4096:2], raw[1:4096:2]
    low, high = even.count(0) / max(1, len(even)), odd.count(0) / max(1, len(odd))
    if len(raw) >= 8 and max(low, high) > 0.4 and min(low, high) < 0.05:
        return "utf-16-be" if low > high else "utf-16-le"
    return None


def _is_broken_utf8(raw: bytes) -> bool:
    """UTF-8 with a few wrong bytes in it: every other encoding would read all its right letters wrongly."""
    text = raw.decode("utf-8", "replace")
    wrong = text.count("\ufffd")
    return sum(ch > "\x7f" for ch in text) - wrong >= wrong


def _guessed(where: str, name: str) -> Problem:
    what = f"The file is not UTF-8; it was read as {name}, by a guess."
    return Problem(where, what, "Save it as UTF-8, or say what it is: --encoding NAME.")


def _unknown(raw: bytes, where: str) -> Problem:
    try:
        raw.decode("utf-8")
        start = 0
    except UnicodeDecodeError as error:
        start = error.start
    line = raw.count(b"\n", 0, start) + 1
    return Problem(
        f"{where}:{line}",
        f"The file is not UTF-8 (byte {start}), and no other encoding makes text of it.",
        "Save the file as UTF-8, or say what it is: --encoding NAME (cp1252, cp1256, …).",
    )
