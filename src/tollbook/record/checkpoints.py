"""Checkpoints: the head of the log signed, to be kept where whoever runs the machine cannot reach; and their time
stamps.

A record rewritten from its beginning is whole in itself. Only what somebody else holds tells: a checkpoint that was
sent away, or that a time-stamping authority (RFC 3161) has signed. Nothing here uses a network: the request for a
stamp is written out, to be taken to an authority, and its answer is taken in.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib

from cryptography.x509 import Certificate, load_pem_x509_certificates
from django.utils import timezone
from rfc3161_client import TimestampRequestBuilder, VerificationError, VerifierBuilder, decode_timestamp_response
from rfc3161_client.base import HashAlgorithm

from tollbook.proof import Checkpoint, ProofError, parse_checkpoint
from tollbook.record import log, models
from tollbook.record.connect import writing
from tollbook.record.errors import RecordError
from tollbook.record.keys import Signer
from tollbook.record.logged import Signed
from tollbook.record.sealing import on, row_says


def sign(alias: str, signer: Signer, by: str) -> Signed:
    """Sign the head of the log; where nothing happened since the last checkpoint but checkpoints, that one stands."""
    now = timezone.now()
    with writing(alias):
        tree = models.Tree.objects.using(alias).get()
        key = signer.public(tree.origin)
        last = models.Checkpoint.objects.using(alias).order_by("-id").first()
        if last is not None and last.key == key and not _since(alias, last):
            return _signed(last)
        _, size, root = log.head(alias)
        text = Checkpoint(tree.origin, size, root).text()
        row = models.Checkpoint(size=size, note=signer.sign(tree.origin, text), key=key, by=by, at=now)
        row.save(using=alias, force_insert=True)
        log.append(alias, "checkpoint.signed", on(row), row_says(row), by, now)
    return _signed(row)


def _since(alias: str, last: models.Checkpoint) -> bool:
    """Whether anything happened since a checkpoint, other than checkpoints."""
    after = models.Entry.objects.using(alias).filter(id__gt=last.size)
    return after.exclude(kind__startswith="checkpoint.").exists()


def all_of(alias: str) -> list[Signed]:
    """Every checkpoint of a record, in order."""
    return [_signed(row) for row in models.Checkpoint.objects.using(alias).prefetch_related("stamps").order_by("id")]


def _signed(row: models.Checkpoint) -> Signed:
    stamps = list(row.stamps.all())
    times = [_time(stamp) for stamp in stamps if stamp.response]
    told = min((each for each in times if each is not None), default=None)
    return Signed(row.pk, parse_checkpoint(row.note), row.note, row.key, row.by, row.at, told, bool(stamps))


def _time(stamp: models.Stamp) -> dt.datetime | None:
    try:
        return decode_timestamp_response(base64.b64decode(stamp.response)).tst_info.gen_time
    except ValueError:
        return None


def ask_for_stamp(alias: str, number: int, by: str) -> bytes:
    """The request for a time stamp on a checkpoint (DER), to be taken to an authority; the record remembers it."""
    note = models.Checkpoint.objects.using(alias).get(pk=number).note
    asked = TimestampRequestBuilder().data(note.encode()).hash_algorithm(HashAlgorithm.SHA256).nonce(nonce=True)
    request = asked.cert_request(cert_request=True).build()
    raw = request.as_bytes()
    _keep(alias, number, str(request.nonce), raw, b"", "", by)
    return raw


def take_stamp(alias: str, raw: bytes, authority: bytes, by: str) -> Signed:
    """Take in the answer to a request, check it with the authority's certificates (PEM) and keep it.

    Raises :class:`RecordError` for an answer that is none, is to no request of this record, or does not hold.
    """
    try:
        nonce = str(decode_timestamp_response(raw).tst_info.nonce)
    except ValueError as error:
        raise RecordError(
            "The file is no answer of a time-stamping authority.",
            "It should be the bytes the authority returned, often called .tsr.",
        ) from error
    asked = models.Stamp.objects.using(alias).filter(nonce=nonce, response="").select_related("checkpoint").first()
    if asked is None:
        raise RecordError(
            "This answer is to no request of this record.", "Write one first: tollbook checkpoint --stamp-request FILE"
        )
    pem = authority.decode("ascii", "replace")
    if (wrong := unproved(asked.checkpoint.note, raw, pem, nonce)) is not None:
        raise RecordError(f"The time stamp does not hold: {wrong}", "It was not taken in.")
    if not models.Stamp.objects.using(alias).filter(nonce=nonce).exclude(response="").exists():
        _keep(alias, asked.checkpoint_id, nonce, base64.b64decode(asked.request), raw, pem, by)
    return _signed(models.Checkpoint.objects.using(alias).get(pk=asked.checkpoint_id))


def _keep(alias: str, number: int, nonce: str, request: bytes, response: bytes, authority: str, by: str) -> None:
    now = timezone.now()
    with writing(alias):
        row = models.Stamp(
            checkpoint_id=number, nonce=nonce, request=base64.b64encode(request).decode(),
            response=base64.b64encode(response).decode(), authority=authority, by=by, at=now,
        )  # fmt: skip
        row.save(using=alias, force_insert=True)
        log.append(alias, "checkpoint.stamped", on(row), row_says(row), by, now)


def unproved(note: str, response: bytes, authority: str, nonce: str) -> str | None:
    """Why an answer does not prove that a note was there at its time; nothing where it does.

    The certificates are taken as PEM: those signed by themselves are the roots that are trusted, others lead to them.
    """
    try:
        certificates = load_pem_x509_certificates(authority.encode("ascii", "replace"))
    except ValueError:
        return "the authority's certificate is not PEM."
    builder = VerifierBuilder().nonce(int(nonce))
    for one in certificates:
        add = builder.add_root_certificate if _is_root(one) else builder.add_intermediate_certificate
        builder = add(one)
    try:
        stamp = decode_timestamp_response(response)
        builder.build().verify(stamp, hashlib.sha256(note.encode()).digest())
    except (VerificationError, ValueError) as error:
        return f"{str(error).rstrip('.')}."
    return None


def _is_root(certificate: Certificate) -> bool:
    return certificate.issuer == certificate.subject


def wrong_stamp(row: models.Stamp) -> str | None:
    """Why a stamp of the record does not hold; nothing where it does, or where its answer is still awaited."""
    if not row.response:
        return None
    try:
        return unproved(row.checkpoint.note, base64.b64decode(row.response), row.authority, row.nonce)
    except (ValueError, ProofError) as error:
        return f"{error}."
