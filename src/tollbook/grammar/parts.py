"""Parts that a sentence tells of a number of its own or of the sentence before.

A count is said to be of a population ("nine were children and 14 women", "Of the 58 killed, 21 were women", "twelve of
the 19 dead were civilians"), a population is given its count ("children made up 41 of the 208"), and a list behind a
number spells out who it was ("two killed, a nurse and her son").
"""

from __future__ import annotations

import re
from dataclasses import replace

from tollbook.grammar.groups import Group, population
from tollbook.grammar.lexicon import Trigger
from tollbook.grammar.mentions import Mentions
from tollbook.grammar.phrases import words_of
from tollbook.vocabulary import HARMS

#: A count, perhaps "of them" or "of the 19 killed in the raid", and what is said of it.
_SAID = re.compile(r"N(?:f|o[NY](?:R(?:[pbt][NXY])*)?)?C(?=N)")
#: More counts of the same whole: "and 14 women", ", 22 were women".
_SAID_TOO = re.compile(r"(?:,c|c|,|;c?)(?:NC)?(?=N)")
_AMONG_THEM = re.compile(r"CyN")
#: Who it was, and how many of the whole: "children made up 41 of the 208 killed".
_MADE_UP = re.compile(r"NVp?(?=N(?:f|o[NYX]))")
#: A part of the people just told of, with where or when it was so and no verb: ", 6,700 of them in two days".
_OF_THEM = re.compile(r",(?P<count>N)f(?:V(?=[pbt]))?(?:[pbtoN]|,(?=[pbt]))*(?=[,;c]|$)")
#: The same before a verb that is no harm's: "; 3,200 of them have been assessed in Takhar".
_OF_THEM_ALL = re.compile(r"(?:^|[;,c])(?P<count>N)f(?=[VC])")
_AND_IN = re.compile(r"p[NXY],?c(?P<count>N)p[NXY](?=[;,]|$)")
_UP_FROM = re.compile(r"pp(?P<count>N)")
_CHANGES = (("up", "from"), ("down", "from"))
#: The rule of a count that another has since taken the place of, told with its time.
EARLIER = "earlier"
_MOVES = frozenset(("displaced", "evacuated", "returned", "detained", "abducted", "besieged"))
_OPENING = re.compile(r"[VGopbtNXY]*(?=[,;])")
_LIST = re.compile(r"N(?:(?:,|c|,c)?N)+(?=[;,opbt]|$|c[VKPC])")
#: One of a list, with what is told of it.
_ITEM = re.compile(r"[,;c]*(?P<who>N)(?:,?f[NX]?|,?y(?:N(?:,|,?c)?)+|[opbtGR][NXYG]*|G)*(?=[,;c]|$)")
_THEM = frozenset(("them", "those"))
#: A sentence of nothing but counts.
_FRAGMENT = re.compile(r"N(?:fN?)?(?:,?c?N(?:fN?)?)*[;,]?")
_WHOSE = frozenset(
    ("children", "girls", "boys", "women", "men", "older_people", "medics", "journalists", "aid_workers")
)
_SPELT = 20  # people that a sentence spells out


class Parts(Mentions):
    """The frames of parts. They come after the frames that find what they are parts of."""

    def _said_parts(self) -> None:
        """ "Nine were children and 14 women": parts whose population is said of their number."""
        line = self.line
        if "C" in line:
            for match in _SAID.finditer(line):
                self._said_part(match.start(), match.end())
        among = _AMONG_THEM.search(line) if self.last_harm is not None else None
        if self.last_harm and among is not None and self._only_them(among.end() - 1):
            # "a baby and its grandmother were among them"
            told = [h for h in self._chain(among.start() - 1)[0] if self._surely(h) and h not in self.used]
            self._emit_parts(Trigger(self.last_harm, "part"), among.start(), told, "said of them")
        if self.harms_before and _FRAGMENT.fullmatch(line):
            self._fragment()
        for match in _MADE_UP.finditer(line):
            who, count = match.start(), match.end()
            if self.s.words[self.s.chunks[who + 1].head] in words_of("making_up"):
                self._add_part(self._harm_of(count), count, who)
                self._said_too(self._harm_of(count), count + (2 if line[count + 1] == "f" else 3))

        for match in _OF_THEM.finditer(line):
            self._of_them(match.start("count"))
        if self.s.asides and self.found:
            self._spread()
        if self.found and "ppN" in line:
            self._earlier()
        for match in _OF_THEM_ALL.finditer(line):
            self._of_them_all(match.start("count"), match.end())
        if self.casualties_of is not None:
            for n, m in enumerate(self.found):
                if m.group is not None and m.group.group == "people" and m.harm in ("killed", "injured"):
                    self.found[n] = replace(m, group=replace(m.group, group=self.casualties_of))

    def _fragment(self) -> None:
        """ "At least 20 children.", "12 of them women.": a sentence that is no more than a part of the last toll."""
        harm = self.last_harm
        told = [h for h in range(len(self.line)) if self.line[h] == "N" and self.s.chunks[h].number is not None]
        groups = [self._part_group(h, g) for h in told if (g := self._group(h)) is not None]
        if harm in ("killed", "injured") and groups and all(g.group in _WHOSE for g in groups):
            self._emit_parts(Trigger(harm, "part"), 0, told, "fragment")

    def _only_them(self, i: int) -> bool:
        """Whether a noun phrase is "them", and not "those taken", which says more."""
        chunk = self.s.chunks[i]
        return chunk.last - chunk.first == 1 and self._word(i) in _THEM

    def _earlier(self) -> None:
        """ "3 million are displaced, up from 2.6 million in January": an earlier count, kept where it has its time."""
        for match in _UP_FROM.finditer(self.line):
            i = match.start("count")
            group = self._group(i) if self._bare(i) and i not in self.used else None
            change = (self._word(match.start()), self._word(match.start() + 1))
            before = [m for m in self.found if m.group and m.group.span.start < self.s.starts[self.s.chunks[i].first]]
            if group is None or change not in _CHANGES or not before or not group.quantity.quantified:
                continue
            now = before[-1]
            if now.group is None or now.part or HARMS[now.harm].of != "people":
                continue
            self.used.add(i)
            unit = replace(group.quantity, unit=now.group.quantity.unit)
            self._add(
                Trigger(now.harm, "part"),
                now.at,
                replace(group, group=now.group.group, quantity=unit),
                EARLIER,
                -1,
                victim=i,
            )

    def _spread(self) -> None:
        """ "The majority in Shire (480,000) and Adwa (110,000)": parts of the count before them, each by its place."""
        s = self.s
        for anchor, first in s.asides:
            chunk = s.chunks[first]
            alone = self.line[first + 1 : first + 2] in ("", ";") and first not in self.used
            if not alone or chunk.number is None or not self._bare(first) or not self.places.held(anchor.last - 1):
                continue
            size = chunk.number.quantity.best
            before = (m for m in reversed(self.found) if m.group and m.group.span.start < s.starts[chunk.first])
            whole = next((m for m in before if m.group and m.group.quantity.quantified and not m.part), None)
            group = self._group(first)
            if whole is None or whole.group is None or group is None or HARMS[whole.harm].of != "people":
                continue
            if not size or size > (whole.group.quantity.best or whole.group.quantity.low or 0):
                continue
            unit = replace(group.quantity, unit=whole.group.quantity.unit)
            self.used.add(first)
            group = replace(group, group=whole.group.group, quantity=unit)
            self._add(Trigger(whole.harm, "part"), whole.at, group, "spread, part", -1, True, first)

    def _of_them_all(self, count: int, verb: int) -> None:
        """ "8,500 left; 3,200 of them have been assessed in Takhar": a part of those moved or held."""
        at = self.s.starts[self.s.chunks[count].first]
        told = [m.harm for m in self.found if m.trigger.start < at and HARMS[m.harm].of == "people"]
        harm = told[-1] if told else self.last_harm
        group = self._group(count) if harm in _MOVES and self._bare(count) and count not in self.used else None
        undone = self.s.words[self.s.chunks[verb].head] in words_of("undone")
        if group is None or not group.quantity.quantified or undone or harm is None:
            return
        whole = next((m.group for m in reversed(self.found) if m.harm == harm and m.group), None)
        if whole is not None and whole.quantity.unit == "households":
            group = replace(group, group=whole.group, quantity=replace(group.quantity, unit="households"))
        self.used.add(count)
        self._add(Trigger(harm, "part"), count, group, "said of them, part", -1, True, count)
        more = _AND_IN.search(self.line, verb)  # "... in Takhar and 1,500 in Balkh"
        if more is not None and self._bare(k := more.start("count")) and k not in self.used:
            self.used.add(k)
            also = replace(self._group(k) or group, group=group.group)
            also = replace(also, quantity=replace(also.quantity, unit=group.quantity.unit))
            self._add(Trigger(harm, "part"), k, also, "said of them, part", -1, True, k)

    def _of_them(self, count: int) -> None:
        """ "38,900 were uprooted, 6,700 of them in two days": a part told with a time or a place of its own alone."""
        counted = (m for m in reversed(self.found) if m.group and m.group.quantity.quantified)
        whole = next((m for m in counted if m.victim >= 0 and m.at < count), None)
        group = self._group(count) if self._bare(count) and count not in self.used else None
        if self.line[count + 2 : count + 3] == "V" and self.s.chunks[count + 2].aux:
            return  # "three of them have gone to Homs"
        if whole is None or whole.group is None or group is None:
            return
        group = self._part_group(count, group)
        self.used.add(count)
        part = replace(group, group=whole.group.group if group.group == "people" else group.group)
        self._add(Trigger(whole.harm, "part"), whole.at, part, whole.rule.split(",")[0] + ", part", -1, True, count)

    def _said_part(self, count: int, who: int) -> None:
        alone = self.line[count + 1] == "C"
        if alone and not (self._bare(count) and (count == 0 or self.line[count - 1] in ",c;sVAf")):
            return
        harm = self._harm_of(count)
        if self._add_part(harm, count, who):
            self._said_too(harm, who + 1)

    def _said_too(self, harm: str | None, at: int) -> None:
        """The counts that follow a part and are parts like it."""
        while (match := _SAID_TOO.match(self.line, at)) is not None:
            count = who = match.end()
            if self.line[who - 1] == "C":
                count = who - 2
                if not self._bare(count):
                    return
            elif self.s.chunks[who].number is None:
                return
            if not self._add_part(harm, count, who):
                return
            at = who + 1

    def _add_part(self, harm: str | None, count: int, who: int) -> bool:
        """Add the number of chunk ``count`` as a part of the population that chunk ``who`` names."""
        group = self._group(count)
        if harm is None or group is None or not group.quantity.quantified or (count in self.used and count != who):
            return False
        named, _ = population(self.s, self.s.chunks[who], self.lex)
        told = self.line[count + 1 : count + 3] == "fC"  # "ten of the dead were patients"
        who_else = self._group(who) if told and named == "people" else None
        if named in (None, "people", "households") and (who_else is None or who_else.quantity.quantified):
            return False
        self.used.update((count, who))
        self._add(
            Trigger(harm, "part"), count, replace(group, group=named or ""), "said of them, part", -1, True, count
        )
        return True

    def _bare(self, i: int) -> bool:
        """Whether a chunk is a number of people and no more."""
        chunk = self.s.chunks[i]
        return chunk.number is not None and chunk.number.kind == "count" and self.s.tags[chunk.head] == "n"

    def _harm_of(self, count: int) -> str | None:
        """The harm of the whole that the count at a chunk is a part of."""
        line, s = self.line, self.s
        whole: Trigger | None = None
        if line[count + 1] == "f":
            whole = self.lex.triggers.get(s.words[s.chunks[count + 1].first].rpartition(" ")[2])
        elif line[count + 1] == "o":
            inner = s.chunks[count + 2]
            whole = s.chunks[count + 3].trigger if line[count + 3 : count + 4] == "R" else inner.trigger
        elif ahead := [k for k in range(count) if line[k] == "f"]:  # "Of the dead, 31 were soldiers"
            whole = self.lex.triggers.get(s.words[s.chunks[ahead[-1]].first].rpartition(" ")[2])
        if whole is not None and (whole.harm != "casualties" or "casualties" in self.harms_before):
            return whole.harm
        if line[count + 1] == "o" and whole is None:
            return None  # "one of the three bombers was a woman"
        at = s.starts[s.chunks[count].first]
        told = [m.harm for m in self.found if m.trigger.start < at and HARMS[m.harm].of == "people"]
        return told[-1] if told else self.last_harm or (whole.harm if whole else None)

    def _itemised(self, trigger: Trigger, i: int, heads: list[int], start: int, rule: str) -> bool:
        """The list behind a number and a colon: "21 were killed: 9 civilians in Derna; 5 in Sirte; and 4 rebels"."""
        opening = _OPENING.match(self.line, start) if len(heads) == 1 and ";" in self.line[start:] else None
        whole = self._group(heads[0]) if opening is not None and self._colon(opening.end()) else None
        if opening is None or whole is None or not whole.quantity.best:
            return False
        items: list[int] = []
        inner: list[int] = []
        at, left = opening.end() + 1, whole.quantity.best
        while (item := _ITEM.match(self.line, at)) is not None:
            k = item.start("who")
            group = self._group(k)
            if items and self.line[k - 1] == "," and self._who_is(items[-1], k):
                at = item.end()  # "Juan Rey, a photographer, Koen Lag, ..."
                continue
            if group is None or not group.quantity.quantified or (group.quantity.best or 0) > left:
                break
            if self.line[k + 1 : k + 2] == "f":  # "5 civilians, three of them girls"
                inner.append(k)
            else:
                left -= group.quantity.best or 0
                items.append(k)
            inner += [h for h in self.included(k + 1) if h not in inner]
            at = item.end()
        if len(items) < 2:
            return False
        self.listed.update((*items, *inner))
        self._emit_parts(trigger, i, items, rule + ", itemised")
        self._emit_parts(trigger, i, inner, rule + ", itemised within")
        return True

    def _who_is(self, item: int, k: int) -> bool:
        """Whether the next of a list only says who the one before is ("Juan Rey, a photographer, Koen Lag, ...")."""
        named, role = self._group(item), self._group(k)
        if named is None or role is None or not named.named or role.named or role.quantity.best != 1:
            return False
        return "a" in self.s.chunks[k].det or self._role(k)

    def _spelt_out(self, head: int, start: int) -> list[int]:
        """The list behind a number that spells out who it was: "two were killed, a nurse and her son".

        Only where the list adds up to the number. ``start`` is the chunk behind the number and its verb.
        """
        whole = self._group(head)
        size = whole.quantity.best if whole is not None else None
        if size is None or not 1 < size <= _SPELT:
            return []
        opening = _OPENING.match(self.line, start)
        if opening is None:
            return []
        listed = _LIST.match(self.line, opening.end() + 1)
        if listed is None:
            return []
        heads = [k for k in range(listed.start(), listed.end()) if self.line[k] == "N" and k not in self.used]
        groups: list[Group | None] = [self._group(k) for k in heads]
        sizes = [group.quantity.best or 0 for group in groups if group is not None and group.person]
        return heads if len(sizes) == len(heads) > 1 and sum(sizes) == size else []
