"""``tollbook users``: who may work at the desk. The first administrator is made here and never on a page."""

from __future__ import annotations

import click
from rich.text import Text

from tollbook.cli import see
from tollbook.cli.options import EXIT, Session, by_option, json_option, print_json, record_option
from tollbook.desk.access import ROLES
from tollbook.desk.ledger import members_told

ROLE = click.Choice(ROLES)


@click.group("users")
@record_option
def command() -> None:
    """Say who may log in to the desk, and what they may do there.

    \b
    reader          reads reports, claims and answers
    analyst         takes reports in, adds claims, looks for incidents
    reviewer        accepts, rejects and corrects claims; decides on incidents
    releaser        lets something leave the record; withdraws reports
    administrator   keeps people, groups, restrictions and places; removes reports

    Each may do all that those above it may.
    """


def _ready(session: Session, create: bool = False) -> None:
    """Have the web's tables of the record at hand, which ``tollbook.web.members`` works on."""
    from tollbook.web.serving import ready

    ready(session.record, create=create)


def _note(session: Session, user: str, **what: object) -> None:
    """Let the record's log know."""
    with session.open(write=True, create=False) as record:
        record.store.note("user.changed", {"user": user, **what})


@command.command("add")
@click.argument("name")
@click.option("--role", type=ROLE, default=ROLES[0], show_default=True, help="What they may do.")
@click.option("--group", "groups", multiple=True, metavar="GROUP", help="A group whose restricted reports they see.")
@click.option("--ask-password", is_flag=True, help="Ask for a password instead of making one.")
@by_option
@record_option
@click.pass_obj
def add(session: Session, name: str, role: str, groups: tuple[str, ...], ask_password: bool) -> int:
    """Make a user. The password is made here and printed once, unless you are asked for one."""
    _ready(session, create=True)
    from tollbook.web import members

    said = click.prompt("Password", hide_input=True, confirmation_prompt=True) if ask_password else None
    user, password = members.add(name, role, groups, said)
    _note(session, name, made=True, role=role, groups=list(groups))
    click.echo(f"{user.username} can log in now, as {user.role}.")
    if said is None:
        click.echo(f"Password: {password}")
        click.echo("It is not shown again. They can change it under “Your account”.")
    return EXIT.OK


@command.command("list")
@json_option
@record_option
@click.pass_obj
def list_users(session: Session, as_json: bool) -> int:
    """List all users."""
    _ready(session)
    from tollbook.web import members

    rows = [
        {"name": user.username, "role": user.role, "groups": sorted(user.groups.values_list("name", flat=True)),
         "active": user.is_active, "last_login": user.last_login.isoformat() if user.last_login else None}
        for user in members.users()
    ]  # fmt: skip
    if as_json:
        print_json(rows)
        return EXIT.OK
    if not rows:
        click.echo("There are no users yet: tollbook users add NAME --role administrator")
        return EXIT.OK
    table = see.table("Name", "Role", "Groups", "Last login", "")
    for row in rows:
        last = str(row["last_login"] or "never")[:16].replace("T", " ")
        groups = [str(group) for group in row["groups"]] if isinstance(row["groups"], list) else []
        name = Text(str(row["name"]), style="bold")
        table.add_row(name, str(row["role"]), ", ".join(groups), last, "" if row["active"] else "disabled")
    see.console().print(see.indented(table))
    return EXIT.OK


@command.command("role")
@click.argument("name")
@click.argument("role", type=ROLE)
@by_option
@record_option
@click.pass_obj
def role(session: Session, name: str, role: str) -> int:
    """Give somebody another role."""
    _ready(session)
    from tollbook.web import members

    members.change(name, role=role)
    _note(session, name, role=role)
    click.echo(f"{name} is {role} now.")
    return EXIT.OK


@command.command("groups")
@click.argument("name")
@click.argument("groups", nargs=-1)
@by_option
@record_option
@click.pass_obj
def groups(session: Session, name: str, groups: tuple[str, ...]) -> int:
    """Say which groups somebody is in; none takes them out of all."""
    _ready(session)
    from tollbook.web import members

    members.change(name, groups=groups)
    _note(session, name, groups=list(groups))
    click.echo(f"{name} is in {', '.join(groups)} now." if groups else f"{name} is in no group now.")
    return EXIT.OK


@command.command("disable")
@click.argument("name")
@click.option("--undo", is_flag=True, help="Let them log in again.")
@by_option
@record_option
@click.pass_obj
def disable(session: Session, name: str, undo: bool) -> int:
    """Let somebody log in no longer; open sessions end at once. What they did stays in the log under their name."""
    _ready(session)
    from tollbook.web import members

    members.change(name, active=undo)
    _note(session, name, active=undo)
    click.echo(f"{name} can log in again." if undo else f"{name} can no longer log in.")
    return EXIT.OK


@command.command("password")
@click.argument("name")
@click.option("--ask-password", is_flag=True, help="Ask for a password instead of making one.")
@by_option
@record_option
@click.pass_obj
def password(session: Session, name: str, ask_password: bool) -> int:
    """Give somebody a new password; their sessions end."""
    _ready(session)
    from tollbook.web import members

    said = click.prompt("Password", hide_input=True, confirmation_prompt=True) if ask_password else None
    made = members.set_password(name, said)
    _note(session, name, password="new")
    click.echo(f"{name} has a new password." if said else f"Password: {made}")
    return EXIT.OK


@command.command("recover")
@by_option
@record_option
@click.pass_obj
def recover(session: Session) -> int:
    """Make the users again whom the log names, in a record that was restored from a backup.

    Each has the role and the groups they had, and a new password, printed once; who was disabled is disabled.
    Passwords, second steps and keys of programs are in no backup.
    """
    _ready(session)
    from tollbook.web import members

    there = {user.username.casefold() for user in members.users()}
    with session.open(write=False) as record:
        known = [one for one in members_told(record.store) if one.name.casefold() not in there]
    if not known:
        click.echo("The log names no user who is not there already.")
        return EXIT.OK
    rows = see.table("Name", "Role", "Groups", "Password")
    for one in known:
        _, password = members.add(one.name, one.role, one.groups)
        _note(session, one.name, made=True, role=one.role, groups=list(one.groups))
        said = password if one.active else "disabled"
        rows.add_row(Text(one.name, style="bold"), one.role, ", ".join(one.groups), said)
    for one in known:
        if not one.active:
            members.change(one.name, active=False)
            _note(session, one.name, active=False)
    see.console().print(see.indented(rows))
    click.echo("Passwords are not shown again. Everybody can change theirs under “Your account”.")
    return EXIT.OK
