"""Fetching: what is refused, whatever way it is written; and what a real server on this machine gives or does."""

from __future__ import annotations

import datetime as dt
import gzip
import hashlib
import io
import threading
import time
from collections.abc import Iterator, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.papers import Page, pdf
from tollbook.desk import fetching
from tollbook.desk.record import Record
from tollbook.desk.taking import Taken, take_in
from tollbook.intake import fetch as module
from tollbook.intake.addresses import RefusedAddressError, Target, check, target_of
from tollbook.intake.capture import warc
from tollbook.intake.fetch import Answer, fetch, public
from tollbook.intake.meta import Given

WORDS = "At least 12 civilians were killed in Homs on Monday when a clinic was hit for the second time this month."
PAGE = (
    f"<html><head><title>T</title></head><body><article><p>{WORDS}</p><p>{WORDS}</p></article></body></html>".encode()
)
PUBLIC = "93.184.215.14"

#: Ways to write what must not be reached.
REFUSED = [
    "http://127.0.0.1/", "http://127.1/", "http://127.0.1/", "http://2130706433/", "http://0x7f000001/",
    "http://0x7f.0.0.1/", "http://0177.0.0.1/", "http://017700000001/", "http://0/", "http://0.0.0.0/",
    "http://127.255.255.254/", "http://127.0.0.1./", "http://10.0.0.1/", "http://172.16.0.1/",
    "http://172.31.255.255/", "http://192.168.1.1/", "http://100.64.0.1/", "http://192.0.0.192/",
    "http://169.254.169.254/latest/meta-data/", "http://169.254.170.2/", "http://100.100.100.200/",
    "http://168.63.129.16/", "http://2852039166/", "http://0xa9fea9fe/", "http://0251.0376.0251.0376/",
    "http://169.254.43518/", "http://198.18.0.1/", "http://192.0.2.1/", "http://198.51.100.1/",
    "http://203.0.113.1/", "http://224.0.0.1/", "http://239.255.255.250/", "http://240.0.0.1/",
    "http://255.255.255.255/", "http://192.88.99.1/", "http://[::1]/", "http://[::]/",
    "http://[::ffff:127.0.0.1]/", "http://[::ffff:7f00:1]/", "http://[::127.0.0.1]/",
    "http://[64:ff9b::7f00:1]/", "http://[64:ff9b:1::a00:1]/", "http://[2002:7f00:1::]/",
    "http://[2001:0:4136:e378:8000:63bf:3fff:fdd2]/", "http://[fe80::1]/", "http://[fe80::1%25eth0]/",
    "http://[fc00::1]/", "http://[fd00:ec2::254]/", "http://[fec0::1]/", "http://[ff02::1]/",
    "http://[2001:db8::1]/", "http://[100::1]/", "http://[3fff::1]/", "http://[5f00::1]/", "http://localhost/",
    "http://LOCALHOST/", "http://localhost./", "http://a.localhost/", "http://router.local/",
    "http://metadata.google.internal/", "http://db.internal/", "http://intranet/", "http://printer/",
    "http://nas.lan/", "http://box.home.arpa/", "http://abc.onion/", "http://kubernetes.default.svc/",
    "http://x.test/", "http://１２７.０.０.１/", "http://①②⑦.⓪.⓪.①/", "http://127。0。0。1/", "http://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ/",
    "http://ｌｏｃａｌｈｏｓｔ/", "http://user@example.org/", "http://user:secret@example.org/",
    "http://example.org@127.0.0.1/", "http://127.0.0.1@example.org/", "http://example.org:22/",
    "http://example.org:8080/", "https://example.org:80/", "http://example.org:443/", "http://example.org:0/",
    "http://example.org:99999/", "ftp://example.org/", "file:///etc/passwd", "gopher://example.org/",
    "data:text/html,x", "javascript:alert(1)", "ws://example.org/", "dict://example.org/",
    "ldap://example.org/", "jar:http://example.org!/", "//example.org/", "example.org", "http:///path",
    "http://", "http://exa_mple..org/", "http://-a.org/", "http://example.org\\@127.0.0.1/",
    "http://example.org%00.evil.org/", "http://%31%32%37.0.0.1/", "http://1.2.3.4.5/", "http://1.2.3.256/",
    "http://0x.org.0x/", "http://[::1", "http://[v1.x]/", "http://a.example/", "http://0000::1/",
]  # fmt: skip


@pytest.mark.parametrize(
    "url", [*REFUSED, "http://exam ple.org/", "http://example.org\n", "http://exam\u202eple.org/", ""]
)
def test_what_is_refused_before_anything_is_looked_up(url: str) -> None:
    def resolve(host: str, port: int) -> list[str]:
        raise AssertionError(f"{url} was looked up as {host}")

    with pytest.raises(RefusedAddressError) as refused:
        fetch(url, resolve=resolve)
    assert refused.value.what
    assert refused.value.remedy


def test_there_are_enough_of_them() -> None:
    assert len(set(REFUSED)) >= 100


@pytest.mark.parametrize(
    ("url", "plain"),
    [
        ("https://example.org", "https://example.org/"),
        ("HTTP://EXAMPLE.ORG:80/a?b=c#d", "http://example.org/a?b=c"),
        ("https://bücher.org/ü", "https://xn--bcher-kva.org/%C3%BC"),
        (f"http://{PUBLIC}/", f"http://{PUBLIC}/"),
        ("http://[2606:2800:21f:cb07:6820:80da:af6b:8b2c]/", "http://[2606:2800:21f:cb07:6820:80da:af6b:8b2c]/"),
    ],
)
def test_what_is_fetched(url: str, plain: str) -> None:
    assert target_of(url).url == plain


@pytest.mark.parametrize(
    "addresses",
    [["10.0.0.1"], [PUBLIC, "10.0.0.1"], ["::ffff:10.0.0.1"], ["169.254.169.254", PUBLIC], ["fe80::1%eth0"]],
)
def test_every_address_of_a_name_is_checked(addresses: list[str]) -> None:
    with pytest.raises(RefusedAddressError, match="no public address"):
        fetch("http://example.org/", resolve=lambda host, port: addresses)


def test_every_special_network_is_refused() -> None:
    for network in (
        "127.0.0.0",
        "10.255.255.255",
        "100.127.255.255",
        "::",
        "::2",
        "64:ff9b::808:808",
        "2002:808:808::",
    ):
        with pytest.raises(RefusedAddressError):
            check(network)
    assert str(check(PUBLIC)) == PUBLIC


class Site(BaseHTTPRequestHandler):
    """A server of this machine that does what its path says."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        name = self.path.strip("/").partition("?")[0]
        if name.startswith("to/"):
            self.answer(302, b"", [("Location", name[3:].replace("~", "/"))])
        elif name == "gone":
            self.answer(404, b"no")
        elif name == "large":
            self.send_response(200)
            self.end_headers()
            try:
                for _ in range(200):
                    self.wfile.write(b"x" * 65536)
            except OSError:
                self.close_connection = True
        elif name == "slow":
            self.wfile.write(b"HTTP/1.1 200 OK\r\n")
            for at in range(100):
                try:
                    self.wfile.write(f"X-{at}: x\r\n".encode())
                    time.sleep(0.05)
                except OSError:
                    return
        elif name == "short":
            self.send_response(200)
            self.send_header("Content-Length", "1000")
            self.end_headers()
            self.wfile.write(b"x")
            self.close_connection = True
        elif name == "chunks":
            self.send_response(200)
            self.send_header("Transfer-Encoding", "chunked")
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            for piece in (PAGE[:100], PAGE[100:], b""):
                self.wfile.write(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")
        elif name == "zipped":
            self.answer(200, gzip.compress(PAGE), [("Content-Encoding", "gzip"), ("Content-Type", "text/html")])
        elif name == "paper":
            self.answer(200, pdf([Page().line(72, 100, WORDS)]), [("Content-Type", "application/pdf")])
        elif name == "noise":
            self.wfile.write(b"SSH-2.0-OpenSSH\r\n\r\n")
            self.close_connection = True
        else:
            self.answer(200, PAGE, [("Content-Type", "text/html; charset=utf-8"), ("Set-Cookie", "a=b")])

    def answer(self, status: int, body: bytes, headers: Sequence[tuple[str, str]] = ()) -> None:
        self.server.seen.append(dict(self.headers))  # type: ignore[attr-defined]
        self.send_response(status)
        for key, value in headers:
            self.send_header(key, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def site() -> Iterator[ThreadingHTTPServer]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    server.seen = []  # type: ignore[attr-defined]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()


def at(site: ThreadingHTTPServer, path: str, seconds: float = 20) -> list[Answer]:
    """Fetches from the site as if it were a public one."""

    def allow(target: Target, addresses: Sequence[str]) -> tuple[str, int]:
        public(target, addresses)
        return "127.0.0.1", site.server_address[1]

    return fetch(f"http://site.org/{path}", resolve=lambda host, port: [PUBLIC], allow=allow, seconds=seconds)


def test_a_page(site: ThreadingHTTPServer) -> None:
    (answer,) = at(site, "page?a=b")
    assert (answer.status, answer.body, answer.url) == (200, PAGE, "http://site.org/page?a=b")
    seen = site.seen[-1]  # type: ignore[attr-defined]
    assert seen["Host"] == "site.org"
    assert not {"Cookie", "Referer", "Authorization"} & set(seen)


def test_where_a_page_leads_on(site: ThreadingHTTPServer) -> None:
    assert [answer.status for answer in at(site, "to/~page")] == [302, 200]
    for where in ("http:~~127.0.0.1~", "http:~~169.254.169.254~", "file:~~~etc~passwd", "http:~~localhost~"):
        with pytest.raises(RefusedAddressError):
            at(site, f"to/{where}")
    with pytest.raises(RefusedAddressError, match="on and on"):
        at(site, "to/" + "~to/" * 3 + "~to~" * 8)
    with pytest.raises(RefusedAddressError, match="404"):
        at(site, "gone")


def test_a_name_that_resolves_to_something_else_the_second_time(site: ThreadingHTTPServer) -> None:
    answers = iter([[PUBLIC], ["127.0.0.1"]])

    def allow(target: Target, addresses: Sequence[str]) -> tuple[str, int]:
        public(target, addresses)
        return "127.0.0.1", site.server_address[1]

    with pytest.raises(RefusedAddressError, match=r"127\.0\.0\.1 is no public address"):
        fetch("http://site.org/to/~page", resolve=lambda host, port: next(answers), allow=allow)


def test_what_a_server_may_not_do(site: ThreadingHTTPServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_BYTES", 1 << 20)
    with pytest.raises(RefusedAddressError, match="larger than 1 MB"):
        at(site, "large")
    began = time.monotonic()
    with pytest.raises(RefusedAddressError, match="too long"):
        at(site, "slow", seconds=1)
    assert time.monotonic() - began < 4
    with pytest.raises(RefusedAddressError, match="broke off"):
        at(site, "short")
    with pytest.raises(RefusedAddressError, match="as a web server does"):
        at(site, "noise")


def test_encryption_is_not_given_up() -> None:
    https = target_of("https://site.org/")
    leads = Answer(https.url, PUBLIC, 302, "Found", (("Location", "http://site.org/"),), b"", 0.0)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_ask", lambda *_: leads)
        with pytest.raises(RefusedAddressError, match="without encryption"):
            fetch(https.url)


def test_a_capture_is_a_web_archive_that_others_read(site: ThreadingHTTPServer) -> None:
    from warcio.archiveiterator import ArchiveIterator

    answers = at(site, "to/~chunks")
    raw = warc(answers)
    assert raw == warc(answers)
    records = list(ArchiveIterator(io.BytesIO(raw), check_digests="raise"))
    assert [record.rec_type for record in records] == ["warcinfo", "response", "response"]
    (*_, last) = ArchiveIterator(io.BytesIO(raw))
    assert last.rec_headers.get_header("WARC-Target-URI") == "http://site.org/chunks"
    assert last.rec_headers.get_header("WARC-IP-Address") == "127.0.0.1"
    assert last.rec_headers.get_header("WARC-Payload-Digest") == f"sha256:{hashlib.sha256(PAGE).hexdigest()}"
    assert dt.datetime.fromisoformat(last.rec_headers.get_header("WARC-Date")).year >= 2026


@pytest.mark.parametrize("path", ["page", "zipped", "chunks", "paper", "to/~page"])
def test_what_was_fetched_is_read_like_any_file(site: ThreadingHTTPServer, tmp_path: Path, path: str) -> None:
    def allow(target: Target, addresses: Sequence[str]) -> tuple[str, int]:
        return "127.0.0.1", site.server_address[1]

    documents = fetching.captured([f"http://site.org/{path}"], Given(), lambda host, port: [PUBLIC], allow)
    with Record.open(tmp_path / "r") as record:
        (taken,) = take_in(record.store, documents)
        assert isinstance(taken, Taken)
        assert 12 in {claim.quantity.low for claim in taken.claims}
        assert "http://site.org/" in taken.report.part
        assert record.store.originals.get(taken.report.sha256).startswith(b"WARC/1.1")
        assert record.verify() == []


def test_the_command_refuses_and_says_why(tmp_path: Path) -> None:
    from click.testing import CliRunner

    from tollbook.cli.app import app

    done = CliRunner().invoke(
        app, ["--record", str(tmp_path / "r"), "fetch", "http://127.0.0.1/"], standalone_mode=False
    )
    assert done.return_value == 3
    assert "no public address" in done.output
