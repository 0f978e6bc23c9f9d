"""Who a noun phrase speaks of, and how many: the groups pass.

A group is read from a noun phrase that stands where a victim stands. A number of things, of days or of money is no
group; a singular person is one ("a doctor", "the mayor", a name); a plural without a number is a group of unknown size.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from tollbook.grammar.atoms import ARTICLES, WORDS
from tollbook.grammar.chunks import Chunk, Sentence
from tollbook.grammar.lexicon import Lexicon
from tollbook.grammar.names import kind_of
from tollbook.lang import load
from tollbook.model import Quantity, Span

NOUN_PHRASES = "NXYL"
#: What is left of the dead, which may be counted for them.
BODIES = frozenset(load("en", "words")["bodies"])
_WORTH = frozenset(load("en", "words")["worth"])


@dataclass(frozen=True, slots=True)
class Group:
    """A quantity of a population, with the words of both.

    ``span`` are the words of the quantity (of the whole phrase for an implicit one). ``person`` is whether a word
    says that it is people; ``definite`` whether it points back or is known ("the priest", a pronoun); ``words`` its
    content words, ``name`` those of a name.
    """

    quantity: Quantity
    group: str
    text: str
    span: Span
    head: str
    person: bool = True
    definite: bool = False
    pronoun: bool = False
    named: bool = False
    words: frozenset[str] = frozenset()
    name: frozenset[str] = frozenset()


def one(text: str) -> Quantity:
    """The quantity of a single person."""
    return Quantity(1, 1, 1, "exact", "people", text)


class PlaceTokens:
    """The tokens of a sentence that place names cover, given by their indices.

    Before places are looked for only countries are known: for all else the answer is then no, and what was asked is
    kept. A reading made so stands if none of the tokens it asked about turns out to be a place, for it would go the
    same way again.
    """

    __slots__ = ("asked", "awaited", "known")

    def __init__(self, known: Iterable[int] = ()) -> None:
        self.known = frozenset(known)
        self.asked: set[int] = set()
        self.awaited = False

    def __contains__(self, token: int) -> bool:
        self.asked.add(token)
        return token in self.known

    def held(self, token: int) -> bool:
        """The same, asked where a yes alone would make a mention."""
        self.awaited = True
        return token in self


def read_group(s: Sentence, i: int, lex: Lexicon, places: PlaceTokens, text: str) -> Group | None:
    """The group that chunk ``i`` speaks of, or None where it is not people.

    ``places`` are the tokens that a place name covers.
    """
    chunk = s.chunks[i]
    words = s.words[chunk.first : chunk.last]
    if chunk.det == "r":
        return _pronoun(s, chunk, words[0], text)
    after = s.chunks[i + 2] if s.line[i + 1 : i + 2] == "o" and s.line[i + 2 : i + 3] in tuple(NOUN_PHRASES) else None
    if after is not None and s.line[i + 3 : i + 5] == "oN" and s.tags[chunk.head] == "n" and _members_of(s, after, lex):
        after = s.chunks[i + 4]  # "two of the ministry of finance officials"
    head = s.words[chunk.head]
    if chunk.number is not None:
        if s.line[i + 1 : i + 3] == "pN" and s.words[s.chunks[i + 2].head] in _WORTH and s.tags[chunk.head] == "n":
            return None  # "injured six and caused millions in damage"
        return _counted(s, chunk, after, head, lex, places, text)
    if head in lex.implied or " ".join(words) in lex.implied:
        size = lex.implied.get(head) or lex.implied[" ".join(words)]
        start, end = s.span(chunk)
        phrase = text[start:end]
        return Group(Quantity(size, size, size, "exact", "people", phrase), "people", phrase, Span(start, end), head)
    if after is not None and head in lex.measure_of:
        if after.number is not None:
            within = s.chunks[i + 4] if s.line[i + 3 : i + 5] == "oN" else None  # "a total of 130 members of the guard"
            return _counted(s, after, within, s.words[after.head], lex, places, text, outer=chunk)
        inner = read_group(s, i + 2, lex, places, text)
        if inner is not None and inner.quantity.best == 1 and head not in ("body", "corpse", "life", "remains"):
            start, end = s.span(chunk)
            return Group(Quantity(text=text[start:end]), inner.group, text[start:end], Span(start, end), inner.head)
        return inner
    return _uncounted(s, chunk, after, head, lex, places, text)


def _members_of(s: Sentence, body: Chunk, lex: Lexicon) -> bool:
    """Whether a phrase names a body whose people the next phrase has: "the ministry" of "finance officials"."""
    return lex.things.get(s.words[body.head]) == "abstract" and body.number is None


def _pronoun(s: Sentence, chunk: Chunk, word: str, text: str) -> Group | None:
    start, end = s.span(chunk)
    phrase = text[start:end]
    if word in ("he", "she", "him", "her", "someone", "somebody"):
        group = {"she": "women", "her": "women"}.get(word, "people")
        return Group(
            one(phrase),
            group,
            phrase,
            Span(start, end),
            word,
            definite=word not in ("someone", "somebody"),
            pronoun=True,
        )
    if word in ("they", "them", "us", "we", "you", "everyone", "everybody", "themselves"):
        return Group(Quantity(text=phrase), "people", phrase, Span(start, end), word, definite=True, pronoun=True)
    return None


def population(s: Sentence, chunk: Chunk, lex: Lexicon, after: Chunk | None = None) -> tuple[str | None, bool]:
    """(the population group that the words name, whether any word says it is people)."""
    group: str | None = None
    for i in range(chunk.last - 1, chunk.first - 1, -1):
        word = s.words[i]
        if s.tags[i] == "n":
            break
        if i in s.possessive and i != chunk.head:
            break
        found = lex.groups.get(word) or (_of_age(word) if "-old" in word else None)
        if found and i != chunk.head and (kind := kind_of(word)):
            if s.tags[chunk.head] in "eEL":
                group = group or found  # "six X deaths"
            elif kind == "side" and i == chunk.head - 1 and s.words[chunk.head] in _MEMBERS:
                group = found  # "ten X members" as "ten members of X"; its officials and its guests are people
        elif found and group is None:
            group = found
        elif group in (None, "people", "men", "civilians") and (modifier := lex.modifier_group.get(word)):
            group = modifier
            if i == chunk.head:
                return group, True
    person = group is not None
    if after is not None and group in (None, "people") and s.words[chunk.head] in _MEMBERS:
        inner, _ = population(s, after, lex)
        if inner is None and any(kind_of(s.words[i]) == "side" for i in range(after.first, after.last)):
            inner = "fighters"
        group = inner if inner not in (None, "households") else group
        person = True
    return group, person


_AGE = re.compile(r"([a-z]+|\d+)-(?:year|month|week|day)s?-olds?")
_GROWN = 18


def _of_age(word: str) -> str | None:
    """The population of "a nine-year-old"."""
    found = _AGE.fullmatch(word)
    if found is None:
        return None
    years = int(found[1]) if found[1].isdigit() else {**WORDS["ones"], **WORDS["teens"]}.get(found[1], _GROWN)
    return "children" if years < _GROWN or "year" not in word else "people"


_MORE = frozenset(("more", "others", "other"))
_MEMBERS = frozenset(["member", "members", "element", "elements", "personnel", "person", "people"])


def _thing(s: Sentence, chunk: Chunk, lex: Lexicon, places: PlaceTokens) -> bool:
    """Whether a noun phrase is of something that is not people."""
    head = s.words[chunk.head]
    if s.tags[chunk.head] == "u":
        return True
    if head in lex.groups:
        return False
    if head in lex.things or head in lex.facilities:
        return True
    if chunk.head in places and s.tags[chunk.head - 1 : chunk.head] == ["n"] and chunk.head - 1 >= chunk.first:
        return False  # "90,000 Rakhine": a place's name right behind a number is its people's
    return chunk.head in places or s.tags[chunk.head] == "e"


def _counted(
    s: Sentence,
    chunk: Chunk,
    after: Chunk | None,
    head: str,
    lex: Lexicon,
    places: PlaceTokens,
    text: str,
    outer: Chunk | None = None,
) -> Group | None:
    number = chunk.number
    assert number is not None
    if number.kind != "count":
        return None
    source = chunk
    bare = s.tags[chunk.head] == "n"
    if bare and after is not None and after.tag != "X" and s.words[after.first] not in ("them", "us", "whom"):
        source, head = after, s.words[after.head]
        bare = False
    if not bare and (_thing(s, source, lex, places) or _measured(s, chunk, lex)):
        return None
    if bare and outer is not None:
        source = outer
    group, person = population(s, source, lex, after if source is chunk else None)
    if s.tags[source.head] == "E" and not bare:  # "130 corpses of herders", "12 bodies of women"
        if source is chunk and after is not None and s.words[after.head] in lex.things:
            return None  # "twelve bodies of water"
        person |= head not in BODIES
        if group in (None, "people") and after is not None and source is chunk:
            named, _ = population(s, after, lex)
            group = named if named != "households" else group
    quantity = number.quantity
    if group == "households":
        one_family = after is not None and source is after and "a" in after.det  # "six of a family"
        if (outer is None or s.words[outer.head] not in ("family",)) and not one_family:
            quantity = Quantity(quantity.low, quantity.high, quantity.best, quantity.hedge, "households", quantity.text)
        else:
            group = "people"
    start, end = s.span(source if not bare else chunk)
    return Group(
        quantity,
        group or "people",
        text[start:end],
        Span(number.start, number.end),
        head if not bare else "",
        person=person or bare or head in _MORE,
        definite="d" in chunk.det or "h" in chunk.det,
        words=_content(s, source),
    )


def _measured(s: Sentence, chunk: Chunk, lex: Lexicon) -> bool:
    """Whether a number is of a measure that only modifies the head: "500 km northwest"."""
    at = next((k for k in range(chunk.first, chunk.head) if s.tags[k] == "n"), chunk.head)
    return at + 1 < chunk.head and lex.things.get(s.words[at + 1]) == "unit" and s.words[at + 2] != "old"


def _content(s: Sentence, chunk: Chunk) -> frozenset[str]:
    return frozenset(s.words[i] for i in range(chunk.first, chunk.last) if s.tags[i] in "wxeE" and len(s.words[i]) > 2)


def _uncounted(
    s: Sentence, chunk: Chunk, after: Chunk | None, head: str, lex: Lexicon, places: PlaceTokens, text: str
) -> Group | None:
    ordinal = s.numbers.get(chunk.head)
    own = ordinal is not None and s.words[chunk.head].partition(" ")[0] in ARTICLES
    if ordinal is not None and ordinal.kind == "ordinal" and (own or chunk.det == "a"):  # "a tenth died on the way"
        start, end = s.span(chunk)
        return Group(one(text[start:end]), "people", text[start:end], Span(start, end), "another")
    if s.tags[chunk.head] in "adhz" and head not in ("others", "most", "many", "some", "several"):
        if head in ("another",):
            start, end = s.span(chunk)
            return Group(one(text[start:end]), "people", text[start:end], Span(start, end), head)
        return None
    if s.tags[chunk.head] in "vgkIij" or head in ("most", "majority", "minority", "half"):
        return None
    group, person = population(s, chunk, lex, after)
    if _thing(s, chunk, lex, places) and not (person and chunk.head in places):
        return None
    start, end = s.span(chunk)
    phrase = text[start:end]
    definite = "d" in chunk.det or "h" in chunk.det
    if head in ("body", "corpse") and ("h" in chunk.det or any(chunk.first <= k < chunk.head for k in s.possessive)):
        return Group(
            one(phrase),
            "people",
            phrase,
            Span(start, end),
            head,
            definite=True,
            pronoun="h" in chunk.det,
            words=_content(s, chunk),
            name=_name(s, chunk, lex, text),
        )
    if group == "households":
        plural = lex.is_plural(head)
        quantity = Quantity(None, None, None, "unquantified", "households" if plural else "people", phrase)
        who = "households" if plural else "people"
        return Group(quantity, who, phrase, Span(start, end), head, definite=definite, words=_content(s, chunk))
    name = _name(s, chunk, lex, text)
    named = head in name and not chunk.det and not _lower_case(text, s, chunk)
    plural = lex.is_plural(head) and not (named and head[:-1] not in lex.classes and head not in lex.plurals)
    if plural and s.words[chunk.first] == "both":
        two = Quantity(2, 2, 2, "exact", "people", phrase)
        return Group(two, group or "people", phrase, Span(start, end), head, definite=True, words=_content(s, chunk))
    if plural and "a" not in chunk.det:
        return Group(
            Quantity(text=phrase),
            group or "people",
            phrase,
            Span(start, end),
            head,
            person=person,
            definite=definite,
            words=_content(s, chunk),
        )
    words = [s.words[i] for i in range(chunk.first, chunk.last) if s.tags[i] in "wx"]
    if s.words[chunk.first] == "other" and not any(word in lex.groups for word in words):
        person = False  # "other damage"
    sure = any(word in lex.titles or word in lex.given_names for word in words)
    if not (person or sure or named or len(name) > 1 or _agent_noun(head)):
        return None  # "a figure", "the coffin": nothing says that it is a person
    return Group(
        one(phrase),
        group or "people",
        phrase,
        Span(start, end),
        head,
        person=person or sure,
        definite=definite or named,
        named=named,
        words=_content(s, chunk),
        name=name,
    )


def _name(s: Sentence, chunk: Chunk, lex: Lexicon, text: str) -> frozenset[str]:
    """The words of a phrase that no table knows, or knows as given names: a person's name, if it has one.

    Behind an article a word in small letters is no name ("a prominent official").
    """
    small = bool(chunk.det)
    return frozenset(
        word
        for i in range(chunk.first, chunk.last)
        if s.tags[i] in "wxvg"
        and len(word := s.words[i]) > 2
        and (word in lex.given_names or not (lex.is_known(word) or (small and text[s.starts[i] : s.ends[i]].islower())))
    )


def _agent_noun(word: str) -> bool:
    """Whether an unknown noun has the shape of one who does something ("a rickshaw-puller", "a flautist")."""
    return word.endswith(("er", "or", "ist", "man", "woman", "ian", "eer", "ee", "boy", "girl"))


def _lower_case(text: str, s: Sentence, chunk: Chunk) -> bool:
    return text[s.starts[chunk.head] : s.ends[chunk.head]].islower()  # "al-Dulaymi" is written as a name
