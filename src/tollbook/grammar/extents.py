"""Whether a number is a flow, a stock or a state, and whether it is a total or one event's: by the words beside it.

A total is everyone harmed in a scope by the speaker's account: what is counted since a day, over a span of days, in
all, and every number of people in a state. All else is an event's (DESIGN 5).
"""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from tollbook.grammar.phrases import words_of
from tollbook.lang import load
from tollbook.model import Window

if TYPE_CHECKING:
    from tollbook.grammar.chunks import Sentence
    from tollbook.grammar.drafts import Context, Draft, When
    from tollbook.grammar.mentions import Mention

_STOCK = frozenset(("displaced", "detained", "besieged", "in_need", "starving", "missing"))
_STATES = frozenset(("besieged", "in_need", "starving"))
#: Harms that are counted over a time as often as they are told of one event.
_COUNTED = frozenset(("displaced", "evacuated", "returned", "detained", "disappeared", "abducted"))
_LONG = dt.timedelta(days=27)
_NEWLY = re.compile(r"(?:newly|freshly|recently)\s")
_STILL = re.compile(r"\b(?:remain|remains|remained|still)\s+(?:internally\s+)?$")
_MONTHS = dt.timedelta(days=45)  # no event lasts so long, whatever is counted
_BESIDE = 60  # code points before a time that can say that it is only compared with
_REACH = 60  # code points before a number within which "in all" is said of it


class _Words(NamedTuple):
    total: re.Pattern[str]
    by_now: re.Pattern[str]
    period: re.Pattern[str]
    event: re.Pattern[str]
    compared: re.Pattern[str]
    war: re.Pattern[str]
    sum: re.Pattern[str]


@cache
def _words(language: str = "en") -> _Words:
    table = load(language, "links")["extent"]

    def either(key: str) -> re.Pattern[str]:
        return re.compile(r"(?<!\w)(?:" + "|".join(table[key]).replace(" ", r"\s+") + r")(?!\w)")

    compared = "|".join(table["compared"]).replace(" ", r"\s+")
    before = re.compile(rf"(?<!\w)(?:{compared})(?:\s+[\w.,]+){{0,5}}\s*$")
    return _Words(
        either("total"), either("by_now"), either("period"), either("since_event"), before, either("war"), either("sum")
    )


def now(draft: Draft, context: Context) -> None:
    """A stock or a state with no time of its own is true when it is reported."""
    if draft.measure in ("stock", "state") and not draft.window_near and context.anchor is not None:
        draft.window = Window(context.anchor, context.anchor, "day")


def spoken(s: Sentence, start: int, end: int) -> bool:
    """Whether a time is the day on which somebody spoke: "officials said on Tuesday", "the ministry today reported"."""
    speaking, hearers = words_of("speaking"), words_of("hearers")
    after = bisect_left(s.starts, start)
    if after < len(s.words) and s.words[after] in speaking and not s.lower[end : s.starts[after]].strip():
        return True
    i = after - 1
    while i > 0 and s.words[i] in hearers:
        i -= 1
    return i >= 0 and s.words[i] in speaking and (i == 0 or s.tags[i - 1] != "B")


def compared(lower: str, first: int, start: int) -> bool:
    """Whether a time is one that the number is compared with: "unchanged from the same period of 2016"."""
    return _words().compared.search(lower, max(first, start - _BESIDE), start) is not None


def since_event(lower: str, start: int, end: int) -> str | None:
    """The words of a time that began with an event nobody dates: "since the offensive began"."""
    found = _words().event.search(lower, start, end)
    return found.group() if found else None


@lru_cache(maxsize=16)  # each harm of a sentence asks it, from four sides
def of_war(lower: str, start: int, end: int) -> str | None:
    """The words by which a clause counts a whole war's dead: "the war has killed 300,000"."""
    found = _words().war.search(lower, start, end)
    return found.group() if found else None


def of_all(lower: str, start: int, end: int) -> bool:
    """Whether a sentence counts for a whole country what places were told of: a war's dead, a list's total."""
    return of_war(lower, start, end) is not None or _words().sum.match(lower, start, end) is not None


def in_all(lower: str, start: int, end: int) -> bool:
    """Whether a sentence says that its count is the sum of what was told."""
    return _words().sum.match(lower, start, end) is not None or _words().total.search(lower, start, end) is not None


def measure(draft: Draft, mention: Mention, s: Sentence, times: Sequence[When], context: Context) -> None:
    """Set the measure of a draft and whether its number is a total."""
    _set_measure(draft, mention, s)
    roles = {t.role for t in times if t.window is draft.window}
    if not draft.window_near and context.total and _words().period.search(s.lower, s.start, s.end):
        roles.add("since")  # "over the same period"
    counted = draft.measure in ("stock", "state") or roles & {"since", "past"} or mention.rule == "toll"
    flow = draft.measure == "flow" and draft.quantity.quantified
    counted = counted or (flow and of_war(s.lower, s.start, s.end) is not None)
    counted = counted or (context.anchor is not None and _this_year(draft, context.anchor))
    counted = counted or (draft.window.precision in ("day", "month") and _over(draft, _MONTHS))
    if counted or _in_all(draft, s):
        draft.extent = "total"


def _in_all(draft: Draft, s: Sentence) -> bool:
    """Whether the words say that a number is of all: "in all", or people moved or held over a month or by now."""
    words = _words()
    near = (max(s.start, draft.span.start - _REACH), min(s.end, draft.span.end + _REACH))
    if words.total.search(s.lower, *near):
        return True
    return draft.harm in _COUNTED and (_over(draft, _LONG) or words.by_now.search(s.lower, s.start, s.end) is not None)


def _this_year(draft: Draft, anchor: dt.date) -> bool:
    """Whether a claim is of the year up to its report: "killed 1,963 people this year"."""
    window = draft.window
    year = draft.window_near and window.precision == "year" and window.end == anchor
    return year and window.start == dt.date(anchor.year, 1, 1)


def _over(draft: Draft, least: dt.timedelta) -> bool:
    """Whether a claim has a window of its own that is so long."""
    window = draft.window
    if not draft.window_near or window.start is None or window.end is None:
        return False
    return window.end - window.start >= least


def _set_measure(draft: Draft, mention: Mention, s: Sentence) -> None:
    chunk = s.chunks[mention.at]
    rule = mention.rule
    if rule.startswith(("stays", "line, stock")):
        draft.measure = "stock"
    elif draft.harm in _STOCK:
        words = s.words[chunk.first : chunk.last]
        present = any(w in ("is", "are", "remain", "remains", "remained") for w in words)
        if draft.harm == "displaced":
            if mention.group is not None and _NEWLY.search(s.lower, mention.group.span.start, mention.trigger.end):
                draft.measure = "flow"
            elif (
                present
                or "already" in words
                or _STILL.search(s.lower, s.start, mention.trigger.start)
                or rule in ("victim noun", "state", "harmed adjective", "toll")
            ):
                draft.measure = "stock"
        elif draft.harm == "detained" and (present or rule in ("victim noun", "state")):
            draft.measure = "stock"
        elif not draft.quantity.quantified and draft.harm in _STATES:
            draft.measure = "state"
