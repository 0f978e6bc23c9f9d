"""What of a claim may leave a record, field by field.

The figure and its scope are **public**: what happened to how many of whom, where, when, by which known actor, according
to which body. The words are **internal**, with what is read off them: a sentence may name a victim or a witness, a
street tells where somebody lives. Where a report came from, on whose computer, is **restricted**.

Names of places and speakers are both: the gazetteer's name of a town or what is larger and the name of a body are
public, and at that level stand alone; everything smaller, and every name that may be a person's
(:mod:`tollbook.export.naming`), needs ``internal``. Identities are hashes over the words, with which a guess at them
could be tried, so in public rows claims go by number.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from tollbook.export.cells import Cell, plain
from tollbook.export.naming import public_name
from tollbook.export.table import Column, Level, Table, about, may_see
from tollbook.model import Claim, Place, Report
from tollbook.reckon.scope import source

#: Places as large as a town: who lives there is told by no name of theirs.
LARGE = ("city", "district", "province", "region", "country")

#: The columns of a claim. The first twenty are those of the plain claims table, which ``tollbook import`` reads.
CLAIM_COLUMNS = (
    Column("report", tag="#meta+report"),
    Column("publisher", tag="#meta+publisher"),
    Column("published", "day", tag="#date+reported"),
    Column("speaker", tag="#meta+source"),
    Column("harm", tag="#impact+type"),
    Column("measure", tag="#meta+measure"),
    Column("extent", tag="#meta+extent"),
    Column("population", tag="#group+population"),
    Column("low", "number", tag="#impact+min"),
    Column("high", "number", tag="#impact+max"),
    Column("best", "number", tag="#impact+stated"),
    Column("hedge", tag="#meta+hedge"),
    Column("unit", tag="#meta+unit"),
    Column("place", tag="#loc+name"),
    Column("start", "day", tag="#date+start"),
    Column("end", "day", tag="#date+end"),
    Column("perpetrator", tag="#group+perpetrator"),
    Column("incident", tag="#event+id"),
    Column("part_of", tag="#meta+id+whole"),
    Column("modality", tag="#status+modality"),
    Column("id", tag="#meta+id"),
    Column("repeats", tag="#meta+id+repeated"),
    Column("place_id", tag="#loc+code"),
    Column("country", tag="#country+code+v_iso2"),
    Column("precision", tag="#loc+precision"),
    Column("lat", "decimal", tag="#geo+lat"),
    Column("lon", "decimal", tag="#geo+lon"),
    Column("statement", tag="#meta+statement"),
    Column("means", tag="#event+means"),
    Column("quote", level="internal", tag="#description+quote"),
    Column("population_words", level="internal", tag="#description+population"),
    Column("place_words", level="internal", tag="#description+place"),
    Column("perpetrator_words", level="internal", tag="#description+perpetrator"),
    Column("quoting", level="internal", tag="#meta+source+quoted"),
    Column("title", level="internal", tag="#meta+title"),
    Column("sha256", level="internal", tag="#meta+hash"),
    Column("origin", level="restricted", tag="#meta+origin"),
)


def claims_table(
    claims: Iterable[Claim], reports: Mapping[str, Report], level: Level, told: Collection[str] = ()
) -> Table:
    """Claims in the order given, with what a level may see. ``told`` are names that may be told all the same."""
    some = list(claims)
    numbers = {claim.id: str(number) for number, claim in enumerate(some, 1)}
    labels = list(dict.fromkeys(claim.incident for claim in some if claim.incident is not None))
    names = _Names(level, told, numbers, {label: f"incident {n}" for n, label in enumerate(labels, 1)})
    rows = tuple(_row(claim, reports.get(claim.report), names) for claim in some)
    return Table("claims", CLAIM_COLUMNS, rows, about(level)).at(level)


def told_row(claim: Claim, report: Report | None) -> dict[str, str]:
    """A claim's cells as the file for ``internal`` has them, by their columns."""
    cells = zip(CLAIM_COLUMNS, _row(claim, report, _Names("internal", (), {}, {})), strict=True)
    return {column.name: plain(cell) for column, cell in cells if may_see("internal", column.level)}


class _Names:
    """How what has a name is called at a level."""

    def __init__(
        self, level: Level, told: Collection[str], numbers: Mapping[str, str], incidents: Mapping[str, str]
    ) -> None:
        self.all = may_see(level, "internal")
        self.told, self.numbers, self.incidents = told, numbers, incidents

    def claim(self, name: str | None) -> str | None:
        """A claim's identity, or its number; nothing for one that is not in the table."""
        return name if self.all else self.numbers.get(name or "")

    def incident(self, label: str | None) -> str | None:
        return label if self.all or label is None else self.incidents[label]

    def body(self, name: str | None) -> str | None:
        return name if self.all else public_name(name, self.told)


def _row(claim: Claim, report: Report | None, names: _Names) -> tuple[Cell, ...]:
    q, by, place = claim.quantity, claim.perpetrator, shown(claim.place, names.all)
    number = f"report {report.number}" if report and report.number else claim.report[:12]
    title = report.title or report.origin if report else None
    return (
        title or number if names.all else number,
        names.body(claim.publisher), claim.published, names.body(claim.speaker), claim.harm, claim.measure,
        claim.extent, claim.population.group, q.low, q.high, q.best, q.hedge, q.unit,
        place_name(place, names.all), claim.window.start, claim.window.end,
        (names.body(by.actor) or (by.text if names.all else None)) if by else None,
        names.incident(claim.incident), names.claim(claim.part_of), claim.modality, names.claim(claim.id),
        names.claim(claim.repeats),
        " < ".join(place.path) if place else None,
        place.country if place else None, place.precision if place else None,
        place.lat if place else None, place.lon if place else None,
        claim.statement, "; ".join(claim.means) or None,
        claim.quote, claim.population.text or None, claim.place.text if claim.place else None,
        by.text if by else None, "; ".join(claim.quoting) or None, title, report.sha256 if report else None,
        report.origin if report else None,
    )  # fmt: skip


def shown(place: Place | None, in_full: bool = False) -> Place | None:
    """A place as everybody may know it: itself where it is as large as a town, or a side of one, and some gazetteer has
    it; else nothing but the identifiers of what is larger."""
    if place is None or in_full or (place.path and _large(place)):
        return place
    above = tuple(name for name in place.path[1:] if name.startswith(_SURE))
    return Place("", "", None, place.country, None, None, "withheld", above) if above else None


#: How the identifiers of places begin that are towns or larger; above any place stand those it lies in.
_SURE = ("geoname:", "admin1:", "country:")


def _large(place: Place) -> bool:
    own = place.path[0]
    if own.startswith("part:"):
        return own.split(":", 2)[2].startswith(_SURE)
    return place.precision in LARGE and not own.startswith(("named:", "quarter:"))


def place_name(place: Place | None, in_full: bool = False) -> str | None:
    """A place's name, with the side of it that is meant ("east Aleppo"); in full as the words tell it."""
    if place is None:
        return None
    if place.path and place.path[0].startswith("part:"):
        return place.text if in_full else f"{place.path[0].split(':')[1].replace('-', ' ')} {place.name}"
    return place.name or (place.text if in_full else None)


def public_source(claim: Claim, told: Collection[str] = ()) -> str | None:
    """Who a claim is according to, as everybody may know it."""
    return public_name(source(claim) or None, told)
