"""The frames of nouns of harm: events, tolls, those harmed, and adjectives of harm before a noun."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace

from tollbook.grammar.groups import BODIES, NOUN_PHRASES, Group, one, population, read_group
from tollbook.grammar.lexicon import Trigger
from tollbook.grammar.mentions import whole_side
from tollbook.grammar.phrases import words_of
from tollbook.grammar.tolls import Tolls
from tollbook.model import Span

_NAMED_HARMS = frozenset(("killed", "injured", "abducted", "detained", "disappeared"))
_AIDED = frozenset(("displaced", "returned"))
_HELD = frozenset(("abducted", "detained"))
_VICTIMS = frozenset(("victims", "victim", "casualties", "bodies"))
_COUNTED = frozenset(("casualties",))
_OWN_BODY = frozenset(("body", "bodies"))
_NAMING = frozenset(("identified", "named", "included", "include"))


_ALL_LEFT = re.compile(r"N(?:o[NXY])?(?:(?:,c?|c)N(?:o[NXY])?)+")
_WOUNDS = ("wounds", "wound")
_OF_DEGREES = ("No", "Nc", "N,")  # "suffered various degrees of burns", "sustained heavy and light injuries"
#: "were taken to hospital with burns and shrapnel wounds"
_TAKEN_WITH = re.compile(r"V[tp]N(?:[tp]N)?(?P<with>p)(?:N(?:,|c|,c))*X$")


class Nouns(Tolls):
    """What nouns say: "the deaths of 12", "a toll of 12", "12 fatalities", "12 wounded civilians"."""

    def _event(self, i: int) -> None:
        s, chunk = self.s, self.s.chunks[i]
        trigger = chunk.trigger
        if trigger is None:
            return
        if self._header(i) or self._numbered(trigger, i, i + 1):
            return
        if "d" in chunk.det and chunk.number is None and self.line[max(0, i - 2) : i] == "No" and self._bare(i - 2):
            self._add(trigger, i, self._group(i - 2), "event of, part", -1, True, i - 2)  # "413 of the killings"
            return
        agent = self._agent_after(i)
        if self.line[i + 1 : i + 2] == "o" and self.line[i + 2 : i + 3] in tuple(NOUN_PHRASES):
            heads, parts = self.objects(i + 1)
            groups = [h for h in heads if self._group(h)]
            if groups:
                self._emit(
                    trigger, i, heads, parts + self.included(self._past_objects(i + 1, heads)), "event of", agent
                )
                return
        if trigger.harm == "injured" and (heads := self._sustained(i)):
            self._emit(trigger, i, heads, [], "sustained", agent)
            return
        counted = self._suffering(i) or self._cases(i)
        if counted is not None:
            self._add(trigger, i, counted, "event of", agent)
            return
        owner = self._owner(i)
        if owner is not None:
            self._add(trigger, i, owner, "possessive event", agent)
            return
        doer = s.words[chunk.head] in self.lex.groups  # "two paid assassins" killed, and are not killed
        known = "d" in chunk.det and not (i > 1 and self.line[i - 1] == "o" and s.chunks[i - 2].number is not None)
        if chunk.number is not None and s.words[chunk.head].endswith(_WOUNDS):
            return  # "his body showed several bullet wounds"
        if chunk.number is not None and s.words[chunk.head] in words_of("events_of_many"):
            self._add(trigger, i, None, "event", agent)  # "documented 626 massacres"
            return
        if chunk.number is not None and chunk.number.kind == "count" and not known and not doer:
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
            self._emit_parts(trigger, i, self.included(i + 1), "counted event")
            return
        if i not in self.used:
            self._add(trigger, i, None, "event", agent)

    def _sustained(self, i: int) -> list[int]:
        """Who has the injury: "her two brothers received slight wounds", "31 were taken to hospital with burns"."""
        while i > 2 and self.line[i - 2 : i] in _OF_DEGREES and self._word_of(i - 2) in words_of("degree"):
            i -= 2
        if i and self.line[i - 1] == "V" and self.s.words[self.s.chunks[i - 1].head] in words_of("sustaining"):
            return [h for h in self.subject(i - 1)[0] if self._word_of(h) not in BODIES]
        taken = _TAKEN_WITH.search(self.line, 0, i + 1)
        if taken is not None and self._word(taken.start("with")) == "with" and "B" in self.s.chunks[taken.start()].aux:
            return [h for h in self.subject(taken.start())[0] if (g := self._group(h)) and g.quantity.quantified]
        return []

    def _suffering(self, i: int) -> Group | None:
        """The group before "with": "nine people with serious injuries"."""
        trigger = self.s.chunks[i].trigger
        if (
            i < 2
            or trigger is None
            or trigger.harm != "injured"
            or self.line[i - 1] != "p"
            or self._word(i - 1) != "with"
        ):
            return None
        group = self._group(i - 2) if self.line[i - 2] in NOUN_PHRASES and i - 2 not in self.used else None
        if group is None or not group.person or not group.quantity.quantified:
            return None
        self.used.add(i - 2)
        return group

    def _cases(self, i: int) -> Group | None:
        """The number of "56 cases of rape", "17 incidents of sexual violence"."""
        if i < 2 or self.line[i - 1] != "o" or self.line[i - 2] not in NOUN_PHRASES:
            return None
        if self.s.words[self.s.chunks[i - 2].head] not in words_of("case"):
            return None
        return self._counted_cases(i - 2)

    def _counted_cases(self, i: int) -> Group | None:
        """The number of a phrase that counts cases."""
        counted = self.s.chunks[i]
        number = counted.number
        if number is None or number.kind != "count":
            return None
        start, end = self.s.span(counted)
        self.used.add(i)
        return Group(number.quantity, "people", self.text[start:end], Span(number.start, number.end), "")

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
        return group if group is not None and group.person and not whole_side(group) else None

    def _ranked(self, i: int) -> bool:
        """Whether a phrase behind a comma only ranks a death told before: "..., the ninth leader killed this year"."""
        chunk = self.s.chunks[i]
        ranks = chunk.number is None and any(
            n.kind == "ordinal" for k, n in self.s.numbers.items() if chunk.first <= k < chunk.last
        )
        return ranks and i > 0 and self.line[i - 1] == "," and any(m.harm in _NAMED_HARMS for m in self.found)

    def _left(self, i: int) -> list[int]:
        """The list between a verb and a state: "left a mother and her son dead"."""
        verb = max(self.line.rfind(tag, 0, i) for tag in "VG")
        if verb < 0 or self._word_of(verb) not in words_of("leaving"):
            return []
        heads = self._listed(verb + 1, i) if _ALL_LEFT.fullmatch(self.line, verb + 1, i) else []
        return [h for h in heads if self._group(h)]

    def _treated(self, i: int) -> None:
        """ "246 are being treated in 19 hospitals", "nine were rushed to one", told with harm and not with sickness."""
        s, line, word = self.s, self.line, self._word_of(i)
        brought = word in words_of("brought")
        if not brought and word not in words_of("treated"):
            return
        wounds = next((s.chunks[k].trigger for k in (i + 2, i + 3) if line[k - 1 : k + 1] == "pX"), None)
        hurt = wounds is not None and wounds.harm == "injured"
        if "B" not in s.chunks[i].aux:  # "she treated 38 people for gunshot wounds"
            if hurt and not brought and line[i + 1 : i + 4] == "NpX":
                self._emit(Trigger("injured", "event"), i, [i + 1], self.included(i + 4), "active", -1)
            return
        told = any(m.harm in ("killed", "injured", "casualties") for m in self.found)
        if not told and self.last_harm not in ("killed", "injured", "casualties"):
            return
        there = (
            line[i + 1 : i + 3] in ("pN", "tN") and self.lex.facilities.get(self._word_of(i + 2)) == "attack_on_health"
        )
        if line[i + 1 : i + 2] in ("", ";", ",") and i and not brought and self._bare(i - 1) and self.last_harm:
            self._emit(Trigger("injured", "transitive"), i, [i - 1], [], "passive", -1)
        elif there or (hurt and not brought):
            heads, parts = self.subject(i)
            heads = [h for h in heads if (g := self._group(h)) and g.quantity.quantified and h not in self.used]
            if brought:  # of one who was brought there more is told
                heads = [
                    h
                    for h in heads
                    if self._word_of(h) not in BODIES and (g := self._group(h)) and g.quantity.best != 1
                ]
            if heads:
                self._emit(Trigger("injured", "transitive"), i, heads, parts, "passive", -1)

    def _header(self, i: int) -> bool:
        """ "Killed: five men, three women": a word of harm as a heading of the list behind it."""
        if i == 0 and len(self.line) > 2 and self._colon(1) and (trigger := self.s.chunks[0].trigger):
            heads, parts = self.objects(1)
            clause = bool(heads) and self._begins_clause(heads[-1])  # "Siege: 250,000 people have been cut off"
            if not clause and any((g := self._group(h)) and g.quantity.quantified for h in heads):
                self._emit(trigger, i, heads, parts, "heading", -1)
                return True
        return False

    def _victim_noun(self, i: int) -> None:
        chunk = self.s.chunks[i]
        trigger = chunk.trigger
        if trigger is None:
            return
        if self._header(i) or (chunk.number is None and i not in self.used and self._numbered(trigger, i, i + 1)):
            return
        if i > 1 and self.line[i - 1] == "o" and chunk.number is None:
            some = self.s.chunks[i - 2].number
            if some is not None and some.quantity.hedge == "none" and "d" in chunk.det:
                return  # "none of the kidnapped has been released"
            if self._some_of(trigger, i):
                return
        if chunk.det == "h" and i and self.line[i - 1] in "pt" and self.s.words[chunk.head] in _OWN_BODY:
            return  # "explosives attached to his body"
        harms = {"killed", "injured"}.intersection(self.harms_before)
        if trigger.harm == "casualties" and self.line[i + 1 : i + 2] == "y" and "d" in chunk.det and len(harms) == 1:
            trigger = Trigger(harms.pop(), "victim")  # "... killed seven. The victims included two children"
        group = self._group(i)
        if group is None or (
            trigger.harm in _AIDED and (self._recipients(i, trigger.harm) or self._modifies_noun(i, group))
        ):
            return
        if trigger.harm in _HELD and chunk.number is not None and self._let_go(i):
            return
        if self.s.words[chunk.head] == "lives" and chunk.number is None:
            if i and chunk.det == "h" and self.line[i - 1] in NOUN_PHRASES:  # "cost 29 civilians their lives"
                self._emit(trigger, i, [i - 1], [], "victim noun", -1)
            return
        if i and self.line[i - 1] == "C" and chunk.number is None:  # "1.1 million are refugees"
            counted = [h for h in self.subject(i - 1)[0] if (g := self._group(h)) and g.quantity.quantified]
            if counted and counted[0] not in self.used:
                self._emit(trigger, i, counted, [], "victim noun", -1)
            return
        if self.line[max(0, i - 2) : i] == "Cy" and i > 2:  # "her brother and two nephews were among those killed"
            told = [h for h in self._chain(i - 3)[0] if (g := self._group(h)) and g.person and h not in self.used]
            self._emit_parts(trigger, i, told, "victim noun")
            if chunk.number is None:
                return
        if i > 2 and self.line[i - 2 : i] in ("Ny", "Yy") and chunk.number is None and self.line[i + 1 : i + 2] != "C":
            verb = max(self.line.rfind(tag, 0, i) for tag in "VG;")
            told = [h for h in self.objects(verb)[0] if self.s.chunks[h].number is not None and h not in self.used]
            if told:  # "it listed 14 men and six women among the dead"
                self._emit_parts(trigger, i, told, "named victims")
                return
        if self.s.words[chunk.head] in BODIES and chunk.number is None and self.line[i + 1 : i + 2] == "o":
            heads, more = self.objects(i + 1)  # "the bodies of three women and two men"
            last = heads[-1] if heads and not more else i
            if self.line[last + 1 : last + 3] == "cN" and (g := self._group(last + 2)) is not None and g.person:
                heads.append(last + 2)  # "the bodies of a woman and her two sons were found"
            if len(heads) > 1:
                self._emit(trigger, i, heads, more, "victim noun", -1)
                return
        parts = self.included(i + 1) or self._spelt_out(i, i + 1)
        if i and self.line[i - 1] == "y" and self.line[i + 1 : i + 2] == "C":
            return  # "among the dead were two children" names its parts
        self._emit(trigger, i, [i], parts, "victim noun", -1)

    def _modifies_noun(self, i: int, group: Group) -> bool:
        """Whether a singular only says of what kind a noun is: "Refugee Day", "a displaced person (IDP) camp"."""
        if group.quantity.best != 1 or self.s.chunks[i].number is not None:
            return False
        return not self.s.chunks[i].det or self.line[i + 1 : i + 2] in ("N", "G")

    def _some_of(self, trigger: Trigger, i: int) -> bool:
        """ "Three of the dead were children": a part of those harmed, of the population that is said of it."""
        counted = self.s.chunks[i - 2]
        if i - 2 in self.used:
            return True  # "five of the wounded later died"
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
        """Victims named after the verb: "the dead were identified as ...", "among the priests killed was ..."."""
        line, chunk = self.line, self.s.chunks[i]
        j = i + 1
        trigger = chunk.trigger if line[i] == "Y" and chunk.number is None else None
        if line[j : j + 1] == "R" and i and line[i - 1] == "y":
            trigger = self.s.chunks[j].trigger
            j += 1
            while line[j : j + 1] in ("o", "p", "b") and line[j + 1 : j + 2] in tuple(NOUN_PHRASES):
                j += 2
        counted = trigger is not None and self.s.words[chunk.head] in _COUNTED
        if counted and trigger is not None and self._numbered(trigger, i, j):
            return  # "casualties numbered 433 (84 killed, 349 injured)"
        if (trigger is None or trigger.harm == "casualties") and self.s.words[chunk.head] in _VICTIMS:
            harm = self.last_harm or next((m.harm for m in self.found if m.harm in _NAMED_HARMS), None)
            trigger = Trigger(harm, "victim") if harm else trigger
        if trigger is None or line[j : j + 1] not in ("C", "V") or (i > 1 and line[i - 1] == "o"):
            return
        if self._numbered(trigger, i, j) or trigger.harm not in _NAMED_HARMS:
            return
        verb = self.s.chunks[j]
        if line[j] == "V" and self.s.words[verb.head] not in _NAMING:
            return
        if line[j + 1 : j + 2] == "p" and self.s.words[self.s.chunks[j + 1].first] == "as":
            j += 1
        heads, parts = self.objects(j)
        self._emit_parts(
            trigger,
            i,
            [h for h in heads + parts if not self._killed(h, trigger.harm) and self._surely(h)],
            "named victims",
        )

    def _killed(self, head: int, harm: str) -> bool:
        """Whether a phrase is spoken for; that it fled is no hindrance ("among the dead were five who had fled")."""
        return head in self.used and not any(
            m.victim == head and m.harm not in _NAMED_HARMS and m.harm != harm for m in self.found
        )

    def _numbered(self, trigger: Trigger, i: int, j: int) -> bool:
        """ "The fatalities numbered 35", "deaths in the province totalled 211", "the dead number in the hundreds"."""
        while self.line[j : j + 1] in ("o", "p") and self.line[j + 1 : j + 2] in tuple(NOUN_PHRASES):
            j += 2
        if self.line[j : j + 1] != "V" or set(self.s.chunks[j].aux) - {"H"}:
            return False
        if self.s.words[self.s.chunks[i].head] in self.lex.groups and self.line[i] == "X":
            return False  # "the murderers numbered 30"
        verb = self.s.words[self.s.chunks[j].head]
        risen = (
            verb in words_of("reaching") and self.line[j + 1 : j + 2] in ("t", "p") and self.s.chunks[i].number is None
        )
        if not risen and verb not in words_of("numbering"):
            return False
        k = j + 2 if self.line[j + 1 : j + 2] in ("p", "t") else j + 1
        group = self._group(k) if self.line[k : k + 1] in tuple(NOUN_PHRASES) else None
        if group is None or not group.quantity.quantified:
            return False
        named, _ = population(self.s, self.s.chunks[i], self.lex)
        if group.group == "people" and named not in (None, "households"):
            group = replace(group, group=named)
        self.used.update((i, k))
        self._add(trigger, i, group, "victim noun", -1, victim=k)
        return True

    def _harmed_adjective(self, i: int) -> None:
        chunk = self.s.chunks[i]
        if chunk.adjective is not None and chunk.adjective.harm == "besieged" and self._is_place(i):
            self._add(chunk.adjective, i, None, "besieged place", -1)
            return
        group = self._group(i)
        if group is None or not group.person or chunk.adjective is None:
            return
        if i > 1 and self.line[i - 1] == "o" and i - 2 in self.used and chunk.number is None:
            return  # "a publisher of a slain critic was killed": another death, told of long ago
        if chunk.adjective.harm == "besieged" and group.quantity.best == 1:
            return  # "the besieged minister"
        base = [k for k in range(chunk.first, chunk.head) if self.lex.classes.get(self.s.words[k]) == "m"]
        if base and self.lex.triggers.get(self.s.words[base[0]]) == chunk.adjective:
            return  # "a civilian harm update"
        if chunk.adjective.kind == "event" or (
            chunk.adjective.harm in _AIDED and self._recipients(i, chunk.adjective.harm)
        ):
            return
        self._emit(chunk.adjective, i, [i], [], "harmed adjective", -1)

    def _recipients(self, i: int, harm: str = "displaced") -> bool:
        """Whether displaced people are counted here as those whom aid reached, or a camp could take."""
        chunk, s = self.s.chunks[i], self.s
        if i and self.line[i - 1] == "V" and "M" in s.chunks[i - 1].aux:
            return True
        reach = 14 if i and self.line[i - 1] in ",c" else 6  # "targets 1.3 million IDPs, 600,000 refugees and ..."
        near = [*s.words[max(0, chunk.first - reach) : chunk.first], "-", *s.words[chunk.last : chunk.last + 5]]
        aid = words_of("aid") - words_of("counted_at") if harm == "returned" else words_of("aid")
        return any(word in aid for word in near) or any(
            f"{word} {after}" in words_of("aid") for word, after in itertools.pairwise(near)
        )

    def _let_go(self, i: int) -> bool:
        """Whether the hostages or prisoners of a phrase are told to be let go: a number of those who are free."""
        chunk, s = self.s.chunks[i], self.s
        near = s.words[max(0, chunk.first - 4) : chunk.first] + s.words[chunk.last : chunk.last + 4]
        return any(word in words_of("freeing") for word in near)
