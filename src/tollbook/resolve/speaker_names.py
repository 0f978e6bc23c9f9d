"""Whom a short form means: pronouns, surnames and "the Observatory" led back to the fuller name of the same report."""

from __future__ import annotations

from tollbook.resolve.speaker_phrases import PAPER, SOURCE, Phrase


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
            return self.last_body if phrase.head == "it" else (self.last_body or self.last_person)
        name = self._fuller(written)
        self._note(name, phrase)
        return name

    def _fuller(self, written: str) -> str:
        low = written.lower()
        if " " in low or low in PAPER:
            return written
        for known, name in reversed(self.seen):
            if known != low and " " in known:
                parts = known.replace("al-", "").split()
                if parts[-1] == low or (low in SOURCE and low in parts[:4] and written[:1].isupper()):
                    return name
        return written

    def _note(self, name: str, phrase: Phrase) -> None:
        low = name.lower()
        if phrase.paper:
            return
        self.seen.append((low, name))
        last = low.split()[-1]
        body = any(word in SOURCE for word in low.split()) and not phrase.person
        if phrase.person or (not body and " " in low and last not in SOURCE):
            self.last_person = name
        else:
            self.last_body = name
