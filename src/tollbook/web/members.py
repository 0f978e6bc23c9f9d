"""Making users and changing them: for the command line, and for the page of people behind it.

Whoever can run a command on the record's computer can read its files, so the first administrator is made there and
never on a page.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable

from django.contrib.auth.models import Group
from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.db import transaction

from tollbook.desk.access import ROLES
from tollbook.desk.errors import AskedWrongError, near
from tollbook.web.models import User


def users() -> list[User]:
    """Everybody, by name."""
    return list(User._default_manager.prefetch_related("groups").order_by("username"))


def named(name: str) -> User:
    """A user. Raises :class:`AskedWrongError`."""
    found = User._default_manager.filter(username=name).first()
    if found is None:
        known = [user.username for user in users()]
        raise AskedWrongError(f"There is no user {name!r}.", near(name, known, "See: tollbook users list"))
    return found


def add(name: str, role: str, groups: Iterable[str] = (), password: str | None = None) -> tuple[User, str]:
    """A new user, and the password: made here where none is given. Raises :class:`AskedWrongError`."""
    _role(role)
    if User._default_manager.filter(username__iexact=name).exists():
        raise AskedWrongError(f"There is a user {name!r} already.", "See: tollbook users list")
    user = User(username=name, role=role)
    said = password or secrets.token_urlsafe(15)
    try:
        user.clean_fields(exclude=["password"])
        validate_password(said, user)
    except ValidationError as wrong:
        raise AskedWrongError(" ".join(wrong.messages), "Choose another.") from wrong
    user.set_password(said)
    with transaction.atomic():
        user.save()
        _put_into(user, groups)
    return user, said


def change(
    name: str, *, role: str | None = None, groups: Collection[str] | None = None, active: bool | None = None
) -> User:
    """Change what somebody may do, which groups they are in, or whether they may log in: at once, for sessions that
    are open too. Raises :class:`AskedWrongError` for the last administrator."""
    user = named(name)
    if role is not None:
        _role(role)
    loses = user.role == ROLES[-1] and user.is_active and (role not in (None, ROLES[-1]) or active is False)
    if loses and not _others(user):
        raise AskedWrongError(f"{name} is the only administrator.", "Make another one first.")
    with transaction.atomic():
        user.role = role if role is not None else user.role
        user.is_active = active if active is not None else user.is_active
        user.save()
        if groups is not None:
            _put_into(user, groups)
    if active is False:
        _end_sessions(user)
    return user


def set_password(name: str, password: str | None = None) -> str:
    """Give somebody a new password, and end their sessions. Returns it."""
    user = named(name)
    said = password or secrets.token_urlsafe(15)
    try:
        validate_password(said, user)
    except ValidationError as wrong:
        raise AskedWrongError(" ".join(wrong.messages), "Choose another.") from wrong
    user.set_password(said)
    user.save()
    return said


def group_names() -> list[str]:
    """All groups there are."""
    return list(Group._default_manager.order_by("name").values_list("name", flat=True))


def _role(role: str) -> None:
    if role not in ROLES:
        raise AskedWrongError(f"There is no role {role!r}.", near(role, ROLES, f"One of {', '.join(ROLES)}."))


def _others(user: User) -> bool:
    rows = User._default_manager.filter(role=ROLES[-1], is_active=True)
    return rows.exclude(pk=user.pk).exists()


def _put_into(user: User, groups: Iterable[str]) -> None:
    wanted = [name.strip() for name in groups if name.strip()]
    user.groups.set([Group._default_manager.get_or_create(name=name)[0] for name in wanted])


def _end_sessions(user: User) -> None:
    for session in Session._default_manager.iterator():
        if session.get_decoded().get("_auth_user_id") == str(user.pk):
            session.delete()
