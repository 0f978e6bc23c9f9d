"""How two spellings of one place name meet: an exact key and a transliteration fold.

Names of places in Arabic, Persian, Cyrillic, Amharic or Burmese script reach reports by many roads: Deir Ezzor,
Deir ez-Zor, Dayr az Zawr. Two keys answer that, from the firmer to the looser:

* :func:`key` forgives only what is typography: case, accents, apostrophes, hyphens, line breaks;
* :func:`fold` forgives transliteration: the article (al-, el-, ash-, assimilated or written into the word), doubled
  letters, q/k/kh, gh/g, th/t, ou/oo/u/o, aw/au, ee/i/y/e/a, and the endings -iyeh, -iya, -ah, -eh.

A fold is a skeleton, not a spelling: many names share one, so only a reader with a reason to expect a place there
(a preposition, a type word, a country in the text) should ask for it. Rejected: edit distance (slow over a million
names, and one letter is the whole difference between Hama and Homa) and Soundex (made for English surnames).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

#: Letters that do not decompose into a base letter and a mark.
_LETTERS = {
    "ı": "i", "ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ß": "ss", "æ": "ae", "œ": "oe", "ə": "a",
    "ħ": "h",
}  # fmt: skip
_APOSTROPHES = "'’‘`´ʿʾʻʼˈ′"
_SPACES = "-‐‑‒–—_.,/\u00a0"
_TABLE: dict[int, str | None] = {
    **{ord(mark): None for mark in _APOSTROPHES},
    **{ord(mark): " " for mark in _SPACES},
    **{ord(letter): plain for letter, plain in _LETTERS.items()},
}

#: The Arabic article and its assimilated forms, as transliterations write them.
_ARTICLES = frozenset(
    [v + c for v in ("a", "e", "i", "u") for c in ("l", "d", "n", "r", "s", "sh", "t", "z")] + ["l", "s", "sh"]
)
_DOUBLED_ARTICLE = re.compile(r"^[aeu](?:(?=(zz|ss|dd|nn|rr|tt)).|(?=shsh)..)(?=\w{3})")
_JOINED_ARTICLE = re.compile(r"^al(?=[bcdfghjklmnpqrstvwxz][a-z]{3})")
_ENDING = re.compile(r"(?:i+y*[ae]h?|y+[ae]h?)$")  # a consonant of its own: Darayya is not Daraa
_SHORT_ENDING = re.compile(r"(?<=[a-z]{2})[ae]h?$")
_STEPS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), plain)
    for pattern, plain in (
        (r"tch|tsch", "ch"), (r"ck|kh|q|x", "k"), (r"c(?!h)", "k"), (r"gh", "g"), (r"dh|zh", "d"),
        (r"th", "t"), (r"ph", "f"), (r"w(?=[aeiou])|v", "w"), (r"ou|oo|au|aw|ow|o", "u"),
        (r"[aeiy]+", "a"), (r"u+w?", "u"),
        (r"(?<=[a-z])h$", ""), (r"(.)\1+", r"\1"),
    )
)  # fmt: skip


def key(name: str) -> str:
    """The exact key of a name: lower case, no accents or apostrophes, hyphens and full stops as spaces."""
    name = name.lower()
    if name.isascii():
        if name.isalnum():
            return name
    else:
        name = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
        name = name.lower()  # a capital of mathematics is one only when it is taken apart
    return " ".join(name.translate(_TABLE).split())


def fold(exact: str) -> str:
    """The transliteration fold of an exact key: without spaces, articles and most vowels' colour.

    Empty where too little is left to tell places apart (fewer than three letters).
    """
    words = exact.split()
    kept = [word for word in words if word not in _ARTICLES] or words
    folded = "".join(_fold_word(word) for word in kept)
    return folded if len(folded) > 3 or (len(folded) == 3 and len(exact) > 3) else ""


@lru_cache(maxsize=20_000)
def _fold_word(word: str) -> str:
    word = _DOUBLED_ARTICLE.sub("", word)
    word = _JOINED_ARTICLE.sub("", word)
    word = _ENDING.sub("ja", word) if len(word) > 4 else word
    word = _SHORT_ENDING.sub("a", word)
    for pattern, plain in _STEPS:
        word = pattern.sub(plain, word)
    return word
