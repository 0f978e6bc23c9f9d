"""One source under many names: which body a speaker is, and whether he only carries the news.

"SOHR", "the Syrian Observatory" and "the Syrian Observatory for Human Rights" are one speaker, and two outlets
quoting it are one source. The names are public knowledge in ``lang/en/speakers.toml``; a speaker who is not there
is himself.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from tollbook.lang import load
from tollbook.text.fold import fold

_BRACKET = re.compile(r"\s*[(\[][^)\]]*[)\]]")
_ARTICLE = re.compile(r"(?:the|a|an)\s+")


@lru_cache(maxsize=8192)
def canonical_speaker(text: str, country: str | None = None) -> str:
    """The name a body goes by, or the text without brackets and article where it is no known body.

    ``country`` is that of the place spoken of: there "the Observatory" may be a certain one. The same text in other
    letters gives the same name: compare what is returned by ``casefold``.
    """
    plain = " ".join(_BRACKET.sub("", text).split())
    plain = plain[_end(_ARTICLE.match(fold(plain))) :]
    key = fold(plain)
    for name, exact in _bodies().get(key, ()):
        if not exact or exact == plain or plain.isupper():
            return name
    return _at_home().get((country, key), plain)


def is_publisher(text: str) -> bool:
    """Whether a speaker is one who carries news (an agency, a paper, a station), rather than one who knows it."""
    names, kinds = _publishers()
    words = fold(canonical_speaker(text)).split()
    return " ".join(words) in names or bool(words and words[-1] in kinds)


def _end(match: re.Match[str] | None) -> int:
    return match.end() if match else 0


@cache
def _bodies() -> dict[str, list[tuple[str, str]]]:
    table: dict[str, list[tuple[str, str]]] = {}
    for name, aliases in load("en", "speakers")["bodies"].items():
        for alias in dict.fromkeys((name, *aliases)):
            exact = alias if alias.isupper() and len(alias) < 6 else ""
            table.setdefault(fold(alias), []).append((name, exact))
    return table


@cache
def _at_home() -> dict[tuple[str | None, str], str]:
    return {
        (country, fold(alias)): name
        for country, bodies in load("en", "speakers")["bodies_at_home"].items()
        for name, aliases in bodies.items()
        for alias in aliases
    }


@cache
def _publishers() -> tuple[frozenset[str], frozenset[str]]:
    data = load("en", "speakers")["publishers"]
    return frozenset(map(fold, data["names"])), frozenset(data["words"].split())


@cache
def known_bodies() -> frozenset[str]:
    """The names under which the bodies of the tables go."""
    data = load("en", "speakers")
    at_home = (name for bodies in data["bodies_at_home"].values() for name in bodies)
    return frozenset((*data["bodies"], *at_home))
