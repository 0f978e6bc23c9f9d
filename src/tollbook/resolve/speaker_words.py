"""The words and patterns that speakers are found by, made ready once from ``lang/en/speakers.toml``."""

from __future__ import annotations

import re
from typing import NamedTuple

import daachorse

from tollbook.lang import load

_DATA = load("en", "speakers")


class Verb(NamedTuple):
    """How a reporting verb is used; see the head of the language file for each field."""

    kind: str
    subject: str
    inverts: bool
    hearer: bool
    by: bool
    put_at: bool
    needs: re.Pattern[str] | None


def words(name: str) -> frozenset[str]:
    """A word list of the language's speaker data as a set."""
    return frozenset(_DATA["words"][name].split())


def phrases(name: str) -> frozenset[str]:
    """A list of phrases of the language's speaker data as a set; a single one as a set of one."""
    found = _DATA["phrases"][name]
    return frozenset([found] if isinstance(found, str) else found)


def pattern(name: str) -> re.Pattern[str]:
    """A pattern of the language's speaker data, compiled, its {names} replaced by days and word lists."""
    body: str = _DATA["patterns"][name]
    for given in re.findall(r"\{([a-z_]+)\}", body):
        put = _DATA["patterns"]["day"] if given == "day" else "|".join(sorted(words(given)))
        body = body.replace("{" + given + "}", put)
    return re.compile(body, re.VERBOSE)


def _verbs() -> dict[str, Verb]:
    table: dict[str, Verb] = {}
    for row in _DATA["verbs"]:
        needs = re.compile(rf"\s*+(?:{row['needs']})") if "needs" in row else None
        inverts, hearer, by, put_at = (row.get(name, False) for name in ("inverts", "hearer", "by", "put_at"))
        verb = Verb(row["kind"], row["subject"], inverts, hearer, by, put_at, needs)
        for form in row["forms"].split():
            table.setdefault(form.replace("_", " "), verb)
    return table


SOURCE = words("source")
PAPER = words("paper")
VICTIM = words("victim")
TITLE = words("title")
MODIFIER = words("modifier")
DETERMINER = words("determiner")
ARTICLE = words("article")
PRONOUN = words("pronoun")
RELATIVE = words("relative")
BINDS_ANY = words("binds_any")
BINDS = BINDS_ANY | words("binds_source")
JOINT = words("joint")
TIME = words("time")
VAGUE = words("vague")
TIES = words("ties")
UNSPOKEN = words("unspoken")
ABBREVIATION = words("abbreviation")
HOMOGRAPH = words("homograph")
BETWEEN = words("between")
BLOCKS = words("passive") | words("negation") | words("modal")
GOES_ON = words("goes_on")
#: What goes on with the circumstances of speaking after "…, X said".
LOOSE = BINDS | words("loose")

VERBS = _verbs()
FINITE = (words("passive") | words("modal") | words("auxiliary")).union(VERBS)
NOUNISH = PAPER | words("nounish")
#: Words no speaker's phrase runs over, reporting verbs among them.
STOP = (words("stop") | words("own") | RELATIVE).union(VERBS.keys() - SOURCE - NOUNISH)

ACCORDING = phrases("according")
CITING = phrases("citing")
COUNTED = phrases("counted")
PASSING = phrases("passing")
QUOTED = phrases("quoted")
_TRIGGERS = sorted(VERBS.keys() | ACCORDING | CITING | COUNTED | PASSING | QUOTED)
_AUTOMATON = daachorse.CharwiseDoubleArrayAhoCorasick(_TRIGGERS, daachorse.MATCH_KIND_LEFTMOST_LONGEST)


def triggers(flat: str) -> list[tuple[int, int, str]]:
    """Reporting verbs and phrases that stand in a folded text as whole words: (start, end, the words)."""
    size = len(flat)
    return [
        (s, e, _TRIGGERS[n])
        for s, e, n in _AUTOMATON.find(flat)
        if not (s and flat[s - 1].isalnum()) and not (e < size and (flat[e].isalnum() or flat[e] in "-'"))
    ]
