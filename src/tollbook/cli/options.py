"""What the commands share: the options every one of them knows, how they end, and how they complain."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from tollbook.desk.record import Record

F = TypeVar("F", bound=Callable[..., Any])


class EXIT(IntEnum):
    """How a command ends; ``tollbook --help`` says the same in words."""

    OK = 0
    LOOK = 1
    USAGE = 2
    INPUT = 3
    RECORD = 4
    STOPPED = 130


@dataclass
class Session:
    """What one call of the command line shares: which record, and who is at work."""

    record: str | None = None
    by: str | None = None

    def open(self, *, write: bool, create: bool = True) -> Record:
        """Open the record; a command that writes makes it where there is none, unless it works on what is there."""
        from tollbook.desk.record import Record

        return Record.open(self.record, create=create and write, write=write, by=self.by)


def _remember(ctx: click.Context, _: click.Parameter, value: str | None) -> None:
    if value is None:
        return
    from tollbook.record.where import URL_VARIABLE, is_url, tells_password

    if is_url(value) and tells_password(value):
        raise click.UsageError(
            "A password on a command line can be read by everybody on this computer. "
            f"Put it into ~/.pgpass, or the URL with it into {URL_VARIABLE}; and change it, if others are on it.",
            ctx,
        )
    ctx.ensure_object(Session).record = value


def record_option(function: F) -> F:
    """``--record``, before or after the command."""
    return click.option(
        "--record",
        metavar="FOLDER",
        expose_value=False,
        callback=_remember,
        help="The record to use: a folder, or postgresql://USER@HOST/DATABASE "
        "[default: record.tollbook, or TOLLBOOK_RECORD or DATABASE_URL].",
    )(function)


def _at_work(ctx: click.Context, _: click.Parameter, value: str | None) -> None:
    if value is not None:
        ctx.ensure_object(Session).by = value.strip() or None


def by_option(function: F) -> F:
    """``--by``: who is at work, for the log."""
    return click.option(
        "--by",
        metavar="NAME",
        expose_value=False,
        callback=_at_work,
        help="Who does this, for the log [default: TOLLBOOK_BY, or your name on this computer].",
    )(function)


def json_option(function: F) -> F:
    """``--json``: the same answer for machines."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON for machines.")(function)


def date_option(*names: str, about: str) -> Callable[[F], F]:
    """An option that takes a date of the form YYYY-MM-DD."""
    return click.option(*names, metavar="YYYY-MM-DD", callback=_date, help=about)


def _date(ctx: click.Context, param: click.Parameter, value: str | None) -> dt.date | None:
    if value is None:
        return None
    reason = "it is not of the form YYYY-MM-DD"
    try:
        if len(value) == 10:
            return dt.date.fromisoformat(value)
    except ValueError as error:
        reason = str(error)
    raise click.BadParameter(f"{value!r} is no date: {reason}. Write it as 2016-11-30.", ctx, param)


def print_json(value: Any) -> None:
    """One JSON document on standard output."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def fail(what: str, remedy: str = "") -> None:
    """Say on standard error what went wrong and what to do."""
    click.echo(f"{click.style('Error:', fg='red', bold=True)} {what}", err=True)
    if remedy:
        click.echo(f"       {remedy}", err=True)
