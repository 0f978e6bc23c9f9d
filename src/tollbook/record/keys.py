"""The key that signs checkpoints: Ed25519, one file, outside the record unless somebody says otherwise.

Whoever takes the record away must not be able to sign in its name; so the key lies with the person, not with the data.
A file others can read is refused, as ssh does. docs/threat-model.md says what the key does and does not protect from.
"""

from __future__ import annotations

import base64
import os
import stat
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key

from tollbook.proof import key_id, key_text
from tollbook.record.errors import RecordError
from tollbook.record.settings import KEY_VARIABLE, key_path


class Signer:
    """A key at hand."""

    def __init__(self, path: Path, key: Ed25519PrivateKey, fresh: bool = False) -> None:
        self.path = path
        #: Whether it was made just now.
        self.fresh = fresh
        self._key = key

    def public(self, origin: str) -> str:
        """The public key as people hand it on, under the name of a log."""
        return key_text(origin, self._key.public_key().public_bytes_raw())

    def sign(self, origin: str, text: str) -> str:
        """A text as a note signed under the name of a log."""
        mark = key_id(origin, self._key.public_key().public_bytes_raw())
        coded = base64.b64encode(mark + self._key.sign(text.encode())).decode()
        return f"{text}\n— {origin} {coded}\n"


def signer() -> Signer:
    """The key, made where there is none yet. Raises :class:`RecordError` for one that is not safe or not a key."""
    path = key_path()
    try:
        if not path.exists():
            return _made(path)
        if os.name == "posix" and path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise RecordError(
                f"The key {path} can be read by others on this computer.", f"Make it yours alone: chmod 600 {path}"
            )
        key = load_pem_private_key(path.read_bytes(), None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise RecordError(f"{path} is no key: {error}.", f"Name another file: {KEY_VARIABLE}=FILE") from error
    except OSError as error:
        raise RecordError(
            f"The key {path} cannot be used: {error.strerror or error}.", f"Name another file: {KEY_VARIABLE}=FILE"
        ) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise RecordError(f"{path} is no Ed25519 key.", f"Name another file: {KEY_VARIABLE}=FILE")
    return Signer(path, key)


def _made(path: Path) -> Signer:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    key = Ed25519PrivateKey.generate()
    raw = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(raw)
            file.flush()
            os.fsync(file.fileno())
        os.link(beside, path)  # fails where another command made one meanwhile: no key is ever written over
    finally:
        beside.unlink(missing_ok=True)
    return Signer(path, key, fresh=True)
