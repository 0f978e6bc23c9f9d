"""A report's own figures: what adds, what does not, and what stays out."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tollbook.model import Claim, Figure, Population, Quantity, Span, Window
from tollbook.reading import read
from tollbook.reckon.figures import figures

Told = tuple[int | None, int | None, int | None]


def figure(text: str, harm: str = "killed", group: str = "people", published: str = "2016-11-30") -> Figure | None:
    """The figure of a harm and a group in a text."""
    found = read(text, dt.date.fromisoformat(published)).figures
    return next((f for f in found if f.harm == harm and f.population == group), None)


def told(text: str, harm: str = "killed", group: str = "people") -> Told | None:
    found = figure(text, harm, group)
    return None if found is None else (found.low, found.high, found.best)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Gunmen killed nine people in Kano. A bomb killed four people in Jos.", (13, 13, 13)),
        ("A mortar killed two women, a child and three men in Taiz.", (6, 6, 6)),
        ("A blast killed 19 people in Kandahar. The 19 dead were buried on Monday.", (19, 19, 19)),
        ("Thirteen people were killed in Hama on Monday, among them four children.", (13, 13, 13)),
        ("Two nurses were among nine people killed in Mosul on Monday.", (9, 9, 9)),
        ("Five people were killed by soldiers in Mopti. The five were traders.", (5, 5, 5)),
    ],
    ids=["events add", "a list adds", "again", "a part", "a part told first", "those five"],
)
def test_what_adds(text: str, expected: Told) -> None:
    assert told(text) == expected


@pytest.mark.parametrize(
    ("text", "expected", "contested"),
    [
        ("Residents said 19 people were killed in the raid while the police said five were killed.", (5, 19, 19), True),
        ("Medics said 25 civilians were killed in a raid on Douma; the army counted 10 dead in the same raid.",
         (10, 25, 25), True),
        ("At least 30 people were killed in Homs, medics said. The army put the number of dead at 45.",
         (30, 45, 30), True),
        ("Eleven people were killed in Homs, medics said. The army put the number of dead at 11.", (11, 11, 11), False),
    ],
    ids=["while", "in the same raid", "open end filled", "agreement"],
)  # fmt: skip
def test_accounts_are_spanned_not_added(text: str, expected: Told, contested: bool) -> None:
    found = figure(text)
    assert found is not None
    assert ((found.low, found.high, found.best), found.contested) == (expected, contested)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Police first spoke of nine dead. By evening the toll had risen to 15.", (15, 15, 15)),
        ("A raid killed 18 people in Rawuru. Two of the wounded later died, bringing the toll to 20.", (20, 20, 20)),
    ],
)
def test_the_last_count_counts(text: str, expected: Told) -> None:
    assert told(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "A strike killed six people in Idlib on Tuesday. The war has killed more than 300,000 people since 2011.",
        "Gunmen killed six people in Zamfara on Tuesday. More than 400 people have been killed in the state this year.",
        "A bomb killed six people in Lahore on Tuesday. In February, a raid killed ten people in the city.",
        "Six people died in Tuesday's clash, the worst since 2012, when 56 were killed.",
        "Six people were killed in Bali by youths protesting the killing of two traders by gunmen.",
        "A bomb killed six people in Kabul. Two attackers were also killed.",
    ],
    ids=["a war", "this year", "an earlier raid", "the worst since", "what was protested", "attackers"],
)
def test_what_a_report_is_not_about_stays_out(text: str) -> None:
    assert told(text) == (6, 6, 6)


def test_a_report_about_a_whole_war_says_so() -> None:
    assert told("The war has killed more than 300,000 people since 2011.") == (300_001, None, 300_000)


def test_a_toll_covers_the_events_in_it() -> None:
    text = (
        "At least 263 people have been killed in Ituri since 1 November, officials said. "
        "On 13 November armed men killed 30 people in Tchele. On 16 November seven people were killed in Bunia."
    )
    assert told(text) == (263, None, 263)


def test_a_total_and_its_places() -> None:
    text = "Bombs killed 22 people across Iraq on Thursday. The deadliest blast killed nine people in Dujail."
    assert told(text) == (22, 22, 22)


def test_parts_make_figures_of_their_own() -> None:
    text = "A raid killed 40 people in Homs, including 12 children and nine women."
    assert [told(text, group=g) for g in ("people", "children", "women")] == [(40,) * 3, (12,) * 3, (9,) * 3]


def test_silence_is_no_figure() -> None:
    assert figures(()) == ()
    assert figure("The market in Taiz was quiet.") is None


# ---------------------------------------------------------------- laws


def _claim(number: int, low: int, high: int | None, rule: str = "passive") -> Claim:
    return Claim(
        id=str(number), harm="killed", measure="flow", extent="event",
        quantity=Quantity(low, high, low, "exact" if high is not None else "at_least"), population=Population(),
        place=None, window=Window(), perpetrator=None, means=(), speaker=f"speaker {number}", publisher=None,
        modality="asserted", part_of=None, repeats=None, quote=f"sentence {number}", span=Span(number, number + 1),
        rule=rule,
    )  # fmt: skip


_NUMBERS = st.lists(st.tuples(st.integers(1, 500), st.booleans()), min_size=1, max_size=6)


@given(_NUMBERS)
def test_events_apart_add_within_their_bounds(numbers: list[tuple[int, bool]]) -> None:
    claims = [_claim(i, n, None if is_open else n) for i, (n, is_open) in enumerate(numbers)]
    found = figures(claims)[0]
    # one number that is the sum of all the others is their total, and not an event beside them
    total = sum(n for n, _ in numbers)
    assert found.low in (total, total // 2)
    assert found.high is None or found.high >= (found.low or 0)
    assert set(found.claims) <= {claim.id for claim in claims}


@given(_NUMBERS)
def test_rival_counts_never_add(numbers: list[tuple[int, bool]]) -> None:
    claims = [_claim(i, n, None if o else n, "passive, rival" if i else "passive") for i, (n, o) in enumerate(numbers)]
    found = figures(claims)[0]
    assert found.low == min(n for n, _ in numbers)
    assert found.high in (None, max(n for n, _ in numbers))
    assert found.best == numbers[0][0]
    assert found.contested == (len(set(numbers)) > 1)
