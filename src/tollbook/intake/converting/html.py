"""A page to its main text, and what the page says of itself: date, site, title, language.

The main text is trafilatura's, which leaves out menus and footers; its downloader is never used. Each line is found
again in the page's elements, so that a claim leads to the element its words stand in.
"""

from __future__ import annotations

import re

from tollbook.intake.converting.libraries import version_of
from tollbook.intake.converting.marks import Whereabouts, all_words, tree_of
from tollbook.intake.decode import decode
from tollbook.intake.meta import Given, parse_date
from tollbook.intake.pieces import Note, Piece, refused
from tollbook.model import Anchor, Conversion, Problem

CONVERTER = "html 1"
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
    from trafilatura import bare_extraction

    try:
        found = bare_extraction(
            page,
            with_metadata=True,
            include_comments=False,
            include_tables=True,
            date_extraction_params={"extensive_search": False, "original_date": True},
        )
    except MemoryError:
        raise
    except Exception:  # a page can be broken in ways that break its parser; its words are still there
        return "", Given()
    if found is None:
        return "", Given()
    data = found if isinstance(found, dict) else found.as_dict()
    try:
        published = parse_date(data["date"]) if data.get("date") else None
    except ValueError:
        published = None
    given = Given(published, data.get("sitename") or None, data.get("language") or None, data.get("title") or None)
    return data.get("text") or "", given
