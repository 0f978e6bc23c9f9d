"""The tree, seals and signed notes: everything a proof rests on, and every way it could be forged."""

from __future__ import annotations

import copy
import functools
import hashlib
import json
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from tollbook import proof
from tollbook.proof import (
    FORM,
    Checkpoint,
    ProofError,
    among,
    bagged,
    check,
    consistency,
    disclose,
    disclosed,
    ed25519_holds,
    entry_hash,
    grow,
    hexes,
    inclusion,
    is_consistent,
    is_included,
    is_signed,
    key_id,
    key_text,
    leaf_hash,
    parse_checkpoint,
    root_of,
    seal,
)

KEY = Ed25519PrivateKey.from_private_bytes(b"a key for tests, of 32 bytes.   ")
PUBLIC = KEY.public_key().public_bytes_raw()
NAME = "tollbook/record/test"


def signed(text: str, key: Ed25519PrivateKey = KEY, name: str = NAME) -> str:
    import base64

    raw = key_id(name, key.public_key().public_bytes_raw()) + key.sign(text.encode())
    return f"{text}\n— {name} {base64.b64encode(raw).decode()}\n"


def plain_root(leaves: list[bytes]) -> bytes:
    """The definition of RFC 6962, as it is written there."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\0" + leaves[0]).digest()
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return hashlib.sha256(b"\1" + plain_root(leaves[:k]) + plain_root(leaves[k:])).digest()


def test_the_roots_are_those_of_the_standard() -> None:
    data = [bytes.fromhex(h) for h in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657")]
    data.append(bytes(range(0x60, 0x70)))
    known = {
        1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    }
    for size in range(len(data) + 1):
        root = root_of(map(leaf_hash, data[:size]))
        assert root == plain_root(data[:size])
        assert root.hex() == known.get(size, root.hex())


def test_adding_an_entry_hashes_at_most_as_often_as_the_tree_is_deep() -> None:
    peaks: list[bytes] = []
    total = 0
    for size in range(4096):
        peaks, closed = grow(size, peaks, leaf_hash(b"%d" % size))
        assert len(closed) <= size.bit_length()
        total += len(closed)
    assert total < 4096, "one subtree an entry on the average"
    assert bagged(peaks) == root_of(leaf_hash(b"%d" % n) for n in range(4096))


@given(st.integers(1, 300), st.data())
def test_an_entry_is_proved_to_be_in_the_tree_and_another_is_not(size: int, data: st.DataObject) -> None:
    leaves = [leaf_hash(b"%d" % n) for n in range(size)]
    index = data.draw(st.integers(0, size - 1))
    path, root = inclusion(among(leaves), index, size), root_of(leaves)
    assert len(path) <= size.bit_length()
    assert is_included(leaves[index], index, size, path, root)
    assert not is_included(leaf_hash(b"forged"), index, size, path, root)
    for other in {0, size - 1, index ^ 1, index + 1} - {index}:
        assert not is_included(leaves[index], other, size, path, root)
    for at in range(len(path)):
        assert not is_included(leaves[index], index, size, [*path[:at], leaf_hash(b"x"), *path[at + 1 :]], root)
        assert not is_included(leaves[index], index, size, path[:at] + path[at + 1 :], root)
    assert not is_included(leaves[index], index, size, [*path, leaf_hash(b"x")], root)


def test_the_fields_of_a_seal_are_shown_one_by_one_and_none_can_be_exchanged() -> None:
    fields = {"publisher": "A monitor", "claims": {"count": 3}, "origin": "/home/somebody/list.txt", "id": 3}
    shown = disclose(fields, "secret", ["claims", "id"])
    sealed = seal(fields, "secret")
    assert disclosed(shown, sealed) == {"claims": {"count": 3}, "id": 3}
    assert "monitor" not in json.dumps(shown)
    assert "somebody" not in json.dumps(shown)
    guess = hashlib.sha256(b"\0" + proof.canonical(["publisher", "", "A monitor"]).encode()).hexdigest()
    assert guess not in json.dumps(shown), "what is hidden cannot be tried without its salt"
    changes: list[dict[str, object]] = [{"value": 4}, {"name": "ID"}, {"salt": "0" * 32}, {"index": 0}, {"path": []}]
    for change in changes:
        forged = copy.deepcopy(shown)
        forged["fields"][1].update(change)
        with pytest.raises(ProofError):
            disclosed(forged, sealed)


@given(st.binary(max_size=200))
def test_signatures_are_checked_as_the_library_makes_them(message: bytes) -> None:
    made = KEY.sign(message)
    assert ed25519_holds(PUBLIC, message, made)
    assert not ed25519_holds(PUBLIC, message + b"x", made)
    assert not ed25519_holds(PUBLIC, message, bytes([made[0] ^ 1, *made[1:]]))
    assert not ed25519_holds(PUBLIC, message, made[:-1] + bytes([made[-1] ^ 1]))
    assert not ed25519_holds(PUBLIC, message, made[:-1])


def test_a_signature_is_not_accepted_in_a_second_form() -> None:
    made = KEY.sign(b"words")
    order = 2**252 + 27742317777372353535851937790883648493
    second = made[:32] + (int.from_bytes(made[32:], "little") + order).to_bytes(32, "little")
    assert not ed25519_holds(PUBLIC, b"words", second)


def test_a_checkpoint_is_a_signed_note() -> None:
    head = Checkpoint(NAME, 12, leaf_hash(b"x"))
    note = signed(head.text())
    assert parse_checkpoint(note) == head
    assert is_signed(note, key_text(NAME, PUBLIC))
    assert not is_signed(note.replace("\n12\n", "\n13\n"), key_text(NAME, PUBLIC))
    other = Ed25519PrivateKey.from_private_bytes(b"another key, also of 32 bytes.  ")
    assert not is_signed(note, key_text(NAME, other.public_key().public_bytes_raw()))
    assert not is_signed(note, key_text("another/name", PUBLIC))
    two = note + signed(head.text(), other, "a.witness").rpartition("\n\n")[2]
    assert is_signed(two, key_text(NAME, PUBLIC)), "a witness's signature stands beside ours"
    for broken in ("", "words", note.replace("—", "-"), note.replace("\n12\n", "\n012\n"), note.split("\n\n")[0]):
        with pytest.raises(ProofError):
            parse_checkpoint(broken)
    for key in ("", "a+b", "a+00000000+AAAA", key_text(NAME, PUBLIC).replace("+", "+0", 1)):
        with pytest.raises(ProofError):
            is_signed(note, key)


def whole_proof() -> dict[str, Any]:
    claims = [{"harm": "killed", "low": n, "quote": f"words {n}"} for n in range(5)]
    seals = [leaf_hash(bytes.fromhex(seal(claim, f"c{n}"))) for n, claim in enumerate(claims)]
    says = {"id": 3, "publisher": "A monitor", "claims": {"count": 5, "root": root_of(seals).hex()}}
    entries = [
        {"n": n, "at": "2016-11-30T12:00:00.000000+00:00", "kind": "report.new", "by": "lena", "on": f"report {n}",
         "seal": seal(says if n == 3 else {"id": n}, f"e{n}")}
        for n in range(1, 8)
    ]  # fmt: skip
    leaves = [entry_hash(entry) for entry in entries]
    sealed = seal(claims[4], "c4")
    return {
        "form": FORM,
        "checkpoint": signed(Checkpoint(NAME, 7, root_of(leaves)).text()),
        "key": key_text(NAME, PUBLIC),
        "extends": [
            {"checkpoint": signed(Checkpoint(NAME, 2, root_of(leaves[:2])).text()),
             "path": hexes(consistency(among(leaves), 2, 7))}
        ],
        "entries": [
            {"entry": entries[2], "path": hexes(inclusion(among(leaves), 2, 7)),
             "says": disclose(says, "e3", ["id", "claims"]),
             "claims": [{"index": 4, "path": hexes(inclusion(among(seals), 4, 5)), "seal": sealed,
                         "says": disclose(claims[4], "c4", ["harm", "low"])}]}
        ],
    }  # fmt: skip


def test_a_whole_proof_holds() -> None:
    said = "\n".join(check(whole_proof()))
    assert "begins with the 2 entries" in said
    assert '"low":4' in said
    assert "words" not in said


def leaves_of(value: object, at: tuple[object, ...] = ()) -> list[tuple[tuple[object, ...], object]]:
    if isinstance(value, dict):
        return [found for key, inner in value.items() for found in leaves_of(inner, (*at, key))]
    if isinstance(value, list):
        return [found for key, inner in enumerate(value) for found in leaves_of(inner, (*at, key))]
    return [(at, value)]


@pytest.mark.parametrize("at", [at for at, _ in leaves_of(whole_proof())], ids=lambda at: ".".join(map(str, at)))
def test_a_proof_changed_anywhere_does_not_hold(at: tuple[str | int, ...]) -> None:
    forged: Any = whole_proof()
    inner = functools.reduce(lambda value, key: value[key], at[:-1], forged)
    old = inner[at[-1]]
    if at[0] == "key":
        new: object = key_text(NAME, Ed25519PrivateKey.generate().public_key().public_bytes_raw())
    elif isinstance(old, int):
        new = old + 1
    else:
        new = ("0" if old[0] != "0" else "1") + old[1:]
    inner[at[-1]] = new
    with pytest.raises(ProofError):
        list(check(forged))


def test_a_proof_of_another_form_is_no_proof() -> None:
    forms: list[Any] = [{}, {"form": FORM}, {"form": "x"}, [], {**whole_proof(), "entries": 3}]
    for wrong in forms:
        with pytest.raises(ProofError):
            list(check(wrong))


def test_the_checker_stands_alone(tmp_path: Path) -> None:
    """One file, run by a Python without any package."""
    program = tmp_path / "proof.py"
    program.write_bytes(Path(proof.__file__).read_bytes())
    good, bad = tmp_path / "good.json", tmp_path / "bad.json"
    good.write_text(json.dumps(whole_proof()))
    bad.write_text(json.dumps(whole_proof()).replace("lena", "anna"))

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([sys.executable, "-I", "-S", str(program), *arguments], capture_output=True, text=True)

    assert run(str(good), key_text(NAME, PUBLIC)).stdout.endswith("The proof holds.\n")
    assert run(str(bad)).returncode == 1
    assert "Entry 3 is not in the log" in run(str(bad)).stderr
    assert run(str(tmp_path / "none.json")).returncode == 2
    assert run().returncode == 2


def test_random_consistency_proofs_do_not_hold() -> None:
    """A short form of the promise in tests/promises: random paths, sizes and roots."""
    chance = random.Random(5)
    leaves = [leaf_hash(b"%d" % n) for n in range(64)]
    for _ in range(300):
        earlier, later = sorted((chance.randrange(1, 64), chance.randrange(1, 65)))
        path = [chance.randbytes(32) for _ in range(chance.randrange(0, 8))]
        if earlier != later:
            assert not is_consistent(earlier, later, path, root_of(leaves[:earlier]), root_of(leaves[:later]))
