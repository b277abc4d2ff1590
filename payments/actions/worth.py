"""What pricing found, gathered by contract and key: one state for each, whether earned, gated or held."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from payments.rules.entitlement import Cut, Entitled, EntitlementKey, GatedAmount, HeldAmount


@dataclass(frozen=True, slots=True)
class KeyWorth:
    """One key as now known, in pence. `version` is the start of the scheme version that priced it; None: not priced."""

    date: dt.date | None = None
    version: dt.date | None = None
    group: str = ""
    amount: int = 0
    payable: int = 0
    gated: int = 0
    held: int = 0
    how: str = ""
    awaits: str = ""
    closed: bool = False
    cuts: tuple[Cut, ...] = ()

    @property
    def stored(self) -> dict[str, Any]:
        """As the entitlement's row has it."""
        names = ("date", "group", "amount", "payable", "gated", "held", "how", "awaits", "closed")
        return {name: getattr(self, name) for name in names}


NOTHING = KeyWorth()


def worth_by_contract(entitled: Entitled) -> Mapping[str, dict[EntitlementKey, KeyWorth]]:
    worth: defaultdict[str, dict[EntitlementKey, KeyWorth]] = defaultdict(dict)
    for row in entitled.entitlements:
        worth[row.contract][row.key] = KeyWorth(
            row.date, row.version, row.group or "", row.amount, row.payable, how=row.how, cuts=row.cuts
        )
    for gated in entitled.gated:
        worth[gated.contract][_key(gated)] = KeyWorth(
            gated=gated.amount, awaits=", ".join(gated.missing)[:200], closed=gated.closed
        )
    for held in entitled.held:
        worth[held.contract][_key(held)] = KeyWorth(held=held.amount, awaits=held.reason)
    return worth


def _key(kept: GatedAmount | HeldAmount) -> EntitlementKey:
    return EntitlementKey(kept.contract, kept.client, kept.journey, kept.outcome, kept.part)
