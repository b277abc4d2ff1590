"""How a payment is shown split between the prime provider and its subcontractors; what the partnership pays stays."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from pbr.scheme.document import Contract
from pbr.values.money import Pence, split_by_shares


class ProviderPart(NamedTuple):
    """What one provider has of a payment; the prime's `share` is what its subcontractors leave."""

    provider: str
    share: Decimal
    amount: Pence


def split_payment(contract: Contract, amount: Pence) -> tuple[ProviderPart, ...]:
    """The prime first, then the subcontractors in listed order; pence by largest remainder, ties to the earlier.

    The parts sum to the amount, which may be negative: money taken back is split as it was given.
    """
    subcontractors = contract.subcontractors
    rest = 1 - sum((subcontractor.share for subcontractor in subcontractors), Decimal(0))
    shares = [rest, *(subcontractor.share for subcontractor in subcontractors)]
    providers = [contract.provider, *(subcontractor.provider for subcontractor in subcontractors)]
    amounts = split_by_shares(amount, [Fraction(share) for share in shares])
    return tuple(ProviderPart(*part) for part in zip(providers, shares, amounts, strict=True))
