"""Where each contract stands: what it earned, what is kept back, and the balances of its accounts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, Sum

from payments.models import Account, Contract, Entitlement
from payments.queries import visible
from payments.queries.ledger import balances
from payments.rules.entitlement import BLOCK, CARRIED, FLOOR
from pbr.access.access import Access


@dataclass(frozen=True, slots=True)
class ContractStanding:
    """Pence. `amount` is what outcomes earned before caps, which cut `capped` of it; `carried`, `block` and `floor` are
    earned by the contract as a whole; with them it is `net`. `gated` and `held` come on top once a gate opens or a person
    releases them. `accrued`, `payable`, `paid` and `recoverable` are the balances of the accounts: together they are
    `net`, too."""

    contract: Contract
    amount: int
    capped: int
    carried: int
    block: int
    floor: int
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
            ("Carried from a year before", self.carried),
            ("Block", self.block),
            ("Up to a floor", self.floor),
            ("Earned", self.net),
        )


def standings(access: Access) -> list[ContractStanding]:
    """One for each contract that the person may see; three queries."""
    sums = {
        row["contract"]: row
        for row in Entitlement.objects.filter(contract__in=visible.contracts(access))
        .values("contract")
        .annotate(
            earned=Sum("amount", filter=~Q(outcome__in=[CARRIED, BLOCK, FLOOR])),
            carry=Sum("amount", filter=Q(outcome=CARRIED)), blocks=Sum("amount", filter=Q(outcome=BLOCK)),
            floors=Sum("amount", filter=Q(outcome=FLOOR)),
            net=Sum("payable"), cut=Sum(F("amount") - F("payable")), at_gate=Sum("gated"),
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
        carried=pence("carry"),
        block=pence("blocks"),
        floor=pence("floors"),
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
