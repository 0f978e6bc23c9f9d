"""What is tried before slow patterns: words that hint at them may say too much, and never too little."""

from __future__ import annotations

import itertools

import pytest

from tollbook.lang import load
from tollbook.text.hints import Hints


def _spelt(entry: str) -> list[str]:
    """Everything an entry stands for, a ``*`` once as nothing and once as an ending."""
    words = [[w.replace("*", end) for w in word.split("|") for end in ("", "ing")] for word in entry.split()]
    return [" ".join(chosen) for chosen in itertools.product(*words)]


def _entries() -> list[list[str]]:
    causes = load("en", "causes")
    rows = [*causes["cause"].values(), causes["unreal"]["words"], *load("en", "means").values()]
    return [list(row) for row in rows]


def test_every_entry_of_the_tables_is_hinted_at() -> None:
    for row in _entries():
        hints = Hints(row)
        for entry in row:
            for text in _spelt(entry):
                for lower in (text, f"a pre-{text}-like thing", f"({text})\n"):
                    assert hints.hold(lower, 0, len(lower)), (entry, lower)


def test_a_text_without_the_words_is_not_tried() -> None:
    hints = Hints(["a fire in|at", "flood*", "crash-landed"])
    lower = "the army came to the airport and fired at a bus"
    assert not hints.hold(lower, 0, len(lower))
    assert not hints.hold("the floods of may", 0, 5)


def test_an_entry_without_a_word_of_letters_is_refused() -> None:
    with pytest.raises(ValueError, match="no word of letters"):
        Hints(["7.8 8.1"])
