"""The sentences of an answer in the language of the page. What a number is comes from the reckoning; the English here
is that of :mod:`tollbook.desk.words`, and every other language follows its patterns."""

from __future__ import annotations

from dataclasses import replace

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from tollbook.reckon import Answer, Numbers, Question
from tollbook.vocabulary import HARMS
from tollbook.web import labels
from tollbook.web.templatetags.ledger import bounds, day, number


def span(question: Question) -> str:
    """The days of a question."""
    start, end = question.start, question.end
    if start is None and end is None:
        return ""
    if start is None:
        return _("until %(day)s") % {"day": day(end)}
    if end is None:
        return _("since %(day)s") % {"day": day(start)}
    if start == end:
        return _("on %(day)s") % {"day": day(start)}
    first = day(start)
    if start.year == end.year:
        first = date_format(start, "j" if start.month == end.month else "j F")
    return _("from %(start)s to %(end)s") % {"start": first, "end": day(end)}


def scope(question: Question) -> str:
    """Where, when, by whom, according to whom, as known when: what follows who and what."""
    place = question.place
    parts = [
        _("in %(place)s") % {"place": place.name or place.text} if place else "",
        span(question),
        _("by %(actor)s") % {"actor": question.perpetrator} if question.perpetrator else "",
        _("according to %(source)s") % {"source": question.according_to} if question.according_to else "",
        _("as known on %(day)s") % {"day": day(question.known_on)} if question.known_on else "",
    ]
    return " ".join(part for part in parts if part)


def headline(answer: Answer | Numbers) -> str:
    """The answer in one sentence."""
    question, low, high = answer.question, answer.documented.low, answer.documented.high
    if answer.as_of is not None:
        question = replace(question, start=answer.as_of[0], end=answer.as_of[1])
    about = {"what": f"{labels.harmed(question.harm, question.population)} {scope(question)}".strip()}
    if answer.silent:
        return _("No report says anything about %(what)s.") % about
    if not low and high is None:
        return _("Reports speak of %(what)s, and give no number that can be counted.") % about
    if high == 0:
        return _("No %(what)s, the reports say.") % about
    said = bounds(low, high)
    if low and high and low != high:
        said = _("between %(low)s and %(high)s") % {"low": number(low), "high": number(high)}
    said = said[:1].upper() + said[1:]
    if HARMS[question.harm].of in ("means", "situation"):
        what = about["what"]
        return _("%(what)s: %(count)s times.") % {"what": what[:1].upper() + what[1:], "count": said.lower()}
    return _("%(count)s %(what)s.") % {"count": said, **about}


def understood(question: Question) -> str:
    """How a question in words was understood."""
    what = f"{labels.harmed(question.harm, question.population)} {scope(question)}".strip()
    return _("Understood as: %(what)s.") % {"what": what}


def caution(answer: Answer) -> list[str]:
    """What must be said beside the numbers."""
    said = []
    low, floor = answer.documented.low, answer.floor
    if answer.as_of is not None:
        asked = span(answer.question)
        said.append(_("No report counts them %(days)s: this is the nearest count there is.") % {"days": asked})
    if floor and low is not None and floor > low:
        said.append(
            _(
                "At the least (%(floor)s) is more than the low as reported (%(low)s), because reports contradict each "
                "other: the low takes the word of those who say less, and at the least lets every count stand until "
                "somebody counts the same and finds fewer."
            )
            % {"floor": number(floor), "low": number(low)}
        )
    return said


def agreement(answer: Answer) -> str:
    """What all sources say together; empty where there is only one."""
    counting = [s for s in answer.sources if (s.low, s.high, s.best) != (None, None, None)]
    if len(counting) < 2:
        return ""
    low, high = answer.agreement.low, answer.agreement.high
    if low is None and high is None:
        return _("They cannot all be right in everything they say.")
    if (low, high) == (answer.documented.low, answer.documented.high):
        return _("All of them can be right: nothing that one says here excludes what another says.")
    return _("All of them can be right only if it is %(bounds)s.") % {"bounds": bounds(low, high)}


def why(kind: str, value: int) -> str:
    """The heading over the words that carry a bound."""
    said = {"low": _("Why at least %(n)s"), "high": _("Why at most %(n)s"), "floor": _("Why %(n)s at the least")}
    return said[kind] % {"n": number(value)}
