"""A page to its main text, and what the page says of itself: date, site, title, language.

The main text is trafilatura's, which leaves out menus and footers; its downloader is never used. Each line is found
again in the page's elements, so that a claim leads to the element its words stand in.
"""

from __future__ import annotations

import re
from typing import Any

from tollbook.intake.converting.libraries import version_of
from tollbook.intake.converting.marks import Whereabouts, all_words, tree_of
from tollbook.intake.decode import decode
from tollbook.intake.meta import Given, parse_date
from tollbook.intake.pieces import Note, Piece, refused
from tollbook.model import Anchor, Conversion, Problem

CONVERTER = "html 2"
_LISTS = re.compile("<(?:li|dd|blockquote)\\b", re.IGNORECASE)
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE)
_NO_TEXT = "It may fill itself by a script: save the page as text."


def read_page(raw: bytes, encoding: str | None = None, declared: str | None = None) -> Piece:
    """A page as one piece. ``encoding`` is what the user says, ``declared`` what the page came with (a header)."""
    charset = _CHARSET.search(raw[:4096])
    said = charset[1].decode("ascii") if charset else declared
    page = decode(raw, "", encoding=encoding, declared=said)
    if isinstance(page, Problem):
        return refused(page.what, page.why)
    tree = tree_of(page.text)
    if tree is None:
        return refused("The page has no text.", _NO_TEXT)
    text, given = _main(page.text)
    anchors: list[Anchor] = Whereabouts(tree).anchors(text) if text else []
    if not text:
        text, anchors = all_words(tree)
    if not text.strip():
        return refused("The page has no text.", _NO_TEXT)
    conversion = Conversion(CONVERTER, version_of("trafilatura", "lxml"), page.encoding, tuple(anchors))
    notes = tuple(Note(problem.what, problem.why) for problem in page.problems)
    return Piece("", text, "text/html", page=given, conversion=conversion, notes=notes)


def fragment(markup: str) -> tuple[str, list[Anchor]]:
    """The words of a piece of HTML that is no page (an entry of a feed, a mail), a block a line, with their
    elements."""
    tree = tree_of(markup) if markup.strip() else None
    return ("", []) if tree is None else all_words(tree)


def _main(page: str) -> tuple[str, Given]:
    data = _extracted(page, metadata=True)
    if not data:
        return "", Given()
    try:
        published = parse_date(data["date"]) if data.get("date") else None
    except ValueError:
        published = None
    given = Given(published, data.get("sitename") or None, data.get("language") or None, data.get("title") or None)
    text = data.get("text") or ""
    if text and _LISTS.search(page):
        text = _with_between(text, _extracted(page, all_of_it=True).get("text") or "")
    return text, given


def _extracted(page: str, *, metadata: bool = False, all_of_it: bool = False) -> dict[str, Any]:
    from trafilatura import bare_extraction

    dates = {"extensive_search": False, "original_date": True}
    try:
        found = bare_extraction(
            page,
            with_metadata=metadata,
            favor_recall=all_of_it,
            include_comments=False,
            include_tables=True,
            date_extraction_params=dates,
        )
    except MemoryError:
        raise
    except Exception:  # a page can be broken in ways that break its parser; its words are still there
        return {}
    if found is None:
        return {}
    return found if isinstance(found, dict) else found.as_dict()


def _with_between(text: str, more: str) -> str:
    """The main text with what stands between its lines: of a short page whole lists are left out as if they were menus,
    and a list in the middle of a report is part of it. What is before the first line and after the last stays out."""
    kept, every = text.split("\n"), more.split("\n")
    if not set(kept) <= set(every):
        return text
    return "\n".join(every[every.index(kept[0]) : len(every) - every[::-1].index(kept[-1])])
