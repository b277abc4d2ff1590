"""The contracts that the ledger keeps accounts for, and what each of their keys has earned as now known."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

# Above any sum a partnership could owe; below it no addition of a year's rows leaves a bigint (reliability.md §2.4).
MOST_PENCE = 10**11


class Contract(models.Model):
    """A contract of a partnership's scheme, by its code, and the provider behind it (None: no provider of that name)."""

    partnership = models.ForeignKey("access.Partnership", models.PROTECT)
    code = models.CharField(max_length=60, db_collation="C")
    provider = models.ForeignKey("access.Provider", models.PROTECT, null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["partnership", "code"], name="contract_code_once")]

    def __str__(self) -> str:
        return self.code


class Entitlement(models.Model):
    """One key of the ledger (contract, client, journey, outcome, part), and what it is worth as now known, in pence.

    `amount` is before caps and `payable` after them; `gated` and `held` are kept back and not in them. A key that is
    worth nothing any more stays, with zeros, since the ledger's history hangs on it. `client` None: no client's own.
    """

    contract = models.ForeignKey(Contract, models.PROTECT)
    client = models.ForeignKey("caseloads.Client", models.PROTECT, null=True)
    journey = models.DateField()
    outcome = models.CharField(max_length=60, db_collation="C")
    part = models.CharField(max_length=80, blank=True, db_collation="C")
    date = models.DateField(null=True)
    group = models.CharField(max_length=40, blank=True)
    amount = models.BigIntegerField(default=0)
    payable = models.BigIntegerField(default=0)
    gated = models.BigIntegerField(default=0)
    held = models.BigIntegerField(default=0)
    how = models.TextField(blank=True)
    # What keeps an amount back, as codes: outcomes missing at a gate, or the reason of a hold.
    awaits = models.CharField(max_length=200, blank=True)
    closed = models.BooleanField(default=False, help_text="The gate can never open any more.")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["contract", "client", "journey", "outcome", "part"],
                nulls_distinct=False,
                name="entitlement_key_once",
            ),
            models.CheckConstraint(
                condition=Q(amount__range=(-MOST_PENCE, MOST_PENCE)) & Q(payable__range=(-MOST_PENCE, MOST_PENCE)),
                name="entitlement_within_range",
            ),
        ]
        indexes: ClassVar = [models.Index("client", name="entitlement_client")]

    @property
    def capped(self) -> int:
        """What caps took off."""
        return self.amount - self.payable
