"""What proves that something stood in a log: hash trees, sealed fields, signed tree heads, and their checking.

This module imports nothing but Python's standard library and nothing of ours, so that it can be read on its own, put
beside a figure, and run by somebody who has no Tollbook: ``python3 proof.py PROOF.json``.

**The tree** is that of RFC 6962 (and 9162): the hash of an entry is SHA-256 over a zero byte and its bytes, the hash
of two subtrees is SHA-256 over a one byte and both; the left subtree is the largest power of two that leaves something
over. An *inclusion* proof shows that an entry is in the tree of a head, a *consistency* proof that a later tree begins
with an earlier one. Both are lists of about log2(n) hashes.

**A seal** is the hash of a small tree of the same kind over named fields, each leaf made with a salt of its own. It
binds all fields, tells nothing of them (a guess cannot be tried without the salt), and any of them can be shown alone.

**A checkpoint** is a tree head (whose log, how many entries, the root) as a signed note: the text formats
``tlog-checkpoint`` and ``signed-note`` of https://c2sp.org, signed with Ed25519 (RFC 8032).
"""

from __future__ import annotations

import base64
import functools
import hashlib
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

#: Gives the hash of a complete subtree by its level (0: an entry) and its place among those of that level.
Get = Callable[[int, int], bytes]


class ProofError(ValueError):
    """Something that should prove does not. Its text says what."""


def canonical(value: Any) -> str:
    """The one JSON text of a value: sorted keys, no blanks, only ASCII. What hashes are made of."""
    return json.dumps(value, sort_keys=True, ensure_ascii=True, separators=(",", ":"))


# --- the tree ---------------------------------------------------------------------------------------------------------
def leaf_hash(data: bytes) -> bytes:
    """The hash of an entry."""
    return hashlib.sha256(b"\0" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of two subtrees side by side."""
    return hashlib.sha256(b"\1" + left + right).digest()


def grow(size: int, peaks: Sequence[bytes], leaf: bytes) -> tuple[list[bytes], list[tuple[int, int, bytes]]]:
    """Add an entry to a tree of ``size`` entries known by its peaks (its complete subtrees, largest first).

    Returns the peaks after it, and the complete subtrees it closed: level, place, hash. Costs at most log2(size)
    hashes.
    """
    after, closed, level = list(peaks), [], 0
    while size >> level & 1:
        leaf = node_hash(after.pop(), leaf)
        level += 1
        closed.append((level, size >> level, leaf))
    return [*after, leaf], closed


def bagged(peaks: Sequence[bytes]) -> bytes:
    """The root of a tree known by its peaks; of no entries it is the hash of nothing."""
    if not peaks:
        return hashlib.sha256(b"").digest()
    return functools.reduce(lambda root, peak: node_hash(peak, root), reversed(peaks))


def root_of(leaves: Iterable[bytes]) -> bytes:
    """The root over hashes of entries."""
    peaks: list[bytes] = []
    for size, leaf in enumerate(leaves):
        peaks, _ = grow(size, peaks, leaf)
    return bagged(peaks)


def among(leaves: Sequence[bytes]) -> Get:
    """Subtrees of a tree whose entries are all at hand."""
    return lambda level, place: root_of(leaves[place << level : (place + 1) << level])


def subtree(get: Get, low: int, high: int) -> bytes:
    """The root over the entries from ``low`` up to ``high``, as it is in a larger tree."""
    count = high - low
    if count & (count - 1) == 0:
        return get(count.bit_length() - 1, low // count)
    middle = low + _split(count)
    return node_hash(subtree(get, low, middle), subtree(get, middle, high))


def inclusion(get: Get, index: int, size: int) -> list[bytes]:
    """The proof that the entry at ``index`` (from 0) is in the tree of ``size`` entries."""

    def path(low: int, high: int) -> list[bytes]:
        if high - low == 1:
            return []
        middle = low + _split(high - low)
        if index < middle:
            return [*path(low, middle), subtree(get, middle, high)]
        return [*path(middle, high), subtree(get, low, middle)]

    if not 0 <= index < size:
        raise ProofError(f"There is no entry {index + 1} among {size}.")
    return path(0, size)


def consistency(get: Get, earlier: int, later: int) -> list[bytes]:
    """The proof that the tree of ``later`` entries begins with that of ``earlier``."""

    def path(low: int, high: int, whole: bool) -> list[bytes]:
        if earlier == high:
            return [] if whole else [subtree(get, low, high)]
        middle = low + _split(high - low)
        if earlier <= middle:
            return [*path(low, middle, whole), subtree(get, middle, high)]
        return [*path(middle, high, False), subtree(get, low, middle)]

    if not 0 <= earlier <= later:
        raise ProofError(f"A log of {later} entries does not begin with {earlier}.")
    return path(0, later, True) if earlier else []


def _split(count: int) -> int:
    """The largest power of two below a number above one."""
    return 1 << ((count - 1).bit_length() - 1)


def is_included(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Whether a proof shows that an entry is in a tree (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    place, last = index, size - 1
    for step in path:
        if last == 0:
            return False
        if place & 1 or place == last:
            leaf = node_hash(step, leaf)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            leaf = node_hash(leaf, step)
        place, last = place >> 1, last >> 1
    return last == 0 and leaf == root


def is_consistent(earlier: int, later: int, path: Sequence[bytes], first: bytes, second: bytes) -> bool:
    """Whether a proof shows that the tree with root ``second`` begins with that of root ``first`` (RFC 9162,
    2.1.4.2)."""
    if not 0 <= earlier <= later or any(len(step) != 32 for step in path):
        return False
    if earlier == later:
        return not path and first == second
    if earlier == 0:
        return not path and first == bagged([])
    steps = [first, *path] if earlier & (earlier - 1) == 0 else list(path)
    if not steps:
        return False
    place, last, one, two = earlier - 1, later - 1, steps[0], steps[0]
    while place & 1:
        place, last = place >> 1, last >> 1
    for step in steps[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            one, two = node_hash(step, one), node_hash(step, two)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            two = node_hash(two, step)
        place, last = place >> 1, last >> 1
    return last == 0 and one == first and two == second


# --- seals ------------------------------------------------------------------------------------------------------------
def salt_of(secret: str, name: object) -> str:
    """The salt of one field (or the secret of one part), from the secret of the whole."""
    return hashlib.sha256(f"tollbook salt\n{secret}\n{name}".encode()).hexdigest()[:32]


def _field(name: str, salt: str, value: Any) -> bytes:
    return leaf_hash(canonical([name, salt, value]).encode("ascii"))


def _fields(fields: Mapping[str, Any], secret: str) -> list[bytes]:
    return [_field(name, salt_of(secret, name), fields[name]) for name in sorted(fields)]


def seal(fields: Mapping[str, Any], secret: str) -> str:
    """What binds fields without telling them, in hexadecimal. ``secret`` is random, and kept beside the fields."""
    return _bound(len(fields), root_of(_fields(fields, secret)))


def _bound(size: int, root: bytes) -> str:
    return hashlib.sha256(b"\2" + size.to_bytes(8, "big") + root).hexdigest()


def disclose(fields: Mapping[str, Any], secret: str, names: Iterable[str]) -> dict[str, Any]:
    """Some of the fields of a seal, each with what proves it and with nothing that tells of the others."""
    ordered, leaves = sorted(fields), _fields(fields, secret)
    get = among(leaves)
    shown = [
        {"name": name, "salt": salt_of(secret, name), "value": fields[name], "index": ordered.index(name),
         "path": hexes(inclusion(get, ordered.index(name), len(leaves)))}
        for name in names if name in fields
    ]  # fmt: skip
    return {"size": len(leaves), "root": root_of(leaves).hex(), "fields": shown}


def disclosed(shown: Mapping[str, Any], sealed: str) -> dict[str, Any]:
    """The fields that a disclosure proves of a seal. Raises :class:`ProofError` where one is not what was sealed."""
    found, root = {}, bytes.fromhex(shown["root"])
    if _bound(shown["size"], root) != sealed:
        raise ProofError("What is said is not what was sealed.")
    for one in shown["fields"]:
        leaf = _field(one["name"], one["salt"], one["value"])
        if not is_included(leaf, one["index"], shown["size"], _unhexed(one["path"]), root):
            raise ProofError(f"The field {one['name']} is not what was sealed.")
        found[one["name"]] = one["value"]
    return found


def hexes(hashes: Iterable[bytes]) -> list[str]:
    """Hashes in hexadecimal."""
    return [each.hex() for each in hashes]


def _unhexed(hashes: Iterable[str]) -> list[bytes]:
    return [bytes.fromhex(each) for each in hashes]


# --- entries and checkpoints ------------------------------------------------------------------------------------------

#: What of an entry its hash covers. ``seal`` stands for all that it says.
ENTRY = ("n", "at", "kind", "by", "on", "seal")


def entry_hash(entry: Mapping[str, Any]) -> bytes:
    """The hash of an entry of the log."""
    return leaf_hash(canonical({name: entry[name] for name in ENTRY}).encode("ascii"))


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A tree head: whose log, how many entries, the root over them."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        """The body of the note that is signed."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


def parse_note(note: str) -> tuple[str, list[tuple[str, bytes]]]:
    """The text of a signed note, and its signatures: the key's name, and key identifier with signature."""
    text, blank, lines = note.rpartition("\n\n")
    signatures = []
    for line in lines.splitlines():
        mark, _, rest = line.partition(" ")
        name, _, coded = rest.partition(" ")
        try:
            signed = base64.b64decode(coded, validate=True)
        except ValueError:
            signed = b""
        if mark != "—" or not name or len(signed) < 5:
            raise ProofError("It is no signed note: a line of signature is not of its form.")
        signatures.append((name, signed))
    if not blank or not signatures:
        raise ProofError("It is no signed note: it has no signature.")
    return f"{text}\n", signatures


def parse_checkpoint(note: str) -> Checkpoint:
    """The tree head of a checkpoint; whether its signature holds is another question. Raises :class:`ProofError`."""
    lines = parse_note(note)[0].splitlines()
    try:
        origin, size, root = lines[0], lines[1], base64.b64decode(lines[2], validate=True)
        if origin and str(int(size)) == size and int(size) >= 0 and len(root) == 32:
            return Checkpoint(origin, int(size), root)
    except (IndexError, ValueError):
        pass
    raise ProofError("It is no checkpoint: it lacks the log's name, its size or its root.")


def key_id(name: str, public: bytes) -> bytes:
    """The four bytes that name an Ed25519 key in a signed note."""
    return hashlib.sha256(name.encode() + b"\n\x01" + public).digest()[:4]


def key_text(name: str, public: bytes) -> str:
    """A public key as people hand it on: ``name+id+base64``, the form of signed notes."""
    coded = base64.b64encode(b"\x01" + public).decode()
    return f"{name}+{key_id(name, public).hex()}+{coded}"


def parse_key(text: str) -> tuple[str, bytes]:
    """The name and the bytes of a public key. Raises :class:`ProofError`."""
    try:
        name, short, coded = text.strip().split("+", 2)
        raw = base64.b64decode(coded, validate=True)
        if len(raw) != 33 or raw[0] != 1 or key_id(name, raw[1:]).hex() != short:
            raise ValueError
    except ValueError as error:
        raise ProofError("It is no public key of the form NAME+ID+BASE64.") from error
    return name, raw[1:]


def is_signed(note: str, key: str) -> bool:
    """Whether a note has a signature by this key that holds. Raises :class:`ProofError` for what is no note or key."""
    name, public = parse_key(key)
    text, signatures = parse_note(note)
    ours = [signed[4:] for who, signed in signatures if who == name and signed[:4] == key_id(name, public)]
    return any(ed25519_holds(public, text.encode(), signed) for signed in ours)


# --- Ed25519: checking a signature holds no secret, so it may take the slow and plain way of RFC 8032, 5.1.7 --------

_P = 2**255 - 19
_ORDER = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, _P - 2, _P) % _P
_Point = tuple[int, int, int, int]


def _add(a: _Point, b: _Point) -> _Point:
    e, f = (a[1] - a[0]) * (b[1] - b[0]) % _P, (a[1] + a[0]) * (b[1] + b[0]) % _P
    g, h = 2 * a[3] * b[3] * _D % _P, 2 * a[2] * b[2] % _P
    i, j, k, m = f - e, h - g, h + g, f + e
    return i * j % _P, k * m % _P, j * k % _P, i * m % _P


def _times(scalar: int, point: _Point) -> _Point:
    found: _Point = (0, 1, 1, 0)
    while scalar:
        if scalar & 1:
            found = _add(found, point)
        point, scalar = _add(point, point), scalar >> 1
    return found


def _unpacked(raw: bytes) -> _Point | None:
    y = int.from_bytes(raw, "little")
    sign, y = y >> 255, y & (1 << 255) - 1
    if y >= _P:
        return None
    square = (y * y - 1) * pow(_D * y * y + 1, _P - 2, _P) % _P
    x = pow(square, (_P + 3) // 8, _P)
    if (x * x - square) % _P:
        x = x * pow(2, (_P - 1) // 4, _P) % _P
    if (x * x - square) % _P or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = _P - x
    return x, y, 1, x * y % _P


_BASE = _unpacked((4 * pow(5, _P - 2, _P) % _P).to_bytes(32, "little"))


def ed25519_holds(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether a signature over a message is by the holder of a key."""
    point = _unpacked(public) if len(public) == 32 and len(signature) == 64 else None
    nonce = _unpacked(signature[:32])
    scalar = int.from_bytes(signature[32:], "little")
    if point is None or nonce is None or _BASE is None or scalar >= _ORDER:
        return False
    told = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % _ORDER
    left, right = _times(scalar, _BASE), _add(nonce, _times(told, point))
    return not any((left[i] * right[2] - right[i] * left[2]) % _P for i in (0, 1))


# --- a whole proof, as ``tollbook prove`` writes it -------------------------------------------------------------------

FORM = "tollbook proof 1"


def check(proof: Mapping[str, Any], key: str | None = None) -> Iterator[str]:
    """What a proof shows, a sentence each. Raises :class:`ProofError` at the first thing that does not hold.

    ``key`` is the public key the reader trusts; without one the proof's own is taken, and the first sentence says so.
    """
    try:
        yield from _check(proof, key)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        if isinstance(error, ProofError):
            raise
        raise ProofError(f"The proof is not of its form ({type(error).__name__}: {error}).") from error


def _check(proof: Mapping[str, Any], key: str | None) -> Iterator[str]:
    if proof["form"] != FORM:
        raise ProofError(f"It is of the form {proof['form']!r}, and {FORM!r} is what can be checked.")
    head = parse_checkpoint(proof["checkpoint"])
    if not is_signed(proof["checkpoint"], key or proof["key"]):
        raise ProofError("The checkpoint is not signed by the key.")
    whose = "the key you gave" if key else "the key it names; compare that with what its owner publishes"
    yield f"Checkpoint: log {head.origin}, {head.size} entries, root {head.root.hex()[:16]}, signed by {whose}."
    for earlier in proof.get("extends", ()):
        before, path = parse_checkpoint(earlier["checkpoint"]), _unhexed(earlier["path"])
        if before.origin != head.origin or not is_consistent(before.size, head.size, path, before.root, head.root):
            raise ProofError(f"The log does not begin with the {before.size} entries of the earlier checkpoint.")
        yield f"It begins with the {before.size} entries of the earlier checkpoint, unchanged."
    for one in proof["entries"]:
        yield from _check_entry(one, head)


def _check_entry(one: Mapping[str, Any], head: Checkpoint) -> Iterator[str]:
    entry = one["entry"]
    number = int(entry["n"])
    if not is_included(entry_hash(entry), number - 1, head.size, _unhexed(one["path"]), head.root):
        raise ProofError(f"Entry {number} is not in the log of the checkpoint.")
    yield f"Entry {number} is in the log: {entry['kind']}, {entry['on']}, {entry['at']}, by {entry['by']}."
    told: dict[str, Any] = {}
    if "says" in one:
        told = disclosed(one["says"], entry["seal"])
        yield f"  It says: {', '.join(f'{name} {value}' for name, value in told.items())}."
    for claim in one.get("claims", ()):
        leaf = leaf_hash(bytes.fromhex(claim["seal"]))
        size, root = told["claims"]["count"], bytes.fromhex(told["claims"]["root"])
        if not is_included(leaf, claim["index"], size, _unhexed(claim["path"]), root):
            raise ProofError(f"Claim {claim['index'] + 1} is not among those of entry {number}.")
        said = disclosed(claim["says"], claim["seal"])
        yield f"  Claim {claim['index'] + 1} of {size} says: {canonical(said)}"


def main(arguments: Sequence[str]) -> int:
    """``python3 proof.py PROOF.json [PUBLIC-KEY]``: 0 where it holds, 1 where it does not, 2 where it cannot be
    read."""
    try:
        name, *key = arguments
        for line in check(json.loads(Path(name).read_text(encoding="utf-8")), *key):
            print(line)
    except ProofError as error:
        print(f"The proof does not hold. {error}", file=sys.stderr)
        return 1
    except (OSError, ValueError, TypeError) as error:
        print(f"Usage: python3 proof.py PROOF.json [PUBLIC-KEY]\n{error}", file=sys.stderr)
        return 2
    print("The proof holds.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
