"""From mentions to claims: each gets its modality, speaker, place, window, perpetrator, measure and extent.

What stands nearest in the same clause wins; what a sentence leaves out is taken from the sentences before it, as a
reader would. Linking within the report (``part_of``, ``repeats``) is the next pass (:mod:`tollbook.grammar.links`).
"""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_left
from collections.abc import Sequence

from tollbook.grammar.chunks import Sentence
from tollbook.grammar.clauses import Mention
from tollbook.grammar.doers import Doers
from tollbook.grammar.drafts import Actor, Context, Draft, When, Who
from tollbook.grammar.extents import compared, measure, now, of_all, of_war, since_event, spoken
from tollbook.grammar.means import means
from tollbook.grammar.modality import modality
from tollbook.grammar.nearness import FAR, distance
from tollbook.grammar.numbers import find_numbers
from tollbook.grammar.parts import EARLIER
from tollbook.grammar.perpetrators import by_whom
from tollbook.grammar.phrases import words_of
from tollbook.grammar.places import (
    Where,
    around,
    behind_label,
    country_of,
    dateline_city,
    finest,
    inside,
    lasted,
    listed_with,
    of_before,
    of_country,
    of_headline,
    pointed_back,
    standing_cost,
    taken_to,
    tells_both_ends,
    told_by_heading,
)
from tollbook.model import Measure, Quantity, Span, Window
from tollbook.vocabulary import HARMS

SPREAD = "spread"  # the rule of counts that stand in brackets behind their places


def assemble(
    s: Sentence,
    index: int,
    mentions: Sequence[Mention],
    times: Sequence[When],
    actors: Sequence[Actor],
    context: Context,
) -> list[Draft]:
    """The drafts of one sentence, in the order of their words."""
    context.enter(s.start, s.end)
    context.victims = frozenset(mention.victim for mention in mentions)
    context.labels = _labels(mentions, context)
    how = means(s)
    doers = Doers(s, actors, context)
    back = pointed_back(context.places, context.place, context.lower, s.start, s.end)
    places = [*context.places_here, *back]
    drafts = []
    for mention in mentions:
        draft = _draft(s, index, mention, context)
        _speaker(draft, mention, context)
        _window(draft, mention, s, times, context)
        _place(draft, mention, s, places, context)
        by_whom(draft, mention, doers)
        draft.means = how
        if mention.rule == EARLIER and not draft.window_near:
            continue
        measure(draft, mention, s, times, context)
        now(draft, context)
        drafts.append(draft)
    _share_population(drafts, context)
    _carry(drafts, context)
    context.told = s.end
    return drafts


def _labels(mentions: Sequence[Mention], context: Context) -> dict[int, Where]:
    """Of numbers in brackets behind places ("in Shire (480,000)") their places, which are of no other number."""
    starts = [m.group.span.start for m in mentions if m.group is not None and m.rule.startswith(SPREAD)]
    if not starts:
        return {}
    labels = {at: w for w in context.places_here for at in starts if 0 < at - w.end <= _LABELS}
    taken = {where.start for where in labels.values()}
    context.places_here = [where for where in context.places_here if where.start not in taken]
    return labels


def _share_population(drafts: Sequence[Draft], context: Context) -> None:
    """A number alone is of the group named before it: "two civilians killed and five injured".

    "Others" and "more" are of the same standing (civilians, fighters) but not of the same age, sex or trade.
    """
    before: Draft | None = None
    for draft in drafts:
        group = draft.group
        if group is not None and before is None and draft.population == "people" and context.group is not None:
            counted = draft.quantity.best
            told = context.group.group != "households"
            if (
                told
                and group.head in ("", "both")
                and counted is not None
                and counted <= (context.group.quantity.best or 0)
            ):
                draft.population = context.group.group  # "Three were later found dead."
        if group is None or not draft.quantity.quantified:
            continue
        toll = draft.rule.startswith("toll")  # "a guard has been killed, bringing to 47 the number of deaths"
        if draft.population == "people" and before is not None and before.harm != "displaced" and not toll:
            bare = group.head == "" or draft.rule == "counted event"
            if bare and before.quantity.best != 1:
                draft.population = before.population
            elif bare or group.head in _OTHERS:
                draft.population = before.population if before.population in ("civilians", "fighters") else "people"
        if not draft.part:
            before = draft
        if not draft.part and (draft.quantity.best or 0) > 1 and group.person:
            context.group = group


_OTHERS = frozenset(["others", "other", "more", "additional", "another"])


def _draft(s: Sentence, index: int, mention: Mention, context: Context) -> Draft:
    group = mention.group
    measure: Measure = HARMS[mention.harm].measure  # type: ignore[assignment]
    if (
        group is not None
        and not group.pronoun
        and (group.quantity.quantified or group.quantity.hedge != "unquantified")
    ) or (group is not None and group.pronoun and group.quantity.quantified):
        quantity, span = group.quantity, group.span
    else:
        text = context.text[mention.trigger.start : mention.trigger.end]
        unit = group.quantity.unit if group else "people"
        quantity, span = Quantity(unit=unit, text=text), mention.trigger
    return Draft(
        mention.harm,
        measure,
        "event",
        quantity,
        group.group if group else "people",
        group.text if group else "",
        span,
        Span(s.start, s.end),
        modality(s, mention),
        mention.rule,
        group,
        index,
        part=mention.part,
    )


# ---------------------------------------------------------------- according to whom

_DOUBT = {"fears": "possible"}


def _speaker(draft: Draft, mention: Mention, context: Context) -> None:
    best: Who | None = None
    for who in context.attributions_here:
        covered = who.scope_start <= mention.trigger.start < who.scope_end
        if not covered or who.start <= draft.span.start < who.end:
            continue
        if best is None or who.scope_end - who.scope_start < best.scope_end - best.scope_start:
            best = who
    if best is None:
        return
    draft.speaker = best.text or None
    if draft.modality == "asserted" and best.kind in _DOUBT:
        draft.modality = "possible"


# ---------------------------------------------------------------- when

_NOT_WINDOWS = frozenset(("recurring", "age", "other", "future"))


_SAME_DAY = re.compile(r"\b(?:the|that) same (?:day|night|morning|afternoon|evening)\b")
_SINCE_THEN = re.compile(r"\b(?:since then|from then on|ever since|since that (?:day|time|date))\b")


_DAYS_ON = re.compile(r"(?P<many>[\w-]+) (?P<unit>day|week)s? (?P<way>later|earlier|before)\Z")
_DAYS = {"day": 1, "week": 7}


def _days_on(times: Sequence[When], s: Sentence, context: Context) -> Window | None:
    """The day that a sentence counts from the one told before: "three days later another strike killed 17"."""
    last = context.window
    for time in times:
        told = _DAYS_ON.match(s.lower, time.start, time.end) if time.role == "other" else None
        if told is None or last is None or last.start is None or last.start != last.end:
            continue
        if told["way"] == "later" and time.start > s.start + 4:
            continue
        number = find_numbers(context.text, s.lower, time.start, time.end)
        many = 1 if told["many"] in ("a", "one") else number[0].quantity.best if number else None
        if many is not None and many <= _MOST_DAYS:
            step = dt.timedelta(days=many * _DAYS[told["unit"]])
            day = last.start + step if told["way"] == "later" else last.start - step
            return Window(day, day, "day", context.text[time.start : time.end])
    return None


_MOST_DAYS = 60
_LASTED = re.compile(r"(?:for|over) (?!the)", re.IGNORECASE)  # "shot at them for eight hours"
_THEN = ", when "  # "compared with the previous quarter, when 1,520 were killed"
_BEFORE_THAT = re.compile(r"\b(?:in )?the (?:previous|preceding) (?P<unit>day|week|month|quarter|year)\b")
_MONTHS = {"month": 1, "quarter": 3, "year": 12}


def _before_that(times: Sequence[When], s: Sentence, context: Context) -> Sequence[When]:
    """The times of a sentence with the one that it counts back from the one told before: "the previous quarter"."""
    told, start = _BEFORE_THAT.search(s.lower, s.start, s.end), context.window.start if context.window else None
    if told is None or start is None:
        return times
    if back := _DAYS.get(told["unit"]):
        first = start - dt.timedelta(days=back)
    else:
        year, month = divmod(start.year * 12 + start.month - 1 - _MONTHS[told["unit"]], 12)
        first = dt.date(max(year, 1), month + 1, 1)
    window = Window(first, start - dt.timedelta(days=1), "month", context.text[told.start() : told.end()])
    others = [t for t in times if t.end <= told.start() or t.start >= told.end()]
    return [*others, When(told.start(), told.end(), window, "at")]


def _window(draft: Draft, mention: Mention, s: Sentence, times: Sequence[When], context: Context) -> None:
    usable = [t for t in _before_that(times, s, context) if t.role not in _NOT_WINDOWS]
    if mention.rule == EARLIER:
        usable = [t for t in usable if 0 <= t.start - draft.span.end < _BESIDE]
        draft.background = True
    else:
        usable = [t for t in usable if t.window.precision != "hour" or _LASTED.match(t.window.text) is None]
        if _INCLUDING.search(s.lower, s.start, draft.span.start):
            usable = [t for t in usable if t.start > draft.span.start]
        usable = [t for t in usable if not compared(s.lower, s.start, t.start) or s.lower.startswith(_THEN, t.end)]
    if draft.harm != "besieged":  # "1,200 left the town, besieged since 2015, on Friday"
        usable = [
            t
            for t in usable
            if t.role != "since" or s.lower[max(s.start, t.start - 16) : t.start].split()[-1:] not in _SHUT_IN
        ]
    told = [t for t in usable if not spoken(s, t.start, t.end)]
    if told or (context.window is not None and context.window.start is not None):
        usable = told  # the day on which somebody spoke is the harm's only where no other is told
    if (
        draft.harm == "service_state" and draft.rule != "service line"
    ):  # a siege "for four months, with stocks exhausted": the time is the siege's
        usable = [t for t in usable if distance(s, mention, t.start, t.end) < 40]
    if s.words[s.chunks[mention.at].head] in words_of("burying") and context.window is not None:
        usable = []  # "we buried 14 this morning": they died before
    if not usable and context.window is not None and (days := _days_on(times, s, context)) is not None:
        draft.window, draft.window_near = days, True
        return
    start = context.window.start if context.window is not None and not usable else None
    then = _SINCE_THEN.search(s.lower, s.start, s.end) if start is not None else None
    if then and start is not None and context.window is not None:
        end = context.anchor if context.anchor and context.anchor >= start else None  # a day told before it came
        draft.window, draft.window_near = Window(start, end, context.window.precision, then.group()), True
        draft.extent = "total"
        return
    above = context.heading
    if draft.rule.startswith("line"):  # "Abductions: 22 (February: 13)"
        usable = [t for t in usable if "(" not in s.lower[draft.span.end : t.start]]
    if usable and above.listed and above.window is not None:  # "this week" of a weekly list
        usable = [t for t in usable if not told_by_heading(t.window, above.window) or t.role == "since"]
    if usable:
        same = _SAME_DAY.search(s.lower, s.start, s.end) if context.window is not None else None
        nearest, least = usable[0], FAR
        for when in usable:
            cost = distance(s, mention, when.start, when.end, least)
            if cost < least or (cost == least and when.start < nearest.start):
                nearest, least = when, cost
        if same is not None and distance(s, mention, same.start(), same.end(), least) < least and context.window:
            draft.window, draft.window_near = context.window, True  # "the same day five were seized; two left Sunday"
            return
        draft.window, draft.window_near = nearest.window, True
        draft.background |= nearest.role == "background" or s.lower.startswith(_THEN, nearest.end)
        if draft.rule.startswith("line") and nearest.role in ("since", "past"):
            context.lined = draft.sentence, draft.window
        return
    if context.window is not None and _SAME_DAY.search(s.lower, s.start, s.end) is not None:
        draft.window, draft.window_near = context.window, True
        return
    if draft.rule.startswith("line") and context.lined is not None and draft.sentence - context.lined[0] <= 1:
        draft.window = context.lined[1]  # "Arrivals since 15 April: 117,942", and the lines under it
        context.lined = draft.sentence, draft.window
        return
    event = since_event(s.lower, s.start, s.end) or of_war(s.lower, s.start, s.end)
    if draft.measure == "flow" and event is not None:
        draft.window = Window(None, context.anchor, "open", event)
        draft.extent = "total"
    elif above.window is not None and (above.listed or context.window_at < above.window_at):
        draft.window = above.window
    elif context.window is not None and draft.measure == "flow":
        draft.window = context.window


_SHUT_IN = [[word] for word in words_of("shut_in")]
_BESIDE = 30  # code points between an earlier count and its time
_FRONTED = 25  # code points into a sentence where what it begins with may stand
_NEAR = 60  # code points behind a number in which its own place may stand
_LABELS = 3  # code points between a place and the number in the bracket behind it


# ---------------------------------------------------------------- where


_TURN = re.compile(r"\s\w+,? (?:and|while|but) ")  # "50 died, the mission said, and five were killed in Kabul"
_INCLUDING = re.compile(r",\s*including\s+(?:[\w-]+\s+){0,3}$")


def _cost(where: Where, ways: str, s: Sentence, context: Context) -> int | None:
    """What a place of the sentence at hand costs by what stands beside it: every harm asks it, and it is found once."""
    asked = (id(where), ways)
    if asked not in context.costs:
        context.costs[asked] = standing_cost(where, ways, s.lower, s.start)
    return context.costs[asked]


def _place(draft: Draft, mention: Mention, s: Sentence, places: Sequence[Where], context: Context) -> None:
    best: tuple[int, int] | None = None
    chosen: Where | None = None
    ways = draft.harm if tells_both_ends(draft.harm, places, s.lower, s.start) else ""
    if _INCLUDING.search(s.lower, s.start, draft.span.start):
        places = [w for w in places if w.start > draft.span.start]  # what it is a part of has the others
    if draft.rule.startswith(SPREAD):
        places, chosen = [], context.labels.get(draft.span.start)
    for where in places:
        if draft.span.start <= where.start < draft.span.end:
            continue
        if any(who.start <= where.start < who.end for who in context.attributions_here):
            continue
        if context.place is not None and taken_to(where, s.lower, s.start):
            continue
        if any(
            draft.span.end < who.start < where.start and _TURN.match(s.lower, who.end)
            for who in context.attributions_here
        ):
            continue
        standing = _cost(where, ways, s, context)
        if standing is None:
            continue
        if standing < 0 and where.start > draft.span.start:
            standing = 40  # it has a number of its own behind it
        if standing < 0 and any(where.end < w.start < draft.span.start for w in context.places_here):
            standing = 60  # "Sumy region: a strike on Pysarivka left four dead"
        cost = standing + distance(s, mention, where.start, where.end, best[0] if best else FAR)
        if best is None or (cost, where.start) < best:
            best, chosen = (cost, where.start), where
    if chosen is not None and chosen.place.precision == "country" and not draft.rule.startswith(SPREAD):
        chosen = _within_country(chosen, places, ways, s, draft)
    if chosen is not None and best is not None and best[0] < 0:
        chosen = behind_label(chosen, context.places_here, draft.span.end, s.lower)
    if chosen is not None:
        fine = finest(chosen, context.places_here, s.lower)
        draft.place = fine.place
        draft.place = dateline_city(chosen, context.places, s.lower) or draft.place
        draft.place_near = chosen.kind != "anaphor" or draft.place.precision != "country"
        row = listed_with(fine, context.places_here, s.lower)
        if len(row) > 1 and not _turns(row[-1], mention, s, context):
            draft.place = around(row, context.text[row[0].start : row[-1].end], context.atlas)
    elif context.heading.place is not None and (
        context.heading.listed or context.place is None or context.place_at < context.heading.place_at
    ):
        draft.place = context.heading.place
    else:
        scene = of_before(context.places, context.lower, draft.span.start)
        scene = scene or of_before(context.places, context.lower, s.start)
        last = context.place
        if (
            scene is not None
            and scene.start >= context.told
            and not (scene.start >= s.start and last is not None and last.country != scene.place.country)
        ):
            draft.place = scene.place  # told after the last harm and before this one; a speaker may be abroad
        elif last is not None:
            draft.place = last
        else:
            draft.place = scene.place if scene else of_headline(context.places, context.lower)
        if draft.place is not None and of_all(s.lower, s.start, s.end):
            draft.place = country_of(context.home or draft.place, context.places, context.atlas)
        elif draft.place is not None and (lasted(draft.window) or of_country(s.lower, s.start, s.end)):
            draft.place = country_of(draft.place, context.places, context.atlas)


def _turns(last: Where, mention: Mention, s: Sentence, context: Context) -> bool:
    """Whether a row's last place begins what is told next: "killed nine in Raqqa and Russia denied it"."""
    if any(who.start <= last.start < who.end for who in context.attributions_here):
        return True
    after = bisect_left(s.starts, last.end)
    return mention.trigger.start < last.start and after < len(s.tags) and s.tags[after] in "vBHMDK"


def _within_country(chosen: Where, places: Sequence[Where], ways: str, s: Sentence, draft: Draft) -> Where:
    """The one place near a harm in the country that its sentence begins with: "In neighbouring Mali, 5,600 people
    fled Menaka".
    """
    if chosen.start > s.start + _FRONTED:
        return chosen
    inner = [w for w in places if inside(w.place, chosen.place) and w.kind not in ("demonym", "anaphor")]
    inner = [w for w in inner if 0 < w.start - draft.span.end < _NEAR]
    first = [w for w in inner if (cost := standing_cost(w, ways, s.lower, s.start)) is not None and cost <= 0]
    return first[0] if len(inner) == len(first) == 1 else chosen


# ---------------------------------------------------------------- what carries over


_NOT_THERE = frozenset(("predicted", "hypothetical", "urged"))


def _carry(drafts: list[Draft], context: Context) -> None:
    """What the next sentences may lean on."""
    for draft in drafts:
        if (
            draft.place_near
            and draft.modality not in _NOT_THERE
            and not draft.background
            and HARMS[draft.harm].of != "situation"
        ):
            context.place, context.place_at = draft.place, draft.sentence
            context.home = context.home or draft.place
        if HARMS[draft.harm].of == "situation" and context.window is not None:
            continue  # a truce of years ago dates no killing
        if draft.window_near and not draft.background and draft.modality not in _NOT_THERE:
            context.window, context.window_at = draft.window, draft.sentence
            context.total = draft.extent == "total"
