"""People on the move, shut in or held: frames of common verbs that say it only with what stands beside them.

"Fled" says by itself that people were displaced; "left", "crossed", "were taken" and "are living" say it only of people
in general, with the right words behind them ("crossed into", "taken to safety", "living in tents"), and some only in
a report that speaks of flight or siege. The frames are data (``lang/en/movements.toml``), all read by one rule: a verb,
the counted people who are its subject or its object, and what follows.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Set
from functools import cache
from typing import Any, NamedTuple

from tollbook.grammar.groups import NOUN_PHRASES, Group
from tollbook.grammar.inflection import plural, verb_forms_of
from tollbook.grammar.lexicon import Trigger
from tollbook.grammar.names import kind_of
from tollbook.grammar.nouns import Nouns
from tollbook.lang import load

_REACH = 1500  # code points before and after a sentence in which the report may speak of flight
_SMALL = frozenset(
    (
        "in",
        "there",
        "here",
        "into",
        "with",
        "still",
        "inside",
        "behind",
        "the",
        "of",
        "on",
        "to",
        "their",
        "from",
        "by",
        "away",
        "out",
        "off",
        "at",
        "a",
        "his",
        "her",
        "between",
        "without",
        "near",
    )
)
# words of people that are too common elsewhere to pick a sentence by
_WEAK = frozenset(
    ("", "national", "nationals", "other", "others", "more", "them", "local", "locals", "half", "christian")
)
_OF_COUNTED = re.compile(r"[NX]oN")
_A_TOWN = 100  # the fewest that a place shut in is told to hold
_A_PEOPLE = 1000  # from how many on an unknown plural is a people and no trade
_DIGIT = re.compile(r"\d")
_LONGEST = 5  # phrases of one object
_BE = ("is", "are", "was", "were", "been", "be", "being")


class Frame(NamedTuple):
    """One frame: ``then`` follows the verb or its object, ``near`` the sentence must have, ``bars`` it must not."""

    harm: str
    stock: bool
    of_object: bool
    weak: str
    anyone: bool
    then: re.Pattern[str] | None
    near: re.Pattern[str] | None
    bars: re.Pattern[str] | None


class Table(NamedTuple):
    """The frames by the form of their verb's first word, and what they lean on.

    ``verbs`` and ``being`` are what a sentence must have one of: a verb of a frame, or a word that follows "be" in one;
    ``people`` and ``held`` too: a noun of people, or a word that follows the verb in a frame for anyone.
    """

    frames: dict[str, list[tuple[tuple[str, ...], Frame]]]
    verbs: frozenset[str]
    being: frozenset[str]
    general: frozenset[str]
    people: frozenset[str]
    held: frozenset[str]
    cues: dict[str, re.Pattern[str]]
    counting: re.Pattern[str]
    numbers: frozenset[str]
    alone: re.Pattern[str]
    arriving: frozenset[str]
    not_arriving: re.Pattern[str]
    coming: frozenset[str]
    fate: frozenset[str]
    unknown: re.Pattern[str]
    shut_in: re.Pattern[str]
    let_out: re.Pattern[str]
    shut_in_place: frozenset[str]
    home_to: frozenset[str]

    @property
    def marks(self) -> frozenset[str]:
        """The words that :meth:`may_hold` looks for."""
        opening = self.verbs | self.being | self.arriving | self.coming | self.fate
        return opening | self.people | self.held | self.numbers

    def may_hold(self, words: Set[str], sentence: str) -> bool:
        """Whether a sentence of these words can hold a frame: a verb of one, people in general, and a number."""
        if all(some.isdisjoint(words) for some in (self.verbs, self.being, self.arriving, self.coming, self.fate)):
            return False
        if self.people.isdisjoint(words) and self.held.isdisjoint(words):
            return _DIGIT.search(sentence) is not None and self.alone.search(sentence) is not None
        if _DIGIT.search(sentence) is not None or not self.numbers.isdisjoint(words):
            return True
        return "-" in sentence and self.counting.search(sentence) is not None  # "twenty-five"


@cache
def table(language: str = "en") -> Table:
    """The frames of a language, built at first use."""
    data = load(language, "movements")
    frames: dict[str, list[tuple[tuple[str, ...], Frame]]] = defaultdict(list)
    for row in data["frame"]:
        frame = Frame(
            row["harm"],
            row.get("stock", False),
            row["role"] == "object",
            row.get("weak", ""),
            row.get("any", False),
            _follows(row["then"], data["words"]),
            _pattern(row.get("near", "")),
            _pattern(row.get("bars", "")),
        )
        for verb in row["verbs"]:
            for form in sorted(_BE if verb == "be" else verb_forms_of(verb)):
                first, *rest = form.split()
                frames[first].append((tuple(rest), frame))
    general = frozenset(form for noun in data["general"] for form in (noun, plural(noun) if noun else noun))
    flight, conflict, rescue, alone = (data["cue"][kind] for kind in ("flight", "conflict", "rescue", "alone"))
    numbers = [w for key in ("ones", "teens", "tens", "scales", "vague") for w in load(language, "numbers")[key]]
    being = _marks((row for row in data["frame"] if "be" in row["verbs"]), data["words"])
    return Table(
        dict(frames),
        frozenset(frames) - frozenset(_BE),
        being,
        general,
        general - _WEAK,
        frozenset(data["cue"]["held"]),
        {
            "flight": _begins(flight),
            "conflict": _begins([*flight, *conflict]),
            "rescue": _begins(rescue),
        },
        re.compile(r"\d|(?<!\w)(?:no|several|" + "|".join(sorted(map(re.escape, numbers))) + r")(?!\w)"),
        frozenset(("no", "several", *numbers)),
        re.compile(
            r"\d{3}\)?(?:\s+\w+llion)?\s+(?:\S+\s+)?(?:" + "|".join(alone).replace(" ", r"\s+") + r")(?!\w)"
            r"|(?<!\w)(?:" + "|".join(data["cue"]["alone_behind"]).replace(" ", r"\s+") + r")\s+(?:[a-z]+\s+){0,2}\d"
        ),
        frozenset(data["cue"]["arriving"]),
        re.compile(rf"(?<!\w){data['cue']['not_arriving']}(?!\w)"),
        frozenset(data["cue"]["coming"]),
        frozenset(data["cue"]["fate"]),
        re.compile(rf"\s*(?:still |as yet )?(?:{'|'.join(data['cue']['unknown'])})(?!\w)"),
        re.compile(rf"(?<!\w){data['cue']['shut_in']}(?!\w)"),
        _begins([*data["cue"]["let_out"]]),
        frozenset(data["cue"]["shut_in_place"]),
        frozenset(data["cue"]["home_to"]),
    )


def _begins(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, words)) + ")")


def _pattern(words: str) -> re.Pattern[str] | None:
    return re.compile(rf"(?<!\w){words}(?!\w)") if words else None


def _marks(rows: Iterable[dict[str, Any]], lists: dict[str, list[str]]) -> frozenset[str]:
    """Of each phrase that may follow in some frames, the longest word, which is likely the rarest."""
    phrases = [p for row in rows for then in row["then"] for p in _spelled(then, lists)]
    return frozenset(max(words, key=len) for p in phrases if (words := set(re.findall(r"[a-z]+", p)) - _SMALL))


def _spelled(phrase: str, lists: dict[str, list[str]]) -> list[str]:
    """The phrases that one with a name in braces stands for."""
    for name, words in lists.items():
        if f"{{{name}}}" in phrase:
            return words
    return [phrase]


def _follows(phrases: Iterable[str], lists: dict[str, list[str]]) -> re.Pattern[str] | None:
    """One pattern for the phrases that may follow; ``*`` is up to three words, ``{name}`` any word of a list."""
    rows = list(phrases)
    if not rows:
        return None
    parts = []
    for phrase in rows:
        text = re.escape(phrase).replace(r"\ ", r"\s+").replace(r"\*\s+", r"(?:[\w'-]+\s+){0,3}?")
        for name, words in lists.items():
            text = text.replace(rf"\{{{name}\}}", "(?:" + "|".join(words).replace(" ", r"\s+") + ")")
        parts.append(text or r"(?=[.,;:!?)]|$)")
    return re.compile(r"\s*(?:(?:" + "|".join(lists["between"]) + r")\s+)?(?:" + "|".join(parts) + r")(?!\w)")


class Movements(Nouns):
    """The frames of movement, siege and custody over one sentence."""

    def _moved(self, i: int) -> bool:
        """Read the frames of the verb of chunk ``i``; whether one of them spoke."""
        words = self.s.words
        chunk = self.s.chunks[i]
        rows = table().frames.get(words[chunk.head])
        if rows is None or (self.line[i + 1 : i + 2] == "A" and self._is_condition(i + 1)):
            return False  # "107 people remain in hospital" are the hurt
        after = words[chunk.last : chunk.last + 3]
        for rest, frame in rows:
            if tuple(after[: len(rest)]) != rest:
                continue
            if self._said(i, len(rest), frame):
                return True
        return False

    def _is_condition(self, i: int) -> bool:
        trigger = self.s.chunks[i].trigger
        return trigger is not None and trigger.kind == "condition"

    def _allowed(self, frame: Frame) -> bool:
        s = self.s
        if frame.bars is not None and frame.bars.search(s.lower, s.start, s.end):
            return False
        if frame.near is not None and not frame.near.search(s.lower, s.start, s.end):
            return False
        if not frame.weak:
            return True
        start, end = max(0, s.start - _REACH), min(len(s.lower), s.end + _REACH)
        return table().cues[frame.weak].search(s.lower, start, end) is not None

    def _said(self, i: int, particles: int, frame: Frame) -> bool:
        chunk = self.s.chunks[i]
        past = chunk.last + particles
        passive = "B" in chunk.aux and not self.s.words[chunk.head].endswith("ing")
        if not frame.of_object:
            if (frame.anyone and self._relative(i)) or (passive and not frame.stock and chunk.tag != "C"):
                return False
            if i and chunk.tag == "C" and self._word(i - 1) == "there":  # "there are 2,400 people in our courtyard"
                heads, parts = self.objects(i)
                there = heads and any(self._follow(frame, end) for end in self._ends(heads[0]))
                return bool(there) and self._counted_people(frame, i, heads, parts, -1)
            if not self._follow(frame, past - 1):
                return False
            heads, parts = self._told_subject(i)
            past_form = not chunk.aux and not self.s.words[chunk.head].endswith("ing")
            if past_form and heads and heads[0] and self.line[heads[0] - 1] in "VC":
                return False  # "they have 200 men left in the city"
            return self._counted_people(frame, i, heads, parts, -1)
        verb = self._chunk_of(past - 1)
        heads, parts = ([], []) if passive or verb < 0 else self.objects(verb)
        if not heads:
            if not passive and chunk.aux:
                return False
            seen = not passive and self.line[i - 1 : i] == "V" and "B" in self.s.chunks[i - 1].aux
            heads, parts = self.subject(i - 1 if seen else i)  # "were seen locked in a school"
            agent = self._agent_after(i)
            if not self._follow(frame, past - 1) or not self._counted_people(frame, i, heads, parts, agent):
                return False
            self._with_others(frame, i)
            return True
        told = any(self._follow(frame, end) for end in self._ends(heads[0]))
        return told and self._counted_people(frame, i, heads, parts, self._agent_before(i))

    def _with_others(self, frame: Frame, i: int) -> None:
        """ "My cousin was taken at the checkpoint with eleven other men"."""
        for j in range(i + 1, min(i + 5, len(self.line) - 1)):
            if self.line[j] not in "pNobt":
                return
            if self.line[j] == "p" and self._word(j) == "with" and self.s.chunks[j + 1].number is not None:
                if j + 1 not in self.used and self._are_people(j + 1, frame):
                    self._emit(Trigger(frame.harm, "transitive"), i, [j + 1], [], "moved, with", -1)
                return

    def _told_subject(self, i: int) -> tuple[list[int], list[int]]:
        """The subject of a verb, past what describes it: "300 families who had fled fighting in X have gone back"."""
        heads, parts = self.subject(i)
        counted = (g for h in heads if (g := self._group(h)) is not None and g.person)
        if any(group.quantity.quantified for group in counted) or self.line[i - 1 : i] == "q":
            return heads, parts
        far = self._far_subject(i) if self.s.chunks[i].aux or self.line[i - 1 : i] == "c" else -1
        if far < 0 or self.s.chunks[far].number is None:
            return heads, parts
        if far in self.used and self.line[far + 1 : far + 2] in ("q", ","):
            earlier = [m for m in self.found if m.victim == far and self.line[m.at - 1] == "q"]
            if earlier:  # that they had fled is told of who they are
                self.found = [m for m in self.found if m not in earlier]
                self.used.discard(far)
        return [far], []

    def _chunk_of(self, token: int) -> int:
        """The chunk that holds a token, or -1: adverbs and brackets are in none."""
        return next((k for k, chunk in enumerate(self.s.chunks) if chunk.first <= token < chunk.last), -1)

    def _ends(self, i: int) -> list[int]:
        """The tokens where an object may end: of its phrase, and of what is listed or hangs on it."""
        ends = [self.s.chunks[i].last - 1]
        while self.line[i + 1 : i + 2] in ("o", "p", "f", "c", ",") and len(ends) < _LONGEST:
            if self.line[i + 1] == "f":
                ends.append(self.s.chunks[i + 1].last - 1)
            if self.line[i + 2 : i + 3] not in tuple(NOUN_PHRASES):
                break
            i += 2
            ends.append(self.s.chunks[i].last - 1)
        return ends

    def _follow(self, frame: Frame, token: int) -> bool:
        return frame.then is None or frame.then.match(self.s.lower, self.s.ends[token], self.s.end) is not None

    def _counted_people(self, frame: Frame, i: int, heads: list[int], parts: list[int], agent: int) -> bool:
        heads = [k if (k := self._shares(h)) >= 0 and h not in self.used else h for h in heads]
        kept = [h for h in heads if h not in self.used and self._are_people(h, frame)]
        if not kept or not self._allowed(frame):
            return False
        before = len(self.found)
        self._emit(Trigger(frame.harm, "transitive"), i, kept, parts, "stays" if frame.stock else "moved", agent)
        return len(self.found) > before

    def _shares(self, head: int) -> int:
        """The number of those a phrase names: "most of them (about 9,000)", "the monks, forty of them,"; else -1."""
        line, number = self.line, self.s.chunks[head].number
        if number is not None and number.kind == "count":
            return -1
        if (inside := self.in_bracket(head)) >= 0:
            return inside
        if line[head + 1 : head + 4] == ",Nf" and line[head + 4 : head + 5] in (",", "V", "P", "C"):
            return head + 2 if self._bare(head + 2) else -1
        return -1

    def _arrived(self) -> None:
        """ "In the town alone there were 4,310 new arrivals": a noun that counts people come in flight."""
        s, words = self.s, table()
        if words.arriving.isdisjoint(s.words) or words.not_arriving.search(s.lower, s.start, s.end):
            return
        start, end = max(0, s.start - _REACH), min(len(s.lower), s.end + _REACH)
        for i, tag in enumerate(self.line):
            chunk = s.chunks[i]
            counted = tag == "N" and i not in self.used and chunk.number is not None
            if not counted or s.words[chunk.head] not in words.arriving or self.line[i - 1 : i] in tuple("pobt"):
                continue
            if words.cues["flight"].search(s.lower, start, end):
                self._emit(Trigger("displaced", "victim"), i, [i], self.included(i + 1), "moved", -1)

    def _place_shut_in(self) -> None:
        """ "The enclave, with 16,000 inhabitants, remains surrounded": who is in a place is shut in with it."""
        s, words = self.s, table()
        if not s.numbers:
            return
        if any(m.harm == "besieged" and m.group is not None and m.group.quantity.quantified for m in self.found):
            return
        said = words.shut_in.search(s.lower, s.start, s.end)
        if said is None or words.let_out.search(s.lower, said.end(), s.end) is not None:
            return
        for j in range(1, len(self.line) - 1):
            if self.line[j] not in "pop" or self.line[j + 1] not in NOUN_PHRASES or j + 1 in self.used:
                continue
            group = self._group(j + 1) if s.chunks[j + 1].number is not None else None
            if group is None or not group.person or not self._named_place(j) or (group.quantity.best or 0) < _A_TOWN:
                continue
            at = next((k for k, chunk in enumerate(s.chunks) if s.starts[chunk.first] >= said.start()), j + 1)
            self.used.add(j + 1)
            self._add(Trigger("besieged", "state"), at, group, "besieged place", -1, victim=j + 1)
            return

    def _coming(self) -> None:
        """ "The influx of 500 families", in a report of flight; "the fate of 43 men is unknown"."""
        s, words = self.s, table()
        if words.coming.isdisjoint(s.words) and words.fate.isdisjoint(s.words):
            return
        start, end = max(0, s.start - _REACH), min(len(s.lower), s.end + _REACH)
        for match in _OF_COUNTED.finditer(self.line):
            i, head = match.start(), match.end() - 1
            group = self._group(head) if head not in self.used and s.chunks[head].number is not None else None
            if group is None or not group.quantity.quantified or not group.person:
                continue
            noun = s.words[s.chunks[i].head]
            if noun in words.coming and self._in_general(group) and words.cues["flight"].search(s.lower, start, end):
                self._emit(Trigger("displaced", "event"), i, [head], self.included(head + 1), "moved", -1)
            elif noun in words.fate and (verb := self.line.find("C", head)) > 0:
                unknown = words.unknown.match(s.lower, s.ends[s.chunks[verb].last - 1], s.end)
                if unknown is not None:
                    self._emit(Trigger("missing", "state"), i, [head], [], "stays", -1)

    def _one_siege(self) -> None:
        """ "More than 40,000 people are trapped in two towns under siege" tells of one siege, by its people."""
        sieges = [m for m in self.found if m.harm == "besieged"]
        if any(m.group and m.group.quantity.quantified for m in sieges):
            again = [m for m in sieges if m.group is None and m.rule in ("event", "besieged place")]
            self.found = [m for m in self.found if m not in again]

    def _named_place(self, j: int) -> bool:
        """Whether the preposition at ``j`` joins people to the place before it: "the town of", "Zepa, with"."""
        if self._word(j) not in table().home_to:
            return False
        k = j - 2 if self.line[j - 1] == "," else j - 1
        if k < 0 or self.line[k] not in NOUN_PHRASES:
            return False
        noun = self.s.words[self.s.chunks[k].head]
        if noun in table().shut_in_place:
            return True
        return self._word(j) != "of" and (self.places.held(self.s.chunks[k].head) or self._part_of_place(k))

    def _part_of_place(self, k: int) -> bool:
        """ "The enclave of Zepa"."""
        return k > 1 and self.line[k - 1] == "o" and self.s.words[self.s.chunks[k - 2].head] in table().shut_in_place

    def _are_people(self, head: int, frame: Frame) -> bool:
        group: Group | None = self._people(head)[1]
        if group is None or group.pronoun:
            return False
        vague = group.quantity.hedge == "several" and not frame.weak  # "several families"
        if not (group.quantity.quantified or vague):
            return False
        if group.quantity.hedge == "none" and frame.harm != "returned":
            return False  # that nobody came is no flight, and no flight denied
        if group.group in ("fighters", "police") and frame.harm != "evacuated":
            return False
        plain = self._in_general(group)
        if group.quantity.best == 1:
            return frame.anyone and frame.of_object and frame.harm == "detained" and self._one_known(head, group)
        return plain or (group.person and frame.anyone)

    def _in_general(self, group: Group) -> bool:
        """Whether a group is of people in general, or a people that no table has ("tens of thousands of Tamils")."""
        last = group.head.rpartition(" ")[2]
        if last in table().general or group.head in table().general or kind_of(last) in ("one", "many"):
            return True
        return not self.lex.is_known(last) and (group.quantity.best or group.quantity.low or 0) >= _A_PEOPLE

    def _one_known(self, head: int, group: Group) -> bool:
        """ "My cousin Hani": one person by a name and whose kin."""
        return bool(group.name) and "h" in self.s.chunks[head].det
