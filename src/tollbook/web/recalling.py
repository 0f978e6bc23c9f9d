"""English sentences of the program, said again in the language of a page.

What is wrong with a file or a question is found far from any page, and kept in the record as it was said. So a sentence
is known again by its English pattern (``lang/<language>/sentences.toml``): what was filled into it is taken out and put
into the same sentence of the page's language, numbers in its numerals, anything else closed off as a name. In English
only what speaks of commands is said otherwise. A sentence that no pattern fits stays as it is.
"""

from __future__ import annotations

import re
from functools import cache

from tollbook.lang import load
from tollbook.reckon.tongue import Tongue, isolated
from tollbook.vocabulary import HARMS

_PLACE = re.compile(r"'\{(\w+)\}'|\{(\w+)(:n)?\}")
#: What an entry of the log tells by name: never a word of ours, though it may look like one.
_NAMES = ("user", "key", "groups", "address", "origin", "path")
_NUMBER = re.compile(r"-?[\d,]+(?:\.\d+)?")


@cache
def pattern(template: str) -> re.Pattern[str]:
    """What fits a template; a place in quotes is what Python quoted, ``{0:n}`` a whole number."""
    out, last = "", 0
    for found in _PLACE.finditer(template):
        quoted, plain, number = found.groups()
        out += re.escape(template[last : found.start()])
        out += (
            f"(?P<q{quoted}>['\"])(?P<v{quoted}>.*?)(?P=q{quoted})"
            if quoted
            else f"(?P<v{plain}>{'[0-9,]+' if number else '.*?'})"
        )
        last = found.end()
    return re.compile(out + re.escape(template[last:]), re.DOTALL)


def filled(template: str, text: str) -> dict[str, str] | None:
    """What a text has in the places of the template it was made of; ``None`` where it was made of another."""
    found = pattern(template).fullmatch(text)
    if found is None:
        return None
    return {name[1:]: value for name, value in found.groupdict().items() if name[0] == "v"}


@cache
def _known(language: str) -> list[tuple[str, str, str]]:
    """The sentences of a language with what their English begins with and their English, the longest first: the most
    telling."""
    try:
        data = load(language, "sentences")
    except FileNotFoundError:
        return []
    said: dict[str, str] = {**data["said"], **data.get("log", {}), **data.get("words", {})}
    ordered = sorted(said.items(), key=lambda one: -len(_PLACE.sub("", one[0])))
    return [(_PLACE.split(english, maxsplit=1)[0], english, theirs) for english, theirs in ordered]


def recalled(text: str, language: str) -> str | None:
    """A sentence in a language; ``None`` where it is not known."""
    for begins, english, said in _known(language):
        values = filled(english, text) if text.startswith(begins) else None
        if values is not None:
            values = {name: value_of(value, language) for name, value in values.items()}
            return _PLACE.sub(lambda found: values[found.group(1) or found.group(2)], said)  # noqa: B023
    return None


def value_of(value: str, language: str) -> str:
    """What was filled in: a number, a sentence or a word of the program's own, or a name."""
    if _NUMBER.fullmatch(value):
        return _tongue(language).numeral(value)
    own = recalled(value, language)
    if own is None and ", " in value:
        words = [recalled(word, language) for word in value.split(", ")]
        own = _tongue(language).word("writing", "comma").join(map(str, words)) if all(words) else None
    return isolated(value) if own is None else own


def told(line: str, language: str) -> str:
    """A line of the log: a sentence, or names of things with what they are: "address 127.0.0.1, user ana"."""
    known = recalled(line, language)
    if known is not None or language == "en":
        return known or line
    names: dict[str, str] = load(language, "sentences")["keys"]
    said = []
    for part in line.split(", "):
        key, _, value = part.partition(" ")
        value = isolated(value) if key in _NAMES else value_of(value, language)
        said.append(f"{names[key]} {value}" if key in names else value_of(part, language))
    return _tongue(language).word("writing", "comma").join(said)


def reason(code: str, text: str, language: str) -> str:
    """A reason why reports tell of one event, by its code and its English."""
    values = filled(load("en", "incidents")["reason"].get(code, ""), text)
    if language == "en" or values is None:
        return text
    said = str(load(language, "incidents")["reason"][code])
    return said.format(**{name: _term(language, value) for name, value in values.items()})


@cache
def _tongue(language: str) -> Tongue:
    return Tongue(language)


@cache
def _terms(language: str) -> dict[str, str]:
    """What a reason calls weapons, targets, harms and groups, in another language."""
    english, other = load("en", "incidents"), load(language, "incidents")
    return {
        **{said: str(other["means"][key]) for key, said in english["means"].items()},
        **{row["name"]: str(other["target"][key]) for key, row in english["target"].items()},
        str(english["reason"]["unnamed"]): str(other["reason"]["unnamed"]),
        **{known.label: _tongue(language).word("harms", name, people="").strip() for name, known in HARMS.items()},
    }


def _term(language: str, value: str) -> str:
    known = _terms(language).get(value)
    return known if known is not None else _tongue(language).somewhere(value) or value_of(value, language)
