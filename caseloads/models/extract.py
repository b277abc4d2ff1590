"""Files that arrived: their bytes, what they are, what was found in them, and how far they have come."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q


class StoredFile(models.Model):
    """A file's bytes, known by their SHA-256, in pieces. In the database, so that any number of web and worker machines
    see the same files without a shared disk. Never changed."""

    sha256 = models.CharField(primary_key=True, max_length=64, db_collation="C")
    size = models.BigIntegerField()
    stored_at = models.DateTimeField()


class StoredPiece(models.Model):
    """At most one mebibyte of a stored file."""

    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="pieces")
    number = models.IntegerField()
    data = models.BinaryField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["file", "number"], name="stored_piece_once")]


class Extract(models.Model):
    """One file of one feed. Its state follows from what has happened to it: checked, confirmed, applied, or refused."""

    class Mode(models.TextChoices):
        UPSERT = "upsert", "Add and update"
        REPLACE = "replace", "Replace everything earlier of this agency"

    partnership = models.ForeignKey("access.Partnership", models.PROTECT)
    provider = models.ForeignKey("access.Provider", models.PROTECT, null=True, help_text="Whose agency it is about.")
    feed = models.CharField(max_length=20)
    agency = models.CharField(max_length=5, blank=True, db_collation="C")
    begins = models.DateField(null=True)
    to = models.DateField()
    data_set = models.CharField(max_length=1, blank=True)
    mode = models.CharField(max_length=10, choices=Mode.choices, default=Mode.UPSERT)
    file = models.ForeignKey(StoredFile, models.PROTECT)
    file_name = models.CharField(max_length=200)
    mapping = models.JSONField(null=True)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    received_at = models.DateTimeField()
    received_on = models.DateField(help_text="The day in London; no TO date may lie after it.")
    # Why a commissioner must confirm it; blank where the sender may.
    wants_commissioner = models.CharField(max_length=200, blank=True)

    checked_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    applied_at = models.DateTimeField(null=True)
    ranked = models.BooleanField(default=False, help_text="Whether rows that it repeats unchanged carry its rank.")
    refused_at = models.DateTimeField(null=True)
    refusal = models.TextField(blank=True)
    discarded_at = models.DateTimeField(null=True)
    discarded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    # Rows of the file: rows = new + changed + unchanged + rejected + without_consent. Set when it is checked, and
    # again, as they then are, when it is applied.
    rows = models.BigIntegerField(default=0)
    new = models.BigIntegerField(default=0)
    changed = models.BigIntegerField(default=0)
    unchanged = models.BigIntegerField(default=0)
    rejected = models.BigIntegerField(default=0)
    without_consent = models.BigIntegerField(default=0)
    warnings = models.BigIntegerField(default=0)
    vanishing = models.BigIntegerField(default=0, help_text="Episodes that would vanish, in replace mode.")
    encoding = models.CharField(max_length=20, blank=True)
    date_form = models.CharField(max_length=20, blank=True)
    unknown_columns = models.JSONField(default=list)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["partnership", "feed", "agency", "to", "mode", "file"],
                condition=Q(refused_at__isnull=True, discarded_at__isnull=True),
                name="extract_once",
            ),
            models.CheckConstraint(condition=Q(to__lte=models.F("received_on")), name="extract_not_of_the_future"),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True, confirmed_by__isnull=True)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
                name="extract_confirmed_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(applied_at__isnull=True) | Q(confirmed_at__isnull=False, refused_at__isnull=True),
                name="extract_applied_after_confirmed",
            ),
            models.CheckConstraint(
                condition=Q(discarded_at__isnull=True) | Q(applied_at__isnull=True),
                name="extract_applied_or_discarded",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["partnership", "-received_at"], name="extract_newest"),
            models.Index(fields=["partnership", "feed", "agency", "-to"], name="extract_feed"),
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def state(self) -> str:
        if self.refused_at:
            return "refused"
        if self.discarded_at:
            return "discarded"
        if self.applied_at:
            return "applied"
        if self.confirmed_at:
            return "applying"
        return "checked" if self.checked_at else "checking"


class SendingKey(models.Model):
    """The `Idempotency-Key` under which a machine sent an extract: the same key again gives the same extract.

    `said_sha256` is of all that was said with it, the file's bytes among that.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    key = models.CharField(max_length=64, db_collation="C")
    said_sha256 = models.CharField(max_length=64)
    extract = models.ForeignKey(Extract, models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["person", "key"], name="sending_key_once")]


class FindingRow(models.Model):
    """One thing found in one row of an extract (extracts.md, "Checks")."""

    extract = models.ForeignKey(Extract, models.CASCADE, related_name="findings")
    line = models.BigIntegerField()
    column = models.CharField(max_length=60, blank=True)
    value = models.TextField(blank=True)
    rule = models.CharField(max_length=60)
    severity = models.CharField(max_length=10)
    sentence = models.TextField()

    class Meta:
        indexes: ClassVar = [models.Index("extract", "line", name="finding_line")]


class SavedMapping(models.Model):
    """How one sender's own columns and codes of a local feed are read as ours; offered again next time."""

    partnership = models.ForeignKey("access.Partnership", models.PROTECT)
    feed = models.CharField(max_length=20)
    name = models.CharField(max_length=60)
    mapping = models.JSONField()
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT)
    saved_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["partnership", "feed", "name"], name="mapping_named_once")
        ]
