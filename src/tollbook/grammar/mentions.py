"""Harm mentions: what a frame has found, and whether it states a harm or only names a group by one."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache

from tollbook.grammar.arguments import Arguments
from tollbook.grammar.chunks import Sentence
from tollbook.grammar.groups import NOUN_PHRASES, Group, PlaceTokens, population
from tollbook.grammar.lexicon import Lexicon, Trigger
from tollbook.grammar.names import kind_of
from tollbook.grammar.phrases import words_of
from tollbook.model import Span

_BOMBERS = frozenset(["bomber", "bombers", "himself", "themselves", "herself"]) | {
    "suicide bomber",
    "suicide bombers",
    "suicide attacker",
    "suicide attackers",
}
_VERBS = frozenset(("active", "passive", "reduced passive", "intransitive"))
_WHO = frozenset(("women", "men", "children", "boys", "girls", "older_people"))
_ANYBODY = frozenset(("people", "persons"))
_ALL_BUT = ("all", "but")
_OR = frozenset(("or", "/"))
_COUNTED_VICTIMS = frozenset(("casualties", "casualty", "fatalities", "dead", "deaths"))


def whole_side(group: Group) -> bool:
    """Whether a group is a side as a whole ("struck X", "X fled"), which is nobody in particular."""
    return kind_of(group.head) == "side" and not group.quantity.quantified


def _says_who(group: Group) -> bool:
    """Whether a group only says who those told of were: "women and children", with nothing of how many."""
    bare = not group.quantity.quantified and group.quantity.hedge == "unquantified"
    return bare and group.group in _WHO


#: Ends of phrases that are said of fighters alone: "fell in combat".
_IN_COMBAT = tuple(words_of("in_combat"))


@cache
def _rate() -> re.Pattern[str]:
    each, unit, no = ("|".join(words_of(key)) for key in ("rate", "rate_of", "no_rate"))
    return re.compile(rf"\s+(?:{each})\s+(?:{unit})(?!\w)(?!\s+(?:{no})\b)")


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


class Mentions(Arguments):
    """Collects the mentions of one sentence. ``harms_before`` are the harms that the sentence before spoke of."""

    def __init__(self, s: Sentence, lex: Lexicon, places: PlaceTokens, text: str, harms: tuple[str, ...] = ()) -> None:
        super().__init__(s, lex, places, text)
        self.harms_before = harms
        self.last_harm = harms[-1] if harms else None
        self.found: list[Mention] = []
        self.used: set[int] = set()
        self.listed: set[int] = set()
        self.casualties_of: str | None = None

    def _asserts(self, m: Mention) -> bool:
        """Whether a mention without a number states a harm, and does not merely name a group or a subject by it.

        "The displaced need shelter", "targeted killings are a leading cause", "those who were displaced" name;
        "civilians were displaced", "caused deaths", "a siege" state.
        """
        group = m.group
        if self.s.words[self.s.chunks[m.at].head] in self.lex.counted and not (group and group.quantity.quantified):
            return False
        if group is not None and group.quantity.quantified and m.victim >= 0 and self._all_but(m.victim):
            return False
        if group is not None and (group.quantity.quantified or group.quantity.hedge not in ("unquantified",)):
            return True
        line, i = self.line, m.at
        if m.rule == "event":
            return m.harm == "besieged" or self._occurs(i) or self._goes_on(i) or self._afresh(m.harm, i)
        if m.rule.startswith("victim noun"):
            return self.s.words[self.s.chunks[i].head] in _COUNTED_VICTIMS and self._occurs(i)
        if m.rule in ("reduced passive", "harmed adjective", "reduced passive, part") or (
            m.rule == "state" and (line[i - 1] != "C" or self._relative(i - 1))
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

    def _goes_on(self, i: int) -> bool:
        """Whether a noun of harm is the subject of a verb that says it takes place: "abductions continue"."""
        k = i + 1
        while self.line[k : k + 1] in ("o", "p", "c") and self.line[k + 1 : k + 2] in tuple(NOUN_PHRASES):
            k += 2
        if self.line[k : k + 1] != "V" or (i and self.line[i - 1] in "opbt"):
            return False
        verb = self.s.chunks[k]
        return self.s.words[verb.head] in words_of("happening") and not set("M!") & set(verb.aux)

    def _afresh(self, harm: str, i: int) -> bool:
        """Whether a displacement is told with where it was: "recent displacement in the border area"."""
        if harm != "displaced" or self.line[i + 1 : i + 2] not in ("p", "o"):
            return False
        chunk = self.s.chunks[i]
        told = {word for phrase in self.s.words[chunk.first : chunk.head + 1] for word in phrase.split()}
        return not told.isdisjoint(words_of("fresh"))

    def _occurs(self, i: int) -> bool:
        """Whether what stands before a noun says that it happened ("caused", "resulted in", "a history of")."""
        s = self.s
        first = s.chunks[i].first
        listed = self.line[i - 1 : i] in (",", "c")  # "caused more violence, injuries and deaths"
        for k in range(first - 1, max(-1, first - (12 if listed else 6)), -1):
            if s.words[k] in words_of("occurrence"):
                return True
            if s.tags[k] in ';"s' or (s.tags[k] in "vKI" and k < first - 2):
                break
        return False

    def _all_but(self, victim: int) -> bool:
        """ "All but three of those killed were policemen": the three are the rest."""
        first = self.s.chunks[victim].first
        return tuple(self.s.words[max(0, first - 2) : first]) == _ALL_BUT

    def _emit(self, trigger: Trigger, i: int, heads: list[int], parts: list[int], rule: str, agent: int) -> None:
        any_head = False
        first = heads[0] if heads else -1
        for head in heads:
            if (
                head in self.used
                and rule not in _VERBS
                and (rule not in ("state", "harmed adjective") or self._told(head, trigger.harm))
            ):
                continue
            if (inside := self._share_in_bracket(head)) >= 0:
                head = inside
            if self._of_things(head) or self._only_more(head):
                continue
            head, group = self._people(head)
            if group is not None and group.pronoun and not group.quantity.quantified:
                group = self._antecedent(head, group)
            if group is None:
                continue
            sure = group.person or self.line[head] == "Y" or self._described(head)
            if not sure and self.s.words[self.s.chunks[i].head] in self.lex.ambiguous:
                continue
            if self._perpetrator(head) or whole_side(group):
                continue
            if trigger.harm == "besieged" and not sure and group.quantity.best == 1:
                continue  # "electricity has been cut off"
            if any_head and _says_who(group):  # "54 volunteers and staff", "mostly women and children": told once
                self.used.add(head)
                continue
            group = self._mixed(head, self._of_these(head, self._part_group(head, group)))
            self.used.add(head)
            own = rule if head == first or rule == "ellipsis" else rule + ", listed"
            if any(self._in_other_unit(k, head) for k in heads if k < head):
                own = rule + ", aside"
            self._add(trigger, i, group, own, agent, part=self.line[head + 1 : head + 2] == "f", victim=head)
            self._aside(trigger, i, head, rule)
            again = self._next_phrase(head)
            if again not in heads and again not in self.used and self._in_other_unit(head, again):
                self.used.add(again)
                self._add(trigger, i, self._group(again), rule + ", aside", -1, victim=again)
            any_head = True
        if any_head or not heads or self.line[first + 1 : first + 2] == "R":
            self._emit_parts(trigger, i, parts, rule)
        dwelling = trigger.harm == "displaced" and heads and self._word_of(heads[0]) in words_of("dwelling")
        if not heads or (dwelling and not any_head):  # "whole villages were displaced"
            self._add(trigger, i, None, rule, agent)

    def _of_things(self, head: int) -> bool:
        """Whether a count is "of which" of things: "70 missiles were fired, 51 of which were shot down"."""
        return self.line[head + 1 : head + 2] == "f" and self._word(head + 1) == "of which" and not self.found

    def _only_more(self, head: int) -> bool:
        """Whether a count is only a difference: "ten million more than last year"."""
        return self.line[head + 1 : head + 2] in ("p", "s") and self._word(head + 1) == "than"

    def _share_in_bracket(self, head: int) -> int:
        """The bracket that says how many a share is: "72 per cent (61,000) were displaced"; -1 where there is none."""
        number = self.s.chunks[head].number
        if not self.s.asides or (number is not None and number.kind == "count"):
            return -1
        inside = self.in_bracket(head)
        return inside if inside not in self.used else -1

    def _described(self, head: int) -> bool:
        """Whether what stands in apposition to a name says it is a person ("Ana Brik, a nurse, was shot")."""
        after = self._group(head + 2) if self.line[head + 1 : head + 3] == ",N" else None
        return after is not None and after.person and after.quantity.best == 1

    def _next_phrase(self, i: int) -> int:
        """The phrase after a comma or a conjunction behind phrase ``i``, or -1."""
        k = i + 1
        while self.line[k : k + 1] in (",", "c"):
            k += 1
        return k if k > i + 1 and self.line[k : k + 1] in tuple(NOUN_PHRASES) else -1

    def _in_other_unit(self, first: int, second: int) -> bool:
        """ "340 families, or about 2,000 people": the same said in households and in people."""
        if second < 0 or self._next_phrase(first) != second:
            return False
        joined = [self.s.words[self.s.chunks[k].first] for k in range(first + 1, second) if self.line[k] == "c"]
        a, b = self._group(first), self._group(second)
        if a is None or b is None or any(word not in _OR for word in joined):
            return False
        units = {a.quantity.unit, b.quantity.unit}
        return a.quantity.quantified and b.quantity.quantified and units == {"people", "households"}

    def _told(self, head: int, harm: str) -> bool:
        """Whether a harm has been found of a phrase already."""
        return any(m.victim == head and m.harm == harm for m in self.found)

    def _perpetrator(self, head: int) -> bool:
        """A suicide bomber is not a victim."""
        return self.s.words[self.s.chunks[head].head] in _BOMBERS

    def _antecedent(self, head: int, group: Group) -> Group:
        """The counted people that "them" points back to: "pulled five people out and shot them"."""
        if group.head not in ("them", "all", "both"):
            return group
        for k in range(head - 1, -1, -1):
            chunk = self.s.chunks[k]
            if self.line[k] in ';"':
                break
            if self.line[k] in NOUN_PHRASES and chunk.number is not None:
                found = self._group(k)
                if found is not None and found.person and found.quantity.quantified and k not in self.used:
                    return found
        return group

    def _aside(self, trigger: Trigger, i: int, head: int, rule: str) -> None:
        """What a bracket behind a group says of it: its parts, or the same in another unit ("(9,180 individuals)")."""
        reach = head
        while self.line[reach + 1 : reach + 2] == "o" and self.line[reach + 2 : reach + 3] in tuple(NOUN_PHRASES):
            reach += 2
        for anchor, first in self.s.asides:
            if not any(anchor is self.s.chunks[k] for k in (head, reach, i)):
                continue
            if self.line[first] == "y" or self.line[first : first + 2] == "fN":
                heads, parts = self.objects(first)  # "(including 12 children)", "(of whom 80,200 children)"
                self._emit_parts(trigger, i, heads + parts, rule)
            elif self.line[first] in NOUN_PHRASES and self.line[first + 1 : first + 2] in ("", ";"):
                group = self._group(first)
                if group is not None and group.quantity.quantified and (group.head or self._rounded(head, group)):
                    self.used.add(first)
                    self._add(trigger, i, group, rule + ", aside", -1, victim=first)
            elif self.line[first] in NOUN_PHRASES and (shares := self._split(head, first)):
                self._emit_parts(
                    trigger, i, shares, rule
                )  # "29 (12 in Ain by air strikes, 9 in Rum and 8 by shelling)"
            elif self.line[first] in NOUN_PHRASES and self.line[first + 1 : first + 2] in (",", "c"):
                heads, parts = self.objects(first - 1)
                groups = [self._group(h) for h in heads]
                if len(heads) > 1 and all(group and group.quantity.quantified for group in groups):
                    self._emit_parts(trigger, i, heads + parts, rule)

    def _split(self, head: int, first: int) -> list[int]:
        """The bare counts of the bracket that begins at ``first``, where they add up to the number before it."""
        stop = self.line.find(";", first)
        inside = range(first, stop if stop >= 0 else len(self.line))
        shares = [k for k in inside if (k == first or self.line[k - 1] in ",c") and self._counted_alone(k)]
        whole, numbers = self.s.chunks[head].number, [self.s.chunks[k].number for k in shares]
        added = sum(n.quantity.best or 0 for n in numbers if n is not None and n.kind == "count")
        return shares if len(shares) > 1 and whole is not None and added == whole.quantity.best else []

    def _rounded(self, head: int, exact: Group) -> bool:
        """Whether a bare number in a bracket is what the one before it rounds: "more than one million (1,041,229)"."""
        whole = self._group(head)
        if whole is None or exact.quantity.best is None or exact.group != "people":
            return False
        q, n = whole.quantity, exact.quantity.best
        most = q.high if q.high is not None else 1.5 * (q.best or q.low or 0)
        return q.hedge != "exact" and q.quantified and (q.low or 0) <= n <= most

    def _mixed(self, head: int, group: Group) -> Group:
        """ "138 men, women and children": one number of several groups."""
        if self.s.chunks[head].number is None or group.group not in (
            "men",
            "women",
            "children",
            "civilians",
            "fighters",
        ):
            return group
        j = head + (3 if self.line[head + 1 : head + 3] == "fN" else 1)  # "46 of them girls and young women"
        others: set[str | None] = set()
        while self.line[j : j + 1] in (",", "c"):
            while self.line[j : j + 1] in (",", "c"):
                j += 1
            if j >= len(self.line) or self.line[j] not in NOUN_PHRASES or not self._same_again(head, j):
                break
            others.add(population(self.s, self.s.chunks[j], self.lex)[0])
            j += 1
        return replace(group, group="mixed") if others - {group.group} else group

    def _of_these(self, head: int, group: Group) -> Group:
        """ "Of the men who came out, 130 were held", "among the rebels there are six dead": a bare number is of those
        the sentence begins with.
        """
        if group.head or group.group != "people" or self.line[:2] not in ("oN", "yN") or head < 3:
            return group
        named, _ = population(self.s, self.s.chunks[1], self.lex)
        return group if named in (None, "people", "households") else replace(group, group=named)

    def _part_group(self, head: int, group: Group) -> Group:
        """ "Two of them children": the population stands after the words that make it a part."""
        if self.line[head + 1 : head + 2] == "f" and self.line[head + 2 : head + 3] == "N":
            named, _ = population(self.s, self.s.chunks[head + 2], self.lex)
            if named:
                return replace(group, group=named)
        if self.line[head + 1 : head + 2] == "f" and self.line[max(0, head - 2) : head] == "N," and not group.head:
            named, _ = population(self.s, self.s.chunks[head - 2], self.lex)  # "nurses, 12 of whom were killed"
            return group if named in (None, "people", "households") else replace(group, group=named)
        return group

    def _emit_parts(self, trigger: Trigger, i: int, parts: list[int], rule: str) -> None:
        for part in parts:
            group = self._group(part)
            if group is not None:
                self.used.add(part)
                if not _says_who(group) and (
                    group.quantity.quantified or group.head not in _ANYBODY
                ):  # "including women and children" says who they were, and counts nobody
                    group = self._mixed(part, self._part_group(part, group))
                    self._add(trigger, i, group, rule + ", part", -1, part=True, victim=part)

    def _is_rate(self, i: int, victim: int) -> bool:
        """Whether a count is so many in a day or a month: "30 people a day", "ten are killed every week"."""
        ends = {self.s.ends[self.s.chunks[k].last - 1] for k in (i, victim) if k >= 0}
        return any(_rate().match(self.s.lower, end) for end in ends)

    def _add(
        self, trigger: Trigger, i: int, group: Group | None, rule: str, agent: int, part: bool = False, victim: int = -1
    ) -> None:
        chunk = self.s.chunks[i]
        head = chunk.head if chunk.head >= 0 else chunk.first
        if group is not None and group.quantity.quantified and self._is_rate(i, victim):
            group, victim = None, -1
        if group is not None and group.group in ("people", "men") and self.s.words[head].endswith(_IN_COMBAT):
            group = replace(group, group="fighters")
        span = Span(self.s.starts[head], self.s.ends[head])
        self.found.append(Mention(trigger.harm, group, i, span, rule, agent, part, victim))
