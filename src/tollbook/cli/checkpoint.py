"""``tollbook checkpoint``: the head of the log, signed, to be kept elsewhere; and its time stamps."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click
from rich.text import Text

from tollbook.cli.options import EXIT, Session, by_option, fail, json_option, print_json, record_option
from tollbook.cli.see import console, counted, indented, table
from tollbook.model import Json
from tollbook.record.logged import Signed
from tollbook.record.settings import KEY_VARIABLE, key_path
from tollbook.record.store import Store

EPILOG = f"""
\b
Examples:
  tollbook checkpoint --out 2026-11-30.checkpoint
  tollbook checkpoint --list

\b
A time stamp by an authority (RFC 3161); Tollbook uses no network by itself:
  tollbook checkpoint --stamp-request request.tsq
  curl -H "Content-Type: application/timestamp-query" \\
    --data-binary @request.tsq https://AUTHORITY > answer.tsr
  tollbook checkpoint --stamp-response answer.tsr --authority authority.pem

\b
The key that signs is made at first use and kept outside the record, where
{KEY_VARIABLE} says [default: ~/.config/tollbook/checkpoint.key].
"""


@click.command("checkpoint", epilog=EPILOG)
@click.option("--out", metavar="FILE", help="Write it to a file, to be kept where nobody here can change it.")
@click.option("--stamp-request", metavar="FILE", help="Write a request for a time stamp, to be taken to an authority.")
@click.option("--stamp-response", metavar="FILE", help="Take the authority's answer in, if it holds.")
@click.option("--authority", metavar="FILE.pem", help="The authority's certificates, to check its answer with.")
@click.option("--list", "listed", is_flag=True, help="List the checkpoints of the record.")
@by_option
@record_option
@json_option
@click.pass_obj
def command(
    session: Session,
    out: str | None,
    stamp_request: str | None,
    stamp_response: str | None,
    authority: str | None,
    listed: bool,
    as_json: bool,
) -> int:
    """Sign the head of the log: a few lines that fix all that was done until now.

    Send it to people who are not in your power, print it, publish it. Whoever has it can have proved later that the
    record of that day is the beginning of today's: tollbook verify --checkpoint FILE
    """
    if (stamp_response is None) != (authority is None):
        raise click.UsageError("An answer is checked with the authority's certificate: --stamp-response --authority.")
    with session.open(write=not listed) as record:
        if listed:
            _list(record.store, as_json)
            return EXIT.OK
        if stamp_response is not None and authority is not None:
            for name in (stamp_response, authority):
                if not Path(name).is_file():
                    fail(f"There is no file {name}.", "Check the name, and the folder you are in.")
                    return EXIT.INPUT
            signed = record.store.ledger.take_stamp(Path(stamp_response).read_bytes(), Path(authority).read_bytes())
            fresh = False
        else:
            signed, fresh = record.store.ledger.sign()
        if stamp_request is not None:
            Path(stamp_request).write_bytes(record.store.ledger.ask_for_stamp(signed.number))
        if out is not None:
            Path(out).write_text(signed.note, encoding="utf-8")
    if as_json:
        print_json(_json(signed))
    else:
        _show(signed, fresh, out, stamp_request)
    return EXIT.OK


def _json(signed: Signed) -> Json:
    return {
        "number": signed.number,
        "origin": signed.head.origin,
        "size": signed.head.size,
        "root": signed.head.root.hex(),
        "note": signed.note,
        "key": signed.key,
        "by": signed.by,
        "at": signed.at.isoformat(),
        "stamped": signed.stamped.isoformat() if signed.stamped else None,
    }


def _show(signed: Signed, fresh: bool, out: str | None, request: str | None) -> None:
    page = console()
    page.print(f"Checkpoint {signed.number} over {counted(signed.head.size, 'entry', 'entries')}.", style="bold")
    page.print()
    page.print(Text(signed.note), soft_wrap=True)
    page.print(Text(f"Public key: {signed.key}", style="dim"), soft_wrap=True)
    if fresh:
        page.print(f"A key was made for it: {key_path()}. Keep a copy of it safe, and tell people the public key.")
    if signed.stamped is not None:
        page.print(f"An authority vouches that it was there on {_when(signed.stamped)}.", style="bold")
    if out is not None:
        page.print(f"Written to {out}. Keep it where nobody here can change it.")
    elif signed.stamped is None and request is None:
        page.print("Keep it elsewhere: tollbook checkpoint --out FILE", style="dim")
    if request is not None:
        page.print(f"The request for a time stamp is in {request}: take it to an authority, and its answer back with")
        page.print("  tollbook checkpoint --stamp-response FILE --authority FILE.pem", style="dim")


def _list(store: Store, as_json: bool) -> None:
    found = store.ledger.checkpoints()
    if as_json:
        print_json([_json(one) for one in found])
        return
    out = console()
    if not found:
        out.print("No checkpoint yet. Sign one: tollbook checkpoint")
        return
    rows = table(("", "right"), "When (UTC)", "By", ("Entries", "right"), "Root", "Time stamp")
    for one in found:
        stamp = _when(one.stamped) if one.stamped else "asked for" if one.asked else ""
        root = one.head.root.hex()[:16]
        rows.add_row(str(one.number), _when(one.at), one.by, f"{one.head.size:,}", root, stamp)
    out.print(indented(rows))


def _when(at: dt.datetime) -> str:
    return f"{at.astimezone(dt.UTC):%Y-%m-%d %H:%M}"
