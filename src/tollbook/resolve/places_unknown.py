"""Places no gazetteer has: names that the words beside them say are places.

"In the village of Aqareb es Safi", "Tel Hormizd village", "the Salah al-Din district of Aleppo", and, in text whose
case tells names from words, a bare name after a preposition that only places take ("near Kodyel"). They get a name and
what lies above them, no position and no GeoNames identifier; their own identifier is made of their fold and of what
lies above, so that two spellings in two reports are one place.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from tollbook.model import Place
from tollbook.resolve.gazetteer_fold import fold, key
from tollbook.resolve.places_choose import Chosen, Report, locative_strength
from tollbook.resolve.places_scan import Run, bare
from tollbook.resolve.places_words import Words

_MOST_WORDS = 4
_NEAR = 60  # characters within which a known place is what an unknown one lies in
_SENTENCE = 200
_SMALL = re.compile(r"(?<![\w'’-])[a-z]{3,}(?!\w)")


@dataclass(slots=True)
class Unknown:
    """A name no gazetteer has: the whole mention, its name, and its precision by the words beside it."""

    start: int
    end: int
    name_start: int
    name_end: int
    precision: str


def unknown_places(
    text: str,
    lower: str,
    runs: list[Run],
    tokens: list[re.Match[str]],
    chosen: list[Chosen],
    report: Report,
    words: Words,
) -> tuple[list[Unknown], list[Chosen]]:
    """The unknown places, and the chosen ones without those that are only a piece of an unknown name.

    They are looked for in ``runs``, or, where case tells nothing, in ``tokens``; one of the two is empty.
    """
    known = {choice.hit.start: choice.hit.end for choice in chosen}
    found = _flat(tokens, lower, words) if tokens else _runs(lower, runs, known, words)
    starts = list(known)
    kept: list[Unknown] = []
    pieces: set[int] = set()
    small: set[str] | None = None
    for place in found:
        at = bisect_left(starts, place.name_start)
        if at and chosen[at - 1].hit.end > place.name_start:
            at -= 1
        inside = []
        while at < len(chosen) and chosen[at].hit.start < place.name_end:
            inside.append(at)
            at += 1
        if inside and (place.precision == "unknown" or not _only_a_piece(place, [chosen[n] for n in inside])):
            continue
        if place.name_start in report.refused:
            continue
        if not tokens:
            small = set(_SMALL.findall(text)) if small is None else small
            if lower[place.name_start : place.name_end] in small:  # the report writes it without a capital, too
                continue
        pieces.update(inside)
        kept.append(place)
    return kept, [choice for number, choice in enumerate(chosen) if number not in pieces] if pieces else chosen


def _only_a_piece(place: Unknown, inside: list[Chosen]) -> bool:
    """Whether known places inside a name are too small to be meant: "Bani" in "the village of Bani al-Haddad"."""
    covered = sum(choice.hit.end - choice.hit.start for choice in inside)
    most = 200_000 if inside[0].hit.start == place.name_start else 1_000_000  # a name's head says more than its tail
    small = all(choice.hit.role in ("name", "like") and choice.entry.population < most
                and choice.entry.precision not in ("country", "province") for choice in inside)  # fmt: skip
    return small and covered < 0.7 * (place.name_end - place.name_start)


def _runs(lower: str, runs: list[Run], known: dict[int, int], words: Words) -> Iterator[Unknown]:
    """Unknown names among runs of capitalised words."""
    listed, last_end = "", -1
    for run in runs:
        if run.typed:
            for start, name_end, end, precision in run.typed:
                yield Unknown(run.start + start, run.start + end, run.start + start, run.start + name_end, precision)
        in_list = listed and lower[last_end : run.start].strip() in words.joints
        listed, last_end = (listed if in_list else ""), run.end
        if not run.names:
            continue
        spans = [(run.start + start, run.start + end) for start, end in run.names]
        if all(known.get(start) == end for start, end in spans) and not lower.endswith(" of ", 0, run.start):
            continue
        before = lower[max(0, run.start - 40) : run.start].split()
        precision, width = _type_after(lower, run.end, words)
        if width and lower[run.end : run.end + 1] in " \n":
            phrase = lower[run.end : run.end + width].split()
            if precision == "rural" or (phrase[-1] in words.weak_types and not locative_strength(before, words)):
                continue
            for start, end in spans:
                yield Unknown(start, end + width if end == run.end else end, start, end, precision)
            continue
        if not listed and len(before) > 1 and before[-1] in words.of and before[-2] in words.types:
            listed = words.types[before[-2]]
        elif not listed and before and run.plain and _names_a_place(lower, spans[-1][1], before, words):
            listed = "unknown"
        if listed and listed not in ("province", "rural"):
            for start, end in spans:
                if listed != "unknown" or lower[end - 1] != "s":
                    yield Unknown(start, end, start, end, listed)


def _names_a_place(lower: str, end: int, before: list[str], words: Words) -> bool:
    """Whether what stands around a bare name says that it is a place's: "near X", "the hospital at X", "on X, in"."""
    last = before[-1]
    if last in words.naming:
        return True
    if last in ("on", "of") and before[-2:-1] and before[-2] in words.raids:
        return True
    if last == words.naming_site and before[-2:-1] and before[-2] in words.sites:
        return True
    return last in words.naming_with_more and lower.startswith(words.naming_more, end)


def _type_after(lower: str, at: int, words: Words) -> tuple[str, int]:
    """The type the words after a name give it, and how many characters they take, from the name's end."""
    after = lower[at : at + 34].split()[:3]
    for taken in range(len(after), 0, -1):
        phrase = after[:taken]
        last = phrase[-1].rstrip(".,;:)[]'’")
        if kind := words.types.get(" ".join([*phrase[:-1], last])):
            end = at
            for word in (*phrase[:-1], last):
                end = lower.index(word, end) + len(word)
            return kind, end - at
    return "", 0


def _flat(tokens: list[re.Match[str]], lower: str, words: Words) -> Iterator[Unknown]:
    """Unknown names where case tells nothing: "the town of X" and "in the X neighbourhood", X without known words."""
    types = words.types
    for at, token in enumerate(tokens):
        kind = types.get(token[0])
        if kind is None or kind == "rural":
            continue
        if kind != "province" and at + 2 < len(tokens) and tokens[at + 1][0] in words.of:
            name = _name(tokens, range(at + 2, min(at + 2 + _MOST_WORDS, len(tokens))), lower, words)
            if name:
                start, end = name[0].start(), name[-1].start() + len(bare(name[-1][0]))
                yield Unknown(start, end, start, end, kind)
        name = _name(tokens, range(at - 1, max(at - 1 - _MOST_WORDS, -1), -1), lower, words)
        lead = at - len(name) - 1
        if name and lead >= 0 and tokens[lead][0] in words.leads and token[0] not in words.weak_types:
            start, end = name[-1].start(), name[0].end()
            yield Unknown(start, token.end(), start, end, kind)


def _name(tokens: list[re.Match[str]], order: range, lower: str, words: Words) -> list[re.Match[str]]:
    """The words of a name, as far as they follow one another and none is a known word; empty for no name."""
    name: list[re.Match[str]] = []
    for number in order:
        token = tokens[number]
        if name and lower[min(token.end(), name[-1].end()) : max(token.start(), name[-1].start())].strip():
            break
        if not _name_word(token[0], words):
            break
        name.append(token)
    while name and name[-1][0] in words.particles and order.step > 0:
        name.pop()
    plain = [token[0] for token in name if token[0] not in words.particles]
    return name if plain and all(len(word) > 3 for word in plain) else []


def _name_word(word: str, words: Words) -> bool:
    if word in words.particles:
        return True
    return not (word in words.stop or word in words.common or word in words.never or word in words.types
                or word in words.parts or word.endswith(words.common_endings) or not word.isalpha())  # fmt: skip


def places_of_unknown(
    text: str, unknown: list[Unknown], chosen: list[Chosen], report: Report, words: Words
) -> Iterator[Place]:
    """The places unknown names are, last first: below the known place beside each, else in the report's country.

    Names of a list lie where the last of it lies: "A, B and C in Helmand".
    """
    above: tuple[str, ...] = ()
    following = len(text)
    starts = [choice.hit.start for choice in chosen]
    for place in reversed(unknown):
        between = text[place.name_end : following].strip().lower()
        if following == len(text) or between not in words.joints:
            above = _above(text, place, chosen, starts, report, words)
        following = place.name_start
        yield _place(text, place, above)


def _place(text: str, unknown: Unknown, above: tuple[str, ...]) -> Place:
    name = " ".join(text[unknown.name_start : unknown.name_end].split())
    exact = key(name)
    country = above[-1][8:] if above and above[-1].startswith("country:") else None
    # A quarter may lie in a town that the words do not name, and so share ground with it; a village lies by itself.
    kind = "quarter" if above and unknown.precision in ("neighbourhood", "district") else "named"
    ident = f"{kind}:{(fold(exact) or exact).replace(' ', '-')}:{above[0] if above else ''}"
    return Place(text[unknown.start : unknown.end], name, None, country, None, None, unknown.precision, (ident, *above))


def _above(
    text: str, unknown: Unknown, chosen: list[Chosen], starts: list[int], report: Report, words: Words
) -> tuple[str, ...]:
    at = bisect_left(starts, unknown.start)
    if at < len(chosen) and chosen[at].hit.role != "people" and chosen[at].hit.start - unknown.end < _NEAR:
        between = text[unknown.end : chosen[at].hit.start].lower().split()
        joined = all(
            word.strip(",([") in words.bridge or "-" in word for word in between
        )  # "of rebel-held east Aleppo"
        if joined or _in_part(between, words):
            return _path(chosen[at], unknown)
    before = [choice for choice in chosen[max(0, at - 3) : at] if unknown.start - choice.hit.end < _SENTENCE]
    for choice in reversed(before):
        if choice.hit.role != "people" and (not report.main or choice.entry.country in report.main[:2]):
            return _path(choice, unknown, beside=True)
    for choice in chosen[at : at + 3]:
        wide = choice.hit.role != "people" and choice.entry.precision in ("province", "district", "region", "country")
        told = choice.locative or choice.entry.country in report.main[:1]  # "France said": who speaks is nowhere
        if wide and told and choice.hit.start - unknown.end < _SENTENCE:
            return (choice.entry.ident, *choice.entry.above)
    if unknown.precision in ("neighbourhood", "district"):
        towns = {c.entry.ident: c for c in chosen[:at] if c.hit.role != "people" and c.entry.precision == "city"}
        only = next(iter(towns.values())) if len(towns) == 1 else None
        if only is not None and only.entry.country in report.main[:1]:
            return _path(only, unknown, beside=True)
    return (f"country:{report.main[0]}",) if report.main and report.countries[report.main[0]] >= 1.0 else ()


def _in_part(between: list[str], words: Words) -> bool:
    """Whether words put a place in a part of what follows: "Dedebit, in the northwestern part of the Tigray region"."""
    plain = [word.strip(",") for word in between]
    told = "in" in plain and not words.parts.keys().isdisjoint(plain)
    return told and all(
        w in words.parts or w in words.of or w in words.articles or w in ("", "in", "part") for w in plain
    )


def _path(choice: Chosen, unknown: Unknown, beside: bool = False) -> tuple[str, ...]:
    """What lies above a name beside a known place: a quarter lies in the town, a village in the town's division."""
    entry = choice.entry
    whole = (entry.ident, *entry.above)
    if entry.precision in ("country", "province", "region") or (entry.precision == "district" and not beside):
        return whole
    if entry.precision == "city" and unknown.precision == "neighbourhood" and entry.population >= 20_000:
        return whole
    return whole[1:] or whole
