"""Trials: a draft scheme tried on the real history, kept as it was found."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q


class Trial(models.Model):
    """What one text of a draft would have earned. The text is kept with it, since the draft may change afterwards.

    `result` is a `payments.rules.comparison.Comparison` as JSON, and `now_pence` and `draft_pence` are its sums;
    `stopped` says why there is none. Once done, the database refuses every change (migration 0005). A draft that is
    discarded takes its trials with it.
    """

    partnership = models.ForeignKey("access.Partnership", models.PROTECT)
    version = models.ForeignKey("outcomes.SchemeVersion", models.CASCADE, related_name="+")
    document = models.TextField()
    sha256 = models.CharField(max_length=64, db_collation="C")
    against = models.CharField(
        max_length=64, blank=True, db_collation="C", help_text="The digest of the versions in force."
    )
    as_of = models.DateField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    result = models.JSONField(null=True)
    now_pence = models.BigIntegerField(null=True)
    draft_pence = models.BigIntegerField(null=True)
    stopped = models.CharField(max_length=300, blank=True)
    took = models.DurationField(null=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["version", "-asked_at"], name="trial_of_version")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(done_at=None, result=None, stopped="", took=None)
                | Q(done_at__isnull=False, result__isnull=False, stopped="")
                | (Q(done_at__isnull=False, result=None) & ~Q(stopped="")),
                name="trial_done_with_a_result_or_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(result=None, now_pence=None, draft_pence=None)
                | Q(result__isnull=False, now_pence__isnull=False, draft_pence__isnull=False),
                name="trial_result_has_its_sums",
            ),
        ]

    def __str__(self) -> str:
        return f"Trial {self.pk}"

    @property
    def difference(self) -> int | None:
        """Pence; None before it is done, or where it stopped."""
        if self.now_pence is None or self.draft_pence is None:
            return None
        return self.draft_pence - self.now_pence
