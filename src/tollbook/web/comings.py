"""Who comes and goes: no page makes a user, and the log hears of every login and every refusal."""

from __future__ import annotations

import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth import get_user_model
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.http import HttpRequest

from tollbook.desk.access import Person
from tollbook.web.seats import address_of, seat_of


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """There is no sign-up, and nothing is ever mailed."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: ``tollbook users add`` and the page of people make users."""
        return False

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *more: Any, **rest: Any
    ) -> None:
        """Coming and going needs no message: one sees where one is."""
        if message_template not in ("account/messages/logged_in.txt", "account/messages/logged_out.txt"):
            super().add_message(request, level, message_template, *more, **rest)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Nothing leaves this computer."""

    def get_client_ip(self, request: HttpRequest) -> str:
        """The address the request came from: a proxy before us has its say only where it is trusted."""
        return address_of(request)


def listen() -> None:
    """Let the log hear."""
    user_logged_in.connect(_came)
    user_logged_out.connect(_went)
    user_login_failed.connect(_refused)


def _came(request: HttpRequest, user: Any, **_: Any) -> None:
    request.session["since"] = int(time.time())
    seat_of(user.person, address_of(request)).note("login", {"user": user.username})


def _went(request: HttpRequest, user: Any, **_: Any) -> None:
    if user is not None:
        seat_of(user.person, address_of(request)).note("logout", {"user": user.username})


def _refused(credentials: dict[str, Any], request: HttpRequest | None = None, **_: Any) -> None:
    """What was typed for a name is kept only if it is one: it may have been the password."""
    typed = str(credentials.get("username") or credentials.get("login") or "")
    known = get_user_model()._default_manager.filter(username=typed).exists()
    name = typed if known else "an unknown name"
    address = address_of(request) if request is not None else ""
    seat_of(Person("nobody", ""), address).note("login.refused", {"user": name})
