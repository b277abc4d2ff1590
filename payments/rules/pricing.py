"""What one determination is worth: the price of its outcome for the client's group, by instalment, shared if agreed.

money.md §1 (individual pricing, instalments) and rules.md §7 (whose result is it).
"""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from outcomes.rules.determination import Determination
from pbr.scheme.document import Outcome, Scheme
from pbr.values.money import Pence, format_pence, instalment_amounts, split_by_shares


class Worth(NamedTuple):
    """What a determination earns in all, before it is shared out, and how that comes about in one sentence."""

    amount: Pence
    how: str


def is_priced_by_cohort(outcome: Outcome) -> bool:
    """Whether a client's determination of this outcome has no price of its own."""
    return outcome.pricing == "cohort" or outcome.measure == "reoffending_cohort"


def worth(outcome: Outcome, group: str | None, part: str) -> Worth | None:
    """What the outcome (or this instalment of it) earns for a client of the group; None where it has no price.

    A client without a group is worth something only where one price holds for every group (points 48). An instalment
    that the outcome does not have raises KeyError: parts are made from the same scheme version.
    """
    price = _price(outcome, group)
    if price is None:
        return None
    basis = "one price for every group" if outcome.flat else f"price for the group {group}"
    if not outcome.instalments:
        return Worth(price, f"{format_pence(price)}, the {basis}.")
    amounts = _instalments(price, tuple(instalment.share for instalment in outcome.instalments))
    by_month = {str(one.month): (number, amounts[number - 1]) for number, one in enumerate(outcome.instalments, 1)}
    number, amount = by_month[part]
    how = f"Instalment {number} of {len(amounts)} of {format_pence(price)}, the {basis}: {format_pence(amount)}."
    return Worth(amount, how)


def _price(outcome: Outcome, group: str | None) -> Pence | None:
    if outcome.flat:
        return next(iter(outcome.prices.values()))
    return None if group is None else outcome.prices.get(group)


@lru_cache(maxsize=4096)
def _instalments(price: Pence, shares: tuple[Decimal, ...]) -> tuple[Pence, ...]:
    """A caseload has few prices and very many instalments."""
    return instalment_amounts(price, shares)


def earners(determination: Determination, amount: Pence, scheme: Scheme) -> list[tuple[str, Pence]]:
    """Each contract that earns a part of the amount, and its part: the whole for a holder, by share otherwise.

    Shares are normalised over the contracts that take part; pence by largest remainder, ties to the contract listed
    first in the scheme. Without a contract nobody earns anything.
    """
    if len(determination.contracts) <= 1:
        return [(code, amount) for code in determination.contracts]
    sharing = [contract for contract in scheme.contracts if contract.code in determination.contracts]
    parts = split_by_shares(amount, [contract.share for contract in sharing])
    return [(contract.code, part) for contract, part in zip(sharing, parts, strict=True)]
