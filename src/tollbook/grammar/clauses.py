"""Who was harmed in a clause: the frames of harm words over the chunks of a sentence.

A frame is found by the kind of its trigger, never by the trigger itself: a transitive verb's victims are its object in
the active and its subject in the passive, an intransitive verb's its subject, an event noun's follow "of" or stand
before it as a possessive, a state is said of what stands beside it, a toll is followed by its number.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from tollbook.grammar.doers import armed
from tollbook.grammar.groups import BODIES, NOUN_PHRASES, Group, population
from tollbook.grammar.lexicon import Lexicon, Trigger
from tollbook.grammar.lines import Count, Line, is_name, items
from tollbook.grammar.mentions import Mention
from tollbook.grammar.movements import Movements, table
from tollbook.grammar.phrases import words_of
from tollbook.model import Quantity, Span

_LABELLED = re.compile(r"N(?:oN)?;N(?=[,;]|$)")
_HARMING, _TELLING, _EVENT, _PHRASE = map(re.compile, ("[KJPRIi]", "[AVGC]", "X", f"[{NOUN_PHRASES}]"))
_WITH_VERB = re.compile("[NY](?=[CVR])")
_HURT = ("killed", "injured", "casualties")
_WITH = frozenset(("along with", "together with", "as well as"))
_BESIDE = frozenset(("with", "alongside"))


class Clauses(Movements):
    """The clause pass over one sentence: the frames of verbs and states, and the order of all frames."""

    def mentions(self, lined: Line | None = None) -> list[Mention]:
        """The harm mentions of the sentence, verbs first, then the nouns that no verb has taken.

        ``lined`` is what it counts if it is a line of a form or a table.
        """
        if lined is not None and self._lined(lined):
            self.found.sort(key=lambda m: m.group.span.start if m.group else m.trigger.start)
            return self.found
        words, chunks, verbs = self.s.words, self.s.chunks, _telling_verbs(self.lex)
        self._labelled()
        for i, tag in self._tagged(_HARMING):
            self._verb(i, tag)
        for i, tag in self._tagged(_TELLING):
            if tag == "A":
                self._state(i)
            elif words[chunks[i].head] in verbs and not self._moved(i) and tag != "C":
                self._driven(i)
                self._lost(i)
                self._not_survived(i)
                self._treated(i)
        self._tolls()
        for i, _ in self._tagged(_EVENT):
            self._event(i)
        for i, _ in self._tagged(_WITH_VERB):
            self._named_as(i)
        for i, tag in self._tagged(_PHRASE):
            if tag == "Y" and (i not in self.used or self._word_of(i) in BODIES):
                self._victim_noun(i)
            elif (adjective := chunks[i].adjective) and self._not_yet(i, adjective):
                self._harmed_adjective(i)
        self._arrived()
        self._coming()
        self._said_parts()
        self._place_shut_in()
        self._in_all()
        self.found = [m for m in self.found if self._asserts(m) and not self._told_better(m)]
        if any(m.harm == "besieged" for m in self.found):
            self._one_siege()
        self.found.sort(key=lambda m: m.group.span.start if m.group else m.trigger.start)
        return self.found

    def _tagged(self, pattern: re.Pattern[str]) -> list[tuple[int, str]]:
        """The chunks that a pattern over the tags begins at, with their tags."""
        return [(match.start(), match[0]) for match in pattern.finditer(self.line)]

    def _lined(self, lined: Line) -> bool:
        """ "New arrivals: 8,214 individuals (2,102 households)"; whether a number was told so."""
        for count in lined.counts:
            if count.lacking:
                k = next(k for k, chunk in enumerate(self.s.chunks) if self.s.ends[chunk.last - 1] > count.label[0])
                self.found.append(Mention(count.harm, None, k, Span(*count.label), "service line"))
                continue
            rule = "line, stock" if count.stock else "line"
            trigger = Trigger(count.harm, "line")
            if count.listed:
                for at in items(self.s.lower, count):
                    i = self._number_at(at, at + 1)
                    if i >= 0 and (group := self._group(i)) is not None:
                        self._add(trigger, i, group, rule + ", listed", -1, part=count.part, victim=i)
                continue
            i = self._number_at(count.value, count.end)
            if i >= 0 and self._word_of(i) in words_of("case") and (cases := self._counted_cases(i)) is not None:
                self._tell(count, i, cases, rule)  # "Sexual violence: 347 cases were reported"
                continue
            if i < 0 or self._begins_clause(i):
                continue
            group = self._group(i)
            thing = count.harm == "service_state"
            if thing and self.s.chunks[i].last - self.s.chunks[i].first == 1:
                self.found.append(self._facilities(count, i))
            elif group is not None and group.person and not thing and self._label_names(count):
                self._tell(count, i, self._of_label(count, group), rule)
        return bool(self.found)

    def _tell(self, count: Count, i: int, group: Group, rule: str) -> None:
        """Add the number of a line, with what a bracket or a list behind it tells of it."""
        before = len(self.found)
        self._emit(Trigger(count.harm, "line"), i, [i], self.included(i + 1), rule, -1)
        for k, mention in enumerate(self.found[before:], before):
            if mention.victim == i:
                own = mention.rule + (", part" if count.part else "")
                self.found[k] = replace(mention, group=group, part=mention.part or count.part, rule=own)

    def _of_label(self, count: Count, group: Group) -> Group:
        """The group of a number with who or what its label says is counted: "Displaced families: 40"."""
        if group.group != "people" or group.quantity.unit != "people":
            return group
        tokens = [k for k, at in enumerate(self.s.starts) if count.label[0] <= at < count.label[1]]
        named = {self.lex.groups[self.s.words[k]] for k in tokens if self.s.words[k] in self.lex.groups} - {"people"}
        if named == {"households"}:
            return replace(group, quantity=replace(group.quantity, unit="households"), group="households")
        if not named or "households" in named:
            return group
        return replace(group, group=named.pop() if len(named) == 1 else "mixed")

    def _facilities(self, count: Count, i: int) -> Mention:
        """The number of hospitals, wells or schools that a label says something of."""
        number = self.s.chunks[i].number
        assert number is not None
        q = number.quantity
        quantity = Quantity(q.low, q.high, q.best, q.hedge, "facilities", q.text)
        group = Group(quantity, "people", q.text, Span(number.start, number.end), "")
        return Mention(count.harm, group, i, group.span, "service line")

    def _number_at(self, start: int, end: int) -> int:
        """The phrase whose number stands first in a stretch, with nothing but signs before it, or -1."""
        for k, chunk in enumerate(self.s.chunks):
            number = chunk.number
            if number is not None and start <= number.core_start < end and number.kind == "count":
                return k if not self.s.lower[start : number.start].strip(" \t~≈<>") else -1
        return -1

    def _label_names(self, count: Count) -> bool:
        """Whether the label of a line that its heading speaks for is the name of a place."""
        start, end = count.named
        if start == end:
            return True
        tokens = [k for k, at in enumerate(self.s.starts) if start <= at < end]
        if any(self.places.held(k) for k in tokens):
            return True
        unknown = all(not self.lex.is_known(self.s.words[k]) for k in tokens[:1])
        return unknown and is_name(self.text, start, end)

    def _told_better(self, m: Mention) -> bool:
        """Whether who was "shot" is then told to be killed or hurt: "nine people shot there survived with injuries"."""
        if m.harm != "casualties" or m.victim < 0:
            return False
        return any(o.victim == m.victim and o.harm in ("killed", "injured") for o in self.found)

    def _not_yet(self, i: int, adjective: Trigger) -> bool:
        """Whether a phrase is free for its adjective of harm: "40 wounded people were brought in" is both."""
        return i not in self.used or (adjective.harm == "injured" and not self._told(i, "injured"))

    def _verb(self, i: int, tag: str) -> None:
        trigger = self.s.chunks[i].trigger
        if trigger is None or (tag == "R" and (self._header(i) or self.line[i - 4 : i] in ("GtNN", "VtNN"))):
            return
        if self.s.words[self.s.chunks[i].head] in self.lex.only_passive and tag != "P":
            if tag == "K":
                self._moved(i)  # "the militia is holding nine journalists"
            return
        agent = -1
        heads: list[int] = []
        parts: list[int] = []
        rule = {"K": "active", "J": "active", "P": "passive", "I": "intransitive", "i": "intransitive"}.get(tag, "")
        if tag == "R":
            if self._object_follows(i) and self._modifies(i):
                self._harmed_participle(trigger, i)
                return
            if self._on_a_thing(i):
                return
            tag, rule = ("K", "active") if self._object_follows(i) else ("P", "reduced passive")
        counted = rule == "reduced passive" and self.line[i - 3 : i] == "LpN" and trigger.harm == "killed"
        if counted and self.s.chunks[i - 1].number is not None:
            return  # "puts the toll at 60 Afghans killed"
        trigger = self._either(i, trigger)
        if trigger is None or (tag == "P" and rule == "reduced passive" and i - 1 in self.listed):
            return
        if rule == "reduced passive" and self._ranked(i - 1):
            return
        if tag in "KJ":
            heads, parts = self.objects(i)
            agent = self._agent_before(i)
        elif tag in "Ii":
            heads, parts = self.subject(i)
        else:
            heads, parts = ([i - 1], []) if rule == "reduced passive" and self._some_of_these(i) else self.subject(i)
            if not heads and self.line[i + 1 : i + 2] == "C":  # "Killed were two policemen"
                heads, parts = self.objects(i + 1)
            agent = self._agent_after(i)
        if trigger.harm == "besieged" and tag == "P" and rule == "reduced passive" and self._is_place(i - 1):
            self._add(trigger, i, None, "besieged place", agent)  # "were let out of two villages besieged by rebels"
            return
        if trigger.harm == "returned":  # players return to a stadium
            told = heads
            heads = [h for h in heads if (g := self._people(h)[1]) is None or g.pronoun or self._in_general(g)]
            if told and not heads:
                return
            self.found = [m for m in self.found if m.victim not in heads or self.line[m.at - 1 : m.at] != "q"]
        if rule == "reduced passive" and trigger.harm == "displaced" and len(heads) == 1 and self._recipients(heads[0]):
            return  # "vaccinated 312,000 children displaced by the war"
        end = self._past_objects(i, heads)
        if trigger.harm == "casualties" and (not heads or self.line[end : end + 1] == "A"):
            return  # "shot 12 people dead" is told by its state
        parts = list(dict.fromkeys(parts + self.included(end)))
        if self.line[end : end + 2] == ",f":
            self.listed.update(parts)
        if len(heads) == 1 and not parts:
            parts = self._spelt_out(heads[0], end if tag == "K" else i + 1)
        self._emit(trigger, i, heads, parts, rule, agent)
        if self._itemised(trigger, i, heads, end if tag == "K" else i + 1, rule):
            return
        if tag in "PI" and heads:
            self._and_also(trigger, i, rule)

    def _on_a_thing(self, i: int) -> bool:
        """Whether the object of a verb of harm is a thing: "congress killed the bill"."""
        if self.line[i + 1 : i + 2] != "N" or not self.s.chunks[i + 1].det or self._begins_clause(i + 1):
            return False
        return self._word_of(i + 1) in self.lex.things and self._group(i + 1) is None

    def _labelled(self) -> None:
        """ "Homs: 9 civilians, among them a child shot by a sniper": a line of a list by places, with no verb."""
        line = self.line
        if self.last_harm not in _HURT or (found := _LABELLED.match(line)) is None or not self._colon(found.end() - 2):
            return
        i = found.end() - 1
        group = self._group(i)
        if group is None or not group.quantity.quantified or not group.person:
            return
        if not group.head and not self._is_place(0):
            return  # "Doctors: 14"
        parts = [h for h in self.included(i + 1) if (g := self._group(h)) and g.quantity.quantified]
        self.listed.update((i, *parts))
        self._emit(Trigger(self.last_harm, "part"), i, [i], parts, "labelled", -1)

    def _some_of_these(self, i: int) -> bool:
        """Whether a participle is said of those whom a part is of: "12 of the 19 people killed"."""
        line = self.line
        if i < 3 or line[i - 2] != "o" or line[i - 1] not in NOUN_PHRASES or line[i - 3] not in NOUN_PHRASES:
            return False
        whole, part = self.s.chunks[i - 1], self.s.chunks[i - 3]
        return whole.number is not None and "d" in whole.det and part.number is not None

    def _and_also(self, trigger: Trigger, i: int, rule: str) -> None:
        """More victims after the verb: "15 were killed in Borno, eight in Yobe", "was shot along with his driver"."""
        line, n = self.line, len(self.line)
        j = i + 1
        while j + 1 < n and line[j] in "opb" and line[j + 1] in NOUN_PHRASES:
            j += 2
        beside = line[i + 1 : i + 2] == "p" and self._word(i + 1) in _BESIDE and line[i + 2 : i + 3] in ("N", "Y")
        if beside and self.s.chunks[i + 2].det[:1] == "h":
            heads, parts = self.objects(i + 1)
            if all((g := self._group(h)) is not None and (g.person or g.head == "child") for h in heads):
                self._emit(trigger, i, heads, parts, rule + ", with", -1)  # "was shot dead with his wife and child"
                return
        if j + 1 < n and line[j] == "c" and self.s.words[self.s.chunks[j].first] in _WITH:
            heads, parts = self.objects(j)
            self._emit(trigger, i, heads, parts, rule + ", with", -1)
            return
        also = j + (line[j : j + 1] == ",")
        if line[also : also + 2] in ("pC", "sC") and self._word(also) in ("as", "so"):
            heads, parts = self.objects(also + 1)  # "two guards were killed, as was their driver"
            self._emit(trigger, i, heads, parts, rule + ", with", -1)
            return
        while j < n:
            k = j
            while k < n and line[k] in ",c;" and not (line[k] == ";" and self._word(k) not in ";:"):
                k += 1
            if line[k : k + 3] == "pNN" and k > j and self._bare(k + 2) and self._group(k + 1) is None:
                self._emit(trigger, i, [k + 2], [], "ellipsis", -1)  # "17 were killed in Ain, in Rum four"
                j = k + 3
                continue
            if k == j or k >= n or line[k] not in NOUN_PHRASES or self._begins_clause(k):
                return
            chunk = self.s.chunks[k]
            bare = (
                chunk.number is not None
                and chunk.number.kind == "count"
                and (self.s.tags[chunk.head] == "n" or self.s.words[chunk.head] in ("others", "more", "other"))
            )
            if not bare or k in self.used or line[k + 1 : k + 2] in ("N", "q"):
                return  # "twin blasts, one a car bomb", "and 18 who are missing"
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
            dead = self._word_of(i + 2).endswith("to death")  # "were stabbed or hacked to death"
            return Trigger("killed" if dead else "casualties", trigger.kind)
        if line[i - 1 : i] == "c" and i > 1 and s.words[s.chunks[i - 1].first] == "or" and other(i - 2):
            return None
        return trigger

    def _driven(self, i: int) -> None:
        """ "Forced 45,000 people from their homes", "drove thousands out of the villages"."""
        s, line = self.s, self.line
        if s.words[s.chunks[i].head] not in words_of("driving"):
            return
        j = i + 1
        if line[j : j + 1] not in tuple(NOUN_PHRASES) or line[j + 1 : j + 2] not in ("p", "o"):
            return
        k = j + 2 if line[j + 2 : j + 3] != "o" else j + 3
        if line[k : k + 1] in tuple(NOUN_PHRASES) and s.words[s.chunks[k].head] in words_of("dwelling"):
            group = self._group(j)
            if group is not None and group.person:
                self.used.add(j)
                self._add(Trigger("displaced", "transitive"), i, group, "active", self._agent_before(i), victim=j)

    def _lost(self, i: int) -> None:
        """ "She lost her husband and both her sons": people of one's own, or a number of people."""
        if self.s.words[self.s.chunks[i].head] not in words_of("losing") or "B" in self.s.chunks[i].aux:
            return
        heads, parts = self.objects(i)
        if heads and self.line[heads[-1] + 1 : heads[-1] + 3] == "tX":
            return  # "lost four players to injury"
        known = [h for h in heads if (g := self._group(h)) and g.person and (g.quantity.quantified and g.head)]
        if known and ("h" in self.s.chunks[known[0]].det or self.s.chunks[known[0]].number or len(known) > 1):
            self._emit(Trigger("killed", "transitive"), i, known, parts, "active", -1)
            self._theirs(i, known)

    def _theirs(self, i: int, heads: list[int]) -> None:
        """The losses of a force are its own people: "the army lost two men", "the militia suffered four dead"."""
        first = max(self.line.rfind(";", 0, i), self.line.rfind("s", 0, i)) + 1
        side = next((k for k in range(first, i) if self.line[k] in NOUN_PHRASES), -1)
        if side < 0 or not (armed(self.s, side) or population(self.s, self.s.chunks[side], self.lex)[0] == "fighters"):
            return
        for n, m in enumerate(self.found):
            if m.victim in heads and m.group is not None and m.group.group in ("people", "men"):
                self.found[n] = replace(m, group=replace(m.group, group="fighters"))

    def _not_survived(self, i: int) -> None:
        """ "Three of them did not survive": a verb whose denial is the harm."""
        chunk = self.s.chunks[i]
        harm = self.lex.negated.get(self.s.words[chunk.head])
        if harm is not None and "!" in chunk.aux:
            heads, parts = self.subject(i)
            if heads:
                self._emit(Trigger(harm, "intransitive"), i, heads, parts, "negated", -1)

    def _modifies(self, i: int) -> bool:
        """Whether a bare participle before a noun is its adjective ("in besieged towns"): it has no subject."""
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
        if trigger.kind == "condition":
            count = i - 2 if before == "f" else i - 1
            if count > 0 and self.line[count] == "N" and self.line[count - 1] in ",c" and self._bare(count):
                self._emit(trigger, i, [count], [], "condition", -1)  # "eleven were hurt, two in critical condition"
            elif before == "C" or (before == "V" and self.s.words[self.s.chunks[i - 1].head] in words_of("remaining")):
                heads, parts = self.subject(i - 1)
                if heads := [h for h in heads if (g := self._group(h)) and g.quantity.quantified]:
                    self._emit(trigger, i, heads, parts, "condition", -1)
            return
        if before and before in NOUN_PHRASES:
            chained, parts = self._chain(i - 1, with_absolute=True)
            heads = self._left(i) or (chained if parts else chained[-1:])
            told = self._bare(i - 1) or (self.line[max(0, i - 3) : i - 1] == "Vo" and self.s.chunks[i - 1].number)
            if not heads and told and self.line[i + 1 : i + 2] != "N":
                heads = [i - 1]  # "spoke of 20 dead", "closer to 40 dead"
        elif before == "C":
            heads, parts = self.subject(i - 1)
            if not heads and (far := self._far_subject(i - 1)) >= 0:
                heads = [far]
        elif before == "c" and self.line[i - 2 : i - 1] == "A":
            heads, parts = self.subject(i - 2)
        if not heads and before == "V":
            heads, parts = self.subject(i - 1)
            stays = self._word_of(i - 1) in words_of("remaining") or self._word_of(i - 1) == "found"
            if not heads and stays and (far := self._far_subject(i - 1)) >= 0:
                heads = [far]  # "six people taken from their homes by hooded men remain missing"
        if not heads and before in ("", ",", ";") and self.line[i + 1 : i + 2] == "N" and self._bare(i + 1):
            heads = [i + 1]  # "killed 6, wounded 14, missing 2"
        if (
            heads
            and heads[0]
            and self.line[heads[0] - 1] in "VK"
            and self._word_of(heads[0] - 1) in words_of("condemning")
        ):
            return  # "sentenced 12 men to death"
        if heads:
            parts += self.included(i + 1)
            if len(heads) == 1 and not parts:
                parts = self._spelt_out(heads[0], i + 1)
            self._emit(trigger, i, heads, parts, "state", -1)
            again = (
                self.line[i + 1 : i + 3] == "cN" and self.line[i + 3 : i + 4] in ("", ";", ",") and self._bare(i + 2)
            )
            if again and i + 2 not in self.used:  # "14 dead on Friday and 25 on Saturday"
                self._emit(trigger, i, [i + 2], [], "ellipsis", -1)
            if heads[0] and self.line[heads[0] - 1] == "V" and self._word_of(heads[0] - 1) in words_of("sustaining"):
                self._theirs(heads[0] - 1, heads)
            self._itemised(trigger, i, heads, i + 1, "state")


@cache
def _telling_verbs(lex: Lexicon) -> frozenset[str]:
    """The verbs that are no harm words and tell of harm with what stands beside them."""
    return frozenset(
        (
            *table().frames,
            *words_of("driving"),
            *words_of("losing"),
            *words_of("treated"),
            *words_of("brought"),
            *lex.negated,
        )
    )


__all__ = ["Clauses", "Mention"]
