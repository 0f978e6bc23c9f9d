"""``tollbook serve``: the desk in a browser."""

from __future__ import annotations

import click

from tollbook.cli.options import EXIT, Session, fail, record_option

EPILOG = """
\b
Examples:
  tollbook users add NAME --role administrator
  tollbook serve
  tollbook serve --public-name desk.example.org

\b
Without options only this computer can reach it. To serve others, put a proxy
with TLS before it and say under which name: --public-name. Passwords and
reports that go over a network without TLS can be read on the way;
--without-tls does it nevertheless.
"""


@click.command("serve", epilog=EPILOG)
@click.option("--host", metavar="ADDRESS", default="127.0.0.1", show_default=True, help="The address to listen at.")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="The port to listen at.")
@click.option("--public-name", metavar="NAME", help="The name under which a proxy with TLS serves it.")
@click.option("--proxy", metavar="ADDRESS", default="127.0.0.1", show_default=True, help="The address of that proxy.")
@click.option("--without-tls", is_flag=True, help="Let others reach it without TLS.")
@click.option("--two-person", is_flag=True, help="A decision on a claim stands when a second person makes the same.")
@click.option("--threads", type=click.IntRange(1, 64), default=8, show_default=True, help="Requests at one time.")
@record_option
@click.pass_obj
def command(
    session: Session, host: str, port: int, public_name: str | None, proxy: str, without_tls: bool, two_person: bool,
    threads: int,
) -> int:  # fmt: skip
    """Serve the desk to browsers: read, decide, ask and publish together."""
    from tollbook.web.serving import LOOPBACK, Terms, address, ready, serve

    if host not in LOOPBACK and public_name is None and not without_tls:
        fail(
            f"At {host} others can reach the desk, and without TLS they can read passwords and reports on the way.",
            "Put a proxy with TLS before it and say --public-name NAME; or say --without-tls if you must.",
        )
        return EXIT.USAGE
    terms = Terms(host, port, public_name, proxy, two_person, threads)
    folder = ready(session.record)
    from tollbook.web.members import users

    click.echo(f"The desk of {folder} is at {address(terms)}")
    if not users():
        click.echo("Nobody can log in yet. Make the first user: tollbook users add NAME --role administrator")
    if host not in LOOPBACK and public_name is None:
        click.echo("Without TLS: whoever is on the way can read passwords and reports.", err=True)
    click.echo("Stop it with Ctrl-C.")
    try:
        serve(terms)
    except OSError as error:
        fail(f"Nothing can listen at {host}, port {port}: {error.strerror}.", "Choose another: --port 8001")
        return EXIT.USAGE
    return EXIT.OK
