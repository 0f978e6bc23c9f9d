"""Tolls: a noun for a count of the harmed, and the numbers that are told of it.

"The death toll has risen to 57", "the number of pupils killed in the blast was put at 15", "lowered the count of dead
from 83 to 72", "gave the figure as 34". A number that was overtaken ("from 83") is marked ``background`` and another
account ("and at 51 by a resident") ``rival``, so that neither is added (:mod:`tollbook.grammar.standing`).
"""

from __future__ import annotations

import re
from dataclasses import replace

from tollbook.grammar.groups import NOUN_PHRASES, population
from tollbook.grammar.lexicon import Trigger
from tollbook.grammar.parts import Parts
from tollbook.grammar.phrases import words_of
from tollbook.lang import load
from tollbook.vocabulary import HARMS

_NP = tuple(NOUN_PHRASES)
_ALL = re.compile(rf"\s+(?:{'|'.join(load('en', 'links')['sum'])})(?!\w)")


class Tolls(Parts):
    """The frames of counts."""

    def _tolls(self) -> None:
        """Every count of the harmed in the sentence."""
        figure = words_of("figure")
        for i, tag in enumerate(self.line):
            if tag == "L":
                self._toll(i, self.s.chunks[i].trigger, i + 1, i)
            elif tag in "VG" and self.line[i + 1 : i + 2] == "N":
                self._counted_again(i)
                self._makes(i)
            elif tag == "X" and i and self._word_of(i - 1) in words_of("putting"):
                self._put_at(i)  # "puts its own deaths at 60"
            elif tag == "Y":
                if i and self.s.words[self.s.chunks[i - 1].head] in words_of("putting"):
                    self._put_at(i)
                self._dead_are(i)
                self._risen(i)
            if tag in "VC":
                self._now_at(i)
            elif tag in "NXY" and self.s.words[self.s.chunks[i].head] in figure:
                self._figure_of(i)

    def _dead_are(self, i: int) -> None:
        """ "The dead now number 46", "so the dead are five now": all of them, counted by a verb."""
        s, line, j = self.s, self.line, i + 1
        trigger = s.chunks[i].trigger
        if trigger is None or not s.chunks[i].det.startswith("d") or s.chunks[i].number is not None:
            return
        verb = line[j : j + 1]
        counting = verb == "C" or (verb and verb in "VN" and s.words[s.chunks[j].head] in words_of("numbering"))
        if counting and line[j + 1 : j + 2] == "N" and self._bare(j + 1) and line[j + 2 : j + 3] in ("", ";", ",", "s"):
            self._value(Trigger(trigger.harm, "toll"), i, j + 1, i, mark="update")

    def _put_at(self, i: int) -> None:
        """ "Amnesty put the dead at 54"."""
        chunk = self.s.chunks[i]
        own = "d" in chunk.det or "h" in chunk.det or self.line[i] == "X"
        if self.line[i - 1] in "VG" and own and chunk.number is None and self.line[i + 1 : i + 3] in ("pN", "tN"):
            self._toll(i, chunk.trigger, i + 1, i)

    def _risen(self, i: int) -> None:
        """ "Child casualties increased by one per cent to 1,577"."""
        s, line = self.s, self.line
        trigger, verb = s.chunks[i].trigger, line[i + 1 : i + 2]
        if (
            trigger is None
            or s.chunks[i].number is not None
            or verb != "V"
            or self._word_of(i + 1) not in words_of("changing")
        ):
            return
        j = i + 4 if line[i + 2 : i + 4] in ("bN", "pN") else i + 2
        if line[j : j + 2] == "tN" and self._bare(j + 1):
            self._value(Trigger(trigger.harm, "toll"), i, j + 1, i)
            return
        group, _ = population(s, s.chunks[i], self.lex)
        if trigger.harm == "casualties" and group not in (None, "people", "households"):
            self.casualties_of = group  # "women casualties rose, with 174 deaths"

    def _makes(self, i: int) -> None:
        """ "Two of the injured died, which makes 17": the sum."""
        line = self.line
        if i == 1 and self._word_of(i) in words_of("becoming") and self._bare(0) and self._bare(2) and self.last_harm:
            self._value(Trigger(self._harm_before(i) or "", "toll"), i, 2, i, mark="update")  # "12 became 13"
            return
        if i == 0 or line[i - 1] not in "q," or self._word_of(i) not in words_of("summing"):
            return
        if line[i + 1 : i + 4] in ("NtN", "NpN") and self._word(i + 1) == "it" and self._bare(i + 3):
            i += 2  # "bringing it to 16"
        if not self._bare(i + 1):
            return
        if line[i + 2 : i + 3] in ("", ";", ",") and (harm := self._harm_before(i)) is not None:
            self._value(Trigger(harm, "toll"), i, i + 1, i, mark="update")

    def _now_at(self, i: int) -> None:
        """ "By evening it had climbed to 13": a toll told of before is the subject, as a pronoun."""
        s, line = self.s, self.line
        if self.last_harm is None or s.words[s.chunks[i].head] not in words_of("reaching"):
            return
        if i == 0 or self._word(i - 1) != "it" or line[i + 1 : i + 3] not in ("tN", "pN") or not self._bare(i + 2):
            return
        if line[i + 3 : i + 4] in ("", ";", ",", "s", "c"):
            self._value(Trigger(self.last_harm, "toll"), i, i + 2, i, mark="update")

    def _in_all(self) -> None:
        """ "Nine bodies, then four more: 13 in all": the sum of those just told of."""
        s = self.s
        if not s.numbers or (found := _ALL.search(s.lower, s.start, s.end)) is None:
            return
        for i, chunk in enumerate(s.chunks):
            if chunk.tag != "N" or i == 0 or s.span(chunk)[1] != found.start() or i in self.used:
                continue
            if self.line[i - 1] in ",;" and self._bare(i) and (harm := self._harm_before(i)) is not None:
                self._value(Trigger(harm, "toll"), i, i, i, mark="update")

    def _figure_of(self, i: int) -> None:
        """ "The number of pupils killed ...", "an earlier count of 12", and "the figure" of what was told before."""
        s, line = self.s, self.line
        if s.chunks[i].number is not None:
            return
        if line[i - 3 : i] in ("GtN", "VtN") and self._bare(i - 1) and self._word_of(i - 3) in words_of("putting"):
            # "bringing to eight the number killed", "... of men killed", "... of corpses found"
            heard = i + {"oN": 3, "oY": 2}.get(line[i + 1 : i + 3], 1)
            told = s.chunks[heard].trigger if line[heard : heard + 1] in ("R", "Y") else None
            known = self._harm_before(i) if told is None and heard == i + 1 else None
            if told is not None or known:
                self._value(told or Trigger(known or "", "toll"), i, i - 1, i, mark="update")
            return
        if (
            (named := s.chunks[i].adjective) is not None
            and HARMS[named.harm].of == "people"
            and line[i + 1 : i + 2] != "o"
        ):
            self._toll(i, named, i + 1, i)  # "the civilian death total"
            return
        if line[i + 1 : i + 2] == "o" and line[i + 2 : i + 3] in _NP:
            inner = s.chunks[i + 2]
            after = i + 3
            trigger = inner.trigger or inner.adjective
            if line[after : after + 1] in ("R", "A"):
                trigger = s.chunks[after].trigger
                after += 1
            if trigger is not None and inner.number is None and HARMS[trigger.harm].of == "people":
                if trigger.harm == "casualties":
                    trigger = Trigger(self._harm_before(i) or trigger.harm, "toll")
                self._toll(i, trigger, after, i + 2)
                self.used.add(i + 2)
            elif self._bare(i + 2) and (harm := self._harm_before(i)):
                self._value(Trigger(harm, "toll"), i, i + 2, i, old=self._overtaken(i))
        elif "d" in s.chunks[i].det and line[i - 1 : i] != "o" and (harm := self._harm_before(i)):
            verb = s.chunks[i - 1] if i and line[i - 1] in "VG" else s.chunks[min(i + 1, len(line) - 1)]
            if (
                s.words[verb.head] in words_of("putting")
                or verb.tag == "C"
                or s.words[verb.head] in words_of("reaching")
            ):
                self._toll(i, Trigger(harm, "toll"), i + 1, i)

    def _counted_again(self, i: int) -> None:
        """ "First reports spoke of 20 dead; the village chief has since confirmed 13": the same harm counted."""
        j = i + 1
        told_of = self.s.words[self.s.chunks[j].first] in words_of("told_of")
        if (
            told_of
            and self.line[j + 1 : j + 3] in ("tN", "pN")
            and self.s.words[self.s.chunks[i].head] in words_of("putting")
        ):
            harm = self._harm_before(i)
            if harm is not None and self._bare(j + 2):  # "he revised this to 45"
                self._value(Trigger(harm, "toll"), i, j + 2, i, mark="update")
            return
        if self.s.words[self.s.chunks[i].head] not in words_of("counting") or not self._bare(j) or j in self.used:
            return
        told = [m for m in self.found if m.trigger.start < self.s.starts[self.s.chunks[i].first]]
        if not told and self.line[: j + 2] in ("NVN", "NVN;") and self.last_harm and self.s.chunks[0].det == "r":
            self._value(Trigger(self._harm_before(i) or "", "toll"), i, j, i, mark="rival")  # "He counted 176."
        elif told and HARMS[told[-1].harm].of == "people" and self.line[j + 1 : j + 2] in ("", ";", ",", "p", "s"):
            self._value(Trigger(told[-1].harm, "toll"), i, j, i)

    def _harm_before(self, i: int) -> str | None:
        """The harm that the sentence has told of before a chunk, else the sentence before it."""
        at = self.s.starts[self.s.chunks[i].first]
        told = [m.harm for m in self.found if m.trigger.start < at and HARMS[m.harm].of == "people"]
        if not told and "killed" in self.harms_before:
            return "killed"  # a count with no more words is of the dead
        return told[-1] if told else self.last_harm

    def _overtaken(self, i: int) -> bool:
        """Whether a phrase is of an earlier count ("an earlier toll of 12")."""
        chunk = self.s.chunks[i]
        return any(word in words_of("overtaken") for word in self.s.words[chunk.first : chunk.last])

    def _toll(self, i: int, trigger: Trigger | None, after: int, who: int) -> None:
        if trigger is None:
            return
        if self.line[after : after + 1] == ";" and self._colon(after):  # "The toll: eight rebels, six soldiers"
            heads = [h for h in self.objects(after)[0] if (g := self._group(h)) and g.quantity.quantified]
            if len(heads) > 1:
                self._emit(trigger, i, heads, [], "toll", -1)
                return
        values = self._values(i, after)
        if not values and i and self.line[i - 1] in NOUN_PHRASES and self.s.chunks[i - 1].number is not None:
            values = [i - 1]  # "brought to 90 the number of people killed"
        if not values or any(j in self.used for j in values):
            return
        words = [self._word(j - 1) if j and self.line[j - 1] in "pt" else "" for j in values]
        first = words[0] in words_of("starting") and len(values) > 1
        for n, j in enumerate(values):
            old = (n == 0 and first) or (n > 0 and words[n] in words_of("starting"))
            mark = "rival" if n > 0 and words[n] == words[0] else ""
            self._value(trigger, i, j, who, old, mark)

    def _value(self, trigger: Trigger, i: int, j: int, who: int, old: bool = False, mark: str = "") -> None:
        """One number of a toll, with the population that is named beside it or in the toll."""
        group = self._group(j)
        if group is None:
            return
        if group.group == "people":
            named, _ = population(self.s, self.s.chunks[who], self.lex)  # "civilian death toll: 23"
            group = replace(group, group=named) if named not in (None, "households") else group
        said = self.s.chunks[j + 1].trigger if self.line[j + 1 : j + 2] == "R" else None
        if said is not None and said.harm != trigger.harm and trigger.harm == "killed":
            return  # "a toll of one person wounded"
        self.used.add(j)
        mark = "background" if old else mark
        self._add(trigger, i, group, "toll" + (f", {mark}" if mark else ""), -1, victim=j)
        self._aside(trigger, j, j, "toll")
        if not old:
            self._emit_parts(trigger, i, self.included(j + 1), "toll")

    def _values(self, i: int, after: int) -> list[int]:
        """The numbers told of a toll: one, two with "from ... to", or each speaker's."""
        line, s = self.line, self.s
        found: list[int] = []
        for j in range(after, len(line)):
            tag = line[j]
            if tag == "s" and line[j + 1 : j + 2] == "G":
                continue  # "killed while waiting for food"
            if tag in ';"sqKPIJ' and not (j == i + 1 and self._colon(j)):
                break
            if tag == "R" and found:
                break
            if tag == "," and found and not (line[j + 1 : j + 3] == "pN" and self._word(j + 1) in words_of("starting")):
                break
            if tag == "V" and found and self.s.words[s.chunks[j].head] not in words_of("putting"):
                break
            if tag not in NOUN_PHRASES or s.chunks[j].number is None:
                continue
            group = self._group(j)
            households = group is not None and group.quantity.unit != "people" and line[j - 1 : j] != "t"
            if group is None or not group.person or s.chunks[j].det.startswith("d") or households:
                continue
            if found and not (line[j - 1] in "pt" and self._word(j - 1) in words_of("starting") | words_of("reached")):
                break
            found.append(j)
            if len(found) == 3:
                break
        return found
