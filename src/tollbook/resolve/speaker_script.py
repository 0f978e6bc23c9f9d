"""A report's letters as speakers are read from them: the words beside an offset, and which are written as names."""

from __future__ import annotations

from tollbook.resolve.speaker_words import ABBREVIATION

#: A word of a phrase: start, end, and the folded word.
Token = tuple[int, int, str]

_MARKS = ",;:.!?\"'()[]"


class Script:
    """The text of one report. ``flat`` is the folded text with line breaks as blanks, of the text's length.

    ``upper`` is whether all is in capitals, so that capitals tell nothing.
    """

    __slots__ = ("flat", "text", "upper")

    def __init__(self, text: str, flat: str, upper: bool) -> None:
        self.text = text
        self.flat = flat
        self.upper = upper

    def capital(self, at: int) -> bool:
        """Whether the word at ``at`` is written as a name. In upper-case text nothing is."""
        text = self.text
        if self.upper:
            return False
        if text[at].isupper():
            return True
        hyphen = text.find("-", at, at + 4)  # al-Halabi, el-Fasher
        return hyphen > 0 and text[hyphen + 1 : hyphen + 2].isupper()

    def capitals(self, start: int, end: int) -> bool:
        """Whether a word is written in capitals in text that is not."""
        return not self.upper and self.text[start:end].isupper()

    def skip_back(self, low: int, at: int) -> int:
        """The offset before the blanks that end at ``at``, not below ``low``."""
        flat = self.flat
        while at > low and flat[at - 1] == " ":
            at -= 1
        return at

    def left(self, low: int, at: int) -> tuple[str, int]:
        """The word left of ``at`` without marks before it, and where it starts; "" where there is none."""
        flat = self.flat
        j = self.skip_back(low, at)
        i = max(flat.rfind(" ", low, j) + 1, low)
        while i < j and not flat[i].isalnum():
            i += 1
        return flat[i:j], i

    def right(self, at: int, high: int) -> str:
        """The word right of ``at`` without marks, or ""."""
        flat = self.flat
        while at < high and flat[at] == " ":
            at += 1
        j = flat.find(" ", at, high)
        return flat[at : high if j < 0 else j].strip(_MARKS)


def abbreviated(word: str) -> bool:
    """Whether a word's full stop ends no sentence: "dr.", "j.", "u.n."."""
    return word in ABBREVIATION or (len(word) == 2 and word[0].isalpha()) or (word.count(".") > 1 and len(word) < 9)


def undotted(word: str) -> str:
    """An abbreviation without the full stop that ends it; "u.n." keeps its own."""
    return word[:-1] if word.find(".") == len(word) - 1 else word
