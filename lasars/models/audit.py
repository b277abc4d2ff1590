"""Audit of assessments: samples drawn by a recorded seed, and the blind scoring of each once more."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

_OPEN = Q(completed_at__isnull=True, total__isnull=True, points__isnull=True, passed__isnull=True, band="", group="")
_COMPLETED = Q(completed_at__isnull=False, total__isnull=False, points__isnull=False, passed__isnull=False) & ~Q(
    group=""
)


class AuditDraw(models.Model):
    """One sample of a LASARS: of what it assessed from `since` to `until`, both past when it is drawn, that `share`.

    Never edited, and no day is drawn from twice (migration 0004): nobody draws again until the sample pleases.
    """

    partnership = models.ForeignKey("access.Partnership", models.PROTECT)
    lasars = models.ForeignKey("access.Lasars", models.PROTECT, related_name="audit_draws")
    since = models.DateField()
    until = models.DateField()
    share = models.DecimalField(max_digits=4, decimal_places=3)
    seed = models.CharField(max_length=32, db_collation="C")
    population = models.IntegerField()
    drawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(since__lte=F("until")), name="audit_draw_days_in_order"),
            models.CheckConstraint(condition=Q(share__gt=0, share__lte=1), name="audit_draw_share"),
        ]

    def __str__(self) -> str:
        return f"{self.lasars.name}, {self.since:%-d %B %Y} to {self.until:%-d %B %Y}"


class Drawn(models.Model):
    """One assessment of a sample."""

    draw = models.ForeignKey(AuditDraw, models.PROTECT, related_name="drawn")
    assessment = models.OneToOneField("Assessment", models.PROTECT, related_name="drawn")


class Rescoring(models.Model):
    """Somebody else answers the same instrument from the case file, without seeing what was answered before.

    `passed`: it gave the same group. Frozen once completed; never by who assessed (migration 0004).
    answers: {code: {"said": text, "source": ""}}, as those of an assessment.
    """

    drawn = models.OneToOneField(Drawn, models.PROTECT, related_name="rescoring")
    rescorer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    answers = models.JSONField(default=dict)
    completed_at = models.DateTimeField(null=True)
    points = models.JSONField(null=True)
    total = models.IntegerField(null=True)
    band = models.CharField(max_length=40, blank=True)
    group = models.CharField(max_length=40, blank=True)
    passed = models.BooleanField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=_OPEN | _COMPLETED, name="rescoring_completed_whole"),
        ]
