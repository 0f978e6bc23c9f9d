"""Number reading: the golden cases of cases/numbers/, and laws that hold for every number and every text.

A case is ``{"text", "expect": [{"words", "core", "low", "high", "best", "hedge"}], "why", "not_yet"}``: the counts of
the text in order, ``core`` where it is not ``words``. What is no count (percentages, money, names) is not listed.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tollbook.grammar.hedges import CONVENTIONS, DEFAULT, Stated, quantity
from tollbook.grammar.numbers import Number, find_numbers
from tollbook.lang import load
from tollbook.model import HEDGES

FOLDER = Path(__file__).resolve().parent.parent / "cases" / "numbers"
KINDS = {"count", "percent", "money", "ordinal", "decimal", "fraction", "multiple", "identifier"}
Json = dict[str, Any]


def read(text: str, convention: str = DEFAULT) -> list[Number]:
    return find_numbers(text, text.lower(), convention=convention)


def counts(text: str) -> list[Number]:
    return [number for number in read(text) if number.kind == "count"]


# ---- golden cases ---------------------------------------------------------------------------------------------


def cases() -> list[Any]:
    found = []
    for path in sorted(FOLDER.glob("*.json")):
        for place, case in enumerate(json.loads(path.read_text(encoding="utf-8"))):
            marks = [pytest.mark.xfail(strict=True)] if case.get("not_yet") else []
            found.append(pytest.param(case, id=f"{path.stem}-{place}", marks=marks))
    return found


@pytest.mark.parametrize("case", cases())
def test_case(case: Json) -> None:
    text = case["text"]
    found = [
        {
            "words": number.quantity.text,
            "core": text[number.core_start : number.core_end],
            "low": number.quantity.low,
            "high": number.quantity.high,
            "best": number.quantity.best,
            "hedge": number.quantity.hedge,
        }
        for number in counts(text)
    ]
    assert found == [{"core": expected["words"], **expected} for expected in case["expect"]]


def test_there_are_cases_of_every_class() -> None:
    assert {path.stem for path in FOLDER.glob("*.json")} >= {
        "words",
        "digits",
        "hedges",
        "ranges",
        "vague",
        "wrapped",
        "traps",
    }
    assert len(cases()) >= 200


# ---- an independent speller -----------------------------------------------------------------------------------

SMALL = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
TENS = ["_", "_", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]


def spell(number: int, joint: str, conjunction: str) -> str:
    """English words for a number; ``joint`` between tens and ones, ``conjunction`` after hundreds."""
    for size, name in ((10**9, "billion"), (10**6, "million"), (1000, "thousand")):
        if number >= size:
            rest = number % size
            middle = conjunction if rest < 100 else " "
            head = f"{spell(number // size, joint, conjunction)} {name}"
            return head + (middle + spell(rest, joint, conjunction) if rest else "")
    if number >= 100:
        rest = number % 100
        head = f"{SMALL[number // 100]} hundred"
        return head + (conjunction + spell(rest, joint, conjunction) if rest else "")
    if number >= 20:
        return TENS[number // 10] + (joint + SMALL[number % 10] if number % 10 else "")
    return SMALL[number]


whole = st.one_of(st.integers(0, 120), st.integers(0, 10**4), st.integers(0, 10**12 - 1))


@given(whole, st.sampled_from(["-", " ", "\n", "-\n"]), st.sampled_from([" and ", " ", " and\n"]), st.booleans())
def test_words_read_back(number: int, joint: str, conjunction: str, upper: bool) -> None:
    words = spell(number, joint, conjunction)
    text = f"They counted {words} people."
    text = text.upper() if upper else text
    (found,) = counts(text)
    assert (found.quantity.low, found.quantity.high, found.quantity.best) == (number, number, number)
    assert found.quantity.text.lower() == words


@given(whole, st.sampled_from(["{}", "{:,}"]))
def test_digits_read_back(number: int, shape: str) -> None:
    digits = shape.format(number)
    (found,) = counts(f"They counted {digits} people.")
    assert found.quantity.best == number
    assert found.quantity.text == digits


@given(st.integers(1, 10**9), st.sampled_from(["\u00a0", "\u2009", "\u202f"]))
def test_digits_grouped_by_special_spaces_read_back(number: int, space: str) -> None:
    (found,) = counts(f"They counted {f'{number:,}'.replace(',', space)} people.")
    assert found.quantity.best == number


@given(st.integers(1, 9999), st.sampled_from([("thousand", 10**3), ("million", 10**6), ("billion", 10**9)]))
def test_tenths_of_a_scale_are_exact(tenths: int, scale: tuple[str, int]) -> None:
    (found,) = counts(f"They counted {tenths / 10:.1f} {scale[0]} people.")
    assert found.quantity.best == tenths * scale[1] // 10


# ---- the words of the data ------------------------------------------------------------------------------------

WORDS = load("en", "numbers")
HEDGE_WORDS = load("en", "hedges")


@pytest.mark.parametrize(
    ("phrase", "hedge"), [(p, hedge) for hedge, phrases in HEDGE_WORDS["before"].items() for p in phrases]
)
def test_every_hedge_before_a_number_is_read(phrase: str, hedge: str) -> None:
    text = f"They counted {phrase} 40 people."
    (found,) = counts(text)
    assert (found.quantity.hedge, found.quantity.text) == (hedge, f"{phrase} 40")
    (wrapped,) = counts(text.replace(" ", "\n").upper())
    assert wrapped.quantity.hedge == hedge


@pytest.mark.parametrize(
    ("phrase", "hedge"), [(p, hedge) for hedge in ("at_least", "at_most", "about") for p in HEDGE_WORDS["after"][hedge]]
)
def test_every_hedge_after_a_number_is_read(phrase: str, hedge: str) -> None:
    joint = "-" if phrase in HEDGE_WORDS["after"]["hyphen_only"] else " "
    (found,) = counts(f"They counted 40{joint}{phrase}.")
    assert (found.quantity.hedge, found.quantity.text) == (hedge, f"40{joint}{phrase}")


def test_every_number_word_has_its_value() -> None:
    for table in ("ones", "teens", "tens"):
        for word, value in WORDS[table].items():
            (found,) = counts(f"They counted {word} people.")
            assert found.quantity.best == value
    for word, value in WORDS["scales"].items():
        (found,) = counts(f"They counted two {word} people.")
        assert found.quantity.best == 2 * value


def test_marks_make_no_counts() -> None:
    for mark in [*WORDS["marks"]["percent"], *WORDS["marks"]["money_after"]]:
        assert [number.kind for number in read(f"It took 40 {mark} in all.")] in (["percent"], ["money"])
    for word in WORDS["designators"]["words"]:
        assert counts(f"It was {word} 40 then.") == []


# ---- laws of hedges -------------------------------------------------------------------------------------------

amount = st.integers(1, 10**7)


@given(amount)
def test_floors_and_ceilings(number: int) -> None:
    expected = {
        "more than": (number + 1, None),
        "over": (number + 1, None),
        "at least": (number, None),
        "fewer than": (None, number - 1),
        "up to": (None, number),
        "no more than": (None, number),
    }
    for words, ends in expected.items():
        (found,) = counts(f"{words} {number} people")
        assert (found.quantity.low, found.quantity.high) == ends
        assert found.quantity.best == number


@given(amount)
def test_nearly_ends_at_the_number_and_about_holds_it(number: int) -> None:
    (nearly,) = counts(f"nearly {number} people")
    assert nearly.quantity.high == number == nearly.quantity.best
    assert nearly.quantity.low is not None
    assert nearly.quantity.low >= 1
    assert 10 * nearly.quantity.low >= 9 * number
    (about,) = counts(f"about {number} people")
    assert about.quantity.low is not None
    assert about.quantity.high is not None
    assert about.quantity.low <= number < about.quantity.high
    assert number == 1 or about.quantity.low < number


@given(amount, amount, st.sampled_from(["between {} and {}", "from {} to {}", "{} to {}", "{}-{}", "{}–{}"]))
def test_ranges_keep_their_ends_and_only_ascend(first: int, second: int, shape: str) -> None:
    found = counts(f"They counted {shape.format(f'{first:,}', f'{second:,}')} people.")
    if first < second:
        (only,) = found
        assert (only.quantity.low, only.quantity.high, only.quantity.best) == (first, second, None)
    else:
        assert "between" not in [number.quantity.hedge for number in found]


@pytest.mark.parametrize("name", sorted(CONVENTIONS))
def test_every_convention_reads_every_case_in_order(name: str) -> None:
    for param in cases():
        for number in read(param.values[0]["text"], name):
            quantity = number.quantity
            ends = [end for end in (quantity.low, quantity.best, quantity.high) if end is not None]
            if quantity.hedge not in ("more_than", "less_than"):  # there the number said is outside
                assert ends == sorted(ends)


def test_conventions_by_their_sources() -> None:
    expected: dict[str, dict[str, tuple[int | None, int | None]]] = {
        "tollbook": {"dozens": (24, 99), "hundreds": (200, 999), "several": (None, None), "more than 12": (13, None)},
        "acled": {
            "tens": (10, 10),
            "dozens": (12, 12),
            "hundreds": (100, 100),
            "at least 12": (12, 12),
            "12 to 20": (12, 12),
        },
        "ucdp": {"more than 12": (12, 12), "12 to 20": (12, 20), "nearly 12": (12, 12)},
        "airwars": {"at least 12": (12, 12), "12 to 20": (12, 20)},
    }
    for name, table in expected.items():
        for words, ends in table.items():
            (found,) = read(words, name)
            assert (found.quantity.low, found.quantity.high) == ends, (name, words)


def test_an_unknown_convention_is_an_error() -> None:
    with pytest.raises(KeyError):
        read("12 people", "none such")


# ---- laws of spans --------------------------------------------------------------------------------------------

PIECES = st.sampled_from(
    [
        "at least",
        "more than",
        "up to",
        "about",
        "between",
        "from",
        "to",
        "and",
        "or",
        "-",
        ",",
        ".",
        "%",
        "$",
        "(",
        ")",
        "\n",
        "\n\n",
        "a",
        "the",
        "of",
        "no",
        "one",
        "another",
        "six",
        "twenty",
        "hundred",
        "hundreds",
        "thousand",
        "dozen",
        "dozens",
        "tens",
        "half",
        "million",
        "several",
        "12",
        "1,200",
        "3.5",
        "20 000",
        "2016-11-30",
        "0630",
        "12:30",
        "third",
        "people",
        "children",
        "under",
        "M-",
        "16",
        "k",
        "m",
        "plus",
        "or so",
        "some",
        "~",
        "+",
        "/",
        "'s",
        "percent",
        "pesos",
        "İ",
    ]
)
noise = st.one_of(
    st.text(max_size=60),
    st.lists(PIECES, max_size=14).map(" ".join),
    st.lists(PIECES, max_size=14).map("".join),
)


@given(noise)
def test_spans_are_words_of_the_text_in_order(text: str) -> None:
    if len(text.lower()) != len(text):
        text = text.replace("İ", "I")
    if len(text.lower()) != len(text):
        return
    last = 0
    for number in read(text):
        assert last <= number.start <= number.core_start < number.core_end <= number.end <= len(text)
        assert number.quantity.text == text[number.start : number.end]
        assert number.quantity.text == number.quantity.text.strip()
        assert number.quantity.hedge in HEDGES
        assert number.kind in KINDS
        last = number.end


@given(noise, noise)
def test_a_part_is_read_within_its_bounds(before: str, part: str) -> None:
    text = before + part
    if len(text.lower()) != len(text):
        return
    for number in find_numbers(text, text.lower(), len(before), len(text)):
        assert number.start >= len(before)
    for number in find_numbers(text, text.lower(), 0, len(before)):
        assert number.end <= len(before)


@given(noise)
def test_reading_twice_gives_the_same(text: str) -> None:
    if len(text.lower()) == len(text):
        assert read(text) == read(text)


def test_a_code_of_many_digits_is_a_name() -> None:
    (found,) = read("9" * 5000)
    assert found.kind == "identifier"
    assert found.quantity.best is None


def test_a_long_table_of_figures_is_read_number_by_number() -> None:
    text = " ".join(str(n) for n in range(10, 3000, 7))
    assert [number.quantity.best for number in counts(text)] == list(range(10, 3000, 7))


@pytest.mark.parametrize("convention", sorted(CONVENTIONS))
@pytest.mark.parametrize("hedge", [None, "more_than", "at_least", "less_than", "at_most", "nearly", "about"])
@pytest.mark.parametrize("number", [0, 1, 2, 30])
def test_bounds_never_cross(number: int, hedge: str | None, convention: str) -> None:
    found = quantity(Stated(number, number, "exact"), hedge, "", convention)
    assert found.high is None or 0 <= (found.low or 0) <= found.high
