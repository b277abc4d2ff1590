"""Claims, their lines, and the questions asked about them (money.md §3)."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q


def _pair(at: str, by: str) -> Q:
    """Facts in pairs: when and by whom."""
    return Q(**{f"{at}__isnull": True, f"{by}__isnull": True}) | Q(**{f"{at}__isnull": False, f"{by}__isnull": False})


class Claim(models.Model):
    """What a contract asks to be paid up to a day. Its state follows from what has happened to it.

    `prepared_by` and `up_to` never change (migration 0002). `approved_at` is set once, by the last approval needed.
    """

    partnership = models.ForeignKey("access.Partnership", models.PROTECT)
    contract = models.ForeignKey("payments.Contract", models.PROTECT)
    number = models.IntegerField()
    up_to = models.DateField()
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField()
    approved_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    rejected_at = models.DateTimeField(null=True, help_text="When the last of its lines was rejected.")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["partnership", "number"], name="claim_number_once"),
            models.UniqueConstraint(fields=["id", "prepared_by"], name="claim_and_its_preparer"),
            models.CheckConstraint(condition=_pair("withdrawn_at", "withdrawn_by"), name="claim_withdrawn_by_someone"),
            models.CheckConstraint(
                condition=Q(approved_at=None) | Q(withdrawn_at=None, rejected_at=None), name="claim_ends_one_way"
            ),
        ]

    def __str__(self) -> str:
        return f"Claim {self.number}"

    @property
    def is_open(self) -> bool:
        return not (self.approved_at or self.withdrawn_at or self.rejected_at)


class ClaimLine(models.Model):
    """One posting in a claim, with its signed pence: below zero where it takes back.

    A line leaves its claim by being released; its posting stays accrued. Released as `rejected`, the posting may be
    claimed again once the provider has answered; as `left` (for a later claim) or `withdrawn`, at once.
    """

    class Released(models.TextChoices):
        REJECTED = "rejected", "Rejected"
        LEFT = "left", "Left for a later claim"
        WITHDRAWN = "withdrawn", "Withdrawn"

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="lines")
    posting = models.ForeignKey("payments.Transfer", models.PROTECT, related_name="lines")
    entitlement = models.ForeignKey("payments.Entitlement", models.PROTECT, related_name="lines")
    pence = models.BigIntegerField()
    released_at = models.DateTimeField(null=True)
    released_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    released_as = models.CharField(max_length=10, choices=Released.choices, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["posting"], condition=Q(released_at__isnull=True), name="line_in_one_live_claim"
            ),
            models.CheckConstraint(
                condition=Q(released_at=None, released_by=None, released_as="")
                | Q(released_at__isnull=False, released_by__isnull=False) & ~Q(released_as=""),
                name="line_released_by_someone",
            ),
            models.CheckConstraint(condition=~Q(pence=0), name="line_not_of_nothing"),
        ]


class LineAssessor(models.Model):
    """Someone who assessed the client of a line: this person may not approve the claim (money.md §3)."""

    line = models.ForeignKey(ClaimLine, models.PROTECT, related_name="assessors")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["line", "person"], name="line_assessor_once")]


class Query(models.Model):
    """A question about a line, or the reason of its rejection, and the provider's answer."""

    line = models.ForeignKey(ClaimLine, models.PROTECT, related_name="queries")
    rejects = models.BooleanField(default=False)
    text = models.TextField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "queries"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by=None, answer="")
                | Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(answer=""),
                name="query_answered_by_someone",
            ),
            models.UniqueConstraint(
                fields=["line"], condition=Q(answered_at__isnull=True), name="query_unanswered_once"
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None) | Q(answered_at__gte=F("asked_at")), name="query_answered_after_asked"
            ),
        ]


class Attachment(models.Model):
    """A file that came with an answer. Kept as it came, given back only as a download."""

    query = models.OneToOneField(Query, models.PROTECT, related_name="attachment")
    name = models.CharField(max_length=120)
    data = models.BinaryField()
    sha256 = models.CharField(max_length=64, db_collation="C")
