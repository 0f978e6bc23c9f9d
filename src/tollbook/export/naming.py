"""Which names may leave a record: those of bodies and of roles; a person's never by itself.

A report's speaker may be "the Syrian Observatory", "residents", or a witness whose name can get him killed, and
nothing in the words says for sure which. So a name is public only where something says that it is a body's or nobody's
in particular, and every other one stays in the record until a person says that it may be told.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cache

from tollbook.grammar.lexicon import lexicon
from tollbook.lang import load
from tollbook.resolve.actors import actor_kind
from tollbook.resolve.speaker_bodies import canonical_speaker, is_publisher, known_bodies
from tollbook.text.fold import fold

#: What stands where a name is not told.
WITHHELD = "withheld"

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?")


def public_name(name: str | None, told: Collection[str] = ()) -> str | None:
    """The name as it may leave the record: itself, :data:`WITHHELD`, or ``None`` where there is none.

    ``told`` are names that a person has decided may be told, compared without case.
    """
    if not name or not name.strip():
        return None
    return name if fold(name) in {fold(other) for other in told} or _of_nobody(name) else WITHHELD


def _of_nobody(name: str) -> bool:
    """Whether a name is a known body's, has a body's word and no person's, or is no name but a role."""
    if canonical_speaker(name) in known_bodies() or is_publisher(name):
        return True
    data, words = _words(), _WORD.findall(fold(name))
    if not words or data["given"] & set(words):
        return False
    if not any(map(str.isupper, name)):
        return all(lexicon().is_known(word) or word in data["bodies"] or word in data["persons"] for word in words)
    if data["persons"] & set(words):
        return False
    return bool(data["bodies"] & set(words)) or actor_kind(name) != "unknown"


@cache
def _words() -> dict[str, frozenset[str]]:
    data = load("en", "release")
    return {
        "bodies": frozenset(data["bodies"]),
        "persons": frozenset(data["persons"]),
        "given": lexicon().given_names,
    }
