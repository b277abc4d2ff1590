"""Where each contract stands: what it earned, what is kept back, and the balances of its accounts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, Sum

from payments.models import Account, Contract, Entitlement
from payments.queries import visible
from payments.queries.ledger import balances
from pbr.access.access import Access


@dataclass(frozen=True, slots=True)
class ContractStanding:
    """Pence. earned − capped = payable in all; gated and held come on top once a gate opens or a person releases them.
    `accrued`, `payable`, `paid` and `recoverable` are the balances of the accounts, which sum to what is earned."""

    contract: Contract
    amount: int
    capped: int
    gated: int
    gated_closed: int
    held: int
    net: int
    keys: int
    accrued: int
    payable: int
    paid: int
    recoverable: int

    @property
    def waterfall(self) -> Sequence[tuple[str, int]]:
        """From everything that was achieved to what is paid for."""
        return (
            ("Achieved", self.amount + self.gated + self.held),
            ("Kept back at a gate", -self.gated),
            ("Held until a person decides", -self.held),
            ("Above a cap", -self.capped),
            ("Earned", self.net),
        )


def standings(access: Access) -> list[ContractStanding]:
    """One for each contract that the person may see; three queries."""
    sums = {
        row["contract"]: row
        for row in Entitlement.objects.filter(contract__in=visible.contracts(access))
        .values("contract")
        .annotate(
            earned=Sum("amount"), net=Sum("payable"), cut=Sum(F("amount") - F("payable")), at_gate=Sum("gated"),
            never=Sum("gated", filter=Q(closed=True)), kept=Sum("held"), keys=Count("pk", filter=~Q(payable=0)),
        )
    }  # fmt: skip
    accounts = balances(access.partnership.pk)
    return [
        _standing(contract, sums.get(contract.pk, {}), accounts[contract.pk]) for contract in visible.contracts(access)
    ]


def _standing(contract: Contract, sums: Mapping[str, Any], accounts: Mapping[str, int]) -> ContractStanding:
    def pence(name: str) -> int:
        return int(sums.get(name) or 0)

    return ContractStanding(
        contract=contract,
        amount=pence("earned"),
        capped=pence("cut"),
        gated=pence("at_gate"),
        gated_closed=pence("never"),
        held=pence("kept"),
        net=pence("net"),
        keys=pence("keys"),
        accrued=accounts[Account.ACCRUED],
        payable=accounts[Account.PAYABLE],
        paid=accounts[Account.PAID],
        recoverable=accounts[Account.RECOVERABLE],
    )
