"""The sentences of an answer in the language of the page. What a number is comes from the reckoning, which tells its
own sentences as data (:mod:`tollbook.reckon.wording`); the English here is that of :mod:`tollbook.desk.words`, and
every other language follows its patterns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from tollbook.model import Place
from tollbook.reckon import Answer, Numbers, Question
from tollbook.reckon.tongue import isolated
from tollbook.reckon.wording import Speech
from tollbook.vocabulary import HARMS
from tollbook.web import labels
from tollbook.web.templatetags.ledger import bounds, day, number, sayer


def speech(titles: Mapping[str, str] | None = None) -> Speech:
    """The language of the page, for the sentences of the reckoning; ``titles`` are what reports are called."""
    return Speech(sayer().language, titles or {})


def scope(question: Question) -> str:
    """Where, when, by whom, according to whom, as known when: what follows who and what."""
    parts = [
        _place(question.place),
        sayer().days(question.start, question.end),
        _("by %(actor)s") % {"actor": isolated(question.perpetrator)} if question.perpetrator else "",
        _("according to %(source)s") % {"source": isolated(question.according_to)} if question.according_to else "",
        _("as known on %(day)s") % {"day": day(question.known_on)} if question.known_on else "",
    ]
    return " ".join(part for part in parts if part)


def _place(place: Place | None) -> str:
    """Where, in the words that were asked with; in another language than theirs by its name."""
    said = speech()
    if place is not None and said.language == "en":
        return _("in %(place)s") % {"place": isolated(place.text or place.name)}
    return said.say(place).strip()


def headline(answer: Answer | Numbers) -> str:
    """The answer in one sentence."""
    question, low, high = answer.question, answer.documented.low, answer.documented.high
    if answer.as_of is not None:
        question = replace(question, start=answer.as_of[0], end=answer.as_of[1])
    one = low == high == 1
    about = {"what": f"{labels.harmed(question.harm, question.population, one=one)} {scope(question)}".strip()}
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
        asked = sayer().days(answer.question.start, answer.question.end)
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


#: Why a claim of the scope is not counted, beside that it is denied, possible, predicted, urged or hypothetical.
_WHY_NOT = (
    gettext_noop("without a number"), gettext_noop("of a state"), gettext_noop("a statement about it"),
    gettext_noop("overtaken by a later figure"), gettext_noop("counted in households"),
    gettext_noop("counted in facilities"), gettext_noop("counted in attacks"), gettext_noop("counted in vehicles"),
    gettext_noop("counted in buildings"), gettext_noop("counted in places"), gettext_noop("counted in days"),
    gettext_noop("counted at a date"), gettext_noop("counted over time"),
)  # fmt: skip


def rest(why: Mapping[str, int]) -> str:
    """The claims of the scope that are not counted, and why; empty where there are none."""
    total = sum(why.values())
    if not total:
        return ""
    listed = [_("%(n)s %(reason)s") % {"n": number(n), "reason": _(reason)} for reason, n in why.items()]
    said = ngettext(
        "%(n)s more claim speaks of this and is not counted: %(why)s.",
        "%(n)s more claims speak of this and are not counted: %(why)s.",
        total,
    )
    return said % {"n": number(total), "why": sayer().joined(listed)}
