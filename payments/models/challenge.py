"""A provider's right of reply: what it challenges, with its evidence, and the dated answer."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class Challenge(models.Model):
    """A provider's person holds a result, or a line of a claim, to be wrong; somebody of the partnership answers once.

    It never changes what is earned by itself: an answer acts through a fact (a released hold, a rejection withdrawn, a
    corrected extract), so that the ledger stays what the facts earn. Only the answer is ever set, and once.
    """

    class Outcome(models.TextChoices):
        UPHELD = "upheld", "Upheld"
        REFUSED = "refused", "Refused"
        CORRECT = "correct", "Data to be corrected"

    partnership = models.ForeignKey("access.Partnership", models.PROTECT)
    number = models.IntegerField()
    contract = models.ForeignKey("payments.Contract", models.PROTECT)
    determination = models.ForeignKey("outcomes.DeterminationRow", models.PROTECT, null=True)
    line = models.ForeignKey("payments.ClaimLine", models.PROTECT, null=True, related_name="challenges")
    text = models.TextField()
    raised_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    raised_at = models.DateTimeField()
    due = models.DateField(help_text="The day by which the partnership answers.")
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["partnership", "number"], name="challenge_number_once"),
            models.CheckConstraint(
                condition=Q(determination__isnull=True, line__isnull=False)
                | Q(determination__isnull=False, line__isnull=True),
                name="challenge_is_about_one_thing",
            ),
            models.UniqueConstraint(
                fields=["determination", "contract"],
                condition=Q(answered_at__isnull=True, determination__isnull=False),
                name="challenge_of_a_result_open_once",
            ),
            models.UniqueConstraint(
                fields=["line"],
                condition=Q(answered_at__isnull=True, line__isnull=False),
                name="challenge_of_a_line_open_once",
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by=None, answer="", outcome="")
                | Q(answered_at__isnull=False, answered_by__isnull=False)
                & ~Q(answer="")
                & Q(outcome__in=["upheld", "refused", "correct"]),
                name="challenge_answered_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(answered_by=None) | ~Q(answered_by=F("raised_by")), name="challenge_answered_by_another"
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None) | Q(answered_at__gte=F("raised_at")),
                name="challenge_answered_after_raised",
            ),
        ]
        indexes: ClassVar = [
            models.Index("partnership", "due", condition=Q(answered_at__isnull=True), name="challenge_waiting"),
        ]

    def __str__(self) -> str:
        return f"Challenge {self.number}"


class ChallengeFile(models.Model):
    """The evidence that came with a challenge. Kept as it came, given back only as a download."""

    challenge = models.OneToOneField(Challenge, models.PROTECT, related_name="file")
    name = models.CharField(max_length=120)
    data = models.BinaryField()
    sha256 = models.CharField(max_length=64, db_collation="C")
