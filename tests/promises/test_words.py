"""Every figure leads back to the words that carry it, and the words to their place in the original bytes."""

from __future__ import annotations

import hashlib
from pathlib import Path

from tests.papers import Page, packed, pdf
from tests.test_office import docx, paragraph
from tollbook.desk.origins import anchors_at, told
from tollbook.desk.record import Record
from tollbook.desk.taking import Taken

SAYS = "Shelling killed at least 12 civilians in Homs on 28 November 2016."
PAGE = f"<html><body><p>{SAYS}</p><p>Forty people were wounded in Homs on 28 November 2016.</p></body></html>"


def test_a_bound_leads_to_its_words_and_these_to_page_element_paragraph_or_part(tmp_path: Path, root: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(pdf([Page().line(72, 100, "Before."), Page().line(72, 100, SAYS)]))
    (tmp_path / "b.html").write_text(PAGE)
    (tmp_path / "c.docx").write_bytes(docx(paragraph("Before.") + paragraph(SAYS)))
    (tmp_path / "d.eml").write_text(f"From: A <a@example.org>\nMIME-Version: 1.0\n\nBefore.\n{SAYS}\n")
    (tmp_path / "e.zip").write_bytes(packed({"in/f.html": PAGE}))
    with Record.open(tmp_path / "record") as record:
        taken = list(record.read([*sorted(map(str, tmp_path.glob("?.*"))), root / "examples"]))
        places = {}
        for item in taken:
            assert isinstance(item, Taken), item
            assert hashlib.sha256(record.store.originals.get(item.report.sha256)).hexdigest() == item.report.sha256
            for claim in item.claims:
                assert item.report.text[claim.span.start : claim.span.end] == claim.quantity.text
                assert claim.quantity.text in " ".join(claim.quote.split())
                if claim.quantity.low == 12 and claim.harm == "killed":
                    places[Path(item.report.origin).name] = told(anchors_at(item.report.conversion, claim.span))
        answer = record.ask("killed", who="civilians", where="Homs")
        behind = [term["quote"] for term in answer.to_json()["proof"]["low"]]
    assert behind == [SAYS]
    assert places["a.pdf"].startswith("page 2, ")
    assert {name: places[name] for name in ("b.html", "c.docx", "d.eml", "e.zip")} == {
        "b.html": "/html/body/p[1]", "c.docx": "paragraph 2", "d.eml": "part 1, line 2", "e.zip": "/html/body/p[1]",
    }  # fmt: skip
