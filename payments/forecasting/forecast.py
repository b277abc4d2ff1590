"""The forecast: every draw, and what is shown of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from payments.forecasting.agreement import Agreement
from payments.forecasting.cash import MONTHLY, Runs, cash
from payments.forecasting.chances import Chances
from payments.forecasting.drawing import SETS, Drawing
from payments.forecasting.history import Floats
from payments.forecasting.layout import Layout
from payments.forecasting.limits import CapReached, Standing, limit, together
from payments.forecasting.months import first_day
from payments.forecasting.possibilities import Possibilities
from payments.forecasting.rates import draw_rates
from payments.forecasting.snapshot import Snapshot
from pbr.scheme.document import Scheme

DRAWS: Final = 10_000
_QUANTILES: Final = (0.1, 0.25, 0.5, 0.75, 0.9)


@dataclass(frozen=True, slots=True)
class Bands:
    """Of each contract and month, in pence as floats: arrays (contracts + 1, months), the partnership last.

    Half of all draws lie from `low50` to `high50`, four fifths from `low80` to `high80`.
    """

    mean: Floats
    median: Floats
    low50: Floats
    high50: Floats
    low80: Floats
    high80: Floats

    @classmethod
    def of(cls, drawn: Floats) -> Bands:
        """From (contracts, draws, months)."""
        whole = np.concatenate([drawn, drawn.sum(0, keepdims=True)])
        low80, low50, median, high50, high80 = np.quantile(whole, _QUANTILES, axis=1)
        return cls(whole.mean(1), median, low50, high50, low80, high80)


@dataclass(frozen=True, slots=True)
class Forecast:
    """What is likely to be earned and paid in the months after `day`, the last month end known.

    `earned` is what becomes payable in each month: what the ledger will post, caps applied and returns taken back. `paid`
    is cash, in the months of payment runs. Of both also the sums from the first month on, since bands cannot be added up;
    these are what to hold against a budget. `of_new` is the mean part of `earned`, before caps, of journeys not yet begun.
    """

    day: dt.date
    months: tuple[dt.date, ...]  # the first day of each
    contracts: tuple[str, ...]
    earned: Bands
    earned_so_far: Bands
    paid: Bands
    paid_so_far: Bands
    of_new: Floats  # (contracts + 1, months)
    caps: tuple[CapReached, ...]
    draws: int
    seed: int
    drawn_earned: Floats  # (contracts, draws, months), for whoever asks for another figure
    drawn_paid: Floats

    def chance_paid_above(self, budget: int, months: slice = slice(None)) -> float:
        """The chance that the partnership pays more than a budget (pence) in these months of the forecast."""
        return float((self.drawn_paid[:, :, months].sum((0, 2)) > budget).mean())


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of a forecast. `unpaid`: earned and not yet paid, in pence by contract (0 where not given).

    `paid_since`: what was paid already after the forecast's day, in pence by contract and month, from the first one on.
    """

    months: int = 12
    draws: int = DRAWS
    seed: int = 2012
    runs: Runs = MONTHLY
    unpaid: tuple[int, ...] = ()
    paid_since: tuple[tuple[int, ...], ...] = ()


def simulate(
    chances: Chances, opened: Sequence[Possibilities], schemes: Sequence[Scheme], seen: Snapshot, asked: Asked
) -> Forecast:
    """Draw the months after a month's end. The same arguments give the same forecast."""
    rng = np.random.default_rng(asked.seed)
    layout = Layout.of(schemes, seen.month, asked.months)
    rates = draw_rates(chances, asked.months, min(SETS, asked.draws), rng)
    drawing = Drawing(chances, rates, layout, asked.draws, rng)
    sums = drawing.sums(opened, Agreement.of(schemes).terms, seen)
    payable = limit(together(sums), Standing.of(seen.entitled, layout), layout)
    unpaid = asked.unpaid or (0,) * len(layout.versions.contracts)
    paid = cash(payable.months, unpaid, asked.runs, rng)
    for contract, since in enumerate(asked.paid_since):
        paid[contract, :, : len(since)] += np.array(since)[: asked.months]
    new = sums.new.sum((2, 3)).mean(1)
    return Forecast(
        day=seen.day,
        months=tuple(first_day(layout.base + 1 + month) for month in range(asked.months)),
        contracts=layout.versions.contracts,
        earned=Bands.of(payable.months),
        earned_so_far=Bands.of(np.cumsum(payable.months, axis=2)),
        paid=Bands.of(paid),
        paid_so_far=Bands.of(np.cumsum(paid, axis=2)),
        of_new=np.concatenate([new, new.sum(0, keepdims=True)]),
        caps=payable.caps,
        draws=asked.draws,
        seed=asked.seed,
        drawn_earned=payable.months,
        drawn_paid=paid,
    )
