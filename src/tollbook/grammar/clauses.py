"""Who was harmed in a clause: the frames of harm words over the chunks of a sentence.

A frame is found by the kind of its trigger, never by the trigger itself: a transitive verb's victims are its object in the
active and its subject in the passive, an intransitive verb's its subject, an event noun's follow "of" or stand before it
as a possessive, a state is said of what stands beside it, a toll is followed by its number.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

from tollbook.grammar.chunks import Sentence
from tollbook.grammar.groups import NOUN_PHRASES, Group, one, population, read_group
from tollbook.grammar.lexicon import Lexicon, Trigger
from tollbook.lang import load
from tollbook.model import Span

_FINITE = "VKPCIR"
_PREPOSITIONS = "opbt"
_BOMBERS = frozenset(["bomber", "bombers", "himself", "themselves", "herself"]) | {
    "suicide bomber",
    "suicide bombers",
    "suicide attacker",
    "suicide attackers",
}


_WITH = frozenset(("along with", "together with", "as well as"))
_ABSOLUTE = frozenset(("with", "in", "leaving"))
_NAMED_HARMS = frozenset(("killed", "injured", "abducted", "detained", "disappeared"))
_VICTIMS = frozenset(("victims", "victim", "casualties", "bodies"))
_REMAINS = frozenset(("body", "bodies", "corpse", "corpses"))
_NAMING = frozenset(("identified", "named", "included", "include"))
_COUNTED_VICTIMS = frozenset(("casualties", "casualty", "fatalities", "dead", "deaths"))


@cache
def _words_of(key: str) -> frozenset[str]:
    return frozenset(load("en", "words")[key])


@dataclass(frozen=True, slots=True)
class Mention:
    """A harm said of a group in a clause, before modality, place, time and speaker are known.

    ``at`` is the index of the trigger's chunk, ``trigger`` the offsets of its words, ``agent`` the chunk of who did it,
    ``part`` whether it is said to be a part of the mention before it, ``rule`` the frame that found it.
    """

    harm: str
    group: Group | None
    at: int
    trigger: Span
    rule: str
    agent: int = -1
    part: bool = False
    victim: int = -1


class Clauses:
    """The clause pass over one sentence."""

    def __init__(self, s: Sentence, lex: Lexicon, places: set[int], text: str, last_harm: str | None = None) -> None:
        self.s, self.lex, self.places, self.text, self.last_harm = s, lex, places, text, last_harm
        self.line = s.line
        self.found: list[Mention] = []
        self.used: set[int] = set()

    def mentions(self) -> list[Mention]:
        """The harm mentions of the sentence, verbs first, then the nouns that no verb has taken."""
        for i, tag in enumerate(self.line):
            if tag in "KJPRIi":
                self._verb(i, tag)
        for i, tag in enumerate(self.line):
            if tag == "A":
                self._state(i)
            elif tag in "VG":
                self._driven(i)
        for i, tag in enumerate(self.line):
            if tag == "X":
                self._event(i)
            elif tag == "L":
                self._toll(i)
        for i, tag in enumerate(self.line):
            if tag in "NY":
                self._named_as(i)
        for i, tag in enumerate(self.line):
            if tag == "Y" and (i not in self.used or self.s.words[self.s.chunks[i].head] in _REMAINS):
                self._victim_noun(i)
            elif tag in NOUN_PHRASES and i not in self.used and self.s.chunks[i].adjective:
                self._harmed_adjective(i)
        self.found = [m for m in self.found if self._asserts(m)]
        self.found.sort(key=lambda m: m.group.span.start if m.group else m.trigger.start)
        return self.found

    # ------------------------------------------------------------------ frames

    def _verb(self, i: int, tag: str) -> None:
        trigger = self.s.chunks[i].trigger
        if trigger is None or (tag == "R" and self._header(i)):
            return
        agent = -1
        heads: list[int] = []
        parts: list[int] = []
        rule = {"K": "active", "J": "active", "P": "passive", "I": "intransitive", "i": "intransitive"}.get(tag, "")
        if tag == "R":
            if self._object_follows(i) and self._modifies(i):
                self._harmed_participle(trigger, i)
                return
            tag, rule = ("K", "active") if self._object_follows(i) else ("P", "reduced passive")
        trigger = self._either(i, trigger)
        if trigger is None:
            return
        if tag in "KJ":
            heads, parts = self.objects(i)
            agent = self._agent_before(i)
        elif tag in "Ii":
            heads, parts = self.subject(i)
        else:
            heads, parts = self.subject(i)
            if not heads and self.line[i + 1 : i + 2] == "C":  # "Killed were two policemen"
                heads, parts = self.objects(i + 1)
            agent = self._agent_after(i)
        end = self._past_objects(i, heads)
        if trigger.harm == "casualties" and (not heads or self.line[end : end + 1] == "A"):
            return  # "shot 12 people dead" is told by its state
        parts = list(dict.fromkeys(parts + self._included(end)))
        self._emit(trigger, i, heads, parts, rule, agent)
        if tag in "PI" and heads:
            self._and_also(trigger, i, rule)

    def _and_also(self, trigger: Trigger, i: int, rule: str) -> None:
        """More victims after the verb: "15 were killed in Borno, eight in Yobe", "was shot along with his driver"."""
        line, n = self.line, len(self.line)
        j = i + 1
        while j + 1 < n and line[j] in "opb" and line[j + 1] in NOUN_PHRASES:
            j += 2
        if j + 1 < n and line[j] == "c" and self.s.words[self.s.chunks[j].first] in _WITH:
            heads, parts = self.objects(j)
            self._emit(trigger, i, heads, parts, rule + ", with", -1)
            return
        while j < n:
            k = j
            while k < n and line[k] in ",c;" and not (line[k] == ";" and self.s.words[self.s.chunks[k].first] != ";"):
                k += 1
            if k == j or k >= n or line[k] not in NOUN_PHRASES or self._begins_clause(k):
                return
            chunk = self.s.chunks[k]
            bare = (
                chunk.number is not None
                and chunk.number.kind == "count"
                and (self.s.tags[chunk.head] == "n" or self.s.words[chunk.head] in ("others", "more", "other"))
            )
            if not bare or k in self.used:
                return
            self._emit(trigger, i, [k], [], "ellipsis", -1)
            j = k + 1
            while j + 1 < n and line[j] in "opb" and line[j + 1] in NOUN_PHRASES:
                j += 2

    def _either(self, i: int, trigger: Trigger) -> Trigger | None:
        """Casualties for "killed or seriously injured"; None for the second of the two."""
        line, s = self.line, self.s

        def other(j: int) -> bool:
            harms = {trigger.harm, t.harm} if 0 <= j < len(line) and (t := s.chunks[j].trigger) else set()
            return harms == {"killed", "injured"}

        if line[i + 1 : i + 2] == "c" and s.words[s.chunks[i + 1].first] == "or" and other(i + 2):
            return Trigger("casualties", trigger.kind)
        if line[i - 1 : i] == "c" and i > 1 and s.words[s.chunks[i - 1].first] == "or" and other(i - 2):
            return None
        return trigger

    def _driven(self, i: int) -> None:
        """ "Forced 45,000 people from their homes", "drove thousands out of the villages"."""
        s, line = self.s, self.line
        if s.words[s.chunks[i].head] not in _words_of("driving"):
            return
        j = i + 1
        if line[j : j + 1] not in tuple(NOUN_PHRASES) or line[j + 1 : j + 2] not in ("p", "o"):
            return
        k = j + 2 if line[j + 2 : j + 3] != "o" else j + 3
        if line[k : k + 1] in tuple(NOUN_PHRASES) and s.words[s.chunks[k].head] in _words_of("dwelling"):
            group = self._group(j)
            if group is not None and group.person:
                self.used.add(j)
                self._add(Trigger("displaced", "transitive"), i, group, "active", self._agent_before(i), victim=j)

    def _modifies(self, i: int) -> bool:
        """Whether a bare participle before a noun is its adjective ("in besieged towns") and no verb: it has no subject."""
        before = self.line[i - 1] if i else ""
        return before == "" or (before in "opbtVCy;" and before != "C")

    def _harmed_participle(self, trigger: Trigger, i: int) -> None:
        if trigger.harm == "besieged" and self._is_place(i + 1):
            self._add(trigger, i, None, "besieged place", -1)
        elif (group := self._group(i + 1)) is not None and group.quantity.quantified and group.quantity.best != 1:
            self._emit(trigger, i, [i + 1], [], "harmed adjective", -1)

    def _state(self, i: int) -> None:
        chunk = self.s.chunks[i]
        trigger = chunk.trigger
        if trigger is None or self._header(i):
            return
        before = self.line[i - 1 : i] if i else ""
        heads: list[int] = []
        parts: list[int] = []
        if before and before in NOUN_PHRASES:
            chained, parts = self._chain(i - 1)
            heads = chained[-1:] if not parts else chained
        elif before == "C":
            heads, parts = self.subject(i - 1)
        elif before == "c" and self.line[i - 2 : i - 1] == "A":
            heads, parts = self.subject(i - 2)
        if not heads and before == "V":
            heads, parts = self.subject(i - 1)
        if heads:
            self._emit(trigger, i, heads, parts + self._included(i + 1), "state", -1)

    def _event(self, i: int) -> None:
        s, chunk = self.s, self.s.chunks[i]
        trigger = chunk.trigger
        if trigger is None:
            return
        agent = self._agent_after(i)
        if self.line[i + 1 : i + 2] == "o" and self.line[i + 2 : i + 3] in tuple(NOUN_PHRASES):
            heads, parts = self.objects(i + 1)
            groups = [h for h in heads if self._group(h)]
            if groups:
                self._emit(
                    trigger, i, heads, parts + self._included(self._past_objects(i + 1, heads)), "event of", agent
                )
                return
        owner = self._owner(i)
        if owner is not None:
            self._add(trigger, i, owner, "possessive event", agent)
            return
        doer = s.words[chunk.head] in self.lex.groups  # "two paid assassins" killed, and are not killed
        if chunk.number is not None and chunk.number.kind == "count" and "d" not in chunk.det and not doer:
            group, _ = population(s, chunk, self.lex)
            number = chunk.number
            start, end = s.span(chunk)
            self._add(
                trigger,
                i,
                Group(
                    number.quantity,
                    group or "people",
                    self.text[start:end],
                    Span(number.start, number.end),
                    s.words[chunk.head],
                ),
                "counted event",
                agent,
            )
            self._emit_parts(trigger, i, self._included(i + 1), "counted event")
            return
        if i not in self.used:
            self._add(trigger, i, None, "event", agent)

    def _owner(self, i: int) -> Group | None:
        """The group that stands before an event noun as its possessor ("the mayor's murder", "his death")."""
        s, chunk = self.s, self.s.chunks[i]
        cut = max((k for k in s.possessive if chunk.first <= k < chunk.head), default=-1)
        if cut < 0:
            first = s.words[chunk.first]
            if first in ("his", "her") and chunk.head > chunk.first:
                start, end = s.starts[chunk.first], s.ends[chunk.first]
                return Group(
                    one(self.text[start:end]),
                    "people",
                    self.text[start:end],
                    Span(start, end),
                    first,
                    definite=True,
                    pronoun=True,
                )
            return None
        inner = replace(chunk, last=cut + 1, head=cut, trigger=None)
        if inner.head in self.places and s.words[cut] not in self.lex.groups:
            return None
        keep = s.chunks[i]
        s.chunks[i] = inner
        try:
            group = read_group(s, i, self.lex, self.places, self.text)
        finally:
            s.chunks[i] = keep
        if group is None or not group.person:
            return None
        return group

    def _toll(self, i: int) -> None:
        trigger = self.s.chunks[i].trigger
        if trigger is None:
            return
        last = -1
        for j in range(i, len(self.line)):
            tag = self.line[j]
            if j > i and (tag in ';"sqKPJR' or (tag == "," and last >= 0)):
                break
            if tag in NOUN_PHRASES and self.s.chunks[j].number is not None and self._group(j):
                last = j
                if j + 1 < len(self.line) and self.line[j + 1] != "t":
                    break
        if last >= 0:
            self._emit(trigger, i, [last], self._included(last + 1), "toll", -1)

    def _colon(self, i: int) -> bool:
        return self.line[i] == ";" and self.s.words[self.s.chunks[i].first] == ":"

    def _header(self, i: int) -> bool:
        """ "Killed: five men, three women": a word of harm as a heading of the list behind it."""
        if i == 0 and len(self.line) > 2 and self._colon(1) and (trigger := self.s.chunks[0].trigger):
            heads, parts = self.objects(1)
            if any((g := self._group(h)) and g.quantity.quantified for h in heads):
                self._emit(trigger, i, heads, parts, "heading", -1)
                return True
        return False

    def _victim_noun(self, i: int) -> None:
        chunk = self.s.chunks[i]
        trigger = chunk.trigger
        if trigger is None:
            return
        if i > 1 and self.line[i - 1] == "o" and chunk.number is None and self._some_of(trigger, i):
            return
        group = self._group(i)
        if group is None or (trigger.harm == "displaced" and self._recipients(i)):
            return
        if self.s.words[chunk.head] == "lives" and chunk.number is None:
            return
        parts = self._included(i + 1)
        if i and self.line[i - 1] == "y" and self.line[i + 1 : i + 2] == "C":  # "among the dead were two children"
            parts = self.objects(i + 1)[0]
            self._emit_parts(trigger, i, parts, "victim noun")
            return
        self._emit(trigger, i, [i], parts, "victim noun", -1)

    def _some_of(self, trigger: Trigger, i: int) -> bool:
        """ "Three of the dead were children": a part of those harmed, of the population that is said of it."""
        counted = self.s.chunks[i - 2]
        if self.line[i - 2] not in NOUN_PHRASES or counted.number is None or counted.number.kind != "count":
            return False
        group = self._group(i - 2)
        if group is None:
            return False
        if self.line[i + 1 : i + 2] == "C" and self.line[i + 2 : i + 3] in tuple(NOUN_PHRASES):
            named, _ = population(self.s, self.s.chunks[i + 2], self.lex)
            group = replace(group, group=named or group.group)
        self.used.update((i - 2, i))
        self._add(trigger, i, group, "victim noun, part", -1, part=True, victim=i - 2)
        return True

    def _named_as(self, i: int) -> None:
        """Victims told by name after the verb: "the dead were identified as ...", "among the priests killed was ..."."""
        line, chunk = self.line, self.s.chunks[i]
        j = i + 1
        trigger = chunk.trigger if line[i] == "Y" and chunk.number is None else None
        if line[j : j + 1] == "R" and i and line[i - 1] == "y":
            trigger = self.s.chunks[j].trigger
            j += 1
        elif trigger is None and self.s.words[chunk.head] in _VICTIMS and self.last_harm:
            trigger = Trigger(self.last_harm, "victim")
        if trigger is None or trigger.harm not in _NAMED_HARMS or line[j : j + 1] not in ("C", "V"):
            return
        verb = self.s.chunks[j]
        if line[j] == "V" and self.s.words[verb.head] not in _NAMING:
            return
        if line[j + 1 : j + 2] == "p" and self.s.words[self.s.chunks[j + 1].first] == "as":
            j += 1
        heads, parts = self.objects(j)
        self._emit_parts(
            trigger, i, [h for h in heads + parts if h not in self.used and self._surely(h)], "named victims"
        )

    def _harmed_adjective(self, i: int) -> None:
        chunk = self.s.chunks[i]
        if chunk.adjective is not None and chunk.adjective.harm == "besieged" and self._is_place(i):
            self._add(chunk.adjective, i, None, "besieged place", -1)
            return
        group = self._group(i)
        if group is None or not group.person or chunk.adjective is None:
            return
        if chunk.adjective.kind == "event" or (chunk.adjective.harm == "displaced" and self._recipients(i)):
            return
        self._emit(chunk.adjective, i, [i], [], "harmed adjective", -1)

    # ------------------------------------------------------------------ arguments

    def subject(self, i: int) -> tuple[list[int], list[int]]:
        """(heads, parts) of the noun phrases that are the subject of the verb group at ``i``."""
        heads, parts = self._near_subject(i)
        if any(self._people(h)[1] for h in heads):
            return heads, parts
        if self.line[i] in "PIR" and (far := self._far_subject(i)) >= 0:
            return [far], parts
        return heads, parts

    def _near_subject(self, i: int) -> tuple[list[int], list[int]]:
        line = self.line
        j = i - 1
        if j >= 0 and line[j] == "f":
            j -= 1
        if j >= 0 and line[j] in "VC" and (line[i] in "RA" or "t" in self.s.chunks[i].aux):
            return self._near_subject(j)  # "are said to have been killed", "was found murdered"
        if j >= 0 and line[j] == "q":
            j -= 1
            if j >= 0 and line[j] == ",":
                j -= 1
            if j < 0 or line[j] not in NOUN_PHRASES:
                return [], []
            while j >= 2 and line[j - 1] == "o" and line[j - 2] in NOUN_PHRASES:
                j -= 2
            return [j], []
        if j >= 0 and line[j] == ",":
            opening = line.rfind(",", max(0, j - 16), j)
            if opening <= 0:
                return [], []
            heads, parts = self._chain(opening - 1)
            if line[opening + 1] == "y":  # "200 people, including 36 children, were killed"
                inner, more = self.objects(opening + 1)
                return heads, parts + inner + more
            if line[opening + 2 : opening + 3] == "f":  # "12 people, three of them minors, were killed"
                return heads, [*parts, opening + 1]
            return heads, parts or self._told_apart(heads, opening + 1, j)
        if j >= 0 and line[j] == "c" and j >= 1 and line[j - 1] in "PRKI":  # "were shot and killed", "died or fled"
            return self.subject(j - 1) if line[j - 1] in "PI" else ([], [])
        absolute = line[i] in "iRA" or self.s.words[self.s.chunks[i].first] == "being"
        heads, parts = self._chain(j, with_absolute=absolute)
        if heads and heads[0] >= 2 and line[heads[0] - 1] in "VG" and line[i] in "PI":
            # "a man who attacked police was killed", "pilgrims returning from Iran were killed"
            k = heads[0] - 2
            if line[k] == "q" and k >= 1 and line[k - 1] in NOUN_PHRASES:
                return self._chain(k - 1)
            if line[k + 1] == "G" and line[k] in NOUN_PHRASES and self._group(k):
                return self._chain(k)
        return heads, parts

    def _told_apart(self, heads: list[int], start: int, end: int) -> list[int]:
        """The parts in "three civilians, two women and a man, died": they add up to the number before."""
        inside = [k for k in range(start, end) if self.line[k] in NOUN_PHRASES]
        whole = self._group(heads[0]) if len(heads) == 1 else None
        sizes = [group.quantity.best for k in inside if (group := self._group(k)) is not None]
        if whole is None or len(sizes) < 2 or not all(sizes) or sum(filter(None, sizes)) != whole.quantity.best:
            return []
        return inside

    def _far_subject(self, i: int) -> int:
        """The first group of people of the clause that ends in the verb at ``i``, past what describes them."""
        line = self.line
        start = max(line.rfind(";", 0, i), line.rfind("s", 0, i), line.rfind('"', 0, i)) + 1
        for j in range(start, i):
            if line[j] in "KPIJ":
                return -1
            if line[j] in NOUN_PHRASES and not (j > start and line[j - 1] in _PREPOSITIONS):
                group = self._group(j)
                if group is not None and group.person:
                    return j
        return -1

    def _chain(self, j: int, with_absolute: bool = False) -> tuple[list[int], list[int]]:
        line = self.line
        heads: list[int] = []
        parts: list[int] = []
        listed = False
        while j >= 0 and line[j] in NOUN_PHRASES:
            first = j
            while first >= 2 and line[first - 1] in "opb" and line[first - 2] in NOUN_PHRASES:
                first -= 2
            if first >= 1 and line[first - 1] in _PREPOSITIONS and not heads and not (first == 1 and line[0] == "o"):
                if not (with_absolute and self.s.words[self.s.chunks[first - 1].first] in _ABSOLUTE):
                    return [], []
            before = line[first - 1] if first else ""
            if (listed and before and before in "KJRVGP") or (listed and before in _PREPOSITIONS and before):
                break
            if not (heads and self._same_again(first, heads[-1])):
                heads.append(first)
            else:
                heads[-1] = first
            k = first - 1
            if k >= 1 and line[k] == "y" and line[k - 1] == "C":  # "30 children were among 39 people killed"
                parts = self._chain(k - 2)[0]
                break
            if k >= 0 and line[k] == "y":
                parts, heads, listed = heads, [], False
                j = k - 1 if k and line[k - 1] != "," else k - 2
                continue
            if k >= 1 and line[k] == "c":
                listed = True
                j = k - 2 if line[k - 1] == "," else k - 1
                continue
            if k >= 1 and line[k] == "," and listed and line[k - 1] in NOUN_PHRASES:
                j = k - 1
                continue
            break
        return heads[::-1], parts[::-1]

    def objects(self, i: int) -> tuple[list[int], list[int]]:
        """(heads, parts) of the list of noun phrases that begins right after chunk ``i``."""
        line, n = self.line, len(self.line)
        j = i + 1
        heads: list[int] = []
        parts: list[int] = []
        current = heads
        if j >= n or line[j] not in NOUN_PHRASES:
            return heads, parts
        heads.append(j)
        j += 1
        while j < n:
            passed = False
            while j + 1 < n and line[j] in "opbt" and line[j + 1] in NOUN_PHRASES:
                j += 2
                passed = True
            k = j
            while k < n and line[k] in ",c":
                k += 1
            if k > j and line[i] == "o" and k + 1 < n and line[k] == "o":  # "the murder of one and of the other"
                k += 1
            if k < n and line[k] == "y" and k + 1 < n and line[k + 1] in NOUN_PHRASES:
                current = parts
                current.append(k + 1)
                j = k + 2
                continue
            if k == j or k >= n or line[k] not in NOUN_PHRASES or self._begins_clause(k):
                break
            if current is parts and line[j] == ",":
                break
            group = self._group(k)
            if self._same_again(current[-1] if current else k, k):
                j = k + 1
                continue
            if passed and (group is None or not (group.person and (group.quantity.quantified or group.named))):
                break
            if (
                not passed
                and group is not None
                and line[j:k] == ","
                and self._apposition(heads[-1] if current is heads else k, k)
            ):
                j = k + 1
                continue
            current.append(k)
            j = k + 1
        return heads, parts

    def _role(self, i: int) -> bool:
        """Whether a phrase is a bare role: "president of ...", "former jihadi", with neither article nor number nor name."""
        chunk = self.s.chunks[i]
        head = self.s.words[chunk.head]
        if chunk.det or chunk.number or head not in self.lex.groups or self.lex.is_plural(head):
            return False
        return self.lex.groups[head] != "households"

    def _same_again(self, first: int, second: int) -> bool:
        """Whether two joined phrases are one: "a tribal elder and former jihadi", "12 men and women"."""
        a, b = self.s.chunks[first], self.s.chunks[second]
        if first == second or b.det or b.number:
            return False
        if a.number is not None and a.number.kind == "count":
            head = self.s.words[b.head]
            return self.lex.is_plural(head) and head in self.lex.groups and self.lex.groups[head] != "households"
        return ("a" in a.det or self._names_one(first)) and self._role(second)

    def _names_one(self, i: int) -> bool:
        group = self._group(i)
        return group is not None and group.quantity.best == 1 and (group.named or "d" in self.s.chunks[i].det)

    def _apposition(self, head: int, k: int) -> bool:
        """Whether the phrase after a comma only tells more of the one before ("Juan Soto, the mayor of ...")."""
        first, second = self._group(head), self._group(k)
        if first is None or second is None or first.quantity.best != 1 or second.quantity.best != 1:
            return False
        if first.named and self._role(k):
            return True
        if first.pronoun or second.pronoun or first.named == second.named:
            return False
        rest = self.line[k + 1 :]
        if first.named and "a" in self.s.chunks[k].det:
            return not rest.startswith(("cN", ",cN"))
        return not rest.startswith((",N", "cN", ",cN"))

    def _begins_clause(self, k: int) -> bool:
        """Whether the noun phrase at ``k`` is the subject of a verb of its own."""
        line, n = self.line, len(self.line)
        j = k + 1
        while j + 1 < n and line[j] in "opb" and line[j + 1] in NOUN_PHRASES:
            j += 2
        if j < n and line[j] == "f":
            j += 1
        while j + 1 < n and line[j] == "c" and line[j + 1] in NOUN_PHRASES:
            j += 2
        return j < n and line[j] in "VKPCIRA"

    def _object_follows(self, i: int) -> bool:
        line = self.line
        if i + 1 >= len(line) or line[i + 1] not in NOUN_PHRASES or self._begins_clause(i + 1):
            return False
        return self._group(i + 1) is not None

    def _past_objects(self, i: int, heads: list[int]) -> int:
        """Where to look for "including ..." after the verb at ``i`` and its objects."""
        return max([i, *heads]) + 1

    def _included(self, j: int) -> list[int]:
        """The parts that are listed after ``j``: "(in Homs), including two children and a woman"."""
        line, n = self.line, len(self.line)
        while j + 1 < n and line[j] in "opbt" and line[j + 1] in NOUN_PHRASES:
            j += 2
        if j < n and line[j] == ",":
            j += 1
        if j + 1 < n and line[j] == "y" and line[j + 1] in NOUN_PHRASES:
            heads, parts = self.objects(j)
            return heads + parts
        if j + 1 < n and line[j] in NOUN_PHRASES and line[j + 1] == "f" and not self._begins_clause(j):
            return [j]
        return []

    def _agent_after(self, i: int) -> int:
        line, n = self.line, len(self.line)
        for j in range(i + 1, min(n - 1, i + 7)):
            if line[j] == "b" and line[j + 1] in NOUN_PHRASES:
                return j + 1
            if line[j] in ';"sqVKPRI,':
                break
        return -1

    def _agent_before(self, i: int) -> int:
        heads, _ = self.subject(i)
        return heads[0] if heads else -1

    def chain_before(self, i: int) -> list[int]:
        """The subject of the verb group at ``i``, of whatever kind it is."""
        return self._near_subject(i)[0]

    def agent_of(self, i: int) -> int:
        """The chunk of who did what the verb or noun at ``i`` says, or -1."""
        after = self._agent_after(i)
        if after >= 0 or self.line[i] not in "VGKJ" or "B" in self.s.chunks[i].aux:
            return after
        return self._agent_before(i)

    # ------------------------------------------------------------------ results

    def _surely(self, i: int) -> bool:
        group = self._group(i)
        return group is not None and (group.person or group.named)

    def _recipients(self, i: int) -> bool:
        """Whether displaced people are counted here as those whom aid reached."""
        chunk, s = self.s.chunks[i], self.s
        near = s.words[max(0, chunk.first - 6) : chunk.first] + s.words[chunk.last : chunk.last + 5]
        return any(word in _words_of("aid") for word in near)

    def _is_place(self, i: int) -> bool:
        head = self.s.chunks[i].head
        return head in self.places or self.lex.things.get(self.s.words[head]) == "building"

    def _group(self, i: int) -> Group | None:
        return read_group(self.s, i, self.lex, self.places, self.text)

    def _asserts(self, m: Mention) -> bool:
        """Whether a mention without a number states a harm, and does not merely name a group or a subject by it.

        "The displaced need shelter", "targeted killings are a leading cause", "those who were displaced" name;
        "civilians were displaced", "caused deaths", "a siege" state.
        """
        group = m.group
        if group is not None and (group.quantity.quantified or group.quantity.hedge not in ("unquantified",)):
            return True
        line, i = self.line, m.at
        if m.rule == "event":
            return m.harm == "besieged" or self._occurs(i)
        if m.rule.startswith("victim noun"):
            return self.s.words[self.s.chunks[i].head] in _COUNTED_VICTIMS and self._occurs(i)
        if m.rule in ("reduced passive", "harmed adjective", "reduced passive, part") or (
            m.rule == "state" and line[i - 1] != "C"
        ):
            return m.harm == "besieged" or self._occurs(i) or i == len(line) - 1
        chunk = self.s.chunks[i]
        if self.s.tags[chunk.head] == "j" and not chunk.aux and self.s.words[chunk.head].endswith("s"):
            return not self._relative(i)  # "a government that kills priests" is a habit, not an event
        if m.rule in ("passive", "intransitive"):
            if line[i - 1 : i] == "q":
                return False
            return not (m.rule == "intransitive" and line[i] == "i")
        return m.rule != "possessive event" or m.group is None or not m.group.pronoun

    def _relative(self, i: int) -> bool:
        return self.line[i - 1 : i] in ("q", "s")

    def _occurs(self, i: int) -> bool:
        """Whether what stands before a noun says that it happened ("caused", "resulted in", "a history of")."""
        s = self.s
        first = s.chunks[i].first
        for k in range(first - 1, max(-1, first - 6), -1):
            if s.words[k] in _words_of("occurrence"):
                return True
            if s.tags[k] in ';"s' or (s.tags[k] in "vKI" and k < first - 2):
                break
        return False

    def _emit(self, trigger: Trigger, i: int, heads: list[int], parts: list[int], rule: str, agent: int) -> None:
        any_head = False
        for head in heads:
            if head in self.used and rule not in ("active", "passive", "reduced passive", "intransitive"):
                continue
            head, group = self._people(head)
            if group is None:
                continue
            if not group.person and self.s.words[self.s.chunks[i].head] in self.lex.ambiguous:
                continue
            if self._perpetrator(head):
                continue
            group = self._part_group(head, group)
            self.used.add(head)
            self._add(trigger, i, group, rule, agent, part=self.line[head + 1 : head + 2] == "f", victim=head)
            self._aside(trigger, i, head, rule)
            any_head = True
        if any_head or not heads:
            self._emit_parts(trigger, i, parts, rule)
        if not heads:
            self._add(trigger, i, None, rule, agent)

    def _perpetrator(self, head: int) -> bool:
        """A suicide bomber is not a victim."""
        return self.s.words[self.s.chunks[head].head] in _BOMBERS

    def _aside(self, trigger: Trigger, i: int, head: int, rule: str) -> None:
        """What a bracket behind a group says of it: its parts, or the same in another unit ("(9,180 individuals)")."""
        reach = head
        while self.line[reach + 1 : reach + 2] == "o" and self.line[reach + 2 : reach + 3] in tuple(NOUN_PHRASES):
            reach += 2
        for anchor, first in self.s.asides:
            if not any(anchor is self.s.chunks[k] for k in (head, reach)):
                continue
            if self.line[first] == "y":
                heads, parts = self.objects(first)
                self._emit_parts(trigger, i, heads + parts, rule)
            elif self.line[first] in NOUN_PHRASES and self.line[first + 1 : first + 2] in ("", ";"):
                group = self._group(first)
                if group is not None and group.head and group.quantity.quantified:
                    self.used.add(first)
                    self._add(trigger, i, group, rule + ", aside", -1, victim=first)
            elif self.line[first] in NOUN_PHRASES and self.line[first + 1 : first + 2] in (",", "c"):
                heads, parts = self.objects(first - 1)
                groups = [self._group(h) for h in heads]
                if len(heads) > 1 and all(group and group.quantity.quantified for group in groups):
                    self._emit_parts(trigger, i, heads + parts, rule)

    def _people(self, head: int) -> tuple[int, Group | None]:
        """The group of a phrase, or of what it is of where itself it is no people ("the blood of the 11 priests")."""
        group = self._group(head)
        inner = head
        while (group is None or not group.person) and self.line[inner + 1 : inner + 2] == "o":
            inner += 2
            if self.line[inner : inner + 1] not in tuple(NOUN_PHRASES):
                break
            below = self._group(inner)
            if below is not None and below.person:
                return inner, below
        return head, group

    def _part_group(self, head: int, group: Group) -> Group:
        """ "Two of them children": the population stands after the words that make it a part."""
        if self.line[head + 1 : head + 2] == "f" and self.line[head + 2 : head + 3] == "N":
            named, _ = population(self.s, self.s.chunks[head + 2], self.lex)
            if named:
                return replace(group, group=named)
        return group

    def _emit_parts(self, trigger: Trigger, i: int, parts: list[int], rule: str) -> None:
        for part in parts:
            group = self._group(part)
            if group is not None:
                self.used.add(part)
                self._add(trigger, i, self._part_group(part, group), rule + ", part", -1, part=True, victim=part)

    def _add(
        self, trigger: Trigger, i: int, group: Group | None, rule: str, agent: int, part: bool = False, victim: int = -1
    ) -> None:
        chunk = self.s.chunks[i]
        head = chunk.head if chunk.head >= 0 else chunk.first
        span = Span(self.s.starts[head], self.s.ends[head])
        self.found.append(Mention(trigger.harm, group, i, span, rule, agent, part, victim))
