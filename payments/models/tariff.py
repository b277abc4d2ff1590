"""Studies of a tariff: what a scheme would cost in a year, and which prices would spend a budget."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q


class TariffStudy(models.Model):
    """One question and its answer. The basis is a version of a scheme, whose text of that day is kept with it.

    `first` and `last` are the period of whole months in which journeys start. `wishes` are a commissioner's, as JSON that
    `payments.forecasting.study.wishes_of` reads; None asks only for the baseline. `result` is what `study` there gives. Once
    done, the database refuses every change but the loss of a discarded draft.
    """

    partnership = models.ForeignKey("access.Partnership", models.PROTECT)
    version = models.ForeignKey("outcomes.SchemeVersion", models.SET_NULL, null=True, related_name="+")
    basis = models.CharField(max_length=260, help_text="What the version was called.")
    document = models.TextField()
    in_force = models.BooleanField()
    first = models.DateField()
    last = models.DateField()
    wishes = models.JSONField(null=True)
    as_of = models.DateField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    result = models.JSONField(null=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["partnership", "-asked_at"], name="tariff_study_asked")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(result=None, done_at=None) | Q(result__isnull=False, done_at__isnull=False),
                name="tariff_study_done_with_a_result",
            ),
            models.CheckConstraint(condition=Q(first__lt=models.F("last")), name="tariff_study_of_some_months"),
        ]

    def __str__(self) -> str:
        return f"Tariff study {self.pk}"

    @property
    def budget(self) -> int | None:
        """Pence a year; None for a baseline."""
        return self.wishes["budget"] if self.wishes else None

    @property
    def spends(self) -> int | None:
        """Pence a year that the proposed tariff is expected to cost; None where there is none."""
        proposed = (self.result or {}).get("proposed")
        return proposed["total"]["expected"] if proposed else None

    @property
    def found(self) -> str:
        """In a word or two what came of it."""
        if self.result is None:
            return "Being worked out"
        if self.wishes is None:
            return "Baseline"
        return "No tariff possible" if self.result["no_tariff"] else "Tariff proposed"
