"""The frames of reporting, read one sentence at a time: which words a speaker vouches for.

Content after the verb makes the scope what follows ("X said that …"); none makes it the clause before ("…, X said on
Tuesday"). Where a sentence has two speakers, a conjunction between them ends the first one's scope; nothing between
them nests the second in the first ("the monitor said residents told it that …").
"""

from __future__ import annotations

from typing import NamedTuple

from tollbook.resolve.speaker_names import Names
from tollbook.resolve.speaker_naming import Phrase, plain
from tollbook.resolve.speaker_phrases import Walker
from tollbook.resolve.speaker_subjects import Subjects
from tollbook.resolve.speaker_words import (
    ACCORDING,
    BETWEEN,
    BLOCKS,
    CITING,
    COUNTED,
    DETERMINER,
    FINITE,
    GOES_ON,
    LOOSE,
    NOUNISH,
    PAPER,
    PASSING,
    PRONOUN,
    QUOTED,
    SOURCE,
    VERBS,
    Verb,
    pattern,
    phrases,
    words,
)

_CORE = words("core")
_THING = words("thing")
_NOUN_FOLLOWS = words("noun_follows")
_PLURAL = words("plural")
_AUXILIARY = words("auxiliary")
_ORIGIN = words("origin")
_UPON = tuple(phrases("upon"))
_UNSAID = tuple(phrases("unsaid"))
(_BY_WORD,) = phrases("by")
(_PARTICIPLE,) = phrases("participle")
_AUTHOR = pattern("author")
_PASSING_PAPER = pattern("passing")
_BY = pattern("by")
_PUT_AT_BY = pattern("put_at_by")
_THAT = pattern("that")
_CONJUNCTION = pattern("conjunction")
_JOINED = pattern("joined")
_DIRECT = pattern("direct")
_OPENS = pattern("opens")
_NUMBER = pattern("number")
_SAYING = pattern("saying")
_SAYING_BY = pattern("saying_by")
_SAYING_LATER = pattern("saying_later")
#: Before a verb that stands after a quotation.
_SPOKEN = (',"', '," ', '."', '." ', '?" ', '!" ', '" ')
#: How far from its verb a speaker is looked for, in code points: whoever breaks no sentence costs no more.
_BACK, _AHEAD = 500, 700
_DASHES = (" - ", " – ", " — ", "(")


class Attribution(NamedTuple):
    """A speaker and what he vouches for. All offsets are code points of the report's text.

    ``start``/``end`` is the speaker as written here; ``text`` his name with blanks normalised, without a leading
    article, a pronoun or a later short form replaced by the fuller name where that is certain. ``kind`` is what
    the verb does ("says", "according_to", "told", "claims", "denies", "confirms", "warns", "condemns", "urges",
    "finds", "accuses", "estimates", "fears"). ``chain`` are the speakers further out: what residents told a
    monitor, which told an agency, has text "residents" and chain ("monitor", "agency").
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


class Frames:
    """Reads the attributions of a report's sentences in order, and remembers who has spoken."""

    def __init__(self, walker: Walker) -> None:
        self.walker = walker
        self.flat = walker.flat
        self.subjects = Subjects(walker)
        self.names = Names()
        self.begin = self.end = 0  # the sentence, which bounds scopes
        self.low = self.high = 0  # the stretch of it around a verb that is read
        self.found: list[Attribution] = []

    def sentence(self, low: int, high: int, triggers: list[tuple[int, int, str]]) -> list[Attribution]:
        """The attributions of one sentence, in the order of their verbs."""
        self.begin, self.end = low, high
        self.found = []
        cited: tuple[Phrase, int, int] | None = None
        for s, e, form in triggers:
            self.low = low if s - low <= _BACK else max(low, self.flat.find(" ", s - _BACK, s))
            self.high = min(high, e + _AHEAD)
            if form in ACCORDING:
                self._according(s, e)
            elif form in CITING:
                cited = self._citing(s, e)
            elif form in COUNTED:
                self._counted(s, e)
            elif form in PASSING:
                self._in_passing(s, e)
            elif form in QUOTED:
                self._quoted(s, e)
            else:
                self._verb(s, e, form)
        if cited:  # "a source, citing witnesses, said": the verb came after
            self._cite(*cited)
        return self.found

    def name(self, phrase: Phrase) -> str | None:
        """The speaker a phrase means, or None for a pronoun that can mean nobody known."""
        written = " ".join(self.walker.text[phrase.start : phrase.end].split())
        name = self.names.resolve(written, phrase)
        if name is None and phrase.person:  # "he": the person the sentence begins with
            first, end = self.walker.after(self.low, phrase.start)
            if first and first.person and not first.pronoun and end < phrase.start:
                return self.name(first)
        return name

    # ---- verbs

    def _verb(self, s: int, e: int, form: str) -> None:
        verb = VERBS[form]
        low, high, flat = self.low, self.high, self.flat
        passive = _BY if verb.by else _PUT_AT_BY if verb.put_at else None
        if passive and (by := passive.match(flat, e, high)):
            phrase, _ = self.walker.after(by.end(), high)
            doing = phrase is not None and phrase.head.endswith(_PARTICIPLE) and not phrase.source
            if phrase and not doing and (phrase.source or self.walker.upper) and not phrase.victim:
                self._add(phrase, self._clause(s), self.end, verb.kind, s, e)
            return
        if form in _CORE and flat.startswith(_UNSAID, e):
            return
        needs = verb.needs and not verb.needs.match(flat, e, high)
        if needs and not flat.endswith(_SPOKEN, low, s):
            return
        if verb.inverts and (phrase := self.subjects.after(low, high, s, e, form)):
            self._add(phrase, self._clause(s), self.end, verb.kind, s, e)
            return
        if needs:
            return
        subject = self.subjects.before(low, s)
        if isinstance(subject, int):
            self._shared(subject, s, e, verb, form)
        elif subject is not None and self._fits(subject, verb, form, e):
            self._spoken(subject, self.name(subject), s, e, verb)

    def _spoken(self, phrase: Phrase, name: str | None, s: int, e: int, verb: Verb) -> None:
        """A subject with its verb: content after it, or before."""
        low, high = self.low, self.high
        if verb.kind == "accuses" and self.flat.startswith(_UPON, e):  # "an attack that X blamed on Y"
            if phrase.source:
                self._put(phrase, name, self.begin, self.end, verb.kind, s, e)
            return
        after = self.subjects.hearer(e, high) if verb.hearer else e
        if after < 0:
            return
        after = self.subjects.tail(after, high)
        if self._content_follows(after, phrase):
            after = that.end() if (that := _THAT.match(self.flat, after, high)) else after
            self._put(phrase, name, after, self.end, verb.kind, s, e, self._nest(phrase.outer_start))
        elif phrase.outer_start - low > 2:
            self._put(phrase, name, self._clause(phrase.outer_start), self.end, verb.kind, s, e)
        else:
            self._put(phrase, name, e, self.end, verb.kind, s, e)

    def _shared(self, conjunction: int, s: int, e: int, verb: Verb, form: str) -> None:
        """A verb with the subject of an earlier one: "the army denied it and said …"."""
        if self.found and verb.subject != "paper":
            outer = self.found[0]
            phrase = plain(outer.start, outer.end, s, "")
            self._spoken(phrase, outer.text, s, e, verb)
        elif (first := self.subjects.first(self.low, conjunction)) and self._fits(first, verb, form, e):
            self._spoken(first, self.name(first), s, e, verb)

    def _fits(self, phrase: Phrase, verb: Verb, form: str, e: int) -> bool:
        """Whether this subject can speak by this verb."""
        that = bool(_THAT.match(self.flat, e, self.high))
        if phrase.head in _THING:
            return False
        if verb.subject == "any":
            ok = not phrase.victim or form in _CORE or that
        elif verb.subject == "paper":
            ok = phrase.paper
        else:
            ok = (that and form not in NOUNISH) or (phrase.source and not phrase.victim)
        return ok and (form not in NOUNISH or self._verbal(phrase, form, e))

    def _verbal(self, phrase: Phrase, form: str, e: int) -> bool:
        """Whether a form that may be a noun ("report", "claims") is a verb here."""
        rest = self.flat[e : min(self.high, e + 30)].split(None, 1)
        follows = rest[0].strip(",;:.\"'") if rest else ""
        if not follows:  # "…, the tracking team estimates."
            return phrase.outer_start > self.low + 2 and self.flat[phrase.outer_start - 2] == ","
        had = self.walker.left(self.low, e - len(form))[0] in _AUXILIARY  # "it had reports that"
        if had or follows in _NOUN_FOLLOWS or follows in VERBS:
            return False
        plural = phrase.head.endswith("s") or phrase.head in _PLURAL or phrase.pronoun
        agrees = form.endswith("s") != plural
        return (
            agrees
            or follows in DETERMINER
            or follows in PRONOUN
            or follows[0].isdigit()
            or bool(_THAT.match(self.flat, e))
        )

    def _content_follows(self, at: int, phrase: Phrase) -> bool:
        """Whether what the speaker said stands after his verb rather than before him."""
        rest = self.flat[at : self.high].lstrip()
        if not rest or rest[0] in ".)]" or not rest.strip("\"'.,;:!?)] "):
            return False
        before = self.flat[self.low : phrase.outer_start].rstrip()
        told = _told(before)
        if rest[0] in ",;-–—":
            return not told or rest[1:].lstrip()[:1] == '"'
        word = rest.split(None, 1)[0].strip(",.;:")
        if word in GOES_ON:
            return not told
        if told and word in LOOSE and before[-1] in ',"':
            return before[-1] == "," and bool(_THAT.search(rest))
        return not (rest[0] == '"' and not rest[1:].strip(" .,;"))

    # ---- according to, citing, quoted as saying

    def _according(self, s: int, e: int) -> None:
        """ "According to X, …", "…, according to X"."""
        author = _AUTHOR.match(self.flat, e, self.high)
        phrase, end = self.walker.after(author.end() if author else e, self.high, that=True)
        if author and phrase and _placed(author.group(), self.flat[phrase.start : phrase.end]):
            phrase, end = self.walker.after(e, self.high)  # "reports from the capital"
        if phrase and (phrase.person or not phrase.pronoun):
            self._vouches(phrase, s, e, end)

    def _counted(self, s: int, e: int) -> None:
        """ "By the UN's own count, …"."""
        phrase = self.walker.before(self.low, e)
        before = self.flat[self.low : phrase.outer_start].rstrip() if phrase else ""
        if phrase and before.endswith(_BY_WORD) and phrase.outer_end == e and phrase.end < s:
            self._vouches(phrase, self.low + len(before) - len(_BY_WORD), e, e)

    def _vouches(self, phrase: Phrase, s: int, e: int, end: int) -> None:
        """A speaker named between ``s`` and ``end`` with no verb of his: his scope is what follows, or the clause."""
        flat, low, high = self.flat, self.low, self.high
        before = flat[low:s].rstrip(" (")
        opening = _OPENS.search(before)
        if (opening or not _told(before)) and flat[end:high].strip(" .,;)\"'"):
            last = self.found[-1] if self.found else None
            if last and last.scope_start < s < last.scope_end:
                cut = low + opening.start() if opening else s
                self.found[-1] = last._replace(scope_end=max(last.scope_start, cut))
            self._add(phrase, end, self.end, "according_to", s, e)
        elif number := _NUMBER.search(before):
            self._add(phrase, low + number.start(), self.end, "according_to", s, e)
        else:
            self._add(phrase, self._clause(s), self.end, "according_to", s, e)

    def _in_passing(self, s: int, e: int) -> None:
        """ "By one report, as many as 1,300"."""
        paper = _PASSING_PAPER.match(self.flat, e, self.high)
        by = self.flat.find(" ", s, e)
        phrase = self.walker.after(by, paper.end())[0] if paper and by > 0 else None
        if phrase:
            start = max(self.low, *(self.flat.rfind(mark, self.low, s) + 1 for mark in _DASHES))
            self._add(phrase, start, self.end, "according_to", s, e)

    def _citing(self, s: int, e: int) -> tuple[Phrase, int, int] | None:
        phrase, _ = self.walker.after(e, self.high)
        if phrase is None or phrase.pronoun:
            return None
        if self.found:
            self._cite(phrase, s, e)
            return None
        return phrase, s, e

    def _cite(self, phrase: Phrase, s: int, e: int) -> None:
        """Put the one who is cited in the place of the one who cites him; "initial reports" are nobody."""
        if self.found:
            if phrase.head in PAPER:
                return
            last = self.found.pop()
            self._add(phrase, last.scope_start, last.scope_end, "according_to", s, e, (last.text, *last.chain))
        else:
            self._add(phrase, self.begin, self.end, "according_to", s, e)

    def _quoted(self, s: int, e: int) -> None:
        """ "X quoted Y as saying", "Y was quoted by X as saying"."""
        flat, low, high = self.flat, self.low, self.high
        carrier: Phrase | None = None
        if by := _BY.match(flat, e, high):
            carrier, end = self.walker.after(by.end(), high)
            saying = _SAYING.match(flat, end, high)
        else:
            saying = _SAYING.match(flat, e, high)
            if saying and (by := _SAYING_BY.match(flat, saying.end(), high)):
                carrier, end = self.walker.after(by.end(), high)
                saying = _THAT.match(flat, end, high) or saying
        if saying:  # passive: the speaker stands before
            j = s
            while (i := flat.rfind(" ", low, j - 1)) >= low and flat[i + 1 : j].strip() in BLOCKS | BETWEEN:
                j = i + 1
            phrase = self.walker.before(low, j)
        else:
            phrase, end = self.walker.after(e, high)
            saying = _SAYING_LATER.match(flat, end, high) if phrase else None
            subject = self.subjects.before(low, s)
            carrier = subject if isinstance(subject, Phrase) else None
        if phrase and saying:
            outer = self.name(carrier) if carrier else None
            self._add(phrase, saying.end(), self.end, "says", s, e, (outer,) if outer else ())

    # ---- scopes

    def _clause(self, at: int) -> int:
        """Where the clause before ``at`` begins: behind what an earlier speaker of the sentence vouches for."""
        cut = self._joint(at)
        if cut < 0:
            return self.begin
        last = self.found[-1]
        if last.scope_start < cut < last.scope_end:
            self.found[-1] = last._replace(scope_end=cut)
        return cut + 1

    def _nest(self, at: int) -> tuple[str, ...]:
        """The outer speakers of a clause at ``at``; an earlier speaker joined by a conjunction ends before it."""
        if not self.found:
            return ()
        last = self.found[-1]
        if not last.scope_start <= at <= last.scope_end:
            return ()
        if last.scope_start > last.verb_start and _DIRECT.fullmatch(self.flat, last.scope_start, at):
            return (last.text, *last.chain)
        cut = self._joint(min(at + 1, self.end))
        if cut >= 0:
            self.found[-1] = last._replace(scope_end=max(cut, last.scope_start))
        return ()

    def _joint(self, at: int) -> int:
        """The last conjunction between the verb of the sentence's last speaker and ``at``, or -1."""
        cut = -1
        if self.found and self.found[-1].verb_end < at:
            for joint in _CONJUNCTION.finditer(self.flat, max(self.found[-1].verb_end, self.low), at):
                cut = joint.start()
            if joined := _JOINED.search(self.flat, max(self.found[-1].verb_end, at - 12), at):
                cut = joined.start()
        return cut

    def _add(
        self, phrase: Phrase, start: int, end: int, kind: str, s: int, e: int, chain: tuple[str, ...] = ()
    ) -> None:
        self._put(phrase, self.name(phrase), start, end, kind, s, e, chain)

    def _put(
        self,
        phrase: Phrase,
        name: str | None,
        start: int,
        end: int,
        kind: str,
        s: int,
        e: int,
        chain: tuple[str, ...] = (),
    ) -> None:
        while start < end and self.flat[start] in " ,:;":
            start += 1
        if name is None or start >= end:
            return
        chain = tuple(one for one in chain if one != name)  # nobody stands behind themselves, however far out
        self.found.append(Attribution(phrase.start, phrase.end, name, start, end, kind, s, e, chain))


def _placed(paper: str, author: str) -> bool:
    """Whether what stands after "reports from" is where they come from rather than whom."""
    return paper.split()[-1] in _ORIGIN and not SOURCE & set(author.split())


def _told(before: str) -> bool:
    """Whether the words before a speaker tell something, and are not just where or when he spoke."""
    parts = before.split()
    adverbial = not parts or ((parts[0] in LOOSE or parts[0] in BETWEEN) and not FINITE & set(parts))
    return len(parts) > (7 if adverbial else 1)
