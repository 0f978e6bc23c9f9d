"""What templates say numbers, days and ranges with."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tollbook.export.situation_words import Sayer
from tollbook.reckon.tongue import LANGUAGES, isolated
from tollbook.resolve.gazetteer import Gazetteer

register = template.Library()
_SAYERS = {language: Sayer(language) for language in LANGUAGES}


def sayer() -> Sayer:
    """The numbers and days of the page's language: those a situation report in it has."""
    return _SAYERS.get((get_language() or "en").partition("-")[0], _SAYERS["en"])


@register.simple_tag
def range_bar(low: int | None, high: int | None, top: float, best: int | None = None) -> SafeString:
    """A range as a bar on a line from 0 to ``top``: from ``low`` to ``high``, fading out where an end is open.

    ``best`` is marked where a number was named. It says nothing that the words beside it do not, so a screen reader
    passes it by. Without any number there is only the line.
    """
    pieces: list[SafeString] = []
    if top > 0 and (low or high is not None):
        start = _percent(low or 0, top)
        end = 100.0 if high is None else _percent(high, top)
        if low is not None and low == high:
            pieces.append(format_html('<rect class="point" x="{}%" y="3" width="4" height="12" rx="1"/>', start))
        else:
            kind = "from" if high is None else "to" if not low else "both"
            pieces.append(
                format_html(
                    '<rect class="span {}" x="{}%" y="6" width="{}%" height="6" rx="1"/>',
                    kind,
                    start,
                    round(max(end - start, 0.6), 2),
                )
            )
            if low:
                pieces.append(format_html('<rect class="end" x="{}%" y="3" width="2" height="12"/>', start))
            if high is not None:
                pieces.append(format_html('<rect class="end" x="{}%" y="3" width="2" height="12"/>', end))
        if best is not None and best not in (low, high):
            pieces.append(format_html('<circle class="best" cx="{}%" cy="9" r="3"/>', _percent(best, top)))
    line = format_html('<line x1="0" y1="9" x2="100%" y2="9"/>')
    return format_html(
        '<svg class="range" width="100%" height="18" aria-hidden="true" focusable="false">{}{}</svg>', line,
        SafeString("".join(pieces)),
    )  # fmt: skip


def _percent(value: float, top: float) -> float:
    return round(min(100.0, 100.0 * value / top), 2)


@register.filter
def top_of(rows: Iterable[Any]) -> float:
    """The end of the line on which the ranges of some rows (with ``low`` and ``high``) are drawn: an eighth above the
    greatest number there is, so that an open end has where to fade."""
    numbers = [n for row in rows for n in (row.low, row.high) if n is not None]
    return max(numbers, default=0) * 1.125


@register.filter
def number(value: int | None) -> str:
    """A number in groups of three."""
    return "" if value is None else sayer().number(value)


@register.filter
def plain(value: int) -> str:
    """A number that counts nothing: of a report, of a page."""
    return sayer().plain(value)


@register.filter
def decimal(value: float) -> str:
    """A number with two places."""
    return sayer().numeral(f"{value:.2f}")


@register.filter
def times(value: float) -> str:
    """How often something counts, as short as it is: 2, 0.5."""
    return sayer().numeral(f"{value:g}")


@register.simple_tag
def bounds(low: int | None, high: int | None) -> str:
    """Two bounds in words."""
    return sayer().bounds(low, high)


@register.filter
def day(value: dt.date | dt.datetime | None) -> str:
    """A day in full, as the language writes it."""
    return "" if value is None else sayer().day(value)


@register.filter
def time(value: dt.datetime | None) -> str:
    """A day and a time, in UTC."""
    return "" if value is None else sayer().stamp(value)


@register.simple_tag
def days(start: dt.date | None, end: dt.date | None) -> str:
    """A window of days in few words."""
    if start is None and end is None:
        return ""
    if start is None:
        return _("until %(day)s") % {"day": day(end)}
    if end is None:
        return _("since %(day)s") % {"day": day(start)}
    return day(start) if start == end else sayer().period(start, end)


@register.filter
def country(code: str) -> str:
    """A country's name, from its code."""
    known = Gazetteer.default().country(code)
    return sayer().country(known.name) if known is not None else code


@register.filter
def ordinal(value: int | None) -> dt.date | None:
    """The day of an ordinal."""
    return None if value is None else dt.date.fromordinal(value)


@register.filter
def harm_label(harm: str) -> str:
    """What a harm is called."""
    from tollbook.web.labels import harm as label

    return label(harm)


@register.filter
def group_label(group: str) -> str:
    """What a group of people is called."""
    from tollbook.web.labels import group as label

    return label(group)


@register.filter
def word(name: str) -> str:
    """Any other word of the vocabulary in the language of the page."""
    from tollbook.web.labels import word as label

    return label(name)


@register.filter
def stood(place: str) -> str:
    """A place of an original in the language of the page."""
    from tollbook.web.labels import stood as label

    return label(place)


@register.filter
def isolate(name: str) -> str:
    """A name that stands within a sentence, closed off from the words around it."""
    return isolated(name) if name else ""


@register.filter
def sentence(text: str) -> str:
    """A sentence of the program about what is wrong, in the language of the page; in English where it has none."""
    from tollbook.web.recalling import recalled

    language = sayer().language
    said = recalled(text, language)
    return said if said is not None else text if language == "en" else _foreign(text)


@register.filter
def logged(line: str) -> str:
    """A line of the log in the language of the page."""
    from tollbook.web.recalling import told

    return told(line, sayer().language)


@register.filter
def ground(one: Any) -> str:
    """A reason why reports tell of one event, in the language of the page."""
    from tollbook.web.recalling import reason

    return reason(one.code, one.text, sayer().language)


def _foreign(text: str) -> SafeString:
    return format_html('<span lang="en" dir="ltr">{}</span>', text) if text else SafeString("")


@register.filter
def coded(text: str) -> SafeString:
    """A description of the API with the names of its fields, which stand in double backticks, as code."""
    return format_html_join(
        "",
        "{}",
        ((format_html("<code>{}</code>", piece) if at % 2 else piece,) for at, piece in enumerate(text.split("``"))),
    )


@register.filter
def ended(words: str) -> str:
    """A sentence that begins with a capital and ends with a stop, whoever wrote it."""
    plain = str(words).rstrip()
    if not plain or isinstance(words, SafeString):
        return words
    return plain[0].upper() + plain[1:] + ("" if plain[-1] in ".!?…؟:" else ".")
