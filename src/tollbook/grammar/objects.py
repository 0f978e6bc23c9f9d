"""Harm to things: attacks on facilities, forbidden means, blocked aid, failing services, territory, ceasefires.

The same chunks as for people, with other tables (:mod:`tollbook.grammar.objects_table`): a verb of one list with a noun
of another as its object or passive subject, a noun of attack "on" a facility, a means with a word of use beside it.
Services, aid and situations are in :mod:`tollbook.grammar.services`.
"""

from __future__ import annotations

import re
from dataclasses import replace

from tollbook.grammar.chunks import Chunk, Sentence
from tollbook.grammar.clauses import Clauses, Mention
from tollbook.grammar.groups import NOUN_PHRASES, read_group
from tollbook.grammar.lexicon import Lexicon
from tollbook.grammar.services import Services
from tollbook.model import Span

_SETTING = frozenset(("set", "sets", "setting"))
_ALIGHT = re.compile(r"\s+(?:on fire|ablaze|alight)(?!\w)")


def find_objects(s: Sentence, lex: Lexicon, clauses: Clauses, text: str) -> list[Mention]:
    """All mentions of harm to things in a chunked sentence, behind those of ``clauses``; pure."""
    return Objects(s, lex, clauses, text).mentions()


class Objects(Services):
    """The frames of attacks and of forbidden means."""

    def mentions(self) -> list[Mention]:
        """What the sentence says, frame by frame in the order of its words."""
        words, chunks = self.s.words, self.s.chunks
        verbs = not self.t.heads.isdisjoint(words)
        nouns = {k for k, word in enumerate(words) if word in self.t.nouns}
        for i, tag in enumerate(self.line):
            if tag in "VGKJPRIi":
                if verbs and words[chunks[i].head] in self.t.heads:
                    self._verb(i)
                if tag == "G":
                    self._attack_gerund(i)
            elif tag == "C":
                self._is_so(i)
            elif tag in NOUN_PHRASES and tag != "L":
                if nouns and not nouns.isdisjoint(range(chunks[i].first, chunks[i].last)):
                    self._noun(i)
            elif tag == "A":
                self._besieged(i)
            elif tag == "L":
                self._foreseen(i)
        self._phrases()
        return self.found

    def _verb(self, i: int) -> None:
        words, last = self._verb_words(i)
        if words.isdisjoint(self.t.verbs):
            return
        self._attacked(i, words, last)
        if not words.isdisjoint(self.t.use.gassing):
            self._gassed(i, last)
        self._service_verb(i, words, last)
        self._situation_verb(i, words, last)

    def _noun(self, i: int) -> None:
        chunk = self.s.chunks[i]
        self._means(i, chunk)
        self._attack_noun(i, chunk)
        self._bombed(i, chunk)
        self._service_noun(i, chunk)

    # ------------------------------------------------------------------ attacks

    def _attacked(self, i: int, words: set[str], last: int) -> None:
        t = self.t.attack
        if not words.isdisjoint(t.verbs):
            self._facilities([*self._targets(i, last), *self._among_them(i, last)], i, "attack verb")
        if not words.isdisjoint(t.intransitive) and not self._passive(i) and not self.clauses.objects(last)[0]:
            self._facilities(self._subjects(i), i, "attack verb")
        if not words.isdisjoint(t.landing) and self.line[last + 1 : last + 2] in ("p", "t"):
            k = last + 1
            if self._word(k) in t.landing_prepositions and self._falls(i):
                self._facilities(self.clauses.objects(k)[0], i, "attack, landed")
        if not words.isdisjoint(t.throwing):
            self._thrown(i, last, words)
        if not words.isdisjoint(t.under):
            self._under(i, last)
        if not words.isdisjoint(_SETTING):
            hit = self.clauses.objects(i)[0]
            if hit and _ALIGHT.match(self.s.lower, self.s.ends[self.s.chunks[hit[-1]].last - 1]):
                self._facilities(hit, i, "attack verb")  # "setting 22 huts on fire"

    def _among_them(self, i: int, last: int) -> list[int]:
        """The facilities listed behind what was hit: "damaged 120 buildings, including three hospitals"."""
        if "y" not in self.line[last:]:
            return []
        heads = [] if self._passive(i) else self.clauses.objects(last)[0]
        return self.clauses.included(max([last, *heads]) + 1)

    def _thrown(self, i: int, last: int, words: set[str]) -> None:
        """ "Dropped four bombs on a monastery", "opened fire in the market"."""
        weapons = self.clauses.objects(i)[0] if any(" " in word for word in words) else self.clauses.objects(last)[0]
        k = weapons[0] + 1 if weapons else len(self.line)
        if self.line[k : k + 1] not in ("p", "t") or self._word(k) not in self.t.attack.landing_prepositions:
            return
        thrown = self._head(weapons[0])
        if thrown in self.t.attack.weapons or thrown in self.t.situation.bombs or thrown in self.t.attack.under_what:
            self._facilities(self.clauses.objects(k)[0], i, "attack, landed")

    def _under(self, i: int, last: int) -> None:
        """ "The hospital came under artillery fire", "sustained heavy damage"."""
        chunk = self.s.chunks[last + 1] if last + 1 < len(self.line) else None
        if chunk is None or chunk.tag not in NOUN_PHRASES or self._passive(i):
            return
        if self._is(last + 1, self.t.attack.under_what):
            self._facilities(self._subjects(i), i, "attack verb")

    def _word(self, i: int) -> str:
        return self.s.words[self.s.chunks[i].first]

    def _falls(self, i: int) -> bool:
        """Whether what lands, falls or goes off is a weapon."""
        subjects = self._subjects(i)
        return any(
            self._is(k, self.t.attack.weapons) or self.s.words[self.s.chunks[k].head] in self.t.attack.weapons
            for k in subjects
        )

    def _facilities(self, targets: list[int], at: int, rule: str) -> None:
        counted = any(self.s.chunks[k].number is not None for k in targets)
        for k in targets:
            harm = self._facility(k)
            if harm is None and self._of_it(k) and self.attacked is not None:
                harm = self.attacked  # "a convoy was hit; 18 of its 31 trucks were destroyed"
            if harm is not None:
                self.attacked = harm
                listed = counted and len(targets) > 1 and self.s.chunks[k].number is None
                self._add(harm, k, at, rule, article=counted, token=self.s.chunks[k].head if listed else -1)

    def _facility(self, i: int) -> str | None:
        """The harm that an attack on what a noun phrase names would be."""
        t, s = self.t.attack, self.s
        chunk = s.chunks[i]
        if chunk.tag not in NOUN_PHRASES:
            return None
        if s.words[chunk.head] in t.stores and (self._load(i) or self._named(i, t.aid, chunk.head - 1)):
            return "attack_on_aid"
        harm = self._ends(i, self.lex.facilities)
        if harm is None and s.words[chunk.head] in t.annexes and chunk.head > chunk.first:
            harm = self.lex.facilities.get(s.words[chunk.head - 1])  # "a school playground"
        if harm is None and s.words[chunk.head] in t.counted_only and self._several(i):
            return None if any(s.words[k] in t.offices for k in range(chunk.first, chunk.head)) else "attack_on_home"
        if harm and any(s.words[k] in t.armed for k in range(chunk.first, chunk.head)):
            return None
        return harm

    def _several(self, i: int) -> bool:
        number = self.s.chunks[self._number(i)].number
        return number is not None and number.kind == "count" and (number.quantity.best or number.quantity.low or 0) > 1

    def _load(self, i: int) -> bool:
        """ "A warehouse of food aid", "trucks carrying aid"."""
        return self.line[i + 1 : i + 3] in ("oN", "GN") and self._named(i + 2, self.t.attack.aid)

    def _named(self, i: int, words: frozenset[str], end: int = -1) -> bool:
        """Whether a phrase, up to token ``end``, ends in one of the words."""
        chunk = self.s.chunks[i]
        end = chunk.head if end < 0 else end
        return any(" ".join(self.s.words[k : end + 1]) in words for k in range(max(chunk.first, end - 2), end + 1))

    def _of_it(self, i: int) -> bool:
        chunk = self.s.chunks[i]
        vehicle = self.lex.things.get(self.s.words[chunk.head]) == "vehicle"
        return vehicle and "h" in chunk.det and self.line[i - 1 : i] == "o"

    def _attack_noun(self, i: int, chunk: Chunk) -> None:
        """ "25 attacks on health facilities", "the bombing at the school", "a mosque bombing"."""
        s, t = self.s, self.t.attack
        head = s.words[chunk.head]
        two = " ".join(s.words[max(chunk.first, chunk.head - 1) : chunk.head + 1])
        if head not in t.nouns and two not in t.nouns:
            return
        k = i
        while self.line[k + 1 : k + 3] == "cN":  # "the damage and civilian loss at the hospital"
            k += 2
        follows = self.line[k + 1 : k + 2] in ("p", "o", "t", "G") and self._word(k + 1) in t.prepositions
        for target in self.clauses.objects(k + 1)[0] if follows else ():
            harm = self._facility(target)
            if harm is not None:
                self.attacked = harm
                many = chunk.number is not None
                self._add(harm, i if many else target, i, "attack noun", unit="attacks" if many else "")
                return
        if chunk.head > chunk.first and (before := s.words[chunk.head - 1]) in self.lex.facilities:
            self._add(self.lex.facilities[before], i, i, "attack noun", unit="attacks")

    def _attack_gerund(self, i: int) -> None:
        """A noun of attack in -ing that looks like a verb: "school bombing kills", "the bombing at the school"."""
        if self.s.words[self.s.chunks[i].head] not in self.t.attack.nouns:
            return
        after = self.line[i + 1 : i + 2]
        if after in ("p", "o") and self._word(i + 1) in self.t.attack.prepositions:
            self._facilities(self.clauses.objects(i + 1)[0][:1], i, "attack noun")
        elif after in ("V", "K", "C", "") and self.line[i - 1 : i] in tuple(NOUN_PHRASES):
            self._facilities([i - 1], i, "attack noun")

    def _bombed(self, i: int, chunk: Chunk) -> None:
        """ "The bombed hospital"."""
        if any(self.s.words[k] in self.t.attack.adjectives for k in range(chunk.first, chunk.head)):
            harm = self._facility(i)
            if harm is not None:
                self._add(harm, i, i, "attacked")

    # ------------------------------------------------------------------ means

    def _means(self, i: int, chunk: Chunk) -> None:
        """A forbidden means in a noun phrase, and what beside it says that it was used."""
        found = self._means_in(chunk)
        if found is not None and found[1] == chunk.head and self._head(i) in self.t.use.containers:
            found = (found[0], chunk.last)  # "white phosphorus shells"
        if found is None:
            if self._ends(i, self.t.use.events) and self.s.words[chunk.head - 2] not in self.t.use.harmless:
                self._add(self.t.use.events[self._last_two(chunk)], i, i, "use event", count=False)
            return
        harm, end = found
        if end <= chunk.head:
            for k in range(end, chunk.last):
                if self.s.words[k] in self.t.use.nouns and all(self.s.tags[j] == "x" for j in range(k + 1, chunk.last)):
                    self._use(harm, i, i, k)
            return
        if end == chunk.last and self.line[i + 1 : i + 2] == "G" and self._gerund(i + 1):
            self._use(harm, i, i + 1)
            return
        start = i
        if self.line[i - 1 : i] in ("o", "t", "p") and i > 1 and self.line[i - 2] in NOUN_PHRASES:
            head = self.s.words[self.s.chunks[i - 2].head]
            if head in self.t.use.nouns:
                self._use(harm, i, i - 2)
                return
            if self.line[i - 1] == "o" and head in self.t.use.containers:
                start = i - 2
        at = self._used(start, i)
        if at >= 0:
            self._use(harm, i, at)

    def _last_two(self, chunk: Chunk) -> str:
        words = self.s.words
        for first in range(max(chunk.first, chunk.head - 3), chunk.head + 1):
            if (text := " ".join(words[first : chunk.head + 1])) in self.t.use.events:
                return text
        return " ".join(words[chunk.head - 1 : chunk.head + 1])

    def _gerund(self, i: int) -> bool:
        """A noun in -ing after the means: "a chlorine bombing"."""
        return self.s.words[self.s.chunks[i].head] in self.t.use.nouns and self.line[i + 1 : i + 2] not in tuple(
            NOUN_PHRASES
        )

    def _means_in(self, chunk: Chunk) -> tuple[str, int] | None:
        """(harm, token after its words) of the last forbidden means in a noun phrase, the longest there."""
        words, use = self.s.words, self.t.use
        for first in range(chunk.first, chunk.last):
            if words[first] not in use.first:
                continue
            for size in range(use.longest, 0, -1):
                harm = use.things.get(" ".join(words[first : first + size])) if first + size <= chunk.last else None
                if harm is not None:
                    return harm, first + size
        return None

    def _used(self, start: int, end: int) -> int:
        """The verb that uses the means in chunks ``start`` to ``end``: before it, or after it as passive; else -1."""
        line, s, use = self.line, self.s, self.t.use
        if start and line[start - 1] in "VGKJPR":
            words, _ = self._verb_words(start - 1)
            if not words.isdisjoint(use.verbs):
                return start - 1
        if start and line[start - 1] in "pbtG" and self._word(start - 1) in use.prepositions:
            for k in range(start - 2, max(-1, start - 9), -1):
                if line[k] in ';"sqc':
                    break
                words = self._verb_words(k)[0] if line[k] in "VGKJPR" else set()
                if not words.isdisjoint(use.by_means):
                    return k
        if start > 2 and line[start - 1] in "c,":  # "used sarin and chlorine": said once
            return -1
        for k in range(end + 1, min(len(line), end + 6)):
            if line[k] in ';"s':
                break
            if line[k] in "VGPRK":
                words, _ = self._verb_words(k)
                passive = "B" in s.chunks[k].aux or (not s.chunks[k].aux and not self.clauses.objects(k)[0])
                if not words.isdisjoint(use.verbs) and passive and line[start - 1 : start] not in ("b",):
                    return k
                if not words.isdisjoint(use.verbs) and passive and line[k - 1] in NOUN_PHRASES:
                    return k
                if not words.isdisjoint(use.landing) and line[start - 1 : start] not in ("p", "b", "t", "o"):
                    return k
                if not (line[k + 1 : k + 2] == "V" and "t" in s.chunks[k + 1].aux):
                    break  # "are believed to have been used" goes on
        return -1

    def _use(self, harm: str, i: int, at: int, token: int = -1) -> None:
        """A use of a means, counted where the words say how many times."""
        if any(self.line[k] in NOUN_PHRASES and self._times(k) for k in range(i + 1, min(len(self.line), i + 4))):
            k = next(k for k in range(i + 1, len(self.line)) if self.line[k] in NOUN_PHRASES and self._times(k))
            self._add(harm, k, at, "use", unit="attacks")
            return
        chunk = self.s.chunks[at]
        counted = chunk.number is not None and chunk.tag in NOUN_PHRASES
        self._add(harm, at if counted else i, at, "use", count=counted, unit="attacks", token=token)

    def _times(self, i: int) -> bool:
        chunk = self.s.chunks[i]
        return chunk.number is not None and self.s.words[chunk.head] in ("times", "occasions")

    def _gassed(self, i: int, last: int) -> None:
        """ "Forty people were gassed": a use of gas, and those it harmed."""
        self._add("chemical_use", i, i, "use", count=False)
        for k in map(self._number, self._targets(i, last)):
            group = read_group(self.s, k, self.lex, self.clauses.places, self.text)
            if group is not None:
                span = Span(self.s.starts[self.s.chunks[i].head], self.s.ends[self.s.chunks[i].head])
                if group.quantity.hedge == "unquantified":
                    group = replace(group, span=span)
                self.found.append(Mention("casualties", group, i, span, "gassed", self.clauses.agent_of(i), victim=k))
