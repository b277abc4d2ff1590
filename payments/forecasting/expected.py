"""What prices would cost in a year, and how sure that is: clients drawn anew from those who came.

A client is drawn whole, so that what hangs together in one person stays together. Volumes are in full prices: an instalment
counts as its share of the price, and a shared result as each contract's part. Estimates are floats, in pence.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from outcomes.rules.determination import ClientFound
from payments.forecasting.baseline import NO_GROUP, Period, Told, started_within, told
from payments.forecasting.tariff import Prices, price_for
from payments.rules.pricing import is_priced_by_cohort
from pbr.scheme.document import Scheme
from pbr.values.money import Pence

Floats = NDArray[np.float64]

DRAWS: Final = 2000
SEED: Final = 20120401  # the same study gives the same bands
MOST_AT_ONCE: Final = 4_000_000  # counts held in memory at a time
QUANTILES: Final = (0.10, 0.25, 0.75, 0.90)


class Cell(NamedTuple):
    """Where a unit of volume belongs. `group` is blank where the client has none."""

    contract: str
    outcome: str
    part: str
    group: str


class Band(NamedTuple):
    """Pence. `expected` is worked out from all clients; half of the draws lie between low50 and high50, eight in ten between
    low80 and high80."""

    expected: int
    low80: int
    low50: int
    high50: int
    high80: int


@dataclass(frozen=True, slots=True)
class Volumes:
    """Expected full prices a year: `point` has shape (cells,), `draws` (draws, cells)."""

    cells: tuple[Cell, ...]
    point: Floats
    draws: Floats

    def of(self) -> dict[tuple[str, str], float]:
        """By outcome and group, of all contracts together."""
        sums: dict[tuple[str, str], float] = {}
        for cell, volume in zip(self.cells, self.point, strict=True):
            key = (cell.outcome, cell.group)
            sums[key] = sums.get(key, 0.0) + float(volume)
        return sums

    def money(self, prices: Prices) -> Money:
        pence = np.array([float(price_for(prices[cell.outcome], cell.group)) for cell in self.cells])
        return Money(self.cells, self.point * pence, self.draws * pence)


@dataclass(frozen=True, slots=True)
class Money:
    """Pence a year under some prices: `point` has shape (cells,), `draws` (draws, cells)."""

    cells: tuple[Cell, ...]
    point: Floats
    draws: Floats

    def drawn(self, **of: str) -> Floats:
        """The sum of the cells that are so (contract=…, outcome=…, group=…), in each draw."""
        sums: Floats = self.draws[:, self._chosen(of)].sum(axis=1)
        return sums

    def band(self, **of: str) -> Band:
        return band(float(self.point[self._chosen(of)].sum()), self.drawn(**of))

    def _chosen(self, of: Mapping[str, str]) -> list[int]:
        wanted = of.items()
        return [n for n, cell in enumerate(self.cells) if all(getattr(cell, name) == value for name, value in wanted)]


class CapCut(NamedTuple):
    """What a cap of one contract year would cut of a contract. `bites` is the chance that it cuts anything."""

    contract: str
    cap: Pence
    cut: Band
    bites: float


def band(expected: float, drawn: Floats) -> Band:
    low80, low50, high50, high80 = np.quantile(drawn, QUANTILES)
    return Band(*(round(float(value)) for value in (expected, low80, low50, high50, high80)))


def cap_cut(money: Money, contract: str, cap: Pence) -> CapCut:
    """The expected cut is the mean over the draws: a cap cuts in a good year what a bad one does not give back."""
    cut = np.maximum(money.drawn(contract=contract) - float(cap), 0.0)
    return CapCut(contract, cap, band(float(cut.mean()), cut), float((cut > 0).mean()))


def resampled(values: Floats, *, per_year: float | None = None, draws: int = DRAWS) -> Floats:
    """Column sums of `values` (clients, columns) over clients drawn with replacement: shape (draws, columns).

    With `per_year` each draw is then one year's clients: as many of each, on average, as `per_year` says of the draw, and
    more or fewer by chance (Poisson). So the bands hold both how little the past tells and how years differ.
    """
    clients, columns = values.shape
    random = np.random.default_rng(SEED)
    sums = np.zeros((draws, columns))
    if not clients or not columns:
        return sums
    at_once = max(MOST_AT_ONCE // clients, 1)
    evenly = np.full(clients, 1 / clients)
    for first in range(0, draws, at_once):
        rows = min(at_once, draws - first)
        counts = random.multinomial(clients, evenly, size=rows)
        if per_year is not None:
            counts = random.poisson(counts * per_year)
        sums[first : first + rows] = counts @ values
    return sums


def volumes(found: Sequence[ClientFound], scheme: Scheme, period: Period, draws: int = DRAWS) -> Volumes:
    """How many full prices a year's clients bring, by contract, outcome, part and group.

    What is open counts at the rate of what was decided for the same outcome, part and group (all groups where none of it
    was decided), which each draw works out anew. Outcomes priced by cohort are left out.
    """
    counted = _Counted(scheme)
    for journey, determinations in started_within(found, period):
        for row in told(journey, determinations, scheme):
            counted.add(row)
    table = counted.table()
    everyone = table.sum(axis=0, keepdims=True) * period.per_year
    drawn = resampled(table, per_year=period.per_year, draws=draws)
    return Volumes(tuple(counted.cells), counted.volumes(everyone)[0], counted.volumes(drawn))


class _Counted:
    """Sums by client: full prices achieved and open for each cell; achieved and decided numbers for each rate."""

    def __init__(self, scheme: Scheme) -> None:
        self._outcomes = {one.code: one for one in scheme.outcomes if not is_priced_by_cohort(one)}
        self._parts = {
            (one.code, part): float(one.instalments[place].share) if one.instalments else 1.0
            for one in self._outcomes.values()
            for place, part in enumerate(one.parts)
        }
        self._shares = {one.code: float(one.share) for one in scheme.contracts}
        self.cells: dict[Cell, int] = {}
        self._rates: dict[tuple[str, ...], int] = {}
        self._clients: dict[str, int] = {}
        self._entries: list[tuple[int, str, int, float]] = []  # client, kind of column, its place, how much

    def add(self, row: Told) -> None:
        outcome = self._outcomes.get(row.outcome)
        client = self._clients.setdefault(row.client, len(self._clients))
        if outcome is None or (row.group == NO_GROUP and not outcome.flat):
            return
        for rate in self._rates_of(row.outcome, row.part, row.group):
            place = self._rates.setdefault(rate, len(self._rates))
            if row.stands != "open":
                self._entries.append((client, "decided", place, 1.0))
            if row.stands == "achieved":
                self._entries.append((client, "times", place, 1.0))
        for contract, part in self._earning(row):
            place = self.cells.setdefault(Cell(contract, row.outcome, row.part, row.group), len(self.cells))
            if row.stands != "failed":
                self._entries.append((client, row.stands, place, part * self._parts[row.outcome, row.part]))

    def _earning(self, row: Told) -> Iterator[tuple[str, float]]:
        whole = sum(self._shares.get(code, 1.0) for code in row.contracts)
        for code in row.contracts:
            yield code, 1.0 if len(row.contracts) == 1 else self._shares.get(code, 1.0) / whole

    @staticmethod
    def _rates_of(outcome: str, part: str, group: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        return (outcome, part, group), (outcome, part)

    def table(self) -> Floats:
        """Shape (clients, columns): achieved and open for each cell, then times and decided for each rate."""
        cells, rates = len(self.cells), len(self._rates)
        begins = {"achieved": 0, "open": cells, "times": 2 * cells, "decided": 2 * cells + rates}
        table = np.zeros((len(self._clients), 2 * cells + 2 * rates))
        for client, kind, place, amount in self._entries:
            table[client, begins[kind] + place] += amount
        return table

    def volumes(self, sums: Floats) -> Floats:
        """From sums of the table's columns, shape (any, columns), to full prices, shape (any, cells)."""
        cells, rates = len(self.cells), len(self._rates)
        achieved, waiting = sums[:, :cells], sums[:, cells : 2 * cells]
        times, decided = sums[:, 2 * cells : 2 * cells + rates], sums[:, 2 * cells + rates :]
        share = np.divide(times, decided, out=np.full_like(times, np.nan), where=decided > 0)
        own, all_groups = (
            share[:, [self._rates[self._rates_of(cell.outcome, cell.part, cell.group)[level]] for cell in self.cells]]
            for level in (0, 1)
        )
        rate = np.nan_to_num(np.where(np.isnan(own), all_groups, own))
        full: Floats = achieved + waiting * rate
        return full
