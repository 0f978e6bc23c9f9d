"""What the program says is said in every language: the reckoning's sentences, what is wrong, the log, the reasons."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests import sentences
from tollbook.intake.claims_table import read_claims_table
from tollbook.reckon import Question, answer, walk
from tollbook.reckon.likeness import WEIGHTS, reason
from tollbook.reckon.tongue import LANGUAGES, unmarked
from tollbook.reckon.wording import Speech
from tollbook.record.logged import KINDS
from tollbook.web import recalling

LANG = Path(sentences.ROOT) / "lang"
OTHERS = [language for language in LANGUAGES if language != "en"]
_PLACE = re.compile(r"\{(\w+)(?:![rs])?(?::[\w,]+)?\}")
#: Sections of a language's file that hold its own ways and no sentence.
NOT_SAID = {"incidents.toml": {"capitals", "harm_target"}, "reckoning.toml": {"party"}}


def data(language: str, name: str) -> dict[str, Any]:
    return tomllib.loads((LANG / language / name).read_text(encoding="utf-8"))


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("name", ["reckoning.toml", "incidents.toml"])
def test_every_sentence_is_there_with_its_places(language: str, name: str) -> None:
    english, other = data("en", name), data(language, name)
    wrong = []
    for section in english.keys() - NOT_SAID[name]:
        for key, said in english[section].items():
            theirs = other.get(section, {}).get(key)
            same = isinstance(theirs, str) and (
                not isinstance(said, str) or set(_PLACE.findall(said)) == set(_PLACE.findall(theirs))
            )
            wrong += [] if same else [(section, key)]
    assert not wrong


@pytest.mark.parametrize("language", OTHERS)
def test_everything_that_is_wrong_is_said(language: str) -> None:
    said = sentences.load(language)
    known = sentences.sentences()
    assert len(known) > 100
    assert [one for one in known if not said.get(one)] == [], "python -m tests.sentences, and translate what it added"
    assert [one for one in said if one not in known] == []
    wrong = [one for one, theirs in said.items() if set(_PLACE.findall(one)) != set(_PLACE.findall(theirs))]
    assert wrong == []
    assert [kind for kind in KINDS.values() if kind not in data(language, "sentences.toml")["log"]] == []


def test_a_page_speaks_of_no_command() -> None:
    commanding = [one for one in sentences.sentences() if "tollbook " in one or "--" in one]
    english = sentences.load("en")
    assert [one for one in commanding if one not in english] == []
    for language in LANGUAGES:
        said = sentences.load(language)
        assert [one for one in commanding if "tollbook" in said[one] or "--" in said[one]] == [], language


@pytest.mark.parametrize("language", OTHERS)
def test_every_sentence_is_known_again(language: str) -> None:
    for english, said in sentences.load(language).items():
        filled = re.sub(r"'\{\w+\}'", "'Kidal'", english)
        told = recalling.recalled(_PLACE.sub("Gao", filled), language)
        assert told is not None, english
        assert not _PLACE.search(told), told
        assert told.count("Kidal") + told.count("Gao") >= len(_PLACE.findall(said)), (english, told)


@pytest.mark.parametrize(
    ("line", "arabic"),
    [
        (
            "report 5, Daily toll, 27 November 2016, 6 claims",
            "التقرير ٥، Daily toll, 27 November 2016، عدد الادعاءات ٦",
        ),
        ("address 127.0.0.1, user administrator", "العنوان 127.0.0.1، المستخدم administrator"),
        ("claim c01524ee7813: rejected (Other war)", "الادعاء c01524ee7813: مرفوض (Other war)"),
        ("proposal 12, of 2 tellings", "الاقتراح ١٢، من ٢ روايات"),
    ],
)
def test_a_line_of_the_log(line: str, arabic: str) -> None:
    assert recalling.told(line, "en") == line
    assert unmarked(recalling.told(line, "ar")) == arabic


def test_a_list_of_our_own_words_is_told_word_by_word() -> None:
    told = recalling.recalled("The groups one can ask for: people, children, aid workers.", "ar")
    assert told == "الفئات التي يمكن السؤال عنها: أشخاص، أطفال، عاملون في الإغاثة."
    named = recalling.recalled("Did you mean Gao, or Kidal?", "ar")
    assert named is not None
    assert "\u2068Gao, or Kidal\u2069" in named


def test_a_reason_for_one_event() -> None:
    for code in WEIGHTS:
        words = dict.fromkeys("ab", "Kidal") | {"km": 12, "harm": "killed", "group": "children"}
        told = recalling.reason(code, reason(code, 1.0, **words).text, "ar")
        assert re.search("[ا-ي]", told), told
        assert "killed" not in told
        assert "children" not in told
    assert unmarked(recalling.reason("same_means", "both an air strike", "ar")) == "في كليهما غارة جوية"
    assert unmarked(recalling.reason("same_town", "same town: Aleppo", "ar")) == "البلدة نفسها: حلب"


def test_an_answer_is_told_in_arabic_with_every_name_closed_off(tmp_path: Path) -> None:
    town = {"harm": "killed", "place": "Sarmin", "start": "2016-10-01", "end": "2016-10-01", "extent": "total"}
    rows = [{**town, "speaker": "A", "best": 1250}, {**town, "speaker": "B", "best": 15}]
    head = sorted({key for row in rows for key in row})
    table = "\n".join([",".join(head), *(",".join(str(row.get(key, "")) for key in head) for row in rows)])
    (tmp_path / "claims.csv").write_text(table)
    claims, problems = read_claims_table(tmp_path / "claims.csv")
    assert not problems
    found = answer(Question("killed"), claims)
    speech = Speech("ar")
    (told,) = speech.all(one.said for one in found.contradictions)
    assert "\u2068A\u2069" in told
    assert "١٬٢٥٠" in told
    assert not re.search("[A-Za-z0-9]", re.sub("\u2068[^\u2069]*\u2069", "", told)), told
    for step in walk(found, claims):
        for line in speech.all([step.head, *step.said]):
            assert not re.search("[A-Za-z0-9]", re.sub("\u2068[^\u2069]*\u2069", "", line)), line
