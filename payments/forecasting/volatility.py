"""How steadily money comes in: each contract's past months as they would have been under a tariff.

Small providers live by months, not by years: one client more or less is a large part of their month. So the worst month is
shown with its amount, and with the band in which it falls when the clients are drawn anew.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from payments.forecasting.expected import QUANTILES, resampled
from payments.forecasting.months import first_day, month_number
from payments.rules.entitlement import CARRIED, Entitlement
from pbr.values.money import Pence

Floats = NDArray[np.float64]


class WorstBand(NamedTuple):
    """Pence: half of the draws' worst months lie between low50 and high50, eight in ten between low80 and high80."""

    low80: int
    low50: int
    high50: int
    high80: int


class Volatility(NamedTuple):
    """One contract's income by month, in pence before caps. `spread` is the months' standard deviation over their mean
    (None where nothing came in); `lean` the share of months below half the mean; `small` that it had few journeys."""

    contract: str
    journeys: int
    small: bool
    months: tuple[tuple[dt.date, Pence], ...]
    mean: Pence
    spread: float | None
    lean: float
    worst_month: dt.date | None
    worst: Pence
    worst_band: WorstBand


def volatility(
    entitlements: Sequence[Entitlement],
    journeys: Mapping[str, int],
    first: dt.date,
    last: dt.date,
    small_below: int,
) -> list[Volatility]:
    """A row for each contract of `journeys` (their number by contract), of the whole months from `first` to `last`.

    A contract's months begin with the first in which anything was earned: building up is no unsteadiness. What no client
    earned, as a block, comes in the same month in every draw; what a cap carried over is left out, since amounts are those
    before caps.
    """
    start, count = month_number(first), month_number(last) - month_number(first) + 1
    own, fixed = _by_client(entitlements, tuple(journeys), start, max(count, 0))
    together = own.sum(axis=0) + fixed
    drawn = resampled(own.reshape(len(own), fixed.size)).reshape(-1, *fixed.shape) + fixed
    return [
        _row(contract, number, number < small_below, together[place], drawn[:, place], start)
        for place, (contract, number) in enumerate(journeys.items())
    ]


def _by_client(
    entitlements: Sequence[Entitlement], contracts: Sequence[str], start: int, count: int
) -> tuple[Floats, Floats]:
    """Pence of clients, shape (clients, contracts, months), and what is no client's own, shape (contracts, months)."""
    places = {contract: place for place, contract in enumerate(contracts)}
    clients: dict[str, int] = {}
    for row in entitlements:
        if row.client:
            clients.setdefault(row.client, len(clients))
    own, fixed = np.zeros((len(clients), len(contracts), count)), np.zeros((len(contracts), count))
    for row in entitlements:
        month = month_number(row.date) - start
        if row.outcome == CARRIED or row.contract not in places or not 0 <= month < count:
            continue
        if row.client:
            own[clients[row.client], places[row.contract], month] += row.amount
        else:
            fixed[places[row.contract], month] += row.amount
    return own, fixed


def _row(contract: str, journeys: int, small: bool, income: Floats, drawn: Floats, start: int) -> Volatility:
    earning = np.flatnonzero(income)
    begins = int(earning[0]) if len(earning) else len(income)
    seen, worst_drawn = income[begins:], drawn[:, begins:]
    months = tuple((first_day(start + begins + place), Pence(round(float(one)))) for place, one in enumerate(seen))
    if not months:
        return Volatility(contract, journeys, small, (), Pence(0), None, 0.0, None, Pence(0), WorstBand(0, 0, 0, 0))
    mean = float(seen.mean())
    worst = int(seen.argmin())
    bands = np.quantile(worst_drawn.min(axis=1), QUANTILES)
    return Volatility(
        contract=contract,
        journeys=journeys,
        small=small,
        months=months,
        mean=Pence(round(mean)),
        spread=float(seen.std()) / mean if mean > 0 else None,
        lean=float((seen < mean / 2).mean()),
        worst_month=months[worst][0],
        worst=months[worst][1],
        worst_band=WorstBand(*(round(float(value)) for value in bands)),
    )
