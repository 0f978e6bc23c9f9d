"""Names of sides, nations, faiths and countries, made one before a sentence is read.

Which side a report names must not change how many it says were harmed, of whom, or whether it says so for sure. The
words of names are in the way of that: "LET" is a verb, "Death to Kidnappers" speaks of death, "April 19 Movement" of a
day and "M-23" of a number, "Contras" is a plural and "Hamas" only looks like one. So before anything of a sentence is
parsed each name is written over, letter for letter, by a sign for its kind and a count of the names met so far. What
parses sees that *a* side, *a* country or *a* Syrian, Sunni or Kurd stands there, the same one as before or another,
and can see no more; that all names are read alike holds by construction and not by a list.

Who is meant is read elsewhere, from the words as they stand (:mod:`tollbook.resolve`). Signs are letters of the Yi
syllabary, which no word of the language's tables has; a text's own are blotted out first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

import daachorse

from tollbook.lang import load
from tollbook.text.fold import fold

#: The first sign of each kind: a side or its members, one of a nation, faith or people, several of it, a country.
SIGNS = {"side": 0xA000, "one": 0xA100, "many": 0xA200, "land": 0xA300}
_EACH = 0x100
FIRST, _LAST = chr(0xA000), chr(0xA3FF)
#: What matches a sign for a side, in a pattern.
SIDE = f"[{chr(SIGNS['side'])}-{chr(SIGNS['side'] + _EACH - 1)}]"
_OWN = re.compile(f"[{FIRST}-{_LAST}]")
_RUN = re.compile(f"([{FIRST}-{_LAST}])\\1*")
#: How far around initials that are words too small letters are looked for, in code points.
_NEAR = 40
#: A text with fewer capitals than this share is one written without any.
_CAPITALS = 0.005


class _Tables(NamedTuple):
    automaton: daachorse.CharwiseDoubleArrayAhoCorasick
    kinds: tuple[str, ...]
    words_too: frozenset[str]
    capitals_only: frozenset[str]
    small: frozenset[str]  # names that have no capitals


def words() -> Iterator[tuple[str, str]]:
    """Every sign as the word that a parsed sentence has for it, with its kind."""
    for kind, first in SIGNS.items():
        for n in range(_EACH):
            yield chr(first + n) * 3, kind


def kind_of(word: str) -> str | None:
    """The kind of name that a word of a parsed sentence stands for, or None for all other words."""
    if not FIRST <= word[:1] <= _LAST or "-" in word:
        return None
    return _KINDS[(ord(word[0]) - ord(FIRST)) // _EACH]


_KINDS = tuple(SIGNS)


@lru_cache(4096)
def word_of(word: str) -> str:
    """A token with its signs at one length, whatever the length of the name they stand over."""
    return _RUN.sub(r"\1\1\1", word) if word >= FIRST else word


def written_over(text: str, lower: str) -> str:
    """The folded text with a sign over each letter of every name, of the same length.

    One name, by its words, has one sign throughout.
    """
    tables = _tables()
    if not lower.isascii() and _OWN.search(lower):
        lower = _OWN.sub("\u4e00", lower)
    flat = lower.replace("\n", " ")
    uncased = _uncased(text)
    signs: dict[str, str] = {}
    counts = dict.fromkeys(SIGNS, 0)
    pieces: list[str] = []
    at = 0
    hits = [hit for hit in tables.automaton.find_overlapping(flat) if not hit[0] or not flat[hit[0] - 1].isalnum()]
    for start, end, n in sorted(hits, key=lambda hit: (hit[0], -hit[1])):
        kind = tables.kinds[n]
        if start < at:
            continue
        if not _stands(tables, text, flat, start, end, uncased):
            if not (
                kind != "land" and _plural(flat, start, end) and _stands(tables, text, flat, start, end + 1, uncased)
            ):
                continue
            end += 1
            kind = "many" if kind == "one" else kind
        name = flat[start:end]
        if name not in signs:
            signs[name] = chr(SIGNS[kind] + counts[kind] % _EACH)
            counts[kind] += 1
        pieces += (lower[at:start], signs[name] * (end - start))
        at = end
    return "".join((*pieces, lower[at:])) if pieces else lower


def _uncased(text: str) -> bool:
    head = text[:2000]
    enough, capitals = _CAPITALS * len(head), 0
    for at in range(0, len(head), 200):  # most texts have enough of them near their beginning
        capitals += sum(map(str.isupper, head[at : at + 200]))
        if capitals >= enough:
            return False
    return capitals < enough


def _plural(flat: str, start: int, end: int) -> bool:
    """Whether a name goes on with the ending of a plural."""
    return end - start > 3 and flat[end : end + 1] == "s" and flat[end - 1] != "s"


def _stands(tables: _Tables, text: str, flat: str, start: int, end: int, uncased: bool) -> bool:
    """Whether a name stands there as a word of its own, or before or behind a hyphen, in such letters as names have."""
    if end < len(flat) and flat[end].isalnum():
        return False
    if start > 1 and flat[start - 1] in "-." and flat[start - 2].isdigit():
        return False
    word, name = text[start:end], flat[start:end]
    if name in tables.words_too:
        around = text[max(0, start - _NEAR) : start] + text[end : end + _NEAR]
        return sum(map(str.isupper, word)) > 1 and any(map(str.islower, around))
    if name in tables.capitals_only or (" " in name and name not in tables.small):
        return uncased or not word.islower()
    return True


@cache
def _tables() -> _Tables:
    data = load("en", "names")
    kinds: dict[str, str] = {}
    for kind, names in (("land", lands()), ("one", nations()), ("many", nations(many=True)), ("side", sides())):
        kinds.update((fold(name), kind) for name in names)
    keys = sorted(kinds)
    return _Tables(
        daachorse.CharwiseDoubleArrayAhoCorasick(keys, daachorse.MATCH_KIND_STANDARD),
        tuple(kinds[key] for key in keys),
        frozenset(data["words_too"]),
        frozenset(data["capitals_only"]),
        frozenset(filter(str.islower, sides())),
    )


def lands() -> list[str]:
    """The names of countries."""
    actors, places = load("en", "actors"), load("en", "places")
    named = [*actors["countries"].values(), *(name for row in places["countries"].values() for name in row)]
    return [name for name in dict.fromkeys(named) if name not in load("en", "names")["no_land"]]


def nations(many: bool = False) -> list[str]:
    """The names of one of a nation, faith or people, which are their adjectives too; or those of several."""
    data, demonyms = load("en", "names"), load("en", "places")["demonyms"]
    named = dict.fromkeys(name for row in demonyms.values() for name in row)
    endings = ("s", *data["own_plural"])
    found = [name for name in named if (name.endswith(endings) and name + "s" not in named) == many]
    more = {**data["faiths"], **data["peoples"]}
    return [*found, *filter(None, more.values() if many else more)]


def sides() -> list[str]:
    """The names that mean a side and its members: of forces, armed groups and coalitions, what does not describe."""
    data, actors = load("en", "names"), load("en", "actors")
    people = (*nations(), *nations(many=True))
    own = {word.lower() for name in people for word in name.split()} | {name.lower() for name in lands()}
    forces = frozenset(data["forces"]) | own
    found = list(data["members"])
    for table in ("forces", "groups", "coalitions"):
        for canonical, row in actors[table].items():
            found += (
                name for name in (row if table == "forces" else (canonical, *row)) if _means_all(name, data, forces)
            )
    left_out = {*data["persons"], *people, *lands()}
    return [name for name in dict.fromkeys(found) if name not in left_out]


def _means_all(name: str, data: Mapping[str, Sequence[str]], forces: frozenset[str]) -> bool:
    """Whether all words of an alias are the name: it neither only describes a side nor is any nation's forces."""
    words = name.split()
    if len(words) == 1 or any(map(str.isdigit, name)):
        return True
    begun = words[0].islower() and words[0] not in data["may_begin"]
    return not begun and words[-1] not in data["describing"] and not {w.lower() for w in words} <= forces
