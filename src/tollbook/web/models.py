"""The tables of the web: people and the keys they gave to programs.

They lie in the record's database and are no part of the record: nothing in them is evidence. What people did is in the
record's log under their names.
"""

from __future__ import annotations

import hashlib
import secrets
from typing import Self

from django.contrib.auth.models import AbstractUser
from django.db import models

from tollbook.desk.access import ROLES, Person


class User(AbstractUser):
    """Somebody who works at the desk. Groups are Django's; ``is_active`` is whether they may log in."""

    role = models.CharField(max_length=16, choices=[(role, role) for role in ROLES], default=ROLES[0])

    @property
    def person(self) -> Person:
        """Who this is to the desk."""
        return Person(self.username, self.role, frozenset(self.groups.values_list("name", flat=True)))


class Key(models.Model):
    """A key that lets a program work in somebody's name, for some purposes and until a day.

    Only its hash is kept. ``scopes`` are permissions of the desk; the program never has more than its owner has.
    """

    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="keys")
    label = models.CharField(max_length=80)
    sha256 = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField()
    made = models.DateTimeField(auto_now_add=True)
    used = models.DateTimeField(null=True)
    ends = models.DateTimeField()

    class Meta:
        ordering = ["-id"]

    @classmethod
    def new(cls, **about: object) -> tuple[Self, str]:
        """A key not saved yet, and the secret to show once."""
        secret = f"tollbook_{secrets.token_urlsafe(32)}"
        return cls(sha256=cls.hash_of(secret), **about), secret

    @staticmethod
    def hash_of(secret: str) -> str:
        """What is kept of a secret. It is as long as a hash, so one round is enough."""
        return hashlib.sha256(secret.encode()).hexdigest()
