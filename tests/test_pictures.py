"""Pages as pictures: what is drawn is what stands there, turned pages too, and a child that lies draws nothing."""

from __future__ import annotations

import io
from typing import Any

import pytest
from PIL import Image

from tests.papers import Page, pdf
from tollbook.intake import pictures
from tollbook.intake.converting.pdf import read_pdf
from tollbook.intake.worker import Worker

WORDS = "Shelling killed 12 civilians in Homs on 2 May 2016."


def a_page(turned: int = 0) -> bytes:
    raw = pdf([Page().line(72, 100, WORDS)])
    return raw.replace(b"/Type /Page ", b"/Type /Page /Rotate %d " % turned) if turned else raw


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
def test_a_rectangle_lies_on_its_words_however_the_page_is_turned(turned: int) -> None:
    raw = a_page(turned)
    (sheet,) = pictures.sheets(raw)
    assert sheet.turned == turned
    drawn = pictures.picture(raw, 1)
    assert drawn is not None
    image = Image.open(io.BytesIO(drawn)).convert("L")
    dark = image.point(lambda dot: 255 if dot < 128 else 0).getbbox()
    assert dark is not None, "the words are drawn"
    box = read_pdf(raw).conversion.anchors[0].box
    assert box is not None
    scale = image.width / sheet.width
    for drawn_at, told in zip(dark, sheet.seen(box), strict=True):
        assert abs(drawn_at / scale - told) < 6, (dark, sheet.seen(box))


@pytest.mark.parametrize("raw", [b"%PDF-1.4 nothing", b"", a_page()[:300]])
def test_what_cannot_be_drawn_is_no_picture(raw: bytes) -> None:
    assert pictures.picture(raw, 1) is None
    assert pictures.sheets(raw) == []
    assert pictures.picture(a_page(), 2) is None


@pytest.mark.parametrize(
    "said",
    [
        {}, {"wide": 2, "high": 2, "dots": "AAAA"}, {"wide": 9999, "high": 1, "dots": ""}, {"wide": "x", "high": 1},
        {"wide": 1, "high": 1, "dots": "<script>"}, {"wide": -1, "high": -1, "dots": "AAAA"},
    ],
)  # fmt: skip
def test_a_child_that_lies_draws_nothing(said: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Worker, "draw", lambda *_: said)
    assert pictures.picture(b"%PDF-", 1) is None
    assert pictures.sheets(b"%PDF-") == []


def test_sizes_that_are_none_are_those_of_a_common_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Worker, "draw", lambda *_: {"pages": [[float("nan"), 1e300, 0]]})
    assert pictures.sheets(b"%PDF-") == [pictures.Sheet(595, 842)]
