"""``tollbook``: its commands, loaded when they are used, and how every error ends.

A person's mistake ends with a message that says what is wrong, where, and what to do; only a bug ends with a
traceback.
"""

from __future__ import annotations

import errno
import importlib
import io
import os
import signal
import sys
from types import FrameType
from typing import NoReturn

import click

from tollbook import __version__
from tollbook.cli.options import EXIT, Session, fail, record_option

#: Every command: its module in this package, and what it does in a line.
COMMANDS = {
    "read": ("reading", "Take reports in and show what they claim."),
    "fetch": ("fetching", "Fetch pages from the web and take them in."),
    "claims": ("claims", "List the claims of the record."),
    "ask": ("asking", "Ask how many: a low, a high and the proof."),
    "show": ("showing", "Show a report with its claims marked."),
    "explain": ("explaining", "Explain each claim of a report, and each number that is none."),
    "extract": ("extracting", "Turn a stream of reports into claims; keeps nothing."),
    "import": ("importing", "Take in a table of claims, coded by hand or by a peer."),
    "incidents": ("incidents", "Say which reports tell of one event."),
    "gazetteer": ("gazetteer", "Add places of your own."),
    "correct": ("correcting", "Correct what is known of a report."),
    "withdraw": ("withdrawing", "Let a report count no longer."),
    "remove": ("removing", "Erase a report by law: it takes two people."),
    "log": ("log", "Show what happened to the record, and who did it."),
    "verify": ("verifying", "Check that the record is whole."),
    "backup": ("backup", "Write the whole record to one encrypted file."),
    "restore": ("restore", "Take a backup in, into a folder or a database."),
    "checkpoint": ("checkpoint", "Sign the state of the record, to be kept elsewhere."),
    "export": ("exporting", "Write claims, figures or incidents to a file."),
    "situation": ("situation", "Write a situation report: page, PDF or Word."),
    "prove": ("prove", "Write a proof to go with a figure."),
    "serve": ("serving", "Serve the desk to browsers."),
    "users": ("users", "Say who may log in to the desk."),
}

EPILOG = """
\b
Begin with:
  tollbook read report.txt --published 2016-11-30
  tollbook ask --harm killed --who civilians --where Aleppo

\b
Exit codes:
  0    done
  1    done, and something wants looking at: a record that does not hold, a
       report whose encoding was guessed or whose date is missing
  2    the command was not understood
  3    something given was not usable; everything else was done
  4    the record could not be opened or written
  130  stopped by Ctrl-C; what was done is kept
"""


class Commands(click.Group):
    """A group that names its commands without loading them, so that help comes at once."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        known = COMMANDS.get(cmd_name)
        if known is None:
            return None
        module = importlib.import_module(f"tollbook.cli.{known[0]}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and not args[0].startswith("-") and args[0] not in COMMANDS:
            import difflib

            near = difflib.get_close_matches(args[0], COMMANDS, 1)
            hint = f"Did you mean {near[0]}?" if near else "See: tollbook --help"
            raise click.UsageError(f"There is no command {args[0]!r}. {hint}", ctx)
        return super().resolve_command(ctx, args)


@click.group(
    cls=Commands,
    epilog=EPILOG,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, "-V", "--version", message="tollbook %(version)s")
@record_option
@click.pass_context
def app(ctx: click.Context) -> None:
    """Turn reports of armed conflict into a reckoning of harm to civilians: how many, of whom, where,
    when, by whom, and according to whom. Nothing is counted twice, no contradiction is averaged away, and
    every figure leads back to the words that carry it.
    """
    ctx.ensure_object(Session)


def main() -> NoReturn:
    """The command ``tollbook``. Never returns."""
    signal.signal(signal.SIGTERM, _interrupt)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a terminal that lacks a letter is no reason to stop
            stream.reconfigure(errors="replace")
    sys.exit(_run())


def _run() -> int:
    try:
        result = app.main(standalone_mode=False)
        sys.stdout.flush()
    except click.UsageError as error:
        error.show()
        return EXIT.USAGE
    except click.ClickException as error:
        error.show()
        return EXIT.INPUT
    except (click.Abort, KeyboardInterrupt):
        click.echo("Stopped.", err=True)
        return EXIT.STOPPED
    except BrokenPipeError:
        # Whoever read our output has enough. Without this, Python complains once more when it closes.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EXIT.OK
    except OSError as error:
        return _of_system(error)
    except Exception as error:
        return _told(error)
    return result if isinstance(result, int) else EXIT.OK


def _told(error: Exception) -> int:
    """An error that knows what to say; any other is a bug and shows itself."""
    from tollbook.desk.errors import AskedWrongError, RecordError

    if isinstance(error, RecordError):
        fail(error.what, error.remedy)
        return EXIT.RECORD
    if isinstance(error, AskedWrongError):
        fail(error.what, error.remedy)
        return EXIT.USAGE
    raise error


def _of_system(error: OSError) -> int:
    if error.errno in (errno.ENOSPC, errno.EFBIG):
        fail("The output could not be written: no space is left.", "Free some space, or write to another disk.")
        # What is still in the buffer cannot be written either; do not try again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EXIT.RECORD
    if error.errno in (errno.EACCES, errno.EROFS, errno.EPERM):
        fail(f"{error.filename or 'A file'} could not be used: {error.strerror}.", "Give yourself the right to.")
        return EXIT.RECORD
    raise error


def _interrupt(signum: int, frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt
