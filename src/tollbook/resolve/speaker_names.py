"""Whom a short form means: pronouns, surnames and "the Observatory" led back to the fuller name of the same report."""

from __future__ import annotations

from tollbook.resolve.speaker_phrases import Phrase
from tollbook.resolve.speaker_words import PAPER, SOURCE


class Names:
    """The speakers of one report so far, the latest last."""

    __slots__ = ("last_body", "last_person", "seen")

    def __init__(self) -> None:
        self.seen: list[tuple[str, str]] = []
        self.last_person: str | None = None
        self.last_body: str | None = None

    def resolve(self, written: str, phrase: Phrase) -> str | None:
        """The fuller name for what is written, or as written; None for a pronoun that can mean nobody known."""
        if phrase.pronoun:
            if phrase.person:
                return self.last_person
            if phrase.head == "it":
                return self.last_body
            return self.last_body if self.last_body and _many(self.last_body) else None
        name = self._fuller(written)
        self._note(name, phrase)
        return name

    def _fuller(self, written: str) -> str:
        low = written.lower()
        if low in PAPER:
            return written
        for known, name in reversed(self.seen):
            if known == low or " " not in known:
                continue
            parts = known.replace("al-", "").split()
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
        self.seen.append((low, name))
        body = any(word in SOURCE for word in low.split()) and not phrase.person
        if not body:
            self.last_person = name
        if body or (" " not in low and not phrase.person):  # one bare name may be a person's or a body's
            self.last_body = name


def _many(name: str) -> bool:
    head = name.lower().split(" of ")[0].split(" in ")[0].split()[-1]
    return head in ("police", "media", "people") or (head.endswith("s") and not head.endswith("ss"))
