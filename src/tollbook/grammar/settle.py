"""Words that can be more than one thing in a sentence, decided by what stands beside them.

A noun or a verb, a participle or the people it stands for, a subordinator or an adverb: one pass over the classes of
the tokens, before they are cut into chunks (:mod:`tollbook.grammar.chunks`).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tollbook.lang import load
from tollbook.text.sentences import SHORT

if TYPE_CHECKING:
    from tollbook.grammar.chunks import Sentence

_AFTER_NUMBER = frozenset(["more", "other", "others", "additional", "such", "most", "further"])


def settle(s: Sentence) -> None:
    """Decide the words that can be noun or verb by what stands beside them."""
    tags = s.tags
    if "(" in tags:
        _abbreviated(s)
    if ";" in tags[:-1]:
        _shortened(s)
    if "," in tags and s.numbers:
        _of_a_kind(s)
    last = len(tags) - 1
    for match in _UNSETTLED.finditer("".join(tags)):
        i = match.start()
        tag = tags[i]
        before = tags[i - 1] if i else "^"
        after = tags[i + 1] if i < last else "$"
        if tag == "m" or tag == "x":
            if tag == "x" and s.words[i] == "set" and i < last and s.words[i + 1] in _ALIGHT:
                tags[i] = "v"
                continue
            if tag == "x" and before == "t" and _in_s(s.words[i]):
                tags[i] = "w"  # "confined to camps"
                continue
            if tag == "m" and before == "t" and after not in "adhnr" and i > 1 and s.words[i - 2] in _BEFORE_TO:
                tags[i - 1 : i + 1] = "pe"  # "deaths due to torture"
                continue
            verb = before in "tMDr" or (before == "z" and i > 1 and tags[i - 2] in "tMDr")
            if not verb and tag == "m" and before in "wE" and after in "adhnr" and (i - 1) not in s.possessive:
                verb = True
            if not verb and before == "c" and tag == "m" and after in "adhn" and "j" in tags[:i]:
                verb = True  # "managed to kill one person and wound 12 others"
            if not verb and tag == "x" and before == "q":
                verb = True
            if tag == "x" and not verb and before in "wEnz,":
                verb = _lasts(s.words[i], before, after) or _houses(s, i, before, after)
            if tag == "x" and before == "H" and s.words[i] in _BASE_PARTICIPLES:
                verb = True  # "has run out of water"
            if tag == "x" and before == "w" and after == "b" and s.words[i] == "run":
                verb = True  # "three health posts run by a charity"
            if tag == "x" and s.words[i] in _ACCOUNTS and i < last and s.words[i + 1] == "for":
                verb = True  # "women account for 41 of those abducted"
            if tag == "m":
                tags[i] = "j" if verb else "e"
            elif verb or (
                before in "wE"
                and after in "adhn"
                and (s.words[i].endswith("s") or s.words[i] in _BASE_IS_PAST)
                and (i - 1) not in s.possessive
            ):
                tags[i] = "v"
        elif tag == "k" or tag == "g":
            if after == "o" or (before in "adh" and after not in "wexEL") or (i - 1) in s.possessive:
                tags[i] = "e" if tag == "k" else "w"
            elif tag == "g" and before == "w" and i > 1 and tags[i - 2] in "ob" and after not in "adhnwxeEr":
                tags[i] = "w"  # "an opponent of illegal logging"
        elif tag == "K" and before == "n" and after in "BHM" and s.words[i] in _STANDS_FOR_PEOPLE:
            tags[i] = "E"  # "forty-two wounded were taken out"
        elif tag == "K":
            # "the wounded were taken", "among the dead and injured": the participle stands for the people
            if (
                before in "dh"
                and (after not in "wexELvgn" or s.words[i + 1] in _TELLS_OF_THEM)
                and (i - 1) not in s.possessive
                and s.words[i] in _STANDS_FOR_PEOPLE
            ):
                tags[i] = "E"
            elif before in "ad" and after not in "wexELvgn" and s.words[i] not in _STANDS_FOR_PEOPLE:
                tags[i] = "w"  # "the shot that killed him"
        elif (
            tag == "A"
            and after not in "wexEL"
            and (before in "dh" or (before in "vn" and i > 1 and tags[i - 2] in "dh"))
        ):
            tags[i] = "E"  # "the dead", "the confirmed dead", "the nine dead"
        elif tag == "!" and after in ",n":
            _not_that_number(s, i)
        elif tag == "s" and after == "t" and s.words[i] == "but" and i > 1 and s.words[i - 1] in _NO_CHOICE:
            tags[i - 2 : i + 1] = "zzz"  # "they had no choice but to flee"
        elif tag == "s" and after in "vxBHMDKIj" and before in "wELe" and s.words[i] in _ADVERBIAL:
            tags[i] = "z"  # "the toll therefore stands at three"
        elif tag == "s" and s.words[i] == "that":
            if after in "wexn" and before in "vVtpob":
                tags[i] = "s"
            if before in "wEe" or before == ",":
                tags[i] = "q" if after in "HBMDvKIj" else "s"
        elif tag == "v" and s.words[i] == "left" and before in "wE" and after == "p" and _verb_ahead(s, i + 1):
            tags[i] = "z"  # "the only hospital left in the area was shelled"
        elif tag == "v" and before == "n" and s.words[i] == "remain" and after in "wz":
            tags[i] = "M"  # "two remain incommunicado"
        elif tag == "v" and before in "dh" and after == "n" and i and s.words[i].endswith("ed"):
            tags[i] = "z"  # "8,000 of the planned 30,000 people"
        elif (tag == "v" and before in "adh" and after in "opb,;$") or (
            tag == "d" and before == "n" and s.words[i] in _AFTER_NUMBER
        ):
            tags[i] = "w"


_UNSETTLED = re.compile("[mxkgKAsvd!]")
_ABBREVIATED = re.compile(r"[nad][wx]*w(\([wxo]+\))(?=[wx])")
_KIND = re.compile("an,(?=[wx])")
_COUNTS_HEADS = frozenset(("member", "man", "person", "strong"))
_LETTERS = 6  # the longest abbreviation looked for


def _shortened(s: Sentence) -> None:
    """The stop of an abbreviation ends no clause: "identified as Lt. Col. Dizon"."""
    for i in range(1, len(s.tags) - 1):
        if s.words[i] == "." and s.words[i - 1] in SHORT and s.tags[i - 1 : i + 2] == ["w", ";", "w"]:
            s.tags[i] = "w"


def _of_a_kind(s: Sentence) -> None:
    """A number with a hyphen behind an article tells the kind of one thing or person: "a 200-level student"."""
    for match in _KIND.finditer("".join(s.tags)):
        i = match.start() + 1
        glued = s.words[i + 1] == "-" and s.ends[i] == s.starts[i + 1] and s.ends[i + 1] == s.starts[i + 2]
        if glued and s.words[i + 2] not in _COUNTS_HEADS:
            s.tags[i : i + 2] = "ww"


def _abbreviated(s: Sentence) -> None:
    """An abbreviation in brackets within a phrase belongs to it: "14 Labour Corps (LC) guards"; and
    what it stands for: "14 LC (Labour Corps) guards".
    """
    for match in _ABBREVIATED.finditer("".join(s.tags)):
        first, last = match.span(1)
        words = s.words[first + 1 : last - 1]
        short = len(words) == 1 and len(words[0]) <= _LETTERS and words[0].isalpha()
        if short or (len(words) > 1 and "".join(word[0] for word in words) == s.words[first - 1]):
            s.tags[first:last] = "w" * (last - first)


def _in_s(word: str) -> bool:
    return word.endswith("s") and not word.endswith(("ss", "us", "is"))


def _verb_ahead(s: Sentence, i: int) -> bool:
    """Whether "was" comes behind no more than a place."""
    for tag in s.tags[i : i + 6]:
        if tag == "B":
            return True
        if tag not in "padhwoez":
            return False
    return False


def _lasts(word: str, before: str, after: str) -> bool:
    """ "The enclave, with 16,000 people, remains besieged"; "of the 14 wells nine work"."""
    return (word in _REMAINS and after in "KAvpz" and before != "n") or (
        word in _WORKS and before == "n" and after not in "wexEo"
    )


def _houses(s: Sentence, i: int, before: str, after: str) -> bool:
    """ "Camps in the valley house 96,000 people", "a monastery where 70 old people shelter"."""
    base = s.words[i].removesuffix("s")
    if base in _NEEDS and (s.words[i - 1] in _PEOPLE or s.tags[i - 1] == "E") and after not in "$;v":
        return True  # "12,000 people need food"
    if base not in _HOUSES or (before not in "wE" and (before != "z" or after != "n")):
        return False
    return after == "n" or (s.words[i - 1] in _PEOPLE and after in "pob;,$BHvzV")


def _not_that_number(s: Sentence, i: int) -> None:
    """Pass over a number that is taken back: "not 70 people but 17", "17, not 70, people", "17 died, not 70"."""
    tags, n = s.tags, len(s.tags)
    k = i + 1
    if k >= n or tags[k] != "n" or s.numbers[k].quantity.best in (None, 0, 1):
        return
    first, last = i, k + 1
    while last < n and tags[last] in "wexEzn" and last - k < 5:
        last += 1
    if last < n and s.words[last] in _INSTEAD and "n" in tags[last + 1 : last + 3]:
        last += 1
    elif i and tags[i - 1] == ",":
        first, last = i - 1, k + 2 if tags[k + 1 : k + 2] == [","] else k + 1
    else:
        return
    tags[first:last] = "z" * (last - first)


_TELLS_OF_THEM = frozenset(("include", "included", "number", "numbered", "totalled"))
_ACCOUNTS = frozenset(("account", "accounts"))
_INSTEAD = frozenset(load("en", "words")["instead"])
_BASE_IS_PAST = frozenset(load("en", "words")["base_is_past"])
_ALIGHT = frozenset(("fire", "ablaze", "alight"))
_BEFORE_TO = frozenset(load("en", "words")["before_to"])
_REMAINS = frozenset(("remain", "remains"))
_WORKS = frozenset(load("en", "words")["works"])
_HOUSES = frozenset(load("en", "words")["houses"])
_NEEDS = frozenset(load("en", "words")["needs"])
_NO_CHOICE = frozenset(("choice", "option", "alternative"))
_BASE_PARTICIPLES = frozenset(("run", "come", "become"))
_PEOPLE = frozenset(load("en", "words")["plain_people"])
_ADVERBIAL = frozenset(load("en", "words")["adverbial"])
_STANDS_FOR_PEOPLE = frozenset(load("en", "words")["stands_for_people"])
