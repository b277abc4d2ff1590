"""Which differences the ledger must post so that its balances equal the entitlements as now known (money.md §2)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from payments.rules.entitlement import EntitlementKey, part_order
from pbr.values.money import ZERO, Pence


class Difference(NamedTuple):
    """One key whose balance is not what is wanted. `amount` is what to post, never 0: `balance` + `amount` is wanted."""

    key: EntitlementKey
    balance: Pence
    amount: Pence


def differences(
    wanted: Mapping[EntitlementKey, Pence], posted: Mapping[EntitlementKey, Pence]
) -> tuple[Difference, ...]:
    """What to post, in pence, in the one order of keys. A key without a posting has balance 0; a key that is no longer
    wanted goes back to 0. Where nothing changed, nothing is posted."""
    keys = sorted(wanted.keys() | posted.keys(), key=_order)
    found = (Difference(key, posted.get(key, ZERO), Pence(wanted.get(key, 0) - posted.get(key, 0))) for key in keys)
    return tuple(difference for difference in found if difference.amount)


def _order(key: EntitlementKey) -> tuple[object, ...]:
    return (key.contract, key.client, key.journey, key.outcome, part_order(key.part))
