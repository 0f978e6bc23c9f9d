"""``tollbook extract``: the stream. Loads neither the database nor anything that draws."""

from __future__ import annotations

import sys

import click

from tollbook.cli.options import EXIT, fail, json_option

#: The names of :data:`tollbook.grammar.hedges.CONVENTIONS`, kept here so that ``--help`` loads no grammar.
CONVENTIONS = ("tollbook", "ucdp", "acled", "airwars")

EPILOG = """
\b
Examples:
  echo '{"id": 1, "text": "Shelling killed 12 civilians.", "published": "2016-11-30"}' | tollbook extract
  tollbook extract --jobs 4 < reports.jsonl > claims.jsonl
"""


@click.command("extract", epilog=EPILOG)
@click.option("--jobs", type=click.IntRange(1, 256), default=1, show_default=True, help="Processes to read with.")
@click.option(
    "--convention",
    type=click.Choice(CONVENTIONS),
    default=CONVENTIONS[0],
    show_default=True,
    help="Whose reading of hedges such as 'dozens' and 'about' to go by; see the method page.",
)
@json_option
def command(jobs: int, convention: str, as_json: bool) -> int:
    """Turn a stream of reports into claims; keeps nothing.

    A line in is one report: {"id", "text", "published", "publisher"}. A line out, in the same order, is
    what it claims: {"id", "claims", "figures", "problems"}. A line that cannot be read gives a line whose
    problems say why, and the stream goes on. The output is JSON with or without --json.
    """
    from concurrent.futures import BrokenExecutor

    from tollbook.extract import run

    if sys.stdin.isatty():
        click.echo("Reading reports as JSON from the terminal, one a line; end with Ctrl-D.", err=True)
    try:
        run(sys.stdin.buffer, sys.stdout.buffer, jobs, convention)
    except BrokenExecutor:
        fail("A process of the extractor was ended from outside, perhaps for want of memory.", "Use fewer --jobs.")
        return EXIT.INPUT
    return EXIT.OK
