"""Who may do what. Every permission of the house is decided here, and nowhere else.

**Default deny.** A person has one role. A role holds a list of permissions, each for one kind of thing people do, and
what is on no list nobody may do. A report can be restricted to groups of people: then it does not exist for anybody
else, whatever the role, not even in a number. A person's own groups are the only key; whoever gives groups out does so
in the log.

The interface asks through a :class:`Seat`: the record as one person may see it. There is no way to a record from a web
page that does not go through one.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from tollbook.desk.errors import AskedWrongError
from tollbook.model import Json, Report
from tollbook.record.store import Store
from tollbook.record.where import Where

P = ParamSpec("P")
R = TypeVar("R")

#: The roles, each of which may do all that those before it may.
ROLES = ("reader", "analyst", "reviewer", "releaser", "administrator")

#: What there is to be allowed, and the first role that may.
PERMISSIONS = {
    "read": "reader",  # reports, claims, answers, the log of what one may see
    "work": "analyst",  # take reports in, add a claim, look for incidents
    "decide": "reviewer",  # accept, reject and correct claims; decide on incidents
    "release": "releaser",  # let something leave the record; withdraw a report
    "administer": "administrator",  # people, groups, restrictions, places, removal
}


class RefusedError(Exception):
    """Somebody may not do what was asked. ``what`` says it in a sentence, ``permission`` names what is missing."""

    def __init__(self, permission: str) -> None:
        self.permission = permission
        self.what = f"Your role does not allow this: it needs at least the role {PERMISSIONS[permission]}."
        super().__init__(self.what)


class UnknownError(Exception):
    """Something that is not there, or not for this person: the two are not told apart."""


@dataclass(frozen=True, slots=True)
class Person:
    """Who is at work: a name for the log, a role, and the groups whose restricted reports are open to them.

    ``scopes`` narrow the permissions, for a key that was given for one purpose; ``None`` narrows nothing.
    """

    name: str
    role: str
    groups: frozenset[str] = frozenset()
    scopes: frozenset[str] | None = None

    def may(self, permission: str) -> bool:
        """Whether this person has a permission."""
        if self.role not in ROLES or permission not in PERMISSIONS:
            return False
        if self.scopes is not None and permission not in self.scopes:
            return False
        return ROLES.index(self.role) >= ROLES.index(PERMISSIONS[permission])


@dataclass(frozen=True, slots=True)
class Seat:
    """A record as one person sees it. ``store`` holds nothing of reports that are restricted to others."""

    person: Person
    store: Store
    #: From where they are at work, for the log.
    address: str = ""
    #: For each restricted report, by its identity, the groups it is open to.
    restricted: dict[str, frozenset[str]] = field(default_factory=dict)

    def need(self, permission: str) -> None:
        """Raises :class:`RefusedError`, and says so in the log, where the person lacks a permission."""
        if not self.person.may(permission):
            self.note("access.refused", {"permission": permission})
            raise RefusedError(permission)

    def note(self, kind: str, says: Json, on: str = "") -> None:
        """Write into the log what this person did."""
        self.store.note(kind, {**says, **({"address": self.address} if self.address else {})}, on)

    def whole(self) -> Store:
        """The record with all there is, for work whose results are shown to nobody who may not see them."""
        return Store(self.store.where, self.store.alias, self.person.name)

    def report(self, number: int) -> Report:
        """A report by its number, with its text. Raises :class:`UnknownError` where this person has none."""
        found = [one for one in self.store.find(str(number)) if one.number == number]
        if not found:
            raise UnknownError(f"There is no report {number}.")
        return found[0]

    def groups_of(self, report: str) -> frozenset[str]:
        """The groups a report is restricted to; none where it is open."""
        return self.restricted.get(report, frozenset())

    @property
    def partial(self) -> bool:
        """Whether there are reports that this person does not see, so that every number leaves them out."""
        return bool(self.store.hidden)


def seat(where: Where, alias: str, person: Person, address: str = "") -> Seat:
    """The seat of a person at an open record: what is restricted to others is taken out of the store."""
    store = Store(where, alias, person.name)
    restricted = {name: frozenset(groups) for name, groups in store.custody.restricted().items()}
    store.hidden = frozenset(name for name, groups in restricted.items() if not groups & person.groups)
    return Seat(person, store, address, restricted)


#: What each use-case of the desk needs, by its name: filled by :func:`needs`, read by the tests of the access matrix.
NEEDED: dict[str, str] = {}


def needs(
    permission: str,
) -> Callable[[Callable[Concatenate[Seat, P], R]], Callable[Concatenate[Seat, P], R]]:
    """A use-case that only those may run who have a permission."""
    assert permission in PERMISSIONS

    def mark(function: Callable[Concatenate[Seat, P], R]) -> Callable[Concatenate[Seat, P], R]:
        NEEDED[f"{function.__module__.removeprefix('tollbook.desk.')}.{function.__name__}"] = permission

        @wraps(function)
        def checked(here: Seat, /, *args: P.args, **kwargs: P.kwargs) -> R:
            here.need(permission)
            return function(here, *args, **kwargs)

        return checked

    return mark


@needs("administer")
def restrict(here: Seat, number: int, groups: Collection[str], reason: str) -> None:
    """Restrict a report to groups, or open it to all who may read (no groups). It holds from now on, for every
    number too."""
    report = here.report(number)
    if not reason.strip():
        raise AskedWrongError("Say why.", "One sentence: it stays in the log beside your name.")
    value = {"groups": sorted(set(groups))}
    here.store.custody.judge(number, "restricted" if groups else "opened", reason, {**value, "report": report.number})
