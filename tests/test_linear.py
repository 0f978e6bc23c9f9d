"""A long report costs no more for a KB than a short one: counted in calls, which no busy machine can change."""

from __future__ import annotations

import sys
from types import FrameType

import pytest
from bench import linear

import tollbook
from tollbook.text.fold import fold
from tollbook.text.sentences import LONGEST, sentences

SHORT, LONG = 4_000, 24_000


def calls(text: str) -> float:
    """Calls made for a KB of a report."""
    made = 0

    def count(frame: FrameType, event: str, argument: object) -> None:
        nonlocal made
        made += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        tollbook.read(text, linear.DAY)
    finally:
        sys.setprofile(None)
    return made / len(text) * 1000


@pytest.mark.parametrize("name", [*linear.SHAPES, "toll of 12 ", '"12 killed" '])
def test_calls_grow_with_the_length_of_a_report(name: str) -> None:
    shape = linear.SHAPES.get(name) or (lambda size: linear.filled(name, size))
    text = shape(LONG)
    tollbook.read(text, linear.DAY)  # what is read once is remembered
    short = [calls(piece) for piece in linear.cut(text, SHORT)]
    assert calls(text) <= linear.MOST * sum(short) / len(short)


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("killed 12 people and " * 60, " "),
        ("killed 12 people, " * 60, ","),
        ("killed,12,people,1,000," * 60, ",e"),
        ("x" * 2000, "x"),
        ("\u3042" * 2000, "\u3042"),
    ],
)
def test_a_sentence_too_long_is_read_in_pieces(text: str, ends: str) -> None:
    spans = sentences(text, fold(text))
    assert all(0 < end - start <= LONGEST for start, end in spans)
    assert "".join(text[start:end] for start, end in spans).replace(" ", "") == text.replace(" ", "")
    assert all((text + " ")[end] == " " or text[end - 1] in ends for _, end in spans)
    assert len(spans) >= len(text) / LONGEST


def test_a_sentence_of_lawful_length_is_whole() -> None:
    text = ("killed 12 people, " * 60)[: LONGEST - 1] + "."
    assert sentences(text, fold(text)) == [(0, LONGEST)]


def test_a_report_may_correct_its_toll_any_number_of_times() -> None:
    text = " ".join(f"The death toll in Homs rose to {n}." for n in range(12, 60))
    figure = tollbook.read(text, linear.DAY).figures[0]
    assert (figure.harm, figure.best) == ("killed", 59)
