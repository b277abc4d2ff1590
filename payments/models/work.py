"""What needs doing: a working copy for lists, written anew whenever the ledger is settled."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class WorkItem(models.Model):
    """One `payments.rules.earnable.Earnable` as now known, in pence before caps.

    `soonest` is the day to look at first; None: no day is. Nothing refers to these rows, and nothing is paid by them.
    """

    contract = models.ForeignKey("payments.Contract", models.PROTECT)
    client = models.ForeignKey("caseloads.Client", models.PROTECT)
    journey = models.DateField()
    outcome = models.CharField(max_length=60, db_collation="C")
    part = models.CharField(max_length=40, blank=True, db_collation="C")
    kind = models.CharField(max_length=10)
    pence = models.BigIntegerField()
    opens = models.DateField(null=True)
    by = models.DateField(null=True)
    final = models.BooleanField()
    rests_on = models.DateField(null=True)
    awaits = models.CharField(max_length=200, blank=True)
    agency = models.CharField(max_length=5, blank=True)
    clientid = models.CharField(max_length=100, blank=True)
    episodid = models.CharField(max_length=100, blank=True)
    soonest = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["contract", "client", "journey", "outcome", "part"], name="work_item_once"),
        ]
        indexes: ClassVar = [
            models.Index("contract", "kind", "soonest", name="work_item_soonest"),
            models.Index("client", name="work_item_client"),
        ]
