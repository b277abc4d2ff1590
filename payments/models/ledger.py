"""The ledger: transfers between the accounts of a contract, only ever added to (money.md §2)."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from .contract import MOST_PENCE


class Account(models.TextChoices):
    """The accounts of every contract. What leaves one enters another, so the whole always sums to nothing.

    `recoverable` below zero is what the provider has had and must give back.
    """

    EARNED = "earned", "Earned"
    ACCRUED = "accrued", "Accrued"
    PAYABLE = "payable", "Payable"
    PAID = "paid", "Paid"
    RECOVERABLE = "recoverable", "Recoverable"


class Kind(models.TextChoices):
    EARNED = "earned", "Earned"
    ADJUSTED = "adjusted", "Adjusted"
    APPROVED = "approved", "Approved"
    CARRIED = "carried", "Carried as recoverable"
    SET_OFF = "set_off", "Set off"
    PAID = "paid", "Paid"


TAKING_BACK = frozenset({("accrued", "earned"), ("payable", "accrued"), ("recoverable", "payable")})


class Transfer(models.Model):
    """Whole pence above zero from one account to another, so that no row can be out of balance.

    Transfers of one event share `transaction`. A posting (kind earned or adjusted) is of one entitlement, states its
    place in that key's sequence and the balance before it, names what it rests on and the posting that it adjusts.
    `explanation` is frozen: how the amount came about, in the words and figures of that day.
    """

    partnership = models.ForeignKey("access.Partnership", models.PROTECT)
    contract = models.ForeignKey("payments.Contract", models.PROTECT)
    transaction = models.BigIntegerField()
    kind = models.CharField(max_length=10, choices=Kind.choices)
    from_account = models.CharField(max_length=12, choices=Account.choices)
    to_account = models.CharField(max_length=12, choices=Account.choices)
    pence = models.BigIntegerField()
    entitlement = models.ForeignKey("payments.Entitlement", models.PROTECT, null=True, db_index=False)
    sequence = models.IntegerField(null=True)
    balance_before = models.BigIntegerField(null=True)
    adjusts = models.OneToOneField("self", models.PROTECT, null=True)
    determination = models.ForeignKey("outcomes.DeterminationRow", models.PROTECT, null=True, db_index=False)
    version = models.ForeignKey("outcomes.SchemeVersion", models.PROTECT, null=True, db_index=False)
    earned_on = models.DateField(null=True, help_text="The entitlement's date: its month is the line's original month.")
    explanation = models.JSONField(default=dict)
    line = models.OneToOneField("payments.ClaimLine", models.PROTECT, null=True, related_name="transfer")
    payment = models.ForeignKey("payments.Payment", models.PROTECT, null=True)
    posted_at = models.DateTimeField()
    posted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(pence__gte=1, pence__lte=MOST_PENCE), name="transfer_within_range"),
            models.CheckConstraint(
                condition=~Q(from_account=F("to_account")), name="transfer_between_two_accounts"
            ),
            models.UniqueConstraint(fields=["entitlement", "sequence"], name="transfer_sequence_once"),
            models.UniqueConstraint(fields=["payment", "kind"], name="transfer_payment_once"),
            models.CheckConstraint(
                condition=Q(kind__in=["earned", "adjusted"], line=None, payment=None, entitlement__isnull=False,
                            sequence__gte=1, balance_before__isnull=False, version__isnull=False,
                            earned_on__isnull=False)
                & (Q(from_account="earned", to_account="accrued") | Q(from_account="accrued", to_account="earned"))
                | Q(kind="approved", line__isnull=False, payment=None, entitlement__isnull=False, sequence=None)
                & (Q(from_account="accrued", to_account="payable") | Q(from_account="payable", to_account="accrued"))
                | Q(kind="carried", payment__isnull=False, from_account="recoverable", to_account="payable")
                | Q(kind="set_off", payment__isnull=False, from_account="payable", to_account="recoverable")
                | Q(kind="paid", payment__isnull=False, from_account="payable", to_account="paid"),
                name="transfer_is_of_its_kind",
            ),
        ]  # fmt: skip
        indexes: ClassVar = [
            models.Index(fields=["contract", "kind", "posted_at"], name="transfer_contract"),
            models.Index(fields=["partnership", "-transaction"], name="transfer_newest"),
        ]

    @property
    def signed(self) -> int:
        """Above zero where the provider gains: earned is accrued, or accrued becomes payable."""
        takes_back = (self.from_account, self.to_account) in TAKING_BACK
        return -self.pence if takes_back else self.pence
