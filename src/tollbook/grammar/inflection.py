"""How English words change: the forms of verbs, the plural of nouns.

Regular by rule; what is irregular is data (``lang/en/verbs.toml``).
"""

from __future__ import annotations

from functools import cache

from tollbook.lang import load


def verb_forms(base: str, irregular: dict[str, list[str]]) -> tuple[str, set[str], set[str], str]:
    """Third person, pasts, participles and -ing form of a verb of one word."""
    forms = irregular.get(base)
    ing = forms[4] if forms and len(forms) > 4 else None
    third = forms[3] if forms and len(forms) > 3 else None
    if third is None:
        if base.endswith(("s", "sh", "ch", "x", "z")):
            third = base + "es"
        elif base.endswith("y") and base[-2] not in "aeiou":
            third = base[:-1] + "ies"
        else:
            third = base + "s"
    if ing is None:
        if base.endswith("e") and not base.endswith(("ee", "oe", "ye")):
            ing = base[:-1] + "ing"
        elif forms and len(forms[1]) == len(base) + 3 and forms[1].endswith("ed"):
            ing = forms[1][:-2] + "ing"
        elif base in (
            "shut",
            "cut",
            "hit",
            "set",
            "get",
            "let",
            "put",
            "run",
            "sit",
            "win",
            "slit",
            "dig",
            "begin",
            "forget",
        ):
            ing = base + base[-1] + "ing"
        else:
            ing = base + "ing"
    if forms:
        return third, {forms[1]}, {forms[2]}, ing
    if base.endswith("e"):
        past = base + "d"
    elif base.endswith("y") and base[-2] not in "aeiou":
        past = base[:-1] + "ied"
    else:
        past = base + "ed"
    return third, {past}, {past}, ing


def plural(noun: str) -> str:
    """The plural of a noun of one or more words (its last word's)."""
    head, _, last = noun.rpartition(" ")
    if last.endswith("man") and last != "human" and last not in ("german", "ottoman", "woman"):
        last = last[:-3] + "men"
    elif last.endswith("woman"):
        last = last[:-5] + "women"
    elif last == "person":
        last = "people"
    elif last.endswith("child"):
        last += "ren"
    elif last.endswith("y") and last[-2:-1] not in tuple("aeiou"):
        last = last[:-1] + "ies"
    elif last.endswith(("s", "sh", "ch", "x", "z")):
        last += "es"
    elif last in ("wife", "knife", "life", "thief", "calf"):
        last = last.rstrip("ef").rstrip("f") + "ves" if last != "life" else "lives"
    else:
        last += "s"
    return f"{head} {last}".strip()


@cache
def irregular_verbs(language: str = "en") -> dict[str, list[str]]:
    """The irregular verbs of a language: base to base, past, participle and what else is irregular."""
    return {row.split()[0]: row.split() for row in load(language, "verbs")["irregular"]}


def verb_forms_of(verb: str) -> set[str]:
    """All forms of a verb, whose first word is inflected."""
    first, _, rest = verb.partition(" ")
    third, pasts, participles, ing = verb_forms(first, irregular_verbs())
    return {f"{form} {rest}".strip() for form in {first, third, ing, *pasts, *participles}}
