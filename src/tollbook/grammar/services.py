"""Aid that is blocked, services that fail or run out, sieges of places, territory, ceasefires and bombardment."""

from __future__ import annotations

from tollbook.grammar.chunks import Chunk
from tollbook.grammar.groups import NOUN_PHRASES, Group
from tollbook.grammar.objects_frames import Frames
from tollbook.model import Quantity, Span


class Services(Frames):
    """The frames of states and situations."""

    # ------------------------------------------------------------------ aid

    def _aid(self, i: int) -> bool:
        """Whether a noun phrase is of aid, or of a way or a good beside a word of aid."""
        service = self.t.service
        return self._is(i, service.blocked) or (self._is(i, service.weak) and self._speaks_of_aid())

    def _speaks_of_aid(self) -> bool:
        return any(word in self.t.service.context for phrase in self.s.words for word in phrase.split())

    def _service_verb(self, i: int, words: set[str], last: int) -> None:
        service = self.t.service
        if not words.isdisjoint(service.blocking):
            targets = self._targets(i, last) or self._halted(i)
            if any(self._aid(k) for k in targets):
                self._add("aid_blocked", targets[0], i, "blocked", count=False)
        if not words.isdisjoint(service.passage):
            self._passage(i)
        if not words.isdisjoint(service.verbs):
            targets = self._targets(i, last) if self._passive(i) else self._subjects(i) or self._targets(i, last)
            for k in targets:
                if self._is(k, service.things):
                    self._add("service_state", k, i, "service", count=self.s.chunks[k].number is not None)
                    break
        if not words.isdisjoint(service.working_verbs):
            self._works(i)

    def _halted(self, i: int) -> list[int]:
        """The subject of a verb without object: "the operations have halted"."""
        return [] if "B" in self.s.chunks[i].aux else self._subjects(i)

    def _passage(self, i: int) -> None:
        """No aid gets through: "no aid has entered", "convoys have not been allowed to reach"."""
        negative = "!" in self.s.chunks[i].aux
        for k in self._subjects(i):
            aid = self._aid(k) or (self.line[k + 1 : k + 3] == "oN" and self._aid(k + 2))
            if aid and (negative or self._zero(k)):
                self._add("aid_blocked", k, i, "no passage", count=False)
                return

    def _works(self, i: int) -> None:
        """How many still work: "only one of the town's five hospitals is functioning", "no clinic is operating"."""
        for k in self._subjects(i):
            deep = self._deep(k)
            if self.line[k + 1 : k + 4] == "oNN" and self._is(k + 3, self.t.service.things):
                deep = k + 3
            if self._is(deep, self.t.service.things) and self.s.chunks[k].number is not None:
                self._state_of(k, i)
                return

    def _state_of(self, k: int, at: int) -> None:
        """The state of what phrase ``k`` counts, its zero included."""
        chunk = self.s.chunks[k]
        number = chunk.number
        trigger = self.s.chunks[at]
        if number is None or ("service_state", k) in self.seen:
            return
        self.seen.add(("service_state", k))
        start, end = self.s.span(chunk)
        q = number.quantity
        unit = self._unit("service_state", k)
        phrase = self.text[start:end]
        words = (phrase, Span(start, end)) if q.hedge == "none" else (q.text, Span(number.start, number.end))
        group = Group(Quantity(q.low, q.high, q.best, q.hedge, unit, words[0]), "people", phrase, words[1], "")
        span = Span(self.s.starts[trigger.head], self.s.ends[trigger.head])
        self.found.append(self._mention("service_state", group, at, span, "service number"))

    def _service_noun(self, i: int, chunk: Chunk) -> None:
        s, service = self.s, self.t.service
        if self._is(i, service.things):
            working = any(s.words[k] in service.working for k in range(chunk.first, chunk.last))
            after = self.line[i + 1 : i + 2] == "C" and i + 2 < len(s.chunks)
            if after and s.words[s.chunks[i + 2].first] in service.working:
                working = True
            if working and chunk.number is not None:
                self._state_of(i, i)
                return
            if self.line[i - 1 : i] == "p" and s.words[s.chunks[i - 1].first] in service.without and i > 1:
                self._add("service_state", i, i, "without", count=False)
                return
        head = s.words[chunk.head]
        if head in service.blocking_nouns and self.line[i + 1 : i + 2] in ("p", "o", "t"):
            self._blocking_noun(i)

    def _blocking_noun(self, i: int) -> None:
        """ "A ban on the entry of essential goods", "restrictions on humanitarian operations"."""
        k = i + 1
        while k + 1 < len(self.line) and self.line[k] in "opt" and self.line[k + 1] in NOUN_PHRASES and k <= i + 5:
            if self.s.words[self.s.chunks[k].first] not in self.t.service.blocking_prepositions:
                return
            if self._is(k + 1, self.t.service.blocked) or (k > i + 1 and self._aid(k + 1)):
                self._add("aid_blocked", i, i, "blocking noun", count=False)
                return
            k += 2

    def _phrases(self) -> None:
        """Fixed phrases: "hard-to-reach areas", "in short supply"."""
        s = self.s
        for match in self.t.service.phrases.finditer(s.lower, s.start, s.end):
            i = self._chunk_at(match.start())
            if match.lastgroup == "state":
                subject = next((k for k in range(i, max(-1, i - 4), -1) if self._is(k, self.t.service.things)), -1)
                if subject >= 0 and ("service_state", subject) not in self.seen:
                    self._add("service_state", subject, i, "service state", count=False)
            elif i >= 0 and not any(harm == "aid_blocked" for harm, _ in self.seen):
                self._add("aid_blocked", i, i, "phrase", count=False)

    def _chunk_at(self, at: int) -> int:
        """The chunk that begins at or holds offset ``at`` of the text, or -1."""
        token = next((k for k, start in enumerate(self.s.starts) if start >= at), -1)
        return next((k for k, c in enumerate(self.s.chunks) if c.first <= token < c.last), -1)

    # ------------------------------------------------------------------ situations

    def _situation_verb(self, i: int, words: set[str], last: int) -> None:
        t = self.t.situation
        for word in words:
            if word in t.control:
                for k in self._targets(i, last):
                    if self._territory(k):
                        self._add(t.control[word], k, i, "control", count=False)
                        break
        if not words.isdisjoint(t.ceasefire_verbs):
            for k in [*self._targets(i, last), *self._subjects(i)]:
                if self._is(k, t.ceasefire):
                    self._add("ceasefire", k, i, "ceasefire", count=False)
                    break
        if not words.isdisjoint(t.bombing):
            for k in self._targets(i, last):
                if self._territory(k):
                    self._add("bombardment", k, i, "bombardment", count=False)
                    break
        after = self.line[last + 1 : last + 2]
        if after in ("p", "N") and not words.isdisjoint(t.falling):
            hit = self.clauses.objects(last if after == "N" else last + 1)[0]
            if any(self._territory(k) for k in hit) and any(self._is(k, t.bombs) for k in self._subjects(i)):
                self._add("bombardment", i, i, "bombardment", count=False)

    def _territory(self, i: int) -> bool:
        if i >= len(self.line) or self.line[i] not in NOUN_PHRASES:
            return False
        return self.s.chunks[i].head in self.clauses.places or self._is(i, self.t.situation.territory)

    def _foreseen(self, i: int) -> None:
        """ "The toll is expected to rise": deaths foreseen without a number."""
        trigger = self.s.chunks[i].trigger
        if trigger is None or any(m.at == i for m in self.clauses.found):
            return
        said = False
        for k in range(i + 1, min(len(self.line), i + 5)):
            chunk = self.s.chunks[k]
            if chunk.tag in ';"sq' or chunk.number is not None:
                return
            if chunk.tag not in "VCKG":
                continue
            words = self.s.words[chunk.first : chunk.last]
            said = said or any(word in self.t.situation.foreseeing for word in words)
            if said and words[-1] in self.t.situation.rising:
                if self.line[k + 1 : k + 2] in ("t", "p") and any(c.number for c in self.s.chunks[k + 2 : k + 3]):
                    return  # "to rise to 40" has its number
                head = self.s.chunks[k].head
                span = Span(self.s.starts[head], self.s.ends[head])
                self.found.append(self._mention(trigger.harm, None, i, span, "toll, foreseen"))
                return

    def _besieged(self, i: int) -> None:
        """A place said to be under siege: "the town has been under siege since 2013"."""
        trigger = self.s.chunks[i].trigger
        if trigger is None or trigger.harm != "besieged":
            return
        if any(m.harm == "besieged" and m.at == i for m in self.clauses.found):
            return
        subjects = self._subjects(i - 1 if self.line[i - 1 : i] == "C" else i)
        if any(self._territory(k) and not self._is(k, self.t.service.things) for k in subjects):
            self._add("besieged", i, i, "besieged place", count=False)
