"""According to whom: who vouches for which stretch of a report.

A report seldom speaks in one voice. Each frame of reporting ("the Observatory said that …", "…, said a
doctor", "according to …", a headline ending "…: monitor") gives an :class:`Attribution`: the speaker, and the
scope, the stretch of text whose content he answers for. A claim's speaker is that of the innermost scope that
holds it (:func:`speaker_at`); outside every scope the report speaks for itself and the speaker is nobody but
the publisher.

The work starts from reporting verbs and phrases, found in one pass of an automaton; a sentence without one costs
nothing. From the verb the speaker's phrase is walked outward (see :mod:`.speaker_phrases`), and what stands
on the other side of the verb decides the frame: content after it ("X said that …": the scope is what
follows) or none ("…, X said on Tuesday": the scope is the sentence).

Words that only hedge ("reportedly", "it is claimed", "said to be") name nobody and give nothing.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

import daachorse

from tollbook.lang import load
from tollbook.resolve.speaker_names import Names
from tollbook.resolve.speaker_phrases import BINDS, MODIFIER, PAPER, RELATIVE, SOURCE, STOP, TIME, Phrase, Walker, words

_DATA = load("en", "speakers")


class Attribution(NamedTuple):
    """A speaker and what he vouches for. All offsets are code points of the report's text.

    ``start``/``end`` is the speaker as written here; ``text`` his name with blanks normalised, without a leading
    article, a pronoun or a later short form replaced by the fuller name where that is certain. ``kind`` is what
    the verb does ("says", "according_to", "told", "claims", "denies", "confirms", "warns", "condemns", "urges",
    "finds", "accuses",
    "estimates", "fears"). ``chain`` are the speakers further out: what residents told a monitor, which
    told an agency, has text "residents" and chain ("monitor", "agency").
    """

    start: int
    end: int
    text: str
    scope_start: int
    scope_end: int
    kind: str
    verb_start: int
    verb_end: int
    chain: tuple[str, ...] = ()


class _Verb(NamedTuple):
    kind: str
    subject: str
    inverts: bool
    hearer: bool
    by: bool
    needs: re.Pattern[str] | None


def _verbs() -> dict[str, _Verb]:
    table: dict[str, list[_Verb]] = {}
    for row in _DATA["verbs"]:
        needs = re.compile(r"\s*+(?:" + row["needs"] + ")") if "needs" in row else None
        verb = _Verb(
            row["kind"],
            row["subject"],
            row.get("inverts", False),
            row.get("hearer", False),
            row.get("by", False),
            needs,
        )
        for form in row["forms"].split():
            table.setdefault(form.replace("_", " "), []).append(verb)
    return {form: rows[0] for form, rows in table.items()}


_VERBS = _verbs()
_ACCORDING = frozenset(_DATA["phrases"]["according"])
_QUOTED = frozenset(_DATA["phrases"]["quoted"])
_IN_PASSING = frozenset(_DATA["phrases"]["paper"])
_TRIGGERS = sorted(_VERBS.keys() | _ACCORDING | _QUOTED | _IN_PASSING)
_AUTOMATON = daachorse.CharwiseDoubleArrayAhoCorasick(_TRIGGERS, daachorse.MATCH_KIND_LEFTMOST_LONGEST)

_BETWEEN = words("between")
_BLOCKS = words("passive") | words("negation") | words("modal")
_GOES_ON = words("goes_on")
_FINITE = words("passive") | words("modal") | frozenset(_VERBS) | {"had", "has", "have", "did"}
_HEARER = words("hearer")
_HEADLINE = words("headline")
_BARE = words("headline_bare")
_BARE_NOT = words("headline_not")
_ATTACK = words("headline_attack")
_CARRIER = words("carrier")
_HARMED = re.compile(rf"\b(?:{'|'.join(sorted(words('headline_harm')))})\b")
_HEADLINE_NAMES = tuple(_DATA["words"]["headline_names"])
#: Forms that are nouns as often as verbs, and base forms that are infinitives as often as finite.
_NOUNISH = PAPER | {
    "claims",
    "claim",
    "demands",
    "demand",
    "fears",
    "fear",
    "records",
    "record",
    "blame",
    "find",
    "finds",
    "list",
    "lists",
}
#: Prepositions and conjunctions that go on with the circumstances of speaking after "…, X said".
_LOOSE = BINDS | words("loose")
_OPENS = [
    [word + comma] for word in ("but", "and", "while", "that", "who", "which", "because", "as") for comma in ("", ",")
]
_CORE = frozenset({"said", "says", "say", "added", "adds", "told"})

#: From "according to" to the author of a paper: "information provided by", "the latest report of".
_AUTHOR = re.compile(
    rf"\s+(?:(?:an?|the|its|their)\s+)?(?:[\w-]+\s+){{0,4}}?(?:{'|'.join(sorted(PAPER))})"
    rf"(?:\s+(?:{'|'.join(sorted(words('given')))}))?\s+(?:by|of|from)\s"
)
_PAPER_NEXT = re.compile(rf"\s+(?:\w+\s+)?(?:{'|'.join(sorted(PAPER))})\b")

_DAY = "(?:mon|tues|wednes|thurs|fri|satur|sun)day"
#: "BOGOTA, 29 AUG 89 (AFP) - [TEXT]", "GENEVA, 3 May (OCHA) —": what stands before a report's first words.
_DATELINE = re.compile(
    r"[^.\"!?]{3,90}?\)\s*[-–—]+\s+(?:\[[^\]]{0,200}\]\s*)*|[^.\"!?]{3,160}?-\s+(?:\[[^\]]{0,200}\]\s*)+|[a-z, ]{3,40}\s[–—]\s+"
    r"|(?:\[[^\]]{0,200}\]\s*)+"
)
_GLUED_DAY = re.compile(rf"\b{_DAY},? \d{{1,2}} [a-z]{{3,9}},? \d{{4}}(?: \d\d:\d\d)?")
_TAIL = re.compile(
    rf"""(?:\s+(?:
      (?:(?:on|late|early|last|this)\s+)*(?:{_DAY}|week|month|year|today|yesterday|tonight|evening|morning|afternoon|night)s?
      (?:\s+(?:morning|afternoon|evening|night))?
    | on\s+\d{{1,2}}\s+[a-z]{{3,9}}(?:\s+\d{{4}})? | on\s+[a-z]{{3,9}}\s+\d{{1,2}}(?:,\s+\d{{4}})?
    | (?:in|at|during|through|via|by|over|on)\s+(?:(?:a|an|the|its|his|her|their|twitter|facebook|telegram|social)\s+)?(?:[\w'-]+\s+){{0,4}}?
      (?:statement|statements|report|interview|conference|briefing|communique|release|tweet|post|email|e-mail|phone|telephone|
         skype|internet|twitter|facebook|telegram|whatsapp|media|message|letter|video|bulletin|update|broadcast|posting)
      (?:\s+(?:released|issued|published|posted|broadcast|given|sent)(?:\s+(?:on\s+)?(?:{_DAY}|today|yesterday|online))?)?
    | (?:later|earlier|also|too|again|separately)
    | in\s+[a-z-]+(?=\s*(?:[.,;"]|$))
    ))*""",
    re.X,
)
_BY = re.compile(r"\s+(?:\w+ly\s+)?by\s+")
_THAT = re.compile(r"\s+that\b")
_CONJUNCTION = re.compile(r"(?:[,;]\s*|\s)(?:but|while|whereas|although|though|and|however)\s")
_DIRECT = re.compile(r"\s*(?:[,:]\s*)?(?:that\s+)?(?:\"\s*)?$")
_SAYING = re.compile(r"\s+as\s+(?:saying|stating|reporting)\s+(?:that\s+)?|\s+(?:saying|stating)\s+(?:that\s+)?")


def find_attributions(text: str, lower: str, sentences: Sequence[tuple[int, int]]) -> list[Attribution]:
    """Every attribution of a report, ordered by where its scope starts.

    ``lower`` is the folded text (:func:`tollbook.text.fold.fold`), of the same length; ``sentences`` are offsets in
    order.
    """
    flat = lower.replace("\n", " ").replace("--", " -")
    return _Reader(text, flat, sentences).read()


def speaker_at(attributions: Sequence[Attribution], start: int, end: int) -> Attribution | None:
    """The attribution whose scope holds the span and is the innermost, or None where the report itself speaks."""
    best: Attribution | None = None
    for item in attributions:
        if item.scope_start > start:
            break
        if end <= item.scope_end and (
            best is None or item.scope_end - item.scope_start <= best.scope_end - best.scope_start
        ):
            best = item
    return best


def _unglued(flat: str, sentences: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The first sentences, a headline cut from a body that scraping glued to it with the day between."""
    cut: list[tuple[int, int]] = []
    for low, high in sentences:
        day = _GLUED_DAY.search(flat, low + 20, max(low + 20, high - 20))
        if day:
            cut.append((low, day.start()))
            low = day.end()
            while low < high and flat[low] == " ":
                low += 1
        cut.append((low, high))
    return cut


class _Reader:
    """One report being read: its walker, what was found, and whom short names and pronouns can mean."""

    def __init__(self, text: str, flat: str, sentences: Sequence[tuple[int, int]]) -> None:
        self.text = text
        self.flat = flat
        self.sentences = [*_unglued(flat, sentences[:3]), *sentences[3:]]
        head = text[:1500]
        self.walker = Walker(text, flat, sum(c.islower() for c in head) < 0.05 * max(1, len(head)))
        self.found: list[Attribution] = []
        self.names = Names()
        self.same = ""

    def read(self) -> list[Attribution]:
        """All attributions of the report."""
        per_sentence: dict[int, list[tuple[int, int, str]]] = {}
        starts = [s for s, _ in self.sentences]
        flat = self.flat
        size = len(flat)
        for s, e, n in _AUTOMATON.find(flat):
            if (s and flat[s - 1].isalnum()) or (e < size and (flat[e].isalnum() or flat[e] in "-'")):
                continue
            k = bisect_right(starts, s) - 1
            if k >= 0 and e <= self.sentences[k][1]:
                per_sentence.setdefault(k, []).append((s, e, _TRIGGERS[n]))
        for k in (0, 1):
            if k < len(starts) and (line := _DATELINE.match(flat, *self.sentences[k])):
                self.sentences[k] = (line.end(), self.sentences[k][1])
        for k in sorted(per_sentence.keys() | {n for n in (0, 1, 2) if n < len(starts)}):
            low, high = self.sentences[k]
            first = len(self.found)
            for s, e, form in per_sentence.get(k, ()):
                self._frame(low, high, s, e, form, first)
            if len(self.found) == first and k < 3:
                self._headline(low, high)
        if '"' in flat:
            self._quotations()
        self.found.sort(key=lambda a: (a.scope_start, -a.scope_end))
        return self.found

    # ---- frames

    def _frame(self, low: int, high: int, s: int, e: int, form: str, first: int) -> None:
        if form in _ACCORDING:
            self._according(low, high, s, e, form, first)
        elif form in _IN_PASSING:
            if (paper := _PAPER_NEXT.match(self.flat, e, high)) and (
                phrase := self.walker.after(s + 3, paper.end())[0]
            ):
                self._add(phrase, self._dash(low, s), high, "according_to", s, e)
        elif form in _QUOTED:
            self._quoted(low, high, s, e, first)
        else:
            self._verb(low, high, s, e, form, first)

    def _verb(self, low: int, high: int, s: int, e: int, form: str, first: int) -> None:
        verb = _VERBS[form]
        flat = self.flat
        if verb.by and (by := _BY.match(flat, e, high)):
            phrase, _ = self.walker.after(by.end(), high)
            if phrase and phrase.source and not phrase.victim:
                self._add(phrase, self._clause(low, s, first), high, verb.kind, s, e)
            return
        if verb.needs and not verb.needs.match(flat, e, high):
            return
        if verb.inverts and (phrase := self._inverted(low, high, s, e, form)):
            self._add(phrase, self._clause(low, s, first), high, verb.kind, s, e)
            return
        phrase = self._subject(low, s, first)
        if phrase is None or not self._fits(phrase, verb, form, e, high):
            return
        if verb.kind == "accuses" and flat.startswith((" on ", " for "), e):  # "an attack that X blamed on Y"
            self._add(phrase, low, high, verb.kind, s, e)
            return
        after = self._hearer(e, high) if verb.hearer else e
        tail = _TAIL.match(flat, after, high)
        after = tail.end() if tail else after
        if self._content_follows(low, after, high, phrase):
            after = that.end() if (that := _THAT.match(flat, after, high)) else after
            chain = self._nest(low, phrase.outer_start, first)
            self._add(phrase, after, high, verb.kind, s, e, chain)
        elif phrase.outer_start - low > 2:
            self._add(phrase, self._clause(low, phrase.outer_start, first), high, verb.kind, s, e)
        else:
            self._add(phrase, e, high, verb.kind, s, e)

    def _fits(self, phrase: Phrase, verb: _Verb, form: str, e: int, high: int) -> bool:
        """Whether this subject can speak by this verb."""
        that = bool(_THAT.match(self.flat, e, high))
        if form in ("told", "tells") and self.flat.startswith((" about ", " by ", " of "), e):
            return False
        if verb.subject == "any":
            ok = not (phrase.victim and form not in _CORE and not that)
        elif verb.subject == "paper":
            ok = phrase.paper
        else:
            ok = that or (phrase.source and not phrase.victim)
        if ok and form in _NOUNISH:
            rest = self.flat[e : min(high, e + 30)].split(None, 1)
            follows = rest[0].strip(",;:.\"'") if rest else ""
            ok = bool(follows) and follows not in ("of", "by", "from", "about", "on", "in") and follows not in _VERBS
        return ok

    def _subject(self, low: int, s: int, first: int) -> Phrase | None:
        """The phrase before the verb at ``s``, over adverbs, auxiliaries and appositions, or None."""
        flat = self.flat
        j = s
        timed = False
        while True:
            while j > low and flat[j - 1] == " ":
                j -= 1
            if j <= low:
                return None
            if flat[j - 1] == "," or flat.endswith(',"', low, j):
                return self._over_apposition(low, j - (1 if flat[j - 1] == "," else 2))
            i = max(flat.rfind(" ", low, j) + 1, low)
            word = flat[i:j]
            if word in _BETWEEN or (timed and word == "on"):
                timed = timed or word in TIME
                j = i
                continue
            if word in _BLOCKS:
                return None
            if word in ("and", "but"):
                return self._shared(low, i, first)
            if word in RELATIVE and not self.walker.capital(i):
                while i > low and flat[i - 1] in " ,":
                    i -= 1
                return self.walker.before(low, i)
            break
        phrase = self.walker.before(low, j)
        return self._over_relative(low, phrase) if phrase else None

    def _over_apposition(self, low: int, comma: int) -> Phrase | None:
        """The name before an apposition between commas ("Ali Hassan, 45, a nurse, said"), or in it."""
        flat = self.flat
        for turn in range(3):
            opening = flat.rfind(",", low, comma)
            if opening < 0:
                return None
            phrase = self.walker.before(low, opening)
            if phrase:
                inner, end = self.walker.after(opening + 1, comma)
                if turn == 0 and inner and end >= comma and phrase.source and self._plain_name(inner):
                    return inner
                return phrase if phrase.source or phrase.outer_start - low < 3 else None
            comma = opening
        return None

    def _plain_name(self, phrase: Phrase) -> bool:
        """Whether a phrase is a person's name and no more: "the mayor, Ali Hassan, said"."""
        said = self.flat[phrase.start : phrase.end].split()
        return (
            1 < len(said) < 6
            and phrase.start == phrase.outer_start
            and not any(word in SOURCE or word in BINDS or word in PAPER or word in MODIFIER for word in said)
            and (self.walker.upper or self.walker.capital(phrase.start))
        )

    def _over_relative(self, low: int, phrase: Phrase) -> Phrase:
        """The head before a relative clause or an apposition without commas.

        "A doctor who works at the hospital said", "Ali Hassan the governor of a province on the border told".
        """
        flat = self.flat
        at = phrase.outer_start
        gap = flat[low:at]
        if "," in gap or '"' in gap:
            return phrase
        for link in (" who ", " which ", " that "):
            cut = flat.rfind(link, low, at + 1)
            if cut <= low or at - cut > 90:
                continue
            head = self.walker.before(low, cut)
            near = at - cut - len(link) < 14 and phrase.head == "it"
            if head and head.source and not head.victim and (near or (head.outer_start == low and not phrase.person)):
                return head
        left = gap.split()[-1:]
        plain = not any(word in SOURCE for word in flat[phrase.start : phrase.end].split())
        if left and left[0] in BINDS and plain and not phrase.person:
            head, end = self.walker.after(low, at)
            if head and head.outer_start == low and (head.source or head.person) and not head.victim:
                between = flat[end:at].split()
                if not any(word in _FINITE for word in between):
                    return head
        return phrase

    def _shared(self, low: int, conjunction: int, first: int) -> Phrase | None:
        """The subject of an earlier verb: "the army denied it and said …"."""
        if len(self.found) > first:
            outer = self.found[first]
            self.same = outer.text
            return Phrase(outer.start, outer.end, conjunction, conjunction, "", False, True, False, False, False)
        phrase, end = self.walker.after(low, conjunction)
        return phrase if phrase and phrase.source and not phrase.victim and end < conjunction else None

    def _inverted(self, low: int, high: int, s: int, e: int, form: str) -> Phrase | None:
        """The speaker after the verb: "…," said the governor."""
        flat = self.flat
        j = s
        while j > low and flat[j - 1] == " ":
            j -= 1
        marked = j > low and flat[j - 1] in "\",'”"
        if not marked and (form not in _CORE or j <= low):
            return None
        phrase, end = self.walker.after(e, high)
        quoted = j > low and flat[j - 1] == '"'
        if (
            phrase is None
            or not (phrase.source or quoted or (marked and self.walker.upper))
            or phrase.victim
            or (phrase.paper and not marked)
            or phrase.head in TIME
        ):
            return None
        tail = _TAIL.match(flat, end, high)
        end = tail.end() if tail else end
        rest = flat[end:high].lstrip()
        if not rest or rest[0] in ',.;:"(-–—':
            return phrase
        word = rest.split(None, 1)[0].strip(",.;:\"'")
        if word in RELATIVE or word in _GOES_ON or word in SOURCE:
            return phrase
        if quoted:
            return phrase if word not in STOP else None
        return phrase if marked and word in BINDS and not _FINITE.intersection(rest.split()) else None

    def _hearer(self, at: int, high: int) -> int:
        """The offset behind whoever is told: "told AFP", "told a news conference in Geneva"."""
        flat = self.flat
        j = at
        for _ in range(10):
            i = j
            while i < high and flat[i] == " ":
                i += 1
            k = flat.find(" ", i, high)
            k = high if k < 0 else k
            word = flat[i:k]
            bare = word.rstrip(",.;:\"'")
            if not bare or not (bare in _HEARER or self.walker.capital(i) or (self.walker.upper and j == at)):
                break
            if bare in TIME or (bare in STOP and bare not in _HEARER):
                break
            j = i + len(bare)
            if bare != word:
                break
        return j

    def _content_follows(self, low: int, at: int, high: int, phrase: Phrase) -> bool:
        rest = self.flat[at:high].lstrip()
        if not rest or rest[0] in ".)]" or rest.strip("\"'.,;:!?)] ") == "":
            return False
        before = self.flat[low : phrase.outer_start].rstrip()
        ahead = len(before.split())
        if rest[0] in ",;-–—":
            return ahead < 4 or rest[1:].lstrip()[:1] == '"'
        word = rest.split(None, 1)[0].strip(",.;:")
        if word in _GOES_ON:
            return ahead < 4
        if word in _LOOSE and ahead > 3 and before[-1] in ',"':
            return before[-1] == "," and " that " in rest
        return not (rest[0] == '"' and not rest[1:].strip(" .,;"))

    # ---- clauses

    def _clause(self, low: int, at: int, first: int) -> int:
        """Where the clause before ``at`` begins: behind what an earlier speaker of the sentence vouches for."""
        if len(self.found) <= first:
            return low
        last = self.found[-1]
        cut = -1
        for joint in _CONJUNCTION.finditer(self.flat, last.verb_end, max(last.verb_end, at)):
            cut = joint.start()
        if cut < 0:
            return low
        if last.scope_start < cut < last.scope_end:
            self.found[-1] = last._replace(scope_end=cut)
        return cut + 1

    def _dash(self, low: int, at: int) -> int:
        """Where the parenthesis between dashes that holds ``at`` begins, else the sentence."""
        return max(low, *(self.flat.rfind(mark, low, at) + 1 for mark in (" - ", " – ", " — ", "(")))

    def _nest(self, low: int, at: int, first: int) -> tuple[str, ...]:
        """The outer speakers of a clause at ``at``; an earlier speaker joined by a conjunction ends before it."""
        if len(self.found) <= first:
            return ()
        last = self.found[-1]
        if not last.scope_start <= at <= last.scope_end:
            return ()
        gap = self.flat[last.scope_start : at] if last.scope_start > last.verb_start else self.flat[last.verb_end : at]
        if last.scope_start > last.verb_start and _DIRECT.fullmatch(gap):
            return (last.text, *last.chain)
        cut = -1
        for joint in _CONJUNCTION.finditer(self.flat, last.verb_end, min(at + 1, len(self.flat))):
            cut = joint.start()
        if cut >= 0:
            self.found[-1] = last._replace(scope_end=max(cut, last.scope_start))
        return ()

    def _add(
        self, phrase: Phrase, start: int, end: int, kind: str, s: int, e: int, chain: tuple[str, ...] = ()
    ) -> Attribution | None:
        written = " ".join(self.text[phrase.start : phrase.end].split())
        name = self.names.resolve(written, phrase) if phrase.head else self.same
        if name is None and phrase.person:
            name = self._subject_of_sentence(phrase.start)
        while start < end and self.flat[start] in " ,:;":
            start += 1
        if name is None or start >= end:
            return None
        if chain and chain[0] == name:
            chain = chain[1:]
        made = Attribution(phrase.start, phrase.end, name, start, end, kind, s, e, chain)
        self.found.append(made)
        return made

    def _subject_of_sentence(self, at: int) -> str | None:
        """Whom "he" means where nobody has spoken yet: the person the sentence begins with."""
        low = next((s for s, e in self.sentences if s <= at < e), at)
        phrase, end = self.walker.after(low, at)
        if phrase is None or not phrase.person or phrase.pronoun or end >= at:
            return None
        return self.names.resolve(" ".join(self.text[phrase.start : phrase.end].split()), phrase)

    # ---- according to, quoted as saying, headlines, quotations

    def _according(self, low: int, high: int, s: int, e: int, form: str, first: int) -> None:
        author = _AUTHOR.match(self.flat, e, high)
        phrase, end = self.walker.after(author.end() if author else e, high)
        if phrase is None or (phrase.pronoun and phrase.head == "it"):
            return
        if form in ("citing", "quoting"):
            if len(self.found) > first:
                last = self.found.pop()
                self._add(phrase, last.scope_start, last.scope_end, "according_to", s, e, (last.text, *last.chain))
            else:
                self._add(phrase, low, high, "according_to", s, e)
            return
        flat = self.flat
        j = s
        while j > low and flat[j - 1] in " (":
            j -= 1
        rest = flat[end:high].strip(" .,;)\"'")
        opens = j <= low or flat[low:j].split()[-1:] in _OPENS or len(flat[low:j].split()) < 3
        if opens and rest:
            last = self.found[-1] if len(self.found) > first else None
            if last and last.scope_start < s < last.scope_end:
                self.found[-1] = last._replace(scope_end=max(last.scope_start, j))
            self._add(phrase, end, high, "according_to", s, e)
        else:
            self._add(phrase, self._clause(low, s, first), high, "according_to", s, e)

    def _quoted(self, low: int, high: int, s: int, e: int, first: int) -> None:
        """ "X quoted Y as saying", "Y was quoted by X as saying"."""
        flat = self.flat
        if by := _BY.match(flat, e, high):
            carrier, end = self.walker.after(by.end(), high)
            saying = _SAYING.match(flat, end, high)
        else:
            carrier, saying = None, _SAYING.match(flat, e, high)
            if saying and (by := re.compile(r"\s*by\s+").match(flat, saying.end(), high)):
                carrier, end = self.walker.after(by.end(), high)
                saying = re.compile(r"\s*(?:that\s+)?").match(flat, end, high)
        if saying:  # passive: the speaker stands before
            j = s
            while (i := flat.rfind(" ", low, j - 1)) >= low and flat[i + 1 : j].strip() in _BLOCKS | _BETWEEN:
                j = i + 1
            phrase = self.walker.before(low, j)
            if phrase:
                chain = (" ".join(self.text[carrier.start : carrier.end].split()),) if carrier else ()
                self._add(phrase, saying.end(), high, "says", s, e, chain)
            return
        phrase, end = self.walker.after(e, high)
        saying = re.compile(r"[^,.;]{0,80}?(?:" + _SAYING.pattern + ")").match(flat, end, high) if phrase else None
        if phrase and saying:
            carrier = self._subject(low, s, first)
            chain = (
                (self.names.resolve(" ".join(self.text[carrier.start : carrier.end].split()), carrier) or "",)
                if carrier
                else ()
            )
            self._add(phrase, saying.end(), high, "says", s, e, tuple(c for c in chain if c))

    def _headline(self, low: int, high: int) -> None:
        """ "Monitor: 12 killed", "12 killed: monitor", "12 killed - NGO", and without any mark "12 killed NGO"."""
        flat = self.flat
        line = flat[low:high].rstrip(" .")
        while (carrier := line.rsplit(" ", 1))[-1] in _CARRIER and len(carrier) == 2:
            line = carrier[0].rstrip(" .")
        end = low + len(line)
        colon = line.find(": ")
        if 0 < colon < 90:
            phrase = self.walker.before(low, low + colon)
            if (
                phrase
                and (phrase.outer_start == low or flat[phrase.outer_start - 2].isdigit())
                and self._headline_source(phrase)
            ):
                self._add(phrase, low + colon + 1, high, "says", low + colon, low + colon + 1)
                return
        if len(line) > 200:
            return
        for mark in (": ", " - ", " – ", " — ", " -- "):
            at = line.rfind(mark)
            if at > 10:
                phrase, behind = self.walker.after(low + at + len(mark), end)
                if phrase and behind >= end and self._headline_source(phrase):
                    self._add(phrase, low, low + at, "says", low + at, low + at + len(mark))
                    return
        cut = line.find(" - ")
        body = line[: cut if cut > 10 else len(line)].split()
        if len(body) < 4 or line[-1] in "!?\"'":
            return
        for size in (2, 3, 1):
            last = " ".join(body[-size:])
            if (size > 1 and last in _HEADLINE_NAMES) or (size == 1 and last in _BARE):
                prev = body[-size - 1]
                harmed = size > 1 and prev in _ATTACK and _HARMED.search(line, 0, len(line) - len(last) - len(prev))
                if (prev in _BARE_NOT and not harmed) or prev[0].isdigit():
                    return
                stop = low + (cut if cut > 10 else len(line))
                start = stop - len(last)
                if last in ("who", "us") and not self.text[start:stop].isupper():
                    return
                phrase = Phrase(start, stop, start, stop, last, False, True, False, False, False)
                self._add(phrase, low, start, "says", start, start)
                return

    def _headline_source(self, phrase: Phrase) -> bool:
        said = self.flat[phrase.start : phrase.end]
        return phrase.source and (phrase.head in _HEADLINE or said.split()[-1] in SOURCE or said in _HEADLINE_NAMES)

    def _quotations(self) -> None:
        """Carry a speaker over the further sentences of a quotation, back to its start and on to its end."""
        flat = self.flat
        marks = [m.start() for m in re.finditer('"', flat)]
        by_sentence: dict[int, Attribution] = {}
        starts = [s for s, _ in self.sentences]
        for spoken in self.found:
            by_sentence[bisect_right(starts, spoken.verb_start) - 1] = spoken
        taken = set(by_sentence)
        extra: list[Attribution] = []
        for k in sorted(taken):
            item = by_sentence[k]
            n = k + 1
            while n < len(starts) and n not in taken:
                low, high = self.sentences[n]
                inside = bisect_right(marks, low - 1) % 2 == 1
                if not inside and flat[low] != '"':
                    break
                extra.append(item._replace(scope_start=low, scope_end=high))
                n += 1
            low = self.sentences[k][0]
            n = k - 1
            if bisect_right(marks, low - 1) % 2 == 1 and item.scope_start <= low:
                while n >= 0 and n not in taken:
                    extra.append(item._replace(scope_start=self.sentences[n][0], scope_end=self.sentences[n][1]))
                    if bisect_right(marks, self.sentences[n][0] - 1) % 2 == 0:
                        break
                    n -= 1
        self.found.extend(extra)
