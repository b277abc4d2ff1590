"""From what is earned to what is paid: claims and payment runs take their time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np

from payments.forecasting.history import Floats

# Months from what becomes known in a month to its payment, where no claim says otherwise: a claim the month after, paid
# in that month or the next.
USUAL: Final = (0.0, 0.6, 0.4)
_LONGEST: Final = 6


def lags_of(paid: Iterable[int]) -> tuple[float, ...]:
    """Shares by months from earned to paid, from what was paid so far: one number for each payment or claim line.

    The usual lags are worth ten payments, so that one odd claim does not make the rule.
    """
    months = [min(max(one, 0), _LONGEST) for one in paid]
    counts = np.bincount(months, minlength=_LONGEST + 1).astype(np.float64)
    counts[: len(USUAL)] += 10 * np.array(USUAL)
    return tuple((counts / counts.sum()).tolist())


def cash(earned: Floats, unpaid: Sequence[int], lags: Sequence[float], rng: np.random.Generator) -> Floats:
    """What is paid in each month: (contracts, draws, months), from `earned` of the same shape, in pence.

    Each month's claim of each contract is paid whole, after a lag drawn from `lags` (shares by months). `unpaid`, earned
    and not paid before the forecast, waits as the last known month's claim does. A month that comes out below zero is paid
    nothing: it is set off against the months that follow.
    """
    contracts, draws, months = earned.shape
    waiting = np.concatenate([np.broadcast_to(np.array(unpaid)[:, None, None], (contracts, draws, 1)), earned], axis=2)
    lag = rng.choice(len(lags), size=waiting.shape, p=np.array(lags) / sum(lags))
    due = np.zeros((contracts, draws, months + 1 + len(lags)))
    for months_later in range(len(lags)):
        due[:, :, months_later : months_later + months + 1] += np.where(lag == months_later, waiting, 0.0)
    due[:, :, 1] += due[:, :, 0]  # what was earned before is not paid before
    paid, owed = np.zeros((contracts, draws, months)), np.zeros((contracts, draws))
    for month in range(months):
        owed = owed + due[:, :, month + 1]
        paid[:, :, month] = np.maximum(owed, 0.0)
        owed = np.minimum(owed, 0.0)
    return paid
