"""Events in the shape of peers' tables, so that what reads theirs reads ours: UCDP's GED and ACLED.

The columns and codes are those of the *UCDP GED Codebook* 25.1 and the *ACLED Codebook* (October 2024). What such a
table cannot say is not made up: identifiers of conflicts, dyads and grid cells that only the peer gives are empty, and
so is the type of an event of which nobody says who did it. Neither shape knows an upper end that is open: it stands as
the lower one, and the column ``high_open``, which no peer has, says so. Only events with a least number of killed are
rows of the one, all events are rows of the other.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tollbook.export.cells import Cell
from tollbook.export.events import Event, actors, sources
from tollbook.export.release import place_name, shown
from tollbook.export.table import Column, Kind, Level, Table, about, may_see
from tollbook.lang import load
from tollbook.model import Place
from tollbook.resolve.actors import actor_kind

#: Gives the name of a place by its identifier.
NameOf = Callable[[str], str | None]


@cache
def _columns(shape: str) -> tuple[Column, ...]:
    """The columns of a peer's table, after its codebook."""
    data = tomllib.loads(Path(__file__).with_name("peers.toml").read_text(encoding="utf-8"))
    kinds: dict[str, Kind] = {name: kind for kind in ("number", "decimal", "day") for name in data[kind]}
    return tuple(Column(name, kinds.get(name, "text")) for name in (*data[shape], "high_open"))


def ged_table(events: Sequence[Event], level: Level, name_of: NameOf, told: Collection[str] = ()) -> Table:
    """Events in the columns of UCDP's Georeferenced Event Dataset."""
    some = [(n, e) for n, e in enumerate(events, 1) if e.toll("killed").low is not None]
    rows = (_ged(n, e, may_see(level, "internal"), name_of, told) for n, e in some)
    return _table("ged", rows)


def acled_table(events: Sequence[Event], level: Level, name_of: NameOf, told: Collection[str] = ()) -> Table:
    """Events in the columns of ACLED's data files."""
    rows = (_acled(n, e, may_see(level, "internal"), name_of, told) for n, e in enumerate(events, 1))
    return _table("acled", rows)


def _table(shape: str, rows: Iterable[Mapping[str, Cell]]) -> Table:
    columns = _columns(shape)
    return Table(shape, columns, tuple(tuple(row.get(c.name) for c in columns) for row in rows), about("events"))


@dataclass(frozen=True, slots=True)
class _Where:
    """A place by the divisions it lies in."""

    name: str | None
    division: str | None
    country: str | None
    place: Place | None


def _where(event: Event, in_full: bool, name_of: NameOf) -> _Where:
    place = shown(event.place, in_full)
    path = place.path if place else ()
    division = next((name_of(one) for one in path if one.startswith("admin1:")), None)
    country = next((name_of(one) for one in path if one.startswith("country:")), None)
    return _Where(place_name(place, in_full) or division or country, division, country, place)


def _open(event: Event) -> str:
    killed = event.toll("killed")
    return "yes" if killed.low is not None and killed.high is None else "no"


def _ged(number: int, event: Event, in_full: bool, name_of: NameOf, told: Collection[str]) -> dict[str, Cell]:
    where, killed, civilians = _where(event, in_full, name_of), event.toll("killed"), event.toll("killed", "civilians")
    low = killed.low or 0
    high = max(killed.high or 0, low)
    best = min(max(killed.best or low, low), high)
    of_civilians = min(civilians.low or 0, best)
    by, said = actors(event, in_full, told), sources(event, in_full, told)
    grain = where.place.precision if where.place else ""
    start, end = event.start or event.end, event.end or event.start
    return {
        "id": str(number), "relid": f"tollbook-{number}", "year": start.year if start else None,
        "code_status": "Clear" if event.label is not None else "Check: not decided whether it is an event of its own",
        "type_of_violence": _violence(by, of_civilians == best), "side_a": by[0] if by else None,
        "side_b": "Civilians" if by and of_civilians == best else None,
        "number_of_sources": len(said), "source_original": "; ".join(said),
        "source_article": " / ".join(dict.fromkeys(c.quote for c in event.claims)) if in_full else None,
        "where_prec": _GED_GRAINS.get(grain), "where_coordinates": where.name, "adm_1": where.division,
        "latitude": where.place.lat if where.place else None, "longitude": where.place.lon if where.place else None,
        "country": where.country, "event_clarity": 1 if event.label is not None else 2,
        "date_prec": _date_precision(start, end), "date_start": start, "date_end": end, "deaths_a": 0, "deaths_b": 0,
        "deaths_civilians": of_civilians, "deaths_unknown": best - of_civilians, "best": best, "high": high, "low": low,
        "high_open": _open(event),
    }  # fmt: skip


_GED_GRAINS = {
    "point": 1, "neighbourhood": 1, "part_of_city": 1, "city": 1, "district": 3, "province": 4, "region": 5,
    "country": 6,
}  # fmt: skip


def _violence(by: Sequence[str], one_sided: bool) -> int | None:
    """1 a state's, 2 between groups, 3 one-sided; nothing where nobody says who did it."""
    if not by:
        return None
    if one_sided:
        return 3
    return 1 if any(actor_kind(name) == "state" for name in by) else 2


def _date_precision(start: dt.date | None, end: dt.date | None) -> int | None:
    """1 the day, 2 two to six days, 3 a week, 4 a month, 5 a year."""
    if start is None or end is None:
        return None
    length = (end - start).days + 1
    return 1 if length == 1 else 2 if length < 7 else 3 if length == 7 else 4 if length <= 31 else 5


def _acled(number: int, event: Event, in_full: bool, name_of: NameOf, told: Collection[str]) -> dict[str, Cell]:
    where, killed, civilians = _where(event, in_full, name_of), event.toll("killed"), event.toll("killed", "civilians")
    kind, below = _acled_kind(event)
    targeted = civilians.low is not None or event.toll("injured", "civilians").low is not None
    length = (event.end - event.start).days + 1 if event.start and event.end else None
    quotes = " ".join(dict.fromkeys(c.quote for c in event.claims))
    grain = where.place.precision if where.place else ""
    return {
        "event_id_cnty": f"{where.place.country if where.place and where.place.country else 'XX'}{number}",
        "event_date": event.start, "year": event.start.year if event.start else None,
        "time_precision": None if length is None else 1 if length == 1 else 2 if length <= 7 else 3,
        "disorder_type": "Political violence", "event_type": kind, "sub_event_type": below,
        "actor1": "; ".join(actors(event, in_full, told)[:1]) or None, "actor2": "Civilians" if targeted else None,
        "civilian_targeting": "Civilian targeting" if targeted else None, "country": where.country,
        "admin1": where.division, "location": where.name, "latitude": where.place.lat if where.place else None,
        "longitude": where.place.lon if where.place else None,
        "geo_precision": {"province": 3, "region": 3, "country": 3, "district": 2}.get(grain, 1) if grain else None,
        "source": "; ".join(sources(event, in_full, told)) or None, "notes": quotes if in_full else None,
        "fatalities": killed.low if killed.low is not None else killed.best,
        "tags": "decided" if event.label is not None else "not decided whether it is an event of its own",
        "high_open": _open(event),
    }  # fmt: skip


def _acled_kind(event: Event) -> tuple[str | None, str | None]:
    """The event type and sub-event type by means, else by what was done to whom; nothing where neither tells."""
    table = load("en", "release")
    means = {name for claim in event.claims for name in claim.means}
    harms = {claim.harm for claim in event.claims} | {c.population.group for c in event.claims}
    found = next((row for name, row in table["acled"].items() if name in means), None)
    found = found or next((row for name, row in table["acled_harm"].items() if name in harms), None)
    return (found[0], found[1]) if found else (None, None)
