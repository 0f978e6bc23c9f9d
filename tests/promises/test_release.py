"""The promise: what is public holds no word of a report and no name that may be a person's, in any format.

Strings that stand nowhere else are planted in every field that is withheld; none of them may be found in anything that
leaves the record, neither in the bytes nor in what they unpack to.
"""

from __future__ import annotations

import base64
import json
import random
from dataclasses import replace
from pathlib import Path

import pytest

from tests.papers import Page, packed, pdf
from tests.test_export import EXAMPLES, KILLED
from tests.views import views
from tollbook.desk.custody import correct, withdraw
from tollbook.desk.exporting import Release, bundled, figures, incidents, written
from tollbook.desk.importing import import_table
from tollbook.desk.incidents import by_hand, decide, run_policy
from tollbook.desk.record import Record
from tollbook.desk.situation import Scope, laid_out, situation
from tollbook.export.files import WRITERS
from tollbook.export.release import claims_table
from tollbook.model import Claim, Perpetrator, Place, Population, Report
from tollbook.reading import read

CANARIES = 500
TEXT = (
    "{a} said shelling killed {n} people and wounded {m} in the {b} quarter of Aleppo on 26 November 2016. Gunmen of "
    "{c} shot {d} dead near {e}, {f} told reporters. “{g} was taken from {h},” {i} said. {j} fled with 40 families."
)


def canary(number: int) -> str:
    """A word that looks like a name, and no text holds by chance."""
    rng = random.Random(number)
    return "Q" + "".join(rng.choices("bcdfghjklmnprstvwz", k=3)) + "".join(rng.choices("aeiou", k=2)) + f"x{number:03d}"


def found(raw: bytes, planted: list[str]) -> list[str]:
    """The canaries in the bytes, in letters of either case and in base64."""
    seen = b"\n".join(views(raw))
    lower = seen.lower()
    return [word for word in planted if word.encode().lower() in lower or base64.b64encode(word.encode())[:12] in seen]


def planted_claims(planted: list[str]) -> tuple[list[Claim], dict[str, Report]]:
    """Claims with a canary in every field that is not public."""
    told = iter(planted)
    claims = []
    base = read("Shelling killed 12 civilians in Aleppo on 26 November 2016.").claims[0]
    for number in range(len(planted) // 10):
        place = (
            base.place
            if number % 2
            else Place(next(told), next(told), path=("named:x", *(base.place or Place("")).path))
        )
        claims.append(
            replace(
                base,
                id=f"{number:064d}",
                quote=f"{next(told)} said so.",
                quantity=replace(base.quantity, text=next(told)),
                population=Population("civilians", next(told)),
                place=place,
                perpetrator=Perpetrator(f"the men of {next(told)}"),
                speaker=next(told),
                publisher=f"the page of {next(told)}",
                incident=next(told),
                report=f"r{number}",
                quoting=(next(told),),
            )
        )
    reports = {
        f"r{n}": Report("", title=f"{word} speaks", origin=f"/home/{word}/r.txt", id=f"r{n}", number=n)
        for n, word in enumerate(told)
    }
    return claims, reports


@pytest.mark.parametrize("form", sorted(WRITERS))
def test_no_withheld_field_leaves_in_a_table(form: str) -> None:
    planted = [canary(n) for n in range(CANARIES)]
    claims, reports = planted_claims(planted)
    assert found(WRITERS[form](claims_table(claims, reports, "restricted")), planted[:-5]) or form == "hxl.csv"
    assert found(WRITERS[form](claims_table(claims, reports, "public")), planted) == []


def test_no_word_of_a_report_leaves_a_record(tmp_path: Path) -> None:
    planted = [canary(n) for n in range(100)]
    with Record.open(tmp_path / "r.tollbook") as record:
        list(record.read(EXAMPLES))
        for at in range(0, 100, 10):
            names = dict(zip("abcdefghij", planted[at : at + 10], strict=True))
            path = tmp_path / f"{planted[at]}.txt"
            path.write_text(TEXT.format(n=12 + at, m=30 + at, **names))
            list(record.read(path, publisher=f"{planted[at + 1]} of {planted[at + 2]}"))
        store, release = record.store, Release()
        made = {}
        reports = {report.id: report for report in store.reports()}
        for form in WRITERS:
            made[f"claims {form}"] = written(store, claims_table(store.claims(), reports, "public"), form, release)
            made[f"figures {form}"] = written(store, figures(store, release, KILLED, ("source",)), form, release)
            made[f"places {form}"] = written(store, figures(store, release, KILLED, ("place",)), form, release)
            for shape in (None, "ged", "acled") if form != "hxl.csv" else (None,):
                made[f"{shape} {form}"] = written(store, incidents(store, release, shape), form, release)
        made["bundle"] = bundled(store, release, KILLED)
        told_of = situation(store, Scope(harms=("killed", "injured")), release)
        for form in ("html", "docx"):
            for language in ("en", "ar"):
                made[f"situation {form} {language}"] = laid_out(store, told_of, form, language)
        told = record.export()
    assert found(told.encode(), planted), "the words are in the record"
    leaks = {name: found(raw, planted) for name, raw in made.items() if found(raw, planted)}
    assert leaks == {}


def test_no_name_leaves_whatever_way_it_came_in(tmp_path: Path) -> None:
    """Names of files, folders, members, senders, titles; tables' cells; reasons, policies and whoever decided."""
    planted: dict[str, str] = {}

    def word(what: str) -> str:
        planted[name := canary(900 - len(planted))] = what
        return name

    analyst = word("analyst")
    folder = tmp_path / word("folder")
    folder.mkdir()
    says = "Shelling killed {} civilians and wounded 5 in Aleppo on 26 November 2016."
    put = {
        f"{word('file')}.txt": says.format(12).encode(),
        "line.jsonl": json.dumps({"id": word("id"), "text": says.format(13), "publisher": word("publisher")}).encode(),
        "page.html": f"<title>{word('title')}</title><p>{says.format(14)} {says.format(15)}</p>".encode(),
        "paper.pdf": pdf([Page().line(72, 100, says.format(16))], title=word("title of a PDF")),
        "all.zip": packed({f"{word('member')}/{word('member')}.txt": says.format(17)}),
        "mail.eml": (
            f"From: {word('sender')} <{word('address')}@example.org>\nSubject: {word('subject')}\nMIME-Version: 1.0\n"
            f'Content-Disposition: inline; filename="{word("attachment")}.txt"\n\n{says.format(18)}'
        ).encode(),
    }
    for name, raw in put.items():
        (folder / name).write_bytes(raw)
    (folder / "line.meta.json").write_text(json.dumps({"title": word("title beside it")}))
    table = tmp_path / f"{word('table')}.csv"
    cells = [
        word(f"cell of {name}") for name in ("report", "publisher", "speaker", "place", "perpetrator", "incident", "x")
    ]
    table.write_text(
        "report,publisher,speaker,harm,low,high,place,start,end,perpetrator,incident,note,published\n"
        "{0},{1},{2},killed,5,7,{3},2016-11-28,2016-11-28,{4},{5},{6},2016-12-01\n"
        "{0},{1},{2},killed,5,7,Aleppo,2016-11-27,2016-11-27,{4},{5}b,{6},2016-12-01\n".format(*cells)
    )
    with Record.open(tmp_path / "r", by=analyst) as record:
        assert len(list(record.read(folder))) == 6
        store = record.store
        assert not import_table(store, table).problems
        store.judge(record.claims(harm="killed")[0].id, "accepted", word("reason of a judgement"), analyst)
        one = by_hand(store, ["1.1", "2.1"], analyst)
        decide(store, [one.number], "accepted", word("reason of a decision"), analyst)
        run_policy(store, word("policy"), 0.5, True, word("reason of a policy"), analyst)
        correct(store, store.find("3")[0], word("reason of a correction"), publisher=word("corrected publisher"))
        withdraw(store, store.find("5")[0], word("reason of a withdrawal"))
        made, release = {}, Release()
        reports = {report.id: report for report in store.reports()}
        for form in WRITERS:
            made[f"claims {form}"] = written(store, claims_table(store.claims(), reports, "public"), form, release)
            for shape in (None, "ged", "acled") if form != "hxl.csv" else (None,):
                made[f"{shape} {form}"] = written(store, incidents(store, release, shape), form, release)
        for by in (("source",), ("place",), ("place", "source")):
            made[f"figures {by}"] = written(store, figures(store, release, KILLED, by), "xlsx", release)
        made["bundle"] = bundled(store, release, KILLED)
        inside = found(record.export().encode(), [*planted])
    assert {planted[name] for name in inside} >= {"cell of perpetrator", "cell of incident", "cell of place", "sender"}
    leaks = {name: [planted[one] for one in found(raw, [*planted])] for name, raw in made.items()}
    # Who did the work stands in the log, and so in what is proved from it: docs/threat-model.md says so.
    assert {name: some for name, some in leaks.items() if some} == {"bundle": ["analyst"]}
