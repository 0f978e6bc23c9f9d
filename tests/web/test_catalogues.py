"""Every word of the pages is in every catalogue, with the same places for what is filled in."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.catalogue import catalogues, load, messages, missing
from tollbook.web import catalogues_build

_PLACE = re.compile(r"%\(\w+\)[sd]")


@pytest.mark.parametrize("path", catalogues(), ids=lambda path: path.parent.parent.name)
def test_nothing_is_left_in_english(path: Path) -> None:
    assert missing(load(path)) == [], "python -m tests.catalogue, and translate what it added"


@pytest.mark.parametrize("path", catalogues(), ids=lambda path: path.parent.parent.name)
def test_what_is_filled_in_has_its_place(path: Path) -> None:
    wrong = []
    for message in load(path):
        if not message.id:
            continue
        one = message.id if isinstance(message.id, str) else message.id[1]
        several = [message.string] if isinstance(message.string, str) else list(message.string or ())
        wrong += [said for said in several[-1:] if set(_PLACE.findall(said)) != set(_PLACE.findall(one))]
    assert not wrong


def test_what_is_not_said_is_not_kept() -> None:
    said = {(context, one) for context, one, _ in messages()}
    for path in catalogues():
        kept = [(m.context, m.id if isinstance(m.id, str) else m.id[0]) for m in load(path) if m.id]
        assert [one for one in kept if one not in said] == []


def test_what_pages_read_is_what_is_written() -> None:
    assert catalogues_build.current(), "make .venv/.dev"
