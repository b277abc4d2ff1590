"""Forecasts, kept as they were made, and the budgets that they are held against."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from .contract import MOST_PENCE


class KeptForecast(models.Model):
    """One forecast from `day`, the last month end to which all extracts were complete. Never edited (migration 0011).

    `figures` has its months; amounts are pence.
    years: [{"starts": day, "ends": day, "quantiles": 101 sums paid in the year's months of the forecast}]
    caps: [{"contract", "starts", "place", "amount", "outcomes", "chance", "by_month"}]
    came: {contract: {first day of a month: what became payable in it}}, as known when the forecast was made; "" for all.
    """

    partnership = models.ForeignKey("access.Partnership", models.PROTECT)
    day = models.DateField()
    made_at = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    draws = models.IntegerField()
    seed = models.IntegerField()
    years = models.JSONField()
    caps = models.JSONField()
    came = models.JSONField()
    took = models.DurationField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["partnership", "-made_at"], name="forecast_newest")]

    def __str__(self) -> str:
        return f"Forecast of {self.day:%-d %B %Y}"


class ForecastFigure(models.Model):
    """One contract (blank: the partnership) in one month, in pence. Half of all draws lie between `low50` and `high50`,
    four fifths between `low80` and `high80`. `earned` is what becomes payable in the month, `paid` is cash."""

    class Kind(models.TextChoices):
        EARNED = "earned", "Earned"
        PAID = "paid", "Paid"

    forecast = models.ForeignKey(KeptForecast, models.PROTECT, related_name="figures")
    contract = models.CharField(max_length=60, blank=True)
    kind = models.CharField(max_length=6, choices=Kind.choices)
    month = models.DateField()
    low80 = models.BigIntegerField()
    low50 = models.BigIntegerField()
    median = models.BigIntegerField()
    high50 = models.BigIntegerField()
    high80 = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["forecast", "contract", "kind", "month"], name="forecast_figure_once"),
            models.CheckConstraint(
                condition=Q(low80__lte=F("low50"), low50__lte=F("median"))
                & Q(median__lte=F("high50"), high50__lte=F("high80")),
                name="forecast_figure_in_order",
            ),
        ]


class LookBack(models.Model):
    """Forecasts made again from every past month end, beside what came: how often the bands would have held.

    figures: [[day, contract, month, ahead, came, low80, low50, median, high50, high80]], amounts in pence.
    """

    partnership = models.ForeignKey("access.Partnership", models.PROTECT)
    made_at = models.DateTimeField()
    figures = models.JSONField()
    took = models.DurationField()


class Budget(models.Model):
    """What a partnership may spend in the contract year that starts on `starts`; the last one set is the one that holds."""

    partnership = models.ForeignKey("access.Partnership", models.PROTECT)
    starts = models.DateField()
    pence = models.BigIntegerField()
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(pence__gte=0, pence__lte=MOST_PENCE), name="budget_within_range"),
        ]
