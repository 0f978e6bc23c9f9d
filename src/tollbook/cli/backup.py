"""``tollbook backup`` and ``tollbook restore``: the whole record as one encrypted file, and back."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from tollbook.cli.options import EXIT, Session, by_option, fail, json_option, print_json, record_option
from tollbook.cli.see import console, counted, problems, progress
from tollbook.desk.backup import LEAST, backup, restore
from tollbook.model import to_json
from tollbook.record.where import located

F = TypeVar("F", bound=Callable[..., Any])

_ABOUT = """
\b
It is in the format of age (age-encryption.org), so it can also be opened
without Tollbook:  age --decrypt FILE | tar -xz
"""
BACKUP_EPILOG = f"""
\b
Examples:
  tollbook backup 2026-11-30.tollbook.age
  tollbook --record homs backup homs.age --passphrase-file ~/homs.passphrase
{_ABOUT}"""
RESTORE_EPILOG = """
\b
Examples:
  tollbook --record homs restore 2026-11-30.tollbook.age

\b
Move a record into PostgreSQL, or back:
  tollbook --record homs backup homs.age
  createdb --encoding=UTF8 --template=template0 homs
  tollbook --record postgresql://anna@db.example.org/homs restore homs.age
"""


def _passphrase_option(function: F) -> F:
    return click.option(
        "--passphrase-file", metavar="FILE", help="Take the passphrase from the first line of a file [default: ask]."
    )(function)


@click.command("backup", epilog=BACKUP_EPILOG)
@click.argument("file", metavar="FILE")
@_passphrase_option
@click.option("--force", is_flag=True, help="Write over a file that is there.")
@by_option
@record_option
@json_option
@click.pass_obj
def command(session: Session, file: str, passphrase_file: str | None, force: bool, as_json: bool) -> int:
    """Write the whole record to one encrypted file.

    All of it: reports with their original bytes, claims, decisions, the log. Others can go on working; what is in the
    file is the record of one moment. Passwords and keys of the people of the desk are not in it; who they are is in
    the log, from which tollbook users recover makes them again.
    """
    path = Path(file)
    if path.exists() and not force:
        raise click.UsageError(f"{file} is there already. Name another file, or write over it with --force.")
    if not path.absolute().parent.is_dir():
        raise click.UsageError(f"There is no folder {path.parent} to write to.")
    with session.open(write=False) as record:
        passphrase = _passphrase(passphrase_file, new=True)
        with progress("Backing up") as tell:
            about = backup(record.store, path, passphrase, tell)
        where = record.store.where
    if as_json:
        print_json({"record": str(where), "file": file, "bytes": path.stat().st_size, **about})
        return EXIT.LOOK if about["gone"] else EXIT.OK
    out = console()
    reports, size = about["tables"]["report"]["rows"], about["head"]["size"]
    out.print(f"{counted(reports, 'report')} of {where} in {file}, {path.stat().st_size:,} bytes.", style="bold")
    out.print(f"{counted(size, 'entry', 'entries')} of log, root {about['head']['root'][:16]}", style="dim")
    out.print("Keep the passphrase, and keep it elsewhere: without it nobody can open the file.")
    if about["gone"]:
        out.print(f"The record is not whole: {counted(len(about['gone']), 'original')} gone. See: tollbook verify")
    return EXIT.LOOK if about["gone"] else EXIT.OK


@click.command("restore", epilog=RESTORE_EPILOG)
@click.argument("file", metavar="FILE")
@_passphrase_option
@by_option
@record_option
@json_option
@click.pass_obj
def restoring(session: Session, file: str, passphrase_file: str | None, as_json: bool) -> int:
    """Take a backup in where there is no record yet: a new folder, or an empty database.

    All of it or nothing. Then the record is verified. Numbers, hashes and the log are those of the backup, so every
    checkpoint and every proof holds as before, in whichever database.
    """
    path = Path(file)
    if not path.is_file():
        fail(f"There is no file {file}.", "Check the name, and the folder you are in.")
        return EXIT.INPUT
    where = located(session.record)
    passphrase = _passphrase(passphrase_file, new=False)
    with progress("Restoring") as tell:
        restored = restore(where, path, passphrase, session.by, tell)
    head = restored.about["head"]
    found = restored.problems
    if as_json:
        print_json({"record": str(where), "whole": not found, "problems": to_json(found), "head": head})
        return EXIT.LOOK if found else EXIT.OK
    out = console()
    reports = restored.about["tables"]["report"]["rows"]
    out.print(f"{counted(reports, 'report')} in {where}, as on {restored.about['made'][:10]}.", style="bold")
    if found:
        problems(found, out, f"It is not whole, as it was then: {counted(len(found), 'thing')} do not hold", "red")
    else:
        out.print("The record is whole.")
    out.print(f"{counted(head['size'], 'entry', 'entries')} of log, root {head['root'][:16]}", style="dim")
    return EXIT.LOOK if found else EXIT.OK


def _passphrase(file: str | None, *, new: bool) -> str:
    """The passphrase: from a file or a person, never from the command line, which others can read."""
    if file is not None:
        try:
            lines = Path(file).read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise click.UsageError(f"The passphrase cannot be read from {file}: {error}.") from error
        said = lines[0] if lines else ""
    elif sys.stdin.isatty():
        said = click.prompt("Passphrase", hide_input=True, confirmation_prompt=new, err=True)
    else:
        raise click.UsageError("There is nobody to ask for the passphrase. Name a file: --passphrase-file FILE")
    if new and len(said) < LEAST:
        raise click.UsageError(f"The passphrase is too short: {LEAST} characters at the least, better five words.")
    return str(said)
