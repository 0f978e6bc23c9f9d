"""What harms, groups and decisions are called on a page, in its language. The words of the vocabulary are keys."""

from __future__ import annotations

import re

from django.utils.translation import gettext, gettext_noop

from tollbook.vocabulary import HARMS, POPULATIONS
from tollbook.web.templatetags import ledger
from tollbook.web.templatetags.ledger import sayer

#: Every word that is looked up here by a name that only the data knows: so that the catalogues hold them.
_SAID = (
    gettext_noop("killed"), gettext_noop("injured"), gettext_noop("killed or injured"), gettext_noop("missing"),
    gettext_noop("disappeared"), gettext_noop("detained"), gettext_noop("abducted"), gettext_noop("tortured"),
    gettext_noop("subjected to sexual violence"), gettext_noop("displaced"), gettext_noop("returned"),
    gettext_noop("evacuated"), gettext_noop("besieged"), gettext_noop("in need of aid"), gettext_noop("starving"),
    gettext_noop("attacks on health care"), gettext_noop("attacks on schools"),
    gettext_noop("attacks on places of worship"), gettext_noop("attacks on markets"),
    gettext_noop("attacks on infrastructure"), gettext_noop("homes destroyed or damaged"),
    gettext_noop("attacks on aid"), gettext_noop("aid blocked"), gettext_noop("services"),
    gettext_noop("use of chemical weapons"), gettext_noop("use of cluster munitions"),
    gettext_noop("use of incendiary weapons"), gettext_noop("bombardment"), gettext_noop("territory gained"),
    gettext_noop("territory lost"), gettext_noop("ceasefire"),
    gettext_noop("people"), gettext_noop("civilians"), gettext_noop("fighters"), gettext_noop("police"),
    gettext_noop("women"), gettext_noop("men"), gettext_noop("older people"), gettext_noop("detainees"),
    gettext_noop("mixed"), gettext_noop("households"), gettext_noop("children"), gettext_noop("medics"),
    gettext_noop("journalists"), gettext_noop("aid workers"), gettext_noop("boys"), gettext_noop("girls"),
    gettext_noop("reader"), gettext_noop("analyst"), gettext_noop("reviewer"), gettext_noop("releaser"),
    gettext_noop("administrator"),
    gettext_noop("denied"), gettext_noop("possible"), gettext_noop("predicted"), gettext_noop("urged"),
    gettext_noop("hypothetical"), gettext_noop("accepted"), gettext_noop("rejected"), gettext_noop("corrected"),
    gettext_noop("superseded"), gettext_noop("withdrawn"), gettext_noop("reopened"), gettext_noop("first"),
    gettext_noop("open"), gettext_noop("all"), gettext_noop("distinct"),
    gettext_noop("facilities"), gettext_noop("attacks"), gettext_noop("vehicles"), gettext_noop("buildings"),
    gettext_noop("places"), gettext_noop("days"), gettext_noop("exact"), gettext_noop("more than"),
    gettext_noop("at least"), gettext_noop("less than"), gettext_noop("at most"), gettext_noop("nearly"),
    gettext_noop("about"), gettext_noop("between"), gettext_noop("couple"), gettext_noop("several"),
    gettext_noop("dozens"), gettext_noop("tens"), gettext_noop("scores"), gettext_noop("hundreds"),
    gettext_noop("thousands"), gettext_noop("tens of thousands"), gettext_noop("hundreds of thousands"),
    gettext_noop("millions"), gettext_noop("unquantified"), gettext_noop("none"),
)  # fmt: skip


def harm(name: str) -> str:
    """A harm: "killed", "attacks on health care"."""
    known = HARMS.get(name)
    return gettext(known.label if known else name.replace("_", " "))


def group(name: str) -> str:
    """A group of people as a plural."""
    return gettext(name.replace("_", " "))


#: Words of the vocabulary that say too little to somebody who has not read its definitions.
_PLAIN = {
    "flow": gettext_noop("counted over time"), "stock": gettext_noop("counted at a date"),
    "state": gettext_noop("a state that lasts"), "statement": gettext_noop("a statement"),
    "event": gettext_noop("those of one event, or some of those harmed"),
    "total": gettext_noop("everyone harmed in this place and time"), "asserted": gettext_noop("so"),
}  # fmt: skip


def word(name: str) -> str:
    """Any other word of the vocabulary: a modality, a measure, an extent, a role."""
    return gettext(_PLAIN.get(name, name.replace("_", " ")))


def harmed(name: str, population: str, *, one: bool = False) -> str:
    """Who and what, without a number: "civilians killed"; of ``one``, "civilian killed"."""
    return sayer().what(name, population, one=one)


#: What each permission of the desk allows, as the page of people says it of roles.
_ALLOWS = {
    "read": gettext_noop("reads reports, claims and answers"),
    "work": gettext_noop("takes reports in, adds claims, looks for incidents"),
    "decide": gettext_noop("accepts, rejects and corrects claims; decides on incidents"),
    "release": gettext_noop("lets something leave the record; withdraws reports"),
    "administer": gettext_noop("keeps people, groups, restrictions and places; removes reports"),
}


def allows(permission: str) -> str:
    """What a permission allows, in words."""
    return gettext(_ALLOWS[permission])


def harms() -> list[tuple[str, str]]:
    """All harms, to choose one."""
    return [(name, harm(name)) for name in HARMS]


def groups() -> list[tuple[str, str]]:
    """All groups, to choose one."""
    return [(name, group(name)) for name in POPULATIONS]


#: What parts of files are called, as the places of words in an original name them ("page 3", "table 1, row 2").
_PARTS = {
    "page": gettext_noop("page"), "paragraph": gettext_noop("paragraph"), "table": gettext_noop("table"),
    "row": gettext_noop("row"), "line": gettext_noop("line"), "text box": gettext_noop("text box"),
    "footnote": gettext_noop("footnote"), "endnote": gettext_noop("endnote"),
}  # fmt: skip
_PART = re.compile(rf"\b({'|'.join(_PARTS)})\b(?: (\d+))?")


def stood(place: str) -> str:
    """A place of an original in words. An element of a page is named as it is."""
    if place.startswith("/"):
        return place

    def said(found: re.Match[str]) -> str:
        name = gettext(_PARTS[found[1]])
        return f"{name} {ledger.plain(int(found[2]))}" if found[2] else name

    return _PART.sub(said, place)
