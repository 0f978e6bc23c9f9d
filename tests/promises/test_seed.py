"""The report this program was first asked to read, word for word, where it is at hand (TOLLBOOK_SEED
names its folder).

Every row is a thing a careful analyst finds in it; the traps are what she does not.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

import tollbook
from tests.conftest import data_folder
from tollbook.model import Claim, Reading
from tollbook.reckon import Question, answer

FOLDER = data_folder("TOLLBOOK_SEED")
DAY = dt.date(2016, 11, 30)
pytestmark = pytest.mark.skipif(FOLDER is None, reason="TOLLBOOK_SEED names no folder")


@pytest.fixture(scope="module")
def text() -> str:
    assert FOLDER is not None
    (path,) = sorted(Path(FOLDER).glob("*.txt"))
    return path.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def reading(text: str) -> Reading:
    return tollbook.read(text, published=DAY)


def only(reading: Reading, test: Callable[[Claim], bool]) -> Claim:
    found = [claim for claim in reading.claims if test(claim)]
    assert len(found) == 1, found
    return found[0]


def named(reading: Reading, harm: str, best: int) -> Claim:
    return only(reading, lambda c: c.harm == harm and c.quantity.best == best and not c.speaker)


def in_east_aleppo(claim: Claim) -> bool:
    return claim.place is not None and claim.place.text.casefold() == "east aleppo" and claim.place.country == "SY"


def by_government(claim: Claim) -> bool:
    return claim.perpetrator is not None and claim.perpetrator.actor == "Government of Syria"


def test_spans(reading: Reading, text: str) -> None:
    assert reading.claims
    for claim in reading.claims:
        words = text[claim.span.start : claim.span.end]
        assert words
        assert not claim.quantity.text or words == claim.quantity.text


def test_killed(reading: Reading) -> None:
    killed = named(reading, "killed", 250)
    assert (killed.quantity.low, killed.quantity.high, killed.quantity.hedge) == (251, None, "more_than")
    assert killed.population.group == "civilians"
    assert in_east_aleppo(killed)
    assert (killed.window.start, killed.window.end) == (dt.date(2016, 11, 15), DAY)
    assert by_government(killed)
    children = named(reading, "killed", 30)
    assert (children.population.group, children.quantity.hedge) == ("children", "nearly")
    assert children.part_of == killed.id


def test_the_figure_for_killed(reading: Reading) -> None:
    for population in ("people", "civilians"):
        figure = next(f for f in reading.figures if (f.harm, f.population) == ("killed", population))
        assert (figure.low, figure.high) == (251, None)
    found = answer(Question("killed", "civilians"), reading.claims)
    assert (found.documented.low, found.documented.high, found.floor) == (251, None, 251)


def test_displaced(reading: Reading) -> None:
    fled = only(reading, lambda c: c.harm == "displaced" and c.quantity.hedge == "at_most")
    assert (fled.quantity.best, fled.quantity.high) == (20_000, 20_000)
    assert (fled.window.start, fled.window.end) == (dt.date(2016, 11, 27), DAY)
    assert in_east_aleppo(fled)
    again = only(reading, lambda c: c.harm == "displaced" and c.speaker == "Red Cross")
    assert (again.quantity.hedge, again.quantity.best) == ("nearly", 20_000)
    assert (again.window.start, again.window.end) == (fled.window.start, fled.window.end)
    assert again.place == fled.place
    figure = next(f for f in reading.figures if (f.harm, f.population) == ("displaced", "people"))
    assert figure.high == 20_000
    assert answer(Question("displaced"), reading.claims).documented.high == 20_000
    assert any(c.harm == "displaced" and c.modality == "asserted" and not c.quantity.quantified for c in reading.claims)


def test_besieged(reading: Reading) -> None:
    sieges = [c for c in reading.claims if c.harm == "besieged" and c.measure == "state"]
    assert len(sieges) == 3
    assert [c.repeats for c in sieges] == [None, sieges[0].id, sieges[0].id]
    assert all(c.window.start == dt.date(2016, 7, 30) for c in sieges)
    assert by_government(sieges[1])
    assert by_government(sieges[2])
    trapped = named(reading, "besieged", 275_000)
    assert (trapped.measure, trapped.population.group, trapped.quantity.hedge) == ("stock", "civilians", "nearly")
    assert (trapped.window.start, trapped.window.end) == (DAY, DAY)


def test_services(reading: Reading, text: str) -> None:
    services = [c for c in reading.claims if c.harm == "service_state" and c.repeats is None]
    assert {c.measure for c in services} == {"state"}
    hospitals = next(c for c in services if "hospitals" in c.quote)
    assert (hospitals.quantity.low, hospitals.quantity.high, hospitals.quantity.hedge) == (0, 0, "none")
    words = {text[c.span.start : c.span.end] for c in services if c is not hospitals}
    assert len(words) >= 2, words  # aid stocks exhausted; food running low


def test_chemical_use(reading: Reading) -> None:
    uses = [c for c in reading.claims if c.harm == "chemical_use"]
    assert any(
        c.modality == "asserted"
        and by_government(c)
        and (c.window.start, c.window.end) == (dt.date(2014, 1, 1), dt.date(2015, 12, 31))
        for c in uses
    )
    finding = only(reading, lambda c: c.harm == "chemical_use" and c.measure == "statement")
    assert finding.statement == "finding"
    assert finding.speaker is not None
    assert "United Nations" in finding.speaker
    assert "Prohibition of Chemical Weapons" in finding.speaker


def test_territory(reading: Reading) -> None:
    lost = only(reading, lambda c: c.harm == "control_lost" and c.modality == "asserted")
    assert in_east_aleppo(lost) or (lost.place is not None and "northern" in lost.place.text)
    assert (lost.window.start, lost.window.end) == (dt.date(2016, 11, 29), DAY)


def test_statements_are_never_counted(reading: Reading) -> None:
    spoken = [c for c in reading.claims if c.modality != "asserted" or c.measure == "statement"]
    said = {(c.speaker, c.statement or c.modality) for c in spoken}
    assert ("UN", "condemnation") in said
    assert any(speaker == "Amnesty International" and kind in ("urged", "call") for speaker, kind in said)
    assert ("France", "possible") in said
    assert any(c.harm == "tortured" and c.modality in ("possible", "predicted") for c in spoken)
    counted = {identity for figure in reading.figures for identity in figure.claims}
    assert not counted & {c.id for c in spoken}


def test_detention(reading: Reading) -> None:
    for harm in ("detained", "disappeared"):
        claim = only(reading, lambda c, harm=harm: c.harm == harm)  # type: ignore[misc]
        assert (claim.modality, claim.quantity.quantified) == ("asserted", False)
        assert by_government(claim)


def test_the_traps(reading: Reading) -> None:
    for claim in reading.claims:
        place = claim.place.text if claim.place else ""
        assert "Sarajevo" not in place
        assert "New York" not in place
        assert claim.quantity.best not in (5, 6, 24, 2014, 2015, 72)
        assert not (claim.harm == "bombardment" and claim.modality == "asserted" and "put an end" in claim.quote)
