"""A page to its main text, and what the page says of itself: date, site, title, language."""

from __future__ import annotations

import re

from tollbook.intake.decode import Decoded, decode
from tollbook.intake.meta import Given, parse_date
from tollbook.model import Problem

_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE)
_LOOKS = re.compile(rb"^\s*(?:<!--.{0,2000}?-->\s*)?<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL)


def looks_like_html(raw: bytes) -> bool:
    """Whether bytes begin as a page does, whatever the file is called."""
    return _LOOKS.match(raw[:4096].removeprefix(b"\xef\xbb\xbf")) is not None


def read_html(raw: bytes, where: str, encoding: str | None = None) -> tuple[Decoded, Given] | Problem:
    """The main text of a page with what it says of itself, or a problem that refuses it."""
    charset = _CHARSET.search(raw[:4096])
    page = decode(raw, where, encoding=encoding, declared=charset[1].decode("ascii") if charset else None)
    if isinstance(page, Problem):
        return page
    text, given = _main(page.text)
    text = text or _all_words(page.text)
    if not text.strip():
        return Problem(where, "The page has no text.", "It may fill itself by a script: save the page as text.")
    return Decoded(text, page.problems), given


def _main(page: str) -> tuple[str, Given]:
    """The main text by trafilatura, which leaves out menus and footers; never its downloader."""
    from trafilatura import bare_extraction

    try:
        found = bare_extraction(
            page,
            with_metadata=True,
            include_comments=False,
            include_tables=True,
            date_extraction_params={"extensive_search": False, "original_date": True},
        )
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


def _all_words(page: str) -> str:
    """Every visible word of a page, where no main text could be told from the rest."""
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(page)
    tree.strip_tags(["script", "style", "noscript", "template", "head"])
    body = tree.body
    lines = (body.text(separator="\n") if body else "").splitlines()
    return "\n".join(line.strip() for line in lines if line.strip())
