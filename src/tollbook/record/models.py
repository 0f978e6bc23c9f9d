"""The tables of a record.

A **report** is one document as somebody published it. A **reading** is what reading it once gave; reading
it again, with another date or a better extractor, adds a reading, and the report points to the one that
stands. Claims and problems belong to a reading and never change. Judgements and entries of the log are only ever
added: the database itself refuses the rest (see :mod:`tollbook.record.guards`).
"""

from __future__ import annotations

from typing import Any, NoReturn

from django.db import models


class AppendOnlyError(TypeError):
    """An attempt to change or remove a row of a table that is only ever added to."""


class AppendOnly(models.Model):
    """A row that is written once. The database's own triggers hold it too, against SQL that goes past this class."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write a new row. Raises :class:`AppendOnlyError` for one that exists."""
        if not self._state.adding:
            self._refuse("changed")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Never. Raises :class:`AppendOnlyError`."""
        self._refuse("removed")

    def _refuse(self, what: str) -> NoReturn:
        raise AppendOnlyError(f"A {type(self).__name__.lower()} is never {what}: add a new one that says why.")


class Report(models.Model):
    """One document taken in.

    ``identity`` names it for ever (see :func:`tollbook.record.taking.report_identity`). ``sha256`` finds the original
    bytes, and ``part`` says which part of them is this report, for a table that holds many. ``origin`` is where it was
    read from, as given. ``publisher`` and ``published`` are as known now; what was known at each reading stands with
    the reading. ``conversion`` is how ``text`` was made of the original bytes, and where in them each line of it
    stands (see :mod:`tollbook.record.codec`).
    """

    identity = models.CharField(max_length=64, unique=True)
    sha256 = models.CharField(max_length=64, db_index=True)
    part = models.TextField(default="")
    publisher = models.TextField(null=True, db_index=True)
    published = models.DateField(null=True, db_index=True)
    language = models.CharField(max_length=16, null=True)
    title = models.TextField(default="")
    origin = models.TextField(default="")
    media_type = models.CharField(max_length=80, default="text/plain")
    text = models.TextField()
    conversion = models.JSONField(null=True)
    taken_in = models.DateTimeField()
    reading = models.OneToOneField(
        "Reading", null=True, on_delete=models.PROTECT, related_name="current_of", db_constraint=True
    )

    class Meta:
        ordering = ["id"]


class Reading(AppendOnly):
    """What reading a report once gave: by which extractor, and with what known of it."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="readings")
    extractor = models.CharField(max_length=40)
    publisher = models.TextField(null=True)
    published = models.DateField(null=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]


class Claim(AppendOnly):
    """One assertion in a report about harm. ``whole`` is all of it; the columns are what one asks by."""

    identity = models.CharField(max_length=64, db_index=True)
    reading = models.ForeignKey(Reading, on_delete=models.PROTECT, related_name="claims")
    harm = models.CharField(max_length=40, db_index=True)
    measure = models.CharField(max_length=12)
    extent = models.CharField(max_length=12)
    modality = models.CharField(max_length=16)
    population = models.CharField(max_length=40)
    low = models.BigIntegerField(null=True)
    high = models.BigIntegerField(null=True)
    best = models.BigIntegerField(null=True)
    hedge = models.CharField(max_length=24)
    unit = models.CharField(max_length=24)
    place = models.TextField(null=True)
    geoname_id = models.BigIntegerField(null=True)
    country = models.CharField(max_length=8, null=True)
    start = models.DateField(null=True)
    end = models.DateField(null=True)
    perpetrator = models.TextField(null=True)
    speaker = models.TextField(null=True)
    incident = models.TextField(null=True)
    span_start = models.IntegerField()
    span_end = models.IntegerField()
    quote = models.TextField()
    whole = models.JSONField()

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["reading", "identity"], name="claim_once_a_reading")]


class Problem(AppendOnly):
    """Something in a report that could not be read as it stands."""

    reading = models.ForeignKey(Reading, on_delete=models.PROTECT, related_name="problems")
    whole = models.JSONField()

    class Meta:
        ordering = ["id"]


class Judgement(AppendOnly):
    """An analyst's decision about a claim, an incident or a link. The latest on a target is the one that stands."""

    kind = models.CharField(max_length=16)
    target = models.CharField(max_length=160, db_index=True)
    decision = models.CharField(max_length=24)
    value = models.JSONField(null=True)
    reason = models.TextField()
    by = models.TextField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]


class Proposal(AppendOnly):
    """Tellings of one event, by one who proposes it: claims of several reports. What became of it is a judgement.

    ``identity`` is a hash over the tellings. ``tellings`` are the claims of each, ``labels`` the incident each had
    then, ``given`` the labels that tables gave to claims of it; ``why`` are the links and reasons. ``score`` is empty
    where a person made the proposal.
    """

    identity = models.CharField(max_length=64, unique=True)
    tellings = models.JSONField()
    labels = models.JSONField()
    given = models.JSONField()
    score = models.FloatField(null=True)
    why = models.JSONField()
    by = models.TextField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]


class Entry(AppendOnly):
    """One entry of the log. Nothing in it tells of a report: what it says is only sealed here, and stands in ``Said``.

    ``id`` is its number, from 1 without a gap. ``on`` names the row it is about ("report 3") or nothing, ``seal`` binds
    what it says (:func:`tollbook.proof.seal`), ``hash`` is the leaf of the tree that covers all of these.
    """

    id = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    kind = models.CharField(max_length=40)
    by = models.TextField()
    on = models.CharField(max_length=80, db_index=True)
    seal = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["id"]


class Said(AppendOnly):
    """What an entry says, as its one JSON text, with the secret its seal is salted with.

    It goes only with the report it tells of, when that is removed by two people; the entry stays.
    """

    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, primary_key=True, related_name="said")
    secret = models.CharField(max_length=64)
    body = models.TextField()


class Node(AppendOnly):
    """The hash of a complete subtree of the log: of 2**level entries, the ``place``-th of those."""

    level = models.SmallIntegerField()
    place = models.BigIntegerField()
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["level", "place"], name="node_once")]


class Tree(models.Model):
    """The one row that says how far the log has come: its name for ever, its entries, the peaks of its tree."""

    origin = models.TextField()
    size = models.BigIntegerField()
    peaks = models.JSONField()


class Checkpoint(AppendOnly):
    """A signed head of the log: ``note`` is the text that goes out, ``key`` the public key it is signed with."""

    size = models.BigIntegerField()
    note = models.TextField()
    key = models.TextField()
    by = models.TextField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]


class Stamp(AppendOnly):
    """A time stamp (RFC 3161) asked for a checkpoint, and in a row of its own the answer: both base64 of DER.

    ``authority`` is the certificate, as PEM, that the answer was checked against.
    """

    checkpoint = models.ForeignKey(Checkpoint, on_delete=models.PROTECT, related_name="stamps")
    nonce = models.TextField()
    request = models.TextField()
    response = models.TextField()
    authority = models.TextField()
    by = models.TextField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]


class Ground(models.Model):
    """A place as claims name it: its words, its country, and the identifiers of it and of all above it, nearest first.
    ``key`` is its own identifier, empty where nobody knows where it is."""

    digest = models.CharField(max_length=64, unique=True)
    key = models.TextField(db_index=True)
    text = models.TextField(null=True)
    country = models.CharField(max_length=8, null=True)
    path = models.JSONField()

    class Meta:
        ordering = ["id"]


class Above(models.Model):
    """One identifier of a ground's path: what it is or lies in."""

    ground = models.ForeignKey(Ground, on_delete=models.CASCADE, related_name="above")
    place = models.TextField(db_index=True)

    class Meta:
        ordering = ["id"]


class Standing(models.Model):
    """A claim that stands, by all that a question looks for. It says nothing of its own: it is made from claims,
    judgements and proposals, and can be made anew from them at any time (:mod:`tollbook.record.index`).

    Days are ordinals. ``first`` and ``last`` are the days it touches; ``counted`` is whether it is a number of harm
    that is asserted, ``bounding`` whether it is a total with a greatest number. ``incident`` and ``apart`` are as
    decisions have them.
    """

    claim = models.OneToOneField(Claim, on_delete=models.PROTECT, primary_key=True, related_name="standing")
    identity = models.CharField(max_length=64, db_index=True)
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="standing")
    harm = models.CharField(max_length=40)
    measure = models.CharField(max_length=12)
    unit = models.CharField(max_length=24)
    population = models.CharField(max_length=40)
    counted = models.BooleanField()
    bounding = models.BooleanField()
    ground = models.ForeignKey(Ground, on_delete=models.PROTECT, related_name="standing", db_index=False)
    first = models.IntegerField()
    last = models.IntegerField()
    published = models.IntegerField(null=True)
    source = models.TextField()
    publisher = models.TextField(null=True)
    country = models.CharField(max_length=8, null=True)
    perpetrator = models.TextField(null=True)
    incident = models.TextField(null=True, db_index=True)
    apart = models.JSONField(null=True)
    part_of = models.CharField(max_length=64, null=True, db_index=True)
    repeats = models.CharField(max_length=64, null=True, db_index=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["ground", "harm", "last", "first"], name="standing_bounding", condition=models.Q(bounding=True)
            ),
            models.Index(fields=["ground", "harm", "last", "first"], name="standing_where"),
            models.Index(fields=["harm", "perpetrator"], name="standing_by"),
            models.Index(fields=["harm", "source", "country", "publisher"], name="standing_source"),
        ]


class Original(AppendOnly):
    """The original bytes of a report or a table, under their SHA-256, of a record that is no folder. In a folder they
    are files (:mod:`tollbook.record.originals`), and this has no rows."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    raw = models.BinaryField()


class Gazetteer(models.Model):
    """A table of places a user added: its name, where it came from, and the bytes' SHA-256 among the originals."""

    name = models.TextField(unique=True)
    sha256 = models.CharField(max_length=64)
    places = models.IntegerField()
    added = models.DateTimeField()

    class Meta:
        ordering = ["id"]
