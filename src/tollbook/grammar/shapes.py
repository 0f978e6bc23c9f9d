"""The class of a word: by the lexicon, else by its shape."""

from __future__ import annotations

from functools import cache

from tollbook.grammar.lexicon import Lexicon

_PUNCT = {
    **dict.fromkeys(",-–—", ","),
    **dict.fromkeys(";:.", ";"),
    **dict.fromkeys("([", "("),
    **dict.fromkeys(")]", ")"),
    **dict.fromkeys("&/", "c"),
    '"': '"',
}


class Shapes(dict[str, str]):
    """The class of every word met: one letter, and after it how many letters of a possessive's ending to cut off."""

    def __init__(self, classes: dict[str, str]) -> None:
        self.classes = classes

    def __missing__(self, word: str) -> str:
        bare, cut = word, ""
        if "'" in word and len(word) > 2 and (word[-1] == "'" or word[-2:] == "'s"):
            cut = "1" if word[-1] == "'" else "2"
            bare = word[: -int(cut)]
        tag = (self.classes.get(bare) or _PUNCT.get(bare) or _guess(bare)) + cut
        if len(self) < _REMEMBERED:
            self[word] = tag
        return tag


_REMEMBERED = 50_000


@cache
def shapes_of(lex: Lexicon) -> Shapes:
    """The classes of words by a lexicon."""
    return Shapes(lex.classes)


#: Marks that are no quotation marks: stops, and the signs of footnotes.
_MARKS = {**dict.fromkeys("!?…", ";"), **dict.fromkeys("*†‡", "z")}


def _guess(word: str) -> str:
    """The class of a word that is in no table, from its shape."""
    if word.endswith("ly") and len(word) > 4:
        return "z"
    if word.endswith("n't"):
        return "!"
    if "-" in word:
        return "w"
    if word.endswith("ed") and len(word) > 4:
        return "v"
    if word.endswith("ing") and len(word) > 5:
        return "g"
    if not word[0].isalnum():
        return _MARKS.get(word[0], '"')
    return "w"
