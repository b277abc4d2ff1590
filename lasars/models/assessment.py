"""Assessments made in the browser: answers as they are given, then, frozen, the points and the group they gave."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

_OPEN = Q(
    completed_at__isnull=True,
    assessed__isnull=True,
    total__isnull=True,
    points__isnull=True,
    groups__isnull=True,
    band="",
    group="",
    assessor_name="",
)
_COMPLETED = (
    Q(
        completed_at__isnull=False,
        assessed__isnull=False,
        total__isnull=False,
        points__isnull=False,
        groups__isnull=False,
    )
    & ~Q(group="")
    & ~Q(band="")
    & ~Q(assessor_name="")
)


class Assessment(models.Model):
    """One assessment by one instrument. `answers` are kept as they are typed, incomplete ones too, so that nothing is
    lost; on completion they, the instrument and what they gave are frozen by the database (migration 0002).

    answers: {code: {"said": text, "source": where an existing answer was taken from, or ""}}
    points: {code: points}; groups: the scheme's groups on the day, of which `group` is one.
    A reassessment `supersedes` another for a `reason`, and counts once a second person has approved it.
    """

    partnership = models.ForeignKey("access.Partnership", models.PROTECT)
    referral = models.ForeignKey("Referral", models.PROTECT, related_name="assessments")
    instrument = models.ForeignKey("Instrument", models.PROTECT, related_name="+")
    assessor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    answers = models.JSONField(default=dict)
    completed_at = models.DateTimeField(null=True)
    assessed = models.DateField(null=True)
    # As the person was called then: facts do not change when somebody marries.
    assessor_name = models.CharField(max_length=100, blank=True)
    points = models.JSONField(null=True)
    total = models.IntegerField(null=True)
    band = models.CharField(max_length=40, blank=True)
    group = models.CharField(max_length=40, blank=True)
    groups = models.JSONField(null=True)
    supersedes = models.ForeignKey("self", models.PROTECT, null=True, related_name="reassessments")
    reason = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=_OPEN | _COMPLETED, name="assessment_completed_whole"),
            models.CheckConstraint(
                condition=Q(supersedes__isnull=True) | ~Q(reason=""), name="assessment_superseded_for_a_reason"
            ),
            models.UniqueConstraint(
                "referral", condition=Q(completed_at__isnull=True), name="assessment_open_once_a_referral"
            ),
        ]
        indexes: ClassVar = [models.Index("partnership", "assessed", name="assessment_assessed")]

    @property
    def assessid(self) -> str:
        """Its ASSESSID among the rows of the feed; of two on one day the earlier sorts first."""
        return f"LASARS-{self.pk:08d}"

    def __str__(self) -> str:
        return self.assessid


class Approval(models.Model):
    """A second person agreed to a completed assessment. Never edited; the approver is not the assessor (migration 0002)."""

    assessment = models.OneToOneField(Assessment, models.PROTECT, related_name="approval")
    approver = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    approver_name = models.CharField(max_length=100)
    at = models.DateTimeField()


class Touch(models.Model):
    """What the rules read of this assessment became another: it was completed, approved, audited. The id grows, and is
    the number by which the next room sees that somebody is to be determined again."""

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="touches")
    at = models.DateTimeField()
