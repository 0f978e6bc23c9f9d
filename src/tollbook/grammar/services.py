"""Aid that is blocked, services that fail or run out, sieges of places, territory, ceasefires and bombardment."""

from __future__ import annotations

import re

from tollbook.grammar.chunks import Chunk
from tollbook.grammar.groups import NOUN_PHRASES, Group, read_group
from tollbook.grammar.objects_frames import Frames
from tollbook.model import Quantity, Span

_NEAR = 400  # code points around a sentence in which a report may speak of aid
_WORD = re.compile(r"[a-z]+")


class Services(Frames):
    """The frames of states and situations."""

    # ------------------------------------------------------------------ aid

    def _aid(self, i: int) -> bool:
        """Whether a noun phrase is of aid, or of a way or a good beside a word of aid."""
        service = self.t.service
        if self._is(i, service.blocked) or (self._is(i, service.weak) and self._speaks_of_aid()):
            return True
        return self.lex.things.get(self.s.words[self.s.chunks[i].head]) == "vehicle" and self._loaded(i)

    def _loaded(self, i: int) -> bool:
        """ "Four boats with food", "trucks carrying medicine"."""
        return self.line[i + 1 : i + 3] in ("pN", "oN", "GN", "VN") and self._is(i + 2, self.t.service.loads)

    def _speaks_of_aid(self) -> bool:
        return any(word in self.t.service.context for phrase in self.s.words for word in phrase.split())

    def _head(self, i: int) -> str:
        return self.s.words[self.s.chunks[i].head]

    def _tells_of_aid(self) -> bool:
        """Whether the report speaks of aid near the sentence."""
        near = self.s.lower[max(0, self.s.start - _NEAR) : self.s.end + _NEAR]
        return not self.t.service.context.isdisjoint(_WORD.findall(near))

    def _service_verb(self, i: int, words: set[str], last: int) -> None:
        service = self.t.service
        if not words.isdisjoint(service.blocking):
            targets = self._targets(i, last)
            if not targets and last > i and self.line[last + 1 : last + 2] in ("t", "p"):
                targets = self.clauses.objects(last + 1)[
                    0
                ]  # "refused passage to three trucks", "permission for a convoy"
            targets = targets or self._halted(i)
            targets = [*targets, *self._whole(i, targets)]  # "of 51 planned missions, 29 were denied"
            if any(self._aid(k) for k in targets) or (targets and self._only_way(targets, i)):
                carrier = self.lex.things.get(self._head(targets[0])) == "vehicle" or len(targets) > 1
                self._add("aid_blocked", targets[0], i, "blocked", count=carrier or self._convoys(targets[0]))
        if not words.isdisjoint(service.passage):
            self._passage(i)
        if not words.isdisjoint(service.verbs):
            out_of = last > i and any(word.endswith(" of") for word in words)
            lacked = self.clauses.objects(last)[0] if out_of else []
            if any(self._is(k, service.things) for k in lacked):
                self._add("service_state", lacked[0], i, "service", count=False)  # "has run out of drinking water"
                return
            targets = self._targets(i, last) if self._passive(i) else self._subjects(i) or self._targets(i, last)
            for k in [*targets, *self._whole(i, targets)]:
                deep = self._things_of(k)
                if deep >= 0:
                    counted = targets[0] if k not in targets else k if deep != k else self._number(k)
                    if self.s.chunks[counted].number is not None:
                        self._state_of(counted, i, deep)
                        if k == counted and k in targets:
                            continue  # "5,700 schools and 179 clinics have closed"
                    else:
                        self._add("service_state", deep, i, "service", count=False)
                    break
        if not words.isdisjoint(service.working_verbs):
            self._works(i)
        if "!" in self.s.chunks[i].aux and not words.isdisjoint(service.resume | service.working_verbs):
            self._still_shut(i)

    def _convoys(self, i: int) -> bool:
        return self.s.words[self.s.chunks[i].head].rpartition(" ")[2] in self.t.attack.collective

    def _only_way(self, targets: list[int], at: int) -> bool:
        """ "All roads into the city have been shut", "closed all air, sea and land crossings"."""
        if not any(self._is(k, self.t.service.weak) for k in targets):
            return False
        first = self.s.chunks[targets[0]].first
        return self.t.service.only_way.match(self.s.lower, self.s.starts[first]) is not None

    def _whole(self, i: int, targets: list[int]) -> list[int]:
        """What a bare number is of: "of the 18 health facilities in the city, five have closed"."""
        if not targets or self.line[0] != "o" or self.s.tags[self.s.chunks[targets[0]].head] != "n" or i < 2:
            return []
        return [1] if self.line[1] in NOUN_PHRASES else []

    def _is_so(self, i: int) -> None:
        """What is said with "be": "only four of the 40 hospitals are functional", "the bakery is shut"."""
        s, service = self.s, self.t.service
        if s.words[s.chunks[i].head] in service.passage:  # "no convoy has got through"
            self._passage(i)
            return
        end = s.ends[s.chunks[i].last - 1]
        if service.stuck.match(s.lower, end, s.end) is not None:
            for k in self._subjects(i):
                if self._aid(k):  # "fourteen aid trucks are stuck at the crossing"
                    carrier = self.lex.things.get(self._head(k)) == "vehicle" or self._convoys(k)
                    self._add("aid_blocked", k, i, "blocked", count=carrier)
                    return
        works = service.works.match(s.lower, end, s.end) is not None
        fails = service.states.match(s.lower, end, s.end) is not None
        if not works and not fails:
            return
        subjects = self._subjects(i)
        for k in subjects:
            deep = self._things_of(k)
            if deep >= 0:
                number = s.chunks[k].number
                if (number is not None and number.kind == "count") or self._head(k) in service.none:
                    self._state_of(k, i, deep)
                elif fails:
                    self._add("service_state", deep, i, "service state", count=False)
                return
        self._of_whole(i, subjects)

    def _things_of(self, k: int) -> int:
        """The phrase of services that a subject is or counts: "three of the five bakeries"."""
        if self._is(k, self.t.service.things):
            return k
        if self.line[k + 1 : k + 4] == "oNN" and self._is(k + 3, self.t.service.things):
            return k + 3
        if self.line[k + 1 : k + 3] == "oN" and self._is(k + 2, self.t.service.things):
            counted = self.s.chunks[k]
            share = self.s.tags[counted.head] == "u" or self.s.words[counted.head] in self.t.service.portions
            return k + 2 if counted.number is not None or share else -1
        return -1

    def _halted(self, i: int) -> list[int]:
        """The subject of a verb without object: "the operations have halted"."""
        return [] if "B" in self.s.chunks[i].aux else self._subjects(i)

    def _passage(self, i: int) -> None:
        """No aid gets through: "no aid has entered", "convoys have not been allowed to reach"."""
        chunk = self.s.chunks[i]
        negative = "!" in chunk.aux or "cannot" in self.s.words[chunk.first : chunk.last]
        if self.line[i] != "C":
            for k in self.clauses.objects(i)[0]:  # "they let no food in", "has not authorised any convoy"
                if negative and not self._passive(i) and self._is(k, self.t.service.blocked):
                    self._add("aid_blocked", k, i, "no passage", count=False)
                    return
                if self._zero(k) and (self._aid(k) or self._is(k, self.t.service.loads)):
                    self._add("aid_blocked", k, i, "no passage", count=False)
                    return
        for k in self._subjects(i):
            utility = self._is(k, self.t.service.utilities) and not self._is(k, self.t.service.loads)
            if utility and self._zero(k):
                self._add("service_state", k, k, "no passage", count=False)  # "no electricity has reached us"
                return
            aid = (
                self._aid(k)
                or (self._zero(k) and self._is(k, self.t.service.loads))
                or (self.line[k + 1 : k + 3] == "oN" and self._aid(k + 2))
            )
            if self._zero(k) and not aid and self.lex.things.get(self._head(k)) == "vehicle":
                aid = self._tells_of_aid()  # "no trucks have entered since 24 June", in a report of aid
            if aid and (negative or self._zero(k)):
                self._add("aid_blocked", k, i, "no passage", count=False)
                return

    def _works(self, i: int) -> None:
        """How many still work: "only one of the town's five hospitals is functioning", "no clinic is operating"."""
        subjects = self._subjects(i)
        for k in subjects:
            deep = self._things_of(k)
            none = self.s.words[self.s.chunks[k].head] in self.t.service.none
            if deep >= 0 and (none or self.s.chunks[k].number is not None):
                self._state_of(k, i, deep)
                return
        self._of_whole(i, subjects)

    def _of_whole(self, i: int, subjects: list[int]) -> None:
        """ "Of the 14 wells, nine work"."""
        for k in self._whole(i, subjects):
            if (deep := self._things_of(k)) >= 0:
                self._state_of(subjects[0], i, deep)

    def _still_shut(self, i: int) -> None:
        """ "The clinic has not reopened", "the wells do not work"."""
        for k in self._subjects(i):
            deep = self._things_of(k)
            if deep >= 0:
                self._add("service_state", deep, i, "service", count=False)
                return

    def _state_of(self, k: int, at: int, thing: int = -1) -> None:
        """The state of what phrase ``k`` counts, its zero included; ``thing`` is the phrase of what is counted."""
        chunk = self.s.chunks[k]
        number = chunk.number
        trigger = self.s.chunks[at]
        thing = k if thing < 0 else thing
        none = self.s.words[chunk.head] in self.t.service.none
        if (number is None and not none) or ("service_state", k) in self.seen:
            return
        self.seen.update({("service_state", k), ("service_state", thing)})
        start, end = self.s.span(chunk)
        phrase = self.text[start:end]
        q = Quantity(0, 0, 0, "none", "people", phrase) if none or number is None else number.quantity
        unit = self._unit("service_state", thing)
        whole = number is None or q.hedge == "none"
        words = (phrase, Span(start, end)) if whole or number is None else (q.text, Span(number.start, number.end))
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
        if self._lacked(i) and self._is(i, service.lacking):
            for k in self._subjects(i - 1):  # "17 of the 26 health posts had no medicines left"
                if (deep := self._things_of(k)) >= 0 and s.chunks[k].number is not None:
                    self._state_of(k, i, deep)
                    return
            self._add("service_state", i, i, "lacking", count=False)
            return
        if self._is(i, service.utilities) and self._alone(i):
            self._add("service_state", i, i, "lacking", count=False)
            return
        lacked = i > 1 and self.line[i - 1] == "p" and s.words[s.chunks[i - 1].first] in service.without
        if lacked and self._is(i, service.things):
            self._add("service_state", i, i, "without", count=False)
            return
        head = s.words[chunk.head]
        if head in service.blocking_nouns and self.line[i + 1 : i + 2] in ("p", "o", "t"):
            self._blocking_noun(i)

    def _alone(self, i: int) -> bool:
        """Whether "no flour" stands as a clause of its own: "Bakery closed, no flour, no gas"."""
        if not self._zero(i) or (i and self.line[i - 1] not in ";,c"):
            return False
        k = i + 1
        while k < len(self.line) and self.line[k] in "cN,":
            k += 1
        return self.line[k : k + 1] in ("", ";", "p") and (k == len(self.line) or self.line[k] != "p" or i == 0)

    def _lacked(self, i: int) -> bool:
        """Whether a phrase is said not to be there: "there is no water", "has neither light nor medicines"."""
        s = self.s
        at = i - 1
        if i > 1 and self.line[at] == "c":  # "has 16 wounded and no blood"
            at -= 1
            while at > 0 and self.line[at] in "NRYoc,":
                at -= 1
        if not i or self.line[at] not in "VC" or self.line[i + 1 : i + 2] == "t":
            return False
        verb = s.chunks[at]
        tags = s.tags[verb.first : verb.last]
        if "B" not in tags and "H" not in tags:
            return False
        return self._zero(i) or s.words[verb.last - 1] in self.t.service.neither

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
        if not self.t.service.hints.find(s.lower[s.start : s.end]):
            return
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
        if not words.isdisjoint(t.ceasefire_verbs) and not ("t" in self.s.chunks[i].aux and last > i):
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
        return self._is(i, self.t.situation.territory) or self.clauses.places.held(self.s.chunks[i].head)

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
        places = [k for k in subjects if self._territory(k) and not self._is(k, self.t.service.things)]
        if not places:
            return
        for k in range(places[0] + 1, i):  # "sixteen areas with 590,000 people are under siege"
            group = self._people_of(k)
            if group is not None:
                span = Span(self.s.starts[self.s.chunks[i].head], self.s.ends[self.s.chunks[i].head])
                self.found.append(self._mention("besieged", group, i, span, "besieged place"))
                return
        self._add("besieged", i, i, "besieged place", count=False)

    def _people_of(self, k: int) -> Group | None:
        """The counted people of a place: "with 590,000 people"."""
        if self.line[k] not in NOUN_PHRASES or self.line[k - 1] != "p" or self.s.chunks[k].number is None:
            return None
        group = read_group(self.s, k, self.lex, self.clauses.places, self.text)
        return group if group is not None and group.person and group.quantity.quantified else None
