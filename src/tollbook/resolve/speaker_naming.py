"""From the words of a phrase to the name in it: the author of a paper, the name behind a role, no article."""

from __future__ import annotations

from typing import NamedTuple

from tollbook.resolve.speaker_script import Script, Token
from tollbook.resolve.speaker_words import (
    ARTICLE,
    BINDS,
    DETERMINER,
    JOINT,
    MODIFIER,
    PAPER,
    SOURCE,
    TIME,
    TITLE,
    UNSPOKEN,
    VAGUE,
    VICTIM,
    phrases,
    words,
)

(_PARTICIPLE,) = phrases("participle")
_PERSONAL = words("pronoun_person")
_AUTHOR = words("author")
_ORIGIN = words("origin")
_NO_NAME = BINDS | JOINT | DETERMINER
_NO_PERSON = SOURCE | BINDS | PAPER
_BODY = SOURCE - TITLE
_DROPPED = ARTICLE | JOINT


class Phrase(NamedTuple):
    """A speaker's phrase, and what is known of it.

    ``start``/``end`` are the words that name the speaker, ``outer_start``/``outer_end`` the whole phrase with its
    article and role. ``head`` is the noun that carries it. ``source``: it surely is one who can speak; ``paper``: it is
    or was a report, figures, a statement; ``victim``: it more often is spoken of; ``person``: it is a single person.
    """

    start: int
    end: int
    outer_start: int
    outer_end: int
    head: str
    pronoun: bool
    source: bool
    paper: bool
    victim: bool
    person: bool


def pronoun(start: int, end: int, word: str) -> Phrase:
    """The phrase of a pronoun."""
    return Phrase(start, end, start, end, word, True, True, False, False, word in _PERSONAL)


def plain(start: int, end: int, outer_start: int, head: str) -> Phrase:
    """The phrase of a speaker known from elsewhere, written at ``start``."""
    return Phrase(start, end, outer_start, max(end, outer_start), head, False, True, False, False, False)


def named(script: Script, tokens: list[Token], low: int) -> Phrase | None:
    """The phrase these words make, or None where they name nobody who could speak ("Tuesday", "the law").

    ``low`` is where the sentence begins: a capital there says nothing.
    """
    outer_start, outer_end = tokens[0][0], tokens[-1][1]
    source = any(t[2] in SOURCE for t in tokens)
    tokens = _bare(tokens)
    paper = head_of(tokens)[2] in PAPER
    if paper:
        tokens = _author(script, tokens, low)
    tokens, person = _name(script, tokens)
    at, _, head = head_of(tokens)
    if head in DETERMINER or head in UNSPOKEN or (head in TIME and len(tokens) == 1):
        return None
    end = tokens[-1][1]
    if script.flat.endswith("'s", tokens[0][0], end):
        end -= 2
    elif script.flat.endswith("s'", tokens[0][0], end):
        end -= 1
    name = script.capital(at) and head not in TIME and head not in VICTIM
    speaks = source or name or paper or person
    return Phrase(tokens[0][0], end, outer_start, outer_end, head, False, speaks, paper, head in VICTIM, person)


def head_of(tokens: list[Token]) -> Token:
    """The head noun: the last word before the first preposition."""
    for n, token in enumerate(tokens):
        if n and token[2] in BINDS:
            return tokens[n - 1]
    return tokens[-1]


def full_name(script: Script, tokens: list[Token]) -> bool:
    """Whether the words are a person's full name and nothing else, so that a role after it is an apposition."""
    names = [t for t in tokens if script.capital(t[0]) and t[2] not in SOURCE and t[2] not in TITLE]
    return len(names) >= 2 and len(names) == len([t for t in tokens if t[2] not in DETERMINER])


def _bare(tokens: list[Token]) -> list[Token]:
    first = next((n for n, t in enumerate(tokens) if t[2] not in _DROPPED), len(tokens) - 1)
    return tokens[first:]


def _author(script: Script, tokens: list[Token], low: int) -> list[Token]:
    """Whose paper it is: "a report by X", "the latest report of X", "X's figures"; else the paper itself."""
    cut = next((n for n, t in enumerate(tokens) if t[2] in BINDS), len(tokens))
    if cut < len(tokens) - 1 and tokens[cut][2] in _AUTHOR:
        rest = tokens[cut + 1 :]
        named_so = tokens[cut][2] not in _ORIGIN
        if not rest[0][2][0].isdigit() and any(t[2] in SOURCE or (named_so and script.capital(t[0])) for t in rest):
            return _bare(rest)
    owners = [t for t in tokens[:cut] if t[2] not in PAPER]
    while owners and owners[-1][2] in MODIFIER and not script.capital(owners[-1][0]) and owners[-1][2] not in SOURCE:
        owners.pop()
    if owners and owners[-1][2] in VAGUE:
        return tokens[:cut]
    while len(owners) > 1 and owners[0][2] in VAGUE:
        owners = owners[1:]
    if owners:
        at, end, word = owners[-1]
        # A sentence's first capital names nobody ("Video footage"), a second one does ("UN figures").
        owned = script.capital(at) and (at > low or script.capitals(at, min(end, at + 2)))
        if owned or word in SOURCE or word.endswith(("'s", "s'")):
            return owners
    return tokens


def _name(script: Script, tokens: list[Token]) -> tuple[list[Token], bool]:
    """The name behind a role ("spokesman Ali Hassan", "news agency SANA"); and whether it is a person's."""
    person = any(t[2] in TITLE for t in tokens)
    for n in range(len(tokens) - 2, -1, -1):
        at, _, word = tokens[n]
        rest = tokens[n + 1 :]
        if rest[0][2] in _NO_NAME or rest[0][2].endswith(_PARTICIPLE):
            continue
        if script.upper:
            if word in TITLE and not any(t[2] in _NO_PERSON for t in rest):
                return rest, True
        elif script.capital(rest[0][0]):
            if word in TITLE:
                name = rest[: next((k for k, t in enumerate(rest) if t[2] in BINDS), len(rest))]
                if not any(t[2] in _BODY for t in name):
                    return name, True
            elif word in SOURCE and not script.capital(at):
                return rest, False
    return tokens, person
