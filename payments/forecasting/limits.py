"""Caps, carry, blocks and floors over all draws at once (money.md §1), by month as they become known."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from payments.forecasting.drawing import Sums
from payments.forecasting.history import Floats
from payments.forecasting.layout import Layout
from payments.forecasting.months import last_day
from payments.rules.blocks_floors import block_entitlements
from payments.rules.entitlement import BLOCK, CARRIED, FLOOR, Entitled
from pbr.scheme.document import Cap, Contract
from pbr.values.dates import MONTHS_IN_A_YEAR, ContractYear


@dataclass(frozen=True, slots=True)
class Standing:
    """What was earned before the forecast, in pence before caps, by contract, kind and year.

    `carried` is what the year before the first of these carried into it.
    """

    earned: Floats
    carried: Floats  # (contracts,)

    @classmethod
    def of(cls, entitled: Entitled, layout: Layout) -> Standing:
        contracts = layout.versions.contracts
        earned = np.zeros((len(contracts), len(layout.kinds), len(layout.years)))
        carried = np.zeros(len(contracts))
        kinds = {code: place for place, kind in enumerate(layout.kinds) for code in kind}
        for row in entitled.entitlements:
            contract = contracts.index(row.contract)
            year = sum(row.date >= one.start for one in layout.years[1:])
            if row.outcome == CARRIED and year == 0 and row.date >= layout.years[0].start:
                carried[contract] += row.amount
            elif row.outcome not in (CARRIED, BLOCK, FLOOR) and row.date >= layout.years[0].start:
                earned[contract, kinds[row.outcome], year] += row.amount
        return cls(earned, carried)


@dataclass(frozen=True, slots=True)
class CapReached:
    """How often a cap was reached by the year's end, or by the forecast's last month. `place` is from 1."""

    contract: str
    year: ContractYear
    place: int
    cap: Cap
    chance: float
    by_month: tuple[float, ...]  # the chance that it is reached by each month of the forecast


@dataclass(frozen=True, slots=True)
class Payable:
    """`months` (contracts, draws, months): what becomes payable in each month, in pence; `caps`: what was reached."""

    months: Floats
    caps: tuple[CapReached, ...]


def limit(sums: Floats, standing: Standing, layout: Layout) -> Payable:
    """Let the drawn money through caps and add carry, blocks and floors.

    Within a month, and between outcomes of different kinds, it does not matter to the sum in which order a cap is filled.
    """
    months, caps = [], []
    for place, code in enumerate(layout.versions.contracts):
        contract = _Limited(layout, code)
        known = np.concatenate([np.zeros_like(sums[place][..., :1]), sums[place]], axis=-1)
        gross = np.cumsum(known, axis=-1) + standing.earned[place][:, :, None]
        months.append(np.diff(contract.payable(gross, float(standing.carried[place])), axis=-1))
        caps += contract.reached
    return Payable(np.stack(months), tuple(caps))


class _Limited:
    """One contract: year after year, since what one year carries is paid in the next."""

    def __init__(self, layout: Layout, code: str) -> None:
        self.layout, self.code = layout, code
        self.reached: list[CapReached] = []
        self._known_to = [last_day(layout.base + month) for month in range(layout.months + 1)]

    def payable(self, gross: Floats, carried: float) -> Floats:
        """Everything payable by the end of each month, the last known one first: (draws, months + 1)."""
        layout = self.layout
        block = self._blocks()
        total = np.zeros((gross.shape[0], gross.shape[-1])) + sum(block.values(), np.zeros(gross.shape[-1]))
        brought = np.full_like(total, carried)
        for place, year in enumerate(layout.years):
            paid, brought = self._year(year, gross[:, :, place], brought)
            total += paid + self._floor(year, paid + block.get(year, 0.0))
        return total

    def _contract(self, year: ContractYear) -> Contract | None:
        versions = self.layout.versions
        return versions.contract(versions.in_force(year.start), self.code)

    def _year(self, year: ContractYear, gross: Floats, brought: Floats) -> tuple[Floats, Floats]:
        """What passes the caps of the year, and what is carried out of it once the next one has begun."""
        contract = self._contract(year)
        left = np.concatenate([gross, brought[:, None]], axis=1)  # the last kind is what was brought in
        carried = np.zeros_like(brought)
        begun = np.array([day > year.end for day in self._known_to])
        for place, cap in enumerate(contract.caps if contract else (), 1):
            under = self._under(cap)
            due = left[:, under].sum(1)
            passed = np.minimum(due, float(cap.amount))
            left[:, under] *= np.divide(passed, due, out=np.ones_like(due), where=due > 0)[:, None]
            self._note(year, place, cap, due)
            if cap.over == "carry":
                carried += (due - passed) * begun
        return left.sum(1), carried

    def _under(self, cap: Cap) -> list[int]:
        kinds = self.layout.kinds
        return [place for place, kind in enumerate(kinds) if not cap.outcomes or kind & set(cap.outcomes)] + (
            [] if cap.outcomes else [len(kinds)]
        )

    def _note(self, year: ContractYear, place: int, cap: Cap, due: Floats) -> None:
        if year.end > self._known_to[0]:
            by_month = tuple((due[:, 1:] >= cap.amount).mean(0).tolist())
            self.reached.append(CapReached(self.code, year, place, cap, by_month[-1], by_month))

    def _blocks(self) -> dict[ContractYear, Floats]:
        """The block's twelfths by year and month end; known in advance."""
        versions = self.layout.versions
        sums: dict[ContractYear, Floats] = {}
        for row in block_entitlements(versions, self._known_to[-1]):
            if row.contract == self.code:
                due = np.array([row.date <= day for day in self._known_to], dtype=np.float64)
                year = versions.year_of(row.date)
                sums[year] = sums.get(year, np.zeros(len(due))) + row.amount * due
        return sums

    def _floor(self, year: ContractYear, paid: Floats) -> Floats:
        """What lifts an ended year to the contract's floor, pro rata to the months of the versions in it."""
        floor = 0.0
        for scheme in self.layout.versions.all:
            contract = self.layout.versions.contract(scheme, self.code)
            if contract is not None and contract.floor is not None:
                floor += contract.floor * year.whole_months_within(scheme.starts, scheme.ends) / MONTHS_IN_A_YEAR
        ended = np.array([day >= year.end for day in self._known_to])
        return np.where(ended & (paid < floor), floor - paid, 0.0) if floor else np.zeros_like(paid)


def together(sums: Sums) -> Floats:
    return sums.known + sums.new
