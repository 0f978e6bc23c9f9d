"""Harm to things: attacks on facilities, forbidden means, blocked aid, failing services, territory, ceasefires.

The same chunks as for people, with another table (``lang/en/objects.toml``): a verb of one list with a noun of another as
its object or passive subject, a noun of attack "on" a facility, a fixed phrase.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from tollbook.grammar.chunks import Chunk, Sentence
from tollbook.grammar.clauses import Clauses, Mention
from tollbook.grammar.groups import NOUN_PHRASES, Group
from tollbook.grammar.lexicon import Lexicon, plural_of, verb_forms_of
from tollbook.lang import load
from tollbook.model import Quantity, Span

_MEASURES = frozenset(
    ["part", "parts", "half", "majority", "most", "swathes", "number", "rest", "much", "remainder", "dozens", "some"]
)
_UNITS = {"attack_on_health": "facilities", "attack_on_school": "facilities"}


@dataclass(frozen=True, slots=True)
class _Table:
    attack_verbs: frozenset[str]
    attack_nouns: frozenset[str]
    attack_prepositions: frozenset[str]
    use_things: dict[str, str]
    use_events: dict[str, str]
    use_verbs: frozenset[str]
    blocked_things: frozenset[str]
    blocked_verbs: frozenset[str]
    blocked_phrases: tuple[str, ...]
    service_things: frozenset[str]
    service_verbs: frozenset[str]
    service_states: tuple[str, ...]
    working: frozenset[str]
    control: dict[str, str]
    territory: frozenset[str]
    ceasefire: frozenset[str]
    ceasefire_verbs: frozenset[str]
    bombard_verbs: frozenset[str]
    bombard_nouns: frozenset[str]
    scan: frozenset[str]


def _verbs(bases: Iterable[str]) -> frozenset[str]:
    return frozenset(form for base in bases for form in verb_forms_of(base))


def _nouns(singulars: Iterable[str]) -> frozenset[str]:
    return frozenset(form for noun in singulars for form in (noun, plural_of(noun)))


@cache
def _table(language: str = "en") -> _Table:
    data: dict[str, Any] = load(language, "objects")
    things: dict[str, str] = {}
    events: dict[str, str] = {}
    for harm, row in data["use"].items():
        things.update(dict.fromkeys(_nouns(row["things"]), harm))
        events.update(dict.fromkeys(_nouns(row["events"]), harm))
    control = {
        form: harm for harm in ("control_gained", "control_lost") for form in _verbs(data["control"][harm]["verbs"])
    }
    facilities = [noun for nouns in load(language, "things")["facility"].values() for noun in nouns]
    sources = [*facilities, *things, *events, *data["control"]["territory"], *data["ceasefire"]["nouns"]]
    sources += [*data["blocked"]["things"], *data["service"]["things"], *data["bombardment"]["nouns"]]
    scan = {word for noun in sources for form in (noun, plural_of(noun)) for word in (form.split()[-1],)}
    scan |= {
        phrase.split()[0]
        for phrase in data["blocked"]["phrases"]
        if phrase.split()[0] not in ("no", "without", "cannot")
    }
    return _Table(
        _verbs(data["attack"]["verbs"]),
        _nouns(data["attack"]["nouns"]),
        frozenset(data["attack"]["prepositions"]),
        things,
        events,
        _verbs(data["using"]["verbs"]),
        _nouns(data["blocked"]["things"]),
        _verbs(data["blocked"]["verbs"]),
        tuple(data["blocked"]["phrases"]),
        _nouns(data["service"]["things"]),
        _verbs(data["service"]["verbs"]),
        tuple(data["service"]["states"]),
        frozenset(data["service"]["working"]),
        control,
        _nouns(data["control"]["territory"]),
        _nouns(data["ceasefire"]["nouns"]),
        _verbs(data["ceasefire"]["verbs"]),
        _verbs(data["bombardment"]["verbs"]),
        _nouns(data["bombardment"]["nouns"]),
        frozenset(scan),
    )


def may_hold(words: Sequence[str]) -> bool:
    """Whether a sentence of these words can hold a mention of this pass: a thing, and something done to it or said of it."""
    return not _table().scan.isdisjoint(words) and not _acts().isdisjoint(words)


@cache
def _acts() -> frozenset[str]:
    t = _table()
    phrases = [*t.attack_verbs, *t.attack_nouns, *t.use_verbs, *t.use_events, *t.blocked_verbs, *t.blocked_phrases]
    phrases += [*t.service_verbs, *t.service_states, *t.working, *t.control, *t.ceasefire_verbs, *t.bombard_verbs]
    return frozenset(word for phrase in phrases for word in phrase.split()[:1])


class _Objects:
    def __init__(self, s: Sentence, lex: Lexicon, clauses: Clauses, text: str) -> None:
        self.s, self.lex, self.clauses, self.text = s, lex, clauses, text
        self.t = _table()
        self.line = s.line
        self.found: list[Mention] = []
        self.seen: set[tuple[str, int]] = set()

    def mentions(self) -> list[Mention]:
        for i, tag in enumerate(self.line):
            if tag in "VGKJPR":
                self._verb(i)
            elif tag in NOUN_PHRASES:
                self._noun(i)
        self._phrases()
        return self.found

    # ------------------------------------------------------------------ verbs

    def _verb(self, i: int) -> None:
        s, t = self.s, self.t
        chunk = s.chunks[i]
        verb = self._verb_words(chunk)
        passive = "B" in chunk.aux and s.tags[chunk.head] in "vK"
        active = self.clauses.objects(i)[0]
        subjects = self.clauses.chain_before(i)
        reduced = not passive and not active and s.tags[chunk.head] == "v" and not chunk.aux
        targets = [self._deep(k) for k in (subjects if passive or reduced else active)]
        if verb & t.attack_verbs:
            for k in targets:
                harm = self._facility(k)
                if harm:
                    self._add(harm, k, i, "attack verb")
        if verb & t.use_verbs:
            for k in [*targets, *subjects, *active]:
                harm = self._ends(k, t.use_things)
                if harm:
                    self._add(harm, k, i, "use", count=False)
        for word in verb:
            if word in t.control:
                for k in targets:
                    if self._ends(k, dict.fromkeys(t.territory, "yes")) or s.chunks[k].head in self.clauses.places:
                        self._add(t.control[word], k, i, "control", count=False)
                        break
        if verb & t.blocked_verbs:
            for k in targets:
                if self._is(k, t.blocked_things) and (passive or reduced or active):
                    self._add("aid_blocked", k, i, "blocked", count=False)
                    break
        if verb & t.service_verbs:
            for k in subjects:
                if self._is(k, t.service_things):
                    self._add("service_state", k, i, "service", count=False)
                    break
        if verb & t.ceasefire_verbs:
            for k in [*targets, *subjects]:
                if self._is(k, t.ceasefire):
                    self._add("ceasefire", k, i, "ceasefire", count=False)
                    break
        if verb & t.bombard_verbs:
            for k in targets:
                if s.chunks[k].head in self.clauses.places or self._ends(k, dict.fromkeys(t.territory, "yes")):
                    self._add("bombardment", k, i, "bombardment", count=False)
                    break

    def _verb_words(self, chunk: Chunk) -> set[str]:
        """The verb and the verb with the particle after it ("blew up", "ran out")."""
        s = self.s
        word = s.words[chunk.head]
        found = {word}
        if chunk.last < len(s.words) and s.tags[chunk.last] in "pzwdAx":
            found.add(f"{word} {s.words[chunk.last]}")
            rest = " ".join(s.words[chunk.head : chunk.head + 4])
            found.update(rest[: len(form)] for form in (rest,))
        return found

    # ------------------------------------------------------------------ nouns

    def _noun(self, i: int) -> None:
        s, t = self.s, self.t
        chunk = s.chunks[i]
        harm = self._ends(i, t.use_events)
        if harm:
            self._add(harm, i, i, "use event")
            return
        head = s.words[chunk.head]
        attack = (
            head in t.attack_nouns
            or " ".join(s.words[max(chunk.first, chunk.head - 1) : chunk.head + 1]) in t.attack_nouns
        )
        if not attack:
            if self._is(i, t.service_things) and self._zero(chunk):
                self._add("service_state", i, i, "service zero")
            return
        if self.line[i + 1 : i + 2] in tuple("pog") and self.line[i + 2 : i + 3] in tuple(NOUN_PHRASES):
            if s.words[s.chunks[i + 1].first] in t.attack_prepositions:
                for k in self.clauses.objects(i + 1)[0]:
                    harm = self._facility(k)
                    if harm:
                        self._add(harm, i if chunk.number else k, i, "attack noun")
                        return
        elif chunk.head > chunk.first:  # "hospital attacks", "a mosque bombing"
            before = s.words[chunk.head - 1]
            if before in self.lex.facilities:
                self._add(self.lex.facilities[before], i, i, "attack noun")

    def _zero(self, chunk: Chunk) -> bool:
        words = self.s.words[chunk.first : chunk.last]
        zero = chunk.number is not None and chunk.number.quantity.hedge == "none"
        return (zero or words[0] == "no") and any(word in self.t.working for word in words)

    def _phrases(self) -> None:
        s = self.s
        piece = s.lower[s.start : s.end]
        for phrases, harm in ((self.t.blocked_phrases, "aid_blocked"), (self.t.service_states, "service_state")):
            for phrase in phrases:
                at = piece.find(phrase)
                if at < 0 or piece[at - 1 : at].isalnum() or piece[at + len(phrase) : at + len(phrase) + 1].isalnum():
                    continue
                token = next((k for k, start in enumerate(s.starts) if start >= s.start + at), -1)
                i = next((k for k, c in enumerate(s.chunks) if c.first <= token < c.last), -1)
                if i < 0:
                    continue
                if harm == "service_state":
                    subject = next((k for k in range(i, max(-1, i - 4), -1) if self._is(k, self.t.service_things)), -1)
                    if subject < 0 or ("service_state", subject) in self.seen:
                        continue
                    self._add(harm, subject, i, "service state", count=False)
                    continue
                self._add(harm, i, i, "phrase", count=False)
                break

    # ------------------------------------------------------------------ helpers

    def _facility(self, i: int) -> str | None:
        return self._ends(i, self.lex.facilities)

    def _deep(self, i: int) -> int:
        """The phrase that counts in "all of the districts", "parts of the town"."""
        chunk = self.s.chunks[i]
        measure = self.s.tags[chunk.head] in "dn" or self.s.words[chunk.head] in _MEASURES
        return i + 2 if measure and self.line[i + 1 : i + 3] == "oN" else i

    def _ends(self, i: int, table: dict[str, str]) -> str | None:
        """What the last words of a noun phrase mean in a table, longest first."""
        chunk = self.s.chunks[i]
        if chunk.tag not in NOUN_PHRASES:
            return None
        for first in range(max(chunk.first, chunk.head - 3), chunk.head + 1):
            found = table.get(" ".join(self.s.words[first : chunk.head + 1]))
            if found:
                return found
        if self.line[i + 1 : i + 3] == "oN":  # "use of chemical weapons", "dozens of hospitals"
            inner = self.s.chunks[i + 2]
            phrase = " ".join(self.s.words[chunk.head : inner.last])
            if phrase in table:
                return table[phrase]
            if chunk.number is not None and self.s.tags[chunk.head] == "n":
                return table.get(self.s.words[inner.head])
        return None

    def _is(self, i: int, nouns: frozenset[str]) -> bool:
        chunk = self.s.chunks[i]
        if chunk.tag not in NOUN_PHRASES:
            return False
        return any(
            " ".join(self.s.words[first : chunk.head + 1]) in nouns
            for first in range(max(chunk.first, chunk.head - 2), chunk.head + 1)
        )

    def _add(self, harm: str, i: int, at: int, rule: str, count: bool = True) -> None:
        if (harm, i) in self.seen:
            return
        self.seen.add((harm, i))
        s, chunk = self.s, self.s.chunks[i]
        start, end = s.span(chunk)
        group: Group | None = None
        unit = _UNITS.get(harm, "facilities" if harm.startswith("attack_on") else "attacks")
        if count and chunk.number is not None and chunk.number.kind == "count":
            q = chunk.number.quantity
            quantity = Quantity(q.low, q.high, q.best, q.hedge, unit, q.text)
            group = Group(quantity, "people", self.text[start:end], Span(chunk.number.start, chunk.number.end), "")
        elif (
            count and harm.startswith("attack_on") and "a" in chunk.det and not self.lex.is_plural(s.words[chunk.head])
        ):
            phrase = self.text[start:end]
            group = Group(Quantity(1, 1, 1, "exact", unit, phrase), "people", phrase, Span(start, end), "")
        trigger = s.chunks[at]
        head = trigger.head if trigger.head >= 0 else trigger.first
        self.found.append(Mention(harm, group, at, Span(s.starts[head], s.ends[head]), rule, self.clauses.agent_of(at)))


def find_objects(s: Sentence, lex: Lexicon, clauses: Clauses, text: str) -> list[Mention]:
    """All mentions of harm to things in a chunked sentence; pure."""
    return _Objects(s, lex, clauses, text).mentions()
