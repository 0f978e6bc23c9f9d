"""By whom: one canonical name for a perpetrator that reports name in many ways.

Two sources of names. **States by rule**: an adjective of a country (or its ruler) with a word for forces, "Syrian
army", "Assad's troops", "Russian jets", is that country's government, canonically "Government of Syria". **Armed
groups by table** (``lang/en/actors.toml``), with the aliases of the press, named as conflict data name them.

What is not named is not guessed. "The government" means the government of the report's country, where that is given;
"rebels", "militants" or "gunmen" mean nobody, in whatever country: most wars have more than one rebel group, and a
guess would put an accusation into the record that no report made. Two different actors in one phrase ("the army and its
allied militia X") give None for the same reason.

The tables are looked up after everything else about a claim is known and touch nothing but the actor's name.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Literal, NamedTuple

import daachorse

from tollbook.lang import load
from tollbook.text.fold import fold

Kind = Literal["state", "armed_group", "unknown"]


class _Name(NamedTuple):
    """What an alias stands for: a full ``actor``, or the ``codes`` of countries whose adjective or name it is."""

    actor: str | None
    codes: tuple[str, ...]
    exact: str
    capital: bool


class _Tables(NamedTuple):
    automaton: daachorse.CharwiseDoubleArrayAhoCorasick
    names: tuple[tuple[_Name, ...], ...]
    governments: dict[str, str]
    kinds: dict[str, Kind]
    forces: re.Pattern[str]
    capital_forces: re.Pattern[str]
    before: re.Pattern[str]
    generic: frozenset[str]
    trim: frozenset[str]
    armed: frozenset[str]
    not_in_capitals: frozenset[str]


def find_actors(text: str, lower: str, start: int, end: int) -> list[tuple[int, int, str]]:
    """Actors named within ``text[start:end]``: (start, end, canonical name), in order, as offsets of the text.

    ``lower`` is the folded text (:func:`tollbook.text.fold.fold`), of the same length.
    """
    return [(s, e, actor) for s, e, actor in _find(text, lower, start, end, None)]


def resolve_actor(text: str, country: str | None = None) -> str | None:
    """The canonical actor a phrase names, or None where it names none or more than one.

    ``country`` (ISO 3166) is whose government "the government" or "regime forces" is, and which of two countries an
    ambiguous adjective ("Congolese") means.
    """
    lower = fold(text)
    actors = {actor for _, _, actor in _find(text, lower, 0, len(text), country)}
    if actors:
        return actors.pop() if len(actors) == 1 else None
    return _bare_country(text, lower, country) or _generic(lower, country)


def actor_kind(text: str) -> Kind:
    """Whether a phrase or a canonical name means a state, an armed group, or neither for sure."""
    tables = _tables()
    lower = fold(text)
    actor = text if text in tables.kinds else resolve_actor(text)
    actors = {actor} if actor else {found for _, _, found in _find(text, lower, 0, len(text), None)}
    if actors:
        kinds = {tables.kinds[name] for name in actors}
        return kinds.pop() if len(kinds) == 1 else "unknown"
    if _generic(lower, "XX"):
        return "state"
    return "armed_group" if any(word in tables.armed for word in re.findall(r"[\w-]+", lower)) else "unknown"


def _find(text: str, lower: str, start: int, end: int, country: str | None) -> list[tuple[int, int, str]]:
    tables = _tables()
    piece = lower[start:end]
    hits = tables.automaton.find(piece)
    if not hits:
        return []
    capitals = " " in piece and text[start:end].isupper()
    found: list[tuple[int, int, str]] = []
    coordinated = -1
    actor = ""
    for s, e, n in reversed(hits):  # from the right, so that "Russian and Syrian jets" gives the jets to both
        name = _standing(tables, text, piece, start, s, e, n, capitals)
        if name is None:
            continue
        if name.actor is not None:
            found.append((start + s, start + e, name.actor))
            continue
        stop = _force(tables, piece, s, e, name.capital)
        if (
            stop < 0
            and coordinated >= 0
            and re.fullmatch(r"(?:'s)?(?:,| and| or|, and) (?:the )?", piece[e:coordinated])
        ):
            stop = e
        if stop < 0:
            before = tables.before.search(piece, 0, s)
            if before is None:
                continue
            found.append((start + before.start(), start + e, _government(tables, name.codes, country)))
            continue
        coordinated = s
        actor = _government(tables, name.codes, country)
        found.append((start + s, start + stop, actor))
    found.reverse()
    return found


def _standing(
    tables: _Tables, text: str, piece: str, start: int, s: int, e: int, n: int, capitals: bool
) -> _Name | None:
    """The name at a hit if it stands there as a word of its own and in its own capitals."""
    if (s and (piece[s - 1].isalnum() or piece[s - 1] == "-")) or (
        e < len(piece) and (piece[e].isalnum() or piece[e] == "-") and piece[e : e + 2] not in ("s ", "s")
    ):
        return None
    for name in tables.names[n]:
        if not name.exact:
            return name
        if capitals:
            if piece[s:e] not in tables.not_in_capitals:
                return name
        elif text[start + s : start + e] == name.exact:
            return name
    return None


def _force(tables: _Tables, piece: str, s: int, e: int, capital: bool) -> int:
    """Where a word for forces after the adjective ends, or -1."""
    match = (tables.capital_forces if capital else tables.forces).match(piece, e)
    return match.end() if match else -1


def _government(tables: _Tables, codes: tuple[str, ...], country: str | None) -> str:
    code = country if country in codes and country is not None else codes[0]
    return tables.governments[code]


def _bare_country(text: str, lower: str, country: str | None) -> str | None:
    """A country, a capital or a ruler with no word for forces: "Russia", "Washington", "Assad's"."""
    tables = _tables()
    body = re.sub(r"'s?$", "", re.sub(r"^the ", "", lower.strip()))
    hits = tables.automaton.find(body)
    if len(hits) != 1:
        return None
    s, e, n = hits[0]
    if s or body[e:] not in ("", "s"):
        return None
    exact = text.strip()[len(lower.strip()) - len(body) if lower.strip().startswith("the ") else 0 :]
    for name in tables.names[n]:
        if name.codes and (not name.exact or exact.startswith(name.exact) or exact.isupper()):
            return _government(tables, name.codes, country)
    return None


def _generic(lower: str, country: str | None) -> str | None:
    """ "The government", "regime forces": the government of the report's country."""
    tables = _tables()
    if country is None:
        return None
    words = re.sub(r"'s?(?=\s|$)", "", lower).split()
    while words:
        if " ".join(words) in tables.generic:
            return tables.governments.get(country, f"Government of {country}")
        if len(words) > 1 and words[-1] in tables.trim:
            words.pop()
        elif words[0] in tables.trim:
            words.pop(0)
        else:
            break
    return None


@cache
def _tables() -> _Tables:
    data = load("en", "actors")
    places = load("en", "places")
    rule = data["rule"]
    governments = {
        code: data["governments"].get(code, f"Government of {name}") for code, name in data["countries"].items()
    }
    table: dict[str, list[_Name]] = {}
    kinds: dict[str, Kind] = dict.fromkeys(governments.values(), "state")

    def add(alias: str, actor: str | None, codes: tuple[str, ...] = (), capital: bool = False) -> None:
        key = fold(alias)
        exact = alias if _acronym(alias) else ""
        rows = table.setdefault(key, [])
        if actor is None:
            for i, row in enumerate(rows):
                if row.codes:
                    rows[i] = row._replace(codes=row.codes + tuple(c for c in codes if c not in row.codes))
                    return
        rows.append(_Name(actor, codes, exact, capital))

    for section, kind in (("groups", "armed_group"), ("coalitions", "state")):
        for actor, aliases in data[section].items():
            kinds[actor] = "armed_group" if kind == "armed_group" else "state"
            for alias in dict.fromkeys((actor, *aliases)):
                add(alias, actor)
    for code, aliases in data["forces"].items():
        for alias in aliases:
            add(alias, governments[code])
    for code, name in data["countries"].items():
        named = [name, *places.get("countries", {}).get(code, ())]
        adjectives = [d for d in places.get("demonyms", {}).get(code, ()) if not _plural(d)]
        for alias in dict.fromkeys([*named, *adjectives, *data["rulers"].get(code, ())]):
            add(alias, None, (code,))
        for alias in data["capitals"].get(code, ()):
            add(alias, None, (code,), capital=True)

    between = "|".join(map(re.escape, rule["between"].split()))
    noun = "|".join(sorted(map(re.escape, rule["noun"].split()), key=len, reverse=True))
    air = "|".join(rule["air"].split())
    capital = "|".join(rule["capital_noun"].split())
    titles = "|".join(rule["titles"].split())
    before = "|".join(re.escape(" ".join(p.split())) for p in rule["before"].split(","))
    keys = sorted(table)
    return _Tables(
        daachorse.CharwiseDoubleArrayAhoCorasick(keys, daachorse.MATCH_KIND_LEFTMOST_LONGEST),
        tuple(tuple(table[k]) for k in keys),
        governments,
        kinds,
        re.compile(rf"(?:'s|s'|s)?(?:\s+(?:{between}))*?\s+(?:(?:{noun})|air\s+(?:{air}))(?![\w-])"),
        re.compile(rf"(?:'s)?\s+(?:{capital})(?![\w-])"),
        re.compile(rf"(?<!\w)(?:{before})(?:\s+(?:{titles}))*\s+$"),
        frozenset(" ".join(g.split()) for g in rule["generic"].split(",")),
        frozenset(rule["trim"].split()),
        frozenset(rule["armed"].split()),
        frozenset(rule["not_in_capitals"].split()),
    )


def _acronym(alias: str) -> bool:
    """Whether an alias is matched in its own capitals only: short, one word, mostly capitals ("IS", "LeT", "UK")."""
    letters = [c for c in alias if c.isalpha()]
    return " " not in alias and len(letters) <= 5 and sum(c.isupper() for c in letters) * 2 >= len(letters) > 1


def _plural(demonym: str) -> bool:
    return demonym.endswith("s") and not demonym.endswith("ss")
