"""Files encrypted with a passphrase, in the format of age (C2SP, age-encryption.org/v1): written and read as a stream.

What is written here can be opened with ``age --decrypt``, and without Tollbook. Every chunk of 64 KB is sealed with
its place and with whether it is the last, so nothing can be altered, left out, put elsewhere or cut off unseen. The
standard library and ``cryptography`` do the work; the libraries of age have no stream for passphrases.
"""

from __future__ import annotations

import base64
import hmac
import io
import os
import re
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

CHUNK = 64 * 1024
#: The work of turning a passphrase into a key, as a power of two: age's own, about a second and 256 MB.
WORK = 18
#: The most work that a file may ask for, as age has it.
_MOST_WORK = 22
_SALT = b"age-encryption.org/v1/scrypt"
_HEADER = re.compile(
    rb"(age-encryption\.org/v1\n-> scrypt ([A-Za-z0-9+/]{22}) ([1-9][0-9]?)\n([A-Za-z0-9+/]{43})\n---)"
    rb" ([A-Za-z0-9+/]{43})\n"
)


class AgeError(Exception):
    """A file that is not in the format, was altered or cut off, or a passphrase that is not its own. The message is one
    sentence without its subject's name: "It …"."""


class Writer(io.RawIOBase):
    """Encrypts what is written to it. Closing it seals the last chunk; the file below stays open."""

    def __init__(self, out: BinaryIO, passphrase: str) -> None:
        self._out = out
        file_key, salt, nonce = os.urandom(16), os.urandom(16), os.urandom(16)
        wrapped = ChaCha20Poly1305(_wrap_key(passphrase, salt, WORK)).encrypt(bytes(12), file_key, None)
        header = b"age-encryption.org/v1\n-> scrypt %s %d\n%s\n---" % (_b64(salt), WORK, _b64(wrapped))
        out.write(header + b" " + _b64(_mac(file_key, header)) + b"\n" + nonce)
        self._sealer = ChaCha20Poly1305(_derived(file_key, nonce, b"payload"))
        self._count = 0
        self._held = bytearray()

    def writable(self) -> bool:
        """Yes."""
        return True

    def write(self, data: bytes | bytearray | memoryview) -> int:  # type: ignore[override]
        """Encrypt some bytes."""
        self._held += data
        while len(self._held) > CHUNK:  # what fills the last chunk is held back: only then is it known to be the last
            self._seal(bytes(self._held[:CHUNK]), last=False)
            del self._held[:CHUNK]
        return len(data)

    def close(self) -> None:
        """Seal the last chunk."""
        if not self.closed:
            self._seal(bytes(self._held), last=True)
        super().close()

    def _seal(self, chunk: bytes, *, last: bool) -> None:
        self._out.write(self._sealer.encrypt(_nonce(self._count, last), chunk, None))
        self._count += 1


class Reader(io.RawIOBase):
    """Decrypts as it is read. Raises :class:`AgeError`, at the latest where the wrong chunk begins."""

    def __init__(self, file: BinaryIO, passphrase: str) -> None:
        self._file = file
        head = file.read(1024)
        found = _HEADER.match(head)
        if found is None:
            raise AgeError("It is not encrypted as a backup is.")
        header, salt, work, wrapped, mac = found.groups()
        if int(work) > _MOST_WORK:
            raise AgeError("It asks for more work than any computer should do for it.")
        try:
            key = _wrap_key(passphrase, _unb64(salt), int(work))
            file_key = ChaCha20Poly1305(key).decrypt(bytes(12), _unb64(wrapped), None)
        except InvalidTag:
            raise AgeError("The passphrase is not its own, or its first lines were changed.") from None
        if not hmac.compare_digest(_mac(file_key, header), _unb64(mac)):
            raise AgeError("Its first lines were changed.")
        rest = head[found.end() :]
        rest += file.read(max(0, 16 - len(rest)))
        self._sealer = ChaCha20Poly1305(_derived(file_key, rest[:16], b"payload"))
        self._sealed = rest[16:]
        self._plain = memoryview(b"")
        self._count = 0
        self._ended = False

    def readable(self) -> bool:
        """Yes."""
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        """Decrypt into a buffer; 0 at the end."""
        if not self._plain and not self._ended:
            self._plain = memoryview(self._open())
        some = self._plain[: len(buffer)]
        buffer[: len(some)] = some
        self._plain = self._plain[len(some) :]
        return len(some)

    def _open(self) -> bytes:
        wanted = CHUNK + 16
        while len(self._sealed) <= wanted and (
            more := self._file.read(wanted)
        ):  # one byte more tells if it is the last
            self._sealed += more
        last = len(self._sealed) <= wanted
        chunk, self._sealed = self._sealed[:wanted], self._sealed[wanted:]
        try:
            plain = self._sealer.decrypt(_nonce(self._count, last), chunk, None)
        except InvalidTag:
            raise AgeError("It was changed or cut off.") from None
        self._count += 1
        self._ended = last
        return plain


def _nonce(count: int, last: bool) -> bytes:
    return count.to_bytes(11, "big") + bytes([last])


def _wrap_key(passphrase: str, salt: bytes, work: int) -> bytes:
    return Scrypt(_SALT + salt, 32, 1 << work, 8, 1).derive(passphrase.encode())


def _derived(key: bytes, salt: bytes, info: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt, info).derive(key)


def _mac(file_key: bytes, header: bytes) -> bytes:
    return hmac.digest(_derived(file_key, b"", b"header"), header, "sha256")


def _b64(raw: bytes) -> bytes:
    return base64.b64encode(raw).rstrip(b"=")


def _unb64(text: bytes) -> bytes:
    return base64.b64decode(text + b"=" * (-len(text) % 4))
