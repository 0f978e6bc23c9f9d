"""How a number stands to what its report is about: its own matter, the background, a newer count, another account.

A report tells of an event or of a toll, and around it of earlier events and whole wars; it gives a count, then a
later one, then somebody else's. Only the words tell which is which, so it is settled here, while they are at hand,
and written into the claim's rule as a mark behind a comma, where the report's figures
(:mod:`tollbook.reckon.figures`) look for it:

===============  =======================================================================================
``background``   an earlier event, or the toll of a longer time or wider place than the report's own
``update``       a newer count of what was told before: it takes that count's place
``rival``        another speaker's count of what was told before: it stands beside it and is not added
``perpetrator``  attackers among the dead, who are not among their victims
===============  =======================================================================================
"""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from tollbook.grammar.drafts import Draft
from tollbook.grammar.extents import of_war
from tollbook.grammar.same import akin, clause, forbidden, own_event, same_event, same_number, says_more
from tollbook.lang import load
from tollbook.vocabulary import HARMS

_EARLIER = dt.timedelta(days=7)
_LONG_AGO = dt.timedelta(days=60)
_LONG = dt.timedelta(days=5)
_WAR = dt.timedelta(days=300)
_NEAR = 2
_CHRONICLE = 4
_BACK = 32  # counts looked back over for the one that a count is newer than, or rival to
_ENTRIES = 3
_ENTRY = re.compile(r"^[ \t*•-]*\d{1,2}[:.h]\d\d(?!\d)", re.M)  # an entry of a live report: "14:05 ..."
_CLAUSE = 60  # code points before a number within which its verb stands
_PRONOUNS = ("it ", "he ", "she ", "they ")


class _Words(NamedTuple):
    background: re.Pattern[str]
    wide: re.Pattern[str]
    overtaken: re.Pattern[str]
    formerly: re.Pattern[str]
    update: re.Pattern[str]
    told_then: re.Pattern[str]
    rival: re.Pattern[str]
    dispute: re.Pattern[str]
    perpetrators: frozenset[str]


@cache
def _words(language: str = "en") -> _Words:
    table = load(language, "links")

    def either(words: Sequence[str]) -> str:
        return r"(?<!\w)(?:" + "|".join(words).replace(" ", r"\s+") + ")"

    nouns = table["perpetrators"]["nouns"]
    return _Words(
        re.compile(either(table["background"]["before"]) + r"\b(?:[^.,;:!?]|,(?=\s+(?:when|where|which|in)\b)){0,90}$"),
        re.compile(either(table["background"]["wide"]) + r"(?!\w)"),
        re.compile(either(table["background"]["overtaken"]) + r"(?:\W+\w+){0,4}\W*$"),
        re.compile(either(table["background"]["formerly"]) + r"(?:\W+\w+){0,5}\W*$"),
        re.compile(either(table["update"]["words"])),
        re.compile(either(table["background"]["told_then"])),
        re.compile(either(table["rival"]["words"])),
        re.compile(either(table["dispute"]["words"])),
        frozenset([*nouns, *(n + "s" for n in nouns), *(n[:-3] + "men" for n in nouns if n.endswith("man"))]),
    )


def size(draft: Draft) -> int:
    """The number a quantity stands for when quantities are compared."""
    q = draft.quantity
    return q.best or q.low or q.high or 0


def mark(drafts: Sequence[Draft], lower: str) -> None:
    """Write into the rules of the drafts how each stands; parts and restatements follow what they belong to."""
    rows: dict[str, list[Draft]] = defaultdict(list)
    for draft in drafts:
        counted = draft.quantity.quantified and draft.quantity.unit == "people" and HARMS[draft.harm].of == "people"
        whole = drafts[draft.part_of] if draft.part_of is not None else None
        main = (whole is None or whole.harm != draft.harm) and draft.repeats is None
        if counted and main and draft.modality == "asserted" and draft.measure == "flow":
            rows[draft.harm].append(draft)
    blog = len(_ENTRY.findall(lower)) >= _ENTRIES if any(len(told) > 1 for told in rows.values()) else False
    for told in rows.values():
        if len(told) > 1:
            _perpetrators(told)
            told = _backgrounds(told, lower)
            _accounts(told, lower, blog)
    for draft in drafts:  # the dead among the casualties of a whole war
        above = drafts[draft.part_of] if draft.part_of is not None else draft
        if above.harm != draft.harm and above.background:
            draft.background = True
            _set(draft, "background")


def _set(draft: Draft, name: str) -> None:
    if name not in draft.rule.split(", "):
        draft.rule = f"{draft.rule}, {name}"


def attackers() -> frozenset[str]:
    """Nouns for those who did it."""
    return _words().perpetrators


def _perpetrators(rows: Sequence[Draft]) -> None:
    nouns = attackers()
    theirs = [row for row in rows if row.group is not None and row.group.head in nouns]
    victims = sum(size(row) for row in rows) - sum(size(row) for row in theirs)
    if theirs and victims >= sum(size(row) for row in theirs):
        for row in theirs:
            _set(row, "perpetrator")


# ---------------------------------------------------------------- what the report is about


def _backgrounds(rows: Sequence[Draft], lower: str) -> list[Draft]:
    """Mark what the report is not about; the rows that remain."""
    words = _words()
    aside = {id(row) for row in rows if _aside(row, lower)}
    wide = {id(row) for row in rows if id(row) not in aside and _wide(row, lower, words)}
    own = [row for row in rows if id(row) not in aside and id(row) not in wide]
    if own:
        first = next(row for row in rows if id(row) not in aside)
        if id(first) in wide and not _war_long(first, lower, words):
            since = first.window.start
            out = aside | {id(row) for row in rows if id(row) in wide and _longer(row, since)}
        else:
            out = aside | wide
    else:
        out = aside if wide else set()
    kept = [row for row in rows if id(row) not in out]
    before = _before_the_lead(kept)
    for row in rows:
        if id(row) in out or id(row) in before:
            row.background = True
            _set(row, "background")
    return [row for row in kept if id(row) not in before]


def _aside(row: Draft, lower: str) -> bool:
    return row.background or overtaken(row, lower) or in_background(row, lower)


def in_background(row: Draft, lower: str) -> bool:
    """Whether the words before a number tell it as something that led to the report's matter, or as a comparison."""
    return _words().background.search(lower, clause(row, lower)[0], row.span.start) is not None


def overtaken(row: Draft, lower: str) -> bool:
    """Whether the words give a count as an earlier one, which another has since taken the place of."""
    if ", background" in row.rule:
        return True
    words = _words()
    before = max(clause(row, lower)[0], row.span.start - 60)
    if words.overtaken.search(lower, before, row.span.start):
        return True
    return row.speaker is None and words.formerly.search(lower, before, row.span.start) is not None


def _wide(row: Draft, lower: str, words: _Words) -> bool:
    window = row.window
    if row.extent == "total" and row.window_near and window.start is not None:
        long = window.end is None or window.end - window.start >= _LONG
    else:
        long = False
    here = clause(row, lower)
    return long or words.wide.search(lower, *here) is not None or of_war(lower, *here) is not None


def _war_long(row: Draft, lower: str, words: _Words) -> bool:
    window = row.window
    if window.start is not None:
        return window.end is None or window.end - window.start > _WAR
    return words.wide.search(lower, *clause(row, lower)) is not None


def _longer(row: Draft, since: dt.date | None) -> bool:
    start = row.window.start
    return since is None or start is None or since - start > _EARLIER


def _before_the_lead(rows: Sequence[Draft]) -> set[int]:
    """Rows of an earlier time than the report's own; none where many are dated, as in a chronicle."""
    dated = [row for row in rows if row.window_near]
    if not rows or len({row.window for row in dated}) >= _CHRONICLE:
        return set()
    lead = next((row.window.start for row in rows if row.window.start is not None), None)
    if not rows[0].window_near and rows[0].window.start is None:  # today's news, and "in July" beside it
        day = next((row.window.start for row in dated if row.window.start is not None), None)
        ago = {id(r) for r in dated if day and r.window.end is not None and day - r.window.end > _LONG_AGO}
        return ago | {id(row) for row in dated if row.window.precision in ("month", "season", "year")}
    return {id(r) for r in dated if lead and r.window.end is not None and lead - r.window.end > _EARLIER}


# ---------------------------------------------------------------- newer counts and other accounts


def _accounts(rows: Sequence[Draft], lower: str, blog: bool) -> None:
    """Mark the newer counts and the other accounts of what was told before.

    In a ``blog``, whose entries begin with the time of day, a higher count of no event of its own is newer, and a lower
    one another account.
    """
    words = _words()
    last = 0
    for i, row in enumerate(rows):
        told = row.rule.startswith("toll") and rival(row, lower)  # "put the toll at": whatever place is named there
        before = next((r for r in rows[max(0, i - _BACK) : i][::-1] if _of_one(row, r, told or blog)), None)
        if before is None or says_more(row) or "perpetrator" in row.rule:
            last = size(row)
            continue
        if blog and row.sentence > before.sentence and not own_event(row, lower):
            _set(row, "update" if size(row) >= last else "rival")
            last = max(last, size(row))
            continue
        if (
            row.rule.startswith("toll")
            and size(row) < size(before)
            and words.told_then.search(lower, max(row.quote.start, row.span.start - _CLAUSE), row.span.start)
        ):
            _set(row, "background")  # "on Monday officials had given a toll of 59"
            row.background = True
        elif _newer(row, lower, words) and not (_FEW * size(row) < size(before) and not row.rule.startswith("toll")):
            _set(row, "update")
        elif _other_account(row, before, lower):
            _set(row, "update" if _says_so_too(row, lower) else "rival")
        elif (row.rule.startswith("toll") and size(row) > size(before)) or _all_of_them(
            row, rows[max(0, i - _BACK) : i]
        ):
            _set(row, "update")


_FEW = 4  # "it climbed to 28 after two bodies were found": two are no newer count of 25


def _of_one(row: Draft, before: Draft, anywhere: bool) -> bool:
    return akin(before.population, row.population) and (anywhere or not forbidden(row, before))


def _all_of_them(row: Draft, before: Sequence[Draft]) -> bool:
    """Whether a row counts those told one by one just before: "a leader and three of his family ... All four died"."""
    if row.group is None or row.group.words or not row.group.text.lower().startswith(("all ", "the ")):
        return False
    near = [r for r in before if row.sentence - r.sentence <= _NEAR]
    return len(near) > 1 and size(row) == sum(size(r) for r in near)


def _newer(row: Draft, lower: str, words: _Words) -> bool:
    _, end = clause(row, lower)
    start = max(row.quote.start, row.span.start - 90)
    found = words.update.search(lower, start, min(end, row.span.end + 20))
    return found is not None and (row.rule.startswith("toll") or found.end() > row.span.start - 60)


def _other_account(row: Draft, before: Draft, lower: str) -> bool:
    """Whether a row is another speaker's count of the event that the row before told."""
    same = same_event(row, lower)
    cue = rival(row, lower)
    others = _other_speaker(row, before)
    if same_number(row.quantity, before.quantity) and not cue:
        return False
    start = max(row.quote.start, row.span.start - 90)
    if _words().dispute.search(lower, start, row.span.start):
        return True
    if not (cue or others) or (row.speaker is not None and row.speaker == before.speaker):
        return False
    if own_event(row, lower) and not same:
        return False
    if row.rule.startswith("toll"):
        return True
    if cue:
        return same or not row.place_near or row.place == before.place
    near = (
        row.sentence - before.sentence <= (4 if same else 2)
        and 5 * size(row) >= size(before)
        and 5 * size(before) >= size(row)
    )
    told = same or (not row.rule.startswith("active") and not row.window_near and not row.place_near)
    return near and told


def rival(row: Draft, lower: str) -> bool:
    """Whether the words beside a number give it as somebody's count of what was told."""
    _, end = clause(row, lower)
    start = max(row.quote.start, row.span.start - 90)
    return _words().rival.search(lower, start, min(end, row.span.end + 60)) is not None


def _says_so_too(row: Draft, lower: str) -> bool:
    """Whether the count is by who gave the one before: "it put the toll at 20"."""
    return lower.startswith(_PRONOUNS, row.quote.start)


def _other_speaker(row: Draft, before: Draft) -> bool:
    a, b = (row.speaker or "").lower(), (before.speaker or "").lower()
    return bool(a) and bool(b) and a not in b and b not in a
