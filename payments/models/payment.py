"""Payment runs: what was payable becomes paid, with an advice for each payee and a file for the finance system."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from .contract import MOST_PENCE


class PaymentRun(models.Model):
    """All approved lines of a partnership that no earlier run has. Above the partnership's limit a second person
    releases it; nothing is posted before it is released. `pence` is what all its payments come to."""

    partnership = models.ForeignKey("access.Partnership", models.PROTECT)
    number = models.IntegerField()
    pence = models.BigIntegerField()
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField()
    released_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    released_at = models.DateTimeField(null=True)
    audit_head = models.CharField(max_length=64, blank=True, help_text="The end of the event log at that moment.")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["partnership", "number"], name="run_number_once"),
            models.UniqueConstraint(
                fields=["partnership"], condition=Q(released_at__isnull=True), name="run_waiting_once"
            ),
            models.CheckConstraint(
                condition=Q(released_at=None, released_by=None)
                | Q(released_at__isnull=False, released_by__isnull=False),
                name="run_released_by_someone",
            ),
            models.CheckConstraint(condition=Q(pence__gte=0, pence__lte=MOST_PENCE), name="run_within_range"),
        ]

    def __str__(self) -> str:
        return f"Payment run {self.number}"


class Payment(models.Model):
    """One contract in one run, in pence: `lines` + `brought` − `carried` = `paid`.

    `brought` (zero or below) is what was recoverable before the run and `carried` (likewise) what still is after it: net
    below zero pays nothing.
    """

    run = models.ForeignKey(PaymentRun, models.PROTECT, related_name="payments")
    contract = models.ForeignKey("payments.Contract", models.PROTECT)
    lines_pence = models.BigIntegerField()
    brought = models.BigIntegerField()
    carried = models.BigIntegerField()
    paid = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["run", "contract"], name="payment_once_a_run"),
            models.CheckConstraint(
                condition=Q(paid__gte=0, brought__lte=0, carried__lte=0)
                & Q(paid=models.F("lines_pence") + models.F("brought") - models.F("carried"))
                & (Q(paid=0) | Q(carried=0)),
                name="payment_adds_up",
            ),
        ]


class PaymentLine(models.Model):
    """A claim line in a payment: never in two."""

    payment = models.ForeignKey(Payment, models.PROTECT, related_name="lines")
    line = models.OneToOneField("payments.ClaimLine", models.PROTECT, related_name="paid")


class RunFile(models.Model):
    """The file for the finance system, made and kept in the run's own transaction: there can be no second one (C-10)."""

    run = models.OneToOneField(PaymentRun, models.PROTECT, related_name="file")
    name = models.CharField(max_length=80)
    data = models.BinaryField()
    sha256 = models.CharField(max_length=64, db_collation="C")


class Remittance(models.Model):
    """The advice that a payee gets, as PDF. `data_sha256` is of what it says: two renderings differ in bytes, not in
    that (reliability.md §5.5). Made once."""

    payment = models.OneToOneField(Payment, models.PROTECT, related_name="remittance")
    pdf = models.BinaryField()
    sha256 = models.CharField(max_length=64, db_collation="C")
    data_sha256 = models.CharField(max_length=64, db_collation="C")
    made_at = models.DateTimeField()
