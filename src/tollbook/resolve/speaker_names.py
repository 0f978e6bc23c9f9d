"""Whom a short form means: pronouns, surnames and "the Observatory" led back to the fuller name of the same report."""

from __future__ import annotations

from itertools import islice

from tollbook.resolve.speaker_naming import Phrase
from tollbook.resolve.speaker_words import BINDS, PAPER, SOURCE, words

_BODY = words("pronoun_body")
_PERSONS = words("person")
_PLURAL = words("plural")
_PREFIX = tuple(words("name_prefix"))
_AGAIN = tuple(f"{word} " for word in words("again"))
_KINDS = words("body_kind")
#: How many of the names that a short form may mean are tried: a bound on work, far above those of any report.
_REACH = 50


class Names:
    """The speakers of one report so far, the latest last."""

    __slots__ = ("last", "last_body", "last_named", "last_person", "seen")

    def __init__(self) -> None:
        #: By each short form, those it may mean: in small letters, and as written; the latest last.
        self.seen: dict[str, dict[str, str]] = {}
        self.last_person: str | None = None
        self.last_body: str | None = None
        self.last_named: str | None = None
        self.last: str | None = None

    def resolve(self, written: str, phrase: Phrase) -> str | None:
        """The fuller name for what is written, or as written; None for a pronoun that can mean nobody known."""
        if phrase.pronoun:
            if phrase.person:
                return self.last_person
            if phrase.head in _BODY:
                return self.last_body
            return self.last_body if self.last_body and _many(self.last_body) else None
        name = self.last = self._fuller(written)
        self._note(name, phrase)
        return name

    def _fuller(self, written: str) -> str:
        low = written.lower()
        if low in PAPER:
            return written
        if low.startswith(_AGAIN):
            return self.last or written
        if low in _KINDS and self.last_named:
            return self.last_named
        for known, name in islice(reversed(self.seen.get(low, {}).items()), _REACH):
            parts = [_bare(part) for part in known.split()]
            if not SOURCE.intersection(parts):  # a person: any surname of his
                if low in parts[1:] or known.endswith(" " + low):
                    return name
            elif low == parts[-1] and (not written[:1].isupper() or written[:1] == name.split()[-1][:1]):
                return name
            elif low in SOURCE and low in parts[1:4] and written in name and not name.isupper():
                return name  # "the Observatory", not "police" for "police officials"
        return written

    def _note(self, name: str, phrase: Phrase) -> None:
        low = name.lower()
        if phrase.paper:
            return
        parts = low.split(" ")
        for short in {*map(_bare, low.split()[1:]), *(" ".join(parts[n:]) for n in range(1, len(parts)))}:
            those = self.seen.setdefault(short, {})
            those.pop(low, None)
            those[low] = name
        person = phrase.person or phrase.head in _PERSONS  # "a nurse said … she said"
        body = any(word in SOURCE for word in low.split()) and not person
        if not body:
            self.last_person = name
        if body or (" " not in low and not phrase.person):  # one bare name may be a person's or a body's
            self.last_body = name
            if name.isupper() or sum(part[:1].isupper() for part in name.split()) > 1:
                self.last_named = name


def _many(name: str) -> bool:
    """Whether a speaker is many: "residents of the port", "police"."""
    parts = name.lower().split()
    head = next((parts[n - 1] for n in range(1, len(parts)) if parts[n] in BINDS), parts[-1])
    return head in _PLURAL or (head.endswith("s") and not head.endswith("ss"))


def _bare(part: str) -> str:
    return next((part[len(prefix) :] for prefix in _PREFIX if part.startswith(prefix)), part)
