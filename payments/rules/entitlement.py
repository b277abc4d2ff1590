"""What pricing finds: entitlements, and the amounts that a gate or a hold keeps back. Plain values in whole pence."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Final, NamedTuple

from pbr.values.money import ZERO, Pence

CARRIED: Final = "carried"
BLOCK: Final = "block"
FLOOR: Final = "floor"

# Rows that no outcome earned sort after all outcomes (points 47).
_AFTER_ALL_OUTCOMES: Final[Mapping[str, int]] = {CARRIED: 1_000_000, BLOCK: 1_000_001, FLOOR: 1_000_002}


@lru_cache(maxsize=4096)  # many rows, few parts
def part_order(part: str) -> tuple[int, int, str]:
    """Parts by value where they are numbers, and then the others (points 47)."""
    return (0, int(part), "") if part.isascii() and part.isdigit() else (1, 0, part)


class EntitlementKey(NamedTuple):
    """What an entitlement is known by: the ledger balances each key by itself."""

    contract: str
    client: str
    journey: dt.date
    outcome: str
    part: str


class Cut(NamedTuple):
    """What one cap took off. `place` is the cap's in its contract's list, from 1; `over` says lost or carry."""

    place: int
    amount: Pence
    over: str


class Entitlement(NamedTuple):
    """Money that is earned: `amount` before caps, `payable` after them; what lies between is `cuts`.

    Rows that are no client's own have client "", the contract year's first day as journey, and are ordered with
    attributor and first episode "". `version` is the start of the scheme version whose prices apply; `place` is the
    outcome's in that version; `group` is the complexity group, None where none applies; `how` is one plain sentence.
    """

    contract: str
    client: str
    journey: dt.date
    outcome: str
    part: str
    date: dt.date
    amount: Pence
    payable: Pence
    version: dt.date
    how: str
    group: str | None = None
    cuts: tuple[Cut, ...] = ()
    place: int = 0
    attributor: str = ""
    first_episode: tuple[str, str] = ("", "")

    @property
    def capped(self) -> Pence:
        """All that caps took off, what is carried into the next year included."""
        return Pence(self.amount - self.payable)

    @property
    def lost(self) -> Pence:
        """What caps cut for good (points 46)."""
        return Pence(sum([cut.amount for cut in self.cuts if cut.over == "lost"]))

    @property
    def key(self) -> EntitlementKey:
        return EntitlementKey(self.contract, self.client, self.journey, self.outcome, self.part)

    @property
    def outcome_order(self) -> int:
        return _AFTER_ALL_OUTCOMES.get(self.outcome, self.place)

    @property
    def cap_order(self) -> tuple[object, ...]:
        """The one order in which caps are filled (money.md §1), carried amounts first on their day."""
        return (
            self.date,
            self.outcome != CARRIED,
            self.journey,
            self.attributor,
            self.first_episode,
            self.outcome_order,
            part_order(self.part),
        )


# `Entitlement(...)` from all its fields in their order, without the call of Python in between.
entitlement_of: Final[
    Callable[
        [
            tuple[
                str, str, dt.date, str, str, dt.date, Pence, Pence, dt.date, str, str | None, tuple[Cut, ...],
                int, str, tuple[str, str],
            ]
        ],
        Entitlement,
    ]
] = partial(tuple.__new__, Entitlement)  # fmt: skip


class GatedAmount(NamedTuple):
    """Achieved, but not paid until every outcome in `missing` is. `closed`: one of them can no longer be achieved."""

    contract: str
    client: str
    journey: dt.date
    outcome: str
    part: str
    amount: Pence
    closed: bool
    missing: tuple[str, ...]


class HeldAmount(NamedTuple):
    """What a held determination would earn if it were released, uncapped. `reason` is the determination's."""

    contract: str
    client: str
    journey: dt.date
    outcome: str
    part: str
    amount: Pence
    reason: str


@dataclass(frozen=True, slots=True)
class Totals:
    """One contract's sums in pence. `capped` is what was cut for good: carried amounts are left out of it."""

    payable: Pence = ZERO
    capped: Pence = ZERO
    held: Pence = ZERO
    gated: Pence = ZERO


@dataclass(frozen=True, slots=True)
class Entitled:
    """All that a partnership's contracts have earned, as now known.

    Entitlements are sorted by contract, date, client, journey, outcome's place and part; `totals` lists every contract
    of every version in the scheme's order.
    """

    entitlements: tuple[Entitlement, ...]
    gated: tuple[GatedAmount, ...]
    held: tuple[HeldAmount, ...]
    totals: Mapping[str, Totals]
