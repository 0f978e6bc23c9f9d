"""What all frames of harm to things share: a verb with its particle, subject and objects; noun phrases by table."""

from __future__ import annotations

from collections.abc import Container, Mapping

from tollbook.grammar.chunks import Sentence
from tollbook.grammar.clauses import Clauses, Mention
from tollbook.grammar.groups import NOUN_PHRASES, Group
from tollbook.grammar.lexicon import Lexicon
from tollbook.grammar.objects_table import table
from tollbook.model import Quantity, Span

#: What stands before a verb that something was done by: a noun phrase, a comma.
_BEFORE_A_VERB = frozenset((*NOUN_PHRASES, ","))


class Frames:
    """One sentence under the frames. ``attacked`` is the harm of the last attack found in it."""

    def __init__(self, s: Sentence, lex: Lexicon, clauses: Clauses, text: str) -> None:
        self.s, self.lex, self.clauses, self.text = s, lex, clauses, text
        self.t = table()
        self.line = s.line
        self.found: list[Mention] = []
        self.seen: set[tuple[str, int]] = set()
        self.attacked: str | None = None

    # ------------------------------------------------------------------ verbs

    def _verb_words(self, i: int) -> tuple[set[str], int]:
        """(the verb, alone and with the words after it, "blew up", "took control of"; the last chunk of it)."""
        s = self.s
        chunk = s.chunks[i]
        word = s.words[chunk.head]
        found = {word}
        if word not in self.t.heads:
            return found, i
        last = i
        text = word
        for token in range(chunk.last, min(len(s.words), chunk.last + 3)):
            text += " " + s.words[token]
            if text in self.t.verbs:
                found.add(text)
                while last + 1 < len(s.chunks) and s.chunks[last + 1].last <= token + 1:
                    last += 1
        return found, last

    def _passive(self, i: int) -> bool:
        chunk = self.s.chunks[i]
        return "B" in chunk.aux and not self.s.words[chunk.head].endswith("ing")

    def _targets(self, i: int, last: int) -> list[int]:
        """The phrases that the verb at ``i`` (with its particle ``last``) is done to."""
        if self._passive(i):
            return [self._deep(k) for k in self._subjects(i)]
        objects = self.clauses.objects(last)[0]
        chunk = self.s.chunks[i]
        if not objects and not chunk.aux and self.line[i - 1 : i] in _BEFORE_A_VERB and self.s.tags[chunk.head] == "v":
            return self._before(i)
        return [self._deep(k) for k in objects]

    def _before(self, i: int) -> list[int]:
        """What a participle behind a noun may be said of: "the hospital (in the east), hit by a rocket"."""
        k = i - 2 if self.line[i - 1] == "," else i - 1
        found = []
        while k >= 0 and self.line[k] in NOUN_PHRASES:
            found.append(self._deep(k))
            if k < 2 or self.line[k - 1] not in "opt":
                break
            k -= 2
        return found

    def _subjects(self, i: int) -> list[int]:
        """The noun phrases of the clause before the verb at ``i`` that no preposition governs."""
        line = self.line
        if line[i - 1 : i] == "q":
            return self.clauses.chain_before(i)
        found: list[int] = []
        stop = False
        for k in range(i - 1, -1, -1):
            tag = line[k]
            if tag in ';"s' or (tag in "VKPICA" and not (tag in "VC" and k == i - 1)):
                if tag in "VKP" and not found and k == i - 2:
                    continue  # "are reported as entered"
                told = tag == "V" and not self.s.chunks[k].aux and k + 1 < i
                if told and (line[k + 1] == "b" or (line[k + 1] == "p" and self._passive(i))):
                    continue  # "two clinics supported by the group were forced to close"
                if tag == "V" and line[i - 1] == line[k - 1 : k] == "," and not self.s.chunks[k].aux:
                    found.clear()  # "the clinic, hit by a shell, has closed"
                    continue
                stop = True
            if stop:
                break
            if tag in NOUN_PHRASES and (k == 0 or line[k - 1] not in "opbtGJ"):
                found.append(k)
        return found[::-1]

    # ------------------------------------------------------------------ nouns

    def _deep(self, i: int) -> int:
        """The phrase that counts in "all of the districts", "parts of the town", "one of the town's five hospitals"."""
        chunk = self.s.chunks[i]
        measure = self.s.tags[chunk.head] in "dn" or self.s.words[chunk.head] in self.t.measures
        return i + 2 if measure and self.line[i + 1 : i + 3] == "oN" else i

    def _ends(self, i: int, names: Mapping[str, str]) -> str | None:
        """What the last words of a noun phrase mean in a table, longest first."""
        chunk = self.s.chunks[i]
        if chunk.tag not in NOUN_PHRASES:
            return None
        for first in range(max(chunk.first, chunk.head - 3), chunk.head + 1):
            found = names.get(" ".join(self.s.words[first : chunk.head + 1]))
            if found:
                return found
        if self.line[i + 1 : i + 3] == "oN":  # "dozens of hospitals"
            inner = self.s.chunks[i + 2]
            if self.s.tags[chunk.head] == "n" or self.s.words[chunk.head] in self.t.measures:
                return names.get(self.s.words[inner.head])
        return None

    def _is(self, i: int, nouns: Container[str]) -> bool:
        """Whether a noun phrase ends in one of the nouns."""
        chunk = self.s.chunks[i]
        if chunk.tag not in NOUN_PHRASES:
            return False
        words = self.s.words
        return any(
            " ".join(words[first : chunk.head + 1]) in nouns
            for first in range(max(chunk.first, chunk.head - 2), chunk.head + 1)
        )

    def _zero(self, i: int) -> bool:
        """Whether a noun phrase says that there is none ("no hospital", "no kind of aid")."""
        chunk = self.s.chunks[i]
        number = chunk.number
        return (number is not None and number.quantity.hedge == "none") or self.s.words[chunk.first] == "no"

    # ------------------------------------------------------------------ mentions

    def _unit(self, harm: str, i: int) -> str:
        word = self.s.words[self.s.chunks[i].head].rpartition(" ")[2]
        if self.lex.things.get(word) == "vehicle" and word not in self.t.attack.collective:
            return "vehicles"
        return self.t.attack.units.get(harm, "attacks")

    def _number(self, i: int) -> int:
        """The phrase whose number counts what phrase ``i`` names: itself, or the one before "of"."""
        of = i > 1 and self.line[i - 1] == "o" and self.s.chunks[i - 2].number is not None
        return i - 2 if of else i

    def _add(
        self,
        harm: str,
        i: int,
        at: int,
        rule: str,
        count: bool = True,
        article: bool = False,
        unit: str = "",
        token: int = -1,
    ) -> None:
        """A mention of a harm to what phrase ``i`` names, said by chunk ``at`` (or by one ``token`` of it).

        A number counts; an article counts as one only where ``article`` is set, in a list with numbers.
        """
        if (harm, i) in self.seen or self._ending(at):
            return
        self.seen.add((harm, i))
        s = self.s
        chunk = s.chunks[i]
        counted = s.chunks[self._number(i)]
        group: Group | None = None
        unit = unit or self._unit(harm, i)
        start, end = s.span(chunk)
        phrase = self.text[start:end]
        if count and counted.number is not None and counted.number.kind == "count":
            q = counted.number.quantity
            quantity = Quantity(q.low, q.high, q.best, q.hedge, unit, q.text)
            group = Group(quantity, "people", phrase, Span(counted.number.start, counted.number.end), "")
        elif article and "a" in chunk.det and not self.lex.is_plural(s.words[chunk.head]):
            group = Group(Quantity(1, 1, 1, "exact", unit, phrase), "people", phrase, Span(start, end), "")
        trigger = s.chunks[at]
        if token < 0:
            token = trigger.head if trigger.head >= 0 else trigger.first
        span = Span(s.starts[token], s.ends[token])
        self.found.append(self._mention(harm, group, at, span, rule))

    def _mention(self, harm: str, group: Group | None, at: int, span: Span, rule: str) -> Mention:
        return Mention(harm, group, at, span, rule, self.clauses.agent_of(at))

    def _ending(self, at: int) -> bool:
        """Whether the words before only want the harm ended, avoided or forbidden."""
        s = self.s
        first = s.chunks[at].first
        if self.line[at] not in NOUN_PHRASES and "t" not in s.chunks[at].aux and s.tags[s.chunks[at].head] != "g":
            return False
        for k in range(first - 1, max(-1, first - 7), -1):
            if s.tags[k] in ';"sq' and s.words[k] != "that":
                return False
            if s.words[k] in self.t.attack.ending:
                return True
            if s.tags[k] in "vKI":
                return False
        return False
