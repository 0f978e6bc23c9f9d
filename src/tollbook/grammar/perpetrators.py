"""By whom: who is said to have done a harm, from the words around it.

Four kinds of words tell it, and the nearer kind wins: the agent of the verb of harm itself ("soldiers killed nine",
"nine were killed by soldiers"); whose an attack is ("the army's shelling", "an attack by bandits"); the subject of a
verb of attack in the same sentence ("rebels stormed the town, killing nine"); and whoever is blamed. A sentence that
names nobody and tells of no other event has its doer from the one before: "Gunmen opened fire on a bus. Nine died."

Where both sides fight ("in clashes between the army and rebels") nobody is named: which of the two killed is not told.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tollbook.grammar.chunks import Sentence
from tollbook.grammar.doers import DONE, PHRASES, Deed, Doers, armed, attack, listed
from tollbook.grammar.extents import of_war
from tollbook.grammar.mentions import Mention
from tollbook.grammar.names import FIRST
from tollbook.grammar.nearness import FAR, distance
from tollbook.grammar.phrases import words_of
from tollbook.model import Perpetrator

if TYPE_CHECKING:
    from tollbook.grammar.drafts import Context, Draft

_REACH = 150  # characters, with the tolls of what lies between, from a harm to whose attack it was
_FAR_REACH = 420  # the same to a verb of attack: a clause or two lie between


def owned_from(s: Sentence, i: int) -> int:
    """The chunk where the phrase of an attack begins: "the army's long" and "dark history" are one."""
    return i - 2 if s.line[i - 2 : i] == "Nc" and not s.chunks[i].det else i


def armed_owner(s: Sentence, first: int, last: int) -> bool:
    """Whether an attack has whose it is before it ("government offensive", "the rebels' shelling")."""
    words = s.words[s.chunks[first].first : s.chunks[last].head]
    return any(word in listed("armed") or (word >= FIRST and word.endswith("-led")) for word in words)


def doer(s: Sentence, at: int) -> int:
    """The subject of the verb of the deed chunk ``at`` names ("the regime would subject them to torture"), or -1."""
    line = s.line
    for i in range(at - 1, max(-1, at - 6), -1):
        if line[i] in ';"s':
            break
        if line[i] in "VG" and s.words[s.chunks[i].head] in listed("deed") and "B" not in s.chunks[i].aux:
            return i - 1 if line[i - 1 : i] in PHRASES else -1
    return -1


# ---------------------------------------------------------------- whose doing a claim is


def by_whom(draft: Draft, mention: Mention, doers: Doers) -> None:
    """Set the perpetrator of a draft where the sentence names one."""
    if of_war(doers.s.lower, doers.s.start, doers.s.end):
        return  # a war's dead are of all its sides
    if doers.s.words[doers.s.chunks[mention.at].head] in words_of("burying"):
        return  # "residents buried 14 victims"
    found = _agent(draft, mention, doers) or _owner(draft, mention, doers) or _attacker(draft, mention, doers)
    if found is not None:
        draft.perpetrator = named(doers.context, *found, draft)


def _agent(draft: Draft, mention: Mention, doers: Doers) -> tuple[int, int] | None:
    """The agent of the verb of harm itself. What stands before a participle may be the object of another verb."""
    s, agent = doers.s, mention.agent
    behind = mention.victim + 1
    if behind and s.line[behind : behind + 1] == "b" and s.line[behind + 1 : behind + 2] in PHRASES:
        own = doers.doer(behind + 1)
        if own is not None:
            return own  # "33 were murdered, 21 by rebels"
    if agent < 0 and s.line[mention.at] == "J":
        return _of_clause(mention.at, doers)
    if agent < 0 or agent in doers.context.victims:
        return None
    if s.line[mention.at] == "J" and agent and s.line[agent - 1] in "VGKopbt":
        if found := _attacker(draft, mention, doers) or _of_clause(mention.at, doers):
            return found
        if s.line[agent - 1] in "opbt":
            return None
    if (
        doers.named(agent)
        or armed(s, agent)
        or ((s.line[agent - 1 : agent] == "b" or agent + 1 == mention.at) and doers.person(agent))
    ):
        return doers.doer(agent) or s.span(s.chunks[agent])
    return doers.doer(agent)


def _of_clause(at: int, doers: Doers) -> tuple[int, int] | None:
    """Whose attack is the subject of the clause that a participle ends: "an army shell hit a house, killing two"."""
    s = doers.s
    for k in range(at - 1, 0, -1):
        if s.line[k] in ';"s':
            return None
        if s.line[k] in "VK" and "B" not in s.chunks[k].aux:
            subject = doers.subject(k)
            if subject < 0 or not attack(s, subject):
                return None
            span = s.span(s.chunks[subject])
            named = any(span[0] <= a.start < span[1] for a in doers.actors)
            return span if named or armed_owner(s, subject, subject) else None
    return None


def _owner(draft: Draft, mention: Mention, doers: Doers) -> tuple[int, int] | None:
    """Whoever owns the attack that is told beside the harm: "in the government's assault", "an Israeli air strike"."""
    s, context, own = doers.s, doers.context, draft.span
    best: tuple[int, int, int] | None = None
    for i, chunk in enumerate(s.chunks):
        if chunk.tag not in "NX" or i in context.victims or not attack(s, i):
            continue
        first = owned_from(s, i)
        if first and s.words[s.chunks[first - 1].first] == "between":
            continue
        start, end = s.starts[s.chunks[first].first], s.span(chunk)[1]
        if own.start <= start < own.end or any(w.start <= start < w.end for w in context.attributions_here):
            continue
        owned = armed_owner(s, first, i) or any(start <= a.start < end for a in doers.actors)
        cost = distance(s, mention, start, end, _REACH) if owned else FAR
        if cost < _REACH and (best is None or cost < best[0]):
            best = (cost, start, end)
    agent = doer(s, mention.at)
    if agent >= 0 and armed(s, agent) and agent not in context.victims:
        return s.span(s.chunks[agent])
    return (best[1], best[2]) if best is not None else None


def _attacker(draft: Draft, mention: Mention, doers: Doers) -> tuple[int, int] | None:
    """The subject of the verb of attack nearest to the harm, in the same sentence."""
    if draft.harm not in DONE:
        return None
    best: tuple[int, Deed] | None = None
    for deed in doers.deeds:
        if not _may_have_done(deed, draft, mention, doers):
            continue
        cost = distance(doers.s, mention, deed.at, deed.at + 1, _FAR_REACH)
        if cost < _FAR_REACH and (best is None or cost < best[0]):
            best = (cost, deed)
    return (best[1].start, best[1].end) if best is not None else None


def _may_have_done(deed: Deed, draft: Draft, mention: Mention, doers: Doers) -> bool:
    s, line = doers.s, doers.s.line
    if deed.chunk in doers.context.victims or draft.span.start <= deed.start < draft.span.end:
        return False
    if deed.verb == mention.at:
        return line[mention.at] in "KJR"
    low, high = sorted((deed.verb, mention.at))
    between = line[low:high]
    if ";" in between or '"' in between:
        return False
    if deed.verb > mention.at and line[deed.verb] in "VGKJR" and not deed.blamed:
        # told behind: "nine died when gunmen opened fire"
        return "s" in line[mention.at : deed.chunk] or "p" in line[deed.chunk - 1 : deed.chunk]
    return not _of_their_own(s, deed, draft)


def _of_their_own(s: Sentence, deed: Deed, draft: Draft) -> bool:
    """Whether the dead are the attackers: "rebels attacked a base and 12 rebels were killed"."""
    head = draft.group.head if draft.group is not None else ""
    stem = head.rstrip("s")
    return draft.population == "fighters" and len(stem) > 2 and stem in s.lower[deed.start : deed.end]


def named(context: Context, start: int, end: int, draft: Draft) -> Perpetrator:
    words = context.text[start:end]
    country = draft.place.country if draft.place else None
    actor = context.resolve_actor(words, country)
    if actor is None and " " in words:  # "government siege": whoever is named before what they do
        actor = context.resolve_actor(words.rpartition(" ")[0], country)
    return Perpetrator(words, actor)
