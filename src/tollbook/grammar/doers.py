"""Who attacks in a sentence: the doers of its deeds, and who is blamed for them, whatever harm came of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from tollbook.grammar.chunks import Sentence
from tollbook.grammar.groups import NOUN_PHRASES
from tollbook.grammar.inflection import verb_forms_of
from tollbook.grammar.lexicon import lexicon
from tollbook.grammar.names import kind_of
from tollbook.grammar.phrases import words_of
from tollbook.lang import load

if TYPE_CHECKING:
    from tollbook.grammar.drafts import Actor, Context

#: Harms that somebody does to somebody.
DONE = frozenset(("killed", "injured", "casualties", "abducted", "detained", "tortured", "sexual_violence"))


class Deed(NamedTuple):
    """A doer that a sentence names: where its words are and its chunk, where the deed is told, its chunk and kind.

    ``blamed`` is a deed of which the words say no more than whose it was ("claimed responsibility", "is blamed").
    """

    start: int
    end: int
    chunk: int
    at: int
    verb: int
    blamed: bool = False


@cache
def listed(key: str) -> frozenset[str]:
    return frozenset(load("en", "perpetrators")[key])


@cache
def _forms(key: str) -> frozenset[str]:
    return frozenset(form for verb in load("en", "perpetrators")[key] for form in verb_forms_of(verb))


@cache
def _telling() -> frozenset[str]:
    """The words without which a sentence names no doer beside the agents of its verbs of harm."""
    verbs = (form for key in ("attacking", "waging", "blaming", "laying") for form in _forms(key))
    return frozenset(("by", *listed("laid"), *listed("claimed"), *verbs))


def tells_doer(words: Sequence[str]) -> bool:
    """Whether words of a sentence can tell of an attack and whose it was."""
    return not _telling().isdisjoint(words)


def armed(s: Sentence, i: int) -> bool:
    """Whether a noun phrase names somebody who fights."""
    chunk = s.chunks[i]
    return any(s.words[k] in listed("armed") for k in range(chunk.first, chunk.last))


class Doers:
    """The doers of one sentence, and of the one before it where that is asked for."""

    def __init__(self, s: Sentence, actors: Sequence[Actor], context: Context) -> None:
        self.s, self.actors, self.context = s, actors, context
        self._found: list[Deed] | None = None

    @property
    def deeds(self) -> list[Deed]:
        """Who attacked whom in the sentence, or is blamed for it."""
        if self._found is None:
            self._found = list(self._deeds()) if tells_doer(self.s.words) else []
        return self._found

    # ---------------------------------------------------------------- who fights

    def named(self, i: int) -> bool:
        """Whether an actor of the tables, or the sign of a side, stands in a noun phrase."""
        s, chunk = self.s, self.s.chunks[i]
        start, end = s.span(chunk)
        if any(a.start < end and a.end > start for a in self.actors):
            return True
        return any(kind_of(s.words[k]) == "side" for k in range(chunk.first, chunk.last))

    def fights(self, i: int) -> bool:
        """Whether a noun phrase is somebody who fights: by its head, or by whose arms it is."""
        s, chunk = self.s, self.s.chunks[i]
        head = s.words[chunk.head]
        if head in listed("when") and chunk.head > chunk.first:  # "raiders late on Friday"
            head = s.words[chunk.head - 1]
        if head in listed("armed") or kind_of(head) == "side" or self._in_arms(i):
            return True
        if head in listed("arms"):
            return self.named(i) or any(w in listed("armed") for w in s.words[chunk.first : chunk.head])
        end = s.span(chunk)[1]
        return any(a.start < end <= a.end + 1 for a in self.actors)

    def person(self, i: int) -> bool:
        """Whether a noun phrase is of people, whoever they are."""
        head = self.s.words[self.s.chunks[i].head]
        return head in lexicon().groups or head.removesuffix("s") in lexicon().groups

    def _in_arms(self, i: int) -> bool:
        """ "Armed groups", "farmers armed with knives"."""
        s, line = self.s, self.s.line
        if i and line[i - 1] in "VRG" and s.words[s.chunks[i - 1].first] in listed("in_arms"):
            return True
        after = s.chunks[i + 1] if line[i + 1 : i + 2] in ("V", "R") else None
        return after is not None and s.words[after.head] in listed("in_arms") and not after.aux

    def doer(self, i: int) -> tuple[int, int] | None:
        """Where the words of a doer lie whose first noun phrase is ``i``, or None where it is nobody who fights.

        "A group of armed men" and "gunmen believed to be cattle raiders" are told by what follows.
        """
        s, line = self.s, self.s.line
        if s.words[s.chunks[i].first] in listed("nobody"):
            return None
        if s.chunks[i].det in ("r", "h") and (speaker := self._speaker(i)) >= 0:
            return s.span(s.chunks[speaker])
        described = i and line[i - 1] in "VRG" and self._describes(i - 1)  # "unidentified gunmen"
        start, end = s.span(s.chunks[i - 1 if described else i])[0], s.span(s.chunks[i])[1]
        known = self.fights(i)
        of = line[i + 1 : i + 2] == "o" or (
            line[i + 1 : i + 2] == "p" and s.words[s.chunks[i + 1].first] in listed("whose")
        )
        j = self._phrase(i + 2) if of else -1
        if j >= 0 and self.fights(j):
            known = known or s.words[s.chunks[i].head] in listed("arms") or s.chunks[i].number is not None
            known = known or s.words[s.chunks[i].head] in listed("bands")
            end = s.span(s.chunks[j])[1] if known else end
        else:
            j = i
        k = j + 2 if line[j + 1 : j + 2] == "," else j + 1
        if line[k : k + 1] in _VERBS and self._suspects(k):
            for m in range(k + 1, min(k + 6, len(line))):
                if line[m] in ';,"':
                    break
                if line[m] in NOUN_PHRASES and (self.fights(m) or self.named(m)):
                    return start, s.span(s.chunks[m])[1]
        return (start, end) if known else None

    def _speaker(self, i: int) -> int:
        """The side that says that it, or its fighters, did it ("the army said it had shelled the town"), or -1."""
        s, line = self.s, self.s.line
        for k in range(i - 1, max(-1, i - 4), -1):
            if line[k] == "V" and s.words[s.chunks[k].head] in words_of("saying"):
                subject = self.subject(k)
                return subject if subject >= 0 and (self.fights(subject) or self.named(subject)) else -1
            if line[k] != "s":
                break
        return -1

    def _phrase(self, i: int) -> int:
        """The noun phrase at ``i``, past a participle that describes it, or -1."""
        line = self.s.line
        if line[i : i + 1] in ("V", "R", "G") and self._describes(i):
            i += 1
        return i if line[i : i + 1] in PHRASES else -1

    def _describes(self, i: int) -> bool:
        chunk = self.s.chunks[i]
        return self.s.words[chunk.first] in listed("describing") and chunk.last - chunk.first == 1

    def _suspects(self, k: int) -> bool:
        chunk = self.s.chunks[k]
        return not listed("suspecting").isdisjoint(self.s.words[chunk.first : chunk.last])

    # ---------------------------------------------------------------- deeds

    def _deeds(self) -> Iterator[Deed]:
        s, line = self.s, self.s.line
        for i, tag in enumerate(line):
            aux = s.chunks[i].aux
            if tag in "VGRKJ" and not _UNREAL.intersection(aux):
                responsible = self._claims(i)
                if (responsible or self._attacks(i)) and "B" not in aux and (subject := self.subject(i)) >= 0:
                    found = (
                        self.doer(subject) or self._joined(subject) or (self._whoever(subject) if responsible else None)
                    )
                    if found is not None and not self._denied(subject):
                        yield Deed(*found, subject, s.starts[s.chunks[i].first], i, responsible)
            elif (
                tag == "b"
                and (after := self._phrase(i + 1)) >= 0
                and self._by_attack(i)
                and (found := self.doer(after) or (self._whoever(after) if self._claimed(i) else None))
            ):
                yield Deed(*found, after, s.starts[s.chunks[i].first], i)
            if tag in "VGRX" or tag in NOUN_PHRASES:
                yield from self._blamed(i)

    def _joined(self, i: int) -> tuple[int, int] | None:
        """The first of two doers: "police and a rapid unit fired"."""
        line = self.s.line
        return self.doer(i - 2) if i > 1 and line[i - 1] == "c" and line[i - 2] in NOUN_PHRASES else None

    def _whoever(self, i: int) -> tuple[int, int] | None:
        """The words of whoever claims a deed, known or not."""
        s, chunk = self.s, self.s.chunks[i]
        if chunk.det == "r" or s.words[chunk.first] in listed("nobody"):
            return None
        last = s.chunks[i + 2] if s.line[i + 1 : i + 3] == "oN" else chunk
        return s.span(chunk)[0], s.span(last)[1]

    def _claimed(self, i: int) -> bool:
        return i > 0 and self.s.words[self.s.chunks[i - 1].head] in listed("claiming")

    def _claims(self, i: int) -> bool:
        """ "Claimed responsibility"."""
        s = self.s
        if s.words[s.chunks[i].head] not in listed("claiming") or s.line[i + 1 : i + 2] not in PHRASES:
            return False
        return s.words[s.chunks[i + 1].head] in listed("claimed")

    def _denied(self, subject: int) -> bool:
        """Whether somebody denies it: "the army denied that its forces shelled the town"."""
        s = self.s
        return any(
            s.line[k] in "VG" and s.words[s.chunks[k].head] in _forms("denying")
            for k in range(max(0, subject - 3), subject)
        )

    def _attacks(self, i: int) -> bool:
        """Whether a verb is of an attack: by itself, or with what it wages."""
        s, line, chunk = self.s, self.s.line, self.s.chunks[i]
        head = s.words[chunk.head]
        if line[i] in "KJ":
            return chunk.trigger is not None and chunk.trigger.harm in DONE
        if head in _forms("attacking"):
            return not self._struck(i)
        if head not in _forms("waging"):
            return False
        return any(
            s.words[s.chunks[k].head] in listed("waged") or (line[k] == "N" and attack(s, k))
            for k in range(i + 1, min(i + 3 + (line[i + 1 : i + 2] == "p"), len(line)))
            if line[k] in NOUN_PHRASES
            and (k == i + 1 or (line[k - 1] in "opV" and s.words[s.chunks[k - 1].first] not in _ABOUT))
        )

    def _struck(self, i: int) -> bool:
        """Whether a headline tells of what was attacked: "Army convoy ambushed near Gao"."""
        s = self.s
        bare = s.line[i + 1 : i + 2] in ("p", ";", ",", "") and not s.chunks[i].aux
        return bare and i > 0 and s.words[s.chunks[i - 1].head] in listed("struck")

    def subject(self, i: int) -> int:
        """The first noun phrase of the subject of the verb at ``i``, past what describes it, or -1."""
        line = self.s.line
        j = i - 1
        if j >= 0 and line[j] == "q":
            j -= 2 if line[j - 1 : j] == "," else 1
        if j >= 1 and (line[j] == "c" or (line[i] in "GJ" and line[j] == ",")):  # "stormed the town and fired"
            for k in range(j - 1, max(-1, j - 14), -1):
                if line[k] in ';"':
                    return -1
                if line[k] in "VKG" and self._attacks(k):
                    return self.subject(k) if "B" not in self.s.chunks[k].aux else -1
            if line[j] == ",":
                return -1
        if j >= 0 and line[j] == ",":
            opening = line.rfind(",", max(0, j - 12), j)
            if opening < 1:
                return -1
            j = opening - 1
        while j >= 2 and line[j] in NOUN_PHRASES and (line[j - 1] in "opbtGR" or self._dressed(j - 1)):
            if line[j - 2] in NOUN_PHRASES:
                j -= 2
            elif j > 2 and line[j - 2] in "VR" and line[j - 3] in NOUN_PHRASES:
                j -= 3  # "farmers armed with knives attacked"
            else:
                break
        for k in range(j - 1, max(0, j - 5), -1):  # "persons suspected to be members of X attacked"
            if line[k] in "RVG" and self._suspects(k) and line[k - 1] in NOUN_PHRASES:
                j = k - 1
        return j if j >= 0 and line[j] in NOUN_PHRASES and (j == 0 or line[j - 1] not in "opbt") else -1

    def _dressed(self, k: int) -> bool:
        """Whether "as" at ``k`` tells how somebody was dressed: "fighters disguised as soldiers attacked"."""
        s = self.s
        return s.line[k] == "s" and s.words[s.chunks[k].first] == "as" and s.line[k - 1 : k] in ("V", "R")

    def _by_attack(self, i: int) -> bool:
        """Whether "by" at ``i`` follows an attack or a verb of one: "an attack on villagers in X by bandits"."""
        s, line = self.s, self.s.line
        for k in range(i - 1, max(-1, i - 15), -1):
            if line[k] in ';"sq':
                return False
            if line[k] in "VRPKJG":
                return self._attacks(k) or line[k] in "PRKJ" or s.words[s.chunks[k].head] in listed("done")
            if line[k] in NOUN_PHRASES and attack(s, k):
                return True
        return False

    def _blamed(self, i: int) -> Iterator[Deed]:
        """ "Blamed the rebels", "accuse soldiers of the killings", "blamed on rebels", "the work of a cartel"."""
        s, line = self.s, self.s.line
        head = s.words[s.chunks[i].head]
        negated = "!" in s.chunks[i].aux
        at = -1
        direct = False
        if head in _forms("blaming") and "B" in s.chunks[i].aux and not negated and self._for_a_deed(i):
            subject = self.subject(i)
            if subject >= 0 and (found := self.doer(subject)):
                yield Deed(*found, subject, s.starts[s.chunks[i].first], i, blamed=True)
            return
        if head in _forms("blaming") and (after := self._phrase(i + 1)) >= 0:
            at, direct = after, True
        elif (head in _forms("laying") and line[i + 1 : i + 2] in ("p", "t")) or (
            head in listed("laid") and line[i + 1 : i + 2] == "o"
        ):
            at = self._phrase(i + 2)
        if direct and not self._for_a_deed(at):
            return
        if at >= 0 and not negated and line[at : at + 1] in PHRASES and (found := self.doer(at)):
            yield Deed(*found, at, s.starts[s.chunks[i].first], i, blamed=True)

    def _for_a_deed(self, i: int) -> bool:
        """Whether what somebody at ``i`` is blamed for is an attack, and not "for arriving three hours late"."""
        s, line = self.s, self.s.line
        while line[i + 1 : i + 2] == "o" and line[i + 2 : i + 3] in PHRASES and not attack(s, i + 2):
            i += 2
        after = line[i + 1 : i + 2]
        if after in ("", ";", ",", "c", '"'):
            return True
        k = i + 2
        if line[k : k + 1] in ("G", "J", "K"):
            return self._attacks(k)
        return line[k : k + 1] in PHRASES and attack(s, k)


PHRASES = tuple(NOUN_PHRASES)
_VERBS = ("R", "V", "G", "A", "s")
_UNREAL = frozenset("M!t")
_ABOUT = frozenset(("into", "over", "on", "about", "against"))


def attack(s: Sentence, i: int) -> bool:
    """Whether a noun phrase is an attack that somebody can own, and not the other side's ("fighting with rebels")."""
    chunk = s.chunks[i]
    if i and s.words[s.chunks[i - 1].first] in listed("other_side"):
        return False
    return s.words[chunk.head] in listed("attack") or chunk.tag == "X"
