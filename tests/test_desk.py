"""Figures in words, questions from words, and what a set of claims adds up to."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from tollbook.desk import words
from tollbook.desk.asking import Asked, harm_named, population_named, question_of
from tollbook.desk.errors import AskedWrongError, near
from tollbook.desk.summing import scopes, sums
from tollbook.model import Claim, Perpetrator, Place, Population, Quantity, Reading, Report, Span, Window
from tollbook.reckon import Answer, Bounds, Question, SourceFigure
from tollbook.record.plan import Read
from tollbook.record.store import Store
from tollbook.resolve.places import Gazetteer

DAY = dt.date(2016, 11, 30)
ALEPPO = Place("Aleppo", "Aleppo", 170063, "SY", 36.2, 37.16, "city", ("geoname:170063", "admin1:SY.09", "country:SY"))


def claim(identity: str, best: int, group: str = "people", harm: str = "killed", part_of: str | None = None) -> Claim:
    return Claim(
        id=identity, harm=harm, measure="flow", extent="total", quantity=Quantity(best, best, best, "exact"),
        population=Population(group), place=ALEPPO, window=Window(dt.date(2016, 11, 15), DAY, "day"),
        perpetrator=Perpetrator("the army", "Government of Syria"), means=(), speaker="A monitor", publisher="A paper",
        modality="asserted", part_of=part_of, repeats=None, quote="", span=Span(0, 0), report="r", published=DAY,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (251, None, "at least 251"),
        (None, 20_000, "up to 20,000"),
        (0, 20_000, "up to 20,000"),
        (12, 24, "12 to 24"),
        (12, 12, "12"),
        (0, 0, "none"),
        (None, 0, "none"),
        (None, None, "no number"),
        (0, None, "no number"),
    ],
)
def test_bounds(low: int | None, high: int | None, said: str) -> None:
    assert words.bounds(low, high) == said


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        (None, None, ""),
        (dt.date(2016, 11, 15), DAY, "from 15 to 30 November 2016"),
        (dt.date(2016, 11, 1), DAY, "in November 2016"),
        (dt.date(2016, 10, 15), DAY, "from 15 October to 30 November 2016"),
        (dt.date(2015, 10, 15), DAY, "from 15 October 2015 to 30 November 2016"),
        (dt.date(2016, 1, 1), dt.date(2016, 12, 31), "in 2016"),
        (dt.date(2014, 1, 1), dt.date(2015, 12, 31), "from 2014 to 2015"),
        (DAY, DAY, "on 30 November 2016"),
        (DAY, None, "since 30 November 2016"),
        (None, DAY, "until 30 November 2016"),
    ],
)
def test_days(start: dt.date | None, end: dt.date | None, said: str) -> None:
    assert words.days(start, end) == said


def answer(question: Question, low: int | None, high: int | None, silent: bool = False) -> Answer:
    return Answer(question, documented=Bounds(low, high), floor=low, silent=silent)


@pytest.mark.parametrize(
    ("question", "low", "high", "said"),
    [
        (Question("killed", "civilians", ALEPPO), 251, None, "At least 251 civilians killed in Aleppo."),
        (Question("killed"), 12, 24, "Between 12 and 24 people killed."),
        (Question("displaced"), None, 20_000, "Up to 20,000 people displaced."),
        (Question("killed", "aid_workers"), 3, 3, "3 aid workers killed."),
        (Question("killed"), 0, 0, "No people killed, the reports say."),
        (Question("killed"), None, None, "Reports speak of people killed, and give no number that can be counted."),
        (Question("attack_on_health", place=ALEPPO), 2, None, "At least 2 attacks on health care in Aleppo."),
        (Question("chemical_use"), 2, 2, "Use of chemical weapons: 2 times."),
        (
            Question("killed", perpetrator="Government of Syria", according_to="A monitor", known_on=DAY),
            5,
            None,
            "At least 5 people killed by Government of Syria, according to A monitor, as known on 30 November 2016.",
        ),
    ],
)
def test_headline(question: Question, low: int | None, high: int | None, said: str) -> None:
    assert words.headline(answer(question, low, high)) == said


def test_silence_is_said() -> None:
    said = words.headline(answer(Question("abducted", "children", ALEPPO), None, None, silent=True))
    assert said == "No report says anything about children abducted in Aleppo."


def test_agreement() -> None:
    one = SourceFigure("a", (), 3, 5, None, ("x",))
    two = SourceFigure("b", (), 4, None, None, ("y",))
    whole = replace(answer(Question("killed"), 3, None), sources=(one, two), agreement=Bounds(4, 5))
    assert words.agreement(whole) == "Both sources can be right only if it is 4 to 5."
    assert words.agreement(replace(whole, sources=(one,))) == ""
    assert "excludes" in words.agreement(replace(whole, agreement=Bounds(3, None)))
    assert words.agreement(replace(whole, agreement=Bounds())) == "They cannot all be right in everything they say."


def test_what_is_left_out_is_said_with_the_reason() -> None:
    denied = replace(claim("d", 3), modality="denied")
    vague = replace(claim("v", 3), quantity=Quantity())
    counted = claim("c", 3)
    whole = replace(
        answer(Question("killed"), 3, 3),
        sources=(SourceFigure("a", (), 3, 3, 3, ("c",)),),
        touching=("c", "d", "v"),
    )
    said = words.left_out(whole, [counted, denied, vague])
    assert said == "2 more claims speak of this and are not counted: 1 denied, 1 without a number."
    assert words.left_out(replace(whole, touching=("c",)), [counted]) == ""
    homes = replace(claim("h", 3), quantity=Quantity(3, 3, 3, "exact", "households"))
    aside = replace(whole, touching=("h", "o"), set_aside=("h",))
    said = words.left_out(aside, [homes, claim("o", 2)])
    assert said.endswith("not counted: 1 counted in households, 1 overtaken by a later figure.")


@pytest.mark.parametrize("name", ["attack_on_health", "Attack on health", "attacks on health care", "ATTACK-ON-HEALTH"])
def test_a_harm_goes_by_its_name_or_its_label(name: str) -> None:
    assert harm_named(name) == "attack_on_health"


def test_what_is_not_known_is_named_with_what_is_near() -> None:
    with pytest.raises(AskedWrongError, match="'displacd'") as caught:
        harm_named("displacd")
    assert caught.value.remedy == "Did you mean displaced?"
    with pytest.raises(AskedWrongError, match="'wizards'") as caught:
        population_named("wizards")
    assert "civilians" in caught.value.remedy
    assert near("x", ["abc"], "otherwise") == "otherwise"


def question(folder: Path, *claims: Claim, **asked: str) -> Question:
    with Store.open(folder, create=True, write=True) as store:
        report = Report("", "0" * 64, publisher="A paper", published=DAY)
        store.take_in([Read(store.plan(report, again=True), b"", Reading(claims or (claim("a", 3),)))], "test")
        return question_of(Asked("killed", **asked), store.shelf("killed"), Gazetteer.default())  # type: ignore[arg-type]


def test_a_question_from_words(tmp_path: Path) -> None:
    ask = partial(question, tmp_path)
    found = ask(who="civilians", where="aleppo", perpetrator="government", according_to="a MONITOR")
    assert (found.population, found.perpetrator, found.according_to) == (
        "civilians",
        "Government of Syria",
        "A monitor",
    )
    assert found.place is not None
    assert found.place.geoname_id == 170063
    part = ask(where="east Aleppo").place
    assert part is not None
    assert part.name == "east Aleppo"
    assert part.path[0].startswith("part:")


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"where": "Xyzzyq"}, "No place"),
        ({"perpetrator": "Nobody"}, "perpetrator"),
        ({"according_to": "Nobody"}, "source"),
    ],
)
def test_a_question_nobody_can_answer(tmp_path: Path, asked: dict[str, str], said: str) -> None:
    with pytest.raises(AskedWrongError, match=said) as caught:
        question(tmp_path, **asked)
    assert caught.value.remedy


def test_a_name_that_can_be_two_is_asked_back(tmp_path: Path) -> None:
    other = replace(claim("b", 3), speaker="A monitor of hospitals")
    with pytest.raises(AskedWrongError, match="can be A monitor or A monitor of hospitals"):
        question(tmp_path, claim("a", 3), other, according_to="monito")


def test_sums_name_the_main_groups_and_never_add_a_part() -> None:
    whole, children = claim("a", 40, "civilians"), claim("b", 7, "children", part_of="a")
    woman = claim("c", 1, "women", part_of="a")
    found = sums([whole, children, woman])
    assert [(s.answer.question.population, s.answer.documented.low) for s in found] == [
        ("civilians", 40),
        ("children", 7),
    ]
    assert all(s.sources == 1 for s in found)
    assert scopes([replace(whole, modality="possible")]) == []
