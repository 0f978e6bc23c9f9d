"""Windows: the cases of cases/dates, and the laws that hold for any text."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tollbook.resolve.dates import TimeMention, anchor_date, find_times
from tollbook.resolve.dates.lexer import lexicon
from tollbook.resolve.dates.rules import rules
from tollbook.text.fold import fold

FOLDER = Path(__file__).parent.parent / "cases" / "dates"
Case = dict[str, Any]

ROLES = {"at", "since", "until", "past", "duration", "background", "future", "recurring", "age", "other"}
PRECISIONS = {"hour", "day", "week", "month", "season", "year", "open"}


def _cases(anchors: bool) -> list[Any]:
    found = []
    for path in sorted(FOLDER.glob("*.json")):
        if (path.stem == "anchors") == anchors:
            for number, case in enumerate(json.loads(path.read_text(encoding="utf-8"))):
                marks = [pytest.mark.xfail(strict=True)] if case.get("not_yet") else []
                found.append(pytest.param(case, id=f"{path.stem}-{number}", marks=marks))
    return found


def _date(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def read(text: str, anchor: dt.date | None) -> list[TimeMention]:
    return find_times(text, fold(text), 0, len(text), anchor)


def plain(mention: TimeMention) -> Case:
    window = mention.window
    return {
        "words": window.text,
        "role": mention.role,
        "start": window.start.isoformat() if window.start else None,
        "end": window.end.isoformat() if window.end else None,
        "precision": window.precision,
    }


@pytest.mark.parametrize("case", _cases(anchors=False))
def test_windows(case: Case) -> None:
    assert [plain(m) for m in read(case["input"], _date(case["anchor"]))] == case["expected"]


@pytest.mark.parametrize("case", _cases(anchors=True))
def test_anchors(case: Case) -> None:
    assert anchor_date(case["input"], _date(case["published"])) == _date(case["expected"])


@pytest.mark.parametrize("case", _cases(anchors=False)[::4])
def test_a_window_does_not_depend_on_where_the_sentence_stands(case: Case) -> None:
    text = "Ten were seen. " + case["input"] + " No more is known."
    start = len("Ten were seen. ")
    found = find_times(text, fold(text), start, start + len(case["input"]), _date(case["anchor"]))
    assert [plain(m) for m in found] == case["expected"]
    assert all(text[m.start : m.end] == m.window.text for m in found)


@pytest.mark.parametrize("case", _cases(anchors=False)[::3])
def test_a_line_break_is_a_blank(case: Case) -> None:
    wrapped = case["input"].replace(" ", "\n")
    found = [plain(m) for m in read(wrapped, _date(case["anchor"]))]
    expected = [{**mention, "words": mention["words"].replace(" ", "\n")} for mention in case["expected"]]
    assert found == expected


@pytest.mark.parametrize("case", [c for c in _cases(anchors=False) if not c.values[0].get("cased")])
def test_capitals_change_nothing(case: Case) -> None:
    """Wire copy in capitals and posts without any are read as well; ``cased`` marks the cases that need both."""
    expected = [{**mention, "words": mention["words"].lower()} for mention in case["expected"]]
    for text in (case["input"].upper(), case["input"].lower()):
        found = [plain(mention) for mention in read(text, _date(case["anchor"]))]
        assert [{**mention, "words": mention["words"].lower()} for mention in found] == expected


WORDS = sorted(lexicon("en").words)
TOKENS = st.sampled_from([*WORDS, *map(str, range(40)), "1989", "2014", "2016", "89", "'89", "1980s", "15th"])
MARKS = st.sampled_from([" ", " ", " ", " ", ", ", "-", ". ", "/", " (", ") ", "\n", "’s ", ":"])
SOUP = st.lists(st.tuples(TOKENS, MARKS), max_size=12).map(lambda pairs: "".join(w + m for w, m in pairs))
ANCHORS = st.none() | st.dates()


def check(text: str, anchor: dt.date | None) -> None:
    found = read(text, anchor)
    at = 0
    for mention in found:
        assert at <= mention.start < mention.end <= len(text)
        at = mention.end
        assert mention.role in ROLES
        window = mention.window
        assert window.text == text[mention.start : mention.end] == window.text.strip()
        assert window.precision in PRECISIONS
        assert not (window.start and window.end) or window.start <= window.end
        if mention.role in ("age", "recurring", "other"):
            assert (window.start, window.end) == (None, None)
    assert found == read(text, anchor)


@given(SOUP, ANCHORS)
@example("31 to 29 February 2016", dt.date(1, 1, 1))
@example("since 99999999999999999999 years ago", dt.date(2016, 11, 30))
@example("from May 9 to next May", dt.date(9999, 12, 31))
def test_words_of_time_in_any_order_give_sound_mentions(text: str, anchor: dt.date | None) -> None:
    check(text, anchor)
    check(text.upper(), anchor)


@given(st.text(max_size=80), ANCHORS)
def test_any_text_gives_sound_mentions(text: str, anchor: dt.date | None) -> None:
    check(text, anchor)
    assert anchor_date(text, anchor) in (anchor, anchor_date(text, None))


SHAPES = (
    "{d.day} {d:%B} {d.year:04}",
    "{d:%B} {d.day}, {d.year:04}",
    "{d:%B} {d.day} {d.year:04}",
    "{d.day} {d:%b} {d.year:04}",
    "{d:%b}. {d.day}, {d.year:04}",
    "{d:%A}, {d.day} {d:%B} {d.year:04}",
    "{d:%a} {d.day} {d:%b} {d.year:04}",
    "{d:%A}, {d:%B} {d.day}, {d.year:04}",
    "{d.year:04}-{d.month:02}-{d.day:02}",
    "{d:%A} {d.day}/{d.month}/{d.year:04}",
    "{d:%a} {d.month}/{d.day}/{d.year:04}",
)


@given(st.dates(dt.date(1988, 1, 1), dt.date(2027, 12, 31)), st.sampled_from(SHAPES), st.booleans())
def test_a_day_written_in_any_shape_reads_back(day: dt.date, shape: str, upper: bool) -> None:
    written = shape.format(d=day)
    text = f"The town was hit on {written}."
    text = text.upper() if upper else text
    start = text.index(written.upper() if upper else written)
    (mention,) = read(text, dt.date(2028, 1, 1))
    swapped = shape.startswith("{d:%a} {d.month}") and day.day <= 12 and _swapped(day).weekday() == day.weekday()
    expected = _swapped(day) if swapped else day
    assert (mention.window.start, mention.window.end) == (expected, expected)
    assert (mention.start, mention.end) == (start, start + len(written))


def _swapped(day: dt.date) -> dt.date:
    return dt.date(day.year, day.day, day.month)


@given(st.dates(dt.date(1988, 1, 1), dt.date(2027, 12, 31)), st.integers(0, 362))
def test_a_day_without_its_year_is_the_latest_not_after_the_anchor(anchor: dt.date, back: int) -> None:
    day = anchor - dt.timedelta(days=back)
    (mention,) = read(f"The town was hit on {day.day} {day:%B}.", anchor)
    assert mention.window.start == mention.window.end
    assert mention.window.start == day


@given(st.dates(dt.date(1988, 1, 1), dt.date(2027, 12, 31)), st.integers(0, 6))
def test_a_weekday_is_the_latest_not_after_the_anchor(anchor: dt.date, back: int) -> None:
    day = anchor - dt.timedelta(days=back)
    (mention,) = read(f"The town was hit on {day:%A}.", anchor)
    assert mention.window.start == mention.window.end == day


@given(st.dates(dt.date(1988, 1, 1), dt.date(2027, 12, 31)), st.integers(2, 400))
def test_a_past_of_so_many_days_begins_so_many_days_before_the_anchor(anchor: dt.date, days: int) -> None:
    for words, role in ((f"in the past {days} days", "past"), (f"for more than {days} days", "duration")):
        (mention,) = read(f"People have fled {words}.", anchor)
        assert (mention.role, mention.window.end) == (role, anchor)
        assert mention.window.start == anchor - dt.timedelta(days=days)


def test_every_rule_of_the_language_has_a_maker_and_can_begin() -> None:
    for kind in ("point", "when"):
        grammar = rules("en", kind)
        used = {id(rule.data) for rule, begins in grammar.rules.rules if begins}
        assert used == {id(data) for data in lexicon("en").data[kind]}


@given(st.data())
def test_a_rule_is_tried_wherever_it_matches(data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(("point", "when")))
    grammar = rules("en", kind)
    rule, _ = data.draw(st.sampled_from(grammar.rules.rules))
    codes = data.draw(st.from_regex(rule.pattern.pattern, fullmatch=True)) + data.draw(
        st.sampled_from(("", *lexicon("en").letters.values()))
    )
    for at in range(len(codes)):
        for other, _ in grammar.rules.rules:
            if other.pattern.match(codes, at):
                assert other in grammar.rules[codes[at : at + 2]]
                assert grammar.starts.match(codes, at)


def _page() -> list[Any]:
    page = (FOLDER.parent.parent / "docs" / "method.md").read_text(encoding="utf-8")
    section = page.partition("## When: windows")[2].partition("\n## ")[0]
    table = section.partition("| words | role |")[2]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()[2:] if line[:1] == "|"]
    return [pytest.param(words.strip(), row[1:], id=words.strip()) for row in rows for words in row[0].split(";")]


@pytest.mark.parametrize(("words", "row"), _page())
def test_the_method_page_says_what_is_read(words: str, row: list[str]) -> None:
    (mention,) = read(f"Ten people were killed {words}.", dt.date(2016, 11, 30))
    found = plain(mention)
    assert [found["role"], found["start"] or "open", found["end"] or "open", found["precision"]] == row


def test_the_method_page_has_its_table() -> None:
    assert len(_page()) > 30
