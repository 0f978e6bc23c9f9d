"""What holds of the reading of any text, however broken: the laws that fuzzing and the tests check."""

from __future__ import annotations

import datetime as dt
import time
import traceback
from pathlib import Path

import tollbook
from tollbook.explaining import explain
from tollbook.model import Reading
from tollbook.vocabulary import HARMS, POPULATIONS

DAY = dt.date(2016, 11, 30)
#: A reading may take so many seconds of processor time, and so many more for a KB.
CALL, SLOW = 0.25, 0.05
#: A text that seems slow is read again so many times, and the least of them counts: the machine may have been busy.
RETRIES = 4


def lawful(text: str, reading: Reading) -> None:
    """Raise AssertionError where a law that holds of any reading does not."""
    seen: set[str] = set()
    for claim in reading.claims:
        assert 0 <= claim.span.start < claim.span.end <= len(text), "span"
        assert text[claim.span.start : claim.span.end] == claim.quantity.text, "words of the span"
        assert claim.quote in text, "quote"
        assert claim.harm in HARMS, "harm"
        assert claim.population.group in POPULATIONS, "population"
        assert claim.place is None or claim.place.text in text, "words of the place"
        assert claim.perpetrator is None or claim.perpetrator.text in text, "words of the perpetrator"
        known = [n for n in (claim.quantity.low, claim.quantity.best, claim.quantity.high) if n is not None]
        if claim.quantity.hedge not in ("more_than", "less_than"):
            assert known == sorted(known), "order of bounds"
        if claim.window.start and claim.window.end:
            assert claim.window.start <= claim.window.end, "window"
        assert all(link is None or link in seen for link in (claim.part_of, claim.repeats)), "links"
        assert claim.id not in seen, "identity"
        seen.add(claim.id)
    for figure in reading.figures:
        assert set(figure.claims) <= seen, "figure"
        assert figure.low is None or figure.high is None or figure.low <= figure.high, "figure's bounds"


def explained(text: str, published: dt.date | None, reading: Reading) -> None:
    """Raise AssertionError where the explanation of a text is not of its reading, or its spans are not its words."""
    told = explain(text, published)
    assert sorted(made.claim.id for made in told.claims) == sorted(c.id for c in reading.claims), "claims explained"
    for number in told.unused:
        words = text[number.span.start : number.span.end]
        assert " ".join(words.split()) == " ".join(number.text.split()) != "", "words of an unused number"
    for made in told.claims:
        for step in made.steps:
            assert step.span is None or 0 <= step.span.start < step.span.end <= len(text), "span of a step"


def check(text: str, published: dt.date | None = DAY, twice: bool = True) -> tuple[str, Reading | None, float]:
    """What is wrong with the reading of a text (an exception, a broken law, slowness; empty if nothing), the reading,
    and the seconds of processor time it took. ``twice`` also reads it again and explains it.
    """
    begin = time.process_time()
    try:
        reading = tollbook.read(text, published)
        spent = time.process_time() - begin
        lawful(text, reading)
        if twice:
            assert tollbook.read(text, published) == reading, "a second reading"
            explained(text, published, reading)
    except Exception as error:
        where = traceback.extract_tb(error.__traceback__)[-1]
        return f"{type(error).__name__} in {Path(where.filename).name}:{where.name}: {error}"[:200], None, 0.0
    for _ in range(RETRIES):
        if spent <= bound(text):
            return "", reading, spent
        begin = time.process_time()
        tollbook.read(text, published)
        spent = min(spent, time.process_time() - begin)
    return "" if spent <= bound(text) else "slow", reading, spent


def bound(text: str) -> float:
    """The seconds of processor time that a text may cost."""
    return CALL + SLOW * len(text) / 1000


def kind(wrong: str) -> str:
    """What findings of one cause have in common."""
    raised, _, said = wrong.partition(": ")
    return f"{raised}: {said}" if raised.startswith("AssertionError") else raised


def smallest(text: str, published: dt.date | None, wrong: str, tries: int = 300) -> str:
    """The text with everything left out that a finding does not need."""
    size = max(1, len(text) // 2)
    while size and tries:
        at = 0
        while at < len(text) and tries:
            shorter = text[:at] + text[at + size :]
            tries -= 1
            if shorter and kind(check(shorter, published)[0]) == kind(wrong):
                text = shorter
            else:
                at += size
        size //= 2
    return text
