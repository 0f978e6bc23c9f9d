"""Who does what in a clause: subjects, objects, lists, appositions and agents over the chunks of a sentence."""

from __future__ import annotations

import re

from tollbook.grammar.chunks import CLAUSAL
from tollbook.grammar.groups import NOUN_PHRASES
from tollbook.grammar.phrases import Phrases, words_of

_PREPOSITIONS = "opbt"
_JOINED = re.compile(r"[NXY](?P<of>(?:[opb][NXY])*),?cN[VKPCI]")
_SAID = re.compile(r",N(?:[op]N)*(?:cN)?V(?=,y)")
#: Counts of a whole just told, with what befell each.
_OF_THOSE = re.compile(r"fN(?![CVPI])(?:[opbtGRcNX]|,(?=N))*(?=[,;sq]|$)")
_WHO_SAID = re.compile(r"q[VKRPIC](?:[NXYopbtG]|c(?=N))*V(?=[;,]|$)")
_THAT_DID = ("sR", "sK", "sV")
#: Parts before the words that make them parts: "12 people died, five children and a nurse among them".
_AMONG_THEM = re.compile(r"[NXY](?:o[NXY])?(?:(?:,|,?c)[NXY])*y(?![NXYL])")
_THEM = frozenset(("among them", "amongst them", "among whom"))
_ABSOLUTE = frozenset(("with", "in", "leaving"))


class Arguments(Phrases):
    """The arguments of the verbs and nouns of one sentence."""

    def subject(self, i: int) -> tuple[list[int], list[int]]:
        """(heads, parts) of the noun phrases that are the subject of the verb group at ``i``."""
        heads, parts = self._near_subject(i)
        if any(self._people(h)[1] for h in heads) or (heads and parts and self.line[i] == "R"):
            return heads, parts
        if self.line[i] in "PIR" and (far := self._far_subject(i)) >= 0:
            listed, _ = self.objects(far - 1) if self.line[far + 1 : far + 2] == "c" else ([far], [])
            return [h for h in listed if h < i], parts
        return heads, parts

    def _near_subject(self, i: int) -> tuple[list[int], list[int]]:
        line = self.line
        j = i - 1
        if j >= 0 and line[j] == "f":
            j -= 1
        if j > 0 and line[j] == "p" and line[j - 1] in "VC" and self._word(j) == "as":
            return self._near_subject(j - 1)  # "95,000 are listed as disappeared"
        if line[i] == "R" and j > 0 and line[j - 1] == "p" and line[j] == "N" and self._counted_alone(j):
            return [j], []  # "up from 51 killed", "accounted for 19 killed"
        if j >= 0 and line[j] in "VC" and (line[i] in "RA" or "t" in self.s.chunks[i].aux):
            return self._near_subject(j)  # "are said to have been killed", "was found murdered"
        if j >= 0 and line[j] == "q":
            j -= 1
            if j >= 0 and line[j] == ",":
                j -= 1
            if j < 0 or line[j] not in NOUN_PHRASES:
                return [], []
            while j >= 2 and line[j - 1] == "o" and line[j - 2] in NOUN_PHRASES:
                j -= 2
            return [j], []
        if j >= 0 and line[j] == ",":
            opening = line.rfind(",", max(0, j - 16), j)
            if opening <= 0:
                return [], []
            for wider in [k for k in range(max(0, j - 16), opening) if line[k] == ","]:
                heads, _ = self._chain(wider - 1)
                if heads and (apart := self._told_apart(heads, wider + 1, j)):
                    return heads, apart
            heads, parts = self._chain(opening - 1)
            if opening + 2 == j and not any((g := self._group(h)) and g.quantity.quantified for h in heads):
                told = self._group(opening + 1)  # "half of the population, 18.4 million people, were"
                if told is not None and told.person and told.quantity.quantified and (told.quantity.best or 2) > 1:
                    return [opening + 1], parts
            if line[opening + 1] == "y":  # "200 people, including 36 children, were killed"
                inner, more = self.objects(opening + 1)
                return heads, parts + inner + more
            among = _AMONG_THEM.match(line, opening + 1)
            if among is not None and among.end() == j and self._word(j - 1) in _THEM:
                return heads, self._listed(opening + 1, j)
            if line[opening + 2 : opening + 3] == "f" and self._tells_who(opening + 3):
                # "12 people, three of them minors, were killed"
                return heads, [*parts, opening + 1]
            return heads, parts or self._told_apart(heads, opening + 1, j)
        if j >= 0 and line[j] == "c" and j >= 1 and line[j - 1] in "PRKI":  # "were shot and killed", "died or fled"
            return self.subject(j - 1) if line[j - 1] in "PI" else ([], [])
        if j > 1 and line[j] == "c" and line[i] in "RI":  # "was abducted from his home and shot dead"
            k = j - 1
            while k >= 2 and line[k] in NOUN_PHRASES and line[k - 1] in "opb":
                k -= 2
            if line[k] in "PI":
                return self.subject(k)
        absolute = line[i] in "iRA" or self.s.words[self.s.chunks[i].first] == "being"
        heads, parts = self._chain(j, with_absolute=absolute)
        if heads and heads[0] >= 2 and line[heads[0] - 1] in "VG" and line[i] in "PI":
            # "a man who attacked police was killed", "pilgrims returning from Iran were killed"
            k = heads[0] - 2
            while k >= 2 and line[k] in NOUN_PHRASES and line[k - 1] in "VGopb" and not self._group(k):
                k -= 2  # "an activist who opposed a law punishing critics was shot"
            if line[k] == "q" and k >= 1 and line[k - 1] in NOUN_PHRASES:
                return self._chain(k - 1)
            if k >= 2 and line[k - 1 : k + 1] == "qV" and line[k - 2] in NOUN_PHRASES:
                return self._chain(k - 2)  # "a boy who refused to leave his father was killed"
            if line[k + 1] == "G" and line[k] in NOUN_PHRASES and self._group(k):
                return self._chain(k)
        if heads and heads[0] and line[heads[0] - 1] == "C" and self._word(heads[0] - 1) == "being":
            far = self._far_subject(i)  # "men suspected of being militiamen were killed"
            return ([far], []) if far >= 0 else (heads, parts)
        return heads, parts

    def _told_apart(self, heads: list[int], start: int, end: int) -> list[int]:
        """The parts in "three civilians, two women and a man, died": they add up to the number before."""
        inside = [k for k in range(start, end) if self.line[k] in NOUN_PHRASES]
        whole = self._group(heads[0]) if len(heads) == 1 else None
        sizes = [group.quantity.best for k in inside if (group := self._group(k)) is not None]
        if whole is None or len(sizes) < 2 or not all(sizes) or sum(filter(None, sizes)) != whole.quantity.best:
            return []
        return inside

    def _far_subject(self, i: int) -> int:
        """The first group of people of the clause that ends in the verb at ``i``, past what describes them."""
        line = self.line
        opened = line.rfind("s", 0, i)
        if opened > 0 and self._word(opened) in CLAUSAL and line[i - 1] in NOUN_PHRASES and not self._group(i - 1):
            opened = line.rfind("s", 0, opened)  # "villagers fleeing after a raid were killed"
        start = max(line.rfind(";", 0, i), opened, line.rfind('"', 0, i)) + 1
        for j in range(start, i):
            if line[j] in "KPIJ":
                return -1
            if line[j] in NOUN_PHRASES and not (j > start and line[j - 1] in _PREPOSITIONS):
                group = self._group(j)
                if group is not None and (group.person or self._word(min(j + 1, i)) == "who"):
                    done = line[i - 1] != "c" and any(line[k] in "KPIJ" and line[k - 1] != "q" for k in range(j + 1, i))
                    return -1 if done else j  # "15 were killed, ..., and 40 others were wounded"
        return -1

    def _chain(self, j: int, with_absolute: bool = False) -> tuple[list[int], list[int]]:
        line = self.line
        heads: list[int] = []
        parts: list[int] = []
        listed = False
        while j >= 0 and line[j] in NOUN_PHRASES:
            first = j
            while first >= 2 and line[first - 1] in "opb" and line[first - 2] in NOUN_PHRASES:
                if with_absolute and self._word(first - 1) == "with" and self.s.chunks[first].number is not None:
                    return [first], []  # "on the boil, with eight people dying"
                first -= 2
            fronted = first >= 1 and line[first - 1] in _PREPOSITIONS and not (first == 1 and line[0] == "o")
            if fronted and not heads and not (with_absolute and self._word(first - 1) in _ABSOLUTE):
                return [], []
            before = line[first - 1] if first else ""
            told = before == "C" and self._counted_alone(first)  # "the dead were 629, and the injured 1,061"
            told |= before == "f"  # "three died, one of them a guard, and 60 others were hurt"
            if (listed and (told or (before and before in "KJRVGP")) and not self._says(first - 1)) or (
                listed and before in _PREPOSITIONS and before
            ):
                break
            if not (heads and self._same_again(first, heads[-1])):
                heads.append(first)
            else:
                heads[-1] = first
            k = first - 1
            if k >= 1 and line[k] == "y" and line[k - 1] == "C":  # "30 children were among 39 people killed"
                parts = self._chain(k - 2)[0]
                break
            if k >= 0 and line[k] == "y" and self._among_all(k):
                heads, listed = [], False  # "no one among the 300 passengers was hurt"
                j = k - 1
                continue
            if k >= 0 and line[k] == "y":
                j = k - 1 if k and line[k - 1] != "," else k - 2
                if listed and line[j : j + 1] in ("P", "I", "R"):  # "15 died, including two guards, and 40 were hurt"
                    return heads[:1], []
                parts, heads, listed = heads, [], False
                continue
            if k >= 1 and line[k] == "c":
                if with_absolute and self._counted_alone(first) and not self._counted(line, k):
                    break  # "most of them women and children, and 50 wounded"
                listed = True
                j = k - 2 if line[k - 1] == "," else k - 1
                continue
            if k >= 1 and line[k] == "," and listed and line[k - 1] in NOUN_PHRASES and not self._dateline(k):
                j = k - 1
                continue
            break
        return heads[::-1], parts[::-1]

    def _among_all(self, k: int) -> bool:
        """Whether what "among" at ``k`` is before is all of whom some are told of: "none among the 300 passengers"."""
        if self._word(k) not in words_of("among") or self.line[k + 1 : k + 2] not in tuple(NOUN_PHRASES):
            return False
        chunk = self.s.chunks[k + 1]
        return "d" in chunk.det and chunk.number is not None and self.line[k - 1 : k] in tuple(NOUN_PHRASES)

    def _says(self, i: int) -> bool:
        """Whether a verb only says what follows: "officials said two soldiers and three civilians were killed"."""
        return self.line[i] in "VG" and self.s.words[self.s.chunks[i].head] in words_of("saying")

    def objects(self, i: int) -> tuple[list[int], list[int]]:
        """(heads, parts) of the list of noun phrases that begins right after chunk ``i``."""
        line, n = self.line, len(self.line)
        j = i + 1
        heads: list[int] = []
        parts: list[int] = []
        current = heads
        if j >= n or line[j] not in NOUN_PHRASES:
            return heads, parts
        heads.append(j)
        j += 1
        while j < n:
            passed = False
            while j + 1 < n and line[j] in "opbt" and line[j + 1] in NOUN_PHRASES:
                j += 2
                passed = True
            k = j
            while k < n and line[k] in ",c":
                k += 1
            if k > j and line[i] == "o" and k + 1 < n and line[k] == "o":  # "the murder of one and of the other"
                k += 1
            if k < n and line[k] == "y" and k + 1 < n and line[k + 1] in NOUN_PHRASES:
                current = parts
                current.append(k + 1)
                j = k + 2
                continue
            if k == j or k >= n or line[k] not in NOUN_PHRASES or self._begins_clause(k):
                break
            trailing = _AMONG_THEM.match(line, k) if line[j:k] == "," else None
            if trailing is not None and self._word(trailing.end() - 1) in _THEM:
                return heads, parts + self._listed(k, trailing.end())  # "nine people, a family of five among them"
            if line[k : k + 2] == "Xo" and self.s.chunks[k].number is None:
                break  # "the murder of a judge and the abduction of his son"
            if current is parts and line[j] == ",":
                break
            group = self._group(k)
            if self._same_again(current[-1] if current else k, k):
                j = k + 1
                continue
            if passed and (group is None or not (group.person and (group.quantity.quantified or group.named))):
                break
            if (
                not passed
                and group is not None
                and line[j:k] == ","
                and self._apposition(heads[-1] if current is heads else k, k)
            ):
                j = k + 1
                continue
            current.append(k)
            j = k + 1
        return heads, parts

    def _counted(self, line: str, k: int) -> bool:
        """Whether the phrase that ends before the conjunction at ``k`` is counted."""
        j = k - 2 if line[k - 1] == "," else k - 1
        while j >= 2 and line[j - 1] in "opb" and line[j - 2] in NOUN_PHRASES:
            j -= 2
        return j >= 0 and line[j] in NOUN_PHRASES and self.s.chunks[j].number is not None

    def _same_again(self, first: int, second: int) -> bool:
        """Whether two joined phrases are one: "a tribal elder and former jihadi", "12 men and women"."""
        a, b = self.s.chunks[first], self.s.chunks[second]
        if first == second or b.det or b.number:
            return False
        if self._role(first) and "N" not in self.line[first + 1 : second]:
            named = (g := self._group(second)) is not None and g.named
            if named or (self._role(second) and self.line[second + 1 : second + 2] == "o"):
                return True  # "senator and party leader Juan Soto", "former minister and president of the court"
        if a.number is not None and a.number.kind == "count":
            head = self.s.words[b.head]
            return self.lex.is_plural(head) and head in self.lex.groups and self.lex.groups[head] != "households"
        return ("a" in a.det or self._names_one(first)) and self._role(second)

    def _apposition(self, head: int, k: int) -> bool:
        """Whether the phrase after a comma only tells more of the one before ("Juan Soto, the mayor of ...")."""
        first, second = self._group(head), self._group(k)
        if first is None or second is None or first.quantity.best != 1 or second.quantity.best != 1:
            return False
        if first.named and self._role(k):
            return True
        if first.pronoun or second.pronoun or first.named == second.named:
            return False
        rest = self.line[k + 1 :]
        if first.named and "a" in self.s.chunks[k].det:
            return not rest.startswith(("cN", ",cN"))
        return not rest.startswith((",N", "cN", ",cN"))

    def _begins_clause(self, k: int) -> bool:
        """Whether the noun phrase at ``k`` is the subject of a verb of its own."""
        line, n = self.line, len(self.line)
        j = k + 1
        while j + 1 < n and line[j] in "opb" and line[j + 1] in NOUN_PHRASES:
            j += 2
            if self._word(j - 1) == "what":
                return False  # "killed nine labourers in what appeared to be an attack"
        if j < n and line[j] == "f":
            j += 1
        if line[j : j + 2] in _THAT_DID and self._word(j) == "that" and self._word(k) == "another":
            return True  # "one that murdered a priest and another that murdered two maids"
        people = self._group(k) is not None
        while j + 1 < n and line[j] == "c" and line[j + 1] in NOUN_PHRASES:
            if people and self._thing(j + 1):
                return False  # "killed 14 people and other damage was reported"
            after = self.s.chunks[j + 1]
            if people and (after.det == "r" or (after.number is not None and after.number.quantity.hedge == "none")):
                return False  # "killed 42 people and nobody was arrested"
            if people and self._is_weapon(j + 1):
                return False  # "killed a shepherd and a second mine wounded his cousin"
            j += 2
        if (told := _WHO_SAID.match(line, j)) is not None and self._says(told.end() - 1):
            return True  # "killed five, the head of a group that recovered the bodies said"
        said_of = line[j : j + 2] in ("Vb", "Rb", "Vo") and not self.s.chunks[j].aux
        said_of |= line[j : j + 1] == "V" and self.s.words[self.s.chunks[j].head] in words_of("caught")
        if said_of and self.s.chunks[j - 1].number is None:  # "in an attack claimed by rebels"
            return False
        return j < n and line[j] in "VKPCIRA"

    def _object_follows(self, i: int) -> bool:
        line = self.line
        if i + 1 >= len(line) or line[i + 1] not in NOUN_PHRASES:
            return False
        own = line[i - 1 : i] == "q" or self._second_verb(i) or self._clause_joined(i)
        if not own and self._begins_clause(i + 1):  # "a shootout that killed ten people was ..."
            return False
        return self._group(i + 1) is not None or self._word(i + 1) in words_of("reflexive")

    def _second_verb(self, i: int) -> bool:
        """Whether a verb shares the subject of the one before: "attacked a bus and killed nine people and six fled"."""
        k = i - 2
        while k > 0 and self.line[k] in NOUN_PHRASES and self.line[k - 1] in "opbt":
            k -= 2
        return self.line[i - 1 : i] == "c" and k > 0 and self.line[k] in NOUN_PHRASES and self.line[k - 1] == "V"

    def _clause_joined(self, i: int) -> bool:
        """Whether another clause comes behind the object: "shelling killed nine in Raqqa and Russia denied it",
        "raiders killed four and five others were wounded".
        """
        joined = _JOINED.match(self.line, i + 1) if i and self.line[i - 1] in "NG" else None
        if joined is None:
            return False
        object_, second = self._group(i + 1), self._group(joined.end() - 2)
        if joined["of"] and second is None:
            return True
        return object_ is not None and object_.quantity.quantified and second is not None and second.quantity.quantified

    def _past_objects(self, i: int, heads: list[int]) -> int:
        """Where to look for "including ..." after the verb at ``i`` and its objects."""
        return max([i, *heads]) + 1

    def included(self, j: int) -> list[int]:
        """The parts that are listed after ``j``: "(in Homs), including two children and a woman"."""
        line, n = self.line, len(self.line)
        while j + 1 < n and line[j] in "opbt" and line[j + 1] in NOUN_PHRASES:
            j += 2
        if (said := _SAID.match(line, j)) is not None and self._says(said.end() - 1):
            j = said.end()  # "killed 28 people, officials said, among them two nurses"
        if j < n and line[j] == ",":
            j += 1
        if (those := _OF_THOSE.match(line, j)) is not None:
            return self._those(those)
        if j + 1 < n and line[j] == "y" and line[j + 1] in NOUN_PHRASES:
            heads, parts = self.objects(j)
            return heads + parts
        if (trailing := _AMONG_THEM.match(line, j)) is not None and self._word(trailing.end() - 1) in _THEM:
            return self._listed(j, trailing.end())  # "12 died, five boys among them"
        if j + 1 < n and line[j] in NOUN_PHRASES and line[j + 1] == "f" and not self._begins_clause(j):
            return [j] if self._tells_who(j + 2) else []
        return []

    def _those(self, listed: re.Match[str]) -> list[int]:
        """The counts of ", of them 19 by shelling, 5 executed and 3 tortured to death"."""
        counts: list[int] = []
        for k in range(listed.start(), listed.end()):
            chunk = self.s.chunks[k]
            if self.line[k] != "N" or self.line[k - 1] not in "f,c" or chunk.number is None:
                continue
            if (group := self._group(k)) is not None and group.quantity.quantified:
                counts.append(k)
        return counts

    def _agent_after(self, i: int) -> int:
        line, n = self.line, len(self.line)
        for j in range(i + 1, min(n - 1, i + 7)):
            if line[j] == "b" and line[j + 1] in NOUN_PHRASES:
                return j + 1
            if line[j] in ';"sqVKPRI,':
                break
        return -1

    def _agent_before(self, i: int) -> int:
        heads, _ = self.subject(i)
        return heads[0] if heads else -1

    def chain_before(self, i: int) -> list[int]:
        """The subject of the verb group at ``i``, of whatever kind it is."""
        return self._near_subject(i)[0]

    def agent_of(self, i: int) -> int:
        """The chunk of who did what the verb or noun at ``i`` says, or -1."""
        after = self._agent_after(i)
        if after >= 0 or self.line[i] not in "VGKJ" or "B" in self.s.chunks[i].aux:
            return after
        return self._agent_before(i)
