"""The closed lists of the field: harms, populations, and how each maps to the standards others use.

The population lattice is small on purpose: ``children`` are ``civilians`` and civilians are ``people``; ``fighters``
are people and never civilians. Women, men and older people are people whose status the words may leave open.
"""

from __future__ import annotations

from typing import NamedTuple


class Harm(NamedTuple):
    """One kind of harm: what it counts, its usual measure, and its name in the field's standards.

    ``of`` is what is harmed: ``people``, ``objects``, ``means`` or ``situation``. ``ucdp``, ``acled``, ``plover``,
    ``hxl`` and ``grave`` (the six grave violations against children, Security Council resolution 1612) are ``None``
    where that standard has no word for it.
    """

    of: str
    measure: str
    label: str
    ucdp: str | None = None
    acled: str | None = None
    plover: str | None = None
    hxl: str | None = None
    grave: str | None = None


HARMS: dict[str, Harm] = {
    "killed": Harm(
        "people",
        "flow",
        "killed",
        "best/high/low deaths",
        "FATALITIES",
        "ASSAULT",
        "#affected+killed",
        "killing and maiming",
    ),
    "injured": Harm("people", "flow", "injured", None, None, "ASSAULT", "#affected+injured", "killing and maiming"),
    "casualties": Harm("people", "flow", "killed or injured", None, None, "ASSAULT", "#affected+casualties"),
    "missing": Harm("people", "stock", "missing", None, None, None, "#affected+missing"),
    "disappeared": Harm(
        "people", "flow", "disappeared", None, "Abduction/forced disappearance", "COERCE", "#affected+disappeared"
    ),
    "detained": Harm("people", "flow", "detained", None, "Arrests", "COERCE", "#affected+detained"),
    "abducted": Harm(
        "people",
        "flow",
        "abducted",
        None,
        "Abduction/forced disappearance",
        "COERCE",
        "#affected+abducted",
        "abduction of children",
    ),
    "tortured": Harm("people", "flow", "tortured", None, None, "ASSAULT", "#affected+tortured"),
    "sexual_violence": Harm(
        "people",
        "flow",
        "subjected to sexual violence",
        None,
        "Sexual violence",
        "ASSAULT",
        "#affected+sgbv",
        "rape and other sexual violence",
    ),
    "displaced": Harm("people", "flow", "displaced", None, None, None, "#affected+displaced"),
    "returned": Harm("people", "flow", "returned", None, None, None, "#affected+returned"),
    "evacuated": Harm("people", "flow", "evacuated", None, None, "RETREAT", "#affected+evacuated"),
    "besieged": Harm("people", "stock", "besieged", None, None, None, "#affected+besieged"),
    "in_need": Harm("people", "stock", "in need of aid", None, None, None, "#inneed"),
    "starving": Harm("people", "stock", "starving", None, None, None, "#affected+foodinsecure"),
    "attack_on_health": Harm(
        "objects",
        "flow",
        "attacks on health care",
        None,
        None,
        "ASSAULT",
        "#event+health",
        "attacks on schools or hospitals",
    ),
    "attack_on_school": Harm(
        "objects",
        "flow",
        "attacks on schools",
        None,
        None,
        "ASSAULT",
        "#event+education",
        "attacks on schools or hospitals",
    ),
    "attack_on_worship": Harm("objects", "flow", "attacks on places of worship", None, None, "ASSAULT", "#event"),
    "attack_on_market": Harm("objects", "flow", "attacks on markets", None, None, "ASSAULT", "#event"),
    "attack_on_infrastructure": Harm(
        "objects", "flow", "attacks on infrastructure", None, "Looting/property destruction", "ASSAULT", "#event"
    ),
    "attack_on_home": Harm(
        "objects",
        "flow",
        "homes destroyed or damaged",
        None,
        "Looting/property destruction",
        "ASSAULT",
        "#affected+buildings",
    ),
    "attack_on_aid": Harm("objects", "flow", "attacks on aid", None, None, "ASSAULT", "#event+aid"),
    "aid_blocked": Harm(
        "objects", "state", "aid blocked", None, None, "COERCE", "#access", "denial of humanitarian access"
    ),
    "service_state": Harm("objects", "state", "services", None, None, None, "#status"),
    "chemical_use": Harm("means", "flow", "use of chemical weapons", None, "Chemical weapon", "ASSAULT", "#event"),
    "cluster_use": Harm("means", "flow", "use of cluster munitions", None, None, "ASSAULT", "#event"),
    "incendiary_use": Harm("means", "flow", "use of incendiary weapons", None, None, "ASSAULT", "#event"),
    "bombardment": Harm(
        "situation", "flow", "bombardment", None, "Shelling/artillery/missile attack", "ASSAULT", "#event"
    ),
    "control_gained": Harm(
        "situation", "flow", "territory gained", None, "Non-state actor overtakes territory", "SEIZE", "#event"
    ),
    "control_lost": Harm(
        "situation", "flow", "territory lost", None, "Non-violent transfer of territory", "RETREAT", "#event"
    ),
    "ceasefire": Harm("situation", "state", "ceasefire", None, "Agreement", "AGREE", "#event"),
}

#: Every population group and the group directly above it.
POPULATIONS: dict[str, str | None] = {
    "people": None,
    "civilians": "people",
    "fighters": "people",
    "police": "people",
    "women": "people",
    "men": "people",
    "older_people": "people",
    "detainees": "people",
    "mixed": "people",
    "households": "people",
    "children": "civilians",
    "medics": "civilians",
    "journalists": "civilians",
    "aid_workers": "civilians",
    "boys": "children",
    "girls": "children",
}


def within(group: str, other: str) -> bool:
    """Whether every member of one population group is a member of the other."""
    step: str | None = group
    while step is not None:
        if step == other:
            return True
        step = POPULATIONS.get(step)
    return False
