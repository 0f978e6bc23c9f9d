"""The words of a language as one table: what each can be in a sentence, and what harm it speaks of.

Built once from the data in ``lang/``. Every word has a one-letter class; the chunker reads the classes of a
sentence as a string, so that the grammar is regular expressions over letters. The letters:

====  =====================================  ====  ==========================================
a     one article (a, an, another)           K     harm verb with an object, past or participle
d h   determiner, possessive                 j     the same, base form or third person
n u   count, other number                    k     the same in -ing
o b   of, by                                 m     base form that is also a noun (murder, arrest)
p t   preposition, to                        I i   harm verb whose subject is harmed; in -ing
c     and, or                                e     event noun (death, siege)
q s   relative, subordinator                 E     noun for those harmed (fatality, refugee)
r     pronoun                                A     state (dead, missing)
B H   be, have                               L     toll
D M   do, modal                              v g   other verb; in -ing
!     negation                               x     word that is a noun or a verb (attack)
z y   adverb, including                      w     any other word
f     of them, of whom
====  =====================================  ====  ==========================================
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from tollbook.grammar.inflection import irregular_verbs, plural, verb_forms
from tollbook.grammar.names import words as signs
from tollbook.lang import load


class Trigger(NamedTuple):
    """A word or phrase that speaks of harm: the harm, and how its victims are found (a key of harms.toml)."""

    harm: str
    kind: str


@dataclass(slots=True, eq=False)
class Lexicon:
    """Everything the grammar knows of a language's words. ``phrases``: first word to second word to entries, longest
    first."""

    classes: dict[str, str] = field(default_factory=dict)
    triggers: dict[str, Trigger] = field(default_factory=dict)
    phrases: dict[str, dict[str, list[tuple[tuple[str, ...], str, str]]]] = field(default_factory=dict)
    groups: dict[str, str] = field(default_factory=dict)
    plurals: set[str] = field(default_factory=set)
    things: dict[str, str] = field(default_factory=dict)
    facilities: dict[str, str] = field(default_factory=dict)
    measure_of: set[str] = field(default_factory=set)
    modifier_group: dict[str, str] = field(default_factory=dict)
    implied: dict[str, int] = field(default_factory=dict)
    titles: frozenset[str] = frozenset()
    given_names: frozenset[str] = frozenset()
    ambiguous: set[str] = field(default_factory=set)
    counted: set[str] = field(default_factory=set)
    only_passive: set[str] = field(default_factory=set)
    negated: dict[str, str] = field(default_factory=dict)
    scan: dict[str, tuple[str, ...]] = field(default_factory=dict)
    driving: frozenset[str] = frozenset()
    dwelling: frozenset[str] = frozenset()

    def is_plural(self, word: str) -> bool:
        """Whether a noun's form is plural, as far as its shape and the table tell."""
        word = word.rpartition(" ")[2]
        if word in self.plurals or (word in self.groups and word.endswith("s") and word not in _singular_s()):
            return True
        return word.endswith("s") and not word.endswith(("ss", "us", "is")) and word not in _singular_s()

    @property
    def marks(self) -> frozenset[str]:
        """The words that :meth:`may_hold` looks for."""
        return (self.driving | self.dwelling).union(self.scan)

    def may_hold(self, words: Iterable[str], sentence: str) -> bool:
        """Whether a sentence can hold a harm word: one that triggers alone, or one with the rest of its phrase."""
        flat = ""
        for word in words:
            phrases = self.scan.get(word)
            if phrases is None:
                continue
            if not phrases:
                return True
            flat = flat or " ".join(sentence.split())
            for phrase in phrases:
                if phrase in flat:
                    return True
        return not self.driving.isdisjoint(words) and not self.dwelling.isdisjoint(words)

    def is_known(self, word: str) -> bool:
        """Whether any table has the word: an unknown word of a phrase is likely a name."""
        return (
            word in self.classes
            or word in self.groups
            or word in self.things
            or word in self.facilities
            or word in self.titles
        )


@cache
def _singular_s() -> frozenset[str]:
    return frozenset(load("en", "words")["singular_s"])


class _Builder:
    def __init__(self, language: str) -> None:
        self.lex = Lexicon()
        self.words = load(language, "words")
        self.verbs = load(language, "verbs")
        self.irregular = irregular_verbs(language)

    def put(self, text: str, tag: str, trigger: Trigger | None = None, keep: bool = False) -> None:
        """Enter a word or phrase; the first entry stands where ``keep`` is set."""
        parts = tuple(text.split())
        if len(parts) == 1:
            if keep and text in self.lex.classes:
                return
            self.lex.classes[text] = tag
            if trigger:
                self.lex.triggers[text] = trigger
        else:
            rows = self.lex.phrases.setdefault(parts[0], {}).setdefault(parts[1], [])
            if not (keep and any(row[0] == parts for row in rows)):
                rows[:] = [row for row in rows if row[0] != parts]
                rows.append((parts, tag, text))
                if trigger:
                    self.lex.triggers[text] = trigger

    def closed(self) -> None:
        self.lex.driving = frozenset(self.words["driving"])
        self.lex.dwelling = frozenset(self.words["dwelling"])
        tags = {
            "article_one": "a",
            "determiner": "d",
            "possessive": "h",
            "of": "o",
            "by": "b",
            "including": "y",
            "preposition": "p",
            "conjunction": "c",
            "subordinator": "s",
            "relative": "q",
            "pronoun": "r",
            "be": "B",
            "have": "H",
            "do": "D",
            "modal": "M",
            "negation": "!",
            "to": "t",
            "adverb": "z",
        }
        for key, tag in tags.items():
            for word in self.words[key]:
                self.put(word, tag)
        self.lex.classes["that"] = "s"
        for word in (*self.words["no_adverb"], *self.words["past_like"]):
            self.put(word, "w")
        for words in self.words["part_of_it"]:
            self.put(words, "f")
        self.lex.plurals.update(self.words["plural_no_s"])
        self.lex.plurals.update(self.words["stands_for_people"])

    def verb_list(self) -> None:
        bases = [*self.verbs["regular"], *self.irregular]
        for base in bases:
            third, pasts, participles, ing = verb_forms(base, self.irregular)
            only = base in self.irregular and base not in self.verbs["noun_too"]
            for form in (base, third):
                self.put(form, "v" if only or form in self.verbs["never_noun"] else "x", keep=True)
            for form in pasts | participles:
                self.put(form, "v", keep=True)
            self.put(ing, "g", keep=True)

    def harms(self, language: str) -> None:
        table = load(language, "harms")
        nouns = {noun for row in table.values() for noun in row.get("event", ())}
        for harm, row in table.items():
            for key in ("transitive", "ambiguous", "counted", "passive", "phrase"):
                for verb in row.get(key, ()):
                    self.harm_verb(verb, Trigger(harm, "transitive"), "KjkK", nouns)
                    if key == "passive":
                        self.lex.only_passive.update(form for form, _ in self.inflections(verb))
                    if key == "counted":
                        self.lex.counted.update(form for form, _ in self.inflections(verb))
                    if key in ("ambiguous", "counted"):
                        self.lex.ambiguous.update(form for form, _ in self.inflections(verb))
            for key in ("intransitive", "phrase_intransitive"):
                for verb in row.get(key, ()):
                    self.harm_verb(verb, Trigger(harm, "intransitive"), "IIiI", nouns)
            for key, tag in (("event", "e"), ("victim", "E"), ("toll", "L")):
                for noun in row.get(key, ()):
                    for form in {noun, plural(noun)} if key != "toll" else {noun, noun.replace("number", "numbers")}:
                        if form in self.lex.classes and self.lex.classes[form] in "jm":
                            self.lex.classes[form] = "m"
                        elif form in self.lex.classes and self.lex.classes[form] in "kKiI":
                            continue
                        else:
                            self.put(form, tag, Trigger(harm, key))
                    if key == "victim":
                        self.lex.plurals.add(plural(noun).rpartition(" ")[2])
            for word in row.get("state", ()):
                if self.lex.classes.get(word) not in ("K",):
                    self.put(word, "A", Trigger(harm, "state"))
            for verb in row.get("negated", ()):
                for text, _ in self.inflections(verb):
                    self.put(text, "v")
                    self.lex.negated[text] = harm
            for phrase in row.get("condition", ()):
                self.put(phrase, "A", Trigger(harm, "condition"), keep=True)

    def harm_verb(self, verb: str, trigger: Trigger, tags: str, nouns: set[str]) -> None:
        for text, index in self.inflections(verb):
            tag = tags[index]
            if index == 1 and (
                verb in nouns
                or verb
                in ("return", "rescue", "trap", "wound", "hurt", "arrest", "harm", "burn", "knife", "poison", "drown")
            ):
                tag = "m"
            self.put(text, tag, trigger)

    def inflections(self, verb: str) -> list[tuple[str, int]]:
        """(form, 0 past or participle, 1 base or third person, 2 -ing) of a verb phrase; all its verbs alike."""
        parts = verb.split()
        heads = [0] + [i + 1 for i, part in enumerate(parts[:-1]) if part in ("and", "or")]
        if parts[0].endswith("ly") and len(parts[0]) > 3:  # "fatally shoot"; "fly out"
            heads = [1]
        rows: list[tuple[str, int]] = []
        forms = [verb_forms(parts[i], self.irregular) for i in heads]
        for index, pick in (
            (1, lambda f, i: parts[i]),
            (1, lambda f, i: f[0]),
            (2, lambda f, i: f[3]),
            (0, lambda f, i: next(iter(f[1]))),
            (0, lambda f, i: next(iter(f[2]))),
        ):
            new = list(parts)
            for form, i in zip(forms, heads, strict=True):
                new[i] = pick(form, i)
            rows.append((" ".join(new), index))
        out: list[tuple[str, int]] = []
        for text, index in rows:
            if " X " in text:
                out += [(text.replace(" X ", f" {whose} "), index) for whose in ("his", "her", "their", "its", "the")]
                out.append((text.replace(" X ", " "), index))
            else:
                out.append((text, index))
        return out

    def people(self, language: str) -> None:
        table = load(language, "persons")
        for group in (
            "people",
            "civilians",
            "children",
            "women",
            "men",
            "older_people",
            "medics",
            "journalists",
            "aid_workers",
            "fighters",
            "detainees",
            "households",
        ):
            for noun in table[group]:
                if noun.endswith("_"):
                    continue
                many = noun if noun in self.lex.plurals else plural(noun)
                for form in (noun, many):
                    self.lex.groups.setdefault(form, group)
                    if " " in form:
                        self.put(form, "w", keep=True)
                    elif self.lex.classes.get(form) in (None, "x", "v", "g"):
                        self.lex.classes[form] = "w"
                self.lex.plurals.add(many.rpartition(" ")[2])
        lex = self.lex
        lex.measure_of = set(table["measure_of"])
        lex.implied = dict(table["implied"])
        lex.modifier_group = dict(table["modifier_group"])
        lex.titles = frozenset(table["title"])
        lex.given_names = frozenset(table["given_name"])

    def names(self) -> None:
        """The signs that names are read as: members of a side are fighters, those of a nation or faith people."""
        for word, kind in signs():
            self.lex.classes[word] = "w"
            if kind != "land":
                self.lex.groups[word] = "fighters" if kind == "side" else "people"
            if kind in ("side", "many"):
                self.lex.plurals.add(word)

    def objects(self, language: str) -> None:
        table = load(language, "things")
        for kind in ("unit", "weapon", "vehicle", "building", "animal", "abstract"):
            for noun in table[kind]:
                for form in (noun, noun if noun in self.lex.plurals else plural(noun)):
                    if form not in self.lex.groups:
                        self.lex.things.setdefault(form, kind)
                    if " " in form:
                        self.put(form, "w", keep=True)
        for harm, nouns in table["facility"].items():
            for noun in nouns:
                for form in (noun, plural(noun)):
                    self.lex.facilities.setdefault(form, harm)
                    if " " in form:
                        self.put(form, "w", keep=True)

    def finish(self) -> Lexicon:
        for name in self.lex.given_names:  # "Ahmed" is no past
            self.put(name, "w", keep=True)
        for seconds in self.lex.phrases.values():
            for rows in seconds.values():
                rows.sort(key=lambda row: -len(row[0]))
        alone = [*self.lex.negated, *self.words["losing"]]
        triggers = [text.split() for text in [*self.lex.triggers, *alone]]
        self.lex.scan = {words[0]: () for words in triggers if len(words) == 1}
        for words in triggers:  # of a phrase, a word that already triggers, else the one that is likely rarest
            if not any(self.lex.scan.get(word) == () for word in words):
                content = [word for word in words if self.lex.classes.get(word, "w") not in _SMALL]
                rarest = max(content or words, key=len)
                self.lex.scan[rarest] = (*self.lex.scan.get(rarest, ()), " ".join(words))
        return self.lex


def tells_more(words: list[str], sentence: str) -> bool:
    """Whether a sentence behind one of harm may tell more of it without a word of harm: of parts, or of the count."""
    if ("among" in words and "them" in words) or _LABEL.match(sentence):
        return True
    subgroups, saying, counts, numerals = _more_words()
    short = len(words) <= _FRAGMENT and not subgroups.isdisjoint(words)  # "At least 20 children."
    if not short and counts.isdisjoint(words) and (saying.isdisjoint(words) or subgroups.isdisjoint(words)):
        return False
    return not numerals.isdisjoint(words) or any(map(str.isdigit, sentence))


_FRAGMENT = 8  # words of a sentence that is no more than a count
_LABEL = re.compile(r"[^:.]{2,40}: (?:[a-z]+ ){0,3}\d")  # "Homs: at least 9 civilians"


@cache
def _more_words() -> tuple[frozenset[str], ...]:
    lex, table, numbers = lexicon(), load("en", "words"), load("en", "numbers")
    subgroups = frozenset(
        w for w, group in lex.groups.items() if group not in ("people", "households") and " " not in w
    )
    saying = frozenset((*table["saying_of"], *table["making_up"]))
    numerals = frozenset(word for key in ("ones", "teens", "tens", "vague") for word in numbers[key])
    return subgroups, saying, frozenset(table["count_again"]), numerals


_SMALL = frozenset("adhobyptcsqrBHDM!zf")


@cache
def lexicon(language: str = "en") -> Lexicon:
    """The lexicon of a language, built at first use (some tens of milliseconds)."""
    builder = _Builder(language)
    builder.closed()
    builder.harms(language)
    builder.people(language)
    builder.objects(language)
    builder.names()
    builder.verb_list()
    return builder.finish()
