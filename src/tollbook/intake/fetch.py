"""Fetching a page from the web: the one thing in Tollbook that ever uses the network, and only when told to.

A name is resolved once. Every address it resolves to must be public (:mod:`tollbook.intake.addresses`), the connection
is made to one of those very addresses, and TLS still checks the name: so a name that resolves to something else a
moment later (DNS rebinding) gains nothing. The same is done again for each redirect. Size and time are limited,
whatever the server says. No cookie, no referrer, no proxy, no credential is ever sent.

http.client was chosen for this: its connection has one method that makes the socket, which is where pinning belongs.
Larger clients resolve, pool and follow redirects by themselves, which is what must not happen here.
"""

from __future__ import annotations

import contextlib
import http.client
import socket
import ssl
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urljoin

from tollbook.intake.addresses import RefusedAddressError, Target, check, target_of

MAX_BYTES = 64 * 1024 * 1024
MAX_SECONDS = 60.0
MAX_REDIRECTS = 5
_STEP_SECONDS = 20.0
_REDIRECTS = (301, 302, 303, 307, 308)
_PIECE = 65536
#: What is asked with. The server should see a program, and which one.
HEADERS = {"User-Agent": "tollbook", "Accept": "text/html,application/pdf,*/*;q=0.8", "Accept-Encoding": "identity"}

#: Resolves a host and port to addresses.
Resolve = Callable[[str, int], Sequence[str]]
#: Says which address to connect to for a target, and on which port, or raises; tests give their own.
Allow = Callable[[Target, Sequence[str]], tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered: from which IP address, with which status and headers, and when it was asked."""

    url: str
    ip: str
    status: int
    reason: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    at: float


def fetch(
    url: str, *, resolve: Resolve | None = None, allow: Allow | None = None, seconds: float = MAX_SECONDS
) -> list[Answer]:
    """The answers to an address: redirects in order, and last the page.

    Raises :class:`RefusedAddressError` for all that is not fetched or fails, with a reason and a remedy. ``resolve``
    and ``allow`` are for tests; no command reaches them.
    """
    end = time.monotonic() + seconds
    found: list[Answer] = []
    target = target_of(url)
    for _ in range(MAX_REDIRECTS + 1):
        answer = _ask(target, resolve or _resolve, allow or public, end)
        found.append(answer)
        where = {name.casefold(): value for name, value in answer.headers}.get("location")
        if answer.status not in _REDIRECTS or not where:
            break
        onward = target_of(urljoin(target.url, where))
        if target.scheme == "https" and onward.scheme == "http":
            raise RefusedAddressError(f"{target.url} leads on to an address without encryption, {onward.url}.")
        target = onward
    else:
        raise RefusedAddressError(f"The address leads on and on, more than {MAX_REDIRECTS} times.")
    if found[-1].status != 200:
        said = f"{found[-1].status} {found[-1].reason}".strip()
        raise RefusedAddressError(f"The server answered {said!r}, and no page.", "Look at it in a browser.")
    return found


def public(target: Target, addresses: Sequence[str]) -> tuple[str, int]:
    """The first of the addresses of a target, every one of which must be public."""
    checked = [check(address) for address in addresses]
    return str(checked[0]), target.port


def _resolve(host: str, port: int) -> list[str]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise RefusedAddressError(f"There is no host {host!r}, or no network ({error}).") from None
    return list(dict.fromkeys(str(sockaddr[0]) for *_, sockaddr in found))


class _Pinned(http.client.HTTPConnection):
    """A connection to one IP address, whatever the host is called."""

    def __init__(self, target: Target, ip: str, port: int, end: float) -> None:
        super().__init__(target.host, target.port)
        self._target = target
        self._at = (ip, port)
        self._end = end

    def connect(self) -> None:
        """Connect to the address that was checked, and make sure that it is the one."""
        raw = socket.create_connection(self._at, timeout=_left(self._end))
        try:
            if raw.getpeername()[0].partition("%")[0] != self._at[0]:
                raise RefusedAddressError("The connection did not reach the address it was made to.")
            if self._target.scheme == "https":
                raw = ssl.create_default_context().wrap_socket(raw, server_hostname=self._target.host)
        except BaseException:
            raw.close()
            raise
        self.sock = raw

    def cut(self) -> None:
        """End the connection, whatever is under way on it."""
        if self.sock is not None:
            with contextlib.suppress(OSError):
                self.sock.shutdown(socket.SHUT_RDWR)


def _ask(target: Target, resolve: Resolve, allow: Allow, end: float) -> Answer:
    addresses = resolve(target.host, target.port)
    if not addresses:
        raise RefusedAddressError(f"The host {target.host!r} has no address.", "Check the address.")
    ip, port = allow(target, addresses)
    at = time.time()
    connection = _Pinned(target, ip, port, end)
    clock = threading.Timer(_left(end, whole=True), connection.cut)  # for a server that sends a letter now and then
    clock.daemon = True
    clock.start()
    try:
        connection.request("GET", target.path, headers=HEADERS)
        connection.sock.settimeout(_left(end))
        response = connection.getresponse()
        redirect = response.status in _REDIRECTS
        body = b"" if redirect else _body(response, connection.sock, end)
        return Answer(target.url, ip, response.status, response.reason, tuple(response.getheaders()), body, at)
    except TimeoutError:
        raise _too_long() from None
    except ssl.SSLCertVerificationError as error:
        raise RefusedAddressError(f"{target.host} could not prove who it is: {error.verify_message}.") from None
    except (http.client.HTTPException, OSError) as error:
        if time.monotonic() >= end:
            raise _too_long() from None
        said = str(error) or type(error).__name__
        raise RefusedAddressError(f"{target.host} did not answer as a web server does: {said}.") from None
    finally:
        clock.cancel()
        connection.close()


def _body(response: http.client.HTTPResponse, sock: socket.socket | None, end: float) -> bytes:
    """The body, as it comes and not as it is announced."""
    out = bytearray()
    while True:
        if sock is not None and sock.fileno() >= 0:
            sock.settimeout(_left(end))
        piece = response.read1(_PIECE)
        if not piece:
            break
        out += piece
        if len(out) > MAX_BYTES:
            raise RefusedAddressError(f"The page is larger than {MAX_BYTES >> 20} MB.", "Save it and read its parts.")
    if time.monotonic() >= end:
        raise _too_long()
    if response.length:
        raise RefusedAddressError("The server broke off before the end of the page.", "Try again.")
    return bytes(out)


def _left(end: float, whole: bool = False) -> float:
    left = end - time.monotonic()
    if left <= 0:
        raise _too_long()
    return left if whole else min(left, _STEP_SECONDS)


def _too_long() -> RefusedAddressError:
    return RefusedAddressError("The server took too long.", "Try again later, or save the page with a browser.")
