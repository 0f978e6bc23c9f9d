"""HXL tables, as on the Humanitarian Data Exchange: columns told apart by tags, one row of places and counts.

After the HXL standard 1.1 (hashtag dictionary): every ``#affected`` column whose attributes name a harm ("+killed",
"+injured", "+idps") is a claim for each row, and every ``#inneed``. Attributes say who ("+children", "+f +adults"),
"+min" and "+max" the ends of one count, "+hh" that households are counted. "+f" and "+m" alone are of every age, and no
group of their own here: they are a part of the row's count for everyone. Shares and rates are no counts.

The place is the most detailed of ``#loc``, ``#adm5`` … ``#adm1``, ``#country``; the days are ``#date +start`` and
``+end``, or ``#date``; who says so is ``#meta +source``. A count of a place and a time is a total there, by whoever
made the table; with an ``#event`` identifier the row is one event.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from tollbook.intake.tables.ged import month, year
from tollbook.intake.tables.places import Places
from tollbook.intake.tables.rows import Frame, Line, between, codebook, label, stated
from tollbook.model import Claim, Extent, Measure, Place, Quantity, Window

BOOK = codebook("hxl")
_WORDS = {name: frozenset(words) for name, words in BOOK["words"].items()}
_SEXES = frozenset({"f", "m", "female", "male"})
_YEAR, _MONTH = re.compile(r"([12]\d{3})\Z"), re.compile(r"([12]\d{3})-(\d{2})\Z")


@dataclass(frozen=True, slots=True)
class Count:
    """One thing a table counts: the harm, of whom, in what unit, and the columns of its number and its ends.
    ``part``: the attributes name a group that is none here; ``running``: it is counted from an earlier day on."""

    harm: str
    measure: Measure
    group: str
    unit: str
    part: bool
    running: bool
    columns: Mapping[str, str]
    words: str


def counts(tags: Sequence[str]) -> list[Count]:
    """What the columns of a table count, in their order. A tag is known to a row by its own spelling."""
    found: dict[tuple[str, ...], Count] = {}
    for tag in tags:
        name, attributes = parsed(tag)
        harm, measure = _harm(name, attributes)
        if not harm or _WORDS["not_counts"] & attributes:
            continue
        end = next((end for end in ("least", "most") if _WORDS[end] & attributes), "best")
        who = (
            attributes
            - _WORDS[end]
            - _WORDS["best"]
            - _WORDS["running"]
            - {a for a in attributes if a in BOOK["harms"]}
        )
        key = (name, harm, measure, *sorted(who))
        known = found.get(key)
        columns = {**(known.columns if known else {}), end: tag}
        group, part = _group(who)
        unit = "households" if _WORDS["households"] & attributes else "people"
        running = bool(_WORDS["running"] & attributes) and measure == "flow"
        found[key] = Count(harm, measure, group, unit, part, running, columns, tag)
    return list(found.values())


def parsed(tag: str) -> tuple[str, frozenset[str]]:
    """A tag in its name and its attributes."""
    name, *attributes = tag.split("+")
    return name, frozenset(attributes)


def _harm(name: str, attributes: frozenset[str]) -> tuple[str, Measure]:
    if name == "#inneed":
        return "in_need", "stock"
    if name != "#affected":
        return "", "flow"
    harm, usual = next((BOOK["harms"][a] for a in BOOK["harms"] if a in attributes), ("", "flow"))
    flow = bool(attributes & _WORDS["flow"]) or (usual == "flow" and not attributes & _WORDS["stock"])
    return harm, "flow" if flow else "stock"


def _group(who: Iterable[str]) -> tuple[str, bool]:
    """The group that attributes name, and whether they name one that is none here."""
    plain = {{"female": "f", "male": "m"}.get(a, a) for a in who} - _WORDS["households"]
    for words, group in BOOK["combined"].items():
        if set(words.split()) <= plain:
            return group, False
    groups = [BOOK["groups"][a] for a in BOOK["groups"] if a in plain]
    if groups:
        return groups[0], bool(plain & _SEXES) or len(groups) > 1
    return "people", bool(plain & _SEXES)


class Tags:
    """The columns of a table by what they are for, found once."""

    def __init__(self, tags: Sequence[str], headings: Sequence[str]) -> None:
        self.counts = counts(tags)
        self.headings = dict(zip(tags, headings, strict=False))
        self.levels = [
            tag
            for name in ("#loc", "#adm5", "#adm4", "#adm3", "#adm2", "#adm1", "#country")
            if (tag := self.best(tags, name, ("name",), {"code", "lat", "lon", "type"})) is not None
        ]
        self.country = self.best(tags, "#country", ("code",), {"name"})
        self.lat, self.lon = (self.best(tags, "#geo", (axis,), set()) for axis in ("lat", "lon"))
        self.start = self.best(tags, "#date", ("start",), set(), needed=True)
        self.end = self.best(tags, "#date", ("end",), set(), needed=True)
        self.day = self.best(tags, "#date", ("occurred", "year"), {"start", "end", "reported", "published", "updated"})
        self.published = self.best(tags, "#date", ("reported", "published", "updated"), set(), needed=True)
        self.source = self.best(tags, "#meta", ("source",), set(), needed=True) or self.best(tags, "#source", (), set())
        self.name = self.best(tags, "#event", ("id", "code"), set(), needed=True)
        self.row = self.best(tags, "#meta", ("id",), set(), needed=True) or self.best(tags, "#id", (), set())

    @staticmethod
    def best(
        tags: Sequence[str], name: str, wanted: Sequence[str], unwanted: set[str], needed: bool = False
    ) -> str | None:
        """The column of that name that has a wanted attribute, or else the first that has no unwanted one."""
        own = [(tag, parsed(tag)[1]) for tag in tags if parsed(tag)[0] == name]
        for attribute in wanted:
            for tag, attributes in own:
                if attribute in attributes:
                    return tag
        return None if needed else next((tag for tag, attributes in own if not attributes & unwanted), None)


def read(
    line: Line, tags: Tags, places: Places, list_name: str, publisher: str | None, published: dt.date | None
) -> tuple[tuple[Claim, ...], str] | str:
    """The claims of one row, or why it tells of no harm; what is wrong is noted on the line."""
    window = _window(line, tags)
    source = (line.text(tags.source) if tags.source else "") or publisher
    name = line.name
    event = line.text(tags.name) if tags.name else ""
    told = (line.day(tags.published) if tags.published else None) or published
    frame = Frame(
        list_name, line.line, name, "", _place(line, tags, places), window, source, publisher or source, told,
        label(list_name, event) if event else None,
    )  # fmt: skip
    context = [tag for tag in (*tags.levels, tags.start, tags.end, tags.day, tags.source) if tag]
    made: list[Claim] = []
    wholes: dict[tuple[str, str], str] = {}
    for number, count in enumerate(tags.counts):
        amount = _amount(line, count)
        if amount is None:
            continue
        extent: Extent = "event" if event or count.part else "total"
        words = "; ".join(
            f"{tags.headings.get(tag) or tag} {line.text(tag)}"
            for tag in (*context, *count.columns.values())
            if line.text(tag)
        )
        days = replace(window, start=None) if count.running else window
        claim = replace(frame, quote=f"line {line.line}: {words}", window=days).claim(
            number, count.harm, replace(amount, unit=count.unit), count.group, words=count.words,
            measure=count.measure, extent=extent,
        )  # fmt: skip
        whole = wholes.get((count.harm, count.unit)) if count.part or count.group != "people" else None
        if whole is not None:
            claim = replace(claim, part_of=whole)
        elif count.group == "people" and not count.part:
            wholes.setdefault((count.harm, count.unit), claim.id)
        made.append(claim)
    return (tuple(made), "") if made else "no count"


def _amount(line: Line, count: Count) -> Quantity | None:
    """The number of a cell with the ends beside it, ``None`` where all are empty."""
    low, best, high = (
        line.number(count.columns[end]) if end in count.columns else None for end in ("least", "best", "most")
    )
    if low is None and best is None and high is None:
        return None
    if low is not None and high is not None and low > high:
        line.fail(f"{count.columns['least']} ({low}) is above {count.columns['most']} ({high})")
        return None
    if low is None and high is None and best is not None:
        return stated(best, "")
    return between(low, best, high)


def _place(line: Line, tags: Tags, places: Places) -> Place | None:
    """The most detailed place of a row, in what lies above it."""
    said = {parsed(tag)[0]: line.text(tag) for tag in tags.levels if line.text(tag)}
    country = (line.text(tags.country) if tags.country else "") or said.get("#country", "")
    division = said.get("#adm1", "")
    lat = line.decimal(tags.lat) if tags.lat else None
    lon = line.decimal(tags.lon) if tags.lon else None
    for name, words in said.items():
        if name == "#loc":
            return places.settlement(words, division, country, lat, lon)
        if name in ("#adm5", "#adm4", "#adm3", "#adm2"):
            return places.district(words, division, country)
        if name == "#adm1":
            return places.division(words, country)
    return places.whole_country(country) if country else None


def _window(line: Line, tags: Tags) -> Window:
    if tags.start or tags.end:
        first = line.day(tags.start) if tags.start else None
        last = line.day(tags.end, past=False) if tags.end else None
        line.days(first, last)
        return Window(first, last, "day" if first or last else "open")
    cell = line.value(tags.day) if tags.day else ""
    if not cell or tags.day is None:
        return Window()
    if found := _YEAR.match(cell):
        return Window(*year(dt.date(int(found[1]), 1, 1)), "year")
    if (found := _MONTH.match(cell)) and 1 <= int(found[2]) <= 12:
        return Window(*month(dt.date(int(found[1]), int(found[2]), 1)), "month")
    day = line.day(tags.day)
    return Window(day, day, "day") if day else Window()
