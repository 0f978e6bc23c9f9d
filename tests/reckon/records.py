"""Random small records: accounts in a little country, and questions of it."""

from __future__ import annotations

import datetime as dt
import random

from tests.reckon.brute import GROUPS
from tollbook.model import Place
from tollbook.reckon.accounts import Account, Box
from tollbook.reckon.question import Question

LAND = ("country:XX",)
TOWN = ("geoname:1", "admin1:XX.1", *LAND)
GROUND = [
    Place(name, name, path=path)
    for name, path in {
        "land": LAND,
        "county": ("admin1:XX.1", *LAND),
        "town": TOWN,
        "quarter": ("geoname:11", *TOWN),
        "village": ("geoname:2", "admin1:XX.1", *LAND),
        "east": ("part:east:geoname:1", *TOWN),
        "unknown quarter": ("quarter:a:admin1:XX.1", "admin1:XX.1", *LAND),
    }.items()
]
FIRST_DAY = dt.date(2016, 11, 1).toordinal()
DAYS = range(FIRST_DAY, FIRST_DAY + 4)
HARMS = {"killed": frozenset({"killed"}), "casualties": frozenset({"killed", "injured"})}


def accounts(rng: random.Random, most: int = 5) -> list[Account]:
    """One to ``most`` accounts with every kind of link; half the records of few places and groups, which meet more."""
    dense = rng.random() < 0.5
    ground = [None, *(GROUND[:3] if dense else GROUND)]
    groups = ("people", "people", "civilians") if dense else GROUPS
    # Labels of one list of a table are all distinct; of others only what somebody said.
    decided = {name: frozenset(n for n in "pqrst" if n != name and rng.random() < 0.3) for name in "rst"}
    out: list[Account] = []
    for i in range(rng.randint(1, most)):
        place = rng.choice(ground)
        first = rng.randrange(4)
        low = rng.randrange(8)
        label = rng.choice([None] * 7 + ["p", "q", "r", "s", "t", "a::1", "a::2", "b::1 = a::3"])
        box = Box(
            HARMS[rng.choice(["killed", "killed", "killed", "casualties"])],
            frozenset({rng.choice(groups)}),
            frozenset() if place is None else frozenset({place.path[0]}),
            FIRST_DAY + first,
            FIRST_DAY + rng.randrange(first, 4),
            rng.choice([None, None, None, None, "x", "y"]),
        )
        high = None if rng.random() < 0.15 else low + rng.choice([0, 0, 0, 2, 5])
        complete = (box,) if rng.random() < (0.35 if label is None else 0.1) else ()
        above = {rng.randrange(i) for _ in range(rng.choice([0, 0, 0, 1, 1, 2]))} if i else set()
        apart = decided.get(label) if label is not None else None
        out.append(Account((), low, high, None, box, complete, label, tuple(sorted(above)), apart))
    return out


def question(rng: random.Random) -> Question:
    """A question of the little country."""
    first = rng.randrange(4)
    last = rng.randrange(first, 4)
    return Question(
        rng.choice(["killed", "killed", "casualties"]),
        rng.choice(["people", "civilians"]),
        rng.choice([None, *GROUND[:4]]),
        dt.date.fromordinal(FIRST_DAY + first) if rng.random() < 0.6 else None,
        dt.date.fromordinal(FIRST_DAY + last) if rng.random() < 0.6 else None,
        rng.choice([None, None, None, None, "x"]),
    )
