"""The log of a record: its entries, checkpoints, time stamps and proofs, and what only a checkpoint kept elsewhere
shows."""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from tests.databases import Somewhere, behind, url_of
from tests.papers import packed
from tests.records import TABLE
from tests.test_record import DAY, report, take
from tollbook.desk.errors import AskedWrongError
from tollbook.desk.ledger import CLAIM_WORDS, kinds_named, prove, read_log
from tollbook.desk.record import Record
from tollbook.proof import check, is_signed, parse_checkpoint
from tollbook.record.errors import RecordError
from tollbook.record.logged import Witness
from tollbook.record.store import Store
from tollbook.record.where import Where


@pytest.fixture
def place(somewhere: Somewhere) -> Where:
    return somewhere("r.tollbook")


@pytest.fixture
def store(place: Where) -> Iterator[Store]:
    with Store.open(place, create=True, write=True, by="lena") as opened:
        take(opened, report(published=DAY, publisher="An agency"))
        yield opened


def told(store: Store, words: str = "") -> list[str]:
    return [f"{one.entry.by} {one.did}: {one.what}" for one in read_log(store.ledger.entries(), words)]


def test_what_is_done_is_logged_with_who_did_it(store: Store) -> None:
    claim = store.claims()[0].id
    store.judge(claim, "rejected", "a misprint", "omar")
    store.add_gazetteer("mine", b"one", 1)
    store.note("record.exported", {"form": "plain table", "claims": 2, "sha256": "00"})
    store.note("user.changed", {"user": "ana", "made": True, "role": "reviewer", "groups": ["north", "south"]})
    store.note("user.changed", {"user": "ana", "active": False, "groups": []})
    store.note("read.refused", {"origin": "a.pdf", "why": "It is damaged.", "and": ["b: No.", "c: No.", "d: No."]})
    assert told(store) == [
        "lena could not read: a.pdf: It is damaged; b: No; c: No; and 1 more",
        "lena changed a user: ana: disabled",
        "lena changed a user: ana: made, role reviewer, groups north, south",
        "lena exported: plain table, 2 rows, SHA-256 00",
        "lena added places: mine, 1 places",
        f"omar judged a claim: claim {claim[:12]}: rejected (a misprint)",
        "lena took in: report 1, a/report.txt, 2 claims",
    ]
    assert len(told(store, "MISPRINT omar")) == 1
    assert [one.number for one in store.ledger.entries(by="Omar")] == [2]
    assert [one.number for one in store.ledger.entries(on=["report 1"])] == [1]
    assert [one.number for one in store.ledger.entries(kinds=kinds_named("judged"))] == [2]
    assert list(store.ledger.entries(until=dt.date(2020, 1, 1))) == []
    with pytest.raises(AskedWrongError, match="No kind"):
        kinds_named("baked")


def test_refusals_kept_together_are_one_entry(place: Where, tmp_path: Path) -> None:
    bad = {f"{n:03}.txt": bytes(range(30)) for n in range(120)}
    (tmp_path / "all.zip").write_bytes(packed({**bad, "060a.txt": b"Shelling killed 2 civilians in Homs."}))
    with Record.open(place, by="lena") as record:
        assert len(list(record.read([tmp_path / "all.zip", tmp_path / "gone.txt"]))) == 122
        refused = list(record.store.ledger.entries(kinds=["read.refused"]))[::-1]
        assert 1 <= len(refused) < 12, "one, or some more on a machine that is slow"
        parts = [line for one in refused for line in ((one.says or {})["origin"], *(one.says or {}).get("and", []))]
        assert len(parts) == 121
        assert parts[0] == f"{tmp_path}/all.zip > 000.txt"
        assert str(tmp_path / "gone.txt") in parts[-1]


def test_what_leaves_and_what_comes_again_is_an_entry(place: Where, tmp_path: Path) -> None:
    table = tmp_path / "list.csv"
    table.write_text(TABLE)
    out = tmp_path / "out.csv"
    for line in (["import", table], ["prove", "1", "--words"], ["export", "claims", out]):
        command = [sys.executable, "-m", "tollbook", "--record", url_of(place), *line]
        subprocess.run(command, check=True, capture_output=True)
    with Record.open(place, write=False) as record:
        kinds = [entry.kind for entry in record.store.ledger.entries()][::-1]
        assert kinds == [
            "report.new", "table.imported", "checkpoint.signed", "record.exported", "record.exported",
        ]  # fmt: skip
        assert "proof, with words" in told(record.store, "proof")[0]


@pytest.mark.skipif(os.name != "posix", reason="the writers are forks")
def test_several_writers_at_once_make_one_log(store: Store, place: Where) -> None:
    store.close()
    children = []
    for who in ("anna", "omar", "li"):
        child = os.fork()
        if child == 0:
            status = 1
            with suppress(Exception), Store.open(place, write=True, by=who) as own:
                for n in range(6):
                    own.add_gazetteer(f"{who} {n}", b"%d" % n, n)
                    own.note("login", {"n": n})
                status = 0
            os._exit(status)
        children.append(child)
    assert [os.waitpid(child, 0)[1] for child in children] == [0, 0, 0]
    assert store.head()[1] == 1 + 3 * 12
    assert list(store.verify()) == []


def test_an_entry_holds_nothing_of_a_report(store: Store, place: Where) -> None:
    """All that could have to be erased stands in another table."""
    store.judge(store.claims()[0].id, "rejected", "a misprint", "omar")
    rows = str(behind(place, "SELECT * FROM record_entry"))
    for word in ("report.txt", "misprint", "rejected", store.claims(decided=False)[0].id, store.reports()[0].sha256):
        assert word not in rows


def test_a_checkpoint_is_signed_and_stands_until_something_happens(store: Store) -> None:
    first, fresh = store.ledger.sign()
    assert fresh or first.head.size == 1
    assert is_signed(first.note, first.key)
    assert parse_checkpoint(first.note).size == 1
    assert store.ledger.sign()[0].number == first.number
    store.add_gazetteer("mine", b"one", 1)
    second, _ = store.ledger.sign()
    assert (second.number, second.head.size) == (2, 3)
    assert [one.number for one in store.ledger.checkpoints()] == [1, 2]
    assert list(store.verify([Witness("first", first.note), Witness("second", second.note, second.key)])) == []


def test_the_key_is_kept_from_others(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    key = tmp_path / "keys" / "mine.key"
    monkeypatch.setenv("TOLLBOOK_KEY", str(key))
    store.ledger.sign()
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    raw = key.read_bytes()
    store.ledger.sign()
    assert key.read_bytes() == raw
    key.chmod(0o644)
    with pytest.raises(RecordError, match="read by others") as caught:
        store.ledger.sign()
    assert "chmod 600" in caught.value.remedy
    key.write_text("no key")
    key.chmod(0o600)
    with pytest.raises(RecordError, match="is no key"):
        store.ledger.sign()


def test_a_record_written_anew_is_whole_and_only_a_kept_checkpoint_tells(tmp_path: Path, store: Store) -> None:
    kept, _ = store.ledger.sign()
    with Store.open(tmp_path / "forged", create=True, write=True, by="lena") as forged:
        take(forged, report(published=dt.date(2016, 11, 29)))
        from tollbook.record import models

        models.Tree.objects.using(forged.alias).update(origin=kept.head.origin)
        forged.ledger.sign()
        assert list(forged.verify()) == []
        found = [p.what for p in forged.verify([Witness("kept", kept.note)])]
    assert len(found) == 1
    assert "does not begin with its 1 entries" in found[0]


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_a_record_cut_back_is_whole_and_only_a_kept_checkpoint_tells(store: Store, place: Path) -> None:
    store.close()
    shutil.copytree(place, place.with_name("before"))
    with Store.open(place, write=True) as later:
        take(later, report(published=DAY, publisher="A paper"))
        kept, _ = later.ledger.sign()
    with Store.open(place.with_name("before")) as earlier:
        assert list(earlier.verify()) == []
        found = [p.what for p in earlier.verify([Witness("kept", kept.note, kept.key)])]
    assert found == ["It is of 2 entries, and the log has 1: its end was cut off."]


def test_a_checkpoint_of_another_log_or_key_or_none_is_named(store: Store, tmp_path: Path) -> None:
    mine, _ = store.ledger.sign()
    with Store.open(tmp_path / "other", create=True, write=True) as other:
        theirs, _ = other.ledger.sign()
    said = {
        "another": "It is of another log",
        "words": "It is no signed note",
        "changed": "It is not signed by the key",
    }
    notes = {"another": theirs.note, "words": "words", "changed": mine.note.replace("— tollbook/", "— tollbooc/")}
    for name, note in notes.items():
        found = [p.what for p in store.verify([Witness(name, note)])]
        assert any(said[name] in what for what in found), (name, found)


def test_a_proof_of_a_claim_shows_its_figure_and_no_words(store: Store) -> None:
    claims = store.claims()
    early, _ = store.ledger.sign()
    take(store, report(published=DAY, publisher="A paper"))
    made = prove(store, claims=[claims[0].id], reports=[2], earlier=[early.note])
    said = "\n".join(check(made))
    assert "begins with the 1 entries" in said
    assert '"low":12' in said
    hidden = json.dumps(made)
    for word in ("Homs", "civilians were killed", "At least 12", "rescuers", "A paper", "report.txt", claims[0].id):
        assert word not in hidden
    shown = json.dumps(prove(store, claims=[claims[0].id], words=True))
    assert all(f'"{name}"' in shown for name in CLAIM_WORDS)
    assert "rescuers" in shown
    with pytest.raises(AskedWrongError, match="No claim that stands"):
        prove(store, claims=["0" * 64])
    with pytest.raises(AskedWrongError, match="There is no entry 99"):
        prove(store, entries=[99])


# --- time stamps, from an authority made for the test ----

CONFIG = """
[tsa]
default_tsa = one
[one]
dir = {dir}
serial = {dir}/serial
crypto_device = builtin
signer_cert = {dir}/tsa.pem
signer_key = {dir}/tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
ordering = yes
tsa_name = yes
ess_cert_id_chain = no
"""


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A time-stamping authority in a folder: OpenSSL's, with a root made by us."""
    if shutil.which("openssl") is None:
        pytest.skip("OpenSSL's command is what answers for the authority")
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import rsa
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
    from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

    folder = tmp_path_factory.mktemp("authority")
    keys = [rsa.generate_private_key(public_exponent=65537, key_size=2048) for _ in range(2)]
    names = [x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]) for name in ("A root", "A time stamper")]
    now = dt.datetime.now(dt.UTC)
    for at, file in enumerate(("root", "tsa")):
        made = (
            x509.CertificateBuilder().subject_name(names[at]).issuer_name(names[0]).public_key(keys[at].public_key())
            .serial_number(x509.random_serial_number()).not_valid_before(now - dt.timedelta(1))
            .not_valid_after(now + dt.timedelta(365))
            .add_extension(x509.BasicConstraints(ca=not at, path_length=None), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(keys[at].public_key()), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(keys[0].public_key()), critical=False)
        )  # fmt: skip
        if at:
            made = made.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
        raw = made.sign(keys[0], hashes.SHA256()).public_bytes(Encoding.PEM)
        (folder / f"{file}.pem").write_bytes(raw)
    private = keys[1].private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / "tsa.key").write_bytes(private)
    (folder / "serial").write_text("01\n")
    (folder / "tsa.cnf").write_text(CONFIG.format(dir=folder))
    return folder


def answer(authority: Path, request: bytes) -> bytes:
    (authority / "request.tsq").write_bytes(request)
    command = ["openssl", "ts", "-reply", "-config", "tsa.cnf", "-queryfile", "request.tsq", "-out", "answer.tsr"]
    subprocess.run(command, cwd=authority, check=True, capture_output=True)
    return (authority / "answer.tsr").read_bytes()


def test_a_time_stamp_is_asked_for_checked_and_kept(store: Store, authority: Path, tmp_path: Path) -> None:
    checkpoint, _ = store.ledger.sign()
    root = (authority / "root.pem").read_bytes()
    good = answer(authority, store.ledger.ask_for_stamp(checkpoint.number))
    before = store.head()
    for raw, pem, said in (
        (b"words", root, "no answer of a time-stamping authority"),
        (good, b"words", "is not PEM"),
        (good, (authority / "tsa.pem").read_bytes(), "does not hold"),
        (good[:-1] + bytes([good[-1] ^ 1]), root, "does not hold|no answer"),
    ):
        with pytest.raises(RecordError, match=said):
            store.ledger.take_stamp(raw, pem)
    assert store.head() == before, "what does not hold is not taken in"
    with (
        Store.open(tmp_path / "other", create=True, write=True) as other,
        pytest.raises(RecordError, match="no request"),
    ):
        other.ledger.take_stamp(good, root)
    stamped = store.ledger.take_stamp(good, root)
    assert stamped.stamped is not None
    assert abs(stamped.stamped - dt.datetime.now(dt.UTC)) < dt.timedelta(minutes=2)
    assert store.ledger.take_stamp(good, root).stamped == stamped.stamped, "taken in once"
    assert list(store.verify()) == []


def test_a_time_stamp_exchanged_is_seen(store: Store, authority: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    checkpoint, _ = store.ledger.sign()
    store.ledger.take_stamp(
        answer(authority, store.ledger.ask_for_stamp(checkpoint.number)), (authority / "root.pem").read_bytes()
    )
    from tollbook.record import checkpoints

    def refuse(*_: Any) -> str:
        return "made up."

    monkeypatch.setattr(checkpoints, "unproved", refuse)
    assert [p.what for p in store.verify()] == ["The time stamp does not hold: made up."]
