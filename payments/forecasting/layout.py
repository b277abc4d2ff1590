"""How drawn money is laid out: by the caps that it falls under, the contract year of its date, and the month it is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from payments.forecasting.agreement import Line, Terms
from payments.forecasting.history import Ints
from payments.forecasting.months import first_day, month_number
from payments.rules.versions import Versions
from pbr.scheme.document import Scheme
from pbr.values.dates import ContractYear

_BACK: Final = 48  # months before the forecast whose dates are told apart


@dataclass(frozen=True, slots=True)
class Layout:
    """`base` is the last month known; the forecast's months follow. `kinds`: outcomes that fall under the same caps.

    `years` are the contract years that matter: one slot each; only one slot where no contract has a cap or a floor.
    """

    base: int
    months: int
    versions: Versions
    kinds: tuple[frozenset[str], ...]
    years: tuple[ContractYear, ...]

    @classmethod
    def of(cls, schemes: Sequence[Scheme], base: int, months: int) -> Layout:
        versions = Versions(schemes)
        contracts = [contract for scheme in schemes for contract in scheme.contracts]
        limited = [cap.outcomes for contract in contracts for cap in contract.caps if cap.outcomes]
        codes = dict.fromkeys(one.code for scheme in schemes for one in scheme.outcomes)
        alike: dict[tuple[bool, ...], set[str]] = {}
        for code in codes:
            alike.setdefault(tuple(code in outcomes for outcomes in limited), set()).add(code)
        years = [versions.year_of(first_day(base))]
        if any(contract.caps or contract.floor is not None for contract in contracts):
            years.insert(0, versions.year_of(first_day(month_number(years[0].start) - 1)))
            while years[-1].end < first_day(base + months):
                years.append(years[-1].following)
        return cls(base, months, versions, tuple(frozenset(one) for one in alike.values()), tuple(years))

    @property
    def width(self) -> int:
        """Columns of a client's money: for each kind and year the months."""
        return len(self.kinds) * len(self.years) * self.months

    def kind_of(self, line: Line) -> int:
        return next(place for place, kind in enumerate(self.kinds) if line.outcome in kind)

    def kinds_of(self, terms: Terms) -> Ints:
        return np.array([self.kind_of(line) for line in terms.lines], dtype=np.int64)

    def year_slot(self) -> Ints:
        """The slot of each month from `_BACK` before the forecast's first to its end; older ones are in the first."""
        numbers = self.base + 1 + np.arange(-_BACK, self.months)
        starts = np.array([month_number(year.start) for year in self.years[1:]])
        return np.searchsorted(starts, numbers, side="right")

    def slot_at(self, table: Ints, dated: NDArray[np.int16]) -> Ints:
        return table[np.clip(dated + _BACK, 0, len(table) - 1)]
