"""Running totals, and what is added to them late.

A speaker who counts from one day on tells what is known by each day of publication: 22,313 by the 3rd, 22,688 by the
4th. What came between is 375, the deaths of the 4th, as long as nothing else is said. Where the speaker tells of the
later number that some of it are of earlier days (bodies found, reports checked since), the earlier number had missed
them: it may be as much larger, and the increment of the last day as much smaller, 125 to 375.

Whether such a part is new, or was in the earlier number already, the words seldom say; so it is heard both ways, and
only where it is small enough to be new.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence

from tollbook.model import Claim
from tollbook.reckon.scope import actor, group, lineage, place_path

#: What was added late to each total, by its identity.
Additions = Mapping[str, tuple[Claim, ...]]


def additions(totals: Sequence[Claim], claims: Iterable[Claim]) -> Additions:
    """The late additions of every total: parts of a later one of its series, of days that the earlier one holds."""
    known = {c.id: c for c in totals if c.measure == "flow" and c.incident is None}
    parts = [c for c in claims if c.part_of in known and c.extent == "event" and c.window.end is not None]
    series: dict[Hashable, list[Claim]] = defaultdict(list)
    for c in known.values() if parts else ():
        series[_series(c)].append(c)
    out: dict[str, list[Claim]] = defaultdict(list)
    for part in parts:
        whole = known[part.part_of or ""]
        for earlier in series[_series(whole)] if lineage(part) == lineage(whole) else ():
            if _overtaken(earlier, whole) and _fits(part, earlier, whole):
                out[earlier.id].append(part)
    return {name: tuple(parts) for name, parts in out.items()}


def _series(total: Claim) -> Hashable:
    """What the terms of one running total have in common."""
    return (
        lineage(total),
        total.harm,
        group(total.population.group),
        place_path(total.place),
        total.window.start,
        actor(total),
    )


def _last(total: Claim) -> dt.date:
    return total.window.end or total.published or dt.date.max


def _overtaken(earlier: Claim, later: Claim) -> bool:
    """Whether one term of a series was told before another that counts further days."""
    if earlier.published is None or later.published is None:
        return False
    return earlier.published < later.published and _last(earlier) < _last(later)


def _fits(part: Claim, earlier: Claim, whole: Claim) -> bool:
    """Whether a part of a later total is of the earlier one's days, and no larger than what has come since."""
    least, most = part.quantity.low or 0, whole.quantity.high
    of_old = part.window.end is not None and part.window.end <= _last(earlier)
    return of_old and (most is None or least <= most - (earlier.quantity.low or 0))
