"""Which addresses may be fetched: public ones of the web, and nothing that leads into a network or a machine.

An address comes from outside, in a report or a mail, and may be made to point at what only this machine can reach.
It is refused unless it is plainly harmless:

- the scheme is http or https, the port the scheme's own, and there is no user or password in it;
- the host is a name with a dot, or an IP address written in the usual way: numbers in decimal without dots, octal or
  hexadecimal are ways to hide one;
- no name is one of this machine or of a private network (``localhost``, ``.local``, ``.internal``, …);
- **every** address that the name resolves to is public: not private, loopback, link-local, shared by a carrier,
  multicast, reserved, nor one that carries an IPv4 address inside (mapped, 6to4, Teredo, NAT64), nor one that clouds
  use for metadata.

Sources: RFC 6890 and the registries it refers to; RFC 6052 and 8215 (NAT64); RFC 6761 and 6762 (names); the addresses
that makers of clouds document for metadata.
"""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from typing import NamedTuple
from urllib.parse import urlsplit, urlunsplit

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address

PORTS = {"http": 80, "https": 443}
#: The longest address that is fetched.
MAX_URL = 2048
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
_NUMBER = re.compile(r"(?:0[xX][0-9a-fA-F]*|[0-9]+)")
#: Names that lead nowhere public, with all below them.
_PRIVATE_NAMES = frozenset(
    {
        "localhost", "local", "internal", "intranet", "private", "corp", "home", "lan", "localdomain", "home.arpa",
        "test", "invalid", "example", "onion", "alt", "arpa", "kubernetes", "svc",
    }
)  # fmt: skip
#: Networks that Python calls global, or may call so one day, and that are not to be fetched from.
_FORBIDDEN = [
    ipaddress.ip_network(network)
    for network in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
        "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24",
        "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        "168.63.129.16/32",  # the inner address of a cloud's host
        "::/96", "::ffff:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32",
        "2002::/16", "3fff::/20", "5f00::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
    )
]  # fmt: skip


class RefusedAddressError(ValueError):
    """An address that is not fetched: ``what`` says why, ``remedy`` what to do."""

    def __init__(self, what: str, remedy: str = "Save the page with a browser, and read the file.") -> None:
        super().__init__(what)
        self.what = what
        self.remedy = remedy


class Target(NamedTuple):
    """An address that may be looked up: ``host`` in ASCII, ``path`` with its query, and all of it as ``url``."""

    scheme: str
    host: str
    port: int
    path: str
    url: str


def target_of(url: str) -> Target:
    """An address taken apart. Raises :class:`RefusedAddressError` for one that is not to be fetched, whatever it
    resolves to."""
    if len(url) > MAX_URL:
        raise RefusedAddressError(f"The address is longer than {MAX_URL} characters.")
    if any(ch.isspace() or ch in "\\\x7f" or unicodedata.category(ch) in ("Cc", "Cf", "Cs") for ch in url):
        raise RefusedAddressError(
            "The address has a space, a backslash or an invisible character in it.", "Copy it again."
        )
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise RefusedAddressError(f"It is no address: {error}.", "Write it as https://example.org/page.") from None
    if parts.scheme not in PORTS:
        said = f"Addresses that begin with {parts.scheme}: are" if parts.scheme else "An address without https:// is"
        raise RefusedAddressError(f"{said} not fetched.", "Give one that begins with https:// or http://.")
    if "@" in parts.netloc:
        raise RefusedAddressError("The address has a user or a password in it.", "Give it without: https://host/page.")
    if port is not None and port != PORTS[parts.scheme]:
        raise RefusedAddressError(f"Port {port} is not fetched from; {parts.scheme} has {PORTS[parts.scheme]}.")
    if "[" in parts.netloc and ":" not in (parts.hostname or ""):
        raise RefusedAddressError("What stands in brackets is no IPv6 address.", "Check how it is written.")
    host = _host(parts.hostname or "")
    shown = f"[{host}]" if ":" in host else host
    path = urlunsplit(("", "", _plain(parts.path) or "/", _plain(parts.query), ""))
    return Target(parts.scheme, host, PORTS[parts.scheme], path, f"{parts.scheme}://{shown}{path}")


def check(address: str) -> IPAddress:
    """An IP address that a name resolved to. Raises :class:`RefusedAddressError` where it is not public."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        raise RefusedAddressError(f"{address!r} is no IP address.") from None
    forbidden = any(ip.version == network.version and ip in network for network in _FORBIDDEN)
    if forbidden or "%" in address or not ip.is_global or ip.is_multicast or ip.is_reserved:
        raise RefusedAddressError(
            f"{ip} is no public address: it leads into a network or a machine, and is not fetched."
        )
    return ip


def _host(said: str) -> str:
    """A host in ASCII, in the one way to write it."""
    host = unicodedata.normalize("NFKC", said).rstrip(".").casefold()
    if not host:
        raise RefusedAddressError("The address names no host.", "Write it as https://example.org/page.")
    if ":" in host:
        return str(check(host))
    try:
        host = host if host.isascii() else host.encode("idna").decode("ascii")
    except UnicodeError:
        raise RefusedAddressError(f"The host {said!r} cannot be written as a name of the web.") from None
    labels = host.split(".")
    if _NUMBER.fullmatch(labels[-1]):
        return str(_number(host))
    if len(host) > 253 or not all(_LABEL.fullmatch(label) for label in labels):
        raise RefusedAddressError(f"The host {said!r} is no name of the web.", "Check how it is written.")
    if len(labels) < 2:
        raise RefusedAddressError(f"The host {host!r} is a name of a private network, and is not fetched.")
    for at in range(len(labels)):
        if ".".join(labels[at:]) in _PRIVATE_NAMES:
            raise RefusedAddressError(f"The host {host!r} is a name of a private network, and is not fetched.")
    return host


def _number(host: str) -> IPAddress:
    try:
        plain = ipaddress.IPv4Address(host)
    except ValueError:
        raise RefusedAddressError(
            f"The host {host!r} is a number in disguise.", "Write an IP address as four decimal numbers, or use a name."
        ) from None
    return check(str(plain))


def _plain(part: str) -> str:
    """A path or query in ASCII."""
    from urllib.parse import quote

    return quote(part, safe="/%:=&?~#+!$,;'@()*[]")
