"""Lower case without moving a letter: everything downstream reads the folded text and points into the original."""

from __future__ import annotations

import re

_PLAIN = {
    ord(char): plain
    for chars, plain in (
        ("\u2018\u2019\u201a\u02bc\u0060\u00b4\u02bb", "'"),
        ("\u201c\u201d\u201e\u00ab\u00bb", '"'),
        ("\u00a0\u2009\u202f\u200b\ufeff\t\r", " "),
    )
    for char in chars
}


_SURROGATE = re.compile(r"[\ud800-\udfff]")
_MARKUP = re.compile(r"</?[a-z][^<>]{0,40}>")


def fold(text: str) -> str:
    """The text in lower case with plain quotes and blanks for left-over tags, of exactly the same length."""
    lower = text.lower()
    if len(lower) != len(text):  # a few letters grow when lowered (Turkish dotted I): leave those as they are
        lower = "".join(low if len(low := char.lower()) == 1 else char for char in text)
    lower = lower.translate(_PLAIN)
    if not lower.isascii():
        lower = _SURROGATE.sub(" ", lower)  # half a letter, which no library takes
    return _MARKUP.sub(lambda tag: " " * len(tag.group()), lower) if "<" in lower else lower
